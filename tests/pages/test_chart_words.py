"""The charts of published pages in a real browser: words apart, said aloud, each with a table."""

from __future__ import annotations

from pathlib import Path

import pytest

pytestmark = pytest.mark.browser

APART = Path(__file__).with_name("words_apart.js").read_text(encoding="utf-8")
# a phone, the width at which two charts just stand side by side, a desk
WIDTHS = (400, 641, 900)
SILENT = """() => [...document.querySelectorAll("svg.chart")].filter(chart =>
  !(chart.getAttribute("role") === (chart.querySelector("a") ? "group" : "img")
    && chart.getAttribute("aria-label")
    && chart.querySelector(":scope > title").textContent === chart.getAttribute("aria-label"))
  && !((chart.getAttribute("aria-hidden") === "true" || chart.querySelector("a"))
    && (chart.closest("tr") || chart.closest("li, div").querySelector("table, p"))))
  .map(chart => chart.outerHTML.slice(0, 120))"""
TWINS = """() => [...document.querySelectorAll("table.twin")].filter(table =>
  !table.caption || !table.querySelector("tbody tr")).length"""


@pytest.fixture(scope="module")
def charted(published):
    lists = ("index", "latest")
    pages = sorted(published.shop.rglob("*.html"))
    found = [path for path in pages if not path.name.startswith(lists)]
    drawn = [path for path in found if 'class="chart' in path.read_text(encoding="utf-8")]
    assert len(drawn) >= 8
    return drawn


@pytest.mark.parametrize("width", WIDTHS)
def test_no_word_of_a_chart_lies_on_another(charted, visit, width):
    found = {}
    for path in charted:
        if words := visit(path, width=width).page.evaluate(APART):
            found[path.name] = words
    assert found == {}


def test_a_chart_says_its_finding_or_stands_in_a_row_of_numbers(charted, visit):
    for path in charted:
        page = visit(path).page
        assert page.evaluate(SILENT) == [], path.name
        assert page.evaluate(TWINS) == 0, path.name


def test_the_overlap_is_seen_where_there_is_one(charted, visit):
    """Two words put on each other are found, so that an empty list says something."""
    page = visit(charted[0]).page
    page.evaluate(
        """() => { const chart = document.querySelector("svg.chart:not(.cell)");
        for (const said of ["one word", "another"]) {
          const text = document.createElementNS("http://www.w3.org/2000/svg", "text");
          text.textContent = said; text.setAttribute("y", 20); chart.append(text); } }"""
    )
    assert any("'one word' on 'another'" in said for said in page.evaluate(APART))
