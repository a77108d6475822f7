from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from stagelift.reports.normal import ENOUGH, FEWEST, normal_range


def test_limits_by_hand():
    found = normal_range([10, 12, 10, 12, 10, 12, 10, 12])
    assert found is not None
    # mean 11, every moving range 2: 11 ± 2.6596 · 2
    assert (found.centre, found.low, found.high) == pytest.approx((11, 5.680852, 16.319148))


def test_a_share_never_has_a_negative_limit():
    found = normal_range([0.01, 0.03] * 5, floor=0.0, ceiling=1.0)
    assert found is not None
    assert found.low == 0.0
    assert normal_range([0.97, 1.0] * 5, floor=0.0, ceiling=1.0).high == 1.0


def test_few_weeks_have_no_range_and_some_only_a_description():
    assert normal_range([1.0] * (FEWEST - 1)) is None
    assert normal_range([1.0, 2.0] * 6).descriptive
    assert not normal_range([1.0, 2.0] * (ENOUGH // 2)).descriptive


@given(st.lists(st.floats(-100, 100), min_size=8, max_size=40), st.floats(-50, 50))
def test_a_shift_of_the_series_shifts_the_limits(values, shift):
    before, after = normal_range(values), normal_range([value + shift for value in values])
    assert after.low == pytest.approx(before.low + shift, abs=1e-6)
    assert after.high == pytest.approx(before.high + shift, abs=1e-6)
    assert before.holds(before.centre)
