"""Facts of an experiment that turns red: withdrawn wherever they were brought, back when green."""

from __future__ import annotations

import duckdb
import pytest

from stagelift.reports import facts
from stagelift.reports.archive.restating import restatements
from stagelift.reports.archive.selection import Hidden, latest
from stagelift.reports.archive.trend import trend
from stagelift.reports.archive.warehouse import HIDDEN, WHY, Table, add_runs

EFFECT = {"metric": "first_order", "measure": "effect", "period": "2026-10-19..2026-11-08"}
EFFECT |= {"variant": "push", "against": "email", "unit": "share", "status": "ok"}
EFFECT |= {"low": 0.01, "high": 0.03, "n": 900, "se": 0.005, "extra": {"worth": 9}}
LEVEL = {"metric": "churn", "measure": "level", "period": "2026-W45", "name": "churn", "n": 50}
RED = Hidden(names=frozenset({"reminder"}))
GREEN = Hidden()


def add(archive, run_id, rows, hour="06", experiment=""):
    file = archive.parent / f"{run_id}.parquet"
    about = {"run_id": run_id, "report": "weekly", "run_time": f"2026-11-16T{hour}"}
    facts.write(file, rows, **about, experiment=experiment)
    facts.append(archive, file, run_id)


@pytest.fixture
def shop(tmp_path):
    """A table, and an archive with a run that tells of an experiment and one that does not."""
    archive = tmp_path / "facts"
    effects = [EFFECT | {"name": name, "value": 0.02} for name in ("reminder.effect", "other.e")]
    add(archive, "a", [*effects, LEVEL | {"value": 0.2}])
    add(archive, "b", [LEVEL | {"value": 0.3}], "07")
    return Table(name=("facts",), file=tmp_path / "out.duckdb", shown="out.duckdb"), archive


def held(table, columns="name, value, low, se, n, details, status, note"):
    with duckdb.connect(str(table.file)) as connection:
        query = f"SELECT {columns} FROM facts ORDER BY run_id, position"
        return connection.execute(query).fetchall()


def test_what_was_brought_while_green_is_withdrawn_when_red_and_comes_back(shop):
    table, archive = shop
    assert add_runs(table, archive, ["weekly"], GREEN) == ("a", "b")
    before = held(table)
    assert add_runs(table, archive, ["weekly"], RED) == ("a",)
    now = held(table)
    assert now[0] == ("reminder.effect", None, None, None, None, None, HIDDEN, WHY)
    assert now[1:] == before[1:]
    assert add_runs(table, archive, ["weekly"], RED) == ()
    assert add_runs(table, archive, ["weekly"], GREEN) == ("a",)
    assert held(table) == before


def test_a_table_of_an_earlier_version_gets_the_columns_it_lacks(shop):
    table, archive = shop
    add_runs(table, archive, ["weekly"])
    with duckdb.connect(str(table.file)) as connection:
        connection.execute("ALTER TABLE facts DROP COLUMN experiment")
        connection.execute("ALTER TABLE facts DROP COLUMN details")
    add(archive, "c", [LEVEL | {"value": 0.4}], "08", experiment="reminder")
    assert add_runs(table, archive, ["weekly"]) == ("c",)
    assert held(table, "run_id, experiment")[-2:] == [("b", None), ("c", "reminder")]


def test_a_red_experiment_never_reaches_the_table(shop):
    table, archive = shop
    assert add_runs(table, archive, ["weekly"], RED) == ("a", "b")
    assert [row[1] for row in held(table)] == [None, 0.02, 0.2, 0.3]
    own = EFFECT | {"name": "first_order.effect@push", "value": 0.04}
    add(archive, "c", [own], "08", experiment="reminder")
    add(archive, "d", [own], "09", experiment="other")
    assert add_runs(table, archive, ["weekly"], RED) == ("c", "d")
    assert [row[1] for row in held(table)] == [None, 0.02, 0.2, 0.3, None, 0.04]


def told(run_id, as_of, value):
    names = ("stage", "segment", "variant", "experiment", "against", "unit", "low", "high", "level")
    about = dict.fromkeys((*names, "method")) | LEVEL | {"status": "ok", "fingerprint": "f"}
    return about | {"run_id": run_id, "as_of": as_of, "value": value}


def test_a_page_made_again_as_of_an_earlier_instant_tells_no_newer_number():
    first, late = told("a", "2026-11-16", 0.2), told("b", "2026-11-23", 0.21)
    again = told("c", "2026-11-16", 0.2)  # made last, knows least
    for found in ([first, late, again], [first, again, late], [late, first, again]):
        (shown,) = trend(found)
        assert (shown.value, shown.run_id, shown.runs) == (0.21, "b", 3)
        assert [one["run_id"] for one in latest(found)] == ["b"]
    assert [one.now for one in restatements([first, late, again])] == [0.21]
    same = told("d", "2026-11-23", 0.22)  # of one instant the one published last
    assert trend([late, same])[0].run_id == "d"
