"""When units enter, when the last window closes, and who is in."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest

from stagelift.definitions import Duration, Experiment, Journey
from stagelift.errors import ArgumentError
from stagelift.experiments.enrolment import enrolment, population
from tiny import MONDAY, day, workspace

WEEK_US = Duration.parse("7 days").microseconds


def journey(zone="Asia/Seoul", **more):
    stages = {"looking": "visited", "buying": "ordered"}
    return Journey(name="j", zone=zone, data="e.csv", stages=stages, **more)


def experiment(**more):
    asked = {"audience": "everyone", "primary": "bought", "variants": {"a": "email", "b": "push"}}
    return Experiment(name="trial", **{**asked, **more})


def us(text):
    return (datetime.fromisoformat(text) - datetime(1970, 1, 1, tzinfo=UTC)) // timedelta(
        microseconds=1
    )


def test_a_run_includes_its_last_local_day():
    found = enrolment(experiment(run="2026-10-26..2026-11-15"), journey(), WEEK_US)
    assert found.start == us("2026-10-26T00:00+09:00")
    assert found.end == us("2026-11-16T00:00+09:00")
    assert found.final == us("2026-11-23T00:00+09:00")
    assert found.planned_end == date(2026, 11, 23)


def test_units_that_enter_once_are_mature_a_window_after_that_midnight():
    found = enrolment(experiment(enters="once, on 2026-08-03"), journey(), WEEK_US)
    assert found.start == us("2026-08-03T00:00+09:00")
    assert found.final == us("2026-08-10T00:00+09:00")
    assert found.planned_end == date(2026, 8, 10)


def test_a_mapped_table_may_assign_at_any_hour_of_the_one_day():
    found = enrolment(experiment(enters="once, on 2026-08-03"), journey(), WEEK_US, mapped=True)
    assert found.final == us("2026-08-11T00:00+09:00")
    assert found.planned_end == date(2026, 8, 11)


def test_a_run_over_a_change_of_the_clock_has_an_hour_more():
    found = enrolment(experiment(run="2025-11-02..2025-11-02"), journey("America/New_York"), 0)
    assert found.end - found.start == 25 * 3_600_000_000


def test_a_part_of_a_day_makes_the_final_readout_due_on_the_next():
    window = Duration.parse("36 hours").microseconds
    found = enrolment(experiment(run="2026-10-26..2026-10-26"), journey(), window)
    assert found.planned_end == date(2026, 10, 29)


def test_a_rolling_experiment_must_say_its_run():
    with pytest.raises(ArgumentError, match=r"run: 2026-10-26\.\.2026-11-15"):
        enrolment(experiment(), journey(), WEEK_US)


@pytest.mark.parametrize(
    ("more", "message"),
    [
        ({"split_by": 'braze canvas "Cart"'}, "no mapped assignments name it"),
        ({"reachable_by": "all variants"}, "known at launch only"),
        ({"audience": "gone"}, "unknown segment 'gone'"),
    ],
)
def test_what_only_a_mapped_table_can_tell_is_refused(more, message):
    asked = experiment(run="2026-10-26..2026-11-15", **more)
    with pytest.raises(ArgumentError, match=message):
        population(asked, journey(), enrolment(asked, journey(), 0), ())


TRIAL = """\
audience: {audience}
enters: {enters}
primary: bought
variants: {{a: email, b: push}}
looks: always
{run}
"""
RUN = "run: 2026-01-05..2026-01-11"
ROLLING = {"enters": "as they qualify", "run": RUN}
ONCE = {"enters": "once, on 2026-01-05", "run": ""}
METRICS = "  bought: {conversion: ordered, within: 1 day}\n"
SEGMENTS = """\
  open: {did: carted, did_not: paid, within: 3 days}
  silent: {did_not: visited, within: 3 days}
