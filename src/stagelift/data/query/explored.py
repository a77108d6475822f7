"""The sums of an experiment by where its units stood, who they were and when they entered."""

from __future__ import annotations

from dataclasses import dataclass, replace
from itertools import combinations
from typing import Any

from sqlglot import exp

from stagelift.data import sql
from stagelift.data.contract import Contract
from stagelift.data.query.cell import Cell, row_cells
from stagelift.data.query.cell_sums import KEYS, by_split, shifted_columns
from stagelift.data.query.cells import measurement_query
from stagelift.data.query.populations import read_from
from stagelift.data.query.segment_specs import Attribute
from stagelift.data.query.source_tables import anchor_span
from stagelift.data.query.specs import Measurement
from stagelift.data.query.spells import StageRules, every_spell
from stagelift.data.query.sums import sums_of
from stagelift.data.query.values import Clock, indicator
from stagelift.data.zones import local_hour, weekday

STAGE = "stage_no"
TIMES = ("weekday", "hour")
NOWHERE = 0  # known by an event, but in no stage yet


@dataclass(frozen=True, slots=True)
class ExploredQuestion:
    """Which cells of an experiment are asked.

    Args:
        plan: Its units and values; segments and attributes are read at each unit's anchor.
        rules: What decides in which stage a customer is.
        times: `weekday` and `hour` of the anchor, those that are asked.
        crossed: Whether weekday and hour are also asked together.
        parts: First hour of each part of the day, in order; the last goes on past midnight.
    """

    plan: Measurement
    rules: StageRules
    times: tuple[str, ...] = ()
    crossed: bool = False
    parts: tuple[int, ...] = ()

    @property
    def columns(self) -> tuple[str, ...]:
        """The columns by which units are split, in order."""
        groups = len(self.plan.segments) + len(self.plan.attributes)
        return (*(f"g{number}" for number in range(groups)), *self.times)

    @property
    def splits(self) -> tuple[tuple[str, ...], ...]:
        """Columns that make one way to split: one each, and weekday with hour."""
        return (*((name,) for name in self.columns), *((TIMES,) if self.crossed else ()))


@dataclass(frozen=True, slots=True)
class ExploredCell:
    """The sums of one value in one cell.

    Args:
        stage: Number of the stage just before the anchor, 0 for none; None for all of them.
        split: Place of the way to split in the question, or None for everyone.
        group: Names of the group, one for each column of the split; None outside a segment.
        cell: The sums, by variant and local day of entry.
    """

    stage: int | None
    split: int | None
    group: tuple[str | None, ...]
    cell: Cell


@dataclass(frozen=True, slots=True)
class Explored:
    """All cells of an experiment.

    Args:
        cells: The cells, in a fixed order.
        common: Units that two named segments have in common, by their places in the question.
        sizes: Units of each named segment, by its place.
    """

    cells: tuple[ExploredCell, ...]
    common: dict[tuple[int, int], int]
    sizes: dict[int, int]


def stood_before(contract: Contract, rules: StageRules) -> exp.Select:
    """The stage in which each unit stood just before its anchor.

    What happened at the very instant of entry is what the audience asked for, so it does not say
    where the customer came from.

    Args:
        contract: The contract tables.
        rules: What decides in which stage a customer is.

    Returns:
        A query over `units` with customer and stage_no.

    Raises:
        DataError: When the workspace has no events.
    """
    found = contract.shared(rules, lambda: every_spell(contract, rules))
    spells = every_spell(contract, rules) if found is None else exp.select("*").from_(found)
    within = (
        "s.customer = u.customer AND s.at < u.anchor AND (s.until IS NULL OR s.until >= u.anchor)"
    )
    return (
        exp.select("u.customer AS customer", "s.stage_no AS stage_no")
        .from_("units AS u")
        .join(spells.subquery("s", copy=False), on=within)
    )


def placed(asked: ExploredQuestion, span: tuple[int, int]) -> exp.Select:
    """The units with their values and all by which they are split.

    Args:
        asked: The question.
        span: First and last instant that occur, for the zone's offsets.

    Returns:
        A query over `segmented` and `stood`.
    """
    query = exp.select("x.*", f"COALESCE(w.stage_no, {NOWHERE}) AS {STAGE}")
    if "weekday" in asked.times:
        query = query.select(sql.alias_(weekday(exp.column("day", "x")), "weekday"), copy=False)
    if "hour" in asked.times:
        hour = sql.paren(local_hour(exp.column("anchor", "x"), asked.plan.zone, span))
        part = exp.Case()
        for place in reversed(range(len(asked.parts))):
            part = part.when(hour.copy() >= asked.parts[place], sql.number(place), copy=False)
        last = sql.number(len(asked.parts) - 1)
        query = query.select(sql.alias_(part.else_(last), "hour"), copy=False)
    return query.from_("segmented AS x").join(
        "stood AS w", on="w.customer = x.customer", join_type="left"
    )


