"""Landing on a line: by hand, against statsmodels, and how often the interval holds."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from statsmodels.regression.linear_model import OLS

from stagelift.errors import ArgumentError
from stagelift.statistics.forecast import ALIKE, landing

zigzag = [5.0, 7.0, 5.5, 7.5, 6.0, 8.0, 6.5, 8.5, 7.0, 9.0]


def oracle(times, values, at, level=0.95):
    """The prediction of a new observation by least squares."""
    fitted = OLS(values, np.column_stack([np.ones(len(times)), times])).fit()
    frame = fitted.get_prediction([[1.0, at]]).summary_frame(alpha=1 - level)
    return tuple(float(frame[name].iloc[0]) for name in ("mean", "obs_ci_lower", "obs_ci_upper"))


@given(st.lists(st.floats(-50, 50), min_size=8, max_size=20), st.integers(1, 6))
def test_points_that_are_not_alike_have_the_interval_of_least_squares(noise, ahead):
    values = [value if n % 2 else -value for n, value in enumerate(map(abs, noise))]
    times = list(range(len(values)))
    found = landing(times, values, times[-1] + ahead)
    if found.note:
        return  # widened: another test's
    expected = oracle(times, values, times[-1] + ahead)
    assert (found.value, found.low, found.high) == pytest.approx(expected, abs=1e-6)


def test_a_gap_between_points_counts_as_time():
    times = [0, 1, 2, 3, 6, 7, 8, 9, 10, 11]  # two holiday weeks left out
    found = landing(times, zigzag, 14)
    assert (found.value, found.low, found.high) == pytest.approx(oracle(times, zigzag, 14))


def test_neighbours_that_are_alike_widen_the_interval():
    waves = [0.0, 1.0, 1.5, 1.0, 0.0, -1.0, -1.5, -1.0, 0.0, 1.0, 1.5, 1.0]
    found = landing(range(12), waves, 14)
    _, low, high = oracle(list(range(12)), waves, 14)
    assert "alike" in found.note
    assert found.low < low < high < found.high
    rest = np.array(waves) - np.polyval(np.polyfit(range(12), waves, 1), range(12))
    assert rest[1:] @ rest[:-1] / (rest @ rest) > ALIKE


def test_a_share_stays_between_0_and_1():
    found = landing(range(10), [0.9 + n / 100 for n in range(10)], 18, ends=(0.0, 1.0))
    assert (found.value, found.high) == (1.0, 1.0)


def test_a_straight_line_has_no_spread():
    found = landing(range(8), [float(n) for n in range(8)], 9)
    assert (found.value, found.low, found.high) == pytest.approx((9.0, 9.0, 9.0))


def test_too_few_points_and_too_far_ahead_are_not_told():
    few = landing(range(7), [1.0] * 7, 8)
    assert (few.status, few.value) == ("low_n", None)
    far = landing(range(8), zigzag[:8], 15)
    assert (far.status, far.value) == ("not_identifiable", None)
    assert landing(range(8), zigzag[:8], 14).status == "ok"


@pytest.mark.parametrize(
    ("times", "values", "at", "named"),
    [
        ([0, 1], [1.0], 2, "values"),
        ([0, 0], [1.0, 2.0], 2, "times"),
        ([0, 1], [1.0, 2.0], 1, "at"),
        ([0, 1], [1.0, float("nan")], 2, "values"),
    ],
)
def test_what_is_no_series_is_refused(times, values, at, named):
    with pytest.raises(ArgumentError, match=named):
        landing(times, values, at)


@pytest.mark.slow
@pytest.mark.parametrize(("alike", "least"), [(0.0, 0.94), (0.3, 0.90), (0.5, 0.85)])
def test_how_often_the_interval_holds_the_new_point(alike, least):
    """13 weeks and 6 ahead; neighbours that are alike cannot be seen well in so few points."""
    rng, hits, runs = np.random.default_rng(7), 0, 4000
    for _ in range(runs):
        shocks = rng.standard_normal(40)
        series = np.zeros(40)
        for place in range(1, 40):
            series[place] = alike * series[place - 1] + shocks[place]
        values = series[-19:] + 0.2 * np.arange(19)
        found = landing(range(13), values[:13].tolist(), 18)
        hits += found.low <= values[18] <= found.high
    assert hits / runs > least
