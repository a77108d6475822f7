"""What is wrong with an export is said, and no row is lost without a count."""

from __future__ import annotations

import json

import duckdb
import pytest

from stagelift.data.contract import Contract
from stagelift.data.duckdb_engine import DuckDBEngine
from stagelift.data.zones import to_us
from stagelift.definitions import Journey
from stagelift.errors import DataError, DefinitionError

from .worlds import AS_OF, rows_of

MAPPED = {"customer": "who", "time": "at", "event": "what"}


@pytest.fixture
def read(tmp_path):
    """The contract over files that are written first."""
    engine = DuckDBEngine(tmp_path)

    def opened(files, **keys):
        for name, content in files.items():
            path = tmp_path / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(content if isinstance(content, bytes) else content.encode())
        source = {**({} if "preset" in keys else MAPPED), **keys}
        journey = Journey(zone="Asia/Seoul", sources={"app": source}, stages={"a": "visited"})
        return Contract(engine, journey, to_us(AS_OF))

    yield opened
    engine.close()


def refused(contract, error):
    with pytest.raises(error) as caught:
        contract.readings("events")
    return str(caught.value)


def csv(*rows):
    return "\n".join(("who,at,what", *rows)) + "\n"


def test_lines_that_end_in_two_ways_are_told_with_the_cure(read):
    text = "who,at,what,value\n"  # a head put before an export of Windows
    text += "a,2026-10-01T00:00:00Z,visited,\r\nb,2026-10-01T00:00:00Z,visited,3\r\n"
    said = refused(read({"a.csv": text}, read="a.csv"), DataError)
    assert "'a.csv' is malformed: its lines end in several ways" in said
    assert "save it as CSV anew" in said
    assert "strict" not in said


def test_ids_with_spaces_and_leading_zeros_stay_as_they_are(read):
    rows = [f"{one},2026-10-01T00:00:00Z,visited" for one in ("0012", "12", "A 7", " 7", "7 ")]
    found = rows_of(read({"a.csv": csv(*rows)}, read="a.csv"), "events", ["event"])
    assert sorted(row[0] for row in found) == sorted(["0012", "12", "A 7", " 7", "7 "])


def test_ids_that_were_printed_as_floats_are_refused_and_counted(read):
    ids = ["1001.0", "1.23457E+12", "1e+20", "1001", "1001.2", "v1.0", "1e5"]
    rows = [f"{one},2026-10-01T00:00:00Z,visited" for one in ids]
    contract = read({"a.csv": csv(*rows)}, read="a.csv")
    counts = contract.counts("events")
    assert (counts.rows, counts.kept, counts.rejected) == (7, 4, {"float_customer": 3})
    (note,) = counts.notes
    assert note == (
        "source 'app': the customer ids came as numbers such as 1001.0 or 1E+15:"
        " save that column as text (3 rows)"
    )
    assert {row[0] for row in rows_of(contract, "events", [])} == {"1001", "1001.2", "v1.0", "1e5"}


def test_ids_that_are_floats_in_json_are_refused(read):
    lines = [{"who": who, "at": "2026-10-01T00:00:00Z", "what": "x"} for who in (1.0, 2)]
    contract = read({"a.jsonl": "\n".join(map(json.dumps, lines))}, read="a.jsonl")
    assert refused(contract, DefinitionError) == (
        "sources.app.customer: column 'who' holds floating-point numbers;"
        " customer takes integers or text"
    )


def test_two_time_formats_in_a_column_are_read_or_counted(read):
    times = {
        "iso": "2026-10-01T09:00:00+09:00",
        "wall": "2026-10-01 09:00",
        "seconds": "1790812800",
        "milliseconds": "1790812800000",
        "american": "10/01/2026 09:00",
        "korean": "2026년 10월 1일",
    }
    rows = [f"{name},{at},visited" for name, at in times.items()]
    contract = read({"a.csv": csv(*rows)}, read="a.csv", zone="Asia/Seoul")
    at = 1_790_812_800_000_000
    good = ("iso", "milliseconds", "seconds", "wall")
    assert rows_of(contract, "events", ["at"]) == [(name, at) for name in good]
    counts = contract.counts("events")
    assert counts.rejected == {"bad_time": 2}
    assert counts.notes == (
        "source 'app': 'at' holds Unix times in seconds (1 row)",
        "source 'app': 'at' holds Unix times in milliseconds (1 row)",
    )


