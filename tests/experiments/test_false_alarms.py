"""Two hundred splits of one world in which nothing differs: alarms no more often than promised."""

from __future__ import annotations

import random
from fractions import Fraction

import pytest

from stagelift.data.query import Assigned, Flag, Measurement, measure
from stagelift.data.zones import to_us
from stagelift.statistics.proportions import difference_of_proportions
from stagelift.statistics.srm import sample_ratio
from tiny import day, workspace

SALTS = 200
AT_ONCE = 25  # populations in one query
HALF = Fraction(1, 2)
WEEK = 7 * 86_400_000_000


def splits(ws, salts, start):
    """(n, k) by salt and variant."""
    populations = tuple(
        Assigned("trial", None, start, start + WEEK, False, salt, (("a", HALF), ("b", HALF)))
        for salt in salts
    )
    plan = Measurement(
        populations=populations,
        values=(("bought", Flag((("ordered", 1),), WEEK)),),
        as_of=ws.contract.as_of_us,
    )
    found = {(number, arm): [0, 0] for number in range(len(salts)) for arm in "ab"}
    for cell in measure(ws.contract, plan):
        counts = found[cell.population, cell.variant]
        counts[0] += cell.n
        counts[1] += cell.s1
    return [(found[number, "a"], found[number, "b"]) for number in range(len(salts))]


@pytest.mark.slow
def test_alarms_among_equal_arms(tmp_path):
    rng = random.Random(7)
    rows = [(f"c{n}", day(rng.uniform(0, 7)), "visited") for n in range(500)]
    rows += [(f"c{n}", day(rng.uniform(7, 8)), "ordered") for n in range(500) if rng.random() < 0.2]
    with workspace(tmp_path, rows) as ws:
        start = to_us(ws.as_of) - 56 * 86_400_000_000
        arms = []
        for first in range(0, SALTS, AT_ONCE):
            salts = [f"aa/{number}" for number in range(first, first + AT_ONCE)]
            arms.extend(splits(ws, salts, start))
    assert {n0 + n1 for (n0, _), (n1, _) in arms} == {500}
    p_values = [difference_of_proportions(k1, n1, k0, n0).p_value for (n0, k0), (n1, k1) in arms]
    rejected = sum(p < 0.05 for p in p_values)
    noise = 2 * (0.05 * 0.95 / SALTS) ** 0.5
    assert 0 < rejected <= SALTS * (0.05 + noise)
    broken = [sample_ratio((n0, n1), (HALF, HALF)).blocks(0.001) for (n0, _), (n1, _) in arms]
    assert sum(broken) <= SALTS * 0.01
