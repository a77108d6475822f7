"""The strip of stages: one box a stage, as dark as many customers stand in it, arrows between."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from stagelift.reports.charts.svg import element, percent, picture, words

HEIGHT = 92
BOX = 46  # pixels of a stage's box
TOP = 20
ROOM = 0.28  # share of a stage's width that the arrow to the next takes


@dataclass(frozen=True, slots=True)
class Step:
    """One stage of the strip.

    Args:
        label: Its words.
        size: Customers in it now, or None when it is not shown.
        said: Their number in words.
        onward: The share of its entrants who go on, in words.
    """

    label: str
    size: int | None
    said: str
    onward: str


def strip(steps: Sequence[Step], *, label: str = "") -> str:
    """The stages in order; the bar in each box is as high as its share of the largest stage.

    Args:
        steps: The stages.
        label: The finding, read aloud instead of the picture.

    Returns:
        An `svg` element; the table beside it holds the numbers.

    Example:
        >>> strip([Step("Look", 40, "40", "50%"), Step("Buy", 10, "10", "–")]).count("<rect")
        4
    """
    if not steps:
        return ""
    largest = max((step.size or 0 for step in steps), default=0) or 1
    wide = 1 / len(steps)
    marks = []
    for place, step in enumerate(steps):
        left = place * wide
        box = wide * (1 - ROOM)
        marks += _stage(step, left, box, (step.size or 0) / largest)
        if place < len(steps) - 1:
            marks += _arrow(step, left + box, wide * ROOM)
    return picture(*marks, height=HEIGHT, label=label, class_="chart strip")


def _stage(step: Step, left: float, width: float, filled: float) -> list[str]:
    middle = percent(left + width / 2)
    tall = round(BOX * filled, 2)
    across = {"x": percent(left), "width": percent(width)}
    return [
        words(step.label, x=middle, y=13, class_="middle name"),
        element("rect", **across, y=TOP, height=BOX, class_="track"),
        element("rect", **across, y=TOP + BOX - tall, height=tall, class_="ghost"),
        words(step.said, x=middle, y=TOP + BOX / 2 + 5, class_="middle value"),
    ]


def _arrow(step: Step, left: float, width: float) -> list[str]:
    middle = TOP + BOX / 2
    ends = {"x1": percent(left + width * 0.12), "x2": percent(left + width * 0.88)}
    return [
        element("line", **ends, y1=middle, y2=middle, class_="reach"),
        words("▸", x=percent(left + width * 0.86), y=middle + 4.5, class_="middle head"),
        words(step.onward, x=percent(left + width / 2), y=TOP + BOX + 18, class_="middle"),
    ]
