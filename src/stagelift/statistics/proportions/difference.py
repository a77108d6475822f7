"""The difference of two independent shares: the default comparison of the framework."""

from __future__ import annotations

from typing import Any, Literal, get_args

from stagelift.statistics import checks, exact, unconditional
from stagelift.statistics.inference import Inference
from stagelift.statistics.multipliers import arithmetic
from stagelift.statistics.proportions.limits import (
    agresti_caffo,
    newcombe_limits,
    unpooled_se,
    wald_limits,
)
from stagelift.statistics.proportions.sided import critical_of, kept, normal_tail
from stagelift.statistics.score import TwoRates
from stagelift.statistics.sides import Alternative

DifferenceMethod = Literal[
    "auto",
    "score",
    "mee",
    "newcombe",
    "agresti_caffo",
    "wald",
    "pooled_z",
    "boschloo",
    "barnard",
    "fisher",
    "fisher_midp",
]
SMALL = 5.0  # expected units with or without the event, below which the normal tests are not used
BOSCHLOO_CELLS = 40_000  # n1·n0 up to which the unconditional exact test stays quick
EXACT = {
    "boschloo": unconditional.boschloo_p,
    "barnard": unconditional.barnard_p,
    "fisher": exact.fisher_p,
    "fisher_midp": exact.fisher_midp,
}
DUAL = ("score", "mee", "agresti_caffo", "wald")
RANGE = (-1.0, 1.0)
FLAT = "neither arm varies, so Wald's standard error is 0"

Number = Any  # a number, or an array of floats: the same arithmetic serves both


def smallest_expected(k1: int, n1: int, k0: int, n0: int) -> float:
    """The smallest expected count of a two-by-two table when both arms share one rate.

    Args:
        k1: Units with the event in arm 1.
        n1: Units in arm 1, > 0.
        k0: Units with the event in arm 0.
        n0: Units in arm 0, > 0.

    Returns:
        The expected events, or units without, in the smaller arm, whichever are fewer.

    Raises:
        ArgumentError: When a count is not allowed.

    Example:
        >>> smallest_expected(3, 100, 5, 300)
        2.0
    """
    k1, n1 = checks.events(k1, n1, arm="1")
    k0, n0 = checks.events(k0, n0, arm="0")
    return float(expected(float(k1), float(n1), float(k0), float(n0)))


def expected(k1: Number, n1: Number, k0: Number, n0: Number) -> Number:
    """As `smallest_expected`, unchecked, for floats or for arrays of them.

    Args:
        k1: Units with the event in arm 1; a float or an array, as all counts.
        n1: Units in arm 1.
        k0: Units with the event in arm 0.
        n0: Units in arm 0.

    Returns:
        The smallest expected count; 0 without units.

    Example:
        >>> expected(3.0, 100.0, 5.0, 300.0)
        2.0
    """
    _, least, _ = arithmetic(k1)
    k, n = k1 + k0, n1 + n0
    return least(k, n - k) * least(n1, n0) / (n + (n == 0))


