from __future__ import annotations

import gzip
import subprocess
import sys

import pandas as pd
import pytest
from sqlglot import exp

from stagelift.data.duckdb_engine import DuckDBEngine
from stagelift.definitions import Source
from stagelift.errors import DataError, EngineError

NO_ENCODING = (
    "source 'app': 'a.csv' is neither UTF-8 nor CP949 text; "
    "save it as UTF-8 or say encoding: latin-1"
)


@pytest.fixture
def engine(tmp_path):
    made = DuckDBEngine(tmp_path)
    yield made
    made.close()


def source(read):
    return Source(name="app", read=read, role="customers", columns={"customer": "id"})


def rows(engine, read):
    return engine.run(exp.select("*").from_(engine.relation(source(read))))


def refused(engine, read):
    with pytest.raises(DataError) as caught:
        _ = engine.columns(source(read)), rows(engine, read)
    return str(caught.value)


def test_text_files_are_read_as_text_whatever_they_look_like(engine, tmp_path):
    (tmp_path / "a.csv").write_text("id,at\n007,2026-01-01 00:00:00\n8,2026-01-01T00:00:00Z\n")
    assert engine.columns(source("a.csv")) == {"id": "text", "at": "text"}
    assert rows(engine, "a.csv") == [
        ("007", "2026-01-01 00:00:00"),
        ("8", "2026-01-01T00:00:00Z"),
    ]


@pytest.mark.parametrize("delimiter", [",", ";", "\t", "|"])
def test_the_delimiter_is_that_of_the_header(engine, tmp_path, delimiter):
    text = f'id{delimiter}b\n1{delimiter}"x\ny"\n2{delimiter}\n'
    (tmp_path / "a.csv").write_text(text)
    assert rows(engine, "a.csv") == [("1", "x\ny"), ("2", None)]


def test_a_byte_order_mark_is_no_part_of_the_first_column(engine, tmp_path):
    (tmp_path / "a.csv").write_bytes(b"\xef\xbb\xbfid,b\r\n1,2\r\n")
    assert engine.columns(source("a.csv")) == {"id": "text", "b": "text"}


def test_compressed_text_is_read(engine, tmp_path):
    with gzip.open(tmp_path / "a.csv.gz", "wt") as file:
        file.write("id\n1\n")
    assert rows(engine, "a.csv.gz") == [("1",)]


def test_files_of_a_pattern_are_read_in_the_order_of_their_names(engine, tmp_path):
    (tmp_path / "d").mkdir()
    for name in ("b", "c", "a"):
        (tmp_path / "d" / f"{name}.csv").write_text(f"id\n{name}1\n{name}2\n")
    assert rows(engine, "d/*.csv") == [(f"{name}{n}",) for name in "abc" for n in (1, 2)]


def test_files_with_other_columns_are_joined_by_name(engine, tmp_path):
    (tmp_path / "a.csv").write_text("id,x\n1,2\n")
    (tmp_path / "b.csv").write_text("x,id,y\n3,4,5\n")
    assert engine.columns(source("*.csv")) == {"id": "text", "x": "text", "y": "text"}
    assert rows(engine, "*.csv") == [("1", "2", None), ("4", "3", "5")]


def test_a_file_name_is_not_a_pattern(engine, tmp_path):
    (tmp_path / "a[1].csv").write_text("id\n1\n")
    (tmp_path / "a1.csv").write_text("id\n2\n")
    assert rows(engine, "a[[]1].csv") == [("1",)]


@pytest.mark.parametrize(
    ("name", "content", "expected"),
    [
        ("a.csv", b"", "source 'app': 'a.csv' is empty (0 bytes)"),
        ("a.csv", b"id,b\n", "source 'app': 'a.csv' has columns but no row"),
        ("a.csv", "id,b\n1,é\n".encode("cp1252"), NO_ENCODING),
        ("a.csv", "id,é\n1,2\n".encode("cp1252"), NO_ENCODING),
        (
            "a.csv",
            b"id,b\n1,2\n3,4,5\n",
            "source 'app': 'a.csv', line 3: Expected Number of Columns: 2 Found: 3",
        ),
        ("a.csv", b"id,id\n1,2\n", "source 'app': 'a.csv' names column 'id' twice"),
        ("b.csv", b"id\n1\n", "source 'app': there is no file 'a.csv' in the workspace"),
    ],
)
def test_unreadable_files_are_named(engine, tmp_path, name, content, expected):
    (tmp_path / name).write_bytes(content)
    assert refused(engine, "a.csv") == expected


def test_a_pattern_without_a_file_is_named(engine):
    assert refused(engine, "data/*.parquet") == (
        "source 'app': no file matches 'data/*.parquet' in the workspace"
    )


def test_parquet_and_text_do_not_mix(engine, tmp_path):
    (tmp_path / "a.csv").write_text("id\n1\n")
    engine.export(exp.select("1 AS id"), tmp_path / "b.parquet")
    assert refused(engine, "*.*") == (
        "source 'app': '*.*' fits files of several kinds: 'a.csv' (text) beside 1 Parquet."
        " Name one kind, as in '*.parquet'"
    )


