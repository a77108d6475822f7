"""Every command and page once in Korean: no line of a screen, no text of a page is English prose.

The commands are those of the command line itself, and every switch of theirs: a new one that is
not typed in `every_command` fails.
"""

from __future__ import annotations

import csv
import os
import re
import shlex
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import timedelta
from functools import partial
from http.server import ThreadingHTTPServer
from pathlib import Path

import click
import pytest
from click.testing import CliRunner

import stagelift
from every_command import BEGINNING, LIFE, MORE, REFUSED, SHOP
from korean_prose import NOT_WORDS, Texts, prose, prose_of_page
from pages.plainly import executed
from stagelift.cli import demo, main
from stagelift.demo import world
from stagelift.reports import execute
from tiny import MONDAY, day, workspace

pytestmark = pytest.mark.slow
CUSTOMERS = 2_000
SILENT = {  # switches that change no sentence: what they do is tested where they do it
    "--json": "prints JSON",
    "--sql": "prints SQL",
    "--explain": "prints the engine's plan",
    "--assign": "prints SQL",
    "--hash-ids": "is the other side of --plain-ids",
    "--no-pdf": "is the other side of --pdf",
    "--pdf": "needs a browser",
    "--help": "is English, as all help",
    "--demo": "writes the demo's files",
}


@dataclass(frozen=True)
class Asked:
    """A command typed, and what it printed."""

    words: tuple[str, ...]
    code: int
    printed: str


def typed(text: str) -> Iterator[tuple[str, ...]]:
    return (tuple(shlex.split(line)) for line in text.strip().splitlines())


def ask(root: Path, words: Sequence[str]) -> Asked:
    with pytest.MonkeyPatch.context() as patched:
        patched.chdir(root)
        patched.setenv("STAGELIFT_LANGUAGE", "ko")
        done = CliRunner(env=dict(os.environ)).invoke(main, list(words))
    return Asked(tuple(words), done.exit_code, done.output)


def of_the_shop(root: Path) -> Iterator[Asked]:
    """The demo shop with few customers, as its command makes it, with what it has none of."""
    yield ask(root, ("demo",))
    shop = root / "stagelift-demo"
    for name, mark, more in MORE:
        text = (shop / name).read_text("utf-8")
        assert text.count(mark) == 1, name
        (shop / name).write_text(text.replace(mark, more + mark), "utf-8")
    for words in (*typed(SHOP), *typed(REFUSED)):
        yield ask(shop, words)


def of_a_life(root: Path) -> Iterator[Asked]:
    """A test from its launch to its end; what the journey calls now moves on."""
    rows = [(f"c{n}", day(n % 40 / 4), "visited") for n in range(400)]
    rows += [("z", day(45 + n / 4), "visited") for n in range(8)]
    trial = (
        "audience: everyone\nenters: as they qualify\nrun: 2026-01-12..2026-02-01\ntraffic: 20%\n"
        "primary: bought\nvariants: {a: none, b: push}\nlooks: once\nowner: Kim\n"
    )
    workspace(
        root,
        rows,
        metrics="  bought: {conversion: ordered, within: 7 days, from: looking}\n",
        segments="  everyone: {did: visited, within: 90 days}\n",
        experiments={"trial": trial, "second": trial.replace("01-12", "01-20")},
    ).close()
    journey = root / "journey.yaml"
    text = journey.read_text("utf-8")
    for words in typed(LIFE):
        if words[0].isdigit():
            now = MONDAY + timedelta(days=int(words[0]))
            journey.write_text(f"{text}as_of: {now:%Y-%m-%d %H:%M}\n", "utf-8")
            continue
        if words[0] == "reconcile":
            (root / "report.csv").write_text(report(root), "utf-8")
        if words[0] == "void":
            yield ask(root, ("launch", "second", "--planned-units", "300"))
        yield ask(root, words)


def report(root: Path) -> str:
    """A sender's report of one customer who was handed out and one who was not."""
    for path in sorted((root / "out" / "trial").glob("[!.]*/*.csv")):
        with path.open(encoding="utf-8", newline="") as file:
            for row in csv.DictReader(file):
                return f"who,arm\n{row['customer']},{path.stem}\nnobody,a\n"
    raise AssertionError("nobody was handed out")


def of_a_beginning(root: Path) -> Iterator[Asked]:
    rows = [
        f"c{n},2026-11-0{n % 9 + 1} 10:00,{'ordered' if n % 4 else 'visited'}" for n in range(99)
    ]
    (root / "events.csv").write_text("\n".join(["who,at,what", *rows]), "utf-8")
    yield ask(root, ())
    for words in typed(BEGINNING):
        yield ask(root, words)


