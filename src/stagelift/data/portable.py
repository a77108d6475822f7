"""Contract tables in the words of any warehouse: typed columns, no file and no detection.

What `stagelift sql NAME --assign` prints runs where the tables lie. It takes each source as a table
with the columns the journey maps, and does what a warehouse's own tables still need: times as
microseconds of UTC, what was known by then, one row an event id. Rows that a file could spoil are
not looked for, as a warehouse has types, but for scores off their scale, which any number can be.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from sqlglot import exp

from stagelift.data import sql
from stagelift.data.contract import Contract
from stagelift.data.dialects import text_of
from stagelift.data.instants import NAIVE, instant
from stagelift.data.mapping import use_of
from stagelift.data.reading import NAMES, moment_of
from stagelift.data.written import SAYS, WrittenEngine
from stagelift.errors import ArgumentError

if TYPE_CHECKING:
    from stagelift.data.engine import Engine
    from stagelift.data.mapping import Field
    from stagelift.data.reading import Reading
    from stagelift.data.spans import Span
    from stagelift.definitions.journey import Journey

DIALECTS = ("duckdb", "postgres", "spark", "bigquery", "snowflake", "redshift")
# µs since 1970 UTC of a moment with an offset, and of one on the wall clock of a zone
EPOCH = {
    "duckdb": "EPOCH_US({at})",
    "postgres": "CAST(EXTRACT(EPOCH FROM {at}) * 1000000 AS BIGINT)",
    "spark": "UNIX_MICROS({at})",
    "bigquery": "UNIX_MICROS({at})",
    "snowflake": "DATE_PART(EPOCH_MICROSECOND, {at})",
    "redshift": "CAST(EXTRACT(EPOCH FROM {at}) AS BIGINT) * 1000000"
    " + CAST(EXTRACT(MICROSECOND FROM {at}) AS BIGINT)",
}
FROM_WALL = {
    "duckdb": "CAST({at} AS TIMESTAMP) AT TIME ZONE '{zone}'",
    "postgres": "CAST({at} AS TIMESTAMP) AT TIME ZONE '{zone}'",
    "spark": "TO_UTC_TIMESTAMP({at}, '{zone}')",
    "bigquery": "TIMESTAMP(CAST({at} AS DATETIME), '{zone}')",
    "snowflake": "CONVERT_TIMEZONE('{zone}', 'UTC', CAST({at} AS TIMESTAMP_NTZ))",
    "redshift": "CONVERT_TIMEZONE('{zone}', 'UTC', CAST({at} AS TIMESTAMP))",
}
# and back: an instant of whole µs as a moment
MOMENT = {
    "duckdb": "MAKE_TIMESTAMPTZ({us})",
    "postgres": "TO_TIMESTAMP({us} / 1000000.0)",
    "spark": "TIMESTAMP_MICROS({us})",
    "bigquery": "TIMESTAMP_MICROS({us})",
    "snowflake": "TO_TIMESTAMP_LTZ({us}, 6)",
    "redshift": "TIMESTAMP 'epoch' + {us} * INTERVAL '0.000001 second'",
}
# what stands for a column that no source of the role maps, by its use
NOTHING = {"moment": sql.BIGINT, "number": sql.BIGINT, "score": "int"}
PLAIN = re.compile(r"[a-z_][a-z0-9_]*")
RESERVED = ("at",)  # quoted on Snowflake, where it means another instant of a table


class PortableContract(Contract):
    """Contract tables over the tables of a warehouse.

    Args:
        engine: Says which columns the sources have, and of which types.
        journey: The journey; its ids are not stitched.
        as_of_us: Instant of knowledge, µs.
        dialect: One of `DIALECTS`.

    Raises:
        ArgumentError: A journey that stitches ids, which takes more than one query.
    """

    def __init__(self, engine: Engine, journey: Journey, as_of_us: int, dialect: str) -> None:
        if journey.same_person:
            raise ArgumentError(
                "sql --assign: the journey joins ids (same_person), which no single query does; "
                "hand out files with `stagelift enrol`, or map one id"
            )
        super().__init__(WrittenEngine(engine), journey, as_of_us)
        self.target = dialect
        self.tables: dict[str, str] = {}

    def _part(
        self,
        reading: Reading,
        names: tuple[str, ...],
        readings: tuple[Reading, ...],
        about: Span | None,
    ) -> exp.Select:
        """One source's share of a contract table, from its table in the warehouse.

        What it is about is left to the question's own condition: a warehouse prunes by itself.
        """
        if reading.resolved.by_row:
            raise ArgumentError(
                f"sql --assign: source '{reading.name}' has no id of the customer, and rows have "
                "no numbers in a warehouse"
            )
        wanted = [*names, *(name for name in self._more(reading) if name not in names)]
        chosen = [sql.alias_(self._value(reading, name), name, quoted=True) for name in wanted]
        rows = exp.select(*chosen).from_(self._table(reading))
        for field in reading.resolved.fields.values():
            if field.use == "score":  # the contract rejects such a row whole, be the score asked
                rows = rows.where(sql.or_(sql.is_null(field.value), _on_scale(field.value)))
        known = exp.select(*map(sql.column, wanted)).from_(rows.subquery("t", copy=False))
        known = known.where(sql.not_null(sql.column("customer")))
        for name in ("at", "ingested"):
            if name in wanted:
                seen = exp.LT(this=sql.column(name), expression=sql.number(self.as_of_us))
                missing = sql.is_null(sql.column(name))
                known = known.where(seen if name == "at" else sql.or_(missing, seen))
        kept = exp.select(*map(sql.column, names))
        if not reading.has("event_id"):
            return kept.from_(known.subquery("k", copy=False))
        moments = [f'"{name}"' for name in ("ingested", "at") if reading.has(name)]
        order = ", ".join(moments or ['"event_id"'])  # a message's row has moments of its own
        place = f'ROW_NUMBER() OVER (PARTITION BY "event_id" ORDER BY {order}) AS copy_number'
        numbered = exp.select("*", place).from_(known.subquery("k", copy=False))
        once = kept.from_(numbered.subquery("n", copy=False))
        return once.where('copy_number = 1 OR "event_id" IS NULL')

    def _more(self, reading: Reading) -> tuple[str, ...]:
        """Columns that decide which rows count, though nobody asked for them."""
        return tuple(name for name in ("at", "ingested", "event_id") if reading.has(name))

    def _table(self, reading: Reading) -> exp.Table:
        """The source's table: the one it reads, or one called like the source where it is files."""
        source = reading.resolved.source
        first, dot, rest = str(source.read).partition(".")
        named = rest if dot and first in self._journey.connections else source.name
        self.tables[source.name] = named
        return exp.to_table(named)

    def _value(self, reading: Reading, name: str) -> exp.Expr:
        """A contract column as an expression over the source's own columns."""
        written = {ours: word for word, ours in NAMES.items()}.get(name, name)
        field = reading.resolved.fields.get(written)
        if field is None:
            kind = NOTHING.get(use_of(written), sql.TEXT)
            return sql.cast(exp.null(), kind)
        if name == "customer":
            return sql.cast(field.value, sql.TEXT)
        if field.use == "moment":
            return self._instant(reading, field)
        if field.use == "score":
            return _score(field.value)
        if field.use == "number":
            micros = exp.Mul(this=exp.paren(field.value.copy()), expression=sql.number(1_000_000))
            whole = exp.func("ROUND", micros)
            return sql.cast(whole, sql.BIGINT)
        return field.value.copy() if field.use == "attribute" else sql.cast(field.value, sql.TEXT)

    def _instant(self, reading: Reading, field: Field) -> exp.Expr:
        """A moment as µs since 1970 UTC, in the words of the dialect."""
        moment = moment_of(reading.resolved, field)
        if moment.kind in ("integer", "decimal", "float"):
            return instant(moment, self.engine, reading.span).value
        naive = moment.kind in NAIVE or (moment.kind == "text" and moment.zone is not None)
        at = field.value
        if moment.kind == "text" and not naive:
            at = sql.cast(at, "timestamptz")
        text = at.sql(self.target)
        if naive:
            text = FROM_WALL[self.target].format(at=text, zone=moment.zone or "UTC")
        return exp.maybe_parse(EPOCH[self.target].format(at=text), dialect=self.target)


