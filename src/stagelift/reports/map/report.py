"""The measured map as a report: one verb a notebook cell, its numbers in the archive of facts."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import datetime
from html import escape
from pathlib import Path
from typing import TYPE_CHECKING, Any

from stagelift.formatting import confidence
from stagelift.reports.fragments import Fragment, paragraph, section
from stagelift.reports.handover import hand_over, run_folder
from stagelift.reports.map.book import Fact
from stagelift.reports.map.journey_map import JourneyMap
from stagelift.reports.map.page import answer_fragment, head_fragment, section_fragment
from stagelift.reports.map.wording import say
from stagelift.reports.numbers.defined import write_defined

if TYPE_CHECKING:
    from stagelift.definitions.metric import Metric


class MapReport:
    """One map in the making; `stagelift.open(".").map_report()` makes it.

    Args:
        found: The map.
        as_of: Its instant of knowledge, UTC.
        zone: IANA zone of its days.
        metrics: The workspace's metrics, which the page of facts tells the meaning of.
    """

    def __init__(
        self,
        found: JourneyMap,
        *,
        as_of: datetime,
        zone: str,
        metrics: Mapping[str, Metric] | None = None,
    ) -> None:
        self.map, self.as_of, self.zone = found, as_of, zone
        self.metrics = metrics or {}

    def __repr__(self) -> str:
        return f"MapReport({self.map.journey!r}, {self.map.period}, {self.map.language})"

    def head(self) -> Fragment:
        """Journey, period and the instant the data are read as of."""
        return head_fragment(self.map)

    def answer(self) -> Fragment:
        """What a busy reader needs, most important first."""
        return answer_fragment(self.map)

    def section(self, name: str) -> Fragment:
        """One section of the map.

        Args:
            name: Its id: `now`, `targets`, `holding`, `leave`, `moves`, `paths`, `topics`,
                `hours`, `unanswered`, `untried`, `segments` or `coverage`.

        Returns:
            The fragment.

        Raises:
            ArgumentError: When the map has no such section.
        """
        return section_fragment(self.map.section(name), self.map)

    def finish(self) -> Fragment:
        """How the map is to be read; hands its numbers to the run.

        Returns:
            The fragment.
        """
        folder = run_folder()
        if folder:
            self.write(folder)
        title = escape(say(self.map.language, "made.title"))
        said = paragraph(say(self.map.language, "made.method", level=confidence(self.map.level)))
        return section(f"<details><summary>{title}</summary>{said}</details>", kind="made")

    def write(self, folder: Path) -> None:
        """Writes `facts.json` and `page.json` into a folder.

        Args:
            folder: An existing folder.
        """
        hand_over(folder, list(self.facts()), self.summary)
        write_defined(folder, self.metrics, self.map.language)

    @property
    def summary(self) -> dict[str, Any]:
        """What an index says of the page: titles, and its first finding as the headline."""
        found = self.map
        title = say(found.language, "title.page", journey=found.journey)
        headline, size = found.lead
        return {
            "title": title,
            "html_title": f"{title} · {found.period}",
            "headline": headline,
            "size": size,
            "status": "",
            "language": found.language,
            "period": found.period,
            "as_of": self.as_of.isoformat(),
            "zone": self.zone,
        }

    def facts(self) -> Iterator[Fact]:
        """The map's numbers that a later map can be compared with.

        Yields:
            Every number its page links to, as rows of the archive: of stages, targets, steps,
            segments, topics, messages and hours.
        """
        yield from self.map.book
