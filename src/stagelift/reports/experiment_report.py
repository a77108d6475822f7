"""The readout of one experiment as a page: one verb a notebook cell, the verdict first."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

from stagelift.errors import ReportError, did_you_mean
from stagelift.experiments.verdict import DECIDABLE
from stagelift.experiments.volume import MONTH_DAYS
from stagelift.formatting import clock
from stagelift.reports import (
    readout_beyond,
    readout_checks,
    readout_exploring,
    readout_figures,
    readout_levels,
    readout_power,
    readout_registered,
    readout_sections,
    readout_tables,
)
from stagelift.reports.answer import MOST_WORDS, Answer, fitted, word_count, words_before_drawing
from stagelift.reports.consistency import check_consistency
from stagelift.reports.fragments import Fragment, pairs, paragraph, section
from stagelift.reports.fragments import span as marked
from stagelift.reports.handover import hand_over, run_folder
from stagelift.reports.measures import words
from stagelift.reports.numbers.defined import write_defined
from stagelift.reports.prose import MINIMUM_CELL
from stagelift.reports.readout_answer import compose, costs_words, decider
from stagelift.reports.readout_material import ReadoutMaterial, ReadoutSource
from stagelift.reports.wording_readout import sentence

CHARTS: Mapping[str, Callable[[ReadoutMaterial], Fragment]] = {
    "forest": readout_figures.forest,
    "time": readout_sections.time,
    "later": readout_figures.later,
    "ages": readout_sections.ages,
    "answered": readout_exploring.answered,
    "power": readout_power.power,
}
TABLES: Mapping[str, Callable[[ReadoutMaterial], Fragment]] = {
    "plan": readout_registered.plan,
    "messages": readout_tables.messages,
    "levels": readout_levels.levels,
    "beyond": readout_beyond.beyond,
    "looks": readout_tables.looks,
    "ruled_out": readout_beyond.ruled,
    "decision": readout_tables.decision,
}
SPARE = ("ruled_out", "undone", "next")  # lines that can wait, the first to go first


class ExperimentReport:
    """One readout in the making; `stagelift.open(".").experiment_report(NAME)` makes it.

    Args:
        source: The workspace.
        name: Id of the experiment.
        language: Language of the page: en or ko.

    Raises:
        ReportError: The experiment or the language is unknown, or two numbers contradict each
            other.
    """

    def __init__(self, source: ReadoutSource, name: str, *, language: str = "en") -> None:
        self.name, self.language = name, language
        self.material = ReadoutMaterial.read(source, name, language)
        self._answer: Answer | None = None

    def __repr__(self) -> str:
        return f"ExperimentReport({self.name!r}, {self.language})"

    @property
    def label(self) -> str:
        """The experiment's words."""
        return words(self.material.definition.label, self.name, self.language)

    @property
    def title(self) -> str:
        """The title of the page: the experiment and what it compares."""
        material = self.material
        treatments = ", ".join(map(material.variant_words, material.treatments))
        control = material.variant_words(material.control)
        said = {"experiment": self.label, "treatments": treatments, "control": control}
        return material.say("title", said)

    def head(self) -> Fragment:
        """Days of entry, title, question and the instant the data are read as of."""
        top, asked = self._top(), self.material.question
        if asked and word_count(asked) <= self._room() - self._compose().words:
            top.append(paragraph(asked))  # else the plan asks it alone
        return section(*top, kind="head")

    def _top(self) -> list[str]:
        """Days of entry and title; what is compared is left to a headline that says it."""
        material = self.material
        said = {
            "span": material.entered,
            "through": clock(material.local(material.readout.as_of), self.language),
        }
        eyebrow = paragraph(material.say("eyebrow", said), "eyebrow")
        told = self.label if material.readout.verdict == "ship" else self.title
        return [eyebrow, f"<h1>{marked(told, 'title')}</h1>"]

    def answer(self) -> Fragment:
        """The verdict in one sentence, its size, money, risk, who decides, what is ruled out."""
        return self._compose().fragment

    def checks(self) -> Fragment:
        """Whether the result can be trusted, check by check; the answer says it in a line.

        Before them stand the lines of the answer there was no room for on the first screen.
        """
        found, later = readout_checks.checks(self.material), self._compose().later
        return Fragment(section(pairs(later), kind="later").html + found.html) if later else found

    def chart(self, name: str) -> Fragment:
        """One chart; its numbers also stand in a table at the end of the page.

        Args:
            name: `forest`, `time`, `later`, `answered`, `ages` or `power`.

        Returns:
            The fragment.

        Raises:
            ReportError: No such chart.
        """
        return _chosen(name, CHARTS, "chart")(self.material)

    def table(self, name: str) -> Fragment:
        """One table.

        Args:
            name: `plan`, `messages`, `levels`, `beyond`, `looks`, `ruled_out` or `decision`.

        Returns:
            The fragment.

        Raises:
            ReportError: No such table.
        """
        return _chosen(name, TABLES, "table")(self.material)

    def finish(self) -> Fragment:
        """How the readout was made, with a table for every chart; hands the facts to the run.

        Returns:
            The fragment.
        """
        material = self.material
        self._compose()
        said = [material.say("made.method", minimum=material.count("page.minimum", MINIMUM_CELL))]
        if (worth := material.readout.worth) is not None and worth.volume is not None:
            facts = {
                "volume": material.count("worth.volume", worth.volume, form=",.0f"),
                "days": material.count("worth.days", MONTH_DAYS),
                "each": material.count("worth.each", worth.each, unit=worth.currency),
            }
            costs = costs_words(material, worth.free, "made.costs")
            said.append(material.say("made.worth", {"costs": costs}, **facts))
        if readout_figures.later(material).html:
            said.append(material.say("made.later"))
        book = material.book
        facts_shown = len(book) + ("page.facts" not in book)
        said.append(material.say("made.facts", facts=material.count("page.facts", facts_shown)))
        twins = dict.fromkeys(twin.html for twin in material.twins)
        title = sentence(self.language, "made.title")
        paragraphs = "".join(map(paragraph, said))
        body = f"<details><summary>{title}</summary>{paragraphs}{''.join(twins)}</details>"
        check_consistency(book)
        folder = run_folder()
        if folder:
            self.write(folder)
        return section(body, kind="made")

    def write(self, folder: Path) -> None:
        """Writes `facts.json` and `page.json` into a folder.

        Args:
            folder: An existing folder.
        """
        rows = [fact.to_dict() for fact in self.material.book]
        hand_over(folder, rows, self.summary)
        write_defined(folder, self.material.source.metrics, self.language)

    @property
    def summary(self) -> dict[str, Any]:
        """What an index says of the page: titles, headline, status."""
        answer, readout = self._compose(), self.material.readout
        told = readout.verdict if readout.is_launched else "planned"
        state = "red" if self.material.red else told
        return {
            "title": self.label,
            "html_title": self.title,
            "headline": answer.headline,
            "size": answer.size,
            "status": sentence(self.language, f"state.{state}"),
            "tone": answer.tone,
            "language": self.language,
            "experiment": self.name,
            "red": self.material.red,
            "trials": [self._told()],
            "as_of": readout.as_of.isoformat(),
            "zone": self.material.source.journey.zone,
        }

    def _told(self) -> dict[str, Any]:
        """What the front page lists of the experiment: who decides by when, or when it is read."""
        material, decide = self.material, self.material.definition.decide
        by, due = decide.by if decide else None, material.readout.due
        launched = "waiting" if material.readout.verdict in DECIDABLE else "running"
        state = launched if material.readout.is_launched else "planned"
        state = "decided" if material.trial.decision is not None else state
        return {
            "name": self.name,
            "label": self.label,
            "state": "hidden" if material.red and state != "decided" else state,
            "red": material.red,
            "owner": decider(material),
            "by": by.isoformat() if by else "",
            "overdue": bool(by and by < material.today),
            "ends": due.isoformat() if due else "",
        }

    def _compose(self) -> Answer:
        if self._answer is None:
            spare = [sentence(self.language, f"row.{name}") for name in SPARE]
            self._answer = fitted(self._whole(), spare, self._room())
        return self._answer

    def _whole(self) -> Answer:
        """The answer with all its lines; what can be trusted is a line, unless nothing can."""
        found = compose(self.material)
        if self.material.red:
            return found
        told = (sentence(self.language, "row.trust"), readout_checks.trust_words(self.material))
        return replace(found, rows=(*found.rows, told))

    def _room(self) -> int:
        """Words there is room for between the top of the page and its first drawing."""
        first = readout_figures.forest(self.material).html
        return MOST_WORDS - words_before_drawing(" ".join((*self._top(), first)))


def _chosen(
    name: str, known: Mapping[str, Callable[[ReadoutMaterial], Fragment]], what: str
) -> Callable[[ReadoutMaterial], Fragment]:
    if name in known:
        return known[name]
    hint = did_you_mean(name, known) or f"Allowed: {', '.join(known)}"
    raise ReportError(f"unknown {what} '{name}'. {hint}")
