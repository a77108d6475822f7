"""How many customers come to qualify for an experiment in a month."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from fractions import Fraction

from stagelift.data.query import Cell
from stagelift.data.query.openings import Opening
from stagelift.data.zones import day_number, from_us, zone_named
from stagelift.experiments.arms import Arms, units_in
from stagelift.experiments.enrolment import Enrolment
from stagelift.experiments.question import Question

MONTH_DAYS = 30


def volume_of(asked: Question, arms: Arms, enrolled: Enrolment) -> float | None:
    """The customers who come to qualify for an experiment in a month, counted on its own days.

    Args:
        asked: The experiment.
        arms: Its units.
        enrolled: When they enter.

    Returns:
        Customers in thirty days; None while no day can be counted.
    """
    now = min(asked.contract.as_of_us, enrolled.end)
    found = asked.plan.admission.openings(enrolled.start, now)
    openings = (Opening(enrolled.start, now),) if found is None else found
    primary = asked.primary.name
    return monthly_volume(
        (cell for variant in arms.assigned for cell in arms.cells[primary, variant]),
        openings,
        zone=asked.journey.zone,
        holdout=asked.journey.rules.holdout or Fraction(0),
    )


def monthly_volume(
    cells: Iterable[Cell], openings: Sequence[Opening], *, zone: str, holdout: Fraction
) -> float | None:
    """The customers who come to qualify in a month, from days on which units entered.

    The day an opening begins is left out: at its first instant everyone enters who qualified
    before, however long ago, and that happens once. As each customer enters once, late days run
    out of customers, so no more than the first thirty days are counted. Customers held out of
    every experiment qualify too.

    Args:
        cells: Units of one metric by local day of entry.
        openings: When units were taken and which part of them, in order of time.
        zone: IANA name of the journey's zone.
        holdout: Share of customers no variant is given to, 0 ≤ share < 1.

    Returns:
        Customers in thirty days; None without a whole day after an opening's first.

    Example:
        >>> cells = [Cell(0, "a", None, day, None, "bought", n=100, s1=9, s2=9, s3=9.0, shift=0,
        ...               immature=0, ineligible=0) for day in (0, 0, 0, 1, 2)]
        >>> three_days = Opening(0, 3 * 86_400_000_000)
        >>> monthly_volume(cells, (three_days,), zone="UTC", holdout=Fraction(0))
        3000.0
    """
    entered: Counter[int] = Counter()
    for cell in cells:
        entered[cell.day] += units_in(cell)
    days = [
        (day, one.high - one.low) for one in openings for day in whole_days_after_first(one, zone)
    ][:MONTH_DAYS]
    taken = sum((share for _, share in days), Fraction(0)) * (1 - holdout)
    if not taken:
        return None
    return float(sum(entered[day] for day, _ in days) * MONTH_DAYS / taken)


def whole_days_after_first(opening: Opening, zone: str) -> range:
    """The local days an opening covers from midnight to midnight, but for the day it begins.

    Args:
        opening: The opening.
        zone: IANA name of the journey's zone.

    Returns:
        Day numbers, days since 1970-01-01.

    Example:
        >>> whole_days_after_first(Opening(0, 4 * 86_400_000_000), "UTC")
        range(1, 4)
    """
    first, end = (
        day_number(from_us(at).astimezone(zone_named(zone)).date())
        for at in (opening.start, opening.end)
    )
    return range(first + 1, max(end, first + 1))
