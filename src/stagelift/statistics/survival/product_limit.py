"""Kaplan–Meier: the share of spells still going on, and the time by which a share has left."""

from __future__ import annotations

from dataclasses import replace

from stagelift.statistics import checks
from stagelift.statistics.inference import Inference
from stagelift.statistics.numerics import Booleans, Floats, np, special
from stagelift.statistics.quantiles import normal_critical
from stagelift.statistics.survival.curve import Curve, known_until
from stagelift.statistics.survival.table import Counts, EventTable

METHOD = "kaplan_meier"
ROUNDING = 1e-11  # a product of many shares may miss the share asked for by so much


def product_limit(at_risk: Floats | Counts, exits: Floats | Counts) -> Floats:
    """The product of the shares that stay, time after time.

    Args:
        at_risk: Units at risk at each time, ≥ 0, shape (times,).
        exits: Of these, units that leave, same shape.

    Returns:
        The share still there from each time on, same shape; a time without anyone at risk changes
        nothing, so the caller says how far it may be read.

    Reference:
        Kaplan & Meier 1958, Nonparametric estimation from incomplete observations, equation (2b).

    Example:
        >>> product_limit(np.array([4, 2]), np.array([1, 1])).tolist()
        [0.75, 0.375]
    """
    stay: Floats = 1.0 - np.asarray(exits / np.maximum(at_risk, 1), dtype=float)
    found: Floats = stay.cumprod()
    return found


def greenwood_terms(table: EventTable) -> Floats:
    """What each time adds to the variance of log survival, d / (n (n − d)).

    Args:
        table: The counts.

    Returns:
        Shape (times,); 0 where all who are at risk leave, as everything after is multiplied by a
        survival of 0.

    Reference:
        Greenwood 1926, The natural duration of cancer.

    Example:
        >>> greenwood_terms(EventTable([1, 2], [1, 1], censored=[0, 1])).round(4).tolist()
        [0.1667, 0.5]
    """
    risk, exits = table.at_risk.astype(float), table.exits
    stay = risk - exits
    found: Floats = np.where(stay > 0.0, exits / np.maximum(risk * stay, 1.0), 0.0)
    return found


def kaplan_meier(table: EventTable, *, level: float = 0.95) -> Curve:
    """The share of spells still going on after each time, exits of any cause together.

    Limits are those of log(−log S), which stay within 0 and 1. Before the first exit they come from
    the exact binomial of those at risk, where a standard error of 0 would claim certainty; at S = 0
    the upper one is that of the time before, as survival does not rise.

    Args:
        table: Grouped counts of exits, censoring and late entries.
        level: Confidence level of the pointwise limits, between 0 and 1.

    Returns:
        The curve as far as it is known. Without spells its status is `no_data`; where late entry
        leaves nobody at risk it ends there with `not_identifiable` and says so, instead of 0.

    Raises:
        ArgumentError: When the level lies outside (0, 1).

    Reference:
        Kaplan & Meier 1958, Nonparametric estimation from incomplete observations; Greenwood 1926
        (variance); Kalbfleisch & Prentice 1980, The statistical analysis of failure time data,
        section 1.3 (log(−log) limits); Clopper & Pearson 1934 (limits at a share of 1).

    Example:
        >>> curve = kaplan_meier(EventTable([6, 7, 10], [3, 1, 1], censored=[1, 0, 15]))
        >>> now = curve.at(7)
        >>> round(now.value, 4), round(now.se, 4), round(now.low, 4), round(now.high, 4)
        (0.8067, 0.0869, 0.5631, 0.9228)
    """
    until, status, note = known_until(table)
    kept = table.times <= until
    risk, exits = table.at_risk[kept], table.exits[kept]
    survival = product_limit(risk, exits)
    error = np.sqrt(greenwood_terms(table)[kept].cumsum())
    z = normal_critical(level)
    low, high = survival_limits(survival, risk, error, z)
    start = Inference(level=level, method=METHOD, status=status, note=note)
    if until >= 0.0:
        low_then = float(all_of(np.array([table.started]), z)[0])
        start = replace(start, value=1.0, se=0.0, low=low_then, high=1.0, status="ok", note="")
    return Curve(
        times=table.times[kept],
        value=survival,
        se=np.where(survival > 0.0, survival * error, np.nan),
        low=low,
        high=high,
        start=start,
        until=until,
        level=level,
        method=METHOD,
        status=status,
        note=note,
    )


def survival_limits(
    survival: Floats, risk: Counts, error: Floats, z: float
) -> tuple[Floats, Floats]:
    """Limits of survival after each time; exact ones while none, and when at once all, have left.

    Args:
        survival: The curve after each time, shape (times,).
        risk: Units at risk just before each time, same shape.
        error: Standard errors of log survival, same shape.
        z: Two-sided critical value.

    Returns:
        Lower and upper limits, as `kaplan_meier` describes them.

    Example:
        >>> found = survival_limits(np.array([1.0]), np.array([10]), np.array([0.0]), 1.959964)
        >>> [round(float(end[0]), 4) for end in found]
        [0.6915, 1.0]
    """
    low, high = log_log_limits(survival, error, z)
    whole, gone = survival == 1.0, survival == 0.0
    fewest = np.minimum.accumulate(np.maximum(risk, 1))
    low[whole] = all_of(fewest[whole], z)
    if gone.any():
        last = int(np.argmax(gone))
        # survival does not rise, so the limit of the time before holds
        all_at_once = bool(whole[:last].all())
        high[gone] = 1.0 - all_of(risk[[last]], z)[0] if all_at_once else high[last - 1]
    return low, high


