"""Two yes/no answers of the same units: McNemar's exact test and Tango's score limits."""

from __future__ import annotations

from stagelift.statistics import checks
from stagelift.statistics.numerics import Booleans, Floats, np, special
from stagelift.statistics.roots import crossing


def mcnemar_p(gained: int, lost: int) -> float:
    """McNemar's exact two-sided p-value: are gains and losses equally likely?

    Args:
        gained: Units with the event in the second answer only.
        lost: Units with the event in the first answer only.

    Returns:
        Twice the smaller tail of a fair coin, at most 1; 1 when no unit changed.

    Raises:
        ArgumentError: When a count is no whole number ≥ 0.

    Reference:
        McNemar 1947, Note on the sampling error of the difference between correlated proportions or
        percentages.

    Example:
        >>> round(mcnemar_p(8, 1), 4)
        0.0391
    """
    gained, lost = checks.whole("gained", gained), checks.whole("lost", lost)
    return min(1.0, 2.0 * float(special.bdtr(min(gained, lost), gained + lost, 0.5)))


def paired_score_limits(n: int, gained: int, lost: int, z: float) -> tuple[float, float]:
    """The differences of two paired shares that Tango's score test does not reject.

    Args:
        n: Units, > 0.
        gained: Units with the event in the second answer only.
        lost: Units with the event in the first answer only; gained + lost ≤ n.
        z: Two-sided critical value.

    Returns:
        Lower and upper limit of (gained − lost) / n, −1 to 1.

    Raises:
        ArgumentError: When a count is not allowed.

    Reference:
        Tango 1998, Equivalence test and confidence interval for the difference in proportions for
        the paired-sample design.

    Example:
        >>> low, high = paired_score_limits(10, 5, 2, 1.959964)
        >>> round(low, 4), round(high, 4)
        (-0.2166, 0.6753)
    """
    b, c = checks.whole("gained", gained), checks.whole("lost", lost)
    checks.events(b + c, n)

    def inside(delta: Floats) -> Booleans:
        first = -b - c + (2 * n - b + c) * delta
        last = -c * delta * (1.0 - delta)
        root = np.sqrt(np.maximum(first**2 - 8.0 * n * last, 0.0))
        rate = np.maximum((root - first) / (4.0 * n), np.maximum(0.0, -delta))
        variance = np.maximum(n * (2.0 * rate + delta * (1.0 - delta)), 0.0)
        return np.asarray(np.abs(b - c - n * delta) <= z * np.sqrt(variance))

    start = np.full(2, (b - c) / n)
    low, high = crossing(inside, start, np.array([-1.0, 1.0]))
    return float(low), float(high)
