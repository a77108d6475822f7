"""`stagelift plan NAME --publish`: the plan as a page in each language, its text inert."""

from __future__ import annotations

import re
from html import unescape

import pytest
from click.testing import CliRunner

import stagelift
from stagelift.cli.app import main
from stagelift.reports.first_screen.plain import jargon
from stagelift.reports.plan.labels import labelled
from stagelift.reports.plan.page import plan_page
from tiny import STAGES, day, workspace

pytestmark = pytest.mark.slow

EVIL = "<script>alert(1)</script>"
METRICS = """\
  bought: {label: {en: First order, ko: 첫 주문}, conversion: ordered, within: 2 days}
"""
TEST = f"""\
label: {{en: '{EVIL} reminder', ko: '{EVIL} 알림'}}
question: '=HYPERLINK("x"); DROP TABLE events; does a push bring more orders?'
audience: everyone
primary: bought
variants: {{quiet: none, push: push}}
worth_having: +10pp
guardrails: {{left: 2pp}}
enters: as they qualify
run: 2026-03-09..2026-03-22
looks: once
decide: {{by: 2026-04-01, owner: Kim}}
"""


@pytest.fixture(scope="module")
def published(tmp_path_factory):
    root = tmp_path_factory.mktemp("plan")
    log = [
        (f"w{week}c{one}", day(7 * week + place), event)
        for week in range(8)
        for one in range(100)
        for place, event in enumerate(("visited", "ordered")[: 1 + (one % 5 == 0)])
    ]
    metrics = f"{METRICS}  left: {{conversion: complained, within: 2 days, better: down}}\n"
    stages = STAGES + "languages: [en, ko]\n"
    with workspace(root, log, metrics=metrics, stages=stages, experiments={"reminder": TEST}):
        pass
    command = ["-C", str(root), "plan", "reminder", "--publish", "--as-of", "2026-03-08"]
    result = CliRunner().invoke(main, command)
    assert result.exit_code == 0, result.output
    return root, result.output


def said(path):
    return unescape(re.sub(r"<[^>]+>", " ", path.read_text(encoding="utf-8").partition("<main")[2]))


def test_there_is_a_page_in_each_language_and_the_command_names_them(published):
    root, output = published
    for name in ("site/plan/reminder.html", "site/plan/reminder/ko.html"):
        assert name in output
        assert (root / name).is_file()


@pytest.mark.parametrize(
    ("name", "told"),
    [
        (
            "reminder.html",
            (
                *("Rule", "better on First order", "What would stop it", "left 2\u202fpp"),
                *("Kim, Wed 1 Apr", "customers"),
            ),
        ),
        (
            "reminder/ko.html",
            (
                *("규칙", "첫 주문의 구간 전체", "멈추는 경우", "left 2%p"),
                *("Kim, 4/1(수)", "고객", "보는 시점: 한 번"),
            ),
        ),
    ],
)
def test_the_page_says_rule_length_owner_and_what_would_stop_it(published, name, told):
    text = said(published[0] / "site" / "plan" / name)
    for words in told:
        assert words in text
    assert jargon(text.partition("80 %")[0], "ko" if "ko" in name else "en") == ()


def test_python_publishes_the_same_pages_without_the_command_line(published):
    root, _ = published
    pages = [root / "site" / "plan" / name for name in ("reminder.html", "reminder/ko.html")]
    made = [page.read_bytes() for page in pages]
    for page in (*pages, root / "site" / "index.html"):
        page.unlink()
    with stagelift.open(root, as_of="2026-03-08") as opened:
        assert opened.experiments["reminder"].publish_plan() == tuple(pages)
    assert [page.read_bytes() for page in pages] == made
    assert "plan/reminder.html" in (root / "site" / "index.html").read_text(encoding="utf-8")


def test_markup_queries_and_formulas_stay_text(published):
    for path in (published[0] / "site" / "plan").rglob("*.html"):
        html = path.read_text(encoding="utf-8")
        assert "<script" not in html
        assert EVIL in unescape(html)
        assert "DROP TABLE events" in html


def test_a_page_of_a_frozen_plan_says_what_was_registered(published):
    """What is reckoned today differs from what was frozen, so both are said."""
    root, output = published
    assert "registered" not in output
    with stagelift.open(root, as_of="2026-03-08") as opened:
        trial = opened.experiments["reminder"]
        found, frozen = trial.outlook(), {"fingerprint": "d33424c13d9a", "planned_units": 16753}
        pages = {
            language: plan_page(
                trial.definition, labelled(found, opened, language), language, frozen=frozen
            )
            for language in ("en", "ko")
        }
    assert "16,753 customers are registered; the figures here are reckoned anew" in pages["en"]
    assert "등록된 규모는 고객 16,753명이며" in pages["ko"]
    assert "bought" not in pages["en"].partition("<main")[2]
