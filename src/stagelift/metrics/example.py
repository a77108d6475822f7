"""The examples written beside metrics: a few customers, and the number they must give."""

from __future__ import annotations

import re
import tempfile
from datetime import UTC, datetime, timedelta
from fractions import Fraction
from pathlib import Path

from stagelift.data.contract import Contract
from stagelift.data.engine import open_engine
from stagelift.data.query import PeriodWindow
from stagelift.data.zones import to_us
from stagelift.definitions import Journey, Source
from stagelift.definitions.metric import Metric
from stagelift.errors import ArgumentError
from stagelift.metrics.kpis import KpiRequest, stage_kpis

FIRST_DAY = datetime(2001, 1, 1, 3, tzinfo=UTC)  # an hour that is the same local day everywhere
SPAN = timedelta(days=3650)


def example_problem(journey: Journey, metric: Metric) -> str:
    """What is wrong with a metric's example, or an empty text.

    The customers' events are written into a table of their own and measured as any KPI is: entrants
    of every day together, everything mature.

    Args:
        journey: The journey whose stages count.
        metric: A metric with an example.

    Returns:
        A clause such as "gives 1/2 by its definition, 1/3 is written"; empty when they agree.

    Raises:
        ArgumentError: When an event of the example is not written "EVENT dN".
    """
    customers = {name: entry for name, entry in metric.example or () if name != "gives"}
    gives = Fraction(str(dict(metric.example or ()).get("gives", "")))
    rows = [
        (customer, *event_row(text))
        for customer, events in customers.items()
        for text in ([events] if isinstance(events, str) else events)
    ]
    k, n = measured(journey, metric, rows)
    if n and Fraction(k, n) == gives:
        return ""
    found = f"{k}/{n}" if n else "nothing: nobody entered"
    return f"the example gives {found} by the definition, {gives} is written"


def event_row(text: str) -> tuple[str, str]:
    """The event and instant of one entry of an example.

    Args:
        text: Such as "ordered d3": the event, and the day counted from the first.

    Returns:
        Event name and ISO instant.

    Raises:
        ArgumentError: When it is not written so.

    Example:
        >>> event_row("ordered d3")
        ('ordered', '2001-01-04T03:00:00+00:00')
    """
    found = re.fullmatch(r"(.+?) d(\d+)", text.strip())
    if not found:
        raise ArgumentError(f"'{text}' came, an event and a day such as 'ordered d3' are expected")
    return found[1], (FIRST_DAY + timedelta(days=int(found[2]))).isoformat()


def measured(journey: Journey, metric: Metric, rows: list[tuple[str, str, str]]) -> tuple[int, int]:
    """Units with the event, and units, among a few customers.

    Args:
        journey: The journey whose stages count.
        metric: The metric.
        rows: Customer, event and instant.

    Returns:
        k and n over all places where the metric is measured.
    """
    with tempfile.TemporaryDirectory() as folder:
        lines = ["customer,time,event", *(f"{c},{at},{event}" for c, event, at in rows)]
        (Path(folder) / "example.csv").write_text("\n".join(lines) + "\n", encoding="utf-8")
        columns = {"customer": "customer", "time": "time", "event": "event"}
        source = Source(name="example", read="example.csv", columns=columns)
        small = journey.model_copy(update={"sources": {"example": source}, "connections": {}})
        engine = open_engine(small, Path(folder))
        try:
            end = to_us(FIRST_DAY + SPAN)
            period = PeriodWindow("example", to_us(FIRST_DAY - timedelta(days=2)), end)
            request = KpiRequest(periods=(period,), segments=(), attributes=(), as_of=end)
            found = stage_kpis(Contract(engine, small, end), small, (metric,), request)
        finally:
            engine.close()
    return sum(e.k or 0 for e in found), sum(e.n for e in found)
