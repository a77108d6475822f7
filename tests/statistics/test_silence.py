"""The chance of coming back after a silence, against counts by hand and a second computation."""

from __future__ import annotations

import math
import random

import numpy as np
import pytest
from scipy import stats

from stagelift.errors import ArgumentError
from stagelift.statistics.silence import Silences, return_risk, smallest_window

# Ten silences: two end on day 1, one on day 3, one is open after 2 days, one ends on day 40, and
# five are open after 60 days.
HAND = [(0, 1, True, 2), (1, 3, True, 1), (2, 2, False, 1), (3, 40, True, 1), (4, 60, False, 5)]


def test_silences_by_hand():
    found = Silences.from_counts(HAND)
    assert found.at_risk[[0, 1, 2, 3, 4, 40, 41, 59]].tolist() == [10, 10, 7, 7, 6, 6, 5, 5]
    assert found.longest == 60
    # S(2) = 8/10, S(4) = 8/10 × 6/7
    assert found.lasting[[1, 2, 4, 41]] == pytest.approx([1, 0.8, 0.8 * 6 / 7, 0.8 * 5 / 7])


def test_the_risk_by_hand():
    found = return_risk(Silences.from_counts(HAND), 2, 30)
    assert found.value == pytest.approx(1 / 7)
    assert found.low < 1 / 7 < found.high
    assert return_risk(Silences.from_counts(HAND), 4, 30).value == 0.0
    assert return_risk(Silences.from_counts(HAND), 4, 40).value == pytest.approx(1 / 6)


def test_an_open_silence_counts_only_as_long_as_it_is_followed():
    ended = [(0, 10, True, 5), (1, 50, False, 5)]
    short = [*ended, (2, 5, False, 90)]
    risks = [return_risk(Silences.from_counts(rows), 7, 28).value for rows in (ended, short)]
    assert risks == [0.5, 0.5]


def test_what_cannot_be_known_is_null_with_a_reason():
    silences = Silences.from_counts(HAND)
    none = return_risk(silences, 60, 5)
    assert (none.value, none.status, none.note) == (None, "no_data", "no silence lasted 60 days")
    late = return_risk(silences, 50, 30)
    assert (late.value, late.status) == (None, "not_identifiable")
    assert late.note == "no silence of 50 days is followed for 30 days more"
    assert return_risk(Silences.from_counts([]), 1, 1).status == "no_data"


def test_nobody_and_everybody_back_have_exact_intervals():
    nobody = return_risk(Silences.from_counts([(g, 60, False, 1) for g in range(40)]), 10, 30)
    assert (nobody.value, nobody.low) == (0.0, 0.0)
    assert nobody.high == pytest.approx(stats.beta.ppf(0.975, 1, 40))
    everybody = return_risk(Silences.from_counts([(g, 15, True, 1) for g in range(40)]), 10, 30)
    assert (everybody.value, everybody.high) == (1.0, 1.0)
    assert everybody.low == pytest.approx(stats.beta.ppf(0.025, 40, 1))


def test_without_censoring_and_repeats_the_error_is_that_of_a_share():
    rows = [(g, 20 if g < 90 else 80, g < 90, 1) for g in range(250)]
    found = return_risk(Silences.from_counts(rows), 10, 30)
    share = 90 / 250
    assert found.value == pytest.approx(share)
    assert found.se == pytest.approx(math.sqrt(share * (1 - share) / 249))


def test_silences_of_one_group_widen_the_interval():
    alone = [(g, 20 if g < 60 else 80, g < 60, 1) for g in range(200)]
    together = [(g // 10, days, back, many) for g, days, back, many in alone]
    narrow, wide = (return_risk(Silences.from_counts(r), 10, 30) for r in (alone, together))
    assert wide.value == narrow.value
    assert wide.se > 2.5 * narrow.se


def kaplan_meier(spells, window, horizon):
    """The same risk from one spell a row: (days, returned), in plain Python."""
    stay = 1.0
    for day in range(window, window + horizon):
        risk = sum(days > day or (days == day and back) for days, back in spells)
        stay *= 1 - sum(back and days == day for days, back in spells) / risk
    return 1 - stay


def test_a_second_computation_agrees():
    chance = random.Random(3)
    spells = [(min(int(chance.expovariate(0.05)), 70), chance.random() < 0.8) for _ in range(600)]
    spells += [(90, False)] * 5
    counts = [(place % 256, days, back, 1) for place, (days, back) in enumerate(spells)]
    silences = Silences.from_counts(counts)
    for window, horizon in ((0, 7), (5, 28), (30, 40)):
        found = return_risk(silences, window, horizon).value
        assert found == pytest.approx(kaplan_meier(spells, window, horizon), rel=1e-12)


def test_the_smallest_window_is_the_first_that_keeps_the_share():
    chance = random.Random(5)
    counts = [(g % 256, int(chance.expovariate(0.2)), True, 1) for g in range(3000)]
    counts += [(g, 200, False, 1) for g in range(256)]
    silences = Silences.from_counts(counts)
    found = smallest_window(silences, 28, 0.1)
    risks = [return_risk(silences, days, 28).value for days in range(1, found + 1)]
    assert risks[-1] <= 0.1 < min(risks[:-1])


def test_few_silences_choose_no_window():
    chance = random.Random(5)
    counts = [(g % 256, int(chance.expovariate(0.2)), True, 1) for g in range(3000)]
    assert smallest_window(Silences.from_counts([*counts, (0, 200, False, 20)]), 28, 0.1) is None
    assert smallest_window(Silences.from_counts([*counts, (0, 200, False, 40)]), 28, 0.1) is None
    assert smallest_window(Silences.from_counts([*counts, (0, 200, False, 80)]), 28, 0.1)
    assert smallest_window(Silences.from_counts([]), 28, 0.1) is None


@pytest.mark.parametrize(
    ("window", "horizon", "message"),
    [
        (-1, 28, "window is -1; it must be ≥ 0"),
        (30, 0, "horizon is 0; it must be a number > 0"),
        (1.5, 28, "window is 1.5; it must be a whole number"),
    ],
)
def test_arguments_that_are_not_allowed(window, horizon, message):
    with pytest.raises(ArgumentError, match=message):
        return_risk(Silences.from_counts(HAND), window, horizon)


def test_a_negative_count_is_refused():
    with pytest.raises(ArgumentError, match="days is -1"):
        Silences.from_counts([(0, -1, True, 1)])


@pytest.mark.slow
def test_the_interval_covers_with_customers_who_differ_and_come_back_often():
    """Each customer has a pace of their own, so that silences of one customer go together."""
    generator = np.random.default_rng(11)
    paces = generator.gamma(1.5, 0.03, size=200_000)  # the truth from many customers

    def silences(pace):
        """Silences of one customer in a year: whole days, the last one open."""
        spells, left = [], 365.0
        while left > 0:
            gap = generator.exponential(1 / pace)
            back = math.floor(gap) < math.floor(left)
            spells.append((math.floor(min(gap, left)), back))
            left -= gap
        return spells

    runs = [
        [
            (customer, days, back, 1)
            for customer, pace in enumerate(generator.choice(paces, size=150))
            for days, back in silences(max(pace, 1e-4))
        ]
        for _ in range(120)
    ]
    found = [return_risk(Silences.from_counts(rows), 30, 60) for rows in runs]
    truth = return_risk(Silences.from_counts([row for run in runs for row in run]), 30, 60).value
    covered = np.mean([one.low <= truth <= one.high for one in found])
    assert 0.9 <= covered <= 0.99
