"""What commands print, and what a report keeps, is the same whichever engine reads the sources."""

from __future__ import annotations

import shutil
from pathlib import Path

import duckdb
import pytest

pytestmark = pytest.mark.engine

COMMANDS = (("kpi",), ("kpi", "--by", "visitors"), ("readout", "reminder"), ("monitor",))
EXACT = ("metric", "measure", "stage", "segment", "variant", "period", "n", "k", "status", "method")
CLOSE = ("value", "se", "low", "high")


@pytest.fixture
def elsewhere(shop, move, tmp_path_factory):
    """The same shop, its sources read by another engine: one line of journey.yaml differs."""
    root = tmp_path_factory.mktemp("elsewhere") / "corner"
    shutil.copytree(shop, root)
    before = (root / "journey.yaml").read_text(encoding="utf-8").splitlines()
    move(root)
    after = (root / "journey.yaml").read_text(encoding="utf-8").splitlines()
    assert sum(line not in after for line in before) <= 1
    return root


def test_commands_print_the_same(shop, elsewhere, run):
    for words in COMMANDS:
        here, there = run(shop, *words), run(elsewhere, *words)
        assert (here.exit_code, there.exit_code) == (0, 0), (words, there.output)
        assert there.output == here.output, words
        assert len(here.output) > 100


def test_the_query_that_is_printed_is_that_of_the_engine(elsewhere, run, move):
    given = run(elsewhere, "sql", "first_order")
    assert given.exit_code == 0, given.output
    if "engine: lake" in (elsewhere / "journey.yaml").read_text(encoding="utf-8"):
        assert "-- `files of app` is a view over data/events.csv" in given.output
        assert "UNIX_MICROS" in given.output or "TRY_CAST" in given.output
    else:
        assert 'FROM "corner"."app"' in given.output


def facts_of(root: Path) -> list[tuple[object, ...]]:
    """The facts of the workspace's runs, in a fixed order."""
    columns = ", ".join((*EXACT, *CLOSE))
    with duckdb.connect() as connection:
        query = f"SELECT {columns} FROM '{root}/.stagelift/facts/*.parquet' ORDER BY ALL"
        return connection.execute(query).fetchall()


def test_a_report_keeps_the_same_facts(shop, elsewhere, run):
    for root in (shop, elsewhere):
        given = run(root, "report", "run", "weekly")
        assert given.exit_code == 0, given.output
    ours, theirs = facts_of(shop), facts_of(elsewhere)
    assert len(ours) == len(theirs) > 30
    for one, other in zip(ours, theirs, strict=True):
        assert one[: len(EXACT)] == other[: len(EXACT)]
        for a, b in zip(one[len(EXACT) :], other[len(EXACT) :], strict=True):
            assert a == (b if b is None else pytest.approx(b, rel=1e-9, abs=1e-15)), one
