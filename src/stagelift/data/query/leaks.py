"""Households under a split of single customers: who lives with somebody of another variant."""

from __future__ import annotations

from dataclasses import dataclass, replace

from sqlglot import exp

from stagelift.data.contract import Contract
from stagelift.data.query.cell import Cell
from stagelift.data.query.cells import measurement_query
from stagelift.data.query.homes import HOUSEHOLD
from stagelift.data.query.households import added_up, cells_of
from stagelift.data.query.populations import Ctes, read_from
from stagelift.data.query.segment_specs import Attribute
from stagelift.data.query.source_tables import anchor_span
from stagelift.data.query.specs import Measurement
from stagelift.data.query.values import Clock

ALONE, TOGETHER, APART = "alone", "together", "apart"
UNKNOWN = "unknown"  # what an attribute is called that nobody knows


@dataclass(frozen=True, slots=True, order=True)
class HomeCount:
    """Households of one size among the units of an experiment.

    Args:
        size: Units in each, ≥ 2.
        homes: Households of this size.
        apart: Those whose units have more than one variant.
    """

    size: int
    homes: int
    apart: int


def housed(contract: Contract, plan: Measurement) -> Ctes:
    """The units of one experiment with their households and who of them lives with whom.

    Args:
        contract: The contract tables; a source of customers has households.
        plan: One population and what is measured of it.

    Returns:
        Tables ending in `housed`: the units with home, members and kind.
    """
    asked = replace(plan, attributes=(Attribute(HOUSEHOLD),), segments=(), lookback=0)
    units = measurement_query(contract, asked)
    tables = [(one.alias, one.this) for one in units.args["with_"].expressions]
    home = f"CASE WHEN TRIM(g0) IN ('', '{UNKNOWN}') THEN CAST(customer AS TEXT) ELSE TRIM(g0) END"
    named = exp.select("s.*", f"{home} AS home").from_("segmented AS s")
    over = "OVER (PARTITION BY home)"
    told = exp.select(
        "n.*",
        f"COUNT(*) {over} AS members",
        f"CASE WHEN MIN(variant) {over} <> MAX(variant) {over} THEN 1 ELSE 0 END AS mixed",
    ).from_(named.subquery("n", copy=False))
    kind = (
        f"CASE WHEN members = 1 THEN '{ALONE}' WHEN mixed = 1 THEN '{APART}' "
        f"ELSE '{TOGETHER}' END AS kind"
    )
    every = exp.select("t.*", kind).from_(told.subquery("t", copy=False))
    return [*tables, ("housed", every)]


def count_leaks(contract: Contract, plan: Measurement) -> tuple[HomeCount, ...]:
    """How many households have units of more than one variant, by their size.

    Args:
        contract: The contract tables; a source of customers has households.
        plan: One population and one value of it.

    Returns:
        Sizes of two and more, increasing; no household leaves the engine.

    Raises:
        DataError: When no source has households.
        EngineError: When the engine refuses the query.
    """

    def build() -> exp.Select:
        homes = exp.select("home", "MAX(members) AS members", "MIN(kind) AS kind").from_("housed")
        homes = homes.where("members > 1").group_by("home")
        apart = f"SUM(CASE WHEN kind = '{APART}' THEN 1 ELSE 0 END) AS apart"
        query = exp.select("members", "COUNT(*) AS homes", apart)
        query = query.from_(homes.subquery("h", copy=False)).group_by("members")
        return read_from(query, housed(contract, plan))

    found = contract.answer(("household leaks", plan), build)
    return tuple(sorted(HomeCount(*map(int, row)) for row in found.rows))


def measure_by_home(contract: Contract, plan: Measurement) -> tuple[Cell, ...]:
    """The values of units who live alone, with others of their variant, and with some of another.

    Args:
        contract: The contract tables; a source of customers has households.
        plan: One population and what is measured of it.

    Returns:
        Cells with the sums of households in each arm; their segment is `alone`, `together` or
        `apart`, None for everyone.

    Raises:
        DataError: When no source has households.
        EngineError: When the engine refuses the query.
    """
    asked = replace(plan, segments=(), attributes=(), lookback=0)

    def build() -> exp.Select:
        clock = Clock(plan.zone, anchor_span(contract, plan), plan.as_of)
        query, homes = added_up(asked, ("kind",), clock, contract.engine.dialect, rows="housed")
        return read_from(query, [*housed(contract, plan), ("households", homes)])

    answer = contract.answer(("values by household", plan), build)
    return cells_of(answer, asked, ("kind",), (None,))
