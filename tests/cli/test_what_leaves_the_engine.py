"""Every result of every engine query behind the commands and reports: none names a customer."""

from __future__ import annotations

import json
import re
import shutil
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import duckdb
import pytest
from click.testing import CliRunner
from sqlglot import exp

from pages.plainly import executed
from stagelift.cli import main
from stagelift.data.duckdb_engine import DuckDBEngine
from stagelift.demo.world import make
from stagelift.metrics.privacy import MINIMUM
from stagelift.reports import execute

pytestmark = pytest.mark.slow
ROOT = Path(__file__).parents[2]
WEEK = ("--period", "2026-W45")
# of several metrics of a kind one is enough
LEFT_OUT = (
    *("bounce", "cart_exit", "revisit", "lost_before_order", "cart_recovery", "review_rate"),
    *("answered", "enquiries", "resolved", "called_back"),
)
NAMES = {  # the columns of the demo that name a person, or one thing of theirs
    "app/*.parquet": ("user_id", "event_id"),
    "orders.parquet": ("member_no", "order_no"),
    "receipts.parquet": ("member_no", "receipt_id"),
    "customers.parquet": ("member_no",),
    "support.parquet": ("member_no", "event_id"),
    "sendlog.parquet": ("member_no", "send_id"),
    "logistics.parquet": ("member_no", "order_no", "parcel_event"),
    "coupons.parquet": ("member_no", "coupon_no", "entry_no"),
}
TEST = "cart_reminder"
COMMANDS = (
    ("check",),
    ("kpi", *WEEK, "--by", "grade", "--json"),
    ("map", *WEEK, "--json"),
    ("messages", *WEEK, "--json"),
    *(("who",), ("segments",), ("stages",), ("silence",), ("why",), ("alert",), ("status",)),
    *(("monitor",), ("programme",), ("ladder", TEST), ("plan", TEST)),
    ("readout", TEST, "--json"),
    *(("readout", TEST, flag) for flag in ("--full", "--explore", "--resample")),
    ("sql", "first_order"),
    ("report", "run", "weekly", *WEEK),
    ("report", "run", "readout", "--experiment", TEST),
    ("explain", "first_order"),
)


@dataclass
class Heard:
    """What the engine answered, and what was printed, by command."""

    names: frozenset[str]
    named: dict[str, set[str]] = field(default_factory=dict)
    rows: dict[str, int] = field(default_factory=dict)
    printed: dict[str, str] = field(default_factory=dict)
    command: str = ""

    def look(self, rows: list[tuple[Any, ...]]) -> None:
        """Every value of a result: the names in it, whether alone or inside a text."""
        self.rows[self.command] = self.rows.get(self.command, 0) + len(rows)
        found = self.named.setdefault(self.command, set())
        for row in rows:
            for value in row:
                found |= (
                    self.in_text(str(value)) if isinstance(value, str | bytes | list) else set()
                )

    def in_text(self, text: str) -> set[str]:
        """The names in a text; each stands alone in it, as a word."""
        return self.names.intersection(re.findall(r"\w+", text))


def prepared(root: Path) -> None:
    """The demo shop with few customers, its experiments launched as they are published."""
    for name in ("metrics", "experiments", "messages", "reports", "notebooks"):
        shutil.copytree(ROOT / name, root / name)
    for name in ("journey.yaml", "changes.yaml"):
        shutil.copy(ROOT / name, root / name)
    for path in (root / "metrics").glob("*.yaml"):
        parts = re.split(r"(?m)^(?=  \w+:)", path.read_text("utf-8"))
        kept = [part for part in parts if part.split(":")[0].strip() not in LEFT_OUT]
        path.write_text("".join(kept), "utf-8")
    make(root, customers=300)


def names_in(root: Path) -> frozenset[str]:
    """Every id the demo's files hold."""
    found: set[str] = set()
    with duckdb.connect() as connection:
        for path, columns in NAMES.items():
            for column in columns:
                rows = connection.execute(f"SELECT DISTINCT {column} FROM '{root}/data/{path}'")
                found |= {str(value) for (value,) in rows.fetchall() if value is not None}
    return frozenset(found)


