"""What the checks of an experiment's health are called, say and ask for, in each language.

`check.NAME` is the check, `check.NAME.STATUS` its figure with the threshold, `todo.NAME` what to do
unless it is ok; a reason (`why` among the check's words) may follow the status.
"""

from __future__ import annotations

from collections.abc import Mapping
from string import Formatter
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from stagelift.experiments.health import Check

FROM_PAGE = frozenset({"sizes", "planned"})  # what a page says of the split itself
EN: Mapping[str, str] = {
    "check.split.ok": "{sizes}, p {p:.2g} (at every look {always:.2g}, limit {limit:.4g})",
    "check.split.amber": (
        "{sizes}, p {p:.2g}: uneven at this look alone, over all looks {always:.2g} "
        "(limit {limit:.4g})"
    ),
    "check.split.ok.small": "{sizes}, within the limit of {limit:.4g}",
    "check.split.red": "{sizes} instead of {planned}, p {always:.4g} at every look "
    "(limit {limit:.4g})",
    "check.split.red.small": "{sizes} instead of {planned} (below {limit:.4g})",
    "check.strangers.red": "{units:,.0f} customers carry a variant that is not in the plan",
    "check.freshness.ok": "reach to the end of what is read (limit {limit:.0f} days)",
    "check.freshness.red": "the last event is {days:.1f} days too old (limit {limit:.0f})",
    "check.plan": "Plan",
    "check.plan.red": "departs from what was frozen: {keys}",
    "todo.plan": "put it back, or ask the new question in a new file",
    "check.segments": "Split in segments",
    "check.segments.ok": "holds in {tests:.0f}, least p {p:.2g} (limit {limit:.4g})",
    "check.segments.red": "broken in {segment} (limit {limit:.4g})",
    "todo.segments": "find what drops customers of one variant there",
    "check.homes": "One variant a household",
    "check.homes.ok": "{share:.2%} have two (limit {limit:.0%})",
    "check.homes.red": "{share:.2%} have two (limit {limit:.0%})",
    "todo.homes": "the sender must keep a household in one variant",
    "check.manifest": "As handed out",
    "check.manifest.ok": "{share:.2%} sent otherwise (limit {limit:.1%}), at most {missing:.1%} of "
    "an arm not reported (limit {most:.0%})",
    "check.manifest.red.wrong": "{share:.2%} sent otherwise (limit {limit:.1%})",
    "todo.manifest.wrong": "stop sending and hand out the files again",
    "check.manifest.red.apart": "arms lack different parts of their customers, up to {missing:.1%} "
    "(limit {most:.0%} apart)",
    "todo.manifest.apart": "ask the sender what was dropped",
    "check.manifest.amber": "{missing:.1%} of an arm not reported (limit {most:.0%})",
    "check.manifest.amber.twice": "{twice:,.0f} customers sent to twice",
    "todo.manifest.twice": "ask the sender why",
    "todo.manifest": "ask the sender what was dropped",
    "check.before": "Alike before",
    "check.before.ok": "least p {p:.2g} (limit {limit:.4g})",
    "check.before.amber": "{metric} differed, p {p:.4g} (limit {limit:.4g})",
    "todo.before": "decide by the adjusted effect and look for the cause",
    "check.households": "Households",
    "check.households.ok": "{share:.0%} of {homes:,.0f} have both variants ({expected:.0%} "
    "expected), {touched:.1%} of customers (limit {limit:.0%})",
    "check.households.ok.few": "too few of two customers or more (limit {limit:.0%} of customers)",
    "check.households.amber": "{share:.0%} of {homes:,.0f} have both variants ({expected:.0%} "
    "expected), {touched:.1%} of customers (limit {limit:.0%})",
    "todo.households": "compare split with unsplit households, next time write unit: household",
    "check.independence": "Other tests",
    "check.independence.ok": "independent of {pairs:.0f}, least p {p:.2g} (limit {limit:.4g})",
    "check.independence.amber": "split hangs together with that of {other}, p {p:.4g} "
    "(limit {limit:.4g})",
    "todo.independence": "give one a salt of its own, or both one layer",
    "check.interaction": "Effects of others",
    "check.interaction.ok": "this effect is alike in their arms, least p {p:.2g} "
    "(limit {limit:.4g})",
    "check.interaction.amber": "this effect depends on the arm of {other}, p {p:.4g} "
    "(limit {limit:.4g})",
    "todo.interaction": "test the two messages together before shipping either",
    "check.carry_over": "Earlier tests",
    "check.carry_over.ok": "{share:.1%} were in {other} before (limit {limit:.0%})",
    "check.carry_over.amber.salt": "the salt of {other} is used again (limit: none)",
    "todo.carry_over.salt": "write a salt of its own",
    "check.carry_over.amber.uneven": "the arms of {other} are spread unevenly, p {p:.4g} "
    "(limit {alpha:.3f})",
    "todo.carry_over.uneven": "wait, or leave its customers out",
    "check.carry_over.amber.share": "{share:.1%} were in {other} before (limit {limit:.0%})",
    "todo.carry_over.share": "wait longer between tests of one stage",
    "check.pressure": "Contact pressure",
    "check.pressure.ok": "{share:.1%} of {variant} got more than {rule} (limit {limit:.0%})",
    "check.pressure.amber": "{share:.1%} of {variant} got more than {rule} (limit {limit:.0%})",
    "todo.pressure": "the effect is that of one message among many: send fewer others",
    "check.epochs": "Small splits",
    "check.epochs.amber": "a split is left out of {metrics} until every variant of it has "
    "{events:.0f} expected events, or {units:.0f} units of an amount",
    "todo.epochs": "read again when more have entered",
    "check.late": "Late events",
    "check.late.ok": "{share:.2%} came later than their hours of grace (limit {limit:.0%})",
    "check.late.amber": "{share:.2%} came later than their hours of grace (limit {limit:.0%})",
    "todo.late": "read again when they are in",
    "check.twyman": "Too good?",
    "check.twyman.ok": "{times:.1f} times what the plan could find (limit {limit:.0f})",
    "check.twyman.amber": "{times:.1f} times what the plan could find (limit {limit:.0f})",
    "todo.twyman": "held for review: check tracking, audience and split before deciding",
    "check.novelty": "Novelty",
    "check.novelty.ok": "effect steady over days of entry, p {p:.2g} (limit {limit:.3f})",
    "check.novelty.amber": "changed with the day of entry, p {p:.4g} (limit {limit:.3f})",
    "check.novelty.amber.epochs": "not asked: customers of several splits are never pooled",
    "todo.novelty.epochs": "hold the readouts from before and after the new split side by side",
    "todo.novelty": "read the effect by age before counting on it",
    "check.looks.ok": "every household entered once, complete, 50 or more a variant",
    "check.looks.amber": "households: read once instead of {planned}",
    "todo.looks": "let households enter once, 50 or more a variant",
}
KO: Mapping[str, str] = {
    "check.split.ok": "{sizes}, p {p:.2g} (언제 봐도 {always:.2g}, 한도 {limit:.4g})",
    "check.split.amber": (
        "{sizes}, p {p:.2g}: 이번 판독만 보면 치우침, 모든 판독에 걸쳐서는 {always:.2g} "
        "(한도 {limit:.4g})"
    ),
    "check.split.ok.small": "{sizes}, 한도 {limit:.4g} 안",
    "check.split.red": "{planned} 대신 {sizes}, 언제 봐도 p {always:.4g} (한도 {limit:.4g})",
    "check.split.red.small": "{planned} 대신 {sizes} (한도 {limit:.4g} 미만)",
    "check.strangers.red": "고객 {units:,.0f}명의 안이 계획에 없습니다",
    "check.freshness.ok": "읽는 기간의 끝까지 있습니다 (한도 {limit:.0f}일)",
    "check.freshness.red": "마지막 이벤트가 {days:.1f}일 늦습니다 (한도 {limit:.0f}일)",
    "check.plan": "계획",
    "check.plan.red": "확정한 계획과 다름: {keys}",
    "todo.plan": "되돌리거나, 새 질문은 새 파일에 쓰세요",
    "check.segments": "세그먼트별 배분",
    "check.segments.ok": "{tests:.0f}개에서 지켜짐, 최소 p {p:.2g} (한도 {limit:.4g})",
    "check.segments.red": "{segment}에서 깨짐 (한도 {limit:.4g})",
    "todo.segments": "그 세그먼트에서 한쪽 안의 고객이 빠지는 곳을 찾으세요",
    "check.homes": "한 가구 한 안",
    "check.homes.ok": "두 안을 받은 가구 {share:.2%} (한도 {limit:.0%})",
    "check.homes.red": "두 안을 받은 가구 {share:.2%} (한도 {limit:.0%})",
    "todo.homes": "발송 도구가 한 가구를 한 안에만 두어야 합니다",
    "check.manifest": "넘긴 명단대로",
    "check.manifest.ok": "다르게 발송 {share:.2%} (한도 {limit:.1%}), 보고 없는 고객은 안에서 "
    "최대 {missing:.1%} (한도 {most:.0%})",
    "check.manifest.red.wrong": "다르게 발송 {share:.2%} (한도 {limit:.1%})",
    "todo.manifest.wrong": "발송을 멈추고 파일을 다시 넘기세요",
    "check.manifest.red.apart": "안마다 보고 없는 비율이 다름, 최대 {missing:.1%} "
    "(한도 차이 {most:.0%})",
    "todo.manifest.apart": "무엇이 빠졌는지 발송 쪽에 확인하세요",
    "check.manifest.amber": "한 안의 {missing:.1%}가 보고에 없음 (한도 {most:.0%})",
    "check.manifest.amber.twice": "두 번 발송된 고객 {twice:,.0f}명",
    "todo.manifest.twice": "이유를 발송 쪽에 확인하세요",
    "todo.manifest": "무엇이 빠졌는지 발송 쪽에 확인하세요",
    "check.before": "이전의 차이",
    "check.before.ok": "없음, 최소 p {p:.2g} (한도 {limit:.4g})",
    "check.before.amber": "{metric}: 배정 전부터 달랐음, p {p:.4g} (한도 {limit:.4g})",
    "todo.before": "보정한 효과로 판단하고 원인을 찾으세요",
    "check.households": "가구",
    "check.households.ok": "{homes:,.0f}가구 중 두 안이 섞인 가구 {share:.0%} "
    "(예상 {expected:.0%}), 고객의 {touched:.1%} (한도 {limit:.0%})",
    "check.households.ok.few": "고객이 둘 이상인 가구가 적음 (한도 고객의 {limit:.0%})",
    "check.households.amber": "{homes:,.0f}가구 중 두 안이 섞인 가구 {share:.0%} "
    "(예상 {expected:.0%}), 고객의 {touched:.1%} (한도 {limit:.0%})",
    "todo.households": "섞인 가구와 아닌 가구를 비교하고, 다음에는 unit: household로 적으세요",
    "check.independence": "다른 실험",
    "check.independence.ok": "{pairs:.0f}개와 독립, 최소 p {p:.2g} (한도 {limit:.4g})",
    "check.independence.amber": "{other}의 배분과 얽혀 있음, p {p:.4g} (한도 {limit:.4g})",
    "todo.independence": "한쪽에 다른 salt를 주거나 둘을 한 layer에 두세요",
    "check.interaction": "다른 실험의 영향",
    "check.interaction.ok": "어느 안에서나 효과가 비슷함, 최소 p {p:.2g} (한도 {limit:.4g})",
    "check.interaction.amber": "{other}의 안에 따라 효과가 다름, p {p:.4g} (한도 {limit:.4g})",
    "todo.interaction": "어느 쪽이든 적용하기 전에 두 메시지를 함께 시험하세요",
    "check.carry_over": "이전 실험",
    "check.carry_over.ok": "{share:.1%}가 전에 {other}에 있었음 (한도 {limit:.0%})",
    "check.carry_over.amber.salt": "{other}의 salt를 다시 씀 (한도: 없음)",
    "todo.carry_over.salt": "새 salt를 적으세요",
    "check.carry_over.amber.uneven": "{other}의 안이 고르지 않게 섞임, p {p:.4g} "
    "(한도 {alpha:.3f})",
    "todo.carry_over.uneven": "기다리거나 그 고객을 빼세요",
    "check.carry_over.amber.share": "{share:.1%}가 전에 {other}에 있었음 (한도 {limit:.0%})",
    "todo.carry_over.share": "같은 단계의 실험 사이를 더 띄우세요",
    "check.pressure": "발송 빈도",
    "check.pressure.ok": "{variant} 고객의 {share:.1%}가 {rule}보다 많이 받음 (한도 {limit:.0%})",
    "check.pressure.amber": "{variant} 고객의 {share:.1%}가 {rule}보다 많이 받음 "
    "(한도 {limit:.0%})",
    "todo.pressure": "여러 메시지 가운데 하나의 효과입니다. 다른 발송을 줄이세요",
    "check.epochs": "작은 배분",
    "check.epochs.amber": "{metrics}: 안마다 기대 이벤트 {events:.0f}건이나 금액 {units:.0f}명이 "
    "될 때까지 그 배분을 뺌",
    "todo.epochs": "더 들어온 뒤 다시 읽으세요",
    "check.late": "늦은 이벤트",
    "check.late.ok": "유예 시간보다 늦은 이벤트 {share:.2%} (한도 {limit:.0%})",
    "check.late.amber": "유예 시간보다 늦은 이벤트 {share:.2%} (한도 {limit:.0%})",
    "todo.late": "다 들어온 뒤 다시 읽으세요",
    "check.twyman": "너무 좋은가",
    "check.twyman.ok": "계획이 찾을 수 있는 효과의 {times:.1f}배 (한도 {limit:.0f}배)",
    "check.twyman.amber": "계획이 찾을 수 있는 효과의 {times:.1f}배 (한도 {limit:.0f}배)",
    "todo.twyman": "검토 보류: 결정하기 전에 수집, 대상, 배분을 확인하세요",
    "check.novelty": "새것 효과",
    "check.novelty.ok": "들어온 날에 따라 다르지 않음, p {p:.2g} (한도 {limit:.3f})",
    "check.novelty.amber": "들어온 날에 따라 효과가 다름, p {p:.4g} (한도 {limit:.3f})",
    "check.novelty.amber.epochs": "확인 안 함: 여러 배분으로 들어온 고객은 합치지 않음",
    "todo.novelty.epochs": "새 배분 앞뒤의 결과를 나란히 놓고 보세요",
    "todo.novelty": "믿기 전에 경과일별 효과를 보세요",
    "check.looks.ok": "모든 가구가 한 번에, 온전히 들어옴, 안마다 50가구 이상",
    "check.looks.amber": "가구 실험: {planned} 대신 한 번만 읽음",
    "todo.looks": "가구가 한 번에 들어오게 하고, 안마다 50가구 이상으로 하세요",
}


def key_of(check: Check, known: Mapping[str, str], kind: str = "check") -> str | None:
    """The name of the sentence that says a check, or what to do about it.

    Args:
        check: The check.
        known: Sentences by name.
        kind: `check` or `todo`.

    Returns:
        That of its reason where there is one; None where none is known, or it needs a figure that
        the check does not have.
    """
    why = dict(check.words).get("why")
    stem = f"check.{check.name}.{check.status}" if kind == "check" else f"todo.{check.name}"
    if check.name == "freshness" and check.status == "red" and not check.figures:
        why = "none"
    told = {name for name, _ in (*check.figures, *check.words)} | FROM_PAGE
    return next(
        (key for key in (f"{stem}.{why}", stem) if key in known and fields_of(known[key]) <= told),
        None,
    )


def fields_of(template: str) -> set[str]:
    """The names a sentence needs.

    Args:
        template: The sentence.

    Returns:
        Its fields.

    Example:
        >>> sorted(fields_of("{share:.1%} of {variant}"))
        ['share', 'variant']
    """
    return {name for _, name, _, _ in Formatter().parse(template) if name}
