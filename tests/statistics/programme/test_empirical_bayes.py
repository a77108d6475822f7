"""Shrinkage over many tests: against brute force, at its limits, and on one scale."""

from __future__ import annotations

import math

import numpy as np
import pytest
from scipy import integrate, stats

from stagelift.errors import ArgumentError
from stagelift.statistics.programme import (
    believe,
    expected_gain,
    learn,
    log_ratio_of_counts,
    log_ratio_of_levels,
    winners_total,
)
from stagelift.statistics.programme.prior import shape_of

RNG = np.random.default_rng(41)
ERRORS = RNG.uniform(0.03, 0.12, 24)
EFFECTS = 0.02 + RNG.normal(0, 0.08, 24) + ERRORS * RNG.standard_normal(24)


def brute(effects, errors, density, test):
    """Posterior mean and 95 % interval of one test from a plain grid over centre, spread, effect.

    density(theta, centre, spread) is the prior; both hyperparameters have flat priors.
    """
    thetas = np.linspace(-0.9, 0.9, 1201)
    step = thetas[1] - thetas[0]
    posterior = np.zeros_like(thetas)
    for spread in np.linspace(0.004, 0.4, 50):
        for centre in np.linspace(-0.2, 0.25, 46):
            prior = density(thetas, centre, spread)
            seen = stats.norm.pdf(effects[:, None], thetas[None, :], errors[:, None])
            each = (seen * prior).sum(axis=1) * step
            posterior += np.exp(np.log(each).sum()) * prior * seen[test] / each[test]
    posterior /= posterior.sum()
    below = np.cumsum(posterior)
    ends = [thetas[np.searchsorted(below, at)] for at in (0.025, 0.975)]
    return float((posterior * thetas).sum()), *ends


@pytest.mark.parametrize("test", [3, int(np.argmax(EFFECTS))])
def test_a_bell_agrees_with_a_plain_grid(test):
    def density(theta, centre, spread):
        return stats.norm.pdf(theta, centre, spread)

    found = learn(EFFECTS, ERRORS)
    mean, low, high = brute(EFFECTS, ERRORS, density, test)
    assert found.values[test] == pytest.approx(mean, abs=1e-3)
    assert (found.lows[test], found.highs[test]) == pytest.approx((low, high), abs=3e-3)


def test_heavy_tails_agree_with_a_plain_grid():
    def density(theta, centre, spread):
        return stats.t.pdf(theta, 4, centre, spread)

    test = int(np.argmax(EFFECTS))
    found = learn(EFFECTS, ERRORS, shape="t")
    mean, low, high = brute(EFFECTS, ERRORS, density, test)
    assert found.values[test] == pytest.approx(mean, abs=2e-3)
    assert (found.lows[test], found.highs[test]) == pytest.approx((low, high), abs=4e-3)


def test_heavy_tails_are_a_mixture_of_bells():
    scales, shares = shape_of(4.0)
    for at in (0.0, 0.7, 2.0, 6.0):
        mixed = float((shares * stats.norm.pdf(at, 0.0, scales)).sum())
        assert mixed == pytest.approx(stats.t.pdf(at, 4), rel=2e-3)


def test_a_stated_prior_is_the_formula():
    found = believe([0.39, -0.1], [0.11, 0.05], chosen=[True, False])
    kept = 0.01 / (0.01 + 0.11**2)
    assert found.values[0] == pytest.approx(kept * 0.39, abs=1e-9)
    half = 1.959963984540054 * math.sqrt(kept) * 0.11
    assert found.highs[0] - found.values[0] == pytest.approx(half, abs=1e-8)
    assert found.total == pytest.approx(found.values[0], abs=1e-12)
    assert (found.source, found.spread_low) == ("stated", None)


def test_tests_that_differ_by_chance_alone_are_drawn_together():
    errors = np.full(60, 0.05)
    effects = 0.03 + 0.05 * np.random.default_rng(5).standard_normal(60)
    found = learn(effects, errors)
    assert np.ptp(found.values) < 0.35 * np.ptp(effects)
    assert found.centre == pytest.approx(float(effects.mean()), abs=0.004)


def test_one_large_effect_survives_under_heavy_tails():
    effects, errors = [0.0, 0.01, -0.01, 0.02, -0.02] * 8 + [0.5], [0.02] * 41
    bell, heavy = learn(effects, errors), learn(effects, errors, shape="t")
    assert heavy.values[-1] > bell.values[-1]
    assert heavy.evidence > bell.evidence


def test_turning_every_sign_turns_every_answer():
    found, turned = learn(EFFECTS, ERRORS, shape="t"), learn(-EFFECTS, ERRORS, shape="t")
    assert turned.values == pytest.approx(-found.values, abs=1e-6)
    assert turned.lows == pytest.approx(-found.highs, abs=1e-4)


def test_the_order_of_tests_changes_nothing():
    order = np.random.default_rng(1).permutation(EFFECTS.size)
    found, mixed = learn(EFFECTS, ERRORS), learn(EFFECTS[order], ERRORS[order])
    assert mixed.values == pytest.approx(found.values[order], abs=1e-9)


