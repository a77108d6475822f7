"""The readout as a screen of text."""

from __future__ import annotations

from collections.abc import Sequence

from stagelift.experiments.adjusted import PRE_PERIOD, PRE_PERIOD_DAYS
from stagelift.experiments.beside import RESPONDENTS
from stagelift.experiments.later import FAMILY
from stagelift.experiments.look_costs import LookCost
from stagelift.experiments.published import published
from stagelift.experiments.readout import EXPLORATORY, Readout, inference_of
from stagelift.experiments.verdict import effect_words, level_spec
from stagelift.experiments.worth import REASONS, Worth
from stagelift.formatting import default_spec, formatted, money, number
from stagelift.metrics.estimate import Estimate
from stagelift.metrics.scored import ANSWERED

MARKS = {"primary": "*", "guardrail": "#", FAMILY: ">"}


def readout_text(readout: Readout) -> str:
    """The readout as people read it in a terminal.

    Args:
        readout: The readout.

    Returns:
        Lines: verdict, health, one row per metric and variant, the plan.
    """
    lines = [readout.sentence]
    if readout.banner:
        lines.append(f"Note    {readout.banner}; " + banner_words(readout.banner))
    if readout.worth is not None:
        lines.append(f"Worth   {worth_words(readout.worth)}")
    lines.append("Trust   " + "   ".join(f"{c.status} {c.text}" for c in readout.health))
    if readout.estimates:
        lines.append("")
        lines.extend(table(metric_rows(readout)))
        lines.extend(adjusted_lines(readout))
        lines.extend(beside_lines(readout))
    if readout.due is not None:
        lines.append(f"Final   due {readout.due.isoformat()}, when every window has closed")
    for place, said in enumerate(look_lines(readout)):
        lines.append(f"{'' if place else 'Looks':<8}{said}")
    frozen = readout.fingerprint if readout.banner != EXPLORATORY else "none frozen in time"
    lines.append(f"Plan    {frozen}, looks: {readout.looks}, {place_words(readout)}")
    return "\n".join(lines)


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
    if readout.overrun is not None and readout.overrun.n is not None:
        unit = readout.estimate(readout.primary, "effect").unit
        known = f"{number(readout.overrun.n)} customers who had entered by then"
        lines.append(f"with all {known}: {effect_words(readout.overrun.effect, unit)}")
    if readout.next_look is not None:
        which = "next" if readout.look else "first"
        lines.append(f"the {which} look is on {readout.next_look.isoformat()}")
    if readout.costs:
        lines.append(cost_words(readout.costs))
    return lines


def cost_words(costs: Sequence[LookCost]) -> str:
    """The three rules for looking side by side with the customers each needs.

    Args:
        costs: One cost for each rule.

    Returns:
        Customers for the effect worth having, or multiples of one look where it is not known.

    Example:
        >>> known = {"once": 900, "weekly": 918, "always": 1544}
        >>> same = {"looks": 4, "times": 1.0, "wanted": "1pp"}
        >>> cost_words([
        ...     LookCost(rule=rule, chosen=rule == "once", customers=n, **same)
        ...     for rule, n in known.items()
        ... ])
        'to find 1pp with 80 % power: once 900, weekly 918, always 1,544 customers; this plan: once'
    """
    plan = next(cost.rule for cost in costs if cost.chosen)
    known = [cost for cost in costs if cost.customers is not None]
    if known:
        sizes = ", ".join(f"{cost.rule} {number(cost.customers or 0)}" for cost in known)
        wanted = known[0].wanted
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


def metric_rows(readout: Readout) -> list[tuple[str, ...]]:
    """One row per metric and treatment; a later stage only when its effect can be read."""
    readout = published(readout)
    levels = {(e.metric, e.variant): e for e in readout.estimates if e.measure == "level"}
    lifts = {(e.metric, e.variant): e for e in readout.estimates if e.measure == "lift"}
    effects = [e for e in readout.estimates if e.measure == "effect"]
    several = len({effect.variant for effect in effects}) > 1
    rows: list[tuple[str, ...]] = [("", "control", "variant", "difference", "relative", "n", "")]
    for effect in effects:
        if effect.family == FAMILY and effect.status != "ok":
            continue
        mark = MARKS.get(effect.family or "", " ")
        lift = lifts[(effect.metric, effect.variant)]
        reading = readout.guardrails.get((effect.variant or "", effect.metric))
        rows.append(
            (
                f"{mark} {effect.metric}" + (f", {effect.variant}" if several else ""),
                level_text(levels[(effect.metric, effect.against)]),
                level_text(levels[(effect.metric, effect.variant)]),
                effect_words(inference_of(effect), effect.unit),
                "" if lift.value is None else formatted(lift.value, "+.0%"),
                formatted(effect.n, ","),
                "" if reading is None else reading.state,
            )
        )
    return rows


def adjusted_lines(readout: Readout) -> list[str]:
    """One line per treatment: the primary effect adjusted for the time before assignment."""
    readout = published(readout)
    decides = "this decides" if readout.deciding == PRE_PERIOD else "decides nothing"
    span = f"the {PRE_PERIOD_DAYS} days before assignment"
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


def level_text(estimate: Estimate) -> str:
    """A level as text, or its status."""
    if estimate.value is None:
        return estimate.status
    return formatted(estimate.value, level_spec(estimate.unit))


def table(rows: Sequence[Sequence[str]]) -> list[str]:
    """Rows as aligned lines: the first column to the left, the others to the right.

    Args:
        rows: Cells as text; every row has the same length.

    Returns:
        One line per row.

    Example:
        >>> table([("a", "1"), ("bc", "10")])
        ['a    1', 'bc  10']
    """
    widths = [max(len(row[place]) for row in rows) for place in range(len(rows[0]))]
    return [
        "  ".join(
            cell.ljust(width) if place == 0 else cell.rjust(width)
            for place, (cell, width) in enumerate(zip(row, widths, strict=True))
        ).rstrip()
        for row in rows
    ]
