"""What `sql` prints stands alone: run by DuckDB itself, it gives the sums the package reads."""

from __future__ import annotations

import os

import duckdb
import pytest

from stagelift.errors import ArgumentError
from tiny import WEEK, day, workspace

METRICS = """\
  first_order: {conversion: ordered, first: true, within: 7 days}
  spent: {sum: ordered.value, within: 30 days}
  score: {nps: surveys}
"""
EXPERIMENT = """\
question: Does it work?
audience: everyone
primary: first_order
variants: {old: email, new: push}
run: 2026-01-05..2026-01-11
"""
EVENTS = [
    row
    for number in range(60)
    for row in (
        [f"c{number}", day(number / 10), "visited", "", f"v{number}", day(number / 10)],
        [f"c{number}", day(number / 10 + 2), "ordered", str(number), f"o{number}", day(9)],
        [f"c{number}", day(number / 10 + 2), "ordered", "1000", f"o{number}", day(10)],
    )[: 1 + 2 * (number % 3 == 0)]
]


@pytest.fixture
def shop(tmp_path):
    answers = [(f"c{number}", str(number % 11), day(1), day(2)) for number in range(60)]
    return workspace(
        tmp_path,
        EVENTS,
        metrics=METRICS,
        experiments={"trial": EXPERIMENT},
        surveys=(("customer", "score", "invited", "answered"), answers),
    )


def ran(text: str) -> list[dict[str, object]]:
    """The rows of the last statement, asked of a DuckDB that knows nothing of the package."""
    with duckdb.connect() as connection:
        found = connection.execute(text)
        names = [column[0] for column in found.description]
        return [dict(zip(names, row, strict=True)) for row in found.fetchall()]


def test_a_metric_gives_the_same_units_and_sums(shop, monkeypatch, tmp_path):
    text = shop.sql("first_order", period=WEEK)
    monkeypatch.chdir(os.sep)  # it names its files whole
    rows = ran(text)
    found = shop.kpis(WEEK).latest("first_order")
    assert found.n == sum(row["n0"] for row in rows) == 60
    assert found.k == sum(row["s1_0"] for row in rows) == 20


def test_copies_are_dropped_in_the_statement_itself(shop):
    rows = ran(shop.sql("spent", period=WEEK))
    # of two rows of one event id the first ingested counts, so the thousands do not
    total = sum(row["s1_0"] + row["n0"] * (row["h0"] or 0) for row in rows)
    assert total == sum(range(0, 60, 3)) * 1_000_000


def test_all_kpis_and_an_experiment(shop):
    assert shop.sql("kpis", period=WEEK).count(";\n\n--") == 1  # events, then surveys
    rows = ran(shop.sql("trial"))
    readout = shop.experiments["trial"].readout()
    counted = dict.fromkeys(readout.assigned, 0)
    for row in rows:
        counted[row["variant"]] += row["n0"] + row["i0"] + row["e0"]
    assert counted == readout.assigned
    assert "-- experiment trial, definition " in shop.sql("trial")


def test_scores(shop):
    rows = ran(shop.sql("score", period=WEEK))
    whole = next(row for row in rows if row["stage_all"])
    assert sum(whole[f"all_{score}"] for score in range(11)) == 60


def test_parts_say_what_they_are_and_nothing_is_asked_or_kept(shop):
    text = shop.sql("first_order", period=WEEK)
    assert "/* who is counted, and from which instant the windows start */" in text
    assert not list((shop.root / ".stagelift").glob("answers/*"))


def test_an_unknown_name_is_an_error(shop):
    with pytest.raises(ArgumentError, match=r"unknown name 'frist_order'.*first_order"):
        shop.sql("frist_order", period=WEEK)
