"""Small cells among stages, periods and segments."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Hashable, Mapping
from typing import TypeVar

from stagelift.statistics.disclosure import MINIMUM, Partition, hide

Whose = TypeVar("Whose", bound=tuple[object, ...])


def hidden_segments(sizes: Mapping[Whose, int], minimum: int = MINIMUM) -> frozenset[Whose]:
    """The cells to hide, where the last part of each key is the segment.

    The values of one attribute add up to everyone's cell, and so do a named segment and those who
    are not in it, whom nobody shows; several named segments may overlap and add up to nothing.

    Args:
        sizes: Units of each cell.
        minimum: Units of the smallest shown cell.

    Returns:
        Their keys.

    Example:
        >>> cells = {("buy", None): 40, ("buy", "age=20s"): 34, ("buy", "age=30s"): 6}
        >>> sorted(hidden_segments(cells), key=str)
        [('buy', 'age=20s'), ('buy', 'age=30s')]
        >>> sorted(hidden_segments({("buy", None): 40, ("buy", "vip"): 37}), key=str)
        [('buy', 'vip')]
    """
    parts: dict[tuple[object, ...], list[Hashable]] = defaultdict(list)
    for key in sizes:
        segment = key[-1]
        if isinstance(segment, str):  # a named segment falls short by those who are not in it
            parts[(*key[:-1], segment.partition("=")[0])].append(key)
    sums = [Partition((*key[:-1], None), tuple(cells)) for key, cells in parts.items()]
    known: dict[Hashable, int] = dict(sizes.items())
    hidden = hide(known, [one for one in sums if one.whole in known], minimum)
    return frozenset(key for key in sizes if key in hidden)


def few_units(n: int, minimum: int, units: str) -> str:
    """Why a cell is not shown.

    Args:
        n: Its units.
        minimum: Units of the smallest shown cell.
        units: What they are.

    Returns:
        Words.

    Example:
        >>> few_units(3, 10, "stays")
        'fewer than 10 stays'
    """
    if 0 < n < minimum:
        return f"fewer than {minimum} {units}"
    return f"hidden, or a cell of fewer than {minimum} {units} could be computed from it"
