from __future__ import annotations

import os
from pathlib import Path

import nbformat
import pytest
from runs import FINISH, left

from stagelift.errors import ArgumentError, ReportError
from stagelift.reports import facts, manifest, run
from stagelift.reports.run import run_report

SHOW = """
from IPython.display import HTML
stable = json.loads((folder / "run.json").read_text())
HTML(f"<p>{stable['notebook_hash']} {branch} {os.getcwd()} {set('abcdefgh')}</p>")
"""


def no_kernel(*_, **__):
    pytest.fail("a kernel was started")


def test_two_runs_publish_identical_pages_and_keep_both_records(
    report, tmp_path, capfd, caplog, monkeypatch
):
    caplog.set_level("INFO")
    monkeypatch.undo()  # the real page and the real index
    here, environment = Path.cwd(), dict(os.environ)
    first = report(FINISH, SHOW, branch="0012")
    page = first.page.read_bytes()
    second = report(FINISH, SHOW, branch="0012")

    assert second.page.read_bytes() == page
    assert first.page == tmp_path / "site" / "weekly" / "2026-W46" / "branch=0012.html"
    assert f" 0012 {tmp_path} " in page.decode()
    assert (Path.cwd(), dict(os.environ)) == (here, environment)
    assert left(tmp_path) == ([first.run_id, second.run_id], [], [], [])
    assert capfd.readouterr() == ("", "")
    assert [r.name for r in caplog.records if r.name == "papermill"] == []

    archived = facts.read(tmp_path / ".stagelift" / "facts")
    assert [row["run_id"] for row in archived] == [first.run_id, second.run_id]
    assert [row["value"] for row in archived] == [0.25, 0.25]
    assert first.facts[0]["period"] == "2026-W46"

    folder = tmp_path / ".stagelift" / "runs" / second.run_id
    record = manifest.Manifest.from_json((folder / manifest.FILE).read_text("utf-8"))
    assert record.status == "ok"
    assert record.key == "weekly 2026-W46 branch=0012"
    assert record.window == ("2026-11-08T15:00:00+00:00", "2026-11-15T15:00:00+00:00")
    assert record.stable.notebook_hash in page.decode()
    assert record.facts == 1
    assert set(second.seconds) == {"wait", "execute", "render", "numbers", "publish"}
    assert {"notebook.ipynb", "log.txt", "run.json", "page.html"} <= {
        p.name for p in folder.iterdir()
    }
    assert "kernel.json" not in {p.name for p in folder.iterdir()}
    assert "encrypt" not in (folder / "log.txt").read_text("utf-8").lower()
    assert 'class="ok"' in (tmp_path / "site" / "index.html").read_text("utf-8")


@pytest.mark.parametrize(
    ("parameters", "said"),
    [
        ({"periods": "2026-W46"}, "Did you mean 'period'?"),
        ({"branch": 12}, "branch: 12 (int) came"),
        ({"period": "last-week"}, "'last-week' needs the instant"),
        ({"period": "2026-W60"}, "not in the calendar"),
    ],
)
def test_arguments_are_checked_before_a_kernel_starts(
    report, tmp_path, monkeypatch, parameters, said
):
    monkeypatch.setattr(run.execute, "execute", no_kernel)
    with pytest.raises(ArgumentError) as caught:
        report(FINISH, **parameters)
    assert said in str(caught.value)
    assert not (tmp_path / ".stagelift").exists()


def test_a_missing_notebook_is_named(tmp_path):
    with pytest.raises(ReportError, match=r"nothing\.ipynb' does not exist"):
        run_report(
            tmp_path, tmp_path / "nothing.ipynb", report="r", parameters={}, site=tmp_path / "site"
        )


def test_a_notebook_without_a_period_has_a_page_too(instant, tmp_path):
    path = tmp_path / "map.ipynb"
    nbformat.write(nbformat.v4.new_notebook(), path)
    done = run_report(tmp_path, path, report="map", parameters={}, site=tmp_path / "site")
    assert done.page == tmp_path / "site" / "map" / "undated.html"


def test_keys_do_not_share_a_page(instant, tmp_path):
    pages = {instant(branch=branch).page for branch in ("0001", "1", "서울", "../x")}
    assert len(pages) == 4
    assert all(page.is_relative_to(tmp_path / "site" / "weekly") for page in pages)


def test_a_brief_page_links_to_the_full_page_only_where_there_is_one(report, monkeypatch):
    link = '<p>Brief</p><section class="sl more"><a href="#full">all</a></section>'
    monkeypatch.setattr(run, "render", lambda notebook, page: link)
    brief = report(FINISH)
    assert brief.page.read_text("utf-8") == "<p>Brief</p>"
    place = brief.page.parent / "2026-W46" / "page=full.html"
    place.parent.mkdir()
    place.write_text("full", encoding="utf-8")
    assert 'href="2026-W46/page=full.html"' in report(FINISH).page.read_text("utf-8")
