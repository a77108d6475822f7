"""Customers with more than one finished row: each of their rows counts as a unit."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from sqlglot import exp

from stagelift.data import sql
from stagelift.data.steps import known_rows

if TYPE_CHECKING:
    from stagelift.data.reading import Reading

ROLE = "units"  # one row a customer by its contract; rows of other roles may repeat one


@dataclass(frozen=True, slots=True, kw_only=True)
class Repeats:
    """How often a source of finished rows has a customer again.

    Args:
        customers: Customers with more than one row; in one experiment, where the source names it.
        rows: Their rows beyond the first, by which n is too large.
    """

    customers: int
    rows: int


def repeats_in(reading: Reading, as_of_us: int) -> Repeats | None:
    """The customers a source of finished rows has more than once.

    It groups every row by customer, which a readout of ten million would pay for each time: `check`
    asks.

    Args:
        reading: A source.
        as_of_us: Only rows known before this instant count, µs.

    Returns:
        The counts; None for other roles, and where the row's number stands for the customer, so
        that nobody can be found twice.

    Raises:
        DataError: The source cannot be read.
        EngineError: The engine refused.
    """
    if reading.role != ROLE or reading.resolved.by_row:
        return None
    ((customers, rows),) = reading.engine.run(repeats_query(reading, as_of_us))
    return Repeats(customers=int(customers or 0), rows=int(rows or 0))


def repeats_query(reading: Reading, as_of_us: int) -> exp.Select:
    """The query behind the counts.

    Args:
        reading: A source of finished rows.
        as_of_us: The instant, µs.

    Returns:
        One row: customers with more than one row, and their rows beyond the first.
    """
    names = ("customer", *(("experiment",) if reading.has("experiment") else ()))
    known = known_rows(reading, as_of_us).subquery("known", copy=False)
    count = exp.alias_(exp.Count(this=exp.Star()), "times")
    each = exp.select(count).from_(known).group_by(*map(sql.column, names))
    times = sql.column("times")
    more = exp.GT(this=times, expression=sql.number(1))
    customers = exp.Sum(this=sql.case([(more, sql.number(1))], sql.number(0)))
    beyond = exp.Sum(this=sql.plus(times.copy(), -1))
    return exp.select(exp.alias_(customers, "customers"), exp.alias_(beyond, "beyond")).from_(
        each.subquery("each", copy=False)
    )
