"""The effect of a treatment with an interval from draws: percentile, percentile-t or jackknife."""

from __future__ import annotations

import math
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Literal, get_args

from stagelift.statistics import checks
from stagelift.statistics.inference import Inference
from stagelift.statistics.numerics import np
from stagelift.statistics.quantiles import normal_critical, normal_p
from stagelift.statistics.resampling.draws import Drawn

if TYPE_CHECKING:
    from stagelift.statistics.numerics import Floats

Interval = Literal["percentile", "t", "jackknife"]
Measure = Literal["effect", "lift"]
FEW = 30  # units of an arm, or groups with both arms, below which an interval means little
UNDEFINED = 0.05  # share of draws without a value above which there is no interval


def bootstrap_effect(
    drawn: Drawn,
    *,
    level: float = 0.95,
    interval: Interval = "t",
    measure: Measure = "effect",
) -> Inference:
    """A difference of means or of ratios, or its lift, with an interval from draws.

    Args:
        drawn: The sums of both arms, from `draw_tables` or `draw_groups`.
        level: Confidence level, between 0 and 1.
        interval: `t` studentizes each draw by its own standard error and is the better one for
            skewed values; `percentile` takes the draws as they are; `jackknife` is a normal
            interval from leaving out each unit or group in turn.
        measure: `effect`, or `lift`: the ratio of the levels less 1.

    Returns:
        The effect with interval and p-value from one statistic (dual). Null with `no_data` where an
        arm has nothing to divide by, `degenerate` where no draw differs, `not_identifiable` where
        more than 5 % of the draws have no value or there are too few draws for the level; `low_n`
        with an interval that means little.

    Raises:
        ArgumentError: When an argument is not allowed.

    Reference:
        Efron & Tibshirani 1993, An introduction to the bootstrap, chapters 11 (jackknife), 12
        (percentile-t) and 13 (percentile); Davison & Hinkley 1997, Bootstrap methods and their
        application, section 4.4 (p-values that count the data as one of the draws).

    Example:
        >>> from stagelift.statistics.resampling import ValueTable, draw_tables
        >>> push = ValueTable.of([0, 1, 9], [800, 150, 50])
        >>> mail = ValueTable.of([0, 1, 9], [850, 110, 40])
        >>> found = bootstrap_effect(draw_tables(push, mail))
        >>> round(found.value, 3), round(found.low, 2), round(found.high, 2), found.method
        (0.13, -0.03, 0.3, 'multinomial_t')
    """
    checks.between("level", level, 0, 1)
    checks.one_of("interval", interval, get_args(Interval))
    checks.one_of("measure", measure, get_args(Measure))
    blank = Inference(level=level, method=f"{drawn.method}_{interval}")
    value, se = (float(found[0]) for found in _measured(drawn.totals, drawn.spread, measure))
    if not math.isfinite(value):
        return replace(blank, status="no_data", note="nothing to divide by")
    if not math.isfinite(se) or se <= 1e-12 * max(1.0, abs(value)):
        return replace(blank, value=value, se=0.0, status="degenerate", note="no draw differs")
    read = _from_draws if interval != "jackknife" else _from_leaving_out
    found = read(drawn, measure, replace(blank, value=value), se)
    if found.status == "ok" and drawn.filled < FEW:
        things = "units in the smaller arm" if drawn.method == "multinomial" else "groups of both"
        return replace(found, status="low_n", note=f"{drawn.filled} {things}; {FEW} are wanted")
    return found


@dataclass(frozen=True, slots=True)
class _Ends:
    """Interval and p-value by order statistics of `draws` numbers, so that they always agree."""

    low: float
    high: float
    p_value: float


