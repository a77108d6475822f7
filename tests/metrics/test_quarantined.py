"""Rejected rows of an event that a number counts are said beside its n, without a reading more."""

from __future__ import annotations

import json

import pytest
from click.testing import CliRunner

import stagelift
from stagelift.cli import main
from stagelift.data.duckdb_engine import DuckDBEngine
from stagelift.reports.prose import Fact
from tiny import day, workspace

WEEK = "2026-W02"
METRICS = """\
  first_order: {conversion: ordered, within: 7 days}
  stayed: {retention: visited, days: 1..7}
  liked: {conversion: liked, within: 7 days, from: looking, stage: looking}
"""
AS_OF = "2026-01-31"


def events():
    """100 visitors of whom 40 order, and rows without a time: two orders, one visit, one other."""
    for number in range(100):
        yield f"a{number}", day(1), "visited"
        if number < 40:
            yield f"a{number}", day(2), "ordered"
    yield from (("x", "", "ordered"), ("y", "", "ordered"), ("z", "", "visited"), ("", day(1), "?"))


@pytest.fixture
def shop(tmp_path):
    with workspace(tmp_path, events(), metrics=METRICS) as opened:
        yield opened


def test_an_estimate_names_the_events_it_counts_and_no_other(shop):
    notes = {(e.metric, e.stage): (e.n, e.k, e.note) for e in shop.kpis(WEEK)}
    both = "rejected rows, not in n: 'ordered' 2, 'visited' 1"
    assert notes["first_order", "buying"] == (100, 40, both)
    assert notes["stayed", "looking"] == (100, 0, f"100 units, 0 with the event; {one_visit()}")
    assert notes["liked", "looking"][2].endswith(one_visit())


def test_the_periods_before_keep_their_own_notes(shop):
    found = shop.kpis("2026-W03", history=1)
    assert {e.note for e in found.past if e.metric == "stayed"} == {"100 units, 0 with the event"}
    assert all("rejected rows" in e.note for e in found if e.metric == "stayed")


def one_visit():
    return "rejected rows, not in n: 'visited' 1"


def test_the_table_says_it_in_one_line_below_and_the_rows_keep_their_own_reasons(shop, tmp_path):
    text = str(shop.kpis(WEEK))
    line = "Rejected rows, not in n: 'ordered' 2, 'visited' 1; stagelift check says why."
    assert text.splitlines()[-1] == line
    assert text.lower().count("rejected") == 1
    assert "low_n: 100 units, 0 with the event" in text
    words = ["-C", str(tmp_path), "kpi", "--period", WEEK, "--as-of", AS_OF]
    english = CliRunner().invoke(main, [*words, "--language", "en"]).output
    assert line in english.splitlines()
    korean = CliRunner().invoke(main, [*words, "--language", "ko"]).output
    assert "제외되어 n에 없는 행: 'ordered' 2, 'visited' 1. 이유: stagelift check" in korean
    assert "rejected" not in korean
    rows = json.loads(CliRunner().invoke(main, [*words, "--json"]).output)
    said = {row["metric"]: row["note"] for row in rows}
    assert said["first_order"] == "rejected rows, not in n: 'ordered' 2, 'visited' 1"


def test_what_check_counts_is_what_the_numbers_say(shop, tmp_path):
    found = CliRunner().invoke(main, ["-C", str(tmp_path), "check", "--as-of", AS_OF, "--json"])
    (source,) = json.loads(found.output)["sources"]
    assert sum(source["rejected"].values()) == 4
    assert shop.kpis(WEEK).rejected == (("ordered", 2), ("visited", 1))  # '?' is no event's name


def test_nothing_is_read_for_it_that_was_not_read_before(shop, monkeypatch):
    asked, run = [], DuckDBEngine.run

    def counted(engine, query):
        asked.append(query)
        return run(engine, query)

    monkeypatch.setattr(DuckDBEngine, "run", counted)
    assert shop.kpis(WEEK).rejected
    told = len(asked)
    asked.clear()
    monkeypatch.setattr("stagelift.metrics.quarantined.counted_events", lambda *_: {})
    with stagelift.open(shop.root, as_of=shop.as_of) as again:
        again.contract._answers = None
        assert not again.kpis(WEEK).rejected
    assert told == len(asked)


def test_a_cell_too_small_to_be_shown_says_only_that(tmp_path):
    few = [("a", day(1), "visited"), ("b", day(1), "visited"), ("x", "", "visited")]
    with workspace(tmp_path, few, metrics=METRICS) as opened:
        rows = opened.kpis(WEEK).to_dicts()
    assert {row["note"] for row in rows if row["metric"] == "stayed"} == {"fewer than 10 units"}


def test_many_events_are_named_by_the_three_that_have_most(tmp_path):
    names = ("visited", "ordered", "Liked", "shared", "asked")
    rows = [("a", day(1), "visited")]
    rows += [(f"x{n}", "", name) for place, name in enumerate(names) for n in range(9 - place)]
    metrics = "  any: {conversion: ordered | Liked | shared | asked, from: looking}\n"
    with workspace(tmp_path, rows, metrics=metrics) as opened:
        (found,) = (e for e in opened.kpis(WEEK) if e.metric == "any")
        assert found.note.endswith(
            "rejected rows, not in n: 'visited' 9, 'ordered' 8, 'Liked' 7, 2 other events 11"
        )
        text = str(opened.kpis(WEEK))
    assert "'Liked' 7, 2 other events 11; stagelift check says why." in text


def test_a_fact_of_a_page_keeps_its_own_reason_and_leaves_the_rows_to_the_line_of_trust(shop):
    (found,) = (e for e in shop.kpis(WEEK) if e.metric == "stayed")
    fact = Fact.of("stayed", found)
    assert fact.note == "100 units, 0 with the event"


def test_without_rejected_rows_nothing_is_said(tmp_path):
    good = [row for row in events() if row[0] and row[1]]
    with workspace(tmp_path, good, metrics=METRICS) as opened:
        found = opened.kpis(WEEK)
    assert not found.rejected
    assert "rejected" not in str(found).lower()
    assert not any("rejected" in e.note for e in found)
