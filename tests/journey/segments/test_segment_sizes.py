"""Sizes, coverage and overlap counted by hand; what would tell about few people is not there."""

from __future__ import annotations

import random
from itertools import combinations

import numpy as np
import pytest

from stagelift.data.query.memberships import MemberCounts, SetCount
from stagelift.errors import ArgumentError
from stagelift.journey.segments.counted import hidden_cells
from tiny import day, workspace

NAMES = [f"c{n:02}" for n in range(60)]
# 30 saw, 25 bought (15 of them saw), 12 told (all bought, none saw), 20 did neither of these
LOG = (
    [(name, day(0), "saw") for name in NAMES[:30]]
    + [(name, day(1), "bought") for name in NAMES[15:40]]
    + [(name, day(2), "told") for name in NAMES[30:40] + NAMES[38:40]]
    + [(name, day(0), "slept") for name in NAMES[40:]]
)
SEGMENTS = """\
  saw: {did: saw, label: {ko: 봄, en: Saw}}
  bought: {did: bought}
  told: {did: told}
  slept: {did: slept}
  nobody: {did: flown}
segment_sets: {ways: [saw, told], apart: [slept, bought]}
"""


@pytest.fixture(scope="module")
def ws(tmp_path_factory):
    root = tmp_path_factory.mktemp("sizes")
    with workspace(root, LOG, segments=SEGMENTS) as opened:
        yield opened


def test_sizes_and_shares(ws):
    found = ws.segments()
    assert found.n == 60
    assert [(r.segment, r.k) for r in found.rows if r.of == "segment"] == [
        ("saw", 30),
        ("bought", 25),
        ("told", 10),
        ("slept", 20),
        ("nobody", 0),
    ]
    row = found.row("saw")
    assert (row.value, round(row.low, 4), round(row.high, 4)) == (0.5, 0.3774, 0.6226)
    empty = found.row("nobody")
    assert (empty.status, empty.value, empty.note) == ("no_data", 0.0, "nobody is in it")


def test_coverage_other_and_more_than_one(ws):
    found = ws.segments()
    sets = {(r.segment, r.of): r.k for r in found.rows if r.of != "segment"}
    assert sets[("ways", "covered")] == 40
    assert sets[("ways", "other")] == 20
    assert sets[("ways", "several")] == 0
    assert dict(found.partitions) == {"ways": True, "apart": True}
    assert (sets[("all", "covered")], sets[("all", "other")]) == (60, 0)


def test_overlap_by_hand(ws):
    found = ws.overlap()
    pair = found.pair("bought", "saw")
    assert (pair.first, pair.k, pair.first_n, pair.second_n) == ("saw", 15, 30, 25)
    assert (pair.of_first.value, pair.of_second.value, pair.jaccard.value) == (0.5, 0.6, 0.375)
    assert found.share("told", "bought") == 1.0
    assert found.share("bought", "told") == 0.4
    assert found.pair("nobody", "saw").jaccard.value == 0.0
    rows = found.to_dicts()
    assert len(rows) == 10
    assert rows[0]["jaccard_low"] < rows[0]["jaccard"] < rows[0]["jaccard_high"]


def test_texts_in_both_languages(ws):
    text, korean = str(ws.segments()), ws.segments().text("ko")
    assert "saw (Saw)         30  50.0% [37.7, 62.3]" in text
    assert "other: in none" in text
    assert "exclusive, as declared" in text
    assert "saw (봄)" in korean
    assert "기타: 어디에도 없음" in korean
    assert "60.0%" in str(ws.overlap())
    assert "행의 고객 가운데" in ws.overlap().text("ko")


def test_sets_stand_for_their_segments(ws):
    assert [r.segment for r in ws.segments("ways").rows if r.of == "segment"] == ["saw", "told"]
    metric = ws.kpis("2026-W02", by="ways", metrics={})
    assert len(metric) == 0


def test_bad_arguments(ws):
    with pytest.raises(ArgumentError, match=r"unknown segment 'sawn'. Did you mean 'saw'"):
        ws.segments("sawn")
    with pytest.raises(ArgumentError, match="the instant lies after"):
        ws.segments(at="2027-01-01")
    with pytest.raises(ArgumentError, match="'tomorrow' is no instant"):
        ws.overlap(at="tomorrow")


def test_a_journey_without_segments(tmp_path):
    with workspace(tmp_path, LOG) as opened, pytest.raises(ArgumentError, match="has none"):
        opened.segments()


def test_three_people_are_not_shown_nor_can_be_computed(tmp_path):
    log = [(name, day(0), "saw") for name in NAMES] + [(n, day(1), "won") for n in NAMES[:3]]
    log += [(name, day(1), "bought") for name in NAMES[:57]]
    segments = (
        "  winners: {did: won}\n  losers: {did: saw, did_not: won}\n  buyers: {did: bought}\n"
    )
    with workspace(tmp_path, log, segments=segments) as opened:
        found, pairs = opened.segments(), opened.overlap()
    for name in ("winners", "losers", "buyers"):  # 57 of 60 tell of the other three
        row = found.row(name)
        assert (row.k, row.value, row.low, row.status) == (None, None, None, "low_n")
    assert "fewer than 10 customers" in found.row("winners").note
    assert found.row("all", "covered").k is None
    assert all(pair.k in (None, 0) for pair in pairs.pairs)
    assert all(pair.of_first is None for pair in pairs.pairs if pair.k is None)
    assert " 3 " not in str(found)
    assert " 57 " not in str(found)


