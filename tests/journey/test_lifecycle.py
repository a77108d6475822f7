"""The lifecycle by hand, by brute force on a random log, and its edges."""

from __future__ import annotations

import random
from datetime import UTC, datetime, timedelta
from itertools import pairwise

import pytest

from stagelift.errors import ArgumentError
from stagelift.journey.lifecycle import quick_ratio
from stagelift.journey.lifecycle_counts import LifecycleCounts, hidden_counts
from tiny import MONDAY, day, workspace

# weeks 2026-W02 to W05 begin on days 0, 7, 14 and 21; the log begins a week before
PATTERNS = {
    "steady": (0, 7, 14, 21),
    "away": (0, 7, 21),  # dormant in W04, back in W05
    "gone": (0, 7),
    "fresh": (14, 21),
    "late": (21,),
    "old": (-7, 14),
}
TIMES = 12  # of each, so that every cell may be shown


def log():
    return [
        (f"{name}{n}", day(when + n / 24), "visited")
        for name, days in PATTERNS.items()
        for n in range(TIMES)
        for when in days
    ]


@pytest.fixture(scope="module")
def ws(tmp_path_factory):
    people = (("customer", "kind"), [(f"{n}{i}", n) for n in PATTERNS for i in range(TIMES)])
    root = tmp_path_factory.mktemp("life")
    segments = "  regular: {did: visited, at_least: 2 times}\n"
    with workspace(root, log(), segments=segments, customers=people) as opened:
        yield opened


def table(found, segment=None):
    names = ("active", "new", "retained", "resurrected", "turned_dormant", "dormant")
    return [tuple(found.row(n, p, segment).k for n in names) for p in found.periods]


def test_flows_by_hand(ws):
    found = ws.lifecycle("2026-W05", event="visited", history=2)
    assert found.periods == ("2026-W03", "2026-W04", "2026-W05")
    t = TIMES
    assert table(found) == [
        (3 * t, 0, 3 * t, 0, 0, t),  # steady away gone; old sleeps
        (3 * t, t, t, t, 2 * t, 2 * t),  # steady; fresh new; old back; away and gone sleep
        (4 * t, t, 2 * t, t, t, 2 * t),  # steady fresh; late new; away back; old sleeps
    ]
    assert (found.row("retained").value, found.row("retained").n) == (2 / 3, 3 * t)
    assert (found.row("resurrected").value, found.row("resurrected").n) == (0.5, 2 * t)
    quick = found.row("quick_ratio")
    assert (quick.value, quick.k, quick.n) == (2.0, 2 * t, t)
    assert quick.low < 2 < quick.high
    assert found.row("turned_dormant").method == "wilson"


def test_a_longer_window_keeps_customers_active(ws):
    found = ws.lifecycle("2026-W05", event="visited", within="14 days", history=0)
    # active at the end of W04: steady away gone old fresh; of W05: steady away fresh late old
    t = TIMES
    assert table(found) == [(5 * t, t, 4 * t, 0, t, t)]


def test_a_segment_is_asked_before_the_period(ws):
    found = ws.lifecycle("2026-W04", event="visited", by=["regular", "kind"], history=0)
    t = TIMES
    # twice by W04: steady, away, gone; a new customer has come once at its first visit
    assert table(found, "regular") == [(t, 0, t, 0, 2 * t, 2 * t)]
    assert table(found, "kind=old") == [(t, 0, 0, t, 0, 0)]
    assert table(found, "kind=fresh") == [(t, t, 0, 0, 0, 0)]
    assert table(found)[0] == tuple(
        sum(parts)
        for parts in zip(
            *(table(found, f"kind={n}")[0] for n in PATTERNS if n != "late"), strict=True
        )
    )


def test_a_period_that_is_not_over_and_one_before_the_data(ws):
    found = ws.lifecycle("2026-W02", event="visited", history=1)
    assert [found.row("active", p).status for p in found.periods] == ["not_identifiable", "ok"]
    assert found.row("new", "2026-W01").k is None
    with ws.seen(MONDAY + timedelta(days=20)) as earlier:
        found = earlier.lifecycle("2026-W04", event="visited", history=1)
        assert [found.row("active", p).status for p in found.periods] == ["ok", "immature"]
        assert "not over yet" in str(found)


def test_texts(ws):
    found = ws.lifecycle("2026-W05", event="visited", history=0)
    assert "active = new + retained + resurrected" in str(found)
    assert "quick ratio 2.00" in str(found)
    assert "visited in the period" in str(found)
    assert "활동 = 신규 + 유지 + 복귀" in found.text("ko")
    assert "2026-W05: 직전 활동 고객의 66.7%" in found.text("ko")
    rows = found.to_dicts()
    assert {row["measure"] for row in rows} >= {"active", "quick_ratio"}
    assert rows[0]["rule"] == "visited"


