"""A journey's stages and segments as the rules a query evaluates."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal, InvalidOperation

from stagelift.data.query import Comparison, EventWindow, SegmentRule, Term
from stagelift.definitions import DateSpan, EventPattern, Journey, Money, Segment
from stagelift.definitions.rfm import ANY_SCORE, DAY_US, Rfm
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


def segment_rule(segment: Segment, zone: str, rfm: Rfm | None = None) -> SegmentRule:
    """The rule a segment's definition stands for.

    Args:
        segment: A named segment of the journey.
        zone: The journey's time zone, in which `since` is a local day.
        rfm: What the groups of recency, frequency and money mean, or None.

    Returns:
        Windows of events that must and must not have happened, and attributes that must match.

    Raises:
        ArgumentError: When the segment orders an attribute by something that is no number, or
            names an RFM group that cannot be scored.
    """
    if segment.sql is not None:
        return SegmentRule(segment.name, sql=segment.sql)
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
    if segment.rfm is not None:
        windows.extend(group_windows(segment.rfm, rfm))
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


def group_windows(group: str, rfm: Rfm | None) -> Iterator[EventWindow]:
    """The windows that hold for exactly the customers of an RFM group.

    Args:
        group: Id of the group.
        rfm: Its block in journey.yaml.

    Yields:
        Windows; a customer who did nothing in the look-back is in no group.

    Raises:
        ArgumentError: When there is no such group, or no cut points.

    Example:
        >>> from stagelift.definitions import Journey
        >>> rfm = {"did": "ordered", "recency": [9, 20, 40, 80], "frequency": [2, 3, 5, 8]}
        >>> j = Journey(zone="UTC", data="e.csv", stages={"a": "ordered"}, rfm=rfm)
        >>> [(w.within // 86_400_000_000, w.at_least) for w in group_windows("new", j.rfm)]
        [(365, 1), (21, 1), (365, 0)]
    """
    if rfm is None or not rfm.has_cuts or group not in rfm.groups:
        raise ArgumentError(
            f"no RFM group '{group}' that can be scored; see 'rfm:' in journey.yaml"
        )
    found, terms, back = rfm.groups[group], terms_of(rfm.did), rfm.within.microseconds
    yield EventWindow(terms, back, 1)
    days = (None, None, *reversed(rfm.recency), None)  # by score, 2 to 5
    lower, upper = days[found.r.low], days[found.r.high + 1]
    if lower is not None:
        yield EventWindow(terms, (lower + 1) * DAY_US, 1)
    if upper is not None:
        yield EventWindow(terms, (upper + 1) * DAY_US, 0)
    money = tuple(int(cut * 1_000_000) for cut in rfm.money)
    for scores, cuts, summed in ((found.f, rfm.frequency, False), (found.m, money, True)):
        if not cuts and scores != ANY_SCORE:
            raise ArgumentError(f"RFM group '{group}' asks for a score of money without cut points")
        limits = (None, None, *cuts, None) if cuts else (None,) * 7
        least, below = limits[scores.low], limits[scores.high + 1]
        if least is not None or below is not None:
            yield EventWindow(terms, back, least or 0, below=below, summed=summed)


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


def audience_rule(journey: Journey, name: str) -> SegmentRule:
    """The rule of a segment whose customers an experiment assigns.

    Args:
        journey: The journey.
        name: The segment's id.

    Returns:
        Its rule.

    Raises:
        ArgumentError: When the journey has no such segment, or it is written as sql, which does
            not say at which instants its customers qualify.
    """
    found = segment_named(journey, name)
    if found.sql is not None:
        raise ArgumentError(
            f"segment '{name}' is written as sql, so nobody knows when its customers qualify; "
            "an audience is written with did, did_not or where"
        )
    return found


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
    return segment_rule(journey.segments[name], journey.zone, journey.rfm)
