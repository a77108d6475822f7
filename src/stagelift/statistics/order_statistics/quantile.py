"""One quantile with its interval from order statistics: exact, interpolated, clustered."""

from __future__ import annotations

import math
from dataclasses import replace
from typing import Literal, get_args

from stagelift.statistics import checks
from stagelift.statistics.inference import Inference
from stagelift.statistics.numerics import special
from stagelift.statistics.order_statistics.values import ValueCounts
from stagelift.statistics.pairs import PairMoments
from stagelift.statistics.quantiles import t_critical
from stagelift.statistics.ratio import ratio

QuantileMethod = Literal["exact", "interpolated"]
AGREE = 1e-9  # relative, of totals that the clusters and the values both give


def quantile(
    table: ValueCounts,
    p: float = 0.5,
    *,
    level: float = 0.95,
    method: QuantileMethod = "exact",
) -> Inference:
    """A quantile with an interval between two order statistics, which asks for no distribution.

    The exact interval covers at least the level, whatever the distribution, ties included; each
    side errs by at most half. The interpolated one moves each limit towards the next inner order
    statistic as far as the binomial leaves room; it is for continuous values.

    Args:
        table: Values and how many units have each.
        p: Share below the quantile, between 0 and 1; the median by default.
        level: Confidence level, between 0 and 1.
        method: `exact` or `interpolated`.

    Returns:
        The quantile in the values' unit. A limit is null, with a note, where too few units lie
        beyond it to bound it; without units null with `no_data`.

    Raises:
        ArgumentError: When p, the level or the method is not allowed.

    Reference:
        Thompson 1936, On confidence ranges for the median and other expectation distributions for
        populations of unknown distribution form (exact); Hettmansperger & Sheather 1986, Confidence
        intervals based on interpolated order statistics; Nyblom 1992, Note on interpolated order
        statistics (for any quantile).

    Example:
        >>> table = ValueCounts(range(1, 21), [1] * 20)
        >>> found, between = quantile(table), quantile(table, method="interpolated")
        >>> found.value, found.low, found.high, round(between.low, 3), round(between.high, 3)
        (10.5, 6.0, 15.0, 6.235, 14.765)
    """
    p, tail = checks.between("p", p, 0, 1), (1.0 - checks.between("level", level, 0, 1)) / 2.0
    checks.one_of("method", method, get_args(QuantileMethod))
    found = Inference(level=level, method=method)
    if not table.n:
        return replace(found, status="no_data", note="no units")
    lower = _lower_rank(table.n, p, tail)
    # the upper limit is the lower one of 1 − p with ranks counted from the top
    upper = _lower_rank(table.n, 1.0 - p, tail)
    low = _limit(table, lower, p, tail, method=method, top=False)
    high = _limit(table, upper, 1.0 - p, tail, method=method, top=True)
    missing = [name for name, limit in (("lower", low), ("upper", high)) if limit is None]
    note = f"too few of {table.n} units to bound it: no {' and '.join(missing)} limit"
    return replace(found, value=table.quantile(p), low=low, high=high, note=note if missing else "")


def clustered_quantile(
    table: ValueCounts, clusters: PairMoments, p: float = 0.5, *, level: float = 0.95
) -> Inference:
    """A quantile of values that come in clusters, with order statistics at adjusted ranks.

    The share of values at or below the quantile is a ratio of sums over clusters; its delta-method
    error, times z, says how far from p the ranks of the limits lie. The cluster is the unit that
    was randomised, such as a customer with many sessions.

    Args:
        table: Values of all sessions and how many have each.
        clusters: Per cluster, values at or below the sample quantile (x) and all values (y).
        p: Share below the quantile, between 0 and 1.
        level: Confidence level, between 0 and 1.

    Returns:
        The quantile and its interval; a limit is null, with a note, where the ranks leave 0 to n.
        Null limits with a reason when the clusters do not tell an error.

    Raises:
        ArgumentError: When p or the level is not allowed, or the clusters do not add up to the
            table.

    Reference:
        Deng, Knoblich & Lu 2018, Applying the delta method in metric analytics.

    Example:
        >>> table = ValueCounts(range(1, 401), [1] * 400)
        >>> clusters = PairMoments(n=100, mean_x=2.0, mean_y=4.0, m2_x=250.0, m2_y=0.0, m_xy=0.0)
        >>> found = clustered_quantile(table, clusters)
        >>> found.value, found.low, found.high
        (200.5, 169.0, 232.0)
    """
    p = checks.between("p", p, 0, 1)
    found = Inference(level=checks.between("level", level, 0, 1), method="clustered")
    if not table.n:
        return replace(found, status="no_data", note="no units")
    value = table.quantile(p)
    error = share_error(table, clusters, p)
    if error.se is None or error.status != "ok":
        return replace(found, value=value, status=error.status, note=error.note)
    reach = t_critical(level, clusters.n - 1) * error.se * table.n
    first, last = math.ceil(table.n * p - reach), math.floor(table.n * p + reach) + 1
    low = table.ranked(first) if first >= 1 else None
    high = table.ranked(last) if last <= table.n else None
    missing = [name for name, limit in (("lower", low), ("upper", high)) if limit is None]
    note = f"the clusters vary too much to bound it: no {' and '.join(missing)} limit"
    return replace(found, value=value, low=low, high=high, note=note if missing else "")


