"""What a plan warns of, counted by hand; and a plan without a past, over a stated range."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from click.testing import CliRunner

from stagelift.cli import main
from stagelift.errors import ArgumentError
from stagelift.experiments.planning.rehearsal import rehearse_groups
from tiny import day, workspace, write_csv

TEST = """\
audience: open
primary: bought
run: 2026-02-02..2026-02-15
variants:
  quiet: none
  push: {channel: push, send: 1 hour after entry}
  mail: {channel: email, send: 1 hour after entry}
looks: once
worth_having: +5pp
"""
METRICS = "  bought: {conversion: ordered, within: 1 day, from: looking}\n"
SEGMENTS = "  open: {did: visited, within: 3 days}\n"
NOW = datetime(2026, 1, 26, tzinfo=UTC)


def events():
    """14 days of visits at 19:30, 20:30, 02:30 and noon; an hour later two of four are at night."""
    for number in range(280):
        at = number % 14 + (19.5, 20.5, 2.5, 12.0)[number // 14 % 4] / 24
        yield f"c{number}", day(at), "visited"
        if number % 5 == 0:
            yield f"c{number}", day(at + 0.3), "ordered"
    yield "z", day(20.9), "searched"


def plan(root, *, experiments=None, rules="", metrics=METRICS, rows=None, as_of=NOW, changes=""):
    held = {"trial": TEST, **(experiments or {})}
    ws = workspace(
        root,
        events() if rows is None else rows,
        metrics=metrics,
        segments=SEGMENTS,
        rules=rules,
        experiments=held,
        as_of=as_of,
    )
    if changes:
        (root / "changes.yaml").write_text(changes, encoding="utf-8")
    return ws


def warned(ws):
    return dict(ws.experiments["trial"].outlook().warnings)


def test_messages_at_night_are_counted_at_their_send_time(tmp_path):
    with plan(tmp_path) as ws:
        found = ws.experiments["trial"].outlook()
        night = [fields for kind, fields in found.warnings if kind == "night"]
    # 20:30 + 1 h and 02:30 + 1 h are night, 19:30 + 1 h is not; e-mail may arrive at any hour
    assert [(one["variant"], one["channel"]) for one in night] == [("push", "push")]
    # whole weeks from day 5 on: who visited on days 2 to 4 is in the audience at its midnight
    entered = [n for n in range(280) if n % 14 >= 2]
    late = [n for n in entered if n % 14 < 5 or n // 14 % 4 in (1, 2)]
    assert night[0]["share"] == pytest.approx(len(late) / len(entered))


@pytest.mark.slow
def test_customers_who_had_enough_messages_are_counted(tmp_path):
    rows = [(*row, "", "") for row in events()]
    # every fourth customer had three messages in the two days before, every seventh two
    for number in range(280):
        at = number % 14 + (19.5, 20.5, 2.5, 12.0)[number // 14 % 4] / 24
        times = 3 if number % 4 == 0 else 2 if number % 7 == 0 else 0
        rows += [
            (f"c{number}", day(at - 0.3 * (k + 1)), "delivered", "sms", "ad") for k in range(times)
        ]
    ws = plan(tmp_path, rules="  at_most: 3 ads a week\n")
    ws.close()
    write_csv(tmp_path / "log.csv", ("customer", "time", "event", "channel", "message"), rows)
    journey = tmp_path / "journey.yaml"
    text = journey.read_text(encoding="utf-8")
    start = text.index("  log:")
    line = text[start : text.index("\n", start)]
    mapped = "customer: customer, time: time, event: event, channel: channel, message: message"
    journey.write_text(text.replace(line, f"  log: {{read: log.csv, as: events, {mapped}}}"))
    import stagelift

    with stagelift.open(tmp_path, as_of=NOW) as again:
        pressed = {
            fields["variant"]: fields
            for kind, fields in again.experiments["trial"].outlook().warnings
            if kind == "pressure"
        }
    assert pressed["push"]["share"] == pytest.approx(70 / 280)
    assert pressed["push"]["rule"] == "3 ads a week"


def test_tests_and_changes_at_the_same_stage_are_named(tmp_path):
    other = TEST.replace("2026-02-02..2026-02-15", "2026-02-10..2026-02-20")
    apart = TEST.replace("2026-02-02..2026-02-15", "2026-02-16..2026-02-20")
    changes = (
        "changes:\n  - {on: 2026-02-05, what: New basket, stage: looking}\n"
        "  - {on: 2026-02-06, what: Elsewhere, stage: telling}\n"
        "  - {on: 2026-03-05, what: Later, stage: looking}\n"
    )
    with plan(tmp_path, experiments={"other": other, "apart": apart}, changes=changes) as ws:
        found = warned(ws)
    assert found["same_stage"] == {"others": "other", "count": 1, "stage": "looking"}
    assert found["crowded"] == {"count": 3, "stage": "looking", "what": "other; New basket"}


@pytest.mark.slow
def test_tests_of_one_layer_share_no_customers(tmp_path):
    mine = f"{TEST}layer: inbox\ntraffic: 50%\n"
    other = f"{TEST}layer: inbox\ntraffic: 30%\n"
    with plan(tmp_path, experiments={"trial": mine, "other": other}) as ws:
        found = warned(ws)
    assert found["layer"] == {"other": "other", "layer": "inbox", "share": 0.3}
    assert "common" not in found


@pytest.mark.slow
def test_only_the_traffic_that_is_taken_is_planned_with(tmp_path):
    with plan(tmp_path, experiments={"trial": f"{TEST}traffic: 50%\n"}) as ws:
        assert ws.experiments["trial"].outlook().units == 240 // 2


def test_without_a_past_the_plan_says_what_to_do(tmp_path):
    early = datetime(2026, 1, 8, tzinfo=UTC)
    with plan(tmp_path, as_of=early) as ws, pytest.raises(ArgumentError) as raised:
        ws.experiments["trial"].outlook()
    # first whole day 6 January, a week of entry, a day of window, six hours of grace
    assert "plan again from 2026-01-15 on" in str(raised.value)
    assert "baseline: 8%..12% from" in str(raised.value)
    with plan(tmp_path, as_of=datetime(2026, 1, 15, tzinfo=UTC)) as ws:
        assert ws.experiments["trial"].outlook().history.total > 0


def test_a_stated_baseline_plans_over_its_range(tmp_path):
    stated = f'{TEST}baseline: 8%..12%, 900 a week from "pilot in Busan"\n'
    early = datetime(2026, 1, 8, tzinfo=UTC)
    with plan(tmp_path, experiments={"trial": stated}, as_of=early) as ws:
        found = ws.experiments["trial"].outlook()
    assert [one.level for one in found.stated] == [0.08, 0.12]
    assert found.source == "pilot in Busan"
    assert found.rehearsal is None
    low, high = (one.points[1] for one in found.stated)
    assert (low.units, high.units) == (1800, 1800)
    assert low.effect < high.effect
    needed = [one.needed for one in found.stated]
    assert needed[0] < needed[1]
    shown = CliRunner().invoke(
        main, ["-C", str(tmp_path), "--as-of", "2026-01-08 00:00", "plan", "trial"]
    )
    assert shown.exit_code == 0, shown.output
    assert "8.0%..12.0% bought, stated, not measured: pilot in Busan" in shown.output
    assert f"5\u202fpp needs {needed[0]:,}–{needed[1]:,} customers" in shown.output


@pytest.mark.slow
def test_a_stated_baseline_without_traffic_still_says_how_many_are_needed(tmp_path):
    stated = f'{TEST}baseline: 10% from "the old shop"\n'
    with plan(
        tmp_path, experiments={"trial": stated}, as_of=datetime(2026, 1, 8, tzinfo=UTC)
    ) as ws:
        found = ws.experiments["trial"].outlook()
    assert found.stated[0].points == ()
    assert found.stated[0].needed > 500


@pytest.mark.slow
def test_a_past_that_contradicts_the_stated_baseline_is_said(tmp_path):
    stated = f'{TEST}baseline: 60%..70% from "a guess"\n'
    with plan(tmp_path, experiments={"trial": stated}) as ws:
        found = ws.experiments["trial"].outlook()
    assert found.stated == ()
    assert dict(found.warnings)["baseline"] == {"stated": '60%..70% from "a guess"'}


def test_twenty_real_salts_split_the_past_evenly(tmp_path):
    with plan(tmp_path) as ws:
        found = ws.experiments["trial"].outlook().hashes
    assert (found.salts, found.n, found.most) == (20, 240, 4)
    assert found.sound


@pytest.mark.slow
def test_groups_split_at_random_alarm_as_often_as_the_level_says():
    from stagelift.statistics.numerics import np

    chance = np.random.default_rng(5)
    shares = []
    for _ in range(10):
        sizes = chance.poisson(20, 1000) + 1
        values = [float(chance.gamma(0.5, 4000.0, size).sum()) for size in sizes]
        sums = [(int(n), value, float(n)) for n, value in zip(sizes, values, strict=True)]
        found = rehearse_groups(sums, 0.95)
        shares.append(found.share)
    assert sum(shares) / len(shares) == pytest.approx(0.05, abs=0.01)


def test_groups_that_are_too_few_or_all_alike_are_not_rehearsed():
    assert rehearse_groups([(1, 1.0, 1.0)] * 100, 0.95) is None
    assert rehearse_groups([(1, 1.0, 1.0)] * 1000, 0.95) is None
