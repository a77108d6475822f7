"""Experiments read from counts per arm as screens of text."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

from stagelift.console import aligned
from stagelift.experiments.health import SPLIT_ALPHA, is_red
from stagelift.formatting import formatted, number
from stagelift.metrics.estimate import Estimate

if TYPE_CHECKING:
    from stagelift.experiments.counted import CountedExperiments
    from stagelift.experiments.counted_readout import CountedReadout

WORST = 5  # splits named on the screen; all of them are in `to_frame()`
ALARM = 3  # times as many broken splits as chance would give are a fault of the source


def experiments_text(found: CountedExperiments) -> str:
    """All experiments of a source: whether they can be read at all, then what there is.

    Args:
        found: The experiments.

    Returns:
        Lines: the splits, the totals, the worst splits.
    """
    lines = [splits_sentence(found), totals_line(found), *rejected_lines(found)]
    worst = sorted(
        (split for split in found.splits if split.status == "red" and split.p_value is not None),
        key=lambda split: (split.p_value, split.experiment),
    )[:WORST]
    if worst:
        rows = [("broken splits", "arms", found.units_word, "χ² p")]
        rows += [
            (split.experiment, number(split.arms), number(split.n), p_words(split.p_value))
            for split in worst
        ]
        lines += ["", *aligned(rows, left=1)]
    return "\n".join(lines)


def splits_sentence(found: CountedExperiments) -> str:
    """How many splits are not equal, against how many chance would give."""
    tested, unequal = len(found.tested), len(found.unequal())
    if not tested:
        return "No experiment has two arms with units."
    part = formatted(unequal / tested, ".2%")
    chance = SPLIT_ALPHA * tested
    figures = f"{number(unequal)} of {number(tested)} splits ({part}) do not fit equal shares"
    limit = f"χ² p below {SPLIT_ALPHA:g}, {chance:.2g} by chance"
    red = sum(split.status == "red" for split in found.splits)
    if unequal > max(1, ALARM * chance):
        cure = "find what drops units before reading any of them"
        return f"{figures} ({limit}): {cure}. The figures of {number(red)} stay hidden."
    if unequal <= ALARM * chance:
        return f"{figures} ({limit}): the assignment of this source is sound."
    return f"{figures} ({limit}); the figures of {number(red)} stay hidden."


def totals_line(found: CountedExperiments) -> str:
    """How much there is, and how many arms the experiments have."""
    usable = [arm for arm in found.table.arms if not arm.rejected]
    n, k = sum(arm.n or 0 for arm in usable), sum(arm.k or 0 for arm in usable)
    sizes = Counter(len(arms) for arms in found.by_experiment.values())
    spread = ", ".join(f"{number(sizes[arms])} of {arms}" for arms in sorted(sizes))
    return (
        f"{number(len(found))} experiments, {number(len(usable))} arms ({spread}), {number(n)} "
        f"{found.units_word}, {number(k)} {found.event_word}"
    )


def rejected_lines(found: CountedExperiments) -> list[str]:
    """How many rows were rejected and why; none when all were good."""
    rejected = found.table.counts.rejected
    if not rejected:
        return []
    why = ", ".join(f"{number(rows)} {reason}" for reason, rows in rejected.items())
    rows = sum(rejected.values())
    count = f"{number(rows)} {'row' if rows == 1 else 'rows'}"
    return [f"{count} rejected ({why}); what they belong to stays unread"]


def p_words(p: float | None) -> str:
    """A p-value in short; tiny ones as a bound."""
    if p is None:
        return ""
    return "< 1e-12" if p < 1e-12 else f"{p:.2g}"


def readout_text(readout: CountedReadout) -> str:
    """One experiment as people read it in a terminal.

    Args:
        readout: The readout.

    Returns:
        Lines: what differs, that it is exploratory, the checks, one row per arm.
    """
    lines = [sentence(readout)]
    if readout.estimates:
        lines.append("Note    exploratory; counts come without a plan, so this decides nothing")
    lines.append("Trust   " + "   ".join(f"{c.status} {c.text}" for c in readout.health))
    if readout.estimates:
        lines += ["", *aligned(arm_rows(readout), left=1)]
    return "\n".join(lines)


def sentence(readout: CountedReadout) -> str:
    """What the experiment says in one sentence."""
    rate = f"{readout.event_word} per {readout.units_word.removesuffix('s')}"
    if is_red(readout.health):
        red = next(check.text for check in readout.health if check.status == "red")
        return f"No result: {red}. Figures are hidden until explained."
    effects = [one for one in readout.estimates if one.measure == "effect"]
    if not effects:
        return f"No result: {readout.health[0].text}."
    clear = [one for one in effects if clears_zero(one)]
    control = level_words(readout.estimate("level", readout.control))
    if not clear:
        return (
            f"No difference beyond chance: {rate} {control} in {readout.control}, and the interval "
            f"of every other arm's difference holds 0."
        )
    top = max(clear, key=lambda one: (abs(one.value or 0.0), one.variant or ""))
    moved = difference_words(top)
    own = level_words(readout.estimate("level", top.variant or ""))
    others = len(clear) - 1
    more = f"; {others} more differ{'s' if others == 1 else ''}" if others else ""
    who = f"{top.variant} differs most from {readout.control}"
    return f"{who}: {rate} {control} → {own}, {moved}{more}."


def clears_zero(effect: Estimate) -> bool:
    """Whether an interval excludes no effect."""
    if effect.low is None or effect.high is None:
        return False
    return effect.low > 0 or effect.high < 0


def level_words(level: Estimate) -> str:
    """A share as text, with two decimals: rates of clicks are small."""
    return level.status if level.value is None else formatted(level.value, ".2%")


def difference_words(effect: Estimate) -> str:
    """An effect with its interval in points of two decimals: rates of clicks are small."""
    if effect.value is None or effect.low is None or effect.high is None:
        return effect.note or effect.status
    low, high = (formatted(100 * end, "+.2f") for end in (effect.low, effect.high))
    return f"{formatted(effect.value, '+.2pp')} ({low} to {high})"


def arm_rows(readout: CountedReadout) -> list[tuple[str, ...]]:
    """One row per arm, the control first."""
    rows: list[tuple[str, ...]] = [
        ("", readout.units_word, readout.event_word, "rate", "difference", "relative", "p (Holm)")
    ]
    for variant, n in readout.assigned.items():
        level = readout.estimate("level", variant)
        row = (variant, number(n), number(level.k or 0), level_words(level))
        if variant == readout.control:
            rows.append((*row, "control", "", ""))
            continue
        effect, lift = readout.estimate("effect", variant), readout.estimate("lift", variant)
        relative = "" if lift.value is None else formatted(lift.value, "+.0%")
        difference = difference_words(effect)
        rows.append((*row, difference, relative, p_words(effect.adjusted_p_value)))
    return rows
