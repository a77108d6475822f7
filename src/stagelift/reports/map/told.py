"""What is told of one stage: how long customers stay, what they say, what messages meet, KPIs."""

from __future__ import annotations

from typing import TYPE_CHECKING

from stagelift.formatting import default_spec, formatted, number
from stagelift.journey.stays.figures import MEAN
from stagelift.journey.wording import Words
from stagelift.metrics.privacy import MINIMUM, key_of
from stagelift.metrics.targets import span
from stagelift.reports.map.material import days_words, followed
from stagelift.reports.map.wording import say

if TYPE_CHECKING:
    from collections.abc import Iterator

    from stagelift.journey.quantity import Quantity
    from stagelift.metrics.estimate import Estimate
    from stagelift.metrics.messages.rates import Rate
    from stagelift.reports.map.material import Material

ANSWERED = ("clicked", "replied")  # what people do, where an open may be a machine's
MESSAGES = 4  # of a stage, those with most customers; `stagelift messages` has them all
OPEN = "…"  # an end that is not reached within what is followed
SCORES = ("nps", "csat", "ces", "emotion")  # kinds of what customers say, in this order


def ends_of(found: Estimate, language: str) -> str:
    """The interval of an estimate in its unit's format, such as "7.3%, 8.8%"; a dash without one.

    Args:
        found: The estimate.
        language: Language of the words in it.

    Returns:
        The text.
    """
    if found.low is None or found.high is None:
        return "–"
    return span(found.low, found.high, default_spec(found.unit), language)


def stay_lines(material: Material, stage: str) -> Iterator[tuple[str, str]]:
    """How long customers stay in the stage, and where they went.

    Args:
        material: What the map is written from.
        stage: Id of the stage.

    Yields:
        Pairs of name and words.
    """
    language, found = material.language, material.stays
    rows = found.shown() if found else ()
    row = next((one for one in rows if (one.stage, one.segment) == (stage, None)), None)
    if found is None or row is None or not row.n:
        return
    few = say(language, "now.small", minimum=MINIMUM)
    known = [one for one in row.quantities if one.value is not None]
    if not known:
        yield say(language, "now.time"), few
        return
    median = next((one for one in known if one.measure == "median"), None)
    shown = median or next(one for one in known if one.measure == MEAN)
    name = _kept_stay(material, stage, shown)
    fields = {
        **_lasting(material, shown, name),
        "days": f"{found.horizon_days:.0f}",
        "count": material.book.show(number(row.n), name, "n"),
        "begun": days_words(followed(material.period), language, year=False),
    }
    key = "now.time.median" if median else "now.time.mean"
    yield say(language, "now.time"), say(language, key, **fields)
    ways = [one for one in known if one.unit == "share"]
    said = [_way(material, stage, one) for one in ways]
    yield (
        say(language, "now.exits"),
        say(language, "now.exits.said", ways=" · ".join(said), **fields),
    )


def _lasting(material: Material, found: Quantity, name: str) -> dict[str, str]:
    """A duration and its interval as words, of a fact that is kept."""
    words, book = Words(material.language, {}), material.book
    ends = [OPEN if end is None else words.duration(end) for end in (found.low, found.high)]
    ends[0] = ends[0].removesuffix(f" {ends[1].rpartition(' ')[2]}")  # a shared unit stands once
    return {
        "value": book.show(words.duration(found.value or 0.0), name),
        "ends": book.ends(", ".join(ends), name),
    }


def half_left(material: Material, stage: str) -> tuple[float, dict[str, str]] | None:
    """After how long half have left a stage.

    Args:
        material: What the map is written from.
        stage: Id of the stage.

    Returns:
        Seconds, and the words `value` and `ends`; None where it is not known or not shown.
    """
    rows = material.stays.shown() if material.stays else ()
    row = next((one for one in rows if (one.stage, one.segment) == (stage, None)), None)
    known = row.quantities if row is not None and row.n else ()
    for one in known:
        if one.measure == "median" and one.value is not None:
            return one.value, _lasting(material, one, _kept_stay(material, stage, one))
    return None


def _kept_stay(material: Material, stage: str, found: Quantity) -> str:
    """A number about the stay in a stage is kept."""
    measure = found.measure.replace(" ", "_")
    name = f"{stage}.stay.{measure}"
    return material.book.keep(name, "time_in_stage", measure, found, stage=stage)