def all_of(n: Floats | Counts, z: float) -> Floats:
    """The exact lower limits of a share when all of n units have it; 1 less it when none has.

    Args:
        n: Numbers of units, > 0, shape (any,).
        z: Two-sided critical value, whose tail is α/2.

    Returns:
        (α/2)^(1/n), same shape.

    Reference:
        Clopper & Pearson 1934, The use of confidence or fiducial limits.

    Example:
        >>> all_of(np.array([10]), 1.959964).round(4).tolist()
        [0.6915]
    """
    found: Floats = float(special.ndtr(-z)) ** (1.0 / n)
    return found


def log_log_limits(share: Floats, error: Floats, z: float) -> tuple[Floats, Floats]:
    """Limits of shares that are symmetric on the scale of log(−log share).

    Args:
        share: Shares 0–1, shape (any,).
        error: Standard errors of log share, same shape.
        z: Two-sided critical value.

    Returns:
        Lower and upper limits; both equal the share where it is 0 or 1.

    Reference:
        Kalbfleisch & Prentice 1980, The statistical analysis of failure time data, section 1.3.

    Example:
        >>> low, high = log_log_limits(np.array([0.5]), np.array([0.2]), 1.959964)
        >>> low.round(4).tolist(), high.round(4).tolist()
        ([0.2952], [0.6745])
    """
    inside = (share > 0.0) & (share < 1.0)
    depth = np.where(inside, -np.log(np.where(inside, share, 0.5)), 1.0)
    turn = np.exp(z * np.where(inside, error, 0.0) / depth)
    return share**turn, share ** (1.0 / turn)


def quantile_time(table: EventTable, share: float = 0.5, *, level: float = 0.95) -> Inference:
    """The time by which a share of the spells has ended; the median by default.

    The interval holds the times at which a curve of the share asked for lies between the pointwise
    limits, so it is read off them and needs no density.

    Args:
        table: Grouped counts of exits, censoring and late entries.
        share: Share that has ended, between 0 and 1.
        level: Confidence level, between 0 and 1.

    Returns:
        The smallest time at which at most 1 − share goes on. Null with `not_identifiable` when it
        is not reached (the lower limit may still be known); a limit that is not reached is null,
        with a note.

    Raises:
        ArgumentError: When the share or the level lies outside (0, 1).

    Reference:
        Brookmeyer & Crowley 1982, A confidence interval for the median survival time (their set,
        here from the log(−log) limits).

    Example:
        >>> found = quantile_time(EventTable([1, 2, 3, 4, 5, 8, 11], [3, 3, 2, 4, 3, 4, 2]))
        >>> found.value, found.low, found.high
        (4.0, 2.0, 5.0)
    """
    checks.between("share", share, 0, 1)
    return quantile_of(kaplan_meier(table, level=level), share)


def quantile_of(curve: Curve, share: float = 0.5) -> Inference:
    """The time by which a share of the spells has ended, read off a curve and its limits.

    Args:
        curve: The share of spells still going on.
        share: Share that has ended, between 0 and 1.

    Returns:
        As `quantile_time`, by the curve's method.

    Raises:
        ArgumentError: When the share lies outside (0, 1).

    Example:
        >>> quantile_of(kaplan_meier(EventTable([1, 2, 3], [2, 1, 1])), 0.75).value
        2.0
    """
    target = 1.0 - checks.between("share", share, 0, 1)
    found = Inference(level=curve.level, method=curve.method)
    if curve.start.value is None:
        return replace(found, status=curve.status, note=curve.note)
    low_at_start = curve.start.low is not None and curve.start.low <= target
    low = 0.0 if low_at_start else _first(curve.times, curve.low <= target)
    high = _first(curve.times, curve.high <= target)
    value = _first(curve.times, curve.value <= target + ROUNDING)
    if value is None:
        left = float(curve.value[-1]) if curve.value.size else 1.0
        note = f"{left:.3g} still go on at {curve.until:g}, more than {target:.3g}"
        if curve.status != "ok":
            note = f"{note}; {curve.note}"
        return replace(found, low=low, high=high, status="not_identifiable", note=note)
    note = "" if high is not None else f"the upper limit is not reached by {curve.times[-1]:g}"
    return replace(found, value=value, low=low, high=high, note=note)


def median_time(table: EventTable, *, level: float = 0.95) -> Inference:
    """The time by which half of the spells have ended.

    Args:
        table: Grouped counts of exits, censoring and late entries.
        level: Confidence level, between 0 and 1.

    Returns:
        As `quantile_time` at a share of one half.

    Raises:
        ArgumentError: When the level lies outside (0, 1).

    Reference:
        Brookmeyer & Crowley 1982, A confidence interval for the median survival time.

    Example:
        >>> median_time(EventTable([1, 2, 9], [1, 0, 0], censored=[0, 1, 5])).note
        '0.857 still go on at 9, more than 0.5'
    """
    return quantile_time(table, 0.5, level=level)


def _first(times: Floats, reached: Booleans) -> float | None:
    return float(times[int(np.argmax(reached))]) if reached.any() else None
