"""Mean times up to a horizon: against means of min(T, τ), numeric derivatives and simulation."""

from __future__ import annotations

import math

import numpy as np
import pytest
from survival_samples import PLACEBO, SIX_MP, drawn, hazards, table

from stagelift.errors import ArgumentError
from stagelift.statistics.means import difference_of_means
from stagelift.statistics.survival import (
    EventTable,
    difference_of_restricted_means,
    ratio_of_restricted_means,
    restricted_mean,
    restricted_moments,
)


def area(steps, tau):
    """∫ S over [0, τ] from (time, share that leaves then)."""
    total, stay, last = 0.0, 1.0, 0.0
    for time, share in steps:
        if time >= tau:
            break
        total += stay * (time - last)
        stay, last = stay * (1 - share), time
    return total + stay * (tau - last)


def by_derivatives(rows, tau):
    """The area and its variance: binomial shares, the area's slope in each of them by steps."""
    seen = [(time, risk, len(exits)) for time, risk, exits in hazards(rows)]
    shares = [(time, d / n) for time, n, d in seen]
    variance, step = 0.0, 1e-6
    for i, (time, n, d) in enumerate(seen):
        up, down = list(shares), list(shares)
        up[i], down[i] = (time, d / n + step), (time, d / n - step)
        slope = (area(up, tau) - area(down, tau)) / (2 * step)
        variance += slope**2 * d * (n - d) / n**3
    return area(shares, tau), math.sqrt(variance)


@pytest.mark.parametrize("late", [False, True])
@pytest.mark.parametrize("tau", [1.0, 4.5, 9.0])
def test_the_area_and_its_variance_by_derivatives(tau, late):
    rows = [*drawn(4, size=90, late=late), *[(0.0, 30.0, 0)] * 3]
    found = restricted_mean(table(rows), tau)
    value, se = by_derivatives(rows, tau)
    assert found.value == pytest.approx(value, rel=1e-12)
    assert found.se == pytest.approx(se, rel=1e-8)


def test_the_leukaemia_trial_by_derivatives():
    for rows, tau in ((SIX_MP, 20.0), (PLACEBO, 20.0), (SIX_MP, 35.0)):
        found = restricted_mean(table(rows), tau)
        assert (found.value, found.se) == pytest.approx(by_derivatives(rows, tau), rel=1e-8)


@pytest.mark.parametrize("tau", [0.5, 3.0, 7.25, 100.0])
def test_without_censoring_it_is_the_mean_of_what_is_below_the_horizon(tau):
    times = np.random.default_rng(1).geometric(0.2, 400) - 1.0
    found = restricted_mean(table([(t, 1) for t in times]), tau)
    below = np.minimum(times, tau)
    assert found.value == pytest.approx(below.mean(), rel=1e-12)
    assert found.se == pytest.approx(below.std() / 20, rel=1e-9)
    whole = restricted_moments(table([(t, 1) for t in times]), tau)
    apart = below - below.mean()
    assert (whole.n, whole.mean) == (400, pytest.approx(found.value, rel=1e-14))
    assert (whole.m2, whole.m3) == pytest.approx(((apart**2).sum(), (apart**3).sum()), rel=1e-9)
    assert found.se**2 * 400 / 399 == pytest.approx(whole.se**2, rel=1e-9)


def test_the_difference_is_welchs_when_all_are_followed():
    generator = np.random.default_rng(9)
    arms = [np.round(generator.exponential(scale, 3000)) for scale in (8, 9)]
    tables = [table([(min(t, 20.0), int(t < 20.0)) for t in arm]) for arm in arms]
    found = difference_of_restricted_means(*tables, 20.0)
    welch = difference_of_means(*(restricted_moments(one, 20.0) for one in tables))
    assert found.value == pytest.approx(welch.value, rel=1e-12)
    assert found.se == pytest.approx(welch.se, rel=1e-3)
    assert found.p_value == pytest.approx(welch.p_value, rel=2e-2)


def test_the_difference_changes_sign_and_scale_with_the_arms_and_the_unit():
    one, other = table(SIX_MP), table(PLACEBO)
    found, back = (
        difference_of_restricted_means(*pair, 20) for pair in ((one, other), (other, one))
    )
    assert (back.value, back.low, back.high) == (-found.value, -found.high, -found.low)
    assert back.p_value == found.p_value
    days = [EventTable(t.times * 30, t.events, t.censored) for t in (one, other)]
    in_days = difference_of_restricted_means(*days, 600)
    assert (in_days.value, in_days.low) == pytest.approx((found.value * 30, found.low * 30))
    assert in_days.p_value == pytest.approx(found.p_value)
    parts = restricted_mean(one, 20), restricted_mean(other, 20)
    assert found.se == pytest.approx(math.hypot(parts[0].se, parts[1].se))


def test_the_ratio_is_the_log_difference():
    one, other = table(SIX_MP), table(PLACEBO)
    found, back = (ratio_of_restricted_means(*pair, 20) for pair in ((one, other), (other, one)))
    assert found.value * back.value == pytest.approx(1)
    assert (found.low * back.high, found.high * back.low) == pytest.approx((1, 1))
    parts = restricted_mean(one, 20), restricted_mean(other, 20)
    slope = math.hypot(*(part.se / part.value for part in parts))
    assert found.se == pytest.approx(found.value * slope)
    assert found.low == pytest.approx(found.value * math.exp(-1.959963984540054 * slope))


