"""The query behind a number, a file beside the page: there before it is linked, once, or not."""

from __future__ import annotations

import re

import duckdb
import pytest
from test_numbers import FACTS, origin

from stagelift import files
from stagelift.reports.numbers import beside
from stagelift.reports.numbers.queries import asked, write_queries
from stagelift.workspace.querying import query_text
from tiny import WEEK, day, workspace

PUBLIC = "weekly/2026-W45.html"
METRICS = "  bought: {conversion: ordered, within: 7 days}\n"


def run_of(tmp_path):
    folder = tmp_path / "run"
    folder.mkdir()
    beside.with_numbers("<p>x</p>", FACTS, origin(), public=PUBLIC, folder=folder)
    return folder


def page_of_facts(folder):
    (page,) = (folder / beside.FOLDER).glob("n*.html")
    return page


def test_each_command_gets_its_query_and_a_repeat_changes_nothing(tmp_path):
    folder, came = run_of(tmp_path), []

    def text_of(name, period):
        came.append((name, period))
        return f"-- {name} {period}\nSELECT '단골'"

    assert write_queries(folder, text_of) == 1
    page = page_of_facts(folder)
    html = page.read_text(encoding="utf-8")
    (link,) = re.findall(r'<a href="([^"]+)">SQL</a> · <code>stagelift sql churn', html)
    assert (page.parent / link).read_text(encoding="utf-8").startswith("-- churn 2026-W45\n")
    assert write_queries(folder, text_of) == 0
    assert page.read_text(encoding="utf-8") == html
    assert came == [("churn", "2026-W45")]
    site = tmp_path / "site"
    assert len(beside.publish(folder, site, PUBLIC)) == 3
    assert (site / "weekly" / link).is_file()
    assert not list(tmp_path.rglob("*.tmp"))


def test_what_no_query_answers_keeps_its_command_alone(tmp_path):
    folder = run_of(tmp_path)
    html = page_of_facts(folder).read_text(encoding="utf-8")
    assert write_queries(folder, lambda name, period: None) == 0
    assert page_of_facts(folder).read_text(encoding="utf-8") == html
    assert beside.publish(folder, tmp_path / "site", PUBLIC) != ()


def test_a_kill_leaves_no_link_without_its_file(tmp_path, monkeypatch):
    folder = run_of(tmp_path)
    page, swap = page_of_facts(folder), files.swap

    def cut(path, text, **more):
        if path == page:
            raise KeyboardInterrupt
        swap(path, text, **more)

    monkeypatch.setattr(files, "swap", cut)
    with pytest.raises(KeyboardInterrupt):
        write_queries(folder, lambda name, period: "SELECT 1")
    assert ">SQL</a>" not in page.read_text(encoding="utf-8")
    monkeypatch.setattr(files, "swap", swap)
    assert write_queries(folder, lambda name, period: "SELECT 1") == 1


def test_names_and_periods_are_read_as_a_shell_reads_them():
    assert asked("'the shop' --period 2026-11-01..2026-11-07") == (
        "the shop",
        "2026-11-01..2026-11-07",
    )


def test_the_published_query_names_no_place_and_runs(tmp_path, monkeypatch):
    events = [("kim", day(), "visited"), ("kim", day(1), "ordered"), ("lee", day(), "visited")]
    with workspace(tmp_path, events, metrics=METRICS) as ws:
        text = query_text(ws, "bought", WEEK)
        assert query_text(ws, "nothing", WEEK) is None
        monkeypatch.setattr("stagelift.workspace.querying.DIALECTS", ())  # as where ids are joined
        own = query_text(ws, "bought", WEEK)
    assert text.startswith("-- bought 2026-W02")
    assert "--moments FILE" in text
    assert "paths are relative" in own
    assert str(tmp_path) not in text + own
    with duckdb.connect() as connection:
        connection.read_parquet(str(tmp_path / "events.parquet")).create("log")
        rows = connection.execute(text).fetchall()
    assert {row[0] for row in rows} == {"bought"}
