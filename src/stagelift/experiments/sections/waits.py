"""The waiting times of an experiment's units: one query, kept, merged by day of assignment."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import timedelta

from stagelift.data.query.first_times import NEVER, OPEN, FirstTimes, ShopDay, WaitCell, first_times
from stagelift.data.query.value_specs import EventCount, EventRatio, EventTotal, Flag
from stagelift.experiments.sections.scene import Scene
from stagelift.statistics.moments import Moments
from stagelift.statistics.survival import EventTable

DAY_US = timedelta(days=1) // timedelta(microseconds=1)
MINUTE_US = timedelta(minutes=1) // timedelta(microseconds=1)
LADDER = tuple(MINUTE_US * minutes for minutes in (1, 5, 15, 30, 60, 120, 180, 360, 720, 1440))
STEPS = 200  # a curve of more steps shows no more
SCALE = 1_000_000  # µs in a second


@dataclass(frozen=True, slots=True)
class Waits:
    """What `first_times` found, ready to be merged.

    Args:
        cells: By variant, day of assignment and step; none for a metric that waits for no event.
        days: What the whole shop did, by local day; none where the metric adds up no events.
        step: Length of a step, µs.
        horizon: τ, the primary metric's window, µs.
    """

    cells: tuple[WaitCell, ...]
    days: tuple[ShopDay, ...]
    step: int
    horizon: int

    def of(self, variant: str, day: int | None) -> tuple[WaitCell, ...]:
        """The followed units of a variant that were assigned up to a local day, None for all."""
        return tuple(
            cell
            for cell in self.cells
            if cell.variant == variant and cell.step != OPEN and (day is None or cell.day <= day)
        )

    def table(self, variant: str, day: int | None) -> EventTable:
        """Grouped counts of the times to the event, in steps; units without it censored at τ."""
        return event_table(self.of(variant, day), self.horizon // self.step)

    def moments(self, variant: str, day: int | None) -> Moments:
        """Moments of min(T, τ) over all followed units, seconds."""
        cells = self.of(variant, day)
        sums = (sum(column) for column in zip(*((c.n, c.s1, c.s2) for c in cells), strict=True))
        n, s1, s2 = sums if cells else (0, 0, 0)
        return Moments.from_sums(n, s1, s2, sum(c.s3 for c in cells), scale=SCALE)

    def by_age(self, variant: str, day: int | None, ages: int) -> tuple[list[int], int]:
        """How many units had the event in each day since assignment, and how many there are."""
        cells = self.of(variant, day)
        counts = [0] * ages
        for cell in cells:
            if cell.step != NEVER:
                counts[min(cell.step * self.step // DAY_US, ages - 1)] += cell.n
        return counts, sum(cell.n for cell in cells)


def event_table(cells: Iterable[WaitCell], steps: int) -> EventTable:
    """Grouped counts from cells; an event within a step is told at the end of the step.

    Args:
        cells: Followed units by step.
        steps: Steps in the horizon; units without the event are censored there.

    Returns:
        Counts at 1 … steps.

    Example:
        >>> waits = [WaitCell("a", 0, 0, 2, 0, 0, 0.0), WaitCell("a", 0, -1, 3, 0, 0, 0.0)]
        >>> table = event_table(waits, 4)
        >>> table.times.tolist(), table.events.tolist(), table.censored.tolist()
        ([1.0, 4.0], [[2, 0]], [0, 3])
    """
    rows = list(cells)
    spells: list[tuple[float, float, str | None, int]] = [
        (0.0, float(min(cell.step + 1, steps)), "event", cell.n)
        for cell in rows
        if cell.step != NEVER
    ]
    spells += [(0.0, float(steps), None, cell.n) for cell in rows if cell.step == NEVER]
    return EventTable.from_spells(spells)


def waits_of(scene: Scene) -> Waits | None:
    """The waiting times for the primary metric's event, and what the whole shop did.

    Args:
        scene: The experiment at its look.

    Returns:
        Both from one query; None for a metric that neither waits for an event nor adds events up.

    Raises:
        DataError: When a table that is needed is not mapped.
        EngineError: When the engine refuses the query.
    """
    value = scene.primary.assigned_value(scene.asked.journey)
    if not isinstance(value, Flag | EventTotal | EventCount) or isinstance(value, EventRatio):
        return None
    if isinstance(value, Flag) and (value.absent or value.days or value.later_day or value.opens):
        return None
    step = step_of(value.window)
    contract, zone = scene.asked.contract, scene.asked.journey.zone
    asked = FirstTimes(scene.units, value, step, zone, contract.as_of_us)
    cells, days = first_times(contract, asked)
    return Waits(cells, days, step, value.window)


def step_of(window: int) -> int:
    """The length of a step for a window: the shortest that leaves few enough steps.

    Args:
        window: Length of the window, µs.

    Returns:
        A length that divides a day, µs; days for the longest windows.

    Example:
        >>> step_of(7 * DAY_US) // MINUTE_US, step_of(90 * DAY_US) // MINUTE_US
        (60, 720)
    """
    return next((step for step in LADDER if window <= step * STEPS), DAY_US)
