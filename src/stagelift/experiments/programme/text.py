"""The programme as text: how often tests win, the ledger, and what follows from it."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from typing import TYPE_CHECKING

from stagelift.console import aligned
from stagelift.experiments.deciding.wording import outcome_text
from stagelift.experiments.programme.together import relative
from stagelift.experiments.programme.wording import say
from stagelift.formatting import default_spec, formatted, money, number
from stagelift.statistics.programme import LEAST_TESTS

if TYPE_CHECKING:
    from stagelift.experiments.programme.counted import CountedProgramme
    from stagelift.experiments.programme.learning import GridCell
    from stagelift.experiments.programme.ledger import Entry
    from stagelift.experiments.programme.record import Followed, Programme
    from stagelift.experiments.programme.together import OneScale

UNKNOWN = "–"
CANDIDATE = ("name", "cell", "why", "worth", "more", "chance", "weeks", "units")
CHOSEN = ("ship", "stop", "iterate")
SHOWN = 12  # shrunk effects and candidates in a table; all of them are in `to_dict`


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


def percent(value: float | None, digits: int = 0) -> str:
    """A share as text, a dash without one."""
    return UNKNOWN if value is None else formatted(value, f".{digits}%")


def change(log: float | None) -> str:
    """A log ratio as a relative change, a dash without one.

    Args:
        log: The log ratio.

    Returns:
        Such as "+10%".

    Example:
        >>> change(0.0953)
        '+10%'
    """
    if log is None:
        return UNKNOWN
    size = relative(log)
    return formatted(size, "+.1%" if abs(size) < 0.0995 else "+.0%")


def between(value: float | None, low: float | None, high: float | None) -> str:
    """Log ratios as a relative change with its interval."""
    if value is None or low is None or high is None:
        return UNKNOWN
    return f"{change(value)} [{change(low)}, {change(high)}]"


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


def heading(language: str, *names: str) -> tuple[str, ...]:
    """The names of columns."""
    return tuple(say(language, f"head.{name}") for name in names)


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


def verdict_words(said: str | None, language: str, otherwise: str = "") -> str:
    """What the rule says, or what was decided, in words."""
    if said is None:
        return say(language, otherwise) if otherwise else UNKNOWN
    known = (*CHOSEN, "continue")
    return say(language, f"chosen.{said}") if said in known else said


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
            share=percent(one.share),
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
        open_ones = number(one.running) if one.running else UNKNOWN
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
    rows = [(say(language, "head.stage"), *channels)]
    for stage in dict.fromkeys(cell.stage for cell in found.grid):
        line = [grid_text(cells.get((stage, channel)), language) for channel in channels]
        rows.append((stage, *line))
    return rows


def grid_text(cell: GridCell | None, language: str) -> str:
    """The shrunk effect with its customers, or in brackets whom a test would reach."""
    if cell is None:
        return ""
    lesson = cell.lesson
    if lesson is not None and lesson.value is not None:
        mark = "* " if cell.best else ""
        return f"{mark}{change(lesson.value)} (n {number(lesson.n)})"
    if lesson is not None and lesson.running:
        return say(language, "state.running")
    return UNKNOWN if cell.reachable is None else f"({number(cell.reachable)})"


def forecast_lines(found: Programme, language: str) -> Iterator[str]:
    """What became of each decision; beside those nothing scores, what the KPI did since."""
    if not found.outcomes:
        return
    yield say(language, "forecasts")
    beside = {one.experiment: one for one in found.followed}
    for one in found.outcomes:
        became = outcome_text(one, language)
        told = {name: getattr(one, name) for name in ("experiment", "on", "owner")}
        chosen = say(language, f"chosen.{one.decision}") if one.decision in CHOSEN else one.decision
        yield say(language, "forecast", decision=chosen, became=became, **told)
        if one.experiment in beside:
            yield f"  {kpi_line(beside[one.experiment], language)}"
    whole = found.calibration
    if whole is not None:
        yield say(
            language,
            "calibration",
            within=number(whole.within),
            n=number(whole.n),
            bias=number(whole.bias, 1, signed=True),
            p=number(whole.bias_p, 2),
        )
    if found.followed:
        yield say(language, "forecasts.described")


def kpi_line(one: Followed, language: str) -> str:
    """The KPI in two spans, or why it is not known."""
    if one.before is None or one.after is None:
        return say(language, f"kpi.{one.note or 'unknown'}", on=one.on, metric=one.metric)
    shown = []
    for row in (one.before, one.after):
        spec = default_spec(row["unit"], width=(row["high"] or 0.0) - (row["low"] or 0.0))
        ends = [formatted(row[name], spec, language) for name in ("value", "low", "high")]
        shown.append(f"{ends[0]} [{ends[1]}, {ends[2]}]")
    return say(
        language,
        "forecast.kpi",
        metric=one.metric,
        before=shown[0],
        after=shown[1],
        n0=number(one.before["n"]),
        n1=number(one.after["n"]),
        span0=one.before["period"],
        span1=one.after["period"],
    )


def calendar_lines(found: Programme, language: str) -> Iterator[str]:
    """Tests that run or are planned, and where they meet."""
    if not found.slots:
        return
    yield say(language, "calendar")
    rows = [heading(language, "experiment", "days", "end", "state", "stage", "audience", "owner")]
    for slot in found.slots:
        days = f"{slot.first}..{slot.last}"
        state = say(language, f"state.{slot.state}")
        place = (slot.stage or UNKNOWN, slot.audience, slot.owner or UNKNOWN)
        rows.append((slot.experiment, days, str(slot.end), state, *place))
    yield from aligned(rows)
    for one in found.overlaps:
        common = say(language, "overlap.unknown")
        if one.common is not None:
            common = say(language, "overlap.common", share=percent(one.common, 1))
        yield say(
            language,
            "overlap",
            one=one.one,
            other=one.other,
            first=one.first,
            last=one.last,
            common=common,
            audience=say(language, "overlap.same") if one.same_audience else "",
        )


def next_lines(found: Programme, language: str) -> Iterator[str]:
    """What to test next, the most valuable first, and the first one's file."""
    if not found.candidates:
        return
    yield say(language, "next")
    rows = [heading(language, *CANDIDATE)]
    for one in found.candidates[:SHOWN]:
        worth = UNKNOWN if one.money is None else money(one.money, found.currency, language)
        rows.append(
            (
                one.name,
                f"{one.stage} · {one.channel} / {one.control}",
                say(language, f"why.{one.why}"),
                worth,
                number(one.more, 1, signed=True),
                percent(one.chance),
                UNKNOWN if one.weeks is None else number(one.weeks),
                UNKNOWN if one.units is None else number(one.units),
            )
        )
    yield from aligned(rows)
    yield say(language, "next.reckoning")
    for path, text in found.candidates[0].files:
        yield say(language, "next.file", path=path)
        yield from (f"  {line}" for line in text.splitlines())


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
