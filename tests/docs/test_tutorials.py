"""The tutorials are run, command by command, on the demo shop and on the real example."""

from __future__ import annotations

import importlib.util
import os
import shutil
from pathlib import Path

import pytest
from console import UPDATE, Page

from stagelift.cli import inspecting
from stagelift.demo.world import make
from stagelift.reports.notebooks import shipped
from stagelift.starter.content import Wishes, demo_files, starter_files

ROOT = Path(__file__).parents[2]
EXAMPLE = ROOT / "examples" / "complete_journey"
DOCS = ROOT / "docs"
LIVES = ("walk", "plan", "deciding", "sending", "after_launch")
LIFE = [DOCS / "experiments" / f"{name}.md" for name in LIVES]
PAGES = [DOCS / "start.md", *LIFE, *sorted(DOCS.glob("tutorials/*.md"))]
pytestmark = pytest.mark.slow


def written(root, files):
    for name, text in files.items():
        (root / name).parent.mkdir(parents=True, exist_ok=True)
        (root / name).write_text(text, encoding="utf-8")


@pytest.fixture(autouse=True)
def patient(monkeypatch):
    """A page does not show what a slow machine says of its slowness."""
    monkeypatch.setattr(inspecting, "PATIENCE_SECONDS", 600.0)


@pytest.fixture(scope="module")
def originals(tmp_path_factory):
    """The workspaces as their owners find them: with data, and without a page yet."""
    demo = tmp_path_factory.mktemp("demo")
    written(demo, demo_files(shipped()))
    make(demo)
    example = tmp_path_factory.mktemp("example")
    for name in ("journey.yaml", "metrics", "reports"):
        found = EXAMPLE / name
        (shutil.copytree if found.is_dir() else shutil.copy)(found, example / name)
    spec = importlib.util.spec_from_file_location("prepare", EXAMPLE / "prepare.py")
    preparation = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(preparation)
    preparation.prepare(example / "data")
    own = tmp_path_factory.mktemp("own")
    written(own, starter_files(Wishes("own", language="en", country="KR"), shipped()))
    shutil.copytree(demo / "data" / "app", own / "data" / "app")
    shutil.copy(demo / "data" / "orders.parquet", own / "data")
    walk = tmp_path_factory.mktemp("walk")  # where `init` has not been yet
    shutil.copytree(demo / "data", walk / "shop" / "data")
    return {"demo": demo, "complete_journey": example, "own": own, "walk": walk}


@pytest.mark.parametrize("path", PAGES, ids=lambda path: path.stem)
def test_commands_print_what_the_page_says(path, originals, tmp_path):
    def workspace(name: str) -> Path:
        copy = tmp_path / name
        if not copy.exists():
            # what a page changes it writes anew, so that files may be shared until then
            shutil.copytree(originals[name], copy, copy_function=os.link)
        return copy

    page = Page(path, workspace)
    mistakes = page.run()
    assert page.ran > 0
    if not os.environ.get(UPDATE):
        assert mistakes == [], "\n\n".join(mistakes)
