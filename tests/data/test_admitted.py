"""Whom an experiment takes and by which split: every engine as Python says."""

from __future__ import annotations

from fractions import Fraction
from itertools import pairwise

import pytest
from sqlglot import exp

from stagelift.data import sql
from stagelift.data.assign import assign, between
from stagelift.data.query.admitted import admitted, variant_sql
from stagelift.data.query.openings import Epoch, Opening

from .test_assign import AWKWARD, World, ids

QUARTERS = [Fraction(n, 4) for n in range(5)]
OPENINGS = (
    Opening(5, 9, Fraction(0), Fraction(1, 3)),
    Opening(9, 12),
    Opening(12, 20, Fraction(1, 3), Fraction(7, 8)),
)
SHARES = (("a", Fraction(1, 2)), ("b", Fraction(1, 2)))
EPOCHS = (
    Epoch(9, (("a", Fraction(1, 10)), ("b", Fraction(9, 10)))),
    Epoch(12, (("a", Fraction(7, 10)), ("b", Fraction(3, 10)))),
)


def test_a_draw_cut_into_parts_loses_nobody_and_doubles_nobody():
    for unit in [*AWKWARD, 0, 2**63 - 1]:
        inside = [between(unit, "layer/x", a, b) for a, b in pairwise(QUARTERS)]
        assert sum(inside) == 1


@pytest.mark.parametrize("at", [4, 5, 8, 9, 12, 19, 20])
def test_engines_admit_and_split_as_python_does(world: World, at):
    world.text("app", ["c"], [["x"]])
    engine = world.engine(world.journey({"app": {"as": "customers", "customer": "c"}}))
    unit, instant = exp.column("unit"), sql.number(at)
    query = exp.select(
        "place",
        sql.case([(admitted(OPENINGS, "s/traffic", unit, instant), sql.number(1))], sql.number(0)),
        variant_sql(unit, "s", SHARES, EPOCHS, instant),
    ).from_(ids(AWKWARD, "text"))
    split = [*SHARES] if at < 9 else [*EPOCHS[0 if at < 12 else 1].shares]
    names, shares = zip(*split, strict=True)
    expected = [
        (
            place,
            int(
                any(
                    o.start <= at < o.end and between(value, "s/traffic", o.low, o.high)
                    for o in OPENINGS
                )
            ),
            assign(value, "s", names, shares),
        )
        for place, value in enumerate(AWKWARD)
    ]
    assert sorted(engine.run(query)) == expected
