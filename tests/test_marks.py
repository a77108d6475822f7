"""Marks that silence a tool, and skips: each says why, in one form."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
FOLDERS = ("benchmarks", "docs", "examples", "src", "tests")
MARK = re.compile(
    r"#\s*(?:noqa|nosec|type:\s*ignore|pragma:|pyright:|pylint:|mypy:|ruff:|fmt:|isort:)", re.I
)
# `noqa: CODE - why` and `type: ignore[code]  # why`; no other mark is in use
SAID = re.compile(r"# (?:noqa: [A-Z]+\d+(?:, [A-Z]+\d+)* - |type: ignore\[[a-z-]+\]  # )\S+ \S+")
# a skip stands in tests/needed.py, or says itself in one of these forms what is not there
SKIP = re.compile(r"pytest\.(?:skip|importorskip|xfail|mark\.(?:skip|skipif|xfail))\b.*")
# what no machine of ours lacks, and is no fault where it is not
ELSEWHERE = {
    "cli/test_failures.py": 1,  # the table is made of all failures, when all were tried
    "cli/test_schedule.py": 2,  # cron and a Linux shell, on Windows
    "engines/test_golden_spark.py": 1,  # a quarter of an hour, by a variable alone
    "reports/test_failure_path.py": 1,  # SIGKILL, on Windows
    "needed.py": 2,
}


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
        "x = 1  # fmt: skip",
    ],
)
def test_a_mark_without_a_reason_is_found(line):
    assert marks(line) == [line]


@pytest.mark.parametrize(
    "line",
    ["x = 1  # noqa: S608, E501 - own words", "x = 1  # type: ignore[arg-type]  # own words"],
)
def test_a_mark_with_its_reason_is_left(line):
    assert marks(line) == []


def test_what_a_machine_lacks_is_said_in_one_place():
    tests = ROOT / "tests"
    found = {
        path.relative_to(tests).as_posix(): len(SKIP.findall(path.read_text(encoding="utf-8")))
        for path in sorted(tests.rglob("*.py"))
        if path != Path(__file__)
    }
    assert {name: count for name, count in found.items() if count} == ELSEWHERE
