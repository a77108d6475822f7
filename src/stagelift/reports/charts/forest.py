"""One row of a forest: an effect with its interval, zero, and a guardrail's limit; and the axis."""

from __future__ import annotations

from collections.abc import Sequence

from stagelift.reports.charts.labels import CELL, clear
from stagelift.reports.charts.svg import Scale, element, percent, picture, words

HEIGHT = 22
AXIS_HEIGHT = 18
EDGE = 0.06  # a label nearer to an edge than this would hang over it


def effect_row(
    value: float,
    *,
    scale: Scale,
    interval: tuple[float, float] | None = None,
    limit: float | None = None,
    tone: str = "noise",
) -> str:
    """An effect on a shared scale; the table row beside it holds the numbers.

    Args:
        value: The effect, in the scale's unit.
        scale: The same scale in all rows of one table; it holds zero.
        interval: Ends of the interval.
        limit: The worst effect a guardrail allows.
        tone: CSS class: `better`, `worse` or `noise` where no difference is told.

    Returns:
        An `svg` element.

    Example:
        >>> 'class="limit"' in effect_row(0.1, scale=Scale(-1, 1), limit=0.8)
        True
    """
    middle = HEIGHT / 2
    zero = percent(scale(0.0))
    marks = [element("line", x1=zero, x2=zero, y1=0, y2=HEIGHT, class_="zero")]
    if limit is not None:
        across = percent(scale(limit))
        marks.append(element("line", x1=across, x2=across, y1=2, y2=HEIGHT - 2, class_="limit"))
    if interval is not None:
        ends = {"x1": percent(scale(interval[0])), "x2": percent(scale(interval[1]))}
        marks.append(element("line", **ends, y1=middle, y2=middle, class_=f"reach {tone}"))
    dot = f"dot {tone}"
    marks.append(element("circle", cx=percent(scale(value)), cy=middle, r=4.5, class_=dot))
    return picture(*marks, height=HEIGHT, label="", class_="chart cell")


def axis(ticks: Sequence[tuple[float, str]], *, scale: Scale) -> str:
    """The axis under the rows; labels that would hang over an edge or lie on another are left out.

    Args:
        ticks: Values with their labels.
        scale: The scale of the rows.

    Returns:
        An `svg` element.

    Example:
        >>> axis([(0.0, "0"), (1.0, "1")], scale=Scale(-1, 1)).count("<text")
        1
    """
    inside = [(scale(v), text) for v, text in ticks if EDGE <= scale(v) <= 1 - EDGE]
    inside.sort(key=lambda label: abs(label[0] - scale(0.0)))  # zero stays, whatever gives way
    marks = []
    for place in sorted(clear(inside, width=CELL), key=lambda kept: inside[kept][0]):
        across, label = percent(inside[place][0]), inside[place][1]
        marks.append(element("line", x1=across, x2=across, y1=0, y2=4, class_="zero"))
        marks.append(words(label, x=across, y=15, class_="middle"))
    return picture(*marks, height=AXIS_HEIGHT, label="", class_="chart cell")
