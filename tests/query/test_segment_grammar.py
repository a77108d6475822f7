"""Every key of a segment, by logs counted by hand; at a stage's entry and at an instant alike."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from stagelift.data.zones import to_us
from stagelift.errors import ArgumentError, DataError, DefinitionError
from stagelift.journey.rules import segment_named
from stagelift.journey.segments.counted import counted
from tiny import LATER, day, workspace

ORDERED = "  bought: {conversion: ordered, within: 7 days}\n"


def members(ws, name):
    """Customers of one segment as of the workspace's instant, whether they may be shown or not."""
    return counted(ws.contract, ws.journey, (name,)).counts.sizes[0]


# everybody enters at day 3
FOLLOWED = [(name, day(3), "visited") for name in "abcdefg"] + [
    ("a", day(1), "paid"),  # before the cart: nothing followed
    ("a", day(2), "carted"),
    ("b", day(2), "carted"),
    ("b", day(2), "paid"),  # with the cart: it followed
    ("c", day(2), "carted"),
    ("c", day(2.5), "paid"),
    ("c", day(2.7), "carted"),  # a later cart that nothing followed
    ("d", day(-9), "carted"),
    ("d", day(-8), "paid"),  # the cart lies outside the window
    ("e", day(2), "carted"),
    ("e", day(3, microseconds=1), "paid"),  # after the instant
    ("f", day(1), "carted"),
    ("f", day(2), "carted"),
    ("f", day(2.1), "paid"),
]


def test_but_not_is_what_did_not_follow(tmp_path):
    segments = "  open: {did: carted, but_not: paid, within: 5 days}\n"
    segments += "  never: {did: carted, did_not: paid, within: 5 days}\n"
    segments += "  twice: {did: carted, but_not: paid, at_least: 2 times, within: 5 days}\n"
    with workspace(tmp_path, FOLLOWED, metrics=ORDERED, segments=segments) as ws:
        found = {e.segment: e.n for e in ws.kpis("2026-W02", by="segment")}
    assert found == {None: 7, "open": 3, "never": 1, "twice": 1}  # a c e; e; c


SPENT = [
    ("a", day(0), "ordered", "60"),
    ("a", day(1), "ordered", "40"),  # 100 together
    ("b", day(0), "ordered", "99.99"),
    ("c", day(0), "ordered", "150"),
    ("c", day(1), "ordered", "-60"),  # given back: 90 remain
    ("d", day(0), "ordered", ""),
    ("e", day(-20), "ordered", "500"),
    ("f", day(0), "visited"),
    ("f", day(0), "ordered", "100"),
]


def test_money_is_the_sum_of_the_values(tmp_path):
    segments = "  spent: {did: ordered, at_least: 100 EUR}\n"
    segments += "  lately: {did: ordered, at_least: 100 EUR, within: 60 days}\n"
    segments += "  often: {did: ordered, at_least: 2 times}\n"
    with workspace(tmp_path, SPENT, segments=segments) as ws:
        found = {name: members(ws, name) for name in ws.journey.segments}
    assert found == {"spent": 3, "lately": 2, "often": 2}  # a e f; a f; a c


def test_several_patterns_must_each_have_happened(tmp_path):
    rows = [("a", day(0), "visited"), ("a", day(1), "ordered"), ("b", day(0), "visited")]
    rows += [("c", day(0), "ordered"), ("d", day(0), "paid"), ("d", day(0), "visited")]
    rows += [("e", day(0), "left"), ("e", day(0), "visited"), ("e", day(0), "paid")]
    segments = "  both: {did: [visited, ordered | paid], did_not: [left, gone]}\n"
    with workspace(tmp_path, rows, segments=segments) as ws:
        assert members(ws, "both") == 2  # a and d


PEOPLE = (
    ("customer", "grade", "age", "valid_from", "valid_to"),
    [
        ("a", "new", "20", day(-30), ""),
        ("a", "gold", "20", day(2), ""),
        ("b", "gold", "31", day(-30), day(3)),  # the end does not belong to it
        ("c", "gold", "", day(-30), day(3, microseconds=1)),
        ("d", "new", "40", day(3), ""),
        ("d", "vip", "40", day(3, microseconds=1), ""),
        ("e", "vip", "50", day(-90), ""),
    ],
)


@pytest.mark.parametrize(
    ("where", "names"),
    [
        ("{grade: gold}", "ac"),
        ('["grade in gold, vip"]', "ace"),
        ('["grade not in gold, vip"]', "d"),
        ('{grade: "!= gold, vip"}', "d"),
        ("{grade: [new, vip]}", "de"),
        ("{age: '>=30'}", "de"),  # b's row has ended, c's age is not known
        ("[age < 45, grade = vip]", ""),
    ],
)
def test_attributes_are_those_of_the_instant(tmp_path, where, names):
    rows = [(name, day(3), "visited") for name in "abcdef"]
    segments = f"  them: {{where: {where}}}\n"
    with workspace(tmp_path, rows, metrics=ORDERED, segments=segments, customers=PEOPLE) as ws:
        found = {e.segment: e.n for e in ws.kpis("2026-W02", by=["them", "grade"])}
        at_entry = ws.segments(at=day(3, microseconds=1))
        assert counted_at(ws, day(3, microseconds=1)) == len(names)
        assert at_entry.n == 6
    assert found["them"] == len(names)
    assert (found["grade=gold"], found["grade=new"], found["grade=vip"]) == (2, 1, 1)
    assert found["grade=unknown"] == 2  # b whose row has ended, and f


