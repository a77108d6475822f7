"""When messages are answered and customers act, as a screen of text."""

from __future__ import annotations

from typing import TYPE_CHECKING

from stagelift.console import aligned
from stagelift.formatting import confidence, formatted, number
from stagelift.journey.holidays import festivals

if TYPE_CHECKING:
    from stagelift.metrics.hours import HourRow, Hours

HEAD = {
    "answers": "Messages clicked or replied to within {hours} hours, by local hour of arrival",
    "actions": "When customers act, share of each event by local hour",
}


def hours_text(found: Hours) -> str:
    """Parts of the day by channel, as people read them in a terminal.

    Args:
        found: The cells.

    Returns:
        Lines: what it is, one line a group, what was left out. Weekdays and hours are in
        `to_dicts()`.
    """
    from stagelift.metrics.hours import PARTS

    head = HEAD[found.asked].format(hours=found.window_hours)
    days = f"{found.first} to {found.last}, {found.zone}, as of {found.as_of}"
    names = [f"{name} {first:02}–" for name, first in PARTS.items()]
    whole_too = found.asked == "answers"  # of actions, all are all
    rows = [["", *names, *(["all"] if whole_too else []), "n"]]
    for group in found.groups:
        parts = {row.part: row for row in found.of(group, "part")}
        (whole,) = found.of(group, "all")
        cells = [cell_words(parts.get(name)) for name in PARTS]
        total = [cell_words(whole)] if whole_too else []
        rows.append([group, *cells, *total, number(whole.n) if whole.n else ""])
    level = confidence(found.level)
    notes = [f"Intervals at {level}, customers as clusters (Wilson, effective size)."]
    if found.unknown:
        notes.append(f"{found.unknown[0].upper()}{found.unknown[1:]}: no day is left out.")
    elif found.holidays:
        named = "; ".join(festival.text() for festival in festivals(found.holidays))
        notes.append(f"Public holidays are left out: {named}.")
    return "\n".join([head, days, *aligned(rows), *notes])


def cell_words(row: HourRow | None, language: str = "en") -> str:
    """A share with its interval, or why there is none.

    Args:
        row: The cell; None when nothing happened in it.
        language: Language of the words.

    Returns:
        Such as "4.3% [4.1, 4.4]"; "–" for an empty cell.
    """
    if row is None:
        return "–"
    if row.value is None:
        return "–" if row.status == "not_identifiable" else "< 10"
    value = formatted(row.value, ".1%", language)
    if row.low is None or row.high is None:
        return value
    ends = ", ".join(formatted(end, ".1p", language) for end in (row.low, row.high))
    return f"{value} [{ends}]"
