"""Looking at any time: an asymptotic confidence sequence."""

from __future__ import annotations

import math

from stagelift.statistics import checks
from stagelift.statistics.inference import Inference

METHOD = "asymptotic_sequence"


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
    (1 − level)/2 over all looks, so either end serves as the one-sided limit of a guardrail.
    Read it only when `gate` is open.

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
        if se < 0.0:
            raise checks.refused("se", se, "it must be ≥ 0")
        note = "no value varies within an arm"
        return Inference(
            value=effect, se=se, level=level, method=METHOD, status="degenerate", note=note
        )
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
