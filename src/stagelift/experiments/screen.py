"""The readout as a screen of text."""

from __future__ import annotations

from collections.abc import Sequence

from stagelift.experiments.adjusted import PRE_PERIOD, PRE_PERIOD_DAYS
from stagelift.experiments.beside import RESPONDENTS
from stagelift.experiments.later import FAMILY
from stagelift.experiments.published import published
from stagelift.experiments.readout import EXPLORATORY, Readout, inference_of
from stagelift.experiments.verdict import effect_words, level_spec
from stagelift.experiments.worth import REASONS, Worth
from stagelift.formatting import formatted, money, number
from stagelift.metrics.estimate import Estimate
from stagelift.metrics.nps import ANSWERED

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
    if readout.planned_end is not None and not readout.final:
        lines.append(f"Final   due {readout.planned_end.isoformat()}, when every window has closed")
    frozen = readout.fingerprint if readout.banner != EXPLORATORY else "none frozen in time"
    lines.append(f"Plan    {frozen}, looks: {readout.looks}, look {readout.look}")
    return "\n".join(lines)


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
