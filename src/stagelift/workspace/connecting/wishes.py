"""What the user says about data beside where they lie."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from stagelift.definitions.presets import preset
from stagelift.definitions.sources import COLUMNS, ROLES
from stagelift.errors import ArgumentError, did_you_mean

GROUPS = ("keep", "consent")
OF_SOURCES = frozenset(("zone", *GROUPS))  # words of every role


@dataclass(frozen=True, slots=True)
class Wishes:
    """What the user asked for beside the place.

    Args:
        name: Id of the source, or None for the one the place suggests.
        role: What the rows are, or None for a guess.
        preset: A preset's name, "none" for no preset, or None for the one that fits.
        mapping: Our word, `keep.NAME` or `consent.CHANNEL` to a column or expression; an empty
            text leaves a guessed one out.
    """

    name: str | None = None
    role: str | None = None
    preset: str | None = None
    mapping: Mapping[str, str] = field(default_factory=dict)


def fits(wishes: Wishes, role: str, *words: str) -> bool:
    """Whether every word the user maps, or every one of these, is one of the role's.

    Args:
        wishes: What the user asked for.
        role: What the rows may be.
        words: Only these words.

    Returns:
        True when the role has them all.

    Example:
        >>> fits(Wishes(mapping={"score": "q1"}), "surveys")
        True
        >>> fits(Wishes(mapping={"score": "q1"}), "events")
        False
    """
    own = {word for word in words or wishes.mapping if "." not in word and word not in OF_SOURCES}
    return own <= set(COLUMNS[role])


def refuse_wishes(wishes: Wishes) -> None:
    """Stops at options that name what does not exist, before any data are read.

    Args:
        wishes: What the user asked for.

    Raises:
        ArgumentError: An unknown role, word or preset, with the nearest one.
    """
    if wishes.preset not in (None, "none"):
        preset(str(wishes.preset))
    if wishes.role is not None and wishes.role not in (*ROLES, "units"):
        hint = did_you_mean(wishes.role, (*ROLES, "units"))
        listed = ", ".join((*ROLES, "units"))
        raise ArgumentError(
            f"--as: unknown role '{wishes.role}'; roles are {listed}. {hint}".rstrip()
        )
    allowed = {word for words in COLUMNS.values() for word in words} | OF_SOURCES
    for word in wishes.mapping:
        if word in allowed or word.partition(".")[0] in GROUPS:
            continue
        hint = did_you_mean(word, allowed) or f"Words are {', '.join(sorted(allowed))}"
        raise ArgumentError(f"--set: unknown word '{word}'. {hint}")
