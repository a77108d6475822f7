"""Why a measure moved, what holds the journey back and where it leaks: recomputed by hand."""

from __future__ import annotations

import random
from collections import Counter
from datetime import timedelta

import pytest

import stagelift
from stagelift.errors import ArgumentError
from tiny import MONDAY, day, workspace

WEEK1, WEEK2 = "2026-W02", "2026-W03"
ORDER = "  order: {conversion: ordered, from: looking, within: 2 days}\n"
METRICS = """\
  order: {conversion: ordered, from: looking, within: 2 days}
  spent: {sum: ordered.value, from: looking, within: 2 days}
  basket: {ratio: ordered.value, per: ordered, from: looking, within: 2 days}
"""


def visits(counts, *, start=0):
    """Customers of a channel who visit in a week, the first of whom order: {(channel): (k, n)}."""
    events, people = [], []
    for channel, (k, n) in counts.items():
        for number in range(n):
            who = f"{channel}{start}-{number}"
            people.append((who, channel))
            at = start + number % 5 + 0.1
            events.append((who, day(at), "visited", ""))
            if number < k:
                events.append((who, day(at + 1), "ordered", "10"))
    return events, people


def two_weeks(tmp_path, first, second, **more):
    one, two = visits(first), visits(second, start=7)
    people = [*one[1], *two[1]]
    return workspace(
        tmp_path,
        [*one[0], *two[0]],
        metrics=METRICS,
        customers=(("customer", "came_by"), people),
        **more,
    )


def test_a_move_of_mix_by_hand(tmp_path):
    with two_weeks(
        tmp_path, {"ad": (10, 100), "friend": (40, 100)}, {"ad": (30, 300), "friend": (20, 50)}
    ) as ws:
        found = ws.why("order", WEEK2)
        again = ws.why("order", WEEK2, by="came_by")
    assert found.to_dicts() == again.to_dicts()
    assert (found.n_before, found.n) == (200, 350)
    assert found.change.value == pytest.approx(50 / 350 - 0.25)
    split = found.split("came_by")
    assert split.rate.value == pytest.approx(0.0, abs=1e-12)
    assert split.mix.value == pytest.approx(50 / 350 - 0.25)
    friend = next(part for part in split.parts if part.name == "friend")
    centre = (0.25 + 1 / 7) / 2
    assert friend.mix.value == pytest.approx((50 / 350 - 0.5) * (0.4 - centre))
    assert found.telling is split
    text = str(found)
    assert "rate and −10.7" in text.replace("\u202f", "")
    assert found.text("ko") != text


def test_simpson_is_said(tmp_path):
    with two_weeks(
        tmp_path, {"ad": (10, 100), "friend": (180, 300)}, {"ad": (45, 300), "friend": (65, 100)}
    ) as ws:
        found = ws.why("order", WEEK2)
    assert found.change.value < 0
    assert found.split("came_by").simpson
    assert "Beware (came_by)" in str(found)
    assert "주의(came_by)" in found.text("ko")


def test_a_channel_that_appears_is_all_mix_and_small_ones_are_taken_together(tmp_path):
    with two_weeks(
        tmp_path,
        {"ad": (20, 100), "friend": (30, 100), "radio": (1, 5), "tv": (2, 7)},
        {"ad": (20, 100), "friend": (30, 100), "search": (10, 40), "radio": (1, 5), "tv": (1, 8)},
    ) as ws:
        split = ws.why("order", WEEK2).split("came_by")
    parts = {part.name: part for part in split.parts}
    assert set(parts) == {"ad", "friend", "search", "other"}
    assert (parts["other"].n_before, parts["other"].n) == (12, 13)
    assert parts["search"].rate_before is None
    assert parts["search"].rate.value == pytest.approx(0.0, abs=1e-12)
    total = sum(part.total.value for part in parts.values())
    assert total == pytest.approx(split.rate.value + split.mix.value)


