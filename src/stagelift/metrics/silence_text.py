"""The window of churn by silence as a screen of text."""

from __future__ import annotations

from typing import TYPE_CHECKING

from stagelift.console import aligned
from stagelift.formatting import formatted, number
from stagelift.metrics.cohorts import words

if TYPE_CHECKING:
    from stagelift.metrics.silence import SilenceRow, SilenceWindow


def silence_text(found: SilenceWindow) -> str:
    """The window as people read it in a terminal.

    Args:
        found: The window.

    Returns:
        Lines: what the metric's own window means, the window that keeps the share, the table.
    """
    asked = found.asked
    lines = [line for line in (own_sentence(found), chosen_sentence(found)) if line]
    head = ("", "silent for", "silences", f"back within {asked.horizon_days} days", "silent now")
    rows = [head, *(row_cells(found, row) for row in found.rows)]
    lines += ["", *aligned(rows, left=0)]
    events = f"{number(found.returns)} returns ({words(asked.terms)})"
    lines.append("")
    lines.append(
        f"{events} of {number(found.rows[0].customers)} customers; silences still open count as "
        f"long as they are followed (Kaplan–Meier, at most {number(found.longest)} days)."
    )
    return "\n".join(lines)


def own_sentence(found: SilenceWindow) -> str:
    """What the metric's own window means; empty without a metric."""
    asked = found.asked
    if asked.own_days is None or asked.own_days == found.days:
        return ""
    row = found.row(asked.own_days)
    said = f"{asked.metric}: of the customers silent for {asked.own_days} days"
    if row.value is None:
        return f"{said}, nobody can say how many come back: {row.note}."
    return f"{said}, {share_words(found, row)} come back within {asked.horizon_days} days."


def chosen_sentence(found: SilenceWindow) -> str:
    """The window that keeps the share, or that there is none."""
    asked = found.asked
    limit = formatted(asked.at_most, ".0%")
    if found.days is None:
        return (
            f"No window in these data keeps that share at or below {limit}: customers come back "
            "after any silence that can be followed. Choose a larger share or a shorter horizon."
        )
    row = found.row(found.days)
    return (
        f"Silent for {found.days} days is the shortest window after which at most {limit} come "
        f"back within {asked.horizon_days} days: {share_words(found, row)}, {number(row.n)} "
        "silences."
    )


def share_words(found: SilenceWindow, row: SilenceRow) -> str:
    """A share with its interval, such as "67 % (61 % to 72 %)"; suppressed when few."""
    if row.value is None or row.low is None or row.high is None or row.n < found.minimum_cell:
        return "an unknown share"
    ends = " to ".join(formatted(end, ".1%") for end in (row.low, row.high))
    return f"{formatted(row.value, '.1%')} ({ends})"


def row_cells(found: SilenceWindow, row: SilenceRow) -> tuple[str, str, str, str, str]:
    """One window as cells of the table; `*` marks the chosen one."""
    few = 0 < row.n < found.minimum_cell
    silences = f"< {found.minimum_cell}" if few else number(row.n)
    back = share_words(found, row) if row.value is not None else str(row.status)
    hidden = 0 < row.silent < found.minimum_cell
    part = f" ({formatted(row.silent / row.customers, '.1%')})" if row.customers else ""
    now = f"< {found.minimum_cell}" if hidden else f"{number(row.silent)}{part}"
    back = "too few to show" if few else back
    return ("*" if row.days == found.days else "", f"{row.days} days", silences, back, now)
