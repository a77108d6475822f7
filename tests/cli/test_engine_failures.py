"""What goes wrong with an engine: what is asked again, what is said, and what is left behind."""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlglot import exp

from cli.faults.of_files import LOCAL, shop_of_files
from cli.faults.of_server import SERVER, shop_of_tables
from cli.faults.of_spark import KILL, LOST, SPARK, Lake, opened_lake
from cli.faults.shop import ENROL, KPI, LAUNCH, NOTHING, WHOLE, Command, Shop
from stagelift.cli.app import error_text
from stagelift.data.spark.session import Address
from stagelift.errors import StageliftError

pytestmark = pytest.mark.engine
PAGE = Path(__file__).parents[2] / "docs" / "engine_failures.md"
BEGIN, END = "<!-- engine failures: begin -->", "<!-- engine failures: end -->"
HEADER = "| engine | what goes wrong | what the command says | exit code | what is left |\n"
HEADER += "|---|---|---|--:|---|"
SAME = "(the same numbers)"
FINISHED = "nothing was written; the next one writes all and sweeps up"
FOUND: dict[tuple[str, str], str] = {}


@pytest.fixture
def files(shop: Path, run: Command, monkeypatch: pytest.MonkeyPatch) -> Shop:
    return shop_of_files(shop, run, monkeypatch)


@pytest.fixture
def tables(
    shop: Path, run: Command, monkeypatch: pytest.MonkeyPatch, postgres_url: str
) -> Iterator[Shop]:
    with shop_of_tables(shop, run, monkeypatch, postgres_url) as made:
        yield made


@pytest.fixture
def lake(spark_address: Address, tmp_path: Path) -> Iterator[Lake]:
    with opened_lake(spark_address, tmp_path) as made:
        yield made


def numbers_of(words: str) -> object:
    """The estimates of a command without their notes, which name rows in quarantine; else words."""
    try:
        found = json.loads(words)
    except ValueError:
        return words
    return [{name: value for name, value in one.items() if name != "note"} for one in found]


def said_of(words: str, root: Path, expected: str) -> str:
    """What a command said, without places and numbers of this one run."""
    if numbers_of(words) == numbers_of(expected):
        return SAME
    lines = [line.strip() for line in words.splitlines() if not line.startswith("Next: ")]
    text = " ".join(dict.fromkeys(filter(None, lines)))
    text = text.replace(f"{root}/", "").replace("|", "\\|")
    text = re.sub(r"port \d+", "port PORT", text)
    text = re.sub(r"[\d.]+ KiB", "SIZE", text)
    return text or "(nothing: it was killed)"


def tried(shop: Shop, engine: str, name: str, case: tuple[object, int, str]) -> None:
    fails, code, left = case
    hands_out = "audience files" in name or name == "Ctrl-C"
    code_before, expected = shop.run(*(LAUNCH if hands_out else KPI))
    assert code_before == 0, expected
    shutil.rmtree(shop.root / ".stagelift" / "answers", ignore_errors=True)  # or no engine is asked
    found, words = fails(shop)
    shop.patched.undo()
    assert "secret" not in words
    assert "Traceback" not in words
    assert found == code, words
    said = said_of(words, shop.root, expected)
    assert (left == WHOLE) == (code == 0)
    if hands_out and left == WHOLE:
        said = "(the same files)"
        files = [path.read_text("utf-8") for path in shop.root.glob("out/reminder/2*/*.csv")]
        assert sum(len(text.splitlines()) - 1 for text in files) == 200
    elif left == WHOLE:
        assert said == SAME
    else:
        assert list(shop.root.glob("out/reminder/[!.]*")) == []
    if code == 137:  # the next one hands everybody out and leaves nothing of the killed one
        assert list(shop.root.glob("out/reminder/.writing-*"))
        assert shop.run(*ENROL)[0] == 0
        assert not list(shop.root.glob("out/reminder/.writing-*"))
        left = FINISHED
    FOUND[engine, name] = f"| {engine} | {name} | {said} | {code} | {left} |"


@pytest.mark.parametrize("name", SERVER)
def test_a_fault_of_a_server(tables, name):
    tried(tables, "PostgreSQL", name, SERVER[name])


@pytest.mark.parametrize("name", LOCAL)
def test_a_fault_of_files(files, name):
    tried(files, "DuckDB", name, LOCAL[name])


@pytest.mark.parametrize("name", SPARK)
def test_a_fault_of_spark(lake, name):
    with pytest.raises(StageliftError) as caught:
        SPARK[name](lake)
    said = said_of(error_text(caught.value), lake.root, "")
    assert "\n" not in said
    FOUND["Spark", name] = f"| Spark | {name} | {said} | {caught.value.exit_code} | {NOTHING} |"
    assert lake.engine.run(exp.select("1")) == [(1,)]  # the session lives on


@pytest.mark.skipif(
    os.environ.get("STAGELIFT_WHOLE_SPARK") != "1",
    reason="a second Spark, to be killed, is started with STAGELIFT_WHOLE_SPARK=1",
)
def test_a_killed_spark(tmp_path, spark_address):
    command = [sys.executable, "-c", LOST]
    done = subprocess.run(
        command,
        check=False,
        capture_output=True,
        text=True,
        timeout=120,
        cwd=tmp_path,
        start_new_session=True,
    )
    assert done.returncode == 1, done.stderr
    said = said_of(done.stdout, tmp_path, "")
    FOUND["Spark", KILL] = f"| Spark | {KILL} | {said} | 1 | {NOTHING} |"


def test_the_documentation_shows_these_faults():
    expected = [
        *(("DuckDB", name) for name in LOCAL),
        *(("PostgreSQL", name) for name in SERVER),
        *(("Spark", name) for name in SPARK),
    ]
    if ("Spark", KILL) in FOUND:
        expected.append(("Spark", KILL))
    if set(FOUND) != set(expected):
        pytest.skip("only some of the faults were tried")
    text = PAGE.read_text("utf-8")
    killed = [line for line in text.splitlines() if line.startswith(f"| Spark | {KILL}")]
    rows = [FOUND[key] for key in expected]
    rows += killed if ("Spark", KILL) not in FOUND else []
    shown = "\n".join([BEGIN, HEADER, *rows, END])
    if os.environ.get("STAGELIFT_UPDATE_DOCS"):
        PAGE.write_text(text.partition(BEGIN)[0] + shown + text.partition(END)[2], "utf-8")
        text = PAGE.read_text("utf-8")
    assert [row for row in rows if row not in text] == []
    assert shown in text
