"""Where a report's notebook is found."""

from __future__ import annotations

import ast
import json

import pytest

from stagelift.errors import ArgumentError
from stagelift.reports.notebooks import declared_in, find_notebook, shipped


def test_the_workspaces_own_notebook_comes_first(tmp_path):
    own = tmp_path / "notebooks" / "weekly_journey.ipynb"
    own.parent.mkdir()
    own.write_text("{}", encoding="utf-8")
    assert find_notebook(tmp_path, "weekly_journey") == own


def test_without_one_the_shipped_notebook_serves(tmp_path):
    assert find_notebook(tmp_path, "weekly_journey") == shipped() / "weekly_journey.ipynb"


def test_an_unknown_notebook_is_refused_with_the_nearest_name(tmp_path):
    with pytest.raises(ArgumentError, match="Did you mean 'weekly_journey'"):
        find_notebook(tmp_path, "weekly_jurney")


@pytest.mark.parametrize(
    "name", ["experiment_readout", "journey_map", "programme_review", "weekly_journey"]
)
def test_a_shipped_notebook_declares_its_parameters_and_keeps_no_output(name):
    path = shipped() / f"{name}.ipynb"
    subject = "experiment" if name == "experiment_readout" else "period"
    assert tuple(each.name for each in declared_in(path))[:2] == ("workspace", subject)
    cells = json.loads(path.read_text("utf-8"))["cells"]
    assert all(not cell["outputs"] and cell["execution_count"] is None for cell in cells)
    for cell in cells[2:]:  # one call a cell, after the parameters and the opening
        [statement] = ast.parse("".join(cell["source"])).body
        assert isinstance(statement, ast.Expr)
        assert isinstance(statement.value, ast.Call)
