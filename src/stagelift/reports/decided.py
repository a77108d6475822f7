"""The last decision of the page, and what became of it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from stagelift.formatting import day, default_spec
from stagelift.reports.prose import Fact
from stagelift.reports.trials import Row, in_state
from stagelift.reports.wording import wording

if TYPE_CHECKING:
    from stagelift.reports.material import Material

UNREAD = ("red", "unread", "unscored")


def last_decision(material: Material) -> str:
    """The latest recorded decision, as one line."""
    decided = [row for row in in_state(material.told, "decided") if row.chosen_on is not None]
    if not decided:
        return material.say("last.none")
    last = max(decided, key=lambda row: (str(row.chosen_on), row.name))
    said = material.say(
        "last.one",
        {
            "experiment": last.label,
            "chosen": chosen(material, last),
            "on": decided_on(material, last),
        },
    )
    came = became(material, last)
    return f"{said}; {came}" if came else said


def became(material: Material, row: Row) -> str:
    """What became of a decision: its forecast beside those held back; empty without a forecast."""
    outcome = row.outcome
    if outcome is None or (outcome.forecast is None and not outcome.words):
        return ""
    forecast = outcome.forecast
    if forecast is None:
        return material.say("last.words")
    facts = {"expected": _effect_fact(material, row, "expected", forecast.ends)}
    if outcome.value is not None and outcome.low is not None and outcome.high is not None:
        seen = (outcome.value, outcome.low, outcome.high)
        facts["seen"] = _effect_fact(material, row, "seen", seen, n=outcome.n)
    by = material.say(f"last.by.{outcome.scored_by}", {"kept": row.kept}) if outcome.scored else ""
    due = "" if forecast.check_by is None else day(forecast.check_by, material.language)
    if outcome.standing in UNREAD:
        return material.say(f"last.{outcome.standing}")
    return material.say(f"last.{outcome.standing}", {"by": by, "due": due}, **facts)


def _effect_fact(
    material: Material, row: Row, name: str, ends: tuple[float, float, float], n: int | None = None
) -> str:
    """Records an effect a decision expected, or that was seen since; returns its name."""
    outcome = row.outcome
    forecast = None if outcome is None else outcome.forecast
    if outcome is None or forecast is None:
        return name
    value, low, high = ends
    fact = Fact(
        name=f"{row.name}.{name}",
        metric=forecast.metric,
        measure=name,
        variant=forecast.variant,
        against=forecast.against,
        period=material.period.label,
        value=value,
        low=low,
        high=high,
        n=n,
        level=forecast.level if name == "expected" else outcome.level,
        method=forecast.basis if name == "expected" else outcome.method,
        unit=forecast.unit,
        as_of=material.as_of.isoformat(),
        form=default_spec(forecast.unit, width=high - low, change=True),
    )
    return material.book.record(fact).name


def chosen(material: Material, row: Row) -> str:
    """A recorded decision in words."""
    key = f"verdict.{row.chosen}"
    known = row.chosen in {"ship", "stop", "continue", "iterate"}
    return wording(material.language, key) if known else row.chosen


def decided_on(material: Material, row: Row) -> str:
    """The day of a decision in words, empty without one."""
    return day(row.chosen_on, material.language) if row.chosen_on else ""
