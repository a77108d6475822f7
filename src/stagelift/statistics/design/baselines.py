"""What is known of a metric before the test: its level and its variance per unit, by kind."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Literal, Protocol, get_args

from stagelift.statistics import checks
from stagelift.statistics.numerics import np
from stagelift.statistics.score import TwoRates

Base = Literal["assigned", "respondents"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Spread:
    """The variances per unit on which one comparison rests.

    Args:
        treatment: Variance of a treatment unit when the assumed effect is true.
        control: Variance of a control unit.
        null_treatment: Variance of a treatment unit that the test works with, which a score test
            takes where the effect equals the bound to be excluded.
        null_control: The same of a control unit.

    Example:
        >>> Spread(treatment=4.0, control=1.0, null_treatment=4.0, null_control=1.0).control
        1.0
    """

    treatment: float
    control: float
    null_treatment: float
    null_control: float


class Baseline(Protocol):
    """What every kind of metric tells the planner."""

    @property
    def kind(self) -> str:
        """The kind's name as printed, with the test that will read it."""

    @property
    def student(self) -> bool:
        """Whether the test takes t quantiles, since it estimates the variance."""

    @property
    def effects(self) -> tuple[float, float]:
        """The least and the largest effect the metric can have."""

    def spread(self, effect: float, bound: float, share: float) -> Spread:
        """The variances when the effect is true and the test excludes a bound.

        Args:
            effect: The effect assumed, in the metric's unit.
            bound: The effect to be excluded, 0 or a margin.
            share: The treatment's share of both arms' units, between 0 and 1.

        Returns:
            Both arms' variances under the effect and as the test takes them.
        """


