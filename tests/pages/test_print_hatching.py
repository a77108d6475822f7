"""What is hatched on a page is drawn on paper, not printed as an image a cell."""

from __future__ import annotations

import pytest

from stagelift.reports.page import wrap
from stagelift.reports.pdf import print_page

CELLS = 60
LARGEST = 100_000  # bytes; a gradient a cell took 50 KB each
pytestmark = pytest.mark.browser


@pytest.mark.usefixtures("chromium")
def test_hatched_cells_are_printed_without_an_image():
    row = "<tr>" + '<td class="not">·</td>' * 6 + "</tr>"
    table = f'<table class="sl grid"><tbody>{row * (CELLS // 6)}</tbody></table>'
    printed = print_page(wrap("t", f'<section class="sl">{table}</section>', "en"), at=None)
    assert b"/Subtype /Image" not in printed
    assert len(printed) < LARGEST