def share_error(table: ValueCounts, clusters: PairMoments, p: float) -> Inference:
    """The share of values at or below a sample quantile, with its error from clusters.

    Args:
        table: Values and how many there are of each.
        clusters: Per cluster, values at or below the sample quantile (x) and all values (y).
        p: Share below the quantile, between 0 and 1.

    Returns:
        A ratio of sums with its delta-method standard error, and as `ratio` where there is none.

    Raises:
        ArgumentError: When p is not allowed, or the clusters do not add up to the table.

    Reference:
        Deng, Knoblich & Lu 2018, Applying the delta method in metric analytics.

    Example:
        >>> clusters = PairMoments(n=50, mean_x=1.0, mean_y=2.0, m2_x=50.0, m2_y=0.0, m_xy=0.0)
        >>> round(share_error(ValueCounts(range(100), [1] * 100), clusters, 0.5).se, 4)
        0.0714
    """
    value = table.quantile(p)
    below = 0 if value is None else int(table.counts[table.values <= value].sum())
    for name, total, counted in (
        ("values in clusters", clusters.n * clusters.mean_y, table.n),
        ("values in clusters at or below the quantile", clusters.n * clusters.mean_x, below),
    ):
        if abs(total - counted) > AGREE * max(counted, 1):
            raise checks.refused(name, total, f"the table has {counted}")
    return ratio(clusters)


def binomial_below(k: int, n: int, p: float) -> float:
    """The chance of fewer than k among n, each with chance p.

    Args:
        k: 1 to n.
        n: Units, > 0.
        p: The chance of one, between 0 and 1.

    Returns:
        P(Binomial(n, p) < k), by the incomplete beta, as scipy.special's binomial breaks above 2³¹.

    Example:
        >>> binomial_below(1, 2, 0.5)
        0.25
    """
    return float(special.betainc(float(n - k + 1), float(k), 1.0 - p))


def _lower_rank(n: int, p: float, tail: float) -> int:
    """The largest rank whose value exceeds the quantile with at most the tail's chance, or 0."""
    low, high = 0, n  # at rank r the chance is P(Binomial(n, p) ≤ r − 1)
    while low < high:
        middle = (low + high + 1) // 2
        if binomial_below(middle, n, p) <= tail:
            low = middle
        else:
            high = middle - 1
    return low


def _limit(
    table: ValueCounts, rank: int, p: float, tail: float, *, method: str, top: bool
) -> float | None:
    """The value of a rank from the bottom or top, or a point between it and the next inner one."""
    if rank == 0:
        return None

    def value(at: int) -> float:
        return table.ranked(table.n + 1 - at if top else at)

    if method == "exact" or rank == table.n:
        return value(rank)
    outer, inner = (binomial_below(r, table.n, p) for r in (rank, rank + 1))
    share = (tail - outer) / (inner - outer)
    # the quantile lies between both ranks at distances that go as p/rank and (1 − p)/(n − rank)
    toward = share * (table.n - rank) * p
    weight = toward / (toward + (1.0 - share) * rank * (1.0 - p))
    return (1.0 - weight) * value(rank) + weight * value(rank + 1)