def test_a_missing_column_is_named(read):
    contract = read({"a.csv": "who,when,what\na,2026-10-01T00:00:00Z,x\n"}, read="a.csv")
    assert refused(contract, DefinitionError) == (
        "sources.app.time: no column 'at'; there are who, when, what. Did you mean 'what'?"
    )


def test_a_presets_missing_column_is_named_and_optional_ones_are_not_asked_for(read):
    line = {"event_timestamp": "1790812800000000", "user_pseudo_id": "d", "event_params": []}
    contract = read({"a.json": json.dumps(line)}, read="a.json", preset="ga4_bigquery")
    listed = "there are event_timestamp, user_pseudo_id, event_params"
    assert refused(contract, DefinitionError) == (
        f"sources.app.event: no column 'event_name'; {listed}. Did you mean 'event_params'?"
    )


def test_a_required_column_all_of_whose_parts_are_absent_is_named(read):
    line = {"id": "1", "user_id": "b", "time": 1790812800}
    name = "users.messages.email.Open/a.json"
    contract = read({name: json.dumps(line)}, read=name, preset="braze_currents")
    assert refused(contract, DefinitionError) == (
        "sources.app.customer: no column 'external_user_id';"
        " there are id, user_id, time, event_type. Did you mean 'user_id'?"
    )


def test_a_file_that_lacks_a_column_is_named_and_its_rows_are_counted(read):
    files = {
        "d/a.csv": csv("a,2026-10-01T00:00:00Z,visited"),
        "d/b.csv": "what,who\nvisited,b\n",
    }
    counts = read(files, read="d/*.csv").counts("events")
    assert (counts.kept, counts.rejected) == (1, {"missing_time": 1})
    assert counts.notes == (
        "source 'app': 'd/b.csv' has no column 'at': none is read for its rows",
    )


def test_of_parquet_files_too(read, tmp_path):
    for name, columns in (("a", "'a' who, 1 AS value"), ("b", "'b' who"), ("c", "'c' who")):
        query = f"SELECT {columns}, TIMESTAMPTZ '2026-10-01 00:00:00+00' AS at, 'x' AS what"
        duckdb.sql(query).write_parquet(str(tmp_path / f"d-{name}.parquet"))
    contract = read({}, read="d-*.parquet", value="value")
    assert contract.counts("events").notes == (
        "source 'app': 'd-b.parquet' and 1 more have no column 'value': none is read for its rows",
    )
    assert [row[1] for row in rows_of(contract, "events", ["value"])] == [1_000_000, None, None]


def test_files_in_several_encodings_are_each_read_as_they_are_and_said(read):
    rows = {"a": "utf-8", "b": "utf-8-sig", "c": "cp949", "d": "utf-16", "e": "cp949"}
    files = {
        f"d/{name}.csv": csv(f"{name},2026-10-01T00:00:00Z,방문").encode(encoding)
        for name, encoding in rows.items()
    }
    contract = read(files, read="d/*.csv")
    assert rows_of(contract, "events", ["event"]) == [(name, "방문") for name in rows]
    assert contract.counts("events").notes == (
        "source 'app': 'd/c.csv' and 1 more are CP949 text, as detected",
        "source 'app': 'd/d.csv' is UTF-16 text, as detected",
    )


def test_a_declared_encoding_is_taken_at_its_word(read):
    content = csv("é,2026-10-01T00:00:00Z,visité").encode("latin-1")
    contract = read({"a.csv": content}, read="a.csv", encoding="latin-1")
    assert rows_of(contract, "events", ["event"]) == [("é", "visité")]
    assert contract.counts("events").notes == ("source 'app': 'a.csv' is ISO8859-1 text",)


