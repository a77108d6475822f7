"""Exits that compete: the share that leaves for each cause, and the time lost to it."""

from __future__ import annotations

import math
from dataclasses import replace

from stagelift.statistics import checks
from stagelift.statistics.inference import Inference
from stagelift.statistics.numerics import Booleans, Floats, np
from stagelift.statistics.quantiles import normal_critical
from stagelift.statistics.survival.curve import Curve, beyond, known_until
from stagelift.statistics.survival.product_limit import (
    ROUNDING,
    all_of,
    greenwood_terms,
    log_log_limits,
    product_limit,
)
from stagelift.statistics.survival.table import EventTable

METHOD = "aalen_johansen"


def cumulative_incidence(table: EventTable, cause: str, *, level: float = 0.95) -> Curve:
    """The share of spells that have left for one cause, while other causes compete.

    The incidences of all causes and the share still there add up to one; 1 − Kaplan–Meier of one
    cause, the others censored, is above its incidence, as it lets those come back who have left.

    Args:
        table: Grouped counts of exits by cause, censoring and late entries.
        cause: One of the table's causes.
        level: Confidence level of the pointwise limits, between 0 and 1.

    Returns:
        The curve as far as it is known, with limits of log(−log). Before the cause's first exit the
        upper limit is the exact binomial one of the spells those at risk stand for: their number
        over the share still there, so that spells which left for another cause count as followed.
        Status as `kaplan_meier`.

    Raises:
        ArgumentError: When there is no such cause, or the level lies outside (0, 1).

    Reference:
        Aalen & Johansen 1978, An empirical transition matrix for non-homogeneous Markov chains
        based on censored observations; Marubini & Valsecchi 1995, Analysing survival data from
        clinical trials and observational studies, chapter 10 (variance by the delta method).

    Example:
        >>> table = EventTable(
        ...     [1, 2, 3], [[3, 0, 2], [1, 2, 0]], censored=[0, 1, 1], causes=("advance", "drop")
        ... )
        >>> advance, drop = (cumulative_incidence(table, cause).at(3) for cause in table.causes)
        >>> round(advance.value, 4), round(advance.se, 4), round(drop.value, 4)
        (0.5667, 0.1659, 0.3)
    """
    place = table.causes.index(checks.one_of("cause", cause, table.causes))
    z = normal_critical(level)
    until, status, note = known_until(table)
    kept = table.times <= until
    before, share, risk = _falls(table, place, kept)
    value = (before * share).cumsum()
    value[value > 1.0 - ROUNDING] = 1.0
    se = np.sqrt(_curve_variance(table, value, before, share, kept))
    low, high = _limits(value, se, (risk, before), z)
    start = Inference(level=level, method=METHOD, status=status, note=note)
    if until >= 0.0:
        high_then = 1.0 - float(all_of(np.array([table.started]), z)[0])
        start = replace(start, value=0.0, se=0.0, low=0.0, high=high_then, status="ok", note="")
    return Curve(
        times=table.times[kept],
        value=value,
        se=se,
        low=low,
        high=high,
        start=start,
        until=until,
        level=level,
        method=METHOD,
        status=status,
        note=note,
    )


