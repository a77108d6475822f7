"""The exact multinomial test of the arms' sizes, for counts too small for χ²."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Literal, get_args

from stagelift.statistics import checks
from stagelift.statistics.numerics import Floats, np, special
from stagelift.statistics.srm.ratio import checked

if TYPE_CHECKING:
    from collections.abc import Sequence
    from fractions import Fraction

Order = Literal["probability", "chi2"]
TABLES = 1_000_000  # outcomes enumerated at most: a second, and 50 MB
TIES = 1.0 + 1e-7  # values closer than this are one that rounding has split


def exact_multinomial_p(
    counts: Sequence[int], shares: Sequence[Fraction], *, order: Order = "probability"
) -> float | None:
    """The probability, under the planned shares, of sizes as unlikely as those seen.

    Every outcome with the same number of units is counted; nothing is drawn at random. Valid at one
    look only, as χ² is.

    Args:
        counts: Units by arm, at least two arms.
        shares: Planned shares by arm, each > 0, summing to one exactly.
        order: What makes an outcome at least as extreme: `probability` (at most that of the one
            seen) or `chi2` (Pearson's statistic at least that of the one seen).

    Returns:
        The p-value, 0–1; None without units.

    Raises:
        ArgumentError: When an argument is not allowed, or there are more than 1,000,000 outcomes
            (1,412 units in three arms, 179 in four), where χ² is the test to use.

    Reference:
        Cressie & Read 1984, Multinomial goodness-of-fit tests; Radlow & Alf 1975, An alternate
        multinomial assessment of the accuracy of the χ² test of goodness of fit.

    Example:
        >>> from stagelift.statistics.srm import planned_shares
        >>> round(exact_multinomial_p((9, 1), planned_shares((1, 1))), 4)
        0.0215
    """
    sizes, planned = checked(counts, shares)
    checks.one_of("order", order, get_args(Order))
    n, arms = sum(sizes), len(sizes)
    if n == 0:
        return None
    outcomes = math.comb(n + arms - 1, arms - 1)
    if outcomes > TABLES:
        allowed = f"{n:,} units have {outcomes:,} outcomes, at most {TABLES:,} are enumerated"
        raise checks.refused("counts", sizes, allowed)
    expected = np.array([float(share) for share in planned])
    logs, chi2 = _outcomes(n, expected)
    seen = np.array(sizes, dtype=float)
    weights = np.exp(logs)
    if order == "probability":
        own = float(_log_terms(seen, expected).sum()) + math.lgamma(n + 1.0)
        extreme = weights <= math.exp(own) * TIES
    else:
        extreme = chi2 * TIES >= float((seen**2 / (n * expected)).sum())
    return min(1.0, float(weights[extreme].sum() / weights.sum()))


def _log_terms(counts: Floats, shares: Floats | float) -> Floats:
    """What one arm adds to the log of the multinomial probability."""
    return np.asarray(counts * np.log(shares) - special.gammaln(counts + 1.0))


def _outcomes(n: int, shares: Floats) -> tuple[Floats, Floats]:
    """Log-probability and Σ x² / wanted of every split of n units, arm by arm."""
    left = np.array([n])
    logs, squares = np.array([math.lgamma(n + 1.0)]), np.zeros(1)
    for share in shares[:-1]:
        choices = left + 1
        first = np.cumsum(choices) - choices
        own = np.arange(int(choices.sum())) - np.repeat(first, choices)  # 0 to `left`, for each
        logs = np.repeat(logs, choices) + _log_terms(own.astype(float), float(share))
        squares = np.repeat(squares, choices) + own**2 / (n * float(share))
        left = np.repeat(left, choices) - own
    last = float(shares[-1])
    return logs + _log_terms(left.astype(float), last), squares + left**2 / (n * last)
