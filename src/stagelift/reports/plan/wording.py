"""Every sentence about what a test can show, in both languages."""

from __future__ import annotations

from collections.abc import Mapping

from stagelift.reports.filling import Filling

PLAN_EN: Mapping[str, str] = {
    "plan.state.draft": "draft",
    "plan.state.planned": "planned, not frozen",
    "plan.state.frozen": "frozen, plan {fingerprint}",
    "plan.traffic": "Traffic",
    "plan.today": "Today",
    "plan.length": "Length",
    "plan.rules": "Looks",
    "plan.worth": "Worth",
    "plan.guardrails": "Guardrails",
    "plan.check": "Check",
    "plan.traffic.weeks": (
        "{first:,} enter in the first week, {total:,} in {weeks:,} {weeks:week|weeks}"
        " ({span}); each enters once"
    ),
    "plan.traffic.total": (
        "{total:,} enter in {weeks:,} {weeks:week|weeks} ({span}); each enters once"
    ),
    "plan.traffic.once": "{total:,} would enter at once ({span})",
    "plan.traffic.consent": "{count:,} of them ({share}) agreed to {channel}",
    "plan.ladder.qualify": "{count:,} qualify",
    "plan.ladder.accept": "{count:,} ({share}) accept ads by {channels}",
    "plan.ladder.reach": "{count:,} ({share}) reachable by {channels}",
    "plan.ladder.or": " or ",
    "plan.ladder.and": " and ",
    "plan.traffic.stated": "{count:,} a week, stated: {source}",
    "plan.traffic.nobody": "nobody in the past, and the baseline states no customers a week",
    "plan.today.stated": "{level} {metric}, stated, not measured: {source}",
    "plan.length.sees.at": "sees at {level} ({power})",
    "plan.length.range": "{wanted} needs {units} customers",
    "plan.length.blinded": "plan again once a week is measured, on all arms together",
    "plan.check.hashes": (
        "{salts} salts by the real hash: {alarms} {alarms:differs|differ} (up to {most} by chance),"
        " smallest split p {p}"
    ),
    "plan.traffic.unknown": "no source says who agreed to {channel}",
    "plan.today.level": (
        "{level} {metric} [{low}, {high}]; {n:,} customers by the same audience rule"
    ),
    "plan.today.none": "{metric}: no level, {note}",
    "plan.length.weeks": "weeks of entry",
    "plan.length.sees": "sees ({power})",
    "plan.length.units": "customers",
    "plan.length.nothing": "the metric did not vary in the weeks before: no length can be said",
    "plan.length.needed": (
        "{wanted} needs {weeks:,} {weeks:week|weeks} ({units:,} customers); looks: {looks}"
    ),
    "plan.length.never": (
        "{wanted} is not found within two years of this traffic ({units:,} customers needed)"
    ),
    "plan.length.planned": "{weeks:,} {weeks:week is|weeks are} planned: {units:,} customers",
    "plan.length.registered": (
        "{units:,} customers are registered; the figures here are reckoned anew from {span}"
    ),
    "plan.length.unsaid": "no worth_having: say the smallest effect worth shipping, such as +1.0pp",
    "plan.rules.line": "{rule} {units:,} ({cost}x)",
    "plan.worth.line": "{effect} of {metric} = {more:,} more a month = {money}{paid}",
    "plan.worth.paid": ", messages paid",
    "plan.worth.free": "{channels} counted as free",
    "plan.hint.free": "give its cost under channels",
    "plan.guardrail": "{metric} {margin}: {chance} chance to clear it if harmless",
    "plan.guardrail.none": "{metric} {margin}: {note}",
    "plan.check.rehearsal": (
        "the past split at random {splits:,} times: {share} false alarms ({low} to {high} is sound)"
    ),
    "plan.check.households": (
        "households of {size} customers, alike by {alike}: {times} times the customers of a split"
        " one by one"
    ),
    "plan.check.correlation": (
        "correlation {correlation} with the 28 days before: `deciding: pre_period` saves {saved} of"
        " the customers"
    ),
    "plan.warning.guard_weak": "{metric} would be cleared by a harmless message in {chance} only",
    "plan.warning.too_short": "{weeks:,} {weeks:week sees|weeks see} {sees}, not {wanted}",
    "plan.warning.hopeless": "{wanted} is out of reach of this traffic",
    "plan.warning.short_history": "only {weeks:,} whole {weeks:week|weeks} of history",
    "plan.warning.unreachable": "{share} cannot be reached on every channel",
    "plan.hint.unreachable": "say reachable_by: all variants",
    "plan.warning.rehearsal": (
        "random splits of the past give {share} false alarms: look at the data first"
    ),
    "plan.warning.hashes": (
        "{alarms} of {salts} salts by the real hash show a difference: do the ids follow something?"
    ),
    "plan.warning.baseline": "the past contradicts the stated baseline {stated}",
    "plan.warning.common": "{share} of these customers qualify for {other}, too, in the same days",
    "plan.warning.layer": "{other} has {share} of the layer {layer}, out of reach here",
    "plan.warning.same_stage": "{others} {count:runs|run} at the stage {stage} in the same days",
    "plan.warning.crowded": (
        "{count} tests and changes at {stage} in these days ({what}): what moved it will be hard to"
        " tell"
    ),
    "plan.warning.night": (
        "{share} of the {channel} messages of {variant} would go out between 21:00 and 08:00: hold"
        " them, or send earlier"
    ),
    "plan.warning.pressure": (
        "{share} of those who get {variant} have had their {rule} by then: it would be capped"
    ),
    "plan.page.title": "Plan: {experiment}",
    "plan.page.rule": "Rule",
    "plan.page.rule.said": (
        "ship what is better on {metric} by its whole interval with every guardrail clear; "
        "looks: {looks}"
    ),
    "plan.page.stop": "What would stop it",
    "plan.page.stop.guards": "a guardrail past its limit ({guardrails})",
    "plan.page.stop.health": "a split that is not as planned: then no figure is shown",
    "plan.page.decides": "Who decides",
    "plan.page.nobody": "nobody named yet",
    "plan.page.warning": "Warning",
    "plan.page.grounds": "What it rests on",
    "plan.look.once": "once",
    "plan.look.weekly": "weekly",
    "plan.look.always": "always",
    "plan.ready": "Ready, {count:,} {count:warning|warnings}.",
    "plan.ready.none": "Ready.",
}

