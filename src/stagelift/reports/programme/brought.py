"""What the tests brought together beside what customers left out of everything say; how often."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from stagelift.experiments.deciding.outcome import SCORED
from stagelift.experiments.programme.counted import FALSE_SHARE
from stagelift.formatting import day
from stagelift.reports.charts.bars import bar
from stagelift.reports.charts.forest import effect_row
from stagelift.reports.charts.svg import Scale
from stagelift.reports.fragments import DrawnRow, Fragment, drawn, paragraph, section
from stagelift.statistics.programme import LEAST_TESTS
from stagelift.statistics.proportions import proportion

if TYPE_CHECKING:
    from stagelift.experiments.programme.counted import CountedProgramme
    from stagelift.experiments.programme.holdout import HeldOut
    from stagelift.reports.programme.material import Ends, Material
    from stagelift.statistics.inference import Inference

TOO_FEW = "too few customers were held out"  # as the comparison notes it
HOLDOUT_LINE = "rules: {holdout: 5%}"


def brought_section(material: Material) -> Fragment:
    """The winners' total where it may be said, and the customers left out of everything.

    Args:
        material: What the page is written from.

    Returns:
        The fragment.
    """
    parts = [*map(paragraph, prior_lines(material)), total_rows(material)]
    parts += [holdout_rows(material), *map(paragraph, holdout_lines(material))]
    heading, sub = material.say("brought.title"), material.say("brought.sub")
    return section(*parts, kind="brought", heading=heading, sub=sub)


def prior_lines(material: Material) -> Iterator[str]:
    """What is believed of true effects, and what is not among the effects compared."""
    scale = material.programme.scale
    if scale.bell is None:
        yield material.say("brought.none")
        return
    facts = {"treatments": material.count("scale.treatments", len(scale.rows))}
    if not scale.learnt:
        facts["least"] = material.count("scale.least", LEAST_TESTS)
        facts["spread"] = material.count("scale.spread", scale.bell.spread, unit="share")
        yield material.say("brought.stated", **facts)
    else:
        ends = (scale.bell.spread, scale.bell.spread_low, scale.bell.spread_high)
        facts["spread"] = material.spread("scale.spread", ends)
        facts["centre"] = material.change("scale.centre", "scale.centre", (scale.bell.centre,) * 3)
        shape = material.say(f"brought.shape.{scale.fits}")
        yield material.say("brought.learnt", {"shape": shape}, **facts)
    if scale.left_out:
        yield material.say("brought.out", out=material.count("scale.out", scale.left_out))
    if scale.early:
        yield material.say("brought.early", early=material.count("scale.early", scale.early))


def total_rows(material: Material) -> str:
    """The winners' total: as seen, by empirical Bayes under both shapes, by Lee and Shen."""
    scale = material.programme.scale
    won = [row for row in scale.rows if row.compared.won and not row.compared.early]
    if not won or scale.bell is None or scale.heavy is None or scale.bell.total is None:
        return ""
    seen = sum(row.seen for row in won)
    ends: dict[str, Ends] = {
        "naive": (seen, None, None),
        "bell": (scale.bell.total, scale.bell.total_low, scale.bell.total_high),
        "heavy": (scale.heavy.total, scale.heavy.total_low, scale.heavy.total_high),
    }
    if scale.winners is not None:
        ends["lee"] = (scale.winners.value, scale.winners.low, scale.winners.high)
    names = {
        key: material.change(f"total.{key}", f"total.{key}", each, n=len(won), method=key)
        for key, each in ends.items()
    }
    small = {key: material.say("brought.small") for key in names}
    small |= {"lee": material.say("brought.lee.small")} if "lee" in names else {}
    return _effects(
        material, [(n, material.say(f"brought.{k}"), small[k]) for k, n in names.items()]
    )


def holdout_rows(material: Material) -> str:
    """Each primary metric among all others against those left out of everything."""
    rows = []
    for one in material.programme.held_out:
        if one.effect is None or one.effect.value is None:
            continue
        name = whole_fact(material, one)
        label = material.say("brought.holdout", {"metric": material.names.metric(one.metric)})
        share = material.stated("holdout.share", one.share)
        said = {"since": day(one.since, material.language)}
        small = material.say("brought.holdout.small", said, share=share, customers=f"{name}.n")
        rows.append((name, label, small))
    return _effects(material, rows)


