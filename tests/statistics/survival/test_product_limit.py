"""Kaplan–Meier, its limits and quantiles: lifelines' and statsmodels' figures, and by hand."""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import stats
from statsmodels.duration.survfunc import SurvfuncRight
from survival_samples import PLACEBO, SIX_MP, drawn, hazards, table

from stagelift.errors import ArgumentError
from stagelift.statistics.survival import (
    EventTable,
    kaplan_meier,
    median_time,
    product_limit,
    quantile_time,
)

CLOSE = 1e-12


@pytest.mark.parametrize("late", [False, True])
@pytest.mark.parametrize("seed", range(4))
def test_statsmodels_agrees(seed, late):
    rows = [row for row in drawn(seed, late=late) if row[1] > 0]  # it starts after 0
    # halves between the times, as it counts who enters at a time as at risk then
    rows = [(a + 0.25 if a else a, b, c) for a, b, c in rows if a + 0.25 < b or a == 0]
    rows += [(0, 30, 0)] * 5  # nobody is missing at any time
    entry, end, seen = (np.array(column, float) for column in zip(*rows, strict=True))
    theirs = SurvfuncRight(end, seen, entry=entry if late else None)
    ours = kaplan_meier(table(rows))
    found = [ours.at(time) for time in theirs.surv_times]
    assert [one.value for one in found] == pytest.approx(theirs.surv_prob, rel=CLOSE)
    assert [one.se for one in found] == pytest.approx(theirs.surv_prob_se, rel=CLOSE)


@pytest.mark.filterwarnings("ignore:The confidence interval is undefined")  # scipy's, at S = 0
@pytest.mark.parametrize("rows", [SIX_MP, PLACEBO])
def test_scipy_agrees(rows):
    ended = [t for t, seen in rows if seen]
    sample = stats.CensoredData(ended, right=[t for t, seen in rows if not seen])
    theirs = stats.ecdf(sample).sf
    limits = theirs.confidence_interval(0.9, method="log-log")
    ours = kaplan_meier(table(rows), level=0.9)
    at = np.isin(ours.times, ended) & (ours.value > 0)
    there = np.isin(theirs.quantiles, ours.times[at])
    assert ours.value[at] == pytest.approx(theirs.probabilities[there], rel=CLOSE)
    assert ours.low[at] == pytest.approx(limits.low.probabilities[there], rel=1e-9)
    assert ours.high[at] == pytest.approx(limits.high.probabilities[there], rel=1e-9)


def test_the_leukaemia_trial():
    """The medians printed in the textbooks: 23 months with 6-MP, 8 with placebo."""
    treated, placebo = median_time(table(SIX_MP)), median_time(table(PLACEBO))
    assert (treated.value, treated.low, treated.high) == (23.0, 13.0, None)
    assert treated.note == "the upper limit is not reached by 35"
    assert (placebo.value, placebo.low, placebo.high, placebo.note) == (8.0, 4.0, 11.0, "")
    assert kaplan_meier(table(SIX_MP)).at(6).value == pytest.approx(0.857, abs=5e-4)
    assert kaplan_meier(table(SIX_MP)).at(6).se == pytest.approx(0.0764, abs=5e-5)


def test_without_censoring_it_is_the_share_left():
    times = np.random.default_rng(2).integers(0, 12, 300)
    curve = kaplan_meier(table([(int(t), 1) for t in times]))
    for time in range(12):
        share = (times > time).mean()
        found = curve.at(time + 0.5)
        assert found.value == pytest.approx(share, abs=CLOSE)
        if share:
            assert found.se == pytest.approx(math.sqrt(share * (1 - share) / 300), rel=1e-9)


@pytest.mark.parametrize("level", [0.5, 0.8, 0.95, 0.999])
def test_limits_hold_the_curve_and_widen_with_the_level(level):
    for seed in range(4):
        narrow = kaplan_meier(table(drawn(seed)), level=level)
        wide = kaplan_meier(table(drawn(seed)), level=(1 + level) / 2)
        assert (narrow.low <= narrow.value).all()
        assert (narrow.value <= narrow.high).all()
        assert (wide.low <= narrow.low).all()
        assert (narrow.high <= wide.high).all()
        assert (wide.low >= 0).all()
        assert (wide.high <= 1).all()


