"""The generated workspaces: raw events with assignments, and one finished row per customer."""

from __future__ import annotations

from collections.abc import Sequence
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
JOURNEY = """\
journey: benchmark
zone: Asia/Seoul
currency: EUR
as_of: 2026-07-07 09:00
sources:
  app:
    read: events/*.parquet
    customer: customer_id
    time: happened
    event: event
    event_id: event_id
    ingested: ingested
    value: value
  customers:
    read: customers.parquet
    as: customers
    customer: customer_id
    keep: [platform, region]
stages:
  awareness: visited
  consideration: cart_added
  purchase: ordered
  retention: ordered x2
  advocacy: review_written
segments:
  android: {where: {platform: android}}
  ios: {where: {platform: ios}}
  north: {where: {region: north}}
  south: {where: {region: south}}
  buyers: {did: ordered, within: 28 days}
  cart_open: {did: cart_added, but_not: ordered, within: 3 days}
"""
JOURNEY_METRICS = """\
metrics:
  cart: {conversion: cart_added, within: 7 days}
  order_week: {conversion: ordered, within: 7 days}
  first_order: {conversion: ordered, first: true, within: 7 days}
  second_order: {conversion: ordered x2, from: purchase, within: 30 days}
  review: {conversion: review_written, from: purchase, stage: advocacy, within: 14 days}
  order_value: {sum: ordered.value, from: consideration, within: 30 days}
  second_week: {retention: visited, days: 7..13}
  week4: {retention: visited, days: 22..28}
  silent: {churn: visited | ordered, silent_for: 28 days}
  again: {repurchase: ordered, within: 30 days}
  return_rate: {ratio: returned, per: ordered, from: consideration, within: 30 days, better: down}
  opened: {conversion: message_opened, from: awareness, stage: awareness, within: 7 days}
"""
MANY_METRICS = """\
metrics:
  visit_week: {conversion: visited, within: 7 days}
  fourth_week: {retention: visited, days: 22..28}
  second_week: {retention: visited, days: 7..13}
  third_week: {retention: visited, days: 14..20}
  cart_week: {conversion: cart_added, within: 7 days}
  cart_month: {conversion: cart_added, within: 30 days}
  cart_fortnight: {conversion: cart_added, within: 14 days}
  carts_a_visit: {ratio: cart_added, per: visited, within: 14 days}
  order_week: {conversion: ordered, within: 7 days}
  order_month: {conversion: ordered, within: 30 days}
  order_fortnight: {conversion: ordered, within: 14 days}
  order_value: {sum: ordered.value, within: 30 days}
  return_week: {conversion: returned, within: 7 days, better: down}
  return_month: {conversion: returned, within: 30 days, better: down}
  return_fortnight: {conversion: returned, within: 14 days, better: down}
  return_rate: {ratio: returned, per: ordered, within: 30 days, better: down}
  review_week: {conversion: review_written, within: 7 days}
  review_month: {conversion: review_written, within: 30 days}
  review_fortnight: {conversion: review_written, within: 14 days}
  review_rate: {ratio: review_written, per: ordered, within: 30 days}
"""
CUSTOMERS = """\
  customers:
    read: customers.parquet
    as: customers
    customer: customer_id
    keep: [platform, region]
"""
SEGMENTS = "segments:" + JOURNEY.partition("segments:")[2]
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
    write_events(folder, events, known, days=110)
    write_table(folder / "assignments.parquet", "make_assignments.sql", known)
    trial = TRIAL.format(
        secondary="order_value, second_week, return_rate", enters="run: 2026-03-02..2026-03-22"
    )
    write_definitions(folder, EVENTS_JOURNEY, EVENTS_METRICS, trial)
    return World("events", folder, events)


def make_programme(folder: Path, events: int, *, seed: int, tests: int) -> World:
    """One set of raw events, and the assignments of many tests that run at the same time.

    Every customer is in one of the tests, and in `trial`, the test of everyone. Beside them lie
    attributes of the customers, which only segments read.

    Args:
        folder: An empty folder, or one this function filled before.
        events: Number of events before copies, > 0; there is one customer for ten of them.
        seed: Any integer; equal seeds give equal rows.
        tests: How many tests, `test_00` and on, > 0.

    Returns:
        The world; it has no definitions: `ask_programme` writes those of one question.
    """
    known = {"seed": seed, "customers": max(events // EVENTS_PER_CUSTOMER, 1)}
    write_events(folder, events, known, days=110)
    path = folder / "assignments.parquet"
    write_table(path, "make_programme.sql", {**known, "tests": tests})
    write_table(folder / "customers.parquet", "make_customers.sql", known)
    return World("programme", folder, events)


def ask_programme(
    world: World,
    name: str,
    tests: Sequence[str],
    secondary: Sequence[str],
    *,
    audience: str = "",
    segments: str = "",
) -> World:
    """A workspace over the events of a programme with some of its tests.

    Args:
        world: What `make_programme` made.
        name: Name of the workspace.
        tests: Ids of the tests it defines.
        secondary: Ids of their secondary metrics.
        audience: Definition of a segment whose members are split by their hash as they qualify;
            without one the assignments are those of the table.
        segments: A block of segments by which everything is split, or nothing.

    Returns:
        The workspace, beside the events.
    """
    folder = world.folder / name
    journey = EVENTS_JOURNEY.replace("stages:", f"{CUSTOMERS}stages:") + segments
    journey = journey.replace("read: ", "read: ../")
    if audience:
        journey = (
            journey.partition("  assignments:")[0] + "stages:" + journey.partition("stages:")[2]
        )
        journey += f"segments:\n  split: {audience}\n"
    write_definitions(folder, journey, MANY_METRICS)
    trial = TRIAL.format(
        secondary=", ".join(secondary), enters="run: 2026-03-02..2026-03-22"
    ).replace("everyone", "split" if audience else "everyone")
    (folder / "experiments").mkdir(exist_ok=True)
    for test in tests:
        (folder / "experiments" / f"{test}.yaml").write_text(trial, encoding="utf-8")
    return World(name, folder, world.rows)


def make_journey(folder: Path, events: int, *, seed: int) -> World:
    """A workspace with 26 weeks of raw events, attributes of customers, segments and KPIs.

    Args:
        folder: An empty folder, or one this function filled before.
        events: Number of events before copies, > 0; there is one customer for ten of them.
        seed: Any integer; equal seeds give equal rows.

    Returns:
        The world.
    """
    known = {"seed": seed, "customers": max(events // EVENTS_PER_CUSTOMER, 1)}
    write_events(folder, events, known, days=183)
    write_table(folder / "customers.parquet", "make_customers.sql", known)
    write_definitions(folder, JOURNEY, JOURNEY_METRICS)
    return World("journey", folder, events)


def write_events(folder: Path, events: int, known: dict[str, int], *, days: int) -> None:
    """Raw events spread evenly over some days.

    Args:
        folder: The workspace.
        events: Number of events before copies.
        known: The seed and the number of customers.
        days: Over how many days from 5 January 2026.
    """
    values = {**known, "events": events, "seconds": days * 86_400}
    write_parts(folder / "events", "make_events.sql", events, values)


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


def write_definitions(folder: Path, journey: str, metrics: str, trial: str = "") -> None:
    """The definitions of a workspace, with one experiment called `trial` where one is given.

    Args:
        folder: The workspace.
        journey: Text of journey.yaml.
        metrics: Text of a file of metrics.
        trial: Text of the experiment, or nothing.
    """
    texts = {"journey.yaml": journey, "metrics/all.yaml": metrics}
    if trial:
        texts["experiments/trial.yaml"] = trial
    for name, text in texts.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
