"""Writes the front of the site: the front page, each report's history and its latest page."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from html import escape
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import quote

from stagelift.files import swap
from stagelift.reports.front.front_page import HISTORY, LATEST, front_page
from stagelift.reports.front.history import history
from stagelift.reports.front.pieces import Place, file_of
from stagelift.reports.front.topics import Topic, language_of, topics
from stagelift.reports.front.wording import OTHER, words_of

if TYPE_CHECKING:
    from stagelift.reports.index import Entry
    from stagelift.reports.manifest import Manifest

Wrap = Callable[[str, str, str], str]


def write_front(
    site: Path,
    entries: Sequence[Entry],
    runs: Sequence[Manifest],
    *,
    decided: Mapping[str, Mapping[str, Any]],
    language: str,
    wrap: Wrap,
) -> None:
    """The front of the site says what there is; a page that says the same is not written again.

    Args:
        site: Folder of the public pages.
        entries: The state of each key, in order.
        runs: All finished runs, oldest first.
        decided: Experiment → its decision as it is kept.
        language: Language of `index.html`; the other one has its own file.
        wrap: Makes a document of title, body and language.
    """
    rows = topics(entries)
    languages = [language] if language not in OTHER else [language, OTHER[language]]
    for report in dict.fromkeys(each.report for each in rows):
        own = [each for each in rows if each.report == report]
        for each in languages:
            if (found := _latest(own, each)) is not None:
                _write(site / report / file_of(LATEST, each, language), _moved(found, each, wrap))
        made = [run for run in runs if run.stable.report == report]
        for each in languages:
            place = Place(site, "../", each, words_of(each), language)
            title = place.words["past"].format(title=report)
            page = wrap(title, history(report, own, made, place), each)
            _write(site / report / file_of(HISTORY, each, language), page)
    for each in languages:
        place = Place(site, "", each, words_of(each), language, decided)
        page = wrap(place.words["title"], front_page(rows, place), each)
        _write(site / file_of(HISTORY, each, language), page)


def _write(path: Path, text: str) -> None:
    if not path.is_file() or path.read_text(encoding="utf-8") != text:
        swap(path, text)


def _latest(own: Sequence[Topic], language: str) -> Manifest | None:
    """The newest page of a report about periods, None where each page is about something else."""
    for topic in own:
        run = topic.shown(language).good
        if run is None or topic.more or "experiment" in run.page:
            continue
        return run if language_of(run, language) == language else None
    return None


def _moved(run: Manifest, language: str, wrap: Wrap) -> str:
    """A page that leads to another one at once; with a link for whoever stays."""
    words = words_of(language)
    target = quote(run.public.partition("/")[2], safe="/=.")
    said = escape(words["moved"].format(name=run.stable.period))
    page = wrap(words["latest"], f'<h1><a href="{target}">{said}</a></h1>', language)
    refresh = f'<meta http-equiv="refresh" content="0; url={escape(target)}">\n</head>'
    return page.replace("</head>", refresh, 1)