@pytest.fixture(scope="module")
def heard(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Path, Heard]]:
    """Every command once, every result looked at."""
    root = tmp_path_factory.mktemp("shop")
    prepared(root)
    found = Heard(names_in(root))
    run = DuckDBEngine.run

    def listening(engine: DuckDBEngine, query: exp.Expr) -> list[tuple[Any, ...]]:
        rows = run(engine, query)
        found.look(rows)
        return rows

    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(DuckDBEngine, "run", listening)
        patched.setattr(execute, "execute", executed)
        for words in COMMANDS:
            found.command = " ".join(words)
            done = CliRunner().invoke(main, ["-C", str(root), "--language", "en", *words])
            assert done.exit_code in (0, 4), (words, done.output)
            found.printed[found.command] = done.stdout
        yield root, found


def test_no_result_names_a_customer(heard):
    _, found = heard
    assert sum(found.rows.values()) > 4_000
    assert {command: names for command, names in found.named.items() if names} == {}


def test_nothing_printed_or_kept_names_a_customer(heard):
    root, found = heard
    for command, text in found.printed.items():
        assert found.in_text(text) == set(), command
    written = [path for folder in ("site", ".stagelift") for path in (root / folder).rglob("*")]
    texts = [path for path in written if path.is_file() and path.suffix != ".parquet"]
    assert len(texts) > 50
    for path in texts:
        assert found.in_text(path.read_text("utf-8", errors="replace")) == set(), path


def test_a_name_would_be_seen(heard):
    root, found = heard
    with duckdb.connect() as connection:
        query = f"SELECT 'of ' || member_no FROM '{root}/data/customers.parquet'"
        rows = connection.execute(query).fetchall()
    aside = Heard(found.names)
    aside.look(rows)
    assert len(aside.named[""]) == 300


def test_what_names_customers_is_a_trace_and_audience_files(heard):
    """The named exceptions, so that the list of them stays complete."""
    root, found = heard
    one = sorted(name for name in found.names if name.startswith("C0"))[7]
    found.command = "trace"
    done = CliRunner().invoke(main, ["-C", str(root), "trace", one])
    assert done.exit_code == 0, done.output
    assert found.named.pop("trace") & set(names_of_people(root)) == {one}


def names_of_people(root: Path) -> list[str]:
    with duckdb.connect() as connection:
        path = root / "data" / "customers.parquet"
        return [row[0] for row in connection.execute(f"SELECT member_no FROM '{path}'").fetchall()]


def estimates_in(value: Any) -> Iterator[dict[str, Any]]:
    """Every estimate in what was printed or kept as JSON."""
    if isinstance(value, dict):
        if {"metric", "n", "value", "status"} <= set(value):
            yield value
        for inner in value.values():
            yield from estimates_in(inner)
    elif isinstance(value, list):
        for inner in value:
            yield from estimates_in(inner)


def test_no_cell_below_the_minimum_has_a_figure(heard):
    root, found = heard
    told = [json.loads(text) for command, text in found.printed.items() if "--json" in command]
    told += [json.loads(path.read_text("utf-8")) for path in root.glob(".stagelift/**/facts.json")]
    estimates = [one for part in told for one in estimates_in(part)]
    every = [one for one in estimates if one.get("measure") != "limit"]  # of periods, not customers
    small = [one for one in every if isinstance(one["n"], int) and 0 < one["n"] < MINIMUM]
    hidden = [one for one in every if f"fewer than {MINIMUM} units" in str(one.get("note"))]
    assert len(every) > 150
    assert len(hidden) > 20
    shown = ("value", "k", "se", "low", "high")
    assert [one for one in small if any(one.get(name) is not None for name in shown)] == []
    assert [one for one in hidden if any(one.get(name) is not None for name in ("n", *shown))] == []
