"""Exits that compete: statsmodels' incidences, variances by numeric derivatives, and identities."""

from __future__ import annotations

import math

import numpy as np
import pytest
from scipy import stats
from statsmodels.duration.survfunc import CumIncidenceRight
from survival_samples import drawn, hazards, table

from stagelift.errors import ArgumentError
from stagelift.statistics.survival import (
    EventTable,
    cumulative_incidence,
    kaplan_meier,
    restricted_mean,
    time_lost,
)

CAUSES = ("advance", "back", "drop")


def incidence(seen, cause, *, tau=None):
    """F at the end, or ∫F up to τ, from (time, shares by cause)."""
    stay, left, total, last = 1.0, 0.0, 0.0, 0.0
    for time, shares in seen:
        if tau is not None and time >= tau:
            break
        total, last = total + left * (time - last), time
        left += stay * shares[cause]
        stay *= 1 - sum(shares)
    return left if tau is None else total + left * (tau - last)


def by_derivatives(rows, cause, what, until):
    """A figure and its standard error: multinomial shares, slopes by small steps."""
    counted = [
        (time, risk, [exits.count(one) for one in (1, 2, 3)])
        for time, risk, exits in hazards(rows)
        if time <= until
    ]
    seen = [(time, [d / n for d in exits]) for time, n, exits in counted]
    variance, step = 0.0, 1e-6
    for i, (time, n, exits) in enumerate(counted):
        slopes = []
        for j in range(3):
            ends = []
            for sign in (1, -1):
                moved = [d / n + sign * step * (k == j) for k, d in enumerate(exits)]
                ends.append(what([*seen[:i], (time, moved), *seen[i + 1 :]], cause))
            slopes.append((ends[0] - ends[1]) / (2 * step))
        share = np.array(exits) / n
        spread = (np.diag(share) - np.outer(share, share)) / n
        variance += float(np.array(slopes) @ spread @ np.array(slopes))
    return what(seen, cause), math.sqrt(variance)


@pytest.mark.parametrize("late", [False, True])
@pytest.mark.parametrize("cause", [0, 1, 2])
def test_incidence_and_variance_by_derivatives(cause, late):
    rows = [*drawn(4, size=80, causes=3, late=late), *[(0.0, 30.0, 0)] * 3]
    curve = cumulative_incidence(table(rows, CAUSES), CAUSES[cause])
    for time in (1.0, 3.5, 9.0, 30.0):
        expected = by_derivatives(rows, cause, incidence, time)
        found = curve.at(time)
        assert (found.value, found.se) == pytest.approx(expected, rel=1e-8)


@pytest.mark.parametrize("cause", [0, 1, 2])
def test_time_lost_and_its_variance_by_derivatives(cause):
    rows = [*drawn(4, size=80, causes=3, late=True), *[(0.0, 30.0, 0)] * 3]
    found = time_lost(table(rows, CAUSES), CAUSES[cause], 9.25)

    def lost(seen, one):
        return incidence(seen, one, tau=9.25)

    assert (found.value, found.se) == pytest.approx(
        by_derivatives(rows, cause, lost, 9.25), rel=1e-8
    )


def test_statsmodels_agrees_on_the_incidences():
    rows = drawn(12, size=70, causes=2, step=1.0)
    rows = [*(row for row in rows if row[1] > 0), (0.0, 40.0, 0)]
    _, end, cause = (np.array(column) for column in zip(*rows, strict=True))
    theirs = CumIncidenceRight(end, cause)
    for place, name in enumerate(CAUSES[:2]):
        ours = cumulative_incidence(table(rows, CAUSES[:2]), name)
        found = [ours.at(float(time)).value for time in theirs.times]
        assert found == pytest.approx(theirs.cinc[place], abs=1e-12)


def test_without_censoring_it_is_a_share():
    rows = [(t, 1 + (t + k) % 3) for k, t in enumerate([0, 0, 1, 2, 2, 2, 3, 4, 4, 5, 6, 7, 7, 9])]
    for place, cause in enumerate(CAUSES):
        curve = cumulative_incidence(table(rows, CAUSES), cause)
        for time in (0, 2, 4, 7):
            k = sum(end <= time and one == place + 1 for end, one in rows)
            share = k / len(rows)
            found = curve.at(time)
            assert found.value == pytest.approx(share, abs=1e-12)
            assert found.se == pytest.approx(math.sqrt(share * (1 - share) / len(rows)), abs=1e-12)


@pytest.mark.parametrize("late", [False, True])
def test_incidences_and_survival_add_up_to_one(late):
    both = table([*drawn(2, causes=3, late=late), *[(0.0, 40.0, 0)] * 2], CAUSES)
    parts = [cumulative_incidence(both, cause) for cause in CAUSES]
    total = sum(part.value for part in parts) + kaplan_meier(both).value
    assert total == pytest.approx(np.ones_like(total), abs=1e-12)
    lost = sum(time_lost(both, cause, 12).value for cause in CAUSES)
    assert lost + restricted_mean(both, 12).value == pytest.approx(12, abs=1e-12)


def test_one_less_kaplan_meier_of_one_cause_is_too_high():
    both = table(drawn(2, size=200, causes=2), CAUSES[:2])
    naive = 1 - kaplan_meier(both.of("back")).at(8).value
    assert naive > cumulative_incidence(both, "back").at(8).value + 0.05


