"""The changes of KPIs between periods, and how they print themselves."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Any

from stagelift.console import aligned
from stagelift.formatting import confidence, default_spec, formatted, number
from stagelift.frames import Tabular
from stagelift.journey.day_pairs import COMPARED
from stagelift.metrics.estimate import Estimate
from stagelift.metrics.kpi_table import status_words
from stagelift.metrics.privacy import MINIMUM, is_small, reason

COLUMNS = ("metric", "stage", "period", "against", "change", "interval", "p", "n", "status")
NUMBERS = ("value", "n", "k", "se", "low", "high", "p_value")
FOOT = "A change is no effect: nothing was held equal."


@dataclass(frozen=True, slots=True)
class KpiChanges(Tabular):
    """Estimates with measure `change`, oldest period first within a metric.

    Args:
        estimates: One per metric, place and period.
        as_of: Instant of knowledge as text, in the journey's zone.
        minimum_cell: Changes of fewer units are suppressed wherever they are shown.
    """

    estimates: tuple[Estimate, ...]
    as_of: str
    minimum_cell: int = MINIMUM

    def __iter__(self) -> Iterator[Estimate]:
        return iter(self.estimates)

    def __len__(self) -> int:
        return len(self.estimates)

    def newest(self) -> KpiChanges:
        """The newest change of each metric and place whose units are all mature; else the newest.

        Returns:
            One change per metric and place.
        """
        found: dict[tuple[str, str | None], Estimate] = {}
        for estimate in self.estimates:  # oldest first
            place = (estimate.metric, estimate.stage)
            open_yet = "immature" in (estimate.status, *dict(estimate.excluded))
            if place not in found or not open_yet:
                found[place] = estimate
        return replace(self, estimates=tuple(found.values()))

    def to_dicts(self) -> list[dict[str, Any]]:
        """The changes as JSON-ready rows; numbers of too few units are null.

        Returns:
            One dict per estimate, with the fields of `Estimate`.
        """
        return [self._row(estimate) for estimate in self.estimates]

    def _row(self, estimate: Estimate) -> dict[str, Any]:
        row = estimate.to_dict()
        if is_small(estimate, self.minimum_cell):
            row.update(dict.fromkeys(NUMBERS))
            row.update(status="low_n", note=reason(estimate, self.minimum_cell), excluded={})
        return row

    @property
    def levels(self) -> str:
        """The confidence levels of the intervals, such as `95%`."""
        return ", ".join(sorted({confidence(estimate.level) for estimate in self.estimates}))

    @property
    def compared(self) -> tuple[tuple[str, str, str], ...]:
        """Each comparison that left days out, once: later and earlier period, and what was left."""
        said = {
            (e.period, e.against or "", days)
            for e in self.estimates
            if (days := days_of(e.note)) and not is_small(e, self.minimum_cell)
        }
        return tuple(sorted(said))

    def rows(self) -> list[tuple[str, ...]]:
        """The changes as cells of text, without numbers of too few units.

        Returns:
            One row per estimate, in the order of `COLUMNS`.
        """
        return [self._line(estimate) for estimate in self.estimates]

    def __str__(self) -> str:
        head = f"Changes, as of {self.as_of}, intervals at {self.levels}"
        table = aligned([COLUMNS, *self.rows()])
        left_out = [f"{after} against {before}: {days}." for after, before, days in self.compared]
        return "\n".join([head, *table, *left_out, FOOT])

    def _line(self, estimate: Estimate) -> tuple[str, ...]:
        place = (estimate.metric, estimate.stage or "all", estimate.period, estimate.against or "")
        if is_small(estimate, self.minimum_cell):
            few = f"< {self.minimum_cell}"
            return (*place, "", "", "", few, f"low_n: {reason(estimate, self.minimum_cell)}")
        if estimate.withheld:
            return (*place, "", "", "", "–", f"low_n: {estimate.note}")
        counted = number(estimate.n)
        days = days_of(estimate.note)
        told = replace(estimate, note=estimate.note.removesuffix(days).removesuffix("; "))
        said = status_words(told) or told.note
        if estimate.value is None:
            return (*place, "", "", "", counted, said)
        spec = default_spec(estimate.unit, change=True)
        ends = [formatted(end, spec) for end in (estimate.low, estimate.high) if end is not None]
        interval = f"[{', '.join(ends)}]" if len(ends) == 2 else ""
        p_value = "" if estimate.p_value is None else f"{estimate.p_value:.3f}"
        return (*place, formatted(estimate.value, spec), interval, p_value, counted, said)


def days_of(note: str) -> str:
    """The part of a note that says which days were compared; empty when all were.

    Args:
        note: The note of a change.

    Returns:
        The part from its beginning to the note's end.

    Example:
        >>> days_of("an expected count is 2.4; compared on 6 of 7 weekday pairs")
        'compared on 6 of 7 weekday pairs'
    """
    place = note.find(COMPARED)
    return note[place:] if place >= 0 else ""
