"""A small world of one experiment in which all is well, and ways to break it, one at a time."""

from __future__ import annotations

import random
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from fractions import Fraction
from pathlib import Path

import stagelift
from stagelift.data.assign import assign
from tiny import write_csv, write_events

MONDAY = datetime(2026, 1, 5, tzinfo=UTC)
LAUNCHED = MONDAY + timedelta(days=27)  # the day before the first entry
CLOSED = MONDAY + timedelta(days=28 + 14 + 7)  # two weeks of entries and a window of one
HALVES = (Fraction(1, 2), Fraction(1, 2))
JOURNEY = """\
journey: tiny
zone: UTC
currency: EUR
as_of: {as_of}
sources:
  app: {{read: events.parquet, as: events, customer: customer, time: time, event: event,
        value: value, event_id: id, ingested: ingested}}
  people: {{read: people.csv, as: customers, customer: customer, household: household}}
  split: {{read: assignments.csv, as: assignments, customer: customer, experiment: experiment,
          variant: variant, time: time}}
  sendlog: {{read: sendlog.csv, as: messages, {sendlog}}}
stages:
  looking: visited
  buying: ordered
  staying: ordered x2
rules:
  at_most: 3 ads a week
"""
TRIAL = """\
question: Does a push bring more orders than an e-mail?
audience: everyone
primary: bought
guardrails: {left: 5pp}
run: 2026-02-02..2026-02-15
looks: once
variants:
  a: {channel: email, share: 50%}
  b: {channel: push, share: 50%}
"""
EARLIER = TRIAL.replace("2026-02-02..2026-02-15", "2026-01-12..2026-01-18")
METRICS = """\
metrics:
  bought: {conversion: ordered, within: 7 days}
  left: {conversion: unsubscribed, within: 7 days, better: down}
"""
EVENTS = ("customer", "time", "event", "value", "id", "ingested")
TABLES: Mapping[str, tuple[str, ...]] = {
    "people": ("customer", "household"),
    "assignments": ("customer", "experiment", "variant", "time"),
    "sendlog": (
        *("customer", "message", "channel", "assigned", "sent", "delivered", "opened"),
        *("opened_by", "clicked", "experiment", "variant"),
    ),
}
Row = dict[str, str]


@dataclass
class World:
    """The files of a workspace before they are written.

    Args:
        tables: Rows by table.
        as_of: The instant at which it is read.
        experiments: Text of the experiments by id.
        frozen: Text of the experiment as its plan was frozen.
        later: Text of experiments that were written after the launch.
        plan: What is replaced in the frozen plan's file, by an edit of hand.
        report: What the sender makes of the list it was handed.
    """

    tables: dict[str, list[Row]]
    as_of: datetime = CLOSED
    experiments: dict[str, str] = field(default_factory=lambda: {"trial": TRIAL})
    frozen: str = TRIAL
    later: dict[str, str] = field(default_factory=dict)
    plan: tuple[str, str] = ("", "")
    report: Callable[[list[Row]], None] = list.copy

    @property
    def split(self) -> list[Row]:
        """The assignments."""
        return self.tables["assignments"]

    @property
    def events(self) -> list[Row]:
        """The events."""
        return self.tables["events"]

    def write(self, root: Path) -> None:
        """The plan as it was frozen on the day before the first entry, then every file."""
        self.files(root)
        self.definitions(root, LAUNCHED, {**self.experiments, "trial": self.frozen})
        with stagelift.open(root) as ws:
            path = ws.experiments["trial"].freeze_plan(planned_units=len(self.tables["people"]))
        path.write_text(path.read_text("utf-8").replace(*self.plan), encoding="utf-8")
        self.definitions(root, self.as_of, {**self.experiments, **self.later})

    def files(self, root: Path) -> None:
        """Writes the tables."""
        write_events(root, EVENTS, _cells(self.events, EVENTS))
        for name, header in TABLES.items():
            write_csv(root / f"{name}.csv", header, _cells(self.tables[name], header))

    def definitions(self, root: Path, as_of: datetime, experiments: Mapping[str, str]) -> None:
        """Writes the definitions, with the instant at which the workspace stands."""
        sendlog = ", ".join(f"{column}: {column}" for column in TABLES["sendlog"])
        text = JOURNEY.format(as_of=f"{as_of:%Y-%m-%d %H:%M}", sendlog=sendlog)
        (root / "journey.yaml").write_text(text, encoding="utf-8")
        for folder in ("metrics", "experiments"):
            (root / folder).mkdir(exist_ok=True)
        (root / "metrics" / "all.yaml").write_text(METRICS, encoding="utf-8")
        for name, written in experiments.items():
            (root / "experiments" / f"{name}.yaml").write_text(written, encoding="utf-8")


