"""A heat map of weekday and hour: one colour, faint to strong, so that no hue is told apart.

Cells that are not shown are thin dashes and cells in which nothing happened are blank; the table
beside the map holds every number.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from stagelift.reports.charts.shades import shade
from stagelift.reports.charts.svg import element, percent, picture, words

ROW = 16  # pixels of a weekday
TOP = 4
LEFT = 0.07  # room for the weekdays' names
HOURS = 24
LABELLED = (0, 6, 12, 18, 21)  # where the parts of the day begin, and midnight


@dataclass(frozen=True, slots=True)
class Heat:
    """What a heat map shows.

    Args:
        values: By weekday (0 is Monday) and hour; None where the cell is not shown.
        days: Names of the weekdays, Monday first.
        label: The sentence read aloud instead of the picture.
        legend: What faint and strong mean.
    """

    values: Mapping[tuple[int, int], float | None]
    days: tuple[str, ...]
    label: str
    legend: str


def heat_map(heat: Heat) -> str:
    """The map: a row a weekday, a column an hour.

    Args:
        heat: What it shows.

    Returns:
        An `svg` element; empty text when no cell has a value.

    Example:
        >>> 'class="h6"' in heat_map(Heat({(0, 9): 0.1, (1, 9): 0.2}, tuple("MTWTFSS"), "a", "b"))
        True
    """
    shown = [value for value in heat.values.values() if value is not None]
    if not shown:
        return ""
    low, high = min(shown), max(shown)
    marks = [
        words(name, x=0, y=TOP + (weekday + 1) * ROW - 4, class_="axis")
        for weekday, name in enumerate(heat.days)
    ]
    marks.append(_cells(heat, low, high))
    bottom = TOP + len(heat.days) * ROW
    wide = (1 - LEFT) / HOURS
    marks += [
        words(f"{hour:02}", x=percent(LEFT + hour * wide), y=bottom + 13, class_="axis")
        for hour in LABELLED
    ]
    marks.append(words(heat.legend, x=percent(LEFT), y=bottom + 30, class_="axis"))
    return picture(*marks, height=bottom + 36, label=heat.label, class_="chart heat")


def _cells(heat: Heat, low: float, high: float) -> str:
    """All cells in a stretched box of 24 × 7, those of one shade as the dashes of one line.

    A run of hours of one shade is one stroke as thick as a row; its dashes part the hours.
    """
    drawn: dict[str, list[tuple[int, int]]] = defaultdict(list)
    for (weekday, hour), value in sorted(heat.values.items()):
        name = "h0" if value is None else f"h{shade(value, low, high)}"
        drawn[name].append((weekday, hour))
    paths = [
        element("path", d="".join(_runs(cells)), class_=name)
        for name, cells in sorted(drawn.items())
    ]
    days = len(heat.days)
    box = {"viewBox": f"0 -.5 {HOURS} {days}", "preserveAspectRatio": "none"}
    place: dict[str, str | float] = {"x": percent(LEFT), "y": TOP, **box}
    return element("svg", *paths, width=percent(1 - LEFT), height=days * ROW, **place)


def _runs(cells: list[tuple[int, int]]) -> Iterator[str]:
    """Neighbouring hours of a weekday as one stroke each."""
    begin, last = cells[0], cells[0]
    for cell in [*cells[1:], (-1, -1)]:
        if cell != (last[0], last[1] + 1):
            yield f"M{begin[1]} {begin[0]}h{last[1] - begin[1] + 1}"
            begin = cell
        last = cell