@pytest.fixture(scope="module")
def shop(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Where the demo shop is made."""
    return tmp_path_factory.mktemp("shop")


@pytest.fixture(scope="module")
def asked(shop: Path, tmp_path_factory: pytest.TempPathFactory) -> list[Asked]:
    """Everything that is typed, once; notebooks run in this process, and no server stays."""
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(execute, "execute", executed)
        patched.setattr(world, "make", partial(world.make, customers=CUSTOMERS))
        patched.setattr(demo, "publish", lambda *_: True)
        patched.setattr(ThreadingHTTPServer, "serve_forever", lambda _: None)
        return [
            *of_the_shop(shop),
            *of_a_life(tmp_path_factory.mktemp("life")),
            *of_a_beginning(tmp_path_factory.mktemp("beginning")),
        ]


def commands(
    group: click.Group, words: tuple[str, ...] = ()
) -> Iterator[tuple[str, click.Command]]:
    """Every command by its words, those of groups too."""
    for name in group.list_commands(click.Context(group)):
        found = group.commands[name]
        if isinstance(found, click.Group):
            yield from commands(found, (*words, name))
        else:
            yield " ".join((*words, name)), found


def command_of(words: Sequence[str]) -> str:
    known = dict(commands(main))
    said = [" ".join(words[:length]) for length in (2, 1)]
    return next((name for name in said if name in known), "")


def test_every_command_is_typed(asked):
    assert {name for name, _ in commands(main)} <= {command_of(one.words) for one in asked}


def test_every_switch_is_typed(asked):
    for name, command in commands(main):
        words = {word for one in asked if command_of(one.words) == name for word in one.words}
        for option in command.params:
            if isinstance(option, click.Option) and option.is_flag:
                named = {*option.opts, *option.secondary_opts}
                assert named & (words | set(SILENT)), f"{name} {option.opts}"


def test_every_command_does_what_it_is_asked(asked):
    """A refusal would hide the screen that is looked at."""
    refused = set(typed(REFUSED))
    done = [one for one in asked if one.words not in refused]
    assert [(one.words, one.printed) for one in done if one.code not in (0, 4)] == []
    assert [one.words for one in asked if one not in done and one.code in (0, 4)] == []


def judged(one: Asked) -> Iterator[str]:
    """The lines of a screen that are words to a reader."""
    name = command_of(one.words)
    lines = one.printed.splitlines()
    if name == "show":  # YAML as it is written; its comments are ours
        return (line.partition("#")[2] for line in lines)
    if name == "conformance":  # the last column names programs and papers
        return ("  ".join(re.split(r"  +", line)[:4]) for line in lines)
    if name == "schedule":  # lines for a crontab, whose comments are code as they are
        return (line for line in lines if not line.startswith("#"))
    if name == "sql":  # SQL, whose comments go where it goes
        return iter(lines if one.code else ())
    return iter(lines)


def test_no_line_holds_english_prose(asked):
    found = [(" ".join(one.words), line) for one in asked for line in judged(one) if prose(line)]
    assert found == []


def test_the_screens_are_korean(asked):
    bare = ("report due", "schedule", "schema", "show", "sql")  # names of pages, and code
    told = [one for one in asked if command_of(one.words) not in bare]
    assert [one.words for one in told if not re.search("[가-힣]", one.printed)] == []


RECORDS = re.compile(r"/n[0-9a-f]{7}\.html$|/index\.ko\.html$")  # facts, and runs by their keys


@pytest.fixture(scope="module")
def pages(shop: Path, asked: list[Asked]) -> dict[str, str]:
    """Every Korean page that was published: its place in the site, and its markup."""
    site = shop / "stagelift-demo" / "site"
    found = {path.relative_to(site).as_posix(): path.read_text("utf-8") for path in published(site)}
    return {place: text for place, text in found.items() if '<html lang="ko">' in text}


def published(site: Path) -> list[Path]:
    """The pages of a site, without those that only lead to another."""
    return [path for path in site.rglob("*.html") if not path.name.startswith("latest")]


def test_every_kind_of_page_is_looked_at(pages):
    kinds = {re.sub(r"n[0-9a-f]{7}", "FACTS", place) for place in pages}
    wanted = {"index.ko.html", "plan/cart_reminder/ko.html"}
    for name, subject in (
        ("weekly", "2026-W46"),
        ("map", "2026-10"),
        ("programme", "2026-10"),
        *(("readout", one) for one in ("cart_reminder", "review_ask", "winback_call")),
    ):
        wanted |= {f"{name}/index.ko.html", f"{name}/{subject}/ko.html"}
        wanted.add(f"{name}/{subject}/FACTS.html")
    wanted.add("weekly/2026-W46/page=full.ko.html")
    assert wanted <= kinds, sorted(kinds)


def test_english_on_a_page_is_found():
    page = "<p title='of all of them'>열린 <b>not a word here</b><code>of the code here</code></p>"
    assert [text for text, _ in prose_of_page(page)] == ["of all of them", "not a word here"]
    assert Texts("<ul><li>가<li lang=en>no one reads<p>나</ul>다").found == ["가", "다"]


def test_no_page_holds_english_prose(pages):
    found = {
        (place, text): held
        for place, markup in pages.items()
        for text, held in prose_of_page(markup)
    }
    assert found == {}


def test_pages_name_what_the_journey_has_words_for_by_them(pages, shop):
    """Events, messages, attributes and their values: ids are for definitions and facts alone."""
    with stagelift.open(shop / "stagelift-demo") as workspace:
        defined = workspace.definitions
        ids = {*defined.journey.labels, *defined.metrics, *defined.experiments}
    named = re.compile(
        "|".join(sorted(one for one in map(re.escape, ids) if re.search("[_=]", one)))
    )
    read = {place: text for place, text in pages.items() if not RECORDS.search(place)}
    assert {place.partition("/")[0] for place in read} >= {"map", "plan", "programme", "readout"}
    found = {
        (place, text)
        for place, markup in read.items()
        for text in Texts(markup).found
        if named.search(NOT_WORDS.sub("·", text))  # a command to type holds ids
    }
    assert found == set()
