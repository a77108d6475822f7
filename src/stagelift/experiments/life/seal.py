"""The seal of a frozen plan: a hash a section, so that an edit by hand is noticed and named."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from typing import Any

from stagelift.experiments.life.admission import CHANGED, LIFE

SEAL = "seal"
DIGITS = 8


def sealed(record: Mapping[str, Any]) -> dict[str, Any]:
    """A plan with the hash of each of its sections.

    Args:
        record: The plan as plain values.

    Returns:
        The same with `seal` at its end.

    Example:
        >>> sealed({"looks": "once"})["seal"]
        {'looks': '6688889c'}
    """
    return {**record, SEAL: {key: hash_of(value) for key, value in record.items()}}


def edited(record: Mapping[str, Any]) -> tuple[str, ...]:
    """The sections of a plan that are not as they were frozen.

    Args:
        record: The plan as its file is read.

    Returns:
        Keys that changed, came or went, in the order of the file; none for a plan without a seal.

    Example:
        >>> plan = sealed({"looks": "once", "planned_units": 400})
        >>> edited(plan), edited({**plan, "planned_units": "900"})
        ((), ('planned_units',))
    """
    marks = record.get(SEAL)
    if not isinstance(marks, Mapping):
        return ()
    kept = {key: value for key, value in record.items() if key not in {SEAL, LIFE, CHANGED}}
    names = dict.fromkeys((*kept, *marks))
    return tuple(key for key in names if key not in kept or marks.get(key) != hash_of(kept[key]))


def hash_of(value: object) -> str:
    """Eight hex digits of a section, the same for a value and for the text a file gives back.

    Args:
        value: Plain values.

    Returns:
        Hex digits.

    Example:
        >>> hash_of({"a": 1}) == hash_of({"a": "1"}), hash_of(True) == hash_of("false")
        (True, False)
    """
    text = json.dumps(as_text(value), ensure_ascii=False, separators=(",", ":"))
    return hashlib.sha256(text.encode()).hexdigest()[:DIGITS]


def as_text(value: object) -> object:
    """Plain values with every leaf as the text a record's file gives back; the order stays."""
    if isinstance(value, Mapping):
        return [[str(key), as_text(entry)] for key, entry in value.items()]
    if isinstance(value, list | tuple):
        return [as_text(entry) for entry in value]
    if value is None:
        return None
    return str(value).lower() if isinstance(value, bool) else str(value)