PLAN_KO: Mapping[str, str] = {
    "plan.state.draft": "초안",
    "plan.state.planned": "계획됨, 아직 고정 전",
    "plan.state.frozen": "고정됨, 계획 {fingerprint}",
    "plan.traffic": "유입",
    "plan.today": "현재",
    "plan.length": "기간",
    "plan.rules": "확인 방식",
    "plan.worth": "가치",
    "plan.guardrails": "가드레일",
    "plan.check": "점검",
    "plan.traffic.weeks": (
        "첫 주 {first:,}명, {weeks:,}주 동안 {total:,}명 진입 ({span}), 고객은 한 번만 진입"
    ),
    "plan.traffic.total": "{weeks:,}주 동안 {total:,}명 진입 ({span}), 고객은 한 번만 진입",
    "plan.traffic.once": "한 번에 {total:,}명 진입 ({span})",
    "plan.traffic.consent": "그중 {count:,}명({share})이 {channel} 수신에 동의",
    "plan.ladder.qualify": "대상 {count:,}명",
    "plan.ladder.accept": "{channels} 수신 동의 {count:,}명({share})",
    "plan.ladder.reach": "{channels} 모두 가능 {count:,}명({share})",
    "plan.ladder.or": " 또는 ",
    "plan.ladder.and": "과 ",
    "plan.traffic.stated": "주당 {count:,}명, 적어 둔 값: {source}",
    "plan.traffic.nobody": "지난 고객이 없고 baseline에 주당 고객 수도 없음",
    "plan.today.stated": "{metric} {level}, 측정하지 않고 적어 둔 값: {source}",
    "plan.length.sees.at": "{level}일 때 감지({power})",
    "plan.length.range": "{wanted} 효과에는 {units}명이 필요",
    "plan.length.blinded": "한 주가 측정되면 모든 안을 합친 값으로 다시 계획하세요",
    "plan.check.hashes": (
        "실제 해시 솔트 {salts}개 중 {alarms}개에서 차이(우연으로 {most}개까지), 배분 p 최소 {p}"
    ),
    "plan.traffic.unknown": "{channel} 동의 여부를 알려 주는 데이터 없음",
    "plan.today.level": "{metric} {level} [{low}, {high}], 같은 대상 규칙으로 고객 {n:,}명",
    "plan.today.none": "{metric}: 수준을 알 수 없음, {note}",
    "plan.length.weeks": "진입 주 수",
    "plan.length.sees": "감지 가능({power})",
    "plan.length.units": "고객",
    "plan.length.nothing": "지난 기간에 지표가 변하지 않아 기간을 말할 수 없습니다",
    "plan.length.needed": "{wanted} 효과에는 {weeks:,}주({units:,}명)가 필요, 확인: {looks}",
    "plan.length.never": "{wanted} 효과는 이 유입으로 2년 안에 찾을 수 없음({units:,}명 필요)",
    "plan.length.planned": "계획된 {weeks:,}주: 고객 {units:,}명",
    "plan.length.registered": (
        "등록된 규모는 고객 {units:,}명이며, 여기 수치는 {span}에서 새로 계산한 값입니다"
    ),
    "plan.length.unsaid": "worth_having이 없습니다. +1.0pp처럼 적용할 만한 최소 효과를 적으세요",
    "plan.rules.line": "{rule} {units:,}명({cost}배)",
    "plan.worth.line": "{metric} {effect} = 월 {more:,}건 = {money}{paid}",
    "plan.worth.paid": "(발송비 제외)",
    "plan.worth.free": "{channels} 비용은 0으로 계산",
    "plan.hint.free": "channels에 cost를 적으세요",
    "plan.guardrail": "{metric} {margin}: 무해하면 통과할 확률 {chance}",
    "plan.guardrail.none": "{metric} {margin}: {note}",
    "plan.check.rehearsal": (
        "지난 고객을 무작위로 {splits:,}번 나눔: 거짓 경보 {share} (정상 범위 {low}~{high})"
    ),
    "plan.check.households": (
        "가구당 {size}명, 가구 안 상관 {alike}: 한 명씩 나눌 때의 {times}배 고객 필요"
    ),
    "plan.check.correlation": (
        "직전 28일과의 상관 {correlation}: `deciding: pre_period`로 고객 {saved} 절약"
    ),
    "plan.warning.guard_weak": "무해한 메시지도 {metric:을/를} 통과할 확률이 {chance}뿐입니다",
    "plan.warning.too_short": "{weeks:,}주로는 {sees}까지만 찾습니다({wanted:은/는} 못 찾음)",
    "plan.warning.hopeless": "이 유입으로는 {wanted} 효과를 찾을 수 없습니다",
    "plan.warning.short_history": "온전한 과거 주가 {weeks:,}주뿐입니다",
    "plan.warning.unreachable": "{share}에게는 모든 채널로 보낼 수 없습니다",
    "plan.hint.unreachable": "reachable_by: all variants를 적으세요",
    "plan.warning.rehearsal": (
        "과거를 무작위로 나눠도 거짓 경보가 {share}입니다. 데이터를 먼저 살펴보세요"
    ),
    "plan.warning.hashes": (
        "실제 해시 솔트 {salts}개 중 {alarms}개에서 차이가 납니다. ID가 무언가를 따르지 않나요?"
    ),
    "plan.warning.baseline": "지난 기간의 값이 적어 둔 baseline {stated}과 다릅니다",
    "plan.warning.common": "이 고객의 {share}는 같은 기간 {other} 대상이기도 합니다",
    "plan.warning.layer": "레이어 {layer}의 {share}는 {other} 몫이라 여기서 쓸 수 없습니다",
    "plan.warning.same_stage": "같은 기간 {stage} 단계에 다른 실험 {count}개: {others}",
    "plan.warning.crowded": (
        "이 기간 {stage} 단계에 실험과 변경이 {count}건({what}): 무엇 때문에 움직였는지 가르기 "
        "어렵습니다"
    ),
    "plan.warning.night": (
        "{variant}의 {channel} 메시지 중 {share}가 21~08시에 나갑니다. 아침까지 미루거나 더 일찍 "
        "보내세요"
    ),
    "plan.warning.pressure": (
        "{variant} 대상의 {share}는 그때까지 {rule} 한도를 채워 발송이 막힙니다"
    ),
    "plan.page.title": "계획: {experiment}",
    "plan.page.rule": "규칙",
    "plan.page.rule.said": (
        "{metric}의 구간 전체가 더 좋고 모든 가드레일이 한도 안이면 적용, 보는 시점: {looks}"
    ),
    "plan.page.stop": "멈추는 경우",
    "plan.page.stop.guards": "가드레일이 한도를 넘을 때({guardrails})",
    "plan.page.stop.health": "배분이 계획과 다를 때: 수치를 보이지 않음",
    "plan.page.decides": "결정",
    "plan.page.nobody": "아직 정해지지 않음",
    "plan.page.warning": "주의",
    "plan.page.grounds": "근거",
    "plan.look.once": "한 번",
    "plan.look.weekly": "매주",
    "plan.look.always": "언제든지",
    "plan.ready": "준비됨, 주의 {count:,}건.",
    "plan.ready.none": "준비됨.",
}
WORDING: Mapping[str, Mapping[str, str]] = {"en": PLAN_EN, "ko": PLAN_KO}


def say(language: str, key: str, /, **fields: object) -> str:
    """A sentence about a plan.

    Args:
        language: `ko` or `en`.
        key: Name of the sentence.
        fields: What is filled in.

    Returns:
        The sentence.

    Example:
        >>> say("ko", "plan.page.title", experiment="장바구니 알림")
        '계획: 장바구니 알림'
    """
    return Filling().vformat(WORDING[language][key], (), fields)
