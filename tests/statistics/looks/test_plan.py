"""Reading weekly looks: what spends, what ends the test and what is shown."""

from __future__ import annotations

import math

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from stagelift.errors import ArgumentError
from stagelift.statistics.looks import (
    POCOCK,
    Futility,
    GroupSequential,
    Look,
    Path,
    Spending,
    boundaries,
    equal_looks,
    futility_bounds,
    futility_drift,
    repeated_p,
    stagewise,
    stagewise_overrun,
)

PLAN = GroupSequential(n_planned=4000, looks=4)
WEEKS = equal_looks(4)
BOUNDS = boundaries(WEEKS)


def week(number, z=0.0, n=None, **more):
    """A look whose standard error is that of one standard deviation per unit."""
    n = 1000 * number if n is None else n
    se = more.pop("se", 1.0 / math.sqrt(n) if n else None)
    effect = None if se is None else z * se + more.pop("null", 0.0)
    return Look(number=number, n_mature=n, effect=effect, se=se, **more)


def test_while_it_goes_on_the_repeated_interval_is_shown():
    found = PLAN.read([week(1, 1.0), week(2, 2.5)])
    row = found.rows[1]
    assert (found.kind, found.shown_look, found.ended, found.verdict) == ("repeated", 2, None, None)
    assert row.critical == pytest.approx(BOUNDS[1], abs=1e-10)
    half = BOUNDS[1] / math.sqrt(2000)
    assert found.shown.value == pytest.approx(2.5 / math.sqrt(2000))
    assert found.shown.high - found.shown.value == pytest.approx(half)
    assert found.shown.p_value == pytest.approx(repeated_p(2.5, WEEKS[:2]))
    assert (found.shown.dual, found.shown.method) == (True, "repeated")
    assert found.spent == pytest.approx(2 * Spending().spent(0.5, 0.025))
    assert found.left == pytest.approx(0.05 - found.spent)


@pytest.mark.parametrize(("sign", "verdict"), [(1.0, "up"), (-1.0, "down")])
def test_a_crossing_ends_it_with_stagewise_figures(sign, verdict):
    found = PLAN.read([week(1, 0.4), week(2, sign * 3.1)])
    assert (found.verdict, found.kind, found.ended) == (verdict, "stagewise", found.rows[1])
    path = Path(fractions=WEEKS[:2], criticals=(found.rows[0].critical,))
    se = 1 / math.sqrt(2000)
    assert found.shown == stagewise(sign * 3.1 * se, se, path)
    assert not found.ended.last


def test_the_last_look_spends_all_and_ends_it_without_a_crossing():
    found = PLAN.read([week(k, 1.0) for k in (1, 2, 3, 4)])
    assert (found.verdict, found.kind, found.ended) == (None, "stagewise", found.rows[3])
    assert found.ended.last
    assert [row.critical for row in found.rows] == pytest.approx(BOUNDS, abs=1e-9)
    assert found.spent == pytest.approx(0.05)
    assert found.left == 0.0
    assert found.shown.low < 0 < found.shown.high


def test_a_skipped_look_leaves_its_error_to_the_next():
    found = PLAN.read([week(1, 0.5), week(3, 1.0)])
    expected = boundaries((0.25, 0.75), last=False)
    assert [row.critical for row in found.rows] == pytest.approx(expected, abs=1e-10)


def test_information_decides_what_is_spent_and_not_the_calendar():
    slow = PLAN.read([week(1, n=300), week(2, n=900), week(4, n=2100)])
    expected = boundaries((0.075, 0.225, 0.525))
    assert [row.critical for row in slow.rows] == pytest.approx(expected, abs=1e-9)
    assert slow.ended.last


def test_more_units_than_planned():
    fast = PLAN.read([week(1, n=2000), week(2, n=4600), week(3, 9.0, n=5000)])
    assert fast.rows[1].last  # all planned units are there, so all α is spent
    assert fast.rows[1].critical == pytest.approx(boundaries((0.5, 1.15))[1], abs=1e-10)
    assert (fast.rows[2].unread, fast.verdict) == ("after_the_end", None)


