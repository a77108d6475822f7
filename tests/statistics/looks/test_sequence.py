"""The asymptotic confidence sequence and its gate."""

from __future__ import annotations

import math

import numpy as np
import pytest

from stagelift.errors import ArgumentError
from stagelift.statistics.looks import (
    asymptotic_sequence,
    effect_skewness,
    expected_events,
    gate,
    sequence_critical,
    tuning,
)
from stagelift.statistics.margins import margin_state
from stagelift.statistics.means import difference_of_means
from stagelift.statistics.moments import Moments
from stagelift.statistics.proportions import difference_of_proportions

EMPTY = Moments(0, 0.0, 0.0, 0.0)


def test_the_width_follows_the_published_formula():
    # with ρ² = η/n and σ² = n·se² this is σ·sqrt(2(nρ² + 1)/(n²ρ²)·ln(sqrt(nρ² + 1)/α))
    n, se, alpha = 8000, 0.005, 0.05
    rho2 = tuning(n, 16000, 0.95) / n
    published = (
        math.sqrt(n)
        * se
        * math.sqrt(
            2 * (n * rho2 + 1) / (n * rho2) ** 2 * rho2 * math.log(math.sqrt(n * rho2 + 1) / alpha)
        )
    )
    found = asymptotic_sequence(0.02, se, n_mature=n, n_planned=16000)
    assert found.high - 0.02 == pytest.approx(published, rel=1e-12)
    assert 0.02 - found.low == pytest.approx(published, rel=1e-12)


def test_the_tuning_constant_at_95_percent():
    assert tuning(500, 1000, 0.95) == pytest.approx(8.78 / 2, abs=0.003)
    assert tuning(1000, 1000, 0.05) > 0


@pytest.mark.parametrize("level", [0.8, 0.95, 0.99])
def test_the_sequence_is_narrowest_near_the_planned_size(level):
    widths = {n: sequence_critical(n, 1000, level) / math.sqrt(n) for n in range(100, 3000, 100)}
    at_plan = sequence_critical(1000, 1000, level)
    best = min(
        math.sqrt((1 + eta) / eta * (math.log1p(eta) - 2 * math.log(1 - level)))
        for eta in np.linspace(0.5, 50, 2000)
    )
    assert at_plan <= 1.002 * best
    assert widths[100] > widths[1000] > widths[2900]


@pytest.mark.parametrize("level", [0.8, 0.95, 0.99])
def test_interval_and_always_valid_p_agree(level):
    for effect in np.linspace(-0.03, 0.03, 61):
        found = asymptotic_sequence(effect, 0.005, n_mature=4000, n_planned=9000, level=level)
        assert found.dual is True
        assert (found.p_value < 1 - level) == (not found.low <= 0 <= found.high)


def test_no_effect_has_p_one():
    assert asymptotic_sequence(0.0, 1.0, n_mature=10, n_planned=10).p_value == 1.0


def test_it_serves_proportions_means_and_guardrails():
    shares = difference_of_proportions(500, 5000, 400, 5000)
    values = difference_of_means(Moments.from_counts(5000, 500), Moments.from_counts(5000, 400))
    for effect in (shares, values):
        found = asymptotic_sequence(effect.value, effect.se, n_mature=10_000, n_planned=10_000)
        assert found.low < effect.low < effect.high < found.high
        assert found.low == pytest.approx(0.02 - 3.0354 * effect.se, abs=1e-6)
        assert margin_state(found, margin=0.0, better="up").state == "cleared"
        assert margin_state(found, margin=0.0, better="down").state == "breached"
        assert margin_state(found, margin=0.03, better="down").state == "open"


def test_without_variation_there_is_no_interval():
    found = asymptotic_sequence(0.0, 0.0, n_mature=10, n_planned=10)
    assert (found.low, found.p_value, found.status) == (None, None, "degenerate")


