"""A small town whose days arrive as files, and what happens to files between two Mondays."""

from __future__ import annotations

import random
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path

import duckdb

import stagelift
from stagelift.data.contract import Contract
from stagelift.data.zones import to_us
from stagelift.metrics.kpi_table import Kpis
from tiny import MONDAY, write_csv

JOURNEY = """\
journey: town
zone: {zone}
currency: EUR
sources:
  log: {{read: days/*.parquet, as: events, customer: customer, time: time, event: event,
        value: value, event_id: id, order_id: order_no, ingested: ingested{columns}}}
  people: {{read: people.csv, as: customers, customer: customer, keep: {{plan: plan}}}}
{more}stages:
  looking: visited
  buying: ordered
  staying: ordered x2
  telling: reviewed
  gone: {{after: 12 days without visited | ordered}}
segments:
  basic: {{where: {{plan: basic}}}}
  fresh: {{did: visited, within: 3 days}}
"""
TOLD = ", channel: channel, message: message, cost: cost, "
TOLD += "keep: {ticket: ticket, topic: topic, mood: mood}"
ASKS = """\
  asks: {read: asks.csv, as: surveys, customer: customer, score: score, invited: invited,
         answered: answered, zone: UTC}
channels: {sms: {cost: 12}}
"""
METRICS = """\
metrics:
  bought: {conversion: ordered, first: true, within: 3 days}
  spent: {sum: ordered.value, within: 5 days}
  per_visit: {ratio: reviewed, per: visited, within: 4 days}
  again: {retention: visited, days: 1..3}
  silent: {churn: visited | ordered, silent_for: 9 days}
  second: {repurchase: ordered, within: 6 days}
"""
TALK = """\
metrics:
  bought: {conversion: ordered, first: true, within: 3 days}
  left_over: {margin: ordered, within: 5 days}
  sent: {cost: messages, within: 4 days}
  brought: {realised_value: ordered, within: 10 days}
  points: {nps: asks}
  replies: {response: asks, within: 3 days}
  dropped: {cart_abandonment: visited, bought: ordered, within: 2 days}
  ends: {exit_rate: ordered, among: visited | reviewed, gap: 5 hours}
  answered: {waiting: {from: enquired, until: replied, by: ticket}, within: 24 hours}
  next_word: {waiting: {from: enquired, until: replied}, within: 48 hours}
  called: {follow_up: {of: asks, by: replied}, within: 48 hours}
  enquiries: {contact: enquired, topic: topic}
  moods: {emotion: log.mood, event: enquired}
"""
# columns that a row's own values decide, so that whoever moves a row moves them
DERIVED = """*,
  CASE WHEN event = 'delivered' THEN CASE HASH(id) % 2 WHEN 0 THEN 'sms' ELSE 'push' END END
    AS channel,
  CASE WHEN event = 'delivered' THEN 'hello' END AS message,
  value * 0.6 AS cost,
  customer || '-' || CAST(FLOOR(EPOCH(time) / 250000) AS VARCHAR) AS ticket,
  'topic' || CAST(HASH(id) % 3 AS VARCHAR) AS topic,
  CAST(HASH(id) % 200 AS DOUBLE) / 100 - 1 AS mood
"""
COLUMNS = "customer VARCHAR, time TIMESTAMPTZ, event VARCHAR, value DECIMAL(18, 2), id VARCHAR, "
COLUMNS += "order_no VARCHAR, ingested TIMESTAMPTZ"
Row = tuple[str, datetime, str, int | None, str, str | None, datetime]


