"""The failure path of a report: what is put aside, what stays, and what the next run makes good."""

from __future__ import annotations

import json
import signal
import subprocess
import sys
import time

import nbformat
import pytest
from runs import FINISH, left, written

import needed
from stagelift import files
from stagelift.errors import ReportError
from stagelift.reports import facts, publish, run

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

INSTANT = """
import json, os, shutil, signal, sys
from pathlib import Path
from stagelift import files
from stagelift.errors import ReportError
from stagelift.reports import index, run

root, pages = Path(sys.argv[1]), []
fact = {"metric": "churn", "measure": "level", "period": "2026-W46", "value": 0.25}

def plain(notebook, *, root, folder, seconds):
    (folder / "facts.json").write_text(json.dumps([fact]))
    (folder / "page.json").write_text(json.dumps({"title": "weekly"}))
    return notebook

run.execute.execute = plain
run.render = lambda notebook, page: pages[-1]
index.wrap = lambda title, body, language: body

def once(text):
    pages.append(text)
    return run.run_report(root, root / "weekly.ipynb", report="weekly",
                          parameters={"period": "2026-W46"}, site=root / "site")
"""
FULL_DISK = """
disk, found = root, []
for free, size in json.loads(sys.argv[2]):
    root = disk / f"{free}-{size}"
    root.mkdir()
    shutil.copy(disk / "weekly.ipynb", root)
    good = once("good")
    with (disk / "filler").open("wb") as filler:
        left = os.statvfs(disk)
        filler.write(bytes(max(left.f_bavail * left.f_frsize - free, 0)))
        filler.flush()
    try:
        once("x" * size)
        said = ""
    except ReportError as error:
        said = str(error)
    kept, temporary = good.page.read_text(), [str(path) for path in root.rglob("*.tmp")]
    (disk / "filler").unlink()
    last = once("made good")
    runs = root / ".stagelift" / "runs"
    counts = [len(list(runs.glob(f"{part}*"))) for part in ("_running/*/", "_failed/", "[!_]")]
    found.append([said, kept, last.page.read_text(), temporary, counts])
    shutil.rmtree(root)
print(json.dumps(found))
"""
KILLED = """
once("good")
replace = files.replace

def killed(staged, path):
    if path.name == sys.argv[2]:
        os.kill(os.getpid(), signal.SIGKILL)
    replace(staged, path)

files.replace = killed
once("never public")
"""
MOUNT = 'mount -t tmpfs -o size=2m tmpfs "$1" && cp "$2" "$1" && shift 2 && exec "$@"'


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
    assert "its notebook stopped (ValueError)" in text
    history = (tmp_path / "site" / "weekly" / "index.html").read_text("utf-8")
    assert "cell 4" in history


