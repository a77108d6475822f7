"""For how many of a table's units an attribute is known."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from stagelift.formatting import formatted, number
from stagelift.metrics.privacy import Key, key_of

if TYPE_CHECKING:
    from stagelift.metrics.estimate import Estimate

UNKNOWN = "unknown"  # the value of customers without one


@dataclass(frozen=True, slots=True)
class Coverage:
    """For how many units of one metric an attribute is known.

    Args:
        attribute: Its name.
        metric: The metric with the most units.
        known: Units with a value.
        units: All units.
    """

    attribute: str
    metric: str
    known: int
    units: int

    @property
    def share(self) -> str:
        """The share of units with a value as text."""
        return formatted(self.known / self.units, ".1%")

    def __str__(self) -> str:
        return (
            f"{self.attribute} is known for {number(self.known)} of {number(self.units)} units of "
            f"{self.metric} ({self.share})"
        )


def coverages(
    estimates: Iterable[Estimate], hidden: Collection[Key] = frozenset()
) -> tuple[Coverage, ...]:
    """The coverage of every attribute of which some units have no value.

    Args:
        estimates: One period's, in total and by attribute.
        hidden: Cells that are not published; nothing is said that would tell of one.

    Returns:
        One entry an attribute, each of the metric with the most units.
    """
    found = [estimate for estimate in estimates if estimate.n]
    totals = {(e.metric, e.stage, e.period): e for e in found if e.segment is None}
    best: dict[str, Coverage] = {}
    for estimate in found:
        attribute, equals, value = (estimate.segment or "").partition("=")
        whole = totals.get((estimate.metric, estimate.stage, estimate.period))
        if not equals or value != UNKNOWN or whole is None or key_of(estimate) in hidden:
            continue
        one = Coverage(attribute, estimate.metric, whole.n - estimate.n, whole.n)
        if attribute not in best or one.units > best[attribute].units:
            best[attribute] = one
    return tuple(best.values())
