"""The public holidays of a journey's country: days that are compared with no ordinary day."""

from __future__ import annotations

import sys
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache
from importlib.util import find_spec, module_from_spec
from typing import TYPE_CHECKING

from stagelift.formatting import span

if TYPE_CHECKING:
    from holidays import HolidayBase

DAY = timedelta(days=1)
PACKAGE = "holidays.countries"  # of the library
ESTIMATED = " (estimated)"  # what the calendar says of a day that rests on the moon


@dataclass(frozen=True, slots=True)
class Holiday:
    """One public holiday.

    Args:
        day: The local day.
        name: Its name; two of one day are joined by a comma.
        at_work: Whether it falls on a day that is no weekend.
    """

    day: date
    name: str
    at_work: bool = True


@dataclass(frozen=True, slots=True)
class Festival:
    """Holidays on neighbouring days.

    Args:
        name: The shortest name that the days share; several names are joined by commas.
        first: First local day.
        last: Last local day, included.
    """

    name: str
    first: date
    last: date

    def text(self, language: str = "en") -> str:
        """Name and days, such as "Chuseok, 24–26 Sep"."""
        return f"{self.name}, {span(self.first, self.last, language, year=False)}"


def holidays_of(
    country: str | None, first: date, last: date, language: str = "en"
) -> tuple[Holiday, ...]:
    """The public holidays of a country, substitute days included, in order of time.

    Args:
        country: Two letters, ISO 3166-1; None for a journey without a country.
        first: First local day.
        last: Last local day, included.
        language: Language of the names; the country's own where the calendar has no other.

    Returns:
        The holidays; none for a country or a year the calendar does not know, which
        `holidays_unknown` says.

    Reference:
        The calendars of the `holidays` library: laws and decrees by country, lunar feasts by
        astronomical tables.

    Example:
        >>> [f.text() for f in festivals(holidays_of("KR", date(2026, 9, 21), date(2026, 9, 27)))]
        ['Chuseok, 24–26 Sep']
    """
    if country is None or holidays_unknown(country, first, last):
        return ()
    found = _calendar(country, first.year, last.year, language)
    return tuple(
        Holiday(on, _plain(name), on.weekday() not in found.weekend)
        for on, name in sorted(found.items())
        if first <= on <= last
    )


def holidays_unknown(country: str | None, first: date, last: date) -> str:
    """Why the holidays of some days are not known; empty when they are.

    Args:
        country: Two letters, ISO 3166-1, or None.
        first: First local day.
        last: Last local day, included.

    Returns:
        A statement.

    Example:
        >>> holidays_unknown("ZZ", date(2026, 1, 1), date(2026, 1, 31))
        "the holidays of 'ZZ' are not known"
        >>> holidays_unknown("KR", date(2026, 1, 1), date(2026, 1, 31))
        ''
    """
    if country is None:
        return "holidays are not known: journey.yaml names no 'country'"
    if not _known(country):
        return f"the holidays of '{country}' are not known"
    calendar = _calendar(country, last.year, last.year, "en")
    if not calendar.start_year <= first.year <= last.year <= calendar.end_year:
        known = f"{calendar.start_year} to {calendar.end_year}"
        return f"the holidays of '{country}' are known for {known}"
    return ""


def festivals(holidays: Iterable[Holiday]) -> tuple[Festival, ...]:
    """Holidays on neighbouring days as one, in order of time.

    Args:
        holidays: Holidays in any order.

    Returns:
        One festival a run of days.

    Example:
        >>> eve, feast = Holiday(date(2026, 9, 24), "추석 전날"), Holiday(date(2026, 9, 25), "추석")
        >>> festivals([feast, eve])[0].name
        '추석'
    """
    runs: list[list[Holiday]] = []
    for holiday in sorted(holidays, key=lambda one: one.day):
        if runs and holiday.day - runs[-1][-1].day <= DAY:
            runs[-1].append(holiday)
        else:
            runs.append([holiday])
    return tuple(Festival(_shared([h.name for h in run]), run[0].day, run[-1].day) for run in runs)


def _shared(names: Iterable[str]) -> str:
    """The names that contain no other one: the eve and the morrow of a feast go by its name."""
    parts = dict.fromkeys(part for name in names for part in name.split(", "))
    roots: list[str] = []
    for part in sorted(parts, key=len):
        if not any(root in part for root in roots):
            roots.append(part)
    return ", ".join(part for part in parts if part in roots)


def _plain(name: str) -> str:
    return name.replace(ESTIMATED, "").replace("; ", ", ")


@cache
def _known(country: str) -> bool:
    """Whether there is a calendar; the list of all countries would read every one of them."""
    from holidays import country_holidays

    try:
        with _of_one_country():
            country_holidays(country)
    except NotImplementedError:
        return False
    return True


@contextmanager
def _of_one_country() -> Iterator[None]:
    """Lets a calendar be loaded without those of all other countries beside it.

    The package of the calendars loads each of them when it is imported, a tenth of a second. Within
    the block an empty package of the same place stands for it; a calendar finds those it is derived
    from by their own names.
    """
    if PACKAGE in sys.modules:
        yield
        return
    spec = find_spec(PACKAGE)
    if spec is not None:
        sys.modules[PACKAGE] = module_from_spec(spec)
    try:
        yield
    finally:
        sys.modules.pop(PACKAGE, None)


@cache
def _calendar(country: str, first_year: int, last_year: int, language: str) -> HolidayBase:
    """The calendar of some years; read once, as names are looked up over and over."""
    from holidays import country_holidays

    years = range(first_year, last_year + 1)
    found = country_holidays(country, years=years)
    spoken = (known for known in found.supported_languages if known.split("_")[0] == language)
    english = (known for known in found.supported_languages if known.startswith("en"))
    named = next(spoken, None) or next(english, None)
    return country_holidays(country, years=years, language=named) if named else found
