"""Spending functions."""

from __future__ import annotations

import math
from itertools import pairwise

import numpy as np
import pytest
from scipy import stats

from stagelift.errors import ArgumentError
from stagelift.statistics.looks import OBRIEN_FLEMING, POCOCK, Spending

FAMILIES = [
    OBRIEN_FLEMING,
    POCOCK,
    Spending("power", 0.5),
    Spending("power", 3.0),
    Spending("hwang_shih_decani", -4.0),
    Spending("hwang_shih_decani", 0.0),
    Spending("hwang_shih_decani", 1.0),
]


@pytest.mark.parametrize("family", FAMILIES, ids=str)
@pytest.mark.parametrize("alpha", [0.001, 0.025, 0.4])
def test_spending_rises_from_nothing_to_all(family, alpha):
    spent = [family.spent(t, alpha) for t in np.linspace(0.0, 1.0, 101)]
    assert (spent[0], spent[-1]) == (0.0, alpha)
    assert all(a <= b for a, b in pairwise(spent))
    assert family.spent(1.7, alpha) == alpha


def test_the_formulas_of_the_papers():
    alpha, t = 0.025, 0.3
    z = stats.norm.isf(alpha / 2)
    assert OBRIEN_FLEMING.spent(t, alpha) == pytest.approx(2 - 2 * stats.norm.cdf(z / t**0.5))
    assert POCOCK.spent(t, alpha) == pytest.approx(alpha * math.log(1 + (math.e - 1) * t))
    assert Spending("power", 2.0).spent(t, alpha) == pytest.approx(alpha * 0.09)
    for rate in (-4.0, 2.5):
        expected = alpha * (1 - math.exp(-rate * t)) / (1 - math.exp(-rate))
        assert Spending("hwang_shih_decani", rate).spent(t, alpha) == pytest.approx(expected)
    near = Spending("hwang_shih_decani", 1e-9).spent(t, alpha)
    assert near == pytest.approx(Spending("hwang_shih_decani", 0.0).spent(t, alpha))


def test_a_far_parameter_does_not_overflow():
    late, early = (Spending("hwang_shih_decani", far) for far in (-800.0, 800.0))
    assert late.spent(0.99, 0.025) == pytest.approx(0.025 * math.exp(-8.0))
    assert late.spent(0.5, 0.025) == pytest.approx(0.025 * math.exp(-400.0))
    assert early.spent(0.5, 0.025) == pytest.approx(0.025)


def test_nothing_can_be_spent_at_the_very_start():
    assert OBRIEN_FLEMING.spent(0.001, 0.025) == 0.0  # 1e-550, which no double holds


@pytest.mark.parametrize(
    ("call", "text"),
    [
        (lambda: Spending("haybittle"), "spending is 'haybittle'; allowed: obrien_fleming"),
        (lambda: Spending("power"), "parameter is None; 'power' needs one"),
        (lambda: Spending("power", 0.0), "parameter is 0.0; it must be a number > 0"),
        (lambda: Spending("hwang_shih_decani", math.inf), "parameter is inf"),
        (lambda: Spending("pocock", 1.0), "parameter is 1.0; 'pocock' has none"),
        (lambda: POCOCK.spent(-0.1, 0.05), "fraction is -0.1; it must be ≥ 0"),
        (lambda: POCOCK.spent(math.nan, 0.05), "fraction is nan"),
        (lambda: POCOCK.spent(0.5, 0.0), "alpha is 0.0"),
    ],
)
def test_what_is_not_allowed_is_refused(call, text):
    with pytest.raises(ArgumentError) as caught:
        call()
    assert text in str(caught.value)
