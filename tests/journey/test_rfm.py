"""Recency, frequency and money: scores by hand and by brute force, groups, moves, cut points."""

from __future__ import annotations

import random
from decimal import Decimal

import pytest

from stagelift.data.query.rfms import RfmQuestion, measure_cuts, measure_rfm
from stagelift.data.zones import to_us
from stagelift.definitions.rfm import Rfm, Scores, standard_groups
from stagelift.errors import ArgumentError, DefinitionError
from stagelift.journey.rfm.groups import group_of
from stagelift.journey.rfm.scale import scale_of
from stagelift.journey.segments.counted import counted
from tiny import LATER, MONDAY, day, workspace

BLOCK = "rfm: {did: ordered, within: 60 days, recency: [9, 19, 29, 39], frequency: [2, 3, 4, 5]"
PRICED = f"{BLOCK}, money: [10, 20, 30, 40]}}\n"
DAY = 86_400_000_000


def scores(ws, *instants):
    """Customers by scores, nobody hidden."""
    at = tuple(to_us(one) - 1 for one in instants)
    found = measure_rfm(ws.contract, RfmQuestion(scale_of(ws.journey.rfm), at))
    return {(cell.earlier, cell.scores): cell.customers for cell in found}


def test_scores_by_hand(tmp_path):
    """LATER is day 56; days are whole days of 24 hours before it."""
    rows = [
        ("a", day(46, microseconds=0), "ordered", "10"),  # 9 days and 23:59:59.999999 before
        ("b", day(46, microseconds=-1), "ordered", "9.999999"),  # 10 days
        ("c", day(16), "ordered", "20"),  # 39 days
        ("d", day(15), "ordered", "40"),  # 40 days
        ("e", day(-4), "ordered", "40"),  # the first instant of the look-back
        ("f", day(-4, microseconds=-1), "ordered", "40"),  # outside
        *(("g", day(20 + n), "ordered", "15") for n in range(3)),
    ]
    with workspace(tmp_path, rows, segments=f"  x: {{did: ordered}}\n{PRICED}") as ws:
        found = scores(ws, LATER)
    assert found == {
        (None, (5, 1, 2)): 1,
        (None, (4, 1, 1)): 1,
        (None, (2, 1, 3)): 1,
        (None, (1, 1, 5)): 2,
        (None, (2, 3, 5)): 1,
    }


def test_without_cut_points_of_money_it_is_not_scored(tmp_path):
    rows = [("a", day(50), "ordered")]
    with workspace(tmp_path, rows, segments=f"  x: {{did: ordered}}\n{BLOCK}}}\n") as ws:
        assert scores(ws, LATER) == {(None, (5, 1, 0)): 1}
        assert ws.rfm().row("new").status == "low_n"


def test_lines_of_one_order_count_once(tmp_path):
    (tmp_path / "e.csv").write_text(
        "who,at,no,paid\na,2026-02-20T00:00:00Z,1,6\na,2026-02-20T00:00:00Z,1,6\n", encoding="utf-8"
    )
    (tmp_path / "journey.yaml").write_text(
        "zone: UTC\nsources:\n  o: {read: e.csv, customer: who, time: at, event: \"'ordered'\", "
        "order_id: no, value: paid}\nstages: {bought: ordered}\n" + PRICED,
        encoding="utf-8",
    )
    import stagelift

    with stagelift.open(tmp_path, as_of=LATER) as ws:
        assert scores(ws, LATER) == {(None, (5, 1, 2)): 1}


