"""What a country implies: its zone, its currency and its first language."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from functools import cache
from importlib.resources import files
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError, available_timezones

from stagelift.definitions.mistakes import Mistake
from stagelift.errors import did_you_mean

# Zones whose clocks agree on all of these days are one zone to a journey of our time.
COMPARED_DAYS = tuple(
    datetime(year, month, 1, tzinfo=UTC) for year in range(2015, 2031) for month in (1, 4, 7, 10)
)

SHOWN_ZONES = 8  # Russia has eleven


def _clock(zone: str) -> tuple[timedelta | None, ...]:
    return tuple(day.astimezone(ZoneInfo(zone)).utcoffset() for day in COMPARED_DAYS)


@cache
def zones_of(country: str) -> tuple[str, ...]:
    """The zones of a country, one for each of its clocks, those of most of its areas first.

    Args:
        country: Two letters, ISO 3166-1.

    Returns:
        IANA names; none for an unknown country.

    Reference:
        IANA time zone database, zone.tab, as shipped by tzdata.

    Example:
        >>> zones_of("NZ")
        ('Pacific/Auckland', 'Pacific/Chatham')
    """
    table = files("tzdata").joinpath("zoneinfo", "zone.tab").read_text(encoding="utf-8")
    rows = [line.split("\t") for line in table.splitlines() if line.startswith(f"{country}\t")]
    rows.sort(key=lambda row: "most" not in "".join(row[3:]))  # its comment: "most areas"
    clocks: dict[tuple[timedelta | None, ...], str] = {}
    for row in rows:
        clocks.setdefault(_clock(row[2]), row[2])
    return tuple(clocks.values())


def zone_of(country: str) -> str:
    """The zone of a country whose clocks all show the same time.

    Args:
        country: Two letters, ISO 3166-1.

    Returns:
        IANA name of the zone.

    Raises:
        Mistake: When the country is unknown, or has clocks that differ.

    Reference:
        IANA time zone database, zone.tab, as shipped by tzdata.

    Example:
        >>> zone_of("KR"), zone_of("DE")
        ('Asia/Seoul', 'Europe/Berlin')
    """
    zones = zones_of(country)
    if not zones:
        raise Mistake(f"unknown country '{country}'; write two capital letters, as in 'KR'")
    if len(zones) > 1:
        raise Mistake(
            f"the country '{country}' has {len(zones)} different clocks",
            f"Write 'zone:' with the one that counts days: {', '.join(zones[:SHOWN_ZONES])}"
            + (", …" if len(zones) > SHOWN_ZONES else ""),
        )
    return zones[0]


def currency_of(country: str) -> str:
    """The currency a country uses today.

    Args:
        country: Two letters, ISO 3166-1.

    Returns:
        ISO 4217 code, or "" when the country is not known to have one.

    Example:
        >>> currency_of("KR")
        'KRW'
    """
    from babel.numbers import get_territory_currencies

    found = get_territory_currencies(country)
    return str(found[0]) if found else ""


def language_of(country: str) -> str:
    """The language most likely written in a country.

    Args:
        country: Two letters, ISO 3166-1.

    Returns:
        ISO 639 code, such as "ko"; "en" when none is known.

    Reference:
        Unicode CLDR, likely subtags, as shipped by Babel.

    Example:
        >>> language_of("KR"), language_of("US")
        ('ko', 'en')
    """
    from babel.core import get_global

    return str(get_global("likely_subtags").get(f"und_{country}", "en")).split("_")[0]


def known_zone(name: str) -> str:
    """A zone name that the time zone database holds.

    Args:
        name: Such as "Asia/Seoul".

    Returns:
        The same name.

    Raises:
        Mistake: When there is no such zone.

    Example:
        >>> known_zone("Asia/Seoul")
        'Asia/Seoul'
    """
    try:
        ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        hint = did_you_mean(name, available_timezones())
        raise Mistake(f"unknown zone '{name}'; write one such as 'Asia/Seoul'", hint) from None
    return name
