"""Exploring an experiment: its cells, whether they differ, and which stand out."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from stagelift.errors import ArgumentError, did_you_mean
from stagelift.experiments.aside import told_of, why_shut
from stagelift.experiments.estimates import blank_arm
from stagelift.experiments.exploring.cells import Gathered, Overlap, Place, gather
from stagelift.experiments.exploring.dimensions import dimensions_of
from stagelift.experiments.exploring.exploration import Exploration, Row, StageFamily
from stagelift.experiments.exploring.groups import StandingOut, standing_out, together
from stagelift.experiments.exploring.hiding import withheld
from stagelift.experiments.exploring.reading import CellEffect, cell_effects
from stagelift.experiments.exploring.soundness import left_out, undated
from stagelift.experiments.question import Question
from stagelift.statistics import checks
from stagelift.statistics.programme import log_ratio_of_counts, log_ratio_of_levels

if TYPE_CHECKING:
    from stagelift.experiments.arms import Arms
    from stagelift.experiments.reading import Examined
    from stagelift.experiments.readout import Readout
    from stagelift.metrics.kind import WindowedMetric
    from stagelift.metrics.tally import Tally

Q = 0.05
SEVERAL_SPLITS = "customers of several splits are never put in one cell"
HOUSEHOLDS = "customers of one household are no independent units of a cell"


def explored(
    asked: Question,
    seen: Examined,
    *,
    by: str | Iterable[str] | None = None,
    metric: str | None = None,
    q: float = Q,
) -> Exploration:
    """The effects of an experiment by stage at entry, group and channel.

    Args:
        asked: The experiment.
        seen: Its readout with what it was made from.
        by: Ids of segments, sets of segments or attributes, `weekday`, `hour` or `weekday_hour`;
            None for all that are defined.
        metric: Id of the metric; the primary one when left out.
        q: Share of false findings allowed among the cells that stand out, between 0 and 1.

    Returns:
        The exploration; without figures while the data are broken or no valid look has come.

    Raises:
        ArgumentError: An unknown metric or way to split, or a `q` that is not allowed.
        DataError: When a table that is needed is not mapped.
        EngineError: When the engine refuses the query.
    """
    checks.between("q", q, 0, 1)
    measured = metric_of(asked, metric)
    split = dimensions_of(asked, by)
    blank = blank_exploration(asked, seen, measured, q)
    if (why := why_shut(seen, SEVERAL_SPLITS)) or seen.view is None:
        return replace(blank, shut=why)
    if asked.experiment.of_households:
        return replace(blank, shut=HOUSEHOLDS)
    found = gather(asked, seen, split, measured)
    out_of_trust = left_out(found.arms, asked, split, measured)
    cells = shown_cells(found.arms, {each.dimension for each in out_of_trust}, measured)
    hidden = withheld(cells, measured.name)
    effects = cell_effects(seen.view, cells, measured, hidden)
    why = unread(effects)
    if why:
        return replace(blank, shut=why)
    groups, shrunk = together(effects, level=asked.experiment.confidence)
    out = standing_out(effects, q=q)
    rows = [row_of(asked, seen.readout, measured, one) for one in effects]
    for number, drawn in shrunk.items():
        rows[number] = replace(
            rows[number], shrunk=drawn[0], shrunk_low=drawn[1], shrunk_high=drawn[2]
        )
    return replace(
        blank,
        rows=tuple(tested(rows, out)),
        groups=groups,
        families=families_of(out),
        within=out.found.within,
        overlaps=overlapping(found, cells),
        left_out=out_of_trust,
        today=undated(asked, split),
    )


def overlapping(found: Gathered, cells: Mapping[Place, Arms]) -> tuple[Overlap, ...]:
    """The named segments that share customers, of those that are shown."""
    shown = {p.dimension.name for p in cells if p.dimension and p.dimension.kind == "segment"}
    shown |= {str(p.group) for p in cells if p.dimension and p.dimension.kind == "set"}
    return tuple(each for each in found.overlaps if {each.one, each.other} <= shown)


def shown_cells(
    cells: Mapping[Place, Arms], without: Collection[str], metric: WindowedMetric
) -> dict[Place, Arms]:
    """The cells that are read: parts of a whole, with units, of ways to split that can be trusted.

    A group that holds all units of a stage is the stage once more, and no part of it.

    Args:
        cells: Units by place.
        without: Ways to split that are not shown.
        metric: The metric, whose mature units count.

    Returns:
        The cells in their order.
    """

    def size(place: Place) -> int:
        held = cells[place].tallies
        return sum(tally.n for (name, _), tally in held.items() if name == metric.name)

    found = {}
    for place, units in cells.items():
        group = place.dimension
        if group is not None and (group.name in without or size(place) == size(Place(place.stage))):
            continue
        if size(place) or place.is_whole:
            found[place] = units
    return found


def metric_of(asked: Question, name: str | None) -> WindowedMetric:
    """The metric that is explored.

    Args:
        asked: The experiment.
        name: Its id, or None for the primary one.

    Returns:
        One of the workspace, or a later stage of the readout.

    Raises:
        ArgumentError: No metric of that name, or one no experiment can read.
    """
    if name is None:
        return asked.primary
    later = {each.name: each for each in asked.later}
    if name in later:
        return later[name]
    if name not in asked.metrics:
        hint = did_you_mean(name, (*asked.metrics, *later))
        raise ArgumentError(f"unknown metric '{name}'. {hint}".rstrip())
    return asked.metric(name)


def blank_exploration(
    asked: Question, seen: Examined, metric: WindowedMetric, q: float
) -> Exploration:
    """The exploration without figures."""
    journey = asked.journey
    return Exploration(
        **told_of(asked, seen, metric),
        variants=asked.treatments,
        q=q,
        level=asked.experiment.confidence,
        names={
            **journey.labels,
            **{name: s.label for name, s in journey.segments.items() if s.label is not None},
            **{name: s.label for name, s in journey.stages.items() if s.label is not None},
        },
    )


def unread(effects: Sequence[CellEffect]) -> str:
    """Why nothing may be shown yet; empty once the whole test has a valid interval.

    Args:
        effects: Effects of all cells, that of everyone among them.

    Returns:
        The reason that the effect on everyone gives.
    """
    whole = [one.effect for one in effects if one.place.is_whole]
    if any(effect.low is not None for effect in whole):
        return ""
    return next((effect.note or effect.status for effect in whole), "no customer has entered")


def row_of(asked: Question, readout: Readout, metric: WindowedMetric, one: CellEffect) -> Row:
    """A cell's effect as it is shown.

    Args:
        asked: The experiment.
        readout: Its readout.
        metric: The metric.
        one: The effect.

    Returns:
        The row; figures of a cell that is kept back are missing.
    """
    place, variants = one.place, asked.experiment.variants
    units = 0 if one.hidden else one.treated.n + one.control.n
    estimate = replace(
        blank_arm(asked, metric, one.variant, readout).with_inference(one.effect),
        measure="effect",
        stage=place.stage,
        segment=place.group,
        against=asked.control,
        n=units,
        family=None,
        se=one.se,
    )
    row = Row(
        estimate=estimate,
        dimension=None if place.dimension is None else place.dimension.name,
        channel=variants[one.variant].channel,
        against_channel=variants[asked.control].channel,
    )
    if one.hidden:
        return row
    return replace(
        row,
        treated=level_in(metric, one.treated),
        control=level_in(metric, one.control),
        relative=ratio_of(metric, one),
    )


def level_in(metric: WindowedMetric, units: Tally) -> tuple[float | None, int]:
    """A variant's level in a cell, with its units."""
    return metric.level_of(units, confidence=0.95).value, units.n