def atoms(rng, groups):
    """Customers by the set of segments they are in."""
    return {
        frozenset(inside): rng.choice([0, 0, 2, 5, 12, 30, 80])
        for size in range(groups + 1)
        for inside in combinations(range(groups), size)
    }


def counts_of(found, groups):
    def total(test):
        return sum(many for inside, many in found.items() if test(inside))

    sizes = tuple(total(lambda inside, a=a: a in inside) for a in range(groups))
    both = tuple(
        ((a, b), total(lambda inside, a=a, b=b: {a, b} <= inside))
        for a, b in combinations(range(groups), 2)
    )
    whole = SetCount(total(lambda i: len(i) == 1), total(lambda i: len(i) > 1))
    return MemberCounts(total(lambda _: True), sizes, both, (whole,))


@pytest.mark.parametrize("groups", [2, 3, 4])
@pytest.mark.parametrize("name", ["all", "declared"])
def test_no_small_cell_follows_from_what_is_shown(groups, name):
    """A count of few follows when no world that looks the same could have another one."""
    rng = random.Random(7)
    keys = [frozenset(i) for n in range(groups + 1) for i in combinations(range(groups), n)]
    told = 0
    for _ in range(60):
        found = atoms(rng, groups)
        counts = counts_of(found, groups)
        hidden = hidden_cells(counts, ((name, tuple(range(groups))),), 10)
        apart = [pair for pair, both in counts.both if not both]  # shown, so nobody is in them
        rows = [np.ones(len(keys))]
        rows += [np.eye(len(keys))[n] for n, k in enumerate(keys) if any({*p} <= k for p in apart)]
        rows += [np.array([a in k for k in keys]) for a in range(groups) if ("in", a) not in hidden]
        rows += [
            np.array([{a, b} <= k for k in keys])
            for a, b in combinations(range(groups), 2)
            if ("both", a, b) not in hidden
        ]
        if ("set", 0) not in hidden:
            rows.append(np.array([bool(k) for k in keys]))
            rows += [np.array([len(k) > 1 for k in keys])] if name == "declared" else []
        shown = np.array(rows, dtype=float)
        rank = np.linalg.matrix_rank(shown)
        targets = {("in", a): [a in k for k in keys] for a in range(groups)}
        targets |= {(a, b): [{a, b} <= k for k in keys] for a, b in combinations(range(groups), 2)}
        for test in targets.values():
            size = sum(found[k] for k, inside in zip(keys, test, strict=True) if inside)
            follows = np.linalg.matrix_rank(np.vstack([shown, np.array(test, float)])) == rank
            told += follows
            assert not (follows and 0 < size < 10), (found, hidden)
    assert told > 20


def test_two_ids_of_one_person_count_once(tmp_path):
    """A device before the login and a member after it are one customer of a segment."""
    (tmp_path / "app.csv").write_text(
        "device,member,time,event\n"
        + "".join(f"d{n},,2026-01-05T00:00:00Z,visited\n" for n in range(12))
        + "".join(f"d{n},m{n},2026-01-06T00:00:00Z,logged_in\n" for n in range(12)),
        encoding="utf-8",
    )
    (tmp_path / "orders.csv").write_text(
        "member,time\n" + "".join(f"m{n},2026-01-07T00:00:00Z\n" for n in range(12)),
        encoding="utf-8",
    )
    (tmp_path / "journey.yaml").write_text(
        """\
journey: joined
zone: UTC
sources:
  app: {read: app.csv, customer: device, time: time, event: event, keep: {member: member}}
  orders: {read: orders.csv, customer: member, time: time, event: "'ordered'"}
same_person: {app.device: orders.member}
stages: {seen: visited, bought: ordered}
segments:
  both: {did: [visited, ordered]}
  visitors: {did: visited}
""".replace("same_person: {app.device: orders.member}", "same_person: {app.member: orders.member}"),
        encoding="utf-8",
    )
    import stagelift

    with stagelift.open(tmp_path, as_of="2026-02-01") as opened:
        found = opened.segments()
    assert (found.n, found.row("both").k, found.row("visitors").k) == (12, 12, 12)


def test_nothing_moves_when_rows_do(tmp_path):
    log = [(*row, "", f"e{place}") for place, row in enumerate(LOG)]
    shuffled = [*log, *log[::3]]
    random.Random(3).shuffle(shuffled)
    texts = []
    for number, rows in enumerate((log, shuffled)):
        with workspace(tmp_path / str(number), rows, segments=SEGMENTS) as opened:
            texts.append((str(opened.segments()), str(opened.overlap())))
    assert texts[0] == texts[1]
