"""What Spark is asked beside questions: files, tables, frames, exports, and what it refuses."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path

import duckdb
import pandas as pd
import pytest
from sqlglot import exp

from stagelift.data.spark.engine import SparkEngine
from stagelift.definitions import Source
from stagelift.errors import DataError, EngineError

pytestmark = pytest.mark.engine


@pytest.fixture
def engine(spark_address, tmp_path):
    made = SparkEngine(spark_address, tmp_path)
    yield made
    made.close()


def source(read: str) -> Source:
    return Source(name="orders", read=read, role="customers", columns={"customer": "id"})


def write(path: Path, query: str) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    with duckdb.connect() as connection:
        connection.execute("SET TimeZone = 'UTC'")
        connection.execute(f"COPY ({query}) TO '{path}' (FORMAT parquet)")


ROW = (
    "SELECT 'ü' AS id, 7::BIGINT AS n, 1.50::DECIMAL(12, 2) AS v, 3::DECIMAL(12, 0) AS w,"
    " 0.5::DOUBLE AS f, TIMESTAMP '2026-01-01' AS t, TIMESTAMPTZ '2026-01-01 00:00:00+00' AS z,"
    " DATE '2026-01-01' AS d, true AS b, [1] AS l"
)


def test_types_are_named_in_our_words(engine, tmp_path):
    write(tmp_path / "a [1]" / "rows.parquet", ROW)
    found = engine.columns(source("a [[]1]/*.parquet"))
    assert list(found.values()) == [
        *("text", "integer", "decimal", "integer", "float", "timestamp", "timestamptz"),
        *("date", "boolean", "other"),
    ]
    asked = exp.select("w", "v").from_(engine.relation(source("a [[]1]/*.parquet")))
    ((whole, part),) = engine.run(asked)
    assert (whole, type(whole), part) == (3, int, Decimal("1.50"))


def test_text_files_are_read_as_the_embedded_engine_reads_them(engine, tmp_path):
    first = 'id,name\n1,"a ""b""\nc"\n2,\n'
    (tmp_path / "one.csv").write_text(first, encoding="utf-8")
    (tmp_path / "two.csv").write_text("name,id\n한글,3\n", encoding="utf-8")
    rows = exp.select("id", "name").from_(engine.relation(source("*.csv")))
    assert sorted(engine.run(rows)) == [("1", 'a "b"\nc'), ("2", None), ("3", "한글")]


def test_text_files_of_an_address_are_never_read_by_another_files_header(engine, tmp_path):
    (tmp_path / "a.csv").write_text("id,at\nk1,2026-01-01\n", encoding="utf-8")
    (tmp_path / "b.csv").write_text("id,at\nk2,2026-01-02\n", encoding="utf-8")
    alike = source((tmp_path / "*.csv").as_uri().replace("%2A", "*"))
    assert sorted(engine.run(exp.select("id").from_(engine.relation(alike)))) == [("k1",), ("k2",)]
    other = tmp_path / "other"
    other.mkdir()
    (other / "a.csv").write_text("id,at\nk1,2026-01-01\n", encoding="utf-8")
    (other / "b.csv").write_text("at,id\n2026-01-02,k2\n", encoding="utf-8")
    mixed = source(f"{other.as_uri()}/*.csv").model_copy(update={"name": "mixed"})
    with pytest.raises(EngineError, match=r"b\.csv"):
        engine.run(exp.select("id").from_(engine.relation(mixed)))


@pytest.mark.parametrize(
    ("read", "expected"),
    [
        ("lake.missing", "cannot read 'lake.missing'.*cannot be found"),
        ("lake.a.b.c.d", "must be lake.table"),
        ("_hidden.parquet", "leaves out '_hidden.parquet' in silence"),
    ],
)
def test_what_cannot_be_read_is_named(engine, tmp_path, read, expected):
    write(tmp_path / "_hidden.parquet", ROW)
    with pytest.raises(DataError, match=expected):
        engine.columns(source(read))


def test_a_refused_query_is_one_line_and_the_session_lives_on(engine):
    with pytest.raises(EngineError) as caught:
        engine.run(exp.select("x").from_("nowhere"))
    said = str(caught.value)
    assert said.startswith("Spark, connection 'lake': The table or view `nowhere` cannot be found")
    assert "\n" not in said
    assert engine.run(exp.select("1")) == [(1,)]


def test_a_column_of_two_types_is_named(engine, tmp_path):
    write(tmp_path / "data" / "a.parquet", "SELECT 1 AS id, DATE '2026-01-01' AS at")
    write(tmp_path / "data" / "b.parquet", "SELECT 1 AS id, 1.5::DOUBLE AS at")
    apart = "Failed merging schemas: column 'at' is DATE in one file and DOUBLE in another"
    with pytest.raises(DataError, match=f"'orders'.*{apart}$"):
        engine.columns(source("data/*.parquet"))


def test_temporary_tables_and_frames_are_read(engine):
    table = engine.materialise("two rows", exp.select("1 AS a").union(exp.select("2 AS a")))
    assert sorted(engine.run(exp.select("a").from_(table))) == [(1,), (2,)]
    frame = engine.register("seen", pd.DataFrame({"id": ["x", None], "n": [1, 2]}))
    assert sorted(engine.run(exp.select("n", "id").from_(frame))) == [(1, "x"), (2, None)]


def test_exports_keep_types_and_tell_empty_text_from_null(engine, tmp_path):
    nothing = f"SELECT '', {'NULL, ' * 8}NULL"
    write(tmp_path / "rows.parquet", f"{ROW} UNION ALL {nothing}")
    query = exp.select("id", "n", "v", "z", "d", "b")
    query = query.from_(engine.relation(source("rows.parquet")))
    engine.export(query, tmp_path / "new" / "out.parquet")
    with duckdb.connect() as connection:
        rows = connection.execute(
            f"SELECT id, n, v, epoch_us(z), d::text, b FROM '{tmp_path}/new/out.parquet' ORDER BY n"
        ).fetchall()
    assert [tuple(map(str, row)) for row in rows] == [
        ("ü", "7", "1.5000000000", "1767225600000000", "2026-01-01", "True"),
        ("", *("None",) * 5),
    ]
    engine.export(exp.select("id", "n").from_(query.subquery("q")), tmp_path / "out.csv")
    assert sorted((tmp_path / "out.csv").read_text("utf-8").splitlines()) == [
        *('"",', '"ü","7"', "id,n"),
    ]
    with pytest.raises(EngineError):
        engine.export(exp.select("missing").from_(query.subquery("q")), tmp_path / "no" / "a.csv")
    assert not (tmp_path / "no").exists()
