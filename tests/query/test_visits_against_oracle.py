"""Sessions, carts and coupons agree with plain Python, customer by customer."""

from __future__ import annotations

import random
from datetime import timedelta

import pytest

import stagelift
from stagelift.data.zones import to_us
from stagelift.statistics.clustered import clustered_share
from stagelift.statistics.pairs import PairMoments
from tiny import MONDAY, write_csv, write_events

MINUTE = 60_000_000
DAY = 1440 * MINUTE
SPAN = (to_us(MONDAY), to_us(MONDAY) + 7 * DAY)
AS_OF = MONDAY + timedelta(days=12)
JOURNEY = """\
journey: visits
zone: Asia/Seoul
currency: EUR
sources:
  log: {{read: events.parquet, as: events, customer: customer, time: time, event: event{more}}}
  people: {{read: people.csv, as: customers, customer: customer, keep: [who]}}
stages: {{one: seen, two: added, three: bought}}
"""
METRICS = """\
metrics:
  bounce: {bounce: seen | added | bought}
  bounce_hour: {bounce: seen | added, gap: 1 hour}
  bounce_from: {bounce: seen | added | bought, from: two}
  exit: {exit_rate: added, among: seen | bought}
  again: {revisit: seen | added, within: 2 days}
  again_days: {revisit: seen, within: 3 days, by: days}
  abandoned: {cart_abandonment: added, bought: bought, within: 1 day}
  recovered: {cart_recovery: added, bought: bought, within: 6 hours, recovered: 2 days}
"""
KEYED = """\
  used: {redemption: given, used: used, by: thing, within: 2 days}
  used_in_time: {redemption: given, used: used, by: thing, expires: ended}
  used_both: {redemption: given, used: used, by: thing, within: 1 day, expires: ended}
  used_x: {redemption: given, used: used, by: thing, within: 2 days, where: {kind: x}}
"""


def draw(seed, *, names):
    """Events of 90 customers on a grid of ten minutes, in bursts."""
    rng = random.Random(seed)
    rows = set()
    for number in range(90):
        for _ in range(rng.randint(1, 9)):
            begin = to_us(MONDAY) + rng.randint(-100, 1200) * 10 * MINUTE
            for _ in range(rng.randint(1, 5)):
                at = begin + rng.choice([0, 1, 2, 3, 4, 6, 7]) * 10 * MINUTE
                name = rng.choice(["seen", "seen", "added", "bought", *names])
                thing = rng.choice(["", "1", "2", "3"])
                kind = rng.choice("xy")
                session = rng.choice(["", "", "s1", "s2"])
                rows.add((f"c{number}", at, name, thing, kind, session))
    return sorted(rows)


def measured(root, rows, *, more, metrics):
    (root / "journey.yaml").write_text(JOURNEY.format(more=more), encoding="utf-8")
    (root / "metrics").mkdir()
    (root / "metrics" / "all.yaml").write_text(metrics, encoding="utf-8")
    write_csv(root / "people.csv", ("customer", "who"), [(f"c{n}", f"c{n}") for n in range(90)])
    instants = [
        (c, (MONDAY + timedelta(microseconds=at - SPAN[0])).isoformat(), *rest)
        for c, at, *rest in rows
    ]
    random.Random(2).shuffle(instants)
    write_events(root, ("customer", "time", "event", "thing", "kind", "session"), instants)
    with stagelift.open(root, as_of=AS_OF) as ws:
        found = {(e.metric, e.segment): e for e in ws.kpis("2026-01-05..2026-01-11", by="who")}
    log = {}
    for customer, *row in rows:
        if row[0] < to_us(AS_OF):
            log.setdefault(customer, []).append(row)
    return found, log


@pytest.fixture(scope="module")
def named(tmp_path_factory):
    """A log with cart numbers, coupon numbers and, in some rows, sessions."""
    rows = draw(6, names=("given", "given", "used", "used", "ended"))
    more = ", cart_id: thing, session: session, keep: [thing, kind]"
    return measured(tmp_path_factory.mktemp("named"), rows, more=more, metrics=METRICS + KEYED)


