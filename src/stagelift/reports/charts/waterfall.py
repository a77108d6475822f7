"""A movement taken apart: each part a step from where the last one ended, the whole from zero.

The axis is the change, so that every step and the whole have a length that is in proportion to what
they add; levels, which a step of the same length would hide, stand in words.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from html import escape

from stagelift.reports.charts.forest import axis
from stagelift.reports.charts.svg import Scale, element, percent, picture
from stagelift.reports.fragments import DrawnRow

HEIGHT = 26
BAR = 14
ROOM = 0.1  # of the range, left beyond the outermost end


@dataclass(frozen=True, slots=True)
class Step:
    """One part of a movement, or the whole.

    Args:
        label: Its words.
        small: What stands under them, such as the rates before and now.
        added: What it adds; its length, with its sign.
        low: Lower end of the interval of what it adds, or None.
        high: Upper end.
        value: What it adds, as text.
        interval: Its interval as text.
        tone: CSS class: `better`, `worse` or `noise` where its interval holds nothing.
        whole: Whether it is the sum of those above, which begins at zero again.
    """

    label: str
    small: str
    added: float
    low: float | None
    high: float | None
    value: str
    interval: str
    tone: str = "noise"
    whole: bool = False


def spans(steps: Sequence[Step]) -> tuple[tuple[float, float], ...]:
    """Where each step begins and ends on the axis of change.

    Args:
        steps: In order.

    Returns:
        Pairs of begin and end; a whole begins at zero.

    Example:
        >>> blank = dict(label="", small="", low=None, high=None, value="", interval="")
        >>> parts = [Step(added=2.0, **blank), Step(added=-3.0, **blank)]
        >>> spans([*parts, Step(added=-1.0, whole=True, **blank)])
        ((0.0, 2.0), (2.0, -1.0), (0.0, -1.0))
    """
    found, at = [], 0.0
    for step in steps:
        begin = 0.0 if step.whole else at
        at = begin + step.added
        found.append((begin, at))
    return tuple(found)


def waterfall(
    steps: Sequence[Step], *, caption: str, ticks: Sequence[tuple[float, str]] = ()
) -> str:
    """The steps as rows of a table; each cell holds its numbers.

    Args:
        steps: The parts, then the whole.
        caption: What the axis shows.
        ticks: Values of the axis with their labels; those that would lie on others are left out.

    Returns:
        A `table`; empty text without steps.

    Example:
        >>> one = Step("web", "", 0.5, 0.2, 0.8, "+0.5 p", "", "better")
        >>> waterfall([one], caption="Change").count("<rect")
        1
    """
    if not steps:
        return ""
    placed = spans(steps)
    ends = [0.0, *(end for pair in placed for end in pair)]
    ends += [
        begin + end
        for (begin, _), step in zip(placed, steps, strict=True)
        for end in (step.low, step.high)
        if end is not None
    ]
    low, high = min(ends), max(ends)
    room = (high - low) * ROOM or 1.0
    scale = Scale(low - room, high + room)
    rows = "".join(
        DrawnRow(
            step.label, step.small, step.value, "", step.interval, _drawing(step, pair, scale)
        ).html
        for step, pair in zip(steps, placed, strict=True)
    )
    if ticks:
        marks = axis(ticks, scale=scale)
        rows += f'<tr class="axis"><td></td><td>{marks}</td><td></td></tr>'
    said = f"<caption>{escape(caption)}</caption>" if caption else ""
    return f'<table class="rows forest">{said}<tbody>{rows}</tbody></table>'


def _drawing(step: Step, pair: tuple[float, float], scale: Scale) -> str:
    """The bar from where the last step ended, its end's interval, and the line to the next."""
    middle, zero = HEIGHT / 2, percent(scale(0.0))
    begin, end = scale(pair[0]), scale(pair[1])
    marks = [element("line", x1=zero, x2=zero, y1=0, y2=HEIGHT, class_="zero")]
    if not step.whole:
        marks.append(
            element("line", x1=percent(end), x2=percent(end), y1=middle, y2=HEIGHT, class_="link")
        )
    across = {"x": percent(min(begin, end)), "width": percent(abs(end - begin))}
    tone = f"bar {step.tone}"
    marks.append(element("rect", **across, y=middle - BAR / 2, height=BAR, class_=tone))
    if step.low is not None and step.high is not None:
        reach = {
            "x1": percent(scale(pair[0] + step.low)),
            "x2": percent(scale(pair[0] + step.high)),
        }
        marks.append(element("line", **reach, y1=middle, y2=middle, class_="whisker"))
    return picture(*marks, height=HEIGHT, label="", class_="chart cell")
