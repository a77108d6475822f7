"""The twelve metrics that need no file: what every journey with messages asks sooner or later."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import partial
from typing import TYPE_CHECKING

from stagelift.definitions import Duration, EventPattern, EventTerm, Journey, Label

if TYPE_CHECKING:
    from stagelift.definitions.metric import Metric

WITHIN = Duration.parse("7 days")
SILENT = Duration.parse("90 days")
MESSAGE_EVENTS = {
    "delivered": ("up", "도달", "Delivered"),
    "opened": ("up", "열람", "Opened"),
    "clicked": ("up", "클릭", "Clicked"),
    "replied": ("up", "회신", "Replied"),
    "unsubscribed": ("down", "수신 거부", "Unsubscribed"),
    "complained": ("down", "스팸 신고", "Complained"),
}
WEEKS = {"week1": (1, 7), "week4": (22, 28)}

Maker = Callable[[], "Metric"]


def standard_metrics(journey: Journey) -> dict[str, Maker]:
    """What makes the metrics a journey has without a file; a file of the same name overrides one.

    Six outcomes of messages within 7 days (delivered, opened, clicked, replied, unsubscribed,
    complained), `nps` of the one source of surveys, `week1` and `week4` retention of the first
    stage, `churn` by 90 days without any stage's event, `repeat_purchase` of the event a later
    stage asks for again, and `advanced` from each stage to the next.

    Args:
        journey: The journey.

    Returns:
        By name, a function that gives the metric; those the journey has nothing for are left out:
        `nps` without surveys or with several, `repeat_purchase` without a stage such as
        `ordered x2`, all of stages without any.

    Example:
        >>> shop = Journey(zone="UTC", data="e.csv", stages={"a": "visited", "b": "visited x2"})
        >>> list(standard_metrics(shop))[6:]
        ['week1', 'week4', 'churn', 'repeat_purchase', 'advanced']
    """
    return dict((*of_messages(), *of_surveys(journey), *of_stages(journey)))


def of_messages() -> Iterator[tuple[str, Maker]]:
    """What becomes of messages: events that sending tools report back."""
    for event in MESSAGE_EVENTS:
        yield event, partial(outcome, event)


def outcome(event: str) -> Metric:
    """The share of customers to whose messages an event happened."""
    from stagelift.metrics.conversion import Conversion

    better, korean, english = MESSAGE_EVENTS[event]
    return Conversion(
        name=event,
        event=EventPattern((EventTerm(event),)),
        within=WITHIN,
        better=better,
        label=label(korean, english),
    )


def of_surveys(journey: Journey) -> Iterator[tuple[str, Maker]]:
    """The net promoter score, when there is no doubt which survey asks for it."""
    surveys = [name for name, source in journey.sources.items() if source.role == "surveys"]
    if len(surveys) == 1:
        yield "nps", partial(promoters, surveys[0])


def promoters(survey: str) -> Metric:
    """The net promoter score of a survey."""
    from stagelift.metrics.nps import Nps

    return Nps(name="nps", source=survey, label=label("순추천지수(NPS)", "NPS"))


def of_stages(journey: Journey) -> Iterator[tuple[str, Maker]]:
    """Retention, churn, repeat purchase and advance, from the events that open stages."""
    opening = [stage.enter for stage in journey.stages.values() if stage.enter is not None]
    if not opening:
        return
    for week in WEEKS:
        yield week, partial(retained, week, opening[0])
    yield "churn", partial(churned, opening)
    again = [term.event for enter in opening for term in enter.terms if term.occurrence > 1]
    if again and journey.stage_of(again[0]) is not None:
        yield "repeat_purchase", partial(repeated, again[0])
    if len(opening) > 1:
        yield "advanced", advance


def retained(week: str, opening: EventPattern) -> Metric:
    """The share of customers who come back in a week after their first event."""
    from stagelift.metrics.retention import DayBracket, Retention

    first, last = WEEKS[week]
    return Retention(
        name=week,
        event=once(opening),
        days=DayBracket(first, last),
        label=label(f"{last // 7}주차 유지율", f"Week {last // 7} retention"),
    )


def churned(opening: list[EventPattern]) -> Metric:
    """The share of active customers who fall silent."""
    from stagelift.metrics.churn import Churn

    words = label("고객 이탈률", "Churn")
    return Churn(name="churn", event=once(*opening), silent_for=SILENT, label=words)


def repeated(event: str) -> Metric:
    """The share of customers to whom an event happens again."""
    from stagelift.metrics.repurchase import Repurchase

    return Repurchase(
        name="repeat_purchase",
        event=EventPattern((EventTerm(event),)),
        label=label("재구매율", "Repeat purchase"),
    )


def advance() -> Metric:
    """The share of a stage's entrants who reach the next one."""
    from stagelift.metrics.advanced import Advanced

    words = label("다음 단계 전환율", "Advanced")
    return Advanced(name="advanced", within=WITHIN, label=words)


def once(*patterns: EventPattern) -> EventPattern:
    """Any of the patterns' events at any occurrence.

    Args:
        patterns: Patterns of stages.

    Returns:
        One pattern.

    Example:
        >>> str(once(EventPattern.parse("a | b"), EventPattern.parse("a x2")))
        'a | b'
    """
    names = dict.fromkeys(name for pattern in patterns for name in pattern.events)
    return EventPattern(tuple(EventTerm(name) for name in names))


def label(korean: str, english: str) -> Label:
    """The words of a standard metric in both languages pages are written in."""
    return Label.accept({"ko": korean, "en": english})
