"""A measurement in parts, one a value and period: closed ones are kept from week to week.

A part is closed when the windows of all its units have ended: what it says then depends on no
instant of knowledge, only on the rows of the days it rests on. It is asked again when one of these
days has other rows. Parts that are open, new or touched are asked together.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, replace

from stagelift.data.answers import Answer, key_of
from stagelift.data.contract import Contract
from stagelift.data.kept.marks import (
    DAY_US,
    DayMarks,
    mark_query,
    marks_answer,
    ordinary_offset,
)
from stagelift.data.query.derived import Derived, Revisit, SessionShare, StepReached, Things
from stagelift.data.query.event_needs import needs_of
from stagelift.data.query.event_table import event_table, kept_name
from stagelift.data.query.left import rule_of
from stagelift.data.query.population_specs import Actors, Alive, Entrants, Population
from stagelift.data.query.side_marks import SideMarks
from stagelift.data.query.specs import Measurement, PeriodWindow
from stagelift.data.query.value_specs import Flag, StageAdvance, Value, value_terms
from stagelift.data.query.values import reach


@dataclass(frozen=True, slots=True)
class Part:
    """One value in one period.

    Args:
        value: The value's name.
        period: The period's index.
        name: Under which its cells are kept.
        mark: Of the rows it rests on; None for a part that is still open, or cannot be kept.
    """

    value: str
    period: int
    name: str
    mark: str | None


def in_periods(plan: Measurement) -> bool:
    """Whether all units of a measurement belong to periods, so that it has parts.

    Args:
        plan: What is measured.

    Returns:
        False for experiments, and where a segment is a query of its own.
    """
    if len(plan.periods) < 2 or plan.lookback or any(rule.sql for rule in plan.segments):
        return False
    return all(isinstance(one, Entrants | Actors | Alive) for one in plan.populations)


def marked_columns(contract: Contract, plan: Measurement) -> tuple[str, ...]:
    """What a measurement reads of the events, which decides what their marks are made of.

    Args:
        contract: The contract tables.
        plan: What is measured.

    Returns:
        Columns of the event table.
    """
    needs = needs_of(contract, plan)
    kept = (kept_name(name) for name in sorted(needs.kept))
    return ("customer", "at", "event", *(("value",) if needs.summed else ()), *kept)


def day_marks(contract: Contract, plan: Measurement) -> DayMarks:
    """The marks of the days of all events that a measurement reads.

    Args:
        contract: The contract tables; it keeps answers.
        plan: What is measured.

    Returns:
        Marks as of the contract's instant; one query, kept.

    Raises:
        DataError: A source that cannot be read.
        EngineError: The engine refused the query.
    """
    columns, offset = marked_columns(contract, plan), ordinary_offset(plan.zone)
    needs = needs_of(contract, plan)

    def ask() -> Answer:
        query = mark_query(event_table(contract, plan), columns, offset)
        return marks_answer(contract.engine.run(query))

    kinds = None if needs.kinds is None else tuple(sorted(needs.kinds))
    found = contract.answered(("day marks", kinds, columns, offset), ask)
    return DayMarks(found.rows, offset)


def parts_of(
    contract: Contract, plan: Measurement, marks: DayMarks, whole: Measurement | None = None
) -> tuple[Part, ...]:
    """All parts of a measurement.

    Args:
        contract: The contract tables; it keeps answers.
        plan: What is measured; `in_periods` holds.
        marks: The marks of the events it reads.
        whole: The measurement this is a part of, whose other rows are marked together.

    Returns:
        One part a value and period.

    Raises:
        DataError: A source that cannot be read.
    """
    tables, beside = tables_read(contract, plan), SideMarks(contract, whole or plan)
    found: list[Part] = []
    for name, value in plan.values:
        alone = replace(plan, values=((name, value),))
        events = needs_of(contract, alone).kinds
        for number, period in enumerate(plan.periods):
            ends = [rests_until(contract, one, value, period) for one in plan.populations]
            until = None if None in ends else max(end for end in ends if end is not None)
            mark = None
            if until is not None and marks.closed(until, plan.as_of):
                rows = marks.of(events, rests_from(alone, period), until)
                mark = key_of(rows, tables, beside.of(value, period))
            found.append(Part(name, number, part_name(name, value, period), mark))
    return tuple(found)


def part_name(name: str, value: Value, period: PeriodWindow) -> str:
    """What the cells of a part are kept under, beside what all parts have in common."""
    return key_of(name, value, period.start, period.end)


def rests_until(
    contract: Contract, population: Population, value: Value, period: PeriodWindow
) -> int | None:
    """The first instant after the events a part can rest on.

    Args:
        contract: The contract tables; they know whether the source names sessions.
        population: Whose value is asked.
        value: The value.
        period: The period.

    Returns:
        µs UTC, after the end of the window of the last unit; None where no instant is the last, as
        for a session that may go on.
    """
    if isinstance(population, Alive):  # its activity is looked at up to the end, that instant too
        return max(period.end + 1, period.end - population.within + reach(value) + 1)
    if isinstance(value, Things) and value.due is not None:
        return period.end + value.due + value.grace
    if endless(contract, value):
        return None
    if isinstance(value, SessionShare):  # one that is to end has a day for it: see `lasting`
        return period.end + value.sessions.gap + (DAY_US if value.ends_with else 0)
    if isinstance(value, Revisit) and not value.by_day:  # the last session may go on for a gap
        return period.end + value.window + value.sessions.gap
    return period.end + reach(value)


def endless(contract: Contract, value: Value) -> bool:
    """Whether no instant is the last that decides a value.

    Args:
        contract: The contract tables; they know whether the source names sessions.
        value: The value.

    Returns:
        True for sessions with names, which may go on, and things without a term.
    """
    if isinstance(value, SessionShare | Revisit):
        return contract.maps("events", "session")
    return isinstance(value, Things) and value.due is None


def rests_from(plan: Measurement, period: PeriodWindow) -> int | None:
    """The first instant of the events a part can rest on.

    Args:
        plan: What is measured, with the one value of the part.
        period: The period.

    Returns:
        µs UTC; None where all that ever happened decides: who enters a stage came from another, and
        a second order is one because there was a first.
    """
    windows = [window for rule in plan.segments for window in rule.windows]
    ((_, value),) = plan.values
    terms = [term for window in windows for term in window.reads]
    acting = [one for one in plan.populations if isinstance(one, Actors | Alive)]
    terms += [term for one in acting for term in one.terms]
    ever = isinstance(value, Derived | StageAdvance) or (
        isinstance(value, Flag) and (value.first or value.later_day)
    )
    ever = ever or any(occurrence > 1 for _, occurrence in (*terms, *value_terms(value)))
    ever = ever or any(window.within is None for window in windows)
    if ever or any(not _looks_back(one) for one in plan.populations):
        return None
    back = max((window.within or 0 for window in windows), default=0)
    activity = max((one.within for one in plan.populations if isinstance(one, Alive)), default=0)
    absent = value.window if isinstance(value, Flag) and value.absent else 0
    return period.start - activity - max(back, absent)


def _looks_back(population: Population) -> bool:
    """Whether a population is found without looking at all that happened before."""
    if isinstance(population, Actors):
        return population.entry == "first_in_period"
    return isinstance(population, Alive)


def read_from_instant(contract: Contract, plan: Measurement) -> int | None:
    """The first instant whose events questions about some periods read.

    Who enters a stage is told by a table of its own, and events that are counted are all read.

    Args:
        contract: The contract tables.
        plan: What is measured.

    Returns:
        µs UTC; None where all that ever happened is read.
    """
    windows = [window for rule in plan.segments for window in rule.windows]
    lengths = [window.within for window in windows]
    if any(length is None for length in lengths) or not all(
        looks_back(contract, value) for _, value in plan.values
    ):
        return None
    if any(isinstance(one, Actors) and one.entry == "first_ever" for one in plan.populations):
        return None
    values = [value for _, value in plan.values]
    lengths += [one.within for one in plan.populations if isinstance(one, Alive)]
    lengths += [value.window for value in values if isinstance(value, Flag) and value.absent]
    lengths += [value.path.tolerance for value in values if isinstance(value, StepReached)]
    lengths += [value.sessions.gap for value in values if isinstance(value, SessionShare | Revisit)]
    # what lies on the edge belongs to what comes after it
    return plan.periods[0].start - max((one or 0 for one in lengths), default=0) - DAY_US


def looks_back(contract: Contract, value: Value) -> bool:
    """Whether a value reads no more of the time before its window than it says.

    Args:
        contract: The contract tables; they know whether the source names sessions.
        value: The value.

    Returns:
        False for things that may have been opened long before, and sessions that have names.
    """
    if isinstance(value, SessionShare | Revisit):
        return not contract.maps("events", "session")
    return not isinstance(value, Things | StageAdvance)


def tables_read(contract: Contract, plan: Measurement) -> tuple[str, ...]:
    """The marks of the tables a measurement reads beside the events.

    Args:
        contract: The contract tables.
        plan: What is measured.

    Returns:
        Marks; none where events are all it reads.

    Raises:
        DataError: A source that cannot be read.
    """
    found = []
    if plan.attributes or any(rule.attributes for rule in plan.segments):
        found.append(contract.table_mark("customers"))
    rule = rule_of(contract.left)
    if rule is not None and rule.silent is None:
        found.append(contract.table_mark("contracts"))
    return tuple(found)


def common(plan: Measurement) -> Measurement:
    """What all parts of a measurement have in common: who is counted, by which segments.

    Args:
        plan: What is measured.

    Returns:
        It without values, periods and instant.
    """
    return replace(plan, values=(), periods=(), as_of=0)


def asked_together(
    contract: Contract, plan: Measurement, parts: Iterable[Part]
) -> tuple[Measurement, ...]:
    """The fewest questions that answer some parts.

    Args:
        contract: The contract tables.
        plan: What is measured.
        parts: Those of its parts that are not known.

    Returns:
        At most two: one of the values that are asked for every period, one of the others for the
        periods in which any of them is.
    """
    periods: dict[str, set[int]] = defaultdict(set)
    for part in parts:
        periods[part.value].add(part.period)
    every = {name for name, found in periods.items() if len(found) == len(plan.periods)}
    others = set(periods) - every
    found = [_some(plan, every, range(len(plan.periods)))] if every else []
    if others:
        some = sorted({number for name in others for number in periods[name]})
        narrow = _some(plan, others, some)
        found.append(replace(narrow, since=read_from_instant(contract, narrow)))
    return tuple(found)


def _some(plan: Measurement, names: set[str], numbers: Iterable[int]) -> Measurement:
    values = tuple(one for one in plan.values if one[0] in names)
    return replace(plan, values=values, periods=tuple(plan.periods[n] for n in numbers))
