"""Corrections for several comparisons: Holm, Benjamini and Hochberg."""

from __future__ import annotations

import math

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from statsmodels.stats.multitest import multipletests

from stagelift.errors import ArgumentError
from stagelift.statistics.several import benjamini_hochberg, holm

shares = st.floats(0.0, 1.0)


CORRECTIONS = [(holm, "holm"), (benjamini_hochberg, "fdr_bh")]


def test_by_hand():
    assert holm([0.01, 0.04, 0.03, 0.005]) == pytest.approx((0.03, 0.06, 0.06, 0.02))
    found = benjamini_hochberg([0.01, 0.04, 0.03, 0.005])
    assert found == pytest.approx((0.02, 0.04, 0.04, 0.02))


@pytest.mark.parametrize(("correct", "name"), CORRECTIONS)
@settings(max_examples=30, deadline=None)
@given(p_values=st.lists(shares, min_size=1, max_size=20))
def test_equals_statsmodels(correct, name, p_values):
    assert correct(p_values) == pytest.approx(multipletests(p_values, method=name)[1], abs=1e-12)


@pytest.mark.parametrize("correct", [holm, benjamini_hochberg])
@settings(deadline=None)
@given(p_values=st.lists(st.none() | shares, max_size=20))
def test_a_missing_p_spoils_no_other(correct, p_values):
    done = [p for p in p_values if p is not None]
    adjusted = correct(p_values)
    assert [a is None for a in adjusted] == [p is None for p in p_values]
    assert tuple(a for a in adjusted if a is not None) == correct(done)
    assert all(p <= a <= 1 for p, a in zip(done, correct(done), strict=True))


@settings(deadline=None)
@given(st.lists(shares, max_size=20))
def test_the_share_of_false_findings_costs_no_more_than_any_false_finding(p_values):
    pairs = zip(benjamini_hochberg(p_values), holm(p_values), strict=True)
    assert all(loose <= strict + 1e-15 for loose, strict in pairs)


@pytest.mark.parametrize("correct", [holm, benjamini_hochberg])
def test_nothing_to_correct(correct):
    assert correct([]) == ()
    assert correct([None]) == (None,)


@pytest.mark.parametrize("correct", [holm, benjamini_hochberg])
@pytest.mark.parametrize("wrong", [1.1, -0.1, math.nan, "0.1"])
def test_impossible_p_values_are_refused(correct, wrong):
    with pytest.raises(ArgumentError, match=r"p_values\[1\] is"):
        correct([0.1, wrong])
