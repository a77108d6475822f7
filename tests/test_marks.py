"""Marks that silence a tool, and skips: each says why, in one form."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
FOLDERS = ("benchmarks", "docs", "examples", "src", "tests")
MARK = re.compile(
    r"#\s*(?:noqa|nosec|type:\s*ignore|pragma:|pyright:|pylint:|mypy:|ruff:|isort:|fmt:|yapf:)",
    re.IGNORECASE,
)
# `noqa: CODE - why`, `type: ignore[code]  # why` and `fmt: skip  # why`; no other mark is in use,
# and `fmt: off` is obeyed only without a word after it
SAID = re.compile(
    r"# (?:noqa: [A-Z]+\d+(?:, [A-Z]+\d+)* - |type: ignore\[[a-z-]+\]  # |fmt: skip  # )\S+ \S+"
)
SKIP = re.compile(r"pytest\.(?:mark\.)?(skip|skipif|importorskip|xfail)\b\s*\(?\s*(.{0,60})", re.S)
# What no machine of ours lacks, and is no fault where it is not; tests/needed.py says the rest.
ELSEWHERE = (
    'skip "only some of the f',  # a page's table is made of all faults, when all were tried
    'skipif os.name == "nt"',  # cron, and a Linux shell
    'skipif not hasattr(signal, "SIGKILL")',  # Windows, too
    'skipif os.environ.get("STAGELIFT_WHOLE_SPARK") != "1"',  # minutes, asked for by a variable
)


def marks(text: str) -> list[str]:
    """The lines of a source that silence a tool without saying why."""
    return [
        line.strip() for line in text.splitlines() if MARK.search(line) and not SAID.search(line)
    ]


def test_every_mark_says_why():
    found = []
    for folder in FOLDERS:
        for path in sorted((ROOT / folder).rglob("*.py")):
            if path != Path(__file__):
                name = path.relative_to(ROOT).as_posix()
                found += [f"{name}: {line}" for line in marks(path.read_text(encoding="utf-8"))]
    assert found == []


@pytest.mark.parametrize(
    "line",
    [
        "x = 1  # noqa",
        "x = 1  # noqa: S608",
        "x = 1  # noqa: S608 own words",
        "x = 1  # type: ignore",
        "x = 1  # type: ignore[arg-type] # own words",
        "x = 1  # pragma: no cover",
        "x = {1: 2}  # fmt: skip",
        "x = {1: 2}  # fmt: skip own words",
        "# fmt: off",
        "# fmt: off  # own words",
    ],
)
def test_a_mark_without_a_reason_is_found(line):
    assert marks(line) == [line]


@pytest.mark.parametrize(
    "line",
    [
        "x = 1  # noqa: S608, E501 - own words",
        "x = 1  # type: ignore[arg-type]  # own words",
        "x = {1: 2}  # fmt: skip  # own words",
    ],
)
def test_a_mark_with_its_reason_is_left(line):
    assert marks(line) == []


def skips(text: str) -> list[str]:
    """The skips of a source that are not among those above."""
    found = (f"{way} {' '.join(words.split())}" for way, words in SKIP.findall(text))
    return [one for one in found if not one.startswith(ELSEWHERE)]


def test_what_a_machine_lacks_is_said_in_one_place():
    tests = ROOT / "tests"
    own = {Path(__file__), tests / "needed.py", tests / "test_needed.py"}
    paths = [path for path in sorted(tests.rglob("*.py")) if path not in own]
    found = {path.name: skips(path.read_text(encoding="utf-8")) for path in paths}
    assert {name: said for name, said in found.items() if said} == {}


@pytest.mark.parametrize(
    "line",
    [
        'pytest.importorskip("numpy")',
        'pytest.skip("no Java here")',
        "@pytest.mark.xfail",
        '@pytest.mark.skipif(find_spec("x") is None, reason="no x")',
    ],
)
def test_another_skip_is_found(line):
    assert len(skips(line)) == 1