def _cells(rows: Iterable[Row], header: Iterable[str]) -> list[list[str]]:
    return [[row.get(column, "") for column in header] for row in rows]


def clean(seed: int, customers: int = 400, experiment: str = "trial") -> World:
    """A world in which all is well: customers visit, are split by the hash, are sent to, and buy.

    Args:
        seed: Seed of every draw; it is in the ids too, so that the hash splits anew.
        customers: How many of them.
        experiment: Id of the experiment they are in.

    Returns:
        The world, read once every window has closed.
    """
    rng = random.Random(seed)
    world = World({name: [] for name in ("events", *TABLES)})
    for number in range(customers):
        name, enters = f"{seed}-{number}", rng.uniform(28, 42)
        variant = assign(name, experiment, ("a", "b"), HALVES)
        world.tables["people"].append({"customer": name, "household": f"h{name}"})
        world.split.append(assigned(name, experiment, variant, enters))
        for visit in range(rng.randrange(1, 4)):
            world.events.append(event(name, rng.uniform(0, 28), "visited", visit))
        world.events.append(event(name, enters, "visited", 9))
        if rng.random() < 0.2:
            world.events.append(event(name, enters + rng.uniform(0.1, 6.9), "ordered"))
        if rng.random() < 0.1:
            world.events.append(event(name, rng.uniform(0, 28), "ordered", 1))
        if rng.random() < 0.02:
            world.events.append(event(name, enters + rng.uniform(0.1, 6.9), "unsubscribed"))
        world.tables["sendlog"].append(sent(rng, name, (experiment, variant), enters))
    world.events.append(event(f"{seed}-last", 48.9, "visited"))  # the data reach to the end
    return world


def many_clean(root: Path, worlds: int, customers: int) -> None:
    """One workspace of many experiments in which all is well, each with customers of its own.

    Args:
        root: Where it is written.
        worlds: How many experiments.
        customers: Customers of each.
    """
    every = World({name: [] for name in ("events", *TABLES)}, experiments={})
    for seed in range(worlds):
        name = f"trial{seed}"
        for table, rows in clean(seed, customers, name).tables.items():
            every.tables[table].extend(rows)
        every.experiments[name] = TRIAL
    every.files(root)
    every.definitions(root, CLOSED, every.experiments)


def assigned(customer: str, experiment: str, variant: str, days: float) -> Row:
    """One assignment."""
    return {"customer": customer, "experiment": experiment, "variant": variant, "time": at(days)}


def sent(rng: random.Random, customer: str, arm: tuple[str, str], enters: float) -> Row:
    """The send log's row of one customer: nearly all delivered, some opened by people."""
    experiment, variant = arm
    row = {
        "customer": customer,
        "message": f"{experiment}_{variant}",
        "channel": "email" if variant == "a" else "push",
        "assigned": at(enters),
        "sent": at(enters + 0.05),
        "experiment": experiment,
        "variant": variant,
    }
    if rng.random() < 0.97:
        row["delivered"] = at(enters + 0.06)
        if rng.random() < 0.3:
            row |= {"opened": at(enters + 0.2), "opened_by": "person"}
    return row


def event(customer: str, days: float, kind: str, number: int = 0, late: float = 1 / 1440) -> Row:
    """One event, known within a minute unless said."""
    return {
        "customer": customer,
        "time": at(days),
        "event": kind,
        "value": "10" if kind == "ordered" else "",
        "id": f"{customer}/{kind}/{number}",
        "ingested": at(days + late),
    }


def at(days: float) -> str:
    """An instant counted from Monday 5 January 2026, 00:00 UTC."""
    return (MONDAY + timedelta(days=days)).isoformat()