@pytest.mark.parametrize(
    ("sources", "seconds", "said"),
    [
        (
            ["print('so far')", "import os\nos._exit(7)", "1"],
            60,
            "the kernel died in cell 4 (`import os`)",
        ),
        (
            ["import time\ntime.sleep(2.5)", "time.sleep(2.5)", "1"],
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
    if "died" in said:  # what was executed until then is there to be looked at
        (failed,) = left(tmp_path)[1]
        path = tmp_path / ".stagelift" / "runs" / "_failed" / failed / "notebook.ipynb"
        saved = nbformat.read(path, as_version=4)
        assert "so far" in str([c.outputs for c in saved.cells if c.cell_type == "code"])
    assert "there is no page yet" in str(caught.value)
    assert time.monotonic() - begun < 20
    assert not (tmp_path / "site" / "weekly" / "2026-W46.html").exists()
    assert 'class="failed"' in (tmp_path / "site" / "index.html").read_text("utf-8")


def test_a_kernel_that_does_not_start_is_said(report, tmp_path, monkeypatch):
    command = {"argv": [sys.executable, "-c", "raise SystemExit('no loopback')"]}
    spec = {"language": "python", "metadata": {"supported_encryption": ["curve"]}}
    monkeypatch.setattr("ipykernel.kernelspec.get_kernel_dict", lambda: spec | command)
    with pytest.raises(ReportError, match="the kernel did not start or was lost"):
        report(FINISH)
    (log,) = tmp_path.glob(".stagelift/runs/_failed/*/log.txt")
    assert "no loopback" in log.read_text("utf-8")


SECOND_TIME = """
import sys
from pathlib import Path
from ipykernel.kernelapp import IPKernelApp
before = Path("started")
if not before.exists():
    before.touch()
    raise SystemExit("somebody has the port")
IPKernelApp.launch_instance(["-f", sys.argv[1]])
"""


def test_a_kernel_that_dies_before_it_is_asked_is_started_once_more(report, tmp_path, monkeypatch):
    command = {"argv": [sys.executable, "-c", SECOND_TIME, "{connection_file}"]}
    spec = {"language": "python", "metadata": {"supported_encryption": ["curve"]}}
    monkeypatch.setattr("ipykernel.kernelspec.get_kernel_dict", lambda: spec | command)
    assert report(FINISH)
    (log,) = tmp_path.glob(".stagelift/runs/*/log.txt")
    assert log.read_text("utf-8").count("somebody has the port") == 1


def test_two_runs_of_one_key_at_once_both_end_well(tmp_path):
    written(tmp_path, FINISH)
    command = [sys.executable, "-W", "error", "-c", TWO_AT_ONCE, str(tmp_path)]
    both = [subprocess.Popen(command, stdout=subprocess.PIPE, text=True) for _ in range(2)]
    ids = [process.communicate(timeout=60)[0].strip() for process in both]
    assert [process.returncode for process in both] == [0, 0]
    assert left(tmp_path) == (sorted(ids), [], [], [])
    assert len(facts.read(tmp_path / ".stagelift" / "facts")) == 2
    assert (tmp_path / "site" / "weekly" / "2026-W46.html").read_text() == "Quiet 2026-W46"


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


@pytest.fixture
def on_a_small_disk(tmp_path):
    """Runs a script on a disk of two megabytes, in a mount namespace of its own."""
    disk = tmp_path / "disk"
    disk.mkdir()
    notebook = written(tmp_path)
    found = needed.namespaces("--mount")
    alone = [found, "--mount", "--map-root-user", "sh", "-c", MOUNT, "sh", disk, notebook]

    def start(script, *words):
        command = [*alone, sys.executable, "-W", "error", "-c", script, disk, *map(str, words)]
        done = subprocess.run(command, check=False, capture_output=True, text=True, timeout=60)
        assert done.returncode == 0, done.stderr
        return json.loads(done.stdout)

    return start


FULL = {  # bytes left, bytes of the page, what is said, runs put aside and published in the end
    "before the run": (0, 10, "not started: ", 0, 2),
    "while its page is made": (600_000, 900_000, "traceback: .stagelift/runs/_failed/", 1, 2),
    "with no room for the reason": (8_192, 900_000, "it left could not be put aside: ", 1, 2),
    "while it is published": (700_000, 500_000, "not published: ", 0, 3),
}


def test_a_full_disk_keeps_the_last_good_page(on_a_small_disk):
    cases = json.dumps([(free, size) for free, size, *_ in FULL.values()])
    found = on_a_small_disk(INSTANT + FULL_DISK, cases)
    for (_, _, words, failed, published), one in zip(FULL.values(), found, strict=True):
        said, kept, now, temporary, counts = one
        assert said.startswith("weekly 2026-W46: ")
        assert words in said
        assert "No space left on device" in said
        assert (kept, now, temporary) == ("good", "made good", [])
        assert counts == [0, failed, published], words


@pytest.mark.skipif(not hasattr(signal, "SIGKILL"), reason="this system has no SIGKILL")
@pytest.mark.parametrize("name", ["2026-W46.html", "manifest.json"])
def test_a_process_killed_outright_costs_nothing(instant, tmp_path, name):
    written(tmp_path)
    command = [sys.executable, "-W", "error", "-c", INSTANT + KILLED, tmp_path, name]
    assert subprocess.run(command, check=False, timeout=60).returncode == -signal.SIGKILL
    page = tmp_path / "site" / "weekly" / "2026-W46.html"
    assert page.read_text("utf-8") == "good"
    last = instant()
    assert f"made by {last.run_id}" in page.read_text("utf-8")
    published, failed, running, temporary = left(tmp_path)
    assert (running, temporary) == ([], [])
    assert (len(published), len(failed)) == ((3, 0) if name.endswith("html") else (2, 1))
