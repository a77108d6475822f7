"""Forms of what is said of data, periods and commands, and their Korean."""

from __future__ import annotations

COMMAND_FORMS: tuple[tuple[str, str], ...] = (
    # data
    (
        "{place}: {event}: 0 rows; nearest {near} ({rows})",
        "{place}: {event}: 0행. 가까운 이름 {near} ({rows}행)",
    ),
    ("{place}: {event}: 0 rows; there are {list}", "{place}: {event}: 0행. 있는 이벤트: {list}"),
    ("none of {rows} rows can be used", "{rows}행 가운데 쓸 수 있는 행이 없습니다"),
    ("{share} % of its rows are rejected", "{share}%의 행이 제외됩니다"),
    (
        "source '{name}': {column} holds Unix times in {unit} ({rows} rows)",
        "{name}: {column:은/는} 유닉스 시각({unit:t})입니다({rows}행)",
    ),
    ("source {name}: no file matches {path}", "원본 {name}: {path}에 맞는 파일이 없습니다"),
    ("no file matches {path}", "{path}에 맞는 파일이 없습니다"),
    ("{path} is empty (0 bytes); export it again", "{path:은/는} 0바이트입니다. 다시 내보내세요"),
    (
        "{path} is no data file; files ending in {list} are read",
        "{path:은/는} 데이터 파일이 아닙니다. 읽는 파일: {list}",
    ),
    # periods and commands
    (
        "period: {period} begins on {day}, after {instant}",
        "period: {period:은/는} {day}에 시작해 {instant}보다 뒤입니다",
    ),
    (
        "Allowed: a period that has ended, such as {examples}",
        "끝난 기간을 적으세요. 예: {examples}",
    ),
    ("period: {text} is not a period", "period: {text:은/는} 기간이 아닙니다"),
    ("period: {text} is not in the calendar ({why})", "period: {text:은/는} 달력에 없습니다"),
    ("Examples: {examples}", "예: {examples}"),
    (
        "{period} {state}: it closes on {closes} ({n} hours after its last day); asked at {now}",
        "{period:은/는} {closes}에 닫힙니다(마지막 날 뒤 {n}시간). 지금은 {now}",
    ),
    ("The period before it is {period}", "그 앞 기간은 {period}입니다"),
    (
        "as_of: {text} is no instant; write {example} (local wall time)",
        "as_of: {text:은/는} 시각이 아닙니다. 예: {example}(현지 시각)",
    ),
    (
        "{folder} is the workspace of {name}, not of the demo shop",
        "{folder:은/는} {name}의 작업 공간이고 데모 쇼핑몰이 아닙니다",
    ),
    (
        "{data} holds files the demo did not make; move them away first",
        "{data}에 데모가 만들지 않은 파일이 있습니다. 먼저 옮기세요",
    ),
    (
        "{folder} already holds {names}; nothing was written",
        "{folder}에 이미 {names} 파일이 있습니다. 아무것도 쓰지 않았습니다",
    ),
    (
        "report {name} is about a period, not about an experiment",
        "보고서 {name:은/는} 기간을 다룹니다",
    ),
    (
        "report {name} is about experiments; it takes neither a period nor a page",
        "보고서 {name:은/는} 실험을 다루므로 기간이나 페이지를 받지 않습니다",
    ),
    (
        "experiment {name} takes units as they qualify, so it must say when: {line}",
        "실험 {name:은/는} 조건을 채우는 대로 들어오므로 기간이 필요합니다: {line}",
    ),
    (
        "source {name}: no event id, so copies of a row count twice",
        "원본 {name}: 이벤트 id가 없어 같은 행이 두 번 있으면 두 번 셉니다",
    ),
)
