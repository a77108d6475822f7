"""Baselines from a period before: means, scores, ratios, quantiles, times, hazards."""

from __future__ import annotations

import math
from dataclasses import dataclass

from stagelift.statistics import checks
from stagelift.statistics.design.baselines import Base, Promoters, Spread
from stagelift.statistics.moments import Moments, ScoreCounts
from stagelift.statistics.pairs import PairMoments
from stagelift.statistics.ratio import ratio
from stagelift.statistics.survival.restricted import restricted_mean
from stagelift.statistics.survival.table import EventTable


@dataclass(frozen=True, slots=True, kw_only=True)
class Value:
    """Any effect whose estimate has a variance of (a figure per unit) / n in each arm.

    The functions `of_mean`, `of_ratio`, `of_quantile`, `of_mean_time`, `of_hazard`, and those of
    `ordered`, know the figure for their kind; a variance measured elsewhere goes in as it is.

    Args:
        variance: Variance per control unit, > 0, in the effect's unit squared.
        treatment_variance: The same of a treatment unit; None when the effect leaves it as it is.
        kind: The kind's name as printed.
        student: Whether the test takes t quantiles, since it estimates the variance.
        least: The least effect possible; −∞ when nothing bounds it.
        largest: The largest effect possible.

    Raises:
        ArgumentError: When a variance is not above 0 and finite, or the bounds do not hold 0.

    Example:
        >>> Value(variance=4.0).spread(1.0, 0.0, 0.5).treatment
        4.0
    """

    variance: float
    treatment_variance: float | None = None
    kind: str = "difference of means, Welch"
    student: bool = True
    least: float = -math.inf
    largest: float = math.inf

    def __post_init__(self) -> None:
        """Refuse what does not vary."""
        checks.between("variance", self.variance, 0, math.inf)
        if self.treatment_variance is not None:
            checks.between("treatment_variance", self.treatment_variance, 0, math.inf)
        if not self.least < 0.0 < self.largest:
            raise checks.refused("least", (self.least, self.largest), "they must hold 0 between")

    @property
    def effects(self) -> tuple[float, float]:
        """The least and the largest effect possible."""
        return self.least, self.largest

    def spread(self, effect: float, bound: float, share: float) -> Spread:
        """The variances, which neither effect nor bound change.

        Args:
            effect: Unused.
            bound: Unused.
            share: Unused.

        Returns:
            Both arms' variances.
        """
        other = self.variance if self.treatment_variance is None else self.treatment_variance
        return Spread(
            treatment=other, control=self.variance, null_treatment=other, null_control=self.variance
        )


def of_mean(m: Moments) -> Value:
    """The baseline of a mean, from the moments of a period before the test.

    Args:
        m: Moments of the value per unit.

    Returns:
        The baseline; the effect is in the value's unit.

    Raises:
        ArgumentError: When there are fewer than two units, or none differs.

    Example:
        >>> of_mean(Moments(n=5, mean=2.0, m2=16.0, m3=0.0)).variance
        4.0
    """
    if m.variance is None:
        raise checks.refused("n", m.n, "a baseline's spread needs at least two units")
    return Value(variance=m.variance)


def of_scores(scores: ScoreCounts, *, silent: int = 0, base: Base = "assigned") -> Promoters:
    """The baseline of net promoters, from the answers of a period before the test.

    Args:
        scores: Answers from 0 to 10.
        silent: Units that were asked and gave none.
        base: `assigned` (no answer counts 0) or `respondents`.

    Returns:
        The baseline with the period's shares and its share of answers.

    Raises:
        ArgumentError: When nobody answered, or all answers are alike.

    Example:
        >>> found = of_scores(ScoreCounts((0, 0, 0, 0, 0, 0, 2, 0, 3, 5, 0)), silent=30)
        >>> found.promoters, found.detractors, found.response
        (0.5, 0.2, 0.25)
    """
    if scores.n == 0:
        raise checks.refused("scores", scores.counts, "without answers there is no baseline")
    return Promoters(
        promoters=scores.promoters / scores.n,
        detractors=scores.detractors / scores.n,
        response=scores.n / (scores.n + checks.whole("silent", silent)),
        base=base,
    )


