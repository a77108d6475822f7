"""Metrics that are a share of units: one inference for all of them."""

from __future__ import annotations

from dataclasses import replace
from typing import ClassVar

from stagelift.definitions.metric import Unit
from stagelift.journey.figures import LOW_EXPECTED, LOW_N
from stagelift.metrics.kind import WindowedMetric
from stagelift.metrics.tally import Tally
from stagelift.statistics.inference import Inference
from stagelift.statistics.lift import lift_of_proportions
from stagelift.statistics.proportions import (
    DifferenceMethod,
    difference_of_proportions,
    proportion,
)


class ShareMetric(WindowedMetric):
    """A metric whose unit value is 0 or 1."""

    unit: ClassVar[Unit] = "share"
    binary: ClassVar[bool] = True

    def level_of(self, tally: Tally, *, confidence: float) -> Inference:
        """The share with its Wilson interval."""
        return guarded(proportion(tally.k or 0, tally.n, level=confidence), tally)

    def effect_of(
        self, treatment: Tally, control: Tally, *, confidence: float, method: DifferenceMethod
    ) -> Inference:
        """The difference of shares; by the inverted score test unless the plan names another."""
        return difference_of_proportions(
            treatment.k or 0,
            treatment.n,
            control.k or 0,
            control.n,
            level=confidence,
            method=method,
        )

    def lift_of(self, treatment: Tally, control: Tally, *, confidence: float) -> Inference:
        """The lift of the share, by the inverted score test."""
        return lift_of_proportions(
            treatment.k or 0, treatment.n, control.k or 0, control.n, level=confidence
        )


def guarded(found: Inference, tally: Tally) -> Inference:
    """A share's inference, marked when too few units or events stand behind it.

    Args:
        found: What the method said.
        tally: The units.

    Returns:
        The same with status `low_n` below 30 units or an expected count below 5.
    """
    fewer = min(tally.k or 0, tally.n - (tally.k or 0))
    if found.status != "ok" or (tally.n >= LOW_N and fewer >= LOW_EXPECTED):
        return found
    return replace(found, status="low_n", note=f"{tally.n:,} units, {tally.k:,} with the event")
