from __future__ import annotations

import json
import os
import subprocess
import sys
import time
from pathlib import Path

import nbformat
import pytest

from stagelift import files
from stagelift.errors import ArgumentError, ReportError
from stagelift.reports import facts, index, manifest, publish, run
from stagelift.reports.run import run_report

FINISH = """
import json, os, pathlib
folder = pathlib.Path(os.environ["STAGELIFT_RUN_DIR"])
fact = {"metric": "churn", "measure": "level", "period": period, "value": 0.25, "status": "ok"}
_ = (folder / "facts.json").write_text(json.dumps([fact]))
page = {"title": "주간", "headline": f"Quiet {period}", "language": "en", "zone": "Asia/Seoul"}
_ = (folder / "page.json").write_text(json.dumps(page))
"""
SHOW = """
from IPython.display import HTML
stable = json.loads((folder / "run.json").read_text())
HTML(f"<p>{stable['notebook_hash']} {branch} {os.getcwd()} {set('abcdefgh')}</p>")
"""
TWO_AT_ONCE = """
import sys
from pathlib import Path
from stagelift.reports import index, run
run.render = lambda notebook, page: page["headline"]
index.wrap = lambda title, body, language: body
root = Path(sys.argv[1])
done = run.run_report(root, root / "weekly.ipynb", report="weekly",
                      parameters={"period": "2026-W46"}, site=root / "site")
print(done.run_id)
"""


def written(root, *sources):
    v4 = nbformat.v4
    declared = 'period: str = "last-week"\nbranch: str = "0001"  # of the shop'
    cells = [
        v4.new_markdown_cell("# Weekly"),
        v4.new_code_cell(declared, metadata={"tags": ["parameters"]}),
        *(v4.new_code_cell(source.strip()) for source in sources),
    ]
    path = root / "weekly.ipynb"
    nbformat.write(v4.new_notebook(cells=cells), path)
    return path


def shown(notebook, page):
    """A stand-in for the page: its title and what the cells printed."""
    texts = [
        output.get("text", "")
        for cell in notebook.cells
        if cell.cell_type == "code"
        for output in cell.outputs
    ]
    return f"<title>{page['title']}</title>{''.join(texts)}"


@pytest.fixture
def report(tmp_path, monkeypatch):
    monkeypatch.setattr(run, "render", shown)
    monkeypatch.setattr(index, "wrap", lambda title, body, language: body)

    def start(*sources, timeout_seconds=60, **parameters):
        return run_report(
            tmp_path,
            written(tmp_path, *sources),
            report="weekly",
            parameters={"period": "2026-W46"} | parameters,
            site=tmp_path / "site",
            timeout_seconds=timeout_seconds,
        )

    return start


def no_kernel(*_, **__):
    pytest.fail("a kernel was started")


def left(tmp_path):
    """What stands in the run folders and what is temporary anywhere."""
    runs = tmp_path / ".stagelift" / "runs"
    return (
        sorted(p.name for p in runs.glob("[!_]*")),
        sorted(p.name for p in runs.glob("_failed/*")),
        sorted(p.name for p in runs.glob("_running/*/*")),
        list(tmp_path.rglob("*.tmp")),
    )


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
    assert set(second.seconds) == {"wait", "execute", "render", "publish"}
    assert {"notebook.ipynb", "log.txt", "run.json", "page.html"} <= {
        p.name for p in folder.iterdir()
    }
    assert "kernel.json" not in {p.name for p in folder.iterdir()}
    assert "encrypt" not in (folder / "log.txt").read_text("utf-8").lower()
    assert 'class="ok"' in (tmp_path / "site" / "index.html").read_text("utf-8")


