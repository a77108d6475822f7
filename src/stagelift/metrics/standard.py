"""The twelve metrics that need no file: what every journey with messages asks sooner or later."""

from __future__ import annotations

from collections.abc import Iterator

from stagelift.definitions import Duration, EventPattern, EventTerm, Journey, Label
from stagelift.definitions.metric import Metric
from stagelift.metrics.advanced import Advanced
from stagelift.metrics.churn import Churn
from stagelift.metrics.conversion import Conversion
from stagelift.metrics.nps import Nps
from stagelift.metrics.repurchase import Repurchase
from stagelift.metrics.retention import DayBracket, Retention

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


def standard_metrics(journey: Journey) -> tuple[Metric, ...]:
    """The metrics a journey has without a file; a file of the same name overrides one.

    Six outcomes of messages within 7 days (delivered, opened, clicked, replied, unsubscribed,
    complained), `nps` of the one source of surveys, `week1` and `week4` retention of the first
    stage, `churn` by 90 days without any stage's event, `repeat_purchase` of the event a later
    stage asks for again, and `advanced` from each stage to the next.

    Args:
        journey: The journey.

    Returns:
        Metrics; those the journey has nothing for are left out: `nps` without surveys or with
        several, `repeat_purchase` without a stage such as `ordered x2`, all of stages without any.

    Example:
        >>> shop = Journey(zone="UTC", data="e.csv", stages={"a": "visited", "b": "visited x2"})
        >>> [metric.name for metric in standard_metrics(shop)][6:]
        ['week1', 'week4', 'churn', 'repeat_purchase', 'advanced']
    """
    return (*of_messages(), *of_surveys(journey), *of_stages(journey))


def of_messages() -> Iterator[Metric]:
    """What becomes of messages: events that sending tools report back."""
    for event, (better, korean, english) in MESSAGE_EVENTS.items():
        yield Conversion(
            name=event,
            event=EventPattern((EventTerm(event),)),
            within=WITHIN,
            better=better,
            label=label(korean, english),
        )


def of_surveys(journey: Journey) -> Iterator[Metric]:
    """The net promoter score, when there is no doubt which survey asks for it."""
    surveys = [name for name, source in journey.sources.items() if source.role == "surveys"]
    if len(surveys) == 1:
        yield Nps(name="nps", source=surveys[0], label=label("순추천지수(NPS)", "NPS"))


def of_stages(journey: Journey) -> Iterator[Metric]:
    """Retention, churn, repeat purchase and advance, from the events that open stages."""
    opening = [stage.enter for stage in journey.stages.values() if stage.enter is not None]
    if not opening:
        return
    for name, (first, last) in WEEKS.items():
        yield Retention(
            name=name,
            event=once(opening[0]),
            days=DayBracket(first, last),
            label=label(f"{last // 7}주차 유지율", f"Week {last // 7} retention"),
        )
    yield Churn(
        name="churn", event=once(*opening), silent_for=SILENT, label=label("고객 이탈률", "Churn")
    )
    again = [term.event for enter in opening for term in enter.terms if term.occurrence > 1]
    if again and journey.stage_of(again[0]) is not None:
        yield Repurchase(
            name="repeat_purchase",
            event=EventPattern((EventTerm(again[0]),)),
            label=label("재구매율", "Repeat purchase"),
        )
    if len(opening) > 1:
        yield Advanced(name="advanced", within=WITHIN, label=label("다음 단계 전환율", "Advanced"))


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
