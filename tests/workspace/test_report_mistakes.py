"""What is wrong between a report's file and its notebook is said with the file and line."""

from __future__ import annotations

import json

import nbformat
import pytest
from click.testing import CliRunner

from stagelift.cli import main
from stagelift.cli.inspecting import inspect
from stagelift.definitions import read_workspace
from stagelift.errors import ArgumentError
from stagelift.metrics.registry import KINDS
from stagelift.reports.notebooks import OTHER, declared_in, read_notebook
from stagelift.workspace.report_mistakes import report_mistakes
from tiny import day, workspace

CELL = """period: str = ""
language: str = "ko"  # one of: ko, en
code: str = ""
weeks: int = 6
share: float = 0.5
deep: bool = False
mode: str = "a"  # one of: a, bold
since: str = ""  # date: first day
"""


@pytest.fixture
def root(tmp_path):
    workspace(tmp_path, [("c", day(0), "visited")], metrics="").close()
    (tmp_path / "reports").mkdir()
    (tmp_path / "notebooks").mkdir()
    write(tmp_path, CELL)
    return tmp_path


def write(root, cell):
    found = nbformat.v4.new_code_cell(cell, metadata={"tags": ["parameters"]})
    nbformat.write(nbformat.v4.new_notebook(cells=[found]), root / "notebooks" / "own.ipynb")


def mistakes(root, text):
    (root / "reports" / "r.yaml").write_text(text, encoding="utf-8")
    definitions, _ = read_workspace(root, kinds=KINDS)
    return [str(issue) for issue in report_mistakes(definitions)]


def test_a_report_that_fits_its_notebook_has_none(root):
    given = "{code: 0012, weeks: 8, share: 1, deep: no, mode: bold, since: 2026-01-05}"
    assert mistakes(root, f"notebook: own\nparameters: {given}\n") == []


def test_a_notebook_that_is_not_there_is_named_with_the_nearest(root):
    (said,) = mistakes(root, "every: Monday 08:00\nnotebook: weekly_jorney\n")
    assert said.startswith(
        "reports/r.yaml:2: notebook: unknown notebook 'weekly_jorney'; there are"
    )
    assert "own" in said
    assert said.endswith("Did you mean 'weekly_journey'?")


@pytest.mark.parametrize(
    ("given", "said"),
    [
        ("code: [1, 2]", "a list came; a text is allowed"),
        ("code: {a: 1}", "a mapping came; a text is allowed"),
        ("code:", "nothing came; a text is allowed"),
        ("weeks: true", "'true' (str) came; a whole number without leading zeros is allowed"),
        ("weeks: 6.5", "'6.5' (str) came; a whole number without leading zeros is allowed"),
        ("share: many", "'many' (str) came; a finite number is allowed"),
        ("share: [0.5]", "a list came; a finite number is allowed"),
        ("deep: 1", "'1' (str) came; true or false is allowed"),
        ("mode: bolt", "'bolt' came; allowed: a, bold. Did you mean 'bold'?"),
        ("since: soon", "'soon' came; a day such as 2026-11-15 is allowed"),
        ("period: 2026-W01", "'period' is set by every run; leave it out"),
        (
            "weks: 8",
            (
                "unknown parameter 'weks'. "
                "Did you mean 'weeks'? (declared: code, weeks, share, deep, mode, since)"
            ),
        ),
    ],
)
def test_a_value_that_its_notebook_does_not_take(root, given, said):
    name = given.partition(":")[0]
    text = f"notebook: own\nparameters:\n  {given}\n"
    assert mistakes(root, text) == [f"reports/r.yaml:3: parameters.{name}: {said}"]


@pytest.mark.parametrize(
    ("given", "said"),
    [
        ("code: [1, 2]", "parameters.code: 목록이 왔습니다. 글자로 적으세요"),
        ("weeks: many", "parameters.weeks: 'many' 대신 앞에 0이 없는 정수를 적으세요"),
        ("deep: 1", "parameters.deep: '1' 대신 true 또는 false를 적으세요"),
        ("period: x", "parameters.period: 'period'는 실행마다 정해지니 빼세요"),
        ("mode: bolt", "parameters.mode: 'bolt' 대신 쓸 수 있는 것: a, bold. 혹시 'bold'인가요?"),
        (
            "wekss: 8",
            (
                "parameters.wekss: 알 수 없는 매개변수 'wekss'. 혹시 'weeks'인가요? "
                "(선언된 매개변수: code, weeks, share, deep, mode, since)"
            ),
        ),
    ],
)
def test_they_are_said_in_korean(root, monkeypatch, given, said):
    monkeypatch.setenv("STAGELIFT_LANGUAGE", "ko")
    (root / "reports" / "r.yaml").write_text(f"notebook: own\nparameters:\n  {given}\n")
    found = CliRunner().invoke(main, ["-C", str(root), "check", "reports/r.yaml"])
    assert found.exit_code == 2
    assert f"reports/r.yaml:3: {said}" in found.output


