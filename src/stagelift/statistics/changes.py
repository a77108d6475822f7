"""The change of a share, a mean or a ratio between two periods with partly the same units.

Treating periods as independent is wrong when customers recur: their values usually move together,
which makes the change better known than two independent samples would. All three take each period's
aggregates and what the units in both periods have in common: all → a paired test, some → the
variance with the covariance of the overlap, none → two independent samples.
A change is not an effect: nothing here says why it happened.
"""

from __future__ import annotations

import math
from dataclasses import dataclass, replace

from stagelift.statistics import checks
from stagelift.statistics.inference import Inference
from stagelift.statistics.means import difference_of_means, t_inference, welch_df
from stagelift.statistics.moments import Moments
from stagelift.statistics.paired import mcnemar_p, paired_score_limits
from stagelift.statistics.pairs import PairMoments
from stagelift.statistics.proportions import (
    SMALL,
    difference_of_proportions,
    smallest_expected,
    wilson_limits,
)
from stagelift.statistics.quantiles import normal_critical, normal_p
from stagelift.statistics.ratio import contributions, ratio

ROUNDING = 1e-12  # of the summed variances: less is what is left when all pairs moved alike
CORRELATED_Z = "correlated_z"


@dataclass(frozen=True, slots=True)
class SharedEvents:
    """Counts of the units that are in both periods.

    Args:
        n: Units in both periods.
        later: Of these, units with the event in the later period.
        earlier: Of these, units with the event in the earlier period.
        both: Of these, units with the event in both periods.

    Raises:
        ArgumentError: When a count is no whole number ≥ 0, or no units can have these counts.

    Example:
        >>> shared = SharedEvents(n=100, later=40, earlier=30, both=25)
        >>> shared.gained, shared.lost
        (15, 5)
    """

    n: int
    later: int
    earlier: int
    both: int

    def __post_init__(self) -> None:
        """Refuse what no set of units can have."""
        for name in ("n", "later", "earlier", "both"):
            checks.whole(name, getattr(self, name))
        least, most = max(0, self.later + self.earlier - self.n), min(self.later, self.earlier)
        if not (self.later <= self.n and self.earlier <= self.n and least <= self.both <= most):
            allowed = f"among {self.n} units it must lie between {least} and {most}"
            raise checks.refused("both", self.both, allowed)

    @property
    def gained(self) -> int:
        """Units with the event in the later period only."""
        return self.later - self.both

    @property
    def lost(self) -> int:
        """Units with the event in the earlier period only."""
        return self.earlier - self.both


@dataclass(frozen=True, slots=True)
class SharedProducts:
    """Sums over the units in both periods of products across periods, for ratios Σx / Σy.

    Args:
        n: Units in both periods.
        xx: Σ of later x · earlier x, in the values' own units, not centred.
        xy: Σ of later x · earlier y.
        yx: Σ of later y · earlier x.
        yy: Σ of later y · earlier y.

    Raises:
        ArgumentError: When n is no whole number ≥ 0, or a sum is not finite.

    Example:
        >>> SharedProducts(2, 5.0, 2.0, 3.0, 2.0).n
        2
    """

    n: int
    xx: float
    xy: float
    yx: float
    yy: float

    def __post_init__(self) -> None:
        """Refuse what no set of units can have."""
        checks.whole("n", self.n)
        for name in ("xx", "xy", "yx", "yy"):
            checks.finite(name, getattr(self, name))


def change_of_proportions(
    k1: int, n1: int, k0: int, n0: int, shared: SharedEvents, *, level: float = 0.95
) -> Inference:
    """The change of a share from the earlier to the later period.

    All units shared: McNemar's exact p with Tango's score interval (`mcnemar`; exact and score, so
    not dual). None: as `difference_of_proportions`. Some: a z statistic whose variance, about the
    pooled share, sums each unit's own contribution over both periods, with Newcombe's interval for
    correlated shares (`correlated_z`, not dual; 0 at the ends of the scale does no harm).

    Args:
        k1: Units with the event in the later period.
        n1: Units in the later period.
        k0: Units with the event in the earlier period.
        n0: Units in the earlier period.
        shared: Counts of the units in both.
        level: Confidence level, between 0 and 1.

    Returns:
        The change p1 − p0 (shares); null with `no_data` when a period is empty; with the overlap
        partial and an expected count below 5, `low_n`, as no exact test is known there.

    Raises:
        ArgumentError: When a count or the level is not allowed, or `shared` does not fit in both.

    Reference:
        McNemar 1947; Tango 1998; Derrick, Dobson-McKittrick, Toher & White 2015, Test statistics
        for comparing two proportions with partially overlapping samples; Newcombe 1998, Improved
        confidence intervals for the difference between binomial proportions based on paired data.

    Example:
        >>> shared = SharedEvents(n=100, later=40, earlier=30, both=25)
        >>> all_of_them = change_of_proportions(40, 100, 30, 100, shared)
        >>> round(all_of_them.low, 4), round(all_of_them.high, 4), round(all_of_them.p_value, 4)
        (0.0134, 0.1924, 0.0414)
        >>> some = change_of_proportions(60, 150, 45, 150, shared)
        >>> round(some.low, 4), round(some.high, 4), round(some.p_value, 4)
        (0.0155, 0.1824, 0.0218)
    """
    k1, n1 = checks.events(k1, n1, arm="1")
    k0, n0 = checks.events(k0, n0, arm="0")
    z = normal_critical(level)
    _fits((k1, n1), (k0, n0), shared)
    if not (n1 and n0):
        return _empty(n1, n0, "score", level)
    if shared.n == 0:
        return difference_of_proportions(k1, n1, k0, n0, level=level)
    gap, expected = k1 / n1 - k0 / n0, smallest_expected(k1, n1, k0, n0)
    if shared.n == n1 == n0:
        low, high = paired_score_limits(n1, shared.gained, shared.lost, z)
        p_value, method = mcnemar_p(shared.gained, shared.lost), "mcnemar"
        se = math.sqrt(max(shared.gained + shared.lost - n1 * gap * gap, 0.0)) / n1
    else:
        low, high, se = _correlated((k1, n1), (k0, n0), shared, z)
        p_value, method = _pooled_p((k1, n1), (k0, n0), shared), CORRELATED_Z
    few = method == CORRELATED_Z and expected < SMALL
    note = f"an expected count is {expected:.1f}; {SMALL:g} are needed when periods share units"
    return Inference(
        value=gap,
        se=se,
        low=min(low, gap),
        high=max(high, gap),
        level=level,
        method=method,
        p_value=p_value,
        dual=False,
        status="low_n" if few else "ok",
        note=note if few else "",
    )


