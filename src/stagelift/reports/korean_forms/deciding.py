"""Forms of English sentences about planning, deciding and what comes next, and their Korean."""

from __future__ import annotations

DECIDING_FORMS: tuple[tuple[str, str], ...] = (
    ("unknown candidate {name}", "알 수 없는 후보 {name}"),
    (
        "{path} exists already; nothing is written",
        "{path} 파일이 이미 있어 아무것도 쓰지 않았습니다",
    ),
    # what a file says of shipping and of a level
    (
        "{value} is not a holdback; write {example}",
        "{value:은/는} 남겨 두는 규칙이 아닙니다. {example}처럼 적으세요",
    ),
    (
        "{value} came; more than 0% and at most 50% can be kept",
        "{value} 대신 0%보다 크고 50% 이하인 비율을 적으세요",
    ),
    (
        "{value} came; a holdback lasts whole days or weeks",
        "{value} 대신 온전한 날이나 주로 적으세요",
    ),
    (
        "{value} does not say where the level is known from",
        "{value}에 값의 출처가 없습니다",
    ),
    (
        "{value} is not a level or a range; write {example}",
        "{value:은/는} 값이나 범위가 아닙니다. {example}처럼 적으세요",
    ),
    ("the range runs backwards: {value}", "범위의 앞뒤가 바뀌었습니다: {value}"),
    (
        "{value} came; 'sd 12000' or '3000 a week' is expected",
        "{value} 대신 'sd 12000'이나 '3000 a week'를 적으세요",
    ),
    (
        "{value} came; the share {name} lies below 100%",
        "{value} 값은 안 됩니다. 비율 {name:은/는} 100%보다 작습니다",
    ),
    (
        "{name} is no share: how much customers differ is needed too",
        "{name:은/는} 비율이 아니므로 고객 사이의 표준편차도 필요합니다",
    ),
    # planning
    (
        (
            "experiment {name}: no whole week before it whose windows have closed; a shadow "
            "enrolment comes first, which sends nothing: plan again from {day} on, or state what "
            "is known: baseline: {example}"
        ),
        (
            "실험 {name}: 관찰이 끝난 온전한 주가 없습니다. 먼저 아무것도 보내지 않는 그림자 "
            "등록이 필요합니다: {day} 이후 다시 계획하거나, 아는 값을 적으세요: baseline: {example}"
        ),
    ),
    # deciding
    (
        "the rule speaks of {winner} and {came} came; deciding against it needs a reason",
        "규칙은 {winner}인데 {came:이/가} 왔습니다. 규칙과 다르게 결정하려면 이유가 필요합니다",
    ),
    (
        "on {day} came; it is {today}, and a decision is kept once made",
        "{day} 날짜는 안 됩니다. 오늘은 {today}이고, 결정은 내린 뒤에 기록합니다",
    ),
    (
        "on {day} came; the experiment began on {first}",
        "{day} 날짜는 안 됩니다. 실험은 {first}에 시작했습니다",
    ),
    ("unknown variant {name}", "알 수 없는 변형 {name}"),
    (
        "{name} is the control and in use already; `stop` keeps it, `ship` replaces it",
        "{name:은/는} 이미 쓰고 있는 대조군입니다. `stop`은 그대로 두고 `ship`은 바꿉니다",
    ),
    (
        (
            "after_ship keeps {share} on {kept}, which is the variant shipped; nothing would be "
            "held back"
        ),
        "after_ship이 {share}를 남기는 {kept:이/가} 바로 적용하는 변형이라 아무도 남지 않습니다",
    ),
    (
        "forecast {text} came, {example} or words are expected",
        "예측 {text} 대신 {example}처럼, 또는 글로 적으세요",
    ),
    (
        "forecast {text} is of {came}, and {metric} decides",
        "예측 {text:은/는} {came}에 대한 것인데 {metric:이/가} 결정합니다",
    ),
    (
        "forecast {text}: the value lies outside its interval",
        "예측 {text}: 값이 구간 밖에 있습니다",
    ),
    (
        "forecast {text}: those held back can be read from {day} on, not by {by}",
        "예측 {text}: 남겨 둔 고객은 {by}이 아니라 {day}부터 읽을 수 있습니다",
    ),
    (
        (
            "experiment {name} is shipped without a holdback: everybody new gets {variant}; "
            "nobody is drawn any more"
        ),
        (
            "실험 {name:은/는} 남겨 두는 고객 없이 적용되어 새 고객 모두 {variant}입니다. 더 "
            "뽑지 않습니다"
        ),
    ),
    (
        "experiment {name} is decided ({decision}); nobody is drawn any more",
        "실험 {name:은/는} 결정되었습니다({decision}). 더 뽑지 않습니다",
    ),
    ("nobody was held back", "남겨 둔 고객이 없음"),
    (
        "the global holdout gets nothing, and the control is a message",
        "전체 홀드아웃은 아무것도 받지 않지만 대조군에는 메시지를 보냄",
    ),
    ("the global holdout is smaller than 5%", "전체 홀드아웃이 5%보다 작음"),
    ("too few customers were held out", "홀드아웃 고객이 너무 적음"),
)
