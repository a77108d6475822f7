"""The examples written beside metrics: a few customers, and the number they must give."""

from __future__ import annotations

import csv
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
from stagelift.definitions.sources import COLUMNS
from stagelift.errors import ArgumentError
from stagelift.metrics.estimate import Estimate
from stagelift.metrics.kpis import KpiRequest, stage_kpis

FIRST_DAY = datetime(2001, 1, 1, 3, tzinfo=UTC)  # an hour that is the same local day everywhere
SPAN = timedelta(days=3650)
LARGEST = 1000  # denominator of a ratio written by hand


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
        (customer, *event_row(text), columns_in(text))
        for customer, events in customers.items()
        for text in ([events] if isinstance(events, str) else events)
    ]
    found = measured(journey, metric, rows)
    k, n = sum(e.k or 0 for e in found), sum(e.n for e in found)
    told = f"{k}/{n}" if n else "nothing: nobody entered"
    value = Fraction(k, n) if n else None
    ratios = [e.value for e in found if e.k is None and e.value is not None]
    if ratios:  # sums of a few events divided by one another, so a fraction of small numbers
        value = Fraction(ratios[0]).limit_denominator(LARGEST)
        told = str(value)
    if value == gives:
        return ""
    return f"the example gives {told} by the definition, {gives} is written"


def event_row(text: str) -> tuple[str, str]:
    """The event and instant of one entry of an example.

    Args:
        text: Such as "ordered d3": the event, and the day counted from the first; columns may
            follow, as in "ordered d3 cart_id=7".

    Returns:
        Event name and ISO instant.

    Raises:
        ArgumentError: When it is not written so.

    Example:
        >>> event_row("ordered d3")
        ('ordered', '2001-01-04T03:00:00+00:00')
    """
    found = re.fullmatch(r"(.+?) d(\d+)( \S+=\S*)*", text.strip())
    if not found:
        raise ArgumentError(f"'{text}' came, an event and a day such as 'ordered d3' are expected")
    return found[1], (FIRST_DAY + timedelta(days=int(found[2]))).isoformat()


def columns_in(text: str) -> dict[str, str]:
    """The columns written behind the day of an entry of an example.

    Args:
        text: Such as "ordered d3 cart_id=7".

    Returns:
        Column to value; empty when none is written.

    Example:
        >>> columns_in("ordered d3 cart_id=7")
        {'cart_id': '7'}
    """
    return dict(re.findall(r" (\S+?)=(\S*)", text))


def measured(
    journey: Journey, metric: Metric, rows: list[tuple[str, str, str, dict[str, str]]]
) -> tuple[Estimate, ...]:
    """A metric among a few customers.

    Args:
        journey: The journey whose stages count.
        metric: The metric.
        rows: Customer, event, instant and further columns.

    Returns:
        An estimate for each place where it is measured.
    """
    more = sorted({name for *_, columns in rows for name in columns})
    with tempfile.TemporaryDirectory() as folder:
        with (Path(folder) / "example.csv").open("w", newline="", encoding="utf-8") as file:
            writer = csv.writer(file)
            writer.writerow(["customer", "time", "event", *more])
            for customer, event, at, columns in rows:
                writer.writerow([customer, at, event, *(columns.get(name, "") for name in more)])
        known = {"customer", "time", "event", *(set(more) & set(COLUMNS["events"]))}
        source = Source(
            name="example",
            read="example.csv",
            columns={name: name for name in sorted(known)},
            keep={name: name for name in more if name not in known},
        )
        small = journey.model_copy(update={"sources": {"example": source}, "connections": {}})
        engine = open_engine(small, Path(folder))
        try:
            end = to_us(FIRST_DAY + SPAN)
            period = PeriodWindow("example", to_us(FIRST_DAY - timedelta(days=2)), end)
            later = to_us(FIRST_DAY + 2 * SPAN)  # every window has closed, the period's own too
            request = KpiRequest(periods=(period,), segments=(), attributes=(), as_of=later)
            return stage_kpis(Contract(engine, small, later), small, (metric,), request)
        finally:
            engine.close()
