"""The arms of an experiment as tallies per metric and variant, from one query."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from stagelift.data.contract import Contract
from stagelift.data.query import (
    Assigned,
    Cell,
    MappedAssignments,
    Measurement,
    Outcome,
    SegmentRule,
    UnitMeasurement,
    measure,
    measure_units,
)
from stagelift.definitions import Journey
from stagelift.errors import ArgumentError
from stagelift.experiments.look_path import Trajectory
from stagelift.metrics.kind import WindowedMetric
from stagelift.metrics.tally import Tally, tally


@dataclass(frozen=True, slots=True)
class Arms:
    """What is known of an experiment's units.

    Args:
        assigned: Units by variant, mature or not, in the order of the plan.
        strangers: Units whose variant the plan does not name.
        tallies: By (metric, variant).
        days: First and last local day of assignment with mature units, or None without any.
        cells: By (metric, variant) and local day of assignment, what the tallies were merged from.
        paths: The looks taken by metric, of a plan that looks weekly; else empty.
        homes: Households by variant where these were randomised, waiting or not; else None.
        spread: Households whose members entered on more than one local day.
        segments: Units by segment decided before assignment, then by variant.
        epochs: First local day of each later split, days since 1970-01-01.
    """

    assigned: dict[str, int]
    strangers: int
    tallies: dict[tuple[str, str], Tally]
    days: tuple[int, int] | None
    cells: Mapping[tuple[str, str], tuple[Cell, ...]]
    paths: Mapping[str, Trajectory] = field(default_factory=dict)
    homes: Mapping[str, int] | None = None
    spread: int = 0
    segments: Mapping[str, Mapping[str, int]] = field(default_factory=dict)
    epochs: tuple[int, ...] = ()

    @property
    def randomised(self) -> Mapping[str, int]:
        """What the split is judged by: households where these were randomised, else units."""
        return self.assigned if self.homes is None else self.homes


def arms_from_events(  # noqa: PLR0913 - each is one part of what the one query is asked
    contract: Contract,
    journey: Journey,
    units: Assigned | MappedAssignments,
    metrics: Iterable[WindowedMetric],
    variants: tuple[str, ...],
    *,
    lookback: int = 0,
    segments: tuple[SegmentRule, ...] = (),
) -> Arms:
    """The arms of an experiment over events, every metric from one query.

    Args:
        contract: The contract tables.
        journey: The journey.
        units: Who is in it.
        metrics: Metrics over events.
        variants: Variant ids in the order of the plan.
        lookback: Length in µs of the time before assignment that gives each value its covariate; 0
            for none.
        segments: Rules decided before assignment, in which the split is to hold as well.

    Returns:
        The arms.

    Raises:
        DataError: When a table that is needed is not mapped.
        EngineError: When the engine refuses the query.
    """
    wanted = tuple(metrics)
    values = []
    for metric in wanted:
        value = metric.assigned_value(journey)
        if isinstance(value, Outcome):
            raise ArgumentError(
                f"metric '{metric.name}' reads an outcome column; an experiment reads events or "
                "outcome columns, not both"
            )
        values.append((metric.name, value))
    plan = Measurement(
        populations=(units,),
        values=tuple(values),
        segments=segments,
        zone=journey.zone,
        as_of=contract.as_of_us,
        lookback=lookback,
    )
    return arms(measure(contract, plan), wanted, variants, missing="immature")


def arms_from_units(
    contract: Contract, metrics: Iterable[WindowedMetric], variants: tuple[str, ...]
) -> Arms:
    """The arms of an experiment over a source with one finished row per customer.

    Args:
        contract: The contract tables.
        metrics: Metrics of outcome columns.
        variants: Variant ids in the order of the plan.

    Returns:
        The arms; their units have no day of assignment.

    Raises:
        DataError: When the source or a column is missing.
        EngineError: When the engine refuses the query.
    """
    wanted = tuple(metrics)
    values = tuple(
        (metric.name, value) for metric in wanted if isinstance(value := metric.value(), Outcome)
    )
    cells = measure_units(contract, UnitMeasurement(values, variant=True))
    return arms(cells, wanted, variants, missing="missing")


def arms(
    cells: Iterable[Cell],
    metrics: tuple[WindowedMetric, ...],
    variants: tuple[str, ...],
    *,
    missing: str,
) -> Arms:
    """Cells gathered by metric and variant.

    Args:
        cells: Cells of one experiment, in total and by segment; segments are only counted.
        metrics: The metrics measured.
        variants: Variant ids in the order of the plan.
        missing: The reason under which units without a value are reported.

    Returns:
        The arms.
    """
    groups: dict[tuple[str, str | None], list[Cell]] = defaultdict(list)
    first = metrics[0].name
    parts: dict[str, dict[str, int]] = defaultdict(lambda: dict.fromkeys(variants, 0))
    for cell in cells:
        if cell.segment is None:
            groups[(cell.value, cell.variant)].append(cell)
        elif cell.value == first and cell.variant in variants:
            parts[cell.segment][cell.variant] += units_in(cell)
    sizes = {
        variant: sum(units_in(cell) for cell in groups.get((first, variant), ()))
        for variant in variants
    }
    everyone = sum(
        units_in(cell) for (name, _), found in groups.items() if name == first for cell in found
    )
    # days whose units have not had their window yet say nothing, so they do not lengthen the run
    days = sorted(
        {
            cell.day
            for (name, _), found in groups.items()
            if name == first
            for cell in found
            if cell.n
        }
    )
    homes = {
        variant: [c.homes for c in groups.get((first, variant), ()) if c.homes is not None]
        for variant in variants
    }
    return Arms(
        homes={name: sum(each.count for each in found) for name, found in homes.items()}
        if any(homes.values())
        else None,
        spread=sum(each.spread for found in homes.values() for each in found),
        segments=dict(sorted(parts.items())),
        assigned=sizes,
        strangers=everyone - sum(sizes.values()),
        tallies={
            (metric.name, variant): tally(
                groups.get((metric.name, variant), ()),
                binary=metric.binary,
                missing=missing,
                ineligible=metric.ineligible,
            )
            for metric in metrics
            for variant in variants
        },
        days=(days[0], days[-1]) if days else None,
        cells={
            (metric.name, variant): tuple(groups.get((metric.name, variant), ()))
            for metric in metrics
            for variant in variants
        },
    )


def units_in(cell: Cell) -> int:
    """All assigned units of a cell: counted, immature, and not in the base of its metric.

    Args:
        cell: A cell of one metric.

    Returns:
        Their number.
    """
    return cell.n + cell.immature + cell.ineligible