def explored_query(contract: Contract, asked: ExploredQuestion) -> exp.Select:
    """The one query that answers: the units of the readout, added up by stage and group.

    Args:
        contract: The contract tables.
        asked: The question.

    Returns:
        A statement with one row a cell, day of entry and variant.

    Raises:
        DataError: When a table that is needed is not mapped.
    """
    plan = asked.plan
    span = anchor_span(contract, plan)
    clock = Clock(plan.zone, span, plan.as_of)
    units = measurement_query(contract, plan)  # the same units and values as the readout's
    stood, where = stood_before(contract, asked.rules), placed(asked, span)
    units = read_from(units, [("stood", stood), ("placed", where)])
    sums = [
        column
        for number, (_, value) in enumerate(plan.values)
        for column in sums_of(number, value, plan, clock, contract.engine.dialect)
    ]
    sums.extend(_shared_units(len(plan.segments)))
    finest = exp.select(*KEYS, STAGE, *asked.columns, *sums).from_("placed")
    if shifted_columns(plan):
        finest = finest.join("shifts", join_type="cross", copy=False)
    finest = finest.group_by(*KEYS, STAGE, *asked.columns, copy=False)
    splits = [(*stage, *split) for split in ((), *asked.splits) for stage in ((), (STAGE,))]
    query = by_split(finest, (STAGE, *asked.columns), sums, splits)
    query.set("with_", units.args["with_"])
    return query


def _shared_units(segments: int) -> list[exp.Expr]:
    """How many units are in each named segment, and in each two of them."""
    found = []
    for number in range(segments):
        inside = exp.condition(f"g{number} IS NOT NULL")
        found.append(sql.alias_(exp.Sum(this=indicator(inside)), f"z{number}"))
    for one, other in combinations(range(segments), 2):
        both = exp.condition(f"g{one} IS NOT NULL AND g{other} IS NOT NULL")
        found.append(sql.alias_(exp.Sum(this=indicator(both)), f"z{one}_{other}"))
    return found


def explore(contract: Contract, asked: ExploredQuestion) -> Explored:
    """The cells of an experiment, in a fixed order; no customer leaves the engine.

    Args:
        contract: The contract tables.
        asked: The question.

    Returns:
        Cells with at least one unit.

    Raises:
        DataError: When a table that is needed is not mapped.
        EngineError: When the engine refuses the query.
    """
    answered = contract.answer(("explored", asked), lambda: explored_query(contract, asked))
    bare = replace(asked.plan, segments=(), attributes=())
    cells: list[ExploredCell] = []
    common: dict[tuple[int, int], int] = {}
    sizes: dict[int, int] = {}
    for row in answered.dicts():
        stage = None if int(row[f"{STAGE}_all"]) else int(row[STAGE])
        open_ones = tuple(name for name in asked.columns if not int(row[f"{name}_all"]))
        split = asked.splits.index(open_ones) if open_ones else None
        group = tuple(_named(row[name], name, asked) for name in open_ones)
        cells.extend(ExploredCell(stage, split, group, cell) for cell in row_cells(row, bare))
        if stage is None and split is None:
            for number in range(len(asked.plan.segments)):
                sizes[number] = sizes.get(number, 0) + int(row[f"z{number}"] or 0)
            for pair in combinations(range(len(asked.plan.segments)), 2):
                units = int(row[f"z{pair[0]}_{pair[1]}"] or 0)
                common[pair] = common.get(pair, 0) + units
    return Explored(tuple(sorted(cells, key=_order)), common, sizes)


def _named(value: Any, name: str, asked: ExploredQuestion) -> str | None:
    """The name of a group as text; None outside a segment."""
    if name in TIMES:
        return str(int(value))
    number = int(name[1:]) - len(asked.plan.segments)
    attribute = number >= 0 and isinstance(asked.plan.attributes[number], Attribute)
    return str(value) if attribute or value is not None else None


def _order(one: ExploredCell) -> tuple[object, ...]:
    """All before parts: value, stage, split, group, variant, day."""
    stage = -1 if one.stage is None else one.stage
    split = -1 if one.split is None else one.split
    group = tuple((name is None, name or "") for name in one.group)  # members before the rest
    return (one.cell.value, stage, split, group, one.cell.variant or "", one.cell.day)
