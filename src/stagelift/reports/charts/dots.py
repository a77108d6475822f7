"""A dot with its interval in a table cell."""

from __future__ import annotations

from stagelift.reports.charts.svg import Scale, element, percent, picture

HEIGHT = 20


def dot(
    value: float,
    *,
    scale: Scale,
    interval: tuple[float, float] | None = None,
    mark: float | None = 0.0,
    before: float | None = None,
    tone: str = "",
) -> str:
    """A dot on a shared scale with its interval; the table row beside it holds the numbers.

    Args:
        value: Where the dot stands, in the scale's unit.
        scale: The same scale in all rows.
        interval: Ends of the interval.
        mark: A value marked by a thin line, such as zero; None for none.
        before: The period before, drawn as a pale ring.
        tone: CSS class of the dot: `better`, `worse` or empty.

    Returns:
        An `svg` element.

    Example:
        >>> 'cx="50%"' in dot(0.0, scale=Scale(-1, 1))
        True
    """
    middle = HEIGHT / 2
    marks = []
    if mark is not None and scale.low <= mark <= scale.high:
        across = percent(scale(mark))
        marks.append(element("line", x1=across, x2=across, y1=0, y2=HEIGHT, class_="zero"))
    if interval is not None:
        ends = {"x1": percent(scale(interval[0])), "x2": percent(scale(interval[1]))}
        marks.append(element("line", **ends, y1=middle, y2=middle, class_=f"reach {tone}".strip()))
    if before is not None:
        marks.append(element("circle", cx=percent(scale(before)), cy=middle, r=5, class_="ring"))
    marks.append(
        element("circle", cx=percent(scale(value)), cy=middle, r=4.5, class_=f"dot {tone}".strip())
    )
    return picture(*marks, height=HEIGHT, label="", class_="chart cell")
