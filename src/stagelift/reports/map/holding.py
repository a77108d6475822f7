"""What holds the journey back: the bottleneck, and which segment leaks where."""

from __future__ import annotations

from typing import TYPE_CHECKING

from stagelift.formatting import formatted, money, number, span
from stagelift.metrics.why.figures_text import target_text
from stagelift.reports.map.section import Grid, Section, absent
from stagelift.reports.map.wording import say
from stagelift.reports.measures import words as words_of
from stagelift.reports.periods import Period

if TYPE_CHECKING:
    from stagelift.metrics.why.bottleneck import Bottleneck
    from stagelift.metrics.why.bottlenecks import Bottlenecks
    from stagelift.metrics.why.leaks import Leak
    from stagelift.reports.map.material import Material
    from stagelift.statistics.inference import Inference

LEAKS = 6  # the dearest; `leaks()` has them all
COLUMNS = ("step", "rate", "target", "gain", "money")
LEAK_COLUMNS = ("step", "segment", "now", "compared", "lost", "money")


def holding_section(material: Material) -> Section:
    """The section on bottlenecks and leaks.

    Args:
        material: What the map is written from.

    Returns:
        Sentences and a table of steps and of leaks; `absent` where no step could be measured.
    """
    language, found = material.language, material.bottlenecks
    title = say(language, "holding")
    if found is None or not found.steps:
        return absent("holding", title, material.why_missing("bottlenecks"))
    lines = [*bottleneck_sentences(material), say(language, "holding.note")]
    grids = [_steps(material, found)]
    records = [{"kind": "step", **row} for row in found.to_dicts()]
    if material.leaks is not None:
        leaking = material.leaks.found[:LEAKS]
        if not leaking:
            lines.append(say(language, "holding.leaks.none"))
        grids += [_leaks(material, leaking)] if leaking else []
        records += [{"kind": "leak", **row} for row in material.leaks.to_dicts() if row["leak"]]
    return Section(
        name="holding", title=title, lines=tuple(lines), grids=tuple(grids), records=tuple(records)
    )


def keep_holding(material: Material) -> None:
    """What each step holds back and what segments lose is kept.

    Args:
        material: What the map is written from.
    """
    book, found = material.book, material.bottlenecks
    for step in found.steps if found is not None else ():
        name, about = _step_name(step), {"stage": step.stage, "period": step.period}
        book.keep(f"{name}.rate", step.metric, "share", step.rate, n=step.n, **about)
        for part in ("target",) if step.passed else ("target", "first", "first_by_money"):
            value = {"value": getattr(step, part)}
            if value["value"] is not None:
                book.keep(f"{name}.{part}", step.metric, part, value, **about)
        _keep_gains(material, step, name)
    for leak in material.leaks.found[:LEAKS] if material.leaks is not None else ():
        _keep_leak(material, leak)


def _keep_gains(material: Material, step: Bottleneck, name: str) -> None:
    unit = (material.bottlenecks and material.bottlenecks.currency) or "money"
    if step.passed:  # what reaching its target would take away is no gain
        return
    for part, of in (("gain", "count"), ("money", unit)):
        found = getattr(step, part)
        if found.value is not None:
            about = {"stage": step.stage, "period": step.period, "unit": of}
            material.book.keep(f"{name}.{part}", step.metric, part, found, **about)


def _keep_leak(material: Material, leak: Leak) -> None:
    name = _leak_name(leak)
    about = {"stage": leak.stage, "segment": leak.segment}
    now = {"value": leak.rate, "n": leak.n, "period": leak.period}
    past = {"value": leak.rate_against, "n": leak.n_against, "period": leak.against_period}
    material.book.keep(f"{name}.now", leak.metric, "share", now, **about)
    material.book.keep(f"{name}.before", leak.metric, "share", past, **about)
    about["period"] = leak.period
    unit = material.journey.currency or "money"
    material.book.keep(f"{name}.lost", leak.metric, "lost", leak.lost, unit="count", **about)
    if leak.money.value is not None:
        material.book.keep(f"{name}.money", leak.metric, "money", leak.money, unit=unit, **about)


def _step_name(step: Bottleneck) -> str:
    return f"holding.{step.metric}.{step.stage}"


def _leak_name(leak: Leak) -> str:
    return f"leak.{leak.stage}.{leak.segment}"