def _score(value: exp.Expr) -> exp.Expr:
    """An answer as the whole number it is on the scale 0–10; NULL for any other."""
    return sql.case([(_on_scale(value), sql.cast(value, "int"))])


def _on_scale(value: exp.Expr) -> exp.Expr:
    """Whether an answer is a whole number from 0 to 10."""
    inside = exp.Between(this=value.copy(), low=sql.number(0), high=sql.number(10))
    whole = exp.EQ(this=value.copy(), expression=exp.Floor(this=value.copy()))
    return sql.and_(inside, whole)


def moment_of_us(us: exp.Expr, dialect: str) -> exp.Expr:
    """An instant of whole µs since 1970 UTC as the dialect's moment with an offset.

    Args:
        us: The instant.
        dialect: One of `DIALECTS`.

    Returns:
        An expression of that dialect.

    Example:
        >>> moment_of_us(exp.column("us"), "spark").sql("spark")
        'TIMESTAMP_MICROS(us)'
    """
    found: exp.Expr = exp.maybe_parse(MOMENT[dialect].format(us=us.sql(dialect)), dialect=dialect)
    return found


def in_dialect(query: exp.Select, dialect: str) -> str:
    """A query as commented text in a dialect, its rows' instants as moments.

    Args:
        query: A query with customer, variant and at (µs UTC).
        dialect: One of `DIALECTS`.

    Returns:
        SQL without a final semicolon: customer, variant, assigned_at.
    """
    at = moment_of_us(exp.column("at", "a", quoted=True), dialect)
    customer = sql.cast(exp.column("customer", "a"), sql.TEXT)
    whole = exp.select(
        sql.alias_(customer, "customer"), "a.variant AS variant", sql.alias_(at, "assigned_at")
    ).from_(query.subquery("a"))
    for part in whole.find_all(exp.CTE):
        part.set("materialized", None)
        if part.alias in SAYS:
            part.add_comments([f" {SAYS[part.alias]} "])
    if dialect == "snowflake":  # what is not quoted is folded to capitals there, as columns are
        for name in whole.find_all(exp.Identifier):
            name.set("quoted", name.name in RESERVED or not PLAIN.fullmatch(name.name))
    return text_of(whole, dialect, pretty=True)