def _way(material: Material, stage: str, found: Quantity) -> str:
    language, book = material.language, material.book
    name, ends = _kept_stay(material, stage, found), "–"
    if found.low is not None and found.high is not None:
        ends = span(found.low, found.high, ".1%", language)
    value = book.show(formatted(found.value or 0.0, ".1%", language), name)
    way = found.measure.replace(" ", "_")
    return say(language, f"way.{way}", value=value, ends=book.ends(ends, name))


def score_lines(
    material: Material, stage: str, never: tuple[str, ...]
) -> Iterator[tuple[str, str]]:
    """What customers of the stage said, by kind of question.

    Args:
        material: What the map is written from.
        stage: Id of the stage.
        never: Kinds that nothing in the workspace measures.

    Yields:
        Pairs of name and words.
    """
    for kind in SCORES:
        if kind in never:
            continue
        for name, metric in material.metrics.items():
            if metric.kind != kind:
                continue
            found = material.newest(name, stage)
            label = material.metric_words(name)
            yield label, _said(material, found)


def _said(material: Material, found: Estimate | None) -> str:
    language = material.language
    if found is None or found.value is None:
        return say(language, "now.unmeasured")
    if key_of(found) in material.hidden:
        return say(language, "now.small", minimum=MINIMUM)
    book, name = material.book, _kept_level(material, found)
    value = book.show(formatted(found.value, default_spec(found.unit), language), name)
    count = book.show(number(found.n), name, "n")
    words = {"value": value, "count": count, "period": found.period}
    if found.status == "low_n":
        return say(language, "now.score.low", reason=say(language, "now.few"), **words)
    return say(language, "now.score", ends=book.ends(ends_of(found, language), name), **words)


def _kept_level(material: Material, found: Estimate) -> str:
    """A KPI at a stage is kept."""
    name = f"{found.metric}.{found.stage}"
    return material.book.keep(name, found.metric, "level", found)


def message_lines(material: Material, stage: str) -> Iterator[tuple[str, str]]:
    """How often the messages that met customers in the stage were clicked or replied to.

    Args:
        material: What the map is written from.
        stage: Id of the stage.

    Yields:
        Pairs of name and words.
    """
    language = material.language
    name = say(language, "now.messages")
    if material.engagement is None:
        return
    found = [
        rate
        for rate in material.engagement.shown_rates()
        if rate.stage == stage and rate.rate in ANSWERED and rate.value is not None
    ]
    largest = sorted(found, key=lambda rate: -rate.n)[:MESSAGES]
    said = " · ".join(_message(material, rate) for rate in largest)
    yield name, said or say(language, "now.message.none", period=material.period.label)


def _message(material: Material, rate: Rate) -> str:
    """How many of those a message met clicked it or replied to it."""
    language, book = material.language, material.book
    about = f"{rate.stage}.{rate.message}.{rate.channel}"
    fields = {"stage": rate.stage, "unit": "share", "period": material.period.label}
    name = book.keep(f"{about}.{rate.rate}", rate.rate, "share", rate, **fields)
    known = rate.low is not None and rate.high is not None
    ends = span(rate.low or 0.0, rate.high or 0.0, ".1p") if known else "–"
    return say(
        language,
        f"now.message.{rate.rate}",
        message=material.journey.called(rate.message or "", language),
        channel=material.channel_words(rate.channel or ""),
        value=book.show(formatted(rate.value or 0.0, ".1%", language), name),
        ends=book.ends(ends, name),
        count=book.show(number(rate.n), name, "n"),
    )


def other_lines(material: Material, stage: str) -> Iterator[tuple[str, str]]:
    """The other KPIs that are reported at the stage, in one line.

    Args:
        material: What the map is written from.
        stage: Id of the stage.

    Yields:
        Pairs of name and words.
    """
    language = material.language
    said = []
    for name, metric in material.source.metrics.items():
        found = None if metric.kind in SCORES else material.newest(name, stage)
        if found is None or found.value is None or found.status == "immature":
            continue
        if key_of(found) in material.hidden:
            continue
        kept = _kept_level(material, found)
        value = formatted(found.value, default_spec(found.unit), language)
        words = {"metric": material.metric_words(name), "period": found.period}
        words["value"] = material.book.show(value, kept)
        words["ends"] = material.book.ends(ends_of(found, language), kept)
        said.append(say(language, "now.kpi.said", **words))
    if said:
        yield say(language, "now.kpis"), " · ".join(said)