def counted_at(ws, instant):
    at = to_us(datetime.fromisoformat(instant))
    return counted(ws.contract, ws.journey, ("them",), at).counts.sizes[0]


def test_of_two_rows_that_begin_together_the_one_ingested_later_holds(tmp_path):
    rows = [("a", day(3), "visited")]
    header = ("customer", "grade", "valid_from")
    lines = [("a", "new", day(0)), ("a", "new", day(0)), ("a", "old", day(-5))]
    segments = "  new: {where: {grade: new}}\n"
    with workspace(tmp_path, rows, segments=segments, customers=(header, lines)) as ws:
        assert members(ws, "new") == 1


def test_a_window_rolls_with_the_instant(tmp_path):
    """In the thirty days before an instant: half-open, and over a change of the clocks."""
    rows = [("a", day(0), "ordered")]
    segments = "  lately: {did: ordered, within: 30 days}\n"
    with workspace(tmp_path, rows, segments=segments) as ws:
        found = {
            text: counted_in(ws, "lately", instant)
            for text, instant in {
                "with it": day(0),
                "just after": day(0, microseconds=1),
                "last": day(30),
                "out": day(30, microseconds=1),
            }.items()
        }
    assert found == {"with it": 0, "just after": 1, "last": 1, "out": 0}


def counted_in(ws, name, instant):
    at = to_us(datetime.fromisoformat(instant))
    return counted(ws.contract, ws.journey, (name,), at).counts.sizes[0]


def test_a_day_named_is_its_local_midnight(tmp_path):
    # 6 January in Seoul begins at 15:00 UTC of the 5th
    rows = [("a", day(0.625), "ordered"), ("b", day(0.625, microseconds=-1), "ordered")]
    with workspace(tmp_path, rows, segments="  did: {did: ordered}\n", zone="Asia/Seoul") as ws:
        assert counted_in(ws, "did", "2026-01-06T00:00:00+09:00") == 1
        assert ws.segments(at="2026-01-06").at == "2026-01-06 00:00 Asia/Seoul"
        assert ws.segments(at="2026-01-06").n == 1


WRITTEN = """\
  lately:
    sql: SELECT customer FROM events WHERE event = 'ordered' AND at > as_of - INTERVAL '60' DAY
  rich:
    sql: SELECT customer, MIN(at) AS since FROM events WHERE value >= 100000000 GROUP BY customer
  gold: {sql: "SELECT c.customer FROM customers AS c WHERE c.grade = 'gold'"}
"""


def test_a_written_query_is_a_segment_everywhere(tmp_path):
    rows = [("a", day(1), "visited"), ("a", day(0), "ordered", "120")]
    rows += [("b", day(1), "visited"), ("b", day(2), "ordered", "300")]
    rows += [("c", day(1), "visited"), ("c", day(-40), "ordered", "5")]
    people = (("customer", "grade"), [("b", "gold"), ("c", "new")])
    with workspace(tmp_path, rows, metrics=ORDERED, segments=WRITTEN, customers=people) as ws:
        found = {e.segment: (e.n, e.k) for e in ws.kpis("2026-W02", by="segment") if e.stage}
        sizes = {name: members(ws, name) for name in ws.journey.segments}
    assert sizes == {"lately": 2, "rich": 2, "gold": 1}
    # b was rich only after it came, so it is not among those who came rich
    assert {name: n for name, (n, _) in found.items()} == {
        None: 3,
        "lately": 2,
        "rich": 1,
        "gold": 1,
    }


@pytest.mark.parametrize(
    ("written", "said"),
    [
        ("DELETE FROM events", "sql is not one SELECT"),
        ("SELECT customer FROM events; SELECT 1", "sql is not one SELECT"),
        ("SELECT customer FROM evnets", r"sql reads 'evnets'.*Did you mean 'events'"),
        ("SELECT customer FROM 'secret.csv'", "sql reads 'secret.csv'"),
        ("SELECT customer FROM read_csv('secret.csv')", "only our tables may be read"),
        ("SELECT at FROM events", "sql selects 'customer'"),
        ("SELECT customer FROM events WHERE ((", "sql cannot be read"),
        ("SELECT customer FROM events WHERE odd(at) > 1", "sql uses 'ODD"),
        ("SELECT customer FROM events WHERE at > as_of - INTERVAL '1' MONTH", "write INTERVAL"),
    ],
)
def test_a_query_that_may_not_be_asked(tmp_path, written, said):
    segments = f'  odd: {{sql: "{written}"}}\n'
    with (
        workspace(tmp_path, SPENT, segments=segments) as ws,
        pytest.raises(ArgumentError, match=said),
    ):
        ws.segments()


