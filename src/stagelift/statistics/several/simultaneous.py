"""Intervals that hold together and agree with corrected p-values, where such intervals exist."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal, get_args

from stagelift.statistics import checks
from stagelift.statistics.inference import Inference
from stagelift.statistics.quantiles import normal_critical, normal_p, t_critical, t_p
from stagelift.statistics.several import steps
from stagelift.statistics.sides import Alternative, upper_quantile, upper_tail

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

Correction = Literal[
    "bonferroni",
    "sidak",
    "holm",
    "holm_sidak",
    "hochberg",
    "benjamini_hochberg",
    "benjamini_yekutieli",
]
_CORRECTIONS: dict[str, Callable[[Sequence[float | None]], steps.PValues]] = {
    name: getattr(steps, name) for name in get_args(Correction)
}


@dataclass(frozen=True, slots=True)
class Comparison:
    """One effect of a family with what its t or z statistic needs.

    Args:
        value: The effect, in its own unit.
        se: Its standard error, > 0, in the same unit.
        df: Degrees of freedom, > 0; infinite is the normal distribution.

    Raises:
        ArgumentError: When one is outside its range.

    Example:
        >>> Comparison(2.0, 1.0).statistic
        2.0
    """

    value: float
    se: float
    df: float = math.inf

    def __post_init__(self) -> None:
        """Refuse what has no statistic."""
        checks.finite("value", self.value)
        checks.between("se", self.se, 0, math.inf)
        if self.df != math.inf:
            checks.between("df", self.df, 0, math.inf)

    @property
    def statistic(self) -> float:
        """The effect in standard errors."""
        return self.value / self.se

    def p_value(self, alternative: Alternative = "two_sided") -> float:
        """The p-value of no effect, uncorrected.

        Args:
            alternative: `two_sided`, `greater` or `less`.

        Returns:
            The probability, 0–1.

        Raises:
            ArgumentError: When the alternative is another word.
        """
        checks.one_of("alternative", alternative, get_args(Alternative))
        if alternative != "two_sided":
            sign = 1.0 if alternative == "greater" else -1.0
            return upper_tail(sign * self.statistic, self.df)
        t = self.statistic
        return normal_p(t) if self.df == math.inf else t_p(t, self.df)

    def limits(self, level: float, alternative: Alternative = "two_sided") -> tuple[float, float]:
        """The interval of this effect alone.

        Args:
            level: Confidence level, between 0 and 1.
            alternative: `two_sided`; `greater` (a lower limit) or `less` (an upper limit).

        Returns:
            Both ends, the one that is not limited infinite.

        Raises:
            ArgumentError: When an argument is not allowed.
        """
        checks.one_of("alternative", alternative, get_args(Alternative))
        if alternative == "two_sided":
            z = normal_critical(level) if self.df == math.inf else t_critical(level, self.df)
            return self.value - z * self.se, self.value + z * self.se
        half = upper_quantile(level, self.df) * self.se
        if alternative == "greater":
            return self.value - half, math.inf
        return -math.inf, self.value + half


def comparison_level(
    level: float, comparisons: int, *, correction: Literal["bonferroni", "sidak"] = "bonferroni"
) -> float:
    """The level at which the intervals of m effects hold together at `level`.

    For effects whose interval is no t or z interval (score, Fieller, quantiles): compute each at
    this level, and read it beside the p-value corrected in the same way.

    Args:
        level: Joint confidence level, between 0 and 1.
        comparisons: Effects of the family that could be estimated, ≥ 1.
        correction: `bonferroni` (1 − (1 − level)/m) or `sidak` (level^(1/m)).

    Returns:
        The level of each interval.

    Raises:
        ArgumentError: When an argument is not allowed.

    Reference:
        Dunn 1961, Multiple comparisons among means; Šidák 1967, Rectangular confidence regions for
        the means of multivariate normal distributions.

    Example:
        >>> comparison_level(0.95, 5), round(comparison_level(0.95, 5, correction="sidak"), 5)
        (0.99, 0.98979)
    """
    checks.between("level", level, 0, 1)
    m = checks.whole("comparisons", comparisons)
    checks.between("comparisons", m, 0, math.inf)
    checks.one_of("correction", correction, ("bonferroni", "sidak"))
    return 1.0 - (1.0 - level) / m if correction == "bonferroni" else math.exp(math.log(level) / m)


def simultaneous(
    comparisons: Sequence[Comparison | None],
    *,
    correction: Correction,
    level: float = 0.95,
    alternative: Alternative = "two_sided",
) -> tuple[Inference, ...]:
    """Corrected p-values of a family, with the intervals that agree with them.

    Bonferroni and Šidák have intervals of their own. Holm's one-sided steps have limits too: an
    effect that is found gets the limit 0, one that is not gets Bonferroni's limit among those not
    found, and only when all are found may limits lie beyond 0. Holm's two-sided steps, Hochberg's
    and those for the share of false findings have none: the interval is null.

    Args:
        comparisons: The family's effects; None for one that could not be estimated, which does not
            count in the family's size.
        correction: The correction's name, as the functions of `steps` are called.
        level: Joint confidence level, between 0 and 1.
        alternative: `two_sided`, `greater` or `less`, the same for all.

    Returns:
        One result per comparison, in the same order, with its corrected p-value; `no_data` where
        None came.

    Raises:
        ArgumentError: When an argument is not allowed.

    Reference:
        Dunn 1961; Šidák 1967; Strassburger & Bretz 2008, Compatible simultaneous lower confidence
        bounds for the Holm procedure and other Bonferroni-based closed tests; Guilbaud 2008,
        Simultaneous confidence regions corresponding to Holm's step-down procedure.

    Example:
        >>> family = [Comparison(3.0, 1.0), Comparison(1.0, 1.0)]
        >>> [(round(one.low, 3), round(one.p_value, 4)) for one in
        ...  simultaneous(family, correction="holm", alternative="greater")]
        [(0.0, 0.0027), (-0.645, 0.1587)]
        >>> simultaneous(family, correction="hochberg")[0].low is None
        True
    """
    checks.between("level", level, 0, 1)
    checks.one_of("correction", correction, get_args(Correction))
    checks.one_of("alternative", alternative, get_args(Alternative))
    raw = [None if one is None else one.p_value(alternative) for one in comparisons]
    adjusted = _CORRECTIONS[correction](raw)
    done = [p for p in adjusted if p is not None]
    found = sum(p < 1.0 - level for p in done)
    results = []
    for one, p in zip(comparisons, adjusted, strict=True):
        if one is None or p is None:
            note = "the effect could not be estimated"
            result = Inference(level=level, method=correction, status="no_data", note=note)
        else:
            plan = _Plan(correction, level, alternative, len(done), found)
            result = _result(one, p, plan)
        results.append(result)
    return tuple(results)


@dataclass(frozen=True, slots=True)
class _Plan:
    """How one family is read."""

    correction: Correction
    level: float
    alternative: Alternative
    size: int
    found: int


def _result(one: Comparison, p: float, plan: _Plan) -> Inference:
    """One effect with its corrected p-value and the interval that goes with it."""
    low: float | None = None
    high: float | None = None
    note, dual = "", True
    if plan.correction in ("bonferroni", "sidak"):
        own = comparison_level(plan.level, plan.size, correction=plan.correction)
        low, high = one.limits(own, plan.alternative)
    elif plan.correction == "holm" and plan.alternative != "two_sided":
        low, high = _holm_limits(one, p, plan)
        if 0.0 in (low, high):
            note, dual = "the effect is found: its limit 0 is itself excluded", False
    else:
        note, dual = f"no interval agrees with {plan.correction} here", False
    return Inference(
        value=one.value,
        se=one.se,
        low=low,
        high=high,
        level=plan.level,
        method=plan.correction,
        p_value=p,
        dual=dual,
        note=note,
    )


def _holm_limits(one: Comparison, p: float, plan: _Plan) -> tuple[float, float]:
    """The one-sided limits that agree with Holm's steps."""
    left = plan.size - plan.found
    low, high = one.limits(comparison_level(plan.level, left or plan.size), plan.alternative)
    if p >= 1.0 - plan.level:
        return low, high
    if plan.alternative == "greater":
        return (max(0.0, low) if left == 0 else 0.0), high
    return low, (min(0.0, high) if left == 0 else 0.0)
