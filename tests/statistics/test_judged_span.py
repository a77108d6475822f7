"""The newest points of a rate against its past: by hand, by simulation, and at its edges."""

from __future__ import annotations

import math

import numpy as np
import pytest
from scipy import stats

from stagelift.errors import ArgumentError
from stagelift.statistics.judged_span import CHANCE, Point, judge_span

WEEKDAYS = (1.0, 1.05, 0.95, 1.0, 1.1, 0.85, 0.9)


def days(rng, count, *, share=0.11, n=700, spread=1.0, rho=0.0):
    """Daily rates with a weekday pattern; spread and likeness of neighbours beyond sampling."""
    found, noise = [], rng.normal()
    for day in range(count):
        noise = rho * noise + math.sqrt(1 - rho**2) * rng.normal()
        level = share * WEEKDAYS[day % 7]
        extra = math.sqrt(level * (1 - level) / n * max(spread**2 - 1, 0.0))
        units = int(rng.poisson(n))
        chance = min(max(level + extra * noise, 0.0), 1.0)
        found.append(Point(int(rng.binomial(units, chance)), units, day % 7))
    return found


def test_one_kind_by_hand():
    past = [Point(48, 1000), Point(52, 1000)] * 20
    found = judge_span(past, [Point(90, 1000)])
    own = math.sqrt(0.05 * 0.95)
    scores = [(k - 50) / 1000 / own * math.sqrt(1000) / math.sqrt(1 - 1 / 40) for k in (48, 52)]
    sigma = abs(scores[1] - scores[0]) / (2 / math.sqrt(math.pi))
    df = 39**2 / (2 * (0.8264 * 40 - 1.082))
    se = sigma * own * math.sqrt(1 / 1000 + 1 / 40_000)
    assert (found.usual, found.value) == (0.05, 0.09)
    assert found.sigma_z == pytest.approx(sigma)
    assert found.se == pytest.approx(se)
    assert found.p_value == pytest.approx(2 * stats.t.sf(0.04 / se, df))
    assert found.most == pytest.approx(0.05 + stats.t.isf(CHANCE / 2, df) * se, rel=1e-3)
    assert found.low == pytest.approx(0.04 - stats.t.isf(0.025, df) * se)


def test_days_are_compared_with_their_own_weekday():
    past = [Point(20 if day % 7 < 5 else 80, 400, day % 7) for day in range(70)]
    jitter = [Point(p.k + (-1) ** i, p.n, p.kind) for i, p in enumerate(past)]
    weekend = [Point(80, 400, 5), Point(80, 400, 6)]
    assert not judge_span(jitter, weekend).outside
    assert judge_span(jitter, weekend).usual == pytest.approx(0.2, abs=0.002)
    assert judge_span(jitter, [Point(80, 400, 0), Point(80, 400, 1)]).outside


def test_a_shift_is_dated():
    rng = np.random.default_rng(3)
    past, now = days(rng, 100, share=0.11), days(rng, 11, share=0.06)
    found = judge_span([*past, *now[:4]], now[4:])
    assert found.outside
    assert found.since == 100


def test_an_old_shift_is_the_new_normal():
    rng = np.random.default_rng(4)
    old, new = days(rng, 105, share=0.20), days(rng, 63, share=0.11)
    found = judge_span([*old, *new[:56]], new[56:])
    assert found.first == 105
    assert not found.outside
    assert found.usual == pytest.approx(0.11, abs=0.005)


def test_order_within_the_judged_points_changes_nothing():
    rng = np.random.default_rng(5)
    series = days(rng, 90)
    one = judge_span(series[:-7], series[-7:])
    other = judge_span(series[:-7], series[:-8:-1])
    assert (one.p_value, one.se) == (pytest.approx(other.p_value), pytest.approx(other.se))


@pytest.mark.parametrize(
    ("earlier", "judged", "status"),
    [
        ([Point(5, 50)] * 40, [], "no_data"),
        ([Point(5, 50)] * 40, [Point(0, 0)], "no_data"),
        ([Point(5, 50)] * 25, [Point(5, 50)], "low_n"),
        ([Point(5, 50), Point(6, 50)] * 20, [Point(5, 50)], "low_n"),
        ([Point(50, 500)] * 40, [Point(90, 500)], "degenerate"),
    ],
)
def test_what_cannot_be_judged_has_a_reason(earlier, judged, status):
    found = judge_span(earlier, judged)
    assert (found.status, found.p_value, found.outside) == (status, None, False)
    assert found.note


def test_wrong_arguments_are_named():
    with pytest.raises(ArgumentError, match=r"k of judged\[0\] is 3"):
        judge_span([Point(1, 2)] * 30, [Point(3, 2)])
    with pytest.raises(ArgumentError, match="level"):
        judge_span([Point(1, 2)] * 30, [Point(1, 2)], level=0)


@pytest.mark.slow
@pytest.mark.parametrize(
    ("series", "most"),
    [
        ({}, 0.005),
        ({"spread": 1.5}, 0.005),
        ({"spread": 2.0, "rho": 0.5}, 0.032),  # 2.3 %: the page says so
        ({"n": 60}, 0.006),
    ],
    ids=["sampling alone", "spread beyond", "neighbours alike", "few units"],
)
def test_a_steady_series_alerts_as_seldom_as_said(series, most):
    rng = np.random.default_rng(11)
    times, hits = 1_500, 0
    for _ in range(times):
        made = days(rng, 120, **series)
        hits += judge_span(made[:-7], made[-7:]).outside
    # three sigmas promise 0.0027; two simulation errors at 1,500 are 0.0027
    assert hits / times <= most
