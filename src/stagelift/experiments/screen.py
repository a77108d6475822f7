"""The readout as a screen of text."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from stagelift.console import aligned
from stagelift.experiments.adjusted import PRE_PERIOD, PRE_PERIOD_DAYS
from stagelift.experiments.beside import RESPONDENTS
from stagelift.experiments.health.text import trust_lines
from stagelift.experiments.look_costs import LookCost
from stagelift.experiments.published import published
from stagelift.experiments.readout import EXPLORATORY, Readout, inference_of
from stagelift.experiments.screen_table import MARKS, level_text, metric_rows
from stagelift.experiments.verdict import effect_words
from stagelift.experiments.worth import REASONS, Worth
from stagelift.formatting import default_spec, formatted, margin, money, number
from stagelift.metrics.scored import ANSWERED

if TYPE_CHECKING:
    from stagelift.experiments.sections.sections import Sections

LABEL = 8  # letters in which a line's label stands


def readout_text(readout: Readout, sections: Sections | None = None, *, full: bool = False) -> str:
    """The readout as people read it in a terminal.

    Args:
        readout: The readout.
        sections: What it tells beyond its table, or None.
        full: Whether every section is told with its tables, or only the short ones.

    Returns:
        Lines: verdict, health, one row per metric and variant, the sections, the plan.
    """
    lines = [readout.sentence]
    if readout.banner:
        lines.append(f"Note    {readout.banner}; " + banner_words(readout.banner))
    if readout.worth is not None:
        of_all = f"; {of_shop(sections)}" if sections is not None and sections.shop else ""
        lines.append(f"Worth   {worth_words(readout.worth)}{of_all}")
    for place, said in enumerate(trust_lines(readout.health)):
        lines.append(f"{'' if place else 'Trust':<8}{said}")
    if readout.estimates:
        lines.append("")
        lines.extend(aligned(metric_rows(readout, waiting(readout, sections)), left=1))
        lines.extend(waiting_lines(readout, sections))
        lines.extend(adjusted_lines(readout))
        lines.extend(beside_lines(readout))
    lines.extend(
        f"{label:<8}{words}" if len(label) < LABEL else f"{label} {words}"
        for label, words in told_lines(readout, sections, full=full)
    )
    if readout.due is not None:
        lines.append(f"Final   due {readout.due.isoformat()}, when every window has closed")
    for place, said in enumerate(look_lines(readout)):
        lines.append(f"{'' if place else 'Looks':<8}{said}")
    lines.append(f"Plan    {plan_words(readout)}")
    for place, deed in enumerate(readout.life):
        lines.append(f"{'' if place else 'Life':<8}{deed}")
    return "\n".join(lines)


def of_shop(sections: Sections, language: str = "en") -> str:
    """The effect as a share of the whole shop's total, as it stands beside its worth."""
    from stagelift.experiments.sections.text import shop_words
    from stagelift.experiments.sections.wording import say

    return (
        ""
        if sections.shop is None
        else say(language, "shop.on", share=shop_words(sections.shop, language))
    )


def waiting(readout: Readout, sections: Sections | None) -> frozenset[str]:
    """The metrics of the plan that cannot be read yet."""
    known = {estimate.metric for estimate in readout.estimates}
    ready = () if sections is None else sections.ready
    return frozenset(one.metric for one in ready if one.metric in known)


def waiting_lines(readout: Readout, sections: Sections | None, language: str = "en") -> list[str]:
    """For each metric of the plan that cannot be read yet, when it can."""
    from stagelift.experiments.sections.text import ready_words

    names = waiting(readout, sections)
    found = [one for one in sections.ready if one.metric in names] if sections else []
    marks = {e.metric: MARKS.get(e.family or "", " ") for e in readout.estimates}
    rows = [(f"{marks[one.metric]} {one.metric}", ready_words(one, language)) for one in found]
    return aligned(rows)


def told_lines(
    readout: Readout, sections: Sections | None, language: str = "en", *, full: bool = False
) -> list[tuple[str, str]]:
    """The sections under the table, those told elsewhere on the screen left out.

    Args:
        readout: The readout.
        sections: What it tells beyond its table, or None.
        language: `en` or `ko`.
        full: Whether every section is told with its tables, or only the short ones.

    Returns:
        Pairs of a label and words.
    """
    if sections is None:
        return []
    from stagelift.experiments.sections.text import LONG, SHORT, section_lines

    names = waiting(readout, sections)
    rest = replace(sections, ready=tuple(o for o in sections.ready if o.metric not in names))
    wanted = [
        name for name in (LONG if full else SHORT) if full or name != "shop" or not readout.worth
    ]
    return section_lines(rest, wanted, language, details=full)


def plan_words(readout: Readout) -> str:
    """The plan in force, whether the definition keeps to it, and which look this is.

    Args:
        readout: The readout.

    Returns:
        Such as "7f3a91, no deviation, looks: weekly, look 2 of 6".
    """
    frozen = readout.fingerprint if readout.banner != EXPLORATORY else "none frozen in time"
    kept = "" if readout.banner else "no deviation, "
    if readout.edited:  # the plan was kept until the decision
        kept = f"{kept}file changed since the decision: {', '.join(readout.edited)}; "
    return f"{frozen}, {kept}looks: {readout.looks}, {place_words(readout)}"


def place_words(readout: Readout) -> str:
    """Which look this is.

    Args:
        readout: The readout.

    Returns:
        Such as "look 2 of 6" for weekly looks, "look 2" for looks without a number planned.
    """
    if readout.planned_looks is None:
        return f"look {readout.look}"
    if not readout.look:
        return f"none of {readout.planned_looks} looks yet"
    return f"look {readout.look} of {readout.planned_looks}"


