"""The question about a period's messages, from the journey and what a user says."""

from __future__ import annotations

from typing import TYPE_CHECKING

from stagelift.data.query.message_specs import MessageQuestion, TouchQuestion
from stagelift.definitions import Duration, EventPattern, Mistake
from stagelift.errors import ArgumentError
from stagelift.journey.rules import stage_terms, terms_of

if TYPE_CHECKING:
    from stagelift.definitions import Journey
    from stagelift.metrics.kpis import KpiRequest


def message_question(
    journey: Journey,
    request: KpiRequest,
    within: str,
    *,
    prices: tuple[tuple[str, int], ...],
    staged: bool = False,
) -> MessageQuestion:
    """What is asked of the messages of one period.

    Args:
        journey: Its stages and channels.
        request: The period, the split and the instant of knowledge.
        within: How long after delivery a reaction counts, such as `3 days`.
        prices: Price of a delivered message in micros by channel.
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
        prices=prices,
        all_opens=tuple(name for name, one in journey.channels.items() if one.opens == "all"),
        as_of=request.as_of,
    )


def touch_question(
    request: KpiRequest, event: str, within: str, variants: tuple[tuple[str, str, str], ...]
) -> TouchQuestion:
    """What is asked of the channels of one period.

    Args:
        request: The period, the split and the instant of knowledge.
        event: The event that converts, such as `ordered`.
        within: How long before a conversion a delivery counts as a touch, such as `7 days`.
        variants: Message, experiment and variant.

    Returns:
        The question.

    Raises:
        ArgumentError: When the event is no pattern of events, or `within` no duration.
    """
    try:
        terms = terms_of(EventPattern.parse(event))
    except Mistake as mistake:
        raise ArgumentError(f"event: {mistake}") from mistake
    return TouchQuestion(
        period=request.periods[-1],
        terms=terms,
        back=microseconds("within", within),
        segments=request.segments,
        attributes=request.attributes,
        variants=variants,
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
