"""Forms of what is wrong with a metric, a segment or a query of one's own, and their Korean."""

from __future__ import annotations

MISTAKE_FORMS: tuple[tuple[str, str], ...] = (
    # metrics
    (
        "the denominator is {x} standard errors from 0; {n} are needed",
        "분모가 0에서 표준오차 {x}배, {n}배는 되어야 함",
    ),
    (
        "the denominator in {arm} is {x} standard errors from 0; {n} are needed",
        "{arm}의 분모가 0에서 표준오차 {x}배, {n}배는 되어야 함",
    ),
    ("the denominator sums to 0", "분모의 합이 0"),
    (
        "metric {name} reads an outcome column, not events",
        "지표 {name:은/는} 이벤트가 아니라 결과 열을 읽습니다",
    ),
    (
        "metric {name} ({kind}) follows no cohort; name a retention metric, or an event",
        "지표 {name}({kind})는 코호트를 따라가지 않습니다. 유지율 지표나 이벤트를 적으세요",
    ),
    (
        "metric {name} ({kind}) has no value per assigned customer",
        "지표 {name}({kind})에는 배정된 고객마다의 값이 없습니다",
    ),
    (
        "to_frame() needs pandas, to_dicts() does not",
        "to_frame()에는 pandas가 필요합니다. to_dicts()에는 필요 없습니다",
    ),
    # definitions of metrics and segments
    ("a list of steps has at least two", "걸음 목록에는 둘 이상을 적으세요"),
    ("List the steps", "걸음을 나열하세요"),
    ("order: {order} came for one event", "이벤트 하나에 order: {order} 값이 왔습니다"),
    ("{value} is no tolerance; write {example} or 0", "{value} 대신 {example} 또는 0을 적으세요"),
    (
        "an event stands in two steps, which order: {order} cannot tell apart",
        "한 이벤트가 두 걸음에 있어 order: {order:으로/로} 가릴 수 없습니다",
    ),
    ("'first' came with several steps", "걸음이 여럿인데 'first'가 있습니다"),
    ("'in_stage' came with steps of no stage", "단계에 없는 걸음에 'in_stage'가 있습니다"),
    (
        "'excluding' came with order: {order}, where no step follows another",
        "걸음이 이어지지 않는 order: {order}에 'excluding'이 있습니다",
    ),
    ("'tie_tolerance' came with order: strict", "order: strict에 'tie_tolerance'가 있습니다"),
    ("entry: totals counts entries", "entry: totals는 들어온 횟수를 셉니다"),
    (
        "{came} came; a ratio counts events or sums their value",
        "{came} 값이 왔습니다. 비율은 이벤트를 세거나 값을 더합니다",
    ),
    (
        "{came} came; what an event adds is its value",
        "{came} 값이 왔습니다. 이벤트가 더하는 것은 그 값입니다",
    ),
    ("{one} is counted and {other} is summed", "{one:은/는} 세고 {other:은/는} 더합니다"),
    (
        "{text} runs backwards; write {example}",
        "{text}의 앞뒤가 바뀌었습니다. {example:으로/로} 적으세요",
    ),
    ("'expires' came without the coupon's number", "쿠폰 번호 없이 'expires'만 있습니다"),
    (
        "{name} is no column of a source; write {example}",
        "{name:은/는} 원본의 열이 아닙니다. {example}처럼 적으세요",
    ),
    (
        "{value} is no score; write {example} or one of 1 to 5",
        "{value} 대신 {example} 또는 1~5를 적으세요",
    ),
    ("{name} is said to be the same as itself", "{name:을/를} 자기 자신과 같다고 적었습니다"),
    ("the ids lead in a circle: {list}", "id가 돌고 돕니다: {list}"),
    (
        "{name} is compared with {value}; write a value or a list",
        "{name:을/를} {value:과/와} 견줄 수 없습니다. 값이나 목록을 적으세요",
    ),
    (
        "{one} and shape {other} do not go together",
        "{one:과/와} shape {other:은/는} 함께 쓸 수 없습니다",
    ),
    (
        "preset {name} takes times of a wall clock and needs its zone",
        "preset {name}에는 현지 시각의 시간대(zone)가 필요합니다",
    ),
    ("sql is not one SELECT; {example}", "sql이 SELECT 하나가 아닙니다. {example}"),
    (
        "sql uses {name}, which not every engine knows",
        "sql이 쓴 {name:은/는} 모든 엔진에 있지 않습니다",
    ),
    ("sql uses {name}; write INTERVAL '7' DAY", "sql의 {name} 대신 INTERVAL '7' DAY로 적으세요"),
    (
        "sql selects 'customer', and 'since' where it is known from when",
        "sql은 'customer'를 고르고, 언제부터인지 알면 'since'도 고릅니다",
    ),
    ("sql cannot be read; {why}", "sql을 읽지 못했습니다. {why}"),
    (
        "sql reads {name}; only our tables may be read",
        "sql이 {name:을/를} 읽습니다. stagelift의 테이블만 읽을 수 있습니다",
    ),
)
