"""A difference of means under a normal prior."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from stagelift.statistics import checks
from stagelift.statistics.bayesian.belief import Concluded, EffectPrior, Worth
from stagelift.statistics.numerics import special

if TYPE_CHECKING:
    from stagelift.statistics.inference import Better


def conclude_values(
    seen: tuple[float, float],
    prior: EffectPrior,
    *,
    control: float | None = None,
    worth: Worth | None = None,
    better: Better = "up",
    level: float = 0.95,
) -> Concluded:
    """What is believed of a difference of means: a normal likelihood under a normal prior.

    A prior on the log ratio is turned into one on the difference at the control's level, which is
    taken as known: its own error adds little to that of the effect.

    Args:
        seen: The difference and its standard error, > 0.
        prior: Of the effect, as a difference or a log ratio.
        control: The control's level; needed for a log ratio and a relative worth, not 0.
        worth: The effect worth having.
        better: Direction of the metric.
        level: Probability of the credible interval, 0–1.

    Returns:
        The posterior.

    Raises:
        ArgumentError: When an argument is not allowed.

    Reference:
        Gelman et al. 2013, Bayesian Data Analysis, 2.5; Stucchio 2015, Bayesian A/B testing at VWO
        (expected loss).

    Example:
        >>> found = conclude_values((210.0, 150.0), EffectPrior("difference", 0.0, 150.0))
        >>> found.value, round(found.low, 1), round(found.better, 3)
        (105.0, -102.9, 0.839)
    """
    checks.between("level", level, 0, 1)
    effect, se = checks.finite("seen[0]", seen[0]), checks.finite("seen[1]", seen[1])
    if not se > 0.0:
        raise checks.refused("seen[1]", se, "it must be > 0")
    centre, spread = _of_difference(prior, control)
    kept = spread**2 / (spread**2 + se**2)
    mean, sd = centre + kept * (effect - centre), math.sqrt(kept) * se
    half = float(special.ndtri((1.0 + level) / 2.0)) * sd
    gain = mean if better == "up" else -mean
    bar = None
    if worth is not None:
        bar = worth.amount * (abs(_known(control)) if worth.relative else 1.0)
    return Concluded(
        value=mean,
        low=mean - half,
        high=mean + half,
        level=level,
        better=float(special.ndtr(gain / sd)),
        beats=None if bar is None else float(special.ndtr((gain - bar) / sd)),
        loss_if_shipped=_beyond(-gain, sd),
        loss_if_kept=_beyond(gain, sd),
    )


def _of_difference(prior: EffectPrior, control: float | None) -> tuple[float, float]:
    """Centre and spread of the prior as a difference."""
    if prior.scale == "difference":
        return prior.centre, prior.spread
    level = _known(control)
    # the mean and standard deviation of exp of a bell, less 1
    mean = math.expm1(prior.centre + prior.spread**2 / 2.0)
    spread = math.sqrt(math.expm1(prior.spread**2)) * (mean + 1.0)
    return mean * level, spread * abs(level)


def _known(control: float | None) -> float:
    """The control's level, which must be there and not 0."""
    if control is None or checks.finite("control", control) == 0.0:
        raise checks.refused("control", control, "a level other than 0 is needed for a ratio")
    return control


def _beyond(mean: float, sd: float) -> float:
    """The expected part above 0 of a bell."""
    z = mean / sd
    density = math.exp(-0.5 * z * z) / math.sqrt(2.0 * math.pi)
    return max(mean * float(special.ndtr(z)) + sd * density, 0.0)
