"""The gate before a look may be read."""

from __future__ import annotations

import numpy as np
import pytest

from stagelift.errors import ArgumentError
from stagelift.statistics.looks import effect_skewness, expected_events, gate
from stagelift.statistics.moments import Moments

EMPTY = Moments(0, 0.0, 0.0, 0.0)


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
