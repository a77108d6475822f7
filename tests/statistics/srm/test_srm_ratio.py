"""Sample ratio mismatch: χ², the sequential p-value, refusals."""

from __future__ import annotations

from fractions import Fraction

import numpy as np
import pytest
from scipy import stats

from stagelift.errors import ArgumentError
from stagelift.statistics.srm import (
    CONCENTRATION,
    log_bayes_factor,
    planned_shares,
    sample_ratio,
)

HALF, THIRD = (Fraction(1, 2),) * 2, (Fraction(1, 3),) * 3


def test_hillstrom_is_balanced():
    found = sample_ratio((21307, 21387, 21306), THIRD)
    assert found.p_value == pytest.approx(0.9037, abs=5e-5)
    assert found.sequential_p == 1.0
    assert (found.status, found.blocks()) == ("ok", False)


@pytest.mark.parametrize("counts", [(5000, 4600), (10, 0), (1, 1), (90, 910)])
def test_chi2_equals_scipy(counts):
    theirs = stats.chisquare(counts, [sum(counts) / 2] * 2).pvalue
    assert sample_ratio(counts, HALF).p_value == pytest.approx(theirs, rel=1e-9)


@pytest.mark.parametrize(
    ("counts", "shares"), [((60, 40), HALF), ((500, 350, 400), THIRD), ((7, 0, 1), THIRD)]
)
def test_the_evidence_equals_the_dirichlet_multinomial_of_scipy(counts, shares):
    planned = [float(s) for s in shares]
    alternative = stats.dirichlet_multinomial(CONCENTRATION * np.array(planned), sum(counts))
    null = stats.multinomial(sum(counts), planned)
    own = log_bayes_factor(counts, planned)
    assert own == pytest.approx(alternative.logpmf(counts) - null.logpmf(counts), abs=1e-9)
    expected = min(1.0, np.exp(-own))
    assert sample_ratio(counts, shares).sequential_p == pytest.approx(expected, rel=1e-9)


def test_a_gross_fault_blocks_early_and_a_small_one_late():
    assert sample_ratio((1200, 800), HALF).blocks()
    assert not sample_ratio((1010, 990), HALF).blocks()
    assert sample_ratio((505_000, 495_000), HALF).blocks()


def test_unequal_shares():
    shares = (Fraction(9, 10), Fraction(1, 10))
    assert not sample_ratio((9000, 1000), shares).blocks()
    assert sample_ratio((5000, 5000), shares).sequential_p == 0.0


def test_without_units_there_is_nothing_to_say():
    found = sample_ratio((0, 0), HALF)
    assert (found.p_value, found.sequential_p, found.status) == (None, None, "no_data")
    assert found.blocks() is False


@pytest.mark.parametrize(
    ("counts", "shares", "text"),
    [
        ((1, 2, 3), HALF, "need one entry per arm"),
        ((5,), (Fraction(1),), "at least two"),
        ((1, -2), HALF, "counts[1] is -2; it must be ≥ 0"),
        ((1, 2.5), HALF, "counts[1] is 2.5; it must be a whole number"),
        ((1, 2), (Fraction(1, 2), Fraction(1, 3)), "1/2, 1/3"),
        ((1, 2), (Fraction(1), Fraction(0)), "each must be > 0"),
        ((1, 2), (0.3, 0.7), "their sum exactly 1"),
        ((1, 2), (0.5, float("nan")), "shares[1] is nan"),
        ((1, 2), (float("inf"), 0.5), "shares[0] is inf"),
    ],
)
def test_impossible_arguments_are_refused(counts, shares, text):
    with pytest.raises(ArgumentError) as caught:
        sample_ratio(counts, shares)
    assert text in str(caught.value)


def test_alpha_is_checked():
    with pytest.raises(ArgumentError, match="alpha is 5"):
        sample_ratio((1, 2), HALF).blocks(5)


@pytest.mark.parametrize(
    ("weights", "shares"),
    [
        ((1, 1, 1), THIRD),
        ((9, 1), (Fraction(9, 10), Fraction(1, 10))),
        ((0.1, 0.2), (Fraction(1, 3), Fraction(2, 3))),
        (("1/3", "2/3"), (Fraction(1, 3), Fraction(2, 3))),
        ((Fraction(1, 7), Fraction(2, 7)), (Fraction(1, 3), Fraction(2, 3))),
        ((np.float64(0.25), np.int64(1)), (Fraction(1, 5), Fraction(4, 5))),
    ],
)
def test_weights_become_exact_shares(weights, shares):
    assert planned_shares(weights) == shares
    assert sum(planned_shares(weights)) == 1


@pytest.mark.parametrize(
    ("weights", "text"),
    [
        ((1,), "at least two"),
        ((1, 0), "weights[1] is 0; it must be a number > 0"),
        ((-1, 2), "weights[0] is -1"),
        ((float("nan"), 1), "weights[0] is nan"),
        ((1, float("inf")), "weights[1] is inf"),
        ((1, "half"), "weights[1] is 'half'"),
        ((1, "1/0"), "weights[1] is '1/0'"),
    ],
)
def test_weights_that_are_none_are_refused(weights, text):
    with pytest.raises(ArgumentError) as caught:
        planned_shares(weights)
    assert text in str(caught.value)


def test_many_arms_with_weights_equal_scipy():
    shares = planned_shares((5, 2, 1, 1, 1))
    counts = (5100, 1950, 980, 1010, 960)
    theirs = stats.chisquare(counts, [float(s) * 10_000 for s in shares])
    found = sample_ratio(counts, shares)
    assert found.p_value == pytest.approx(theirs.pvalue, rel=1e-9)
    assert found.sequential_p == 1.0


def test_the_weight_of_the_plan_trades_gross_faults_for_small_ones():
    gross, small = (70, 30), (50_600, 49_400)
    early = [sample_ratio(gross, HALF, concentration=c).sequential_p for c in (10, 10_000)]
    late = [sample_ratio(small, HALF, concentration=c).sequential_p for c in (10, 10_000)]
    assert early[0] < early[1]
    assert late[1] < late[0]
    planned = stats.dirichlet_multinomial([5.0, 5.0], 100).logpmf(gross)
    null = stats.multinomial(100, [0.5, 0.5]).logpmf(gross)
    assert early[0] == pytest.approx(np.exp(null - planned), rel=1e-9)


@pytest.mark.parametrize("wrong", [0, -1, float("nan"), float("inf")])
def test_the_weight_of_the_plan_is_checked(wrong):
    with pytest.raises(ArgumentError, match="concentration is"):
        sample_ratio((1, 2), HALF, concentration=wrong)


@pytest.mark.slow
def test_looking_every_hundred_units_rarely_blocks_a_healthy_test():
    rng = np.random.default_rng(20261101)
    runs, steps, alpha = 400, 50, 0.05
    arm = rng.binomial(100, 0.5, (runs, steps)).cumsum(axis=1)
    blocked = sum(
        any(
            sample_ratio((int(k), 100 * (i + 1) - int(k)), HALF).blocks(alpha)
            for i, k in enumerate(row)
        )
        for row in arm
    )
    assert blocked / runs <= alpha + 2 * np.sqrt(alpha * (1 - alpha) / runs)
