"""`stagelift who`: who is where, on the command line."""

from __future__ import annotations

import json

import pytest
from click.testing import CliRunner

from stagelift.cli import main
from tiny import day, workspace


@pytest.fixture(scope="module")
def root(tmp_path_factory):
    root = tmp_path_factory.mktemp("who")
    log = [(f"a{n}", day(0), "visited") for n in range(40)]
    log += [(f"a{n}", day(3), "ordered") for n in range(15)]
    workspace(root, log, segments="  buyers: {did: ordered}\n").close()
    return root


def asked(root, *arguments):
    found = ["-C", str(root), "who", *arguments, "--as-of", "2026-03-02", "--language", "en"]
    return CliRunner().invoke(main, found)


def test_where_everybody_stands(root):
    result = asked(root)
    assert result.exit_code == 0, result.output
    assert "Where customers stand on 2026-03-02 00:00: 40 known by then" in result.output
    assert "25 (62.5%)" in result.output
    assert result.output.splitlines()[-1].endswith("who --since '30 days'")


def test_an_instant_and_what_moved_since(root):
    before = json.loads(asked(root, "--at", "2026-01-06", "--json").output)
    assert [row["k"] for row in before if row["stage"] == "looking"] == [40]
    moves = asked(root, "--since", "2026-01-06", "--at", "2026-01-09")
    assert "from 2026-01-06 00:00 to 2026-01-09 00:00" in moves.output
    assert "15 (37.5%)" in moves.output
    rows = json.loads(asked(root, "--since", "2026-01-06", "--json").output)
    assert {"from", "to", "start", "stage", "k", "value"} <= set(rows[0])


@pytest.mark.parametrize(
    ("option", "said"),
    [
        ("--paths", "looking > buying"),
        ("--stays", "half have left after"),
        ("--ages", "day 14"),
    ],
)
def test_questions_about_a_period(root, option, said):
    result = asked(root, option, "--period", "2026-01", "--by", "buyers")
    assert result.exit_code == 0, result.output
    assert said in result.output
    assert json.loads(asked(root, option, "--period", "2026-01", "--json").output)


def test_in_korean(root):
    arguments = ["-C", str(root), "who", "--as-of", "2026-03-02", "--language", "ko"]
    for option in ((), ("--since", "60 days"), ("--paths", "--period", "2026-01")):
        result = CliRunner().invoke(main, [*arguments, *option])
        assert result.exit_code == 0, result.output
        assert "고객" in result.output
        assert "Everybody" not in result.output


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("--paths", "--stays"), "--paths and --stays: one of them at a time"),
        (("--at", "2026-01-06", "--ages"), "--at: --ages follows a period; say --period"),
        (("--at", "tomorrow"), "'tomorrow' is no instant"),
        (("--by", "buyer"), "Did you mean 'buyers'?"),
    ],
)
def test_what_cannot_be_asked_is_said(root, arguments, said):
    result = asked(root, *arguments)
    assert result.exit_code == 2
    assert said in result.output
