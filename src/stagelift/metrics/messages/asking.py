"""The question about a period's messages, from the journey and what a user says."""

from __future__ import annotations

from typing import TYPE_CHECKING

from stagelift.data.query.message_specs import MessageQuestion
from stagelift.definitions import Duration, Mistake
from stagelift.errors import ArgumentError
from stagelift.journey.rules import stage_terms

if TYPE_CHECKING:
    from stagelift.definitions import Journey
    from stagelift.metrics.kpis import KpiRequest

MICROS = 1_000_000


def message_question(
    journey: Journey, request: KpiRequest, within: str, *, staged: bool = False
) -> MessageQuestion:
    """What is asked of the messages of one period.

    Args:
        journey: Its stages and channels.
        request: The period, the split and the instant of knowledge.
        within: How long after delivery a reaction counts, such as `3 days`.
        staged: Whether messages are told apart by the customer's stage at sending.

    Returns:
        The question.

    Raises:
        ArgumentError: When `within` is no duration above 0.
    """
    return MessageQuestion(
        period=request.periods[-1],
        window=microseconds("within", within),
        stages=stage_terms(journey) if staged else (),
        segments=request.segments,
        attributes=request.attributes,
        prices=channel_prices(journey),
        all_opens=tuple(name for name, one in journey.channels.items() if one.opens == "all"),
        as_of=request.as_of,
    )


def microseconds(argument: str, text: str) -> int:
    """A length of time that a user wrote.

    Args:
        argument: Its name, for errors.
        text: Such as `3 days`.

    Returns:
        Microseconds, > 0.

    Raises:
        ArgumentError: When it is no duration above 0.

    Example:
        >>> microseconds("within", "2 hours")
        7200000000
    """
    try:
        return Duration.parse(text.strip()).microseconds
    except Mistake as mistake:
        raise ArgumentError(f"{argument}: {mistake}") from mistake


def channel_prices(journey: Journey) -> tuple[tuple[str, int], ...]:
    """The price of one delivered message by channel, in micros of the journey's currency.

    Args:
        journey: Its channels; those without a cost are left out.

    Returns:
        Pairs of channel and price, sorted.
    """
    priced = ((name, one.cost) for name, one in journey.channels.items() if one.cost is not None)
    return tuple(sorted((name, round(cost * MICROS)) for name, cost in priced))