def test_an_end_brought_forward_spends_all():
    found = PLAN.read([week(1), week(2, last=True)])
    assert found.rows[1].critical == pytest.approx(boundaries((0.25, 0.5))[1], abs=1e-10)
    assert (found.rows[1].last, found.ended) == (True, found.rows[1])


def test_a_look_without_new_units_spends_nothing():
    found = PLAN.read([week(1, 1.0), week(2, 6.0, n=1000), week(3, 1.0)])
    row = found.rows[1]
    assert (row.unread, row.crossed, row.critical, row.repeated) == (
        "same_information",
        None,
        None,
        None,
    )
    assert row.note == "1000 mature units, 1000 at look 1"
    assert row.spent == found.rows[0].spent
    expected = boundaries((0.25, 0.75), last=False)[1]
    assert found.rows[2].critical == pytest.approx(expected, abs=1e-10)


def test_fewer_units_than_before_spend_nothing():
    found = PLAN.read([week(2, 1.0), week(3, 6.0, n=1500)])
    assert found.rows[1].unread == "same_information"
    assert (found.kind, found.shown_look) == ("repeated", 2)


def test_falling_information_spends_nothing_and_is_said():
    found = PLAN.read([week(1, 1.0), week(2, 9.0, se=0.05)])
    row = found.rows[1]
    assert (row.unread, row.crossed, found.verdict) == ("information_fell", None, None)
    assert row.note == (
        "the standard error rose from 0.03162 at look 1 to 0.05: the estimated information fell"
    )
    assert (found.shown_look, found.spent) == (1, found.rows[0].spent)


def test_the_last_look_is_read_though_information_fell():
    found = PLAN.read([week(3, 1.0), week(4, 1.5, se=0.05)])
    row = found.rows[1]
    assert (row.unread, row.last) == (None, True)
    assert "the estimated information fell" in row.note
    assert found.spent == pytest.approx(0.05)


def test_a_last_look_without_new_units_takes_the_place_of_the_one_before():
    found = PLAN.read([week(2, 1.0), week(3, 2.1), week(4, 2.1, n=3000)])
    expected = boundaries((0.5, 0.75))[1]
    assert found.rows[2].critical == pytest.approx(expected, abs=1e-10)
    assert found.rows[2].critical < found.rows[1].critical
    assert found.ended is found.rows[2]
    assert found.shown.p_value > 0.03
    assert (found.shown.p_value < 0.05) == (found.verdict == "up")


def test_a_shut_gate_spends_nothing():
    shut = "9.0 expected events in the smaller arm; 25 are needed"
    found = PLAN.read([week(1, 8.0, gate=shut), week(2, 1.0)])
    assert (found.rows[0].unread, found.rows[0].note) == ("gate", shut)
    assert found.rows[1].critical == pytest.approx(boundaries((0.5,), last=False)[0])
    first = PLAN.read([week(1, 8.0, gate=shut)])
    assert (first.kind, first.shown.status, first.shown.note) == ("none", "low_n", shut)
    assert first.shown.value is None


def test_the_last_valid_look_stays_while_the_next_cannot_be_read():
    one = PLAN.read([week(1, 1.0)])
    then = PLAN.read([week(1, 1.0), week(2, 9.0, gate="shut")])
    assert then.shown == one.shown
    assert then.shown_look == 1


@pytest.mark.parametrize("look", [week(1, n=0), week(1, se=0.0), week(1, n=1000, se=None)])
def test_without_an_effect_nothing_is_read(look):
    found = PLAN.read([look])
    assert (found.rows[0].unread, found.shown.status) == ("undefined", "immature")
    assert found.spent == 0.0


def test_a_look_too_early_to_spend_anything():
    plan = GroupSequential(n_planned=1_000_000, looks=4)
    found = plan.read([week(1, 30.0, n=1000)])
    assert (found.rows[0].unread, found.shown.status) == ("nothing_to_spend", "low_n")
    assert found.rows[0].note == "1000 of 1000000 planned units are too few to spend α on"


