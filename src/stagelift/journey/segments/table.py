"""Tables and words of the results about segments, in both languages."""

from __future__ import annotations

import unicodedata
from collections.abc import Mapping, Sequence
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


def table_lines(rows: Sequence[Sequence[str]], *, right: Sequence[int] = ()) -> list[str]:
    """Rows of cells as lines whose columns stand under each other; letters of East Asia are wide.

    Args:
        rows: Rows of as many cells each.
        right: Columns whose cells stand to the right.

    Returns:
        One line a row, without blanks at its end.

    Example:
        >>> table_lines([("가", "1"), ("bcd", "10")], right=[1])
        ['가    1', 'bcd  10']
    """
    widths = [max(map(_width, column)) for column in zip(*rows, strict=True)]
    lines = []
    for row in rows:
        cells = []
        for place, (cell, size) in enumerate(zip(row, widths, strict=True)):
            blank = " " * (size - _width(cell))
            cells.append(blank + cell if place in right else cell + blank)
        lines.append("  ".join(cells).rstrip())
    return lines


def _width(text: str) -> int:
    return sum(2 if unicodedata.east_asian_width(letter) in "WF" else 1 for letter in text)


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
