"""The largest of several statistics that share one control: tail probabilities and critical values.

Differences from one control are correlated through it alone: T_i = (λ_i Z_0 + √(1 − λ_i²) Z_i) / S
with λ_i² the control's part of the variance of difference i. Given the control's Z_0 and the scale
S they are independent, so that the joint distribution is an integral of products over two
dimensions however many arms there are. Library routines for the multivariate t draw random points
and give another p-value at every call; these quadratures give one, to about nine digits.
"""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from stagelift.statistics import checks
from stagelift.statistics.numerics import Floats, np, special
from stagelift.statistics.roots import root_between
from stagelift.statistics.sides import upper_tail
from stagelift.statistics.tails import normal_quantile, t_quantile

if TYPE_CHECKING:
    from collections.abc import Sequence

REACH = 9.0  # |Z_0| beyond it has probability 2e-19
PANELS = 8  # of equal width, before those around the turns
NODES = 10  # Gauss–Legendre points per panel
EDGES = (-6.0, -2.0, 2.0, 6.0)  # panel ends around a turn, in units of its width
SPREAD = 8.0  # standard deviations of log S beyond which nothing is added
STEP = 0.2  # of log S, at most: with few degrees of freedom its density is no normal one
SMALLEST = 1e-100  # stands for a width of zero, so that a step divides as a step


def any_beyond(
    critical: float, loadings: Sequence[float], *, df: float = math.inf, two_sided: bool = True
) -> float:
    """The probability, without any effect, that one of the statistics lies beyond a value.

    Args:
        critical: The value, in standard errors.
        loadings: λ of each comparison, 0–1: the root of the control's share of its variance; with
            equal variances √(n_i / (n_i + n_0)), which is √½ in arms of one size.
        df: Degrees of freedom of the shared scale, > 0; infinite is the normal distribution.
        two_sided: Whether beyond means |T| > critical, or T > critical.

    Returns:
        The probability, 0–1; for one comparison the plain tail of t or of the normal.

    Raises:
        ArgumentError: When an argument is outside its range, or there is no comparison.

    Reference:
        Dunnett 1955, A multiple comparison procedure for comparing several treatments with a
        control; the product form as in Dunnett & Sobel 1955, Approximations to the probability
        integral and certain percentage points of a multivariate analogue of Student's
        t-distribution.

    Example:
        >>> round(any_beyond(2.212, [0.5**0.5, 0.5**0.5], df=math.inf), 3)
        0.05
    """
    checks.finite("critical", critical)
    own = _loadings(loadings)
    if df != math.inf:
        checks.between("df", df, 0, math.inf)
    if two_sided and critical <= 0.0:
        return 1.0
    alone = upper_tail(critical, df) * (2.0 if two_sided else 1.0)
    if len(own) == 1:
        return alone
    scales, weights = (np.ones(1), np.ones(1)) if df == math.inf else _scales(critical, df)
    found = float(weights @ _beyond(critical * scales, own, two_sided=two_sided))
    # between one comparison's probability and Bonferroni's sum, also where both round to nothing
    return min(1.0, len(own) * alone, max(alone, found))


def shared_critical(
    level: float, loadings: Sequence[float], *, df: float = math.inf, two_sided: bool = True
) -> float:
    """The value that, without any effect, no statistic lies beyond with probability `level`.

    Args:
        level: Joint confidence level, between 0 and 1.
        loadings: λ of each comparison, as in `any_beyond`.
        df: Degrees of freedom of the shared scale, > 0.
        two_sided: Whether beyond means |T| > value, or T > value.

    Returns:
        The critical value in standard errors; for one comparison the plain quantile.

    Raises:
        ArgumentError: When an argument is outside its range, or there is no comparison.

    Reference:
        Dunnett 1955; Dunnett 1964, New tables for multiple comparisons with a control.

    Example:
        >>> round(shared_critical(0.95, [0.5**0.5] * 3, df=12), 2)
        2.68
    """
    tail = 1.0 - checks.between("level", level, 0, 1)
    own = _loadings(loadings)
    if df != math.inf:
        checks.between("df", df, 0, math.inf)
    each = tail / (2.0 if two_sided else 1.0)
    low, high = _quantile(each, df), _quantile(each / len(own), df)  # of one, and Bonferroni's

    def excess(critical: float) -> float:
        return math.log(any_beyond(critical, own, df=df, two_sided=two_sided) / tail)

    if excess(low) <= 0.0:  # one comparison, or many that are the same
        return low
    if excess(high) >= 0.0:
        return high
    return root_between(excess, low, high, xtol=1e-10, rtol=1e-11)