def test_before_the_first_look():
    found = PLAN.read([])
    assert (found.kind, found.shown.status, found.rows, found.left) == (
        "none",
        "immature",
        (),
        pytest.approx(0.05),
    )


def test_units_that_mature_after_the_end_enter_the_estimate_and_leave_the_verdict():
    stopped = PLAN.read([week(1, 0.5), week(2, 3.2)])
    later = PLAN.read([week(1, 0.5), week(2, 3.2), week(3, 1.5)])
    assert (later.verdict, later.ended) == ("up", stopped.ended)
    assert (later.kind, later.shown_look) == ("stagewise_overrun", 3)
    path = Path(fractions=(0.25, 0.75), criticals=(stopped.rows[0].critical,))
    se = 1 / math.sqrt(3000)
    expected = stagewise_overrun(1.5 * se, se, path)
    assert (later.shown.low, later.shown.p_value) == (expected.low, expected.p_value)
    assert later.shown.low < 0.0  # weaker than the verdict was, and said so
    assert later.shown.method == "stagewise_overrun"
    assert later.shown.note == (
        "1000 units matured after look 2, which crossed its bound; its verdict stands"
    )
    assert later.rows[2].unread == "after_the_end"
    assert later.spent == stopped.spent


def test_an_overrun_that_cannot_be_read_changes_nothing():
    stopped = PLAN.read([week(1, 0.5), week(2, 3.2)])
    for look in (week(3, n=2000), week(3, gate="shut"), week(3, n=3000, se=0.0)):
        assert PLAN.read([week(1, 0.5), week(2, 3.2), look]).shown == stopped.shown
    latest = PLAN.read([week(1, 0.5), week(2, 3.2), week(3, 2.0), week(4, gate="shut")])
    assert latest.shown_look == 3


def test_the_null_is_the_margin_of_a_guardrail():
    plan = GroupSequential(n_planned=4000, looks=4, null=-0.05)
    found = plan.read([week(1, 0.1), week(2, 3.1, null=-0.05)])
    assert found.verdict == "up"
    assert found.rows[1].z == pytest.approx(3.1)
    assert found.rows[1].repeated.low > -0.05
    assert found.shown.low > -0.05
    crossed = plan.read([week(2, 2.9, null=-0.05)]).rows[0]
    assert (crossed.crossed, crossed.repeated.low < -0.05) == (None, True)


def test_crossing_is_what_the_repeated_interval_says():
    for z in (-4.0, -2.9, 0.0, 2.9, 3.0, 4.0):
        row = PLAN.read([week(2, z)]).rows[0]
        outside = not row.repeated.low < 0 < row.repeated.high
        assert outside == (row.crossed is not None)


@pytest.mark.parametrize(("better", "side"), [("up", 1.0), ("down", -1.0)])
def test_futility_advises_and_binds_nobody(better, side):
    plan = GroupSequential(n_planned=4000, looks=4, futility=Futility(0.9), better=better)
    found = plan.read([week(1, side * 0.5), week(2, side * 0.1)])
    drift = futility_drift(WEEKS, futility=Futility(0.9))
    expected = futility_bounds(WEEKS[:2], BOUNDS[:2], drift, futility=Futility(0.9))
    assert [row.futility for row in found.rows] == pytest.approx([side * e for e in expected])
    assert [row.futile for row in found.rows] == [False, True]
    assert (found.futile, found.ended) == (True, None)
    again = plan.read([week(1, side * 0.5), week(2, side * 0.1), week(3, side * 2.5)])
    assert again.verdict == ("up" if side > 0 else "down")
    assert again.rows[2].critical == pytest.approx(BOUNDS[2], abs=1e-10)
    assert not again.futile


