"""What each look said: an upright interval a look, at its place in time."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from stagelift.reports.charts.labels import gutter, thinned
from stagelift.reports.charts.svg import (
    Scale,
    element,
    percent,
    picture,
    round_ticks,
    words,
)

HEIGHT = 168
TOP = 12
INNER = 128
LAST = 0.92  # room for half a date at the right
START = 0.08  # of the width from the axis to the first look
TICKS = 4


@dataclass(frozen=True, slots=True)
class SeenAt:
    """One look.

    Args:
        label: Its day.
        at: When it was, in any unit of time, rising.
        value: The effect, or None where it is not shown.
        low: Lower end of the interval of that look.
        high: Upper end.
        tone: CSS class: `better`, `worse`, or `noise` where the interval holds zero.
    """

    label: str
    at: float
    value: float | None
    low: float | None
    high: float | None
    tone: str = "noise"


def look_marks(
    seen: Sequence[SeenAt],
    *,
    shown: Callable[[float], str],
    label: str,
    worth: tuple[float, str] | None = None,
) -> str:
    """The looks along their dates, with zero and the effect worth having.

    Args:
        seen: The looks, in order of time.
        shown: Makes the text of an effect, for the axis.
        label: The finding, read aloud instead of the picture.
        worth: The effect worth having and its words, drawn dashed.

    Returns:
        An `svg` element; empty text while no look has an effect.

    Example:
        >>> one = SeenAt("2 Nov", 0.0, 0.01, -0.01, 0.03)
        >>> look_marks([one], shown=str, label="no difference told").count("<circle")
        1
    """
    known = [one for one in seen if one.value is not None]
    if not known:
        return ""
    ends = [0.0, *(end for one in known for end in (one.value, one.low, one.high))]
    scale = Scale.around([*ends, worth[0] if worth else None])
    grid = round_ticks(scale.low, scale.high, TICKS)
    first = gutter(map(shown, grid))
    marks = [_across(scale, tick, first, "zero" if tick == 0 else "grid") for tick in grid]
    if 0.0 not in grid:
        marks.append(_across(scale, 0.0, first, "zero"))
    marks += [words(shown(tick), x=0, y=_down(scale, tick) + 4, class_="tick") for tick in grid]
    places = _places([one.at for one in seen], first + START)
    if worth is not None:
        marks.append(_across(scale, worth[0], first, "target"))
        y = _down(scale, worth[0]) - 4
        between = sum(places[-2:]) / len(places[-2:])  # clear of both intervals beside it
        marks.append(words(worth[1], x=percent(between), y=y, class_="tick halo middle"))
    for place, one in zip(places, seen, strict=True):
        marks += _look(one, place, scale)
    labels = [(place, one.label) for place, one in zip(places, seen, strict=True)]
    marks += [
        words(labels[i][1], x=percent(labels[i][0]), y=HEIGHT - 6, class_="tick middle")
        for i in thinned(labels)
    ]
    return picture(*marks, height=HEIGHT, label=label)


def _places(times: Sequence[float], inside: float) -> list[float]:
    """Where the looks stand across; a single one in the middle."""
    first, last = times[0], times[-1]
    if last <= first:
        return [(inside + LAST) / 2 for _ in times]
    return [inside + (LAST - inside) * (time - first) / (last - first) for time in times]


def _down(scale: Scale, value: float) -> float:
    return TOP + scale.down(value) / 100 * INNER


def _across(scale: Scale, value: float, first: float, kind: str) -> str:
    height = _down(scale, value)
    return element("line", x1=percent(first), x2="100%", y1=height, y2=height, class_=kind)


def _look(one: SeenAt, place: float, scale: Scale) -> list[str]:
    """The interval and the dot of one look; nothing where it is not shown."""
    if one.value is None:
        return []
    across, marks = percent(place), []
    if one.low is not None and one.high is not None:
        ends = {"y1": _down(scale, one.high), "y2": _down(scale, one.low)}
        marks.append(element("line", x1=across, x2=across, **ends, class_=f"reach {one.tone}"))
    height = _down(scale, one.value)
    marks.append(element("circle", cx=across, cy=height, r=4.5, class_=f"dot {one.tone}"))
    return marks
