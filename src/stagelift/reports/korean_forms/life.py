"""Forms of English sentences about launched experiments, and their Korean."""

from __future__ import annotations

LIFE_FORMS: tuple[tuple[str, str], ...] = (
    (
        ("experiment {name}: its last window closed on {day}; nobody is handed a variant any more"),
        "실험 {name}: 마지막 관찰 기간이 {day}에 끝났습니다. 이제 안을 나눠 주지 않습니다",
    ),
    (
        "departs from the frozen plan: {keys}; what changed after the freeze decides nothing",
        "확정된 계획과 다름: {keys}. 확정 뒤에 바뀐 것은 결정 근거가 되지 않습니다",
    ),
    (
        "put it back, or ask the new question in a new file",
        "되돌리거나, 새 질문은 새 파일에 쓰세요",
    ),
    (
        "No result: departs from the frozen plan: {keys}; {cure}",
        "결과 없음: 확정된 계획과 다름({keys}). {cure:t}",
    ),
    ("Figures are hidden until explained.", "원인이 밝혀질 때까지 수치를 숨깁니다."),
    (
        "departs from the frozen plan: {keys}; put it back, or ask the new question in a new file",
        "확정된 계획과 다름: {keys}. 되돌리거나, 새 질문은 새 파일에 쓰세요",
    ),
    (
        "was changed in its file after the decision: {keys}; what was decided is shown",
        "결정한 뒤에 파일이 바뀜({keys}). 결정한 대로 보여 줌",
    ),
    ("departs from the frozen plan: the journey", "확정된 계획과 다름: 여정"),
    ("departs from the frozen plan: {keys}", "확정된 계획과 다름: {keys}"),
    (
        (
            "experiment {name} is launched already and departs from the frozen plan: {keys}; put "
            "the definition back, or give the new one a file and a name of its own"
        ),
        (
            "실험 {name:은/는} 이미 시작했고 확정된 계획과 다릅니다: {keys}. 정의를 되돌리거나, "
            "새 정의에 파일과 이름을 따로 주세요"
        ),
    ),
    (
        (
            "experiment {name} departs from the frozen plan: {keys}; put the definition back, or "
            "give the new one a file and a name of its own"
        ),
        (
            "실험 {name:이/가} 확정된 계획과 다릅니다: {keys}. 정의를 되돌리거나, 새 정의에 "
            "파일과 이름을 따로 주세요"
        ),
    ),
    (
        (
            "experiment {name} departs from the frozen plan: {keys}; put it back first (pause and "
            "stop stay possible)"
        ),
        (
            "실험 {name:이/가} 확정된 계획과 다릅니다: {keys}. 먼저 되돌리세요"
            "(pause와 stop은 지금도 됩니다)"
        ),
    ),
    (
        "experiment {name} has no frozen plan; launch it first",
        "실험 {name}에 확정된 계획이 없습니다. 먼저 launch로 시작하세요",
    ),
    (
        (
            "experiment {name} began on {day}: a plan frozen after that would not bind; move "
            "`run:` ahead"
        ),
        (
            "실험 {name:은/는} {day}에 시작했습니다. 그 뒤에 확정한 계획은 구속력이 없으니 `run:`을"
            " 뒤로 옮기세요"
        ),
    ),
    (
        (
            "experiment {name}: the salt {salt} was used by {other} ({file}): the same customers "
            "would share their variants; write `salt:` with a word of its own"
        ),
        (
            "실험 {name}: salt {salt:은/는} {other:이/가} 썼습니다({file}). 같은 고객이 같은 변형에"
            " 묶이니 `salt:`에 다른 낱말을 적으세요"
        ),
    ),
    (
        (
            "experiment {name} would have {all} customers, {few} of them in {variant}: figures of "
            "fewer than {least} are never shown; widen the audience, or lengthen `run:`"
        ),
        (
            "실험 {name}에 들어올 고객은 {all}명, {variant}에는 {few}명뿐입니다. {least}명 미만의 "
            "숫자는 보여 주지 않으니, 대상을 넓히거나 `run:`을 늘리세요"
        ),
    ),
    (
        (
            "experiment {name}: nobody who qualifies agreed to {channels}, which `reachable_by: "
            "all variants` asks for; check `consent:` in journey.yaml, or choose channels that "
            "more agreed to"
        ),
        (
            "실험 {name}: 조건에 맞는 고객 가운데 {channels} 모두에 동의한 사람이 없습니다"
            "(`reachable_by: all variants`). journey.yaml의 `consent:`를 확인하거나, 동의가 많은 "
            "채널을 고르세요"
        ),
    ),
    (
        (
            "layer {layer} has no room for {wanted}: its largest gap is {gap} ({held}); write a "
            "smaller 'traffic:', or wait for a decision"
        ),
        (
            "레이어 {layer}에 {wanted} 자리가 없습니다. 가장 큰 빈자리는 {gap}입니다({held}). "
            "'traffic:'을 줄이거나 결정이 날 때까지 기다리세요"
        ),
    ),
    (
        "layer {layer} has room for {room}, and {came} came",
        "레이어 {layer}의 자리는 {room}까지입니다({came} 적음)",
    ),
    (
        "experiment {name} is decided; nothing can be changed any more",
        "실험 {name:은/는} 이미 결정되어 더 바꿀 수 없습니다",
    ),
    (
        "experiment {name} was stopped on {day}; a stopped experiment is not opened again",
        "실험 {name:은/는} {day}에 중단했습니다. 중단한 실험은 다시 열 수 없습니다",
    ),
    (
        "experiment {name} takes nobody any more since its enrolment ended on {day}",
        "실험 {name:은/는} {day}에 등록이 끝나 더는 아무도 받지 않습니다",
    ),
    (
        "experiment {name} is paused already, since {day}",
        "실험 {name:은/는} {day}부터 이미 멈춰 있습니다",
    ),
    ("experiment {name} is not paused", "실험 {name:은/는} 멈춰 있지 않습니다"),
    (
        "experiment {name}: everybody entered on {day}, so a larger share would add nobody",
        "실험 {name}: 모두 {day}에 들어와, 비율을 높여도 더 들어올 고객이 없습니다",
    ),
    (
        "experiment {name}: everybody entered on {day}, so a new split would reach nobody",
        "실험 {name}: 모두 {day}에 들어와, 새 배분이 닿을 고객이 없습니다",
    ),
    (
        (
            "{share} would lower it: experiment {name} takes {now} of the traffic, and a share is "
            "only raised; pause or stop it instead"
        ),
        (
            "{share}, 지금보다 낮습니다. 실험 {name}의 트래픽은 {now}이고, 비율은 "
            "높이기만 합니다. 대신 pause나 stop을 쓰세요"
        ),
    ),
    (
        (
            "{share} is the share already: experiment {name} takes {now} of the traffic, and a "
            "share is only raised; pause or stop it instead"
        ),
        ("{share}, 지금 비율입니다. 실험 {name}의 트래픽은 이미 {now}이고, 비율은 높이기만 합니다"),
    ),
    ("unknown variant {name}", "알 수 없는 변형 {name}"),
    (
        (
            "{name} has no share; every variant needs one above 0, so that each epoch compares all "
            "of them"
        ),
        "{name}에 비율이 없습니다. 에폭마다 모두 비교하려면 변형마다 0보다 큰 비율이 필요합니다",
    ),
    ("the shares sum to {sum}, not to 1", "비율의 합이 1이 아니라 {sum}입니다"),
    ("experiment {name} is split so already", "실험 {name:은/는} 이미 그렇게 나뉘어 있습니다"),
    (
        "experiment {name} has a new split from {day} on already",
        "실험 {name:은/는} 이미 {day}부터 새 배분이 잡혀 있습니다",
    ),
    ("the enrolment of experiment {name} ends today", "실험 {name}의 등록이 오늘 끝납니다"),
    (
        (
            "experiment {name} randomises households, whose members may enter before and after a "
            "new split; give the new one a file and a name of its own"
        ),
        (
            "실험 {name:은/는} 가구를 나눕니다. 한 가구의 구성원이 새 배분 앞뒤로 들어올 수 "
            "있으니, 새 정의에 파일과 이름을 따로 주세요"
        ),
    ),
    (
        "a reason is needed; it stands in the record: --reason",
        "이유가 필요합니다. 기록에 남습니다: --reason",
    ),
    (
        "nobody is known to do this; say who: --owner",
        "누가 하는지 알 수 없습니다. 적으세요: --owner",
    ),
    (
        (
            "{file} holds something done later, at {time} UTC; entries are added in the order of "
            "time"
        ),
        "{file}에 그 뒤({time} UTC)에 한 일이 이미 있습니다. 기록은 시간 순서로만 더합니다",
    ),
    (
        "{file} has changed since it was read; run the command again",
        "{file:이/가} 읽은 뒤 바뀌었습니다. 명령을 다시 실행하세요",
    ),
    (
        "{why} now, not as of {day} UTC; open the workspace without as_of",
        "기록은 지금 시점으로만 합니다({day} UTC로는 안 됩니다). as_of 없이 여세요",
    ),
    (
        ("experiment {name} cannot be void: a mapped table says who was assigned; stop it instead"),
        "실험 {name:은/는} 무효로 할 수 없습니다. 연결된 배정표가 있으니 stop을 쓰세요",
    ),
    (
        (
            "experiment {name} cannot be void: {count} messages were delivered to customers it "
            "assigned; stop it instead"
        ),
        (
            "실험 {name:은/는} 무효로 할 수 없습니다. 배정한 고객에게 메시지 {count}건이 "
            "도착했습니다. stop을 쓰세요"
        ),
    ),
    (
        (
            "experiment {name} cannot be void yet: {count} customers were handed out, and no "
            "source tells of deliveries; if none was made, say so: --nothing-delivered"
        ),
        (
            "실험 {name:은/는} 아직 무효로 할 수 없습니다. 고객 {count}명을 내보냈고, 도착을 알려 "
            "주는 소스가 없습니다. 하나도 보내지 않았다면 --nothing-delivered를 붙이세요"
        ),
    ),
    (
        (
            "experiment {name} cannot be void yet: its run has begun, and no source tells of "
            "deliveries; if none was made, say so: --nothing-delivered"
        ),
        (
            "실험 {name:은/는} 아직 무효로 할 수 없습니다. 등록이 시작됐고, 도착을 알려 주는 "
            "소스가 없습니다. 하나도 보내지 않았다면 --nothing-delivered를 붙이세요"
        ),
    ),
    (
        (
            "{file}: {key}: {came} came, {expected} is expected; the plan was edited by hand: put "
            "back what was frozen"
        ),
        (
            "{file}: {key}: {came:을/를} 적었습니다({expected:t} 필요). 계획 파일을 손으로 고친 "
            "것이니 확정한 내용으로 되돌리세요"
        ),
    ),
    ("{salt} already draws the holdout", "{salt:은/는} 이미 홀드아웃을 뽑습니다"),
    ("{salt} already draws the traffic of {name}", "{salt:은/는} 이미 {name}의 트래픽을 뽑습니다"),
    ("{salt} already draws the layer {name}", "{salt:은/는} 이미 레이어 {name:을/를} 뽑습니다"),
    (
        "the metric {name} was deleted after the launch",
        "지표 {name:이/가} 시작한 뒤 삭제됐습니다",
    ),
    (
        "Put its definition back; {plan} holds it under 'metrics'",
        "정의를 되돌리세요. {plan}의 'metrics'에 있습니다",
    ),
    (
        "{what} cannot name a layer; a to z, 0 to 9 and _ . / - are allowed",
        "{what:은/는} 레이어 이름이 될 수 없습니다. a~z, 0~9, _ . / -만 씁니다",
    ),
    (
        "{what} came, a share of the traffic above 0% is expected",
        "{what:을/를} 적었습니다. 0%보다 큰 트래픽 비율이 필요합니다",
    ),
    (
        "{what} came, a share above 0% is expected",
        "{what:을/를} 적었습니다. 0%보다 큰 비율이 필요합니다",
    ),
    (
        "{what} came, VARIANT=SHARE such as 'a=20%' is expected",
        "{what:을/를} 적었습니다. 'a=20%'처럼 변형=비율로 적으세요",
    ),
    ("{what} came twice", "{what:이/가} 두 번 나왔습니다"),
    (
        (
            "split {came} instead of {planned} ({sizes}) in epoch {epoch}, p {p}, at every look "
            "{always} (limit {limit})"
        ),
        (
            "에폭 {epoch}의 배정이 {planned} 대신 {came}({sizes}), p {p}, 언제 봐도 {always}"
            "(한도 {limit})"
        ),
    ),
    (
        "split {sizes} instead of {planned} in epoch {epoch} (below {limit})",
        "에폭 {epoch}의 배정이 {planned} 대신 {sizes}({limit} 미만)",
    ),
    (
        "split {sizes} households instead of {planned} (below {limit})",
        "배정이 {planned} 대신 {sizes}가구({limit} 미만)",
    ),
    (
        "split {sizes} instead of {planned} (below {limit})",
        "배정이 {planned} 대신 {sizes}({limit} 미만)",
    ),
    (
        "split {sizes} in {n} epochs, least p {p}, at every look {always} (limit {limit})",
        "배정 {sizes}, 에폭 {n}개, 가장 작은 p {p}, 언제 봐도 {always}(한도 {limit})",
    ),
    (
        "steadiness over days of entry not asked: customers of several splits are never pooled",
        "들어온 날에 따른 변화는 확인 안 함: 여러 배분으로 들어온 고객은 합치지 않음",
    ),
    (
        "hold the readouts from before and after the new split side by side",
        "새 배분 앞뒤의 결과를 나란히 놓고 보세요",
    ),
    (
        (
            "a split is left out of {metrics} until every variant of it has {events} expected "
            "events, or {units} units of an amount"
        ),
        ("{metrics}: 변형마다 기대 이벤트 {events}건이나 금액 {units}명이 될 때까지 그 배분을 뺌"),
    ),
    ("every split has a variant that is too small yet", "모든 배분에 아직 너무 작은 변형이 있음"),
)
