"""Every sentence of the experiment readout, by language, with the same keys in each.

Fields are facts or words; a number is never written here (`stagelift.reports.prose` refuses it).
"""

from __future__ import annotations

from collections.abc import Mapping

from stagelift.errors import ReportError, did_you_mean

EN: Mapping[str, str] = {
    # head
    "title": "{experiment}: {treatments} against {control}",
    "eyebrow": "{experiment} · entered {span} ({zone}) · data as of {through}",
    # answer: the headline
    "ship": "Ship {treatment} instead of {control}: better on {metric}, {guards}.",
    "guards.clear": "and every guardrail is clear",
    "guards.none": "and no guardrail is set",
    "stop.worse": "Stop {treatment}: it is worse than {control} on {metric}.",
    "stop.breached": "Stop {treatment}: {guardrails} beyond the limit.",
    "continue.better": "Let it run: {treatment} is better on {metric}, but {held}.",
    "continue.open": "Let it run: {metric} does not tell {treatment} from {control} yet.",
    "continue.unread": "No result yet: the plan reads {metric} once, at the end.",
    "iterate.better": "No winner: {treatment} is better on {metric}, but {held}.",
    "iterate.ruled_out": (
        "No winner: {treatment} makes no difference worth having on {metric}; keep {control}."
    ),
    "iterate.open": "No winner: {metric} does not tell {treatment} from {control}.",
    "iterate.unread": "No winner: {metric} cannot be read ({why}).",
    "held.guardrails": "not every guardrail is clear: {guardrails}",
    "held.run": "customers have entered on too few days",
    "red.split": "No result: {came} instead of {planned}.",
    "red.crossovers": "No result: {share:.2%} of customers carry two variants.",
    "red.strangers": "No result: {units} customers carry a variant that is not in the plan.",
    "red.freshness": "No result: the last event is {days:.1f} days too old.",
    "red.freshness.none": "No result: no event is visible.",
    "red.other": "No result: {reason}.",
    "red.hidden": "Figures are hidden until this is explained; {todo}.",
    "todo.split": "find what drops customers of one variant",
    "todo.crossovers": "the sender must keep a customer in one variant",
    "todo.strangers": "map the variant",
    "todo.freshness": "load the missing days",
    "todo.freshness.none": "check the sources",
    "todo.other": "see the checks below",
    "size": (
        "{metric}: {old:bare} → {new}; {effect} ({effect.low:bare} to {effect.high:bare}), "
        "{customers} customers."
    ),
    "size.no_interval": "{metric}: {old:bare} → {new}; no interval yet, {customers} customers.",
    "size.adjusted": "Adjusted for what customers did in the time before, as planned.",
    "caveat.exploratory": (
        "Exploratory: no plan was frozen before entry began; this decides nothing."
    ),
    "caveat.deviation": "It departs from its frozen plan; what changed decides nothing.",
    # answer: the rows
    "row.worth": "Worth",
    "row.risk": "Risk",
    "row.decide": "You decide",
    "row.decided": "Decided",
    "row.owner": "Owner",
    "row.undone": "Undone if",
    "row.ruled_out": "Ruled out",
    "row.next": "Next readout",
    "worth": (
        "about {more:+,.0f} a month ({more.low:+,.0f} to {more.high:+,.0f}) = {money} "
        "({money.low} to {money.high}){paid}"
    ),
    "worth.paid": ", messages paid",
    "worth.free": "; no message cost is given for {channels}",
    "worth.no_effect": "not known: no effect can be read yet",
    "worth.one_wave": "not known: everybody entered at once, so no month’s volume is known",
    "worth.no_days": "not known: the data do not say when customers entered",
    "risk.none": "no guardrail is set",
    "risk.cleared": "{metric}: at most {worst} worse; limit {margin}: clear",
    "risk.cleared.better": "{metric}: not worse; limit {margin}: clear",
    "risk.breached": "{metric}: at least {best} worse; limit {margin}: breached",
    "risk.open": "{metric}: up to {worst} worse is possible; limit {margin}: open",
    "risk.open.unknown": "{metric}: not known yet; limit {margin}: open",
    "decide.owner_by": "{owner}, by {by}",
    "decide.overdue": "{owner}, due since {by}",
    "decide.owner": "{owner}, no date set",
    "decide.by": "by {by}, no owner set",
    "decide.nobody": "no owner and no date set",
    "decided": "{chosen}: {owner}, {on}",
    "undone.check": "those still on {control} do as well ({after})",
    "undone.unchecked": "no check after shipping is planned",
    "ruled_out": "anything better than {best} or worse than {worst}",
    "ruled_out.wanted": "the {wanted} worth having, and anything worse than {worst}",
    "ruled_out.nothing": "nothing yet",
    "next.due": "due {due}, when every window has closed",
    "chosen.ship": "shipped",
    "chosen.stop": "stopped",
    "chosen.iterate": "no winner",
    # checks
    "checks.title": "Can this be trusted?",
    "check.split": "Split",
    "check.split.ok": "{sizes}, p {p:.2f}",
    "check.split.amber": "nobody is assigned yet",
    "check.split.red": "{sizes} instead of {planned}",
    "check.strangers": "Variants",
    "check.strangers.ok": "every customer’s variant is in the plan",
    "check.strangers.red": "{units} customers carry a variant that is not in the plan",
    "check.freshness": "Data",
    "check.freshness.ok": "reach to the end of what is read",
    "check.freshness.red": "the last event is {days:.1f} days too old",
    "check.freshness.red.none": "no event is visible",
    "check.crossovers": "One variant each",
    "check.crossovers.ok": "{share:.2%} carry two (limit {limit:.0%})",
    "check.crossovers.red": "{share:.2%} carry two (limit {limit:.0%})",
    "check.plan": "Plan",
    "check.plan.ok": "frozen {on}, before the first customer entered",
    "check.plan.late": "frozen {on}, after the first customer entered",
    "check.plan.none": "none was frozen: exploratory",
    "check.looks": "Looks",
    "check.looks.once": "not read before every window had closed, as planned",
    "check.looks.early": "not read before its end, as planned",
    "check.looks.always": "the interval holds at every look, as planned",
    "check.mature": "Followed to the end",
    "check.mature.all": "all {assigned} customers",
    "check.mature.some": "{mature} of {assigned} customers so far",
    # plan
    "plan.title": "What was registered",
    "plan.plan": "Plan",
    "plan.frozen": "{fingerprint}, frozen {on}",
    "plan.unfrozen": "{fingerprint}, not frozen",
    "plan.question": "Question",
    "plan.audience": "Audience",
    "plan.everyone": "everyone",
    "plan.entry": "Entry",
    "plan.entry.run": "as they qualify, {span}",
    "plan.entry.once": "all at once, {span}",
    "plan.primary": "Decides",
    "plan.wanted": "{metric}; worth having: {wanted}",
    "plan.secondary": "Also read",
    "plan.guardrails": "Guardrails",
    "plan.guardrail": "{metric} (limit {margin})",
    "plan.looks": "Read",
    "plan.looks.once": "once, when every window has closed; intervals at {level:.0%}",
    "plan.looks.always": "at any look; intervals at {level:.0%} over all looks",
    "plan.units": "Planned",
    "plan.units.known": "{planned} customers followed to the end",
    "plan.units.unknown": "no number",
    "plan.deviations": "Deviations",
    "plan.deviations.none": "none",
    "plan.deviations.some": "the definition differs from the frozen plan",
    "plan.deviations.changed": "the definition differs from the frozen plan: {changed}",
    "plan.deviations.exploratory": "no plan to depart from: exploratory",
    "none": "none",
    "channel.none": "no message",
    # messages
    "messages.title": "What is sent",
    "messages.control": "control",
    "messages.how": "{channel}, {send}; {share:.0%} of the audience",
    "messages.how.plain": "{channel}; {share:.0%} of the audience",
    "messages.nothing": "nothing is sent; {share:.0%} of the audience",
    "messages.untold": "no text is kept beside the definition",
    "send.at_entry": "at entry",
    "send.minutes": "{count} min after entry",
    "send.hours": "{count} h after entry",
    "send.days": "{count} d after entry",
    # forest
    "forest.title": "What it changes",
    "forest.sub": "{treatment} less {control}; line: interval, upright: zero{limits}.",
    "forest.sub.limits": ", red mark: a guardrail’s limit",
    "forest.unread": "No effect can be read yet.",
    "forest.share": "Difference in points of a hundred customers",
    "forest.ratio": "Relative difference",
    "forest.unit": "Difference in {unit}",
    "role.primary": "decides",
    "role.primary.beside": "raw; decides nothing",
    "role.raw": "raw: decides",
    "role.raw.beside": "raw: decides nothing",
    "role.adjusted": "adjusted for the time before: decides",
    "role.adjusted.beside": "adjusted for the time before: decides nothing",
    "role.secondary": "also read",
    "role.secondary.p": "also read; p {p:.3f} for its family",
    "role.secondary.least": "also read; p under {least:.3f} for its family",
    "role.guardrail.cleared": "guardrail, limit {margin}: clear",
    "role.guardrail.open": "guardrail, limit {margin}: open",
    "role.guardrail.breached": "guardrail, limit {margin}: breached",
    "role.later": "of {value.n} assigned",
    "role.later.p": "of {value.n} assigned; p {p:.3f} for its family",
    "role.later.least": "of {value.n} assigned; p under {least:.3f} for its family",
    "against": "{treatment}: {role}",
    "interval": "{value.low:bare} to {value.high:bare}",
    "unread": "not read yet",
    "few": "too few yet",
    # levels
    "levels.title": "The figures themselves",
    "levels.sub": "Each variant’s level with interval; only customers followed to the end count.",
    "levels.n": "of {value.n}",
    "levels.waiting": "{waiting} still open",
    "levels.left_out": "{left_out} not in the base",
    "levels.single": "With looks at any time, a level’s own interval is for one look.",
    # later stages
    "later.title": "Later stages",
    "later.sub": (
        "Who reaches a later stage within {within} of assignment, of everyone assigned: "
        "{treatment} less {control}."
    ),
    "reached": "Reached {stage}",
    # looks
    "looks.title": "Looks so far",
    "looks.sub": "Each instant at which this plan was read; reading it again adds none.",
    "looks.number": "Look",
    "looks.on": "Data as of",
    "looks.this": "this one",
    # decision
    "decision.title": "The decision",
    "decision.chosen": "Decided",
    "decision.said": "Readout then",
    "decision.reason": "Reason",
    "decision.forecast": "Forecast",
    "decision.then": "{metric} {value} ({value.low:bare} to {value.high:bare})",
    "decision.hidden": "hidden with all other figures",
    # end
    "made.title": "How this readout was made",
    "made.method": (
        "Everyone assigned is counted, from the instant of assignment, in the variant first "
        "given. A customer counts once the whole window has closed. Cells with fewer than "
        "{minimum} customers are not shown."
    ),
    "made.worth": (
        "Worth is the effect times {volume} customers who qualify in {days} days times {each}, "
        "less the cost of the messages; the interval is that of the effect."
    ),
    "made.later": "Later stages are one family of their own and are not part of the verdict.",
    "made.facts": "{facts} numbers archived; every number in a sentence comes from one of them.",
    "table.metric": "Measure",
    "table.variant": "Variant",
    "table.difference": "Difference",
    "table.low": "Low",
    "table.high": "High",
    "table.relative": "Relative",
    "table.limit": "Limit",
    "table.n": "Customers",
    "state.ship": "ship",
    "state.stop": "stop",
    "state.continue": "runs",
    "state.iterate": "no winner",
    "state.red": "hidden",
}
KO: Mapping[str, str] = {
    # head
    "title": "{experiment}: {control} 대비 {treatments}",
    "eyebrow": "{experiment} · 진입 {span} ({zone}) · {through} 기준",
    # answer: the headline
    "ship": "{treatment:을/를} 도입하세요. {metric}에서 {control}보다 낫고 {guards}.",
    "guards.clear": "가드레일도 모두 안전합니다",
    "guards.none": "가드레일은 없습니다",
    "stop.worse": "{treatment:을/를} 중단하세요. {metric}에서 {control}보다 나쁩니다.",
    "stop.breached": "{treatment:을/를} 중단하세요. 한도를 넘은 가드레일: {guardrails}.",
    "continue.better": "계속 진행하세요. {treatment:이/가} {metric}에서 낫지만 {held}.",
    "continue.open": "계속 진행하세요. {metric:은/는} 아직 두 안의 차이를 가르지 못합니다.",
    "continue.unread": "아직 결과가 없습니다. {metric:은/는} 계획대로 끝에 한 번만 읽습니다.",
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
    "red.other": "결과 없음: {reason}.",
    "red.hidden": "원인이 밝혀질 때까지 수치를 숨깁니다. {todo}.",
    "todo.split": "한쪽 안의 고객이 빠지는 곳을 찾으세요",
    "todo.crossovers": "발송 도구가 고객을 한 안에만 두어야 합니다",
    "todo.strangers": "안의 이름을 매핑하세요",
    "todo.freshness": "빠진 날의 데이터를 적재하세요",
    "todo.freshness.none": "데이터 소스를 확인하세요",
    "todo.other": "아래 점검을 보세요",
    "size": (
        "{metric}: {old:bare} → {new}, {effect}({effect.low:bare}~{effect.high:bare}), "
        "고객 {customers}명."
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
    "worth": (
        "월 약 {more:+,.0f}건({more.low:+,.0f}~{more.high:+,.0f}) = {money}"
        "({money.low}~{money.high}){paid}"
    ),
    "worth.paid": ", 발송비 제외",
    "worth.free": "({channels} 발송비는 정해지지 않음)",
    "worth.no_effect": "알 수 없음: 아직 읽을 수 있는 효과가 없습니다",
    "worth.one_wave": "알 수 없음: 한꺼번에 들어와 월 규모를 알 수 없습니다",
    "worth.no_days": "알 수 없음: 고객이 들어온 날이 데이터에 없습니다",
    "risk.none": "가드레일 없음",
    "risk.cleared": "{metric}: 나빠져도 최대 {worst}, 한도 {margin}: 안전",
    "risk.cleared.better": "{metric}: 나빠지지 않음, 한도 {margin}: 안전",
    "risk.breached": "{metric}: 최소 {best} 나빠짐, 한도 {margin}: 초과",
    "risk.open": "{metric}: {worst}까지 나빠졌을 수 있음, 한도 {margin}: 미확인",
    "risk.open.unknown": "{metric}: 아직 알 수 없음, 한도 {margin}: 미확인",
    "decide.owner_by": "{owner}, {by}까지",
    "decide.overdue": "{owner}, 기한 {by} 지남",
    "decide.owner": "{owner}, 기한 없음",
    "decide.by": "{by}까지, 담당 없음",
    "decide.nobody": "담당과 기한 없음",
    "decided": "{chosen}: {owner}, {on}",
    "undone.check": "{control}에 남은 고객의 성과가 같을 때 ({after})",
    "undone.unchecked": "도입 후 확인 계획이 없습니다",
    "ruled_out": "{best}보다 좋거나 {worst}보다 나쁜 효과",
    "ruled_out.wanted": "목표한 {wanted}, 그리고 {worst}보다 나쁜 효과",
    "ruled_out.nothing": "아직 없음",
    "next.due": "{due}, 모든 관찰 기간이 끝난 뒤",
    "chosen.ship": "도입",
    "chosen.stop": "중단",
    "chosen.iterate": "승자 없음",
    # checks
    "checks.title": "믿을 수 있는 결과인가?",
    "check.split": "배분",
    "check.split.ok": "{sizes}, p {p:.2f}",
    "check.split.amber": "아직 배정된 고객이 없습니다",
    "check.split.red": "{planned} 대신 {sizes}",
    "check.strangers": "안",
    "check.strangers.ok": "모든 고객의 안이 계획에 있습니다",
    "check.strangers.red": "고객 {units}명의 안이 계획에 없습니다",
    "check.freshness": "데이터",
    "check.freshness.ok": "읽는 기간의 끝까지 있습니다",
    "check.freshness.red": "마지막 이벤트가 {days:.1f}일 늦습니다",
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
    "check.mature": "끝까지 관찰",
    "check.mature.all": "고객 {assigned}명 모두",
    "check.mature.some": "고객 {assigned}명 가운데 {mature}명",
    # plan
    "plan.title": "등록된 계획",
    "plan.plan": "계획",
    "plan.frozen": "{fingerprint}, {on} 확정",
    "plan.unfrozen": "{fingerprint}, 확정되지 않음",
    "plan.question": "질문",
    "plan.audience": "대상",
    "plan.everyone": "전체 고객",
    "plan.entry": "진입",
    "plan.entry.run": "조건을 채우는 대로, {span}",
    "plan.entry.once": "한꺼번에, {span}",
    "plan.primary": "결정 지표",
    "plan.wanted": "{metric}, 의미 있는 차이: {wanted}",
    "plan.secondary": "함께 읽는 지표",
    "plan.guardrails": "가드레일",
    "plan.guardrail": "{metric} (한도 {margin})",
    "plan.looks": "읽는 법",
    "plan.looks.once": "모든 관찰 기간이 끝나면 한 번, {level:.0%} 구간",
    "plan.looks.always": "언제든지, 모든 판독에 걸쳐 {level:.0%} 구간",
    "plan.units": "계획 규모",
    "plan.units.known": "끝까지 관찰할 고객 {planned}명",
    "plan.units.unknown": "정해지지 않음",
    "plan.deviations": "계획과 다른 점",
    "plan.deviations.none": "없음",
    "plan.deviations.some": "정의가 확정된 계획과 다릅니다",
    "plan.deviations.changed": "정의가 확정된 계획과 다릅니다: {changed}",
    "plan.deviations.exploratory": "견줄 계획이 없음: 탐색용",
    "none": "없음",
    "channel.none": "미발송",
    # messages
    "messages.title": "보내는 메시지",
    "messages.control": "대조군",
    "messages.how": "{channel}, {send}, 대상의 {share:.0%}",
    "messages.how.plain": "{channel}, 대상의 {share:.0%}",
    "messages.nothing": "보내지 않음, 대상의 {share:.0%}",
    "messages.untold": "정의 옆에 둔 본문이 없습니다",
    "send.at_entry": "진입 즉시",
    "send.minutes": "진입 {count}분 후",
    "send.hours": "진입 {count}시간 후",
    "send.days": "진입 {count}일 후",
    # forest
    "forest.title": "무엇이 달라지나",
    "forest.sub": "{treatment}에서 {control:을/를} 뺀 값. 선: 구간, 세로줄: 영{limits}.",
    "forest.sub.limits": ", 붉은 표시: 가드레일 한도",
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
    "levels.left_out": "{left_out}명 대상 아님",
    "levels.single": "언제든 읽는 계획에서도 각 안의 구간은 한 번 읽을 때의 것입니다.",
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
    "looks.number": "판독",
    "looks.on": "데이터 기준",
    "looks.this": "이번",
    # decision
    "decision.title": "결정 기록",
    "decision.chosen": "결정",
    "decision.said": "당시 판독",
    "decision.reason": "이유",
    "decision.forecast": "예상",
    "decision.then": "{metric} {value}({value.low:bare}~{value.high:bare})",
    "decision.hidden": "다른 수치와 함께 숨김",
    # end
    "made.title": "이 판독을 만든 방법",
    "made.method": (
        "배정된 모든 고객을 배정 시점부터 처음 받은 안으로 셉니다. 관찰 기간이 모두 끝난 "
        "고객만 셉니다. 고객이 {minimum}명보다 적은 칸은 보이지 않습니다."
    ),
    "made.worth": (
        "가치는 효과 × {days}일 동안 조건을 채우는 고객 {volume}명 × {each}에서 발송비를 뺀 "
        "값이며, 구간은 효과의 구간입니다."
    ),
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
    "state.iterate": "승자 없음",
    "state.red": "숨김",
}
READOUT_WORDING: Mapping[str, Mapping[str, str]] = {"en": EN, "ko": KO}


def sentence(language: str, key: str) -> str:
    """The template of a sentence of the readout.

    Args:
        language: Language of the page.
        key: Name of the sentence.

    Returns:
        The template.

    Raises:
        ReportError: The language or the sentence does not exist.

    Example:
        >>> sentence("en", "risk.none")
        'no guardrail is set'
    """
    if language not in READOUT_WORDING:
        allowed = ", ".join(READOUT_WORDING)
        raise ReportError(f"language '{language}' has no pages yet. Allowed: {allowed}")
    try:
        return READOUT_WORDING[language][key]
    except KeyError:
        hint = did_you_mean(key, READOUT_WORDING[language])
        raise ReportError(f"unknown sentence '{key}'. {hint}".rstrip()) from None
