"""Alerts: what leaves its limits, from when, the early look, and what never alerts."""

from __future__ import annotations

import random
from datetime import date, timedelta
from itertools import pairwise

import pytest

from stagelift.errors import ArgumentError
from stagelift.metrics.alerts.series import spans_of
from tiny import MONDAY, day, workspace

METRICS = """\
  order: {conversion: ordered, from: looking, within: 6 days}
  spent: {sum: ordered.value, from: looking, within: 6 days}
"""
DAYS = 70
FALL = 56


def shop(*, fall=FALL, days=DAYS, share=0.30, fallen=0.10, seed=3, kinds=("app", "web")):
    """Sixty newcomers a day; from one day on those of the app order less."""
    rng = random.Random(seed)
    events, people = [], []
    for number in range(days):
        for each in range(60):
            who, kind = f"{number}-{each}", kinds[each % len(kinds)]
            people.append((who, kind))
            events.append((who, day(number + rng.random() * 0.9), "visited", ""))
            level = fallen if number >= fall and kind == kinds[0] else share
            if rng.random() < level:
                events.append((who, day(number + 1 + rng.random() * 0.9), "ordered", "10"))
    return events, people


def opened(root, made, **more):
    events, people = made
    as_of = more.pop("as_of", MONDAY + timedelta(days=DAYS, hours=6))
    customers = (("customer", "device"), people)
    return workspace(root, events, metrics=METRICS, customers=customers, as_of=as_of, **more)


@pytest.fixture(scope="module")
def fallen(tmp_path_factory):
    with opened(tmp_path_factory.mktemp("fallen"), shop(fallen=0.02)) as ws:
        yield ws


def rows(found, kind="mature", segment=None):
    return next(r for r in found.rows if (r.kind, r.segment) == (kind, segment))


def test_a_fall_alerts_with_its_first_day(fallen):
    found = fallen.alerts()
    alert = rows(found)
    assert (alert.state, alert.worse, alert.mature) == ("alert", True, True)
    # the newest whole windows: six days before the last whole day
    assert alert.last_day == date(2026, 1, 5) + timedelta(days=DAYS - 7)
    assert alert.first_day == alert.last_day - timedelta(days=6)
    assert abs((alert.since - (date(2026, 1, 5) + timedelta(days=FALL))).days) <= 1
    assert alert.span.n == 7 * 60
    assert alert.span.value < 0.22 < alert.span.usual
    assert found.worse[0] is alert
    assert found.unwatched == ("spent",)
    assert found.false_alarms == pytest.approx(found.judged * 91 * 0.0027)


def test_the_early_look_is_younger_and_at_the_same_age(fallen):
    found = fallen.alerts(["order"])
    early, mature = rows(found, "early"), rows(found)
    assert (early.age_days, early.mature) == (2, False)
    assert early.last_day == mature.last_day + timedelta(days=4)
    assert early.state == "alert"
    # of those who ever order nearly all do within two days: the same age on both sides
    assert early.span.usual == pytest.approx(0.30, abs=0.03)
    assert early.span.value < 0.22


def test_segments_are_watched_beside_the_total(fallen):
    found = fallen.alerts(by="device")
    app, web = rows(found, segment="device=app"), rows(found, segment="device=web")
    assert (app.state, web.state) == ("alert", "steady")
    assert web.since is None
    assert app.span.n + web.span.n == rows(found).span.n
    assert web.adjusted_p_value >= web.span.p_value


def test_text_and_rows_say_the_same(fallen):
    found = fallen.alerts()
    text, korean = str(found), found.text("ko")
    assert "alerts to look at" in text
    assert "Expected false alarms in a quarter" in text
    assert "거짓 경보" in korean
    assert "seven days together, from earlier days of the same weekday" in text
    assert "같은 요일" in korean
    first = found.to_dicts()[0]
    assert (first["state"], first["worse"], first["method"]) == ("alert", True, "laney_t")
    assert {"n", "value", "usual", "low", "high", "since", "mature", "p_value"} <= set(first)


def test_a_steady_shop_is_quiet(tmp_path):
    with opened(tmp_path, shop(fall=DAYS)) as ws:
        found = ws.alerts(by="device")
        assert found.alerts == ()
        assert str(found).startswith("No alert")
        assert found.text("ko").startswith("경보 없음")


def test_open_windows_never_alert(tmp_path):
    # the fall is two days old: no window of six days has closed since, nor one of two
    with opened(tmp_path, shop(fall=DAYS - 2, fallen=0.0)) as ws:
        found = ws.alerts()
    assert found.alerts == ()
    assert rows(found).last_day < date(2026, 1, 5) + timedelta(days=DAYS - 2)


