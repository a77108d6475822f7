"""The archives as they are built from the files that would be committed, and nothing else."""

from __future__ import annotations

import shutil
import subprocess
import sys
from pathlib import Path
from typing import NamedTuple

import pytest

import needed

ROOT = Path(__file__).parents[2]
# What a checkout in use holds beside its files, none of which may be shipped.
LEFT_BEHIND = (
    "data/events.parquet",
    "out/weekly/page.html",
    "site/index.html",
    "site-docs/index.html",
    ".stagelift/facts/x.parquet",
    ".venv/x",
    "examples/hillstrom/data/hillstrom.csv.gz",
    "examples/complete_journey/.stagelift/x",
    "src/stagelift/__pycache__/x.pyc",
    "notebooks/.ipynb_checkpoints/x.ipynb",
    "dist/old.whl",
)


class Archives(NamedTuple):
    committed: tuple[str, ...]
    left_behind: tuple[str, ...]
    wheel: Path
    sdist: Path


def committed() -> tuple[str, ...]:
    """The files git tracks, and those it would if they were added."""
    needed.checkout()
    listing = ["git", "-C", str(ROOT), "ls-files", "-z", "--cached", "--others"]
    command = [*listing, "--exclude-standard"]
    names = subprocess.run(command, check=True, capture_output=True, text=True).stdout
    return tuple(sorted(n for n in names.split("\0") if n and (ROOT / n).is_file()))


@pytest.fixture(scope="session")
def archives(tmp_path_factory: pytest.TempPathFactory) -> Archives:
    tree = tmp_path_factory.mktemp("a checkout") / "stagelift"
    names = committed()
    for name in names:
        (tree / name).parent.mkdir(parents=True, exist_ok=True)
        shutil.copy(ROOT / name, tree / name)
    for name in LEFT_BEHIND:
        (tree / name).parent.mkdir(parents=True, exist_ok=True)
        (tree / name).write_text("left behind", encoding="utf-8")
    out = tmp_path_factory.mktemp("archives")
    command = [sys.executable, "-m", "build", "--no-isolation", "--outdir", str(out), str(tree)]
    done = subprocess.run(command, check=False, capture_output=True, text=True)
    assert done.returncode == 0, done.stdout + done.stderr
    [wheel], [sdist] = out.glob("*.whl"), out.glob("*.tar.gz")
    return Archives(names, LEFT_BEHIND, wheel, sdist)
