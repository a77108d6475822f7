"""What was done to an experiment as readers see it: one line a deed."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from stagelift.data.zones import zone_named
from stagelift.definitions import LifeEntry
from stagelift.definitions.holdback import share_text

FORMS = {
    "pause": "paused",
    "resume": "resumed",
    "ramp": "{traffic} of the traffic",
    "split": "new split {shares}",
    "stop": "stopped",
    "void": "void, kept as {kept}",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class LifeLine:
    """One deed in the life of an experiment.

    Args:
        what: `pause`, `resume`, `ramp`, `split`, `stop` or `void`.
        since: From when it holds, local time as text.
        who: Who did it.
        why: Why, or empty.
        traffic: Share of the traffic of a ramp as text, else empty.
        shares: Shares of a new split as text, else empty.
        kept: Where the plan of a void was put, else empty.
    """

    what: str
    since: str
    who: str
    why: str = ""
    traffic: str = ""
    shares: str = ""
    kept: str = ""

    def to_dict(self) -> dict[str, Any]:
        """The deed as JSON-ready values; what it does not say is left out."""
        found = {name: getattr(self, name) for name in LifeLine.__slots__}
        return {name: value for name, value in found.items() if value}

    def __str__(self) -> str:
        return f"{self.since} {FORMS[self.what].format(**self.words)}, {self.by}"

    @property
    def words(self) -> dict[str, str]:
        """What fills a sentence about it."""
        return {name: getattr(self, name) for name in LifeLine.__slots__}

    @property
    def by(self) -> str:
        """Who did it, and why where it was said."""
        return f"{self.who}: {self.why}" if self.why else self.who


def told(entry: LifeEntry, zone: str) -> LifeLine:
    """A deed as readers see it.

    Args:
        entry: The entry.
        zone: IANA name of the journey's zone.

    Returns:
        The line.
    """
    return LifeLine(
        what=entry.what,
        since=local_text(entry.since, zone),
        who=entry.who,
        why=entry.why or "",
        traffic="" if entry.traffic is None else share_text(entry.traffic),
        shares=", ".join(f"{name} {share_text(share)}" for name, share in entry.shares.items()),
        kept=entry.kept or "",
    )


def local_text(at: datetime, zone: str) -> str:
    """An instant as people of the journey read it.

    Args:
        at: The instant.
        zone: IANA name of the journey's zone.

    Returns:
        Such as "2026-10-26 09:00".

    Example:
        >>> from datetime import UTC
        >>> local_text(datetime(2026, 10, 26, tzinfo=UTC), "Asia/Seoul")
        '2026-10-26 09:00'
    """
    return f"{at.astimezone(zone_named(zone)):%Y-%m-%d %H:%M}"