def ratio_of(metric: WindowedMetric, one: CellEffect) -> tuple[float, float] | None:
    """The effect as a log ratio with its standard error, on which tests are compared.

    Args:
        metric: The metric.
        one: The effect.

    Returns:
        The ratio; None where the cell cannot be read, or a ratio says nothing.
    """
    if not one.usable or metric.no_lift:
        return None
    if metric.binary:
        treated_k, control_k = one.treated.k or 0, one.control.k or 0
        if (treated_k, control_k) == (one.treated.n, one.control.n):
            return None
        counted = log_ratio_of_counts(
            (treated_k, one.treated.n), (control_k, one.control.n), metric.better
        )
        return counted.value, counted.se
    levels = [metric.level_of(each, confidence=0.95) for each in (one.treated, one.control)]
    if any(level.value is None or level.se is None for level in levels):
        return None
    treated, control = ((level.value or 0.0, level.se or 0.0) for level in levels)
    found = log_ratio_of_levels(treated, control, metric.better)
    return None if found is None else (found.value, found.se)


def tested(rows: Sequence[Row], out: StandingOut) -> list[Row]:
    """Rows with what the two levels say of them."""
    told = list(rows)
    for name, numbers, family in zip(out.names, out.members, out.found.families, strict=True):
        for number, p, found in zip(numbers, family.tests, family.found, strict=True):
            estimate = replace(told[number].estimate, adjusted_p_value=p, family=name)
            told[number] = replace(told[number], estimate=estimate, found=found)
    return told


def families_of(out: StandingOut) -> tuple[StageFamily, ...]:
    """The stages as families of tests."""
    return tuple(
        StageFamily(
            stage=name,
            tests=sum(p is not None for p in family.tests),
            p_value=family.p_value,
            adjusted_p_value=family.adjusted_p_value,
            selected=family.selected,
            found=sum(family.found),
        )
        for name, family in zip(out.names, out.found.families, strict=True)
    )
