from __future__ import annotations

import builtins
import json
from datetime import UTC, date, datetime
from decimal import Decimal

import fastavro
import pytest

from stagelift.data.avro_files import found_in, write_lines
from stagelift.data.json_files import FILE_PATH, kind_of
from stagelift.errors import DataError


def avro(path, fields, rows):
    schema = {"type": "record", "name": "row", "fields": fields}
    with path.open("wb") as file:
        fastavro.writer(file, schema, rows)


def lines_of(tmp_path, *names):
    target = tmp_path / "lines.jsonl"
    write_lines("app", {str(tmp_path / name): name for name in names}, target)
    return [json.loads(line) for line in target.read_text(encoding="utf-8").splitlines()]


def refused(tmp_path, name):
    with pytest.raises(DataError) as caught:
        lines_of(tmp_path, name)
    return str(caught.value)


def test_values_become_what_json_can_hold(tmp_path):
    micros = {"type": "long", "logicalType": "timestamp-micros"}
    money = {"type": "bytes", "logicalType": "decimal", "precision": 9, "scale": 2}
    fields = [
        {"name": "id", "type": "string"},
        {"name": "at", "type": micros},
        {"name": "day", "type": {"type": "int", "logicalType": "date"}},
        {"name": "paid", "type": money},
        {"name": "score", "type": ["null", "double"]},
        {"name": "raw", "type": "bytes"},
        {"name": "tags", "type": {"type": "map", "values": "long"}},
        {"name": "list", "type": {"type": "array", "items": "string"}},
    ]
    row = {
        "id": "0012",
        "at": datetime(2026, 11, 2, 0, 0, 1, 500_000, UTC),
        "day": date(2026, 11, 2),
        "paid": Decimal("12.30"),
        "score": float("nan"),
        "raw": b"\x00\xff",
        "tags": {"a": 1},
        "list": ["가"],
    }
    avro(tmp_path / "a.avro", fields, [row])
    assert lines_of(tmp_path, "a.avro") == [
        {
            "id": "0012",
            "at": "2026-11-02 00:00:01.500000+00:00",
            "day": "2026-11-02",
            "paid": "12.30",
            "score": None,
            "raw": "00ff",
            "tags": {"a": 1},
            "list": ["가"],
            "file path": "a.avro",
        }
    ]


def test_files_follow_each_other_and_name_themselves(tmp_path):
    for name, number in (("a.avro", 1), ("b.avro", 2)):
        avro(tmp_path / name, [{"name": "n", "type": "int"}], [{"n": number}])
    assert lines_of(tmp_path, "a.avro", "b.avro") == [
        {"n": 1, "file path": "a.avro"},
        {"n": 2, "file path": "b.avro"},
    ]


@pytest.mark.parametrize("left", [0.0, 0.3, 0.9])
def test_a_file_that_is_cut_off_or_another_is_named(tmp_path, left):
    rows = [{"n": f"text {number}"} for number in range(50)]
    avro(tmp_path / "whole.avro", [{"name": "n", "type": "string"}], rows)
    whole = (tmp_path / "whole.avro").read_bytes()
    part = whole[: int(left * len(whole))] or b"a text file of another kind"
    (tmp_path / "a.avro").write_bytes(part)
    assert refused(tmp_path, "a.avro") == (
        "source 'app': 'a.avro' is no whole Avro file; copy it again"
    )


def test_what_to_install_is_said(tmp_path, monkeypatch):
    found = builtins.__import__

    def without(name, *rest, **keys):
        if name == "fastavro":
            raise ImportError
        return found(name, *rest, **keys)

    avro(tmp_path / "a.avro", [{"name": "n", "type": "int"}], [{"n": 1}])
    monkeypatch.setattr(builtins, "__import__", without)
    assert refused(tmp_path, "a.avro") == (
        "source 'app': Avro files need fastavro: pip install 'stagelift[files]'"
    )


def kinds_of(tmp_path, fields):
    avro(tmp_path / "a.avro", fields, [])
    found = found_in("app", {str(tmp_path / "a.avro"): "a.avro"})
    return {key: kind_of(bits) for key, bits in found.items() if key != FILE_PATH}


def test_types_are_those_of_the_schema(tmp_path):
    colour = {"type": "enum", "name": "colour", "symbols": ["red"]}
    pair = {
        "type": "record",
        "name": "pair",
        "fields": [{"name": "key", "type": "string"}, {"name": "value", "type": "long"}],
    }
    types = {
        "text": "string",
        "whole": ["null", "long"],
        "part": ["null", "int", "double"],
        "yes": "boolean",
        "nothing": "null",
        "mixed": ["string", "long"],
        "at": {"type": "long", "logicalType": "timestamp-millis"},
        "colour": colour,
        "again": "colour",
        "deep": {"type": "record", "name": "deep", "fields": [{"name": "pair", "type": "colour"}]},
        "map": {"type": "map", "values": "string"},
        "list": {"type": "array", "items": "string"},
        "pairs": {"type": "array", "items": pair},
        "one": "pair",
    }
    fields = [{"name": name, "type": kind} for name, kind in types.items()]
    expected = dict.fromkeys(types, "TEXT") | {"whole": "BIGINT", "part": "DOUBLE"}
    expected |= dict.fromkeys(("deep", "map", "list", "one"), "JSON")
    expected |= {"yes": "BOOLEAN", "pairs": 'STRUCT("key" TEXT, "value" JSON)[]'}
    assert kinds_of(tmp_path, fields) == expected


def test_a_file_of_no_records_is_named(tmp_path):
    with (tmp_path / "a.avro").open("wb") as file:
        fastavro.writer(file, {"type": "string"}, ["a"])
    with pytest.raises(DataError, match=r"'a.avro' holds values that are not records"):
        found_in("app", {str(tmp_path / "a.avro"): "a.avro"})