@pytest.mark.parametrize("seed", range(2))
def test_cut_points_and_scores_by_brute_force(tmp_path, seed):
    rng = random.Random(seed)
    rows = []
    for number in range(200):
        for _ in range(rng.choice([1, 1, 1, 2, 4])):
            value = rng.choice(["5", "10", "10", "25.5", "80"])
            rows.append((f"c{number}", day(rng.randint(-20, 55) + rng.random()), "ordered", value))
    instant = to_us(LATER) - 1
    with workspace(tmp_path, rows, segments=f"  x: {{did: ordered}}\n{PRICED}") as ws:
        cuts = measure_cuts(ws.contract, scale_of(ws.journey.rfm), instant)
        shown = ws.rfm_cuts()
        told = scores(ws, LATER)
    people = {}
    for name, at, _, value in rows:
        from datetime import datetime

        when = to_us(datetime.fromisoformat(at))
        if instant - 60 * DAY < when <= instant:
            people.setdefault(name, []).append((when, Decimal(value)))
    totals = {
        name: ((instant - max(w for w, _ in own)) // DAY, len(own), sum(v for _, v in own))
        for name, own in people.items()
    }
    n = len(totals)
    assert (cuts.n, shown.n) == (n, n)
    below = {
        0: lambda mine, other: other > mine,  # more days are less recent
        1: lambda mine, other: other < mine,
        2: lambda mine, other: other < mine,
    }
    days, often = tuple(reversed(cuts.recency)), cuts.frequency
    money = tuple(Decimal(cut) / 1_000_000 for cut in cuts.money)
    for mine in totals.values():
        for place in range(3):
            strictly = sum(below[place](mine[place], other[place]) for other in totals.values())
            formula = 1 + 5 * strictly // n
            if place == 0:
                by_cuts = 1 + sum(mine[0] <= cut for cut in days if cut is not None)
            else:
                by_cuts = 1 + sum(mine[place] >= cut for cut in (often, money)[place - 1])
            assert by_cuts == formula
    expected = {}
    for since, number, amount in totals.values():
        r = 1 + sum(since <= cut for cut in (9, 19, 29, 39))
        f = 1 + sum(number >= cut for cut in (2, 3, 4, 5))
        m = 1 + sum(amount >= cut for cut in (10, 20, 30, 40))
        expected[(None, (r, f, m))] = expected.get((None, (r, f, m)), 0) + 1
    assert told == expected
    assert "recency: [" in shown.yaml
    assert shown.to_dicts()[0]["score"] == 2


def movers():
    """20 stay recent, 15 go quiet, 12 are new, 30 leave the look-back."""
    rows = [(f"s{n}", day(t), "ordered", "50") for n in range(20) for t in (20, 50)]
    rows += [(f"q{n}", day(20), "ordered", "50") for n in range(15)]
    rows += [(f"n{n}", day(50), "ordered", "50") for n in range(12)]
    return rows + [(f"x{n}", day(-30), "ordered", "50") for n in range(30)]


def test_moves_by_hand(tmp_path):
    groups = ", groups: {recent: {r: 5}, quiet: {r: 1..4}}"
    with workspace(
        tmp_path, movers(), segments=f"  a: {{did: ordered}}\n{BLOCK}{groups}}}\n"
    ) as ws:
        found = ws.rfm_moves("2026-01-27")  # day 22
        now = ws.rfm()
    assert found.groups == ("recent", "quiet", "none")
    moves = {(m.before, m.after): m.k for m in found.rows if m.k}
    assert moves == {
        ("recent", "recent"): 20,
        ("recent", "quiet"): 15,
        ("quiet", "none"): 30,
        ("none", "recent"): 12,
    }
    assert (found.before, found.after) == ((35, 30, 12), (32, 15, 30))
    assert found.move("recent", "recent").value == pytest.approx(20 / 35)
    assert [now.row(name).k for name in ("recent", "quiet")] == [32, 15]
    assert "57.1%" in str(found)
    assert "기준점은 그대로" in found.text("ko")
    assert len(found.to_dicts()) == 9
    with pytest.raises(KeyError):
        now.row("none")


def test_groups_as_segments_are_the_groups(tmp_path):
    rng = random.Random(5)
    rows = [
        (f"c{n}", day(rng.uniform(-4, 55)), "ordered", str(rng.choice([5, 15, 45])))
        for n in range(400)
        for _ in range(rng.choice([1, 2, 3, 6]))
    ]
    names = "".join(f"  {name}: {{rfm: {name}}}\n" for name in standard_groups())
    with workspace(tmp_path, rows, segments=names + PRICED) as ws:
        found = counted(ws.contract, ws.journey, tuple(standard_groups()))
        sizes = dict(zip(found.names, found.counts.sizes, strict=True))
        groups = dict.fromkeys(standard_groups(), 0)
        for (_, score), customers in scores(ws, LATER).items():
            groups[group_of(ws.journey.rfm, score)] += customers
        shown = {r.group: r.k for r in ws.rfm(by="champions").rows if r.segment is None}
    assert sizes == groups
    assert sum(groups.values()) == 400
    assert all(k in (None, groups[name]) for name, k in shown.items())
    assert any(shown.values())


def test_every_pair_of_scores_is_in_one_standard_group():
    for r in range(1, 6):
        for f in range(1, 6):
            assert sum(one.holds(r, f, 3) for one in standard_groups().values()) == 1


def test_few_customers_have_no_cut_points(tmp_path):
    rows = [(f"c{n}", day(n), "ordered") for n in range(20)]
    with workspace(tmp_path, rows) as ws:
        found = ws.rfm_cuts("ordered")
        assert (found.status, found.yaml, found.to_dicts()) == ("low_n", "", [])
        assert "50 are needed" in str(found)
        with pytest.raises(ArgumentError, match="no block 'rfm'"):
            ws.rfm()
        with pytest.raises(ArgumentError, match="name the events that count"):
            ws.rfm_cuts()
        with pytest.raises(ArgumentError, match=r"rfm: .* is not a duration"):
            ws.rfm_cuts("ordered", within="ever")


def test_equally_recent_customers_cannot_be_parted(tmp_path):
    rows = [(f"c{n}", day(1), "ordered") for n in range(80)]
    with workspace(tmp_path, rows) as ws:
        assert ws.rfm_cuts("ordered").status == "degenerate"


@pytest.mark.parametrize(
    ("keys", "said"),
    [
        ({"recency": ["1", "2", "3"]}, "3 cut points came; four part five scores"),
        ({"recency": ["9", "5", "6", "7"], "frequency": ["1"] * 4}, "the cut points fall"),
        ({"recency": ["1", "2", "3", "4"]}, "'frequency' is missing"),
        ({"frequency": ["0", "1", "2", "3"]}, "'0' came; who did it never"),
        ({"money": ["0", "1", "2", "3"]}, "amounts above 0 are expected"),
        ({"groups": {"a": {"r": "4..5"}, "b": {"r": "5", "f": "1"}}}, "'a' and 'b' share scores"),
        ({"groups": {"a": {"r": "6"}}}, "'6' is no score"),
        ({"groups": {"a": {"r": "5..4"}}}, "the scores run backwards"),
        (
            {"recency": ["1", "2", "3", "400"], "frequency": ["1"] * 4},
            "recency reaches 400 days, beyond within: 365 days",
        ),
    ],
)
def test_mistakes(keys, said):
    with pytest.raises(DefinitionError, match=said):
        Rfm(did="ordered", **keys)


def test_a_score_reads_back():
    assert [str(Scores.parse(text)) for text in ("3", "2..4", "5..5")] == ["3", "2..4", "5"]
    assert MONDAY < LATER
