"""Forms of English sentences about segments, and their Korean."""

from __future__ import annotations

SEGMENT_FORMS: tuple[tuple[str, str], ...] = (
    # one segment
    (
        "{value} came, events such as 'cart_added | wished' are expected",
        "{value} 값이 왔습니다. 'cart_added | wished'처럼 이벤트를 적으세요",
    ),
    (
        "{value} came, a whole number from 1 or money is expected",
        "{value} 값이 왔습니다. 1 이상의 정수나 금액을 적으세요",
    ),
    (
        "nobody can be in it: {pattern} is what 'did' asks for",
        "아무도 속할 수 없습니다. {pattern:은/는} 'did'가 요구하는 일입니다",
    ),
    ("Remove it from 'did' or from {key}", "'did'나 {key}에서 지우세요"),
    ("no source keeps {name}; kept are {list}", "소스에 {name:이/가} 없습니다. 있는 속성: {list}"),
    ("no source keeps {name}; none is kept", "소스에 {name:이/가} 없습니다. 남긴 속성이 없습니다"),
    (
        "no event or attribute is called {name}",
        "{name:이라는/라는} 이벤트나 속성이 없습니다",
    ),
    (
        "no source of customers keeps {name}; kept are {list}",
        "고객 소스에 {name:이/가} 없습니다. 있는 속성: {list}",
    ),
    (
        "no source of customers keeps {name}; none is kept",
        "고객 소스에 {name:이/가} 없습니다. 남긴 속성이 없습니다",
    ),
    (
        "there is no block 'rfm' that defines groups",
        "그룹을 정하는 'rfm:' 블록이 없습니다",
    ),
    (
        "Write 'rfm: {did: ordered, ...}' in journey.yaml",
        "journey.yaml에 'rfm: {{did: ordered, ...}}'를 적으세요",
    ),
    ("unknown group {name}; groups are {list}", "모르는 그룹 {name}. 그룹: {list}"),
    ("the block 'rfm' has no cut points yet", "'rfm' 블록에 아직 기준점이 없습니다"),
    (
        "`stagelift segments --rfm` computes them for you to paste",
        "`stagelift segments --rfm`이 붙여 넣을 기준점을 계산합니다",
    ),
    ("one segment came; a set has several", "세그먼트가 하나입니다. 묶음에는 여럿을 적으세요"),
    ("{name} is a segment already", "{name:은/는} 이미 세그먼트입니다"),
    ("Give the set another name", "묶음에 다른 이름을 주세요"),
    # recency, frequency and money
    (
        "{value} is no score; write '4..5' or one of 1 to 5",
        "{value:은/는} 점수가 아닙니다. '4..5'나 1에서 5를 적으세요",
    ),
    ("the scores run backwards in {value}", "{value}의 점수가 거꾸로입니다"),
    (
        "{count} cut points came; four part five scores",
        "기준점이 {count}개입니다. 점수 다섯을 나누려면 네 개가 필요합니다",
    ),
    (
        "the cut points fall: {value}; write them rising",
        "기준점이 줄어듭니다: {value}. 커지는 순서로 적으세요",
    ),
    (
        "{value} came; whole numbers from 0 are expected",
        "{value} 값이 왔습니다. 0 이상의 정수를 적으세요",
    ),
    (
        "{value} came; who did it never is not scored, so write 1 or more",
        "{value} 값이 왔습니다. 한 번도 하지 않은 고객은 점수가 없으니 1 이상을 적으세요",
    ),
    (
        "{value} came; amounts above 0 are expected",
        "{value} 값이 왔습니다. 0보다 큰 금액을 적으세요",
    ),
    (
        "{name} is missing beside the other cut points",
        "다른 기준점 옆에 {name:이/가} 빠졌습니다",
    ),
    (
        "recency reaches {days} days, beyond within: {length}",
        "recency가 {days}일까지로, within {length}보다 깁니다",
    ),
    (
        "{one} and {other} share scores; a customer is in one group only",
        "{one:과/와} {other}의 점수가 겹칩니다. 고객은 한 그룹에만 속합니다",
    ),
    # questions
    (
        "segments: the journey has none; write 'segments:' in journey.yaml",
        "segments: 이 여정에는 세그먼트가 없습니다. journey.yaml에 'segments:'를 적으세요",
    ),
    (
        "at: the instant lies after the one the data are read as of",
        "at: 데이터를 읽는 시점보다 뒤입니다",
    ),
    (
        "since: the earlier instant does not lie before the later one",
        "since: 앞선 시점이 나중 시점보다 앞서지 않습니다",
    ),
    (
        "personas: no segment has one; write 'persona:' under a segment",
        "personas: 페르소나가 있는 세그먼트가 없습니다. 세그먼트 아래에 'persona:'를 적으세요",
    ),
    ("personas: {name} has no persona", "personas: {name}에 페르소나가 없습니다"),
    (
        "rfm: name the events that count, such as 'ordered'",
        "rfm: 셀 이벤트를 적으세요. 예: 'ordered'",
    ),
    (
        (
            "segment {name} is written as sql, so nobody knows when its customers qualify; "
            "an audience is written with did, did_not or where"
        ),
        (
            "세그먼트 {name:은/는} sql로 쓰여 고객이 언제 조건을 채우는지 알 수 없습니다. "
            "실험 대상은 did, did_not, where로 적으세요"
        ),
    ),
    # advice
    (
        "nobody is in it as of now",
        "지금은 아무도 속해 있지 않습니다",
    ),
    (
        "fewer than 10 customers are in it, so none of its numbers will be shown",
        "고객이 10명 미만이라 이 세그먼트의 숫자는 보여 주지 않습니다",
    ),
    (
        "Widen its rule, or join it with a segment like it",
        "조건을 넓히거나 비슷한 세그먼트와 합치세요",
    ),
    (
        "declared exclusive, but customers are in more than one of its segments",
        "서로 겹치지 않는다고 선언했지만 둘 이상에 속한 고객이 있습니다",
    ),
    ("Narrow the segments, or remove the set", "세그먼트를 좁히거나 묶음을 지우세요"),
)