@pytest.mark.parametrize(
    ("options", "text"),
    [
        ({"se": -1.0}, "se is -1.0; it must be ≥ 0"),
        ({"se": math.nan}, "se is nan"),
        ({"effect": math.inf}, "effect is inf"),
        ({"n_mature": 0}, "n_mature is 0; it must be a number > 0"),
        ({"n_planned": 2.5}, "n_planned is 2.5; it must be a whole number"),
        ({"level": 1.0}, "level is 1.0"),
    ],
)
def test_impossible_arguments_are_refused(options, text):
    given = {"effect": 0.1, "se": 0.1, "n_mature": 10, "n_planned": 20} | options
    effect, se = given.pop("effect"), given.pop("se")
    with pytest.raises(ArgumentError) as caught:
        asymptotic_sequence(effect, se, **given)
    assert text in str(caught.value)


def test_skewness_of_the_effect_by_hand():
    # variance .01·.99, third moment .01·.99·.98 in both arms of 9,000 and 1,000
    expected = 0.0099 * 0.98 * (1 / 1000**2 - 1 / 9000**2)
    expected /= (0.0099 * (1 / 1000 + 1 / 9000)) ** 1.5
    arms = Moments.from_counts(9000, 90), Moments.from_counts(1000, 10)
    assert effect_skewness(*arms) == pytest.approx(expected, rel=1e-12)
    assert effect_skewness(*reversed(arms)) == pytest.approx(expected, rel=1e-12)


def test_equal_arms_have_no_skewness():
    assert effect_skewness(Moments.from_counts(50, 1), Moments.from_counts(50, 4)) == 0.0


def test_skewness_is_that_of_simulated_effects():
    rng = np.random.default_rng(7)
    n1, n0, runs = 40, 360, 40_000
    gaps = rng.gamma(n1, size=runs) / n1 - rng.gamma(n0, size=runs) / n0  # sums of exponentials
    centred = gaps - gaps.mean()
    simulated = abs((centred**3).mean()) / (centred**2).mean() ** 1.5
    one, two = Moments(n1, 1.0, n1 * 1.0, n1 * 2.0), Moments(n0, 1.0, n0 * 1.0, n0 * 2.0)
    assert effect_skewness(one, two) == pytest.approx(simulated, abs=0.05)


def test_the_gate_opens_at_25_events_and_low_skewness():
    arms = Moments.from_counts(900, 225), Moments.from_counts(100, 25)
    opened = gate(*arms, expected_events=expected_events(225, 900, 25, 100))
    assert (opened.ok, opened.reason, opened.events) == (True, "", 25.0)
    assert opened.skewness < 0.3
    closed = gate(*arms, expected_events=24.9)
    assert (closed.ok, closed.reason) == (
        False,
        "24.9 expected events in the smaller arm; 25 are needed",
    )


def test_the_gate_closes_on_a_skewed_effect():
    value = Moments(900, 1.0, 900.0, 8000.0)
    few = Moments(100, 1.0, 100.0, 900.0)
    found = gate(value, few)
    assert not found.ok
    assert found.events is None
    assert "the effect's skewness is" in found.reason
    assert gate(Moments(500, 1.0, 500.0, 8000.0), Moments(500, 1.0, 500.0, 900.0)).ok


@pytest.mark.parametrize(
    ("arms", "reason"),
    [
        ((EMPTY, Moments.from_counts(5, 1)), "an arm has no mature units yet"),
        ((Moments.from_counts(5, 0), Moments.from_counts(5, 0)), "no value varies yet"),
    ],
)
def test_the_gate_stays_closed_without_variation(arms, reason):
    found = gate(*arms)
    assert (found.ok, found.reason, found.skewness) == (False, reason, None)


def test_expected_events_are_those_of_the_smaller_arm():
    assert expected_events(90, 900, 10, 100) == 10.0
    assert expected_events(0, 0, 0, 0) == 0.0
    with pytest.raises(ArgumentError, match="expected_events is -1"):
        gate(EMPTY, EMPTY, expected_events=-1)