def test_named_segments_split_alone_and_empty_ones_not_at_all(tmp_path):
    segments = "  ads: {where: {came_by: ad}}\n  fans: {did: invited, within: 3 days}\n"
    counts = {"ad": (20, 100), "friend": (40, 100)}, {"ad": (60, 300), "friend": (20, 50)}
    with two_weeks(tmp_path, *counts, segments=segments) as ws:
        found = ws.why("order", WEEK2, by="segment")
        leaks = ws.leaks(WEEK2, by=("ads", "came_by"))
    assert [split.by for split in found.splits] == ["ads"]
    assert {part.name for part in found.split("ads").parts} == {"ads", "not ads"}
    assert found.unsplit == ("fans",)
    assert "Not split by fans" in str(found)
    # whoever is in no named segment is nobody's segment
    assert {row.segment for row in leaks.rows} <= {"ads", "came_by=ad", "came_by=friend"}


def test_money_and_ratios_come_apart_too(tmp_path):
    with two_weeks(
        tmp_path, {"ad": (20, 100), "friend": (40, 100)}, {"ad": (60, 300), "friend": (20, 50)}
    ) as ws:
        spent, basket = ws.why("spent", WEEK2), ws.why("basket", WEEK2)
    assert spent.unit == "EUR"
    assert spent.before.value == pytest.approx(10 * 60 / 200)
    assert spent.split("came_by").rate.value == pytest.approx(0.0, abs=1e-9)
    assert basket.now.value == pytest.approx(10.0)
    assert basket.change.value == pytest.approx(0.0)


def test_customers_of_both_weeks_are_drawn_together(tmp_path):
    events = []
    for number in range(400):
        for start in (0, 7):
            events.append((f"c{number}", day(start + 0.1), "visited"))
            if number % 4 == 0:  # the same customers order in both weeks
                events.append((f"c{number}", day(start + 1), "ordered"))
            # elsewhere in between, so that the next visit enters anew
            events.append((f"c{number}", day(start + 6), "reviewed"))
    with workspace(tmp_path, events, metrics=ORDER) as ws:
        found = ws.why("order", WEEK2, by=())
    assert (found.n_before, found.n, found.now.value) == (400, 400, 0.25)
    assert found.change.value == pytest.approx(0.0)
    assert found.change.status == "degenerate"  # apart, its error would be 3 points


def test_two_orders_of_the_same_rows_and_copies_change_nothing(tmp_path):
    counts = {"ad": (10, 60), "friend": (20, 60)}, {"ad": (20, 90), "friend": (20, 40)}
    one, two = visits(counts[0]), visits(counts[1], start=7)
    rows = [(*row, f"id{n}") for n, row in enumerate([*one[0], *two[0]])]
    people = (("customer", "came_by"), [*one[1], *two[1]])
    metrics = "  order: {conversion: ordered, from: looking, within: 2 days}\n"
    shuffled = rows + rows[::3]
    random.Random(1).shuffle(shuffled)
    found = []
    for name, given in (("a", rows), ("b", shuffled)):
        with workspace(tmp_path / name, given, metrics=metrics, customers=people) as ws:
            found.append(ws.why("order", WEEK2).to_dicts())
    assert found[0] == found[1]


def random_weeks(seed):
    rng = random.Random(seed)
    events, people = [], []
    for number in range(500):
        who, channel = f"c{number}", rng.choice(["ad", "friend", "search"])
        people.append((who, channel))
        for start in (0, 7):
            if rng.random() < 0.7:
                at = start + rng.randint(0, 6) + rng.random() * 0.9
                events.append((who, at, "visited"))
                if rng.random() < (0.2 if channel == "ad" else 0.4):
                    events.append((who, at + rng.random() * 3, "ordered"))
    return events, people


