"""The journey's stages as queries number them, the state of having left among them."""

from __future__ import annotations

from typing import Literal

from stagelift.data.query.left import LeftRule, rule_of
from stagelift.definitions import Journey
from stagelift.journey.rules import stage_terms

Move = Literal["advance", "back", "unexpected", "left", "came back"]


def numbered_stages(journey: Journey) -> tuple[str, ...]:
    """The stages in the order of their numbers, the first being 1.

    Args:
        journey: The journey.

    Returns:
        The stages that events open, in journey order, then the state of having left if there is
        one.

    Example:
        >>> gone = {"look": "visited", "gone": {"after": "90 days without visited"}, "buy": "paid"}
        >>> numbered_stages(Journey(zone="UTC", sources={}, stages=gone))
        ('look', 'buy', 'gone')
    """
    opened = tuple(name for name, _ in stage_terms(journey))
    return opened if journey.left is None else (*opened, journey.left.name)


def left_rule(journey: Journey) -> LeftRule | None:
    """What makes a customer one who has left, as a query evaluates it.

    Args:
        journey: The journey.

    Returns:
        The rule; None for a journey without such a state.
    """
    return rule_of(journey.left)


def move_of(journey: Journey, start: str, end: str) -> Move:
    """What a move from one stage to another is.

    A move to an earlier stage is `back` when the stage left names it under `may_go_back_to`, or
    names nothing at all; where it names others, it is `unexpected`.

    Args:
        journey: The journey.
        start: Id of the stage left.
        end: Id of the stage entered.

    Returns:
        `advance`, `back`, `unexpected`, `left` (to the state of having left), or `came back` (from
        it).

    Example:
        >>> stages = {"look": "visited", "cart": "added", "buy": "paid"}
        >>> stages["buy"] = {"enter": "paid", "may_go_back_to": "cart"}
        >>> journey = Journey(zone="UTC", sources={}, stages=stages)
        >>> move_of(journey, "buy", "cart"), move_of(journey, "buy", "look")
        ('back', 'unexpected')
    """
    left = journey.left.name if journey.left else None
    if left in (start, end):
        return "left" if end == left else "came back"
    order = numbered_stages(journey)
    if order.index(end) > order.index(start):
        return "advance"
    allowed = journey.stages[start].may_go_back_to
    expected = not allowed or end in {journey.resolve(name) for name in allowed}
    return "back" if expected else "unexpected"
