"""Distributions that are sampled and evaluated exactly."""

from __future__ import annotations

from datetime import UTC, date, datetime

import numpy as np
import pytest

from stagelift.demo import curve
from stagelift.demo.buying import GAP
from stagelift.demo.trials import ORDER_DELAY, REVIEW_DELAY, WINBACK_DELAY


def test_the_world_ends_with_a_sunday_in_seoul():
    end = datetime.fromtimestamp(curve.END / 1_000_000, UTC)
    assert end == datetime(2026, 11, 15, 15, tzinfo=UTC)
    assert curve.midnight(date(2026, 11, 16)) == curve.END


@pytest.mark.parametrize("drawn", [*ORDER_DELAY, GAP, REVIEW_DELAY, WINBACK_DELAY])
def test_draws_fall_as_the_curve_says(drawn):
    times = drawn.at(np.random.default_rng(5).random(40_000))
    for knot in drawn.knots[1:-1]:
        share = float(drawn.share_by(knot))
        assert abs((times <= knot).mean() - share) < 4 * (share * (1 - share) / 40_000) ** 0.5


def test_every_curve_rises_from_none_to_all():
    for drawn in (*ORDER_DELAY, GAP, REVIEW_DELAY, WINBACK_DELAY, curve.visiting_hours(0)[0]):
        assert list(drawn.knots) == sorted(set(drawn.knots))
        assert (drawn.shares[0], round(drawn.shares[-1], 12)) == (0, 1)
        assert list(drawn.shares) == sorted(drawn.shares)


def test_chuseok_is_quiet():
    traffic = [curve.visiting_hours(week)[1] for week in range(curve.WEEKS)]
    week = [curve.week_label(number) for number in range(curve.WEEKS)].index("2026-W39")
    assert [number for number, busy in enumerate(traffic) if busy < 1] == [week]
    assert 0.75 < traffic[week] < 0.9