@pytest.fixture(scope="module", params=["plain", "named"])
def world(request, tmp_path_factory):
    """What was measured, the log, and whether its sources name carts and sessions."""
    if request.param == "named":
        return *request.getfixturevalue("named"), True
    found, log = measured(
        tmp_path_factory.mktemp("plain"), draw(5, names=()), more="", metrics=METRICS
    )
    return found, log, False


START = to_us(MONDAY) - 9 * 60 * MINUTE  # local days of Seoul


def in_period(at):
    return START <= at < START + 7 * DAY


def sessions(rows, names, gap, *, by_name):
    """Lists of (at, name) that are one session."""
    hits = [(at, name, session) for at, name, _, _, session in rows if name in names]
    found = {}
    for at, name, session in hits:
        if by_name and session:
            found.setdefault(session, []).append((at, name))
    cut, last = [], None
    for at, name, session in sorted(hits):
        if by_name and session:
            continue
        if last is None or at - last >= gap:
            cut.append([])
        cut[-1].append((at, name))
        last = at
    return [*found.values(), *cut]


def shares(rows, names, gap, *, by_name, ends=None, since=START):
    """(top, bottom) of the sessions begun in the period."""
    top = bottom = 0
    for session in sessions(rows, names, gap, by_name=by_name):
        ats = [at for at, _ in session]
        if not in_period(min(ats)) or min(ats) < since:
            continue
        if ends is None:
            bottom += 1
            top += len(session) == 1
        elif any(name == ends for _, name in session):
            bottom += 1
            top += (max(ats), ends) in session
    return top, bottom


def check(found, name, expected):
    """Each customer's ratio, and everyone's."""
    tops = bottoms = units = 0
    for customer, (top, bottom) in expected.items():
        mine = found.get((name, f"who={customer}"))
        if bottom:
            assert mine.n == 1
            assert mine.value == pytest.approx(top / bottom, abs=1e-9), (customer, top, bottom)
            units += 1
        tops, bottoms = tops + top, bottoms + bottom
    everyone = found[name, None]
    assert everyone.n == units
    assert everyone.value == pytest.approx(tops / bottoms, abs=1e-9)
    assert 0 < tops < bottoms
    # the interval knows that one customer's visits or carts are alike
    pairs = [pair for pair in expected.values() if pair[1]]
    sums = [sum(x**i * y**j for x, y in pairs) for i, j in ((1, 0), (0, 1), (2, 0), (0, 2), (1, 1))]
    known = clustered_share(PairMoments.from_sums(units, *sums, scale=1))
    assert (everyone.low, everyone.high) == pytest.approx((known.low, known.high), abs=1e-9)


def test_bounces_and_exits(world):
    found, log, by_name = world
    every = ("seen", "added", "bought")
    asked = {
        "bounce": (every, 30, None),
        "bounce_hour": (("seen", "added"), 60, None),
        "exit": (every, 30, "added"),
    }
    for name, (names, gap, ends) in asked.items():
        check(
            found,
            name,
            {
                customer: shares(rows, names, gap * MINUTE, by_name=by_name, ends=ends)
                for customer, rows in log.items()
            },
        )


def moves(rows):
    stages = {"seen": 1, "added": 2, "bought": 3}
    ordered = sorted((at, stages[name]) for at, name, *_ in rows if name in stages)
    return [m for n, m in enumerate(ordered) if not n or ordered[n - 1][1] != m[1]]


def test_bounces_of_entrants_from_then_on(world):
    found, log, by_name = world
    expected = {}
    for customer, rows in log.items():
        inside = [at for at, stage in moves(rows) if stage == 2 and in_period(at)]
        if inside:
            every = ("seen", "added", "bought")
            expected[customer] = shares(
                rows, every, 30 * MINUTE, by_name=by_name, since=min(inside)
            )
    check(found, "bounce_from", expected)


