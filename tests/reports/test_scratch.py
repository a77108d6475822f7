"""A scratch notebook: its cells run on the workspace it lies in, and nothing is overwritten."""

from __future__ import annotations

import json

import pytest
from test_journey_map import shop

from stagelift.errors import ArgumentError
from stagelift.reports.scratch import scratch_notebook


def test_its_cells_run_where_it_lies(tmp_path, monkeypatch):
    with shop(tmp_path):
        path = scratch_notebook(tmp_path, "my_try", period="2026-W12", report="weekly")
    monkeypatch.chdir(path.parent)
    cells = json.loads(path.read_text("utf-8"))["cells"]
    scope: dict[str, object] = {}
    for cell in cells:
        exec("".join(cell["source"]), scope)
    assert scope["period"] == "2026-W12"
    scope["ws"].close()


def test_nothing_is_overwritten(tmp_path):
    path = scratch_notebook(tmp_path, "mine", period="2026-W12", report="weekly")
    path.write_text("my work", encoding="utf-8")
    with pytest.raises(ArgumentError, match=r"notebooks/scratch/mine\.ipynb' is there already"):
        scratch_notebook(tmp_path, "mine", period="2026-W12", report="weekly")
    assert path.read_text("utf-8") == "my work"


def test_a_name_is_a_name_of_a_file(tmp_path):
    with pytest.raises(ArgumentError, match="is no name every file system takes"):
        scratch_notebook(tmp_path, "../outside", period="2026-W12", report="weekly")
