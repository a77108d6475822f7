"""The broken workspace, word by word."""

from __future__ import annotations

from pathlib import Path

from click.testing import CliRunner

from stagelift.cli.app import main

ROOT = Path(__file__).parents[2]


def test_check_says_everything_that_is_wrong_with_the_broken_workspace(monkeypatch):
    monkeypatch.chdir(ROOT)
    result = CliRunner().invoke(main, ["-C", "tests/fixtures/broken", "check"])
    expected = (ROOT / "tests/fixtures/broken/expected.txt").read_text(encoding="utf-8")
    assert result.output == expected
    assert result.exit_code == 2
