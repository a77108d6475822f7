"""Looking at any time: an asymptotic confidence sequence."""

from __future__ import annotations

import math
from typing import Literal, get_args

from stagelift.statistics import checks
from stagelift.statistics.inference import Inference
from stagelift.statistics.numerics import special

METHOD = "asymptotic_sequence"
ONE_SIDED = "asymptotic_sequence_one_sided"
NEWTON_STEPS = 50

Side = Literal["lower", "upper"]


def tuning(n_mature: int, n_planned: int, level: float) -> float:
    """The sequence's η, which makes it narrowest about when the planned units are mature.

    Args:
        n_mature: Mature units now, both arms together, > 0.
        n_planned: Mature units planned, > 0.
        level: Confidence level, between 0 and 1.

    Returns:
        (−2 ln α + ln(−2 ln α) + 1) · n_mature / n_planned; 8.78 · n_mature / n_planned at 95 %.

    Raises:
        ArgumentError: When an argument is not allowed.

    Reference:
        Waudby-Smith, Arbour, Sinha, Kennedy & Ramdas 2024, Time-uniform central limit theory and
        asymptotic confidence sequences, appendix on tuning.

    Example:
        >>> round(tuning(1000, 1000, 0.95), 2)
        8.78
    """
    checks.between("n_mature", checks.whole("n_mature", n_mature), 0, math.inf)
    checks.between("n_planned", checks.whole("n_planned", n_planned), 0, math.inf)
    return _eta(n_mature / n_planned, checks.between("level", level, 0, 1))


def _eta(fraction: float, level: float) -> float:
    wanted = -2.0 * math.log(1.0 - level)
    # any fixed positive η is valid; the paper's turns negative at levels below .13
    return max(wanted + math.log(wanted) + 1.0, wanted) * fraction


def sequence_critical(n_mature: int, n_planned: int, level: float) -> float:
    """The half-width of the asymptotic confidence sequence in standard errors.

    Args:
        n_mature: Mature units now, both arms together, > 0.
        n_planned: Mature units planned, > 0.
        level: Confidence level, between 0 and 1.

    Returns:
        sqrt(((1 + η) / η) · ln((1 + η) / α²)), to be used like 1.96 at every look.

    Raises:
        ArgumentError: When an argument is not allowed.

    Reference:
        Waudby-Smith, Arbour, Sinha, Kennedy & Ramdas 2024, Time-uniform central limit theory and
        asymptotic confidence sequences.

    Example:
        >>> round(sequence_critical(1000, 1000, 0.95), 4)
        3.0354
    """
    tuning(n_mature, n_planned, level)
    return critical_at(n_mature / n_planned, level)


def critical_at(fraction: float, level: float) -> float:
    """The half-width of the sequence in standard errors at a share of the planned units.

    Args:
        fraction: Mature over planned units, > 0.
        level: Confidence level, between 0 and 1.

    Returns:
        The critical value.

    Raises:
        ArgumentError: When an argument is not allowed.

    Reference:
        Waudby-Smith, Arbour, Sinha, Kennedy & Ramdas 2024, Time-uniform central limit theory and
        asymptotic confidence sequences.

    Example:
        >>> round(critical_at(1.0, 0.95), 4), round(critical_at(0.25, 0.95), 4)
        (3.0354, 3.2267)
    """
    checks.between("fraction", fraction, 0, math.inf)
    eta = _eta(fraction, checks.between("level", level, 0, 1))
    return math.sqrt((1.0 + eta) / eta * (math.log1p(eta) - 2.0 * math.log(1.0 - level)))


def asymptotic_sequence(
    effect: float, se: float, *, n_mature: int, n_planned: int, level: float = 0.95
) -> Inference:
    """An interval and p-value that hold at every look, however often one looks.

    For any effect that is a difference of averages: proportions, means, net promoters, adjusted or
    ratio effects, from its estimate and standard error. By symmetry each end misses with about
    (1 − level)/2 over all looks, so either end serves as the one-sided limit of a guardrail;
    `one_sided_sequence` has a proof for one end alone. Intervals of earlier looks are not
    intersected: where effects drift, the intersection becomes empty. Read it only when `gate` is
    open.

    Args:
        effect: The estimate on all mature units so far.
        se: Its standard error, ≥ 0, in the same unit.
        n_mature: Mature units now, both arms together.
        n_planned: Mature units planned; where the interval is narrowest, not an end.
        level: Confidence level over all looks together, between 0 and 1.

    Returns:
        The interval and the always-valid p-value by inverting the same sequence (dual), of this
        look alone (no running minimum); without an interval and `degenerate` when se is 0.

    Raises:
        ArgumentError: When an argument is not allowed.

    Reference:
        Waudby-Smith, Arbour, Sinha, Kennedy & Ramdas 2024, Time-uniform central limit theory and
        asymptotic confidence sequences; Lindon, Ham, Tingley & Bojinov 2022, Anytime-valid linear
        models and regression adjusted causal inference in randomized experiments.

    Example:
        >>> found = asymptotic_sequence(0.02, 0.005, n_mature=8000, n_planned=16000)
        >>> round(found.low, 4), round(found.high, 4), round(found.p_value, 4)
        (0.0047, 0.0353, 0.0034)
    """
    effect, se = checks.finite("effect", effect), checks.finite("se", se)
    eta = tuning(n_mature, n_planned, level)
    if se <= 0.0:
        return _without_variation(effect, se, level, METHOD)
    half = se * sequence_critical(n_mature, n_planned, level)
    z = effect / se
    log_p = math.log1p(eta) / 2.0 - z * z * eta / (2.0 * (1.0 + eta))
    return Inference(
        value=effect,
        se=se,
        low=effect - half,
        high=effect + half,
        level=level,
        method=METHOD,
        p_value=math.exp(min(0.0, log_p)),
        dual=True,
    )


