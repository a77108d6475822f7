"""The assignment as one query: the same customers, variants and instants as in the files."""

from __future__ import annotations

import shutil

import duckdb
import pytest
import sqlglot
from test_launch import NAMES, at_day, shop

from stagelift.data.portable import DIALECTS
from stagelift.errors import ArgumentError

MORE = "run: 2026-01-12..2026-02-01\ntraffic: 80%"  # a share of the traffic, and attributes to ask
SEGMENTS = "  seen: {did: visited, within: 30 days, where: {grade: [gold, silver]}}\n"
PEOPLE = [(name, ("gold", "silver", "new")[n % 3]) for n, name in enumerate(NAMES)]


@pytest.fixture
def world(tmp_path):
    options = {"segments": SEGMENTS, "rules": "  holdout: 10%\n"}
    people = (("customer", "grade"), PEOPLE)
    with shop(tmp_path, at=6, more=MORE, audience="seen", customers=people, **options) as ws:
        ws.experiments["trial"].launch(planned_units=60)
    return tmp_path


def handed_out(root):
    """Everyone in the record beside the files, and the query's text in each dialect."""
    with at_day(root, 30) as ws:
        trial = ws.experiments["trial"]
        texts = {dialect: trial.assigning_sql(dialect) for dialect in DIALECTS}
        made = trial.enrol()
    return record(made.folder), texts


def record(folder):
    """The rows of the record beside the files."""
    with duckdb.connect() as local:
        chosen = "customer, variant, epoch_us(assigned_at)"
        rows = local.execute(f"SELECT {chosen} FROM '{folder}/assignments.parquet'").fetchall()
    return sorted(rows)


def tables_of(root, into):
    """The workspace's files as tables called like their sources."""
    into.execute("SET TimeZone = 'UTC'")
    into.execute(f"CREATE TABLE log AS FROM '{root}/events.parquet'")
    into.execute(f"CREATE TABLE customers AS FROM read_csv('{root}/customers.csv', all_varchar=1)")


def test_duckdb_gives_the_rows_of_the_files(world):
    rows, texts = handed_out(world)
    assert len(rows) > 15
    with duckdb.connect() as local:
        tables_of(world, local)
        found = local.execute(
            f"SELECT customer, variant, epoch_us(assigned_at) FROM ({texts['duckdb'].rstrip(';')})"
        ).fetchall()
    assert sorted(found) == rows


def load(local, server, tables):
    """Tables of DuckDB as tables of PostgreSQL, each with its own types."""
    for table in tables:
        columns = local.execute(f"DESCRIBE {table}").fetchall()
        typed = ", ".join(f'"{n}" {k.replace("VARCHAR", "TEXT")}' for n, k, *_ in columns)
        server.execute(f'DROP TABLE IF EXISTS "{table}"')
        server.execute(f'CREATE TABLE "{table}" ({typed})')
        marks = ", ".join("%s" for _ in columns)
        chosen = ", ".join(f'CAST("{name}" AS VARCHAR)' for name, *_ in columns)
        with server.cursor() as cursor:
            rows = local.execute(f"SELECT {chosen} FROM {table}").fetchall()
            cursor.executemany(f'INSERT INTO "{table}" VALUES ({marks})', rows)
    server.commit()


@pytest.mark.engine
def test_postgresql_gives_the_rows_of_the_files(world, postgres_url, monkeypatch):
    import psycopg

    rows, texts = handed_out(world)
    with duckdb.connect() as local, psycopg.connect(postgres_url) as server:
        tables_of(world, local)
        load(local, server, ("log", "customers"))
        found = server.execute(
            "SELECT customer, variant, CAST(EXTRACT(EPOCH FROM assigned_at) * 1000000 AS BIGINT) "
            f"FROM ({texts['postgres'].rstrip(';')}) AS q"
        ).fetchall()
    assert sorted(found) == rows
    # and the files of a workspace that lies on the server hold the same people
    shutil.rmtree(world / "out")
    text = (world / "journey.yaml").read_text("utf-8").replace("events.parquet", "dw.public.log")
    text = text.replace("customers.csv", "dw.public.customers")
    text += "\nconnections:\n  dw: {postgresql: $STAGELIFT_TEST_PG}\n"
    (world / "journey.yaml").write_text(text, encoding="utf-8")
    monkeypatch.setenv("STAGELIFT_TEST_PG", postgres_url)
    with at_day(world, 30) as ws:
        assert ws.engine.dialect == "postgres"
        made = ws.experiments["trial"].enrol(sender="braze")
    assert sum(file.customers for file in made.given.files) == len(rows)
    assert record(made.folder) == rows


@pytest.mark.parametrize("dialect", DIALECTS)
def test_every_dialect_reads_its_own_text(world, dialect):
    with at_day(world, 30) as ws:
        text = ws.experiments["trial"].assigning_sql(dialect)
    tree = sqlglot.parse_one(text.rstrip(";"), dialect=dialect)
    assert [one.alias.lower() for one in tree.expressions] == ["customer", "variant", "assigned_at"]
    assert "READ_PARQUET" not in text.upper()
    assert "-- source 'log' is read from table log" in text


def test_an_unknown_dialect_names_the_nearest(world):
    with at_day(world, 30) as ws, pytest.raises(ArgumentError, match="Did you mean 'bigquery'"):
        ws.experiments["trial"].assigning_sql("bigqery")
