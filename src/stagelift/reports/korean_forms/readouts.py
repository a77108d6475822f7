"""Forms of sentences of a readout, and their Korean."""

from __future__ import annotations

READOUT_FORMS: tuple[tuple[str, str], ...] = (
    (
        "SHIP {variant}: {moved}; better, and {guards}.",
        "도입 {variant}: {moved}. 나음, {guards:t}.",
    ),
    (
        "STOP {variant}: {guards}; no result on {metric} yet, {why}.",
        "중단 {variant}: {guards:t}. {metric:은/는} 아직 결과 없음, {why:t}.",
    ),
    ("STOP {variant}: {moved}; {why}.", "중단 {variant}: {moved}. {why:t}."),
    (
        "ITERATE: no result on {metric} yet, {why}.",
        "승자 없음: {metric:은/는} 아직 결과 없음, {why:t}.",
    ),
    ("ITERATE: {moved}; {why}.", "승자 없음: {moved}. {why:t}."),
    (
        "CONTINUE: no result on {metric} yet, the plan looks once, when every window has closed.",
        "계속: {metric:은/는} 아직 결과 없음. 계획대로 관찰 기간이 모두 끝난 뒤 한 번 읽습니다.",
    ),
    (
        "CONTINUE: no result on {metric} yet, {why}.",
        "계속: {metric:은/는} 아직 결과 없음, {why:t}.",
    ),
    ("CONTINUE: {moved}; {why}.", "계속: {moved}. {why:t}."),
    ("a gain above {gain} is ruled out", "{gain:을/를} 넘는 이득은 배제됨"),
    ("the {wanted} worth having is ruled out", "바라던 {wanted} 이득은 배제됨"),
    ("only {n} of {all} days of entry so far", "지금까지 {all}일 중 {n}일 등록"),
    ("better, but {why}", "나음, 다만 {why:t}"),
    ("exploratory; {why}", "탐색적: {why:t}"),
    (
        "no plan was frozen before the first send, so this decides nothing",
        "첫 발송 전에 확정된 계획이 없어 결정 근거가 되지 않습니다",
    ),
    (
        "what changed after the freeze decides nothing",
        "확정 뒤에 바뀐 것은 결정 근거가 되지 않습니다",
    ),
    (
        "about {more} more a month ({low} to {high}) = {net} ({a} to {b}), {paid}",
        "월 약 {more}건 증가({low}~{high}) = {net}({a}~{b}), {paid:t}",
    ),
    ("messages paid", "발송비를 뺀 금액"),
    ("messages paid (no cost is given for {list})", "발송비를 뺀 금액({list:t} 비용은 모름)"),
    ("not known: {why}", "알 수 없음: {why:t}"),
    ("no effect can be read yet", "아직 읽을 수 있는 효과가 없습니다"),
    (
        "everybody entered at once, so no month's volume is known",
        "한꺼번에 들어와 월 규모를 알 수 없습니다",
    ),
    (
        "the data do not say on which days the units entered",
        "고객이 들어온 날이 데이터에 없습니다",
    ),
    (
        "nobody has entered after the first day, on which those enter who already qualified",
        "이미 조건을 채운 고객이 들어오는 첫날 뒤로 들어온 고객이 없습니다",
    ),
    ("nobody is assigned yet", "아직 배정된 고객이 없음"),
    (
        "{share} of customers carry two variants (limit {limit})",
        "변형이 둘인 고객 {share}(한도 {limit})",
    ),
    ("every unit's variant is in the plan", "변형이 모두 계획에 있음"),
    (
        "{n} units carry a variant that is not in the plan; map it",
        "고객 {n}명의 변형이 계획에 없습니다. 이름을 맞추세요",
    ),
    ("no event is visible; check the sources", "보이는 이벤트가 없습니다. 원본을 확인하세요"),
    (
        "the last event is {days} days too old; load the missing days",
        "마지막 이벤트가 {days}일 모자랍니다. 빠진 날을 적재하세요",
    ),
    ("the data reach to the end of what is read", "읽는 기간 끝까지 데이터가 있음"),
    (
        "adjusting {metric} for the {n} days before assignment changes nothing",
        "배정 전 {n}일로 {metric:을/를} 보정해도 그대로",
    ),
    (
        "adjusting {metric} for the time before assignment changes nothing",
        "배정 전 기간으로 {metric:을/를} 보정해도 그대로",
    ),
    (
        "{what}, adjusted for the time before assignment ({note})",
        "{what}, 배정 전 기간으로 보정({note:t})",
    ),
    (
        "{what}, adjusted for the {n} days before assignment ({note})",
        "{what}, 배정 전 {n}일로 보정({note:t})",
    ),
    ("variance {share} of raw", "분산은 보정 전의 {share}"),
    (
        "the covariate does not vary, so it adjusts nothing",
        "배정 전 값이 모두 같아 보정할 것이 없음",
    ),
    ("decides nothing", "결정에는 쓰지 않음"),
    ("this decides", "이것으로 결정"),
    ("due {day}, when every window has closed", "{day}, 관찰 기간이 모두 끝난 뒤"),
    ("none frozen in time, {place}", "확정된 것 없음, {place:t}"),
    (
        "{mark}, no deviation, looks: {looks}, {place}",
        "{mark}, 벗어남 없음, 읽는 법 {looks}, {place:t}",
    ),
    (
        "{mark}, no deviation, file changed since the decision: {keys}; looks: {looks}, {place}",
        "{mark}, 벗어남 없음, 결정한 뒤에 파일이 바뀜: {keys}; 읽는 법 {looks}, {place:t}",
    ),
    ("{mark}, looks: {looks}, {place}", "{mark}, 읽는 법 {looks}, {place:t}"),
    ("looks: {looks}, {place}", "읽는 법 {looks}, {place:t}"),
    ("look {n} of {all}", "{all}번 중 {n}번째 판독"),
    ("look {n}", "{n}번째 판독"),
    ("none of {all} looks yet", "{all}번의 판독 전"),
    (
        "ended at look {n}, read {day}; median-unbiased effect {size}",
        "{n}번째 판독({day})에서 끝남, 중앙값 비편향 효과 {size}",
    ),
    (
        "with all {n} customers who had entered by then: {effect}",
        "그때까지 진입해 관찰이 끝난 {n}명 모두로는 {effect}",
    ),
    (
        "* and # are of that look, the others of all who were followed since",
        "*와 #은 그 판독의 값, 나머지는 그 뒤 관찰이 끝난 고객까지",
    ),
    ("the next look is on {day}", "다음 판독은 {day}"),
    ("the first look is on {day}", "첫 판독은 {day}"),
    (
        "to find {wanted} with 80 % power: {sizes} customers; this plan: {rule}",
        "{wanted} 차이를 검정력 80%로 찾는 데 필요한 고객 수: {sizes}; 이 계획은 {rule}",
    ),
    (
        "customers needed with the same power: {times}; this plan: {rule}",
        "같은 검정력에 필요한 고객 수의 배수: {times}; 이 계획은 {rule}",
    ),
)
