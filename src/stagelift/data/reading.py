"""One source as the contract sees it: typed rows, each with the reason for which it is rejected."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

from sqlglot import exp

from stagelift.data import casts, instants, sql
from stagelift.data.casts import Cast
from stagelift.data.files import is_printed
from stagelift.data.instants import Moment
from stagelift.data.mapping import ROW_COLUMN, Field, Resolved
from stagelift.definitions.presets import preset

if TYPE_CHECKING:
    from collections.abc import Iterable

    from stagelift.data.engine import Engine

REASON = "rejected_because"
NAMES = {"time": "at"}  # contract columns whose name in queries differs from the word in files
REQUIRED_LABELS = {"events": ("event",), "assignments": ("variant",)}
MESSAGE_TIMES = ("assigned", "sent", "held", "delivered")  # the first a send log tells
REQUIRED_TIMES = {"events": "time", "assignments": "time", "contracts": "start"}
# a whole number as a program prints it that holds numbers with a fraction
FLOAT_IDS = "float_customer"
UNIDENTIFIED = "unidentified"  # no customer, in an export that has rows of people nobody knows
FLOAT_PATTERN = "^ *[0-9]+[.]0+ *$|^ *[0-9]([.][0-9]+)?[eE][+][0-9]+ *$"


@dataclass(frozen=True, slots=True)
class Rung:
    """One of the columns in which a source holds ids of its customers.

    Args:
        field: The column.
        people: Relation of ids and the customers they stand for; None where ids are customers.
    """

    field: Field
    people: exp.Table | None = None


def rung_name(number: int) -> str:
    """The name of an id column among a source's typed rows.

    Args:
        number: Its place, 0 for the one that is asked first.

    Returns:
        A name no mapping can give.
    """
    return f"id {number}"


@dataclass(frozen=True)
class Reading:
    """A resolved source and what its casts need to know about the journey.

    Args:
        resolved: The source with its fields.
        engine: The engine that reads it.
        text_ids: Whether customer ids are text.
        row_prefix: What stands before row numbers so that they meet no other source's ids.
        span: First and last wall time of moments without an offset, µs.
        rungs: Where the ids of one person are joined: the columns asked, the first filled one
            counts.
    """

    resolved: Resolved
    engine: Engine
    text_ids: bool
    row_prefix: str
    span: tuple[int, int]
    rungs: tuple[Rung, ...] = ()

    @property
    def name(self) -> str:
        """Name of the source."""
        return self.resolved.source.name

    @property
    def role(self) -> str:
        """What the rows are."""
        return str(self.resolved.source.role)

    def has(self, column: str) -> bool:
        """Whether the source maps a column.

        Args:
            column: The contract's word or an attribute.

        Returns:
            True when it does.
        """
        return column in self.resolved.fields or (column == "at" and self.has("time"))

    @cached_property
    def columns(self) -> dict[str, Cast]:
        """Every contract column of the source as a cast, by its name in queries."""
        found = {"customer": self._identified(self._customer())}
        for name, field in self.resolved.fields.items():
            if name != "customer":
                found[NAMES.get(name, name)] = self._cast(field)
        return found

    def _identified(self, customer: Cast) -> Cast:
        """The customer, with a reason of their own for rows that a preset says come without one."""
        source = self.resolved.source
        if source.preset is None or not preset(source.preset).unidentified:
            return customer
        names = {"missing_customer": UNIDENTIFIED}
        problems = tuple((test, names.get(why, why)) for test, why in customer.problems)
        return Cast(customer.value, problems)

    def _customer(self) -> Cast:
        if self.rungs:
            found = sql.case((sql.not_null(one), one) for one in self._ids())
            missing = ((sql.is_null(found), "missing_customer"),)
            return Cast(found, (*missing, *self._printed(rung.field for rung in self.rungs)))
        if not self.resolved.by_row:
            field = self.resolved.fields["customer"]
            found_id = casts.identifier(field.value, field.kind, as_text=self.text_ids)
            return Cast(found_id.value, (*found_id.problems, *self._printed((field,))))
        row = sql.cast(sql.column(ROW_COLUMN), sql.BIGINT)
        if not self.text_ids:
            return Cast(row)
        return Cast(exp.DPipe(this=sql.text(self.row_prefix), expression=sql.cast(row, sql.TEXT)))

    def _printed(self, fields: Iterable[Field]) -> tuple[tuple[exp.Expr, str], ...]:
        """Ids that were numbers with a fraction when a text file or sheet was saved: 1001.0, 1E+15.

        Such digits may be rounded, and meet no id of another source; typed files refuse the column.
        """
        if not is_printed(str(self.resolved.source.read)):
            return ()
        texts = [field.value for field in fields if field.kind == "text"]
        tests = [sql.matches(value, FLOAT_PATTERN) for value in texts]
        return tuple((_surely(test), FLOAT_IDS) for test in tests)

    def float_ids(self) -> tuple[tuple[str, exp.Expr], ...]:
        """What is to be said of ids that were numbers with a fraction, and the test for them."""
        problems = self.columns["customer"].problems
        why = "the customer ids came as numbers such as 1001.0 or 1E+15: save that column as text"
        return tuple((why, test) for test, reason in problems if reason == FLOAT_IDS)

    def _ids(self) -> list[exp.Expr]:
        """The ids of a row, the one that is asked first at the front; NULL when blank."""
        found = []
        for rung in self.rungs:
            value, kind = rung.field.value, rung.field.kind
            cast = casts.identifier(value, kind, as_text=self.text_ids)
            found.append(sql.case([(sql.not_(casts.blank(value, kind)), cast.value)]))
        return found

    def _cast(self, field: Field) -> Cast:
        if field.use == "moment":
            return self._moment(field)
        if field.use in ("number", "score"):
            return self._number(field)
        if field.use == "attribute":
            return casts.attribute(field.value, field.kind)
        found = casts.label(field.value, field.kind)
        if field.name in REQUIRED_LABELS.get(self.role, ()):
            missing = (casts.blank(field.value, field.kind), f"missing_{field.name}")
            return Cast(found.value, (missing, *found.problems))
        return found

    def _number(self, field: Field) -> Cast:
        if field.use == "score":
            found = casts.score(field.value, field.kind)
        else:
            found = casts.micros(field.value, field.kind, reason=f"bad_{field.name}")
        bad = tuple((casts.not_a_number(text), f"bad_{field.name}") for text in field.texts)
        return Cast(found.value, (*bad, *found.problems))

    def _moment(self, field: Field) -> Cast:
        found = instants.instant(moment_of(self.resolved, field), self.engine, self.span)
        if REQUIRED_TIMES.get(self.role) == field.name:
            missing = (casts.blank(field.value, field.kind), f"missing_{field.name}")
            found = Cast(found.value, (missing, *found.problems))
        if self.role == "contracts" and field.name == self._last_of_contract():
            return Cast(found.value, (*found.problems, *self._broken_terms(found)))
        if (self.role, field.name) == ("surveys", "answered") and self.has("invited"):
            invited = self._moment(self.resolved.fields["invited"]).value
            early = exp.LT(this=found.value.copy(), expression=invited)
            return Cast(found.value, (*found.problems, (early, "answered_before_invited")))
        return found

    def _last_of_contract(self) -> str:
        """The column that ends a contract's terms, whose problems are those of the whole row."""
        return "end" if "end" in self.resolved.fields else "start"

    def _broken_terms(self, last: Cast) -> tuple[tuple[exp.Expr, str], ...]:
        """Contracts that end before they start, or start while an earlier one has not ended.

        Earlier is by start among the customer's contracts whose own terms can be used; two that
        start together are ordered by their end.
        """
        if self._last_of_contract() == "start":
            return ((_overlaps(self._customer().value, last, None), "contract_overlaps"),)
        start = self._moment(self.resolved.fields["start"])
        backwards = exp.LT(this=last.value.copy(), expression=start.value.copy())
        overlaps = _overlaps(self._customer().value, start, last)
        return ((backwards, "end_before_start"), (overlaps, "contract_overlaps"))

    def text_columns(self) -> tuple[str, ...]:
        """The contract columns whose values are text."""
        fields = self.resolved.fields.items()
        found = [NAMES.get(name, name) for name, field in fields if _is_text(field)]
        return (*found, "customer") if self.text_ids else tuple(found)

    def typed(self, *, raw: tuple[str, ...] = ()) -> exp.Select:
        """All rows with their contract columns and the reason for rejection, NULL for good rows.

        Args:
            raw: Columns of the source to keep beside them, under their own names.

        Returns:
            A SELECT over the source.
        """
        columns = self.columns
        chosen = [_named(cast.value, name) for name, cast in columns.items()]
        chosen += [_named(sql.column(name), name) for name in raw if name not in columns]
        chosen += [_named(one, rung_name(number)) for number, one in enumerate(self._ids())]
        query = exp.select(*chosen, _named(self.reason, REASON), copy=False)
        return query.from_(self.relation(), copy=False)

    @cached_property
    def reason(self) -> exp.Expr:
        """Why a row is rejected: the first problem that holds, NULL for good rows."""
        problems = [problem for cast in self.columns.values() for problem in cast.problems]
        branches = [(when, sql.text(why)) for when, why in problems]
        return sql.case(branches, sql.cast(exp.null(), sql.TEXT))

    def relation(self) -> exp.Expr:
        """What stands in FROM: the source, with row numbers when they stand for customers."""
        relation = self.engine.relation(self.resolved.source)
        if not self.resolved.by_row:
            return relation
        numbered = _named(exp.Window(this=exp.RowNumber()), ROW_COLUMN)
        return (
            exp.select("*", numbered)
            .from_(relation, copy=False)
            .subquery(f"{self.name} rows", copy=False)
        )

    def file_notes(self) -> tuple[str, ...]:
        """What is worth saying about the files: encodings, and columns some of them lack."""
        source = self.resolved.source
        optional = preset(source.preset).optional if source.preset else ()
        parts = (field.value.find_all(exp.Column) for field in self.resolved.fields.values())
        read = {column.name for found in parts for column in found}
        return self.engine.notes(source, read.difference(optional))

    def row_time(self) -> exp.Expr | None:
        """The instant that decides whether a typed row is visible, or None when it has none."""
        order = ("at", "invited", "answered", "valid_from", *MESSAGE_TIMES, "start")
        found = [sql.column(name) for name in order if self.has(name)]
        if self.role in ("events", "assignments"):
            found = found[:1]
        return exp.func("COALESCE", *found) if len(found) > 1 else next(iter(found), None)

    def visible(self, as_of_us: int) -> exp.Expr:
        """A test whether a typed row was known before an instant.

        Args:
            as_of_us: The instant, µs; rows at it are not visible.

        Returns:
            A condition over the typed columns.
        """
        end, time = sql.number(as_of_us), self.row_time()
        known: list[exp.Expr] = [exp.LT(this=time, expression=end)] if time is not None else []
        if self.has("ingested"):
            ingested = sql.column("ingested")
            # a row without its ingested time counts as known from its own time on
            known.append(sql.or_(sql.is_null(ingested), exp.LT(this=ingested, expression=end)))
        return sql.all_of(known)