def look_lines(readout: Readout) -> list[str]:
    """Where weekly looks stand, and what each rule for looking costs in customers.

    Args:
        readout: The readout.

    Returns:
        Lines; none for a finished table of units or while the health is red.
    """
    lines = []
    if readout.looked_on is not None and readout.unbiased is not None:
        unit = readout.estimate(readout.primary, "effect").unit
        size = formatted(readout.unbiased, default_spec(unit, change=True))
        on = readout.looked_on.isoformat()
        lines.append(f"ended at look {readout.look}, read {on}; median-unbiased effect {size}")
        if readout.reads_on:
            lines.append("* and # are of that look, the others of all who were followed since")
    if readout.overrun is not None and readout.overrun.n is not None:
        unit = readout.estimate(readout.primary, "effect").unit
        known = f"{number(readout.overrun.n)} customers who had entered by then"
        lines.append(f"with all {known}: {effect_words(readout.overrun.effect, unit)}")
    if readout.next_look is not None:
        which = "next" if readout.look else "first"
        lines.append(f"the {which} look is on {readout.next_look.isoformat()}")
    if readout.costs:
        unit = readout.estimate(readout.primary, "effect").unit
        lines.append(cost_words(readout.costs, unit))
    return lines


def cost_words(costs: Sequence[LookCost], unit: str = "share") -> str:
    """The three rules for looking side by side with the customers each needs.

    Args:
        costs: One cost for each rule.
        unit: Unit of the metric that decides.

    Returns:
        Customers for the effect worth having, or multiples of one look where it is not known.

    Example:
        >>> known = {"once": 900, "weekly": 918, "always": 1544}
        >>> same = {"looks": 4, "times": 1.0, "wanted": "1pp"}
        >>> print(cost_words([
        ...     LookCost(rule=rule, chosen=rule == "once", customers=n, **same)
        ...     for rule, n in known.items()
        ... ]))
        to find 1 pp with 80 % power: once 900, weekly 918, always 1,544 customers; this plan: once
    """
    plan = next(cost.rule for cost in costs if cost.chosen)
    known = [cost for cost in costs if cost.customers is not None]
    if known:
        sizes = ", ".join(f"{cost.rule} {number(cost.customers or 0)}" for cost in known)
        wanted = margin(known[0].wanted, unit)
        return f"to find {wanted} with 80 % power: {sizes} customers; this plan: {plan}"
    times = ", ".join(f"{cost.rule} ×{cost.times:.2f}" for cost in costs)
    return f"customers needed with the same power: {times}; this plan: {plan}"


def worth_words(worth: Worth) -> str:
    """What a variant is worth a month, in words.

    Args:
        worth: The worth.

    Returns:
        Such as "about 520 more a month (174 to 868) = ₩9.4 M (₩3.1 M to ₩15.6 M), messages paid".
    """
    if worth.more is None or worth.money is None:
        return f"not known: {REASONS[worth.reason]}"
    ends = " to ".join(formatted(end, ",.0f") for end in worth.more[1:])
    net = [money(each, worth.currency) for each in worth.money]
    paid = "messages paid"
    if worth.free:
        paid += f" (no cost is given for {' and '.join(worth.free)})"
    more = formatted(worth.more.value, ",.0f")
    return f"about {more} more a month ({ends}) = {net[0]} ({net[1]} to {net[2]}), {paid}"


def banner_words(banner: str) -> str:
    """What a banner means for its reader."""
    if banner == EXPLORATORY:
        return "no plan was frozen before the first send, so this decides nothing"
    return "what changed after the freeze decides nothing"


def adjusted_lines(readout: Readout) -> list[str]:
    """One line per treatment: the primary effect adjusted for the time before assignment."""
    readout = published(readout)
    decides = "this decides" if readout.deciding == PRE_PERIOD else "decides nothing"
    finished = readout.planned_end is None  # a table of units says itself what came before
    span = "the time" if finished else f"the {PRE_PERIOD_DAYS} days"
    span += " before assignment"
    lines: list[str] = []
    for effect in readout.adjusted:
        if effect.measure != "effect" or effect.family != "primary" or effect.status != "ok":
            continue
        raw = readout.estimate(effect.metric, "effect", effect.variant)
        words = effect_words(inference_of(effect), effect.unit)
        if words == effect_words(inference_of(raw), raw.unit):
            lines.append(f"Before  adjusting {effect.metric} for {span} changes nothing")
            continue
        said = "; ".join(part for part in (effect.note, decides) if part)
        lines.append(
            f"Before  {effect.metric} {effect.variant} {words}, adjusted for {span} ({said})"
        )
    return lines


def beside_lines(readout: Readout) -> list[str]:
    """Two lines per score and treatment: how many answered, and the scores of those who did."""
    readout = published(readout)
    lines: list[str] = []
    levels = {(e.metric, e.variant): e for e in readout.beside if e.measure == "level"}
    for effect in (e for e in readout.beside if e.measure == "effect"):
        if effect.value is None:
            continue
        score = effect.metric.removesuffix(ANSWERED)
        arms = (effect.against, effect.variant)
        shares = " and ".join(f"{level_text(levels[effect.metric, arm])} of {arm}" for arm in arms)
        p = "" if effect.p_value is None else f", p {number(effect.p_value, 3)}"
        words = effect_words(inference_of(effect), effect.unit)
        lines.append(f"Answers {score}: {shares} answered, {words}{p}")
        scores = [levels[f"{score}{RESPONDENTS}", arm] for arm in arms]
        said = " and ".join(f"{level_text(each)} (n {number(each.n)})" for each in scores)
        lines.append(f"        among them {said}: not compared, a variant may move who answers")
    return lines
