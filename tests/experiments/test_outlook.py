"""What a test can show before it starts: the past enrolled by hand, the design asked again."""

from __future__ import annotations

import random
from datetime import UTC, datetime
from types import SimpleNamespace

import pytest

import stagelift
from stagelift.errors import ArgumentError
from stagelift.experiments.planning.history import WEEKS, History
from stagelift.reports.plan.text import guard_lines, length_words, shown, traffic_lines
from stagelift.statistics.design import baselines, curves, weeks
from stagelift.statistics.design.setting import Setting
from tiny import MONDAY, day, workspace

ORDERED = "  first_order: {conversion: ordered, first: true, within: 7 days}\n"
TRIAL = """\
question: Which is better?
audience: {audience}
primary: first_order
variants: {{a: email, b: push}}
worth_having: +5.0pp
looks: once
{more}
"""
AS_OF = datetime(2026, 3, 9, 12, tzinfo=UTC)  # a Monday; windows of entries before 2 March closed


def shop(root, rows, *, audience="cart", more="run: 2026-03-16..2026-03-29", **options):
    trial = TRIAL.format(audience=audience, more=more)
    return workspace(
        root,
        rows,
        metrics=ORDERED,
        experiments={"trial": trial},
        segments="  cart: {did: carted, within: 3 days}\n",
        as_of=AS_OF,
        **options,
    )


def carts(seed=1, customers=900):
    """One cart a customer over nine weeks; one in five orders within the week."""
    chance = random.Random(seed)
    rows = [("early", day(-30), "visited")]  # the data begin before the first cart
    for number in range(customers):
        at = chance.randrange(0, 63 * 24) / 24
        rows.append((f"c{number}", day(at), "carted"))
        if chance.random() < 0.2:
            rows.append((f"c{number}", day(at + 2), "ordered"))
    return rows