def _surely(condition: exp.Expr) -> exp.Expr:
    """The condition with NULL read as false."""
    return exp.Coalesce(this=condition, expressions=[exp.false()])


def _overlaps(customer: exp.Expr, start: Cast, end: Cast | None) -> exp.Expr:
    """A test whether a contract starts before the customer's earlier ones have all ended."""
    until: exp.Expr = sql.number(2**63 - 1)
    if end is not None:
        until = exp.func("COALESCE", end.value.copy(), until)
    bad = sql.any_of(test.copy() for cast in (start, end) if cast for test, _ in cast.problems)
    usable: list[exp.Expr] = [sql.case([(bad, sql.number(0))], sql.number(1)).eq(1)]
    if end is not None:
        usable.append(exp.GTE(this=until.copy(), expression=start.value.copy()))
    order = [start.value.copy()] if end is None else [start.value.copy(), until.copy()]
    earlier = exp.Window(
        this=exp.Max(this=sql.case([(sql.all_of(usable), until)])),
        partition_by=[customer.copy()],
        order=exp.Order(expressions=[exp.Ordered(this=one) for one in order]),
        spec=exp.WindowSpec(
            kind="ROWS", start="UNBOUNDED", start_side="PRECEDING", end="1", end_side="PRECEDING"
        ),
    )
    return exp.LT(this=start.value.copy(), expression=earlier)


