from __future__ import annotations

import duckdb
import psycopg
import pytest
from sqlglot import exp

from stagelift.data.postgres.engine import PostgresEngine
from stagelift.definitions import Source
from stagelift.errors import DataError, EngineError

pytestmark = pytest.mark.engine


@pytest.fixture
def server(postgres_url):
    with psycopg.connect(postgres_url, autocommit=True) as connection:
        connection.execute("CREATE SCHEMA IF NOT EXISTS mart")
        connection.execute("DROP TABLE IF EXISTS mart.orders, mart.nothing")
        connection.execute(
            "CREATE TABLE mart.orders (id text, n numeric(12, 0), v numeric(12, 2), w numeric,"
            " f real, t timestamp, z timestamptz, d date, b boolean, j jsonb, l int[])"
        )
        connection.execute(
            "INSERT INTO mart.orders VALUES ('', 7, 1.50, 3, 0.5, '2026-01-01', '2026-01-01Z',"
            " '2026-01-01', true, '{}', '{1}'), (NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL,"
            " NULL, NULL, NULL)"
        )
        connection.execute("CREATE TABLE mart.nothing (id text)")
        yield connection


@pytest.fixture
def engine(server, postgres_url):
    made = PostgresEngine(postgres_url, "dw")
    yield made
    made.close()


def source(read):
    return Source(name="orders", read=read, role="customers", columns={"customer": "id"})


def test_types_are_named_in_our_words(engine):
    assert list(engine.columns(source("dw.mart.orders")).values()) == [
        *("text", "integer", "decimal", "decimal", "float", "timestamp", "timestamptz"),
        *("date", "boolean", "json", "other"),
    ]


def test_whole_numerics_come_as_integers(engine):
    big = exp.cast(exp.Literal.string("-123456789012345678901234567890"), "decimal(38,0)")
    (row,) = engine.run(exp.select(big, exp.cast(exp.Literal.string("1.50"), "decimal(9,2)")))
    assert row[0] == -123456789012345678901234567890
    assert isinstance(row[0], int)
    assert str(row[1]) == "1.50"


@pytest.mark.parametrize(
    ("read", "expected"),
    [
        ("dw.mart.missing", "cannot read 'dw.mart.missing'"),
        ("dw.mart.nothing", "'dw.mart.nothing' has columns but no row"),
        ("dw.a.b.c", "must be dw.table or dw.schema.table"),
    ],
)
def test_tables_that_cannot_be_read_are_named(engine, read, expected):
    with pytest.raises(DataError, match=expected):
        engine.columns(source(read))


def test_a_refused_query_is_an_engine_error_of_one_line(engine):
    with pytest.raises(EngineError) as caught:
        engine.run(exp.select("x").from_("nowhere"))
    assert str(caught.value) == (
        "PostgreSQL, connection 'dw': relation \"nowhere\" does not exist."
        " The tables changed, or a name is wrong; run stagelift check"
    )
    assert engine.run(exp.select("1")) == [(1,)]  # the connection lives on


def test_no_server_and_no_address_are_said_without_the_password(postgres_url):
    with pytest.raises(EngineError, match="connection 'dw'") as caught:
        PostgresEngine("postgresql://someone:secret@127.0.0.1:1/postgres", "dw")
    assert "secret" not in str(caught.value)
    with pytest.raises(EngineError, match="not a postgresql:// address") as caught:
        PostgresEngine("secret words", "dw")
    assert "secret" not in str(caught.value)


def test_exports_keep_types_and_tell_empty_text_from_null(engine, tmp_path):
    query = exp.select("id", "n", "v", "f", "z", "d", "b", "j").from_("mart.orders")
    engine.export(query, tmp_path / "new" / "rows.parquet")
    with duckdb.connect() as connection:
        connection.execute("SET TimeZone = 'UTC'")
        found = connection.execute(
            "SELECT id, n, v, f, epoch_us(z), d::text, b, j"
            f" FROM '{tmp_path}/new/rows.parquet' ORDER BY n"
        ).fetchall()
    assert [tuple(map(str, row)) for row in found] == [
        ("", "7", "1.5000000000", "0.5", "1767225600000000", "2026-01-01", "True", "{}"),
        ("None",) * 8,
    ]
    engine.export(exp.select("id", "n").from_("mart.orders"), tmp_path / "rows.csv")
    assert (tmp_path / "rows.csv").read_text() == 'id,n\n"","7"\n,\n'


def test_a_failed_export_leaves_nothing(engine, tmp_path):
    with pytest.raises(EngineError):
        engine.export(exp.select("missing").from_("mart.orders"), tmp_path / "new" / "rows.csv")
    assert not (tmp_path / "new").exists()


def test_frames_are_refused_with_the_cure(engine):
    with pytest.raises(EngineError, match="cannot read the list 'app'; load it as a table"):
        engine.register("app", [])


def test_temporary_tables_keep_rows(engine):
    table = engine.materialise("two rows", exp.select("1 AS a").union(exp.select("2 AS a")))
    assert sorted(engine.run(exp.select("a").from_(table))) == [(1,), (2,)]


@pytest.fixture
def follower(server, postgres_url):
    """A role whose sessions can be ended, and an engine of it."""
    server.execute("CREATE ROLE follower LOGIN")
    server.execute("GRANT USAGE ON SCHEMA mart TO follower")
    server.execute("GRANT SELECT ON mart.orders TO follower")
    made = PostgresEngine(postgres_url.replace("tester@", "follower@"), "dw")
    yield made
    made.close()
    server.execute("DROP OWNED BY follower")
    server.execute("DROP ROLE follower")


OF_FOLLOWER = "FROM pg_stat_activity WHERE usename = 'follower'"


def chained(engine):
    """A table that reads another one; both are temporary."""
    first = engine.materialise("first", exp.select("n").from_("mart.orders").where("n > 0"))
    return engine.materialise("second", exp.select("n AS m").from_(first))


@pytest.mark.parametrize("work", ["run", "describe", "export", "materialise"])
def test_a_server_that_comes_back_read_only_is_asked_without_tables(
    follower, server, tmp_path, work
):
    query = exp.select("m").from_(chained(follower))
    server.execute("ALTER ROLE follower SET default_transaction_read_only = on")
    server.execute(f"SELECT pg_terminate_backend(pid) {OF_FOLLOWER}")
    if work == "describe":
        assert follower.describe(query) == {"m": "integer"}
    elif work == "export":
        follower.export(query, tmp_path / "rows.csv")
        assert (tmp_path / "rows.csv").read_text() == 'm\n"7"\n'
    elif work == "materialise":
        query = exp.select("m").from_(follower.materialise("third", query))
    assert follower.run(query) == [(7,)]


def test_tables_that_cannot_be_made_again_are_said_at_once(follower, server):
    query = exp.select("m").from_(chained(follower))
    server.execute("ALTER TABLE mart.orders RENAME n TO number")
    server.execute(f"SELECT pg_terminate_backend(pid) {OF_FOLLOWER}")
    with pytest.raises(EngineError, match='column "n" does not exist'):
        follower.run(query)
    server.execute("ALTER TABLE mart.orders RENAME number TO n")
    assert follower.run(query) == [(7,)]  # on a new connection, which makes them
    assert server.execute(f"SELECT COUNT(*) {OF_FOLLOWER}").fetchone() == (1,)