def difference_of_proportions(  # noqa: PLR0913 - two arms are four counts
    k1: int,
    n1: int,
    k0: int,
    n0: int,
    *,
    level: float = 0.95,
    method: DifferenceMethod = "auto",
    alternative: Alternative = "two_sided",
) -> Inference:
    """The difference of two independent shares, treatment minus control, with interval and p-value.

    Args:
        k1: Units with the event in the treatment arm.
        n1: Units in the treatment arm.
        k0: Units with the event in the control arm.
        n0: Units in the control arm.
        level: Confidence level, between 0 and 1; above .5 when one-sided.
        method: `score` (Miettinen–Nurminen), `mee` (the same without N/(N − 1), whose p is that of
            the pooled z), `newcombe` (interval; p from the pooled z), `agresti_caffo`, `wald`
            (unpooled z), `pooled_z` (with the Wald interval), or an exact p with the interval from
            `score`: `boschloo`, `barnard`, `fisher`, `fisher_midp`. `auto` is `score`, and in small
            tables (an expected count below 5) `boschloo` while n1·n0 ≤ 40,000, else `fisher_midp`.
        alternative: `two_sided`; `greater` or `less`, treatment compared with control: one limit
            at `level` (the other end is 1 or −1) and the one-sided p-value.

    Returns:
        The effect p1 − p0 (shares, −1 to 1), its unpooled standard error, and an interval that is
        dual to the p-value for `score`, `mee`, `agresti_caffo` and `wald`; null with status
        `no_data` when an arm is empty. `wald` has no p-value where neither arm varies
        (`degenerate`). In arms of a few units that of `agresti_caffo` may leave out the effect.

    Raises:
        ArgumentError: When a count, the level, the method or the alternative is not allowed, or an
            unconditional test is asked of more than 4,000,000 tables.

    Reference:
        Miettinen & Nurminen 1985, Comparative analysis of two rates; Mee 1984; Newcombe 1998;
        Agresti & Caffo 2000; Boschloo 1970; Lydersen, Fagerland & Laake 2009, Recommended tests
        for association in 2×2 tables.

    Example:
        >>> found = difference_of_proportions(56, 70, 48, 80)
        >>> round(found.value, 4), round(found.low, 4), round(found.high, 4)
        (0.2, 0.0528, 0.3382)
        >>> round(found.p_value, 4), found.method, found.dual
        (0.0083, 'score', True)
    """
    k1, n1 = checks.events(k1, n1, arm="1")
    k0, n0 = checks.events(k0, n0, arm="0")
    z = critical_of(level, alternative)
    checks.one_of("method", method, get_args(DifferenceMethod))
    if not (n1 and n0):
        empty = "treatment" if n0 else "control" if n1 else "either arm"
        name = "score" if method == "auto" else method
        return Inference(level=level, method=name, status="no_data", note=f"no units in {empty}")
    if method == "auto":
        method = _chosen(k1, n1, k0, n0)
    table = float(k1), float(n1), float(k0), float(n0)
    value, se, limits, statistic = compared(table, z, method)
    if method == "wald" and se == 0.0:
        return Inference(
            value=value, se=se, level=level, method=method, status="degenerate", note=FLAT
        )
    low, high = kept(limits, alternative, RANGE)
    if method in EXACT:
        p_value = EXACT[method](k1, n1, k0, n0, alternative=alternative)
    else:
        p_value = float(normal_tail(statistic, alternative))
    return Inference(
        value=value,
        se=se,
        low=low,
        high=high,
        level=level,
        method=method,
        p_value=p_value,
        dual=method in DUAL,
    )


def chosen(k1: int, n1: int, k0: int, n0: int) -> DifferenceMethod:
    """The method that `auto` stands for in one table.

    Args:
        k1: Units with the event in arm 1.
        n1: Units in arm 1, > 0.
        k0: Units with the event in arm 0.
        n0: Units in arm 0, > 0.

    Returns:
        `score`, `boschloo` or `fisher_midp`.

    Raises:
        ArgumentError: When a count is not allowed.

    Example:
        >>> chosen(20, 100, 10, 100), chosen(2, 100, 0, 100), chosen(2, 1000, 0, 1000)
        ('score', 'boschloo', 'fisher_midp')
    """
    return _chosen(*checks.events(k1, n1, arm="1"), *checks.events(k0, n0, arm="0"))


def _chosen(k1: int, n1: int, k0: int, n0: int) -> DifferenceMethod:
    if expected(float(k1), float(n1), float(k0), float(n0)) >= SMALL:
        return "score"
    return "boschloo" if n1 * n0 <= BOSCHLOO_CELLS else "fisher_midp"


def compared(
    table: tuple[Number, Number, Number, Number], z: float, method: str
) -> tuple[Number, Number, tuple[Number, Number], Number]:
    """Estimate, standard error, limits and z statistic of a method, for floats or for arrays.

    Args:
        table: k1, n1, k0 and n0: floats, or arrays of one length.
        z: Critical value of either limit.
        method: As in `difference_of_proportions`, not `auto`; exact ones take the score's limits.

    Returns:
        The difference, its unpooled standard error, lower and upper limit, and the statistic whose
        normal tail is the p-value.

    Example:
        >>> value, se, limits, statistic = compared((50.0, 100.0, 40.0, 100.0), 1.959964, "wald")
        >>> round(value, 4), round(se, 4), round(statistic, 4)
        (0.1, 0.07, 1.4286)
    """
    k1, n1, k0, n0 = table
    _, least, most = arithmetic(k1)
    gap, se = k1 / n1 - k0 / n0, unpooled_se(*table)
    if method == "agresti_caffo":  # about its own centre, which the estimate may lie far from
        centre, own = agresti_caffo(*table)
        return gap, se, (most(centre - z * own, -1.0), least(centre + z * own, 1.0)), centre / own
    if method == "wald":
        return gap, se, wald_limits(*table, z), gap / (se + (se == 0.0))
    pooled = method in ("mee", "newcombe", "pooled_z")
    rates = TwoRates(*table, unbiased=not pooled)
    if method == "newcombe":
        low, high = newcombe_limits(*table, z)
    elif method == "pooled_z":
        low, high = wald_limits(*table, z)
    else:
        low, high = rates.difference_limits(z)
    # a rounding in the last bit must not put the estimate outside
    return gap, se, (least(low, gap), most(high, gap)), rates.pooled_z()