def of_ratio(pair: PairMoments) -> Value:
    """The baseline of a ratio of sums, with the randomised unit as the cluster.

    Args:
        pair: Moments of numerator and denominator per unit.

    Returns:
        The baseline; the effect is in the ratio's unit.

    Raises:
        ArgumentError: When the ratio has no standard error, with the reason.

    Reference:
        Deng, Knoblich & Lu 2018, Applying the delta method in metric analytics.

    Example:
        >>> pair = PairMoments(n=101, mean_x=30.0, mean_y=1.5, m2_x=9900.0, m2_y=99.0, m_xy=693.0)
        >>> round(of_ratio(pair).variance, 2)
        96.8
    """
    found = ratio(pair)
    if found.se is None or found.low is None:
        raise checks.refused("pair", pair, f"it is no baseline of a ratio: {found.note}")
    return Value(variance=found.se**2 * pair.n, kind="difference of ratios, delta method")


def of_quantile(q: float, density: float) -> Value:
    """The baseline of a quantile, for large samples.

    Args:
        q: Order of the quantile, between 0 and 1.
        density: Density of the values at the quantile, > 0, per unit of the value. Two quantiles
            Q(q − h) and Q(q + h) of the baseline give 2h / (Q(q + h) − Q(q − h)).

    Returns:
        The baseline; the effect is in the value's unit.

    Raises:
        ArgumentError: When an argument is outside its range.

    Reference:
        Serfling 1980, Approximation theorems of mathematical statistics, section 2.3.3 (variance
        q(1 − q) / f²).

    Example:
        >>> of_quantile(0.5, 0.25).variance
        4.0
    """
    checks.between("q", q, 0, 1)
    checks.between("density", density, 0, math.inf)
    kind = "difference of quantiles, order statistics"
    return Value(variance=q * (1.0 - q) / density**2, kind=kind, student=False)


def of_mean_time(table: EventTable, horizon: float) -> Value:
    """The baseline of a mean time up to a horizon τ (RMST), from a period before the test.

    Args:
        table: Grouped counts of all units of that period, the assigned ones, not only leavers.
        horizon: τ, in the unit of the table's times, > 0.

    Returns:
        The baseline with the censoring the table has; where every unit was followed to τ its
        variance is that of min(T, τ). The effect is in the unit of time.

    Raises:
        ArgumentError: When the table says nothing of τ, or no time before it varies.

    Reference:
        Royston & Parmar 2013, Restricted mean survival time: an alternative to the hazard ratio
        for the design and analysis of randomized trials with a time-to-event outcome.

    Example:
        >>> table = EventTable([1, 2, 4], [1, 1, 0], censored=[0, 0, 2])
        >>> round(of_mean_time(table, 4).variance, 10)
        1.6875
    """
    found = restricted_mean(table, horizon)
    if not found.se or found.value is None:
        raise checks.refused("horizon", horizon, f"it has no baseline in this table: {found.note}")
    return Value(
        variance=found.se**2 * table.n,
        kind="difference of mean times up to a horizon",
        student=False,
        least=-found.value,
        largest=horizon - found.value,
    )


def of_hazard(event_share: float, *, treatment_share: float | None = None) -> Value:
    """The baseline of a log-rank test: the effect is the logarithm of the hazard ratio.

    Args:
        event_share: Share of control units whose event is seen before the data end, up to 1.
        treatment_share: The same of treatment units; None for the control's.

    Returns:
        The baseline; with it total units · event share are the events needed.

    Raises:
        ArgumentError: When a share is not above 0 and at most 1.

    Reference:
        Schoenfeld 1981, The asymptotic properties of nonparametric tests for comparing survival
        distributions; Schoenfeld 1983, Sample-size formula for the proportional-hazards regression
        model (events = (z_α + z_β)² / (w₁w₀ ln²θ)).

    Example:
        >>> of_hazard(0.5).variance
        2.0
    """
    shares = {"event_share": event_share, "treatment_share": treatment_share}
    for name, share in shares.items():
        if share is not None and not 0.0 < checks.finite(name, share) <= 1.0:
            raise checks.refused(name, share, "it must be above 0 and at most 1")
    return Value(
        variance=1.0 / event_share,
        treatment_variance=None if treatment_share is None else 1.0 / treatment_share,
        kind="log hazard ratio, log-rank test",
        student=False,
    )
