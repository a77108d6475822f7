from __future__ import annotations

from dataclasses import replace

import pytest
import shop
from hypothesis import given
from hypothesis import strategies as st

from stagelift.reports.normal import ENOUGH, FEWEST, normal_range
from stagelift.statistics.process import limits_of_shares, limits_of_values


def scores(values, now=11.0):
    made = [shop.points("nps", shop.PERIOD, value, 212) for value in (*values, now)]
    return made[:-1], made[-1]


def test_limits_by_hand():
    found = normal_range(*scores([10, 12, 10, 12, 10, 12, 10, 12]))
    assert found is not None
    # mean 11, every moving range 2: wider than 11 ± 2.66 · 2, as eight points know little
    assert found.centre == pytest.approx(11)
    assert found.high - 11 == pytest.approx(11 - found.low)
    assert found.high > 11 + 2.66 * 2
    assert (found.periods, found.method) == (8, "xmr")


def test_a_share_is_judged_by_its_counts():
    counts = [(480, 10_000), (520, 10_000)] * 13
    weeks = [shop.share("first_order", shop.PERIOD, k, n) for k, n in counts]
    now = shop.share("first_order", shop.PERIOD, 70, 1_000)
    limits = limits_of_shares(counts, (70, 1_000))
    found = normal_range(weeks, now)
    assert found is not None
    assert (found.low, found.high) == (limits.low[-1], limits.high[-1])
    assert found.method == "laney"
    more = normal_range(weeks, shop.share("first_order", shop.PERIOD, 700, 10_000))
    assert more.high - more.low < found.high - found.low  # more customers, narrower limits


def test_a_share_without_counts_is_judged_by_its_values():
    weeks = [replace(shop.share("m", shop.PERIOD, k, 100), k=None) for k in (1, 3) * 5]
    found = normal_range(weeks, weeks[0])
    limits = limits_of_values([w.value for w in weeks], weeks[0].value, floor=0.0, ceiling=1.0)
    assert (found.low, found.high) == (limits.low[-1], limits.high[-1])


def test_limits_stay_among_the_possible_values():
    assert normal_range(*scores([-99.0, -90.0] * 5)).low == -100.0
    weeks = [shop.share("m", shop.PERIOD, k, 100) for k in (1, 3) * 5]
    assert normal_range(weeks, weeks[0]).low == 0.0


def test_few_periods_have_no_range_and_some_only_a_description():
    assert normal_range(*scores([1.0, 2.0] * (FEWEST // 2 - 1))) is None
    assert normal_range(*scores([1.0] * FEWEST)) is None  # nothing ever moved
    assert normal_range(*scores([1.0, 2.0] * 6)).descriptive
    assert not normal_range(*scores([1.0, 2.0] * (ENOUGH // 2))).descriptive


@given(st.lists(st.floats(-20, 20), min_size=8, max_size=40), st.floats(-10, 10))
def test_a_shift_of_the_series_shifts_the_limits(values, shift):
    before, after = (normal_range(*scores([v + s for v in values])) for s in (0.0, shift))
    if before is None or after is None or min(before.low, after.low) == -100.0:
        return
    if max(before.high, after.high) < 100.0:
        assert after.low == pytest.approx(before.low + shift, abs=1e-4)
        assert after.high == pytest.approx(before.high + shift, abs=1e-4)
    assert before.holds(before.centre)
