"""What is believed of an effect before and after a test."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from stagelift.statistics import checks

PriorScale = Literal["log_ratio", "difference"]


@dataclass(frozen=True, slots=True)
class EffectPrior:
    """A bell of true effects; proper, as its spread is finite.

    Args:
        scale: `log_ratio` (logarithm of treatment over control) or `difference`.
        centre: Its mean.
        spread: Its standard deviation, > 0.

    Raises:
        ArgumentError: When the spread is not above 0, or a number is not finite.

    Example:
        >>> EffectPrior("log_ratio", 0.0, 0.1).spread
        0.1
    """

    scale: PriorScale
    centre: float
    spread: float

    def __post_init__(self) -> None:
        checks.one_of("scale", self.scale, ("log_ratio", "difference"))
        checks.finite("centre", self.centre)
        if not checks.finite("spread", self.spread) > 0.0:
            raise checks.refused("spread", self.spread, "it must be > 0")


@dataclass(frozen=True, slots=True, kw_only=True)
class Concluded:
    """What is believed of an effect after a test.

    Args:
        value: Mean of the effect, treatment less control.
        low: Lower end of the credible interval, equal tails.
        high: Upper end.
        level: Its probability, 0–1.
        better: Probability that the treatment is better.
        beats: Probability that it is better by more than the effect worth having; None when none
            is given.
        loss_if_shipped: Expected worsening of choosing the treatment, in the metric's unit, ≥ 0.
        loss_if_kept: Expected gain missed by keeping the control, ≥ 0.
    """

    value: float
    low: float
    high: float
    level: float
    better: float
    beats: float | None
    loss_if_shipped: float
    loss_if_kept: float


@dataclass(frozen=True, slots=True)
class Worth:
    """The effect worth having.

    Args:
        amount: Its size as a gain, ≥ 0 as a rule.
        relative: Whether it is a share of the control's level, else in the metric's unit.
    """

    amount: float
    relative: bool = False