def test_a_query_over_a_table_nobody_mapped(tmp_path):
    segments = "  odd: {sql: SELECT customer FROM contracts}\n"
    with workspace(tmp_path, SPENT, segments=segments) as ws, pytest.raises(DataError):
        ws.segments()


@pytest.mark.parametrize(
    ("segments", "said"),
    [
        ("  odd: {did: ordered, did_not: ordered | paid}\n", "nobody can be in it: 'ordered'"),
        ("  odd: {did: ordered x2, but_not: ordered}\n", "nobody can be in it: 'ordered x2'"),
        ("  odd: {where: {graed: gold}}\n", r"keeps 'graed'; kept are age, grade.*'grade'"),
        ("  odd: {rfm: champions}\n", "there is no block 'rfm'"),
        ("  odd: {did: ordered, at_least: 100 won}\n", "not in the journey's currency EUR"),
        ("  a: {did: x}\nsegment_sets: {odd: [a, b]}\n", "unknown segment 'b'"),
        ("  a: {did: x}\nsegment_sets: {a: [a]}\n", "one segment came"),
        ("  a: {did: x}\n  b: {did: y}\nsegment_sets: {a: [a, b]}\n", "'a' is a segment already"),
    ],
)
def test_mistakes_are_said_with_file_and_line(tmp_path, segments, said):
    with pytest.raises(DefinitionError, match=rf"journey.yaml:\d+: .*{said}"):
        workspace(tmp_path, SPENT, segments=segments, customers=PEOPLE)


def test_what_can_be_done_is_no_contradiction(tmp_path):
    segments = "  once: {did: ordered, did_not: ordered x2}\n"
    segments += "  either: {did: visited | ordered, but_not: ordered}\n"
    with workspace(tmp_path, SPENT, segments=segments) as ws:
        assert members(ws, "once") == 4  # b d e f
        # f visited and ordered in one instant: the order followed
        assert members(ws, "either") == 0


def test_a_group_is_a_rule(tmp_path):
    text = (
        "rfm: {did: ordered, within: 90 days, recency: [9, 19, 29, 39], frequency: [2, 3, 4, 5]}\n"
    )
    with workspace(tmp_path, SPENT, segments=f"  lost: {{rfm: lost}}\n{text}") as ws:
        assert len(segment_named(ws.journey, "lost").windows) == 3
        assert members(ws, "lost") == 6


def test_duplicates_late_rows_and_their_order_change_nothing(tmp_path):
    rows = [
        ("a", day(0), "ordered", "70", "1", day(0)),
        ("a", day(1), "ordered", "40", "2", day(1)),
    ]
    rows += [("b", day(0), "ordered", "200", "3", LATER.isoformat())]  # not known in time
    segments = "  spent: {did: ordered, at_least: 100 EUR}\n"
    twice = [*reversed(rows), rows[0]]
    for number, log in enumerate((rows, twice)):
        with workspace(tmp_path / str(number), log, segments=segments) as ws:
            assert (members(ws, "spent"), ws.segments().n) == (1, 1)


def test_since_is_a_local_day_where_clocks_change(tmp_path):
    """9 March 2026 begins at 04:00 UTC in New York: the day before had 23 hours."""
    rows = [
        ("a", "2026-03-09T03:59:59.999999Z", "ordered"),
        ("b", "2026-03-09T04:00:00Z", "ordered"),
        ("c", "2026-03-08T05:00:00Z", "ordered"),  # midnight of the 8th, still winter time
        ("d", "2026-03-08T04:59:59.999999Z", "ordered"),
    ]
    segments = "  after: {did: ordered, since: 2026-03-09}\n"
    segments += "  from_the_8th: {did: ordered, since: 2026-03-08}\n"
    as_of = datetime(2026, 4, 1, tzinfo=UTC)
    with workspace(tmp_path, rows, segments=segments, zone="America/New_York", as_of=as_of) as ws:
        assert (members(ws, "after"), members(ws, "from_the_8th")) == (1, 3)
        # 24 hours, not a local day: from 04:00 UTC back to 04:00 UTC of the day before
        assert ws.segments(at="2026-03-09").at == "2026-03-09 00:00 America/New_York"


def test_a_leap_day_is_a_day(tmp_path):
    rows = [("a", "2028-02-29T12:00:00Z", "ordered"), ("b", "2028-02-28T23:59:59Z", "ordered")]
    segments = "  leap: {did: ordered, since: 2028-02-29}\n"
    as_of = datetime(2028, 3, 1, tzinfo=UTC)
    with workspace(tmp_path, rows, segments=segments, as_of=as_of) as ws:
        assert members(ws, "leap") == 1
        assert counted_in(ws, "leap", "2028-02-29T00:00:00+00:00") == 0
