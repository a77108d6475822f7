"""The rules of a journey by which its customers are placed in stages."""

from __future__ import annotations

from stagelift.data.query.spells import StageRules
from stagelift.definitions import Journey
from stagelift.journey.model import left_rule
from stagelift.journey.rules import stage_terms


def stage_rules(journey: Journey) -> StageRules:
    """What decides in which stage a customer is; stages have the numbers of `numbered_stages`.

    Args:
        journey: The journey.

    Returns:
        The stages' terms, and what makes a customer one who has left.

    Example:
        >>> stages = {"look": "visited", "gone": {"after": "90 days without visited"}}
        >>> stage_rules(Journey(zone="UTC", sources={}, stages=stages)).left_no
        2
    """
    return StageRules(tuple(terms for _, terms in stage_terms(journey)), left_rule(journey))
