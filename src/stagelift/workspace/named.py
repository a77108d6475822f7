"""What a workspace holds, by name: a mapping whose errors name the nearest."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from types import MappingProxyType
from typing import Generic, TypeVar

from stagelift.errors import UnknownNameError, did_you_mean

V = TypeVar("V")
SHOWN = 12  # names listed where none is near


def check_segment(segment: str, known: Iterable[str]) -> None:
    """Stops at a segment that the journey does not define.

    Args:
        segment: Id of a segment.
        known: The ids there are.

    Raises:
        UnknownNameError: It is none of them; the nearest is named.

    Example:
        >>> check_segment("loyl", ["loyal"])
        Traceback (most recent call last):
        stagelift.errors.UnknownNameError: unknown segment 'loyl'. Did you mean 'loyal'?
    """
    Named("segment", dict.fromkeys(known))[segment]  # raises


class Named(Mapping[str, V], Generic[V]):
    """Things of one kind by name; it cannot be changed.

    Args:
        kind: What they are, in the singular.
        entries: The things by name.

    Example:
        >>> found = Named("metric", {"first_order": 1})
        >>> found["first_order"], "nope" in found
        (1, False)
        >>> found["frist_order"]
        Traceback (most recent call last):
        stagelift.errors.UnknownNameError: unknown metric 'frist_order'. Did you mean 'first_order'?
    """

    def __init__(self, kind: str, entries: Mapping[str, V]) -> None:
        self._kind = kind
        self._entries = MappingProxyType(dict(entries))

    def __getitem__(self, name: str) -> V:
        try:
            return self._entries[name]
        except KeyError:
            pass
        known = sorted(self._entries)
        listed = ", ".join(known[:SHOWN]) + (", …" if len(known) > SHOWN else "")
        hint = did_you_mean(str(name), known) or f"There are: {listed or 'none'}"
        raise UnknownNameError(f"unknown {self._kind} '{name}'. {hint}")

    def __iter__(self) -> Iterator[str]:
        return iter(self._entries)

    def __len__(self) -> int:
        return len(self._entries)

    def __repr__(self) -> str:
        return f"{type(self).__name__}({self._kind!r}, {dict(self._entries)!r})"