def bottleneck_sentences(material: Material) -> tuple[str, ...]:
    """The bottleneck in a sentence or two, or that none is clear.

    Args:
        material: What the map is written from; its bottlenecks were asked.

    Returns:
        By money where steps are worth any, then by customers who come through to the end, which may
        be another step; else by these alone.
    """
    language, found, book = material.language, material.bottlenecks, material.book
    if found is None:
        reason = material.why_missing("bottlenecks")
        return (say(language, "headline.bottleneck.unknown", reason=reason),)
    leader = found.leader
    if leader is None or leader.target is None:
        told = any(step.gain.value is not None for step in found.steps)
        return (say(language, "bottleneck.none" if told else "bottleneck.unknown"),)
    name, most = _step_name(leader), found.by_customers
    aim = book.show(target_text(leader, language), f"{name}.target")
    rate = book.show(_share(leader.rate.value, language), f"{name}.rate")
    rate = f"{rate} ({weeks_words(leader.period, language)})"
    key = "bottleneck.clear" if found.clear else "bottleneck.open"
    if found.by_money is None:
        return (say(language, key, rate=rate, target=aim, **_by_customers(material, leader)),)
    first = formatted(found.first, ".0%", language)
    paid = money(leader.money.value or 0.0, found.currency, language)
    words = {
        "step": step_words(material, leader.stage, leader.reached),
        "money": book.show(paid, f"{name}.money"),
        "ends": book.ends(_ends(leader.money, found.currency, language), f"{name}.money"),
        "first": book.show(first, f"{name}.first_by_money"),
    }
    said = say(language, f"{key}.money", rate=rate, target=aim, **words)
    if most is None:
        return (said,)
    if not found.clear_by_customers:
        key = "bottleneck.customers.open"
    else:
        key = "bottleneck.too" if most is leader else "bottleneck.customers"
    return said, say(language, key, **_by_customers(material, most))


def _by_customers(material: Material, step: Bottleneck) -> dict[str, str]:
    """A step in words, by the customers who would come through to the end."""
    language, book, name = material.language, material.book, _step_name(step)
    return {
        "step": step_words(material, step.stage, step.reached),
        "first": book.show(formatted(step.first or 0.0, ".0%", language), f"{name}.first"),
        "gain": book.show(number(step.gain.value or 0.0), f"{name}.gain"),
        "ends": book.ends(_ends(step.gain, "count", language), f"{name}.gain"),
    }


def clear_bottleneck(material: Material) -> Bottleneck | None:
    """The step that holds the journey back, where the recounts agree on it."""
    found = material.bottlenecks
    return found.leader if found is not None and found.clear else None


def bottleneck_lead(material: Material) -> tuple[str, str] | None:
    """The bottleneck as a headline with its size; None where none is clear."""
    step, language = clear_bottleneck(material), material.language
    if step is None:
        return None
    said = {"step": step_words(material, step.stage, step.reached)}
    return say(language, "lead.bottleneck", **said), bottleneck_sentences(material)[0]


def leak_lead(material: Material) -> tuple[str, str] | None:
    """The dearest leak as a headline with its size; None without a leak."""
    found = material.leaks.found[:1] if material.leaks is not None else ()
    if not found:
        return None
    (leak,), language = found, material.language
    words = {**_lost(material, leak), "reached": material.stage_words(leak.reached)}
    key = "lead.leak.size" if leak.money.value is None else "lead.leak.size.money"
    return say(language, "lead.leak", **words), say(language, key, **words)


def _lost(material: Material, leak: Leak) -> dict[str, str]:
    """A leak in words: who, where, from what level to what, and what is lost a month."""
    language, book, name = material.language, material.book, _leak_name(leak)
    paid = _amount(leak.money, material.journey.currency, language)
    return {
        "segment": segment_words(material, leak.segment),
        "step": step_words(material, leak.stage, leak.reached),
        "now": book.show(_share(leak.rate, language), f"{name}.now"),
        "days": weeks_words(leak.period, language),
        "against": weeks_words(leak.against_period, language),
        "before": book.show(_share(leak.rate_against, language), f"{name}.before"),
        "lost": book.ranged(_amount(leak.lost, "count", language), f"{name}.lost"),
        "money": book.ranged(paid, f"{name}.money"),
    }


def weeks_words(periods: str, language: str) -> str:
    """The days of a period, or of the first to the last of several, as a sentence names them.

    Args:
        periods: Such as `2026-W45`, or `2026-W35..2026-W44`.
        language: `en` or `ko`.

    Returns:
        The words.

    Example:
        >>> weeks_words("2026-W45", "en"), weeks_words("2026-W35..2026-W44", "en")
        ('2–8 Nov', '24 Aug – 1 Nov')
    """
    first, _, last = periods.partition("..")
    opened, closed = Period.parse(first), Period.parse(last or first)
    return span(opened.first, closed.last, language, year=False)


