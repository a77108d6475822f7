"""A step curve over time with pointwise limits, and how far observation lets it be known."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING

from stagelift.statistics.inference import Inference, Status
from stagelift.statistics.numerics import Floats, np
from stagelift.statistics.survival.table import instant

if TYPE_CHECKING:
    from stagelift.statistics.survival.table import EventTable


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Curve:
    """A share of spells as a step function of time, continuous from the right.

    Args:
        times: Distinct times at which something was observed, increasing, shape (times,).
        value: The share from each time on, 0–1.
        se: Its standard error; NaN where it is not defined.
        low: Lower pointwise limit.
        high: Upper pointwise limit.
        start: The share before the first of the times.
        until: Last time for which the curve is known; infinite when all have left.
        level: Confidence level of the pointwise limits, 0–1.
        method: The method's name.
        status: `ok`, or why the curve must not be read as one, or not to its end.
        note: The reason in words.

    Example:
        >>> from stagelift.statistics.survival import EventTable, kaplan_meier
        >>> curve = kaplan_meier(EventTable([1, 3], [1, 0], censored=[0, 1]))
        >>> curve.at(2).value, curve.at(9).status
        (0.5, 'not_identifiable')
    """

    times: Floats
    value: Floats
    se: Floats
    low: Floats
    high: Floats
    start: Inference
    until: float
    level: float
    method: str
    status: Status = "ok"
    note: str = ""

    def at(self, time: float) -> Inference:
        """The share at one time.

        Args:
            time: A time ≥ 0.

        Returns:
            The share with its pointwise limits; null with the curve's status where there is none,
            and with `not_identifiable` beyond the last time that was observed.

        Raises:
            ArgumentError: When the time is negative or not finite.
        """
        time = instant("time", time)
        if time > self.until:
            status, note = beyond(time, self.until, self.status, self.note)
            return Inference(level=self.level, method=self.method, status=status, note=note)
        place = int(np.searchsorted(self.times, time, side="right")) - 1
        if place < 0:
            return self.start
        value, se, low, high = (
            _known(column[place]) for column in (self.value, self.se, self.low, self.high)
        )
        return Inference(
            value=value, se=se, low=low, high=high, level=self.level, method=self.method
        )


def known_until(table: EventTable) -> tuple[float, Status, str]:
    """How far a curve is known, and what breaks it before the last time.

    Late entry can leave nobody at risk while more enter afterwards: a product over such a table
    would stay 0 for ever, or pass over a gap in silence.

    Args:
        table: The counts.

    Returns:
        The last time known (infinite when all have left), status and reason.

    Example:
        >>> from stagelift.statistics.survival import EventTable
        >>> known_until(EventTable([1, 3], [1, 1]))
        (inf, 'ok', '')
    """
    nothing = math.nextafter(0.0, -1.0)
    if table.n == 0:
        return nothing, "no_data", "no spells"
    if table.started == 0:
        first = f"{table.times[np.flatnonzero(table.entered)[0]]:g}"
        note = f"nobody is at risk up to {first}; after({first}) tells of spells lasting beyond it"
        return nothing, "not_identifiable", note
    exits, risk, late = table.exits, table.at_risk, table.entered
    still_to_come = late[::-1].cumsum()[::-1]
    emptied = (risk == exits + table.censored) & (still_to_come > 0)
    # those who enter as the last are censored take their place: no time passes without anyone
    broken = np.flatnonzero(emptied & ((late == 0) | ((exits == risk) & (risk > 0))))
    if broken.size:
        place = int(broken[0])
        time = float(table.times[place])
        more = f"{int(still_to_come[place])} enter later; after({time:g}) tells of those"
        if exits[place] == risk[place]:
            # the fall to 0 itself is an accident of a small risk set: known only up to before it
            note = f"all {int(risk[place])} at risk at {time:g} leave then, while {more}"
            return math.nextafter(time, -1.0), "not_identifiable", note
        return time, "not_identifiable", f"nobody is at risk from {time:g} on, while {more}"
    ended = exits[-1] == risk[-1] and exits[-1] > 0
    return (math.inf if ended else float(table.times[-1])), "ok", ""


def beyond(time: float, until: float, status: Status, note: str) -> tuple[Status, str]:
    """Why nothing is known at a time after the last one known.

    Args:
        time: The time asked for.
        until: The last time known, below it.
        status: What `known_until` says of the table.
        note: Its reason.

    Returns:
        Status and reason for that time.

    Example:
        >>> beyond(9.0, 5.0, "ok", "")
        ('not_identifiable', 'observation ends at 5, before 9')
    """
    if status != "ok":
        return status, note
    return "not_identifiable", f"observation ends at {until:g}, before {time:g}"


def _known(number: float) -> float | None:
    return None if math.isnan(number) else float(number)
