"""Markup, queries and formulas in every name a user writes stay text on every kind of page."""

from __future__ import annotations

from html import unescape
from html.parser import HTMLParser

import pytest
from test_first_screens import trial_of
from weekly_world import USUAL, shop, week_of

import stagelift
from stagelift.reports.programme.report import SECTIONS

pytestmark = pytest.mark.slow

EVIL = '<img src=x onerror=alert(1)>\'; DROP TABLE events; --=HYPERLINK("http://a")'
QUOTED = "'" + EVIL.replace("'", "''") + "'"
ORDERS = [*USUAL, 12]


class Read(HTMLParser):
    """The elements and attributes a browser would make of a page."""

    def __init__(self):
        super().__init__()
        self.tags, self.attributes = set(), set()

    def handle_starttag(self, tag, attrs):
        self.tags.add(tag)
        self.attributes |= {name for name, _ in attrs}


@pytest.fixture(scope="module")
def hostile(tmp_path_factory):
    """Every label, question, owner, change and file of words is hostile."""
    root = tmp_path_factory.mktemp("hostile")
    more = trial_of({"morning": 400, "evening": 400}, (80, 82))
    stages = f"""\
  looking: {{enter: visited, label: {QUOTED}, owner: {QUOTED}}}
  buying: {{enter: ordered, label: {QUOTED}}}
  staying: ordered x2
"""
    segments = f"  eager: {{did: ordered, within: 30 days, label: {QUOTED}}}\n"
    ws = shop(root, ORDERS, stages=stages, segments=segments, target="12% by 2026-10-31", **more)
    (root / "changes.yaml").write_text(
        f"changes:\n- {{on: 2026-08-03, what: {QUOTED}, stage: buying}}\n", encoding="utf-8"
    )
    for path, key in (
        (root / "metrics" / "all.yaml", "{en: First order, ko: 첫 구매}"),
        (root / "experiments" / "hours.yaml", "Does the evening bring more first orders?"),
        (root / "reports" / "weekly.yaml", "{en: Leadership, ko: 경영진}"),
    ):
        text = path.read_text(encoding="utf-8")
        assert key in text
        path.write_text(text.replace(key, QUOTED), encoding="utf-8")
    return stagelift.open(root, as_of=ws.as_of)


def weekly(ws, language, page):
    made = ws.report("weekly", period=week_of(ORDERS), language=language, page=page)
    cells = [made.head(), made.answer(), made.tiles(), *map(made.chart, ("stages", "trend"))]
    return [*cells, made.table("experiments"), made.appendix(), made.checks(), made.finish()]


def readout(ws, language):
    made = ws.experiment_report("hours", language=language)
    names = ("plan", "messages", "levels", "beyond", "looks", "ruled_out", "decision")
    cells = [made.head(), made.answer(), made.checks(), *map(made.table, names)]
    return [*cells, *map(made.chart, ("forest", "time", "later", "ages")), made.finish()]


def journey_map(ws, language):
    made = ws.map_report(period=week_of(ORDERS), language=language)
    names = (
        "now",
        "targets",
        "holding",
        "leave",
        "moves",
        "paths",
        "unanswered",
        "segments",
        "coverage",
    )
    return [made.head(), made.answer(), *map(made.section, names), made.finish()]


def programme(ws, language):
    made = ws.programme_report(period=week_of(ORDERS), language=language)
    return [made.head(), made.answer(), *map(made.section, SECTIONS), made.finish()]


PAGES = {
    "brief": lambda ws, language: weekly(ws, language, "brief"),
    "full": lambda ws, language: weekly(ws, language, "full"),
    "readout": readout,
    "map": journey_map,
    "programme": programme,
}


@pytest.mark.parametrize("kind", PAGES)
@pytest.mark.parametrize("language", ["en", "ko"])
def test_nothing_a_user_writes_acts(hostile, kind, language):
    html = "".join(cell.html for cell in PAGES[kind](hostile, language))
    read = Read()
    read.feed(html)
    assert not read.tags & {"script", "img", "iframe", "object", "embed", "form"}
    assert not [name for name in read.attributes if name.startswith("on")]
    assert EVIL in unescape(html)