def test_a_failing_cell_costs_neither_page_nor_facts(report, tmp_path):
    good = report(FINISH)
    page = good.page.read_bytes()
    with pytest.raises(ReportError) as caught:
        report(FINISH, "print('so far')\nraise ValueError(f'no rows for {period}')")
    said = str(caught.value)
    line = "raise ValueError(f'no rows for {period}')"
    assert f"cell 4 (`{line}`) stopped: no rows for 2026-W46 (ValueError)" in said
    assert said.startswith("weekly 2026-W46: ")
    assert "the last good page stays" in said

    published, (failed,), running, temporary = left(tmp_path)
    assert (published, running, temporary) == ([good.run_id], [], [])
    assert f".stagelift/runs/_failed/{failed}" in said
    folder = tmp_path / ".stagelift" / "runs" / "_failed" / failed
    assert "ValueError: no rows" in (folder / "traceback.txt").read_text("utf-8")
    assert "so far" in (folder / "notebook.ipynb").read_text("utf-8")
    assert good.page.read_bytes() == page
    assert len(facts.read(tmp_path / ".stagelift" / "facts")) == 1
    text = (tmp_path / "site" / "index.html").read_text("utf-8")
    assert 'class="stale"' in text
    assert "cell 4" in text


@pytest.mark.parametrize(
    ("sources", "seconds", "said"),
    [
        (["import os\nos._exit(7)"], 60, "the kernel died in cell 3 (`import os`)"),
        (
            ["import time\ntime.sleep(2.5)", "time.sleep(2.5)"],
            4,
            "cell 4 (`time.sleep(2.5)`) did not end",
        ),
        (["1"], 60, "the notebook wrote no facts.json and no page.json"),
    ],
    ids=["dead kernel", "too slow", "no finish"],
)
def test_what_stops_a_run_is_said_in_time(report, tmp_path, sources, seconds, said):
    begun = time.monotonic()
    with pytest.raises(ReportError) as caught:
        report(*sources, timeout_seconds=seconds)
    assert said in str(caught.value)
    assert "there is no page yet" in str(caught.value)
    assert time.monotonic() - begun < 20
    assert not (tmp_path / "site" / "weekly").exists()
    assert 'class="failed"' in (tmp_path / "site" / "index.html").read_text("utf-8")


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


def test_a_kernel_that_does_not_start_is_said(report, tmp_path, monkeypatch):
    command = {"argv": [sys.executable, "-c", "raise SystemExit('no loopback')"]}
    spec = {"language": "python", "metadata": {"supported_encryption": ["curve"]}}
    monkeypatch.setattr("ipykernel.kernelspec.get_kernel_dict", lambda: spec | command)
    with pytest.raises(ReportError, match="the kernel did not start or was lost"):
        report(FINISH)
    (log,) = tmp_path.glob(".stagelift/runs/_failed/*/log.txt")
    assert "no loopback" in log.read_text("utf-8")


def test_two_runs_of_one_key_at_once_both_end_well(tmp_path):
    written(tmp_path, FINISH)
    command = [sys.executable, "-W", "error", "-c", TWO_AT_ONCE, str(tmp_path)]
    both = [subprocess.Popen(command, stdout=subprocess.PIPE, text=True) for _ in range(2)]
    ids = [process.communicate(timeout=60)[0].strip() for process in both]
    assert [process.returncode for process in both] == [0, 0]
    assert left(tmp_path) == (sorted(ids), [], [], [])
    assert len(facts.read(tmp_path / ".stagelift" / "facts")) == 2
    assert (tmp_path / "site" / "weekly" / "2026-W46.html").read_text() == "Quiet 2026-W46"


@pytest.fixture
def instant(report, monkeypatch):
    """The report with a notebook that is executed without a kernel, in the test's process."""

    def plain(notebook, *, root, folder, seconds):
        fact = {"metric": "churn", "measure": "level", "period": "2026-W46", "value": 0.25}
        (folder / "facts.json").write_text(json.dumps([fact]))
        (folder / "page.json").write_text(json.dumps({"title": f"made by {folder.name}"}))
        return notebook

    monkeypatch.setattr(run.execute, "execute", plain)
    return report


class Killed(BaseException):
    """Stands for a kill: nothing in the runner handles it."""


def killed_when(monkeypatch, name):
    """A kill in the moment in which a file of that name would get its place."""
    replace = files.replace

    def cut(staged, path):
        if path.name == name:
            raise Killed
        replace(staged, path)

    monkeypatch.setattr(files, "replace", cut)
    return lambda: monkeypatch.setattr(files, "replace", replace)


