"""Who is where at an instant and between two, by hand and against loops over every spell."""

from __future__ import annotations

import random
from collections import Counter
from datetime import datetime, timedelta

import pytest

from spell_rows import random_log, spells
from stagelift.errors import ArgumentError, DataError
from tiny import LATER, MONDAY, day, workspace

NAMES = {0: "not_entered", 1: "looking", 2: "buying", 3: "staying", 4: "telling"}
LEAVING = (
    "  looking: visited\n  buying: ordered\n  gone: {after: 5 days without visited | ordered}\n"
)


def at(days: float) -> datetime:
    return MONDAY + timedelta(days=days)


def counts(found):
    """State to customers, those of nobody left out."""
    return {s.stage: s.k for s in found if s.stage and s.k and not (s.segment or s.channel)}


def test_an_instant_is_looked_at_from_just_before_it(tmp_path):
    log = [
        *[("a", day(0), "visited"), ("a", day(2), "ordered")],
        ("b", day(1), "scrolled"),  # known, in no stage
        ("c", day(3), "visited"),
    ]
    with workspace(tmp_path, log) as ws:
        assert counts(ws.who(at(2))) == {"looking": 1, "not_entered": 1}
        assert counts(ws.who(at(2) + timedelta(microseconds=1))) == {"buying": 1, "not_entered": 1}
        assert counts(ws.who("2026-01-08")) == {"buying": 1, "not_entered": 1}
        assert counts(ws.who()) == {"buying": 1, "looking": 1, "not_entered": 1}
        assert ws.who().customers() == 3
        assert counts(ws.who(at(0))) == {}  # nobody is known yet
        assert ws.who(at(0)).shares[0].status == "no_data"


def test_everyone_is_counted_so_nothing_is_estimated_unless_asked(tmp_path):
    log = [(f"a{n}", day(0), "visited") for n in range(30)]
    log += [(f"b{n}", day(0), "ordered") for n in range(10)]
    with workspace(tmp_path, log) as ws:
        census = {share.stage: share for share in ws.who()}
        sample = {share.stage: share for share in ws.who(sample=True)}
    assert census["looking"].value == sample["looking"].value == 0.75
    assert (census["looking"].low, census["looking"].method) == (None, "census")
    # Wilson's interval of 30 of 40, from its formula
    assert sample["looking"].low == pytest.approx(0.5981, abs=1e-4)
    assert sample["looking"].high == pytest.approx(0.8581, abs=1e-4)


def test_who_has_left_is_a_state_of_its_own(tmp_path):
    log = [("a", day(0), "visited"), ("b", day(0), "visited"), ("b", day(4), "visited")]
    with workspace(tmp_path, log, stages=LEAVING) as ws:
        assert counts(ws.who(at(6))) == {"gone": 1, "looking": 1}


def test_late_rows_count_at_the_instant_they_tell_about_once_they_are_known(tmp_path):
    log = [
        ("a", day(0), "visited", "", "e1", day(0.1)),
        ("a", day(1), "ordered", "", "e2", day(5)),
        ("a", day(1), "ordered", "", "e2", day(6)),  # again, with the same id
    ]
    with workspace(tmp_path, log, as_of=at(3)) as early:
        assert counts(early.who(at(2))) == {"looking": 1}
    with workspace(tmp_path, log, as_of=at(8)) as late:
        assert counts(late.who(at(2))) == {"buying": 1}


@pytest.mark.parametrize("seed", range(3))
def test_random_logs_give_the_counts_of_loops_over_their_spells(tmp_path, seed):
    log = random_log(seed, customers=80)
    when = {name: [a for who, a, _ in log if who == name] for name in {row[0] for row in log}}
    own = spells(log, LATER)

    def state(name, instant):
        if not any(a < instant for a in when[name]):
            return None
        there = [
            s for s, a, until, _ in own[name] if a < instant and (not until or until >= instant)
        ]
        return NAMES[there[0] if there else 0]

    first, last = at(9.5), at(21)
    rows = [(who, a.isoformat(), event) for who, a, event in log]
    random.Random(seed).shuffle(rows)
    with workspace(tmp_path, rows) as ws:
        moved = ws.transitions(first, last)
        standing = {instant: ws.who(instant) for instant in (first, last)}
    expected = Counter(
        (state(name, first) or "not_known", state(name, last))
        for name in when
        if state(name, last) is not None
    )
    found = {(s.start, s.stage): s.k for s in moved if s.start and s.stage and s.k}
    assert found == dict(expected)
    for name in NAMES.values():
        assert moved.customers(name) == standing[first].customers(name)
        assert moved.customers(None, name) == standing[last].customers(name)
    assert moved.customers() == standing[last].customers()


def test_segments_are_those_of_the_instant_and_values_add_up(tmp_path):
    log = [(f"a{n}", day(0), "visited") for n in range(6)]
    log += [(f"a{n}", day(n), "ordered") for n in range(1, 6)]
    people = [(f"a{n}", "even" if n % 2 == 0 else "odd") for n in range(6)]
    segments = "  buyers: {did: ordered}\n"
    header = ("customer", "kind")
    with workspace(tmp_path, log, segments=segments, customers=(header, people)) as ws:
        found = ws.who(at(3), by=["segment", "kind"])
        assert found.customers(segment="buyers") == 2  # a1 and a2 by then
        assert found.customers("looking", segment="buyers") == 0
        assert found.customers("buying", segment="kind=even") == 1
        everyone = found.customers("looking")
        assert (
            sum(found.customers("looking", segment=f"kind={k}") for k in ("even", "odd"))
            == everyone
        )


