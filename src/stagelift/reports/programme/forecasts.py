"""Decisions with what was forecast of them, what came, and what the measure did since."""

from __future__ import annotations

from typing import TYPE_CHECKING

from stagelift.experiments.deciding.outcome import SCORED
from stagelift.formatting import day, default_spec, span
from stagelift.reports.fragments import Fragment, paragraph, section
from stagelift.reports.periods import Period
from stagelift.reports.programme.answer import calibration_facts
from stagelift.reports.programme.ledger import DECISIONS
from stagelift.reports.programme.pieces import Cell, listed
from stagelift.reports.prose import Fact

if TYPE_CHECKING:
    from collections.abc import Mapping
    from typing import Any

    from stagelift.experiments.deciding.outcome import Outcome
    from stagelift.experiments.programme.record import Followed
    from stagelift.reports.programme.material import Ends, Material

COLUMNS = ("test", "forecast", "came", "kpi")
SMALL_PRINT = ("unscored", "words")


def forecasts_section(material: Material) -> Fragment:
    """A row a decision, newest first.

    Args:
        material: What the page is written from.

    Returns:
        The fragment.
    """
    heading, sub = material.say("forecasts.title"), material.say("forecasts.sub")
    found = tuple(reversed(material.programme.outcomes))
    if not found:
        said = paragraph(material.say("forecasts.empty"))
        return section(said, kind="forecasts", heading=heading)
    since = {one.experiment: one for one in material.programme.followed}
    rows = [_row(material, one, since.get(one.experiment)) for one in found]
    header = [material.say(f"column.{name}") for name in COLUMNS]
    parts = [listed(heading, header, rows)]
    if material.calibration is not None:
        parts.append(paragraph(material.say("calibration", **calibration_facts(material))))
    return section(*parts, kind="forecasts", heading=heading, sub=sub)


def _row(material: Material, one: Outcome, since: Followed | None) -> list[Cell]:
    known = one.decision in DECISIONS
    chosen = material.say(f"chosen.{one.decision}") if known else one.decision
    said = {"chosen": chosen, "on": material.date(one.on), "owner": one.owner}
    name = material.names.experiment(one.experiment)
    first = Cell(name, material.say("forecasts.on", said))
    if one.experiment in material.red:  # its forecast rests on the figures that are hidden
        hidden = Cell(material.say("hidden"), material.say("hidden.small"))
        return [first, hidden, hidden, Cell(material.say("none"))]
    return [
        first,
        expected_cell(material, one),
        came_cell(material, one),
        kpi_cell(material, since),
    ]


def expected_cell(material: Material, one: Outcome) -> Cell:
    """The effect expected, or the words that were kept."""
    forecast = one.forecast
    if forecast is None:
        if one.words is None:
            return Cell(material.say("forecast.blank"))
        return Cell(material.say("forecast.words", {"words": one.words.text(material.language)}))
    ends: Ends = (forecast.value, forecast.low, forecast.high)
    more = {"variant": forecast.variant, "against": forecast.against}
    name = material.effect(
        f"{one.experiment}.expected",
        forecast.metric,
        ends,
        forecast.unit,
        level=forecast.level,
        method=forecast.basis,
        **more,
    )
    metric = {"metric": material.names.metric(forecast.metric)}
    return Cell(material.say("forecast.effect", metric, expected=name), material.ends(name))


def came_cell(material: Material, one: Outcome) -> Cell:
    """What came, against whom, and how it stands to the forecast; or why it is not scored."""
    forecast = one.forecast
    if forecast is not None and one.standing in SCORED and one.value is not None:
        return _scored(material, one, forecast.metric, forecast.unit, forecast.against)
    due = forecast.check_by if forecast is not None else None
    said = {"day": "" if due is None else day(due, material.language)}
    small = material.say(f"came.{one.standing}.small") if one.standing in SMALL_PRINT else ""
    return Cell(material.say(f"came.{one.standing}", said), one.note or small)


def _scored(material: Material, one: Outcome, metric: str, unit: str, against: str) -> Cell:
    ends = (one.value, one.low, one.high)
    more = {"variant": one.variant, "against": against, "n": one.n}
    name = material.effect(
        f"{one.experiment}.came", metric, ends, unit, level=one.level, method=one.method, **more
    )
    kept = material.count(f"{one.experiment}.kept", one.kept or 0.0, unit="share")
    said = {"against": material.names.variant(one.experiment, against)}
    by = material.say(f"came.by.{one.scored_by}", said, kept=kept, customers=f"{name}.n")
    small = f"{material.ends(name)} · {by}"
    return Cell(material.say(f"came.{one.standing}", seen=name), small)


def kpi_cell(material: Material, one: Followed | None) -> Cell:
    """What the measure did in whole weeks before the test and since the decision: no score."""
    if one is None:
        return Cell(material.say("none"))
    if one.before is None or one.after is None:
        return Cell(material.say(f"kpi.{one.note or 'unknown'}"))
    name = f"{one.experiment}.measure"
    facts = {
        "before": _level(material, f"{name}.before", one.metric, one.before),
        "after": _level(material, f"{name}.since", one.metric, one.after),
    }
    said = {"metric": material.names.metric(one.metric)}
    days = {"first": _days(material, one.before), "last": _days(material, one.after)}
    return Cell(material.say("kpi.moved", said, **facts), material.say("kpi.small", days))


def _days(material: Material, row: Mapping[str, Any]) -> str:
    """The days a measure is about, in words."""
    found = Period.parse(str(row["period"]))
    return span(found.first, found.last, material.language, year=False)


def _level(material: Material, name: str, metric: str, row: Mapping[str, Any]) -> str:
    """Records a measure in a span of days; returns its name."""
    low, high = row["low"], row["high"]
    width = None if low is None or high is None else high - low
    fact = Fact(
        name=name,
        metric=metric,
        measure="level",
        stage=row.get("stage"),
        period=str(row["period"]),
        value=row["value"],
        low=low,
        high=high,
        n=row["n"],
        unit=row["unit"],
        method=str(row.get("method") or ""),
        as_of=material.as_of.isoformat(),
        form=default_spec(row["unit"], width=width),
    )
    return material.book.record(fact).name
