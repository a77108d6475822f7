"""Whether the events that decide come in on time."""

from __future__ import annotations

from stagelift.data.query.lateness import Lateness
from stagelift.experiments.health.check import Check
from stagelift.formatting import formatted

LATE_LIMIT = 0.05  # of the events: an effect on so few moves by a twentieth of itself at most


def late_check(found: Lateness | None) -> Check | None:
    """Whether few of the primary metric's events came to be known more than six hours late.

    A look reads days that are over by six hours; what comes later is missing from it.

    Args:
        found: The events of the experiment's time; None where no source says when they came.

    Returns:
        Amber above 5 %; None without events or where no source says.

    Example:
        >>> late_check(Lateness(rows=1000, late=3)).text
        '0.30% of the events came more than 6 hours late (limit 5%)'
    """
    if found is None or not found.rows:
        return None
    share, limit = found.late / found.rows, formatted(LATE_LIMIT, ".0%")
    text = f"{formatted(share, '.2%')} of the events came more than 6 hours late (limit {limit})"
    figures = (("share", share), ("limit", LATE_LIMIT))
    if share <= LATE_LIMIT:
        return Check("late", "ok", text, figures)
    return Check("late", "amber", f"{text}; read again when they are in", figures)
