"""Forms of what is wrong with a journey, metrics or experiments as a whole, and their Korean."""

from __future__ import annotations

DEFINITION_FORMS: tuple[tuple[str, str], ...] = (
    # journeys
    ("neither 'country' nor 'zone' came", "'country'도 'zone'도 없습니다"),
    ("the country {name} has {n} different clocks", "나라 {name}에는 시간대가 {n}개 있습니다"),
    ("no stage came; write at least one", "단계가 없습니다. 하나 이상 적으세요"),
    (
        "neither 'enter' nor 'after' came; a stage has one of them",
        "단계에는 'enter'나 'after'가 있어야 합니다",
    ),
    (
        "both 'enter' and 'after' came; a stage has one of them",
        "'enter'와 'after' 가운데 하나만 적으세요",
    ),
    ("{event} already opens the stage {stage}", "{event:은/는} 이미 {stage} 단계를 엽니다"),
    ("{name} is two channels", "{name:은/는} 두 채널로 읽힙니다"),
    (
        "{text} of a share can be read in two ways, pp or relative",
        "비율의 {text:은/는} 두 가지로 읽힙니다(pp 또는 상대)",
    ),
    (
        "{worth} is not in the journey's currency {currency}",
        "{worth:은/는} 여정의 통화 {currency:이/가} 아닙니다",
    ),
    (
        "{column} is no column of {role}; allowed are {list}",
        "{column:은/는} {role}의 열이 아닙니다. 쓸 수 있는 열: {list}",
    ),
    ("{role} need a column for {list}", "{role}에는 {list} 열이 있어야 합니다"),
    (
        "an incoming address is a secret and never stands in a file",
        "주소는 비밀이라 파일에 적지 않습니다",
    ),
    (
        "a connection's address is a secret and never stands in a file",
        "연결 주소는 비밀이라 파일에 적지 않습니다",
    ),
    # segments
    (
        "the segment says nothing; write did, did_not, where or sql",
        "집단에 조건이 없습니다. did, did_not, where, sql 중 하나를 적으세요",
    ),
    (
        "'sql' stands alone; remove it, or did, did_not, but_not and where",
        "'sql'은 혼자 씁니다. 'sql'을 지우거나 다른 조건을 지우세요",
    ),
    (
        "'but_not' needs 'did': what the customer did and what did not follow",
        "'but_not'에는 'did'가 필요합니다: 한 일과 그 뒤에 하지 않은 일",
    ),
    (
        "{name} is compared with nothing; write a value or a list",
        "{name:과/와} 비교할 값이 없습니다. 값이나 목록을 적으세요",
    ),
    ("{text} lacks a value to compare with", "{text}에 비교할 값이 없습니다"),
    # metrics and experiments
    (
        "the metric {name} is already defined at {place}",
        "지표 {name:은/는} 이미 {place}에 있습니다",
    ),
    (
        "{key} stands beside 'metrics'; write it inside one metric",
        "{key:이/가} 'metrics' 옆에 있습니다. 지표 하나의 안에 적으세요",
    ),
    (
        "{name} has no share while others have one; give all or none",
        "{name}에만 share가 없습니다. 모두 적거나 모두 빼세요",
    ),
    (
        "the shares sum to {total} ({sum}), not to 1",
        "share의 합이 1이 아니라 {total}입니다({sum})",
    ),
    ("a variant has the share 0; leave it out", "share가 0인 변형은 빼세요"),
    (
        "{salt} cannot salt the hash; a to z, 0 to 9 and _ . / - are allowed",
        "{salt:은/는} salt로 쓸 수 없습니다. a~z, 0~9, _ . / - 만 됩니다",
    ),
    ("{name} is the primary metric already", "{name:은/는} 이미 primary입니다"),
    ("{day} is not within the run {run}", "{day:은/는} 실험 기간 {run} 안에 있지 않습니다"),
    (
        "the decision is due on {day}, before the run ends on {end}",
        "결정일 {day:이/가} 실험이 끝나는 {end}보다 앞입니다",
    ),
    ("{salt} already splits the experiment {name}", "{salt:은/는} 이미 실험 {name:을/를} 나눕니다"),
    ("the file {path} does not exist", "파일 {path:이/가} 없습니다"),
    ("no source has the column {name} per customer", "고객별 {name} 열이 있는 원본이 없습니다"),
    ("no source holds {role}", "{role} 원본이 없습니다"),
    ("no experiment can read it: {why}", "실험에서 읽을 수 없습니다: {why:t}"),
    (
        "{name} ({kind}) is not measured per assigned customer",
        "{name}({kind})은 배정된 고객별로 재지 않습니다",
    ),
    (
        "{word} corrects a single look, and this plan looks several times",
        "{word:은/는} 한 번 읽는 계획의 보정이고, 이 계획은 여러 번 읽습니다",
    ),
    (
        "{name} is read from a finished table of units, without days of entry",
        "{name:은/는} 진입일이 없는 완성된 고객 표에서 읽습니다",
    ),
)
