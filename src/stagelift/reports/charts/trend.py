"""A weekly line with its interval, normal range and target."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from stagelift.reports.charts.labels import PHONE, gutter, text_width, thinned
from stagelift.reports.charts.svg import (
    Scale,
    band,
    element,
    level,
    path,
    percent,
    picture,
    round_ticks,
    stretched,
    words,
)

HEIGHT = 176
TOP = 18
INNER = 134
LAST = 0.97  # room for the dot at the right
BELOW = 20  # pixels from the last point down to its value
TICKS = 4


@dataclass(frozen=True, slots=True)
class Point:
    """One week of a trend.

    Args:
        label: Its name on the axis.
        value: The level, or None when it is not known or not shown.
        low: Lower end of its interval.
        high: Upper end of its interval.
    """

    label: str
    value: float | None
    low: float | None = None
    high: float | None = None


def trend(
    points: Sequence[Point],
    *,
    shown: Callable[[float], str],
    label: str,
    usual: tuple[float, float] | None = None,
    target: tuple[float, str] | None = None,
    marks: Sequence[int] = (),
) -> str:
    """A line chart over weeks; its last point carries its value.

    Args:
        points: Weeks, oldest first; a week without a value leaves its place empty.
        shown: Makes the text of a value, for ticks and the last point.
        label: The sentence read aloud instead of the picture.
        usual: Normal range, drawn as a pale band.
        target: Target and its label.
        marks: Places of points at which something changed, marked by an upright line.

    Returns:
        An `svg` element; empty text when fewer than two weeks are known.
    """
    known = [(index, point) for index, point in enumerate(points) if point.value is not None]
    if len(known) < 2:
        return ""
    seen = [value for p in points for value in (p.value, p.low, p.high)]
    scale = Scale.around([*seen, *(usual or ()), target[0] if target else None])
    first = gutter(shown(tick) for tick in round_ticks(scale.low, scale.high, TICKS))
    across = [first + (LAST - first) * index / (len(points) - 1) for index in range(len(points))]
    changed = [path([(across[i] * 100, 0), (across[i] * 100, 100)], class_="change") for i in marks]
    areas = _areas(points, across, scale, usual, target)
    drawn = [
        stretched(*areas, *changed, top=TOP, height=INNER),
        *_ticks(scale, shown),
        *_axis(points, across),
        *_ends(known, across, scale, shown, target),
    ]
    return picture(*drawn, height=HEIGHT, label=label)


def _areas(
    points: Sequence[Point],
    across: Sequence[float],
    scale: Scale,
    usual: tuple[float, float] | None,
    target: tuple[float, str] | None,
) -> list[str]:
    """What lies under the labels: normal range, grid, interval, target and line."""
    lows, highs, line = [], [], []
    for place, point in zip(across, points, strict=True):
        if point.low is not None and point.high is not None:
            lows.append((place * 100, scale.down(point.low)))
            highs.append((place * 100, scale.down(point.high)))
        if point.value is not None:
            line.append((place * 100, scale.down(point.value)))
    first = across[0]
    marks = [] if usual is None else [band(scale, usual, start=first)]
    ticks = round_ticks(scale.low, scale.high, TICKS)
    marks += [level(scale, tick, start=first, class_="grid") for tick in ticks]
    if lows:
        marks.append(path([*highs, *reversed(lows)], closed=True, class_="interval"))
    if target is not None:
        marks.append(level(scale, target[0], start=first, class_="target"))
    return [*marks, path(line, class_="line")]


def _pixels(scale: Scale, value: float) -> float:
    return TOP + scale.down(value) / 100 * INNER


def _ticks(scale: Scale, shown: Callable[[float], str]) -> list[str]:
    ticks = round_ticks(scale.low, scale.high, TICKS)
    return [words(shown(tick), x=0, y=_pixels(scale, tick) + 4, class_="tick") for tick in ticks]


def _axis(points: Sequence[Point], across: Sequence[float]) -> list[str]:
    """As many labels as stand clear of each other where the page is narrowest, the last first."""
    last = len(points) - 1
    middles = [
        (place - (text_width(point.label) / 2 / PHONE if i == last else 0), point.label)
        for i, (place, point) in enumerate(zip(across, points, strict=True))
    ]
    return [
        words(
            points[i].label,
            x=percent(across[i]),
            y=HEIGHT - 6,
            class_=f"tick {'end' if i == last else 'middle'}",
        )
        for i in thinned(middles)
    ]


def _ends(
    known: Sequence[tuple[int, Point]],
    across: Sequence[float],
    scale: Scale,
    shown: Callable[[float], str],
    target: tuple[float, str] | None,
) -> list[str]:
    """The last point with its value, off the line that leads to it, and the target's label."""
    (_, before), (index, last) = known[-2:]
    value = last.value or 0.0
    height = _pixels(scale, value)
    falling = (before.value or 0.0) > value and height + BELOW < TOP + INNER
    place = percent(across[index])
    marks = [
        element("circle", cx=place, cy=height, r=4.5, class_="dot"),
        words(shown(value), x=place, y=height + (BELOW if falling else -10), class_="value end"),
    ]
    if target is not None:
        level = _pixels(scale, target[0]) - 5
        marks.append(words(target[1], x=percent(across[0] + 0.01), y=level, class_="tick halo"))
    return marks
