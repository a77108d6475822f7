"""How many of how many, as the fields that rows about customers have."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from stagelift.statistics.disclosure import MINIMUM
from stagelift.statistics.proportions import proportion

if TYPE_CHECKING:
    from stagelift.statistics.inference import Status

FEW = f"fewer than {MINIMUM} customers, or they would follow from it"


@dataclass(frozen=True, slots=True, kw_only=True)
class ShownShare:
    """A share of customers in a row that says what it is of; nothing but a status where hidden.

    Args:
        k: Customers; None when they are not shown.
        n: Customers they are a share of.
        value: Their share, 0–1.
        low: Lower end of its interval.
        high: Upper end.
        status: `ok`, or why there is no number.
    """

    k: int | None = None
    n: int | None = None
    value: float | None = None
    low: float | None = None
    high: float | None = None
    status: Status = "ok"

    @property
    def figures(self) -> dict[str, Any]:
        """The share by the names of its fields, as rows have them."""
        return {name: getattr(self, name) for name in ShownShare.__dataclass_fields__}


def shown_fields(k: int, n: int) -> dict[str, Any]:
    """The fields of a `ShownShare`.

    Args:
        k: Customers.
        n: Customers they are a share of.

    Returns:
        k, n, value, low, high and status by name.

    Example:
        >>> ShownShare(**shown_fields(10, 40)).value
        0.25
    """
    found = share_fields(k, n)
    return {name: found[name] for name in ShownShare.__dataclass_fields__}


def share_fields(k: int, n: int) -> dict[str, Any]:
    """The fields of a row that tells a share of customers with its interval.

    Args:
        k: Customers.
        n: Customers they are a share of.

    Returns:
        k, n, value, low, high, status and note by name.

    Example:
        >>> found = share_fields(10, 40)
        >>> found["value"], round(found["low"], 3), found["status"]
        (0.25, 0.142, 'ok')
    """
    found = proportion(k, n)
    names = ("value", "low", "high", "status", "note")
    return {"k": k, "n": n} | {name: getattr(found, name) for name in names}
