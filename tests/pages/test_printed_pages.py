"""The PDFs of a published site: for those who listen, who search and who print."""

from __future__ import annotations

import re
from datetime import UTC, datetime
from html import unescape
from io import BytesIO
from pathlib import Path
from urllib.parse import quote

import pytest

from stagelift.reports.paper import WORDS, pdf_of
from stagelift.reports.pdf import print_page

pytestmark = pytest.mark.browser
A4 = (595, 842)  # points
ASIDE = re.compile(r'<section class="[^"]*\bmore\b[^"]*">.*?</section>', re.DOTALL)  # screen only
GREY = Path(__file__).with_name("grey.js").read_text(encoding="utf-8")


@pytest.fixture(scope="module")
def printed(published):
    """Each PDF opened, with the page it stands beside."""
    import pypdf  # of the extra that brings the browser, which stands in its fixture

    found = [(path, path.with_suffix(".html")) for path in sorted(published.shop.rglob("*.pdf"))]
    assert len(found) == 4  # brief and full, in two languages
    return [(pypdf.PdfReader(pdf), page.read_text(encoding="utf-8"), page) for pdf, page in found]


def letters(text):
    """A text without blanks: a PDF places words, it does not space them."""
    return re.sub(r"\s", "", unescape(text))


def tagged(node, found):
    """Structure elements below a node: (type, what it is called for those who do not see it)."""
    node = node.get_object()
    for each in node if isinstance(node, list) else [node]:
        element = each.get_object()
        if hasattr(element, "get"):
            if "/S" in element:
                found.append((str(element["/S"]), str(element.get("/Alt", ""))))
            if "/K" in element:
                tagged(element.raw_get("/K"), found)
    return found


def test_every_word_is_found_in_its_own_language(printed):
    for pdf, html, path in printed:
        text = letters("".join(sheet.extract_text() for sheet in pdf.pages))
        paper = ASIDE.sub("", html)
        for part in re.findall(r"<(?:h1|h2|caption)\b[^>]*>(.*?)</", paper, re.DOTALL):
            words = letters(re.sub(r"<[^>]+>", "", part))
            shown = "page=full" in path.name or f"<caption>{part}" not in html
            assert words in text or not shown, (path.name, part)
        headline = re.search(r'class="headline">(.*?)</p>', html, re.DOTALL)[1]
        assert letters(re.sub(r"<[^>]+>", "", headline)) in text
        assert "\ufffd" not in text


FOLDED = {
    "en": ": with the tables of the charts, on the page on screen",
    "ko": ": 차트의 표와 함께 화면의 페이지에서 펼쳐 볼 수 있습니다",
}


def captions(html):
    """What the tables of the charts are called."""
    folded = "".join(re.findall(r"<details\b.*?</details>", html, re.DOTALL))
    return [letters(one) for one in re.findall(r"<caption>([^<]*)</caption>", folded)]


def test_a_sheet_holds_the_tables_of_its_charts_or_says_where_they_are(printed):
    for pdf, html, path in printed:
        text = letters("".join(sheet.extract_text() for sheet in pdf.pages))
        said = letters(FOLDED[re.search(r'<html lang="(\w+)">', html)[1]])
        assert len(captions(html)) > 3
        if "page=full" in path.name:
            assert all(caption in text for caption in captions(html))
            assert said not in text
        else:  # one sheet: the fold is named once, and none of its tables are there
            assert text.count(said) == 1


def test_a_reader_who_prints_a_page_is_told_where_its_tables_are(published, visit):
    """As the browser's own print does, which leaves folded what is folded."""
    import pypdf  # of the extra that brings the browser, which stands in its fixture

    for place in ("map", "programme"):
        for path in sorted((published.shop / place).rglob("*.html")):
            html = path.read_text(encoding="utf-8")
            if "<details" not in html:
                continue
            printed = visit(path).page.pdf(prefer_css_page_size=True)
            sheets = pypdf.PdfReader(BytesIO(printed)).pages
            text = letters("".join(sheet.extract_text() for sheet in sheets))
            said = letters(FOLDED[re.search(r'<html lang="(\w+)">', html)[1]])
            assert text.count(said) == html.count("<details"), path


