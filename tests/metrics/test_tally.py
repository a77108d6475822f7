"""Cells merge into the moments of all their units."""

from __future__ import annotations

import statistics

import pytest

from stagelift.data.query import Cell
from stagelift.metrics.tally import tally


def cell(values, *, shift=0, **more):
    away = [value - shift for value in values]
    blank = {
        "population": 0,
        "variant": None,
        "period": 0,
        "day": 0,
        "segment": None,
        "value": "m",
        "n": len(values),
        "s1": sum(away),
        "s2": sum(a * a for a in away),
        "s3": float(sum(a**3 for a in away)),
        "shift": shift,
        "immature": 0,
        "ineligible": 0,
    }
    return Cell(**{**blank, **more})


def test_shares_add_up():
    found = tally([cell([1, 0, 0]), cell([1, 1], immature=2), cell([], ineligible=3)], binary=True)
    assert (found.n, found.k) == (5, 3)
    assert found.moments.mean == 0.6
    assert found.excluded == (("immature", 2), ("before", 3))
    assert found.immature == 2


def test_values_beside_a_large_constant_keep_their_variance():
    base = 10**14  # micros: a hundred million
    days = [[base, base + 100_000], [base + 200_000], []]
    found = tally([cell(day, shift=base + 70_000) for day in days], binary=False)
    assert found.k is None
    assert found.moments.mean == pytest.approx(1e8 + 0.1, abs=1e-7)
    assert found.moments.variance == pytest.approx(statistics.variance([0, 0.1, 0.2]), rel=1e-12)


def test_no_cells_are_no_units():
    found = tally([], binary=False)
    assert (found.n, found.k, found.excluded) == (0, None, ())


def test_units_without_a_value_are_told_apart_from_immature_ones():
    found = tally([cell([1], immature=4)], binary=True, missing="missing")
    assert found.excluded == (("missing", 4),)
    assert found.immature == 0
