"""The brief page in a real browser: one sheet of A4."""

from __future__ import annotations

import re

import pytest
import shop
from browsing import browse

from stagelift.reports.page import wrap
from stagelift.reports.report import Report

pytestmark = pytest.mark.browser


def leaking():
    """A fall beside a decision that waits."""
    source = shop.Shop()
    source.lines["first_order"][-2] = shop.share(
        "first_order", "2026-W45", 480, 6000, stage="purchase", matured_through="2026-11-08"
    )
    return source


@pytest.fixture(scope="module", params=["en", "ko", "fall"])
def page(request, tmp_path_factory):
    """The busiest brief page: every experiment waits, nothing is planned."""
    source = leaking() if request.param == "fall" else shop.Shop()
    language = "ko" if request.param == "ko" else "en"
    source.experiments["evening_push"].decision = None
    source.experiments["cart_reminder"].found.banner = "exploratory"
    report = Report(source, name="weekly_journey", period=shop.PERIOD, language=language)
    charts = [report.chart(name) for name in ("stages", "trend", "nps")]
    pieces = [report.head(), report.answer(), report.tiles(), *charts]
    pieces += [report.table("experiments"), report.appendix(), report.checks(), report.finish()]
    path = tmp_path_factory.mktemp("page") / "page.html"
    html = wrap("Weekly", "".join(piece.html for piece in pieces), language)
    path.write_text(html, encoding="utf-8")
    return path


def test_the_brief_prints_on_one_sheet(chromium, page, tmp_path):
    sheet = tmp_path / "page.pdf"
    browse(chromium, tmp_path, "--no-pdf-header-footer", f"--print-to-pdf={sheet}", page.as_uri())
    assert len(re.findall(rb"/Type\s*/Page\b", sheet.read_bytes())) == 1