def test_a_short_past_is_not_judged(tmp_path):
    made = shop(days=20, fall=20)
    with opened(tmp_path, made, as_of=MONDAY + timedelta(days=20)) as ws:
        found = ws.alerts()
    assert {row.state for row in found.rows} == {"unknown"}
    assert found.judged == 0
    assert "not judged" in str(found)


def test_holidays_are_neither_judged_nor_usual(tmp_path):
    made = shop(fall=DAYS)
    with opened(tmp_path, made, zone="Asia/Seoul", country="KR") as ws:
        (series,) = [r for r in ws.alerts(["order"]).rows if r.kind == "mature"]
    with opened(tmp_path / "plain", made, zone="Asia/Seoul") as ws:
        (plain,) = [r for r in ws.alerts(["order"]).rows if r.kind == "mature"]
    # Seollal, 16 to 18 February 2026, Samiljeol on Sunday 1 March and the Monday after for it
    assert plain.first_day == series.first_day
    assert plain.span.baseline - series.span.baseline == 5


def test_few_customers_are_hidden_and_so_is_the_part_that_would_give_them_away(tmp_path):
    events, people = shop(fall=DAYS)
    people = [
        (who, "tv" if who.endswith("-7") and int(who[:-2]) > 50 else kind) for who, kind in people
    ]
    kept = {who for who, kind in people if kind == "tv" and int(who.partition("-")[0]) > 59}
    people = [(who, kind if kind != "tv" or who in kept else "app") for who, kind in people]
    with opened(tmp_path, (events, people)) as ws:
        found = ws.alerts(["order"], by="device")
    hidden = {r.segment for r in found.rows if r.kind == "mature" and r.span.status == "low_n"}
    assert "device=tv" in hidden
    assert len(hidden) == 2
    assert all(r.span.n == 0 for r in found.rows if r.segment in hidden and r.kind == "mature")


def test_weeks_need_half_a_year(fallen):
    found = fallen.alerts(every="week")
    assert {row.state for row in found.rows} == {"unknown"}
    assert "Laney limits from earlier weeks" in str(found)
    assert "weekday" not in str(found)
    assert "요일" not in found.text("ko")


def test_wrong_questions_name_the_nearest(fallen):
    with pytest.raises(ArgumentError, match=r"unknown metric 'ordr'. Did you mean 'order'"):
        fallen.alerts(["ordr"])
    with pytest.raises(ArgumentError, match="every: 'hour' came; allowed are day, week"):
        fallen.alerts(every="hour")


def test_days_are_local_over_a_change_of_the_clocks_and_weeks_begin_on_monday():
    days = spans_of("day", date(2026, 3, 28), date(2026, 3, 31), "Europe/Berlin")
    assert [(one.end - one.start) // 3_600_000_000 for one in days] == [24, 23, 24]
    assert [one.label for one in days] == ["2026-03-28", "2026-03-29", "2026-03-30"]
    assert all(one.end == other.start for one, other in pairwise(days))
    # 2026 has a week 53; Thursday 24 December begins no week
    weeks = spans_of("week", date(2026, 12, 24), date(2027, 1, 12), "Asia/Seoul")
    assert [one.label for one in weeks] == ["2026-12-28", "2027-01-04"]
    leap = spans_of("day", date(2028, 2, 28), date(2028, 3, 2), "UTC")
    assert [one.label for one in leap] == ["2028-02-28", "2028-02-29", "2028-03-01"]
    assert spans_of("week", date(2026, 1, 6), date(2026, 1, 12), "UTC") == ()


def test_copies_and_order_of_rows_change_nothing(tmp_path):
    events, people = shop(days=45, fall=40)
    rows = [(*row, f"id{number}") for number, row in enumerate(events)]
    twice = rows + rows[::2]
    random.Random(9).shuffle(twice)
    found = []
    for name, given in (("once", rows), ("twice", twice)):
        as_of = MONDAY + timedelta(days=45, hours=6)
        with opened(tmp_path / name, (given, people), as_of=as_of) as ws:
            found.append(ws.alerts(by="device").to_dicts())
    assert found[0] == found[1]


def test_a_named_segment_does_not_tell_of_the_few_who_are_not_in_it(tmp_path):
    events, people = shop(fall=DAYS)
    few = {f"{number}-7" for number in range(DAYS)}  # one of sixty a day, seven of those judged
    people = [(who, "tv" if who in few else "app") for who, _ in people]
    with opened(tmp_path, (events, people), segments="  apps: {where: {device: app}}\n") as ws:
        found = ws.alerts(["order"], by="apps")
    assert rows(found).span.n == 420
    assert rows(found, segment="apps").span.n == 0