def test_one_cause_alone_is_one_less_survival():
    alone = table(drawn(3))
    found, stay = cumulative_incidence(alone, "event"), kaplan_meier(alone)
    assert found.value == pytest.approx(1 - stay.value, abs=1e-12)
    inside = stay.value > 0
    assert found.se[inside] == pytest.approx(stay.se[inside], abs=1e-12)
    assert time_lost(alone, "event", 6).se == pytest.approx(restricted_mean(alone, 6).se)


@pytest.mark.parametrize("level", [0.8, 0.95, 0.999])
def test_limits_hold_the_incidence(level):
    both = table(drawn(6, causes=3), CAUSES)
    for cause in CAUSES:
        found = cumulative_incidence(both, cause, level=level)
        wide = cumulative_incidence(both, cause, level=(1 + level) / 2)
        assert (found.low <= found.value + 1e-12).all()
        assert (found.value <= found.high + 1e-12).all()
        assert (wide.low <= found.low).all()
        assert (found.high <= wide.high).all()
        assert found.low.min() >= 0
        assert found.high.max() <= 1


def test_the_limit_of_a_cause_nobody_left_for_knows_who_left_for_another():
    # without censoring it is the binomial one of all, however few are still there at the end
    times, others = range(1, 100), [1] * 99
    none = cumulative_incidence(
        EventTable(times, [[0] * 99, others], causes=("back", "on")), "back"
    ).at(99)
    assert none.high == pytest.approx(stats.beta.ppf(0.975, 1, 99))
    # half left for b, and 48 of the rest were not followed on: the two there stand for four
    late = EventTable([1, 2, 3], [[0, 0, 0], [50, 0, 0]], [0, 48, 2], causes=("a", "b"))
    assert cumulative_incidence(late, "a").at(3).high == pytest.approx(stats.beta.ppf(0.975, 1, 4))


def test_a_cause_nobody_was_seen_to_leave_for_is_missed_no_oftener_than_said():
    random = np.random.default_rng(20261122)
    missed, true = 0, 0.04  # of all, late; half leave for b before, many are not followed
    for _ in range(4000):
        early = random.binomial(60, 0.5)
        gone = random.binomial(60 - early, 0.4)
        late = random.binomial(60 - early - gone, true / 0.5)
        table = EventTable(
            [1, 2, 3],
            [[0, 0, late], [early, 0, 0]],
            [0, gone, 60 - early - gone - late],
            causes=("a", "b"),
        )
        missed += late == 0 and cumulative_incidence(table, "a").at(3).high < true
    assert missed / 4000 <= 0.025


def test_limits_at_none_and_at_all():
    none = cumulative_incidence(
        EventTable([2, 5], [[0, 0], [3, 1]], [0, 6], causes=("a", "b")), "a"
    )
    assert (none.at(3).value, none.at(3).low) == (0.0, 0.0)
    # ten were there at 2, and all are followed to 5: three who left for b did not leave for a
    assert none.at(3).high == pytest.approx(stats.beta.ppf(0.975, 1, 10))
    assert none.at(5).high == pytest.approx(stats.beta.ppf(0.975, 1, 10))
    assert none.at(0).high == pytest.approx(stats.beta.ppf(0.975, 1, 10))
    every = cumulative_incidence(EventTable([1, 2], [[4, 3], [0, 0]], causes=("a", "b")), "a")
    assert (every.at(2).value, every.at(2).high, every.at(2).low) == (1.0, 1.0, every.at(1).low)
    at_once = cumulative_incidence(EventTable([1], [[7], [0]], causes=("a", "b")), "a").at(1)
    assert at_once.low == pytest.approx(stats.beta.ppf(0.025, 7, 1))


def test_what_cannot_be_known_is_null():
    broken = table([(0, 2, 1), (3, 9, 2)], CAUSES[:2])
    found = cumulative_incidence(broken, "advance")
    assert (found.at(1).value, found.at(2).status) == (0.0, "not_identifiable")
    assert cumulative_incidence(EventTable([], []), "event").at(0).status == "no_data"
    late = time_lost(EventTable([3, 4], [1, 0], [0, 2]), "event", 5)
    assert (late.value, late.note) == (None, "observation ends at 4, before 5")
    assert time_lost(broken, "back", 5).note.startswith("all 1 at risk at 2 leave then")
    none = time_lost(EventTable([3], [0], [2]), "event", 3)
    assert (none.value, none.se, none.status) == (0.0, 0.0, "degenerate")
    assert none.note == "no time lost up to 3 varies"


@pytest.mark.parametrize(
    ("call", "message"),
    [
        (lambda t: cumulative_incidence(t, "evnt"), "cause is 'evnt'; allowed: event. Did you"),
        (lambda t: cumulative_incidence(t, "event", level=0), "level is 0"),
        (lambda t: time_lost(t, "other", 3), "cause is 'other'; allowed: event"),
        (lambda t: time_lost(t, "event", 0), "horizon is 0"),
    ],
)
def test_arguments_that_are_not_allowed(call, message):
    with pytest.raises(ArgumentError, match=message):
        call(EventTable([1, 2], [1, 1]))


def test_a_time_after_all_have_left_changes_no_limit():
    now, later = (
        cumulative_incidence(EventTable(times, [exits, [0] * len(times)], causes=("a", "b")), "a")
        for times, exits in (([1], [4]), ([1, 3], [4, 0]))
    )
    assert later.at(3) == now.at(3)
    assert now.at(1).low == pytest.approx(0.025**0.25)