def test_brute_force(tmp_path):
    events, people = random_weeks(5)
    rows = [(who, day(at), event) for who, at, event in events]
    metrics = "  order: {conversion: ordered, from: looking, within: 2 days}\n"
    customers = (("customer", "came_by"), people)
    with workspace(tmp_path, rows, metrics=metrics, customers=customers) as ws:
        found = ws.why("order", WEEK2)
    channel = dict(people)
    counts: Counter[tuple[int, str, str]] = Counter()
    log: dict[str, list[tuple[float, str]]] = {}
    for who, at, event in events:
        log.setdefault(who, []).append((at, event))
    for who, own in log.items():
        own.sort()
        for start in (0, 7):
            stage, entered = None, None
            for at, event in own:
                opens = "looking" if event == "visited" else "buying"
                if opens == "looking" and stage != "looking" and start <= at < start + 7:
                    entered = at if entered is None else entered
                stage = opens
            if entered is None:
                continue
            done = any(e == "ordered" and entered <= at < entered + 2 for at, e in own)
            counts[start, channel[who], "n"] += 1
            counts[start, channel[who], "k"] += done
    for part in found.split("came_by").parts:
        for start, n, rate in ((0, part.n_before, part.rate_before), (7, part.n, part.rate_now)):
            assert n == counts[start, part.name, "n"]
            assert rate == pytest.approx(counts[start, part.name, "k"] / n)


def test_an_open_window_is_no_final_answer(tmp_path):
    with two_weeks(
        tmp_path,
        {"ad": (10, 100), "friend": (40, 100)},
        {"ad": (10, 100), "friend": (40, 100)},
        as_of=MONDAY + timedelta(days=13),
    ) as ws:
        found = ws.why("order", WEEK2)
        assert found.status == "immature"
        assert found.waiting == 40
        assert "Not final: 40 entrants" in str(found)


def test_a_week_of_few_customers_tells_nothing(tmp_path):
    with two_weeks(tmp_path, {"ad": (3, 9)}, {"ad": (10, 100)}) as ws:
        found = ws.why("order", WEEK2)
    assert (found.status, found.n, found.change.value, found.splits) == ("low_n", 0, None, ())
    assert "is not known (low_n)" in str(found)


def test_a_step_of_few_entrants_has_no_count_rather_than_none_at_all(tmp_path):
    with two_weeks(tmp_path, {"ad": (3, 9)}, {"ad": (0, 0)}) as ws:
        found = ws.bottlenecks("2026-01-05..2026-02-08", by=())
    row = next(row for row in found.to_dicts() if row["note"] == "fewer than 10 entrants")
    assert (row["n"], row["k"], row["value"], row["status"]) == (None, None, None, "low_n")
    empty = [row for row in found.to_dicts() if row["status"] == "no_data"]
    assert {row["n"] for row in empty} <= {0}


def test_wrong_questions_name_the_nearest(tmp_path):
    with two_weeks(tmp_path, {"ad": (3, 40)}, {"ad": (10, 100)}) as ws:
        with pytest.raises(ArgumentError, match=r"unknown metric 'ordr'. Did you mean 'order'"):
            ws.why("ordr")
        with pytest.raises(ArgumentError, match=r"not reported at 'byuing'.*Did you mean 'buying'"):
            ws.why("order", WEEK2, stage="byuing")
        with pytest.raises(ArgumentError, match="Did you mean 'came_by'"):
            ws.why("order", WEEK2, by="came")
        with pytest.raises(ArgumentError, match="does not end before"):
            ws.why("order", WEEK1, against=WEEK2)
        with pytest.raises(ArgumentError, match="'advanced' is at buying, staying, telling"):
            ws.why("advanced", WEEK2)
        with pytest.raises(ArgumentError, match="against: 'yesterday' came"):
            ws.leaks(WEEK2, against="yesterday")