def test_a_run_killed_while_publishing_is_finished_by_the_next(instant, tmp_path, monkeypatch):
    good = instant()
    page = good.page.read_text("utf-8")
    revive = killed_when(monkeypatch, good.page.name)
    with pytest.raises(Killed):
        instant()
    assert good.page.read_text("utf-8") == page
    published, failed, (cut,), _ = left(tmp_path)
    assert (published, failed) == ([good.run_id], [])

    (tmp_path / "site" / "weekly" / f".{good.page.name}.0123abcd.tmp").write_text("half")
    revive()
    last = instant()
    assert left(tmp_path) == (sorted([good.run_id, cut, last.run_id]), [], [], [])
    assert f"made by {last.run_id}" in last.page.read_text("utf-8")
    archived = facts.read(tmp_path / ".stagelift" / "facts")
    assert sorted(row["run_id"] for row in archived) == sorted([good.run_id, cut, last.run_id])


def test_a_run_killed_before_its_manifest_is_put_aside_by_the_next(instant, tmp_path, monkeypatch):
    revive = killed_when(monkeypatch, "manifest.json")
    with pytest.raises(Killed):
        instant()
    _, _, (cut,), _ = left(tmp_path)
    revive()
    last = instant()
    assert left(tmp_path) == ([last.run_id], [cut], [], [])
    folder = tmp_path / ".stagelift" / "runs" / "_failed" / cut
    assert '"the run was interrupted"' in (folder / "manifest.json").read_text("utf-8")
    assert [row["run_id"] for row in facts.read(tmp_path / ".stagelift" / "facts")] == [last.run_id]


def test_a_page_that_cannot_be_rendered_is_a_failed_run(instant, tmp_path, monkeypatch):
    def broken(notebook, page):
        raise KeyError("title")

    monkeypatch.setattr(run, "render", broken)
    with pytest.raises(ReportError, match="weekly 2026-W46: 'title'; there is no page yet"):
        instant()
    assert len(left(tmp_path)[1]) == 1


def test_a_publication_that_cannot_be_written_is_made_good_by_the_next_run(
    instant, tmp_path, monkeypatch
):
    swap = files.swap

    def full(path, text):
        if path.suffix == ".html" and path.is_relative_to(tmp_path / "site"):
            raise OSError("disk full")
        swap(path, text)

    monkeypatch.setattr(files, "swap", full)
    with pytest.raises(ReportError, match="not published: disk full; the next run"):
        instant()
    (cut,) = left(tmp_path)[2]
    monkeypatch.setattr(files, "swap", swap)
    last = instant()
    assert left(tmp_path) == (sorted([cut, last.run_id]), [], [], [])


def test_a_notebook_without_a_period_has_a_page_too(instant, tmp_path):
    path = tmp_path / "map.ipynb"
    nbformat.write(nbformat.v4.new_notebook(), path)
    done = run_report(tmp_path, path, report="map", parameters={}, site=tmp_path / "site")
    assert done.page == tmp_path / "site" / "map" / "undated.html"


def test_keys_do_not_share_a_page(instant, tmp_path):
    pages = {instant(branch=branch).page for branch in ("0001", "1", "서울", "../x")}
    assert len(pages) == 4
    assert all(page.is_relative_to(tmp_path / "site" / "weekly") for page in pages)


def test_a_lock_held_too_long_is_an_error_that_changes_nothing(instant, tmp_path, monkeypatch):
    from filelock import FileLock

    monkeypatch.setattr(run.execute, "START_SECONDS", 0)
    lock = tmp_path / ".stagelift" / "locks" / f"{publish.file_name('weekly 2026-W46')}.lock"
    lock.parent.mkdir(parents=True)
    with (
        FileLock(lock, thread_local=False),
        pytest.raises(ReportError, match="did not end within 1 s; nothing was changed"),
    ):
        instant(timeout_seconds=1)
    assert not (tmp_path / ".stagelift" / "runs").exists()


def test_a_brief_page_links_to_the_full_page_only_where_there_is_one(report, monkeypatch):
    link = '<p>Brief</p><section class="sl more"><a href="#full">all</a></section>'
    monkeypatch.setattr(run, "render", lambda notebook, page: link)
    brief = report(FINISH)
    assert brief.page.read_text("utf-8") == "<p>Brief</p>"
    place = brief.page.parent / "2026-W46" / "page=full.html"
    place.parent.mkdir()
    place.write_text("full", encoding="utf-8")
    assert 'href="2026-W46/page=full.html"' in report(FINISH).page.read_text("utf-8")
