"""Every page of a published site in a real browser: usable by all, self-contained, printable."""

from __future__ import annotations

import os
import re
from collections import Counter
from html import unescape
from pathlib import Path
from urllib.parse import unquote

import pytest

from pages.survey import BEGIN, CUT, END, FACTS, dumped, kind_of, language_of, pages_of, table
from stagelift.reports.front.search import SCRIPT
from stagelift.reports.numbers.beside import without_ends
from stagelift.reports.theme import policy
from stagelift.reports.wording import WORDING

pytestmark = pytest.mark.browser

LARGEST_BYTES = 150_000
LARGEST_MAP = 135_000
SHEET_WIDTH = 703  # CSS pixels of A4 (210 mm) less the margins of the style sheet (12 mm each)
SHEET_HEIGHT = 1054  # and of 297 mm less 9 mm each
KINDS = (
    *("weekly, brief", "weekly, full", "readout, demo", "journey map", "programme review"),
    *("front page", "history of a report", "facts of a page"),
)
PAGE = Path(__file__).parents[2] / "docs" / "reports" / "axe.md"
PUT = Path(__file__).with_name("put.js").read_text(encoding="utf-8")


@pytest.fixture(scope="module")
def pages(published):
    return pages_of(published.shop)


def short(path):
    """A page's place in its site."""
    return "/".join(path.parts[path.parts.index("site") + 1 :])


def head(path):
    return path.read_text(encoding="utf-8").partition("</head>")[0]


def test_every_report_has_its_page_in_every_language(pages, published):
    assert published.failed == ()
    made = Counter((kind_of(path, published.shop), language_of(path)) for path in pages)
    for code in WORDING:
        for kind in KINDS:
            assert made[kind, code] == (4 if kind == "readout, demo" else made[kind, "en"]), made
            assert made[kind, code] >= 1, made
    assert {code for _, code in made} == set(WORDING)


def test_every_page_is_usable_by_all_quiet_and_whole(seen):
    assert [one for one in seen if one.mistakes] == [], dumped(seen)
    assert {one.language for one in seen} == set(WORDING)


def test_the_documentation_shows_what_was_found(seen):
    shown = f"{BEGIN}\n\n{table(seen)}\n\n{END}"
    text = PAGE.read_text(encoding="utf-8")
    before, _, rest = text.partition(BEGIN)
    if os.environ.get("STAGELIFT_UPDATE_DOCS"):
        text = before + shown + rest.partition(END)[2]
        PAGE.write_text(text, encoding="utf-8")
    assert shown in text


def test_the_policy_stands_before_all_it_rules_and_allows_no_script(pages, published):
    for path in pages:
        said = head(path)
        scripts = [SCRIPT] if kind_of(path, published.shop) == "front page" else []
        found = re.search(r'<meta http-equiv="Content-Security-Policy" content="([^"]*)">', said)
        assert found is not None, short(path)
        assert found.start() < said.index("<style>"), short(path)
        assert unescape(found[1]) == policy(scripts), short(path)
        assert "unsafe" not in found[1]
    rules = dict(rule.strip().split(" ", 1) for rule in policy().split(";"))
    assert rules["default-src"] == "'none'"
    assert "script-src" not in rules
    assert rules["img-src"] == "data:"


def test_the_policy_holds_in_the_browser(looked, visit):
    """A script, an inline style and a picture from elsewhere are put in: none gets anywhere."""
    for path in looked:
        found = visit(path)
        refused, unrun, shown = found.page.evaluate(PUT)
        assert refused == ["img-src", "script-src-elem", "style-src-elem"], path.name
        assert (unrun, shown) == (True, True), path.name
        assert not [said for said in found.heard if said.startswith("dialog")], path.name


def test_paper_shows_all_of_it_in_ink_on_white(looked, visit):
    tall = (
        "height => [...document.querySelectorAll('svg, tr, li')]"
        ".filter(e => e.getBoundingClientRect().height > height).length"
    )
    for path in looked:
        page = visit(path, width=SHEET_WIDTH, color_scheme="dark").page
        page.emulate_media(media="print", color_scheme="dark")
        assert page.evaluate(CUT) == [], path.name
        assert page.evaluate(tall, SHEET_HEIGHT) == 0, path.name
        ground = page.evaluate("() => getComputedStyle(document.body).backgroundColor")
        assert ground == "rgb(255, 255, 255)", path.name


def sheets(page):
    printed = page.pdf(format="A4", prefer_css_page_size=True, print_background=True)
    return len(re.findall(rb"/Type\s*/Page\b", printed))


def test_a_brief_page_is_one_sheet(pages, published, visit):
    brief = [path for path in pages if kind_of(path, published.shop) == "weekly, brief"]
    assert len(brief) == len(WORDING)
    assert [sheets(visit(path).page) for path in brief] == [1] * len(brief)


def test_a_page_reads_without_script(looked, visit):
    for path in looked:
        page = visit(path, java_script_enabled=False).page
        assert page.locator("h1").count() == 1, path.name
        assert len(page.inner_text("main")) > 100, path.name
        for summary in page.locator("summary").all():  # what is folded opens by itself
            summary.click()
        assert page.locator("details").count() == page.locator("details[open]").count()


def test_no_page_is_heavy(pages):
    sizes = {short(path): path.stat().st_size for path in pages}
    assert {name: size for name, size in sizes.items() if size > LARGEST_BYTES} == {}


def test_end_tags_left_out_change_nothing_a_browser_reads(pages, published, visit):
    maps = [path for path in pages if kind_of(path, published.shop) == "journey map"]
    assert maps
    for path in maps:
        page = visit(path).page
        whole = page.content()  # as a browser writes it: every end tag is there
        page.set_content(without_ends(whole))
        assert len(without_ends(whole)) < len(whole) - 10_000
        assert page.content() == whole


def test_a_map_has_room_to_grow(pages, published):
    maps = [path for path in pages if kind_of(path, published.shop) == "journey map"]
    assert {short(path) for path in maps if path.stat().st_size > LARGEST_MAP} == set()


def test_links_lead_to_pages_of_the_site(pages, published):
    targets = []
    for path in sorted(published.shop.rglob("*.html")):  # those that lead to another one too
        text = path.read_text(encoding="utf-8")
        links = re.findall(r'<a\b[^>]*?href="([^"#]+)', text)
        for link in {*links, *re.findall(r"content=\"0; url=([^\"]+)", text)}:
            targets.append(path.parent / unquote(unescape(link)))
            assert targets[-1].is_file(), f"{short(path)}: {link}"
    # the numbers of the map carry no links, so nothing leads to its page of facts
    map_facts = {path for path in pages if "map" in short(path) and FACTS.match(path.name)}
    apart = {published.shop / "index.html", *map_facts}
    assert {path.resolve() for path in targets} >= set(pages) - apart
