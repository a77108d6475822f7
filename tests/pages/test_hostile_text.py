"""Text of definitions that looks like markup or a formula is shown as it was written."""

from __future__ import annotations

import pytest

from pages.survey import pages_of
from pages.texts import HOSTILE
from stagelift.reports.front.search import SCRIPT

pytestmark = pytest.mark.browser

MADE = "img, b[onclick], svg[onload], a[href^='http'], main i, [onerror]"


@pytest.fixture(scope="module")
def pages(published):
    return pages_of(published.hostile)


def test_hostile_text_is_read_not_run(pages, visit):
    shown = "\n".join(visit(path).page.inner_text("main") for path in pages)
    assert [text for _, _, text in HOSTILE if text not in shown] == []


def test_no_hostile_text_becomes_an_element(pages, visit):
    for path in pages:
        found = visit(path)
        assert found.page.query_selector_all(MADE) == [], path.name
        scripts = found.page.locator("script").all_text_contents()
        assert set(scripts) <= {SCRIPT}, path.name  # the search of the front page
        assert found.heard == [], path.name


def test_hostile_text_leaves_the_title_and_the_style_alone(pages, visit):
    for path in pages:
        page = visit(path).page
        assert page.query_selector("head > title").inner_text() == page.title()
        assert page.evaluate("() => document.styleSheets.length") == 1
        assert page.evaluate("() => document.querySelectorAll('body > main').length") == 1
