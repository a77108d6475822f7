"""Standard errors of a mean per member that know of the clusters, with their degrees of freedom."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from stagelift.statistics.clusters.sums import ClusterSums


@dataclass(frozen=True, slots=True)
class ArmError:
    """What one arm adds to the variance of a difference, and to its degrees of freedom.

    Args:
        variance: Variance of the arm's mean per member.
        trace: Trace of the quadratic form of the variance under its working model.
        frobenius: Sum of the squares of the form's entries.

    Example:
        >>> ArmError(0.04, 0.1, 0.002) + ArmError(0.05, 0.1, 0.002)
        ArmError(variance=0.09, trace=0.2, frobenius=0.004)
    """

    variance: float
    trace: float
    frobenius: float

    def __add__(self, other: ArmError) -> ArmError:
        """Independent arms: all three add up."""
        return ArmError(
            self.variance + other.variance,
            self.trace + other.trace,
            self.frobenius + other.frobenius,
        )

    @property
    def se(self) -> float:
        """The standard error."""
        return math.sqrt(self.variance)

    @property
    def df(self) -> float:
        """Satterthwaite's degrees of freedom, trace² / frobenius."""
        return self.trace**2 / self.frobenius


def cr2_error(arm: ClusterSums, *, correlation: float = 0.0) -> ArmError | None:
    """The CR2 variance of a mean per member, in closed form from sums by size of cluster.

    With one mean an arm the leverage of a cluster of n members is n/N, and the adjustment of its
    residual sum is 1/√(1 − n/N): all that differs between clusters of one size is their sum. The
    degrees of freedom are Satterthwaite's for a working model: independent members with Bell and
    McCaffrey, members alike by an intra-cluster correlation with Imbens and Kolesár. Where members
    are alike the former reject too often: 5.7 % of true nulls instead of 4.8 % with twelve
    households an arm, sizes 1 to 8 and a correlation of .34 (simulated).

    Args:
        arm: The arm's clusters.
        correlation: Intra-cluster correlation of the working model, 0–1.

    Returns:
        Variance, trace and Frobenius norm; None below two clusters.

    Reference:
        Bell & McCaffrey 2002, Bias reduction in standard errors for linear regression with
        multi-stage samples; Imbens & Kolesár 2016, Robust standard errors in small samples: some
        practical advice.

    Example:
        >>> from stagelift.statistics.clusters.sums import ClusterSums, SizeSums
        >>> alone = ClusterSums.of([SizeSums(size=1, clusters=4, x=2, xx=2)], scale=1)
        >>> found = cr2_error(alone)  # clusters of one: s² / n with n − 1 degrees of freedom
        >>> round(found.variance, 12), round(found.df, 9)
        (0.083333333333, 3.0)
    """
    n = float(arm.members)
    if arm.clusters < 2:
        return None
    residuals = arm.squared_residuals()
    variance = math.fsum(residuals[one.size] / (1.0 - one.size / n) for one in arm.sizes) / n**2
    # by size: clusters, members, variance of the sum and weight of the adjusted residual
    rows = [
        (
            one.clusters,
            one.size,
            one.size * (1.0 + (one.size - 1.0) * correlation),
            1.0 / math.sqrt(1.0 - one.size / n) / n,
        )
        for one in arm.sizes
    ]
    whole = math.fsum(count * spread for count, _, spread, _ in rows)

    def shared(one: tuple[int, int, float, float], two: tuple[int, int, float, float]) -> float:
        """Covariance of the residual sums of two clusters, weighted: both know of one mean."""
        (_, size1, spread1, weight1), (_, size2, spread2, weight2) = one, two
        both = size1 * size2 * whole / n**2 - (size2 * spread1 + size1 * spread2) / n
        return weight1 * weight2 * both

    trace = frobenius = 0.0
    for row in rows:
        count, _, spread, weight = row
        common = shared(row, row)
        own = weight**2 * spread + common
        trace += count * own
        frobenius += count * (own**2 - common**2)
        frobenius += math.fsum(count * other[0] * shared(row, other) ** 2 for other in rows)
    return ArmError(variance, trace, frobenius)
