"""A metric of customers whose households were randomised: its inference knows of the households."""

from __future__ import annotations

from dataclasses import replace
from functools import lru_cache
from typing import Any, ClassVar, cast

from stagelift.data.query import Outcome, Value
from stagelift.definitions import Journey
from stagelift.definitions.metric import Unit
from stagelift.journey.figures import marked
from stagelift.metrics.kind import WindowedMetric
from stagelift.metrics.quotient import RatioMetric
from stagelift.metrics.tally import Tally
from stagelift.statistics.clustered import clustered_share
from stagelift.statistics.clusters import (
    ClusterSums,
    clustered_difference,
    clustered_level,
    clustered_lift,
    clustered_moments,
    clustered_ratio_difference,
)
from stagelift.statistics.inference import Inference
from stagelift.statistics.moments import Moments
from stagelift.statistics.proportions import DifferenceMethod
from stagelift.statistics.ratio import contributions, lift_of_ratios, ratio

UNKNOWN = "its households are not known here, so its error cannot be told"


class PerHousehold(WindowedMetric):
    """Another metric, with the household as the cluster of its members.

    A mean per customer is the ratio of two sums over households, their values and their members.

    Args:
        inner: The metric of the customers.
    """

    kind: ClassVar[str] = "per_household"
    adjustable: ClassVar[bool] = False

    inner: WindowedMetric

    @property
    def measured_in(self) -> Unit:
        """The unit of the metric's values."""
        return self.inner.measured_in

    def value(self) -> Value | Outcome:
        """What the query computes per customer."""
        return self.inner.value()

    def assigned_value(self, journey: Journey) -> Value | Outcome:
        """What the query computes per assigned customer."""
        return self.inner.assigned_value(journey)

    def beside(self) -> tuple[WindowedMetric, ...]:
        """What is shown of each arm beside it, with the same clusters."""
        return tuple(map(per_household, self.inner.beside()))

    def events(self) -> tuple[tuple[str, int], ...]:
        """The event terms the metric reads."""
        return self.inner.events()

    @property
    def is_ratio(self) -> bool:
        """Whether the metric has two sums of its own."""
        return isinstance(self.inner, RatioMetric)

    def moments_of(self, tally: Tally) -> Moments:
        """Moments of the households' contributions, whose mean is the metric."""
        arm = tally.clusters
        if arm is None or not arm.clusters:
            return Moments.from_counts(0, 0)
        if not self.is_ratio:
            return clustered_moments(arm)
        pair = arm.pair()
        return contributions(pair, arm.cubes()) if pair.mean_y else Moments.from_counts(0, 0)

    def level_of(self, tally: Tally, *, confidence: float) -> Inference:
        """The metric's level with an interval over households."""
        arm = tally.clusters
        if arm is None:
            return unknown(tally, confidence)
        if self.is_ratio:
            found = ratio(arm.pair(), level=confidence)
        elif self.inner.binary:
            found = clustered_share(arm.inner_pair(), level=confidence)
        else:
            found = clustered_level(arm, level=confidence)
        return marked(found, arm.clusters, "households")

    def effect_of(
        self, treatment: Tally, control: Tally, *, confidence: float, method: DifferenceMethod
    ) -> Inference:
        """The difference with the household as the cluster; CR1 for ratios, else CR2 or delta."""
        one, zero = treatment.clusters, control.clusters
        if one is None or zero is None:
            return unknown(treatment if one is None else control, confidence)
        compare = clustered_ratio_difference if self.is_ratio else clustered_difference
        return said(compare(one, zero, level=confidence), one, zero)

    def lift_of(self, treatment: Tally, control: Tally, *, confidence: float) -> Inference:
        """The effect relative to the control's level, agreeing with the test of the effect."""
        one, zero = treatment.clusters, control.clusters
        if one is None or zero is None:
            return unknown(treatment if one is None else control, confidence)
        if self.is_ratio:
            return lift_of_ratios(one.pair(), zero.pair(), level=confidence, better=self.better)
        return clustered_lift(one, zero, level=confidence, better=self.better)


def said(found: Inference, one: ClusterSums, zero: ClusterSums) -> Inference:
    """An effect whose note names the households behind it."""
    counted = f"{one.clusters + zero.clusters:,} households"
    return replace(found, note="; ".join(part for part in (found.note, counted) if part))


def unknown(tally: Tally, confidence: float) -> Inference:
    """Nothing: customers of one household counted as strangers would promise too much."""
    if not tally.n:
        return Inference(level=confidence, method="none", status="no_data", note="no units")
    return Inference(level=confidence, method="none", status="not_identifiable", note=UNKNOWN)


def per_household(metric: WindowedMetric) -> PerHousehold:
    """A metric of customers, read with their households as clusters.

    Args:
        metric: The metric.

    Returns:
        A metric of the same name, label, direction and window.
    """
    kept = ("name", "label", "better", "within", "owner", "stage", "from_", "version")
    kind = _kind(metric.ineligible, metric.no_lift)
    return kind(inner=metric, **{name: getattr(metric, name) for name in kept})


@lru_cache(maxsize=64)
def _kind(ineligible: str, no_lift: str) -> type[PerHousehold]:
    """The class whose words for what is left out, and for a missing lift, are the metric's own."""
    words = {"ineligible": ineligible, "no_lift": no_lift, "__module__": __name__}
    made: Any = type(PerHousehold)  # a class per pair of words, as every kind has its own
    return cast("type[PerHousehold]", made("PerHousehold", (PerHousehold,), words))
