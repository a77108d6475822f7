"""Whether the effects of disjoint groups differ by more than chance makes them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from stagelift.statistics import checks
from stagelift.statistics.effects import checked_effects
from stagelift.statistics.numerics import special

if TYPE_CHECKING:
    from collections.abc import Sequence


@dataclass(frozen=True, slots=True)
class Interaction:
    """The test that a treatment has one effect in every group.

    Args:
        statistic: Cochran's Q, the squared distances from the common effect in standard errors.
        freedom: Its degrees of freedom, groups less one.
        p_value: Probability of so large a Q when the groups do not differ.
        common: The effect that fits all of them, weighted by precision.
    """

    statistic: float
    freedom: int
    p_value: float
    common: float


def interaction(effects: Sequence[float], errors: Sequence[float]) -> Interaction:
    """The interaction of treatment and group, each group with a variance of its own.

    Groups must be disjoint: those that share customers have correlated effects, and Q then tells
    nothing.

    Args:
        effects: One effect a group, in one unit; two at least.
        errors: Their standard errors, > 0.

    Returns:
        The test.

    Raises:
        ArgumentError: When there are fewer than two groups, or an error is not above 0.

    Reference:
        Cochran 1954, The combination of estimates from different experiments.

    Example:
        >>> found = interaction([0.016, 0.005], [0.006, 0.0064])
        >>> round(found.statistic, 3), found.freedom, round(found.p_value, 2)
        (1.572, 1, 0.21)
    """
    y, s = checked_effects(effects, errors, of="group")
    if y.size < 2:
        raise checks.refused("effects", y.size, "two groups at least must be there")
    weights = s**-2.0
    common = float((weights * y).sum() / weights.sum())
    statistic = float((weights * (y - common) ** 2).sum())
    freedom = int(y.size) - 1
    return Interaction(statistic, freedom, float(special.chdtrc(freedom, statistic)), common)
