"""Whether the data reach as far as what is read."""

from __future__ import annotations

from datetime import timedelta

from stagelift.experiments.health.check import Check
from stagelift.formatting import number

STALE_AFTER = timedelta(days=2)


def freshness_check(last_event: int | None, needed: int) -> Check:
    """Whether the data reach as far as the readout needs.

    Args:
        last_event: Instant of the last visible event, µs UTC, or None without events.
        needed: Instant up to which outcomes are read, µs UTC.

    Returns:
        Red when the last event is more than two days older.

    Example:
        >>> freshness_check(0, 10).text
        'the data reach to the end of what is read (limit 2 days)'
    """
    if last_event is None:
        return Check("freshness", "red", "no event is visible; check the sources")
    missing = timedelta(microseconds=max(needed - last_event, 0))
    limit = STALE_AFTER / timedelta(days=1)
    if missing > STALE_AFTER:
        days = missing / timedelta(days=1)
        text = (
            f"the last event is {number(days, 1)} days too old (limit {limit:g}); "
            "load the missing days"
        )
        return Check("freshness", "red", text, (("days", days), ("limit", limit)))
    text = f"the data reach to the end of what is read (limit {limit:g} days)"
    return Check("freshness", "ok", text, (("limit", limit),))
