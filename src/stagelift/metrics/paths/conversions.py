"""Conversion with rules of its own: entries, order, exclusion, what is held, a stage stayed in."""

from __future__ import annotations

from typing import ClassVar

from pydantic import model_validator

from stagelift.definitions import Mistake
from stagelift.metrics.paths.path_metric import PathMetric
from stagelift.metrics.quotient import PartMetric
from stagelift.metrics.share import ShareMetric


class PathConversion(PathMetric, ShareMetric):
    """The share of units that reach the last step within the window, each unit counted once.

    Example:
        >>> steps = ["visited", "cart_added", "ordered"]
        >>> PathConversion(name="funnel", event=steps, within="7 days").value().step
        3
    """

    kind: ClassVar[str] = "conversion"
    adjustable: ClassVar[bool] = False

    @model_validator(mode="after")
    def _units(self) -> PathConversion:
        """Refuses entries as units, which no share of customers can count."""
        if self.entry == "totals":
            raise Mistake("entry: totals counts entries", "Use EntryConversion")
        return self


class EntryConversion(PathMetric, PartMetric):
    """The share of entries that reach the last step within the window, several a customer.

    It is a ratio of two sums, converted entries and entries, so that a customer with many entries
    does not stand for many customers.

    Example:
        >>> EntryConversion(name="each", event="ordered", entry="totals").measured_in
        'ratio'
    """

    kind: ClassVar[str] = "conversion"
    adjustable: ClassVar[bool] = False

    @model_validator(mode="after")
    def _entries(self) -> EntryConversion:
        """Refuses entries that are counted once a customer."""
        if self.entry != "totals":
            raise Mistake(f"entry: {self.entry} came", "Use PathConversion, or entry: totals")
        return self
