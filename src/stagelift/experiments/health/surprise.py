"""Whether an effect is too good to be believed, or fades."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Protocol

from stagelift.experiments.health.check import Check
from stagelift.experiments.health.split import p_text
from stagelift.formatting import formatted, number
from stagelift.statistics.crossed import interaction
from stagelift.statistics.moments import Moments
from stagelift.statistics.quantiles import normal_critical

POWER = 0.8
TIMES_MDE = 3.0
LEDGER_SHARE = 0.99
LEAST_LEDGER = 100  # tests: the 99th percentile of fewer is their largest
NOVELTY_ALPHA = 0.001


def least_effect(se: float, n: int, planned: int, confidence: float) -> float:
    """The effect the plan finds four times in five, from the error at this look.

    Args:
        se: Standard error of the effect now.
        n: Mature units now.
        planned: Mature units planned.
        confidence: Level of the interval.

    Returns:
        The minimum detectable effect at the planned size, in the effect's unit.

    Example:
        >>> round(least_effect(0.01, 1000, 4000, 0.95), 4)
        0.014
    """
    both = normal_critical(confidence) + normal_critical(2.0 * POWER - 1.0)
    return both * se * math.sqrt(n / planned)


class Effect(Protocol):
    """An effect with its interval: what a method says, or an estimate of a readout."""

    @property
    def value(self) -> float | None:
        """The effect."""

    @property
    def low(self) -> float | None:
        """The lower end of its interval."""

    @property
    def high(self) -> float | None:
        """The upper end."""


def twyman_check(
    effect: Effect, mde: float, lift: float | None, ledger: Sequence[float] = ()
) -> Check | None:
    """Whether the effect is larger than is usual: figures that look unusual are mostly wrong.

    Args:
        effect: The effect on the primary metric.
        mde: The least effect the plan can find, in the same unit.
        lift: The same relative to the control, or None.
        ledger: Lifts of decided tests, of any sign.

    Returns:
        Amber beyond three times the least effect when its interval excludes 0, or beyond the 99th
        percentile of at least 100 lifts; None where the effect cannot be read.

    Reference:
        Kohavi, Tang & Xu 2020, Trustworthy online controlled experiments, chapter 3 (Twyman's law).

    Example:
        >>> from stagelift.statistics.inference import Inference
        >>> found = Inference(value=0.09, low=0.06, high=0.12, method="score")
        >>> twyman_check(found, 0.02, None).status
        'amber'
    """
    if effect.value is None or effect.low is None or effect.high is None or mde <= 0.0:
        return None
    times = abs(effect.value) / mde
    clear = not effect.low <= 0.0 <= effect.high
    figures: tuple[tuple[str, float], ...] = (("times", times), ("limit", TIMES_MDE))
    text = f"effect {number(times, 1)} times what the plan could find (limit {TIMES_MDE:g})"
    odd = clear and times > TIMES_MDE
    if lift is not None and len(ledger) >= LEAST_LEDGER:
        ranked = sorted(map(abs, ledger))
        highest = ranked[math.ceil(LEDGER_SHARE * len(ranked)) - 1]
        figures = (*figures, ("lift", lift), ("highest", highest))
        text = (
            f"{text}, lift {formatted(lift, '+.0%')} "
            f"(99 of 100 earlier tests stay below {formatted(highest, '.0%')})"
        )
        odd = odd or (clear and abs(lift) > highest)
    if not odd:
        return Check("twyman", "ok", text, figures)
    text = f"{text}; held for review: check tracking, audience and split before deciding"
    return Check("twyman", "amber", text, figures)


def novelty_check(earlier: tuple[Moments, Moments], later: tuple[Moments, Moments]) -> Check | None:
    """Whether the effect on those who entered first differs from that on those who entered last.

    Args:
        earlier: Treatment and control, entered in the first half of the days.
        later: The same, entered in the second half.

    Returns:
        Amber below .001; None where a half has too few units.
    """
    found = interaction({"earlier": earlier, "later": later})
    if found.p_value is None:
        return None
    figures = (("p", found.p_value), ("limit", NOVELTY_ALPHA))
    if found.p_value < NOVELTY_ALPHA:
        text = (
            f"the effect changed with the day of entry, p {p_text(found.p_value)} "
            f"(limit {NOVELTY_ALPHA:g}); read the effect by age before counting on it"
        )
        return Check("novelty", "amber", text, figures)
    text = f"effect steady over days of entry, p {p_text(found.p_value)}"
    return Check("novelty", "ok", f"{text} (limit {NOVELTY_ALPHA:g})", figures)


def novelty_untold() -> Check:
    """That novelty is not asked where units entered under several splits.

    Halves of the days would mix the splits, and take the weeks' differences for the variant's.

    Returns:
        Amber, without a figure.

    Example:
        >>> novelty_untold().status
        'amber'
    """
    text = (
        "steadiness over days of entry not asked: customers of several splits are never pooled; "
        "hold the readouts from before and after the new split side by side"
    )
    return Check("novelty", "amber", text, words=(("why", "epochs"),))
