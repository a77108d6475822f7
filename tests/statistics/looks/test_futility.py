"""Futility advice that binds nobody."""

from __future__ import annotations

import math

import numpy as np
import pytest
from scipy import special

from stagelift.errors import ArgumentError
from stagelift.statistics.looks import (
    POCOCK,
    Futility,
    Looking,
    boundaries,
    equal_looks,
    exit_probabilities,
    futility_bounds,
    futility_drift,
    needed_drift,
)

WEEKS = equal_looks(4)


@pytest.mark.parametrize("power", [0.8, 0.9])
@pytest.mark.parametrize("times", [WEEKS, (0.2, 0.7, 1.0), (1.0,)])
@pytest.mark.parametrize("spending", [POCOCK, Futility().spending], ids=str)
def test_followed_advice_leaves_the_power_planned(times, power, spending):
    asked = Futility(power, spending)
    drift = futility_drift(times, futility=asked)
    criticals = boundaries(times)
    bounds = futility_bounds(times, criticals, drift, futility=asked)
    assert bounds[-1] == pytest.approx(criticals[-1], abs=1e-6)
    assert all(low <= high for low, high in zip(bounds, criticals, strict=True))
    ends = exit_probabilities(times, criticals, bounds, drift=drift)
    assert ends.crossing_up == pytest.approx(power, abs=1e-8)
    allowed = [spending.spent(time, 1 - power) for time in times]
    assert np.cumsum(ends.down) == pytest.approx(allowed, abs=1e-8)


def test_ignored_advice_costs_no_error_and_followed_advice_lowers_it():
    criticals = boundaries(WEEKS)
    bounds = futility_bounds(WEEKS, criticals, futility_drift(WEEKS))
    ignored = exit_probabilities(WEEKS, criticals)
    followed = exit_probabilities(WEEKS, criticals, bounds)
    assert ignored.crossing_up == pytest.approx(0.025, abs=1e-12)
    assert followed.crossing_up < 0.025
    assert followed.expected(WEEKS) < 0.75  # without effect it ends well before the last look


def test_it_costs_units():
    assert futility_drift(WEEKS) > needed_drift(Looking("weekly"))
    assert futility_drift((1.0,)) == pytest.approx(needed_drift(Looking("once")), abs=1e-9)


def test_advice_at_looks_that_came_otherwise_never_passes_the_critical_value():
    times = (0.5, 0.95, 1.4)
    criticals = boundaries(times)
    for drift in (0.5, 2.9, 12.0):
        bounds = futility_bounds(times, criticals, drift)
        assert all(low <= high for low, high in zip(bounds, criticals, strict=True))
    assert futility_bounds((0.001, 1.0), (math.inf, 1.96), 3.0)[0] == -math.inf


def test_a_low_power_has_a_drift_too():
    found = futility_drift((1.0,), futility=Futility(0.03))
    assert found == pytest.approx(1.959963984540054 + float(special.ndtri(0.03)), abs=1e-9)


@pytest.mark.parametrize(
    ("call", "text"),
    [
        (lambda: Futility(1.0), "power is 1.0"),
        (lambda: futility_bounds((0.5, 1.0), (2.0,), 3.0), "criticals is 1; 2 looks need as many"),
        (lambda: futility_bounds((1.0,), (2.0,), 0.0), "drift is 0.0"),
        (lambda: futility_drift((0.5, 0.4)), "fraction 2 is 0.4"),
        (lambda: futility_drift((1.0,), level=2.0), "level is 2.0"),
        (lambda: futility_drift((1.0,), futility=Futility(0.02)), "power is 0.02; it must be a"),
    ],
)
def test_what_is_not_allowed_is_refused(call, text):
    with pytest.raises(ArgumentError) as caught:
        call()
    assert text in str(caught.value)
