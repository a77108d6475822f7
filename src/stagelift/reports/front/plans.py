"""The plans that were published, which no run makes: found on the site itself."""

from __future__ import annotations

import re
from collections.abc import Iterator
from html import escape, unescape
from pathlib import Path

from stagelift.reports.front.pieces import Place

FOLDER = "plan"  # of the site; a page an experiment and language
TITLE = re.compile(r"<title>(.*?)</title>", re.DOTALL)
ENGLISH = "en"  # the language whose pages have none in their path


def plans(place: Place) -> str:
    """The published plans with their titles, in the language of the page where there is one.

    Args:
        place: Where the list stands.

    Returns:
        HTML; empty when no plan was published.
    """
    listed = "".join(f"<li>{link}</li>" for link in _links(place))
    if not listed:
        return ""
    return (
        f'<section class="made"><h2>{escape(place.words["plans"])}</h2><ul>{listed}</ul></section>'
    )


def _links(place: Place) -> Iterator[str]:
    root = place.site / FOLDER
    pages = [*root.glob("*.html"), *root.glob("*/*.html")]
    names = {page.stem if page.parent == root else page.parent.name for page in pages}
    for name in sorted(names):
        own = root / name / f"{place.language}.html"
        first = root / f"{name}.html"
        ways = (first, own) if place.language == ENGLISH else (own, first)
        found = next((page for page in ways if page.is_file()), None)
        found = found or min(page for page in pages if page.parent.name == name)
        yield place.link(found.relative_to(place.site).as_posix(), _title(found) or name)


def _title(page: Path) -> str:
    found = TITLE.search(page.read_text(encoding="utf-8"))
    return unescape(found[1]).strip() if found else ""