def change_of_means(
    later: Moments, earlier: Moments, shared: PairMoments, *, level: float = 0.95
) -> Inference:
    """The change of a mean from the earlier to the later period.

    The statistic is the paired t when all units are shared (`paired_t`), Welch's when none is
    (`welch`), and between them (`partly_paired_t`) has the covariance of the shared units taken
    about each period's own mean: then every unit of either period is one cluster, whoever returns.

    Args:
        later: Moments of the later period; +1, 0, −1 of `ScoreCounts.moments` for an NPS.
        earlier: Moments of the earlier period.
        shared: Pair moments of the units in both: x later, y earlier.
        level: Confidence level, between 0 and 1.

    Returns:
        The change in the value's unit with interval and p-value of the same statistic (dual); as
        `difference_of_means` when a period has fewer than two units; `degenerate` when no unit
        moved differently from another.

    Raises:
        ArgumentError: When the level is not allowed, or `shared` has more units than a period.

    Reference:
        Derrick, Russ, Toher & White 2017, Test statistics for the comparison of means for two
        samples that include both paired and independent observations (degrees of freedom); Deng,
        Knoblich & Lu 2018, Applying the delta method in metric analytics.

    Example:
        >>> later, earlier = Moments(50, 12.0, 441.0, 0.0), Moments(50, 10.0, 441.0, 0.0)
        >>> shared = PairMoments(50, 12.0, 10.0, 441.0, 441.0, 341.0)
        >>> found = change_of_means(later, earlier, shared)
        >>> found.value, round(found.low, 3), round(found.high, 3), found.method
        (2.0, 1.426, 2.574, 'paired_t')
    """
    gap_x, gap_y = shared.mean_x - later.mean, shared.mean_y - earlier.mean
    cross = shared.m_xy + shared.n * gap_x * gap_y
    return _change(later, earlier, shared.n, cross, level)


def change_of_ratios(
    later: PairMoments, earlier: PairMoments, shared: SharedProducts, *, level: float = 0.95
) -> Inference:
    """The change of a ratio of sums from the earlier to the later period, by the delta method.

    Args:
        later: Moments of numerator x and denominator y per unit in the later period.
        earlier: The same in the earlier period.
        shared: Products across periods over the units in both.
        level: Confidence level, between 0 and 1.

    Returns:
        The change in the ratio's unit with interval and p-value of the same statistic (dual), as
        `change_of_means` of the units' contributions; without an interval where one of the ratios
        has none, with its reason, and null with `no_data` where one does not exist.

    Raises:
        ArgumentError: When the level is not allowed, or `shared` has more units than a period.

    Reference:
        Deng, Knoblich & Lu 2018, Applying the delta method in metric analytics.

    Example:
        >>> later = PairMoments(n=100, mean_x=36.0, mean_y=1.5, m2_x=9900.0, m2_y=99.0, m_xy=693.0)
        >>> earlier = PairMoments(n=80, mean_x=30.0, mean_y=1.5, m2_x=9900.0, m2_y=99.0, m_xy=693.0)
        >>> found = change_of_ratios(later, earlier, SharedProducts(0, 0.0, 0.0, 0.0, 0.0))
        >>> found.value, round(found.low, 2), round(found.high, 2)
        (4.0, 0.56, 7.44)
    """
    checks.between("level", level, 0, 1)
    now, before = ratio(later, level=level), ratio(earlier, level=level)
    for which, found in (("later", now), ("earlier", before)):
        if found.status == "no_data":
            note = f"{found.note} in the {which} period"
            return Inference(level=level, method="delta", status="no_data", note=note)
    r1, r0 = later.mean_x / later.mean_y, earlier.mean_x / earlier.mean_y
    for which, found in (("later", now), ("earlier", before)):
        if found.status == "low_n":
            note = f"{found.note} in the {which} period"
            return Inference(value=r1 - r0, level=level, method="delta", status="low_n", note=note)
    no_cubes = (0.0, 0.0, 0.0, 0.0)  # only a gate reads the third moment
    cross = shared.xx - r0 * shared.xy - r1 * shared.yx + r1 * r0 * shared.yy
    cross = cross / later.mean_y / earlier.mean_y
    parts = contributions(later, no_cubes), contributions(earlier, no_cubes)
    return replace(_change(*parts, shared.n, cross, level), method="delta")