def test_a_broken_parquet_file_is_named_in_our_words(engine, tmp_path):
    engine.export(exp.select("1 AS id"), tmp_path / "whole.parquet")
    whole = (tmp_path / "whole.parquet").read_bytes()
    cut_off = "source 'app': 'a.parquet' is cut off: its end is missing; copy it again"
    for content in (b"PAR1", b"PAR1 and nothing more", whole[:-1], whole[: len(whole) // 2]):
        (tmp_path / "a.parquet").write_bytes(content)
        assert refused(engine, "a.parquet") == cut_off


def test_a_parquet_file_damaged_inside_is_named_in_our_words(engine, tmp_path):
    engine.export(exp.select("1 AS id"), tmp_path / "a.parquet")
    whole = (tmp_path / "a.parquet").read_bytes()
    footer = len(whole) - 8 - int.from_bytes(whole[-8:-4], "little")
    (tmp_path / "a.parquet").write_bytes(whole[:footer] + b"\xff" * 20 + whole[footer + 20 :])
    assert refused(engine, "a.parquet") == (
        "source 'app': 'a.parquet' is damaged and cannot be read as Parquet; copy it again"
    )


def test_another_file_named_parquet_is_told_from_a_broken_one(engine, tmp_path):
    (tmp_path / "a.parquet").write_text("id,b\n1,2\n")
    assert refused(engine, "a.parquet") == (
        "source 'app': 'a.parquet' is no Parquet file, whatever its name says"
    )


def test_a_broken_gzip_file_is_a_data_error(engine, tmp_path):
    (tmp_path / "a.csv.gz").write_bytes(b"not gzip")
    assert refused(engine, "a.csv.gz").startswith("source 'app': cannot read 'a.csv.gz': ")


def test_types_of_parquet_are_named_in_our_words(engine, tmp_path):
    casts = {
        "id": "text",
        "u": "uuid",
        "i": "smallint",
        "h": "hugeint",
        "w": "decimal(12,0)",
        "d": "decimal(12,2)",
        "f": "real",
        "t": "timestamp",
        "n": "timestamp_ns",
        "z": "timestamptz",
        "day": "date",
        "b": "boolean",
        "e": "enum('x', 'y')",
        "l": "int[]",
    }
    chosen = [
        exp.alias_(exp.cast(exp.null(), kind, dialect="duckdb"), name)
        for name, kind in casts.items()
    ]
    found = engine.describe(exp.select(*chosen))
    assert list(found.values()) == [
        *("text", "text", "integer", "integer", "integer", "decimal", "float"),
        *("timestamp", "timestamp", "timestamptz", "date", "boolean", "text", "other"),
    ]


def test_an_export_appears_whole_or_not_at_all(engine, tmp_path):
    path = tmp_path / "new" / "rows.csv"
    engine.export(exp.select("1 AS a", "'x,\"y' AS b"), path)
    assert path.read_text() == 'a,b\n1,"x,""y"\n'
    with pytest.raises(EngineError):
        engine.export(exp.select("missing_column AS a"), path)
    assert path.read_text() == 'a,b\n1,"x,""y"\n'
    assert [found.name for found in path.parent.iterdir()] == ["rows.csv"]


def test_a_frame_stands_for_the_source_of_its_name(engine):
    engine.register("app", pd.DataFrame({"id": [1, 2]}))
    assert engine.columns(source("nowhere.csv")) == {"id": "integer"}
    with pytest.raises(EngineError, match="cannot read the frame 'app'"):
        engine.register("app", object())


def test_a_refused_query_is_an_engine_error_of_one_line(engine):
    with pytest.raises(EngineError) as caught:
        engine.run(exp.select("x").from_("nowhere"))
    assert str(caught.value).startswith("DuckDB: Catalog Error: Table with name nowhere")
    assert "\n" not in str(caught.value)


def test_temporary_tables_keep_rows_until_the_engine_closes(engine):
    table = engine.materialise("two rows", exp.select("1 AS a").union(exp.select("2 AS a")))
    assert sorted(engine.run(exp.select("a").from_(table))) == [(1,), (2,)]


def test_a_query_can_go_on_as_a_relation(engine):
    assert engine.relation_of(exp.select("1 AS a")).fetchall() == [(1,)]
    with pytest.raises(EngineError):
        engine.relation_of(exp.select("x").from_("nowhere"))


def test_nothing_is_fetched_over_the_network(engine):
    names = ("autoinstall_known_extensions", "autoload_known_extensions", "TimeZone")
    shown = [exp.func("current_setting", exp.Literal.string(name)) for name in names]
    assert engine.run(exp.select(*shown)) == [(False, False, "UTC")]


def test_duckdb_is_loaded_for_the_first_question_alone():
    code = (
        "import sys; from pathlib import Path; from stagelift.data.duckdb_engine import *;"
        "engine = DuckDBEngine(Path('.')); before = 'duckdb' in sys.modules;"
        "engine.run(exp.select('1')); print(before, 'duckdb' in sys.modules)"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.split() == ["False", "True"]