@dataclass(frozen=True, slots=True)
class Share:
    """A share of units with an event: conversion, retention on day N, churn.

    Args:
        rate: The control's share, strictly between 0 and 1.

    Raises:
        ArgumentError: When the rate is not strictly between 0 and 1.

    Reference:
        Farrington & Manning 1990, Test statistics and sample size formulae for comparative binomial
        trials with null hypothesis of non-zero risk difference or non-unity relative risk (method
        3: restricted rates in the test's variance); Fleiss, Levin & Paik 2003, Statistical methods
        for rates and proportions, chapter 4 (the pooled rate at a bound of 0).

    Example:
        >>> found = Share(0.1).spread(0.02, 0.0, 0.5)
        >>> round(found.treatment, 4), round(found.control, 4), round(found.null_control, 4)
        (0.1056, 0.09, 0.0979)
    """

    rate: float

    def __post_init__(self) -> None:
        """Refuse a rate that leaves nothing to vary."""
        checks.between("rate", self.rate, 0, 1)

    @property
    def kind(self) -> str:
        """The kind's name as printed."""
        return "difference of proportions, score test"

    @property
    def student(self) -> bool:
        """The score test takes normal quantiles."""
        return False

    @property
    def effects(self) -> tuple[float, float]:
        """The effects that leave a rate between 0 and 1."""
        return -self.rate, 1.0 - self.rate

    def spread(self, effect: float, bound: float, share: float) -> Spread:
        """The binomial variances, restricted to the bound for the test.

        Args:
            effect: The effect assumed, a share between −rate and 1 − rate.
            bound: The difference to be excluded, between −1 and 1.
            share: The treatment's share of both arms' units.

        Returns:
            Both arms' variances under the effect and under the bound.
        """
        rate1 = min(max(self.rate + effect, 0.0), 1.0)
        if bound == 0.0:
            pooled = share * rate1 + (1.0 - share) * self.rate
            null1 = null0 = pooled
        else:
            counts = (share * rate1, share, (1.0 - share) * self.rate, 1.0 - share)
            rates = TwoRates(*counts, unbiased=False)
            null1, null0 = (float(x) for x in rates.restricted_rates(np.asarray(bound)))
        return Spread(
            treatment=rate1 * (1.0 - rate1),
            control=self.rate * (1.0 - self.rate),
            null_treatment=null1 * (1.0 - null1),
            null_control=null0 * (1.0 - null0),
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Count:
    """A number of events per unit, compared as a mean with its own variance.

    Args:
        mean: The control's mean per unit, > 0.
        variance: Its variance per unit, > 0; never the mean in its place, which would be Poisson.

    Raises:
        ArgumentError: When one is not above 0 and finite.

    Reference:
        McCullagh & Nelder 1989, Generalized linear models, section 6.2 (a variance proportional to
        the mean: the dispersion is assumed to be the same in both arms).

    Example:
        >>> Count(mean=1.0, variance=3.0).spread(0.1, 0.0, 0.5).treatment
        3.3000000000000003
    """

    mean: float
    variance: float

    def __post_init__(self) -> None:
        """Refuse what no count that varies can have."""
        for name in ("mean", "variance"):
            checks.between(name, getattr(self, name), 0, math.inf)

    @property
    def kind(self) -> str:
        """The kind's name as printed."""
        return "difference of mean counts, Welch"

    @property
    def student(self) -> bool:
        """Welch's test takes t quantiles."""
        return True

    @property
    def effects(self) -> tuple[float, float]:
        """The effects that leave a mean ≥ 0."""
        return -self.mean, math.inf

    def spread(self, effect: float, bound: float, share: float) -> Spread:
        """The variance of a count, in proportion to its mean.

        Args:
            effect: The effect assumed, events per unit, ≥ −mean.
            bound: Unused: Welch's variance does not depend on it.
            share: Unused.

        Returns:
            Both arms' variances.
        """
        other = self.variance * max(self.mean + effect, 0.0) / self.mean
        return Spread(
            treatment=other, control=self.variance, null_treatment=other, null_control=self.variance
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Promoters:
    """Net promoters (NPS), per assigned unit or among those who answer.

    Units planned are assigned units in both cases. The effect is assumed to turn detractors into
    promoters, which keeps their sum, and the share that answers to stay as it is.

    Args:
        promoters: Share of promoters among answers, 0–1.
        detractors: Share of detractors among answers, 0–1.
        response: Share of assigned units that answer, above 0 and up to 1.
        base: `assigned` (no answer counts 0) or `respondents`.

    Raises:
        ArgumentError: When a share is not allowed, both together exceed 1, or both are 0.

    Reference:
        Rocks 2016, Interval estimation for the "net promoter score" (variance p + d − (p − d)²);
        n per arm = (z_α + z_β)²(v₀ + v₁)/δ².

    Example:
        >>> shop = Promoters(promoters=0.5, detractors=0.2, response=0.25)
        >>> shop.value, round(shop.spread(0.0, 0.0, 0.5).control, 6)
        (0.075, 0.169375)
    """

    promoters: float
    detractors: float
    response: float = 1.0
    base: Base = "assigned"

    def __post_init__(self) -> None:
        """Refuse shares that are none."""
        for name in ("promoters", "detractors", "response"):
            if not 0.0 <= checks.finite(name, getattr(self, name)) <= 1.0:
                raise checks.refused(name, getattr(self, name), "it must lie between 0 and 1")
        checks.one_of("base", self.base, get_args(Base))
        if self.response == 0.0:
            raise checks.refused("response", self.response, "without answers nothing is planned")
        total = self.promoters + self.detractors
        if not 0.0 < total <= 1.0 + 1e-12:
            allowed = "with detractors it must be above 0 and at most 1"
            raise checks.refused("promoters", self.promoters, allowed)
        if self.spread(0.0, 0.0, 0.5).control <= 0.0:
            raise checks.refused("promoters", self.promoters, "all answers alike do not vary")

    @property
    def kind(self) -> str:
        """The kind's name as printed."""
        per = "per assigned unit" if self.base == "assigned" else "among respondents"
        return f"difference of NPS {per}"

    @property
    def student(self) -> bool:
        """NPS is read with normal quantiles."""
        return False

    @property
    def value(self) -> float:
        """The control's net promoters, as a share of its base."""
        return self._weight * (self.promoters - self.detractors)

    @property
    def effects(self) -> tuple[float, float]:
        """The effects that leave the net promoters within all answers."""
        return -self._weight - self.value, self._weight - self.value

    @property
    def _weight(self) -> float:
        return self.response if self.base == "assigned" else 1.0

    def spread(self, effect: float, bound: float, share: float) -> Spread:
        """The variance of +1, 0 and −1 per assigned unit.

        Args:
            effect: The effect assumed, a share of the base, −2 to 2.
            bound: Unused: the variance is estimated in each arm.
            share: Unused.

        Returns:
            Both arms' variances; among respondents divided by the share that answers.
        """
        extremes, weight = self._weight * (self.promoters + self.detractors), self._weight
        net = min(max(self.value + effect, -weight), weight)
        per_unit = self.response / weight  # 1 per assigned; the share that answers otherwise
        control = (extremes - self.value**2) / per_unit
        treatment = max(max(extremes, abs(net)) - net * net, 0.0) / per_unit
        return Spread(
            treatment=treatment, control=control, null_treatment=treatment, null_control=control
        )
