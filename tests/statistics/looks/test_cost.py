"""What each rule for looking costs in units."""

from __future__ import annotations

import math

import numpy as np
import pytest
from scipy import stats

from stagelift.errors import ArgumentError
from stagelift.statistics.looks import (
    POCOCK,
    Looking,
    boundaries,
    costs,
    equal_looks,
    exit_probabilities,
    inflation,
    needed_drift,
    needed_n,
    power_at,
    sequence_critical,
)

ONCE = stats.norm.isf(0.025) + stats.norm.isf(0.2)


def test_the_figures_of_the_methods():
    # at the n with 80 % for one look: weekly .79, always .45 read weekly to .50 read daily
    assert power_at(Looking("weekly"), ONCE) == pytest.approx(0.79, abs=0.005)
    weekly, daily = Looking("always", fractions=equal_looks(4)), Looking("always")
    assert power_at(weekly, ONCE) == pytest.approx(0.45, abs=0.005)
    assert power_at(daily, ONCE) == pytest.approx(0.50, abs=0.005)
    assert inflation(weekly) == pytest.approx(1.84, abs=0.01)
    assert inflation(daily) == pytest.approx(1.72, abs=0.01)


@pytest.mark.parametrize("power", [0.5, 0.8, 0.95])
@pytest.mark.parametrize("level", [0.9, 0.95])
def test_once_is_the_textbook(power, level):
    expected = stats.norm.isf((1 - level) / 2) + stats.norm.ppf(power)
    assert needed_drift(Looking("once", level), power) == pytest.approx(expected)
    assert inflation(Looking("once", level), power) == 1.0


@pytest.mark.parametrize("rule", ["weekly", "always"])
@pytest.mark.parametrize("power", [0.3, 0.8, 0.99])
def test_the_drift_needed_has_the_power(rule, power):
    looking = Looking(rule, fractions=(0.3, 0.5, 1.0))
    drift = needed_drift(looking, power)
    assert power_at(looking, drift) == pytest.approx(power, abs=1e-10)
    assert power_at(looking, -drift) == power_at(looking, drift)


def test_power_grows_with_the_effect_and_falls_to_the_error():
    for looking in (Looking("weekly"), Looking("always"), Looking("once")):
        powers = [power_at(looking, drift) for drift in np.linspace(0.0, 6.0, 13)]
        assert powers == sorted(powers)
        assert powers[0] <= 0.025 + 1e-12
    assert power_at(Looking("weekly"), 0.0) == pytest.approx(0.025, abs=1e-12)
    assert power_at(Looking("always"), 0.0) < 0.01  # it never spends all by the planned end


def test_pocock_costs_more_and_ends_earlier():
    pocock = Looking("weekly", spending=POCOCK)
    assert 1.15 < inflation(pocock) < 1.25  # Pocock's own test needs 1.202
    steep, flat = costs(1000)[1], costs(1000, spending=POCOCK)[1]
    assert flat.n > steep.n
    assert flat.expected_n < steep.expected_n


def test_always_reads_the_sequence_at_its_fractions():
    times = (0.2, 0.6, 1.0)
    bounds = [sequence_critical(int(1000 * t), 1000, 0.9) for t in times]
    expected = exit_probabilities(times, bounds, drift=3.0).crossing_up
    assert power_at(Looking("always", 0.9, times), 3.0) == pytest.approx(expected)


def test_the_three_rules_side_by_side():
    once, weekly, always = costs(5000, power=0.9, weekly=[0.5, 1.0], always=equal_looks(14))
    assert [row.rule for row in (once, weekly, always)] == ["once", "weekly", "always"]
    assert (once.n, once.expected_n, once.looks) == (5000, 5000, 1)
    assert once.power == pytest.approx(0.9, abs=1e-12)
    assert (weekly.looks, always.looks) == (2, 14)
    assert 5000 < weekly.n < always.n
    assert weekly.n == math.ceil(5000 * weekly.inflation)
    times = (0.5, 1.0)
    drift = needed_drift(Looking("weekly", fractions=times), 0.9)
    ends = exit_probabilities(times, boundaries(times), drift=drift)
    assert weekly.expected_n == pytest.approx(weekly.n * ends.expected(times))
    assert always.power < weekly.power < 0.9


def test_simulated_expected_units():
    # independent increments of four weeks, 40,000 tests
    rng = np.random.default_rng(5)
    drift, times = needed_drift(Looking("weekly")), np.array(equal_looks(4))
    b = np.cumsum(rng.normal(drift / 4, 0.5, size=(40_000, 4)), axis=1)
    crossed = np.abs(b / np.sqrt(times)) >= boundaries(times)
    ended = np.where(crossed.any(axis=1), crossed.argmax(axis=1), 3)
    row = costs(10_000)[1]
    assert row.expected_n == pytest.approx(times[ended].mean() * row.n, rel=0.01)
    assert crossed.any(axis=1).mean() == pytest.approx(0.8, abs=0.01)


def test_units_are_whole():
    assert needed_n(Looking("once"), 1234) == 1234
    assert needed_n(Looking("once"), 1233.2) == 1234


@pytest.mark.parametrize(
    ("call", "text"),
    [
        (lambda: Looking("daily"), "rule is 'daily'; allowed: once, weekly, always"),
        (lambda: Looking("weekly", 1.0), "level is 1.0"),
        (
            lambda: Looking("weekly", fractions=(0.5, 0.9)),
            "fractions is 0.9; the last one must be 1",
        ),
        (lambda: Looking("weekly", fractions=(0.5, 0.2, 1.0)), "fraction 2 is 0.2"),
        (lambda: needed_drift(Looking("once"), 0.01), "power is 0.01; it must be a number >"),
        (lambda: needed_drift(Looking("weekly"), 1.0), "power is 1.0"),
        (lambda: power_at(Looking("weekly"), math.nan), "drift is nan"),
        (lambda: needed_n(Looking("weekly"), 0), "n_once is 0"),
        (lambda: costs(-5), "n_once is -5"),
    ],
)
def test_what_is_not_allowed_is_refused(call, text):
    with pytest.raises(ArgumentError) as caught:
        call()
    assert text in str(caught.value)
