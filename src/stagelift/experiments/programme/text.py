"""The programme as text: how often tests win, the ledger, and what follows from it."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import TYPE_CHECKING

from stagelift.console import aligned
from stagelift.experiments.programme.ahead_text import calendar_lines, forecast_lines, next_lines
from stagelift.experiments.programme.wording import say
from stagelift.experiments.programme.words import (
    SHOWN,
    UNKNOWN,
    between,
    change,
    heading,
    percent,
    verdict_words,
)
from stagelift.formatting import default_spec, formatted, number, unrounded
from stagelift.statistics.programme import LEAST_TESTS

if TYPE_CHECKING:
    from stagelift.experiments.programme.counted import CountedProgramme
    from stagelift.experiments.programme.learning import GridCell
    from stagelift.experiments.programme.ledger import Entry
    from stagelift.experiments.programme.record import Programme
    from stagelift.experiments.programme.together import OneScale


def programme_text(found: Programme, language: str = "en") -> str:
    """The programme, the answer first.

    Args:
        found: The programme.
        language: `en` or `ko`.

    Returns:
        Lines.
    """
    parts: Sequence[Callable[[Programme, str], Iterator[str]]] = (
        head,
        counted_lines,
        ledger_lines,
        scale_lines,
        holdout_lines,
        learning_lines,
        forecast_lines,
        calendar_lines,
        next_lines,
    )
    blocks = ["\n".join(part(found, language)) for part in parts]
    foot = say(language, "foot", as_of=found.as_of)
    return "\n\n".join([*(block for block in blocks if block), "\n".join([*found.notes, foot])])


def head(found: Programme, language: str) -> Iterator[str]:
    """Win rate and plans kept."""
    if not found.entries:
        if not found.counted:
            yield say(language, "none")
        return
    rate, kept = found.win_rate, found.kept
    if found.read:
        yield say(
            language,
            "rate",
            won=sum(entry.won for entry in found.read),
            n=len(found.read),
            rate=percent(rate.value),
            low=percent(rate.low),
            high=percent(rate.high),
        )
    yield say(
        language,
        "kept",
        kept=percent(kept.value),
        n=len(found.entries),
        low=percent(kept.low),
        high=percent(kept.high),
    )


def ledger_lines(found: Programme, language: str) -> Iterator[str]:
    """One line a decided or ended test, those that found nothing too."""
    if not found.entries:
        return
    yield say(language, "ledger")
    names = ("on", "experiment", "effect", "n", "verdict", "decision", "owner", "plan")
    rows = [heading(language, *names)]
    rows += [ledger_row(entry, language) for entry in found.entries]
    yield from aligned(rows)
    for entry in found.entries:
        if entry.note:
            yield f"{entry.experiment}: {entry.note}"
        if entry.reason:
            yield f"{entry.experiment}: {entry.reason}"


def ledger_row(entry: Entry, language: str) -> tuple[str, ...]:
    """The cells of one entry."""
    effect = UNKNOWN
    if entry.status == "red":
        effect = say(language, "red")
    elif entry.value is not None and entry.low is not None and entry.high is not None:
        spec = default_spec(entry.unit or "share", width=entry.high - entry.low, change=True)
        ends = [formatted(each, spec, language) for each in (entry.value, entry.low, entry.high)]
        effect = f"{entry.metric} {ends[0]} [{ends[1]}, {ends[2]}]"
    if entry.early:
        effect = f"{effect} ({say(language, 'early')})"
    return (
        entry.on or UNKNOWN,
        entry.experiment,
        effect,
        number(entry.n) if entry.n else UNKNOWN,
        verdict_words(entry.verdict, language),
        verdict_words(entry.decision, language, "undecided"),
        entry.owner or UNKNOWN,
        say(language, f"plan.{entry.plan}"),
    )


def scale_lines(found: Programme, language: str) -> Iterator[str]:
    """The effects on one scale, shrunk, with what is believed of true effects."""
    scale = found.scale
    if scale.bell is None:
        return
    yield say(language, "scale")
    yield prior_line(scale, language)
    names = ("experiment", "variant", "seen", "shrunk")
    ranked = sorted(scale.rows, key=lambda row: -row.value)[:SHOWN]
    rows = [heading(language, *names, *(("heavy",) if scale.learnt else ()))]
    for row in ranked:
        one = row.compared
        name = f"{one.variant} ({one.channel} / {one.against})"
        shrunk = between(row.value, row.low, row.high)
        heavy = (change(row.heavy),) if scale.learnt else ()
        rows.append((one.experiment, name, change(row.seen), shrunk, *heavy))
    yield from aligned(rows)
    yield from total_lines(scale, language)
    if scale.left_out:
        yield say(language, "scale.out", n=scale.left_out)


def prior_line(scale: OneScale, language: str) -> str:
    """What is believed of true effects, and where it comes from."""
    bell, n = scale.bell, len(scale.rows)
    if bell is None or not scale.learnt:
        spread = UNKNOWN if bell is None else percent(bell.spread)
        return say(language, "scale.stated", n=n, least=LEAST_TESTS, spread=spread)
    return say(
        language,
        "scale.learnt",
        n=number(n),
        centre=change(bell.centre),
        spread=percent(bell.spread, 1),
        low=percent(bell.spread_low, 1),
        high=percent(bell.spread_high, 1),
        shape=say(language, f"shape.{scale.fits}"),
    )


def total_lines(scale: OneScale, language: str) -> Iterator[str]:
    """The winners' total, where enough tests say what is luck."""
    bell, heavy = scale.bell, scale.heavy
    if bell is None or heavy is None or bell.total is None:
        return
    won = [row.seen for row in scale.rows if row.compared.won and not row.compared.early]
    if not won:
        return
    yield say(
        language,
        "total",
        naive=change(sum(won)),
        bell=between(bell.total, bell.total_low, bell.total_high),
        heavy=between(heavy.total, heavy.total_low, heavy.total_high),
    )
    if scale.winners is not None:
        ends = [change(getattr(scale.winners, name)) for name in ("value", "low", "high")]
        yield say(language, "total.lee", value=ends[0], low=ends[1], high=ends[2])


