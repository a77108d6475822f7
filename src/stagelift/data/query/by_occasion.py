"""Dated rows counted by period: kept periods where what they rest on is as it was, else asked.

What a period says is decided by its dated rows, by who stood where before its end, and by whom a
segment holds. Each has marks; only periods with other marks are asked again.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from stagelift.data.answers import Answer, key_of
from stagelift.data.query.parts import day_marks, tables_read
from stagelift.data.query.side_marks import row_marks
from stagelift.data.query.specs import Measurement, PeriodWindow

if TYPE_CHECKING:
    from stagelift.data.contract import Contract
    from stagelift.data.kept.cells import Rows
    from stagelift.data.query.placing import Placing
    from stagelift.data.query.populations import Ctes

PERIOD = "period_no"
AHEAD = "ahead"  # a row that is placed later than it is dated


@dataclass(frozen=True, slots=True)
class Marked:
    """The dated rows of a question, as they are marked.

    Args:
        columns: What the question reads of them, `at` among it; rows whose `event` is `ahead` are
            placed by what may lie after their period, which is then not kept.
        tables: Makes the tables, the rows the last of them.
    """

    columns: tuple[str, ...]
    tables: Callable[[], Ctes]


@dataclass(frozen=True, slots=True)
class Rests:
    """What decides the answer of a period.

    Args:
        rows: The dated rows; None where the stages of customers are all there is.
        standing: Whether events are read, to say who stood in which stage and segment.
        settles: Length in µs after the end of a period from which what it says depends on no
            instant of knowledge.
    """

    rows: Marked | None
    standing: bool
    settles: int = 0


def answer_by_period(
    contract: Contract,
    question: tuple[str, object],
    plan: Placing,
    ask: Callable[[Sequence[PeriodWindow]], Answer],
    rests: Rests,
) -> Answer:
    """The answer to a question about dated rows, of which only periods not known are asked.

    Args:
        contract: The contract tables.
        question: What is asked but for its periods and its instant; its `repr` is stable.
        plan: Where rows are counted.
        ask: Finds the answer for some of the periods; a column `period_no` numbers them.
        rests: What decides the answer of a period.

    Returns:
        The rows that one question for all periods gives, in another order.

    Raises:
        DataError: A table that is needed is not mapped.
        EngineError: The engine refused a query.
    """

    def found() -> Answer:
        if not contract.keeps or len(plan.periods) < 2 or any(one.sql for one in plan.segments):
            return ask(plan.periods)
        return _found(contract, question, plan, ask, rests)

    return contract.answered((*question, plan.periods, plan.as_of), found)


def _found(
    contract: Contract,
    question: tuple[str, object],
    plan: Placing,
    ask: Callable[[Sequence[PeriodWindow]], Answer],
    rests: Rests,
) -> Answer:
    """Rows kept from an earlier week, and those that had to be asked, which are kept."""
    contract.read_once()  # what the marks are made of serves the questions, too
    kept = contract.kept_cells(question)
    marks = _marks(contract, question, plan, rests)
    known: dict[int, Rows] = {}
    names: tuple[str, ...] = ()
    for number, mark in enumerate(marks):
        rows = None if mark is None else kept.find(_name(plan.periods[number]), mark)
        if rows:  # the names of the columns come first
            names, known[number] = rows[0], rows[1:]
    missing = [number for number in range(len(plan.periods)) if number not in known]
    asked: dict[int, Rows] = {}
    if missing:
        given = ask([plan.periods[number] for number in missing])
        names, place = given.names, given.names.index(PERIOD)
        for number, own in enumerate(missing):
            asked[own] = tuple(row for row in given.rows if row[place] == number)
    if contract.unchanged:  # else a file changed while the rows were found
        closed = ((n, mark) for n, mark in enumerate(marks) if n in asked and mark is not None)
        kept.keep({_name(plan.periods[n]): (mark, (names, *asked[n])) for n, mark in closed})
    return Answer(names, tuple(_renumbered(names, known | asked)))


def _renumbered(names: tuple[str, ...], found: dict[int, Rows]) -> Rows:
    """The rows of all periods, each with its place among them."""
    place = names.index(PERIOD)
    return tuple(
        (*row[:place], number, *row[place + 1 :])
        for number in sorted(found)
        for row in found[number]
    )


def _name(period: PeriodWindow) -> str:
    return f"{period.start} {period.end}"


def _marks(
    contract: Contract,
    question: tuple[str, object],
    plan: Placing,
    rests: Rests,
) -> list[str | None]:
    """What each period rests on; None for one that is still open, or cannot be kept."""
    standing = replace(standing_of(plan), zone=contract.zone)
    tables = tables_read(contract, standing)
    events = day_marks(contract, standing) if rests.standing else None
    rows = None
    if rests.rows is not None:
        told = rests.rows
        rows = row_marks(contract, question, contract.zone, told.columns, told.tables)
    found: list[str | None] = []
    for period in plan.periods:
        days = [
            marks.of(None, first, period.end)
            for marks, first in ((events, None), (rows, period.start))
            if marks is not None
        ]
        some = events or rows
        closed = some is not None and some.closed(period.end + rests.settles, plan.as_of)
        early = rows is not None and rows.has(AHEAD, period.start, period.end)
        found.append(key_of(days, tables) if closed and not early else None)
    return found


def standing_of(plan: Placing) -> Measurement:
    """Who stands in which stage and segment at an instant, as a measurement of nothing else.

    Args:
        plan: Stages, segments and attributes.

    Returns:
        A measurement; its events are those by which customers enter stages and segments.
    """
    return Measurement(
        stages=tuple(terms for _, terms in plan.stages),
        segments=plan.segments,
        attributes=plan.attributes,
        as_of=plan.as_of,
    )
