"""The small line in a tile: weeks, the normal range as a band, the target dashed."""

from __future__ import annotations

from collections.abc import Sequence

from stagelift.reports.charts.svg import Scale, element, path, percent, picture, stretched

HEIGHT = 40
TOP = 6  # room for the dot
INNER = 28
LAST = 0.97  # the last point stays clear of the edge


def sparkline(
    values: Sequence[float | None],
    *,
    label: str,
    band: tuple[float, float] | None = None,
    target: float | None = None,
) -> str:
    """A line of weekly values ending in a dot.

    Args:
        values: Oldest first, the shown week last; None leaves a gap.
        label: The sentence read aloud instead of the picture.
        band: Normal range, in the values' unit.
        target: Target, in the values' unit.

    Returns:
        An `svg` element; empty text when fewer than two weeks are known.

    Example:
        >>> sparkline([0.1], label="one week")
        ''
    """
    known = [value for value in values if value is not None]
    if len(known) < 2:
        return ""
    seen = [*known, *(band or ()), *(() if target is None else (target,))]
    margin = (max(seen) - min(seen)) * 0.08 or abs(max(seen)) * 0.05 or 1.0
    scale = Scale(min(seen) - margin, max(seen) + margin)
    step = LAST / (len(values) - 1)
    lines = []
    if band is not None:
        top, bottom = (1 - scale(band[1])) * 100, (1 - scale(band[0])) * 100
        lines.append(element("rect", x=0, y=top, width=100, height=bottom - top, class_="band"))
    if target is not None:
        level = (1 - scale(target)) * 100
        lines.append(path([(0, level), (100, level)], class_="target"))
    points = [
        (index * step * 100, (1 - scale(v)) * 100)
        for index, v in enumerate(values)
        if v is not None
    ]
    lines.append(path(points, class_="line"))
    end, height = points[-1]
    last = element(
        "circle", cx=percent(end / 100), cy=TOP + height / 100 * INNER, r=3.5, class_="dot"
    )
    return picture(
        stretched(*lines, top=TOP, height=INNER),
        last,
        height=HEIGHT,
        label=label,
        class_="chart spark",
    )
