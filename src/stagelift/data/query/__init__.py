"""The queries stagelift asks: who is counted from when, what each unit did, and the sums of it.

`specs` says what to measure, without SQL; `populations` finds the units; `cells` sums their values
by `cell`. Nothing outside `stagelift.data` writes SQL.
"""

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from stagelift.data.query.apart import measure_apart
    from stagelift.data.query.assignments import MappedSummary, mapped_summaries
    from stagelift.data.query.cell import Cell
    from stagelift.data.query.cells import count_units, measure, measurement_query
    from stagelift.data.query.common import count_common
    from stagelift.data.query.contracts import (
        ContractCell,
        ContractMeasurement,
        measure_contracts,
    )
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
    from stagelift.data.query.specs import (
        Actors,
        Alive,
        Assigned,
        Attribute,
        Comparison,
        ContractEnd,
        Entrants,
        EventCount,
        EventRatio,
        EventTotal,
        EventWindow,
        Flag,
        LatestScore,
        MappedAssignments,
        Measurement,
        Outcome,
        PeriodWindow,
        SegmentRule,
        StageAdvance,
        Term,
        Value,
    )
    from stagelift.data.query.surveys import ScoreCell, SurveyMeasurement, measure_scores
    from stagelift.data.query.units import UnitMeasurement, measure_units

_HOMES = {
    "Actors": "specs",
    "Alive": "specs",
    "Assigned": "specs",
    "Attribute": "specs",
    "Cell": "cell",
    "Comparison": "specs",
    "ContractCell": "contracts",
    "ContractEnd": "specs",
    "ContractMeasurement": "contracts",
    "Entrants": "specs",
    "Epoch": "openings",
    "EventCount": "specs",
    "EventRatio": "specs",
    "EventTotal": "specs",
    "EventWindow": "specs",
    "Flag": "specs",
    "LatestScore": "specs",
    "MappedAssignments": "specs",
    "MappedSummary": "assignments",
    "Measurement": "specs",
    "Opening": "openings",
    "Outcome": "specs",
    "Overlap": "overlaps",
    "Path": "derived",
    "PeriodWindow": "specs",
    "Revisit": "derived",
    "ScoreCell": "surveys",
    "SegmentRule": "specs",
    "SessionShare": "derived",
    "Sessions": "derived",
    "StageAdvance": "specs",
    "StageExit": "derived",
    "StepReached": "derived",
    "SurveyMeasurement": "surveys",
    "Term": "specs",
    "Things": "derived",
    "UnitMeasurement": "units",
    "Value": "specs",
    "count_common": "common",
    "count_units": "cells",
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
