"""The contract tables: what every metric reads, whatever the sources look like.

A contract table is a SELECT, not a copy: casts, validity, visibility as of an instant and dedupe
over the sources that play a role. Rows that are rejected are counted and can be written out.
"""

from __future__ import annotations

from copy import copy
from functools import cached_property
from itertools import count
from threading import RLock
from typing import TYPE_CHECKING, Protocol

from sqlglot import exp

from stagelift.data import casts, sql
from stagelift.data.answers import Answer
from stagelift.data.counts import Counts, Summary, count_query, summary_in, total
from stagelift.data.identities import Identities, Joined, People, identities_of
from stagelift.data.kept.marks import table_mark
from stagelift.data.mapping import WORDS, Resolved, maps_word, resolve
from stagelift.data.quarantine import forget_rejected, keep_rejected
from stagelift.data.questions import Questions
from stagelift.data.reading import Reading, wall_span
from stagelift.data.spans import near
from stagelift.data.steps import copied_rows, copy_key, known_rows, once_each
from stagelift.data.union import raw_columns, refuse_unknown, shared_column, shared_kind
from stagelift.definitions.stages import ids_by_name
from stagelift.errors import DataError, DefinitionError, Issue, did_you_mean

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Sequence
    from pathlib import Path

    from stagelift.data.engine import Engine
    from stagelift.data.spans import Span
    from stagelift.definitions.journey import Journey
    from stagelift.definitions.stages import Left


class Shareable(Protocol):
    """What a table holds; it can say whether that is all that others ask for."""

    def covers(self, other: object) -> bool:
        """Whether a table made for this serves the other, too."""


_numbers = count(1)  # names of temporary tables, one engine serving several contracts


