from __future__ import annotations

import subprocess
import sys

import pytest

from stagelift import files

KILLED = """
import os, sys
from pathlib import Path
from stagelift import files
files.replace = lambda staged, path: os._exit(9)
files.swap(Path(sys.argv[1]), "half")
"""


def test_a_page_is_swapped_and_readable_by_others(tmp_path):
    page = tmp_path / "weekly" / "2026-W46.html"
    files.swap(page, "one")
    files.swap(page, "둘\n")
    assert page.read_bytes() == "둘\n".encode()
    plain = tmp_path / "plain"
    plain.write_text("")
    assert page.stat().st_mode == plain.stat().st_mode
    assert [p.name for p in page.parent.iterdir()] == ["2026-W46.html"]


def test_a_kill_before_the_swap_leaves_the_old_page_and_a_file_the_next_run_removes(tmp_path):
    page = tmp_path / "2026-W46.html"
    files.swap(page, "old")
    other = tmp_path / ".2026-W47.html.0123abcd.tmp"
    other.write_text("of another key, perhaps being written")
    done = subprocess.run([sys.executable, "-c", KILLED, str(page)], check=False)
    assert done.returncode == 9
    assert page.read_text() == "old"
    assert len(list(tmp_path.iterdir())) == 3
    assert files.clean(page) == 1
    assert sorted(p.name for p in tmp_path.iterdir()) == [other.name, page.name]
    assert files.clean(tmp_path / "missing" / "page.html") == 0


def test_an_error_while_swapping_leaves_nothing_behind(tmp_path, monkeypatch):
    page = tmp_path / "page.html"
    files.swap(page, "old")

    def full(staged, path):
        raise OSError("disk full")

    monkeypatch.setattr(files, "replace", full)
    with pytest.raises(OSError, match="disk full"):
        files.swap(page, "new")
    assert [p.name for p in tmp_path.iterdir()] == ["page.html"]
    assert page.read_text() == "old"
