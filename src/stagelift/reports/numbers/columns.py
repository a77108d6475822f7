"""One column of a page's table as columns of a file: numbers with their unit, and what is said."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from stagelift.reports.numbers.marked import CARRIED, NUMBER, carried, meant, unmarked

UNDEFINED = {"–", "-", ""}
COUNTED = ("n", "k")  # parts of a fact that count, whatever its unit is
SHOWN = re.compile(f"{NUMBER.pattern}|{CARRIED.pattern}")
Cell = str | float | int | None


@dataclass(frozen=True, slots=True)
class Known:
    """One number of a cell.

    Args:
        part: What it is: `value`, `low`, `high`, `n` or `k`.
        value: The number as it was computed.
        unit: Its unit; empty for a count.
        counts: Whether it is a count beside other measures, such as whom a channel reaches.
    """

    part: str
    value: float
    unit: str
    counts: bool = False


@dataclass(frozen=True, slots=True)
class PageColumn:
    """One column of a file.

    Args:
        name: Its name without a unit.
        cells: Its cells.
        units: The unit of each cell; None where the cell holds no number, empty for a count.
    """

    name: str
    cells: tuple[Cell, ...]
    units: tuple[str | None, ...]


def columns_of(
    name: str, cells: Sequence[str], facts: Sequence[Mapping[str, Any]], told: Mapping[str, str]
) -> list[PageColumn]:
    """A column of a page as it is in a file: each number apart, then what the page says.

    Args:
        name: What stands at its head.
        cells: The texts of its cells, with marks.
        facts: The page's facts in their order.
        told: The words of the page's language.

    Returns:
        One column where no cell shows a number, or each shows at most one and says no more; else
        one for each number a cell can show, and the text of the cells that say more.
    """
    said: list[Cell] = [_text(cell) for cell in cells]
    found = [tuple(_numbers(cell, facts)) for cell in cells]
    if not any(found):
        return [PageColumn(name, tuple(said), (None,) * len(cells))]
    mixed = len({one.counts for each in found for one in each if one.part == "value"}) > 1
    places = [dict(_placed(each, mixed=mixed)) for each in found]
    order = list(dict.fromkeys(key for each in places for key in each))
    numbered = [
        PageColumn(
            name if len(order) == 1 else " ".join([name, *_suffix(key, order, told)]),
            tuple(each[key].value if key in each else None for each in places),
            tuple(each[key].unit if key in each else None for each in places),
        )
        for key in order
    ]
    if all(_bare(cell) for cell in cells):
        return numbered
    beside = tuple(None if _bare(cell) else text for cell, text in zip(cells, said, strict=True))
    return [
        *numbered,
        PageColumn(f"{name} {told['column.text']}", beside, (None,) * len(cells)),
    ]


def with_units(
    columns: Sequence[PageColumn], told: Mapping[str, str]
) -> list[tuple[str, tuple[Cell, ...]]]:
    """Columns with their units: in the name, or in a column where the rows differ.

    Args:
        columns: The columns of one table.
        told: The words of the page's language.

    Returns:
        Names and cells.
    """
    found: list[tuple[str, tuple[Cell, ...]]] = []
    differing: list[tuple[str | None, ...]] = []
    for column in columns:
        units = {unit for unit in column.units if unit is not None}
        only = next(iter(units)) if len(units) == 1 else ""
        word = _unit(only, told)
        names_it = not word or column.name.lower().endswith(word)
        found.append((column.name if names_it else f"{column.name} ({word})", column.cells))
        if len(units) > 1 and column.units not in differing:
            differing.append(column.units)
            words = tuple(
                _unit(unit or "count", told) if unit is not None else None for unit in column.units
            )
            found.append((f"{column.name} {told['column.unit']}", words))
    return found


def _unit(unit: str, told: Mapping[str, str]) -> str:
    """A unit in words; a currency and one of a source's own as they are."""
    return told.get(f"unit.{unit}", unit)


def _text(cell: str) -> str | None:
    shown = unmarked(cell).strip()
    return None if shown in UNDEFINED else shown


def _bare(cell: str) -> bool:
    """Whether a cell says nothing beside one number."""
    return _text(SHOWN.sub("", cell, count=1)) is None


def _numbers(cell: str, facts: Sequence[Mapping[str, Any]]) -> Iterator[Known]:
    """The numbers of a cell in their order; what a fact does not hold is none."""
    for each in SHOWN.finditer(cell):
        own = carried(CARRIED.fullmatch(each[0]))
        if own is not None:
            yield Known(*own)
            continue
        row, part, _ = meant(each)
        fact = facts[row] if row < len(facts) else {}
        value = fact.get(part)
        if isinstance(value, int | float):
            unit = "" if part in COUNTED else str(fact.get("unit") or "")
            counts = unit == "count" and fact.get("measure") == "count"
            yield Known(part, value, "" if unit == "count" else unit, counts)


def _placed(numbers: Sequence[Known], *, mixed: bool) -> Iterator[tuple[tuple[str, int], Known]]:
    """Each number with what tells it apart in its column: part, and which of that part it is."""
    seen: dict[str, int] = {}
    for one in numbers:
        part = "count" if mixed and one.part == "value" and one.counts else one.part
        seen[part] = seen.get(part, 0) + 1
        yield (part, seen[part]), one


def _suffix(
    key: tuple[str, int], order: Sequence[tuple[str, int]], told: Mapping[str, str]
) -> list[str]:
    """What the name of a column of numbers ends with."""
    part, place = key
    several = (part, 2) in order
    return [
        *([told.get(f"column.{part}", part)] if part != "value" else []),
        *([str(place)] if several else []),
    ]
