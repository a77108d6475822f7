"""A rehearsal on the past: customers nobody treated differently, split at random again and again.

Each split of an event counted over many customers is a draw without replacement, so that counts are
all it takes. Of 500 splits about one in twenty looks like an effect at a confidence of 95 %.
"""

from __future__ import annotations

from dataclasses import dataclass

from stagelift.metrics.kind import LOW_EXPECTED, WindowedMetric
from stagelift.metrics.tally import Tally

SPLITS = 500
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
    from scipy.stats import binom

    from stagelift.statistics.numerics import np
    from stagelift.statistics.proportions.many import differences_of_proportions

    half = tally.n // 2
    chance = np.random.default_rng(SEED)
    first = chance.hypergeometric(tally.k, tally.n - tally.k, half, SPLITS)
    sizes = np.full(SPLITS, half), np.full(SPLITS, tally.n - half)
    found = differences_of_proportions(
        first, sizes[0], tally.k - first, sizes[1], level=confidence, method="score"
    )
    alpha = 1.0 - confidence
    low, high = (int(binom.ppf(tail, SPLITS, alpha)) for tail in (0.005, 0.995))
    return Rehearsal(
        splits=SPLITS,
        alarms=int(np.sum(found.p_value < alpha)),
        low=low,
        high=high,
        n=tally.n,
    )
