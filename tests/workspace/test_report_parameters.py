"""What a report's file gives its notebook reaches it, or is refused before a kernel starts."""

from __future__ import annotations

import nbformat
import pytest

import stagelift
from stagelift.errors import ArgumentError
from stagelift.workspace.outlined import open_outlined
from stagelift.workspace.runs import Wanted, page_of, run_requests
from tiny import LATER, day, workspace

CELL = """period: str = ""
language: str = "ko"  # one of: ko, en
weeks: int = 6
segment: str = ""
deep: bool = False
as_of: str = ""
"""
REPORT = "notebook: own\nevery: Monday 08:00\n"


@pytest.fixture
def root(tmp_path):
    workspace(tmp_path, [("c", day(0), "visited")], metrics="").close()
    (tmp_path / "reports").mkdir()
    (tmp_path / "notebooks").mkdir()
    cell = nbformat.v4.new_code_cell(CELL, metadata={"tags": ["parameters"]})
    nbformat.write(nbformat.v4.new_notebook(cells=[cell]), tmp_path / "notebooks" / "own.ipynb")
    return tmp_path


def requests(root, parameters, opened=stagelift.open):
    (root / "reports" / "own.yaml").write_text(f"{REPORT}parameters: {parameters}\n")
    with opened(root, as_of=LATER) as ws:
        return [
            run for group in run_requests(ws, Wanted("own", period="2026-W01")) for run in group
        ]


@pytest.mark.parametrize("opened", [stagelift.open, open_outlined])
def test_values_of_the_file_reach_every_run(root, opened):
    (run,) = requests(root, "{weeks: 8, segment: vip, deep: yes}", opened)
    told = {name: run.parameters[name] for name in ("weeks", "segment", "deep")}
    assert told == {"weeks": "8", "segment": "vip", "deep": "True"}
    (plain,) = requests(root, "{}", opened)
    assert "weeks" not in plain.parameters
    assert page_of(run) != page_of(plain)  # two questions, two pages


def test_all_that_is_wrong_is_said_at_once_with_the_file(root):
    with pytest.raises(ArgumentError) as refused:
        requests(root, "{weks: 8, weeks: many, period: 2026-W01}")
    lines = str(refused.value).splitlines()
    assert len(lines) == 3
    assert all(line.startswith("reports/own.yaml, parameters: ") for line in lines)
    assert "'period' is set by every run; leave it out" in lines[0]
    assert "unknown parameter 'weks'. Did you mean 'weeks'?" in lines[1]
    assert "weeks: 'many' (str) came; a whole number" in lines[2]
