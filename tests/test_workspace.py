"""Opening a workspace, its instant, its periods and its splits."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta, timezone

import pytest

import stagelift
from stagelift.errors import ArgumentError
from stagelift.workspace import instant_of
from tiny import LATER, MONDAY, day, workspace

METRICS = "  bought: {conversion: ordered}\n"
SEGMENTS = "  buyers: {did: ordered}\n  open: {did: carted}\n"
ROWS = [("a", day(0), "visited"), ("a", day(1), "ordered"), ("b", day(0), "visited")]


@pytest.fixture(scope="module")
def root(tmp_path_factory):
    folder = tmp_path_factory.mktemp("ws")
    people = (("customer", "grade"), [("a", "gold")])
    workspace(
        folder, ROWS, metrics=METRICS, segments=SEGMENTS, customers=people, zone="Asia/Seoul"
    ).close()
    return folder


@pytest.fixture(scope="module")
def ws(root):
    with stagelift.open(root, as_of=LATER) as opened:
        yield opened


def test_the_nearest_parent_with_a_journey_is_opened(root):
    (root / "notebooks").mkdir(exist_ok=True)
    assert stagelift.open(root / "notebooks", as_of=LATER).root == root


def test_a_folder_without_a_journey_says_so(tmp_path):
    with pytest.raises(stagelift.StageliftError, match=r"journey\.yaml"):
        stagelift.open(tmp_path)


def test_an_instant_without_offset_is_wall_time_of_the_journey(ws):
    expected = datetime(2026, 11, 15, 21, tzinfo=UTC)
    assert instant_of("2026-11-16 06:00", ws.journey) == expected
    assert instant_of("2026-11-15T22:00+01:00", ws.journey) == expected
    aware = datetime(2026, 11, 15, 22, tzinfo=timezone(timedelta(hours=1)))
    assert instant_of(aware, ws.journey) == expected
    assert instant_of(aware, ws.journey).tzinfo is UTC


@pytest.mark.parametrize("wrong", ["yesterday", datetime(2026, 1, 1)])  # noqa: DTZ001 - what is refused
def test_no_instant_is_refused(ws, wrong):
    with pytest.raises(ArgumentError, match="as_of"):
        instant_of(wrong, ws.journey)


def test_without_an_instant_now_is_taken(root):
    before = datetime.now(UTC)
    assert before <= stagelift.open(root).as_of <= datetime.now(UTC)


def test_close_frees_the_engine_and_asking_opens_it_again(root):
    opened = stagelift.open(root, as_of=LATER)
    first = opened.engine
    opened.close()
    opened.close()
    assert opened.engine is not first
    assert len(opened.kpis("2026-W02")) == 1
    opened.close()


def test_kpis_know_their_past_in_order(ws):
    found = ws.kpis("2026-W03", history=2)
    assert [e.period for e in found.past] == ["2026-W01", "2026-W02"]
    assert [e.period for e in found.series("bought")] == ["2026-W01", "2026-W02", "2026-W03"]
    assert [e.n for e in found.series("bought")] == [0, 2, 0]
    latest = found.latest("bought")  # marked as of few; no week is passed over for its outcome
    assert (latest.period, latest.status) == ("2026-W02", "low_n")


def test_small_cells_leave_rows_without_their_values(ws):
    found = ws.kpis("2026-W02")
    (row,) = found.to_dicts()
    assert (row["n"], row["value"], row["k"], row["status"]) == (None, None, None, "low_n")
    assert "< 10" in str(found)
    assert "50" not in str(found).splitlines()[-1]


def test_by_takes_segments_attributes_and_all_segments(ws):
    names = {e.segment for e in ws.kpis("2026-W02", by=["segment", "grade"])}
    assert names == {None, "buyers", "open", "grade=gold", "grade=unknown"}
    assert {e.segment for e in ws.kpis("2026-W02", by="open")} == {None, "open"}
    with pytest.raises(ArgumentError, match=r"unknown segment or attribute 'opne'.*'open'"):
        ws.kpis("2026-W02", by="opne")


def test_events_are_a_relation_of_visible_rows(root):
    with stagelift.open(root, as_of=MONDAY + timedelta(hours=12)) as early:
        assert len(early.events.fetchall()) == 2


def test_experiments_and_metrics_cannot_be_changed(ws):
    with pytest.raises(TypeError):
        ws.metrics["bought"] = None
    with pytest.raises(TypeError):
        ws.experiments["new"] = None
