"""The README is executed: its YAML loads, its commands exist, its links lead somewhere."""

from __future__ import annotations

import re
from pathlib import Path

import click
import pytest

from stagelift.cli import main
from stagelift.definitions import load_workspace
from stagelift.metrics.registry import KINDS

ROOT = Path(__file__).parents[1]
README = (ROOT / "README.md").read_text("utf-8")
BLOCKS = re.findall(r"^```(\w*)\n(.*?)^```$", README, flags=re.M | re.S)
SCREENS = "\n".join(text for language, text in BLOCKS if not language)
COMMANDS = sorted(set(re.findall(r"^(?:\$ )?stagelift .*$", SCREENS, flags=re.M)))


def written(tmp_path):
    """The files of the README's YAML block, each after the comment that names it."""
    [block] = [text for language, text in BLOCKS if language == "yaml"]
    for name, text in re.findall(
        r"^# (\S+\.yaml)\n(.*?)(?=^# \S+\.yaml\n|\Z)", block, flags=re.M | re.S
    ):
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text(text, encoding="utf-8")
    return tmp_path


def test_the_first_journey_is_valid(tmp_path):
    found = load_workspace(written(tmp_path), kinds=KINDS)
    assert list(found.journey.stages) == ["awareness", "consideration", "purchase"]
    assert list(found.metrics) == ["first_order"]
    assert found.experiments["cart_reminder"].control == "email_day2"


def test_the_first_journey_has_fifteen_lines_at_most(tmp_path):
    texts = (path.read_text("utf-8") for path in written(tmp_path).rglob("*.yaml"))
    assert sum(len(text.splitlines()) for text in texts) <= 15


@pytest.mark.parametrize("line", COMMANDS)
def test_its_commands_exist(line):
    words = line.removeprefix("$ ").split("   ")[0].split()[1:]
    group: click.Command = main
    for word in [each for each in words if not each.startswith("-") and "/" not in each]:
        if isinstance(group, click.Group):
            assert word in group.commands, line
            group = group.commands[word]


def test_its_links_lead_somewhere():
    targets = re.findall(r"\]\(([^)#]+)\)", README)
    assert len(targets) > 5
    for target in targets:
        assert (ROOT / target).exists(), target
