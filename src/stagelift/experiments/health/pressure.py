"""Whether customers of the experiment got more messages than the journey's rules allow."""

from __future__ import annotations

from collections.abc import Sequence

from stagelift.data.query.pressure import Pressed
from stagelift.experiments.health.check import Check
from stagelift.formatting import formatted
from stagelift.metrics.privacy import MINIMUM

DAYS = {"day": 1, "week": 7, "month": 30}
PRESSURE_LIMIT = 0.05


def allowed(at_most: str) -> tuple[int, int]:
    """How many messages a rule allows, and in how many days.

    Args:
        at_most: Such as "3 ads a week".

    Returns:
        Messages and days.

    Example:
        >>> allowed("3 ads a week")
        (3, 7)
    """
    most, _, _, span = at_most.split()
    return int(most), DAYS[span]


def pressure_check(found: Sequence[Pressed], at_most: str) -> Check | None:
    """Whether few customers got more messages than allowed in any such span since they entered.

    Messages from other tests count too: a customer who gets too many answers to none of them.

    Args:
        found: Customers by variant.
        at_most: The journey's rule.

    Returns:
        Amber above 5 % in a variant; None without customers.
    """
    sizes = [one for one in found if one.units >= MINIMUM]
    if not sizes:
        return None
    worst = max(sizes, key=lambda one: one.over / one.units)
    share = worst.over / worst.units
    limit = formatted(PRESSURE_LIMIT, ".0%")
    told = formatted(share, ".1%") if not 0 < worst.over < MINIMUM else "few"
    text = f"{told} of {worst.variant} got more than {at_most} (limit {limit})"
    figures = (("share", share), ("limit", PRESSURE_LIMIT))
    words = (("variant", worst.variant), ("rule", at_most))
    if share <= PRESSURE_LIMIT:
        return Check("pressure", "ok", text, figures, words)
    text = f"{text}; the effect is that of one message among many: send fewer others"
    return Check("pressure", "amber", text, figures, words)
