"""`check` on a workspace of one export: what it says of good ones and of each kind of bad one."""

from __future__ import annotations

import re
import shutil
from pathlib import Path

import duckdb
import pytest
from click.testing import CliRunner

from stagelift.cli.app import main

EXPORTS = Path(__file__).parents[1] / "fixtures" / "exports"
JOURNEY = """\
journey: sample
country: KR
languages: [en]
as_of: 2026-11-16 06:00
sources:
  app: {source}
stages:
  awareness: {opened}
"""
PLAIN = "{read: data/a.csv, customer: who, time: at, event: what}"
GOOD = "who,at,what\na,2026-11-02T00:00:00Z,visited\n"


@pytest.fixture
def check(tmp_path):
    """Runs `check` over one source and files; gives its output and exit code."""

    def run(source, files=(), opened="visited"):
        text = JOURNEY.replace("{source}", source).replace("{opened}", opened)
        (tmp_path / "journey.yaml").write_text(text, encoding="utf-8")
        for name, content in dict(files).items():
            path = tmp_path / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(content if isinstance(content, bytes) else content.encode())
        result = CliRunner().invoke(main, ["-C", str(tmp_path), "check"])
        assert result.exception is None or isinstance(result.exception, SystemExit)
        return re.sub(" +", " ", result.output), result.exit_code

    return run


@pytest.mark.parametrize(
    ("preset", "folder", "opened", "rows"),
    [
        ("ga4_bigquery", "ga4", "page_view", 2),
        ("amplitude", "amplitude", "visited", 2),
        ("segment", "segment", "page", 2),
        ("kakao_agency", "kakao", "delivered", 3),
    ],
)
def test_an_export_is_read_by_naming_its_preset(check, preset, folder, opened, rows):
    files = {f"data/{path.name}": path.read_bytes() for path in (EXPORTS / folder).iterdir()}
    said, code = check(f"{{read: data/*, preset: {preset}}}", files, opened=opened)
    assert code == 0, said
    assert f"app events {rows} rows\n" in said


def test_a_braze_export_says_whom_it_cannot_place(check, tmp_path):
    shutil.copytree(EXPORTS / "braze", tmp_path / "data")
    said, code = check("{read: data/**/*.avro, preset: braze_currents}", opened="opened")
    assert "app events 16 rows, 1 duplicate merged, 2 rejected\n" in said
    assert "app: 2 rejected, unidentified\n" in said
    assert code == 0  # that some people are not known is no fault of the data


def test_an_unknown_preset_is_a_mistake_with_its_line(check):
    said, code = check("{read: data/a.csv, preset: amplitud}")
    assert said.startswith("journey.yaml:6: sources.app.preset: unknown preset 'amplitud'; ")
    assert "Did you mean 'amplitude'?" in said
    assert code == 2


def test_a_missing_column_is_a_mistake_with_its_line(check):
    said, code = check(PLAIN, {"data/a.csv": "who,when,what\na,2026-11-02T00:00:00Z,visited\n"})
    assert "journey.yaml:6: sources.app.time: no column 'at'; there are who, when, what" in said
    assert code == 2


def test_a_column_a_preset_needs_is_a_mistake_at_the_source(check):
    content = '{"event_type": "x", "event_time": "2026-11-02 00:00:00"}'
    said, code = check("{read: data/a.json, preset: amplitude}", {"data/a.json": content})
    assert (
        "journey.yaml:6: sources.app.customer: no column 'device_id'; there are event_type" in said
    )
    assert code == 2


BROKEN = [
    ("a.parquet", b"", "'data/a.parquet' is empty (0 bytes)"),
    ("a.parquet", b"PAR1 cut", "'data/a.parquet' is cut off: its end is missing; copy it again"),
    ("a.parquet", GOOD, "'data/a.parquet' is no Parquet file, whatever its name says"),
    ("a.avro", GOOD, "'data/a.avro' is no whole Avro file; copy it again"),
    ("a.xlsx", GOOD, "'data/a.xlsx' is no whole Excel file (.xlsx); save it again"),
    ("a.json", GOOD, "'data/a.json': malformed JSON"),
    ("a.jsonl", '{"who": "a"}\n{"who', "'data/a.jsonl', line 2: malformed JSON"),
    ("a.csv", "who,at,what\né,1,2\n".encode("cp1252"), "'data/a.csv' is neither UTF-8 nor CP949"),
]


@pytest.mark.parametrize(("name", "content", "expected"), BROKEN)
def test_a_broken_file_is_named_without_a_word_of_the_engine(check, name, content, expected):
    source = PLAIN.replace("a.csv", name)
    said, code = check(source, {f"data/{name}": content})
    assert f"source 'app': {expected}" in said
    assert not re.search("DuckDB|magic|Error|Traceback", said)
    assert code == 4


def test_a_parquet_file_that_was_cut_off_among_whole_ones_is_named(check, tmp_path):
    (tmp_path / "data").mkdir()
    for name in ("a", "b"):
        query = "SELECT 'k' who, TIMESTAMPTZ '2026-11-02 00:00:00Z' AS at, 'visited' what"
        duckdb.sql(query).write_parquet(str(tmp_path / "data" / f"{name}.parquet"))
    whole = (tmp_path / "data" / "b.parquet").read_bytes()
    said, code = check(
        PLAIN.replace("a.csv", "*.parquet"), {"data/b.parquet": whole[: len(whole) // 2]}
    )
    assert "'data/b.parquet' is cut off" in said
    assert code == 4


def test_one_foreign_file_in_a_folder_is_named(check):
    files = {"data/a.csv": GOOD, "data/b.csv": GOOD, "data/note.parquet": "x"}
    said, code = check(PLAIN.replace("a.csv", "*"), files)
    assert "fits files of several kinds: 'data/note.parquet' (Parquet) beside 2 text" in said
    assert code == 4


def test_one_foreign_table_in_a_folder_is_named(check):
    files = {"data/a.csv": GOOD, "data/b.csv": GOOD, "data/c.csv": "x,y\n"}
    said, code = check(PLAIN.replace("a.csv", "*.csv"), files)
    assert "source 'app': 'data/c.csv' has no column 'at': none is read for its rows" in said
    assert code == 0


def test_mixed_encodings_are_said(check):
    files = {"data/a.csv": GOOD, "data/b.csv": GOOD.replace("a,", "가,").encode("cp949")}
    said, code = check(PLAIN.replace("a.csv", "*.csv"), files)
    assert "source 'app': 'data/b.csv' is CP949 text, as detected" in said
    assert code == 0


def test_two_time_formats_and_ids_as_floats_are_counted(check):
    rows = GOOD + "b,11/02/2026,visited\n1001.0,2026-11-02T00:00:00Z,visited\n"
    said, code = check(PLAIN, {"data/a.csv": rows})
    assert "app: 1 rejected, bad_time" in said
    assert "app: 1 rejected, float_customer" in said
    assert "ids came as numbers such as 1001.0 or 1E+15: save that column as text (1 row)" in said
    assert code == 4
