"""Where a report's notebook is found."""

from __future__ import annotations

import pytest

from stagelift.errors import ArgumentError
from stagelift.reports.notebooks import find_notebook, shipped


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
