"""The heaviest brief: ten tiles held against last year and targets, figures restated; one sheet."""

from __future__ import annotations

import re
import shutil
from datetime import timedelta

import duckdb
import pytest

from pages.conftest import publish
from pages.plainly import executed
from stagelift.definitions.report import MOST_TILES
from stagelift.reports import execute
from stagelift.reports.answer import MOST_WORDS, words_before_drawing

pytestmark = pytest.mark.browser
YEAR = timedelta(days=364)  # the same weekdays
TILES = (
    *("first_order", "cart_added", "repeat_order", "nps", "review"),
    *("order_value", "margin", "csat", "churn", "refund_rate"),
)
KNOWN, LATER = "as_of: 2026-11-16 06:00", "as_of: 2026-11-16 07:00"
SETTLED = "ordered_at < TIMESTAMP '2026-11-02'"  # of the week that is shown, some orders go

FITS = "[...document.querySelectorAll('.tiles li')].every(li => li.scrollWidth <= li.clientWidth)"


@pytest.fixture(scope="module")
def heavy(published, tmp_path_factory):
    """The demo shop a year older, whose archive knows other figures; published in two languages."""
    root = tmp_path_factory.mktemp("heavy") / "shop"
    shutil.copytree(published.shop.parent, root, ignore=shutil.ignore_patterns("site", "answers"))
    app, orders = root / "data" / "app", root / "data" / "orders.parquet"
    with duckdb.connect() as db:
        db.execute(f"CREATE TABLE o AS FROM '{orders}'")
        back = f"INTERVAL {YEAR.days} DAY"
        db.execute(
            f"COPY (SELECT * REPLACE ('Y' || event_id AS event_id, 'L' || user_id AS user_id, "
            f"ts - {back} AS ts, ingested_at - {back} AS ingested_at, 'Y' || cart_no AS cart_no) "
            f"FROM '{app}/*.parquet') TO '{app / 'last_year.parquet'}'"
        )
        db.execute(
            f"COPY (FROM o WHERE {SETTLED} OR hash(order_no) % 5 > 0 UNION ALL SELECT * REPLACE "
            f"('Y' || order_no AS order_no, 'L' || member_no AS member_no, "
            f"ordered_at - {back} AS ordered_at, loaded_at - {back} AS loaded_at, "
            f"'Y' || cart_no AS cart_no) FROM o) TO '{orders}'"
        )
    journey = root / "journey.yaml"
    said = journey.read_text(encoding="utf-8")
    assert KNOWN in said
    journey.write_text(said.replace(KNOWN, LATER), encoding="utf-8")
    path = root / "reports" / "weekly.yaml"
    said = path.read_text(encoding="utf-8")
    said = re.sub(r"(?m)^tiles:.*$", f"tiles: [{', '.join(TILES)}]", said)
    said = re.sub(r"(?m)^compare:.*$", "compare: [last week, last year, target]", said)
    path.write_text(said, encoding="utf-8")
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(execute, "execute", executed)
        failed = publish(root, [{"name": "weekly", "page": "brief"}], printed="weekly")
    assert not failed
    return sorted(page for page in (root / "site" / "weekly").rglob("*.pdf"))


def test_it_holds_all_that_can_come_together_on_one_sheet(heavy):
    import pypdf  # of the extra that brings the browser, which stands in its fixture

    assert len(heavy) == 2
    assert len(TILES) == MOST_TILES
    for pdf in heavy:
        html = pdf.with_suffix(".html").read_text(encoding="utf-8")
        [tiles] = re.findall(r'<ul class="tiles".*?</ul>', html, re.DOTALL)
        assert tiles.count("<li>") == MOST_TILES
        assert len(re.findall(r"작년|last year", tiles)) >= 5
        assert re.search(r'class="warn"><span[^>]*>!</span> <b>(정정|Restated)</b>', html)
        assert ("발표한 숫자에 정정 있음" in html) or ("published figures restated" in html)
        unlinked = re.sub(r"</?a\b[^>]*>", "", html)  # a particle belongs to the number before it
        assert words_before_drawing(unlinked[unlinked.index("<main") :]) <= MOST_WORDS
        [sheet] = pypdf.PdfReader(pdf).pages
        text = re.sub(r"\s", "", sheet.extract_text())
        # what undoes a decision, the course and the last decision are on paper, too
        for name in ("Course", "Lastdecision") if "Course" in html else ("흐름", "지난결정"):
            assert name in text


def test_it_overflows_no_screen(heavy, visit):
    for pdf in heavy:
        page = visit(pdf.with_suffix(".html"), width=400).page
        assert page.evaluate("document.documentElement.scrollWidth") <= 400
        assert page.evaluate(FITS)