def test_before_the_first_exit_the_limit_is_exact():
    found = kaplan_meier(EventTable([2, 5], [0, 1], censored=[4, 5])).at(3)
    assert (found.value, found.se, found.high) == (1.0, 0.0, 1.0)
    # those censored at 2 were there then; later only six were
    assert found.low == pytest.approx(stats.beta.ppf(0.025, 10, 1))
    later = kaplan_meier(EventTable([2, 4, 5], [0, 0, 1], censored=[4, 1, 4])).at(4)
    assert later.low == pytest.approx(stats.beta.ppf(0.025, 6, 1))
    assert kaplan_meier(EventTable([2], [1], [3])).at(0).low == pytest.approx(0.025 ** (1 / 4))


def test_when_all_have_left_the_upper_limit_does_not_rise():
    curve = kaplan_meier(table(PLACEBO))
    end = curve.at(23)
    assert (end.value, end.low, end.se) == (0.0, 0.0, None)
    assert end.high == curve.at(22).high
    assert curve.at(1000).value == 0.0
    at_once = kaplan_meier(EventTable([4], [9])).at(4)
    assert at_once.high == pytest.approx(stats.beta.ppf(0.975, 1, 9))


def test_beyond_the_last_time_nothing_is_known():
    found = kaplan_meier(table(SIX_MP)).at(35.5)
    assert (found.value, found.status) == (None, "not_identifiable")
    assert found.note == "observation ends at 35, before 35.5"
    assert kaplan_meier(table(SIX_MP)).at(35).value == pytest.approx(0.448, abs=5e-4)


def test_without_spells():
    empty = kaplan_meier(EventTable([], []))
    assert (empty.status, empty.at(0).value, empty.at(3).status) == ("no_data", None, "no_data")
    assert median_time(EventTable([], [])).status == "no_data"
    assert kaplan_meier(EventTable([3], [0])).status == "no_data"


def test_an_early_risk_set_that_empties_is_said_aloud_not_0():
    # the only one there at first leaves at 2; ten more enter at 3
    rows = [(0, 2, 1), *[(3, 3 + k, 1) for k in range(1, 11)]]
    curve = kaplan_meier(table(rows))
    assert curve.at(1).value == 1.0
    for time in (2, 8):
        lost = curve.at(time)
        assert (lost.value, lost.status) == (None, "not_identifiable")
        assert (
            lost.note
            == "all 1 at risk at 2 leave then, while 10 enter later; after(2) tells of those"
        )
    assert median_time(table(rows)).status == "not_identifiable"
    assert "10 enter later" in median_time(table(rows)).note
    beyond = kaplan_meier(table(rows).after(3))
    assert beyond.at(5).value == pytest.approx(0.5)


def test_a_gap_without_anyone_is_said_aloud():
    rows = [(0, 2, 0), (0, 1, 1), (0, 2, 0), (4, 9, 1), (4, 7, 0)]
    curve = kaplan_meier(table(rows))
    assert curve.at(2).value == pytest.approx(2 / 3)
    assert (
        curve.at(3).note
        == "nobody is at risk from 2 on, while 2 enter later; after(2) tells of those"
    )
    # whoever enters at the moment the last is censored leaves no gap
    closed = kaplan_meier(table([*rows[:3], (2, 9, 1), (2, 7, 0)]))
    assert (closed.status, closed.at(8).value) == ("ok", pytest.approx(2 / 3))


def test_nobody_from_the_start_is_said_aloud():
    curve = kaplan_meier(table([(3, 5, 1), (4, 6, 0)]))
    assert (curve.at(0).value, curve.at(5).value) == (None, None)
    assert curve.note == "nobody is at risk up to 3; after(3) tells of spells lasting beyond it"
    everyone_at_0 = kaplan_meier(table([(0, 0, 1), (2, 5, 1)]))
    assert (everyone_at_0.at(0).value, everyone_at_0.status) == (None, "not_identifiable")


