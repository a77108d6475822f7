"""The chance that one comparison succeeds, from its signal, its critical values and its looks."""

from __future__ import annotations

import math
from dataclasses import dataclass
from functools import lru_cache

from stagelift.statistics.design.baselines import Baseline
from stagelift.statistics.design.estimated import noncentral_tail, scale_points, turning
from stagelift.statistics.design.setting import Setting
from stagelift.statistics.looks.boundaries import Exits, exit_probabilities
from stagelift.statistics.looks.cost import Looking
from stagelift.statistics.numerics import np, special
from stagelift.statistics.several.many_to_one import shared_critical

LEAST = 1e-15  # a chance this near 0 or 1 is one
SURE = 30.0  # standard errors beyond which the last look alone finds the effect


@dataclass(frozen=True, slots=True)
class Signal:
    """How far one comparison's statistic lies from the bound to be excluded.

    Args:
        distance: Effect beyond the bound, in standard errors; positive towards success.
        scale: Standard error that the test works with over the true one; 1 but for score tests.
        df: Degrees of freedom of the test's t quantiles; infinite for normal ones.

    Example:
        >>> Signal(2.8, 1.0, math.inf).distance
        2.8
    """

    distance: float
    scale: float
    df: float


def critical_values(setting: Setting) -> tuple[float, ...]:
    """Critical values of z at every look, for one of the comparisons with the control.

    Args:
        setting: How the test is run.

    Returns:
        One value per look; the last one at the planned units. Dunnett's value is that of large
        samples with equal variances; with few units its tail is kept, not its joint level.

    Reference:
        Dunnett 1955, A multiple comparison procedure for comparing several treatments with a
        control; Lan & DeMets 1983; Waudby-Smith, Arbour, Sinha, Kennedy & Ramdas 2024.

    Example:
        >>> critical_values(Setting(looks="weekly", fractions=(0.5, 1.0)))
        ... # doctest: +ELLIPSIS
        (2.962..., 1.968...)
        >>> round(critical_values(Setting(allocation=(1, 1, 1)))[0], 3)
        2.212
    """
    jointly = setting.looks == "once" and setting.correction in ("auto", "dunnett")
    if jointly and setting.treatments > 1:
        return _dunnett(setting.parts, setting.level)
    return _each(setting.looking)


@lru_cache(maxsize=64)
def _dunnett(parts: tuple[int, ...], level: float) -> tuple[float, ...]:
    loadings = [math.sqrt(part / (part + parts[0])) for part in parts[1:]]
    return (shared_critical(level, loadings),)


@lru_cache(maxsize=64)
def _each(looking: Looking) -> tuple[float, ...]:
    return looking.criticals


def signal(
    baseline: Baseline,
    effect: float,
    bound: float,
    side: float,
    units: tuple[float, float],
    setting: Setting,
) -> Signal:
    """The distance of a comparison from the bound it must exclude.

    Args:
        baseline: What is known of the metric.
        effect: The effect assumed to be true.
        bound: The effect to be excluded.
        side: 1 when the effect must lie above the bound, −1 when below.
        units: Units of the treatment and of the control, > 0.
        setting: How the test is run.

    Returns:
        Distance, scale and degrees of freedom.

    Reference:
        Welch 1947 and Satterthwaite 1946 (degrees of freedom); Donner & Klar 2000, Design and
        analysis of cluster randomization trials (clusters − 2 for two arms of clusters).

    Example:
        >>> from stagelift.statistics.design.baselines import Share
        >>> found = signal(Share(0.1), 0.02, 0.0, 1.0, (4000.0, 4000.0), Setting())
        >>> round(found.distance, 4), round(found.scale, 4)
        (2.8601, 1.0005)
    """
    n1, n0 = units
    spread = baseline.spread(effect, bound, n1 / (n1 + n0))
    inflation = setting.variance_ratio
    if setting.clusters is not None:
        inflation *= setting.clusters.design_effect
    part1, part0 = spread.treatment / n1, spread.control / n0
    true = math.sqrt(inflation * (part1 + part0))
    tested = math.sqrt(inflation * (spread.null_treatment / n1 + spread.null_control / n0))
    df = math.inf
    if setting.clusters is not None:
        df = (n1 + n0) / setting.clusters.size - 2.0
    elif baseline.student:
        weight = part1 / (part1 + part0)
        df = 1.0 / (weight**2 / (n1 - 1.0) + (1.0 - weight) ** 2 / (n0 - 1.0))
    return Signal(side * (effect - bound) / true, tested / true, df)


def t_value(critical: float, df: float) -> float:
    """The t quantile with the same tail as a critical value of z.

    Args:
        critical: Critical value of z, > 0.
        df: Degrees of freedom > 0; infinite returns z itself.

    Returns:
        The t quantile.

    Example:
        >>> round(t_value(1.959964, 9), 4)
        2.2622
    """
    return (
        critical if math.isinf(df) else -float(special.stdtrit(df, float(special.ndtr(-critical))))
    )


