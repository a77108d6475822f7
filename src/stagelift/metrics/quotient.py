"""Metrics that divide one sum over the units by another: one inference for all of them."""

from __future__ import annotations

from dataclasses import replace
from typing import ClassVar

from stagelift.definitions.metric import Unit
from stagelift.journey.figures import LOW_EXPECTED, LOW_N, marked
from stagelift.metrics.kind import WindowedMetric
from stagelift.metrics.tally import Tally
from stagelift.statistics.clustered import clustered_share
from stagelift.statistics.inference import Inference
from stagelift.statistics.moments import Moments
from stagelift.statistics.proportions import DifferenceMethod
from stagelift.statistics.ratio import contributions, difference_of_ratios, lift_of_ratios, ratio


class RatioMetric(WindowedMetric):
    """A metric with two numbers per unit, each summed over the units before dividing.

    The unit stays the customer, however many orders, sessions or carts each one has: a unit's own
    contribution carries the uncertainty (delta method).
    """

    unit: ClassVar[Unit] = "ratio"
    adjustable: ClassVar[bool] = False

    def moments_of(self, tally: Tally) -> Moments:
        """Moments of the units' contributions, whose mean is the ratio."""
        if not tally.pair.n or not tally.pair.mean_y or tally.cubes is None:
            return Moments.from_counts(0, 0)
        return contributions(tally.pair, tally.cubes)

    def level_of(self, tally: Tally, *, confidence: float) -> Inference:
        """The ratio with its delta-method interval."""
        return marked(ratio(tally.pair, level=confidence), tally.n)

    def effect_of(
        self, treatment: Tally, control: Tally, *, confidence: float, method: DifferenceMethod
    ) -> Inference:
        """The difference of ratios by the delta method."""
        return difference_of_ratios(treatment.pair, control.pair, level=confidence)

    def lift_of(self, treatment: Tally, control: Tally, *, confidence: float) -> Inference:
        """The lift of the ratio by Fieller."""
        return lift_of_ratios(treatment.pair, control.pair, level=confidence)


class PartMetric(RatioMetric):
    """A share of what units have several of: of their sessions, carts, coupons or entries.

    Every one of them counts alike, and the units say how alike those of one customer are: Wilson's
    interval with the effective number, which holds where a share is near 0 or 1 too.
    """

    def level_of(self, tally: Tally, *, confidence: float) -> Inference:
        """The share with its clustered Wilson interval."""
        found = clustered_share(tally.pair, level=confidence)
        top, whole = tally.pair.mean_x * tally.pair.n, tally.pair.mean_y * tally.pair.n
        few = tally.n < LOW_N or min(top, whole - top) < LOW_EXPECTED
        if found.status != "ok" or not few:
            return found
        note = f"{tally.n:,} customers, {round(top):,} of {round(whole):,}"
        return replace(found, status="low_n", note=note)