@settings(deadline=None, max_examples=60)
@given(st.integers(0, 10_000), st.sampled_from([0.1, 0.25, 0.5, 0.75, 0.9]))
def test_the_quantile_is_the_first_time_by_which_the_share_has_left(seed, share):
    rows = drawn(seed, size=25)
    found, curve = quantile_time(table(rows), share), kaplan_meier(table(rows))
    if found.value is None:
        assert found.status == "not_identifiable"
        assert curve.value[-1] > 1 - share
    else:
        assert curve.at(found.value).value <= 1 - share + 1e-9
        before = curve.value[curve.times < found.value]
        assert (before > 1 - share + 1e-12).all()
    assert found.low is None or found.value is None or found.low <= found.value
    assert found.high is None or found.value <= found.high


@pytest.mark.parametrize("n", [2, 10, 26, 50, 98, 210])
def test_a_share_met_exactly_is_met(n):
    """Products of fractions miss 1/2 by rounding; the median must not move for it."""
    assert median_time(table([(k, 1) for k in range(1, n + 1)])).value == n // 2


def test_a_time_after_all_have_left_changes_no_limit():
    now, later = kaplan_meier(EventTable([1], [4])), kaplan_meier(EventTable([1, 3], [4, 0]))
    assert later.at(3) == now.at(3)
    assert now.at(1).high == pytest.approx(1 - 0.025**0.25)


def test_the_product_is_the_one_by_hand():
    rows = drawn(11, late=True)
    stay = 1.0
    for time, risk, exits in hazards(rows):
        stay *= 1 - len(exits) / risk
        found = kaplan_meier(table(rows)).at(time).value
        if found is None:
            break
        assert found == pytest.approx(stay, abs=CLOSE)
    assert product_limit(np.array([0, 4]), np.array([0, 1])).tolist() == [1.0, 0.75]


@pytest.mark.parametrize(
    ("call", "message"),
    [
        (lambda t: kaplan_meier(t, level=1.0), "level is 1.0"),
        (lambda t: kaplan_meier(t).at(-1), "time is -1; it must be a finite number ≥ 0"),
        (lambda t: kaplan_meier(t).at(math.nan), "time is nan"),
        (lambda t: quantile_time(t, 0.0), "share is 0.0"),
        (lambda t: median_time(t, level=2), "level is 2"),
    ],
)
def test_arguments_that_are_not_allowed(call, message):
    with pytest.raises(ArgumentError, match=message):
        call(EventTable([1, 2], [1, 1]))


@pytest.mark.slow
def test_limits_and_the_median_cover():
    """Exponential times, uniform censoring, 40 spells: 95 % limits at S = .8 and of the median."""
    generator = np.random.default_rng(5)
    point, median, late_point = [], [], []
    for _ in range(1500):
        ends, cuts = generator.exponential(1, 40), generator.uniform(0.5, 3, 40)
        rows = [(min(e, c), int(e <= c)) for e, c in zip(ends, cuts, strict=True)]
        found = kaplan_meier(table(rows)).at(-math.log(0.8))
        point.append(found.low <= 0.8 <= found.high)
        middle = median_time(table(rows))
        low, high = middle.low or 0.0, math.inf if middle.high is None else middle.high
        median.append(low <= math.log(2) <= high)
        entries = np.where(np.arange(40) < 15, 0.0, generator.uniform(0, 0.3, 40))
        seen = [(a, b, c) for a, (b, c) in zip(entries, rows, strict=True) if a < b or a == 0]
        shown = kaplan_meier(table(seen)).at(1.0)
        late_point.append(shown.value is None or shown.low <= math.exp(-1) <= shown.high)
    assert 0.935 <= np.mean(point) <= 0.975
    assert 0.935 <= np.mean(median) <= 0.975
    assert 0.935 <= np.mean(late_point) <= 0.975