def test_revisits(world):
    found, log, by_name = world
    for name, names, days in (("again", ("seen", "added"), 2), ("again_days", ("seen",), 3)):
        k = n = 0
        for rows in log.values():
            seen = [at for at, event, *_ in rows if event in names and in_period(at)]
            if not seen:
                continue
            start, end = min(seen), min(seen) + days * DAY
            if name == "again_days":
                inside = [at for at, event, *_ in rows if event in names and start <= at < end]
                visits = len({(at + 9 * 60 * MINUTE) // DAY for at in inside})
            else:
                visits = sum(
                    max(s)[0] >= start and min(s)[0] < end
                    for s in sessions(rows, names, 30 * MINUTE, by_name=by_name)
                )
            n += 1
            k += visits >= 2
        assert (found[name, None].n, found[name, None].k) == (n, k)
        assert 0 < k < n


def carts(rows, within, *, by_name):
    """(opened, closed) of each cart; closed is None when nothing of it was bought."""
    events = sorted(
        (at, name == "bought", thing) for at, name, thing, *_ in rows if name in ("added", "bought")
    )
    if by_name:
        keys = {thing for _, bought, thing in events if thing and not bought}
        found = []
        for key in keys:
            opened = min(at for at, bought, thing in events if thing == key and not bought)
            closed = [at for at, b, thing in events if thing == key and b and at >= opened]
            found.append((opened, min(closed, default=None)))
        return found
    begun = []
    for number, (at, bought, _) in enumerate(events):
        before = events[number - 1] if number else None
        if not bought and (before is None or before[1] or at - before[0] >= within):
            begun.append(at)
    ends = [*begun[1:], float("inf")][: len(begun)]
    return [
        (opened, min((at for at, b, _ in events if b and opened <= at < end), default=None))
        for opened, end in zip(begun, ends, strict=True)
    ]


def test_carts_left_behind_and_recovered(world):
    found, log, by_name = world
    abandoned, recovered = {}, {}
    for customer, rows in log.items():
        mine = [c for c in carts(rows, DAY, by_name=by_name) if in_period(c[0])]
        lost = [c for c in mine if c[1] is None or c[1] >= c[0] + DAY]
        abandoned[customer] = (len(lost), len(mine))
        due = 360 * MINUTE
        short = [c for c in carts(rows, due, by_name=by_name) if in_period(c[0])]
        lost = [c for c in short if c[1] is None or c[1] >= c[0] + due]
        back = [c for c in lost if c[1] is not None and c[1] < c[0] + due + 2 * DAY]
        recovered[customer] = (len(back), len(lost))
    check(found, "abandoned", abandoned)
    check(found, "recovered", recovered)


@pytest.mark.parametrize("name", ["used", "used_in_time", "used_both", "used_x"])
def test_coupons_used_in_time(named, name):
    found, log = named
    within = {"used": 2 * DAY, "used_both": DAY, "used_x": 2 * DAY}.get(name)
    expected = {}
    for customer, rows in log.items():
        top = bottom = 0
        for key in {thing for _, event, thing, *_ in rows if thing}:
            given = [
                at
                for at, event, thing, kind, _ in rows
                if event == "given" and thing == key and (name != "used_x" or kind == "x")
            ]
            if not given or not in_period(min(given)):
                continue
            begin = min(given)
            ends = [
                at
                for at, event, thing, *_ in rows
                if event == "ended" and thing == key and at >= begin
            ]
            limits = [begin + within] if within else []
            limits += [min(ends)] if ends and name in ("used_in_time", "used_both") else []
            if not limits:
                continue  # its end is not known
            used = [
                at
                for at, event, thing, *_ in rows
                if event == "used" and thing == key and begin <= at < min(limits)
            ]
            bottom += 1
            top += bool(used)
        expected[customer] = (top, bottom)
    check(found, name, expected)
