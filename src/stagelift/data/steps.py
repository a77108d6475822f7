"""The steps from a source's typed rows to contract rows: good, known by then, once each."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlglot import exp

from stagelift.data import sql
from stagelift.data.reading import REASON, rung_name

if TYPE_CHECKING:
    from stagelift.data.reading import Reading

COPY, COPIED, BEFORE = "copy number", "copied key", "key before"
EVENT_ID = "event_id"
# answers that came after the instant are not known yet, although their invitation is
ANSWER_COLUMNS = ("answered", "score", "comment")


def known_rows(
    reading: Reading, as_of_us: int, raw: tuple[str, ...] = (), only: exp.Expr | None = None
) -> exp.Select:
    """Good rows of a source that were known before an instant; copies are still among them.

    Args:
        reading: The source.
        as_of_us: The instant, µs.
        raw: Columns of the source to keep under their own names.
        only: A condition over the source's own columns, or None for all rows.

    Returns:
        A SELECT with the source's contract columns; the ids of one person are joined.
    """
    rows = known_ids(reading, as_of_us, raw, only)
    return _joined(reading, rows) if reading.rungs else rows


def known_ids(
    reading: Reading, as_of_us: int, raw: tuple[str, ...] = (), only: exp.Expr | None = None
) -> exp.Select:
    """Known rows before the ids of one person are joined, every id column beside them.

    Args:
        reading: The source.
        as_of_us: The instant, µs.
        raw: Columns of the source to keep under their own names.
        only: A condition over the source's own columns, or None for all rows.

    Returns:
        A SELECT with the source's contract columns, then its id columns as `rung_name` calls them.
    """
    typed = reading.typed(raw=raw)
    if only is not None:
        typed = typed.where(only, copy=False)
    names = [name for name in typed.named_selects if name != REASON]
    chosen = [
        sql.alias_(_as_known(reading, name, as_of_us), name, quoted=True)
        if reading.role == "surveys"
        else sql.column(name)
        for name in names
    ]
    good = sql.is_null(sql.column(REASON))
    rows = exp.select(*chosen, copy=False).from_(
        typed.subquery(f"{reading.name} typed", copy=False), copy=False
    )
    return rows.where(good, reading.visible(as_of_us), copy=False)


def _joined(reading: Reading, rows: exp.Select) -> exp.Select:
    """The rows with the customer their first filled id stands for, without the id columns."""
    ids = [rung_name(number) for number in range(len(reading.rungs))]
    branches: list[tuple[exp.Expr, exp.Expr]] = []
    query = exp.select().from_(rows.subquery("known", copy=False), copy=False)
    for name, rung in zip(ids, reading.rungs, strict=True):
        held: exp.Expr = sql.column(name, "known")
        customer = held
        if rung.people is not None:
            table = sql.alias_(rung.people.copy(), f"people of {name}", table=True, quoted=True)
            same = exp.EQ(this=held, expression=sql.column("id", table.alias))
            query = query.join(table, on=same, join_type="left", copy=False)
            found = sql.column("customer", table.alias)
            customer = exp.func("COALESCE", found, held.copy())
        branches.append((sql.not_null(held), customer))
    person = sql.alias_(sql.case(branches), "customer", quoted=True)
    names = [name for name in rows.named_selects if name not in ids]
    return query.select(
        *(person if name == "customer" else sql.column(name, "known") for name in names), copy=False
    )


def _as_known(reading: Reading, name: str, as_of_us: int) -> exp.Expr:
    """A survey's column as it was known: without answers that came later."""
    if name not in ANSWER_COLUMNS or not reading.has("answered"):
        return sql.column(name)
    later = exp.GTE(this=sql.column("answered"), expression=sql.number(as_of_us))
    return sql.case([(later, exp.null())], sql.column(name))


def copy_key(reading: Reading) -> str | None:
    """The column whose equal values mean the same row, or None when rows are never merged.

    Args:
        reading: The source.

    Returns:
        `customer` for tables with one row per customer, `event_id` where it is mapped.
    """
    if reading.role == "customers":
        return "customer"
    return EVENT_ID if reading.has(EVENT_ID) else None


def copied_rows(reading: Reading, as_of_us: int) -> exp.Select:
    """The known rows that may have copies: few, and the only ones that must be put in order.

    Every row with a copy is among them. Some have none: of two with one key only one may be known,
    and an engine may look for short marks of keys, which two keys can share.

    Args:
        reading: A source with a `copy_key`.
        as_of_us: The instant, µs.

    Returns:
        A SELECT with the source's contract columns.
    """
    key = str(copy_key(reading))
    if reading.rungs and key == "customer":
        return _known_copies(reading, as_of_us)
    found = reading.columns[key].value
    numbered = reading.engine.dialect == "duckdb"
    mark = exp.func("HASH", found.copy(), dialect="duckdb") if numbered else found.copy()
    # over the bare source: to cast and check every column of rows without a copy would be in vain
    marks = exp.select(sql.alias_(mark, COPIED, quoted=True)).from_(reading.relation(), copy=False)
    marks = marks.where(sql.not_null(found))
    again = _repeated(marks) if numbered else marks.group_by(found.copy()).having(_several())
    return known_rows(reading, as_of_us, only=exp.In(this=mark.copy(), query=again.subquery()))