def test_the_past_is_enrolled_by_the_experiments_own_rule(tmp_path):
    rows = carts()
    with shop(tmp_path, rows) as ws:
        told = ws.experiments["trial"].outlook().history
    first = (told.first - MONDAY.date()).days
    assert (told.last - told.first).days + 1 == WEEKS * 7
    entered = {}
    for name, at, event in rows:
        if event == "carted":
            entered[name] = (datetime.fromisoformat(at) - MONDAY).total_seconds() / 86_400
    weekly = [0] * WEEKS
    for at in entered.values():
        if first <= at < first + WEEKS * 7:
            weekly[int((at - first) // 7)] += 1
    assert sum(weekly) > 500
    assert told.entered == tuple(weekly)
    bought = {name for name, _, event in rows if event == "ordered"}
    inside = {name for name, at in entered.items() if first <= at < first + WEEKS * 7}
    tally = told.tallies["first_order"]
    assert (tally.n, tally.k) == (len(inside), len(inside & bought))


def test_a_months_gain_counts_who_came_in_the_last_thirty_days(tmp_path):
    """Each of them has one cart, so nobody who waited at the first of those days counts."""
    rows = carts()
    with shop(tmp_path, rows, rules="  worth: {first_order: 20 EUR}\n") as ws:
        gain = ws.experiments["trial"].outlook().gain
    before = (AS_OF - MONDAY).days
    carted = [datetime.fromisoformat(at) - MONDAY for _, at, event in rows if event == "carted"]
    month = sum(before - 30 <= at.days < before for at in carted)
    assert 300 < month < len(carted)
    assert gain.volume == month
    assert gain.more == pytest.approx(0.05 * month)


def test_money_worth_having_is_planned_with_its_currency(tmp_path):
    trial = TRIAL.format(audience="cart", more="run: 2026-03-16..2026-03-29")
    trial = trial.replace("+5.0pp", "'+0.5'").replace("first_order", "spent")
    trial += "guardrails: {spent_3: '1'}\n"
    rows = [(*row, "10") if row[2] == "ordered" else row for row in carts()]
    metrics = "  spent: {sum: ordered.value, within: 7 days}\n"
    metrics += "  spent_3: {sum: ordered.value, within: 3 days}\n"
    with workspace(
        tmp_path,
        rows,
        metrics=metrics,
        experiments={"trial": trial},
        segments="  cart: {did: carted, within: 3 days}\n",
        as_of=AS_OF,
    ) as ws:
        found = ws.experiments["trial"].outlook()
    for language in ("en", "ko"):
        assert "€0.50" in "\n".join(length_words(found, language))
        assert "spent_3 €1.00" in "\n".join(guard_lines(found, language))
        (kind, fields), *_ = [one for one in found.warnings if "wanted" in one[1]]
        assert kind in {"too_short", "hopeless"}
        assert shown(found, fields, language)["wanted"] == "€0.50"


def test_weeks_and_rules_are_those_of_the_design(tmp_path):
    with shop(tmp_path, carts()) as ws:
        found = ws.experiments["trial"].outlook()
    tally = found.history.tallies["first_order"]
    base = baselines.Share(tally.k / tally.n)
    traffic = weeks.Traffic(
        per_week=tuple(map(float, found.history.entered)), window_days=7.0, lateness_days=0.25
    )
    setting = Setting(allocation=(1, 1), looks="once")
    assert found.weeks == 2
    assert found.units == traffic.units(2)
    for point in found.points:
        expected = weeks.effect_after(base, traffic, point.weeks, setting)
        assert point.effect == pytest.approx(expected.effect)
    assert found.schedule.weeks == weeks.schedule(base, 0.05, traffic, setting).weeks
    needed = found.schedule.weeks
    at = traffic.fractions(needed)
    expected = curves.by_looks(base, 0.05, setting, weeks=needed, fractions=at)
    assert [one.design.total for one in found.costs] == [one.design.total for one in expected]


def test_the_rule_of_the_plan_costs_what_its_length_says(tmp_path):
    """One page names one number of customers for the effect worth having."""
    weekly = TRIAL.format(audience="cart", more="run: 2026-03-16..2026-03-29")
    weekly = weekly.replace("looks: once", "looks: weekly")
    segments = "  cart: {did: carted, within: 3 days}\n"
    asked = {"metrics": ORDERED, "experiments": {"trial": weekly}, "segments": segments}
    with workspace(tmp_path, carts(), as_of=AS_OF, **asked) as ws:
        found = ws.experiments["trial"].outlook()
    weekly = next(one for one in found.costs if one.rule == "weekly")
    assert weekly.design.total == found.schedule.needed


def test_an_experiment_that_has_begun_is_planned_from_what_was_before_it(tmp_path):
    with shop(tmp_path, carts(), more="run: 2026-02-16..2026-03-29") as ws:
        told = ws.experiments["trial"].outlook().history
    assert told.last < datetime(2026, 2, 16, tzinfo=UTC).date()
    assert 1 <= len(told.entered) <= WEEKS


def test_a_test_that_enters_once_takes_those_who_qualify_now(tmp_path):
    with shop(tmp_path, carts(), more="enters: once, on 2026-03-16", audience="everyone") as ws:
        found = ws.experiments["trial"].outlook()
    assert len(found.history.entered) == 1
    assert found.history.total > 800
    assert [point.weeks for point in found.points] == [1]


def test_consent_is_counted_for_each_channel_and_for_all(tmp_path):
    rows = carts()
    names = sorted({name for name, *_ in rows})
    people = [(name, "Y" if n % 2 else "N", "Y" if n % 3 else "N") for n, name in enumerate(names)]
    with shop(tmp_path, rows, customers=(("customer", "email_ok", "push_ok"), people)):
        journey = tmp_path / "journey.yaml"
        kept = "keep: {email_ok: email_ok, push_ok: push_ok}"
        consent = "consent: {email: email_ok, push: push_ok}"
        journey.write_text(journey.read_text("utf-8").replace(kept, consent), encoding="utf-8")
    with stagelift.open(tmp_path, as_of=AS_OF) as ws:
        found = ws.experiments["trial"].outlook()
    told = found.history
    assert told.reachable < min(told.consenting.values()) < told.total
    assert told.reachable == pytest.approx(told.total / 3, rel=0.1)
    assert "unreachable" in dict(found.warnings)


def test_no_past_is_said_with_what_to_run_first(tmp_path):
    rows = [("a", day(60), "carted"), ("a", day(61), "ordered")]
    with shop(tmp_path, rows) as ws, pytest.raises(ArgumentError, match="shadow enrolment"):
        ws.experiments["trial"].outlook()


def test_a_past_that_never_ordered_gives_no_length(tmp_path):
    rows = [row for row in carts() if row[2] != "ordered"]
    with shop(tmp_path, rows) as ws:
        found = ws.experiments["trial"].outlook()
    assert found.points == ()
    assert found.schedule is None
    assert found.rehearsal is None


def test_another_test_on_the_same_customers_is_told(tmp_path):
    other = TRIAL.format(audience="everyone", more="run: 2026-03-20..2026-04-02")
    trial = TRIAL.format(audience="cart", more="run: 2026-03-16..2026-03-29")
    with workspace(
        tmp_path,
        carts(),
        metrics=ORDERED,
        experiments={"trial": trial, "other": other},
        segments="  cart: {did: carted, within: 3 days}\n",
        as_of=AS_OF,
    ) as ws:
        warned = dict(ws.experiments["trial"].outlook().warnings)
    assert warned["common"]["other"] == "other"
    assert warned["common"]["share"] == 1.0


def test_random_splits_of_the_past_alarm_as_often_as_chance_says(tmp_path):
    with shop(tmp_path, carts(customers=3000)) as ws:
        found = ws.experiments["trial"].outlook().rehearsal
    assert found.splits == 500
    assert found.low <= 25 <= found.high
    assert found.sound


@pytest.mark.parametrize(
    ("entered", "shown"),
    [
        ((27, 20, 11, 9), [27, 20, None, None]),
        ((4, 20, 30), [None, None, 30]),
        ((12, 20), [12, 20]),
        ((0, 30), [0, 30]),
    ],
)
def test_a_week_in_which_few_entered_is_not_counted_beside_the_total(entered, shown):
    day_one = MONDAY.date()
    told = History(
        first=day_one,
        last=day_one.replace(day=30),
        entered=entered,
        consenting={},
        reachable=None,
        tallies={},
        cells={},
    )
    assert told.shown_weeks == shown
    line = next(traffic_lines(SimpleNamespace(history=told, source=""), "en"))
    said = f"{told.total:,} in {len(entered):,} weeks"
    first = f"{entered[0]:,} enter in the first week, "
    assert line.startswith(first + said if shown[0] is not None else f"{told.total} enter in")