def test_there_is_no_futility_at_the_last_look_or_without_the_wish():
    plan = GroupSequential(n_planned=4000, looks=2, futility=Futility(), fractions=(0.6, 1.0))
    found = plan.read([week(1, 1.0), week(2, 0.0)])
    assert found.rows[0].futility is not None
    assert (found.rows[1].futility, found.rows[1].futile) == (None, False)
    assert PLAN.read([week(1)]).rows[0].futility is None
    early = GroupSequential(n_planned=10**6, looks=4, spending=POCOCK, futility=Futility())
    row = early.read([week(1, n=500)]).rows[0]
    assert row.critical is not None  # Pocock's spends from the first unit, the advice does not
    assert (row.futility, row.futile) == (None, False)


def test_sixty_looks():
    plan = GroupSequential(n_planned=60_000, looks=60, spending=POCOCK)
    found = plan.read([week(k, 1.0) for k in range(1, 61)])
    bounds = boundaries(equal_looks(60), spending=POCOCK)
    assert [row.critical for row in found.rows] == pytest.approx(bounds, abs=1e-8)
    assert found.ended.last


@pytest.mark.parametrize(
    ("looks", "text"),
    [
        ([week(1), week(1)], "number is 1; it must be above 1, the look before"),
        ([Look(number=0, n_mature=5, effect=0.1, se=0.1)], "the first planned look is number 1"),
        ([Look(number=-2, n_mature=5, effect=0.1, se=0.1)], "number is -2"),
        ([Look(number=1, n_mature=-5, effect=0.1, se=0.1)], "n_mature is -5; it must be ≥ 0"),
        ([Look(number=1, n_mature=5, effect=math.nan, se=0.1)], "effect is nan"),
        ([Look(number=1, n_mature=5, effect=0.1, se=math.inf)], "se is inf"),
        ([Look(number=1, n_mature=5, effect=0.1, se=-0.1)], "se is -0.1; it must be ≥ 0"),
    ],
)
def test_looks_that_are_not_allowed_are_refused(looks, text):
    with pytest.raises(ArgumentError) as caught:
        PLAN.read(looks)
    assert text in str(caught.value)


@pytest.mark.parametrize(
    ("options", "text"),
    [
        ({"n_planned": 0}, "n_planned is 0"),
        ({"looks": 0}, "looks is 0; it must be ≥ 1"),
        ({"level": 1.0}, "level is 1.0"),
        ({"null": math.nan}, "null is nan"),
        ({"better": "more"}, "better is 'more'; allowed: up, down"),
        ({"fractions": (0.5, 1.0)}, "fractions is 2; 4 looks need as many"),
        ({"fractions": (0.2, 0.3, 0.5, 0.9)}, "fractions is 0.9; the last one must be 1"),
    ],
)
def test_plans_that_are_not_allowed_are_refused(options, text):
    with pytest.raises(ArgumentError) as caught:
        GroupSequential(**{"n_planned": 100, "looks": 4} | options)
    assert text in str(caught.value)


@settings(max_examples=60, deadline=None)
@given(
    steps=st.lists(
        st.tuples(st.integers(0, 1800), st.floats(-4.5, 4.5), st.booleans()), min_size=1, max_size=5
    ),
    level=st.sampled_from([0.8, 0.95, 0.99]),
    spending=st.sampled_from([Spending(), POCOCK, Spending("power", 3.0)]),
)
def test_verdict_p_value_and_interval_agree_whatever_comes(steps, level, spending):
    plan = GroupSequential(n_planned=4000, looks=4, level=level, spending=spending)
    looks, n = [], 0
    for number, (more, z, shut) in enumerate(steps, start=1):
        n += more
        looks.append(week(number, z, n=n, gate="shut" if shut and number % 2 else ""))
    found = plan.read(looks)
    spent = [row.spent for row in found.rows]
    assert spent == sorted(spent)
    assert found.spent + found.left == pytest.approx(1 - level)
    assert all(row.spent == 0.0 for row in found.rows if row.critical is None and not found.spent)
    if found.kind in ("none", "stagewise_overrun"):
        return
    outside = not found.shown.low <= 0.0 <= found.shown.high
    assert outside == (found.verdict is not None)
    if abs(found.shown.p_value - (1 - level)) > 1e-7:
        assert outside == (found.shown.p_value < 1 - level)
