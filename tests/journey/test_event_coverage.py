"""The events found: who uses them, what is internal, and what the journey should have."""

from __future__ import annotations

import pytest

from stagelift.journey.evidence.coverage import coverage
from stagelift.journey.evidence.lints import lints
from stagelift.reports.korean_sentences import in_korean
from tiny import LATER, day, workspace

STAGES = """\
  looking: {enter: visited, owner: Kim}
  buying: {enter: ordered, owner: Kim}
  staying: {enter: ordered x2, owner: Kim}
"""
TWO = "  a: {enter: visited, owner: K}\n  b: {enter: told, owner: K}\n"
METRICS = "  first: {conversion: ordered, within: 7 days}\n"


def advice(ws):
    """The advice, each without its place and cure."""
    return [issue.message for issue in lints(ws.definitions, coverage(ws.contract, ws.definitions))]


def rows(*events, customers=12):
    """Every customer does these events, a day apart."""
    return [
        (f"c{n}", day(place), event) for n in range(customers) for place, event in enumerate(events)
    ]


def test_every_event_is_counted_with_who_uses_it(tmp_path):
    log = [*rows("visited", "ordered"), ("c0", day(3), "searched"), ("c0", day(4), "delivered")]
    with workspace(tmp_path, log, stages=STAGES, metrics=METRICS) as ws:
        found = ws.coverage()
    shown = {row["event"]: row for row in found.to_dicts()}
    assert [row["event"] for row in found.to_dicts()] == [
        *("ordered", "visited", "delivered", "searched")
    ]
    assert shown["ordered"]["used_by"] == ["stage buying", "stage staying", "metric first"]
    assert (shown["visited"]["n"], shown["visited"]["customers"]) == (12, 12)
    assert shown["searched"]["customers"] is None  # one customer is too few to show
    assert (shown["delivered"]["internal"], shown["searched"]["internal"]) == (True, False)
    assert [one.event for one in found.unused] == ["delivered", "searched"]
    assert found.unused_share == pytest.approx(2 / 26)
    assert found.internal_share == 0.0
    assert "4 events, 26 rows; < 10 rows (–) in no stage, segment or metric" in str(found)
    assert "이벤트 4종, 26행" in found.text("ko")


def test_rows_so_few_that_they_tell_of_a_customer_are_not_counted_out(tmp_path):
    """One row is of one customer; of all 38 rows it would be what the others leave."""
    log = [*rows("visited", "ordered", "told"), ("c0", day(5), "searched"), ("c1", day(5), "left")]
    with workspace(tmp_path, log, stages=STAGES) as ws:
        found = ws.coverage()
        stages = {row["stage"]: row for row in found.stage_dicts()}
    shown = {row["event"]: row for row in found.to_dicts()}
    for name in ("searched", "left"):
        assert (shown[name]["n"], shown[name]["share"], shown[name]["customers"]) == (None,) * 3
    others = [row["n"] for name, row in shown.items() if name not in {"searched", "left"}]
    assert sorted(others, key=str) == [12, 12, None]  # two rows left would be two customers'
    line = next(one for one in str(found).splitlines() if one.startswith("searched"))
    assert line.split()[-4:] == ["-", "-", "<", "10"]
    assert stages["looking"]["n"] == 12


def test_few_rows_of_a_stage_are_not_told(tmp_path):
    log = [*rows("visited"), ("c0", day(2), "ordered")]
    with workspace(tmp_path, log, stages=STAGES) as ws:
        found = ws.coverage()
    buying = {row["stage"]: row for row in found.stage_dicts()}["buying"]
    assert (buying["n"], buying["internal"], buying["customers"]) == (None, None, None)
    line = next(one for one in str(found).splitlines() if one.startswith("buying"))
    assert line.split()[1:5] == ["<", "10", "<", "10"]
    assert line.split()[5] == "-"


def test_a_stage_says_how_many_entered_it_and_who_answers(tmp_path):
    log = [*rows("visited", "ordered"), *rows("ordered", "visited", "ordered", customers=2)]
    with workspace(tmp_path, log, stages=STAGES) as ws:
        found = {row["stage"]: row for row in ws.coverage().stage_dicts()}
    assert (found["looking"]["customers"], found["looking"]["owner"]) == (12, "Kim")
    assert found["staying"]["customers"] is None  # two customers
    assert found["buying"]["n"] == 16  # rows, the repeated ones too


def test_without_events_there_is_nothing_to_cover(tmp_path):
    with workspace(tmp_path, [("a", day(400), "visited")], stages=STAGES) as ws:  # not known yet
        found = ws.coverage()
        assert advice(ws) == []
    assert (found.n, found.unused_share, found.internal_share) == (0, None, None)


