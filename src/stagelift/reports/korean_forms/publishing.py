"""Forms of why a page is not made or not sent, and their Korean."""

from __future__ import annotations

PUBLISHING_FORMS: tuple[tuple[str, str], ...] = (
    # maps, notebooks, pages
    (
        "this is no saved map; {command} writes one",
        "저장한 지도가 아닙니다. 저장하는 명령: {command}",
    ),
    ("the map cannot be read ({why})", "지도를 읽지 못했습니다({why})"),
    (
        "a map of the journey {name} came; this is {own}",
        "여정 {name}의 지도입니다. 이 여정은 {own}입니다",
    ),
    (
        "a map of layout {old} came; this version reads layout {new}",
        "판 {old}의 지도입니다. 지금은 판 {new:을/를} 읽습니다",
    ),
    ("Save it again: {command}", "다시 저장하세요: {command}"),
    ("the file is empty", "파일이 비어 있습니다"),
    ("the text is of another encoding, not UTF-8", "글자 인코딩이 UTF-8이 아닙니다"),
    (
        "line {n} is no JSON, or the file is cut off",
        "{n}번째 줄이 JSON이 아니거나 파일이 잘렸습니다",
    ),
    ("the values are nested too deeply to be read", "값이 너무 깊이 겹쳐 있어 읽을 수 없습니다"),
    (
        "parameters cell, line {n}: {why}",
        "매개변수 셀 {n}번째 줄: {why:t}",
    ),
    (
        "{name} is no name every file system takes; such as {example}",
        "{name:은/는} 모든 파일 시스템이 받는 이름이 아닙니다. 예: {example}",
    ),
    (
        "report {name} has one page; leave --page out",
        "보고서 {name:은/는} 한 페이지입니다. --page를 빼세요",
    ),
    (
        "report {name} cannot be of one segment; leave --segment out",
        "보고서 {name:은/는} 한 집단만으로 만들 수 없습니다. --segment를 빼세요",
    ),
    (
        (
            "{path} is a file, and the pages are written into a folder of that name: "
            "rename or remove "
            "the file"
        ),
        "{path:은/는} 파일입니다. 페이지는 그 이름의 폴더에 씁니다. 파일 이름을 바꾸거나 지우세요",
    ),
    ("notebook {name} does not exist", "노트북 {name:이/가} 없습니다"),
    (
        "another run of {name} did not end within {n} s; nothing was changed",
        "{name}의 다른 실행이 {n}초 안에 끝나지 않았습니다. 바뀐 것은 없습니다",
    ),
    ("the run was interrupted", "실행이 중단되었습니다"),
    (
        "the notebook wrote no {file}; its last cell calls finish()",
        "노트북이 {file:을/를} 쓰지 않았습니다. 마지막 셀에서 finish()를 부르세요",
    ),
    ("no cell of the notebook gave a piece of a page", "페이지에 넣을 것을 낸 셀이 없습니다"),
    (
        "period: {text} needs the instant it is asked at; examples without: {example}",
        "period: {text:은/는} 묻는 시각이 있어야 합니다. 없이 쓰는 예: {example}",
    ),
    (
        "secrets come from the environment; a parameter may name a profile",
        "비밀 값은 환경 변수에서 옵니다. 매개변수에는 프로필 이름을 적으세요",
    ),
    (
        "the default must be a literal of type {kind}; {shape} is allowed",
        "기본값은 {kind} 형식의 값 그대로여야 합니다. 쓸 수 있는 꼴: {shape}",
    ),
    (
        "{came} tiles came, a page takes {n} at most",
        "타일이 {came}개입니다. 한 페이지에 {n}개까지입니다",
    ),
    ("page {name} does not exist", "페이지 {name:이/가} 없습니다"),
    ("language {name} has no pages yet", "{name} 언어로는 아직 페이지가 없습니다"),
    ("Allowed: {list}", "쓸 수 있는 값: {list}"),
    (
        "as_of: {came} came without an offset; write {example}",
        "as_of: {came}에 시간대가 없습니다. {example}처럼 적으세요",
    ),
    (
        "not published: {why}; the next run of it publishes this one first",
        "발행하지 못했습니다: {why}. 다음 실행이 이것부터 발행합니다",
    ),
    (
        "published, but not in the index: {why}; the next run lists it",
        "발행했지만 목록에 올리지 못했습니다: {why}. 다음 실행이 올립니다",
    ),
    # sending
    ("{path} cannot be written: {why}; {cure}", "{path}에 쓸 수 없습니다: {why}. {cure:t}"),
    (
        "{file} has no PDF to attach: {why}; run the report again",
        "{file}에 붙일 PDF가 없습니다({why}). 다시 실행하세요",
    ),
    (
        "report {name} names nobody to send to; write `send:` in its file",
        "보고서 {name}에 받을 사람이 없습니다. 파일에 `send:`를 적으세요",
    ),
    ("nothing was published of report {name} yet", "보고서 {name:은/는} 아직 발행되지 않았습니다"),
    (
        "the pages of {name} for {subject} are gone; run it again",
        "{name}의 {subject} 페이지가 없어졌습니다. 다시 실행하세요",
    ),
    ("report {name} has no {way} under `send:`", "보고서 {name}의 `send:`에 {way:이/가} 없습니다"),
    ("the folder {path} cannot be written: {why}", "{path} 폴더에 쓸 수 없습니다: {why}"),
    ("the environment variable {name} is not set", "환경 변수 {name:이/가} 없습니다"),
    (
        "{file} has no PDF to attach; run the report again",
        "{file}에 붙일 PDF가 없습니다. 다시 실행하세요",
    ),
    (
        "the mail server {host} did not take it: {why}",
        "메일 서버 {host:이/가} 받지 않았습니다: {why}",
    ),
    (
        "the mail server {host} offers no encryption",
        "메일 서버 {host:이/가} 암호화를 하지 않습니다",
    ),
    ("the mail server refused {list}", "메일 서버가 거절했습니다: {list}"),
    (
        "the webhook's address must begin with https://",
        "웹훅 주소는 https://로 시작해야 합니다",
    ),
    ("the webhook at {host} answered {answer}", "{host} 웹훅의 응답: {answer}"),
    ("the webhook at {host} cannot be reached: {why}", "{host} 웹훅에 닿지 못했습니다: {why}"),
)
