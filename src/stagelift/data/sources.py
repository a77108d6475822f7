"""The sources of a journey as they were known at an instant: who plays which role, and their rows.

A source is looked at once: what its columns mean, which of its rows have copies. Rows that are
rejected are counted and can be written out.
"""

from __future__ import annotations

from functools import cached_property
from itertools import count
from threading import RLock
from typing import TYPE_CHECKING

from stagelift.data.answers import Answer
from stagelift.data.counts import Counts, Summary, count_query, summary_in, total
from stagelift.data.identities import Identities, Joined, People, identities_of
from stagelift.data.kept.marks import table_mark
from stagelift.data.mapping import Resolved, maps_word, resolve
from stagelift.data.quarantine import forget_rejected, keep_rejected
from stagelift.data.questions import Questions
from stagelift.data.reading import Reading, wall_span
from stagelift.data.steps import copied_rows, copy_key
from stagelift.errors import DefinitionError, Issue

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from sqlglot import exp

    from stagelift.data.engine import Engine
    from stagelift.definitions.journey import Journey
    from stagelift.definitions.stages import Left

_numbers = count(1)  # names of temporary tables, one engine serving several contracts


class Sources(Questions):
    """The sources of a journey as they were known at an instant.

    Args:
        engine: Reads the sources.
        journey: Names them and says what their columns mean.
        as_of_us: Only rows whose time and ingested time lie before it are visible, µs.
        answers: Folder where aggregates are kept between runs; None keeps none.

    Attributes:
        named_events: Events whose rejected rows are counted apart.
    """

    named_events: tuple[str, ...] = ()

    def __init__(
        self, engine: Engine, journey: Journey, as_of_us: int, *, answers: Path | None = None
    ) -> None:
        super().__init__(engine, journey, as_of_us, answers=answers)
        self._spans: dict[str, tuple[int, int]] = {}
        self._summaries: dict[str, Summary] = {}
        self._copies: dict[str, exp.Table] = {}
        # what is made once is made by one thread; a table that is made of others takes their locks
        self._locks = {kind: RLock() for kind in ("readings", "copies")}
        self._people: People | None = None

    @property
    def zone(self) -> str:
        """The zone whose days count."""
        return self._journey.zone

    @property
    def channel_prices(self) -> tuple[tuple[str, int], ...]:
        """What a message costs by channel, in micros; channels without a cost are left out."""
        channels = self._journey.channels.items()
        return tuple(
            sorted((n, round(c.cost * 1_000_000)) for n, c in channels if c.cost is not None)
        )

    @property
    def left(self) -> Left | None:
        """The journey's state of having left; None where it has none."""
        return self._journey.left

    @property
    def _readings(self) -> tuple[Reading, ...]:
        with self._locks["readings"]:
            return self._found_readings

    @cached_property
    def _found_readings(self) -> tuple[Reading, ...]:
        resolved: list[Resolved] = []
        issues: list[Issue] = []
        for source in self._journey.sources.values():
            if source.shape == "counts":
                continue  # n and k per arm: no rows to read
            found, mistakes = resolve(self.engine, source)
            issues.extend(mistakes)
            resolved.extend([found] if found else [])
        identities, mistakes = (None, ()) if issues else identities_of(self.engine, self._journey)
        issues.extend(mistakes)
        if issues:
            raise DefinitionError(issues)
        text_ids = _text_ids(resolved) or (identities is not None and identities.has_text)
        readings = tuple(self._reading(one, identities, text_ids=text_ids) for one in resolved)
        if identities is None:
            return readings
        self._people = People(identities, readings, self.engine, self.as_of_us)
        return tuple(self._people.reading(reading) for reading in readings)

    def _reading(
        self, resolved: Resolved, identities: Identities | None, *, text_ids: bool
    ) -> Reading:
        span = wall_span(self.engine, resolved, self.as_of_us)
        name = resolved.source.name
        rungs = identities.rungs(name) if identities else ()
        return Reading(resolved, self.engine, text_ids, f"{name}#", span, rungs)

    def joined(self) -> tuple[Joined, ...]:
        """What became of the ids that `same_person` joins, such as devices.

        Returns:
            One entry per kind of id; empty where nothing is joined.

        Raises:
            DataError: A source that cannot be read.
        """
        if not self._journey.same_person:
            return ()
        return self._people.joined() if self._readings and self._people else ()

    def playing(self, role: str) -> tuple[str, ...]:
        """The names of the sources that play a role, as the journey says; none of them is read.

        Args:
            role: One of those of `readings`.

        Returns:
            Names in the journey's order.
        """
        sources = self._journey.sources.items()
        return tuple(name for name, one in sources if one.role == role and one.shape != "counts")

    def readings(self, role: str, source: str | None = None) -> tuple[Reading, ...]:
        """The sources that play a role.

        Args:
            role: events, surveys, assignments, customers, units, messages or contracts.
            source: Only the source of this name.

        Returns:
            Resolved sources in the journey's order.

        Raises:
            DefinitionError: Mappings that do not fit the data, all of them.
            DataError: A source that is missing, empty or unreadable.
        """
        found = (reading for reading in self._readings if reading.role == role)
        return tuple(reading for reading in found if source in (None, reading.name))

    def maps(self, role: str, column: str) -> bool:
        """Whether a source of a role has a column.

        Args:
            role: Which table.
            column: A contract column or attribute.

        Returns:
            True when at least one does.
        """
        sources = self._journey.sources
        if not any(maps_word(sources[name], column) for name in self.playing(role)):
            return False  # no source need be looked at
        return any(reading.has(column) for reading in self.readings(role))

    def span(self, role: str) -> tuple[int, int]:
        """The first and the last visible instant of a role's rows.

        Args:
            role: events or assignments, or another role whose rows have a time.

        Returns:
            Two instants, µs; the contract's own instant twice without rows. One query, kept.

        Raises:
            DataError: A source that cannot be read.
        """
        if role not in self._spans:
            ends = [self.summary_of(source).ends for source in self.playing(role)]
            found = [end for pair in ends for end in pair if end is not None]
            first, last = min(found, default=self.as_of_us), max(found, default=self.as_of_us)
            self._spans[role] = (first, last)
        return self._spans[role]

    def summary_of(self, source: str) -> Summary:
        """How many rows a source has, on which days of late, and the ends of its time.

        Args:
            source: Its name.

        Returns:
            Its summary; one query, kept.

        Raises:
            DefinitionError: Mappings that do not fit the data.
            DataError: The source cannot be read.
            EngineError: The engine refused the query.
        """

        def read() -> Answer:
            (reading,) = (one for one in self._readings if one.name == source)
            copied, named = self._copied(reading), self.named_events
            query = count_query(reading, self.as_of_us, copied, self.zone, named)
            return summary_in(reading, self.engine.run(query), named).as_answer()

        if source not in self._summaries:
            found = self.answered(("rows", source, self.zone, self.named_events), read)
            self._summaries[source] = Summary.of_answer(found)
        return self._summaries[source]

    def counts(self, role: str) -> Counts:
        """How many rows of a role were read, kept, rejected, merged and not yet known.

        Args:
            role: Which table.

        Returns:
            Sums over its sources; one query per source, kept.

        Raises:
            DataError: A source that cannot be read.
        """
        return total(role, [self.summary_of(source).counts for source in self.playing(role)])

    def table_mark(self, role: str) -> str:
        """The mark of all visible rows of a role's sources.

        Args:
            role: Such as customers.

        Returns:
            A text that is the same as long as the rows are; one query a source, kept.

        Raises:
            DataError: A source that cannot be read.
            EngineError: The engine refused the query.
        """

        def read() -> Answer:
            readings = self.readings(role)
            found = [self.engine.run(table_mark(one, self.as_of_us)) for one in readings]
            rows = ((one.name, *map(str, row)) for one, (row,) in zip(readings, found, strict=True))
            return Answer(("source", "rows", "mark"), tuple(rows))

        return repr(self.answered(("table mark", role), read).rows)

    @property
    def side_by_side(self) -> bool:
        """Whether two threads may ask at a time."""
        return self.engine.side_by_side(self._journey.sources.values())

    def _copied(self, reading: Reading) -> exp.Table | None:
        """The rows of a source that have copies, found once and kept by the engine."""
        if copy_key(reading) is None:
            return None
        with self._locks["copies"]:
            if reading.name not in self._copies:
                rows = copied_rows(reading, self.as_of_us)
                self._copies[reading.name] = self._made(f"copies in {reading.name}", rows)
            return self._copies[reading.name].copy()

    def _made(self, name: str, rows: exp.Select) -> exp.Table:
        """A temporary table of the engine, under a name of its own."""
        return self.engine.materialise(f"{name} {next(_numbers)}", rows)

    def write_quarantine(self, folder: Path) -> tuple[Path, ...]:
        """Rejected rows with their reason, one file per source that has any.

        Args:
            folder: Usually `.stagelift/quarantine`; files of sources without rejects are removed.

        Returns:
            The files written, each whole or not at all: the rows as Parquet where DuckDB reads
            files of this machine; elsewhere the query that shows them, since no row of a customer
            leaves the engine.

        Raises:
            EngineError: The engine refused.
        """
        written = []
        for reading in self._readings:
            rejected = self.summary_of(reading.name).counts.rejected
            path = keep_rejected(reading, folder) if rejected else None
            forget_rejected(reading, folder, but=path)
            written += [] if path is None else [path]
        return tuple(written)


def _text_ids(resolved: Sequence[Resolved]) -> bool:
    """Whether ids are text: integers stay integers only where every source has them.

    Row numbers meet no id of another source, so beside one they are text with the source's name.
    """
    if any(one.by_row for one in resolved):
        return len(resolved) > 1
    return any(one.fields["customer"].kind != "integer" for one in resolved)