def holdout_lines(material: Material) -> Iterator[str]:
    """Why a comparison is missing, and how both ways are to be read beside each other."""
    found = material.programme.held_out
    if not found:
        yield material.say("brought.holdout.none", {"line": HOLDOUT_LINE})
        return
    for one in found:
        if one.effect is None or one.effect.value is None:
            said = {"metric": material.names.metric(one.metric)}
            yield material.say(f"brought.holdout.{'few' if too_few(one) else 'broken'}", said)
    yield material.say("brought.beside")


def whole_fact(material: Material, one: HeldOut) -> str:
    """Records one metric among all others against those left out; returns its name."""
    effect = one.effect
    if effect is None:
        return material.effect(f"holdout.{one.metric}", one.metric, (None, None, None), "share")
    ends = (effect.value, effect.low, effect.high)
    more = {"n": one.n, "level": effect.level, "method": effect.method, "against": "held out"}
    return material.effect(f"holdout.{one.metric}", one.metric, ends, "share", **more)


def too_few(one: HeldOut) -> bool:
    """Whether a comparison is missing because a group is too small, not because data are broken."""
    return one.note in ("", TOO_FEW)


def clear(one: HeldOut) -> bool:
    """Whether a comparison's interval is clear of none."""
    effect = one.effect
    if effect is None or effect.low is None or effect.high is None:
        return False
    return effect.low > 0 or effect.high < 0


def _effects(material: Material, rows: list[tuple[str, str, str]]) -> str:
    """Effects on one scale: a row each of fact, label and small print."""
    if not rows:
        return ""
    facts = [material.book[name] for name, *_ in rows]
    scale = Scale.around(
        [0.0, *(end for fact in facts for end in (fact.value, fact.low, fact.high))]
    )
    made = []
    for fact, (name, label, small) in zip(facts, rows, strict=True):
        known = fact.low is not None and fact.high is not None
        interval = (fact.low or 0.0, fact.high or 0.0) if known else None
        drawing = effect_row(fact.value or 0.0, scale=scale, interval=interval)
        shown = material.book.show(name)
        made.append(DrawnRow(label, small, shown, "", material.ends(name), drawing))
    return drawn(made)


def rates_section(material: Material) -> Fragment:
    """How often tests win, plans are kept and forecasts hold, with why plans were departed from.

    Args:
        material: What the page is written from.

    Returns:
        The fragment; empty before the first test.
    """
    rows = list(rate_rows(material))
    lines = [counted_line(material, one) for one in material.programme.counted]
    lines += departed(material)
    if not rows and not lines:
        return Fragment("")
    heading, sub = material.say("rates.title"), material.say("rates.sub")
    parts = [drawn(rows) if rows else "", *map(paragraph, lines)]
    return section(*parts, kind="rates", heading=heading, sub=sub)


def rate_rows(material: Material) -> Iterator[DrawnRow]:
    """Shares with their intervals."""
    told = material.programme
    if told.read:
        won = sum(one.won for one in told.read)
        yield _rate(material, "won", told.win_rate, won, len(told.read))
    if told.entries:
        kept = sum(one.plan == "kept" for one in told.entries)
        yield _rate(material, "kept", told.kept, kept, len(told.entries))
    scored = [one for one in material.outcomes if one.standing in SCORED]
    if scored:
        held = sum(one.standing in ("held", "beyond") for one in scored)
        yield _rate(material, "held", proportion(held, len(scored)), held, len(scored))


def _rate(material: Material, key: str, found: Inference, k: int, n: int) -> DrawnRow:
    name = material.share(f"rate.{key}", found, k, n)
    interval = None if found.low is None or found.high is None else (found.low, found.high)
    return DrawnRow(
        material.say(f"rates.{key}"),
        material.say("rates.of", k=f"{name}.k", n=f"{name}.n"),
        material.book.show(name),
        "",
        material.ends(name),
        bar(found.value or 0.0, largest=1.0, interval=interval),
    )


def departed(material: Material) -> Iterator[str]:
    """What departs from a frozen plan, test by test."""
    for one in material.programme.entries:
        if one.plan == "departed" and one.note and one.experiment not in material.red:
            said = {"name": material.names.experiment(one.experiment), "why": one.note}
            yield material.say("rates.departed", said)


def counted_line(material: Material, one: CountedProgramme) -> str:
    """A source of counts: winners, splits and what is not read."""
    numbers = ("won", "read", "unequal", "tested", "red")
    values = (one.winners, one.read, one.unequal, one.tested, one.red)
    facts = {
        name: material.count(f"{one.source}.{name}", value)
        for name, value in zip(numbers, values, strict=True)
    }
    facts["false"] = material.count("counted.false", FALSE_SHARE, unit="share")
    return material.say("rates.counted", {"source": one.source}, **facts)