@pytest.mark.parametrize("declared", ["cp949", "utf-8"])
def test_a_file_that_is_not_of_the_declared_encoding_is_named(read, declared):
    content = "who,at,wôt\né,2026-10-01T00:00:00Z,x\n".encode("latin-1")
    contract = read({"a.csv": content}, read="a.csv", encoding=declared)
    assert refused(contract, DataError) == (
        f"source 'app': 'a.csv' is not {declared.upper()} text throughout"
    )


def test_one_foreign_file_in_a_folder_is_named(read):
    files = {
        "d/a.csv": csv("a,2026-10-01T00:00:00Z,visited"),
        "d/b.csv": csv("b,2026-10-01T00:00:00Z,visited"),
        "d/report.json": "{}",
    }
    assert refused(read(files, read="d/*.*"), DataError) == (
        "source 'app': 'd/*.*' fits files of several kinds: 'd/report.json' (JSON) beside 2 text."
        " Name one kind, as in '*.parquet'"
    )


def test_one_foreign_file_of_the_same_kind_is_named_and_its_rows_counted(read):
    files = {
        "d/a.csv": csv("a,2026-10-01T00:00:00Z,visited"),
        "d/notes.csv": "name,owner\nautumn,kim\n",
    }
    counts = read(files, read="d/*.csv").counts("events")
    assert (counts.kept, counts.rejected) == (1, {"missing_customer": 1})
    assert len(counts.notes) == 3
    assert all("'d/notes.csv' has no column" in note for note in counts.notes)


def test_json_and_avro_files_are_converted_once(read, tmp_path):
    line = {"who": "a", "at": "2026-10-01T00:00:00Z", "what": "visited"}
    files = {f"d/{day}/x.jsonl": json.dumps(line) for day in ("1", "2")}
    contract = read(files, read="d/**/*.jsonl")
    assert len(rows_of(contract, "events", ["event"])) == 2
    folder = tmp_path / ".stagelift" / "read"
    made = {path: path.stat().st_ino for path in folder.iterdir()}  # one for each folder
    again = DuckDBEngine(tmp_path)
    assert len(again.columns(contract.readings("events")[0].resolved.source)) == 3
    again.close()
    assert len(made) == 2
    assert {path: path.stat().st_ino for path in folder.iterdir()} == made


def test_a_file_whose_path_names_no_event_is_counted(read):
    line = {"id": "1", "user_id": "b", "external_user_id": "a", "time": 1790812800}
    files = {"d/users.messages.email.Open/a.json": json.dumps(line), "d/b/c.json": json.dumps(line)}
    counts = read(files, read="d/*/*.json", preset="braze_currents").counts("events")
    assert (counts.kept, counts.rejected) == (1, {"missing_event": 1})


def test_texts_in_a_condition_stay_texts_and_in_a_sum_become_numbers(read):
    rows = ["a,2026-10-01T00:00:00Z,visited", "b,2026-10-01T00:00:00Z,x"]
    content = f"who,at,what,net,kind\n{rows[0]},1.5,paid\n{rows[1]},9,free\n"
    value = "CASE WHEN kind = 'paid' AND lower(what) IN ('visited') THEN net * 2 END"
    contract = read({"a.csv": content}, read="a.csv", value=value)
    assert rows_of(contract, "events", ["value"]) == [("a", 3_000_000), ("b", None)]


@pytest.mark.parametrize("absolute", [False, True])
@pytest.mark.parametrize("ending", ["csv", "parquet", "json"])
def test_events_are_named_after_the_folder_of_any_kind_of_file(read, tmp_path, ending, absolute):
    folder = tmp_path / "d" / "event_type=users.messages.email.Open"
    folder.mkdir(parents=True)
    row = "SELECT '1' id, 'b' user_id, 'a' external_user_id, 1790812800 AS time"
    duckdb.sql(f"COPY ({row}) TO '{folder}/a.{ending}'")
    pattern = (folder if absolute else folder.relative_to(tmp_path)).as_posix()
    contract = read({}, read=f"{pattern}/*.{ending}", preset="braze_currents")
    assert rows_of(contract, "events", ["event"]) == [("a", "opened")]
