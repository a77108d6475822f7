"""The documentation as a site: whole, current, and asking nothing of the network."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from html.parser import HTMLParser
from pathlib import Path

import click
import pytest

import stagelift
from stagelift import errors
from stagelift.cli import main
from stagelift.definitions.definition import Definition
from stagelift.definitions.sources import COLUMNS
from stagelift.errors import StageliftError
from stagelift.metrics.registry import KINDS
from stagelift.metrics.standard import MESSAGE_EVENTS

ROOT = Path(__file__).parents[2]
FETCHED = {"script": "src", "img": "src", "iframe": "src", "source": "src"}
LOADED = {"stylesheet", "icon", "preload", "preconnect", "prefetch", "dns-prefetch"}


class Requests(HTMLParser):
    """The addresses a browser asks for by itself when it shows a page, and the page's text."""

    def __init__(self):
        super().__init__()
        self.addresses = []
        self.text = []

    def handle_starttag(self, tag, attrs):
        found = dict(attrs)
        if tag in FETCHED and FETCHED[tag] in found:
            self.addresses.append(found[FETCHED[tag]])
        if tag == "link" and LOADED & set((found.get("rel") or "").split()):
            self.addresses.append(found["href"])

    def handle_data(self, data):
        self.text.append(data)


@pytest.fixture(scope="module")
def site(tmp_path_factory):
    out = tmp_path_factory.mktemp("built") / "site"
    command = [sys.executable, "-m", "mkdocs", "build", "--quiet", "--strict"]
    done = subprocess.run(
        [*command, "--config-file", str(ROOT / "mkdocs.yml"), "--site-dir", str(out)],
        check=False,
        capture_output=True,
        text=True,
        env={**os.environ, "NO_MKDOCS_2_WARNING": "1"},
    )
    assert done.returncode == 0, done.stdout + done.stderr
    return out


@pytest.fixture(scope="module")
def read(site):
    def page(name):
        parser = Requests()
        parser.feed((site / f"{name}.html").read_text("utf-8"))
        return " ".join("".join(parser.text).split())

    return page


def test_no_page_asks_another_server(site):
    pages = list(site.rglob("*.html"))
    assert len(pages) > 15
    for page in pages:
        parser = Requests()
        parser.feed(page.read_text("utf-8"))
        assert parser.addresses
        assert [a for a in parser.addresses if re.match(r"(\w+:)?//", a)] == [], page.name
    styles = "".join(path.read_text("utf-8") for path in site.rglob("*.css"))
    assert re.findall(r"(?:url\(|@import\s)['\"]?(?:https?:)?//[^)\s]+", styles) == []


def test_the_generators_are_not_part_of_the_site(site):
    assert list(site.rglob("*.py")) == []


def walked(command, path=("stagelift",)):
    yield " ".join(path)
    for name, inner in getattr(command, "commands", {}).items():
        yield from walked(inner, (*path, name))


def test_every_command_is_described_with_its_options(read):
    text = read("reference/commands")
    for path in walked(main):
        assert path in text
    for name, command in main.commands.items():
        for option in (each for each in command.params if isinstance(each, click.Option)):
            assert option.opts[0] in text, f"{name} {option.opts[0]}"


def test_every_kind_and_standard_metric_is_described(read):
    text = read("reference/metrics")
    for kind in KINDS.values():
        assert f"{kind.kind}¶" in text
        for name, info in kind.model_fields.items():
            if name not in Definition.model_fields and name != "name":
                assert (info.alias or name) in text, f"{kind.kind}: {name}"
    for name in (*MESSAGE_EVENTS, "week1", "week4", "churn", "repeat_purchase", "advanced", "nps"):
        assert name in text


def test_every_key_of_every_file_is_described(read):
    text = read("reference/grammar")
    for name in ("Experiment", "Journey", "Report"):
        for field, info in getattr(stagelift, name).model_fields.items():
            assert field == "name" or (info.alias or field) in text, f"{name}: {field}"
    columns = read("reference/data")
    for role, words in COLUMNS.items():
        assert [word for word in words if word not in columns] == [], role


def test_every_public_name_is_described(read):
    text = read("reference/python")
    for name in stagelift.__all__:
        assert name in text
    for member in ("Workspace.kpis", "Kpis.to_frame", "Readout.to_frame", "Trial.freeze_plan"):
        assert member in text


def kinds_of_errors():
    found = [getattr(errors, name) for name in dir(errors)]
    return [each for each in found if isinstance(each, type) and issubclass(each, StageliftError)]


@pytest.mark.parametrize("kind", kinds_of_errors(), ids=lambda kind: kind.__name__)
def test_every_error_has_its_exit_code_cause_and_cure(kind):
    text = (ROOT / "docs" / "reference" / "errors.md").read_text("utf-8")
    sections = dict(re.findall(r"^## `(\w+)`\n(.*?)(?=^## |\Z)", text, flags=re.M | re.S))
    section = sections[kind.__name__]
    assert f"Exit code {kind.exit_code}" in section
    assert "| what it says | why | cure |" in section or kind is StageliftError


def said_by_the_code():
    """All texts of the code, those broken over lines joined, what differs as one letter."""
    source = "\n".join(p.read_text("utf-8") for p in (ROOT / "src" / "stagelift").rglob("*.py"))
    return re.sub(r"\{[^{}]*(?:\{[^{}]*\}[^{}]*)*\}", "…", re.sub(r'"\s*\n\s*f?"', "", source))


def test_what_errors_are_said_to_say_they_say():
    code = said_by_the_code()
    text = (ROOT / "docs" / "reference" / "errors.md").read_text("utf-8")
    messages = re.findall(r"^\| `(.+?)` \| ", text, flags=re.M)
    assert len(messages) > 40
    parts = [p.strip(" .;:,") for said in messages for p in re.split(r"…|'", said)]
    assert [part for part in parts if len(part) >= 8 and part not in code] == []


def test_decisions_are_all_listed():
    folder = ROOT / "docs" / "decisions"
    index = (folder / "README.md").read_text("utf-8")
    navigation = (ROOT / "mkdocs.yml").read_text("utf-8")
    for path in folder.glob("[0-9]*.md"):
        assert path.name in index
        assert f"decisions/{path.name}" in navigation