def with_channels(tmp_path):
    (tmp_path / "log.csv").write_text(
        "who,at,what,how\n"
        "a,2026-01-05T00:00:00Z,visited,web\n"
        "a,2026-01-06T00:00:00Z,ordered,\n"
        "a,2026-01-07T00:00:00Z,scrolled,email\n"
        "b,2026-01-05T00:00:00Z,visited,\n",
        encoding="utf-8",
    )
    (tmp_path / "journey.yaml").write_text(
        "journey: tiny\nzone: UTC\nsources:\n"
        "  log: {read: log.csv, as: events, customer: who, time: at, event: what, channel: how}\n"
        "stages: {looking: visited, buying: ordered}\n",
        encoding="utf-8",
    )


def test_cells_are_split_by_the_first_or_last_channel(tmp_path):
    import stagelift

    with_channels(tmp_path)
    with stagelift.open(tmp_path, as_of=LATER) as ws:
        last = ws.who(by="channel")
        assert last.customers("buying", channel="email") == 1
        assert last.customers("looking", channel="none") == 1
        assert last.customers("buying", channel="web") == 0
        assert ws.who(by="first_channel").customers("buying", channel="web") == 1
        assert ws.who(at(1.5), by="channel").customers("buying", channel="web") == 1
        with pytest.raises(ArgumentError, match="not both"):
            ws.who(by=["first_channel", "channel"])


def test_without_channels_in_the_data_the_split_is_refused(tmp_path):
    with workspace(tmp_path, [("a", day(0), "visited")]) as ws, pytest.raises(DataError):
        ws.who(by="channel")


def test_small_cells_and_those_that_give_them_away_are_not_shown(tmp_path):
    log = [(f"a{n}", day(0), "visited") for n in range(40)]
    log += [(f"b{n}", day(0), "ordered") for n in range(20)]
    log += [(f"c{n}", day(0), "reviewed") for n in range(3)]
    with workspace(tmp_path, log) as ws:
        shown = {row["stage"]: row for row in ws.who().to_dicts()}
        text = str(ws.who())
    assert shown["telling"]["k"] is None  # 3
    assert shown["buying"]["k"] is None  # or the total would give the 3 away
    assert (shown["looking"]["k"], shown[None]["k"]) == (40, 63)
    assert "< 10" in text
    assert "20" not in text.partition("\n")[2].partition("(as of")[0]


def test_moves_that_nobody_made_do_not_tell_how_few_stood_there(tmp_path):
    """Seven were buying: of each move they did not make the group would say so."""
    log = [(f"a{n}", day(0), "visited") for n in range(40)]
    log += [(f"b{n}", day(0), "ordered") for n in range(7)]
    log += [(f"c{n}", day(0), "reviewed") for n in range(30)]
    with workspace(tmp_path, log) as ws:
        rows = ws.transitions("2026-01-06", "2026-01-07").to_dicts()
    from_few = [row for row in rows if row["start"] == "buying"]
    assert {row["n"] for row in from_few} == {None}
    nobody = [row for row in from_few if row["k"] == 0]
    assert {(row["value"], row["status"]) for row in nobody} == {(0.0, "ok")}
    assert not {7, 30} & {row[name] for row in rows for name in ("n", "k")}  # 30 would give the 7
    kept = next(row for row in rows if (row["start"], row["stage"]) == ("looking", "looking"))
    assert (kept["k"], kept["n"], kept["value"]) == (40, 40, 1.0)


@pytest.mark.parametrize(
    ("asked", "said"),
    [
        ({"at": "2027-01-01"}, "lies after 2026-03-02 00:00"),
        ({"at": "yesterday"}, "'yesterday' is no instant"),
        ({"at": datetime(2026, 1, 8)}, "without an offset"),  # noqa: DTZ001 - that is the mistake
        ({"by": "nobody"}, "unknown segment or attribute 'nobody'"),
    ],
)
def test_what_cannot_be_asked_is_said(tmp_path, asked, said):
    with (
        workspace(tmp_path, [("a", day(0), "visited")]) as ws,
        pytest.raises(ArgumentError, match=said),
    ):
        ws.who(**asked)


def test_moves_need_an_earlier_instant(tmp_path):
    with workspace(tmp_path, [("a", day(0), "visited")]) as ws:
        with pytest.raises(ArgumentError, match="must lie before"):
            ws.transitions("2026-01-08", "2026-01-08")
        assert ws.transitions("3 days", "2026-01-09").start == "2026-01-06T00:00:00+00:00"
        with pytest.raises(ArgumentError, match="there are"):
            ws.transitions("3 days").customers("nowhere")


def test_an_instant_without_an_offset_is_wall_time_of_the_journeys_zone(tmp_path):
    log = [("a", "2026-01-07T15:00:00+00:00", "visited")]  # midnight in Seoul
    with workspace(tmp_path, log, zone="Asia/Seoul") as ws:
        assert ws.who("2026-01-08").customers() == 0
        assert ws.who("2026-01-08 00:01").customers() == 1
        assert ws.who("2026-01-07T15:01:00+00:00").customers() == 1
        assert "2026-01-08 00:01" in ws.who("2026-01-08 00:01").text("ko")