def at_last_look(found: Signal, critical: float) -> float:
    """The chance that the statistic passes its critical value at a single look, on the right side.

    Args:
        found: Distance, scale and degrees of freedom at the planned units.
        critical: Critical value of z; a t test takes the t quantile with the same tail.

    Returns:
        The chance, 0–1. A result on the wrong side is no success.

    Reference:
        Cohen 1988, Statistical power analysis for the behavioral sciences, chapter 2 (noncentral
        t).

    Example:
        >>> round(at_last_look(Signal(2.8016, 1.0, math.inf), 1.959964), 4)
        0.8
    """
    bar = t_value(critical, found.df) * found.scale
    if math.isinf(found.df):
        return float(special.ndtr(found.distance - bar))
    chance = 1.0 - float(special.nctdtr(found.df, found.distance, bar))
    if math.isnan(chance):  # scipy's series fails at single points, most of them far from the bar
        chance = noncentral_tail(found.df, found.distance, bar)
    return chance


def exits(found: Signal, criticals: tuple[float, ...], times: tuple[float, ...]) -> Exits:
    """The chances of each way to end at several looks.

    They are computed on the normal scale: a t test enters with the distance that gives a normal
    test the same chance at a single look (significance levels, not t values, are spent).

    Args:
        found: Distance, scale and degrees of freedom at the planned units.
        criticals: Critical values of z, one per look.
        times: Share of the planned units at each look.

    Returns:
        Per look, the chance to end there on either side.

    Reference:
        Jennison & Turnbull 2000, Group sequential methods, section 19.2; the t test by its
        significance levels as in Pocock 1977.

    Example:
        >>> found = exits(Signal(2.8016, 1.0, math.inf), (2.7965, 1.9774), (0.5, 1.0))
        >>> round(found.crossing_up, 3)
        0.797
    """
    distance, scale = found.distance, found.scale
    if not math.isinf(found.df):
        last, chance = criticals[-1], at_last_look(found, criticals[-1])
        distance = last + float(special.ndtri(min(max(chance, LEAST), 1.0 - LEAST)))
        scale = 1.0
    bounds = tuple(critical * scale for critical in criticals)
    return exit_probabilities(times, bounds, drift=distance)


def success(found: Signal, criticals: tuple[float, ...], times: tuple[float, ...]) -> float:
    """The chance that the statistic passes its critical value at some look, on the right side.

    Args:
        found: Distance, scale and degrees of freedom at the planned units.
        criticals: Critical values of z, one per look.
        times: Share of the planned units at each look.

    Returns:
        The chance, 0–1.

    Example:
        >>> round(success(Signal(2.8016, 1.0, math.inf), (2.7965, 1.9774), (0.5, 1.0)), 3)
        0.797
    """
    if len(criticals) == 1:
        return at_last_look(found, criticals[0])
    if found.distance > SURE:  # far beyond what the recursion need resolve
        return at_last_look(found, criticals[-1])
    return min(exits(found, criticals, times).crossing_up, 1.0)


def inside(worse: Signal, other: Signal, critical: float) -> float:
    """The chance that both bounds of an equivalence test are excluded at one look.

    Args:
        worse: The signal towards the bound on the worse side.
        other: The signal towards the other bound.
        critical: Critical value of z.

    Returns:
        The chance, 0–1, exact for one common estimated variance.

    Reference:
        Schuirmann 1987, A comparison of the two one-sided tests procedure and the power approach
        for assessing the equivalence of average bioavailability; the joint chance as in Owen 1965,
        A special case of a bivariate noncentral t-distribution, integrated over the variance.

    Example:
        >>> wide = Signal(3.0, 1.0, math.inf)
        >>> round(inside(wide, wide, 1.644854), 4)
        0.8246
    """
    if math.isinf(worse.df):
        above = float(special.ndtr(worse.distance - critical * worse.scale))
        below = float(special.ndtr(critical * other.scale - other.distance))
        return max(0.0, above - below)
    df, bar = worse.df, t_value(critical, worse.df)
    # beyond this standard deviation the two critical lines cross, and nothing is inside
    meeting = (worse.distance + other.distance) / (bar * (worse.scale + other.scale))
    turns = [
        turn for found in (worse, other) for turn in turning(found.distance, bar * found.scale)
    ]
    sd, weights = scale_points(df, (meeting, *turns))
    both = special.ndtr(worse.distance - bar * worse.scale * sd)
    both = both - special.ndtr(bar * other.scale * sd - other.distance)
    return min(float(np.sum(weights * np.maximum(both, 0.0))), 1.0)
