"""Forms of the checks of an experiment's health, and their Korean."""

from __future__ import annotations

HEALTH_FORMS: tuple[tuple[str, str], ...] = (
    (
        "customers of several splits are never put in one cell",
        "여러 배분으로 들어온 고객은 한 칸에 합치지 않습니다",
    ),
    (
        "customers of one household are no independent units of a cell",
        "한 가구의 고객은 서로 독립이 아니어서 칸으로 나누지 않습니다",
    ),
    (
        "customers of several splits are never pooled into one belief",
        "여러 배분으로 들어온 고객은 하나로 합쳐 보지 않습니다",
    ),
    (
        (
            "split {came} instead of {planned} ({sizes}), p {p}, at every look {always} "
            "(limit {limit})"
        ),
        "배정 {planned} 대신 {came}({sizes}), p {p}, 언제 봐도 {always}(한도 {limit})",
    ),
    ("find what drops customers of one variant", "한쪽 고객이 빠지는 원인을 찾으세요"),
    (
        "{split}: uneven at this look alone, not over all looks",
        "{split:t}: 이번 판독만 보면 치우쳐 보이나 모든 판독에 걸쳐서는 아닙니다",
    ),
    (
        "split {sizes} households, p {p}, at every look {always} (limit {limit})",
        "배정 {sizes}가구, p {p}, 언제 봐도 {always}(한도 {limit})",
    ),
    (
        "split {sizes}, p {p}, at every look {always} (limit {limit})",
        "배정 {sizes}, p {p}, 언제 봐도 {always}(한도 {limit})",
    ),
    (
        "split {sizes} households holds (limit {limit})",
        "배정 {sizes}가구, 계획대로임(한도 {limit})",
    ),
    ("split {sizes} holds (limit {limit})", "배정 {sizes}, 계획대로임(한도 {limit})"),
    (
        "split holds in segments too ({n} tested), least p {p} at every look (limit {limit})",
        "세그먼트 {n}개에서도 배정이 지켜짐, 언제 봐도 최소 p {p}(한도 {limit})",
    ),
    (
        "split broken in segment {segment}: {came} instead of {planned} (below {limit})",
        "세그먼트 {segment}에서 배정이 깨짐: {planned} 대신 {came}({limit} 미만)",
    ),
    (
        "split broken in segment {segment} (below {limit})",
        "세그먼트 {segment}에서 깨짐({limit} 미만)",
    ),
    (
        "find what drops customers of one variant there",
        "그 세그먼트에서 한쪽 고객이 빠지는 원인을 찾으세요",
    ),
    (
        "the data reach to the end of what is read (limit {n} days)",
        "데이터가 읽는 기간의 끝까지 있음(한도 {n}일)",
    ),
    (
        "the last event is {days} days too old (limit {n})",
        "마지막 이벤트가 {days}일 늦음(한도 {n}일)",
    ),
    ("load the missing days", "빠진 날의 데이터를 적재하세요"),
    (
        "{share} of households have two variants (limit {limit})",
        "변형이 둘인 가구 {share}(한도 {limit})",
    ),
    ("the sender must keep a household in one variant", "한 가구를 한 변형에만 두어야 합니다"),
    (
        (
            "{share} sent against the manifest (limit {limit}), {gone} of an arm not reported "
            "(limit {most})"
        ),
        "명단과 다르게 발송 {share}(한도 {limit}), 보고 없는 고객 {gone}(한도 {most})",
    ),
    (
        "{share} sent against the manifest (limit {limit}), {n} customers sent to twice",
        "명단과 다르게 발송 {share}(한도 {limit}), 두 번 발송 {n}명",
    ),
    (
        "{gone} of an arm not reported (limit {most}), arms differ by {apart}",
        "한 변형의 {gone}가 보고에 없음(한도 {most}), 변형 간 차이 {apart}",
    ),
    ("{gone} of an arm not reported (limit {most})", "한 변형의 {gone}가 보고에 없음(한도 {most})"),
    (
        "{share} sent against the manifest (limit {limit})",
        "명단과 다르게 발송 {share}(한도 {limit})",
    ),
    ("stop sending and hand out the files again", "발송을 멈추고 파일을 다시 넘기세요"),
    ("ask the sender what was dropped", "무엇이 빠졌는지 발송 쪽에 확인하세요"),
    ("ask the sender why", "이유를 발송 쪽에 확인하세요"),
    (
        "alike before assignment, least p {p} (limit {limit})",
        "배정 전에는 차이 없음, 최소 p {p}(한도 {limit})",
    ),
    (
        "{metric} differed before assignment, p {p} (limit {limit})",
        "{metric} 배정 전부터 다름, p {p}(한도 {limit})",
    ),
    (
        "decide by the adjusted effect and look for the cause",
        "보정한 효과로 판단하고 원인을 찾으세요",
    ),
    (
        (
            "{share} of {homes} households have both variants ({wanted} expected), {touched} of "
            "customers (limit {limit})"
        ),
        "{homes}가구 중 변형이 섞인 가구 {share}(예상 {wanted}), 고객의 {touched}(한도 {limit})",
    ),
    (
        "fewer than {n} households of two or more (limit {limit} of customers)",
        "둘 이상인 가구 {n}가구 미만(한도 고객의 {limit})",
    ),
    (
        "compare split with unsplit households, next time write unit: household",
        "섞인 가구와 아닌 가구를 비교하고 다음에는 unit: household로 적으세요",
    ),
    (
        "independent of {n} other tests, least p {p} (limit {limit})",
        "다른 실험 {n}개와 독립, 최소 p {p}(한도 {limit})",
    ),
    (
        "split hangs together with that of {other}, p {p} (limit {limit})",
        "{other}의 배정과 얽혀 있음, p {p}(한도 {limit})",
    ),
    (
        "give one a salt of its own, or both one layer",
        "한쪽에 다른 salt를 주거나 둘을 한 layer에 두세요",
    ),
    (
        "effect alike in the arms of other tests, least p {p} (limit {limit})",
        "다른 실험의 어느 변형에서나 효과가 비슷함, 최소 p {p}(한도 {limit})",
    ),
    (
        "the effect depends on the arm of {other}, p {p} (limit {limit})",
        "{other}의 변형에 따라 효과가 다름, p {p}(한도 {limit})",
    ),
    (
        "test the two messages together before shipping either",
        "어느 쪽이든 도입하기 전에 두 메시지를 함께 시험하세요",
    ),
    (
        "the salt of {other} is used again: its arms are these arms (limit: none)",
        "{other}의 salt를 다시 써서 두 실험의 변형이 같음(한도: 없음)",
    ),
    ("write a salt of its own", "새 salt를 적으세요"),
    (
        "{share} were in {other} before (limit {limit}), spread evenly p {p} (limit {alpha})",
        "{share}가 전에 {other}에 있었음(한도 {limit}), 고르게 섞임 p {p}(한도 {alpha})",
    ),
    (
        "{share} were in {other} before (limit {limit})",
        "{share}가 전에 {other}에 있었음(한도 {limit})",
    ),
    (
        "its arms still differ here: wait, or leave its customers out",
        "그 변형이 아직 섞이지 않음: 기다리거나 그 고객을 빼세요",
    ),
    (
        "what it taught them is part of this effect: wait longer between tests",
        "그 영향이 이 효과에 섞임: 실험 사이를 더 띄우세요",
    ),
    (
        "{share} of {variant} got more than {n} {value} a day (limit {limit})",
        "{variant} 고객의 {share}가 하루에 {n}번 넘게 받음(한도 {limit})",
    ),
    (
        "{share} of {variant} got more than {n} {value} a week (limit {limit})",
        "{variant} 고객의 {share}가 한 주에 {n}번 넘게 받음(한도 {limit})",
    ),
    (
        "{share} of {variant} got more than {n} {value} a month (limit {limit})",
        "{variant} 고객의 {share}가 한 달에 {n}번 넘게 받음(한도 {limit})",
    ),
    (
        "the effect is that of one message among many: send fewer others",
        "여러 메시지 가운데 하나의 효과입니다: 다른 발송을 줄이세요",
    ),
    (
        "{share} of the events came more than {hours} hours late (limit {limit})",
        "{hours}시간 넘게 늦은 이벤트 {share}(한도 {limit})",
    ),
    ("read again when they are in", "다 들어온 뒤 다시 읽으세요"),
    (
        "effect {times} times what the plan could find (limit {limit})",
        "효과가 계획이 찾을 수 있는 것의 {times}배(한도 {limit}배)",
    ),
    (
        (
            "effect {times} times what the plan could find (limit {limit}), lift {lift} "
            "({n} of {all} earlier tests stay below {highest})"
        ),
        (
            "효과가 계획이 찾을 수 있는 것의 {times}배(한도 {limit}배), 상대 {lift}"
            "(이전 실험 {all}개 중 {n}개가 {highest} 미만)"
        ),
    ),
    (
        "held for review: check tracking, audience and split before deciding",
        "검토 보류: 결정하기 전에 수집, 대상, 배정을 확인하세요",
    ),
    (
        "effect steady over days of entry, p {p} (limit {limit})",
        "들어온 날에 따라 효과가 다르지 않음, p {p}(한도 {limit})",
    ),
    (
        "the effect changed with the day of entry, p {p} (limit {limit})",
        "들어온 날에 따라 효과가 다름, p {p}(한도 {limit})",
    ),
    (
        "read the effect by age before counting on it",
        "믿기 전에 경과일별 효과를 보세요",
    ),
    (
        "every household entered once, complete, {n} or more a variant",
        "모든 가구가 한 번에 온전히 들어옴, 변형마다 {n}가구 이상",
    ),
    (
        "read once instead of {planned}: members of {n} households entered on different days",
        "{planned} 대신 한 번만 읽음: {n}가구의 식구가 다른 날 들어옴",
    ),
    (
        "read once instead of {planned}: {n} households in a variant, {least} needed",
        "{planned} 대신 한 번만 읽음: 한 변형에 {n}가구, {least}가구 필요",
    ),
    (
        "{n} households in a variant, {least} needed",
        "한 변형에 {n}가구, {least}가구 필요",
    ),
    ("let households enter once", "가구가 한 번에 들어오게 하세요"),
)
