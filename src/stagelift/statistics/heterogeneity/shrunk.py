"""Effects of groups, each drawn towards all of them; intervals carry what is unknown of how."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING

from stagelift.statistics import checks
from stagelift.statistics.effects import checked_effects
from stagelift.statistics.heterogeneity.between import paule_mandel
from stagelift.statistics.programme import learn

if TYPE_CHECKING:
    from collections.abc import Sequence

LEAST_GROUPS = 6  # fewer say too little about how true effects differ


@dataclass(frozen=True, slots=True)
class ShrunkEffects:
    """Effects after shrinking.

    Args:
        values: Posterior mean of each group's true effect.
        lows: Lower ends of the intervals.
        highs: Upper ends.
        centre: Mean of the true effects, as believed.
        spread: Standard deviation of true effects between groups by Paule and Mandel.
        spread_low: Lower end of what is known of it.
        spread_high: Upper end.
        level: Level of the intervals, 0–1.
    """

    values: tuple[float, ...]
    lows: tuple[float, ...]
    highs: tuple[float, ...]
    centre: float
    spread: float
    spread_low: float
    spread_high: float
    level: float


def shrink_effects(
    effects: Sequence[float], errors: Sequence[float], *, level: float = 0.95
) -> ShrunkEffects:
    """True effects of disjoint groups, always shrunk, by full Bayes over centre and spread.

    No test decides first whether groups differ: shrinking only what passes a test leaves the
    largest of equal groups as large as luck made it. Centre and spread have flat priors and are
    added up over a grid, so that the intervals carry what few groups leave unknown of the spread.

    Args:
        effects: One effect a group; six at least, of groups that share no customer.
        errors: Their standard errors, > 0.
        level: Level of the intervals, 0–1.

    Returns:
        The shrunk effects.

    Raises:
        ArgumentError: When there are fewer than six groups, or an error is not above 0.

    Reference:
        Gelman et al. 2013, Bayesian Data Analysis, 5.4–5.5; Gelman 2006, Prior distributions for
        variance parameters in hierarchical models.

    Example:
        >>> found = shrink_effects([0.0, 1.0, 2.0, 0.5, 1.5, 4.0], [1.0] * 6)
        >>> round(found.values[5], 2), round(found.lows[5], 2), round(found.highs[5], 2)
        (2.86, 1.07, 4.98)
    """
    y, s = checked_effects(effects, errors, of="group")
    if y.size < LEAST_GROUPS:
        raise checks.refused("effects", y.size, f"{LEAST_GROUPS} groups at least must be there")
    # in units of the typical error, so that the grid has one scale for shares and for money
    scale = math.sqrt(float((s**2).mean()))
    found = learn((y / scale).tolist(), (s / scale).tolist(), level=level, least=LEAST_GROUPS)
    return ShrunkEffects(
        values=tuple((found.values * scale).tolist()),
        lows=tuple((found.lows * scale).tolist()),
        highs=tuple((found.highs * scale).tolist()),
        centre=found.centre * scale,
        spread=math.sqrt(paule_mandel(effects, errors)),
        spread_low=(found.spread_low or 0.0) * scale,
        spread_high=(found.spread_high or 0.0) * scale,
        level=level,
    )
