"""Mistakes in definitions that the kernel of a run is the first to read."""

from __future__ import annotations

import pytest

import stagelift
from stagelift.errors import ArgumentError
from stagelift.reports import execute
from stagelift.reports.execute import NotebookError
from stagelift.reports.kernel import early

WEEK = ("report", "run", "weekly", "--period", "2026-W45")


@pytest.fixture
def refused(monkeypatch):
    """A kernel whose first cell raises what opening a workspace with mistakes raises."""

    def stopped(*_, **__):
        raise NotebookError("cell 2 stopped", raised="DefinitionError")

    monkeypatch.setattr(execute, "execute", stopped)
    monkeypatch.setattr(early, "POSSIBLE", False)  # no process is begun that nobody takes


def test_they_are_said_with_their_place_and_nothing_of_the_run_is_kept(run, shop, refused):
    (shop / "metrics" / "first_order.yaml").write_text("conversion: ordered\nwithin: soon\n")
    result = run(shop, *WEEK)
    assert result.exit_code == 2
    assert "metrics/first_order.yaml:2: within:" in result.output
    assert list((shop / ".stagelift" / "runs").rglob("*.json")) == []
    assert not (shop / "site").exists()


def test_another_cause_of_the_same_error_puts_the_run_aside(run, shop, refused):
    result = run(shop, *WEEK)  # a mapping that does not fit the data, say: the files are right
    assert result.exit_code == 1
    assert "cell 2 stopped; there is no page yet" in result.output
    assert len(list((shop / ".stagelift" / "runs" / "_failed").iterdir())) == 1


@pytest.mark.parametrize("words", [WEEK, ("report", "due"), ("serve",)])
def test_a_file_in_the_place_of_the_site_is_named(run, shop, words):
    (shop / "site").write_text("", encoding="utf-8")
    result = run(shop, *words)
    assert result.exit_code == 2
    assert "'site' is a file, and the pages are written into a folder of that name" in result.output
    assert "Errno" not in result.output
    assert str(shop) not in result.output
    with (
        stagelift.open(shop) as workspace,
        pytest.raises(ArgumentError, match="'site' is a file, and the pages"),
    ):
        workspace.experiments["reminder"].publish_plan()
