"""What of a page goes on paper, and how a run's page and its PDF belong together."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from html import escape, unescape
from pathlib import PurePosixPath
from typing import Any
from urllib.parse import quote, urljoin

WIDEST = 12  # columns of a table on a sheet: the hours of a day stay with their chart
PDF = "page.pdf"  # in the folder of a run
WORDS: Mapping[str, str] = {"en": "This page as PDF", "ko": "이 페이지를 PDF로"}
_ANCHOR = re.compile(r'(<a\b[^>]*?) href="([^"]*)"')
_FOLDED = re.compile(r"<details(\b.*?</details>)", re.DOTALL)
_OUTSIDE = ("#", "http://", "https://", "mailto:")  # an address that means the same on paper


@dataclass(frozen=True, slots=True)
class Paper:
    """That a run's page is printed too.

    Args:
        site: Public address of the site, to which links between pages then lead; empty leaves
            them out, for the place where the page was printed is nobody else's.
    """

    site: str = ""

    def copy(self, html: str, public: str, page: Mapping[str, Any]) -> str:
        """The page as it is printed: links that hold elsewhere, what is folded open.

        A brief page is one sheet: what is folded on it stays away.

        Args:
            html: The page.
            public: Its path under the site.
            page: What the notebook's `finish()` wrote.

        Returns:
            The page to print.
        """
        if page.get("page") != "brief":
            html = _FOLDED.sub(_opened, html)
        here = urljoin(self.site.rstrip("/") + "/", quote(public)) if self.site else ""
        return _ANCHOR.sub(lambda found: _anchor(found, here), html)


def _opened(found: re.Match[str]) -> str:
    """What is folded, open, unless a table in it is wider than a sheet."""
    rows = (row.count('<th scope="col"') for row in found[0].split("</tr>"))
    return found[0] if max(rows) > WIDEST else f"<details open{found[1]}"


def _anchor(found: re.Match[str], here: str) -> str:
    """The start of a link that leads to a place on the same page or to an address."""
    target = unescape(found[2])
    if target.startswith(_OUTSIDE):
        return found[0]
    if not here:
        return found[1]
    # a class: addresses elsewhere are spelled out on paper, those of each number's facts are not
    near = "" if " class=" in found[1] else ' class="near"'
    return f'{found[1]}{near} href="{escape(urljoin(here, target))}"'


def known_at(page: Mapping[str, Any]) -> datetime | None:
    """The instant a page knows of.

    Args:
        page: What the notebook's `finish()` wrote.

    Returns:
        The instant; None when it says none.
    """
    said = page.get("as_of")
    return datetime.fromisoformat(str(said)) if said else None


def pdf_of(public: str) -> str:
    """The place of a page's PDF: beside it.

    Args:
        public: The page's path under the site.

    Returns:
        The PDF's path under the site.

    Example:
        >>> pdf_of("weekly/2026-W46/page=full.ko.html")
        'weekly/2026-W46/page=full.ko.pdf'
    """
    return PurePosixPath(public).with_suffix(".pdf").as_posix()


def with_link(html: str, public: str, language: str) -> str:
    """The page with a link to its PDF at its end.

    Args:
        html: The page.
        public: Its path under the site.
        language: Its language.

    Returns:
        The page.
    """
    place = quote(PurePosixPath(pdf_of(public)).name, safe="=")
    words = WORDS.get(language, WORDS["en"])
    link = f'<p class="paper"><a href="{escape(place)}" type="application/pdf">{words}</a></p>\n'
    before, main, after = html.rpartition("</main>")
    return f"{before}{link}{main}{after}" if main else html
