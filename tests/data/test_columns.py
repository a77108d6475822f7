from __future__ import annotations

import pytest

from stagelift.data.columns import own_name, parse_column

COLUMNS = ["user_id", "net_amount", "coupon_amount", "order", "order no", "Event", "a", "A"]


@pytest.mark.parametrize(
    ("written", "expected"),
    [
        ("user_id", '"user_id"'),
        (" user_id ", '"user_id"'),
        ("USER_ID", '"user_id"'),
        ("event", '"Event"'),
        ("order", '"order"'),  # a word of SQL, but the column's exact name
        ("order no", '"order no"'),
        ('"order no"', '"order no"'),
        ("net_amount - coupon_amount", '"net_amount" - "coupon_amount"'),
        ("'ordered'", "'ordered'"),
        ("coalesce(net_amount, 0) * 2", 'COALESCE("net_amount", 0) * 2'),
        ("case when a > 1 then 'x' else 'y' end", "CASE WHEN \"a\" > 1 THEN 'x' ELSE 'y' END"),
        ("cast(user_id as bigint)", 'CAST("user_id" AS BIGINT)'),
        ("'it''s'", "'it''s'"),
    ],
)
def test_columns_and_expressions_are_read(written, expected):
    found, issues = parse_column(written, COLUMNS, "w")
    assert issues == ()
    assert found is not None
    assert found.sql("duckdb") == expected


def test_division_means_the_same_everywhere():
    found, _ = parse_column("a / order", ["a", "b"], "w")
    assert found is None
    found, _ = parse_column("a / b", ["a", "b"], "w")
    assert found is not None
    assert found.sql("postgres") == 'CAST("a" AS DOUBLE PRECISION) / NULLIF("b", 0)'


@pytest.mark.parametrize(
    "written",
    [
        "select 1",
        "(select user_id)",
        "a in (select 1)",
        "exists(select 1)",
        "a; drop table x",
        "a as b",
        "*",
        "sum(a)",
        "row_number() over ()",
        "random()",
        "now()",
        "current_date",
        "read_csv('/etc/passwd')",
        "unnest(a)",
        "pg_sleep(9)",
        "t.a",
        "a -- b\n; delete from x",
        "'open",
        "a +",
        "",
    ],
)
def test_anything_else_is_refused_with_what_is_allowed(written):
    found, issues = parse_column(written, COLUMNS, "sources.app.value")
    assert found is None
    (issue,) = issues
    assert issue.where == "sources.app.value"
    assert "net_amount - coupon_amount" in issue.message


def test_every_missing_column_is_named_with_the_nearest():
    found, issues = parse_column("net_amout - cupon", ["net_amount", "coupon"], "sources.app.value")
    start = "sources.app.value: no column"
    assert found is None
    assert [str(issue) for issue in issues] == [
        f"{start} 'net_amout'; there are net_amount, coupon. Did you mean 'net_amount'?",
        f"{start} 'cupon'; there are net_amount, coupon. Did you mean 'coupon'?",
    ]


def test_wide_tables_are_not_listed_whole():
    _, issues = parse_column("x", [f"c{n}" for n in range(50)], "w")
    assert issues[0].message.endswith("c29 and 20 more")


def test_a_name_that_fits_two_columns_fits_none():
    assert own_name("a", ["A", "Á"]) == "A"
    assert own_name("b", ["B", "b "]) == "B"
    assert own_name("x", ["X", "x"]) == "x"
    assert own_name("É", ["é", "É "]) == "é"
    assert own_name("aB", ["AB", "ab"]) is None
