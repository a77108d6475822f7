"""What the home screen says of decisions made: the last one, and forecasts that can be read."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from typing import TYPE_CHECKING

from stagelift.cli.options import language
from stagelift.cli.standing import Line
from stagelift.cli.wording import said
from stagelift.errors import ArgumentError

if TYPE_CHECKING:
    from stagelift.definitions import Definitions
    from stagelift.experiments.deciding.forecast import Forecast

SHOWN = timedelta(days=28)  # how long a forecast that can be read is due


def forecasts_due(definitions: Definitions, today: date) -> Iterator[Line]:
    """Forecasts whose customers' windows have closed in the last four weeks.

    Args:
        definitions: The workspace's definitions.
        today: The journey's local day.

    Yields:
        One line a forecast.
    """
    for name in definitions.decisions:
        forecast = forecast_in(definitions, name)
        if forecast is None or forecast.check_by is None or forecast.scored_by == "nothing":
            continue
        if forecast.check_by <= today < forecast.check_by + SHOWN:
            state = said("home.forecast", day=forecast.check_by)
            yield Line(name, state, "stagelift programme")


def forecast_in(definitions: Definitions, name: str) -> Forecast | None:
    """The forecast a decision keeps; None without one, or where its file cannot be read."""
    from stagelift.experiments.deciding.forecast import forecast_of

    try:
        return forecast_of(definitions.decisions[name])
    except ArgumentError:
        return None  # `programme` says what is wrong with the file


def last_decision(definitions: Definitions) -> str | None:
    """The latest decision in one line: what, when, by whom, and when its forecast is read.

    Args:
        definitions: The workspace's definitions.

    Returns:
        The line; None while nothing is decided.
    """
    from stagelift.experiments.deciding.wording import forecast_text
    from stagelift.formatting import day

    known = {name: one for name, one in definitions.decisions.items() if one.get("on")}
    if not known:
        return None
    name = max(known, key=lambda one: (str(known[one]["on"]), one))
    record, forecast = known[name], forecast_in(definitions, name)
    chosen = str(record.get("decision") or "")
    key = f"decided.{chosen}"
    words = {
        "name": name,
        "decision": said(key) if chosen in ("ship", "stop", "iterate") else chosen,
        "on": str(record["on"])[:10],
        "owner": str(record.get("owner") or "–"),
    }
    line = said("home.last", **words)
    if forecast is None:
        return line
    value = forecast_text(forecast, language())
    if forecast.check_by is None or forecast.scored_by == "nothing":
        return f"{line}; {said('home.last.unscored', value=value)}"
    due = day(forecast.check_by, language())
    return f"{line}; {said('home.last.forecast', value=value, day=due)}"
