"""The demo command refuses what is not the demo shop, and runs all of it on a small world."""

from __future__ import annotations

import shutil
import subprocess
from pathlib import Path

import pytest

import stagelift
import stagelift.cli.demo as command
from stagelift.demo import world
from stagelift.errors import ArgumentError
from stagelift.reports.index import read_manifests
from stagelift.reports.wording_readout import sentence

ROOT = Path(__file__).parents[2]
PARTS = ("experiments", "metrics", "messages", "reports", "notebooks")


@pytest.fixture
def copy(tmp_path, monkeypatch):
    monkeypatch.setenv("STAGELIFT_LANGUAGE", "en")
    for part in PARTS:
        shutil.copytree(ROOT / part, tmp_path / part)
    for file in ("journey.yaml", "changes.yaml", ".gitignore"):
        shutil.copy(ROOT / file, tmp_path / file)
    return tmp_path


def test_another_workspace_is_left_alone(run, shop):
    result = run(shop, "demo")
    assert result.exit_code == 2
    assert "the workspace of 'corner_shop', not of the demo shop" in result.output


def test_outside_a_workspace_the_shop_is_written_first(run, tmp_path, monkeypatch):
    made = []

    def stop(root):
        made.append(root)
        raise ArgumentError("far enough")

    monkeypatch.setattr(command, "make", stop)
    monkeypatch.setenv("STAGELIFT_LANGUAGE", "en")
    first = run(tmp_path, "demo")
    assert "Wrote 34 files to stagelift-demo" in first.output
    again = run(tmp_path, "demo")
    assert "Wrote" not in again.output
    assert made == [tmp_path / "stagelift-demo"] * 2


def test_files_of_somebody_else_are_not_written_over(run, copy):
    (copy / "data").mkdir()
    (copy / "data" / "mine.csv").write_text("a,b\n", encoding="utf-8")
    result = run(copy, "demo")
    assert result.exit_code == 2
    assert "move them away first" in result.output
    assert [path.name for path in (copy / "data").iterdir()] == ["mine.csv"]


def git(folder, *words):
    identity = ["-c", "user.name=kim", "-c", "user.email=kim@shop.example"]
    command = ["git", "-C", str(folder), *identity, *words]
    return subprocess.run(command, check=True, capture_output=True, text=True).stdout


@pytest.mark.slow
def test_a_small_world_is_made_read_out_and_published(run, copy, monkeypatch):
    git(copy, "init")
    git(copy, "add", "--all")
    git(copy, "commit", "-m", "before")
    whole = world.make
    monkeypatch.setattr(world, "make", lambda root: whole(root, customers=4000))
    monkeypatch.setattr(command, "on_desktop", lambda: False)
    result = run(copy, "demo")
    assert result.exit_code == 0, result.output
    assert f"Site: {copy / 'site' / 'index.html'}" in result.output
    assert (copy / "site" / "index.html").is_file()
    pages = {path.relative_to(copy / "site").as_posix() for path in copy.glob("site/*/**/*.html")}
    assert pages >= {
        f"{place}{end}"
        for place in ("weekly/2026-W46", "map/2026-10", "programme/2026-10")
        for end in (".html", "/ko.html")
    }
    tests = ("cart_reminder", "evening_push", "review_ask", "winback_call")
    assert pages >= {f"readout/{name}{end}" for name in tests for end in (".html", "/ko.html")}
    assert result.output.count("Published") == 16  # weekly twice, map, review, four tests
    assert_pages_say_the_verdicts(copy, tests)
    assert git(copy, "status", "--porcelain") == ""  # all that was written is ignored


def assert_pages_say_the_verdicts(root, names):
    """Each experiment's page says, in either language, what is read out of the shop's data."""
    runs = [run for run in read_manifests(root / ".stagelift" / "runs") if run.status == "ok"]
    said = {(run.stable.period, run.page["language"]): run.page["status"] for run in runs}
    with stagelift.open(root) as shop:
        verdicts = {name: shop.experiments[name].readout().verdict for name in names}
    for name, verdict in verdicts.items():
        for language in ("en", "ko"):
            assert said[name, language] == sentence(language, f"state.{verdict}"), name
