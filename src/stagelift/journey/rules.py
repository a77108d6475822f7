"""A journey's stages and segments as the rules a query evaluates."""

from __future__ import annotations

from decimal import Decimal, InvalidOperation

from stagelift.data.query import Comparison, EventWindow, SegmentRule, Term
from stagelift.definitions import DateSpan, EventPattern, Journey, Money, Segment
from stagelift.errors import ArgumentError, did_you_mean

NUMERIC = ("<", "<=", ">", ">=")


def terms_of(*patterns: EventPattern) -> tuple[Term, ...]:
    """The event terms of a pattern, or of several together.

    Args:
        patterns: Such as `ordered x2 | returned`.

    Returns:
        Pairs of event and occurrence.

    Example:
        >>> terms_of(EventPattern.parse("ordered x2"))
        (('ordered', 2),)
    """
    found = (term for pattern in patterns for term in pattern.terms)
    return tuple(dict.fromkeys((term.event, term.occurrence) for term in found))


def micros_of(money: Money) -> int:
    """An amount in millionths of its currency, as events carry their values.

    Args:
        money: The amount.

    Returns:
        A whole number.

    Example:
        >>> micros_of(Money.parse("1.5 EUR"))
        1500000
    """
    return int((money.amount * 1_000_000).to_integral_value())


def stage_terms(journey: Journey) -> tuple[tuple[str, tuple[Term, ...]], ...]:
    """The stages that events open, with their terms, in journey order.

    Args:
        journey: The journey.

    Returns:
        Pairs of stage id and terms; a stage left by silence has no events and is not among them.
    """
    return tuple(
        (name, terms_of(stage.enter))
        for name, stage in journey.stages.items()
        if stage.enter is not None
    )


def segment_rule(segment: Segment, zone: str) -> SegmentRule:
    """The rule a segment's definition stands for.

    Args:
        segment: A named segment of the journey.
        zone: The journey's time zone, in which `since` is a local day.

    Returns:
        Windows of events that must and must not have happened, and attributes that must match.

    Raises:
        ArgumentError: When the segment is written as `sql`, which no query here can take in, or
            orders an attribute by something that is no number.
    """
    if segment.sql is not None:
        raise ArgumentError(
            f"segment '{segment.name}' is written as sql; write did, did_not or where"
        )
    within = segment.within.microseconds if segment.within else None
    since = DateSpan(segment.since, segment.since).instants(zone)[0] if segment.since else None
    amount = isinstance(segment.at_least, Money)
    least = micros_of(segment.at_least) if isinstance(segment.at_least, Money) else segment.at_least
    unless = terms_of(*Segment.patterns(segment.but_not))
    windows = [
        EventWindow(terms_of(done), within, least, since, unless, summed=amount)
        for done in Segment.patterns(segment.did)
    ]
    windows.extend(
        EventWindow(terms_of(pattern), within, 0, since)
        for pattern in Segment.patterns(segment.did_not)
    )
    for condition in segment.where:
        if condition.operator in NUMERIC and not is_number(condition.values[0]):
            raise ArgumentError(
                f"segment '{segment.name}': '{condition}' compares with no number; "
                "text takes = and != only"
            )
    attributes = tuple(
        Comparison(condition.attribute, condition.operator, condition.values)
        for condition in segment.where
    )
    return SegmentRule(segment.name, tuple(windows), attributes)


def is_number(text: str) -> bool:
    """Whether a text is a finite number.

    Args:
        text: Any text.

    Returns:
        True for digits with an optional sign, point and exponent.

    Example:
        >>> is_number("30"), is_number("thirty")
        (True, False)
    """
    try:
        return Decimal(text).is_finite()
    except InvalidOperation:
        return False


def segment_named(journey: Journey, name: str) -> SegmentRule:
    """The rule of the segment with this id.

    Args:
        journey: The journey.
        name: The segment's id.

    Returns:
        Its rule.

    Raises:
        ArgumentError: When the journey has no such segment.
    """
    if name not in journey.segments:
        hint = did_you_mean(name, journey.segments)
        raise ArgumentError(f"unknown segment '{name}'. {hint}".rstrip())
    return segment_rule(journey.segments[name], journey.zone)
