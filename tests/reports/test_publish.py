from __future__ import annotations

import subprocess
import sys

import pytest

from stagelift.reports import publish

KILLED = """
import os, sys
from pathlib import Path
from stagelift.reports import publish
publish.replace = lambda staged, path: os._exit(9)
publish.swap(Path(sys.argv[1]), "half")
"""


def test_a_page_is_swapped_and_readable_by_others(tmp_path):
    page = tmp_path / "weekly" / "2026-W46.html"
    publish.swap(page, "one")
    publish.swap(page, "둘\n")
    assert page.read_bytes() == "둘\n".encode()
    plain = tmp_path / "plain"
    plain.write_text("")
    assert page.stat().st_mode == plain.stat().st_mode
    assert [p.name for p in page.parent.iterdir()] == ["2026-W46.html"]


def test_a_kill_before_the_swap_leaves_the_old_page_and_a_file_the_next_run_removes(tmp_path):
    page = tmp_path / "2026-W46.html"
    publish.swap(page, "old")
    other = tmp_path / ".2026-W47.html.0123abcd.tmp"
    other.write_text("of another key, perhaps being written")
    done = subprocess.run([sys.executable, "-c", KILLED, str(page)], check=False)
    assert done.returncode == 9
    assert page.read_text() == "old"
    assert len(list(tmp_path.iterdir())) == 3
    assert publish.clean(page) == 1
    assert sorted(p.name for p in tmp_path.iterdir()) == [other.name, page.name]
    assert publish.clean(tmp_path / "missing" / "page.html") == 0


def test_an_error_while_swapping_leaves_nothing_behind(tmp_path, monkeypatch):
    page = tmp_path / "page.html"
    publish.swap(page, "old")

    def full(staged, path):
        raise OSError("disk full")

    monkeypatch.setattr(publish, "replace", full)
    with pytest.raises(OSError, match="disk full"):
        publish.swap(page, "new")
    assert [p.name for p in tmp_path.iterdir()] == ["page.html"]
    assert page.read_text() == "old"


@pytest.mark.parametrize(
    ("others", "path"),
    [
        ({}, "weekly/2026-W46.html"),
        ({"language": "ko"}, "weekly/2026-W46/ko.html"),
        ({"segment": "vip"}, "weekly/2026-W46/segment=vip.html"),
        ({"segment": "vip", "language": "ko"}, "weekly/2026-W46/segment=vip.ko.html"),
        ({"weeks": 8, "page": "full"}, "weekly/2026-W46/page=full+weeks=8.html"),
    ],
)
def test_each_key_has_its_path(others, path):
    assert publish.public_path("weekly", "2026-W46", others) == path


def test_file_names_are_safe_and_distinct():
    texts = ["단골", "신규", "a/b", "a_b", "../x", "..", "", "x" * 300, "x" * 299 + "y", "a b"]
    names = [publish.file_name(text) for text in texts]
    assert len(set(names)) == len(texts)
    assert all(len(n) <= 100 and "/" not in n and not n.startswith(".") and n for n in names)
