"""A share of events that come in clusters, such as messages of one customer answered by them."""

from __future__ import annotations

import math

from stagelift.statistics import checks
from stagelift.statistics.inference import Inference
from stagelift.statistics.pairs import PairMoments
from stagelift.statistics.proportions.limits import wilson_limits
from stagelift.statistics.quantiles import t_critical

METHOD = "clustered_wilson"


def clustered_share(
    pair: PairMoments, *, level: float = 0.95, least_effect: float = 1.0
) -> Inference:
    """A share of events with an interval that knows that one unit's events are alike.

    The interval is Wilson's with the effective number of events: their number divided by the
    design effect, the variance of the ratio of sums over that of as many independent events. Its
    quantile is Student's with one degree of freedom less than there are units, because the design
    effect is itself estimated.

    Args:
        pair: Moments per unit of the events counted (x) and all its events (y), 0 ≤ x ≤ y.
        level: Confidence level, between 0 and 1.
        least_effect: Smallest design effect taken, ≥ 1; where no event or every event counts, or
            few units are seen, the effect cannot be told from the data and that of a larger group
            stands in.

    Returns:
        Σx / Σy; `no_data` without events, and `low_n` without an interval for one unit.

    Raises:
        ArgumentError: When the level lies outside (0, 1) or the least effect is below 1.

    Reference:
        Franco, Little, Louis & Slud 2019, Comparative study of confidence intervals for proportions
        in complex sample surveys; Kish 1965, Survey sampling (the design effect).

    Example:
        >>> pair = PairMoments.from_sums(3, 3, 6, 5, 14, 8, scale=1)  # 0 of 1, 1 of 2, 2 of 3
        >>> found = clustered_share(pair)
        >>> found.value, round(found.low, 3), round(found.high, 3)
        (0.5, 0.065, 0.935)
    """
    checks.between("level", level, 0, 1)
    if not checks.finite("least_effect", least_effect) >= 1.0:
        raise checks.refused("least_effect", least_effect, "it must be ≥ 1")
    events = pair.n * pair.mean_y
    if not events:
        return Inference(level=level, method=METHOD, status="no_data", note="no events")
    share = pair.mean_x / pair.mean_y
    if pair.n < 2:
        note = "one customer: how alike its events are cannot be told"
        return Inference(value=share, level=level, method=METHOD, status="low_n", note=note)
    effective = events / max(least_effect, design_effect(pair))
    z = t_critical(level, pair.n - 1)
    low, high = wilson_limits(share * effective, effective, z)
    return Inference(
        value=share,
        se=math.sqrt(share * (1.0 - share) / effective),
        low=max(0.0, min(low, share)),
        high=min(1.0, max(high, share)),
        level=level,
        method=METHOD,
    )


def design_effect(pair: PairMoments) -> float:
    """How many times the variance of a share exceeds that of as many independent events.

    Args:
        pair: Moments per unit of the events counted (x) and all its events (y), 0 ≤ x ≤ y.

    Returns:
        The effect, ≥ 0; 1 where it cannot be told: below two units, or without any variation.

    Example:
        >>> design_effect(PairMoments.from_sums(4, 4, 8, 8, 16, 8, scale=1))  # 0, 0, 2 and 2 of 2
        2.6666666666666665
    """
    share = pair.mean_x / pair.mean_y if pair.mean_y else 0.0
    if pair.n < 2 or not 0.0 < share < 1.0:
        return 1.0
    spread = pair.m2_x - 2.0 * share * pair.m_xy + share * share * pair.m2_y
    variance = max(0.0, spread) / (pair.n - 1) / pair.n / pair.mean_y**2
    return variance * pair.n * pair.mean_y / (share * (1.0 - share))
