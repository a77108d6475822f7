"""The programme review as a report: one verb a notebook cell, its numbers archived."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from html import escape
from pathlib import Path
from typing import TYPE_CHECKING, Any

from stagelift.errors import ReportError, did_you_mean
from stagelift.experiments.programme.record import LEVEL
from stagelift.formatting import clock
from stagelift.reports.answer import MOST_WORDS, fitted, word_count, words_before_drawing
from stagelift.reports.fragments import Fragment, paragraph, section
from stagelift.reports.handover import hand_over, run_folder
from stagelift.reports.programme.ahead import SHOWN, next_section, running_section
from stagelift.reports.programme.answer import compose
from stagelift.reports.programme.brought import brought_section, rates_section
from stagelift.reports.programme.forecasts import forecasts_section
from stagelift.reports.programme.ledger import ledger_section
from stagelift.reports.programme.material import Material, Source, read_material
from stagelift.reports.programme.touchpoints import touchpoints_section
from stagelift.reports.prose import MINIMUM_CELL

if TYPE_CHECKING:
    from stagelift.reports.answer import Answer
    from stagelift.reports.periods import Period

FIRST = "ledger"  # the section whose drawing comes first
# lines of the first screen that can wait, the first to go first: each has a section of its own
SPARE = ("row.forecasts", "row.new", "row.whole", "row.waiting")
SECTIONS: Mapping[str, Callable[[Material], Fragment]] = {
    "ledger": ledger_section,
    "brought": brought_section,
    "rates": rates_section,
    "forecasts": forecasts_section,
    "touchpoints": touchpoints_section,
    "next": next_section,
    "running": running_section,
}


class ProgrammeReport:
    """One review in the making; `stagelift.open(".").programme_report()` makes it.

    Args:
        source: The workspace.
        period: The period reviewed, closed.
        language: Language of the page: en or ko.

    Raises:
        ReportError: The language has no pages, or two numbers contradict each other.
        DataError: When the events cannot be read.
    """

    def __init__(self, source: Source, *, period: Period, language: str = "en") -> None:
        self.material = read_material(source, period, language, plans=SHOWN)
        self._answer: Answer | None = None

    def __repr__(self) -> str:
        material = self.material
        return f"ProgrammeReport({material.journey.name!r}, {material.period}, {material.language})"

    @property
    def title(self) -> str:
        """The title of the page."""
        return self.material.say("title", {"journey": self.material.journey.name})

    def head(self) -> Fragment:
        """Period, title, question and the instant the data are read as of."""
        top, asked = self._top(), self.material.say("question")
        if word_count(asked) <= self._room() - self._compose().words:
            top.append(paragraph(asked))
        return section(*top, kind="head")

    def _top(self) -> list[str]:
        material = self.material
        said = {
            "period": material.period.label,
            "through": clock(material.local, material.language),
        }
        eyebrow = paragraph(material.say("eyebrow", said), "eyebrow")
        return [eyebrow, f"<h1>{escape(self.title)}</h1>"]

    def answer(self) -> Fragment:
        """What matters most, what to do next, and whether it can be trusted."""
        return self._compose().fragment

    def section(self, name: str) -> Fragment:
        """One section of the review.

        Args:
            name: Its id: `ledger`, `brought`, `rates`, `forecasts`, `touchpoints`, `next` or
                `running`.

        Returns:
            The fragment.

        Raises:
            ReportError: There is no such section.
        """
        if name not in SECTIONS:
            hint = did_you_mean(name, SECTIONS) or f"Allowed: {', '.join(SECTIONS)}"
            raise ReportError(f"unknown section '{name}'. {hint}")
        return SECTIONS[name](self.material)

    def finish(self) -> Fragment:
        """How the page was made, with a table for every chart; hands the facts to the run.

        Returns:
            The fragment.
        """
        material = self.material
        self._compose()
        facts = {
            "level": material.count("page.level", LEVEL, unit="share"),
            "minimum": material.count("page.minimum", MINIMUM_CELL),
        }
        said = [material.say("made.method", **facts)]
        shown = len(material.book) + ("page.facts" not in material.book)
        said.append(material.say("made.facts", facts=material.count("page.facts", shown)))
        twins = dict.fromkeys(twin.html for twin in material.twins)
        title = escape(material.say("made.title"))
        body = f"<summary>{title}</summary>{''.join(map(paragraph, said))}{''.join(twins)}"
        folder = run_folder()
        if folder:
            self.write(folder)
        return section(f"<details>{body}</details>", kind="made")

    def write(self, folder: Path) -> None:
        """Writes `facts.json` and `page.json` into a folder.

        Args:
            folder: An existing folder.
        """
        rows = [fact.to_dict() for fact in self.material.book]
        hand_over(folder, rows, self.summary)

    @property
    def summary(self) -> dict[str, Any]:
        """What an index says of the page: titles, headline, status."""
        answer, material = self._compose(), self.material
        return {
            "title": self.title,
            "html_title": f"{self.title} · {material.period.label}",
            "headline": answer.headline,
            "size": answer.size,
            "status": material.say(f"status.{answer.tone}"),
            "tone": answer.tone,
            "language": material.language,
            "period": material.period.label,
            "as_of": material.as_of.isoformat(),
            "zone": material.journey.zone,
        }

    def _compose(self) -> Answer:
        if self._answer is None:
            spare = [self.material.say(key) for key in SPARE]
            self._answer = fitted(compose(self.material), spare, self._room())
        return self._answer

    def _room(self) -> int:
        """Words there is room for between the top of the page and its first drawing."""
        first = SECTIONS[FIRST](self.material).html
        return MOST_WORDS - words_before_drawing(" ".join((*self._top(), first)))
