"""The queries stagelift asks: who is counted from when, what each unit did, and the sums of it.

`specs`, with `value_specs`, `segment_specs` and `population_specs`, says what to measure, without
SQL; `source_tables` reads the contract tables; `populations` finds the units, `unit_values` what
each of them did; `cell_sums` adds it up, and `cells` asks it all in one query and tells it by
`cell`. Nothing outside `stagelift.data` writes SQL.
"""

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from stagelift.data.query.apart import measure_apart
    from stagelift.data.query.assignments import MappedSummary, mapped_summaries
    from stagelift.data.query.cell import Cell
    from stagelift.data.query.cells import measure, measurement_query
    from stagelift.data.query.contracts import ContractCell, ContractMeasurement, measure_contracts
    from stagelift.data.query.derived import (
        Path,
        Revisit,
        Sessions,
        SessionShare,
        StageExit,
        StepReached,
        Things,
    )
    from stagelift.data.query.openings import Epoch, Opening
    from stagelift.data.query.overlaps import Overlap, measure_overlaps
    from stagelift.data.query.population_specs import (
        Actors,
        Alive,
        Assigned,
        Entrants,
        MappedAssignments,
    )
    from stagelift.data.query.segment_specs import Attribute, Comparison, EventWindow, SegmentRule
    from stagelift.data.query.specs import Measurement, PeriodWindow
    from stagelift.data.query.surveys import ScoreCell, SurveyMeasurement, measure_scores
    from stagelift.data.query.unit_counts import count_common, count_units
    from stagelift.data.query.units import UnitMeasurement, measure_units
    from stagelift.data.query.value_specs import (
        ContractEnd,
        EventCount,
        EventRatio,
        EventTotal,
        Flag,
        LatestScore,
        Outcome,
        StageAdvance,
        Term,
        Value,
    )

_HOMES = {
    "Actors": "population_specs",
    "Alive": "population_specs",
    "Assigned": "population_specs",
    "Attribute": "segment_specs",
    "Cell": "cell",
    "Comparison": "segment_specs",
    "ContractCell": "contracts",
    "ContractEnd": "value_specs",
    "ContractMeasurement": "contracts",
    "Entrants": "population_specs",
    "Epoch": "openings",
    "EventCount": "value_specs",
    "EventRatio": "value_specs",
    "EventTotal": "value_specs",
    "EventWindow": "segment_specs",
    "Flag": "value_specs",
    "LatestScore": "value_specs",
    "MappedAssignments": "population_specs",
    "MappedSummary": "assignments",
    "Measurement": "specs",
    "Opening": "openings",
    "Outcome": "value_specs",
    "Overlap": "overlaps",
    "Path": "derived",
    "PeriodWindow": "specs",
    "Revisit": "derived",
    "ScoreCell": "surveys",
    "SegmentRule": "segment_specs",
    "SessionShare": "derived",
    "Sessions": "derived",
    "StageAdvance": "value_specs",
    "StageExit": "derived",
    "StepReached": "derived",
    "SurveyMeasurement": "surveys",
    "Term": "value_specs",
    "Things": "derived",
    "UnitMeasurement": "units",
    "Value": "value_specs",
    "count_common": "unit_counts",
    "count_units": "unit_counts",
    "mapped_summaries": "assignments",
    "measure": "cells",
    "measure_apart": "apart",
    "measure_contracts": "contracts",
    "measure_overlaps": "overlaps",
    "measure_scores": "surveys",
    "measure_units": "units",
    "measurement_query": "cells",
}

__all__ = [
    "Actors",
    "Alive",
    "Assigned",
    "Attribute",
    "Cell",
    "Comparison",
    "ContractCell",
    "ContractEnd",
    "ContractMeasurement",
    "Entrants",
    "Epoch",
    "EventCount",
    "EventRatio",
    "EventTotal",
    "EventWindow",
    "Flag",
    "LatestScore",
    "MappedAssignments",
    "MappedSummary",
    "Measurement",
    "Opening",
    "Outcome",
    "Overlap",
    "Path",
    "PeriodWindow",
    "Revisit",
    "ScoreCell",
    "SegmentRule",
    "SessionShare",
    "Sessions",
    "StageAdvance",
    "StageExit",
    "StepReached",
    "SurveyMeasurement",
    "Term",
    "Things",
    "UnitMeasurement",
    "Value",
    "count_common",
    "count_units",
    "mapped_summaries",
    "measure",
    "measure_apart",
    "measure_contracts",
    "measure_overlaps",
    "measure_scores",
    "measure_units",
    "measurement_query",
]


def __getattr__(name: str) -> Any:
    """The public name, imported from its home: to name a metric needs no SQL."""
    if name not in _HOMES:
        raise AttributeError(f"module '{__name__}' has no attribute '{name}'")
    return getattr(import_module(f"{__name__}.{_HOMES[name]}"), name)
