"""The small line in a tile: weeks, the normal range as a band, the target dashed."""

from __future__ import annotations

from collections.abc import Sequence

from stagelift.reports.charts.svg import (
    Scale,
    band,
    element,
    level,
    path,
    percent,
    picture,
    stretched,
)

HEIGHT = 40
TOP = 6  # room for the dot
INNER = 28
LAST = 0.97  # the last point stays clear of the edge


def sparkline(
    values: Sequence[float | None],
    *,
    label: str,
    usual: tuple[float, float] | None = None,
    target: float | None = None,
) -> str:
    """A line of weekly values ending in a dot.

    Args:
        values: Oldest first, the shown week last; None leaves a gap.
        label: The sentence read aloud instead of the picture.
        usual: Normal range, in the values' unit.
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
    scale = Scale.around([*values, *(usual or ()), target])
    step = LAST / (len(values) - 1)
    line = [
        (index * step * 100, scale.down(value))
        for index, value in enumerate(values)
        if value is not None
    ]
    marks = [] if usual is None else [band(scale, usual)]
    marks += [] if target is None else [level(scale, target, class_="target")]
    box = stretched(*marks, path(line, class_="line"), top=TOP, height=INNER)
    across, down = line[-1]
    middle = TOP + down / 100 * INNER
    last = element("circle", cx=percent(across / 100), cy=middle, r=3.5, class_="dot")
    return picture(box, last, height=HEIGHT, label=label, class_="chart spark")
