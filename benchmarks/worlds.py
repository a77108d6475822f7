"""The generated workspaces: raw events with assignments, and one finished row per customer."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

SQL = Path(__file__).parent / "sql"
PARTS = 10  # Parquet files of a world: an export seldom is one file
EVENTS_PER_CUSTOMER = 10

EVENTS_JOURNEY = """\
journey: benchmark
zone: Asia/Seoul
currency: EUR
as_of: 2026-04-24 09:00
sources:
  app:
    read: events/*.parquet
    customer: customer_id
    time: happened
    event: event
    event_id: event_id
    ingested: ingested
    value: value
  assignments:
    read: assignments.parquet
    as: assignments
    customer: customer_id
    experiment: experiment
    variant: variant
    time: assigned
stages:
  awareness: visited
  consideration: cart_added
  purchase: ordered
  advocacy: review_written
"""
EVENTS_METRICS = """\
metrics:
  order_week: {conversion: ordered, within: 7 days}
  order_value: {sum: ordered.value, within: 30 days}
  second_week: {retention: visited, days: 7..13}
  return_rate: {ratio: returned, per: ordered, within: 30 days, better: down}
"""
UNITS_JOURNEY = """\
journey: benchmark
zone: Asia/Seoul
currency: EUR
as_of: 2026-04-24 09:00
sources:
  customers: {read: units/*.parquet, shape: unit, customer: customer_id, variant: variant}
stages:
  purchase: ordered
"""
UNITS_METRICS = """\
metrics:
  order_week: {conversion: {column: ordered}}
  second_week: {conversion: {column: returned}}
  order_value: {sum: {column: spent}}
  visits: {sum: {column: visits}}
"""
TRIAL = """\
question: Does a push bring more orders than an e-mail?
audience: everyone
variants: {{email: email, push: push}}
primary: order_week
secondary: [{secondary}]
{enters}
looks: once
"""


@dataclass(frozen=True, slots=True)
class World:
    """A generated workspace.

    Args:
        name: `events` or `units`.
        folder: Where it lies.
        rows: Its size: events, or customers of `units`.
    """

    name: str
    folder: Path
    rows: int


def make_events(folder: Path, events: int, *, seed: int) -> World:
    """A workspace with raw events and one assignment per customer.

    Args:
        folder: An empty folder, or one this function filled before.
        events: Number of events before copies, > 0; there is one customer for ten of them.
        seed: Any integer; equal seeds give equal rows.

    Returns:
        The world.
    """
    customers = max(events // EVENTS_PER_CUSTOMER, 1)
    known = {"seed": seed, "customers": customers}
    write_parts(folder / "events", "make_events.sql", events, {**known, "events": events})
    write_table(folder / "assignments.parquet", "make_assignments.sql", known)
    trial = TRIAL.format(
        secondary="order_value, second_week, return_rate", enters="run: 2026-03-02..2026-03-22"
    )
    write_definitions(folder, EVENTS_JOURNEY, EVENTS_METRICS, trial)
    return World("events", folder, events)


def make_units(folder: Path, customers: int, *, seed: int) -> World:
    """A workspace with one finished row per customer.

    Args:
        folder: An empty folder, or one this function filled before.
        customers: Number of rows, > 0.
        seed: Any integer; equal seeds give equal rows.

    Returns:
        The world.
    """
    write_parts(folder / "units", "make_units.sql", customers, {"seed": seed})
    trial = TRIAL.format(
        secondary="second_week, order_value, visits", enters="enters: once, on 2026-03-09"
    )
    write_definitions(folder, UNITS_JOURNEY, UNITS_METRICS, trial)
    return World("units", folder, customers)


def write_parts(folder: Path, statement: str, rows: int, values: dict[str, int]) -> None:
    """The rows of a statement as several Parquet files of about equal size.

    Args:
        folder: Where the files go.
        statement: Name of a file of SQL that takes `first` and `last`.
        rows: How many numbers it draws from.
        values: Its other parameters.
    """
    for part in range(PARTS):
        span = {"first": rows * part // PARTS, "last": rows * (part + 1) // PARTS}
        write_table(folder / f"part-{part}.parquet", statement, {**values, **span})


def write_table(path: Path, statement: str, values: dict[str, int]) -> None:
    """The rows of a statement as a Parquet file.

    Args:
        path: The file.
        statement: Name of a file of SQL.
        values: Its parameters.
    """
    import duckdb

    path.parent.mkdir(parents=True, exist_ok=True)
    with duckdb.connect() as connection:
        connection.execute("SET TimeZone = 'UTC'")
        text = (SQL / statement).read_text(encoding="utf-8")
        connection.execute(f"COPY ({text}) TO '{path}' (FORMAT parquet)", values)


def write_definitions(folder: Path, journey: str, metrics: str, trial: str) -> None:
    """The definitions of a workspace with one experiment called `trial`.

    Args:
        folder: The workspace.
        journey: Text of journey.yaml.
        metrics: Text of a file of metrics.
        trial: Text of the experiment.
    """
    texts = {
        "journey.yaml": journey,
        "metrics/all.yaml": metrics,
        "experiments/trial.yaml": trial,
    }
    for name, text in texts.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
