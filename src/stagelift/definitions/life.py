"""What was done to a launched experiment: an entry a deed, each sealed to the one before it."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime
from fractions import Fraction
from typing import Annotated, Literal, get_args

from pydantic import BeforeValidator, Field, PlainSerializer, PlainValidator

from stagelift.definitions.definition import Definition, resolved
from stagelift.definitions.fields import Share, Text, one_of
from stagelift.definitions.mistakes import Mistake, came

Deed = Literal["pause", "resume", "ramp", "split", "stop", "void"]
MARK_DIGITS = 12


def _instant(value: object) -> datetime:
    try:
        found = value if isinstance(value, datetime) else datetime.fromisoformat(str(value))
    except ValueError:
        found = None
    if found is None or found.tzinfo is None:
        raise Mistake(f"{came(value)} came, an instant with its offset is expected")
    return found.astimezone(UTC)


def _texts(value: object) -> object:
    return {str(key): entry for key, entry in value.items()} if isinstance(value, dict) else value


Instant = Annotated[
    datetime, PlainValidator(_instant), PlainSerializer(lambda value: value.isoformat())
]


class LifeEntry(Definition):
    """One deed in the life of a launched experiment.

    Args:
        what: `pause`, `resume`, `ramp`, `split`, `stop` or `void`.
        at: When it was done, UTC.
        since: From when it holds: a pause from the last hand-out, a new split from the next local
            day.
        who: Who did it.
        why: Why, in words.
        plan: Fingerprint of the frozen plan it was done to.
        traffic: Share of the traffic from then on, of a ramp.
        shares: Share of each variant from then on, of a split.
        kept: Where the plan was put, of a void.
        mark: Hash of this entry and of the mark before it.
    """

    what: Annotated[Deed, one_of(*get_args(Deed))]
    at: Instant
    since: Instant
    who: Text
    why: Text | None = None
    plan: Text
    traffic: Share | None = None
    shares: Annotated[dict[str, Share], BeforeValidator(_texts)] = Field(default_factory=dict)
    kept: Text | None = None
    mark: str = ""

    def sealed(self, before: str) -> LifeEntry:
        """The same entry with its mark.

        Args:
            before: Mark of the entry before, empty for the first.

        Returns:
            The entry.
        """
        return self.model_copy(update={"mark": mark_of(self, before)})


@dataclass(frozen=True, slots=True)
class Life:
    """Everything that was done to an experiment since it was first launched.

    Args:
        entries: In the order they were done.
        changed: Where an entry no longer has the mark it was written with, or empty.
    """

    entries: tuple[LifeEntry, ...] = ()
    changed: str = ""

    @property
    def current(self) -> tuple[LifeEntry, ...]:
        """The entries about the plan in force: those after the last void."""
        voids = [place for place, one in enumerate(self.entries) if one.what == "void"]
        return self.entries[voids[-1] + 1 :] if voids else self.entries

    @property
    def mark(self) -> str:
        """The mark of the last entry, empty without one."""
        return self.entries[-1].mark if self.entries else ""


def mark_of(entry: LifeEntry, before: str) -> str:
    """The hash that seals an entry to the one before it.

    Args:
        entry: The entry, with or without a mark.
        before: Mark of the entry before, empty for the first.

    Returns:
        12 hex digits; other words, instants or orders have others.

    Example:
        >>> done = {"what": "stop", "who": "Kim", "why": "stock", "plan": "7f3a91"}
        >>> one = LifeEntry(at="2026-01-12T00:00Z", since="2026-01-12T00:00Z", **done)
        >>> mark_of(one, "") == one.sealed("").mark, mark_of(one, "") == mark_of(one, "x")
        (True, False)
    """
    told = {key: value for key, value in resolved(entry).items() if key != "mark"}
    told["at"], told["since"] = entry.at.isoformat(), entry.since.isoformat()
    text = json.dumps([before, told], sort_keys=True, ensure_ascii=False, default=str)
    return hashlib.sha256(text.encode()).hexdigest()[:MARK_DIGITS]


def first_broken(entries: Iterable[LifeEntry]) -> int | None:
    """The place of the first entry whose mark does not follow from it and the one before.

    Args:
        entries: Entries in order.

    Returns:
        Its place, from 0; None when all marks hold.
    """
    before = ""
    for place, one in enumerate(entries):
        if mark_of(one, before) != one.mark:
            return place
        before = one.mark
    return None


def entry_values(entry: LifeEntry) -> dict[str, object]:
    """An entry under the keys of its file, instants as text.

    Args:
        entry: The entry.

    Returns:
        Plain values, fit for YAML.
    """
    found: dict[str, object] = {"what": entry.what, "at": entry.at.isoformat()}
    found["since"] = entry.since.isoformat()
    for key in ("who", "why", "plan"):
        if getattr(entry, key):
            found[key] = getattr(entry, key)
    if entry.traffic is not None:
        found["traffic"] = str(entry.traffic)
    if entry.shares:
        found["shares"] = {name: str(Fraction(share)) for name, share in entry.shares.items()}
    if entry.kept:
        found["kept"] = entry.kept
    found["mark"] = entry.mark
    return found
