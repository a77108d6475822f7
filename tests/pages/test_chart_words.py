"""The charts of published pages in a real browser: words apart, said aloud, each with a table."""

from __future__ import annotations

import re
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

# every drawing of a page with what stands around it; a table is a chart's twin when it lies in its
# figure, or when its caption begins the chart's heading
CHARTS = """() => {
  const said = found => found ? found.textContent.replace(/\\s+/g, " ").trim() : "";
  const twins = [...document.querySelectorAll("table")].map(t => [said(t.caption), said(t)]);
  const outer = [...document.querySelectorAll("svg")].filter(s => !s.parentElement.closest("svg"));
  return outer.map(chart => {
    const section = chart.closest("section");
    const heading = said(section && section.querySelector("h2"));
    const beside = chart.parentElement.querySelector("details table, table.twin, table.list");
    const own = twins.filter(([name]) => name && heading.startsWith(name));
    return {
      name: (chart.getAttribute("aria-label") || "").replace(/\\s+/g, " ").trim(),
      title: said(chart.querySelector(":scope > title")),
      role: chart.getAttribute("role"), links: !!chart.querySelector("a"),
      hidden: chart.getAttribute("aria-hidden") === "true", heading,
      spark: chart.classList.contains("spark"), axis: !!chart.closest("tr.axis"),
      around: said(chart.closest("tr, li, dd, div, p")).replace(said(chart), " "),
      row: said(chart.closest("tr")).replace(said(chart), " "),
      values: [...chart.querySelectorAll("text.value, text.name")].map(said),
      twin: beside ? said(beside) : own.map(pair => pair[1]).join(" "),
      titles: beside ? [said(beside.caption)] : own.map(pair => pair[0])};
  });
}"""
NUMBER = re.compile(r"[+−]?₩?\d+(?:,\d{3})*(?:\.\d+)?%?")


def figures_of(text):
    """The measured numbers of a text: with a sign, a unit or decimals; no counts of periods."""
    return [n for n in NUMBER.findall(text) if re.search("[+−₩%.]", n)]


def is_in(number, text):
    """Whether a text holds a number, written out or with more decimals."""
    plain = [n.replace(",", "").replace("−", "-").strip("+₩%") for n in (number, *figures_of(text))]
    wanted, *found = map(float, plain)
    half = 0.5 * 10.0 ** -len(plain[0].partition(".")[2])
    return number in text or any(abs(each - wanted) <= half + 1e-9 for each in found)


def amiss(chart):
    """What a listener or one who wants the number misses at a drawing; empty where nothing."""
    if chart["hidden"]:  # a drawing of one row: its number, or why there is none, is in the row
        told = chart["axis"] or chart["row"]
        return "" if told else "hidden, and its number in no row"
    name, role = chart["name"], chart["role"]
    if role != ("group" if chart["links"] else "img") or chart["title"] != name:
        return f"role {role}, name '{name}', title '{chart['title']}'"
    found = name
    for title in filter(None, chart["titles"]):  # "last 6 weeks" is what it is about, no finding
        found = found.replace(title, "")
    if not re.search(r"\d", found) or len(name.split()) < 2:
        return f"no finding in '{name}'"
    beside = chart["around"] if chart["spark"] else chart["twin"]
    if not beside:
        return f"no table of '{name}'"
    wanted = {*figures_of(name), *(n for text in chart["values"] for n in figures_of(text))}
    missing = sorted(n for n in wanted if not is_in(n, beside))
    return f"{missing} of '{name}' stand in no table" if missing else ""


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


def test_every_drawing_of_every_page_has_a_finding_and_its_numbers_beside_it(published, visit):
    """Front pages and lists too; what is drawn in a tile or a row has its number there."""
    counts = dict.fromkeys(("hidden", "spark", "chart"), 0)
    for path in sorted(published.shop.rglob("*.html")):
        if "<svg" not in path.read_text(encoding="utf-8"):
            continue
        charts = visit(path).page.evaluate(CHARTS)
        assert charts, path.name
        assert [said for chart in charts if (said := amiss(chart))] == [], path
        for chart in charts:
            counts["hidden" if chart["hidden"] else "spark" if chart["spark"] else "chart"] += 1
    assert min(counts.values()) > 10, counts


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
