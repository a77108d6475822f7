"""Customers fall into the same 1,000 groups in Python and on every engine, sums by group exact."""

from __future__ import annotations

import random
from collections import Counter

from sqlglot import exp

from stagelift.data.query.hashed_groups import (
    GROUPS,
    hashed_group,
    hashed_group_sql,
    sums_by_group,
)

from .worlds import World

AWKWARD = ["김하늘", "é", "e\u0301", "😀", "it's", "back\\slash", "007", "-1", "x" * 5000]


def table(world: World, rows: list[list[str]], columns: list[str]):
    """The rows as events of a contract, whose engine and query are given back."""
    world.text(
        "log", ["who", "ts", *columns], [[row[0], "2026-01-05T00:00:00Z", *row[1:]] for row in rows]
    )
    mapped = {"customer": "who", "time": "ts", "event": columns[0]}
    source = {"as": "events", **mapped, "keep": {name: name for name in columns[1:]}}
    contract = world.contract({"log": source})
    return contract.engine, contract.required("events", ("event", *columns[1:]))


def test_every_engine_puts_a_customer_where_python_does(world: World):
    ids = [*AWKWARD, *(f"member-{number}" for number in range(2_000))]
    engine, events = table(world, [[one, "seen"] for one in ids], ["kind"])
    group = exp.alias_(hashed_group_sql(exp.column("customer")), "grp")
    query = exp.select("customer", group).from_(events.subquery("e"))
    assert {who: int(found) for who, found in engine.run(query)} == {
        one: hashed_group(one) for one in ids
    }


def test_groups_are_of_one_size():
    sizes = Counter(hashed_group(number) for number in range(200_000))
    assert set(sizes) == set(range(GROUPS))
    expected = 200_000 / GROUPS
    # chi-square over 999 degrees of freedom: mean 999, standard deviation 45
    assert sum((size - expected) ** 2 / expected for size in sizes.values()) < 999 + 5 * 45


def test_sums_by_group_are_those_of_plain_python(world: World):
    rng = random.Random(7)
    rows = [[f"c{rng.randint(0, 60)}", rng.choice("ab"), rng.choice("xyz")] for _ in range(500)]
    engine, events = table(world, rows, ["event", "kind"])
    counted = {"n": exp.Count(this=exp.Star())}
    query = sums_by_group("log", ["event"], counted, sets=[("kind",)]).with_("log", as_=events)
    expected: Counter[tuple[int, str, str | None]] = Counter()
    for customer, day, kind in rows:
        expected[hashed_group(customer), day, kind] += 1
        expected[hashed_group(customer), day, None] += 1
    found = {
        (int(group), day, None if int(every) else kind): int(n)
        for group, day, kind, every, n in engine.run(query)
    }
    assert found == expected
