"""The two-level procedure: families first, then their tests at the level paid for selecting."""

from __future__ import annotations

import math

import numpy as np
import pytest
from statsmodels.stats.multitest import multipletests

from stagelift.errors import ArgumentError
from stagelift.statistics.several.families import two_level


def by_hand(families, q):
    """The same procedure with statsmodels for both levels."""
    simes = [multipletests(tests, method="fdr_bh")[1].min() for tests in families]
    chosen = multipletests(simes, alpha=q, method="fdr_bh")[0]
    level = q * chosen.mean()
    return [
        tuple((multipletests(tests, method="fdr_bh")[1] <= level) & bool(select))
        for tests, select in zip(families, chosen, strict=True)
    ]


@pytest.mark.parametrize("seed", range(20))
def test_equals_the_procedure_written_out(seed):
    rng = np.random.default_rng(seed)
    families = [list(rng.uniform(size=rng.integers(1, 7)) ** 3) for _ in range(6)]
    found = two_level(families, q=0.2)
    assert [one.found for one in found.families] == by_hand(families, 0.2)


def test_the_level_within_is_paid_for_selecting():
    found = two_level([[0.001, 0.03], [0.9], [0.8, 0.7]])
    first = found.families[0]
    assert found.within == pytest.approx(0.05 / 3)
    assert first.tests == pytest.approx((0.002, 0.03))
    assert first.found == (True, False)  # 0.03 would pass at 0.05
    assert [one.selected for one in found.families] == [True, False, False]


def test_all_families_selected_are_read_at_q():
    found = two_level([[0.001, 0.04], [0.002, 0.9]])
    assert found.within == pytest.approx(0.05)
    assert [one.found for one in found.families] == [(True, True), (True, False)]


def test_a_family_without_tests_does_not_count():
    with_it = two_level([[0.02, None], [None, None], [0.9], []])
    without = two_level([[0.02], [0.9]])
    assert with_it.within == without.within
    empty = with_it.families[1]
    assert (empty.p_value, empty.adjusted_p_value, empty.selected) == (None, None, False)
    assert empty.tests == (None, None)
    assert empty.found == (False, False)
    assert with_it.families[0].found == (True, False)


def test_nothing_selected():
    found = two_level([[0.5, 0.9], [None]])
    assert found.within is None
    assert not any(any(one.found) for one in found.families)
    assert two_level([]).families == ()


def test_the_share_of_false_findings_holds_over_selected_families():
    # half the families hold one true effect; the rest is null
    rng = np.random.default_rng(20261122)
    shares = []
    for _ in range(300):
        p = rng.uniform(size=(10, 5))
        p[:5, 0] = rng.uniform(size=5) * 1e-3
        found = two_level(p.tolist())
        of_selected = [
            sum(one.found[1 if i < 5 else 0 :]) / max(1, sum(one.found))
            for i, one in enumerate(found.families)
            if one.selected
        ]
        shares.append(np.mean(of_selected) if of_selected else 0.0)
    assert np.mean(shares) <= 0.05 + 2 * np.std(shares) / math.sqrt(300)
    assert np.mean(shares) > 0.0


@pytest.mark.parametrize("q", [0, 1, math.nan])
def test_impossible_levels_are_refused(q):
    with pytest.raises(ArgumentError, match="q is"):
        two_level([[0.1]], q=q)


def test_impossible_p_values_are_refused():
    with pytest.raises(ArgumentError, match=r"p_values\[1\] is nan"):
        two_level([[0.1], [0.1, math.nan]])
