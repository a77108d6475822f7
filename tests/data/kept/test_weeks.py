"""Weeks kept and weeks asked: together they are what one question for everything gives."""

from __future__ import annotations

import random
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import duckdb
import pytest

import stagelift
from stagelift.data.contract import Contract
from stagelift.data.query import by_period
from stagelift.data.query.specs import Measurement
from stagelift.data.zones import to_us
from stagelift.metrics.kpi_table import Kpis
from tiny import MONDAY, workspace, write_csv

JOURNEY = """\
journey: town
zone: {zone}
currency: EUR
sources:
  log: {{read: days/*.parquet, as: events, customer: customer, time: time, event: event,
        value: value, event_id: id, order_id: order_no, ingested: ingested}}
  people: {{read: people.csv, as: customers, customer: customer, keep: {{plan: plan}}}}
stages:
  looking: visited
  buying: ordered
  staying: ordered x2
  telling: reviewed
  gone: {{after: 12 days without visited | ordered}}
segments:
  basic: {{where: {{plan: basic}}}}
  fresh: {{did: visited, within: 3 days}}
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
COLUMNS = "customer VARCHAR, time TIMESTAMPTZ, event VARCHAR, value DECIMAL(18, 2), id VARCHAR, "
COLUMNS += "order_no VARCHAR, ingested TIMESTAMPTZ"
WEEKS = 6
Row = tuple[str, datetime, str, int | None, str, str | None, datetime]


@dataclass
class Town:
    """A small town whose days arrive as files.

    Args:
        root: Its workspace.
        seed: Of everything random.
        zone: Its zone.
    """

    root: Path
    seed: int = 0
    zone: str = "UTC"
    files: dict[str, list[Row]] = field(default_factory=dict)
    written: int = 0

    def __post_init__(self) -> None:
        """Writes the definitions."""
        self.random = random.Random(self.seed)
        (self.root / "days").mkdir(parents=True)
        (self.root / "metrics").mkdir()
        (self.root / "journey.yaml").write_text(JOURNEY.format(zone=self.zone))
        (self.root / "metrics" / "all.yaml").write_text(METRICS)
        plans = [(f"c{n}", "basic" if n % 3 else "full") for n in range(14)]
        write_csv(self.root / "people.csv", ("customer", "plan"), plans)

    def row(self, day: float, *, event: str = "", customer: str = "", late: float = 0.1) -> Row:
        """One event, known some days after it happened."""
        self.written += 1
        what = event or self.random.choice(["visited", "visited", "ordered", "reviewed"])
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
            connection.execute(f"COPY t TO '{path}' (FORMAT parquet)")

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


@pytest.fixture
def asked(monkeypatch: pytest.MonkeyPatch) -> list[Measurement]:
    """Every question that went to the engine."""
    found: list[Measurement] = []
    ask = by_period.ask_cells

    def noted(contract: Contract, plan: Measurement) -> Any:
        found.append(plan)
        return ask(contract, plan)

    monkeypatch.setattr(by_period, "ask_cells", noted)
    return found


def weeks_asked(asked: list[Measurement], value: str) -> set[str]:
    """The weeks for which a value was asked."""
    names = (plan for plan in asked if any(value in name for name, _ in plan.values))
    return {period.label[-3:] for plan in names for period in plan.periods}


@pytest.mark.slow
def test_a_new_week_asks_the_new_and_open_weeks_alone(
    tmp_path: Path, asked: list[Measurement]
) -> None:
    town = Town(tmp_path / "town")
    town.days(0, 35)
    town.kpis(5)
    assert weeks_asked(asked, "bought") == {"W02", "W03", "W04", "W05", "W06"}
    asked.clear()
    town.days(35, 42)
    found = town.kpis(6)
    # a window of three days was open in the last week; the late rows of its Sunday came after it
    assert weeks_asked(asked, "bought") == {"W06", "W07"}
    assert weeks_asked(asked, "silent") == {"W06", "W07"}
    assert found == town.kpis(6, kept=False)
    asked.clear()
    assert town.kpis(6) == found
    assert not asked


def test_a_late_row_asks_the_weeks_it_touches_and_no_other(
    tmp_path: Path, asked: list[Measurement]
) -> None:
    town = Town(tmp_path / "town")
    town.days(0, 42)
    town.kpis(6)
    town.days(42, 49)
    town.kpis(7)
    asked.clear()
    # an order of Tuesday of the fourth week, W05, known now
    town.add("late", [town.row(22.5, event="ordered", customer="c1", late=26)])
    found = town.kpis(7)
    # entrants of W04 had three days from Sunday on; who came later may have come from elsewhere
    assert weeks_asked(asked, "bought") == {"W04", "W05", "W06", "W07", "W08"}
    # two silences of nine days look at W04 to W06
    assert weeks_asked(asked, "silent") == {"W05", "W06", "W07", "W08"}
    assert found == town.kpis(7, kept=False)


@pytest.mark.slow
def test_copies_that_change_nothing_ask_nothing(tmp_path: Path, asked: list[Measurement]) -> None:
    town = Town(tmp_path / "town")
    town.days(0, 35)
    first = town.kpis(5)
    asked.clear()
    town.add("again", town.files["week1"][:8])
    assert town.kpis(5) == first == town.kpis(5, kept=False)
    assert {period.label for plan in asked for period in plan.periods} <= {"2026-W06"}


@pytest.mark.slow
def test_what_was_kept_and_damaged_is_asked_again(tmp_path: Path, asked: list[Measurement]) -> None:
    town = Town(tmp_path / "town")
    town.days(0, 28)
    first = town.kpis(4)
    for path in (town.root / ".stagelift" / "answers").iterdir():
        text = path.read_text(encoding="utf-8")
        path.write_text(text.replace("1", "2"), encoding="utf-8")
    asked.clear()
    town.days(28, 28)
    town.add("later", [town.row(27.9, late=0.01)])
    found = town.kpis(4)
    assert weeks_asked(asked, "bought") >= {"W02", "W03"}
    assert found == town.kpis(4, kept=False)
    assert found.past[0] == first.past[0]


def test_a_week_whose_last_sessions_may_go_on_is_asked_again(tmp_path: Path) -> None:
    metrics = "  again: {revisit: visited, within: 7 days, gap: 12 hours}\n"
    times = [MONDAY + timedelta(days=6.9), MONDAY + timedelta(days=9.9)]
    rows = [(f"c{n}", at.isoformat(), "visited") for n in range(3) for at in times]
    workspace(tmp_path, rows, metrics=metrics).close()

    def first_week(days: int) -> tuple[int, int | None]:
        with stagelift.open(tmp_path, as_of=MONDAY + timedelta(days=days)) as ws:
            (found,) = [one for one in ws.kpis("2026-W03", history=1).past if one.metric == "again"]
        return found.n, found.k

    assert first_week(14) == (0, 0)  # their windows end in this hour, a session may be open
    assert first_week(16) == (3, 3)


def change(town: Town, week: int) -> None:
    """One of the things that happen to files between two Mondays."""
    draw = town.random
    name = draw.choice(sorted(town.files))
    kind = draw.choice(
        ["late", "copies", "moved", "corrected", "deleted", "metric", "plans", "lines"]
    )
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
        text = METRICS.replace("within: 3 days", f"within: {draw.randrange(1, 6)} days")
        (town.root / "metrics" / "all.yaml").write_text(text)
    elif kind == "plans":
        plans = [(f"c{n}", draw.choice(["basic", "full"])) for n in range(14)]
        write_csv(town.root / "people.csv", ("customer", "plan"), plans)
    else:  # one more line of an order, days after its first one
        found = [row for rows in town.files.values() for row in rows if row[5] is not None]
        who, at, what, value, mark, order, _ = draw.choice(found)
        at += timedelta(days=4)
        town.add(f"line{town.written}", [(who, at, what, value, f"{mark}l", order, at)])


@pytest.mark.slow
@pytest.mark.parametrize(("seed", "zone"), [(1, "Asia/Seoul"), (2, "America/New_York")])
def test_kept_weeks_and_asked_ones_are_one_full_run(tmp_path: Path, seed: int, zone: str) -> None:
    town = Town(tmp_path / "town", seed, zone)
    town.days(0, 21)
    for week in range(3, WEEKS + 1):
        for _ in range(town.random.randrange(3) if week > 3 else 0):
            change(town, week)
        assert town.kpis(week, wide=True) == town.kpis(week, wide=True, kept=False)
        town.days(7 * week, 7 * week + 7)