def test_bad_arguments(ws):
    with pytest.raises(ArgumentError, match="at least the length of a period"):
        ws.lifecycle("2026-W05", within="6 days")
    with pytest.raises(ArgumentError, match=r"lifecycle: .* is not a duration"):
        ws.lifecycle("2026-W05", within="soon")
    with pytest.raises(ArgumentError, match="history: -1 came"):
        ws.lifecycle("2026-W05", history=-1)


def test_without_an_event_all_that_opens_a_stage_shows_activity(ws):
    assert ws.lifecycle("2026-W05", history=0).rule.startswith("visited | ordered")


def test_nobody(tmp_path):
    with workspace(tmp_path, log()) as opened:
        found = opened.lifecycle("2026-W05", event="flown", history=0)
    assert found.row("active").status == "no_data"
    assert found.row("quick_ratio").status == "no_data"


def test_weeks_of_seoul_over_a_year_of_53_weeks(tmp_path):
    """2026 has 53 weeks; Monday begins at 15:00 UTC of Sunday."""
    first = datetime(2026, 12, 27, 15, tzinfo=UTC)  # 28 December in Seoul, 2026-W53
    rows = [
        ("a", first.isoformat(), "visited"),
        ("b", (first - timedelta(microseconds=1)).isoformat(), "visited"),
        ("a", (first + timedelta(days=7)).isoformat(), "visited"),
        ("z", (first - timedelta(days=14)).isoformat(), "visited"),
    ]
    as_of = datetime(2027, 2, 1, tzinfo=UTC)
    with workspace(tmp_path, rows, zone="Asia/Seoul", as_of=as_of) as opened:
        from stagelift.data.query.lifecycles import Lifecycles, measure_lifecycles
        from stagelift.journey.lifecycle_counts import counts_by_state

        request = opened._request([opened.period(f"2026-W{w}") for w in (52, 53)], ())
        more = opened._request([opened.period("2027-W01")], ())
        asked = Lifecycles((("visited", 1),), (*request.periods, *more.periods), None)
        found = counts_by_state(measure_lifecycles(opened.contract, asked))
    assert found[(1, None)] == LifecycleCounts(new=1, turned_dormant=1, still_dormant=1)
    assert found[(2, None)] == LifecycleCounts(retained=1, still_dormant=2)


def brute(rows, periods):
    """Each customer's states, from sets of days in plain Python."""
    found = []
    for number in range(1, len(periods)):
        (before, start), (_, end) = periods[number - 1], periods[number]
        counts = dict.fromkeys(LifecycleCounts.__dataclass_fields__, 0)
        for times in rows.values():
            past = [t for t in times if t < end]
            if not past:
                continue
            now = any(start <= t for t in past)
            then = any(before <= t < start for t in past)
            if min(past) >= start:
                counts["new"] += 1
            elif now:
                counts["retained" if then else "resurrected"] += 1
            else:
                counts["turned_dormant" if then else "still_dormant"] += 1
        found.append(LifecycleCounts(**counts))
    return found


@pytest.mark.parametrize("seed", range(3))
def test_the_same_by_brute_force(tmp_path, seed):
    rng = random.Random(seed)
    rows = {}
    for number in range(150):
        times = [rng.uniform(-7, 35) for _ in range(rng.choice([1, 1, 2, 3, 6]))]
        rows[f"c{number}"] = [round(t * 24) / 24 for t in times]
    events = [
        (name, day(t), rng.choice(["visited", "ordered"])) for name, ts in rows.items() for t in ts
    ]
    events += [("first", day(-7), "other")]
    rng.shuffle(events)
    periods = [(7 * n, 7 * n + 7) for n in range(4)]
    with workspace(tmp_path, events) as opened:
        found = opened.lifecycle("2026-W05", event="visited | ordered", history=2)
        from stagelift.data.query.lifecycles import Lifecycles, measure_lifecycles
        from stagelift.journey.lifecycle_counts import counts_by_state

        wanted = opened.period("2026-W05")
        request = opened._request((*wanted.history(3), wanted), ())
        asked = Lifecycles((("visited", 1), ("ordered", 1)), request.periods, None)
        raw = counts_by_state(measure_lifecycles(opened.contract, asked))
    expected = brute(rows, periods)
    assert [raw[(n, None)] for n in (1, 2, 3)] == expected
    for one, other in pairwise(expected):
        assert other.before == one.active
        assert other.dormant == one.dormant - other.resurrected + other.turned_dormant
        assert other.ever == one.ever + other.new
    assert any(row.k is not None for row in found.rows)


def test_a_cell_of_few_takes_others_with_it():
    own = LifecycleCounts(new=40, retained=30, resurrected=5, turned_dormant=20, still_dormant=50)
    hidden = {name for name, *_ in hidden_counts({(1, None): own})}
    assert "resurrected" in hidden
    # active = new + retained + resurrected: one of the others is hidden, too
    assert {"new", "retained", "active"} & hidden
    assert {"dormant_before", "still_dormant"} & hidden


def test_the_quick_ratio_without_losses():
    assert quick_ratio(5, 0).status == "no_data"
    only = quick_ratio(0, 20)
    assert (only.value, only.low) == (0.0, 0.0)
    assert only.high > 0
