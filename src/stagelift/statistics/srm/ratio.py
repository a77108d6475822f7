"""Sample ratio mismatch: do the sizes of the arms fit the planned shares?"""

from __future__ import annotations

import math
from dataclasses import dataclass
from fractions import Fraction
from typing import TYPE_CHECKING

from stagelift.statistics import checks
from stagelift.statistics.tails import chi_square_above

if TYPE_CHECKING:
    from collections.abc import Sequence

    from stagelift.statistics.inference import Status

# The weight of the planned shares in the alternative: broken shares of an even split are expected
# about sqrt(1/4/1,000) = 1.6 points off. A weight of 10,000 would let 60/40 pass among 2,000 units
# (p .0014); one of 100 needs 1 more unit of log-evidence for half a point among 100,000.
CONCENTRATION = 1_000.0


@dataclass(frozen=True, slots=True, kw_only=True)
class SampleRatio:
    """What the sizes of the arms say about the assignment.

    Args:
        p_value: χ² p-value of the planned shares, valid at one look only; None without units.
        sequential_p: Always-valid p-value; this one decides. None without units.
        counts: Units by arm.
        shares: Planned shares by arm.
        status: `ok`, or `no_data` without units.

    Example:
        >>> sample_ratio((5000, 4500), (Fraction(1, 2), Fraction(1, 2))).blocks()
        True
    """

    p_value: float | None
    sequential_p: float | None
    counts: tuple[int, ...]
    shares: tuple[Fraction, ...]
    status: Status = "ok"

    def blocks(self, alpha: float = 0.001) -> bool:
        """Whether the always-valid p-value is below alpha, so that no result may be read.

        Args:
            alpha: Error rate of this check, between 0 and 1; divide it by the number of checks.

        Returns:
            True when the shares are broken.

        Raises:
            ArgumentError: When alpha lies outside (0, 1).
        """
        checks.between("alpha", alpha, 0, 1)
        return self.sequential_p is not None and self.sequential_p < alpha


def planned_shares(weights: Sequence[Fraction | int | float | str]) -> tuple[Fraction, ...]:
    """Shares that sum to one exactly, from weights such as 9 to 1, or 0.3, 0.3 and 0.4.

    Args:
        weights: One per arm, at least two, each > 0: whole numbers, fractions, decimals, or text
            such as "1/3". A float is read as the decimal it prints as.

    Returns:
        Each weight over their sum.

    Raises:
        ArgumentError: When a weight is not a number > 0, or there are fewer than two.

    Example:
        >>> planned_shares((9, 1)), planned_shares((0.3, 0.3, 0.4))[2]
        ((Fraction(9, 10), Fraction(1, 10)), Fraction(2, 5))
    """
    if len(weights) < 2:
        raise checks.refused("weights", tuple(weights), "there must be one per arm, at least two")
    exact = []
    for i, weight in enumerate(weights):
        try:
            one = Fraction(str(weight))
        except (ValueError, ZeroDivisionError):
            one = Fraction(0)  # refused below with what is no number
        if one <= 0:
            msg = f"weights[{i}]"
            raise checks.refused(msg, weight, "it must be a number > 0")
        exact.append(one)
    return tuple(one / sum(exact) for one in exact)


