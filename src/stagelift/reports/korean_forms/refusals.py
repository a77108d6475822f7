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
        "{name}: {came} came; {what} is allowed",
        "{name}: {came} 값이 왔습니다. 쓸 수 있는 값: {what}",
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
    (
        "name first_channel or last_channel, not both",
        "first_channel과 last_channel 가운데 하나만 적으세요",
    ),
    ("{came} came; there are {list}", "{came} 값이 왔습니다. 있는 것: {list}"),
    ("segment: {name} was not asked for", "segment: {name:은/는} 묻지 않은 집단입니다"),
    (
        "{file} appeared meanwhile; nothing was written",
        "그사이 {file:이/가} 생겼습니다. 쓰지 않았습니다",
    ),
    ("{file} cannot be read; mend it first", "{file:을/를} 읽지 못합니다. 먼저 고치세요"),
    ("there is a source {name} already", "원본 {name:은/는} 이미 있습니다"),
    (
        "journey.yaml names several connections ({list}); name the table with one, as in {example}",
        "journey.yaml에 연결이 여럿입니다({list}). 테이블 앞에 하나를 적으세요. 예: {example}",
    ),
    (
        (
            "a dbt model is a table, and journey.yaml names no connection to read it through; "
            "write {line} there"
        ),
        "dbt 모델은 테이블인데 journey.yaml에 읽을 연결이 없습니다. 거기에 적으세요: {line}",
    ),
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
    ("no journey.yaml in {folder}", "{folder}에 journey.yaml이 없습니다"),
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
    ("planned_units == {n}, must be ≥ 1", "planned_units는 1 이상이어야 합니다(지금 {n})"),
    ("low and high are missing", "low와 high가 없습니다"),
    (
        "{came} came; {unit} is no share, write a number or '%'",
        "{came} 값이 왔습니다. {unit:은/는} 비율이 아니니 수나 '%'로 적으세요",
    ),
    (
        "{text} is relative, and {name} has no level to relate to",
        "{text:은/는} 상대값인데 {name}에는 견줄 수준이 없습니다",
    ),
    ("metric {name} has no events to read", "지표 {name}에 읽을 이벤트가 없습니다"),
    (
        "no experiment can read the metric: {why}",
        "실험에서 읽을 수 없는 지표입니다: {why:t}",
    ),
)