def test_late_and_repeated_rows_are_not_counted(tmp_path):
    log = [
        ("a", day(0), "visited", "", "1", day(0)),
        ("a", day(0), "visited", "", "1", day(1)),
        ("a", day(2), "visited", "", "2", day(400)),
    ]
    with workspace(tmp_path, log, stages=STAGES) as ws:
        assert [(one.event, one.n) for one in ws.coverage().events] == [("visited", 1)]


@pytest.mark.parametrize(
    ("stages", "events", "expected"),
    [
        (
            "  buying: {enter: ordered, owner: Kim}\n  staying: {enter: told, owner: Kim}\n",
            ("ordered", "told"),
            "the journey starts with the purchase, 'ordered'",
        ),
        (
            "  looking: {enter: visited, owner: Kim}\n  buying: {enter: ordered, owner: Kim}\n",
            ("visited", "ordered"),
            "the journey ends with the purchase, 'ordered'",
        ),
        (
            TWO.replace("visited,", "visited, part: during,").replace(
                "told,", "told, part: after,"
            ),
            ("visited", "told"),
            "no stage has the part 'before': the journey starts after the first interest",
        ),
        (
            "  a: {enter: visited, owner: Kim, part: before}\n  b: {enter: told, owner: Kim}\n",
            ("visited", "told"),
            "no stage has the part 'after': the journey ends with the purchase",
        ),
        (
            "  a: {enter: cart, owner: Kim}\n  b: {enter: told, owner: Kim}\n",
            ("visited", "cart", "told"),
            "100% of 12 customers are seen before their first stage or in none",
        ),
        (
            "  a: {enter: visited, owner: Kim}\n  b: {enter: delivered, owner: Kim}\n",
            ("visited", "delivered"),
            "100% of its 12 rows are internal: the company causes them itself",
        ),
        (
            "  a: {enter: visited, owner: Kim}\n  b: {enter: visited x9, owner: Kim}\n",
            ("visited",),
            "no customer has reached it yet",
        ),
        (
            "  a: {enter: visited, owner: Kim}\n  b: told\n",
            ("visited", "told"),
            "nobody answers for 'b'",
        ),
        (
            TWO + "  gone: {after: 2 days without visited, owner: K}\n",
            ("visited", "told", "x", "x"),
            "'told' opens a stage and ends no silence: who did it may have left days later",
        ),
    ],
)
def test_advice(tmp_path, stages, events, expected):
    with workspace(tmp_path, rows(*events), stages=stages) as ws:
        assert advice(ws) == [expected]
    assert in_korean(expected) != expected


def test_a_journey_that_begins_early_and_goes_on_needs_no_advice(tmp_path):
    log = rows("visited", "ordered", "ordered")
    with workspace(tmp_path, log, stages=STAGES) as ws:
        assert advice(ws) == []


def test_a_value_makes_any_event_a_purchase(tmp_path):
    stages = "  looking: {enter: visited, owner: K}\n  zuletzt: {enter: kauf, owner: K}\n"
    log = [
        *((f"c{n}", day(0), "visited", "") for n in range(12)),
        *((f"c{n}", day(1), "kauf", "10") for n in range(12)),
    ]
    with workspace(tmp_path, log, stages=stages) as ws:
        assert advice(ws) == ["the journey ends with the purchase, 'kauf'"]


def test_a_survey_that_names_a_stage_there_is_not(tmp_path):
    header = ("customer", "score", "invited", "answered", "stage")
    answers = [(f"c{n}", 9, day(1), day(2), "lookin" if n < 11 else "buying") for n in range(20)]
    answers.append(("z", 9, day(1), day(2), "once"))  # too few to name
    log = rows("visited", "ordered", "ordered")
    with workspace(tmp_path, log, stages=STAGES, surveys=(header, answers)) as ws:
        (issue,) = lints(ws.definitions, ws.coverage())
    assert issue.message == "11 rows name the stage 'lookin', which the journey has not"
    assert issue.hint == "Did you mean 'looking'?"
    assert issue.where == "sources.surveys.stage"


def test_what_is_internal_may_be_said(tmp_path):
    stages = STAGES + "internal: [visited]\n"
    with workspace(tmp_path, rows("visited", "ordered", "ordered"), stages=stages) as ws:
        found = ws.coverage()
        assert [one.event for one in found.events if one.internal] == ["visited"]
        assert found.internal_share == pytest.approx(12 / 60)
        assert "100% of its 12 rows are internal: the company causes them itself" in advice(ws)
    with workspace(
        tmp_path / "none", rows("delivered"), stages="  a: delivered\ninternal: []\n"
    ) as ws:
        assert ws.coverage().internal_share == 0.0


def test_shuffled_rows_give_the_same(tmp_path):
    log = rows("visited", "ordered", "searched")
    with workspace(tmp_path, log, stages=STAGES, as_of=LATER) as ws:
        first = ws.coverage()
    with workspace(tmp_path / "again", log[::-1], stages=STAGES, as_of=LATER) as ws:
        assert ws.coverage().to_dicts() == first.to_dicts()
