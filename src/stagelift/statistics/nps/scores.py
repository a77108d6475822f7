"""Net promoter score in points (−100 to 100): one score, and the difference of two."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Literal, get_args

from stagelift.statistics import checks
from stagelift.statistics.inference import Inference
from stagelift.statistics.paired import paired_score_limits
from stagelift.statistics.quantiles import normal_critical, normal_p

if TYPE_CHECKING:
    from stagelift.statistics.moments import ScoreCounts

NpsMethod = Literal["adjusted_wald", "score"]
POINTS = 100.0
EXTREMES = 0.75  # pseudo-answers added to promoters and to detractors each
PASSIVES = 1.5  # pseudo-answers added to passives


def adjusted(scores: ScoreCounts, weight: float = 1.0) -> tuple[float, float]:
    """Centre and variance of the net share after adding pseudo-answers.

    Args:
        scores: Counts of the answers.
        weight: 1 for all pseudo-answers of a single score, .5 for half of them.

    Returns:
        The net share, −1 to 1, and its variance, > 0.

    Example:
        >>> from stagelift.statistics.moments import ScoreCounts
        >>> centre, variance = adjusted(ScoreCounts((0, 0, 0, 0, 0, 0, 2, 3, 0, 0, 5)))
        >>> round(centre, 4), round(variance, 5)
        (0.2308, 0.0462)
    """
    n = scores.n + weight * (2.0 * EXTREMES + PASSIVES)
    centre = (scores.promoters - scores.detractors) / n
    spread = (scores.promoters + scores.detractors + weight * 2.0 * EXTREMES) / n - centre**2
    return centre, spread / n


def _estimate(scores: ScoreCounts) -> tuple[float, float]:
    """The net share and the variance of it."""
    net = (scores.promoters - scores.detractors) / scores.n
    return net, ((scores.promoters + scores.detractors) / scores.n - net**2) / scores.n


def score_limits(scores: ScoreCounts, z: float) -> tuple[float, float]:
    """The net shares that Tango's score test does not reject.

    Promoters and detractors play the part of the two discordant counts of paired proportions.

    Args:
        scores: Counts of the answers, at least one.
        z: Two-sided critical value.

    Returns:
        Lower and upper limit, −1 to 1.

    Reference:
        Tango 1998, Equivalence test and confidence interval for the difference in proportions for
        the paired-sample design.

    Example:
        >>> from stagelift.statistics.moments import ScoreCounts
        >>> low, high = score_limits(ScoreCounts((0, 0, 0, 0, 0, 0, 2, 3, 0, 0, 5)), 1.959964)
        >>> round(low, 4), round(high, 4)
        (-0.2166, 0.6753)
    """
    return paired_score_limits(scores.n, scores.promoters, scores.detractors, z)


def nps(
    counts: ScoreCounts, *, level: float = 0.95, method: NpsMethod = "adjusted_wald"
) -> Inference:
    """The net promoter score in points with its interval.

    Args:
        counts: Answers by score, 0 to 10.
        level: Confidence level, between 0 and 1.
        method: `adjusted_wald` (adds 3/4, 3/2 and 3/4 answers to detractors, passives and
            promoters; extended where it would miss the estimate) or `score` (Tango).

    Returns:
        The score, −100 to 100, its plain standard error and interval within the same range; null
        with status `no_data` without answers.

    Raises:
        ArgumentError: When the level or the method is not allowed.

    Reference:
        Rocks 2016, Interval estimation for the "Net Promoter Score"; Tango 1998.

    Example:
        >>> from stagelift.statistics.moments import ScoreCounts
        >>> found = nps(ScoreCounts((0, 0, 0, 0, 0, 0, 2, 3, 0, 0, 5)))
        >>> found.value, round(found.low, 2), round(found.high, 2)
        (30.0, -19.05, 65.2)
    """
    z = normal_critical(level)
    checks.one_of("method", method, get_args(NpsMethod))
    if counts.n == 0:
        return Inference(level=level, method=method, status="no_data", note="no answers")
    net, variance = _estimate(counts)
    if method == "score":
        low, high = score_limits(counts, z)
    else:
        centre, spread = adjusted(counts)
        half = z * math.sqrt(spread)
        low, high = centre - half, centre + half
    return Inference(
        value=POINTS * net,
        se=POINTS * math.sqrt(max(variance, 0.0)),
        low=POINTS * max(-1.0, min(low, net)),
        high=POINTS * min(1.0, max(high, net)),
        level=level,
        method=method,
    )


def difference_of_nps(
    counts1: ScoreCounts, counts0: ScoreCounts, *, level: float = 0.95
) -> Inference:
    """The difference of two independent net promoter scores in points, by adjusted Wald.

    Each group gets half of the pseudo-answers of a single score (3/8, 3/4, 3/8), as Agresti and
    Caffo halve theirs between two proportions: over random pairs of distributions with 10 to 100
    answers a group the lowest coverage is .925, against .856 with the full pseudo-answers.

    Args:
        counts1: Answers of the treatment arm, or of the later period.
        counts0: Answers of the control arm, or of the earlier period.
        level: Confidence level, between 0 and 1.

    Returns:
        The effect in points, −200 to 200, with interval and p-value of the same statistic; dual
        unless the interval had to be extended to contain the estimate. Null with status `no_data`
        when a group has no answers.

    Raises:
        ArgumentError: When the level lies outside (0, 1).

    Reference:
        Rocks 2016, Interval estimation for the "Net Promoter Score"; Agresti & Caffo 2000, Simple
        and effective confidence intervals for proportions and differences of proportions.

    Example:
        >>> from stagelift.statistics.moments import ScoreCounts
        >>> earlier = ScoreCounts((0, 0, 0, 0, 0, 0, 20, 30, 0, 0, 50))
        >>> later = ScoreCounts((0, 0, 0, 0, 0, 0, 10, 30, 0, 0, 60))
        >>> found = difference_of_nps(later, earlier)
        >>> found.value, round(found.low, 2), round(found.high, 2), round(found.p_value, 4)
        (20.0, -0.36, 39.77, 0.0543)
    """
    z, method = normal_critical(level), "adjusted_wald"
    if not (counts1.n and counts0.n):
        return Inference(level=level, method=method, status="no_data", note="no answers in a group")
    (net1, own1), (net0, own0) = _estimate(counts1), _estimate(counts0)
    (centre1, spread1), (centre0, spread0) = adjusted(counts1, 0.5), adjusted(counts0, 0.5)
    gap, centre, se = net1 - net0, centre1 - centre0, math.sqrt(spread1 + spread0)
    low, high = centre - z * se, centre + z * se
    return Inference(
        value=POINTS * gap,
        se=POINTS * math.sqrt(max(own1 + own0, 0.0)),
        low=POINTS * max(-2.0, min(low, gap)),
        high=POINTS * min(2.0, max(high, gap)),
        level=level,
        method=method,
        p_value=normal_p(centre / se),
        dual=low <= gap <= high,
    )
