"""Every page of a published site in a real browser: usable by all, self-contained, printable."""

from __future__ import annotations

import re
from html import unescape
from pathlib import Path
from urllib.parse import unquote

import pytest

from stagelift.reports.theme import policy
from stagelift.reports.wording import WORDING

pytestmark = pytest.mark.browser

LARGEST_BYTES = 150_000
SHEET_WIDTH = 703  # CSS pixels of A4 (210 mm) less the margins of the style sheet (12 mm each)
SHEET_HEIGHT = 1054  # and of 297 mm less 9 mm each
SCREENS = [("light", 400), ("light", 860), ("dark", 860)]
CUT = Path(__file__).with_name("cut.js").read_text(encoding="utf-8")
PUT = Path(__file__).with_name("put.js").read_text(encoding="utf-8")
OPEN = "() => document.querySelectorAll('details').forEach(found => { found.open = true })"


@pytest.fixture(scope="module")
def pages(published):
    return sorted(published.shop.rglob("*.html"))


def short(path):
    """A page's place in its site."""
    return "/".join(path.parts[path.parts.index("site") + 1 :])


def head(path):
    return path.read_text(encoding="utf-8").partition("</head>")[0]


def language(path):
    return re.search(r'<html lang="(\w+)">', head(path))[1]


def test_every_report_has_its_page_in_every_language(pages, published):
    assert published.failed == ()
    written = {short(path): language(path) for path in pages}
    weekly = [code for name, code in written.items() if name.startswith("weekly/")]
    readouts = [code for name, code in written.items() if name.startswith("readout/")]
    for code in WORDING:
        assert weekly.count(code) == 2, written  # brief and full
        assert readouts.count(code) == 4, written  # one an experiment
    assert set(weekly) | set(readouts) == set(WORDING)
    assert "index.html" in written


@pytest.mark.parametrize(("scheme", "width"), SCREENS)
def test_axe_finds_nothing(pages, visit, scheme, width):
    from axe_playwright_python.sync_playwright import Axe

    found = {}
    for path in pages:
        page = visit(path, width=width, color_scheme=scheme).page
        page.evaluate(OPEN)
        broken = Axe().run(page).response["violations"]
        rules = {rule["id"]: [node["target"] for node in rule["nodes"]] for rule in broken}
        found |= {short(path): rules} if rules else {}
    assert found == {}


@pytest.mark.parametrize("width", [400, 860])
def test_nothing_is_cut_or_scrolls_sideways(pages, visit, width):
    cut = {}
    for path in pages:
        page = visit(path, width=width).page
        page.evaluate(OPEN)
        cut |= {short(path): parts} if (parts := page.evaluate(CUT)) else {}
    assert cut == {}


def test_a_page_is_quiet(pages, visit):
    heard = {short(path): visit(path).heard for path in pages}
    assert {name: said for name, said in heard.items() if said} == {}


def test_the_policy_stands_before_all_it_rules_and_allows_no_script(pages):
    for path in pages:
        said = head(path)
        found = re.search(r'<meta http-equiv="Content-Security-Policy" content="([^"]*)">', said)
        assert found is not None, short(path)
        assert found.start() < said.index("<style>"), short(path)
        assert unescape(found[1]) == policy()
        assert "unsafe" not in found[1]
    rules = dict(rule.strip().split(" ", 1) for rule in policy().split(";"))
    assert rules["default-src"] == "'none'"
    assert "script-src" not in rules
    assert rules["img-src"] == "data:"


def test_the_policy_holds_in_the_browser(pages, visit):
    """A script, an inline style and a picture from elsewhere are put in: none gets anywhere."""
    for path in pages:
        found = visit(path)
        refused, unrun, shown = found.page.evaluate(PUT)
        assert refused == ["img-src", "script-src-elem", "style-src-elem"], short(path)
        assert (unrun, shown) == (True, True), short(path)
        assert not [said for said in found.heard if said.startswith("dialog")], short(path)


def test_paper_shows_all_of_it_in_ink_on_white(pages, visit):
    tall = (
        "height => [...document.querySelectorAll('svg, tr, li')]"
        ".filter(e => e.getBoundingClientRect().height > height).length"
    )
    for path in pages:
        page = visit(path, width=SHEET_WIDTH, color_scheme="dark").page
        page.emulate_media(media="print", color_scheme="dark")
        assert page.evaluate(CUT) == [], short(path)
        assert page.evaluate(tall, SHEET_HEIGHT) == 0, short(path)
        ground = page.evaluate("() => getComputedStyle(document.body).backgroundColor")
        assert ground == "rgb(255, 255, 255)", short(path)


def sheets(page):
    printed = page.pdf(format="A4", prefer_css_page_size=True, print_background=True)
    return len(re.findall(rb"/Type\s*/Page\b", printed))


def test_a_brief_page_is_one_sheet(pages, visit):
    brief = [
        path for path in pages if short(path).startswith("weekly/") and "full" not in path.name
    ]
    assert len(brief) == len(WORDING)
    assert {short(path): sheets(visit(path).page) for path in brief} == {
        short(path): 1 for path in brief
    }


def test_a_page_reads_without_script(pages, visit):
    for path in pages:
        page = visit(path, java_script_enabled=False).page
        assert page.locator("h1").count() == 1, short(path)
        assert len(page.inner_text("main")) > 100, short(path)
        for summary in page.locator("summary").all():  # what is folded opens by itself
            summary.click()
        assert page.locator("details").count() == page.locator("details[open]").count()


def test_no_page_is_heavy(pages):
    sizes = {short(path): path.stat().st_size for path in pages}
    assert {name: size for name, size in sizes.items() if size > LARGEST_BYTES} == {}


def test_links_lead_to_pages_of_the_site(pages, published):
    targets = []
    for path in pages:
        for link in re.findall(r'<a\b[^>]*?href="([^"#]+)', path.read_text(encoding="utf-8")):
            targets.append(path.parent / unquote(unescape(link)))
            assert targets[-1].is_file(), f"{short(path)}: {link}"
    assert {path.resolve() for path in targets} >= set(pages) - {published.shop / "index.html"}