def test_all_that_is_wrong_with_a_file_is_said_at_once(root):
    text = "notebook: own\ntils: [x]\nparameters:\n  weeks: many\n  cod: 1\n  period: 1\n"
    (root / "reports" / "r.yaml").write_text(text, encoding="utf-8")
    found = [str(issue).split(": ")[:2] for issue in inspect(root).issues]
    assert found == [
        ["reports/r.yaml:2", "tils"],
        ["reports/r.yaml:4", "parameters.weeks"],
        ["reports/r.yaml:5", "parameters.cod"],
        ["reports/r.yaml:6", "parameters.period"],
    ]


def test_a_list_as_the_segment_of_the_weekly_page_is_no_error_of_ours(root):
    text = "notebook: weekly_journey\nparameters: {segment: [a, b]}\n"
    (said,) = mistakes(root, text)
    assert said == "reports/r.yaml:2: parameters.segment: a list came; a text is allowed"


def test_a_cell_of_parameters_with_mistakes_says_each(root):
    write(root, 'period: str = ""\nlanguage: str = ""\nweeks: week = 6\nx = 1\n')
    found = mistakes(root, "notebook: own\n")
    place = "reports/r.yaml:1: notebook: notebook 'notebooks/own.ipynb', parameters cell, "
    assert [one.startswith(place) for one in found] == [True, True]
    assert "line 3: weeks: type 'week' came" in found[0]
    assert "line 4: 'x = 1' came" in found[1]


@pytest.mark.parametrize(
    ("cell", "missing"),
    [
        ('period: str = ""\n', ["language"]),
        ('experiment: str = ""\n', ["language"]),
        ("weeks: int = 6\n", ["period", "language"]),
    ],
)
def test_what_every_run_sets_is_declared(root, cell, missing):
    write(root, cell)
    found = mistakes(root, "notebook: own\n")
    assert [one.partition("declare '")[2].partition("'")[0] for one in found] == missing


GOOD = {"nbformat": 4, "nbformat_minor": 4, "metadata": {}, "cells": []}
CODE = {"cell_type": "code", "metadata": {"tags": ["parameters"]}}


@pytest.mark.parametrize(
    ("written", "why"),
    [
        (b"", "the file is empty"),
        (b" \n", "the file is empty"),
        (b'{\n"cells": [\n', "line 3 is no JSON, or the file is cut off"),
        ('{"a": "가"}'.encode("cp949"), "the text is of another encoding, not UTF-8"),
        (b"[" * 200_000, "the values are nested too deeply to be read"),
        (b"[1]", OTHER),
        (b"null", OTHER),
        (b"{}", OTHER),
        (b'{"nbformat": 99, "cells": []}', OTHER),
        (b'{"nbformat": 4, "nbformat_minor": 5}', OTHER),
        (json.dumps(GOOD | {"cells": "abc"}).encode(), OTHER),
        (json.dumps(GOOD | {"cells": [1]}).encode(), OTHER),
        (json.dumps(GOOD | {"metadata": []}).encode(), OTHER),
        (json.dumps(GOOD | {"cells": [CODE]}).encode(), OTHER),
        (json.dumps(GOOD | {"cells": [CODE | {"source": 5}]}).encode(), OTHER),
    ],
)
def test_a_file_that_is_no_notebook_is_refused_in_words(root, written, why):
    (root / "notebooks" / "own.ipynb").write_bytes(written)
    said = f"notebook 'notebooks/own.ipynb' cannot be read: {why}"
    with pytest.raises(ArgumentError) as refused:
        read_notebook(root / "notebooks" / "own.ipynb")
    assert str(refused.value) == said
    assert mistakes(root, "every: month\nnotebook: own\n") == [
        f"reports/r.yaml:2: notebook: {said}"
    ]


def test_a_notebook_of_an_older_format_or_with_a_byte_order_mark_is_read(root):
    path = root / "notebooks" / "own.ipynb"
    old = {"nbformat": 3, "nbformat_minor": 0, "metadata": {}, "worksheets": []}
    for written in (json.dumps(old), "\ufeff" + json.dumps(GOOD)):
        path.write_text(written, encoding="utf-8")
        assert declared_in(path) == ()
