from __future__ import annotations

import ast
import re
from html.parser import HTMLParser
from pathlib import Path

import nbformat
import pytest
import shop

from stagelift.errors import ReportError
from stagelift.reports.page import render_page, wrap
from stagelift.reports.parameters import declared
from stagelift.reports.report import Report
from stagelift.reports.theme import CSS, policy

NOTEBOOK = Path(__file__).parents[2] / "notebooks" / "weekly_journey.ipynb"
VOID = {"meta", "br", "img"}


class Balance(HTMLParser):
    """Whether every element is closed in order."""

    def __init__(self):
        super().__init__()
        self.open = []

    def handle_starttag(self, tag, attrs):
        if tag not in VOID:
            self.open.append(tag)

    def handle_endtag(self, tag):
        assert self.open.pop() == tag


def executed():
    """The shipped notebook, its cells run in this process on the small shop."""
    notebook = nbformat.read(NOTEBOOK, as_version=4)
    names = {"report": Report(shop.Shop(), name="weekly_journey", period=shop.PERIOD)}
    for cell in notebook.cells[2:]:
        fragment = eval(cell.source, names)  # the cells are single calls
        data = {"text/html": fragment._repr_html_(), "text/plain": repr(fragment)}
        cell.outputs = [nbformat.v4.new_output("execute_result", data, execution_count=1)]
    return notebook


@pytest.fixture(scope="module")
def page():
    return render_page(executed(), title="Weekly · W46", language="en")


def test_the_page_is_whole_and_asks_for_nothing(page):
    parser = Balance()
    parser.feed(page)
    assert parser.open == []
    assert not re.search(
        r"<script|<link|<iframe|@import|url\(|https?://|\ssrc=|\son\w+=|\sstyle=", page
    )
    assert page.count("<style>") == 1
    assert page.startswith('<!doctype html>\n<html lang="en">')
    assert "<title>Weekly · W46</title>" in page
    assert len(page.encode()) < 60_000


def test_the_policy_lets_only_this_style_sheet_in(page):
    import base64
    import hashlib

    (sheet,) = re.findall(r"<style>(.*?)</style>", page, flags=re.DOTALL)
    digest = base64.b64encode(hashlib.sha256(sheet.encode()).digest()).decode()
    assert f"style-src &#x27;sha256-{digest}&#x27;" in page
    assert policy().startswith("default-src 'none'")
    assert sheet == CSS


def test_equal_notebooks_give_equal_bytes(page):
    assert render_page(executed(), title="Weekly · W46", language="en") == page


def test_charts_keep_the_case_of_their_attributes(page):
    assert 'viewBox="0 0 100 100"' in page
    assert 'preserveAspectRatio="none"' in page


def test_code_and_plain_text_stay_behind(page):
    assert "report." not in page
    assert "parameters" not in page


def test_a_failed_cell_stops_the_page():
    notebook = executed()
    error = nbformat.v4.new_output("error", ename="ReportError", evalue="no", traceback=[])
    notebook.cells[3].outputs = [error]
    with pytest.raises(
        ReportError, match=r"cell 4 ended in ReportError: no\nin the cell: report\.answer"
    ):
        render_page(notebook, title="x", language="en")


def test_a_notebook_without_pieces_is_no_page():
    empty = nbformat.v4.new_notebook(cells=[nbformat.v4.new_markdown_cell("# Words")])
    with pytest.raises(ReportError, match="no cell"):
        render_page(empty, title="x", language="en")


def test_titles_are_escaped():
    assert "<title>&lt;b&gt;</title>" in wrap("<b>", "<p>x</p>", "en")


def test_the_notebook_has_no_outputs_and_one_call_a_cell():
    notebook = nbformat.read(NOTEBOOK, as_version=4)
    nbformat.validate(notebook)
    for cell in notebook.cells:
        assert cell.cell_type == "code"
        assert cell.outputs == []
        assert cell.execution_count is None
        forbidden = (ast.FunctionDef, ast.ClassDef, ast.For, ast.While, ast.Try, ast.If, ast.Lambda)
        assert not any(isinstance(node, forbidden) for node in ast.walk(ast.parse(cell.source)))
    for cell in notebook.cells[2:]:
        (statement,) = ast.parse(cell.source).body
        assert isinstance(statement.value, ast.Call)


def test_the_notebook_declares_typed_parameters_with_their_meaning():
    found = {p.name: p for p in declared(nbformat.read(NOTEBOOK, as_version=4))}
    assert list(found) == ["workspace", "period", "language", "page", "segment", "as_of"]
    assert all(p.kind == "str" and p.meaning for p in found.values())
    assert found["page"].choices == ("brief", "full")