@dataclass
class Town:
    """A small town whose days arrive as files.

    Args:
        root: Its workspace.
        seed: Of everything random.
        zone: Its zone.
        talks: Whether its people also write, are written to, and are asked.
    """

    root: Path
    seed: int = 0
    zone: str = "UTC"
    talks: bool = False
    files: dict[str, list[Row]] = field(default_factory=dict)
    written: int = 0
    asked: list[tuple[str, datetime, datetime | None, int | None]] = field(default_factory=list)

    def __post_init__(self) -> None:
        """Writes the definitions."""
        self.random = random.Random(self.seed)
        (self.root / "days").mkdir(parents=True)
        (self.root / "metrics").mkdir()
        more = {"more": ASKS, "columns": TOLD} if self.talks else {"more": "", "columns": ""}
        (self.root / "journey.yaml").write_text(JOURNEY.format(zone=self.zone, **more))
        (self.root / "metrics" / "all.yaml").write_text(self.metrics)
        plans = [(f"c{n}", "basic" if n % 3 else "full") for n in range(14)]
        write_csv(self.root / "people.csv", ("customer", "plan"), plans)

    @property
    def metrics(self) -> str:
        """The definitions of its metrics."""
        return TALK if self.talks else METRICS

    def row(self, day: float, *, event: str = "", customer: str = "", late: float = 0.1) -> Row:
        """One event, known some days after it happened."""
        self.written += 1
        kinds = ["visited", "visited", "ordered", "reviewed"]
        kinds += ["delivered", "enquired", "replied"] if self.talks else []
        what = event or self.random.choice(kinds)
        at = MONDAY + timedelta(days=day)
        who = customer or f"c{self.random.randrange(14)}"
        order = f"o{self.written // 2}" if what == "ordered" else None
        value = self.random.randrange(1, 90) if what == "ordered" else None
        return (who, at, what, value, f"e{self.written}", order, at + timedelta(days=late))

    def days(self, first: int, last: int, *, each: int = 5) -> None:
        """Whole days, a file a week."""
        for day in range(first, last):
            rows = [self.row(day + self.random.random()) for _ in range(each)]
            self.add(f"week{day // 7}", rows)
            if self.talks:
                self.ask(day)

    def ask(self, day: int) -> None:
        """One invitation; half of them are answered, within two days."""
        invited = MONDAY + timedelta(days=day + self.random.random())
        score = self.random.randrange(11) if self.random.random() < 0.5 else None
        answered = None if score is None else invited + timedelta(days=2 * self.random.random())
        self.asked.append((f"c{self.random.randrange(14)}", invited, answered, score))
        self.write_answers()

    def write_answers(self) -> None:
        """The answers as they are to be read."""
        rows = [
            (who, invited.isoformat(), "" if at is None else at.isoformat(), "" if s is None else s)
            for who, invited, at, s in self.asked
        ]
        write_csv(self.root / "asks.csv", ("customer", "invited", "answered", "score"), rows)

    def add(self, name: str, rows: list[Row]) -> None:
        """More rows in a file, which is written anew."""
        self.files.setdefault(name, []).extend(rows)
        self.write(name)

    def write(self, name: str) -> None:
        """A file as it is to be read."""
        path = self.root / "days" / f"{name}.parquet"
        with duckdb.connect() as connection:
            connection.execute(f"CREATE TABLE t ({COLUMNS})")
            connection.executemany("INSERT INTO t VALUES (?, ?, ?, ?, ?, ?, ?)", self.files[name])
            connection.execute(f"COPY (SELECT {DERIVED} FROM t) TO '{path}' (FORMAT parquet)")

    def kpis(self, weeks: int, *, kept: bool = True, wide: bool = False) -> Kpis:
        """Two KPIs, or all by segment, of the last weeks on the Monday morning after them."""
        as_of = MONDAY + timedelta(days=7 * weeks, hours=6)
        with stagelift.open(self.root, as_of=as_of) as ws:
            if not kept:
                ws.__dict__["contract"] = Contract(ws.engine, ws.journey, to_us(ws.as_of))
            week = f"2026-W{weeks + 1:02}"
            if wide:
                return ws.kpis(week, history=weeks - 1, by=("basic", "fresh", "plan"))
            few = {name: ws.metrics[name] for name in ("bought", "silent")}
            return ws.kpis(week, history=weeks - 1, metrics=few)


def change(town: Town, week: int) -> None:
    """One of the things that happen to files between two Mondays."""
    draw = town.random
    name = draw.choice(sorted(town.files))
    kinds = ["late", "copies", "moved", "corrected", "deleted", "metric", "plans", "lines"]
    kind = draw.choice([*kinds, *(["answer", "score", "early", "unasked"] if town.talks else [])])
    if kind == "late":
        day = draw.uniform(0, 7 * week - 1)
        town.add(f"late{town.written}", [town.row(day, late=7 * week - day - 0.1)])
    elif kind == "copies":
        town.add(f"copies{town.written}", draw.sample(town.files[name], 3))
    elif kind == "moved":  # the same id on another day, known earlier: it takes the row's place
        who, at, what, value, mark, order, known = draw.choice(town.files[name])
        other = (who, at - timedelta(days=3), what, value, mark, order, known - timedelta(days=2))
        town.add(f"moved{town.written}", [other])
    elif kind == "corrected":
        rows = town.files[name]
        who, at, _, value, mark, _, known = rows.pop(draw.randrange(len(rows)))
        town.add(name, [(who, at, "visited", value, f"{mark}b", None, known)])
    elif kind == "deleted" and len(town.files) > 3:
        del town.files[name]
        (town.root / "days" / f"{name}.parquet").unlink()
    elif kind == "metric":
        text = town.metrics.replace("within: 3 days", f"within: {draw.randrange(1, 6)} days")
        (town.root / "metrics" / "all.yaml").write_text(text)
    elif kind == "plans":
        plans = [(f"c{n}", draw.choice(["basic", "full"])) for n in range(14)]
        write_csv(town.root / "people.csv", ("customer", "plan"), plans)
    elif kind in ("answer", "score", "early", "unasked"):
        answer(town, kind, MONDAY + timedelta(days=7 * week - 0.1))
    else:  # one more line of an order, days after its first one
        found = [row for rows in town.files.values() for row in rows if row[5] is not None]
        who, at, what, value, mark, order, _ = draw.choice(found)
        at += timedelta(days=4)
        town.add(f"line{town.written}", [(who, at, what, value, f"{mark}l", order, at)])


def answer(town: Town, kind: str, now: datetime) -> None:
    """What happens to an answer: it comes late, changes, goes, or is dated anew."""
    place = town.random.randrange(len(town.asked))
    who, invited, at, score = town.asked.pop(place)
    if kind == "answer":
        town.asked.append((who, invited, at or now, town.random.randrange(11)))
    elif kind == "score" and at is not None:
        town.asked.append((who, invited, at, town.random.randrange(11)))
    elif kind == "early":  # answered before it was asked
        town.asked.append((who, invited, invited - timedelta(days=9), score or 3))
    town.write_answers()
