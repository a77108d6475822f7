"""Where a cohort stands by age: a column an age, one shade a stage, later stages darker.

Columns fill the height, each part as high as its share. An age only part of the cohort has
reached is drawn faint and starred; an age nobody has reached is an empty frame.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from stagelift.reports.charts.labels import LINE, apart
from stagelift.reports.charts.svg import element, percent, picture, words

HEIGHT = 196
TOP = 8
INNER = 160
FIRST, LAST = 0.0, 0.66  # the names of the stages stand at the right
THIN = 0.78  # of its place that a column fills
SHADES = 6
ROOM = 15  # pixels a part must be high for its number to stand in it


@dataclass(frozen=True, slots=True)
class Age:
    """One age of the cohort.

    Args:
        label: Its words.
        shares: By stage in order, 0–1; None at an age nobody has reached or that is not shown.
        whole: Whether the whole cohort has reached it.
        said: The shares in words, written where a part has room for it.
    """

    label: str
    shares: tuple[float, ...] | None
    whole: bool = True
    said: tuple[str, ...] = ()


def occupied(ages: Sequence[Age], names: Sequence[str], *, label: str) -> str:
    """The columns, and the stages' names beside the last that is known.

    Args:
        ages: In order.
        names: Words of the stages, in order; what is in none of them is left open at the top.
        label: The finding, read aloud instead of the picture.

    Returns:
        An `svg` element; empty text while no age is known.

    Example:
        >>> ages, names = [Age("day 1", (0.75, 0.25), said=("75%", "25%"))], ("Look", "Buy")
        >>> drawn = occupied(ages, names, label="a quarter buys")
        >>> drawn.count("<rect")
        3
    """
    known = [place for place, age in enumerate(ages) if age.shares is not None]
    if not known:
        return ""
    wide = (LAST - FIRST) / len(ages)
    marks = []
    for place, age in enumerate(ages):
        left = FIRST + place * wide
        marks += _column(age, left, wide * THIN)
        star = "" if age.whole or age.shares is None else "*"
        middle = percent(left + wide * THIN / 2)
        marks.append(words(f"{age.label}{star}", x=middle, y=HEIGHT - 8, class_="tick middle"))
    last = ages[known[-1]].shares or ()
    right = FIRST + known[-1] * wide + wide * THIN
    return picture(*marks, *_names(last, names, right), height=HEIGHT, label=label)


def kind_of(place: int, stages: int) -> str:
    """The shade of a stage: the first faint, the last strong.

    Args:
        place: The stage's place, from 0.
        stages: How many there are; up to five leave out the faintest shade.

    Returns:
        A CSS class.

    Example:
        >>> [kind_of(place, 5) for place in range(5)]
        ['h2', 'h3', 'h4', 'h5', 'h6']
    """
    first = 2 if stages < SHADES else 1
    return f"h{first + round(place * (SHADES - first) / max(1, stages - 1))}"


def _column(age: Age, left: float, width: float) -> list[str]:
    across = {"x": percent(left), "width": percent(width)}
    marks = [element("rect", **across, y=TOP, height=INNER, class_="frame")]
    faint, below = "" if age.whole else " part", 0.0
    shares = age.shares or ()
    for place, (share, said) in enumerate(zip(shares, age.said, strict=True)):
        tall = share * INNER
        below += tall
        top, kind = TOP + INNER - below, kind_of(place, len(shares))
        marks.append(element("rect", **across, y=top, height=tall, class_=f"{kind}{faint}"))
        if tall >= ROOM:
            middle, class_ = percent(left + width / 2), f"in{kind}{faint} middle"
            marks.append(words(said, x=middle, y=top + tall / 2 + 4, class_=class_))
    return marks


def _names(shares: Sequence[float], names: Sequence[str], right: float) -> list[str]:
    """Each stage's name beside its part, moved where two would lie on each other."""
    ends, below = [], 0.0
    for share in shares:
        ends.append(TOP + INNER - (below + share / 2) * INNER)
        below += share
    heights = apart(ends, gap=LINE, low=TOP + 6, high=TOP + INNER - 2)
    found = []
    for wanted, height, name in zip(ends, heights, names, strict=True):
        lead = {"x1": percent(right), "x2": percent(LAST + 0.02)}
        found.append(element("line", **lead, y1=wanted, y2=height, class_="link"))
        found.append(words(name, x=percent(LAST + 0.03), y=height + 4, class_="tick name"))
    return found
