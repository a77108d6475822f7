"""The words in which questions about the journey print their answers, by language."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from zoneinfo import ZoneInfo

from stagelift.errors import ArgumentError
from stagelift.formatting import formatted, number

HOUR, MINUTE = 1 / 24, 1 / 1440  # in days

EN: Mapping[str, str] = {
    "all": "all",
    "days": "{0} d",
    "hours": "{0} h",
    "minutes": "{0} min",
    "at once": "at once",
    "unknown": "not known",
    "few": "< {0}",
    "as of": "as of {0}",
    "level": "intervals at {0}",
}
KO: Mapping[str, str] = {
    "all": "전체",
    "days": "{0}일",
    "hours": "{0}시간",
    "minutes": "{0}분",
    "at once": "곧바로",
    "unknown": "알 수 없음",
    "few": "{0} 미만",
    "as of": "{0} 기준",
    "level": "신뢰수준 {0}",
}
COMMON = {"en": EN, "ko": KO}


class Words:
    """The words of one language: a question's own, then those all share.

    Args:
        language: `en` or `ko`.
        own: Words of the question, by language and key.

    Raises:
        ArgumentError: When the language is unknown.

    Example:
        >>> Words("en", {"en": {"head": "Stays in {0}"}})("head", "2026-10")
        'Stays in 2026-10'
    """

    def __init__(self, language: str, own: Mapping[str, Mapping[str, str]]) -> None:
        if language not in COMMON:
            raise ArgumentError(f"language: '{language}' came; allowed are {', '.join(COMMON)}")
        self.language = language
        self._words = {**COMMON[language], **own.get(language, {})}

    def __call__(self, key: str, *fields: object) -> str:
        """The words of a key with its fields filled."""
        return self._words[key].format(*fields)

    def known(self, key: str) -> str:
        """The words of a key, or the key itself, such as a reason nobody translated."""
        return self._words.get(key, key)

    def duration(self, days: float | None) -> str:
        """A length of time in the unit it reads best in.

        Args:
            days: Days ≥ 0, or None.

        Returns:
            Such as "3.2 d", "5.1 h" or "12 min".

        Example:
            >>> [Words("en", {}).duration(days) for days in (3.25, 0.25, 0.01, 0.0)]
            ['3.3 d', '6.0 h', '14 min', 'at once']
        """
        if days is None:
            return self("unknown")
        if days >= 1:
            whole = days == int(days) or days >= 100
            return self("days", formatted(days, ".0f" if whole else ".1f"))
        if days >= HOUR:
            return self("hours", formatted(days / HOUR, ".1f"))
        minutes = formatted(days / MINUTE, ".0f")
        return self("at once") if minutes == "0" else self("minutes", minutes)

    def share(self, value: float | None) -> str:
        """A share in per cent.

        Args:
            value: 0–1, or None.

        Returns:
            Such as "34.1%".
        """
        return self("unknown") if value is None else formatted(value, ".1%")

    def between(self, low: str, high: str) -> str:
        """An interval from the words of its ends.

        Example:
            >>> Words("ko", {}).between("1.0%", "2.0%")
            '[1.0%, 2.0%]'
        """
        return f"[{low}, {high}]"

    def instant(self, as_of: str, zone: str) -> str:
        """The instant of knowledge on a zone's clock.

        Args:
            as_of: ISO text with an offset.
            zone: IANA name.

        Returns:
            The words.

        Example:
            >>> Words("en", {}).instant("2026-11-15T21:00:00+00:00", "Asia/Seoul")
            'as of 2026-11-16 06:00 Asia/Seoul'
        """
        return self("as of", f"{self.moment(as_of, zone)} {zone}")

    def moment(self, at: str, zone: str) -> str:
        """An instant on a zone's clock.

        Args:
            at: ISO text with an offset.
            zone: IANA name.

        Returns:
            Such as "2026-11-16 06:00".
        """
        return f"{datetime.fromisoformat(at).astimezone(ZoneInfo(zone)):%Y-%m-%d %H:%M}"

    def count(self, n: int | None, minimum: int) -> str:
        """A number of units, or that there are too few to show.

        Args:
            n: The number; None where it is not shown.
            minimum: Units of the smallest shown cell.

        Returns:
            The words.
        """
        return self("few", minimum) if n is None else number(n)
