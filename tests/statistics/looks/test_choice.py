"""The rule for looking that an enrolment asks for."""

from __future__ import annotations

from datetime import timedelta

import pytest

from stagelift.errors import ArgumentError
from stagelift.statistics.looks import chosen_looks, costs, equal_looks

DAY = timedelta(days=1)


@pytest.mark.parametrize(
    ("days", "rule", "reason", "looks"),
    [
        (0, "once", "one_wave", 1),
        (3, "once", "one_wave", 1),
        (7, "once", "one_wave", 1),
        (13, "once", "one_wave", 1),  # 7 of 13 days: more than half within one week
        (14, "weekly", "rolling_with_end", 2),
        (21, "weekly", "rolling_with_end", 3),
        (24, "weekly", "rolling_with_end", 4),
        (28, "weekly", "rolling_with_end", 4),
        (365, "weekly", "rolling_with_end", 53),
    ],
)
def test_it_follows_the_enrolment(days, rule, reason, looks):
    found = chosen_looks(days * DAY)
    assert (found.rule, found.reason, found.looks) == (rule, reason, looks)
    assert found.share == pytest.approx(min(1.0, 7 / days) if days else 1.0)


def test_without_an_end_it_is_always():
    found = chosen_looks(None)
    assert (found.rule, found.reason, found.looks) == ("always", "no_end", None)
    assert (found.share, found.fractions) == (None, None)


def test_whole_weeks_and_the_end():
    assert chosen_looks(28 * DAY).fractions == pytest.approx((0.25, 0.5, 0.75, 1.0))
    assert chosen_looks(24 * DAY).fractions == pytest.approx((7 / 24, 14 / 24, 21 / 24, 1.0))
    nearly = chosen_looks(28 * DAY + timedelta(seconds=1))
    assert len(nearly.fractions) == 4


def test_the_pace_of_the_reports_is_the_pace_of_the_looks():
    monthly = chosen_looks(90 * DAY, interval=30 * DAY)
    assert (monthly.rule, monthly.looks) == ("weekly", 3)
    assert chosen_looks(28 * DAY, interval=30 * DAY).rule == "once"


def test_the_costs_are_those_of_the_same_enrolment():
    found = chosen_looks(24 * DAY)
    assert found.costs(1000) == costs(1000, weekly=found.fractions, always=equal_looks(24))
    assert chosen_looks(None).costs(1000) == costs(1000)
    assert [row.looks for row in chosen_looks(timedelta(0)).costs(1000)] == [1, 1, 1]
    assert chosen_looks(200 * DAY).costs(1000, power=0.9)[2].looks == 56


@pytest.mark.parametrize(
    ("call", "text"),
    [
        (lambda: chosen_looks(-DAY), "enrolment is datetime.timedelta(days=-1); it must be ≥ 0"),
        (lambda: chosen_looks(DAY, interval=0 * DAY), "interval is datetime.timedelta(0)"),
        (lambda: chosen_looks(5000 * DAY), "at most 400 looks can be planned"),
        (lambda: chosen_looks(DAY).costs(0), "n_once is 0"),
    ],
)
def test_what_is_not_allowed_is_refused(call, text):
    with pytest.raises(ArgumentError) as caught:
        call()
    assert text in str(caught.value)
