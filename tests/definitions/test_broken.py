from __future__ import annotations

from pathlib import Path

from stagelift.definitions import read_workspace

BROKEN = Path(__file__).parents[1] / "fixtures" / "broken"


def test_every_mistake_of_the_broken_workspace_is_said(kinds):
    definitions, issues = read_workspace(BROKEN, kinds=kinds.all)
    expected = (BROKEN / "expected.txt").read_text(encoding="utf-8").splitlines()
    said = [str(issue) for issue in issues]
    assert [line for line in said if line not in expected] == []
    assert len(said) == 11
    assert set(definitions.journey.sources) == {"app", "orders", "receipts", "empty", "survey"}
    assert set(definitions.experiments) == {"misspelt", "nobody_home"}
