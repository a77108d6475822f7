from __future__ import annotations

import pytest
import sqlglot

from stagelift.data.columns import parse_column
from stagelift.data.nested import is_inside, names_in, value_at

from .worlds import World, rows_of

PLAIN = {"customer": "id", "time": "ts", "event": "'ordered'"}


def test_a_path_is_read_outermost_first():
    assert names_in(sqlglot.parse_one("a.b.c.d.e.f")) == ("a", "b", "c", "d", "e", "f")
    assert names_in(sqlglot.parse_one("1")) == ()


def test_what_lies_inside_is_marked_and_stays_so_in_copies():
    found = value_at("p", "json", ("a",))
    assert is_inside(found)
    assert is_inside(found.copy())
    assert not is_inside(found.this)


@pytest.mark.parametrize(
    ("written", "expected"),
    [
        ("p.price", "(\"p\" ->> '$.price')"),
        ("P.price", "(\"p\" ->> '$.price')"),
        ("p.$os", '("p" ->> \'$."$os"\')'),
        ('p."$os"', '("p" ->> \'$."$os"\')'),
        ("p.a.b.c.d.e", "(\"p\" ->> '$.a.b.c.d.e')"),
        ("p.price > 3", "(\"p\" ->> '$.price') > 3"),
        ("x.y", '"x.y"'),  # a column's own name
        ("s.city", "(TO_JSON(\"s\") ->> '$.city')"),
    ],
)
def test_paths_and_dotted_names_are_told_apart(written, expected):
    columns = {"p": "json", "s": "structure", "x.y": "text", "x": "json"}
    found, issues = parse_column(written, columns, "w")
    assert issues == ()
    assert found is not None
    assert found.sql("duckdb") == expected


@pytest.mark.parametrize(
    ("written", "expected"),
    [
        ("n.price", "w: column 'n' holds one value, so 'n.price' names nothing in it"),
        ("q.price", "w: 'q.price' names a table; write a column or an expression over columns"),
        ("p.f(1)", "w: 'F(1)' is not allowed here; write a column"),
    ],
)
def test_paths_that_lead_nowhere_are_said(written, expected):
    found, (issue,) = parse_column(written, {"p": "json", "n": "text"}, "w")
    assert found is None
    assert str(issue).startswith(expected)


def test_values_inside_json_are_the_same_on_every_engine(world: World):
    columns = {"id": "bigint", "ts": "timestamptz", "p": "json"}
    at = "2026-10-01 00:00:00+00"
    inside = '{"price": 12.5, "n": 2, "a": {"b": "x"}, "$os": "iOS", "no": null}'
    world.typed("app", columns, [[1, at, inside], [2, at, None], [3, at, '{"price": "7"}']])
    keep = {"deep": "p.a.b", "os": "p.$os", "none": "p.no"}
    source = {**PLAIN, "value": "p.price * 2", "keep": keep}
    found = rows_of(world.contract({"app": source}), "events", ["value", "deep", "os", "none"])
    assert found == [
        (1, 25_000_000, "x", "iOS", None),
        (2, None, None, None, None),
        (3, 14_000_000, None, None, None),
    ]


def test_structures_and_lists_of_keys_and_values_are_read_from_parquet(files: World):
    kind = "STRUCT(string_value TEXT, int_value BIGINT, double_value DOUBLE)"
    columns = {
        "id": "bigint",
        "ts": "timestamptz",
        "geo": "STRUCT(country TEXT, city STRUCT(name TEXT))",
        "params": f'STRUCT("key" TEXT, "value" {kind})[]',
        "plain": 'STRUCT("key" TEXT, "value" TEXT)[]',
        "tags": "MAP(TEXT, TEXT)",
    }
    params = [
        {"key": "page", "value": {"string_value": "/a", "int_value": None, "double_value": None}},
        {"key": "n", "value": {"string_value": None, "int_value": 7, "double_value": None}},
        {"key": "v", "value": {"string_value": None, "int_value": None, "double_value": 1.5}},
        {"key": "n", "value": {"string_value": None, "int_value": 8, "double_value": None}},
    ]
    geo = {"country": "KR", "city": {"name": "Seoul"}}
    plain = [{"key": "page", "value": "/b"}]
    at = "2026-10-01 00:00:00+00"
    files.typed("app", columns, [[1, at, geo, params, plain, {"a": "b"}], [2, at, *[None] * 4]])
    keep = {"city": "geo.city.name", "page": "params.page", "n": "params.n"}
    keep |= {"none": "params.nothing", "other": "plain.page", "tag": "tags.a"}
    source = {**PLAIN, "value": "params.v", "keep": keep}
    contract = files.contract({"app": source})
    assert rows_of(contract, "events", ["value", *keep]) == [
        (1, 1_500_000, "Seoul", "/a", "7", None, "/b", "b"),
        (2, None, None, None, None, None, None, None),
    ]
