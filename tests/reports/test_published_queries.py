"""The query behind a number, a file beside the page: there before it is linked, once, or not."""

from __future__ import annotations

import re

import duckdb
import pytest
from test_numbers import FACTS, origin

import stagelift
from stagelift import files
from stagelift.reports.manifest import FILE, Manifest, Stable
from stagelift.reports.numbers import beside
from stagelift.reports.numbers.queries import asked, write_queries
from stagelift.reports.run import RunResult
from stagelift.workspace import querying
from stagelift.workspace.querying import publish_queries, query_text
from tiny import LATER, WEEK, day, workspace

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


def made_in(ws, run_id, key="weekly 2026-W45"):
    """A published run with a page of facts, as it is kept."""
    folder = ws.state / "runs" / run_id
    folder.mkdir(parents=True)
    beside.with_numbers("<p>x</p>", FACTS, origin(), public=PUBLIC, folder=folder)
    about = {"report": "weekly", "period": "2026-W45", "parameters": {}, "versions": {}}
    stable = Stable(**about, notebook="n", notebook_hash="h")
    at = {"started": f"2026-11-09T{run_id}", "finished": f"2026-11-09T{run_id}"}
    told = Manifest(run_id=run_id, key=key, status="ok", stable=stable, public=PUBLIC, **at)
    (folder / FILE).write_text(told.to_json(), encoding="utf-8")
    return RunResult(run_id, (ws.root / "site").resolve() / PUBLIC, (), {})


@pytest.fixture
def shop(tmp_path, monkeypatch):
    """A workspace whose site lies elsewhere; every name has a query."""
    (tmp_path / "elsewhere").mkdir()
    (tmp_path / "shop").mkdir()
    (tmp_path / "shop" / "site").symlink_to(tmp_path / "elsewhere", target_is_directory=True)
    monkeypatch.setattr(querying, "query_text", lambda ws, name, period: "SELECT 1")
    with workspace(tmp_path / "shop", [("kim", day(), "visited")]) as ws:
        yield ws


def test_queries_stand_beside_their_page_where_the_site_is_a_link(shop):
    assert publish_queries(shop, [made_in(shop, "a")]) == {}
    assert [file.read_text("utf-8") for file in shop.root.glob("site/weekly/*/*.sql.txt")] == [
        "SELECT 1\n"
    ]


def test_a_page_made_again_meanwhile_gets_nothing_back_of_the_run_before(shop):
    first = made_in(shop, "a")
    made_in(shop, "b")  # as where a health check turned red
    assert publish_queries(shop, [first, RunResult("gone", first.page, (), {})]) == {}
    assert list(shop.root.glob("site/**/*.sql.txt")) == []


def test_queries_that_cannot_be_written_keep_no_others_from_being_linked(shop, monkeypatch):
    first, second = made_in(shop, "a"), made_in(shop, "b", "weekly 2026-W46")
    swap = files.swap

    def full(path, text, **more):
        if shop.state / "runs" / "a" in path.parents:
            raise OSError(28, "No space left on device")
        swap(path, text, **more)

    monkeypatch.setattr(files, "swap", full)
    failed = publish_queries(shop, [first])
    assert failed == {first.page: "[Errno 28] No space left on device"}
    assert publish_queries(shop, [first, second]).keys() == {first.page}
    assert len(list(shop.root.glob("site/weekly/*/*.sql.txt"))) == 1


def test_the_published_query_names_no_place_outside_the_workspace(tmp_path, monkeypatch):
    monkeypatch.setattr(querying, "DIALECTS", ())  # as where ids are joined
    root = tmp_path / "shop"
    root.mkdir()
    events = [("kim", day(), "visited"), ("kim", day(1), "ordered"), ("lee", day(), "visited")]
    workspace(root, events, metrics=METRICS).close()
    (tmp_path / "away").mkdir()
    (root / "events.parquet").rename(tmp_path / "away" / "events.parquet")
    journey, at = root / "journey.yaml", tmp_path / "away"
    said = journey.read_text("utf-8")
    for pattern in ("events.parquet", "*.parquet"):
        away = said.replace("read: events.parquet", f'read: "{at}/{pattern}"')
        journey.write_text(away, encoding="utf-8")
        with stagelift.open(root, as_of=LATER) as ws:
            text = query_text(ws, "bought", WEEK)
            assert "'events.parquet'" in text
            assert str(tmp_path) not in text
            assert querying._without_places(ws, f"-- {at}/gone.parquet") is None
