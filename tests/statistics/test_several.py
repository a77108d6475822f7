"""Holm's correction."""

from __future__ import annotations

import math

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from statsmodels.stats.multitest import multipletests

from stagelift.errors import ArgumentError
from stagelift.statistics.several import holm

shares = st.floats(0.0, 1.0)


def test_by_hand():
    assert holm([0.01, 0.04, 0.03, 0.005]) == pytest.approx((0.03, 0.06, 0.06, 0.02))


@settings(max_examples=30, deadline=None)
@given(st.lists(shares, min_size=1, max_size=20))
def test_equals_statsmodels(p_values):
    assert holm(p_values) == pytest.approx(multipletests(p_values, method="holm")[1], abs=1e-12)


@settings(deadline=None)
@given(st.lists(st.none() | shares, max_size=20))
def test_a_missing_p_spoils_no_other(p_values):
    done = [p for p in p_values if p is not None]
    adjusted = holm(p_values)
    assert [a is None for a in adjusted] == [p is None for p in p_values]
    assert tuple(a for a in adjusted if a is not None) == holm(done)
    assert all(p <= a <= 1 for p, a in zip(done, holm(done), strict=True))


def test_nothing_to_correct():
    assert holm([]) == ()
    assert holm([None]) == (None,)


@pytest.mark.parametrize("wrong", [1.1, -0.1, math.nan, "0.1"])
def test_impossible_p_values_are_refused(wrong):
    with pytest.raises(ArgumentError, match=r"p_values\[1\] is"):
        holm([0.1, wrong])
