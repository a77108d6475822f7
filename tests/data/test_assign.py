from __future__ import annotations

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlglot import exp

from stagelift.data import sql
from stagelift.data.assign import (
    assign,
    assign_sql,
    hash_prefix,
    hash_prefix_sql,
    holdout_sql,
    in_holdout,
    included,
    included_sql,
    part_salt,
    thresholds,
)
from stagelift.errors import ArgumentError

from .worlds import World

HALVES = (Fraction(1, 2), Fraction(1, 2))
NAMES = ("quiet", "push", "email")
SHARES = (Fraction(1, 10), Fraction(3, 10), Fraction(6, 10))
AWKWARD = [
    "",
    " ",
    "a b",
    "김하늘",
    "é",
    "e\u0301",  # the same letter, other bytes
    "😀👩‍👩‍👧",
    "it's",
    '"quoted"',
    "back\\slash",
    "%_;--",
    "line\nbreak",
    "tab\t",
    "007",
    "-1",
    "x" * 10_240,
    *(f"member-{number}" for number in range(300)),
]


@pytest.mark.parametrize(
    ("shares", "expected"),
    [
        (HALVES, ("80000000", None)),
        ((Fraction(1, 3),) * 3, ("55555556", "aaaaaaab", None)),
        ((Fraction(9, 10), Fraction(1, 10)), ("e6666667", None)),
        ((Fraction(0), Fraction(1)), ("00000000", None)),
        ((Fraction(1), Fraction(0)), (None, None)),
    ],
)
def test_thresholds_are_rounded_up_hex_text(shares, expected):
    assert thresholds(shares) == expected


@pytest.mark.parametrize(
    "shares", [(), HALVES[:1], (Fraction(1, 2), Fraction(1, 3)), (Fraction(3, 2), Fraction(-1, 2))]
)
def test_shares_that_are_no_split_are_refused(shares):
    with pytest.raises(ArgumentError, match="sum to 1"):
        thresholds(shares)


def test_the_hash_is_md5_of_salt_colon_id():
    # printf 'cart_reminder:kim' | md5sum
    assert hash_prefix("kim", "cart_reminder") == "4ca93d8b"


def test_integers_hash_as_their_text():
    assert hash_prefix(42, "s") == hash_prefix("42", "s")


@pytest.mark.parametrize("salt", ["", "Upper", "한글", "a b", "a:b", "a'b"])
def test_a_salt_with_other_characters_is_refused(salt):
    with pytest.raises(ArgumentError, match="salt"):
        hash_prefix("kim", salt)


def test_lengths_that_differ_are_refused():
    with pytest.raises(ArgumentError, match="3 variants but 2 shares"):
        assign("kim", "s", NAMES, HALVES)


def test_a_missing_id_is_not_assigned():
    assert assign(None, "s", ("a", "b"), HALVES) is None
    assert not included(None, "s", Fraction(1))
    assert not in_holdout(None, Fraction(1))


def test_a_variant_without_share_gets_no_one():
    shares = (Fraction(0), Fraction(1), Fraction(0))
    assert {assign(number, "s", NAMES, shares) for number in range(2000)} == {"push"}


def test_every_variant_gets_about_its_share():
    drawn = [assign(number, "split", NAMES, SHARES) for number in range(20_000)]
    for name, share in zip(NAMES, SHARES, strict=True):
        deviation = (drawn.count(name) - 20_000 * share) / (20_000 * share * (1 - share)) ** 0.5
        assert abs(deviation) < 4


def test_salts_of_their_own_draw_independently():
    salt = part_salt("cart_reminder", "traffic")
    inside = [number for number in range(20_000) if included(number, salt, Fraction(1, 5))]
    pushed = sum(assign(n, "cart_reminder", ("a", "b"), HALVES) == "b" for n in inside)
    assert abs(pushed - len(inside) / 2) < 4 * (len(inside) / 4) ** 0.5
    held = sum(in_holdout(number, Fraction(1, 5)) for number in inside)
    assert abs(held - len(inside) / 5) < 4 * (len(inside) * 0.16) ** 0.5


