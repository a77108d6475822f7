"""The benchmarks: generated worlds are repeatable, both sides agree, a difference stops them."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import duckdb
import pytest

import stagelift

ROOT = Path(__file__).parents[1]
sys.path.insert(0, str(ROOT))  # the benchmarks are run from the checkout, not installed

from benchmarks.answers import differences, mean, ratio, share  # noqa: E402 - found by the path above
from benchmarks.memory_curve import Point, as_table, watched  # noqa: E402 - as above
from benchmarks.worlds import (  # noqa: E402 - as above
    ask_programme,
    make_events,
    make_programme,
    make_units,
)


def rows(folder, pattern):
    query = f"SELECT * FROM read_parquet('{folder}/{pattern}') ORDER BY ALL"
    with duckdb.connect() as connection:
        connection.execute("SET TimeZone = 'UTC'")
        return connection.execute(query.replace("*", "COLUMNS(*)::VARCHAR", 1)).fetchall()


def test_equal_seeds_make_equal_rows_and_others_do_not(tmp_path):
    one, two, three = (
        rows(make_events(tmp_path / str(n), 2_000, seed=seed).folder, "events/*.parquet")
        for n, seed in enumerate((1, 1, 2))
    )
    assert one == two
    assert one != three


def test_events_hold_copies_late_rows_and_rows_not_known_yet(tmp_path):
    folder = make_events(tmp_path, 100_000, seed=1).folder
    query = f"""
        SELECT count(*) - count(DISTINCT event_id),
               count(*) FILTER (ingested > happened + INTERVAL 6 HOUR),
               count(*) FILTER (happened < ?::TIMESTAMP AND ingested >= ?::TIMESTAMP)
        FROM read_parquet('{folder}/events/*.parquet')
    """
    with duckdb.connect() as connection:
        connection.execute("SET TimeZone = 'UTC'")
        as_of = "2026-04-24 00:00"
        found = connection.execute(query, [as_of, as_of]).fetchone()
    copies, late, unknown = found
    assert 100 < copies < 400
    assert 800 < late < 2_000
    assert unknown > 0


def test_a_world_of_units_has_one_row_a_customer(tmp_path):
    folder = make_units(tmp_path, 1_000, seed=1).folder
    customers = [row[0] for row in rows(folder, "units/*.parquet")]
    assert len(customers) == len(set(customers)) == 1_000


def test_figures_follow_from_sums():
    assert share("m", "a", 100, 20)[("m", "a", "se")] == pytest.approx(0.04)
    # 1, 2, 3: mean 2, variance 1
    assert mean("m", "a", 3, (6, 14), 1)[("m", "a", "se")] == pytest.approx(3**-0.5)
    row = {
        "n": 2,
        "returned": 1,
        "ordered": 2,
        "returned_squares": 1,
        "ordered_squares": 2,
        "returned_ordered": 1,
    }
    # contributions (1 − 0.5)/1 and (0 − 0.5)/1 per mean order: variance 0.5, over 2 units
    assert ratio("m", "a", row)[("m", "a", "se")] == pytest.approx(0.5)


def test_a_figure_that_differs_or_is_missing_is_named():
    expected = {("m", "a", "n"): 3.0, ("m", "a", "value"): 0.5}
    assert differences(expected, expected) == ()
    assert differences({("m", "a", "n"): 3.0}, expected) == ("m of a: value is nan and 0.5",)
    close = {**expected, ("m", "a", "value"): 0.5 + 1e-8}
    assert len(differences(close, expected)) == 1


@pytest.mark.slow
def test_both_sides_agree_on_small_worlds_and_the_figures_are_written(tmp_path):
    to = tmp_path / "figures.json"
    options = ["--events", "2e4", "--units", "2e4", "--runs", "1", "--pairs", "0"]
    done = subprocess.run(
        [sys.executable, "-m", "benchmarks", *options, "--json", str(to)],
        cwd=ROOT,
        check=False,
        capture_output=True,
        text=True,
        timeout=120,
    )
    assert done.returncode == 0, done.stderr
    found = json.loads(to.read_text(encoding="utf-8"))["rows"]
    named = [(row["world"], row["contender"]) for row in found]
    assert named == [
        ("events", "stagelift readout"),
        ("events", "SQL by hand"),
        ("events", "SQL by hand, nothing before"),
        ("units", "stagelift readout"),
        ("units", "SQL by hand"),
    ]
    assert all(row["seconds"] > 0 and row["peak_mb"] > 10 for row in found)


def test_a_programme_has_every_customer_in_one_of_its_tests_and_in_the_trial(tmp_path):
    world = make_programme(tmp_path, 2_000, seed=1, tests=5)
    found = rows(world.folder, "assignments.parquet")
    tests = [(customer, test) for customer, test, *_ in found if test != "trial"]
    assert sorted(customer for customer, _ in tests) == sorted({row[0] for row in found})
    assert {test for _, test in tests} == {f"test_0{n}" for n in range(5)}
    assert len(found) == 400


def test_a_question_of_a_programme_reads_its_events_by_table_or_by_hash(tmp_path):
    world = make_programme(tmp_path, 4_000, seed=1, tests=2)
    by_table = ask_programme(world, "mapped", ["test_00", "test_01"], ["order_value"])
    by_hash = ask_programme(world, "drawn", ["test_00"], ["order_value"], audience="{did: visited}")
    with stagelift.open(by_table.folder) as ws:
        entered = [sum(one.entered.values()) for one in ws.monitor()]
    assert sum(entered) == 400
    assert "assignments" not in (by_hash.folder / "journey.yaml").read_text("utf-8")


def test_a_command_is_watched_from_start_to_end_with_what_it_writes(tmp_path):
    (tmp_path / "spill").mkdir()
    program = (
        "import os, pathlib, time; held = bytearray(60_000_000)\n"
        "place = pathlib.Path(os.environ['STAGELIFT_SPILL'], 'part')\n"
        "place.write_bytes(bytes(2_000_000)); time.sleep(0.3); place.unlink()"
    )
    *curve, end = watched((sys.executable, "-S", "-c", program), tmp_path / "spill", every=0.02)
    assert max(one.spilled_mb for one in curve) == 2.0
    assert min(end.resident_mb, max(one.resident_mb for one in curve)) > 60
    assert 0 < end.cpu_seconds <= 2 * end.seconds
    with pytest.raises(RuntimeError, match="gone wrong"):
        watched((sys.executable, "-c", "raise SystemExit('gone wrong')"), tmp_path, every=0.02)


def test_a_curve_is_told_by_its_largest_values_of_each_stretch():
    points = [Point(s, s, mb, 0.0) for s, mb in ((0.0, 10), (1.0, 90), (2.0, 40), (3.9, 20))]
    lines = as_table((*points, Point(4.0, 4.0, 95, 0.0)), rows=2).splitlines()
    assert [line.split() for line in lines[1:]] == [
        ["1", "1", "90", "0"],
        ["4", "4", "40", "0"],
        ["4", "4", "95", "at", "most"],
    ]
