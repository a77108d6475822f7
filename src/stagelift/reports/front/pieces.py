"""Pieces that the front page and a report's history share: links to pages, states, times."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from html import escape
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import quote

from stagelift import errors
from stagelift.reports.charts import sparkline
from stagelift.reports.front.topics import kind_of, language_of

if TYPE_CHECKING:
    from stagelift.reports.front.topics import Topic
    from stagelift.reports.manifest import Manifest

STOPPED = re.compile(r"^cell .* stopped: (?P<said>.*) \((?P<kind>\w+)\)$", re.DOTALL)
NAMED = 3  # measures outside their range that are named; the rest are counted


@dataclass(frozen=True, slots=True)
class Place:
    """Where a page of the front stands.

    Args:
        site: Folder of the public pages.
        up: What leads from the page to that folder: empty, or `../`.
        language: The page's language.
        words: Its words.
        first: The language whose files of the front have no language in their names.
        decided: Experiment → its decision as it is kept, whatever pages made before it say.
    """

    site: Path
    up: str
    language: str
    words: Mapping[str, str]
    first: str = "en"
    decided: Mapping[str, Mapping[str, Any]] = field(default_factory=dict)

    def link(self, public: str, text: str, attributes: str = "") -> str:
        """A link when its target is there, else the text; escaped."""
        if not public or not (self.site / public).is_file():
            return escape(text)
        return self.sure(public, text, attributes)

    def sure(self, public: str, text: str, attributes: str = "") -> str:
        """A link to what is there, or will be once the front of the site is written."""
        href = quote(f"{self.up}{public}", safe="/=.")
        return f'<a href="{href}"{attributes}>{escape(text)}</a>'


def file_of(name: str, language: str, first: str) -> str:
    """The file of a page of the front in a language: the first has no language in its name."""
    return f"{name}.html" if language == first else f"{name}.{language}.html"


def reason_of(error: str, place: Place) -> str:
    """Why a run failed, as readers of the front page understand it.

    What stagelift refuses is a sentence. Another error speaks to who wrote the notebook: its kind
    is named, and the history of the report has every word of it.

    Args:
        error: What the run's record says.
        place: Where it is shown.

    Returns:
        The words, not yet escaped.
    """
    found = STOPPED.search(error)
    if found is not None and not hasattr(errors, found["kind"]):
        return place.words["stopped"].format(kind=found["kind"])
    said = error if found is None else found["said"]
    if place.language != "ko":
        return said
    from stagelift.reports.korean_sentences import in_korean

    return in_korean(said)


def row(topic: Topic, place: Place) -> str:
    """A subject with its headline, its line, its state and every page of it.

    Args:
        topic: The row.
        place: Where it is shown.

    Returns:
        HTML.
    """
    entry = topic.shown(place.language)
    run = entry.good
    name = str(run.page.get("title")) if run and "experiment" in run.page else topic.name
    title = place.link(run.public if run else "", name)
    said = str(run.page.get("headline") or "") if run else place.words["nothing"]
    lines = [escape(said)]
    if (broken := topic.broken) is not None and broken.failure is not None:
        since, reason = minute(broken.failure.finished), reason_of(broken.error, place)
        why = place.words[broken.state].format(since=since, reason=reason)
        lines.append(f'<small class="outside">{escape(why)}</small>')
    if run:
        lines += [
            f"<small>{said}</small>"
            for said in (_changed(run, entry.was, place), _known(topic, place))
            if said
        ]
    words = " ".join(str(each.run.page.get("headline", "")) for each in topic.entries)
    found_by = escape(f"{topic.report} {topic.name} {words}")
    return (
        f'<div class="{topic.state}" data-row="{found_by}"><dt>{title}</dt>'
        f"<dd>{'<br>'.join(lines)}</dd>{_line(run)}</div>"
    )


def _line(run: Manifest | None) -> str:
    """The line of the measure the page shows first."""
    told = run.page.get("line") if run else None
    if not told:
        return ""
    drawn = sparkline(told["values"], label=f"{told['label']}: {told['value']}")
    if not drawn:
        return ""
    said = f"{escape(str(told['label']))} <b>{escape(str(told['value']))}</b>"
    return f'<dd class="line">{drawn}<small>{said}</small></dd>'


def _changed(run: Manifest, was: str, place: Place) -> str:
    """What is news on a page: measures outside their range, numbers restated, another verdict."""
    parts = []
    if names := [str(name) for name in run.page.get("news") or ()]:
        more = f" +{len(names) - NAMED}" if len(names) > NAMED else ""
        parts.append(place.words["news"].format(names=", ".join(names[:NAMED]) + more))
    if count := run.page.get("restated"):
        parts.append(place.words["restated"].format(count=count))
    if was:
        parts.append(place.words["was"].format(status=was))
    return escape(" · ".join(parts))


def _known(topic: Topic, place: Place) -> str:
    """State, time and links to every page of the row."""
    run = topic.shown(place.language).good
    if run is None:
        return ""
    state = place.words["ok"] if topic.state == "ok" else ""
    made = place.words["made"].format(at=minute(run.finished))
    said = [escape(str(part)) for part in (run.page.get("status"), state, made) if part]
    return " · ".join([*said, *_links(topic, place)])


def _links(topic: Topic, place: Place) -> Iterator[str]:
    """Links to the pages of a row, in its languages, and to their PDFs."""
    runs = [entry.good for entry in topic.entries if entry.good is not None]
    for run in sorted(
        runs, key=lambda each: (language_of(each, "en") != place.language, kind_of(each))
    ):
        language, kind = language_of(run, "en"), kind_of(run)
        if len(runs) > 1:
            words = (place.words.get(kind, kind), language if language != place.language else "")
            attributes = f' hreflang="{escape(language)}"'
            yield place.link(run.public, " ".join(filter(None, words)) or language, attributes)
        if run.pdf and (place.site / run.pdf).is_file():
            about = (
                f' type="application/pdf" aria-label="PDF {escape(topic.name)} {language} {kind}"'
            )
            yield place.link(run.pdf, "PDF", about)


def minute(instant: str) -> str:
    """An ISO instant to the minute."""
    return instant[:16].replace("T", " ")


def title_of(runs: Mapping[str, Manifest], report: str, words: Mapping[str, str]) -> str:
    """What a report is called: the title of its newest page, or what its pages are about."""
    page: Mapping[str, Any] = runs[report].page if report in runs else {}
    if "experiment" in page:
        return words["experiments"]
    return str(page.get("title") or report)