def test_it_is_tagged_titled_and_in_a_language(printed):
    for pdf, html, path in printed:
        root = pdf.trailer["/Root"]
        assert root["/MarkInfo"]["/Marked"] is True or root["/MarkInfo"]["/Marked"]
        assert root["/Lang"] == re.search(r'<html lang="(\w+)">', html)[1]
        assert pdf.metadata.title == unescape(re.search(r"<title>(.*?)</title>", html)[1])
        found = tagged(root["/StructTreeRoot"].raw_get("/K"), [])
        kinds = [kind for kind, _ in found]
        assert kinds.count("/H1") == 1
        assert kinds.count("/H2") >= 4
        assert "/Table" in kinds
        assert "/TH" in kinds
        figures = [alt for kind, alt in found if kind == "/Figure"]
        assert len(figures) >= 4
        assert all(figures), path.name
        assert len(pdf.outline) > 0


def test_sheets_are_a4_none_is_blank_and_fonts_are_inside(printed):
    for pdf, _, path in printed:
        count = len(pdf.pages)
        assert (count > 1) if "page=full" in path.name else (count == 1), (path.name, count)
        for sheet in pdf.pages:
            assert tuple(round(float(side)) for side in sheet.mediabox[2:]) == A4
            assert len(letters(sheet.extract_text())) > 40
            for font in sheet["/Resources"]["/Font"].values():
                for each in font.get_object().get("/DescendantFonts", []):
                    known = each.get_object()["/FontDescriptor"]
                    assert {"/FontFile2", "/FontFile3"} & set(known), path.name


def heights(sheet):
    """How high the letters on a sheet are, in points."""
    found = []

    def placed(words, current, matrix, _, size):
        if words.strip():
            found.append(size * abs(matrix[0] * current[0]))

    sheet.extract_text(visitor_text=placed)
    return found


def test_no_table_is_so_wide_that_a_browser_shrinks_the_sheets(printed):
    title = 22 * 0.75 * 0.85  # points: the style sheet's, on its fullest sheets
    for pdf, _, path in printed:
        assert max(heights(pdf.pages[0])) > title - 0.1, path.name


def test_short_tables_stand_whole_on_a_sheet(printed):
    for pdf, html, path in printed:
        if "page=full" not in path.name:
            continue
        sheets = [letters(sheet.extract_text()) for sheet in pdf.pages]
        for table in re.findall(r'<table class="twin">.*?</table>', html, re.DOTALL):
            rows = table.split("<tr")[2:]
            caption = re.search("<caption>(.*?)</caption>", table)[1]
            first, last = (
                letters(re.sub(r"<[^>]*>", "", part)) for part in (caption, "<" + rows[-1])
            )
            if len(rows) <= 12:
                assert any(last in sheet.partition(first)[2] for sheet in sheets), first


def test_nothing_of_this_machine_or_of_the_screen_is_on_paper(printed, published):
    for pdf, html, path in printed:
        assert quote(pdf_of(path.name), safe="=") in html
        text = "".join(sheet.extract_text() for sheet in pdf.pages)
        assert not [words for words in WORDS.values() if letters(words) in letters(text)]
        raw = path.with_suffix(".pdf").read_bytes()
        assert str(published.shop).encode() not in raw
        assert b"file:" not in raw


def test_an_equal_page_has_equal_bytes(chromium):
    page = '<!doctype html>\n<html lang="ko"><title>주간</title><h1>주간 고객 여정</h1></html>'
    at = datetime(2026, 11, 15, 21, tzinfo=UTC)
    first, second = (print_page(page, at=at) for _ in range(2))
    assert first == second
    assert first.count(b"D:20261115210000") == 2


def test_charts_are_told_apart_from_the_paper_in_grey(printed, visit):
    """Contrast of luminance is what is left of colours in grey: 3 : 1 for what carries a number."""
    for _, _, path in printed:
        page = visit(path, color_scheme="dark").page
        page.emulate_media(media="print", color_scheme="dark")
        marks = page.evaluate(GREY)
        assert len(marks) > 10
        assert [mark for mark in marks if mark[1] < 3] == [], path.name
