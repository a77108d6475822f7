"""The cells of periods: kept ones where the rows they rest on are what they were, else asked."""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import astuple, replace

from stagelift.data.answers import Answer
from stagelift.data.contract import Contract
from stagelift.data.kept.cells import Rows
from stagelift.data.query.cell import Cell, Pair, cell_order
from stagelift.data.query.cells import ask_cells
from stagelift.data.query.lasting import lasting_periods
from stagelift.data.query.parts import (
    Part,
    asked_together,
    common,
    day_marks,
    marked_columns,
    parts_of,
)
from stagelift.data.query.specs import Measurement

NAMES = (
    *("population", "variant", "period", "day", "segment", "value"),
    *("n", "s1", "s2", "s3", "shift", "immature", "ineligible"),
)


def measure_by_period(
    contract: Contract, plan: Measurement, whole: Measurement | None = None
) -> tuple[Cell, ...]:
    """The cells of a measurement of periods, of which only those not known are asked.

    Args:
        contract: The contract tables; it keeps answers.
        plan: What is measured.
        whole: The measurement this is a part of, where the events are read once for all parts.

    Returns:
        The cells that one query for everything gives, in the same order.

    Raises:
        DataError: When a table that is needed is not mapped.
        EngineError: When the engine refuses the query.
    """
    contract.read_once()  # what the marks are made of serves the questions, too

    def ask() -> Answer:
        return Answer((*NAMES, "pair"), plain(_found(contract, plan, whole)))

    rows = contract.answered(asked_by_period(plan), ask).rows
    return tuple(sorted(cells_in(rows), key=cell_order))


def asked_by_period(plan: Measurement) -> tuple[str, Measurement]:
    """The question under which all cells of a measurement of periods are kept as of an instant.

    Args:
        plan: What is measured.

    Returns:
        What `Contract.answered` takes.
    """
    return ("cells by period", plan)


def _found(contract: Contract, plan: Measurement, whole: Measurement | None) -> list[Cell]:
    """The cells kept from an earlier week, and those that had to be asked, which are kept."""
    marks = day_marks(contract, whole or plan)
    kept = contract.kept_cells((common(plan), marked_columns(contract, whole or plan)))
    known: list[Cell] = []
    missing: list[Part] = []
    for part in parts_of(contract, plan, marks, whole):
        rows = None if part.mark is None else kept.find(part.name, part.mark)
        if rows is None:
            missing.append(part)
        else:
            known.extend(replace(cell, period=part.period) for cell in cells_in(rows))
    asked: list[Cell] = []
    for one in asked_together(contract, plan, missing):
        places = [plan.periods.index(period) for period in one.periods]
        cells = ask_cells(contract, one)
        asked.extend(replace(cell, period=places[cell.period or 0]) for cell in cells)
    if contract.unchanged:  # else a file changed while the cells were found
        ended = [(part.value, part.period) for part in missing if part.mark is not None]
        lasting = lasting_periods(contract, whole or plan, ended)
        over = [part for part in missing if (part.value, part.period) not in lasting]
        kept.keep(closed_in(over, asked))
    wanted = {(part.value, part.period) for part in missing}
    return [*known, *(cell for cell in asked if (cell.value, cell.period) in wanted)]


def closed_in(missing: Iterable[Part], asked: Iterable[Cell]) -> dict[str, tuple[str, Rows]]:
    """The cells of closed parts, as they are kept.

    Args:
        missing: Parts that were asked.
        asked: Their cells, and maybe others.

    Returns:
        Mark and rows by the part's name; no rows for a part without units.
    """
    closed = {(part.value, part.period): part for part in missing if part.mark is not None}
    cells: dict[tuple[str, int], list[Cell]] = {key: [] for key in closed}
    for cell in asked:
        if (key := (cell.value, cell.period or 0)) in cells:
            cells[key].append(cell)
    return {part.name: (str(part.mark), plain(cells[key])) for key, part in closed.items()}


def plain(cells: Iterable[Cell]) -> Rows:
    """Cells as rows of plain values, from which `cells_in` makes them again exactly.

    Args:
        cells: Cells without households.

    Returns:
        One row a cell.
    """
    return tuple(
        (
            *(getattr(cell, name) for name in NAMES),
            None if cell.pair is None else json.dumps(astuple(cell.pair)),
        )
        for cell in cells
    )


def cells_in(rows: Rows) -> list[Cell]:
    """The cells of such rows.

    Args:
        rows: What `plain` gave.

    Returns:
        Cells.

    Example:
        >>> cell = Cell(0, None, 3, 20000, None, "visits", 2, 5, 13, 35.0, 1, 0, 0)
        >>> cells_in(plain([cell])) == [cell]
        True
    """
    found = []
    for *values, pair in rows:
        cell = Cell(**dict(zip(NAMES, values, strict=True)))
        if pair is not None:
            *sums, thirds = json.loads(pair)
            both = Pair(*sums)
            cell = replace(cell, pair=replace(both, cubes=tuple(thirds) if thirds else None))
        found.append(cell)
    return found