def time_lost(table: EventTable, cause: str, horizon: float, *, level: float = 0.95) -> Inference:
    """The mean time lost to one cause up to a horizon: the area under its incidence.

    The times lost to all causes and the restricted mean add up to the horizon.

    Args:
        table: Grouped counts of exits by cause, censoring and late entries.
        cause: One of the table's causes.
        horizon: τ, in the unit of the table's times, > 0, fixed in advance.
        level: Confidence level, between 0 and 1.

    Returns:
        A time between 0 and τ with normal limits kept inside these bounds; null and `degenerate` as
        `restricted_mean`.

    Raises:
        ArgumentError: When an argument is not allowed.

    Reference:
        Andersen 2013, Decomposition of number of life years lost according to causes of death.

    Example:
        >>> table = EventTable([1, 2, 4], [[1, 0, 0], [0, 1, 0]], [0, 0, 2], causes=("up", "out"))
        >>> [time_lost(table, cause, 4).value for cause in table.causes]
        [0.75, 0.5]
    """
    place = table.causes.index(checks.one_of("cause", cause, table.causes))
    z, tau = normal_critical(level), checks.between("horizon", horizon, 0, math.inf)
    found = Inference(level=level, method=METHOD)
    until, status, note = known_until(table)
    if tau > until:
        status, note = beyond(tau, until, status, note)
        return replace(found, status=status, note=note)
    kept = table.times < tau
    before, share, _ = _falls(table, place, kept)
    left = 1.0 - table.times[kept] / tau  # times as shares of the horizon
    gains = before * share * left
    # the area gained by exits after each time
    later = gains.sum() - gains.cumsum() if gains.size else gains
    variance = float(_terms(table, place, kept, before * left, later).sum())
    value = float(gains.sum()) * tau
    if variance <= 0.0:
        note = f"no time lost up to {tau:g} varies"
        return replace(found, value=value, se=0.0, status="degenerate", note=note)
    se = math.sqrt(variance) * tau
    low, high = max(value - z * se, 0.0), min(value + z * se, tau)
    return replace(found, value=value, se=se, low=low, high=high)


def _limits(
    value: Floats, se: Floats, still: tuple[Floats, Floats], z: float
) -> tuple[Floats, Floats]:
    """Limits after each time; exact ones while none, and when at once all, have left so.

    Where q of those at risk would leave so the incidence is S·q. The limit taken while none have,
    1 − (α/2)^(S/risk), is never below S·(1 − (α/2)^(1/risk)), which is S times the exact one of q.
    """
    risk, before = still
    error = se / np.where(value > 0.0, value, 1.0)
    low, high = log_log_limits(value, error, z)
    none, full = value == 0.0, value == 1.0
    stood_for = np.maximum(risk, 1.0) / np.where(before > 0.0, before, 1.0)
    fewest = np.minimum.accumulate(stood_for)
    high[none] = 1.0 - all_of(fewest[none], z)
    if full.any():
        last = int(np.argmax(full))
        # an incidence does not fall, so the limit of the time before holds
        all_at_once = bool(none[:last].all())
        low[full] = all_of(risk[[last]], z)[0] if all_at_once else low[last - 1]
    return low, high


def _falls(table: EventTable, place: int, kept: Booleans) -> tuple[Floats, Floats, Floats]:
    """Survival before each time, the share that leaves for the cause then, and those at risk."""
    risk = table.at_risk[kept].astype(float)
    survival = product_limit(risk, table.exits[kept])
    before = np.concatenate([[1.0], survival])[: survival.size]
    return before, table.events[place][kept] / np.maximum(risk, 1.0), risk


def _terms(table: EventTable, place: int, kept: Booleans, gain: Floats, later: Floats) -> Floats:
    """What each time adds to a variance: its exits are multinomial among those at risk.

    An exit for the cause gains `gain`; any exit takes its part of `later`, what exits after this
    time gain in all.
    """
    risk = np.maximum(table.at_risk[kept].astype(float), 1.0)
    share = table.events[place][kept] / risk
    own = gain**2 * share * (1.0 - share) / risk
    found: Floats = (
        own + later**2 * greenwood_terms(table)[kept] - 2.0 * later * gain * share / risk
    )
    return found


def _curve_variance(
    table: EventTable, value: Floats, before: Floats, share: Floats, kept: Booleans
) -> Floats:
    """The variance of the incidence after each time, in running sums.

    At time t the term of an earlier time i is that of `_terms` with F(t) − F(i) as `later`.
    """
    risk = np.maximum(table.at_risk[kept].astype(float), 1.0)
    falls = greenwood_terms(table)[kept]
    own, cross = before**2 * share * (1.0 - share) / risk, before * share / risk
    squares = (
        value**2 * falls.cumsum()
        - 2.0 * value * (falls * value).cumsum()
        + (falls * value**2).cumsum()
    )
    both = value * cross.cumsum() - (cross * value).cumsum()
    found: Floats = np.maximum(own.cumsum() + squares - 2.0 * both, 0.0)
    return found
