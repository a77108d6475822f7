"""The facts of a map: what is shown of one remembers it, so that a page links to it."""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from stagelift.reports.handover import RUN_DIR
from stagelift.reports.numbers.marked import carrying, marked

NUMBERS = ("value", "low", "high", "n", "k", "status", "method", "level")
Fact = dict[str, Any]


@dataclass(slots=True)
class MapBook:
    """The numbers a map shows, each kept once under a name.

    Args:
        period: Label of the map's period, for numbers that name none.
        as_of: Instant of knowledge, ISO text.
        fingerprints: Hashes of the definitions, by such names as `metric nps`.
        linked: Whether what is shown remembers its fact; by default in a run that publishes.
    """

    period: str = ""
    as_of: str = ""
    fingerprints: Mapping[str, str] = field(default_factory=dict)
    linked: bool = field(default_factory=lambda: RUN_DIR in os.environ)
    _facts: dict[str, Fact] = field(default_factory=dict)
    _rows: dict[str, int] = field(default_factory=dict)

    def __iter__(self) -> Iterator[Fact]:
        return iter(self._facts.values())

    def keep(self, name: str, metric: str, measure: str, numbers: object, **about: object) -> str:
        """Keeps a number; a name that is known already stays what it is.

        Args:
            name: Its name, unique on the map.
            metric: Id of the metric, or of what is counted.
            measure: What it is of the metric, such as `level` or `count`.
            numbers: A mapping or an object with some of value, low, high, n, k, unit, period, …
            about: Fields of the fact that win over those: stage, segment, unit, period, value, …

        Returns:
            The name.

        Example:
            >>> book = MapBook(period="2026-W46", linked=False)
            >>> book.keep("awareness.entrants", "entrants", "count", {"value": 12})
            'awareness.entrants'
            >>> next(iter(book))["value"], book.show("12", "awareness.entrants")
            (12, '12')
        """
        if name in self._facts:
            return name
        known = {key: _of(numbers, key) for key in (*NUMBERS, "unit", "period", "stage", "segment")}
        known |= about
        self._rows[name] = len(self._facts)
        self._facts[name] = {
            "name": name,
            "metric": metric,
            "measure": measure,
            "unit": known["unit"] or ("count" if measure == "count" else "share"),
            "stage": known["stage"],
            "segment": known["segment"],
            "period": known["period"] or self.period,
            "as_of": self.as_of,
            "status": "ok",
            **{key: known[key] for key in NUMBERS if known[key] is not None},
            "value": known["value"],
            "fingerprint": self.fingerprints.get(f"metric {metric}"),
        }
        return name

    def show(self, text: str, name: str, part: str = "value") -> str:
        """A number as it is shown, remembering its fact where a page is to link to it.

        Args:
            text: The number as text.
            name: The fact's name.
            part: Which of its numbers: `value`, `low`, `high`, `n` or `k`.

        Returns:
            The text; bare where the fact has no such number.
        """
        if not self.linked or self._facts.get(name, {}).get(part) is None:
            return text
        return marked(text, self._rows[name], part)

    def bare(self, text: str, value: float | None, unit: str = "", part: str = "value") -> str:
        """A number of a table that is no fact; where a run publishes, its files have it unrounded.

        Args:
            text: The number as text.
            value: The number; shares 0–1.
            unit: Its unit, such as `share`; empty for a count.
            part: What it is of what its cell shows: `value`, `low`, `high` or `n`.

        Returns:
            The text; bare where there is no number.
        """
        if not self.linked or value is None:
            return text
        return carrying(text, value, unit, part)

    def ends(self, text: str, name: str) -> str:
        """The two ends of an interval, such as "7.3%, 8.8%", remembering their fact."""
        low, comma, high = text.partition(", ")
        if not comma:
            return text
        return f"{self.show(low, name, 'low')}, {self.show(high, name, 'high')}"

    def ranged(self, text: str, name: str) -> str:
        """A number with its interval behind it, such as "8.0% [7.3%, 8.8%]"."""
        value, bracket, ends = text.partition(" [")
        said = self.show(value, name)
        return f"{said} [{self.ends(ends.removesuffix(']'), name)}]" if bracket else said


def _of(numbers: object, key: str) -> Any:
    """A field of a mapping or of an object; None where it has none."""
    return numbers.get(key) if isinstance(numbers, Mapping) else getattr(numbers, key, None)