def segment_words(material: Material, name: str) -> str:
    """The words of a group of customers: a segment's label, also of one that is a sole condition.

    Args:
        material: What the map is written from.
        name: Id of a segment, or `attribute=value`.

    Returns:
        The label; the text as it is without one.
    """
    attribute, _, value = name.partition("=")
    for known, segment in material.journey.segments.items():
        said = [(each.attribute, each.operator, each.values) for each in segment.where]
        alone = segment.did is None and segment.did_not is None
        if known == name or (alone and said == [(attribute, "=", (value,))]):
            return words_of(segment.label, known, material.language)
    return material.journey.called(name, material.language)


def leak_sentence(material: Material) -> str:
    """The segment that loses most against its own past, in a sentence; empty without a leak.

    Args:
        material: What the map is written from.

    Returns:
        Where, from what level to what, how many a month, and the money where it is known.
    """
    found = material.leaks.found[:1] if material.leaks is not None else ()
    if not found:
        return ""
    (leak,), language = found, material.language
    words = _lost(material, leak)
    key = "headline.leak" if leak.money.value is None else "headline.leak.money"
    return say(language, key, **words)


def step_words(material: Material, start: str, reached: str) -> str:
    """A step by the words of its stages, such as "Purchase → Retention"."""
    return f"{material.stage_words(start)} → {material.stage_words(reached)}"


def _share(value: float | None, language: str) -> str:
    return "–" if value is None else formatted(value, ".1%", language)


def _ends(found: Inference, unit: str, language: str) -> str:
    """The interval of a count or of money; empty without one."""
    if found.low is None or found.high is None:
        return "–"
    if unit == "count":
        return f"{number(found.low)}, {number(found.high)}"
    return ", ".join(money(end, unit, language) for end in (found.low, found.high))


def _amount(found: Inference, unit: str, language: str) -> str:
    if found.value is None:
        return "–"
    value = number(found.value) if unit == "count" else money(found.value, unit, language)
    if found.low is None:
        return value
    return f"{value} [{_ends(found, unit, language)}]"


def _steps(material: Material, found: Bottlenecks) -> Grid:
    language = material.language
    by = "first" if found.by_money is None else "first_by_money"
    header = tuple(say(language, f"holding.column.{name}") for name in (*COLUMNS, by))
    rows = tuple(_step(material, step, found) for step in found.steps)
    return Grid(say(language, "holding.steps"), header, rows)


def _step(material: Material, step: Bottleneck, found: Bottlenecks) -> tuple[str, ...]:
    language, book, name = material.language, material.book, _step_name(step)
    ends = [_share(end, language) for end in (step.rate.low, step.rate.high)]
    rate = _share(step.rate.value, language)
    rate = rate if step.rate.low is None else f"{rate} [{', '.join(ends)}]"
    weeks = f" ({weeks_words(step.period, language)})" if step.period else ""
    source = step.target_from if step.target_from != "target" else ""
    aim = book.show(target_text(step, language), f"{name}.target")
    by = "first" if found.by_money is None else "first_by_money"
    share = getattr(step, by)
    first = "–" if share is None or step.passed else formatted(share, ".0%", language)
    unit = found.currency or material.journey.currency
    gain, paid = say(language, "holding.passed"), "–"
    if not step.passed:
        gain = book.ranged(_amount(step.gain, "count", language), f"{name}.gain")
        paid = book.ranged(_amount(step.money, unit, language), f"{name}.money")
    return (
        step_words(material, step.stage, step.reached),
        f"{book.ranged(rate, f'{name}.rate')}{weeks}",
        f"{aim} ({segment_words(material, source)})" if source else aim,
        gain,
        paid,
        book.show(first, f"{name}.{by}"),
    )


def _leaks(material: Material, found: tuple[Leak, ...]) -> Grid:
    language = material.language
    header = tuple(say(language, f"holding.leak.{name}") for name in LEAK_COLUMNS)
    rows = tuple(
        (
            said["step"],
            said["segment"],
            f"{said['now']} ({said['days']})",
            f"{said['before']} ({said['against']})",
            said["lost"],
            said["money"],
        )
        for said in (_lost(material, leak) for leak in found)
    )
    return Grid(say(language, "holding.leaks"), header, rows)
