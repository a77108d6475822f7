"""A bar in a table cell: this period, the one before as its ghost, and the interval at its end."""

from __future__ import annotations

from stagelift.reports.charts.svg import element, percent, picture

HEIGHT = 20


def bar(
    value: float,
    *,
    largest: float,
    before: float | None = None,
    interval: tuple[float, float] | None = None,
) -> str:
    """A horizontal bar from zero; the table row beside it holds the numbers.

    Args:
        value: Length of the bar, 0 or more, in any unit.
        largest: The value as long as the whole cell, above 0; the same in all rows.
        before: The period before, drawn pale behind.
        interval: Ends of the interval, drawn as a line over the bar's end.

    Returns:
        An `svg` element.

    Example:
        >>> 'width="50%"' in bar(2, largest=4)
        True
    """
    marks = [element("rect", x=0, y=0, width="100%", height=HEIGHT, class_="track")]
    if before is not None:
        marks.append(
            element(
                "rect", x=0, y=0, width=percent(before / largest), height=HEIGHT, class_="ghost"
            )
        )
    marks.append(
        element("rect", x=0, y=5, width=percent(value / largest), height=HEIGHT - 10, class_="bar")
    )
    if interval is not None:
        ends = {"x1": percent(interval[0] / largest), "x2": percent(interval[1] / largest)}
        marks.append(element("line", **ends, y1=HEIGHT / 2, y2=HEIGHT / 2, class_="whisker"))
    return picture(*marks, height=HEIGHT, label="", class_="chart cell")
