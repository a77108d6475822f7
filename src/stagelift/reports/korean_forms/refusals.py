"""Forms of what a command refuses, and their Korean."""

from __future__ import annotations

REFUSAL_FORMS: tuple[tuple[str, str], ...] = (
    # options that do not go together
    (
        "{name} is named as well; name one metric",
        "지표를 하나만 적으세요. {name:이/가} 또 적혀 있습니다",
    ),
    (
        "{text} came; write WORD=COLUMN, as in {example}",
        "{text} 대신 낱말=열로 적으세요. 예: {example}",
    ),
    (
        "--demo is the demo shop as it is; leave out --journey and --country",
        "--demo는 데모 쇼핑몰 그대로입니다. --journey와 --country를 빼세요",
    ),
    ("changes are of everyone; leave --by out", "변화는 전체 고객의 것입니다. --by를 빼세요"),
    ("moves are of everyone; leave --by out", "이동은 전체 고객의 것입니다. --by를 빼세요"),
    (
        "{text} is neither a saved map nor a day such as {day}",
        "{text:은/는} 저장한 지도도 {day} 같은 날짜도 아닙니다",
    ),
    ("the clock of GitHub Actions is UTC", "GitHub Actions의 시계는 UTC입니다"),
    (
        "Dagster keeps the clock of the journey's own zone",
        "Dagster는 여정의 시간대를 따릅니다",
    ),
    (
        "not for cron; a crontab is yours to change",
        "cron에는 쓰지 않습니다. crontab은 직접 고치세요",
    ),
    (
        "no report has a rhythm; give one, such as {example}",
        "주기가 있는 보고서가 없습니다. 예: {example}",
    ),
    (
        "report {name} has no rhythm; give it one, such as {example}",
        "보고서 {name}에 주기가 없습니다. 예: {example}",
    ),
    (
        "{file} is there and differs; move it away first",
        "{file:이/가} 이미 있고 내용이 다릅니다. 먼저 옮기세요",
    ),
    ("{file} is there already", "{file:은/는} 이미 있습니다"),
    ("leave it out, or {other}", "이 옵션이나 {other:을/를} 빼세요"),
    ("name segments with --by, as in {example}", "집단은 --by로 적으세요. 예: {example}"),
    ("it belongs to {other}", "{other:과/와} 함께 쓰는 옵션입니다"),
    (
        "it goes with --event; the block 'rfm' has its own",
        "--event와 함께 씁니다. 'rfm'에는 따로 있습니다",
    ),
    ("it goes with {other}", "{other:과/와} 함께 쓰는 옵션입니다"),
    (
        "--at: {option} follows a period; say --period",
        "--at: {option:은/는} 기간을 따릅니다. --period를 쓰세요",
    ),
    ("{options}: one of them at a time", "{options}: 한 번에 하나만 쓰세요"),
    (
        "there is no site yet; {command} makes what is due",
        "아직 사이트가 없습니다. {command:으로/로} 만드세요",
    ),
    (
        "{port} cannot be used ({why}); 0 takes any",
        "{port:은/는} 쓸 수 없습니다({why}). 0이면 빈 포트를 씁니다",
    ),
    ("{came} came; allowed are {list}", "{came} 값이 왔습니다. 쓸 수 있는 값: {list}"),
    ("{came} came; 1 or more is allowed", "{came} 대신 1 이상을 적으세요"),
    ("{came} came; 0 or more is allowed", "{came} 대신 0 이상을 적으세요"),
    (
        "{came} came; a share between 0 and 1 is allowed",
        "{came} 대신 0과 1 사이의 비율을 적으세요",
    ),
    (
        "{came} came; whole days such as {example} are allowed",
        "{came} 대신 {example} 같은 온전한 날수를 적으세요",
    ),
    (
        "{name}: {came} came; {what} is allowed",
        "{name}: {came} 값이 왔습니다. 쓸 수 있는 값: {what}",
    ),
    (
        "{came} came; a period that ends before {period} begins is allowed",
        "{came} 대신 {period:이/가} 시작하기 전에 끝나는 기간을 적으세요",
    ),
    ("name a metric or an event, not both", "지표와 이벤트 가운데 하나만 적으세요"),
    ("no metric of churn by silence", "활동이 끊긴 것으로 세는 이탈 지표가 없습니다"),
    (
        "metric {name} ({kind}) has no silence",
        "지표 {name}({kind})에는 활동이 끊긴 기간이 없습니다",
    ),
    ("There are: {list}", "있는 것: {list}"),
    ("There are none", "있는 것이 없습니다"),
    ("There are {list}", "있는 것: {list}"),
    (
        "counted: no source {name} of counts; say shape: counts on one",
        "counted: 안별 집계 원본 {name:이/가} 없습니다. 원본에 shape: counts를 적으세요",
    ),
    (
        "counted: no source {name} of counts; there are {list}",
        "counted: 안별 집계 원본 {name:이/가} 없습니다. 있는 것: {list}",
    ),
    (
        "counted: name a source of counts; say shape: counts on one",
        "counted: 안별 집계 원본을 적으세요. 원본에 shape: counts를 적습니다",
    ),
    (
        "counted: name a source of counts; there are {list}",
        "counted: 안별 집계 원본을 적으세요. 있는 것: {list}",
    ),
    ("Name an event instead", "대신 이벤트를 적으세요"),
    ("{name} has no persona", "{name}에 페르소나가 없습니다"),
    # names nobody knows
    ("Published are: none", "발행된 보고서가 없습니다"),
    ("Published are: {list}", "발행된 보고서: {list}"),
    (
        "{one} and {other} are the same run; name two of: {list}",
        "{one:과/와} {other:은/는} 같은 실행입니다. 둘을 고르세요: {list}",
    ),
    (
        "explain: nothing has been published yet; {command} does",
        "explain: 아직 발행된 것이 없습니다. {command:으로/로} 만드세요",
    ),
    ("explain: nothing was published as {name}", "explain: {name:으로/로} 발행된 숫자가 없습니다"),
    (
        "explain: {name} was not published for {period}; it was for {list}",
        "explain: {name:은/는} {period}에 발행되지 않았습니다. 발행된 기간: {list}",
    ),
    (
        (
            "explain: {name} is hidden, a health check has stopped its experiment; "
            "{command} says which"
        ),
        "explain: {name:은/는} 건강 검사가 실험을 막아 가려져 있습니다. 어느 검사인지: {command}",
    ),
    (
        (
            "no row of customer {name} is known as of {instant}; ids are compared letter for "
            "letter, and rejected rows are in {place}"
        ),
        (
            "{instant} 기준으로 고객 {name}의 행이 없습니다. id는 글자 그대로 견주고, 제외된 행은 "
            "{place}에 있습니다"
        ),
    ),
    ("no {file} in {folder}", "{folder}에 {file:이/가} 없습니다"),
    (
        "sql: no query answers {name}: nothing in the data is asked for it",
        "sql: {name:은/는} 데이터에 물을 것이 없어 쿼리가 없습니다",
    ),
    # experiments
    (
        "{name} is decided; nothing can be changed any more",
        "{name:은/는} 결정되어 더 바꿀 수 없습니다",
    ),
    (
        "{name} was stopped on {day}; a stopped experiment is not opened again",
        "{name:은/는} {day}에 중단했습니다. 중단한 실험은 다시 열지 않습니다",
    ),
    (
        "{name} takes nobody any more since its enrolment ended on {day}",
        "{name:은/는} {day}에 등록이 끝나 더 받지 않습니다",
    ),
    (
        (
            "{name} departs from the frozen plan: {what}; put it back first (pause and stop stay "
            "possible)"
        ),
        (
            "{name:이/가} 동결한 계획과 다릅니다({what}). 먼저 되돌리세요(멈춤과 중단은 할 수 "
            "있습니다)"
        ),
    ),
    (
        (
            "experiment {name} departs from the frozen plan: {what}; put the definition back, or "
            "give the new one a file and a name of its own"
        ),
        (
            "실험 {name:이/가} 동결한 계획과 다릅니다({what}). 정의를 되돌리거나 새 파일과 이름을 "
            "쓰세요"
        ),
    ),
    (
        "experiment {name} departs from the frozen plan: {what}; nobody is drawn any more",
        "실험 {name:이/가} 동결한 계획과 다릅니다({what}). 더는 배정하지 않습니다",
    ),
    ("{name} is paused already, since {day}", "{name:은/는} {day}부터 이미 멈춰 있습니다"),
    ("{name} is not paused", "{name:은/는} 멈춰 있지 않습니다"),
    ("split: {name} is split so already", "split: {name:은/는} 이미 그렇게 나뉘어 있습니다"),
    (
        "split: {name} has a new split from {day} on already",
        "split: {name:은/는} {day}부터 이미 새로 나뉩니다",
    ),
    ("split: the enrolment of {name} ends today", "split: {name}의 등록이 오늘 끝납니다"),
    (
        (
            "split: {name} randomises households, whose members may enter before and after a new "
            "split; give the new one a file and a name of its own"
        ),
        (
            "split: {name:은/는} 가구 단위로 배정하므로 한 가구가 앞뒤로 갈릴 수 "
            "있습니다. 새 배분은 "
            "다른 파일과 이름으로 시작하세요"
        ),
    ),
    (
        "{name}: everybody entered on {day}, so {why}",
        "{name}: {day}에 모두 들어왔습니다. {why:t}",
    ),
    (
        "experiment {name} has a frozen plan already: {file}",
        "실험 {name}에 이미 동결한 계획이 있습니다: {file}",
    ),
    (
        "experiment {name} is decided already: {file}",
        "실험 {name:은/는} 이미 결정되었습니다: {file}",
    ),
    ("nothing can be decided: {why}", "결정할 수 없습니다. {why:t}"),
    ("experiment {name} has no verdict", "실험 {name}에 판정이 없습니다"),
    ("experiment {name} has not begun", "실험 {name:은/는} 아직 시작하지 않았습니다"),
    (
        "nobody met the audience of {name} before its run; give planned_units",
        "시작 전에 {name}의 대상이 된 고객이 없습니다. planned_units를 주세요",
    ),
    (
        "{name} cannot be void: a mapped table says who was assigned; stop it instead",
        "{name:은/는} 무를 수 없습니다. 배정을 테이블이 정합니다. 대신 중단하세요",
    ),
    (
        (
            "{name} cannot be void: {n} messages were delivered to customers it assigned; "
            "stop it instead"
        ),
        (
            "{name:은/는} 무를 수 없습니다. 배정한 고객에게 메시지 {n}건이 도달했습니다. "
            "대신 중단하세요"
        ),
    ),
    (
        (
            "{name} cannot be void yet: {why}, and no source tells of deliveries; if none was "
            "made, say so: --nothing-delivered"
        ),
        (
            "{name:은/는} 아직 무를 수 없습니다. {why:t}, 도달을 알려 주는 원본이 "
            "없습니다. 보낸 것이 "
            "없으면 밝히세요: --nothing-delivered"
        ),
    ),
    ("{n} customers were handed out", "고객 {n}명을 이미 내보냈습니다"),
    ("its run has begun", "이미 시작했습니다"),
    (
        "no report came; name the file the sender gave you",
        "발송 보고가 없습니다. 발송 도구가 준 파일을 적으세요",
    ),
    (
        "{name}: the record of who was handed out is gone",
        "{name}: 내보낸 고객의 기록이 없어졌습니다",
    ),
    ("experiment {name} divides no household", "실험 {name:은/는} 가구를 나누지 않습니다"),
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
    # sending
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