def _known_copies(reading: Reading, as_of_us: int) -> exp.Select:
    """The rows that have copies by a key which is known only after ids were stitched."""
    key = str(copy_key(reading))
    rows = known_rows(reading, as_of_us)
    keys = exp.select(sql.alias_(sql.column(key), COPIED, quoted=True))
    keys = keys.from_(rows.copy().subquery("every", copy=False)).where(
        sql.not_null(sql.column(key))
    )
    keys = keys.group_by(sql.column(key)).having(_several())
    return (
        exp.select(*(sql.column(name, "known") for name in rows.named_selects))
        .from_(rows.subquery("known", copy=False), copy=False)
        .join(keys.subquery("copied", copy=False), on=_same(key))
    )


def _repeated(marks: exp.Select) -> exp.Select:
    """The numbers that come more than once; to put all in order takes half of grouping them."""
    before = exp.Window(
        this=exp.Lag(this=sql.column(COPIED)),
        order=exp.Order(expressions=[exp.Ordered(this=sql.column(COPIED))]),
    )
    ordered = exp.select(sql.column(COPIED), sql.alias_(before, BEFORE, quoted=True))
    ordered = ordered.from_(marks.subquery("marks", copy=False), copy=False)
    again = exp.EQ(this=sql.column(COPIED), expression=sql.column(BEFORE))
    found = exp.select(sql.column(COPIED)).distinct()
    return found.from_(ordered.subquery("in order", copy=False), copy=False).where(again)


def _several() -> exp.Expr:
    return exp.GT(this=exp.Count(this=exp.Star()), expression=sql.number(1))


def _same(key: str) -> exp.Expr:
    return exp.EQ(this=sql.column(key, "known"), expression=sql.column(COPIED, "copied"))


def once_each(reading: Reading, rows: exp.Select, copied: exp.Table) -> exp.Select:
    """The rows without copies: the first ingested of an event, the latest of a customer.

    Args:
        reading: A source with a `copy_key`.
        rows: Its known rows.
        copied: A relation of its `copied_rows`.

    Returns:
        A SELECT with the same columns: rows that have no copy, and one of each that have.
    """
    key, names = str(copy_key(reading)), rows.named_selects
    keys = exp.select(sql.alias_(sql.column(key), COPIED, quoted=True)).distinct().from_(copied)
    alone = (
        exp.select(*(sql.column(name, "known") for name in names))
        .from_(rows.subquery("known", copy=False), copy=False)
        .join(keys.subquery("copied", copy=False), on=_same(key), join_type="left", copy=False)
        .where(sql.is_null(sql.column(COPIED, "copied")), copy=False)
    )
    first = _first_copies(reading, names, key, copied)
    union = exp.union(alone, first, distinct=False, copy=False)
    return exp.select(*map(sql.column, names)).from_(union.subquery("once", copy=False), copy=False)


def _first_copies(reading: Reading, names: list[str], key: str, copied: exp.Table) -> exp.Select:
    order = _order(reading, key)
    number = exp.Window(this=exp.RowNumber(), partition_by=[sql.column(key)], order=order)
    numbered = exp.select(*map(sql.column, names), sql.alias_(number, COPY, quoted=True))
    numbered = numbered.from_(copied.copy())
    first = exp.EQ(this=sql.column(COPY), expression=sql.number(1))
    return (
        exp.select(*map(sql.column, names))
        .from_(numbered.subquery("numbered", copy=False), copy=False)
        .where(first)
    )


def _order(reading: Reading, key: str) -> exp.Order:
    """A total order over all columns, so that no engine may choose between copies."""
    names = tuple(reading.columns)
    leading = ["valid_from", "ingested"] if reading.role == "customers" else ["ingested", "at"]
    latest_first = reading.role == "customers"
    first = [name for name in leading if name in names]
    rest = sorted(name for name in names if name not in (*first, key))
    terms = [_term(reading, name, desc=latest_first and name in first) for name in (*first, *rest)]
    return exp.Order(expressions=terms)


def _term(reading: Reading, name: str, *, desc: bool) -> exp.Ordered:
    value: exp.Expr = sql.column(name)
    if name in reading.text_columns():
        # bytes, not the database's language: the winner must not depend on its collation
        value = exp.Collate(this=value, expression=exp.to_identifier("C", quoted=True))
    return exp.Ordered(this=value, desc=desc, nulls_first=not desc)
