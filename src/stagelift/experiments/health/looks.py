"""Whether households let the plan look more than once."""

from __future__ import annotations

from stagelift.experiments.arms import Arms
from stagelift.experiments.clusters.looking import why_once
from stagelift.experiments.health.check import Check


def looks_check(arms: Arms, planned: str) -> Check | None:
    """Whether a plan that looks several times may, where whole households were randomised.

    Args:
        arms: The units.
        planned: The plan's rule for looking.

    Returns:
        Amber where it is read once instead; None for other plans.
    """
    why = why_once(arms)
    if arms.homes is None or planned == "once":
        return None
    if not why:
        return Check("looks", "ok", "every household entered once, complete, 50 or more a variant")
    text = f"read once instead of {planned}: {why}; let households enter once"
    return Check("looks", "amber", text, (), (("planned", planned), ("why", why)))
