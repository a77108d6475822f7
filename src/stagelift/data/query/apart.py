"""A measurement asked population by population, of events that are read once for all of them.

One query for everything joins every unit with every event and computes every value of it, though a
metric is asked of one population: of ten million events that costs five times the time.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import replace

from stagelift.data.contract import Contract
from stagelift.data.query.cell import Cell
from stagelift.data.query.cells import measure
from stagelift.data.query.specs import Measurement


def measure_apart(
    contract: Contract, plan: Measurement, asked: Collection[tuple[int, str]]
) -> tuple[Cell, ...]:
    """The cells of each value for the populations it is asked of.

    Args:
        contract: The contract tables as of the plan's instant.
        plan: What is measured.
        asked: Pairs of the population's index and the value's name.

    Returns:
        Cells as `measure` gives them; on an engine without tables of its own for the events, those
        of every value for every population.

    Raises:
        DataError: When a table that is needed is not mapped.
        EngineError: When the engine refuses a query.
    """
    if contract.engine.dialect != "duckdb" or len(plan.populations) < 2:
        return measure(contract, plan)
    contract.read_once()
    found: list[Cell] = []
    for code, population in enumerate(plan.populations):
        values = tuple(value for value in plan.values if (code, value[0]) in asked)
        part = replace(plan, populations=(population,), values=values)
        cells = measure(contract, part, whole=plan)
        found.extend(replace(cell, population=code) for cell in cells)
    return tuple(found)
