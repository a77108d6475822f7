"""What all commands share: help in no time, text instead of tracebacks, exit codes."""

from __future__ import annotations

import subprocess
import sys
import time

import click
import pytest
from click.testing import CliRunner

from stagelift.cli import main
from stagelift.cli.app import Commands, error_text, unexpected_text
from stagelift.errors import DefinitionError, EngineError, Issue, Location

COMMANDS = [["demo"], ["check"], ["kpi"], ["readout"], ["report"], ["report", "run"]]
HEAVY = ("duckdb", "numpy", "pandas", "pydantic", "scipy", "sqlglot", "statsmodels", "papermill")


def test_help_answers_within_half_a_second():
    command = [sys.executable, "-m", "stagelift", "--help"]
    seconds = []
    for _ in range(3):
        began = time.perf_counter()
        subprocess.run(command, check=True, capture_output=True)
        seconds.append(time.perf_counter() - began)
    assert min(seconds) < 0.5


def test_nothing_heavy_is_imported_for_help():
    code = "import sys, stagelift.cli; print(*[m for m in sys.modules if '.' not in m])"
    found = subprocess.run([sys.executable, "-c", code], check=True, capture_output=True, text=True)
    assert set(found.stdout.split()) & set(HEAVY) == set()


@pytest.mark.parametrize("words", COMMANDS)
def test_every_command_says_what_it_does(words):
    result = CliRunner().invoke(main, [*words, "--help"])
    assert result.exit_code == 0
    assert "-C, --directory" in result.output or words == ["report"]


def test_the_version_is_printed():
    result = CliRunner().invoke(main, ["--version"])
    assert result.output == "stagelift 0.1.0\n"


@pytest.mark.parametrize(
    "words", [["kpy"], ["kpi", "--nonsense"], ["readout"], ["-C", "nowhere", "kpi"]]
)
def test_bad_usage_is_exit_code_2(run, shop, words):
    result = run(shop, *words)
    assert result.exit_code == 2
    assert "Traceback" not in result.output


def test_outside_a_workspace_commands_say_where_to_go(run, tmp_path):
    result = run(tmp_path, "kpi")
    assert result.exit_code == 2
    assert "no journey.yaml" in result.output


@pytest.mark.parametrize(
    ("error", "code"),
    [(DefinitionError([Issue(None, "a", "b")]), 2), (EngineError("the server is gone"), 1)],
)
def test_errors_on_purpose_become_text_and_their_exit_code(error, code):
    @click.group(cls=Commands)
    def group():
        pass

    @group.command()
    def fails():
        raise error

    result = CliRunner().invoke(group, ["fails"])
    assert result.exit_code == code
    assert "Traceback" not in result.output
    assert str(error) in result.output


def test_an_unforeseen_error_is_one_sentence_with_its_place(monkeypatch):
    @click.group(cls=Commands)
    def group():
        pass

    @group.command()
    def breaks():
        raise KeyError("surprise")

    monkeypatch.delenv("STAGELIFT_TRACEBACK", raising=False)
    result = CliRunner().invoke(group, ["breaks"])
    assert result.exit_code == 1
    assert "KeyError: 'surprise' (test_app.py:" in result.output
    monkeypatch.setenv("STAGELIFT_TRACEBACK", "1")
    assert isinstance(CliRunner().invoke(group, ["breaks"]).exception, KeyError)


def test_mistakes_are_counted_and_listed():
    issues = [Issue(Location("journey.yaml", 3), "stages", "none came"), Issue(None, "x", "y")]
    text = error_text(DefinitionError(issues))
    assert text.splitlines() == [
        "2 mistakes in the definitions",
        "journey.yaml:3: stages: none came",
        "x: y",
        "Next: stagelift check",
    ]
    assert error_text(DefinitionError(issues[:1])).startswith("1 mistake in")


def test_an_error_without_frames_has_no_place():
    assert "ValueError: odd\n" in unexpected_text(ValueError("odd"))
