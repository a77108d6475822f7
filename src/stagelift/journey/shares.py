"""How many of how many, as the fields that rows about customers have."""

from __future__ import annotations

from typing import Any

from stagelift.statistics.disclosure import MINIMUM
from stagelift.statistics.proportions import proportion

FEW = f"fewer than {MINIMUM} customers, or they would follow from it"


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
