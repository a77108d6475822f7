"""Forms of what is wrong with a report's notebook and its parameters, and their Korean."""

from __future__ import annotations

REPORT_FORMS: tuple[tuple[str, str], ...] = (
    (
        "unknown notebook {name}; there are {list}",
        "알 수 없는 노트북 {name}. 있는 노트북: {list}",
    ),
    ("notebook {path} cannot be read: {why}", "노트북 {path:을/를} 읽을 수 없습니다: {why:t}"),
    (
        "line {n} is no JSON, or the file is cut off",
        "{n}번째 줄이 JSON이 아니거나 파일이 중간에서 잘렸습니다",
    ),
    ("the file is empty", "파일이 비어 있습니다"),
    (
        "it is JSON, but no notebook as Jupyter saves it",
        "JSON이지만 Jupyter가 저장한 노트북이 아닙니다",
    ),
    (
        "notebook {path}, parameters cell, line {n}: {why}",
        "노트북 {path}, 매개변수 셀 {n}번째 줄: {why:t}",
    ),
    (
        "notebook {name} does not declare {parameter}, which every run sets",
        "노트북 {name:이/가} 실행마다 정해지는 {parameter:을/를} 선언하지 않습니다",
    ),
    (
        "Write {line} into its cell tagged 'parameters'",
        "'parameters' 태그가 달린 셀에 {line:을/를} 적으세요",
    ),
    ("unknown segment {name}; segments are {list}", "알 수 없는 집단 {name}. 집단: {list}"),
    (
        "unknown segment {name}; the journey defines none",
        "알 수 없는 집단 {name}. 여정에 정의된 집단이 없습니다",
    ),
    ("{name} is set by every run; leave it out", "{name:은/는} 실행마다 정해지니 빼세요"),
    ("unknown parameter {name}", "알 수 없는 매개변수 {name}"),
    ("(declared: {list})", "(선언된 매개변수: {list})"),
    ("(the notebook declares none)", "(이 노트북은 매개변수를 선언하지 않습니다)"),
    ("{value} (str) came; {what} is allowed", "{value} 대신 {what:t:을/를} 적으세요"),
    ("a list came; {what} is allowed", "목록이 왔습니다. {what:t:으로/로} 적으세요"),
    ("a mapping came; {what} is allowed", "매핑이 왔습니다. {what:t:을/를} 적으세요"),
    ("nothing came; {what} is allowed", "값이 없습니다. {what:t:을/를} 적으세요"),
    ("{value} came; a day such as {day} is allowed", "{value} 대신 {day} 같은 날짜를 적으세요"),
    ("{value} came; allowed: {list}", "{value} 대신 쓸 수 있는 것: {list}"),
    (
        "no words in {languages}, where pages say {words}",
        "{languages} 표기가 없어 그 언어의 페이지에 {words:으로/로} 나옵니다",
    ),
    (
        "Write {example}, or one text for all languages",
        "{example}처럼 적거나, 모든 언어에 쓸 글 하나를 적으세요",
    ),
    ("no notebook {file} in {folder}", "{folder}에 노트북 {file:이/가} 없습니다"),
    ("{file}, parameters: {why}", "{file}의 parameters: {why:t}"),
)
