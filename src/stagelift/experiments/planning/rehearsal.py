"""A rehearsal on the past: customers nobody treated differently, split at random again and again.

Each split of an event counted over many customers is a draw without replacement, so that counts are
all it takes. Of other values the sums of a thousand hashed groups of customers are split. Of 500
splits about one in twenty looks like an effect at a confidence of 95 %.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from stagelift.journey.figures import LOW_EXPECTED
from stagelift.metrics.kind import WindowedMetric
from stagelift.metrics.tally import Tally

SPLITS = 500
LEAST_GROUPS = 200  # of a thousand; fewer have too uneven sums for the delta method
SEED = 20260101  # the same history gives the same rehearsal


@dataclass(frozen=True, slots=True, kw_only=True)
class Rehearsal:
    """False alarms among random splits of the past.

    Args:
        splits: How many.
        alarms: In how many the two halves differ at the plan's confidence.
        low: Fewest alarms a sound test gives, at 99 %.
        high: Most of them.
        n: Customers split.
    """

    splits: int
    alarms: int
    low: int
    high: int
    n: int

    @property
    def share(self) -> float:
        """Share of splits with an alarm."""
        return self.alarms / self.splits

    @property
    def sound(self) -> bool:
        """Whether the alarms are as many as chance gives."""
        return self.low <= self.alarms <= self.high


def rehearse(metric: WindowedMetric, tally: Tally, confidence: float) -> Rehearsal | None:
    """The rehearsal of a share's test in two halves.

    Args:
        metric: The primary metric.
        tally: Its history.
        confidence: The plan's confidence.

    Returns:
        The rehearsal; None for other metrics than shares, and where events are too few to test.
    """
    if not metric.binary or tally.k is None or min(tally.k, tally.n - tally.k) < 4 * LOW_EXPECTED:
        return None
    from stagelift.statistics.numerics import np
    from stagelift.statistics.proportions.many import differences_of_proportions

    half = tally.n // 2
    chance = np.random.default_rng(SEED)
    first = chance.hypergeometric(tally.k, tally.n - tally.k, half, SPLITS)
    sizes = np.full(SPLITS, half), np.full(SPLITS, tally.n - half)
    found = differences_of_proportions(
        first, sizes[0], tally.k - first, sizes[1], level=confidence, method="score"
    )
    return counted(int(np.sum(found.p_value < 1.0 - confidence)), tally.n, confidence)


def counted(alarms: int, n: int, confidence: float) -> Rehearsal:
    """A rehearsal of 500 splits with the alarms a sound test gives.

    Args:
        alarms: False alarms.
        n: Customers split.
        confidence: The plan's confidence.

    Returns:
        The rehearsal.
    """
    from scipy.stats import binom

    low, high = (int(binom.ppf(tail, SPLITS, 1.0 - confidence)) for tail in (0.005, 0.995))
    return Rehearsal(splits=SPLITS, alarms=alarms, low=low, high=high, n=n)


def rehearse_groups(
    sums: Sequence[tuple[int, float, float]], confidence: float
) -> Rehearsal | None:
    """The rehearsal of a mean's or a ratio's test in two halves of hashed groups of customers.

    Args:
        sums: Customers, sum of the value, and sum of what divides it, by group.
        confidence: The plan's confidence.

    Returns:
        The rehearsal; None with too few groups, or where nothing varies.

    Reference:
        Deng, Knoblich & Lu 2018, Applying the delta method in metric analytics.
    """
    from statistics import NormalDist

    from stagelift.statistics.numerics import np

    groups = len(sums)
    if groups < LEAST_GROUPS:
        return None
    table = np.array(sums, dtype=float)
    top, bottom = table[:, 1], table[:, 2]
    chance, half = np.random.default_rng(SEED), groups // 2
    levels, variances = [], []
    picks = np.argsort(chance.random((SPLITS, groups)), axis=1)
    for part in (picks[:, :half], picks[:, half:]):
        x, y = top[part], bottom[part]
        ratio = x.sum(axis=1) / y.sum(axis=1)
        off = x - ratio[:, None] * y
        size = part.shape[1]
        levels.append(ratio)
        variances.append(size * off.var(axis=1, ddof=1) / y.sum(axis=1) ** 2)
    errors = np.sqrt(variances[0] + variances[1])
    if not np.all(errors > 0.0):
        return None
    z = NormalDist().inv_cdf(0.5 + confidence / 2.0)
    alarms = int(np.sum(np.abs(levels[0] - levels[1]) > z * errors))
    return counted(alarms, int(table[:, 0].sum()), confidence)