"""
FRESH = ("z", day(8), "searched")  # the data reach to the end of what is read


def enrolled(root, rows, audience, how, **more):
    """Units assigned, mature or not, and the level of `bought` in both arms together."""
    text = TRIAL.format(audience=audience, **how)
    with workspace(
        root,
        [*rows, FRESH],
        metrics=METRICS,
        segments=SEGMENTS,
        experiments={"trial": text},
        **more,
    ) as ws:
        readout = ws.experiments["trial"].readout()
        levels = [e for e in readout.estimates if e.measure == "level"]
        return sum(readout.assigned.values()), sum(e.k for e in levels)


@pytest.mark.parametrize(
    ("instant", "inside"),
    [(day(0), 1), (day(0, microseconds=-1), 1), (day(7, microseconds=-1), 1), (day(7), 0)],
)
def test_a_run_is_half_open_and_takes_who_qualified_before(tmp_path, instant, inside):
    # one microsecond before the run is before it: the customer enters at its first instant
    assert enrolled(tmp_path, [("c", instant, "visited")], "everyone", ROLLING)[0] == inside


def test_who_qualified_before_enters_at_the_first_instant_of_the_run(tmp_path):
    rows = [("c", day(-2), "visited"), ("c", day(0.9), "ordered"), ("d", day(-2), "visited")]
    rows += [("d", day(1), "ordered")]
    assert enrolled(tmp_path, rows, "everyone", ROLLING) == (2, 1)


def test_the_window_starts_when_a_forbidden_event_falls_out(tmp_path):
    rows = [
        ("c", day(1), "paid"),
        ("c", day(2), "carted"),  # open only from day 4 on
        ("c", day(3.9), "ordered"),
        ("d", day(1), "paid"),
        ("d", day(2), "carted"),
        ("d", day(4), "ordered"),
        ("e", day(1), "paid"),
        ("e", day(1), "carted"),  # the cart falls out with the payment
    ]
    assert enrolled(tmp_path, rows, "open", ROLLING) == (2, 1)


def test_a_rule_that_only_forbids_is_met_by_who_never_did(tmp_path):
    rows = [("c", day(1), "searched"), ("d", day(1), "searched"), ("d", day(0.5), "visited")]
    assert enrolled(tmp_path, rows, "silent", ROLLING)[0] == 2
    assert enrolled(tmp_path, rows, "silent", ROLLING, as_of=MONDAY + timedelta(days=2))[0] == 1


def test_nobody_is_assigned_at_an_instant_that_is_not_known_yet(tmp_path):
    rows = [("c", day(1), "paid"), ("c", day(2), "carted"), ("d", day(2), "carted")]
    for days, units in ((3, 1), (4, 1), (4.1, 2)):
        as_of = MONDAY + timedelta(days=days)
        assert enrolled(tmp_path, rows, "open", ROLLING, as_of=as_of)[0] == units


def test_once_takes_who_qualifies_at_that_instant_only(tmp_path):
    rows = [
        ("c", day(-1), "carted"),
        ("d", day(-1), "carted"),
        ("d", day(-0.5), "paid"),
        ("e", day(0.5), "carted"),
        ("f", day(-3), "carted"),
    ]
    assert enrolled(tmp_path, rows, "open", ONCE)[0] == 1
    assert enrolled(tmp_path, rows, "open", ONCE, as_of=MONDAY - timedelta(hours=1))[0] == 0


def test_a_second_entry_adds_no_unit(tmp_path):
    rows = [("c", day(d), "carted") for d in (0, 1, 5)]
    assert enrolled(tmp_path, rows, "open", ROLLING)[0] == 1


def test_entrants_with_an_earlier_order_stay_in_an_experiment(tmp_path):
    metrics = "  bought: {conversion: ordered, first: true, within: 1 day}\n"
    rows = [("c", day(-2), "ordered"), ("c", day(1), "carted"), ("c", day(1.5), "ordered")]
    rows += [("d", day(1), "carted"), ("d", day(1.5), "ordered"), FRESH]
    text = TRIAL.format(audience="open", **ROLLING)
    with workspace(
        tmp_path, rows, metrics=metrics, segments=SEGMENTS, experiments={"trial": text}
    ) as ws:
        readout = ws.experiments["trial"].readout()
    levels = [e for e in readout.estimates if e.measure == "level"]
    assert (sum(e.n for e in levels), sum(e.k for e in levels)) == (2, 1)
    assert all(e.excluded == () for e in levels)


def test_the_first_assignment_of_a_mapped_table_governs(tmp_path):
    rows = [("c", day(0), "visited"), ("d", day(0), "visited")]
    sent = [
        ("c", "trial", "b", day(2)),
        ("c", "trial", "a", day(1)),
        ("d", "trial", "b", day(3)),
        ("d", "trial", "a", day(3)),  # one instant: by name, on every engine
        ("e", "trial", "a", day(7)),  # after the run
        ("f", "other", "a", day(1)),
    ]
    text = TRIAL.format(audience="everyone", **ROLLING)
    with workspace(
        tmp_path, rows, metrics=METRICS, experiments={"trial": text}, assignments=sent
    ) as ws:
        readout = ws.experiments["trial"].readout()
    assert dict(readout.assigned) == {"a": 2, "b": 0}
    crossed = next(check for check in readout.health if check.name == "crossovers")
    assert crossed.status == "red"
    assert crossed.text.startswith("66.67% of customers carry two variants (limit 1%)")
