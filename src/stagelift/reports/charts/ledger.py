"""The ledger: what each test saw beside what is believed of it once luck is taken off."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from html import escape
from math import log1p

from stagelift.reports.charts.forest import axis
from stagelift.reports.charts.labels import CELL, clear
from stagelift.reports.charts.svg import Scale, element, percent, picture
from stagelift.reports.fragments import DrawnRow, Twin

HEIGHT = 26
SEEN, BELIEVED = 7, 18  # pixels down: one line each, so that neither hides the other
ROOM = 0.07  # of the range, left beyond the outermost end
# relative changes an axis may be marked at; what is believed of tests rarely leaves this range
MARKS = (-0.9, -0.8, -0.6, -0.4, -0.3, -0.2, -0.1, -0.05, 0.0, 0.05, 0.1, 0.2, 0.4, 0.7, 1.0)
FAR = (1.5, 2.0, 3.0, 5.0, 9.0)
Ends = tuple[float, float, float]


@dataclass(frozen=True, slots=True)
class LedgerRow:
    """One treatment of one test; without effects where nothing may be read.

    Args:
        label: Words of the test.
        small: What stands under them: the variant, the decision, its day.
        seen: Estimate, lower and upper end as the test saw it, log ratios; None where it is hidden.
        shrunk: The same as believed of it after all tests were seen.
        value: What is believed, as text.
        interval: Its interval as text, and what was seen; or why there is none.
    """

    label: str
    small: str
    seen: Ends | None
    shrunk: Ends | None
    value: str
    interval: str

    @property
    def tone(self) -> str:
        """`better` or `worse` where the believed interval is clear of none, else `noise`."""
        if self.shrunk is None:
            return "noise"
        return "better" if self.shrunk[1] > 0 else "worse" if self.shrunk[2] < 0 else "noise"


def ledger(rows: Sequence[LedgerRow], *, caption: str, shown: Callable[[float], str]) -> str:
    """A row a treatment: a pale ring as seen, a dot with its interval as believed.

    Args:
        rows: In the order of the page; each keeps its place, those that found nothing too.
        caption: What the axis shows, the ring and the dot explained.
        shown: Makes the text of a relative change, 0.1 for ten per cent, for the axis.

    Returns:
        A `table` whose cells hold the numbers; without an axis when nothing may be read.

    Example:
        >>> row = LedgerRow("Reminder", "push", (0.4, 0.1, 0.7), (0.2, 0.05, 0.35), "+22 %", "")
        >>> ledger([row], caption="", shown="{:+.0%}".format).count("<circle")
        2
    """
    ends = [0.0, *(end for row in rows for part in (row.seen, row.shrunk) for end in part or ())]
    low, high = min(ends), max(ends)
    room = (high - low) * ROOM or 1.0
    scale = Scale(low - room, high + room)
    body = "".join(
        DrawnRow(row.label, row.small, row.value, "", row.interval, _drawing(row, scale)).html
        for row in rows
    )
    if high > low:
        ticks = axis(_ticks(scale, shown), scale=scale)
        body += f'<tr class="axis"><td></td><td>{ticks}</td><td></td></tr>'
    said = f"<caption>{escape(caption)}</caption>" if caption else ""
    return f'<table class="rows forest">{said}<tbody>{body}</tbody></table>'


def ledger_twin(
    rows: Sequence[LedgerRow],
    *,
    title: str,
    header: tuple[str, ...],
    shown: Callable[[float], str],
) -> Twin:
    """The table of the ledger's numbers.

    Args:
        rows: The rows drawn.
        title: The chart's title.
        header: Seven names: test, seen, its ends, believed, its ends.
        shown: Makes the text of a log ratio.

    Returns:
        The table; a dash where nothing may be read.
    """
    made = []
    for row in rows:
        parts = (row.seen or (None,) * 3, row.shrunk or (None,) * 3)
        cells = ("–" if end is None else shown(end) for part in parts for end in part)
        made.append((f"{row.label}: {row.small}" if row.small else row.label, *cells))
    return Twin(title, header, tuple(made))


def _drawing(row: LedgerRow, scale: Scale) -> str:
    zero = percent(scale(0.0))
    marks = [element("line", x1=zero, x2=zero, y1=0, y2=HEIGHT, class_="zero")]
    if row.seen is not None:
        value, low, high = (percent(scale(end)) for end in row.seen)
        marks.append(element("line", x1=low, x2=high, y1=SEEN, y2=SEEN, class_="pale"))
        marks.append(element("circle", cx=value, cy=SEEN, r=4, class_="pale ring"))
    if row.shrunk is not None:
        value, low, high = (percent(scale(end)) for end in row.shrunk)
        reach = f"reach {row.tone}"
        marks.append(element("line", x1=low, x2=high, y1=BELIEVED, y2=BELIEVED, class_=reach))
        marks.append(element("circle", cx=value, cy=BELIEVED, r=4.5, class_=f"dot {row.tone}"))
    return picture(*marks, height=HEIGHT, label="", class_="chart cell")


def _ticks(scale: Scale, shown: Callable[[float], str]) -> list[tuple[float, str]]:
    """None first, then marks from the outermost inwards while they stand clear of each other."""
    near = sorted((*MARKS, *FAR), key=lambda mark: (mark != 0.0, -abs(mark)))
    marks = [(log1p(mark), shown(mark)) for mark in near if scale.low < log1p(mark) < scale.high]
    kept = clear([(scale(place), text) for place, text in marks], width=CELL)
    return sorted(marks[place] for place in kept)