def _without_variation(effect: float, se: float, level: float, method: str) -> Inference:
    if se < 0.0:
        raise checks.refused("se", se, "it must be ≥ 0")
    note = "no value varies within an arm"
    return Inference(
        value=effect, se=se, level=level, method=method, status="degenerate", note=note
    )


def one_sided_critical(fraction: float, level: float) -> float:
    """The distance of a one-sided limit of the sequence from the estimate, in standard errors.

    With S the sum and V its variance, exp(λS − λ²V/2) has mean 1 without effect; mixed over a
    half-normal λ > 0 of scale ρ it becomes 2·Φ(x)·exp(x²/2) / sqrt(1 + η), where η = ρ²V and
    x = z·sqrt(η/(1 + η)). By Ville's inequality it ever reaches 1/α with chance at most α, so the
    limit is where it equals 1/α; the root is found by Newton's method.

    Args:
        fraction: Mature over planned units, > 0.
        level: One-sided confidence level, above ½ and below 1.

    Returns:
        The critical value: below that of the two-sided sequence at the same level, and hardly above
        that of the two-sided one at 2·level − 1, whose η it takes.

    Raises:
        ArgumentError: When an argument is not allowed.

    Reference:
        Waudby-Smith, Arbour, Sinha, Kennedy & Ramdas 2024, appendix on one-sided sequences (a
        closed form slightly wider than this root); Robbins 1970, Statistical methods related to the
        law of the iterated logarithm.

    Example:
        >>> round(one_sided_critical(1.0, 0.975), 4), round(critical_at(1.0, 0.95), 4)
        (3.0362, 3.0354)
    """
    checks.between("fraction", fraction, 0, math.inf)
    eta = _eta(fraction, 2.0 * checks.between("level", level, 0.5, 1) - 1.0)
    wanted = math.log1p(eta) / 2.0 - math.log(1.0 - level)
    x = math.sqrt(2.0 * wanted)  # to the right of the root: the function is convex, and rises
    for _ in range(NEWTON_STEPS):
        log_phi = float(special.log_ndtr(x))
        gap = x * x / 2.0 + math.log(2.0) + log_phi - wanted
        hazard = math.exp(-x * x / 2.0 - log_phi) / math.sqrt(2.0 * math.pi)
        x -= gap / (x + hazard)
        if abs(gap) <= 1e-14 * wanted:
            break
    return x * math.sqrt((1.0 + eta) / eta)


def one_sided_sequence(
    effect: float,
    se: float,
    *,
    side: Side,
    n_mature: int,
    n_planned: int,
    level: float = 0.975,
) -> Inference:
    """One limit that holds at every look, with its one-sided p-value.

    For guardrails and interim harm, where one direction alone matters; adjusted and ratio effects
    come as estimate and standard error. Read it only when `gate` is open.

    Args:
        effect: The estimate on all mature units so far.
        se: Its standard error, ≥ 0, in the same unit.
        side: `lower` for a lower limit (and p against effects ≤ 0), `upper` for its mirror.
        n_mature: Mature units now, both arms together.
        n_planned: Mature units planned; where the limit is nearest, not an end.
        level: One-sided confidence level over all looks, above ½ and below 1.

    Returns:
        The limit as low or high, the other end None; the p-value is one-sided, always valid, of
        this look alone, and below 1 − level exactly when the limit has passed 0 (dual).

    Raises:
        ArgumentError: When an argument is not allowed.

    Reference:
        Waudby-Smith, Arbour, Sinha, Kennedy & Ramdas 2024, appendix on one-sided sequences; Ville
        1939, Étude critique de la notion de collectif.

    Example:
        >>> found = one_sided_sequence(
        ...     0.02, 0.005, side="lower", n_mature=8000, n_planned=16000, level=0.975
        ... )
        >>> round(found.low, 4), found.high, round(found.p_value, 4)
        (0.0046, None, 0.0017)
    """
    effect, se = checks.finite("effect", effect), checks.finite("se", se)
    checks.one_of("side", side, get_args(Side))
    checks.between("level", level, 0.5, 1)
    eta = tuning(n_mature, n_planned, 2.0 * level - 1.0)
    if se <= 0.0:
        return _without_variation(effect, se, level, ONE_SIDED)
    reach = se * one_sided_critical(n_mature / n_planned, level)
    sign = 1.0 if side == "lower" else -1.0
    x = sign * effect / se * math.sqrt(eta / (1.0 + eta))
    log_p = math.log1p(eta) / 2.0 - x * x / 2.0 - math.log(2.0) - float(special.log_ndtr(x))
    return Inference(
        value=effect,
        se=se,
        low=effect - reach if side == "lower" else None,
        high=effect + reach if side == "upper" else None,
        level=level,
        method=ONE_SIDED,
        p_value=math.exp(min(0.0, log_p)),
        dual=True,
    )
