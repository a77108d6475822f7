"""The sums of one cell: what it holds, its order among others, and how rows give it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from stagelift.data.query.segment_specs import Attribute, SegmentRule
from stagelift.data.query.specs import Measurement


@dataclass(frozen=True, slots=True)
class Pair:
    """Exact sums of two values per unit, in micros: a ratio's, or a value and its covariate.

    Args:
        n: Units that have both.
        x: Σ(x − shift_x).
        y: Σ(y − shift_y).
        xx: Σ(x − shift_x)².
        yy: Σ(y − shift_y)².
        xy: Σ(x − shift_x)(y − shift_y).
        shift_x: The constant taken off x.
        shift_y: The constant taken off y.
        cubes: Σx³, Σx²y, Σxy² and Σy³ of a ratio, not shifted, as floats; None for a covariate.
    """

    n: int
    x: int
    y: int
    xx: int
    yy: int
    xy: int
    shift_x: int
    shift_y: int
    cubes: tuple[float, float, float, float] | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class HomeSum:
    """The sums of one value over the households of one size; each has X and Y, in micros.

    Args:
        size: Members that count in each.
        homes: Households of this size.
        x: ΣX, X the sum over a household's members.
        xx: ΣX².
        y: ΣY of a ratio's second number or of a covariate; 0 without one.
        yy: ΣY².
        xy: ΣXY.
        cubes: ΣX³, ΣX²Y, ΣXY² and ΣY³, as floats.
        squares: Σ of the members' own squares.
        thirds: Σ of the members' own cubes, as a float.
    """

    size: int
    homes: int
    x: int
    xx: int
    y: int
    yy: int
    xy: int
    cubes: tuple[float, float, float, float]
    squares: int
    thirds: float


@dataclass(frozen=True, slots=True)
class Homes:
    """The households of a cell, whose day is that of the first who entered.

    Args:
        count: All of them, waiting or not.
        spread: Those whose members entered on more than one local day.
        sums: Those whose every member's window has closed, by size.
    """

    count: int
    spread: int
    sums: tuple[HomeSum, ...]


@dataclass(frozen=True, slots=True)
class Cell:
    """The sums of one value over the units of one cell.

    Args:
        population: Index into the measurement's populations.
        variant: Variant id, or None for stage entrants.
        period: Index into the measurement's periods, or None for experiments.
        day: Local day of the anchor, days since 1970-01-01.
        segment: Segment id, `attribute=value`, or None for everyone.
        value: Name of the value.
        n: Mature units that count.
        s1: Σ(x − shift) over them, in micros for totals and as a count for flags.
        s2: Σ(x − shift)², exact.
        s3: Σ(x − shift)³, as a float.
        shift: The constant taken off each value.
        immature: Units left out because their window is still open.
        ineligible: Units left out because of what they did before their anchor: had the event
            already (`first`), or were not active (`absent`).
        pair: The sums of a ratio, or of the value with its covariate; None otherwise.
        homes: The sums of its households, where whole households are randomised; None otherwise.
    """

    population: int
    variant: str | None
    period: int | None
    day: int
    segment: str | None
    value: str
    n: int
    s1: int
    s2: int
    s3: float
    shift: int
    immature: int
    ineligible: int
    pair: Pair | None = None
    homes: Homes | None = None


def cell_order(cell: Cell) -> tuple[Any, ...]:
    """The sort key of a cell: engines return groups in any order.

    Args:
        cell: A cell.

    Returns:
        Its keys with None first.
    """
    return (
        cell.value,
        cell.population,
        cell.segment or "",
        cell.variant or "",
        -1 if cell.period is None else cell.period,
        cell.day,
    )


def row_cells(row: dict[str, Any], plan: Measurement) -> list[Cell]:
    """The cells of one result row: one per value.

    Args:
        row: Column name to value.
        plan: What was measured.

    Returns:
        Cells; none for the rest of a segment, whose name is NULL.
    """
    groups: list[SegmentRule | Attribute] = [*plan.segments, *plan.attributes]
    segment: str | None = None
    for number, group in enumerate(groups):
        if int(row[f"g{number}_all"]) == 0:
            name = row[f"g{number}"]
            if name is None:
                return []
            segment = f"{group.name}={name}" if isinstance(group, Attribute) else str(name)
    period = int(row["period_no"])
    return [
        Cell(
            population=int(row["population"]),
            variant=row["variant"],
            period=None if period < 0 else period,
            day=int(row["day"]),
            segment=segment,
            value=name,
            n=int(row[f"n{number}"]),
            s1=int(row[f"s1_{number}"]),
            s2=int(row.get(f"s2_{number}", row[f"s1_{number}"])),
            s3=float(row.get(f"s3_{number}", row[f"s1_{number}"])),
            shift=int(row.get(f"h{number}", 0) or 0),
            immature=int(row[f"i{number}"]),
            ineligible=int(row[f"e{number}"]),
            pair=pair_of(row, number),
        )
        for number, (name, _) in enumerate(plan.values)
    ]


def pair_of(row: dict[str, Any], number: int) -> Pair | None:
    """The sums of two numbers per unit, when the value has them.

    Args:
        row: Column name to value.
        number: The value's place in the measurement.

    Returns:
        The pair, or None.
    """
    if f"p0_{number}" not in row:
        return None
    n, x, y, xx, yy, xy, shift_x, shift_y = (
        int(row[f"p{place}_{number}"] or 0) for place in range(8)
    )
    cubes = None
    if f"q0_{number}" in row:
        xxx, xxy, xyy, yyy = (float(row[f"q{place}_{number}"] or 0) for place in range(4))
        cubes = (xxx, xxy, xyy, yyy)
    return Pair(n, x, y, xx, yy, xy, shift_x, shift_y, cubes)
