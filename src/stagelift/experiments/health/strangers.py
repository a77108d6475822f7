"""Whether every assigned unit carries a variant that was planned."""

from __future__ import annotations

from stagelift.experiments.arms import Arms
from stagelift.experiments.health.check import Check
from stagelift.formatting import number


def stranger_check(arms: Arms) -> Check:
    """Whether every assigned unit's variant is one of the plan's.

    Args:
        arms: Units by variant.

    Returns:
        Red when some are not: the split cannot be judged without them.
    """
    if arms.strangers:
        text = f"{number(arms.strangers)} units carry a variant that is not in the plan; map it"
        return Check("strangers", "red", text, (("units", arms.strangers),))
    return Check("strangers", "ok", "every unit's variant is in the plan")