class Contract(Questions):
    """The tables of a journey as they were known at an instant.

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
        self._wanted: dict[str, tuple[tuple[str, ...], tuple[str, ...]]] = {}
        self._kept: dict[str, exp.Table] = {}
        self._copies: dict[str, exp.Table] = {}
        self._shared: list[tuple[Shareable, exp.Table]] = []
        self._reads_once = False
        # what is made once is made by one thread; a table that is made of others takes their locks
        self._locks = {kind: RLock() for kind in ("readings", "copies", "rows", "shared")}
        self._people: People | None = None
        self._only: str | None = None

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

    def of(self, customer: str) -> Contract:
        """The same tables with the rows of one customer alone.

        Args:
            customer: The customer's id as text.

        Returns:
            A contract whose answers are about this one customer; none of them is kept.

        Raises:
            DefinitionError: Mappings that do not fit the data.
            DataError: A source that cannot be read.
        """
        self.readings("events")  # found once for both
        alone = copy(self)
        alone._only, alone._answers = customer, None
        alone._wanted, alone._kept, alone._shared, alone._ahead = {}, {}, [], {}
        alone._reads_once = False
        return alone

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

    def query(
        self,
        role: str,
        columns: Collection[str],
        *,
        source: str | None = None,
        about: Span | None = None,
    ) -> exp.Select | None:
        """A contract table with exactly these columns, after `customer`.

        Args:
            role: Which table.
            columns: Contract columns and attributes; one that only some sources have is NULL in
                the others.
            source: Only the source of this name.
            about: Instants of the rows that the asker looks at; others may be left out.

        Returns:
            A SELECT of good, visible rows without copies; None when no source plays the role.

        Raises:
            DefinitionError: Mappings that do not fit the data.
            DataError: A source that cannot be read, or a column no source of the role has.
        """
        names = tuple(dict.fromkeys(("customer", *columns)))
        if source is None and set(names) <= set(self._held(role)):
            return exp.select(*map(sql.column, names)).from_(self._kept_table(role), copy=False)
        return self._read(role, names, source, about)

    def _read(
        self, role: str, names: tuple[str, ...], source: str | None, about: Span | None = None
    ) -> exp.Select | None:
        """A contract table read from its sources."""
        readings = self.readings(role, source)
        if not readings:
            return None
        refuse_unknown(role, names, readings)
        parts = [self._part(reading, names, readings, about) for reading in readings]
        if len(parts) == 1:
            return parts[0]
        union = exp.union(*parts, distinct=False, copy=False)
        return exp.select(*map(sql.column, names)).from_(
            union.subquery(role, copy=False), copy=False
        )

    def _part(
        self,
        reading: Reading,
        names: tuple[str, ...],
        readings: tuple[Reading, ...],
        about: Span | None,
    ) -> exp.Select:
        """One source's share of a contract table."""
        raw = raw_columns(reading, names)
        if reading.role == "surveys" and self._reads_once and not raw:
            rows = exp.select("*").from_(self._read_survey(reading))
        else:
            rows = self._rows(reading, raw, about)
        shared = (shared_column(name, reading, readings) for name in names)
        chosen = [self._own_word(column, reading) for column in shared]
        part = exp.select(*chosen).from_(rows.subquery(reading.name, copy=False), copy=False)
        return self._of_one(part)

    def _rows(self, reading: Reading, raw: tuple[str, ...], about: Span | None) -> exp.Select:
        """The known rows of a source without copies."""
        rows = known_rows(reading, self.as_of_us, raw, near(reading, about))
        copied = self._copied(reading)
        return rows if copied is None else once_each(reading, rows, copied)

    def _read_survey(self, reading: Reading) -> exp.Table:
        """The answers of a source as a table: many ask about them, and texts are dear to read."""
        name = f"read {reading.name}"
        with self._locks["rows"]:
            if name not in self._kept:
                rows = self._rows(reading, (), None)
                self._kept[name] = self.engine.materialise(f"{name} {next(_numbers)}", rows)
            return self._kept[name].copy()

    def versions(self, columns: Collection[str]) -> exp.Select:
        """Every known row of the customers table, with the time in which it is valid.

        Args:
            columns: Attributes.

        Returns:
            A SELECT with customer, the attributes, valid_from and valid_to (µs, NULL where open)
            and version: of two rows that begin together the one with the larger counts.

        Raises:
            DataError: A source that cannot be read, or an attribute no source has.
        """
        readings = self.readings("customers")
        names = tuple(dict.fromkeys(("customer", *columns, "valid_from", "valid_to", "ingested")))
        refuse_unknown("customers", names, readings)
        parts = []
        for reading in readings:
            rows = known_rows(reading, self.as_of_us)
            chosen = [shared_column(name, reading, readings) for name in names]
            part = exp.select(*chosen).from_(rows.subquery(reading.name, copy=False), copy=False)
            parts.append(self._of_one(part))
        union = parts[0] if len(parts) == 1 else exp.union(*parts, distinct=False)
        kept = map(sql.column, names[:-1])
        version = exp.func("COALESCE", sql.column("ingested"), sql.number(0))
        every = union.subquery("every version", copy=False)
        return exp.select(*kept, sql.alias_(version, "version")).from_(every, copy=False)

    def _of_one(self, rows: exp.Select) -> exp.Select:
        """The rows, or those of the one customer the tables are about."""
        if self._only is None:
            return rows
        named = sql.cast(sql.column("customer"), sql.TEXT).eq(sql.text(self._only))
        return rows.where(named, copy=False)

    def _own_word(self, column: exp.Expr, reading: Reading) -> exp.Expr:
        """A column as it is, but a stage under its id where the source calls it by an alias."""
        ids = ids_by_name(self._journey.stages)
        aliases = {alias: name for alias, name in ids.items() if alias != name}
        if not aliases or column.alias != "stage" or reading.role in ("customers", "units"):
            return column
        found = column.this
        branches = [(found.copy().eq(sql.text(a)), sql.text(n)) for a, n in aliases.items()]
        return sql.alias_(sql.case(branches, found), "stage", quoted=True)

    def _copied(self, reading: Reading) -> exp.Table | None:
        """The rows of a source that have copies, found once and kept by the engine."""
        if copy_key(reading) is None:
            return None
        with self._locks["copies"]:
            if reading.name not in self._copies:
                name = f"copies in {reading.name} {next(_numbers)}"
                rows = copied_rows(reading, self.as_of_us)
                self._copies[reading.name] = self.engine.materialise(name, rows)
            return self._copies[reading.name].copy()

    def keep(self, role: str, columns: Collection[str], optional: Collection[str] = ()) -> None:
        """Reads a contract table into the engine once the first question about it comes.

        Args:
            role: Which table.
            columns: The columns later questions may ask for; others are read from the source.
            optional: More of them, where a source has them.
        """
        self._wanted.setdefault(role, (tuple(columns), tuple(optional)))

    def read_once(self) -> None:
        """Says that several questions of the same rows come: what they share is made once."""
        self._reads_once = True

    def _held(self, role: str) -> tuple[str, ...]:
        """The columns of a table that `keep` asked for; none of a role that no source plays."""
        if role not in self._wanted or not self.playing(role):
            return ()
        columns, optional = self._wanted[role]
        there = (name for name in optional if self.maps(role, name))
        return tuple(dict.fromkeys(("customer", *columns, *there)))

    def _kept_table(self, role: str) -> exp.Table:
        """The rows of a table that `keep` asked for."""
        with self._locks["rows"]:
            if role not in self._kept:
                rows = self._found(role, self._read(role, self._held(role), None))
                self._kept[role] = self.engine.materialise(f"kept {role} {next(_numbers)}", rows)
            return self._kept[role].copy()

    def shared(
        self, wanted: Shareable, build: Callable[[], exp.Select], *, make: bool = True
    ) -> exp.Table | None:
        """A table that many questions read, made for the first of them.

        Args:
            wanted: What must be in it.
            build: Makes its query.
            make: Whether it is made where there is none yet.

        Returns:
            A table that holds at least that; None where nobody said that many questions come, and
            each reads for itself.

        Raises:
            DataError: A source that cannot be read.
            EngineError: The engine refused.
        """
        if not self._wanted and not self._reads_once:
            return None
        with self._locks["shared"]:
            for held, table in self._shared:
                if held.covers(wanted):
                    return table.copy()
            if not make:
                return None
            table = self.engine.materialise(f"shared {next(_numbers)}", build())
            self._shared.append((wanted, table))
            return table.copy()

    @property
    def side_by_side(self) -> bool:
        """Whether two threads may ask at a time."""
        return self.engine.side_by_side(self._journey.sources.values())

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

    def required(
        self,
        role: str,
        columns: Collection[str],
        *,
        source: str | None = None,
        about: Span | None = None,
    ) -> exp.Select:
        """A contract table that must exist.

        Args:
            role: Which table.
            columns: Contract columns and attributes.
            source: Only the source of this name.
            about: Instants of the rows that the asker looks at; others may be left out.

        Returns:
            The same as `query`.

        Raises:
            DefinitionError: Mappings that do not fit the data.
            DataError: No source plays the role, or one cannot be read.
        """
        return self._found(role, self.query(role, columns, source=source, about=about), source)

    def _found(self, role: str, found: exp.Select | None, source: str | None = None) -> exp.Select:
        """A table that exists, or the error that names the sources there are."""
        if found is None:
            named = f"no source '{source}' of {role}" if source else f"no source of {role}"
            names = sorted(self._journey.sources)
            hint = did_you_mean(source, names) if source else f"Say `as: {role}` on one."
            there = ", ".join(names) or "none"
            raise DataError(f"{named} in journey.yaml; sources are {there}. {hint}".rstrip())
        return found

    def units(self, columns: Collection[str], *, source: str | None = None) -> exp.Select:
        """One row per unit with outcome columns, as they are in the source.

        Args:
            columns: The source's own columns, attributes, or `variant`.
            source: Only the source of this name.

        Returns:
            A SELECT with `customer` and these columns; `number` makes numbers of them.

        Raises:
            DefinitionError: Mappings that do not fit the data.
            DataError: No source has `shape: unit`, or a column is missing.
        """
        return self.required("units", columns, source=source)

    def number(self, column: str) -> exp.Expr:
        """An outcome column of units as fixed point.

        Args:
            column: A column that `units` was asked for.

        Returns:
            A BIGINT expression over that column: micros, NULL when missing or no number.

        Raises:
            DataError: No units, no such column, or one that holds no numbers.
        """
        readings = self.readings("units")
        refuse_unknown("units", (column,), readings)
        kind = shared_kind(column, readings)
        if kind not in (*casts.NUMERIC, "text", "boolean"):
            message = f"column '{column}' holds {WORDS[kind]}, not numbers"
            raise DataError(message)
        return casts.micros(sql.column(column), kind).value

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
