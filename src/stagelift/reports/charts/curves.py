"""Curves that share one axis of time, each with its value at its end; a legend names them."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from stagelift.reports.charts.labels import apart, thinned
from stagelift.reports.charts.svg import (
    Scale,
    element,
    level,
    path,
    percent,
    picture,
    round_ticks,
    stretched,
    words,
)

HEIGHT = 210
TOP = 14
INNER = 164
FIRST, LAST = 0.12, 0.85  # room for the tick labels at the left and the values at the right
APART = 17  # pixels between two values at the right
TICKS = 4


@dataclass(frozen=True, slots=True)
class TimeCurve:
    """One curve, known at some times; each share holds until the next that is known.

    Args:
        name: What stands at its end.
        points: Time and share, rising in time, without time 0, where every share is 0.
        band: Lower and upper limit at the same times, empty for none.
        kind: CSS class of its line, such as `control` or `treatment`.
    """

    name: str
    points: tuple[tuple[float, float], ...]
    band: tuple[tuple[float, float], ...]
    kind: str


def time_curves(
    curves: Sequence[TimeCurve],
    *,
    ticks: Sequence[tuple[float, str]],
    shown: Callable[[float], str],
    label: str,
) -> str:
    """Curves with their bands, and the value each ends at.

    Args:
        curves: At least one, each with at least one point.
        ticks: Times on the axis with their labels; the last is the end.
        shown: Makes the text of a share.
        label: The sentence read aloud instead of the picture.

    Returns:
        An `svg` element.

    Example:
        >>> curve = TimeCurve("push", ((1.0, 0.1), (2.0, 0.2)), (), "treatment")
        >>> time_curves([curve], ticks=[(2.0, "2")], shown=str, label="").count("<path")
        6
    """
    end = ticks[-1][0]
    highs = [share for curve in curves for _, share in (*curve.points, *curve.band)]
    scale = Scale(0.0, max(highs) * 1.08 or 1.0)
    grid = round_ticks(scale.low, scale.high, TICKS)
    areas = [level(scale, tick, start=FIRST, class_="grid") for tick in grid if tick > 0]
    areas.append(level(scale, 0.0, start=FIRST, class_="grid"))
    for curve in curves:
        areas.extend(_band(curve, scale, end))
    areas.extend(path(_line(c.points, scale, end), class_=f"line {c.kind}") for c in curves)
    marks = [words(shown(tick), x=0, y=_pixel(scale, tick) + 4, class_="tick") for tick in grid]
    labels = [(_across(time, end), text) for time, text in ticks]
    marks += [
        words(labels[i][1], x=percent(labels[i][0]), y=HEIGHT - 8, class_="tick middle")
        for i in thinned(labels)
    ]
    drawn = stretched(*areas, top=TOP, height=INNER)
    return picture(drawn, *marks, *_names(curves, scale), height=HEIGHT, label=label)


def _across(time: float, end: float) -> float:
    return FIRST + (LAST - FIRST) * time / end


def _pixel(scale: Scale, share: float) -> float:
    return TOP + scale.down(share) / 100 * INNER


def _line(
    points: Sequence[tuple[float, float]], scale: Scale, end: float
) -> list[tuple[float, float]]:
    """The corners of the steps from 0 on, in the units of the nested box."""
    known, before = [(0.0, 0.0)], 0.0
    for time, share in points:
        known += [(time, before), (time, share)]
        before = share
    return [(_across(time, end) * 100, scale.down(share)) for time, share in known]


def _band(curve: TimeCurve, scale: Scale, end: float) -> list[str]:
    if not curve.band:
        return []
    times = [time for time, _ in curve.points]
    lows, highs = (
        _line([(t, pair[side]) for t, pair in zip(times, curve.band, strict=True)], scale, end)
        for side in (0, 1)
    )
    return [path([*highs, *reversed(lows)], closed=True, class_=f"span {curve.kind}")]


def _names(curves: Sequence[TimeCurve], scale: Scale) -> list[str]:
    """Values at the ends, moved apart where they would lie on each other, in the curves' order."""
    ranked = sorted(curves, key=lambda curve: -curve.points[-1][1])
    ends = [_pixel(scale, curve.points[-1][1]) for curve in ranked]
    heights = apart(ends, gap=APART, low=TOP, high=TOP + INNER)
    marks, place = [], percent(LAST + 0.01)
    for curve, down, height in zip(ranked, ends, heights, strict=True):
        marks.append(words(curve.name, x=place, y=height + 4, class_=f"name {curve.kind}"))
        kind = f"dot {curve.kind}"
        marks.append(element("circle", cx=percent(LAST), cy=down, r=3.5, class_=kind))
    return marks
