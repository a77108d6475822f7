"""Ids as data have them, from the source to the variant: both engines agree with Python."""

from __future__ import annotations

from fractions import Fraction

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sqlglot import exp

from stagelift.data import sql
from stagelift.data.assign import assign, assign_sql, hash_prefix, hash_prefix_sql, in_holdout
from stagelift.data.query import Assigned
from stagelift.data.query.assigned_rows import assigned_rows

from .worlds import World, us

NAMES, SHARES = ("quiet", "push", "email"), (Fraction(1, 10), Fraction(3, 10), Fraction(6, 10))
HOLDOUT = Fraction(1, 5)
START, END = us("2026-10-05T00:00:00+09:00"), us("2026-10-19T00:00:00+09:00")
AWKWARD = [
    "",
    " ",
    " kim",
    "kim",
    "kim ",
    "Kim",
    "김하늘",
    "\ufeffkim",  # with the mark that some exports begin with
    "e\u0301",
    "\u00e9",
    "ﷺ\u200b\u200fאב",  # zero width, right to left
    "😀👩‍👩‍👧",
    "\U0010ffff",
    "NULL",
    "null",
    "nan",
    "it's; --",
    "\\x41\\n",
    "a\nb\r\nc\t",
    '"q","r"',
    "$1 %s ? :name {0}",
    "0",
    "-0",
    "007",
    "7",
    "7.0",
    "1e3",
    "x" * 10_240,
    "하" * 10_240,
]
NUMBERS = [0, 1, -1, 7, 2**31, 2**53 + 1, 2**63 - 1, -(2**63)]
# what no PostgreSQL text can hold is no id that both engines could share: NUL, lone surrogates
TEXTS = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\x00"), max_size=60)


@pytest.mark.parametrize(("ids", "kind"), [(AWKWARD, "text"), (NUMBERS, "bigint")])
def test_a_source_of_awkward_ids_is_assigned_as_python_assigns(world: World, ids, kind):
    rows = [[each, "visited", "2026-10-06T10:00:00+09:00"] for each in [*ids, None]]
    world.typed("app", {"c": kind, "e": "text", "t": "timestamptz"}, rows)
    source = {"app": {"as": "events", "customer": "c", "event": "e", "time": "t"}}
    contract = world.contract(source)
    split = tuple(zip(NAMES, SHARES, strict=True))
    everyone = Assigned("trial", None, START, END, False, "trial", split, holdout=HOLDOUT)
    found = [row[:2] for row in contract.engine.run(assigned_rows(contract, everyone))]
    known = [each for each in dict.fromkeys(ids) if str(each).strip()]
    expected = [
        (each, assign(each, "trial", NAMES, SHARES))
        for each in known
        if not in_holdout(each, HOLDOUT)
    ]
    assert len(expected) > len(known) / 2
    assert sorted(found) == sorted(expected)
    # empty, blank and missing ids are nobody: in quarantine, with their number
    nobody = len(ids) + 1 - len(known)
    assert contract.counts("events").rejected == {"missing_customer": nobody}


def test_ids_nobody_thought_of_hash_alike(world: World):
    world.text("app", ["c"], [["x"]])
    engine = world.engine(world.journey({"app": {"as": "customers", "customer": "c"}}))

    @settings(max_examples=4, deadline=None, database=None, derandomize=True)
    @given(st.lists(TEXTS, min_size=20, max_size=40))
    def hashed(ids):
        rows = [
            exp.select(exp.alias_(sql.number(place), "place"), exp.alias_(sql.text(each), "unit"))
            for place, each in enumerate(ids)
        ]
        unit = exp.column("unit")
        query = exp.select(
            "place",
            hash_prefix_sql(unit, "s"),
            assign_sql(unit, "s", NAMES, SHARES),
        ).from_(exp.union(*rows, distinct=False).subquery("ids"))
        expected = [
            (place, hash_prefix(each, "s"), assign(each, "s", NAMES, SHARES))
            for place, each in enumerate(ids)
        ]
        assert sorted(engine.run(query)) == expected

    hashed()
