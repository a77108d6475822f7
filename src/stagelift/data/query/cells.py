"""The cells a measurement asks for: one query from the contract tables to the sums of the units."""

from __future__ import annotations

from sqlglot import exp

from stagelift.data.contract import Contract
from stagelift.data.query.alive import alive_tables, is_churn_alone
from stagelift.data.query.cell import Cell, cell_order, row_cells
from stagelift.data.query.cell_sums import cell_query, shift_query, shifted_columns
from stagelift.data.query.derived_tables import derived_tables
from stagelift.data.query.parts import in_periods
from stagelift.data.query.populations import read_from
from stagelift.data.query.several_tests import moments_of, of_each_test, of_several_tests
from stagelift.data.query.side_tables import side_tables
from stagelift.data.query.source_tables import anchor_span, of_households, source_tables
from stagelift.data.query.specs import Measurement
from stagelift.data.query.unit_tables import unit_tables
from stagelift.data.query.unit_values import segmented, unit_values
from stagelift.data.query.values import Clock


def measurement_query(contract: Contract, plan: Measurement) -> exp.Select:
    """The one query that answers a measurement.

    Args:
        contract: The contract tables as of the plan's instant.
        plan: What is measured.

    Returns:
        A statement whose rows are the cells of every value.

    Raises:
        DataError: When the workspace has no events, or no assignments though they are asked.
    """
    clock = Clock(plan.zone, anchor_span(contract, plan), plan.as_of)
    tables = source_tables(contract, plan)
    several = of_several_tests(plan)
    if is_churn_alone(plan):
        tables.extend(alive_tables(plan, clock))
    else:
        units = unit_tables(plan)
        tables.extend((*(moments_of(units) if several else units), *side_tables(contract, plan)))
        tables.extend(derived_tables(contract, plan, clock))
        values = unit_values(plan, clock)
        tables.append(("unit_values", values))
    tables.append(("moments" if several else "segmented", segmented(plan)))
    if several:
        tables.append(("segmented", of_each_test(values, plan)))
    if shifted_columns(plan):
        tables.append(("shifts", shift_query(plan, by_period=bool(plan.periods))))
    return read_from(cell_query(plan, clock, contract.engine.dialect), tables)


def measure(
    contract: Contract, plan: Measurement, *, whole: Measurement | None = None
) -> tuple[Cell, ...]:
    """The cells of every value, in a fixed order.

    Args:
        contract: The contract tables as of the plan's instant.
        plan: What is measured.
        whole: The measurement this is a part of, where the events are read once for all parts.

    Returns:
        Cells sorted by their keys; cells without units are absent.

    Raises:
        DataError: When a table that is needed is not mapped.
        EngineError: When the engine refuses the query.
    """
    if not plan.values or not plan.populations:
        return ()
    if of_households(plan):
        from stagelift.data.query.households import measure_households  # it reads these cells

        return measure_households(contract, plan)

    if in_periods(plan) and contract.keeps:
        from stagelift.data.query.by_period import measure_by_period  # it reads these cells, too

        return measure_by_period(contract, plan, whole)
    return ask_cells(contract, plan, whole)


def ask_cells(
    contract: Contract, plan: Measurement, whole: Measurement | None = None
) -> tuple[Cell, ...]:
    """The cells of every value, asked in one query.

    Args:
        contract: The contract tables.
        plan: What is measured.
        whole: The measurement this is a part of.

    Returns:
        Cells sorted by their keys.

    Raises:
        DataError: When a table that is needed is not mapped.
        EngineError: When the engine refuses the query.
    """

    def build() -> exp.Select:
        if whole is not None:
            source_tables(contract, whole)  # the first part makes the tables of all
        return measurement_query(contract, plan)

    found = contract.answer(cells_asked(plan), build)
    cells = [cell for row in found.dicts() for cell in row_cells(row, plan)]
    return tuple(sorted(cells, key=cell_order))


def cells_asked(plan: Measurement) -> tuple[str, Measurement]:
    """The question under which the cells of a measurement are kept.

    Args:
        plan: What is measured.

    Returns:
        What `Contract.answer` takes.
    """
    return ("cells", plan)
