"""Forms of what is wrong with a key or a value, and their Korean."""

from __future__ import annotations

KEY_FORMS: tuple[tuple[str, str], ...] = (
    ("this key is missing", "이 키가 없습니다"),
    ("unknown key {key}; allowed are {list}", "모르는 키 {key}. 쓸 수 있는 키: {list}"),
    ("unknown metric kind {key}; kinds are {list}", "모르는 지표 종류 {key}. 종류: {list}"),
    ("no kind came; kinds are {list}", "지표 종류가 없습니다. 종류: {list}"),
    ("{keys} came; a metric is of one kind", "{keys:이/가} 함께 있습니다. 지표는 한 종류입니다"),
    (
        "unknown currency {name}; write its three letters, as in {example}",
        "모르는 통화 {name}. {example}처럼 세 글자로 적으세요",
    ),
    (
        "unknown country {name}; write two capital letters, as in {example}",
        "모르는 나라 {name}. {example}처럼 대문자 두 글자로 적으세요",
    ),
    ("unknown zone {name}; write one such as {example}", "모르는 시간대 {name}. 예: {example}"),
    (
        "unknown unit {name}; minutes, hours, days or weeks",
        "모르는 단위 {name}. minutes, hours, days, weeks 중 하나를 적으세요",
    ),
    (
        "unknown rhythm {name}; a weekday, day, month or quarter",
        "모르는 주기 {name}. 요일, day, month, quarter 중 하나를 적으세요",
    ),
    ("unknown preset {name}; there are {list}", "모르는 preset {name}. 있는 것: {list}"),
    ("unknown report {name}; there are {list}", "알 수 없는 보고서 {name}. 있는 것: {list}"),
    (
        "{argument}: {name} lies after {seen}, as of which the data are read",
        "{argument}: {name} 시각은 데이터를 읽는 시점 {seen}보다 뒤입니다",
    ),
    (
        (
            "{argument}: {name} is no instant; write {example} (local wall time), or how long ago, "
            "as in {length}"
        ),
        (
            "{argument}: {name}은(는) 시각이 아닙니다. {example}처럼 현지 시각으로, 또는 {length}"
            "처럼 얼마 전인지 적으세요"
        ),
    ),
    ("start: it must lie before the end", "start: 끝보다 앞이어야 합니다"),
    ("{options}: one of them at a time", "{options}: 한 번에 하나만 고르세요"),
    (
        "by: no source of events maps `channel`, so there is none to split by",
        "by: `channel`을 잇는 이벤트 원본이 없어 채널로 나눌 수 없습니다",
    ),
    ("by: unknown segment or attribute {name}", "by: 모르는 집단 또는 속성 {name}"),
    ("--journey: unknown stages {name}", "--journey: 모르는 단계 모음 {name}"),
    (
        "--country: unknown country {name}; write two letters, as in {example}",
        "--country: 모르는 나라 {name}. {example}처럼 두 글자로 적으세요",
    ),
    ("unknown {what} {name}", "알 수 없는 {what:t} {name}"),
    ("nothing is called {name}.", "{name:이라는/라는} 것은 없습니다."),
    ("nothing is called {name}", "{name:이라는/라는} 것은 없습니다"),
    ("nothing came, {what} is expected", "값이 없습니다. {what:t:을/를} 적으세요"),
    ("nothing came, {what} are expected", "값이 없습니다. {what:t:을/를} 적으세요"),
    ("a list came, {what} is expected", "목록이 왔습니다. {what:t:으로/로} 적으세요"),
    ("a list came, {what} are expected", "목록이 왔습니다. {what:t:으로/로} 적으세요"),
    ("a mapping came, {what} is expected", "매핑이 왔습니다. {what:t:을/를} 적으세요"),
    ("a mapping came, {what} are expected", "매핑이 왔습니다. {what:t:을/를} 적으세요"),
    (
        "{value} came, one of these is expected: {list}",
        "{value} 대신 다음 중 하나를 적으세요: {list}",
    ),
    ("{value} came, allowed are {list}", "{value} 대신 쓸 수 있는 것: {list}"),
    ("{value} came; {what} are allowed", "{value} 대신 {what:t:을/를} 적으세요"),
    (
        "{n} came, at least two variants are needed",
        "{n}개가 왔습니다. 변형은 둘 이상이어야 합니다",
    ),
    ("{value} came, {what} is expected", "{value} 대신 {what:t:을/를} 적으세요"),
    ("{value} came, {what} are expected", "{value} 대신 {what:t:을/를} 적으세요"),
    ("a mapping such as {example} is expected", "{example} 같은 형식으로 적으세요"),
    (
        "a mapping of keys such as {example} is expected",
        "{example} 같은 '키: 값' 형식으로 적으세요",
    ),
    ("{value} is not a number", "{value:은/는} 숫자가 아닙니다"),
    ("{value} is not a day; write it as {example}", "{value:은/는} 날짜가 아닙니다. 예: {example}"),
    (
        "{value} is not a day of the years {a} to {b}",
        "{value:은/는} {a}년부터 {b}년 사이의 날짜가 아닙니다",
    ),
    ("{value} is not between 0% and 100%", "{value:은/는} 0%와 100% 사이가 아닙니다"),
    (
        "{value} is not {what}; write {example}",
        "{value:은/는} {what:t:이/가} 아닙니다. 예: {example:t}",
    ),
    ("{value} is no time at all; write a number above 0", "{value:은/는} 길이가 0입니다"),
    ("{value} has no fixed length", "{value:은/는} 길이가 일정하지 않습니다"),
    ("{value} is longer than 100 years", "{value:은/는} 100년보다 깁니다"),
    (
        "the days run backwards: {b} is before {a}",
        "날짜가 거꾸로입니다: {b:이/가} {a}보다 앞입니다",
    ),
    ("{name} is in the list twice", "{name:이/가} 목록에 두 번 있습니다"),
    ("{name} is written twice in {text}", "{text}에 {name:이/가} 두 번 있습니다"),
    ("{name} is the name; remove {line}", "이름은 {name}입니다. {line:을/를} 지우세요"),
    (
        "the name is {name}, from the file; remove this line",
        "이름은 파일 이름인 {name}입니다. 이 줄을 지우세요",
    ),
    (
        "{value} lacks the name of an event; write {example}",
        "이벤트 이름이 없습니다. 예: {example}",
    ),
    (
        "{value} asks for a time before the first; write x2 or more",
        "{value:은/는} 첫 번째보다 앞입니다. x2 이상으로 적으세요",
    ),
    (
        "{value} does not say what is missing; write {example}",
        "{value:은/는} 무엇이 없는지 말하지 않습니다. 예: {example}",
    ),
)
