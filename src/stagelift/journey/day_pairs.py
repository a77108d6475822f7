"""The days of two periods as pairs that can be compared: same weekday, no holiday on one side."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from stagelift.journey.holidays import DAY, Holiday, festivals, holidays_of

COMPARED = "compared on"  # how a note begins that says which days were compared
WEEK = 7
SAME_WEEKDAY = timedelta(days=364)  # the day of the year before that has the same weekday
YEAR_DAYS = range(362, 369)  # a holiday this far from its last one keeps its date, or is observed
REACH = timedelta(days=28)  # how far a feast can lie from the same weekdays of the year before


@dataclass(frozen=True, slots=True)
class DayPairs:
    """Which days of a period are compared with which days of an earlier one.

    Args:
        kept: Pairs of local days, the later period's first.
        pairs: Pairs there would be without holidays.
        holidays: Holidays that took a pair away, in order of time.
        days: Days of the longer period.
        aligned: Whether days go by their place, because a feast decided the earlier period.
    """

    kept: tuple[tuple[date, date], ...]
    pairs: int
    holidays: tuple[Holiday, ...]
    days: int
    aligned: bool = False

    @property
    def later(self) -> frozenset[date]:
        """The days of the later period that count."""
        return frozenset(after for after, _ in self.kept)

    @property
    def earlier(self) -> frozenset[date]:
        """The days of the earlier period that count."""
        return frozenset(before for _, before in self.kept)

    @property
    def whole(self) -> bool:
        """Whether every day of both periods counts."""
        return len(self.kept) == self.days

    @property
    def note(self) -> str:
        """What was left out, in words; empty when nothing was."""
        if self.whole:
            return ""
        if not self.pairs:
            return "no weekday is in both periods; compare whole weeks"
        pairs = "days from the same feast" if self.aligned else "weekday pairs"
        said = f"{COMPARED} {len(self.kept)} of {self.pairs} {pairs}"
        if not self.holidays:
            return f"{said}, each weekday as often in both"
        names = "; ".join(festival.text() for festival in festivals(self.holidays))
        return f"{said}: {names} left out"


def day_pairs(
    later: tuple[date, date],
    earlier: tuple[date, date],
    country: str | None,
    *,
    aligned: bool = False,
    language: str = "en",
) -> DayPairs:
    """The days of two periods that can be compared.

    The first Monday goes with the first Monday, and so on; a day of a weekday that is rarer in the
    other period has no pair. A pair is dropped when one of its days is a holiday and the other is
    not the same one.

    Args:
        later: First and last local day of the later period.
        earlier: First and last local day of the earlier one.
        country: Whose holidays count; without a known country no day is one.
        aligned: Whether days go by their place instead of their weekday, as in `year_before`.
        language: Language of the holidays' names.

    Returns:
        The pairs.

    Example:
        >>> chuseok = (date(2026, 9, 21), date(2026, 9, 27))
        >>> day_pairs(chuseok, (date(2026, 9, 14), date(2026, 9, 20)), "KR").note
        'compared on 4 of 7 weekday pairs: Chuseok, 24–26 Sep left out'
    """
    after, before = _days(*later), _days(*earlier)
    spans = (earlier, later)
    found = [one for span in spans for one in holidays_of(country, *span, language)]
    known = {holiday.day: holiday for holiday in found}
    pairs = list(zip(after, before, strict=False)) if aligned else _by_weekday(after, before)
    kept = tuple(pair for pair in pairs if _alike(known, *pair))
    dropped = {day for pair in pairs if pair not in kept for day in pair}
    took = tuple(holiday for day, holiday in sorted(known.items()) if day in dropped)
    return DayPairs(kept, len(pairs), took, max(len(after), len(before)), aligned)


def year_before(first: date, last: date, country: str | None) -> tuple[date, date, bool]:
    """The days of the year before that a week is compared with.

    A week with a feast that moves (Seollal, Chuseok, Easter) goes with the days around the same
    feast; any other week with the same weekdays 52 weeks earlier.

    Args:
        first: First local day.
        last: Last local day, included.
        country: Whose holidays count.

    Returns:
        First and last day, and whether a feast decided them.

    Example:
        >>> year_before(date(2026, 9, 21), date(2026, 9, 27), "KR")
        (datetime.date(2025, 10, 2), datetime.date(2025, 10, 8), True)
        >>> year_before(date(2026, 11, 9), date(2026, 11, 15), "KR")
        (datetime.date(2025, 11, 10), datetime.date(2025, 11, 16), False)
    """
    now = {holiday.name: holiday.day for holiday in holidays_of(country, first, last)}
    past = holidays_of(country, first - SAME_WEEKDAY - REACH, last - SAME_WEEKDAY + REACH)
    steps = [
        (now[holiday.name] - holiday.day)
        for holiday in past
        if holiday.name in now and (now[holiday.name] - holiday.day).days not in YEAR_DAYS
    ]
    if not steps:
        return first - SAME_WEEKDAY, last - SAME_WEEKDAY, False
    step = max(set(steps), key=lambda one: (steps.count(one), one))
    return first - step, last - step, True


def unusual(
    first: date, last: date, country: str | None, language: str = "en"
) -> tuple[Holiday, ...]:
    """The holidays that make a week unlike others: those on days that are no weekend.

    A week whose only holiday falls on a weekend has as many working days as any other; a period
    longer than a week holds holidays as a rule, and is none the less like its neighbours.

    Args:
        first: First local day.
        last: Last local day, included.
        country: Whose holidays count.
        language: Language of their names.

    Returns:
        The holidays of the week, weekend days of the same feast included; none when it is like
        others.

    Example:
        >>> [h.day.day for h in unusual(date(2026, 9, 21), date(2026, 9, 27), "KR")]
        [24, 25, 26]
        >>> unusual(date(2026, 9, 28), date(2026, 10, 4), "KR")  # Saturday 3 October is one
        ()
    """
    if (last - first).days >= WEEK:
        return ()
    found = holidays_of(country, first, last, language)
    return found if any(holiday.at_work for holiday in found) else ()


def holiday_note(first: date, last: date, country: str | None) -> str:
    """The holidays that make a week unlike others, in a sentence; empty for an ordinary one.

    Args:
        first: First local day.
        last: Last local day, included.
        country: Whose holidays count.

    Returns:
        The sentence.

    Example:
        >>> holiday_note(date(2026, 9, 21), date(2026, 9, 27), "KR")
        'Holidays: Chuseok, 24–26 Sep. Ordinary weeks are no measure of this one.'
    """
    found = festivals(unusual(first, last, country))
    names = "; ".join(one.text() for one in found)
    return f"Holidays: {names}. Ordinary weeks are no measure of this one." if names else ""


def _days(first: date, last: date) -> list[date]:
    return [first + number * DAY for number in range((last - first).days + 1)]


def _by_weekday(after: Sequence[date], before: Sequence[date]) -> list[tuple[date, date]]:
    weekdays = _grouped(before)
    found = [
        pair
        for weekday, days in _grouped(after).items()
        for pair in zip(days, weekdays.get(weekday, ()), strict=False)
    ]
    return sorted(found)


def _grouped(days: Iterable[date]) -> Mapping[int, list[date]]:
    found: dict[int, list[date]] = defaultdict(list)
    for day in days:
        found[day.weekday()].append(day)
    return found


def _alike(known: Mapping[date, Holiday], after: date, before: date) -> bool:
    names = (known[day].name if day in known else "" for day in (after, before))
    return len(set(names)) == 1
