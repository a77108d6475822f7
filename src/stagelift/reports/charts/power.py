"""The power curve: how often a test of this size finds an effect, by how large the effect is."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from stagelift.reports.charts.labels import LINE, apart, thinned
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

HEIGHT = 176
TOP = 14
INNER = 128
FIRST, LAST = 0.15, 0.94  # room for the tick labels at the left and half a label at the right
CHANCE = Scale(0.0, 1.0)
GRID = (0.0, 0.5, 0.8, 1.0)
TICKS = 4
ABOVE, ASIDE = 5, 0.015  # pixels over a dot, and share of the width beside it
Mark = tuple[float, float, str]
"""An effect, the chance to find it, and its words."""


def power_curve(
    points: Sequence[tuple[float, float]],
    *,
    marks: Sequence[Mark] = (),
    shown: tuple[Callable[[float], str], Callable[[float], str]],
    label: str,
) -> str:
    """The chance to find an effect, from none to the largest drawn.

    Args:
        points: Effect ≥ 0 and chance 0–1, the effects rising from 0; at least two.
        marks: Effects to point out, such as the one worth having.
        shown: Make the text of an effect and of a chance.
        label: The finding, read aloud instead of the picture.

    Returns:
        An `svg` element.

    Example:
        >>> curve = power_curve([(0.0, 0.05), (0.01, 0.8)], shown=(str, str), label="finds 0.01")
        >>> curve.count('class="line"')
        1
    """
    far = points[-1][0]
    effect, chance = shown
    line = [(_across(x, far) * 100, CHANCE.down(y)) for x, y in points]
    areas = [level(CHANCE, tick, start=FIRST, class_="grid") for tick in GRID]
    drawn = stretched(*areas, path(line, class_="line"), top=TOP, height=INNER)
    ticks = [words(chance(tick), x=0, y=_down(tick) + 4, class_="tick") for tick in GRID]
    labels = [(_across(tick, far), effect(tick)) for tick in round_ticks(0.0, far, TICKS)]
    ticks += [
        words(labels[i][1], x=percent(labels[i][0]), y=HEIGHT - 6, class_="tick middle")
        for i in thinned(labels)
    ]
    return picture(drawn, *ticks, *_marks(marks, far), height=HEIGHT, label=label)


def _across(value: float, far: float) -> float:
    return FIRST + (LAST - FIRST) * min(1.0, value / far)


def _down(chance: float) -> float:
    return TOP + CHANCE.down(chance) / 100 * INNER


def _marks(marks: Sequence[Mark], far: float) -> list[str]:
    """A dot and words for each effect pointed out; the words keep clear of each other.

    Words at the right stand above and before their dot, those at the left below and behind it: the
    curve rises between the two.
    """
    places = [_across(value, far) for value, _, _ in marks]
    late = [place > (FIRST + LAST) / 2 for place in places]
    wanted = [
        _down(chance) + (-ABOVE if end else LINE)
        for (_, chance, _), end in zip(marks, late, strict=True)
    ]
    heights = apart(wanted, gap=LINE, low=TOP - 4, high=TOP + INNER - 4)
    found = []
    for (_, chance, text), place, end, height in zip(marks, places, late, heights, strict=True):
        across = {"x1": percent(place), "x2": percent(place)}
        found.append(element("line", **across, y1=_down(chance), y2=_down(0), class_="target"))
        found.append(element("circle", cx=percent(place), cy=_down(chance), r=4.5, class_="dot"))
        shift, kind = (-ASIDE, "name halo end") if end else (ASIDE, "name halo")
        found.append(words(text, x=percent(place + shift), y=height, class_=kind))
    return found