def test_the_total_is_the_sum_of_the_chosen():
    chosen = EFFECTS > 0.1
    found = learn(EFFECTS, ERRORS, chosen=chosen)
    assert found.total == pytest.approx(float(found.values[chosen].sum()), abs=1e-9)
    assert found.total_low < found.total < found.total_high


@pytest.mark.parametrize(
    ("effects", "errors", "words"),
    [
        ([0.1] * 19, [0.1] * 19, "20 tests"),
        ([0.1] * 20, [0.1] * 19, "one a test"),
        ([0.1] * 20, [0.0] * 20, "errors > 0"),
        ([math.nan] * 20, [0.1] * 20, "finite"),
    ],
)
def test_what_cannot_be_learnt_from_is_refused(effects, errors, words):
    with pytest.raises(ArgumentError, match=words):
        learn(effects, errors)


@pytest.mark.parametrize("level", [0.0, 1.0, 1.5, math.nan])
@pytest.mark.parametrize("asked", [learn, believe, winners_total])
def test_a_level_that_is_none_is_refused(asked, level):
    with pytest.raises(ArgumentError, match="level"):
        asked(EFFECTS, ERRORS, level=level)


def test_a_choice_says_something_of_every_test():
    with pytest.raises(ArgumentError, match="chosen"):
        believe([0.1, 0.2], [0.1, 0.1], chosen=[True])


def test_a_bar_is_a_number():
    with pytest.raises(ArgumentError, match="clears"):
        winners_total([0.1], [0.1], clears=math.nan)
    with pytest.raises(ArgumentError, match="clears"):
        expected_gain(0.0, 0.1, 0.1, clears=math.inf)
    with pytest.raises(ArgumentError, match="centre"):
        expected_gain(math.nan, 0.1, 0.1)


def test_log_ratio_of_counts_by_hand():
    found = log_ratio_of_counts((30, 400), (20, 380))
    by_hand = math.log((30.5 / 400.5) / (20.5 / 380.5))
    error = math.sqrt(1 / 30.5 - 1 / 400.5 + 1 / 20.5 - 1 / 380.5)
    assert (found.value, found.se) == pytest.approx((by_hand, error), abs=1e-12)
    worse = log_ratio_of_counts((30, 400), (20, 380), "down")
    assert worse.value == -found.value
    assert math.isfinite(log_ratio_of_counts((0, 50), (0, 60)).value)
    with pytest.raises(ArgumentError, match="without the event"):
        log_ratio_of_counts((50, 50), (60, 60))


def test_log_ratio_of_levels_needs_levels_clear_of_nothing():
    assert log_ratio_of_levels((5.0, 3.0), (5.0, 0.1)) is None
    assert log_ratio_of_levels((5.0, 0.0), (5.0, 0.1)) is None
    assert log_ratio_of_levels((5.5, 0.1), (5.0, 0.1)).value == pytest.approx(math.log(1.1))


def test_winners_total_by_hand():
    effects, errors = [0.06, 0.03, -0.01], [0.02, 0.02, 0.04]
    found = winners_total(effects, errors)
    bar = 1.959963984540054
    bias = sum(s * stats.norm.pdf(bar - x / s) for x, s in zip(effects, errors, strict=True))
    assert (found.winners, found.naive) == (1, 0.06)
    assert found.bias == pytest.approx(bias, abs=1e-12)
    assert found.low < found.value < found.high


@pytest.mark.parametrize("tests", [1, 100, 101, 150, 199, 301])
def test_the_interval_of_the_winners_total_rests_on_2000_draws_whatever_the_tests(tests):
    """All draws of the bootstrap at once, as the method says it; the same seed, the same ends."""
    generator = np.random.default_rng(tests)
    s = generator.uniform(0.02, 0.08, tests)
    y = generator.normal(0.0, 0.05, tests) + s * generator.standard_normal(tests)
    found, bar = winners_total(y, s), stats.norm.ppf(0.975)
    drawn = y + s * np.random.default_rng(20180819).standard_normal((2_000, tests))
    won = drawn > bar * s
    bias = (s * stats.norm.pdf(bar - drawn / s)).sum(axis=1)
    off = np.where(won, drawn - y, 0.0).sum(axis=1) - bias
    low, high = found.value - np.quantile(off, [0.975, 0.025])
    assert (found.low, found.high) == pytest.approx((low, high), abs=1e-12)


def test_expected_gain_is_the_integral():
    centre, spread, error = 0.01, 0.08, 0.05
    bar = 1.959963984540054 * error

    def part(theta):
        return theta * stats.norm.pdf(theta, centre, spread) * stats.norm.sf(bar, theta, error)

    by_integral = integrate.quad(part, -0.6, 0.6, points=[0.0, 0.1])[0]
    assert expected_gain(centre, spread, error)[0] == pytest.approx(by_integral, abs=1e-9)
    with pytest.raises(ArgumentError, match="spread"):
        expected_gain(0.0, 0.0, 0.1)
