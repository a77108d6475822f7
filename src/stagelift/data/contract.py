"""The contract tables: what every metric reads, whatever the sources look like.

A contract table is a SELECT, not a copy: casts, validity, visibility as of an instant and dedupe
over the sources that play a role.
"""

from __future__ import annotations

from copy import copy
from threading import RLock
from typing import TYPE_CHECKING, Protocol

from sqlglot import exp

from stagelift.data import casts, sql
from stagelift.data.mapping import WORDS
from stagelift.data.reading import Reading
from stagelift.data.sources import Sources
from stagelift.data.spans import near
from stagelift.data.steps import known_rows, once_each
from stagelift.data.union import raw_columns, refuse_unknown, shared_column, shared_kind
from stagelift.definitions.stages import ids_by_name
from stagelift.errors import DataError, did_you_mean

if TYPE_CHECKING:
    from collections.abc import Callable, Collection
    from pathlib import Path

    from stagelift.data.engine import Engine
    from stagelift.data.spans import Span
    from stagelift.definitions.journey import Journey


class Shareable(Protocol):
    """What a table holds; it can say whether that is all that others ask for."""

    def covers(self, other: object) -> bool:
        """Whether a table made for this serves the other, too."""


class Contract(Sources):
    """The tables of a journey as they were known at an instant.

    Args:
        engine: Reads the sources.
        journey: Names them and says what their columns mean.
        as_of_us: Only rows whose time and ingested time lie before it are visible, µs.
        answers: Folder where aggregates are kept between runs; None keeps none.

    Attributes:
        named_events: Events whose rejected rows are counted apart.
    """

    def __init__(
        self, engine: Engine, journey: Journey, as_of_us: int, *, answers: Path | None = None
    ) -> None:
        super().__init__(engine, journey, as_of_us, answers=answers)
        self._wanted: dict[str, tuple[tuple[str, ...], tuple[str, ...]]] = {}
        self._kept: dict[str, exp.Table] = {}
        self._shared: list[tuple[Shareable, exp.Table]] = []
        self._reads_once = False
        self._locks |= {kind: RLock() for kind in ("rows", "shared")}
        self._only: str | None = None

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
                self._kept[name] = self._made(name, rows)
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
                self._kept[role] = self._made(f"kept {role}", rows)
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
            table = self._made("shared", build())
            self._shared.append((wanted, table))
            return table.copy()

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
