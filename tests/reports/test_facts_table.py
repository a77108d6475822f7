"""The facts as a table of a PostgreSQL server: each run once, also when two bring them at once."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor

import psycopg
import pytest

from stagelift.errors import ReportError
from stagelift.reports import facts
from stagelift.reports.archive import warehouse
from stagelift.reports.archive.warehouse import Table, add_runs

pytestmark = pytest.mark.engine


def add(archive, run_id, *values):
    about = {"metric": "첫 구매", "measure": "level", "period": "2026-W45", "note": 'it\'s "so"'}
    file = archive.parent / f"{run_id}.parquet"
    rows = [about | {"value": value, "n": 7} for value in values]
    facts.write(file, rows, run_id=run_id, report="weekly", run_time=f"2026-11-16T{run_id}")
    facts.append(archive, file, run_id)


@pytest.fixture
def table(postgres_url):
    with psycopg.connect(postgres_url, autocommit=True) as connection:
        connection.execute("DROP SCHEMA IF EXISTS marts CASCADE")
        connection.execute("CREATE SCHEMA marts")
    return Table(name=("marts", "facts"), address=postgres_url, shown="dw.marts.facts")


def held(table):
    with psycopg.connect(table.address) as connection:
        query = "SELECT run_id, value, n, metric, note FROM marts.facts ORDER BY run_id, position"
        return connection.execute(query).fetchall()


def test_each_run_is_in_the_table_once(table, tmp_path):
    archive = tmp_path / "facts"
    add(archive, "a", 0.25, None)
    assert add_runs(table, archive, ["weekly"]) == ("a",)
    add(archive, "b", 0.5)
    assert add_runs(table, archive, ["weekly"]) == ("b",)
    assert add_runs(table, archive, ["weekly"]) == ()
    said = ("첫 구매", 'it\'s "so"')
    assert held(table) == [("a", 0.25, 7, *said), ("a", None, 7, *said), ("b", 0.5, 7, *said)]


def test_two_at_once_bring_each_run_once(table, tmp_path):
    archive = tmp_path / "facts"
    for run_id in "abcdefgh":
        add(archive, run_id, *range(20))
    with ThreadPoolExecutor(4) as pool:
        brought = list(pool.map(lambda _: add_runs(table, archive, ["weekly"]), range(4)))
    assert sorted(run for each in brought for run in each) == list("abcdefgh")
    assert len(held(table)) == 160


def test_a_refused_row_leaves_the_table_as_it_was(table, tmp_path, monkeypatch):
    archive = tmp_path / "facts"
    add(archive, "a", 0.25)
    add_runs(table, archive, ["weekly"])
    add(archive, "b", 0.5)
    add(archive, "c", 0.75)
    monkeypatch.setattr(warehouse, "PART", 1)
    with psycopg.connect(table.address, autocommit=True) as connection:
        connection.execute("ALTER TABLE marts.facts ADD CHECK (value < 0.7)")
    with pytest.raises(ReportError, match=r"facts: 'dw.marts.facts' cannot be written: .*violates"):
        add_runs(table, archive, ["weekly"])
    assert [row[0] for row in held(table)] == ["a"]


def test_no_address_is_ever_said(tmp_path):
    archive = tmp_path / "facts"
    add(archive, "a", 0.25)
    for address in ("postgresql://u:secret@127.0.0.1:1/x", "secret"):
        table = Table(name=("facts",), address=address, shown="dw.facts")
        with pytest.raises(ReportError) as caught:
            add_runs(table, archive, ["weekly"])
        assert "secret" not in str(caught.value)


def test_a_table_of_an_earlier_version_gets_the_columns_it_lacks(table, tmp_path):
    archive = tmp_path / "facts"
    add(archive, "a", 0.25)
    add_runs(table, archive, ["weekly"])
    with psycopg.connect(table.address, autocommit=True) as connection:
        connection.execute("ALTER TABLE marts.facts DROP COLUMN experiment")
    add(archive, "b", 0.5)
    assert add_runs(table, archive, ["weekly"]) == ("b",)
    with psycopg.connect(table.address) as connection:
        query = "SELECT run_id, experiment FROM marts.facts ORDER BY run_id"
        assert connection.execute(query).fetchall() == [("a", None), ("b", None)]