def _ends(numbers: Floats, null: float, level: float) -> _Ends | None:
    """The k-th smallest and largest, k = (draws + 1)(1 − level)/2; None with fewer than k draws.

    With j numbers beyond the null, p = 2(j + 1)/(draws + 1) ≤ 1 − level means j < k: the null then
    lies outside.
    """
    draws = numbers.size
    place = math.floor((draws + 1) * (1 - level) / 2 + 1e-9)
    if place < 1:
        return None
    ordered = np.sort(numbers)
    beyond = min(int((numbers <= null).sum()), int((numbers >= null).sum()))
    p_value = min(1.0, 2 * (beyond + 1) / (draws + 1))
    return _Ends(float(ordered[place - 1]), float(ordered[draws - place]), p_value)


def _from_draws(drawn: Drawn, measure: Measure, blank: Inference, se: float) -> Inference:
    """The percentile or the percentile-t interval."""
    values, errors = _measured(drawn.drawn, drawn.spreads, measure)
    known = np.isfinite(values) & np.isfinite(errors) & (errors > 0)
    if blank.method.endswith("percentile"):
        known = np.isfinite(values)
    lost = 1 - known.mean()
    if lost > UNDEFINED:
        note = f"not defined in {lost:.0%} of the draws"
        return replace(blank, status="not_identifiable", note=note)
    value, kept = blank.value or 0.0, values[known]
    if blank.method.endswith("percentile"):
        ends = _ends(kept, 0.0, blank.level)
        low_high = None if ends is None else (ends.low, ends.high)
    else:
        ends = _ends((kept - value) / errors[known], value / se, blank.level)
        low_high = None if ends is None else (value - se * ends.high, value - se * ends.low)
    if ends is None or low_high is None:
        note = f"{values.size} draws are too few for a level of {blank.level:g}"
        return replace(blank, status="not_identifiable", note=note)
    spread = float(kept.std(ddof=1))
    low, high = low_high
    return replace(blank, se=spread, low=low, high=high, p_value=ends.p_value, dual=True)


def _from_leaving_out(drawn: Drawn, measure: Measure, blank: Inference, se: float) -> Inference:
    """The normal interval with the jackknife's standard error; units of each arm apart."""
    values = _levels(drawn.left_out, measure)
    variance, start = 0.0, 0
    for size in drawn.strata:
        part = values[start : start + size]
        weights = np.where(np.isfinite(part), drawn.held[start : start + size], 0.0)
        count, start = float(weights.sum()), start + size
        if count > 1:
            apart = np.nan_to_num(part) - float(weights @ np.nan_to_num(part)) / count
            variance += (count - 1) / count * float(weights @ apart**2)
    error = math.sqrt(variance) if variance > 0 else se
    value = blank.value or 0.0
    half = normal_critical(blank.level) * error
    p_value = normal_p(value / error)
    return replace(blank, se=error, low=value - half, high=value + half, p_value=p_value, dual=True)


def _levels(totals: Floats, measure: Measure) -> Floats:
    """The measure of sums, one row each; NaN where there is nothing to divide by."""
    with np.errstate(divide="ignore", invalid="ignore"):
        one, zero = totals[:, 0] / totals[:, 1], totals[:, 2] / totals[:, 3]
        found: Floats = one - zero if measure == "effect" else one / zero - 1
    return np.where(np.isfinite(found), found, np.nan)


def _measured(totals: Floats, spreads: Floats, measure: Measure) -> tuple[Floats, Floats]:
    """The measure with its standard error by the delta method, of one row of sums or of many."""
    many, squares = np.atleast_2d(totals), spreads.reshape(-1, 4, 4)
    values = _levels(many, measure)
    with np.errstate(divide="ignore", invalid="ignore"):
        one, zero = many[:, 0] / many[:, 1], many[:, 2] / many[:, 3]
        slope1, slope0 = (1.0, -1.0) if measure == "effect" else (1 / zero, -one / zero**2)
        gradient = np.column_stack(
            [
                slope1 / many[:, 1],
                -slope1 * one / many[:, 1],
                slope0 / many[:, 3],
                -slope0 * zero / many[:, 3],
            ]
        )
        variance = np.einsum("di,dij,dj->d", gradient, squares, gradient)
        errors: Floats = np.sqrt(np.maximum(variance, 0.0))
    return values, errors
