"""The units of every cell, as one look of the plan sees them."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from stagelift.data.query import Attribute, Measurement, Outcome, UnitMeasurement, measure_units
from stagelift.data.query.explored import ExploredCell, ExploredQuestion, explore
from stagelift.errors import ArgumentError
from stagelift.experiments.arms import Arms, arms
from stagelift.experiments.exploring.dimensions import NO_STAGE, WEEKDAY_HOUR, Dimension, Dimensions
from stagelift.experiments.trajectory import at_looks
from stagelift.journey.model import numbered_stages
from stagelift.journey.spells import stage_rules
from stagelift.metrics.hours import PARTS
from stagelift.metrics.privacy import MINIMUM

if TYPE_CHECKING:
    from stagelift.data.query import Cell
    from stagelift.experiments.question import Question
    from stagelift.experiments.reading import Examined, Found
    from stagelift.metrics.kind import WindowedMetric


@dataclass(frozen=True, slots=True)
class Place:
    """Where a cell lies.

    Args:
        stage: Id of the stage just before entry, `none` before any; None for all stages.
        dimension: The way to split, None for everyone.
        group: Name of the group, None for everyone.
    """

    stage: str | None = None
    dimension: Dimension | None = None
    group: str | None = None

    @property
    def is_whole(self) -> bool:
        """Whether it holds every unit."""
        return self.stage is None and self.dimension is None


@dataclass(frozen=True, slots=True)
class Overlap:
    """Two named segments that share customers.

    Args:
        one: Id of a segment.
        other: Id of another.
        share: Units in both as a share of the smaller one, 0–1, to whole per cent so that it tells
            of no few customers.
    """

    one: str
    other: str
    share: float


@dataclass(frozen=True, slots=True)
class Gathered:
    """The units of all cells.

    Args:
        arms: By place, the units of each variant as of the look.
        overlaps: Named segments that share customers.
    """

    arms: dict[Place, Arms]
    overlaps: tuple[Overlap, ...] = ()


def gather(asked: Question, seen: Examined, split: Dimensions, metric: WindowedMetric) -> Gathered:
    """The units of every cell at the look that the readout shows, from one query.

    Args:
        asked: The experiment.
        seen: Its readout with what it was made from.
        split: The ways to split.
        metric: What is measured of each unit.

    Returns:
        The cells with at least one unit.

    Raises:
        DataError: When a table that is needed is not mapped.
        EngineError: When the engine refuses the query.
    """
    if asked.of_units:
        return Gathered(unit_arms(asked, split, metric))
    question = question_of(asked, seen.found, split, metric)
    found = explore(asked.contract, question)
    numbered = (NO_STAGE, *numbered_stages(asked.journey))
    cells: dict[Place, list[Cell]] = defaultdict(list)
    for one in found.cells:
        cells[place_of(one, split, numbered)].append(one.cell)
    names = tuple(asked.experiment.variants)
    cells.update(in_sets(cells, split))
    looked = {
        place: looked_at(seen, metric, arms(rows, (metric,), names, missing="immature"))
        for place, rows in cells.items()
        if place.dimension is None or split.asked(place.dimension)
    }
    rules = split.segments
    overlaps = tuple(
        Overlap(rules[a].name, rules[b].name, round(units / least, 2))
        for (a, b), units in sorted(found.common.items())
        for least in (min(found.sizes[a], found.sizes[b]),)
        if units >= MINIMUM
    )
    return Gathered(looked, overlaps)


def in_sets(cells: Mapping[Place, list[Cell]], split: Dimensions) -> dict[Place, list[Cell]]:
    """The members of segments that belong to a set, as groups of that set.

    Args:
        cells: The units of each place.
        split: The ways to split.

    Returns:
        Units by place.
    """
    found = {}
    for name, members in split.sets:
        dimension = Dimension(name, "set")
        for place, rows in cells.items():
            one = place.dimension
            if one is not None and one.kind == "segment" and place.group == one.name in members:
                found[Place(place.stage, dimension, place.group)] = rows
    return found


def question_of(
    asked: Question, found: Found, split: Dimensions, metric: WindowedMetric
) -> ExploredQuestion:
    """The frozen question for all cells.

    Args:
        asked: The experiment.
        found: What its readout rests on.
        split: The ways to split.
        metric: What is measured of each unit.

    Returns:
        The question.

    Raises:
        ArgumentError: A metric of a finished table of units.
    """
    value = metric.assigned_value(asked.journey)
    if isinstance(value, Outcome) or found.units is None:
        raise ArgumentError(
            f"metric '{metric.name}' reads an outcome column; this experiment reads events"
        )
    plan = Measurement(
        populations=(found.units,),
        values=((metric.name, value),),
        segments=split.segments,
        attributes=tuple(Attribute(name) for name in split.attributes),
        zone=asked.journey.zone,
        as_of=asked.contract.as_of_us,
    )
    return ExploredQuestion(
        plan,
        stage_rules(asked.journey),
        split.columns,
        WEEKDAY_HOUR in split.times,
        tuple(PARTS.values()),
    )


def place_of(one: ExploredCell, split: Dimensions, stages: tuple[str, ...]) -> Place:
    """Where a cell of the query's answer lies.

    Args:
        one: The cell.
        split: The ways to split.
        stages: Ids of the stages by their number.

    Returns:
        Its place.
    """
    stage = None if one.stage is None else stages[one.stage]
    if one.split is None:
        return Place(stage)
    dimension = split.each[one.split]
    return Place(stage, dimension, dimension.group(one.group))


def unit_arms(asked: Question, split: Dimensions, metric: WindowedMetric) -> dict[Place, Arms]:
    """The cells of a finished table of units, by its own columns; it knows no stages.

    Args:
        asked: The experiment.
        split: The ways to split.
        metric: A metric of outcome columns.

    Returns:
        Units by place.

    Raises:
        ArgumentError: A metric over events.
    """
    value = metric.value()
    if not isinstance(value, Outcome):
        raise ArgumentError(
            f"metric '{metric.name}' reads events; this experiment reads outcome columns"
        )
    asking = UnitMeasurement(((metric.name, value),), split.attributes, variant=True)
    cells: dict[Place, list[Cell]] = defaultdict(list)
    for cell in measure_units(asked.contract, asking):
        name = (cell.segment or "").partition("=")[0]
        place = Place(None, Dimension(name, "attribute"), cell.segment) if name else Place()
        cells[place].append(replace(cell, segment=None))
    names = tuple(asked.experiment.variants)
    return {place: arms(rows, (metric,), names, missing="missing") for place, rows in cells.items()}


def looked_at(seen: Examined, metric: WindowedMetric, units: Arms) -> Arms:
    """The units of a cell as the look of the readout sees them.

    Args:
        seen: The readout with what it was made from.
        metric: The metric.
        units: All units of the cell.

    Returns:
        Those mature at the look, with the looks before, of a plan that looks weekly; else all.
    """
    calendar = seen.found.calendar
    if seen.readout.looks != "weekly" or calendar is None or seen.view is None:
        return units
    return at_looks(units, [(metric, look_of(seen, metric))], calendar)


def look_of(seen: Examined, metric: WindowedMetric) -> int:
    """The number of the weekly look at which a metric is read.

    Args:
        seen: The readout with what it was made from.
        metric: The metric.

    Returns:
        The look that decides, for what decides; else the latest; 0 before the first.
    """
    calendar, view = seen.found.calendar, seen.view
    if calendar is None or view is None:
        return 0
    if metric.name in {each.name for each in view.asked.decisive}:
        return seen.readout.look
    return calendar.taken(view.asked.contract.as_of_us)
