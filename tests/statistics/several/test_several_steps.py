"""Corrections of one family: steps up and down, one step, Simes."""

from __future__ import annotations

import itertools
import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import stats
from statsmodels.stats.multitest import multipletests

from stagelift.errors import ArgumentError
from stagelift.statistics.several import (
    benjamini_hochberg,
    benjamini_yekutieli,
    bonferroni,
    hochberg,
    holm,
    holm_sidak,
    sidak,
    simes_p,
)
from stagelift.statistics.several.steps import any_of

shares = st.floats(0.0, 1.0)
CORRECTIONS = [
    (bonferroni, "bonferroni"),
    (sidak, "sidak"),
    (holm, "holm"),
    (holm_sidak, "holm-sidak"),
    (hochberg, "simes-hochberg"),
    (benjamini_hochberg, "fdr_bh"),
    (benjamini_yekutieli, "fdr_by"),
]
EACH = [correct for correct, _ in CORRECTIONS]


def test_by_hand():
    family = [0.01, 0.04, 0.03, 0.005]
    assert bonferroni(family) == pytest.approx((0.04, 0.16, 0.12, 0.02))
    assert holm(family) == pytest.approx((0.03, 0.06, 0.06, 0.02))
    assert hochberg(family) == pytest.approx((0.03, 0.04, 0.04, 0.02))
    assert benjamini_hochberg(family) == pytest.approx((0.02, 0.04, 0.04, 0.02))
    assert simes_p(family) == pytest.approx(0.02)


@pytest.mark.parametrize(("correct", "name"), CORRECTIONS)
@settings(max_examples=30, deadline=None)
@given(p_values=st.lists(shares, min_size=1, max_size=20))
def test_equals_statsmodels(correct, name, p_values):
    with np.errstate(divide="ignore"):  # theirs warns at p = 1
        theirs = multipletests(p_values, method=name)[1]
    assert correct(p_values) == pytest.approx(theirs, abs=1e-12)


@settings(max_examples=30, deadline=None)
@given(p_values=st.lists(shares, min_size=1, max_size=20))
def test_the_false_discovery_steps_equal_scipy(p_values):
    for correct, name in ((benjamini_hochberg, "bh"), (benjamini_yekutieli, "by")):
        theirs = stats.false_discovery_control(p_values, method=name)
        assert correct(p_values) == pytest.approx(theirs, abs=1e-12)


@pytest.mark.parametrize("correct", EACH)
@settings(deadline=None)
@given(p_values=st.lists(st.none() | shares, max_size=20))
def test_a_missing_p_spoils_no_other(correct, p_values):
    done = [p for p in p_values if p is not None]
    adjusted = correct(p_values)
    assert [a is None for a in adjusted] == [p is None for p in p_values]
    assert tuple(a for a in adjusted if a is not None) == correct(done)
    assert all(p * (1 - 1e-12) <= a <= 1 for p, a in zip(done, correct(done), strict=True))


@pytest.mark.parametrize("correct", EACH)
@settings(max_examples=40, deadline=None)
@given(p_values=st.lists(shares, min_size=1, max_size=12), turn=st.randoms())
def test_order_is_kept_and_changes_nothing(correct, p_values, turn):
    places = list(range(len(p_values)))
    turn.shuffle(places)
    shuffled = correct([p_values[i] for i in places])
    assert shuffled == pytest.approx([correct(p_values)[i] for i in places], abs=1e-15)
    ranked = correct(sorted(p_values))
    assert all(a <= b for a, b in itertools.pairwise(ranked))


@settings(deadline=None)
@given(st.lists(shares, min_size=1, max_size=20))
def test_stricter_corrections_find_no_more(p_values):
    def no_more(loose, strict):
        return all(a <= b + 1e-12 for a, b in zip(loose(p_values), strict(p_values), strict=True))

    assert no_more(benjamini_hochberg, hochberg)
    assert no_more(hochberg, holm)
    assert no_more(holm, bonferroni)
    assert no_more(holm_sidak, holm)
    assert no_more(holm_sidak, sidak)
    assert no_more(sidak, bonferroni)
    assert no_more(benjamini_hochberg, benjamini_yekutieli)


@settings(deadline=None)
@given(st.lists(shares, min_size=1, max_size=20))
def test_simes_is_the_smallest_adjusted_p(p_values):
    assert simes_p(p_values) == pytest.approx(min(benjamini_hochberg(p_values)), abs=1e-15)


@pytest.mark.parametrize("correct", EACH)
def test_one_test_is_left_as_it_is(correct):
    assert correct([0.03]) == pytest.approx((0.03,), abs=1e-15)
    assert correct([None, 0.03, None])[1] == pytest.approx(0.03, abs=1e-15)


@pytest.mark.parametrize("correct", EACH)
def test_nothing_to_correct(correct):
    assert correct([]) == ()
    assert correct([None, None]) == (None, None)


def test_a_family_without_a_test_has_no_simes_p():
    assert simes_p([]) is None
    assert simes_p([None, None]) is None


def test_tiny_and_certain_p_values_keep_their_digits():
    assert sidak([1e-30, 1.0]) == pytest.approx((2e-30, 1.0), rel=1e-12)
    assert any_of(1.0, 3) == 1.0
    assert any_of(0.0, 3) == 0.0


@pytest.mark.parametrize("correct", [*EACH, simes_p])
@pytest.mark.parametrize("wrong", [1.1, -0.1, math.nan, math.inf, "0.1"])
def test_impossible_p_values_are_refused(correct, wrong):
    with pytest.raises(ArgumentError, match=r"p_values\[1\] is"):
        correct([0.1, wrong])
