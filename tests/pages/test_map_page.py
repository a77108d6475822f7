"""The map as a page in a real browser: usable by all, quiet, nothing cut on a phone."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

import stagelift
from pages.conftest import workspace
from pages.survey import CUT, OPEN, SCREENS
from stagelift.demo.world import make

pytestmark = [pytest.mark.browser, pytest.mark.slow]
CUSTOMERS = 3_000


@pytest.fixture(scope="module")
def maps(chromium, tmp_path_factory):
    """The map of a small demo shop in both languages."""
    folder = workspace(tmp_path_factory.mktemp("mapped"))
    make(folder, customers=CUSTOMERS)
    found = []
    with stagelift.open(folder) as ws:
        for language in ("en", "ko"):
            path = folder / f"map_{language}.html"
            path.write_text(ws.map(language=language).to_page(), encoding="utf-8")
            found.append(path)
    return found


@pytest.mark.parametrize(("scheme", "width"), SCREENS)
def test_axe_finds_nothing_on_the_map(maps, visit, scheme, width):
    from axe_playwright_python.sync_playwright import Axe

    for path in maps:
        visited = visit(path, width=width, color_scheme=scheme)
        visited.page.evaluate(OPEN)
        rules = Axe().run(visited.page).response["violations"]
        assert {rule["id"]: rule["nodes"][0]["html"] for rule in rules} == {}
        assert visited.heard == []


@pytest.mark.parametrize("width", [400, 860])
def test_nothing_of_the_map_is_cut(maps, visit, width):
    for path in maps:
        page = visit(path, width=width).page
        page.evaluate(OPEN)
        assert page.evaluate(CUT) == []
        assert page.evaluate("document.documentElement.scrollWidth") <= width


def test_the_korean_map_says_it_in_korean(maps):
    korean = Path(maps[1]).read_text(encoding="utf-8")
    text = re.sub(r"<[^>]+>", " ", korean.partition("<main>")[2])
    assert "병목" in text
    assert "Bottleneck" not in text