def sample_ratio(
    counts: Sequence[int], shares: Sequence[Fraction], *, concentration: float = CONCENTRATION
) -> SampleRatio:
    """The tests of the arms' sizes against the planned shares.

    The sequential p-value is 1 over the Bayes factor of a Dirichlet-multinomial, centred on the
    planned shares with weight 1,000, against the planned multinomial: under correct assignment it
    falls below α at any look whatsoever with probability at most α, whatever the weight, if it is
    chosen beforehand.

    Args:
        counts: Units by arm, at least two arms.
        shares: Planned shares by arm, each > 0, summing to one exactly (`planned_shares`).
        concentration: Weight of the planned shares in the alternative, > 0: small finds gross
            faults early, large finds small ones among many units.

    Returns:
        Both p-values; null with status `no_data` without units.

    Raises:
        ArgumentError: When a count is not allowed, lengths differ, shares do not sum to one, or the
            concentration is not > 0.

    Reference:
        Lindon & Malek 2022, Anytime-valid inference for multinomial count data; Fabijan et al.
        2019, Diagnosing sample ratio mismatch in online controlled experiments.

    Example:
        >>> third = Fraction(1, 3)
        >>> found = sample_ratio((21307, 21387, 21306), (third, third, third))
        >>> round(found.p_value, 4), found.sequential_p
        (0.9037, 1.0)
    """
    sizes, planned = checked(counts, shares)
    checks.between("concentration", concentration, 0, math.inf)
    if not sum(sizes):
        return SampleRatio(
            p_value=None, sequential_p=None, counts=sizes, shares=planned, status="no_data"
        )
    seen, expected = tuple(map(float, sizes)), tuple(map(float, planned))
    chi2 = chi_square(seen, expected)
    return SampleRatio(
        p_value=chi_square_above(len(sizes) - 1, chi2),
        sequential_p=math.exp(min(0.0, -log_bayes_factor(seen, expected, concentration))),
        counts=sizes,
        shares=planned,
    )


def checked(
    counts: Sequence[int], shares: Sequence[Fraction]
) -> tuple[tuple[int, ...], tuple[Fraction, ...]]:
    """Counts and planned shares that fit each other.

    Args:
        counts: Units by arm, at least two arms.
        shares: Planned shares by arm, each > 0, summing to one exactly.

    Returns:
        Both as tuples of ints and of fractions.

    Raises:
        ArgumentError: When a count is not allowed, lengths differ, or shares do not sum to one.

    Example:
        >>> checked([3, 4], [Fraction(1, 2), Fraction(1, 2)])[0]
        (3, 4)
    """
    sizes = tuple(checks.whole(f"counts[{i}]", c) for i, c in enumerate(counts))
    for i, share in enumerate(shares):
        if not isinstance(share, Fraction):
            checks.finite(f"shares[{i}]", share)
    planned = tuple(Fraction(share) for share in shares)
    if len(sizes) != len(planned) or len(sizes) < 2:
        allowed = f"counts and shares ({len(planned)}) need one entry per arm, at least two"
        raise checks.refused("counts", sizes, allowed)
    if sum(planned) != 1 or min(planned) <= 0:
        listed = ", ".join(map(str, planned))
        raise checks.refused("shares", listed, "each must be > 0 and their sum exactly 1")
    return sizes, planned


def chi_square(counts: Sequence[float], shares: Sequence[float]) -> float:
    """Pearson's statistic of counts against shares.

    Args:
        counts: Units by arm, not all 0.
        shares: Planned shares by arm, each > 0.

    Returns:
        Σ (seen − wanted)² / wanted.

    Example:
        >>> chi_square((60.0, 40.0), (0.5, 0.5))
        4.0
    """
    total = math.fsum(counts)
    wanted = [share * total for share in shares]
    return math.fsum((seen - due) ** 2 / due for seen, due in zip(counts, wanted, strict=True))


def log_bayes_factor(
    counts: Sequence[float], shares: Sequence[float], concentration: float = CONCENTRATION
) -> float:
    """The log of the evidence of other shares against the planned ones.

    Args:
        counts: Units by arm.
        shares: Planned shares by arm, each > 0.
        concentration: Weight of the planned shares in the alternative, > 0.

    Returns:
        log of the Dirichlet-multinomial likelihood over the multinomial likelihood.

    Reference:
        Lindon & Malek 2022, Anytime-valid inference for multinomial count data.

    Example:
        >>> log_bayes_factor((0.0, 0.0), (0.5, 0.5))
        0.0
    """
    arms = math.fsum(
        math.lgamma(concentration * share + seen)
        - math.lgamma(concentration * share)
        - seen * math.log(share)
        for seen, share in zip(counts, shares, strict=True)
    )
    return arms - math.lgamma(concentration + math.fsum(counts)) + math.lgamma(concentration)
