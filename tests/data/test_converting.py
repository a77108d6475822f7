from __future__ import annotations

import json

import duckdb
import pytest

from stagelift.data import converting
from stagelift.data.converting import converted, merged, parts_of
from stagelift.data.duckdb_engine import DuckDBEngine
from stagelift.data.intermediate import FOLDER, Intermediates
from stagelift.definitions import Source
from stagelift.errors import DataError


@pytest.fixture
def apart(monkeypatch):
    """Every file is a part of its own."""
    monkeypatch.setattr(converting, "FILES_A_PART", 1)


def write(tmp_path, **lines):
    files = {}
    for name, line in lines.items():
        path = tmp_path / f"{name}.json"
        path.write_text(json.dumps(line), encoding="utf-8")
        files[str(path)] = path.name
    return files


def test_a_new_file_changes_its_own_part_alone(tmp_path):
    names = [f"{number:05}.json" for number in range(2_000)]
    for name in names:
        (tmp_path / name).write_text("{}")
    whole = {str(tmp_path / name): name for name in names}
    parts = [tuple(part.values()) for part in parts_of(whole)]
    assert [name for part in parts for name in part] == names
    assert 8 <= len(parts) <= 32
    for left_out in (names[0], names[999], names[-1]):
        fewer = {path: name for path, name in whole.items() if name != left_out}
        changed = set(parts) ^ {tuple(part.values()) for part in parts_of(fewer)}
        assert len(changed) <= 3  # the part as it was, and what became of it


def test_a_large_file_ends_its_part(tmp_path, monkeypatch):
    monkeypatch.setattr(converting, "BYTES_A_PART", 10)
    files = write(tmp_path, a={"x": "long enough"}, b={}, c={})
    assert [list(part.values()) for part in parts_of(files)] == [["a.json"], ["b.json", "c.json"]]


def test_what_was_found_is_joined_over_parts():
    assert merged([{"b": 1, "a": 2}, {"c": 8, "b": 4}]) == {"b": 5, "a": 2, "c": 8}


@pytest.mark.usefixtures("apart")
def test_a_column_has_one_type_in_all_parts(tmp_path):
    files = write(
        tmp_path,
        a={"id": 1, "inside": None, "pairs": [], "part": 1},
        b={"id": 2, "inside": {"x": "y"}, "pairs": [{"key": "k", "value": 1}], "part": 2.5},
    )
    written = converted("app", "json", files, Intermediates(tmp_path))
    assert list(written.values()) == ["a.json", "b.json"]
    kinds = [dict(zip(one.columns, map(str, one.types), strict=True)) for one in rows(written)]
    assert kinds[0] == kinds[1]
    assert (kinds[0]["id"], kinds[0]["part"], kinds[0]["inside"]) == ("BIGINT", "DOUBLE", "JSON")
    assert kinds[0]["pairs"] == 'STRUCT("key" VARCHAR, "value" JSON)[]'


def rows(written):
    connection = duckdb.connect()
    return [connection.read_parquet(path) for path in written]


@pytest.mark.usefixtures("apart")
def test_a_path_is_found_though_the_first_files_have_nothing_there(tmp_path):
    write(tmp_path, a={"id": "1", "p": None}, b={"id": "2", "p": {"x": "y"}}, c={"id": "3"})
    engine = DuckDBEngine(tmp_path)
    source = Source(name="app", read="*.json", role="customers", customer="id")
    assert engine.columns(source) == {"id": "text", "p": "json"}
    engine.close()


@pytest.mark.usefixtures("apart")
def test_old_parts_are_written_again_only_when_a_type_changes(tmp_path):
    made = Intermediates(tmp_path)
    files = write(tmp_path, a={"n": 1})
    (first,) = converted("app", "json", files, made)
    more = files | write(tmp_path, b={"n": 2})
    assert next(iter(converted("app", "json", more, made))) == first
    texts = more | write(tmp_path, c={"n": "x"})
    assert next(iter(converted("app", "json", texts, made))) != first
    assert len(list((tmp_path / FOLDER).glob("*.json"))) == 3  # each looked at once


@pytest.mark.usefixtures("apart")
def test_keys_that_differ_in_capital_letters_only_are_refused(tmp_path):
    files = write(tmp_path, a={"id": 1}, b={"ID": 2})
    with pytest.raises(DataError) as caught:
        converted("app", "json", files, Intermediates(tmp_path))
    assert str(caught.value) == (
        "source 'app': 'a.json' has keys that differ in capital letters only: 'id' and 'ID'"
    )