def test_the_end_to_end_movement_is_that_of_its_steps(tmp_path):
    events = []
    for start, share in ((0, 4), (7, 2)):
        for number in range(200):
            who = f"{start}-{number}"
            events.append((who, day(start + 0.1), "visited"))
            if number % share == 0:
                events.append((who, day(start + 1), "ordered"))
            if number % 8 == 0:
                events.append((who, day(start + 2), "ordered"))
                events.append((who, day(start + 2.5), "reviewed"))
    with workspace(tmp_path, events, rules="  worth: {order: 5 EUR}\n", metrics=ORDER) as ws:
        found = ws.why(None, WEEK2, by=())
    rates = {step.stage: (step.rate_before, step.rate) for step in found.steps}
    assert rates["looking"] == (0.25, 0.5)
    assert found.before.value == pytest.approx(0.25 * 0.5)
    assert found.now.value == pytest.approx(0.5 * 0.25)
    assert sum(step.part.value for step in found.steps) == pytest.approx(0.0, abs=1e-12)
    logs = [step.log_change.value for step in found.steps]
    assert logs[0] == pytest.approx(0.6931, abs=1e-4)
    assert logs[1] == pytest.approx(-0.6931, abs=1e-4)


@pytest.fixture
def funnel(tmp_path):
    """200 look a week and half of them order; in the last week those of the app do not."""
    events, people = [], []
    for week in range(6):
        for number in range(200):
            who, at = f"{week}-{number}", 7 * week + number % 7 + 0.1
            people.append((who, "app" if number % 2 else "web"))
            events.append((who, day(at), "visited"))
            if number % 4 == 0 or (number % 4 == 1 and week < 5):
                events.append((who, day(at + 0.2), "ordered"))
                if number % 8 < 4:
                    events.append((who, day(at + 0.4), "ordered"))
                    if number % 40 > 8:
                        events.append((who, day(at + 0.6), "reviewed"))
    with workspace(
        tmp_path,
        events,
        metrics="  order: {conversion: ordered, from: looking, within: 2 days}\n",
        rules="  worth: {order: 5 EUR}\n",
        customers=(("customer", "device"), people),
    ) as ws:
        yield ws


def test_bottlenecks_by_hand(funnel):
    path = funnel.root / "journey.yaml"
    path.write_text(path.read_text() + "targets: {order: 60% by 2026-12-31}\n")
    with stagelift.open(funnel.root, as_of=funnel.as_of) as ws:
        found = ws.bottlenecks("2026-01-05..2026-02-08", by=())  # five weeks
    first, second, third = found.steps
    assert (first.metric, first.target, first.target_from) == ("order", 0.6, "target")
    assert (first.n, first.k) == (1000, 500)
    assert first.rate.value == 0.5
    done = third.k * 30 / 35
    assert first.gain.value == pytest.approx(done * (0.6 / 0.5 - 1))
    assert first.money.value == pytest.approx(5 * 500 * 30 / 35 * 0.2)
    assert first.lost.value == pytest.approx(500 * 30 / 35)
    assert second.target is None
    assert second.gain.value is None
    assert "no target: write 'advanced'" in second.note
    assert found.clear
    assert found.leader is first
    assert found.leader.first == 1.0
    assert found.to_dicts()[0]["bottleneck"] is True
    assert "Bottleneck: looking → buying, first in 100%" in str(found)
    assert "병목: looking → buying" in found.text("ko")
    assert "It leads by customers, too" in str(found)
    path.write_text(path.read_text().replace("order: 60% by", "order: 60.25% by"))
    with stagelift.open(funnel.root, as_of=funnel.as_of) as ws:
        assert str(ws.bottlenecks("2026-01-05..2026-02-08", by=())).count("60.25%") == 2


def test_money_leads_where_a_step_is_worth_some_and_customers_are_told_beside_it(funnel):
    path = funnel.root / "journey.yaml"
    path.write_text(
        path.read_text()
        + "targets: {order: 55% by 2026-12-31, advanced.telling: 90% by 2026-12-31}\n"
    )
    with stagelift.open(funnel.root, as_of=funnel.as_of) as ws:
        found = ws.bottlenecks("2026-01-05..2026-02-08", by=())
    first, second, third = found.steps[0], found.steps[-2], found.steps[-1]
    assert max(step.gain.value or 0.0 for step in found.steps) > first.gain.value
    assert found.leader is found.by_money is first
    assert found.by_customers in (second, third)
    assert found.first == first.first_by_money
    said = str(found)
    assert "Bottleneck: looking → buying" in said.splitlines()[0]
    assert "another step leads: " in said.splitlines()[1]
    assert "다른 단계가 1위입니다" in found.text("ko")


