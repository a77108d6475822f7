"""Log-rank tests: do groups leave at the same rate at every time?"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import reduce
from operator import add

from stagelift.statistics import checks
from stagelift.statistics.inference import Inference, Status
from stagelift.statistics.numerics import Floats, np, special
from stagelift.statistics.quantiles import normal_critical, normal_p
from stagelift.statistics.survival.curve import known_until
from stagelift.statistics.survival.product_limit import product_limit
from stagelift.statistics.survival.table import EventTable

METHOD = "log_rank"
SINGULAR = 1e-10  # share of the largest variance below which a contrast has none


@dataclass(frozen=True, slots=True, kw_only=True)
class LogRank:
    """What a log-rank test says of two or more groups.

    Args:
        chi_square: The statistic; None when nothing can be tested.
        df: Its degrees of freedom, the groups that can be compared less one.
        p_value: Two-sided p-value of equal rates, or None.
        z: With two groups, the statistic's signed root: > 0 when the first leaves sooner.
        observed: Exits of each group, weighted if weights are in use.
        expected: Exits expected at equal rates, weighted likewise.
        variance: With two groups, the variance of observed − expected: the information.
        method: `log_rank`, or `fleming_harrington` with its powers.
        status: `ok`, or why nothing can be tested.
        note: The reason in words.

    Example:
        >>> log_rank([EventTable([1], [1]), EventTable([2], [1])]).observed
        (1.0, 1.0)
    """

    chi_square: float | None = None
    df: int = 0
    p_value: float | None = None
    z: float | None = None
    observed: tuple[float, ...] = ()
    expected: tuple[float, ...] = ()
    variance: float | None = None
    method: str = METHOD
    status: Status = "ok"
    note: str = ""


def log_rank(groups: Sequence[EventTable], *, rho: float = 0.0, gamma: float = 0.0) -> LogRank:
    """The log-rank test of equal rates of leaving in two or more groups.

    At each time the exits are compared with those expected from the shares at risk; the variance is
    the hypergeometric one, right with ties. It is powerful when rates are proportional, and weak
    when curves cross (there the difference of restricted means is asked).

    Args:
        groups: One table per group, at least two; exits of any cause (`EventTable.of` picks one).
        rho: Power of S(t−) in the weight, ≥ 0; > 0 weighs early differences.
        gamma: Power of 1 − S(t−) in the weight, ≥ 0; > 0 weighs late differences.

    Returns:
        χ² with its p-value, and z for two groups; no interval, as no compatible one exists. Null
        with `no_data` when no exit happens while two groups are at risk.

    Raises:
        ArgumentError: When there are fewer than two groups, or a power is negative.

    Reference:
        Mantel 1966, Evaluation of survival data and two new rank order statistics arising in its
        consideration; Peto & Peto 1972, Asymptotically efficient rank invariant test procedures;
        Fleming & Harrington 1991, Counting processes and survival analysis, chapter 7 (weights).

    Example:
        >>> early = EventTable([1, 2, 3], [4, 3, 1], censored=[0, 0, 2])
        >>> late = EventTable([2, 3, 5], [1, 2, 3], censored=[0, 0, 4])
        >>> found = log_rank([early, late])
        >>> round(found.chi_square, 3), found.df, round(found.p_value, 4), round(found.z, 3)
        (6.852, 1, 0.0089, 2.618)
    """
    return stratified_log_rank([groups], rho=rho, gamma=gamma)


def stratified_log_rank(
    strata: Sequence[Sequence[EventTable]], *, rho: float = 0.0, gamma: float = 0.0
) -> LogRank:
    """The log-rank test of groups compared within strata only.

    Observed less expected exits and their covariances are added over the strata, so strata may
    differ in level as they like.

    Args:
        strata: For each stratum one table per group, in the same order everywhere; an empty table
            where a stratum has no units of a group.
        rho: Power of S(t−) in the weight, ≥ 0, with S of the stratum.
        gamma: Power of 1 − S(t−) in the weight, ≥ 0.

    Returns:
        As `log_rank`.

    Raises:
        ArgumentError: When strata differ in their number of groups, there are fewer than two, or a
            power is negative.

    Reference:
        Mantel & Haenszel 1959, Statistical aspects of the analysis of data from retrospective
        studies of disease; Kalbfleisch & Prentice 2002, The statistical analysis of failure time
        data, section 1.4 (strata).

    Example:
        >>> early, late = EventTable([1, 2], [3, 2]), EventTable([2, 3], [2, 3])
        >>> found = stratified_log_rank([[early, late], [late, early]])
        >>> found.z, found.p_value
        (0.0, 1.0)
    """
    powers = tuple(_power(*given) for given in (("rho", rho), ("gamma", gamma)))
    sizes = {len(groups) for groups in strata}
    if len(sizes) != 1 or min(sizes) < 2:
        allowed = "each stratum needs the same groups, at least two"
        raise checks.refused("groups", tuple(len(groups) for groups in strata), allowed)
    method = METHOD if not any(powers) else f"fleming_harrington({rho:g}, {gamma:g})"
    broken = _broken(strata) if any(powers) else ""
    if broken:
        return LogRank(method=method, status="not_identifiable", note=broken)
    observed, expected, covariance = (
        sum(parts) for parts in zip(*(_score(groups, *powers) for groups in strata), strict=True)
    )
    return _tested(np.asarray(observed), np.asarray(expected), np.asarray(covariance), method)


def peto_hazard_ratio(test: LogRank, *, level: float = 0.95) -> Inference:
    """The ratio of two groups' rates of leaving that a log-rank test implies, in one step.

    Its interval and the test's p-value come from one statistic. It is near the ratio of
    proportional rates while that is moderate, and too near 1 for ratios beyond about 2 or 1/2.

    Args:
        test: An unweighted log-rank test of two groups, stratified or not.
        level: Confidence level, between 0 and 1.

    Returns:
        exp((observed − expected) / variance) of the first group over the second, with its interval
        (dual); null with the test's status where nothing could be tested.

    Raises:
        ArgumentError: When the level is not allowed, or the test is weighted or of more groups.

    Reference:
        Peto et al. 1977, Design and analysis of randomized clinical trials requiring prolonged
        observation of each patient, part II; Yusuf et al. 1985, Beta blockade during and after
        myocardial infarction (one-step estimate).

    Example:
        >>> early = EventTable([1, 2, 3], [4, 3, 1], censored=[0, 0, 2])
        >>> late = EventTable([2, 3, 5], [1, 2, 3], censored=[0, 0, 4])
        >>> found = peto_hazard_ratio(log_rank([early, late]))
        >>> round(found.value, 3), round(found.low, 3), round(found.high, 3)
        (6.216, 1.583, 24.418)
    """
    critical, method = normal_critical(level), "peto_one_step"
    if test.method != METHOD:
        raise checks.refused("test", test.method, "it must be an unweighted log-rank test")
    if test.status != "ok":
        return Inference(level=level, method=method, status=test.status, note=test.note)
    if test.z is None or test.variance is None:
        raise checks.refused("test", len(test.observed), "it must be of two groups")
    log, se = test.z / math.sqrt(test.variance), 1.0 / math.sqrt(test.variance)
    value = math.exp(log)
    low, high = (math.exp(log + sign * critical * se) for sign in (-1.0, 1.0))
    return Inference(
        value=value,
        se=value * se,
        low=low,
        high=high,
        level=level,
        method=method,
        p_value=test.p_value,
        dual=True,
    )


def _score(groups: Sequence[EventTable], rho: float, gamma: float) -> tuple[Floats, Floats, Floats]:
    """Observed and expected exits by group, and the covariance of their difference."""
    times = np.unique(np.concatenate([group.times[group.exits > 0] for group in groups]))
    risk = np.array([group.at_risk_at(times) for group in groups], dtype=float)
    exits = np.zeros_like(risk)
    for row, group in zip(exits, groups, strict=True):
        row[np.searchsorted(times, group.times[group.exits > 0])] = group.exits[group.exits > 0]
    n, d = risk.sum(axis=0), exits.sum(axis=0)
    before = np.concatenate([[1.0], product_limit(n, d)])[: n.size]
    weight = before**rho * (1.0 - before) ** gamma
    share = risk / n
    spread = weight**2 * d * (n - d) / np.maximum(n - 1.0, 1.0)
    covariance = np.diag((share * spread).sum(axis=1)) - (share * spread) @ share.T
    return (weight * exits).sum(axis=1), (weight * d * share).sum(axis=1), covariance


def _tested(observed: Floats, expected: Floats, covariance: Floats, method: str) -> LogRank:
    found = LogRank(
        observed=tuple(map(float, observed)), expected=tuple(map(float, expected)), method=method
    )
    gap, spread = observed - expected, covariance.diagonal()
    if spread.max() <= 0.0:
        note = "no exit happens while two groups are at risk and not all leave"
        return replace(found, status="no_data", note=note)
    if observed.size == 2:
        z = float(gap[0] / math.sqrt(spread[0]))
        return replace(
            found,
            z=z,
            chi_square=z * z,
            df=1,
            p_value=normal_p(z),
            variance=float(spread[0]),
        )
    sizes, axes = np.linalg.eigh(covariance)
    kept = sizes > SINGULAR * sizes.max()  # the groups add up to nothing, so one axis has no spread
    rank, chi_square = int(kept.sum()), float(((axes.T @ gap)[kept] ** 2 / sizes[kept]).sum())
    idle = int((spread <= SINGULAR * spread.max()).sum())
    note = f"{idle} of {observed.size} groups have nothing to compare" if idle else ""
    p_value = float(special.chdtrc(rank, chi_square))
    return replace(found, chi_square=chi_square, df=rank, p_value=p_value, note=note)


def _broken(strata: Sequence[Sequence[EventTable]]) -> str:
    """Why weights from the pooled curve are not known, if they are not."""
    for groups in strata:
        pooled = reduce(add, groups)
        _, status, note = known_until(pooled)
        if status == "not_identifiable":
            return f"the weights need the curve of all groups together: {note}"
    return ""


def _power(name: str, value: float) -> float:
    if checks.finite(name, value) < 0.0:
        raise checks.refused(name, value, "it must be ≥ 0")
    return float(value)
