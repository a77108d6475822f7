"""Whether segments, or two periods, differ in how long customers stay."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import replace

from stagelift.data.query.stays import StayMeasurement
from stagelift.definitions import Journey
from stagelift.journey.model import numbered_stages
from stagelift.journey.quantity import Quantity
from stagelift.journey.stays.figures import GAP, mean_gap
from stagelift.journey.stays.tables import Cell, Stays
from stagelift.statistics.several import benjamini_hochberg
from stagelift.statistics.survival import EventTable, LogRank, log_rank

OTHERS = "others"
TEST = "log_rank"


def comparisons(
    journey: Journey,
    plan: StayMeasurement,
    cells: dict[Cell, Stays],
    horizon: float,
    level: float,
    as_of: str,
) -> tuple[Quantity, ...]:
    """All comparisons of a table: of segments within the last period, and of two periods.

    Args:
        journey: The journey.
        plan: What was asked.
        cells: The stays.
        horizon: τ in days.
        level: Confidence level, 0–1.
        as_of: Instant of knowledge as ISO text.

    Returns:
        For each stage and pair a difference of mean times, and a log-rank test where every stay is
        of another customer; p-values are also shown corrected for all tests of the table.
    """
    last = len(plan.periods) - 1
    found: list[Quantity] = []
    for number, stage in enumerate(numbered_stages(journey), start=1):
        blank = Quantity(measure=GAP, unit="days", stage=stage, as_of=as_of, n=0, level=level)
        mine = {key[1:]: stays for key, stays in cells.items() if key[0] == number}
        here = replace(blank, period=plan.periods[last].label)
        of_last = {segment: stays for (period, segment), stays in mine.items() if period == last}
        found.extend(_segments(plan, of_last, here, horizon))
        if last and (last, None) in mine and (0, None) in mine:
            pair = (mine[last, None], mine[0, None])
            found.extend(_pair(*pair, replace(here, against=plan.periods[0].label), horizon))
    return _corrected(found)


def _segments(
    plan: StayMeasurement, stays: dict[str | None, Stays], blank: Quantity, horizon: float
) -> list[Quantity]:
    """Each segment against everyone else, and the values of each attribute against each other."""
    found: list[Quantity] = []
    everyone = stays.get(None)
    named = {rule.name for rule in plan.segments}
    values: dict[str, list[Stays]] = defaultdict(list)
    for segment in sorted(name for name in stays if name is not None):
        if everyone is None:
            break
        others = without(everyone, stays[segment])
        here = replace(blank, segment=segment, against=OTHERS)
        found.extend(_pair(stays[segment], others, here, horizon, test=segment in named))
        if segment not in named:
            values[segment.partition("=")[0]].append(stays[segment])
    for attribute, groups in values.items():
        if len(groups) > 1 and not plan.grouped:
            tables = [group.table for group in groups]
            here = replace(blank, segment=attribute, against=None, n=sum(t.n for t in tables))
            found.append(_tested(log_rank(tables), here))
    return found


def _pair(
    one: Stays, other: Stays, blank: Quantity, horizon: float, *, test: bool = True
) -> list[Quantity]:
    """The difference of the mean times, and the log-rank test where stays are independent."""
    n = one.table.n + other.table.n
    gap = replace(blank, n=n).found(mean_gap(one, other, horizon, blank.level))
    if not test or one.spells is not None:
        return [gap]
    return [gap, _tested(log_rank([one.table, other.table]), replace(blank, n=n))]


def _tested(test: LogRank, blank: Quantity) -> Quantity:
    """A log-rank test as a quantity: its value is χ²."""
    value = None if test.chi_square is None else test.chi_square
    return replace(
        blank,
        measure=TEST,
        unit="chi_square",
        value=value,
        k=int(sum(test.observed)) if test.observed else None,
        p_value=test.p_value,
        method=test.method,
        status=test.status,
        note=test.note,
    )


def without(everyone: Stays, some: Stays) -> Stays:
    """The stays of everyone but some.

    Args:
        everyone: All stays of a cell.
        some: Part of them.

    Returns:
        The rest.
    """
    table, part = everyone.table, some.table
    place = {time: number for number, time in enumerate(part.times.tolist())}
    events, censored = table.events.copy(), table.censored.copy()
    for number, time in enumerate(table.times.tolist()):
        if time in place:
            events[:, number] -= part.events[:, place[time]]
            censored[number] -= part.censored[place[time]]
    kept = events.sum(axis=0) + censored > 0  # a time of nobody is no end of observation
    rest = EventTable(table.times[kept], events[:, kept], censored[kept], None, table.causes)
    spells = everyone.spells
    if spells is not None and some.spells is not None:
        sums = spells.groups.sums.copy()
        where = [spells.groups.cells.index(time) for time in some.spells.groups.cells]
        sums[:, where, :] -= some.spells.groups.sums
        spells = replace(spells, groups=replace(spells.groups, sums=sums))
    return Stays(rest, everyone.causes, everyone.exits - some.exits, 0, spells)


def _corrected(found: list[Quantity]) -> tuple[Quantity, ...]:
    """The comparisons with p-values for all of them: by Benjamini–Hochberg, each measure alone.

    A test and a difference of the same pair are two views of one question; counting both would ask
    more of each.
    """
    corrected = dict(enumerate(found))
    for measure in (GAP, TEST):
        places = [place for place, one in enumerate(found) if one.measure == measure]
        adjusted = benjamini_hochberg([found[place].p_value for place in places])
        for place, p_value in zip(places, adjusted, strict=True):
            corrected[place] = replace(found[place], adjusted_p_value=p_value)
    return tuple(corrected[place] for place in range(len(found)))
