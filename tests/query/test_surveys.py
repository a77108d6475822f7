"""Scores by stage at invitation, counted by hand."""

from __future__ import annotations

import pytest

from stagelift.errors import DataError
from tiny import MONDAY, day, workspace

NPS = "  nps: {nps: surveys}\n"
HEADER = ("customer", "score", "invited", "answered")


def answers(ws, period="2026-W02", by=()):
    """By (stage, segment): points, answers and what is left out."""
    found = ws.kpis(period, by=by)
    return {(e.stage, e.segment): (e.value, e.n, dict(e.excluded)) for e in found}


EVENTS = [
    ("a", day(-9), "visited"),
    ("a", day(-8), "ordered"),
    ("a", day(2), "visited"),
    ("b", day(1), "visited"),
    ("c", day(1, microseconds=1), "visited"),
    ("d", day(-5), "visited"),
    ("d", day(1), "ordered"),
    ("d", day(1), "visited"),
]


def test_the_stage_is_that_of_the_invitation(tmp_path):
    rows = [
        ("a", "10", day(1), day(3)),  # bought before, looks again before she answers
        ("b", "0", day(1), day(1.5)),  # enters at the instant of the invitation
        ("c", "9", day(1), day(2)),  # enters one microsecond later: in no stage
        ("d", "6", day(1), day(2)),  # two events at the instant: the later stage
    ]
    with workspace(tmp_path, EVENTS, metrics=NPS, surveys=(HEADER, rows)) as ws:
        found = answers(ws)
    assert found[None, None] == (0, 4, {})
    assert found["looking", None] == (-100, 1, {})
    assert found["buying", None] == (0, 2, {})
    assert found["staying", None] == (None, 0, {})


def test_the_latest_answer_of_a_customer_counts(tmp_path):
    rows = [
        ("a", "0", day(0), day(1)),
        ("a", "10", day(0), day(2)),
        ("a", "", day(0), day(3)),  # an answer without a score replaces none
        ("b", "10", day(0), day(2)),
        ("b", "3", day(1), day(1)),
        ("b", "", day(4), ""),
        ("c", "10", day(0), day(7)),  # answered in the next week
    ]
    with workspace(tmp_path, EVENTS, metrics=NPS, surveys=(HEADER, rows)) as ws:
        found = answers(ws)
        after = answers(ws, "2026-W03")
    assert found[None, None] == (100, 2, {"missing_score": 1, "no_answer": 1})
    assert after[None, None] == (100, 1, {})


def test_an_answer_that_came_later_is_a_silent_invitation(tmp_path):
    rows = [("a", "10", day(0), day(2))]
    known = MONDAY.replace(day=7)
    with workspace(tmp_path, EVENTS, metrics=NPS, surveys=(HEADER, rows), as_of=known) as ws:
        assert answers(ws)[None, None] == (None, 0, {"no_answer": 1})


def test_a_score_without_its_hour_is_an_answer(tmp_path):
    header, rows = ("customer", "score", "invited"), [("a", "10", day(0)), ("b", "", day(0))]
    with workspace(tmp_path, EVENTS, metrics=NPS, surveys=(header, rows)) as ws:
        assert answers(ws)[None, None] == (100, 1, {"no_answer": 1})


def test_points_follow_promoters_and_detractors(tmp_path):
    rows = [(f"c{score}", str(score), day(0), day(1)) for score in range(11)]
    with workspace(tmp_path, EVENTS, metrics=NPS, surveys=(HEADER, rows)) as ws:
        value, n, _ = answers(ws)[None, None]
    assert (value, n) == (pytest.approx(100 * (2 - 7) / 11), 11)


def test_a_mapped_stage_governs_and_segments_are_judged_at_the_invitation(tmp_path):
    header = (*HEADER, "stage")
    rows = [("a", "10", day(1), day(5), "telling"), ("b", "0", day(1), day(5), "telling")]
    events = [*EVENTS, ("b", day(4), "ordered")]
    segments = "  buyers: {did: ordered}\n  young: {where: {age: <30}}\n"
    people = (("customer", "age"), [("a", "20"), ("b", "40")])
    with workspace(
        tmp_path, events, metrics=NPS, surveys=(header, rows), segments=segments, customers=people
    ) as ws:
        found = answers(ws, by=["segment", "age"])
    assert found["telling", None] == (0, 2, {})
    assert found["looking", None][1] == 0
    assert found["telling", "buyers"] == (100, 1, {})  # b bought after the invitation
    assert found[None, "young"] == (100, 1, {})
    assert found[None, "age=40"] == (-100, 1, {})


def test_without_surveys_the_missing_role_is_named(tmp_path):
    with (
        workspace(tmp_path, EVENTS, metrics="  bought: {conversion: ordered}\n") as ws,
        pytest.raises(DataError, match="as: surveys"),
    ):
        ws.contract.required("surveys", ("score",))


def test_an_answer_before_its_invitation_is_rejected_and_counted(tmp_path):
    rows = [
        ("a", "10", day(2), day(1)),  # answered a day before it was asked
        ("b", "0", day(1), day(1)),  # at the same instant
        ("c", "9", "", day(1)),  # nobody knows when it was asked
        ("d", "8", day(2, microseconds=1), day(2)),
    ]
    with workspace(tmp_path, EVENTS, metrics=NPS, surveys=(HEADER, rows)) as ws:
        assert answers(ws)[None, None] == (0, 2, {})
        counts = ws.contract.counts("surveys")
    assert dict(counts.rejected) == {"answered_before_invited": 2}
    assert (counts.rows, counts.kept) == (4, 2)
