"""The queries stagelift asks: who is counted from when, what each unit did, and the sums of it.

`specs` says what to measure, without SQL; `populations` finds the units; `cells` sums their values.
Nothing outside `stagelift.data` writes SQL.
"""

from stagelift.data.query.assignments import MappedSummary, mapped_summaries
from stagelift.data.query.cells import Cell, count_units, measure, measurement_query
from stagelift.data.query.contracts import (
    ContractCell,
    ContractMeasurement,
    measure_contracts,
)
from stagelift.data.query.overlaps import Overlap, measure_overlaps
from stagelift.data.query.specs import (
    Alive,
    Assigned,
    Attribute,
    Comparison,
    Entrants,
    EventCount,
    EventRatio,
    EventTotal,
    EventWindow,
    Flag,
    MappedAssignments,
    Measurement,
    Outcome,
    PeriodWindow,
    SegmentRule,
    Term,
    Value,
)
from stagelift.data.query.surveys import ScoreCell, SurveyMeasurement, measure_scores
from stagelift.data.query.units import UnitMeasurement, measure_units

__all__ = [
    "Alive",
    "Assigned",
    "Attribute",
    "Cell",
    "Comparison",
    "ContractCell",
    "ContractMeasurement",
    "Entrants",
    "EventCount",
    "EventRatio",
    "EventTotal",
    "EventWindow",
    "Flag",
    "MappedAssignments",
    "MappedSummary",
    "Measurement",
    "Outcome",
    "Overlap",
    "PeriodWindow",
    "ScoreCell",
    "SegmentRule",
    "SurveyMeasurement",
    "Term",
    "UnitMeasurement",
    "Value",
    "count_units",
    "mapped_summaries",
    "measure",
    "measure_contracts",
    "measure_overlaps",
    "measure_scores",
    "measure_units",
    "measurement_query",
]
