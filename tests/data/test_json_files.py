from __future__ import annotations

import gzip
import json

import duckdb
import pytest

from stagelift.data.json_files import FILE_PATH, found_in, kind_of, write_parquet
from stagelift.errors import DataError


@pytest.fixture
def written(tmp_path):
    """What JSON text becomes: its columns' types, and its rows."""

    def convert(content, name="a.json"):
        path = tmp_path / name
        path.write_bytes(content if isinstance(content, bytes) else content.encode())
        target = tmp_path / "made.parquet"
        found = found_in("app", {str(path): name})
        kinds = {key: kind_of(bits) for key, bits in found.items()}
        write_parquet("app", {str(path): name}, kinds, target)
        relation = duckdb.connect().read_parquet(str(target))
        types = dict(zip(relation.columns, map(str, relation.types), strict=True))
        return types, relation.fetchall()

    return convert


def refused(written, content, name="a.json"):
    with pytest.raises(DataError) as caught:
        written(content, name)
    return str(caught.value)


def test_types_are_those_of_the_values(written):
    lines = [
        {"text": "0012", "whole": 1, "part": 1.5, "yes": True, "none": None, "mixed": 1},
        {"text": "2026-11-02", "whole": -2, "part": 2, "yes": False, "none": None, "mixed": "x"},
    ]
    types, rows = written("\n".join(map(json.dumps, lines)))
    assert types == {
        "text": "VARCHAR",
        "whole": "BIGINT",
        "part": "DOUBLE",
        "yes": "BOOLEAN",
        "none": "VARCHAR",
        "mixed": "VARCHAR",
        FILE_PATH: "VARCHAR",
    }
    assert [dict(zip(types, row, strict=True)) for row in rows] == [
        {**line, "mixed": str(line["mixed"]), FILE_PATH: "a.json"} for line in lines
    ]


def test_whole_numbers_beyond_64_bits_stay_as_written(written):
    types, rows = written('{"id": 1}\n{"id": 18446744073709551615}\n')
    assert types["id"] == "VARCHAR"
    assert [row[0] for row in rows] == ["1", "18446744073709551615"]


def test_objects_and_lists_stay_json_even_when_some_are_missing(written):
    types, rows = written('{"p": {"x": 1}}\n{"p": []}\n{"p": null}\n{}\n')
    assert types["p"] == "JSON"
    assert [row[0] for row in rows] == ['{"x":1}', "[]", None, None]


def test_lists_of_keys_and_values_keep_their_form(written):
    types, rows = written('{"p": [{"key": "a", "value": {"int_value": "5"}}]}\n{"p": []}\n')
    assert types["p"] == 'STRUCT("key" VARCHAR, "value" JSON)[]'
    assert rows[0][0] == [{"key": "a", "value": '{"int_value":"5"}'}]


@pytest.mark.parametrize(
    "content",
    ['[{"a": 1}, {"a": 2}]', '{\n "a": 1\n}\n{\n "a": 2\n}\n', '{"a":1}\r\n{"a":2}\r\n'],
)
def test_lists_and_objects_over_several_lines_are_read_too(written, content):
    assert [row[0] for row in written(content)[1]] == [1, 2]


def test_keys_with_dots_dollars_and_quotes_are_columns(written):
    types, rows = written('{"$insert_id": "a", "x.y": 1, "it\'s \\"q\\"": 2, "가": 3}\n')
    assert list(types)[:4] == ["$insert_id", "x.y", 'it\'s "q"', "가"]
    assert rows[0][:4] == ("a", 1, 2, 3)


def test_keys_come_in_the_order_of_the_first_object_then_by_name(written):
    types, _ = written('{"b": 1, "a": 2}\n{"d": 1, "c": 1, "a": 1}\n')
    assert list(types) == ["b", "a", "c", "d", FILE_PATH]


@pytest.mark.parametrize(
    ("content", "expected"),
    [
        ('{"a": 1}\n{"a": \n', "source 'app': 'a.json', line 2: malformed JSON, "),
        ('[\n{"a": 1},\n{"a"\n]', "source 'app': 'a.json': malformed JSON, "),
        ("who,what\n", "source 'app': 'a.json': malformed JSON, "),
        ("1\n2\n", "source 'app': 'a.json' holds values that are not objects with keys"),
        ("[]", "source 'app': 'a.json' holds no object"),
        ('{"a": "é"}'.encode("cp1252"), "source 'app': 'a.json' is neither UTF-8 nor CP949 text;"),
        ('{"a": "é"}'.encode("utf-16"), "source 'app': 'a.json' is neither UTF-8 nor CP949 text;"),
    ],
)
def test_what_is_no_json_is_named(written, content, expected):
    assert refused(written, content).startswith(expected)


def test_a_packed_file_that_is_cut_off_is_named(written):
    content = b"".join(b'{"a": %d}\n' % number for number in range(9_999))
    whole = gzip.compress(content)
    assert len(written(whole, "a.json.gz")[1]) == 9_999
    assert refused(written, whole[:-30], "a.json.gz") == (
        "source 'app': 'a.json.gz' is cut off or no gzip file; copy it again"
    )