@pytest.mark.parametrize("compare", [difference_of_restricted_means, ratio_of_restricted_means])
def test_interval_and_p_value_agree_at_every_level(compare):
    none = float(compare is ratio_of_restricted_means)
    for seed in range(6):
        arms = table([*drawn(seed), (0.0, 30.0, 0)]), table([*drawn(seed + 50), (0.0, 30.0, 0)])
        for level in (0.5, 0.8, 0.9, 0.95, 0.99):
            found = compare(*arms, 8.0, level=level)
            assert found.dual
            assert (found.p_value < 1 - level) == (not found.low <= none <= found.high)


@pytest.mark.parametrize("tau", [0.5, 6.0, 20.0])
def test_limits_stay_between_0_and_the_horizon(tau):
    found = restricted_mean(
        EventTable([0, 1, 19], [2, 1, 1], [0, 0, 0]) + EventTable([20], [0], [1]), tau
    )
    assert 0 <= found.low <= found.value <= found.high <= tau
    assert restricted_mean(table(SIX_MP), 20.0).high <= 20.0


def test_a_horizon_beyond_observation_is_null():
    found = restricted_mean(table(SIX_MP), 36.0)
    assert (found.value, found.status) == (None, "not_identifiable")
    assert found.note == "observation ends at 35, before 36"
    # all have left by 23, so the area is known for ever
    forever = restricted_mean(table(PLACEBO), 36.0)
    assert forever.value == pytest.approx(np.mean([t for t, _ in PLACEBO]))
    both = difference_of_restricted_means(table(PLACEBO), table(SIX_MP), 36.0)
    assert (both.value, both.note) == (None, "control: observation ends at 35, before 36")
    named = ratio_of_restricted_means(EventTable([], []), table(SIX_MP), 20)
    assert (named.status, named.note) == ("no_data", "treatment: no spells")


def test_late_entry_that_leaves_nobody_is_null():
    rows = [(0, 2, 1), (3, 9, 1), (3, 9, 0)]
    assert restricted_mean(table(rows), 5).status == "not_identifiable"
    assert "2 enter later" in restricted_mean(table(rows), 5).note
    assert restricted_mean(table(rows), 1).value == 1.0


def test_no_time_that_varies_gives_no_interval():
    still = EventTable([30], [0], [50])
    found = restricted_mean(still, 30)
    assert (found.value, found.se, found.low) == (30.0, 0.0, None)
    assert (found.status, found.note) == ("degenerate", "no time up to 30 varies")
    both = difference_of_restricted_means(still, still, 30)
    assert (both.value, both.p_value, both.status) == (0.0, None, "degenerate")
    assert ratio_of_restricted_means(still, still, 30).value is None
    at_once = EventTable([0], [5])
    none = ratio_of_restricted_means(table(PLACEBO), at_once, 20)
    assert (none.value, none.status) == (None, "degenerate")
    assert none.note == "everyone of an arm leaves at once, so its mean time is 0"


@pytest.mark.parametrize("tau", [0, -1, math.nan, math.inf])
def test_a_horizon_that_is_not_allowed(tau):
    for call in (
        lambda: restricted_mean(table(SIX_MP), tau),
        lambda: restricted_moments(table(SIX_MP), tau),
        lambda: difference_of_restricted_means(table(SIX_MP), table(SIX_MP), tau),
    ):
        with pytest.raises(
            ArgumentError, match=r"horizon is .*; it must be a number > 0 and finite"
        ):
            call()


def test_moments_need_everyone_followed():
    with pytest.raises(ArgumentError, match="censored before the horizon is 1; it must be 0"):
        restricted_moments(EventTable([2, 5], [1, 0], [1, 3]), 5)
    assert restricted_moments(EventTable([2, 5], [1, 0], [0, 3]), 5).n == 4
    with pytest.raises(ArgumentError, match="entered late is 1"):
        restricted_moments(table([(0, 4, 1), (2, 5, 1)]), 5)
    assert restricted_moments(EventTable([], []), 5).n == 0


@pytest.mark.slow
@pytest.mark.parametrize(("size", "told"), [(10, 0.92), (20, 0.93), (50, 0.94), (100, 0.95)])
def test_the_difference_in_small_arms_covers_as_its_docstring_says(size, told):
    generator, covered, runs = np.random.default_rng(14), 0, 1500

    def arm():
        left = np.ceil(generator.exponential(6.0, size))
        seen = generator.integers(8, 30, size)
        end, gone = np.minimum(left, seen), left <= seen
        times = np.unique(end)
        return EventTable(
            times, *([int((k & (end == t)).sum()) for t in times] for k in (gone, ~gone))
        )

    for _ in range(runs):
        found = difference_of_restricted_means(arm(), arm(), 7.0)
        covered += found.low <= 0.0 <= found.high
    assert covered / runs == pytest.approx(
        told, abs=0.005 + 2 * math.sqrt(told * (1 - told) / runs)
    )


@pytest.mark.slow
def test_the_difference_covers_under_censoring_and_crossing_curves():
    """150 an arm, curves that cross, a third censored: coverage at the true difference."""
    generator = np.random.default_rng(3)

    def arm(ends):
        cuts = generator.uniform(0.8, 3, ends.size)
        rows = [(min(e, c), int(e <= c)) for e, c in zip(ends, cuts, strict=True)]
        return table([*rows, (3.0, 0)])

    tau, covered = 1.5, []
    weibull = 1.1 * generator.weibull(2.0, 2_000_000)
    truth = np.minimum(weibull, tau).mean() - (1 - math.exp(-tau))
    for _ in range(1000):
        treated, control = (
            arm(1.1 * generator.weibull(2.0, 150)),
            arm(generator.exponential(1, 150)),
        )
        found = difference_of_restricted_means(treated, control, tau)
        covered.append(found.low <= truth <= found.high)
    assert 0.93 <= np.mean(covered) <= 0.97
