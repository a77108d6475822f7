"""The readout's sentences in Korean: the keys and the facts of the English ones."""

from __future__ import annotations

from collections.abc import Mapping

KO: Mapping[str, str] = {
    # head
    "title": "{experiment}: {control} 대비 {treatments}",
    "eyebrow": "{span} · {through} 기준",
    # answer: the headline
    "ship": "{treatment:을/를} 도입하세요. {metric}에서 {control}보다 낫고 {guards}.",
    "guards.clear": "가드레일도 모두 안전합니다",
    "guards.none": "가드레일은 없습니다",
    "stop.worse": "{treatment:을/를} 중단하세요. {metric}에서 {control}보다 나쁩니다.",
    "stop.breached": "{treatment:을/를} 중단하세요. 한도를 넘은 가드레일: {guardrails}.",
    "continue.better": "계속 진행하세요. {treatment:이/가} {metric}에서 낫지만 {held}.",
    "continue.open": "계속 진행하세요. {metric:은/는} 아직 두 안의 차이를 가르지 못합니다.",
    "continue.unread": "아직 결과가 없습니다. {metric:은/는} 계획대로 끝에 한 번만 읽습니다.",
    "continue.undue": "아직 결과가 없습니다. {metric:을/를} 읽는 첫 판독일이 아직 오지 않았습니다.",
    "iterate.better": "승자가 없습니다. {treatment:이/가} {metric}에서 낫지만 {held}.",
    "iterate.ruled_out": (
        "승자가 없습니다. {treatment:은/는} {metric}에서 의미 있는 차이를 내지 못합니다. "
        "{control:을/를} 유지하세요."
    ),
    "iterate.open": "승자가 없습니다. {metric:은/는} 두 안의 차이를 가르지 못했습니다.",
    "iterate.unread": "승자가 없습니다. {metric:을/를} 읽을 수 없습니다({why}).",
    "held.guardrails": "안전이 확인되지 않은 가드레일이 있습니다: {guardrails}",
    "held.run": "고객이 들어온 날이 너무 적습니다",
    "red.split": "결과 없음: 배분이 {planned}이어야 하는데 {came}입니다.",
    "red.crossovers": "결과 없음: 고객의 {share:.2%}가 두 안을 모두 받았습니다.",
    "red.strangers": "결과 없음: 고객 {units}명의 안이 계획에 없습니다.",
    "red.freshness": "결과 없음: 마지막 이벤트가 {days:.1f}일 늦습니다.",
    "red.freshness.none": "결과 없음: 보이는 이벤트가 없습니다.",
    "red.plan": "결과 없음: 확정한 계획과 다릅니다({keys}).",
    "red.other": "결과 없음: {reason}.",
    "red.hidden": "원인이 밝혀질 때까지 수치를 숨깁니다. {todo}.",
    "todo.split": "한쪽 안의 고객이 빠지는 곳을 찾으세요",
    "todo.crossovers": "발송 도구가 고객을 한 안에만 두어야 합니다",
    "todo.strangers": "안의 이름을 매핑하세요",
    "todo.freshness": "빠진 날의 데이터를 적재하세요",
    "todo.freshness.none": "데이터 소스를 확인하세요",
    "todo.plan": "정의를 되돌리거나, 새 질문은 새 파일에 쓰세요",
    "todo.other": "아래 점검을 보세요",
    "size": (
        "{metric}: {old:bare} → {new}, {effect}({effect.low:bare}~{effect.high:bare}), "
        "고객 {customers}명."
    ),
    "size.named": (
        "{old:bare} → {new}, {effect}({effect.low:bare}~{effect.high:bare}), 고객 {customers}명."
    ),
    "size.no_interval": "{metric}: {old:bare} → {new}, 구간은 아직 없음, 고객 {customers}명.",
    "size.adjusted": "계획대로 이전 기간의 행동으로 보정한 값입니다.",
    "caveat.exploratory": "탐색용: 진입 전에 확정된 계획이 없어 아무것도 결정하지 않습니다.",
    "caveat.deviation": "확정된 계획과 다릅니다. 바뀐 부분은 아무것도 결정하지 않습니다.",
    # answer: the rows
    "row.worth": "가치",
    "row.risk": "위험",
    "row.decide": "결정",
    "row.decided": "결정됨",
    "row.owner": "담당",
    "row.undone": "되돌릴 때",
    "row.ruled_out": "배제된 것",
    "row.next": "다음 판독",
    "row.trust": "신뢰",
    "trust.all": "점검 {checks}개 모두 통과",
    "trust.some": "점검 {checks}개 중 {held}개 통과, 살펴볼 것: {names}",
    "worth": (
        "월 {more:+,.0f}건({more.low:+,.0f}~{more.high:+,.0f}) = {money}"
        "({money.low}~{money.high}){paid}"
    ),
    "worth.customers": (
        "월 고객 {more:+,.0f}명({more.low:+,.0f}~{more.high:+,.0f}) = {money}"
        "({money.low}~{money.high}){paid}"
    ),
    "worth.paid": ", 발송비 제외",
    "worth.free": ", {channels} 발송비 미정",
    "worth.uncosted": ", 발송비를 빼기 전",
    "worth.no_effect": "알 수 없음: 아직 읽을 수 있는 효과가 없습니다",
    "worth.one_wave": "알 수 없음: 한꺼번에 들어와 월 규모를 알 수 없습니다",
    "worth.no_days": "알 수 없음: 고객이 들어온 날이 데이터에 없습니다",
    "worth.first_day": "알 수 없음: 기다리던 고객이 들어오는 첫날 뒤로 들어온 고객이 없습니다",
    "risk.none": "가드레일 없음",
    "risk.cleared": "{metric}: 나빠져도 최대 {worst}, 한도 {margin}",
    "risk.cleared.better": "{metric}: 나빠지지 않음, 한도 {margin}",
    "risk.breached": "{metric}: 최소 {best} 나빠짐, 한도 {margin}: 초과",
    "risk.open": "{metric}: {worst}까지 나빠졌을 수 있음, 한도 {margin}: 미확인",
    "risk.cleared.tested": "{metric}: 나빠져도 최대 {worst}(단측, 한도 {margin})",
    "risk.cleared.better.tested": "{metric}: 나빠지지 않음(단측, 한도 {margin})",
    "risk.breached.tested": "{metric}: 최소 {best} 나빠짐(단측, 한도 {margin}): 초과",
    "risk.open.tested": "{metric}: {worst}까지 나빠졌을 수 있음(단측, 한도 {margin}): 미확인",
    "risk.open.unknown": "{metric}: 아직 알 수 없음, 한도 {margin}: 미확인",
    "decide.owner_by": "{owner}, {by}까지",
    "decide.overdue": "{owner}, 기한 {by} 지남",
    "decide.owner": "{owner}, 기한 없음",
    "decide.by": "{by}까지, 담당 없음",
    "decide.nobody": "담당과 기한 없음",
    "decided": "{chosen}: {owner}, {on}",
    "undone.check": "{day}까지 {control}에 남긴 {share}의 성과가 같을 때",
    "undone.undated": "{control}에 남은 고객의 성과가 같을 때 ({after})",
    "undone.unchecked": "도입 후 확인 계획이 없습니다",
    "ruled_out": "{best}보다 좋거나 {worst}보다 나쁜 효과",
    "ruled_out.wanted": "목표한 {wanted}, 그리고 {worst}보다 나쁜 효과",
    "ruled_out.nothing": "아직 없음",
    "next.due": "{due}, 모든 관찰 기간이 끝난 뒤",
    "next.look": "{look}, 마지막 판독은 {due}(모든 관찰 기간이 끝난 뒤)",
    "chosen.ship": "도입",
    "chosen.stop": "중단",
    "chosen.iterate": "승자 없음",
    # checks
    "checks.title": "믿을 수 있는 결과인가?",
    "check.split": "배분",
    "check.split.amber": "아직 배정된 고객이 없습니다",
    "check.strangers": "안",
    "check.strangers.ok": "모든 고객의 안이 계획에 있습니다",
    "check.freshness": "데이터",
    "check.freshness.red.none": "보이는 이벤트가 없습니다",
    "check.crossovers": "한 고객 한 안",
    "check.crossovers.ok": "두 안을 받은 고객 {share:.2%} (한도 {limit:.0%})",
    "check.crossovers.red": "두 안을 받은 고객 {share:.2%} (한도 {limit:.0%})",
    "check.plan": "계획",
    "check.plan.ok": "{on} 확정, 첫 고객이 들어오기 전",
    "check.plan.late": "{on} 확정, 첫 고객이 들어온 뒤",
    "check.plan.none": "확정된 계획 없음: 탐색용",
    "check.looks": "판독",
    "check.looks.once": "계획대로 모든 관찰 기간이 끝난 뒤 읽음",
    "check.looks.early": "계획대로 끝나기 전에는 읽지 않음",
    "check.looks.always": "계획대로 언제 읽어도 유효한 구간",
    "check.looks.weekly": "계획대로 {planned}번 중 {look}번째 판독, {on}",
    "check.looks.none": "계획대로 {planned}번의 판독일이 아직 오지 않음",
    "check.mature": "끝까지 관찰",
    "check.mature.all": "고객 {assigned}명 모두",
    "check.mature.some": "고객 {assigned}명 가운데 {mature}명",
    "check.mature.look": (
        "고객 {assigned}명 가운데 결정한 판독에 {mature}명, {latest}까지 {later}명"
    ),
    # plan
    "plan.title": "등록된 계획",
    "plan.then": "{then} · 지금 파일에는: {now}",
    "plan.plan": "계획",
    "plan.frozen": "{fingerprint}, {on} 확정",
    "plan.unfrozen": "{fingerprint}, 확정되지 않음",
    "plan.question": "질문",
    "plan.audience": "대상",
    "plan.everyone": "전체 고객",
    "plan.entry": "진입",
    "plan.entry.run": "조건을 채우는 대로, {span} ({zone})",
    "plan.entry.once": "한꺼번에, {span} ({zone})",
    "plan.primary": "결정 지표",
    "plan.wanted": "{metric}, 의미 있는 차이: {wanted}",
    "plan.secondary": "함께 읽는 지표",
    "plan.guardrails": "가드레일",
    "plan.guardrail": "{metric} (한도 {margin})",
    "plan.looks": "읽는 법",
    "plan.looks.once": "모든 관찰 기간이 끝나면 한 번, {level} 구간",
    "plan.looks.always": "언제든지, 모든 판독에 걸쳐 {level} 구간",
    "plan.looks.weekly": "매주 모두 {looks}번, 모든 판독에 걸쳐 {level} 구간",
    "plan.costs": "필요한 고객 수",
    "plan.costs.known": (
        "다섯 번 중 네 번 {wanted} 차이를 찾으려면 지금까지 본 바로는 한 번 읽을 때 {once}명, "
        "매주 {weekly}명, 언제든지 {always}명"
    ),
    "plan.costs.times": (
        "같은 차이를 다섯 번 중 네 번 찾으려면 한 번 읽을 때에 견주어 매주 {weekly:.2f}배, "
        "언제든지 {always:.2f}배"
    ),
    "plan.units": "계획 규모",
    "plan.units.known": "끝까지 관찰할 고객 {planned}명",
    "plan.units.unknown": "정해지지 않음",
    "plan.life": "시작한 뒤",
    "plan.life.pause": "{since} 멈춤, {by}",
    "plan.life.resume": "{since} 재개, {by}",
    "plan.life.ramp": "{since} 트래픽 {traffic}, {by}",
    "plan.life.split": "{since} 새 배분 {shares}, {by}",
    "plan.life.stop": "{since} 중단, {by}",
    "plan.deviations": "계획과 다른 점",
    "plan.deviations.none": "없음",
    "plan.deviations.some": "정의가 확정된 계획과 다릅니다",
    "plan.deviations.changed": "정의가 확정된 계획과 다릅니다: {changed}",
    "plan.deviations.since": (
        "결정할 때까지 없음. 결정한 뒤에 파일이 바뀌었습니다: {changed}. 이 페이지는 결정한 대로 "
        "보여 줍니다."
    ),
    "plan.deviations.exploratory": "견줄 계획이 없음: 탐색용",
    "none": "없음",
    "channel.none": "미발송",
    # messages
    "messages.title": "보내는 메시지",
    "messages.control": "대조군",
    "messages.how": "{channel}, {send}, 대상의 {share}",
    "messages.how.plain": "{channel}, 대상의 {share}",
    "messages.nothing": "보내지 않음, 대상의 {share}",
    "messages.untold": "정의 옆에 둔 본문이 없습니다",
    "send.at_entry": "진입 즉시",
    "send.minutes": "진입 {count}분 후",
    "send.hours": "진입 {count}시간 후",
    "send.days": "진입 {count}일 후",
    # forest
    "forest.title": "무엇이 달라지나",
    "forest.sub": "{treatment}에서 {control:을/를} 뺀 값. 선: 구간, 세로줄: 영{limits}.",
    "forest.sub.limits": ", 점선 표시: 가드레일 한도",
    "forest.unread": "아직 읽을 수 있는 효과가 없습니다.",
    "forest.share": "차이, 퍼센트포인트",
    "forest.ratio": "상대적 차이",
    "forest.unit": "차이, {unit}",
    "role.primary": "결정 지표",
    "role.primary.beside": "보정 전, 결정에 쓰지 않음",
    "role.raw": "보정 전: 결정 지표",
    "role.raw.beside": "보정 전: 결정에 쓰지 않음",
    "role.adjusted": "이전 기간으로 보정: 결정 지표",
    "role.adjusted.beside": "이전 기간으로 보정: 결정에 쓰지 않음",
    "role.secondary": "함께 읽는 지표",
    "role.secondary.p": "함께 읽는 지표, 보정 p {p:.3f}",
    "role.secondary.least": "함께 읽는 지표, 보정 p {least:.3f} 미만",
    "role.guardrail.cleared": "가드레일, 한도 {margin}: 안전",
    "role.guardrail.open": "가드레일, 한도 {margin}: 미확인",
    "role.guardrail.breached": "가드레일, 한도 {margin}: 초과",
    "role.later": "배정 {value.n}명",
    "role.later.p": "배정 {value.n}명, 보정 p {p:.3f}",
    "role.later.least": "배정 {value.n}명, 보정 p {least:.3f} 미만",
    "against": "{treatment}: {role}",
    "interval": "{value.low:bare}~{value.high:bare}",
    "unread": "아직 읽지 않음",
    "few": "아직 너무 적음",
    # levels
    "levels.title": "수치 그대로",
    "levels.sub": "각 안의 값과 구간. 끝까지 관찰한 고객만 셉니다.",
    "levels.n": "{value.n}명 중",
    "levels.waiting": "{waiting}명 관찰 중",
    "levels.after": "{waiting}명은 그 판독 뒤",
    "clocks": (
        "{metrics:은/는} 결정한 판독({on}) 때의 값입니다. "
        "결정에 쓰지 않는 지표는 {latest}까지 끝까지 관찰한 고객 모두의 값입니다."
    ),
    "levels.apart": "{apart}명은 작은 안이 있는 배분",
    "levels.left_out": "{left_out}명 대상 아님",
    "unit.points": "NPS 점수",
    "beside.answered": "{metric} 응답",
    "beside.respondents": "응답자의 {metric}",
    "beside.difference": (
        "{metric:은/는} 배정된 모든 고객을 세고 무응답은 더하지도 빼지도 않습니다. 응답률 차이"
        "({treatment} − {control})는 {value}({value.low:bare}~{value.high:bare}), p {p:.3g}. "
        "안에 따라 누가 응답하는지 달라질 수 있어 응답자의 점수는 비교하지 않습니다."
    ),
    "beside.unknown": (
        "{metric:은/는} 배정된 모든 고객을 세고 무응답은 더하지도 빼지도 않습니다. "
        "안에 따라 누가 응답하는지 달라질 수 있어 응답자의 점수는 비교하지 않습니다."
    ),
    "levels.single": "여러 번 읽는 계획에서도 각 안의 구간은 한 번 읽을 때의 것입니다.",
    # later stages
    "later.title": "이후 단계",
    "later.sub": (
        "배정된 모두 가운데 {within} 안에 이후 단계에 이른 비율: "
        "{treatment}에서 {control:을/를} 뺀 값."
    ),
    "reached": "{stage} 단계 도달",
    # looks
    "looks.title": "지금까지의 판독",
    "looks.sub": "이 계획을 읽은 시점들. 같은 시점을 다시 읽어도 늘지 않습니다.",
    "looks.weekly": "계획한 판독마다 나온 값입니다. 모두 합쳐도 한 번 읽을 때만큼만 틀립니다.",
    "looks.customers": "고객",
    "looks.overrun": "그때까지 진입한 전원",
    "looks.difference": "차이",
    "looks.interval": "{value} ({value.low:bare}~{value.high:bare})",
    "looks.point": "{value}, 구간을 말하기에는 적음",
    "looks.unbiased": (
        "여러 번 읽어 끝난 실험의 차이는 크게 나오기 쉽습니다. "
        "크고 작을 가능성이 같은 값은 {value}입니다."
    ),
    "looks.number": "판독",
    "looks.on": "데이터 기준",
    "looks.this": "이번",
    # decision
    "decision.title": "결정 기록",
    "decision.chosen": "결정",
    "decision.said": "당시 판독",
    "decision.reason": "이유",
    "decision.forecast": "예상",
    "decision.expected": "예상 효과",
    "decision.since": "그 뒤",
    "decision.amount": "{value}({value.low:bare}~{value.high:bare})",
    "decision.point": "{value}",
    "decision.held": "{by} {seen}({seen.low:bare}~{seen.high:bare}): 예측과 맞음",
    "decision.short": "{by} {seen}({seen.low:bare}~{seen.high:bare}): 예측에 못 미침",
    "decision.beyond": "{by} {seen}({seen.low:bare}~{seen.high:bare}): 예측을 넘음",
    "decision.undecided": (
        "{by} {seen}({seen.low:bare}~{seen.high:bare}): 고객이 적어 예측과 효과 없음을 가르지 못함"
    ),
    "decision.open": "{due} 확인",
    "decision.red": "남겨 둔 고객의 데이터 이상으로 읽을 수 없음",
    "decision.unread": "남겨 둔 고객이 너무 적어 읽을 수 없음",
    "decision.unscored": "대조군에 남겨 둔 고객이 없거나 적어 채점하지 않음",
    "decision.by.holdback": "{kept}에 남긴 고객 대비",
    "decision.by.holdout": "아무것도 받지 않은 고객 대비",
    "decision.then": "{metric} {value}({value.low:bare}~{value.high:bare})",
    "decision.hidden": "다른 수치와 함께 숨김",
    # end
    "made.title": "이 판독을 만든 방법",
    "made.method": (
        "배정된 모든 고객을 배정 시점부터 처음 받은 안으로 셉니다. 관찰 기간이 모두 끝난 "
        "고객만 셉니다. 고객이 {minimum}명보다 적은 칸은 보이지 않습니다."
    ),
    "made.worth": (
        "가치는 효과 × {days}일 동안 새로 조건을 채우는 고객 {volume}명(첫날 이미 채운 고객은 "
        "제외) × {each}{costs}. 구간은 효과의 구간입니다."
    ),
    "made.costs.paid": "에서 발송비를 뺀 값입니다",
    "made.costs.free": "에서 발송비를 뺀 값입니다(발송비가 적혀 있지 않은 {channels} 제외)",
    "made.costs.uncosted": "입니다. 발송비는 적혀 있지 않아 빼지 않았습니다",
    "made.later": "이후 단계는 따로 보정한 묶음이며 판정에 쓰지 않습니다.",
    "made.facts": "수치 {facts}개 보관. 문장의 모든 수는 그 가운데 하나입니다.",
    "table.metric": "지표",
    "table.variant": "안",
    "table.difference": "차이",
    "table.low": "하한",
    "table.high": "상한",
    "table.relative": "상대",
    "table.limit": "한도",
    "table.n": "고객",
    "state.ship": "도입",
    "state.stop": "중단",
    "state.continue": "진행 중",
    "state.planned": "계획됨, 시작하지 않음",
    "state.iterate": "승자 없음",
    "state.red": "숨김",
}