def holdout_lines(found: Programme, language: str) -> Iterator[str]:
    """What the programme brought by the customers held out of all of it."""
    for one in found.held_out:
        effect = one.effect
        if effect is None or effect.value is None or effect.low is None or effect.high is None:
            yield say(language, "holdout.none", metric=one.metric, note=one.note)
            continue
        spec = default_spec("share", width=effect.high - effect.low, change=True)
        ends = [formatted(each, spec, language) for each in (effect.value, effect.low, effect.high)]
        yield say(
            language,
            "holdout",
            share=formatted(one.share, unrounded(".0%", one.share)),
            since=one.since,
            metric=one.metric,
            value=ends[0],
            low=ends[1],
            high=ends[2],
            n=number(one.n),
        )


def learning_lines(found: Programme, language: str) -> Iterator[str]:
    """What each channel did at each stage, and where nothing was tried."""
    if not found.lessons and not found.never:
        return
    yield say(language, "learning")
    names = ("stage", "channel", "tests", "wins", "shrunk", "n", "against", "running")
    rows = [heading(language, *names)]
    for one in found.lessons:
        shrunk = between(one.value, one.low, one.high)
        against = ", ".join(one.against) or UNKNOWN
        counts = (number(one.tests), number(one.wins))
        units = number(one.n) if one.n else UNKNOWN
        open_ones = number(len(one.open)) if one.open else UNKNOWN
        rows.append((one.stage, one.channel, *counts, shrunk, units, against, open_ones))
    if found.lessons:
        yield from aligned(rows)
    if found.grid:
        yield ""
        yield say(language, "grid")
        yield from aligned(grid_rows(found, language))
    if found.never:
        cells = ", ".join(f"{stage} · {channel}" for stage, channel in found.never)
        yield say(language, "never", cells=cells)


def grid_rows(found: Programme, language: str) -> list[tuple[str, ...]]:
    """A line a stage, a column a channel."""
    channels = list(dict.fromkeys(cell.channel for cell in found.grid))
    cells = {(cell.stage, cell.channel): cell for cell in found.grid}
    states = {slot.experiment: slot.state for slot in found.slots}
    rows = [(say(language, "head.stage"), *channels)]
    for stage in dict.fromkeys(cell.stage for cell in found.grid):
        line = [grid_text(cells.get((stage, channel)), language, states) for channel in channels]
        rows.append((stage, *line))
    return rows


def grid_text(cell: GridCell | None, language: str, states: Mapping[str, str]) -> str:
    """The shrunk effect with its customers, or in brackets whom a test would reach."""
    if cell is None:
        return ""
    lesson = cell.lesson
    if lesson is not None and lesson.value is not None:
        mark = "* " if cell.best else ""
        return f"{mark}{change(lesson.value)} (n {number(lesson.n)})"
    if lesson is not None and lesson.open:
        return say(language, f"state.{lesson.state(states)}")
    if lesson is not None and lesson.later:
        return say(language, "state.later")
    return UNKNOWN if cell.reachable is None else f"({number(cell.reachable)})"


def counted_lines(found: Programme, language: str) -> Iterator[str]:
    """Sources of counts: splits, winners, shrunk effects."""
    for one in found.counted:
        yield from source_lines(one, language)


def source_lines(one: CountedProgramme, language: str) -> Iterator[str]:
    """One source of counts."""
    yield say(
        language,
        "counted.rate",
        source=one.source,
        won=number(one.winners),
        read=number(one.read),
        rate=percent(one.rate.value, 1),
        low=percent(one.rate.low, 1),
        high=percent(one.rate.high, 1),
        false="5%",
        differ=number(one.differ),
    )
    yield say(
        language,
        "counted.splits",
        unequal=number(one.unequal),
        tested=number(one.tested),
        share=percent(one.unequal_share, 2),
        red=number(one.red),
    )
    scale = one.scale
    if scale.bell is None:
        return
    yield prior_line(scale, language)
    won = [row for row in scale.rows if row.compared.won]
    if won and scale.learnt:
        means = [
            sum(values) / len(won)
            for values in zip(*((r.seen, r.value, r.heavy or 0.0) for r in won), strict=True)
        ]
        seen, bell, heavy = map(change, means)
        yield say(
            language, "counted.winners", n=number(len(won)), seen=seen, bell=bell, heavy=heavy
        )
    rows = [heading(language, "experiment", "variant", "seen", "shrunk", "heavy")]
    for row in one.best:
        name = f"{row.compared.variant} / {row.compared.against}"
        shrunk = between(row.value, row.low, row.high)
        rows.append((row.compared.experiment, name, change(row.seen), shrunk, change(row.heavy)))
    if one.best:
        yield from aligned(rows)
