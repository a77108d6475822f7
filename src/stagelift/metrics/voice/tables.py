"""Tables of what customers say: small cells withheld, numbers as text, one place for both."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from typing import TYPE_CHECKING, Any

from stagelift.console import aligned
from stagelift.formatting import formatted, number
from stagelift.metrics.privacy import MINIMUM

if TYPE_CHECKING:
    from stagelift.statistics.inference import Inference

EVERY = "all"
UNKNOWN = "–"
# what a row says of itself where its numbers are withheld
PLACE = ("metric", "measure", "unit", "stage", "segment", "period", "as_of", "level")


def few(minimum: int = MINIMUM) -> str:
    """How a number below the minimum is shown.

    Example:
        >>> few()
        '< 10'
    """
    return f"< {minimum}"


def shown(value: float | None, spec: str) -> str:
    """A number as text, or the mark for an unknown one.

    Example:
        >>> shown(0.5, ".1%"), shown(None, ".1%")
        ('50.0%', '–')
    """
    return UNKNOWN if value is None else formatted(value, spec)


def interval(low: float | None, high: float | None, spec: str) -> str:
    """An interval as text, empty where an end is not known.

    Example:
        >>> interval(0.25, 0.5, ".0%")
        '[25%, 50%]'
    """
    if low is None or high is None:
        return ""
    return f"[{formatted(low, spec)}, {formatted(high, spec)}]"


def whole(value: int | None) -> str:
    """A count as text.

    Example:
        >>> whole(1204), whole(None)
        ('1,204', '–')
    """
    return UNKNOWN if value is None else number(value)


def ends(found: Inference) -> dict[str, Any]:
    """What an inference adds to a row, under the names of an estimate.

    Args:
        found: What a method said.

    Returns:
        value, se, low, high, level, method, status and note.
    """
    names = ("value", "se", "low", "high", "level", "method", "status", "note")
    return {name: getattr(found, name) for name in names}


def without(row: dict[str, Any], note: str, kept: Collection[str] = PLACE) -> dict[str, Any]:
    """A row whose numbers are withheld.

    Args:
        row: The row.
        note: Why.
        kept: Names of what may be told.

    Returns:
        The same names, null but for those kept.
    """
    found = {name: row[name] if name in kept else None for name in row}
    return {**found, "status": "low_n", "note": note}


def text_table(head: str, columns: Sequence[str], rows: Iterable[Sequence[str]], *foot: str) -> str:
    """A heading, aligned columns and what is said below them.

    Args:
        head: The first line.
        columns: Names of the columns.
        rows: Cells as text.
        foot: Sentences below; empty ones are left out.

    Returns:
        Text.
    """
    return "\n".join([head, *aligned([tuple(columns), *rows]), *(line for line in foot if line)])


def signed(value: float | None) -> str:
    """A mood as text with two decimals and its sign.

    Example:
        >>> signed(0.125), signed(None)
        ('+0.13', '–')
    """
    return UNKNOWN if value is None else formatted(value, "+.2f")
