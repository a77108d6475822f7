"""Forms of errors that few ever meet: of experiments and of what a journey is asked."""

from __future__ import annotations

RARE_TEST_FORMS: tuple[tuple[str, str], ...] = (
    (
        (
            "experiment {name}: deciding: pre_period, but {metric} ({kind}) has no covariate "
            "of its own; write raw"
        ),
        (
            "실험 {name}: deciding이 pre_period인데 {metric}({kind})에는 공변량이 없습니다. "
            "raw를 적으세요"
        ),
    ),
    (
        (
            "metric {name} reads an outcome column; an experiment reads events or outcome "
            "columns, not both"
        ),
        "지표 {name:은/는} 결과 열을 읽습니다. 한 실험은 이벤트나 결과 열 가운데 하나만 읽습니다",
    ),
    (
        "no source of customers says who lives in which household",
        "누가 어느 가구에 사는지 알려 주는 고객 원본이 없습니다",
    ),
    ("{file}: expected: {key} is missing", "{file}: expected: {key:이/가} 없습니다"),
    (
        "{file}: holdback: {key} is missing or no variant",
        "{file}: holdback: {key:이/가} 없거나 변형이 아닙니다",
    ),
    (
        (
            "experiment {name}: audience_columns: no source of customers keeps {column}; say "
            "{keep} there"
        ),
        (
            "실험 {name}: audience_columns: 고객 원본에 {column:이/가} 없습니다. 원본에 "
            "{keep:을/를} 적으세요"
        ),
    ),
    (
        "{file}: no manifest of audience files: {why}",
        "{file}: 대상 파일의 manifest가 아닙니다: {why}",
    ),
    (
        (
            "experiment {name}: no whole week before it whose windows have closed; a shadow "
            "enrolment comes first, which sends nothing: plan again from {day} on, or state "
            'what is known: baseline: 8%..12% from "where it is known from"'
        ),
        (
            "실험 {name}: 관찰이 끝난 온전한 주가 없습니다. 먼저 아무것도 보내지 않는 그림자 "
            "등록이 필요합니다: {day} 이후 다시 계획하거나, 아는 값을 적으세요: baseline: "
            '8%..12% from "어디에서 안 값인지"'
        ),
    ),
    (
        (
            "metric {name} reads an outcome column: finished rows have no weeks before them; "
            'state what is known: baseline: 8%..12% from "where it is known from"'
        ),
        (
            "지표 {name:은/는} 결과 열을 읽습니다. 끝난 행에는 그 앞의 주가 없습니다. 아는 "
            '값을 적으세요: baseline: 8%..12% from "어디에서 안 값인지"'
        ),
    ),
    (
        "{file}: no reconciliations: {why}; remove the file",
        "{file}: 대조 기록이 아닙니다({why}). 파일을 지우세요",
    ),
    (
        (
            "{file}: the file with each {address} is gone or never had the customer beside it; "
            "ask the sender for a report with the customer's id"
        ),
        (
            "{file}: {address}마다 적힌 파일이 없어졌거나 그 옆에 고객이 없습니다. 고객 id가 "
            "있는 보고서를 발송 쪽에 요청하세요"
        ),
    ),
    (
        (
            "within: {days} days came; at least the length of a period ({least} days) is "
            "needed, so that who is active in it counts"
        ),
        (
            "within: {days}일이 왔습니다. 그동안 활동한 고객을 세려면 기간의 길이({least}일) "
            "이상이어야 합니다"
        ),
    ),
    (
        (
            "rfm: no block 'rfm' in journey.yaml; rfm_cuts() and {command} compute them on a "
            "reference day, to be pasted and kept"
        ),
        (
            "rfm: journey.yaml에 'rfm'이 없습니다. rfm_cuts()나 {command}로 기준일의 경계값을 "
            "구해 붙여 넣으세요"
        ),
    ),
    (
        (
            "rfm: no cut points in the block 'rfm' in journey.yaml; rfm_cuts() and {command} "
            "compute them on a reference day, to be pasted and kept"
        ),
        (
            "rfm: journey.yaml의 'rfm'에 경계값이 없습니다. rfm_cuts()나 {command}로 기준일의 "
            "경계값을 구해 붙여 넣으세요"
        ),
    ),
    (
        "no RFM group {name} that can be scored; see 'rfm:' in journey.yaml",
        "점수를 매길 수 있는 RFM 집단 {name:이/가} 없습니다. journey.yaml의 'rfm:'을 보세요",
    ),
    (
        "RFM group {name} asks for a score of money without cut points",
        "RFM 집단 {name:이/가} 경계값이 없는 금액 점수를 씁니다",
    ),
    (
        "no stage {name} with segment {segment} in {period} here",
        "{period}에 단계 {name}, 집단 {segment} 값이 없습니다",
    ),
    (
        "no stage {name} at day {day} with segment {segment} here",
        "{day}일째 단계 {name}, 집단 {segment} 값이 없습니다",
    ),
    (
        "unit: {name} came; one of {list} is allowed",
        "unit: {name} 대신 {list} 가운데 하나를 적으세요",
    ),
    (
        "funnel: {name} is no conversion of several steps; write {example}",
        "funnel: {name:은/는} 여러 단계를 거치는 전환이 아닙니다. {example}처럼 적으세요",
    ),
    (
        "metric {name} follows the entrants of a stage",
        "지표 {name:은/는} 단계에 들어온 고객을 따라갑니다",
    ),
    (
        "metric {name} ({kind}) has no silence",
        "지표 {name}({kind})에는 활동이 끊긴 기간이 없습니다",
    ),
    ("days: {days} came; shown are {list}", "days: {days:은/는} 없습니다. 있는 값: {list}"),
    (
        "{what}: no group {name}; there are {list}",
        "{what}: 집단 {name:이/가} 없습니다. 있는 집단: {list}",
    ),
    (
        "by: {name} is a segment; strata are an attribute's values",
        "by: {name:은/는} 집단입니다. 층은 속성의 값으로 나눕니다",
    ),
    (
        "by: {name} is a segment; topics are split by attributes",
        "by: {name:은/는} 집단입니다. 주제는 속성으로 나눕니다",
    ),
    (
        "metric {name} ({kind}) is not {what}; there are {list}",
        "지표 {name}({kind})은 {what:t:이/가} 아닙니다. 있는 것: {list}",
    ),
    (
        "metric {name} ({kind}) is not {what}; no metric is {same}",
        "지표 {name}({kind})은 {what:t:이/가} 아닙니다. {same:t} 지표가 없습니다",
    ),
    (
        "metric: unknown metric of realised value {name}; there are {list}",
        "metric: 알 수 없는 실현 가치 지표 {name}. 있는 지표: {list}",
    ),
    (
        "metric: unknown metric of realised value {name}; say {what} on one",
        "metric: 알 수 없는 실현 가치 지표 {name}. 지표 하나에 {what:을/를} 적으세요",
    ),
    (
        "metric: no metric of that kind; say {what} on one",
        "metric: 그런 지표가 없습니다. 지표 하나에 {what:을/를} 적으세요",
    ),
    ("unknown metric {name}; there are {list}", "알 수 없는 지표 {name}. 있는 지표: {list}"),
    (
        "unknown metric {name}; no metric is {what}",
        "알 수 없는 지표 {name}. {what:t} 지표가 없습니다",
    ),
    ("there are {list}", "있는 것: {list}"),
    ("no metric is {what}", "{what:t} 지표가 없습니다"),
    ("unknown experiment {name} in source {source}", "원본 {source}에 실험 {name:이/가} 없습니다"),
    (
        "{text} came; write {points} for points, or {change}",
        "{text} 대신 포인트는 {points}, 상대 변화는 {change:으로/로} 적으세요",
    ),
    (
        "horizons: {days} came; days of 1 or more are allowed",
        "horizons: {days} 대신 1 이상의 날수를 적으세요",
    ),
    ("entry: {name} came", "entry: {name:이/가} 왔습니다"),
    ("Use {kind}, or entry: totals", "{kind:을/를} 쓰거나 entry: totals를 적으세요"),
    (
        "funnel: {name} counts entries; write entry: any",
        "funnel: {name:은/는} 진입을 셉니다. entry: any를 적으세요",
    ),
    ("answers: {name} has {reason}", "answers: {name:은/는} 보일 수 없습니다({reason:t})"),
)