def _change(m1: Moments, m0: Moments, n: int, cross: float, level: float) -> Inference:
    """The t statistic with the cross product of n shared units about both periods' means."""
    if n > min(m1.n, m0.n):
        allowed = f"a period has no more than {min(m1.n, m0.n)} units"
        raise checks.refused("shared.n", n, allowed)
    found, welch = difference_of_means(m1, m0, level=level), welch_df(m1, m0)
    if found.status == "no_data":
        return _empty(m1.n, m0.n, found.method, level)
    if found.status == "low_n":
        return replace(found, note="a period with one unit has no spread")
    if n == 0 or welch is None or m1.se is None or m0.se is None or found.value is None:
        return found
    method = "paired_t" if n == m1.n == m0.n else "partly_paired_t"
    # the same n / (n − 1) as in both variances: with all units shared it is the paired t exactly
    covariance = cross / math.sqrt((m1.n - 1) * m1.n) / math.sqrt((m0.n - 1) * m0.n)
    apart = m1.se**2 + m0.se**2
    variance = apart - 2.0 * covariance
    if variance <= ROUNDING * apart:
        note = "all units moved alike"
        return Inference(
            value=found.value, se=0.0, level=level, method=method, status="degenerate", note=note
        )
    alone = m1.n + m0.n - 2 * n
    df = n - 1 + (welch - n + 1) * alone / (m1.n + m0.n)
    return t_inference(found.value, math.sqrt(variance), df, level=level, method=method)


def _empty(n1: int, n0: int, method: str, level: float) -> Inference:
    which = "the later period" if n0 else "the earlier period" if n1 else "either period"
    return Inference(level=level, method=method, status="no_data", note=f"no units in {which}")


Counts = tuple[int, int]  # units with the event, units


def _fits(later: Counts, earlier: Counts, shared: SharedEvents) -> None:
    periods = (("later", later, shared.later), ("earlier", earlier, shared.earlier))
    for name, (k, n), events in periods:
        if shared.n > n or events > k or shared.n - events > n - k:
            allowed = f"they must be among the {name} period's {n} units, {k} with the event"
            raise checks.refused("shared", shared, allowed)


def _cross(shared: SharedEvents, centre1: float, centre0: float) -> float:
    """Sum over the shared units of both deviations' product."""
    own = shared.both - centre0 * shared.later - centre1 * shared.earlier
    return own + shared.n * centre1 * centre0


def _correlated(
    later: Counts, earlier: Counts, shared: SharedEvents, z: float
) -> tuple[float, float, float]:
    """Newcombe's limits of two correlated shares, and the standard error of their difference."""
    (k1, n1), (k0, n0) = later, earlier
    p1, p0 = k1 / n1, k0 / n0
    v1, v0 = p1 * (1.0 - p1) / n1, p0 * (1.0 - p0) / n0
    covariance = _cross(shared, p1, p0) / n1 / n0
    rho = covariance / math.sqrt(v1 * v0) if v1 > 0.0 and v0 > 0.0 else 0.0
    (low1, high1), (low0, high0) = wilson_limits(k1, n1, z), wilson_limits(k0, n0, z)

    def reach(own: float, other: float) -> float:
        return math.sqrt(max(own * own - 2.0 * rho * own * other + other * other, 0.0))

    gap = p1 - p0
    se = math.sqrt(max(v1 + v0 - 2.0 * covariance, 0.0))
    return gap - reach(p1 - low1, high0 - p0), gap + reach(high1 - p1, p0 - low0), se


def _pooled_p(later: Counts, earlier: Counts, shared: SharedEvents) -> float:
    """The p-value of equal shares, each unit's contribution taken about the pooled share.

    A sum of squares over units, so never negative; for equal periods without overlap the pooled z.
    """
    (k1, n1), (k0, n0) = later, earlier
    pooled = (k1 + k0) / (n1 + n0)
    gap = k1 / n1 - k0 / n0

    def squares(k: int, n: int) -> float:
        return k * (1.0 - pooled) ** 2 + (n - k) * pooled**2

    own = squares(k1, n1) / n1**2 + squares(k0, n0) / n0**2
    variance = own - 2.0 * _cross(shared, pooled, pooled) / n1 / n0
    return normal_p(gap / math.sqrt(variance)) if variance > ROUNDING * own else 1.0
