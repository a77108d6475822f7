"""Tables and words of the results about segments, in both languages."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from stagelift.formatting import formatted

if TYPE_CHECKING:
    from stagelift.definitions import Journey

UNKNOWN = "–"
METHODS: Mapping[str, Mapping[str, str]] = {
    "en": {"wilson": "Wilson", "": ""},
    "ko": {"wilson": "윌슨", "": ""},
}


def share_words(value: float | None, low: float | None, high: float | None) -> str:
    """A share with its interval.

    Args:
        value: 0–1, or None when it is not shown.
        low: Lower end.
        high: Upper end.

    Returns:
        Such as "4.2% [4.0, 4.4]".

    Example:
        >>> share_words(0.0416, 0.0397, 0.0436)
        '4.2% [4.0, 4.4]'
    """
    if value is None:
        return UNKNOWN
    text = formatted(value, ".1%")
    if low is None or high is None:
        return text
    return f"{text} [{formatted(low, '.1p')}, {formatted(high, '.1p')}]"


def count_words(count: int | None) -> str:
    """A number of customers, or the sign for one that is not shown.

    Args:
        count: The number.

    Returns:
        Such as "1,663".
    """
    return UNKNOWN if count is None else f"{count:,}"


def label_of(journey: Journey, name: str) -> tuple[tuple[str, str], ...]:
    """The words of a segment by language, as kept in a result.

    Args:
        journey: The journey.
        name: Id of a segment.

    Returns:
        Pairs of language and text; none where it has no label.
    """
    found = journey.segments.get(name)
    return found.label.texts if found is not None and found.label is not None else ()


def labelled(name: str, texts: tuple[tuple[str, str], ...], language: str) -> str:
    """A segment's id with its words.

    Args:
        name: The id.
        texts: Words by language.
        language: Language of the output.

    Returns:
        Such as "vip (단골)".

    Example:
        >>> labelled("vip", (("en", "Regulars"), ("ko", "단골")), "ko")
        'vip (단골)'
    """
    words = dict(texts)
    found = words.get(language) or words.get("*") or (texts[0][1] if texts else "")
    return f"{name} ({found})" if found and found != name else name


def instant_words(at_us: int, zone: str) -> str:
    """An instant as local wall time.

    Args:
        at_us: µs UTC.
        zone: IANA zone.

    Returns:
        Such as "2026-11-16 06:00 Asia/Seoul".

    Example:
        >>> instant_words(0, "Asia/Seoul")
        '1970-01-01 09:00 Asia/Seoul'
    """
    local = datetime(1970, 1, 1, tzinfo=ZoneInfo("UTC")) + timedelta(microseconds=at_us)
    return f"{local.astimezone(ZoneInfo(zone)):%Y-%m-%d %H:%M} {zone}"