def _loadings(loadings: Sequence[float]) -> tuple[float, ...]:
    """The loadings as floats, each of them checked."""
    if not len(loadings):
        raise checks.refused("loadings", tuple(loadings), "there must be at least one comparison")
    for i, one in enumerate(loadings):
        if not 0.0 <= checks.finite(f"loadings[{i}]", one) <= 1.0:
            msg = f"loadings[{i}]"
            raise checks.refused(msg, one, "it must lie between 0 and 1")
    return tuple(float(one) for one in loadings)


def _quantile(tail: float, df: float) -> float:
    """The value with that probability above it."""
    return -(normal_quantile(tail) if df == math.inf else t_quantile(df, tail))


def _scales(critical: float, df: float) -> tuple[Floats, Floats]:
    """Points of the scale S = √(χ²/df) and their weights, dense where the tail is decided.

    In x = log S the density is an entire function that falls off at both ends, for which the
    trapezoidal rule is exact to rounding. A tail at c is decided near S² = df / (df + c²).
    """
    width = 1.0 / math.sqrt(2.0 * df)
    deep = 0.5 * math.log(df / (df + critical * critical))
    low, high = deep - max(SPREAD * width, 36.0 / df), SPREAD * width
    x = np.linspace(low, high, 1 + math.ceil((high - low) / min(width / 2.0, STEP)))
    half = df / 2.0
    log_density = math.log(2.0) + half * math.log(half) - special.gammaln(half)
    density = np.exp(log_density + df * x - half * np.exp(2.0 * x))
    return np.exp(x), density * (x[1] - x[0])


def _beyond(limits: Floats, loadings: Sequence[float], *, two_sided: bool) -> Floats:
    """P(any normal statistic beyond the limit) for each limit, by panels of Z_0."""
    values, powers = np.unique(np.array(loadings), return_counts=True)
    rest = np.maximum(np.sqrt((1.0 - values) * (1.0 + values)), SMALLEST)
    z, weights = _panels(limits, values, rest)
    none = np.zeros_like(z)
    for value, left, power in zip(values, rest, powers, strict=True):
        tail = special.ndtr((value * z - limits[:, None]) / left)
        if two_sided:
            tail = tail + special.ndtr((-value * z - limits[:, None]) / left)
        with np.errstate(divide="ignore"):  # a certain tail has the logarithm of zero
            none += power * np.log1p(-np.minimum(tail, 1.0))
    # 1 − ∏(1 − tail), without losing the digits of a small probability
    return np.asarray((weights * -np.expm1(none)).sum(axis=1))


def _panels(limits: Floats, values: Floats, rest: Floats) -> tuple[Floats, Floats]:
    """Points of Z_0 and their normal weights, one row per limit.

    Each factor of the product turns from 0 to 1 around ± limit / λ within √(1 − λ²) / λ; panels
    end there, so that a turn is integrated as well when it is steep as when it is not.
    """
    size = np.maximum(values, SMALLEST)
    turns = limits[:, None, None] / size[:, None] + (rest / size)[:, None] * np.array(EDGES)
    turns = turns.reshape(len(limits), -1)
    regular = np.broadcast_to(np.linspace(-REACH, REACH, PANELS + 1), (len(limits), PANELS + 1))
    ends = np.sort(np.clip(np.hstack([regular, turns, -turns]), -REACH, REACH), axis=1)
    nodes, weights = np.polynomial.legendre.leggauss(NODES)
    half = np.diff(ends, axis=1)[..., None] / 2.0
    z = (ends[:, :-1, None] + half * (1.0 + nodes)).reshape(len(limits), -1)
    density = np.exp(-0.5 * z * z) / math.sqrt(2.0 * math.pi)
    return z, (half * weights).reshape(len(limits), -1) * density