@given(st.text(max_size=40), st.integers(0, 100), st.integers(0, 100))
def test_raising_the_traffic_share_moves_no_one_out(unit, one, other):
    small, large = sorted((Fraction(one, 100), Fraction(other, 100)))
    assert included(unit, "s", small) <= included(unit, "s", large)


def ids(values, kind):
    """A relation of ids with their place."""
    rows = [
        exp.select(
            exp.alias_(sql.number(place), "place"),
            exp.alias_(
                sql.cast(sql.text(value) if isinstance(value, str) else sql.number(value), kind),
                "unit",
            ),
        )
        for place, value in enumerate(values)
    ]
    return exp.union(*rows, distinct=False).subquery("ids")


@pytest.mark.parametrize(
    ("values", "kind"),
    [(AWKWARD, "text"), ([0, 1, -1, 2**31, 2**63 - 1, -(2**62), 10**18], "bigint")],
    ids=["text", "integers"],
)
def test_engines_assign_as_python_does(world: World, values, kind):
    world.text("app", ["c"], [["x"]])
    source = {"app": {"as": "customers", "customer": "c"}}
    engine = world.engine(world.journey(source))
    unit, traffic = exp.column("unit"), Fraction(1, 3)
    query = exp.select(
        "place",
        hash_prefix_sql(unit, "s/1"),
        assign_sql(unit, "s/1", NAMES, SHARES),
        sql.case([(included_sql(unit, "s/traffic", traffic), sql.number(1))], sql.number(0)),
        sql.case([(holdout_sql(unit, traffic), sql.number(1))], sql.number(0)),
    ).from_(ids(values, kind))
    expected = [
        (
            place,
            hash_prefix(value, "s/1"),
            assign(value, "s/1", NAMES, SHARES),
            int(included(value, "s/traffic", traffic)),
            int(in_holdout(value, traffic)),
        )
        for place, value in enumerate(values)
    ]
    assert sorted(engine.run(query)) == expected


def test_engines_assign_no_variant_to_null(world: World):
    world.text("app", ["c"], [["x"]])
    engine = world.engine(world.journey({"app": {"as": "customers", "customer": "c"}}))
    nothing = sql.cast(exp.null(), "text")
    drawn = exp.select(
        assign_sql(nothing, "s", ("a", "b"), HALVES),
        assign_sql(nothing, "s", ("a", "b"), (Fraction(1), Fraction(0))),
        sql.case([(exp.not_(included_sql(nothing, "s", Fraction(1, 2))), sql.number(1))]),
    )
    assert engine.run(drawn) == [(None, None, 1)]


def test_a_split_that_changes_under_the_same_salt_is_not_remembered_as_it_was():
    names, shares = ["a", "b"], [Fraction(1, 2), Fraction(1, 2)]
    before = [assign(str(n), "again", names, shares) for n in range(200)]
    shares[:] = [Fraction(0), Fraction(1)]
    assert {assign(str(n), "again", names, shares) for n in range(200)} == {"b"}
    shares[:] = [Fraction(1, 2), Fraction(1, 2)]
    names[0] = "c"
    after = [assign(str(n), "again", names, shares) for n in range(200)]
    assert after == ["c" if name == "a" else "b" for name in before]


def test_more_splits_than_are_remembered_assign_as_before():
    half = (Fraction(1, 2), Fraction(1, 2))
    first = [assign("kim", f"s{n}", ("a", "b"), half) for n in range(3000)]
    again = [assign("kim", f"s{n}", ("a", "b"), half) for n in range(3000)]
    prefixes = [hash_prefix("kim", f"s{n}") for n in range(3000)]
    assert first == again == ["a" if prefix < "80000000" else "b" for prefix in prefixes]
