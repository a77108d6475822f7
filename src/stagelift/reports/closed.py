"""Which published numbers can be restated: those whose question was closed when they were told."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from stagelift.errors import ArgumentError
from stagelift.reports.periods import Period

Fact = Mapping[str, Any]
PLAIN = ("level", "change")  # without a variant: told under several names, one number all the same
COMPARED = (*PLAIN, "effect", "lift")  # what can be restated; a count or a worth always moves
UNSETTLED = ("immature", "no_data")  # a later value of these is news, not a restatement


def is_over(fact: Fact, zone: str = "UTC") -> bool:
    """Whether the days a fact is about had ended at the instant it rests on.

    Args:
        fact: The fact.
        zone: IANA zone whose midnights count.

    Returns:
        True when they had; False for what names no days, such as a pool of all cohorts.

    Example:
        >>> told = {"as_of": "2026-11-09T06:00:00+00:00"}
        >>> [is_over(told | {"period": name}) for name in ("2026-W45", "2026-W46", "all")]
        [True, False, False]
    """
    known = str(fact.get("as_of") or "")
    try:
        end = Period.parse(str(fact["period"])).instants(zone)[1]
    except ArgumentError:
        return False
    return bool(known) and end <= datetime.fromisoformat(known).timestamp() * 1_000_000


def is_restated(before: Fact, now: Fact, zone: str = "UTC") -> bool:
    """Whether a number is another one though it answers the same closed question.

    Closed is a level or a change of days that were over, and what an experiment said at one look
    about the same units. The next look, a pool that goes on, and what is counted up over the days
    so far are other questions, whose answers move without anything being corrected.

    Args:
        before: The fact told before.
        now: The fact of the same thing told now.
        zone: IANA zone whose midnights end a day.

    Returns:
        True for a restatement.

    Example:
        >>> week = {"measure": "level", "variant": None, "status": "ok", "period": "2026-W45"}
        >>> told = week | {"as_of": "2026-11-09T06:00:00+00:00", "value": 0.213}
        >>> is_restated(told, told | {"value": 0.211})
        True
        >>> pool = told | {"period": "all"}
        >>> is_restated(pool, pool | {"value": 0.211})
        False
    """
    return before["value"] != now["value"] and is_same_question(before, now, zone)


def is_same_question(before: Fact, now: Fact, zone: str = "UTC") -> bool:
    """Whether a fact told before answered a closed question, and one told now answers it again.

    Args:
        before: The fact told before.
        now: The fact of the same thing told now.
        zone: IANA zone whose midnights end a day.

    Returns:
        True when both answer the same one.
    """
    if before.get("status") in UNSETTLED or before["measure"] not in COMPARED:
        return False
    if before.get("variant") is None:
        return before["measure"] in PLAIN and is_over(before, zone)
    look = _look(before)
    return bool(look) and (look, before.get("n")) == (_look(now), now.get("n"))


def _look(fact: Fact) -> int | None:
    """The look an experiment's number was read at; None where each instant is another one."""
    details = fact.get("details")
    known = details if isinstance(details, Mapping) else fact
    return known.get("look")