def _is_text(field: Field) -> bool:
    if field.use == "attribute":
        return field.kind not in casts.NUMERIC
    return field.use == "label"


def moment_of(resolved: Resolved, field: Field) -> Moment:
    """A field of moments with the zone its source declares.

    Args:
        resolved: The source.
        field: One of its fields.

    Returns:
        The moment column.
    """
    source = resolved.source
    on_wall = preset(source.preset).wall_clock if source.preset else ()
    return Moment(field.name, field.value, field.kind, source.zone, field.name in on_wall)


def _named(value: exp.Expr, name: str) -> exp.Expr:
    """A value under a name; copied, since a reading keeps its columns for many queries."""
    return exp.alias_(value, name, quoted=True)


def wall_span(engine: Engine, resolved: Resolved, as_of_us: int) -> tuple[int, int]:
    """The range of a source's wall times, for which clock changes must be known.

    Args:
        engine: The engine that reads it.
        resolved: The source.
        as_of_us: Later times are never visible, so their offsets do not matter.

    Returns:
        First and last wall time of moments without an offset, µs; one query when there are any.
    """
    moments = [
        moment_of(resolved, field) for field in resolved.fields.values() if field.use == "moment"
    ]
    walls = [instants.wall_time(one, engine) for one in moments if one.may_be_naive]
    if not walls:
        return (as_of_us, as_of_us)
    ends = [end for wall in walls for end in (exp.Min(this=wall), exp.Max(this=wall.copy()))]
    named = [sql.alias_(end, f"end{number}") for number, end in enumerate(ends)]
    (row,) = engine.run(exp.select(*named).from_(engine.relation(resolved.source)))
    found = [int(value) for value in row if value is not None]
    return (min(found, default=as_of_us), max(as_of_us, min(found, default=as_of_us)))
