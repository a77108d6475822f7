"""What a decision expected and what was seen since, as rows of its record."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from stagelift.formatting import day, default_spec
from stagelift.reports.prose import Fact

if TYPE_CHECKING:
    from stagelift.experiments.deciding.forecast import Forecast
    from stagelift.reports.readout_material import ReadoutMaterial

Ends = tuple[float, float | None, float | None]


def forecast_rows(material: ReadoutMaterial) -> Iterator[tuple[str, str]]:
    """The expected effect and what became of it.

    Args:
        material: What the page is written from.

    Yields:
        Key and words; nothing without an expected effect, or while the page hides its figures.
    """
    outcome = material.trial.outcome()
    if outcome is None or outcome.forecast is None or material.red:
        return
    forecast = outcome.forecast
    ends = (forecast.value, forecast.low, forecast.high)
    name = recorded(material, forecast, "expected", ends)
    key = "decision.point" if forecast.low is None else "decision.amount"
    yield "expected", material.say(key, value=name)
    said = f"decision.{outcome.standing}"
    if outcome.standing == "open":
        due = "" if forecast.check_by is None else day(forecast.check_by, material.language)
        yield "since", material.say(said, {"due": due})
    elif outcome.value is None:
        yield "since", material.say(said)
    else:
        kept = material.variant_words(forecast.against)
        by = material.say(f"decision.by.{outcome.scored_by}", {"kept": kept})
        seen = recorded(material, forecast, "seen", (outcome.value, outcome.low, outcome.high))
        yield "since", material.say(said, {"by": by}, seen=seen)


def recorded(material: ReadoutMaterial, forecast: Forecast, name: str, ends: Ends) -> str:
    """Records an effect of a decision; returns its name."""
    value, low, high = ends
    width = None if low is None or high is None else high - low
    fact = Fact(
        name=f"decision.{name}",
        metric=forecast.metric,
        measure=name,
        variant=forecast.variant,
        against=forecast.against,
        period=material.period,
        value=value,
        low=low,
        high=high,
        unit=forecast.unit,
        method=forecast.basis if name == "expected" else forecast.scored_by,
        as_of=material.readout.as_of.isoformat(),
        form=default_spec(forecast.unit, width=width, change=True),
    )
    return material.book.record(fact).name
