"""What became of decisions, what runs, and what to test next, as text."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from stagelift.console import aligned
from stagelift.experiments.deciding.wording import outcome_text
from stagelift.experiments.programme.wording import say
from stagelift.experiments.programme.words import CHOSEN, SHOWN, UNKNOWN, heading, percent
from stagelift.formatting import default_spec, formatted, money, number

if TYPE_CHECKING:
    from stagelift.experiments.programme.record import Followed, Programme

CANDIDATE = ("name", "cell", "why", "worth", "more", "chance", "weeks", "units")


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
    """Tests that run or are planned, where they meet, and those that were never launched."""
    if found.slots:
        yield from slot_lines(found, language)
    for one in found.unlaunched:
        days = {"first": one.first, "last": one.last}
        yield say(language, "unlaunched", experiment=one.experiment, **days)


def slot_lines(found: Programme, language: str) -> Iterator[str]:
    """Tests that run or are planned, and where they meet."""
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