def test_a_target_already_passed_has_no_gain_and_says_why(funnel):
    path = funnel.root / "journey.yaml"
    path.write_text(path.read_text() + "targets: {order: 40% by 2026-12-31}\n")
    with stagelift.open(funnel.root, as_of=funnel.as_of) as ws:
        found = ws.bottlenecks("2026-01-05..2026-02-08", by=())
    step, row = found.steps[0], found.to_dicts()[0]
    assert step.passed
    assert [row[name] for name in ("gain_value", "gain_low", "money_value")] == [None] * 3
    assert row["lost_value"] == pytest.approx(500 * 30 / 35, rel=1e-6)
    assert row["note"] == "its rate is above its target: nothing to gain"
    assert "looking: its rate is above its target: nothing to gain" in str(found)
    assert found.leader is None


def test_without_targets_the_best_segment_is_one_only_beyond_chance(funnel):
    found = funnel.bottlenecks("2026-01-05..2026-02-08")
    second = found.steps[1]
    assert second.target_from in ("device=app", "device=web", "all alike")
    assert second.target is not None
    alike = [s for s in found.steps if s.target_from == "all alike"]
    assert all(s.gain.value == pytest.approx(0.0, abs=1e-9) for s in alike)


def test_a_leak_against_its_own_past_by_hand(funnel):
    found = funnel.leaks("2026-W07")
    leak = found.found[0]
    assert (leak.stage, leak.segment) == ("looking", "device=app")
    # of 100 on the app 50 ordered before, none does now
    assert (leak.rate_against, leak.rate, leak.n, leak.n_against) == (0.5, 0.0, 100, 500)
    assert leak.lost.value == pytest.approx(0.5 * 100 * 30 / 7)
    assert leak.money.value == pytest.approx(5 * 0.5 * 100 * 30 / 7)
    assert leak.change.p_value < 1e-6
    assert all(row.segment != "device=web" for row in found.found if row.stage == "looking")
    assert "Largest leak: device=app at looking → buying" in str(found)
    assert "가장 큰 누수" in found.text("ko")
    others = funnel.leaks("2026-W07", against="others")
    assert others.found[0].segment == "device=app"
    assert others.found[0].n_against == 100


def test_no_leak_is_said(funnel):
    found = funnel.leaks("2026-W06")
    assert found.found == ()
    assert str(found).startswith("No leak")


def test_leaks_need_something_to_look_at(funnel):
    with pytest.raises(ArgumentError, match="name some with by"):
        funnel.leaks("2026-W06", by=())


def test_a_leak_of_a_week_whose_windows_are_open_is_immature(tmp_path):
    rng = random.Random(4)
    log, people = [], []
    for week in range(6):
        for n in range(100):
            who, at = f"{week}-{n}", week * 7 + rng.random() * 7
            people.append((who, "ab"[n % 2]))
            log.append((who, day(at), "visited"))
            log += [(who, day(at + 1), "ordered")] if rng.random() < 0.3 else []
    metrics = "  order: {conversion: ordered, from: looking, within: 7 days}\n"
    known = {"metrics": metrics, "customers": (("customer", "kind"), people)}
    with workspace(tmp_path, log, as_of=MONDAY + timedelta(days=46), **known) as ws:
        newest, before = (ws.leaks(week, by="kind").rows for week in ("2026-W07", "2026-W06"))
    newest, before = ([r for r in rows if r.stage == "looking"] for rows in (newest, before))
    assert {row.change.status for row in newest} == {"immature"}
    assert all(row.n < 50 and "whole window" in row.to_dict()["note"] for row in newest)
    assert {row.change.status for row in before} == {"ok"}
