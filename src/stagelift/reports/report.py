"""The Report: one verb a notebook cell, each giving the piece of the page that is published."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import date
from html import escape
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar
from zoneinfo import ZoneInfo

from stagelift.errors import ReportError, did_you_mean
from stagelift.reports import figures, tables
from stagelift.reports.answer import MOST_WORDS, Answer, word_count
from stagelift.reports.appendix import appendix
from stagelift.reports.change_table import year_table
from stagelift.reports.consistency import check_consistency
from stagelift.reports.evidence.alongside import alongside
from stagelift.reports.evidence.answers import answers
from stagelift.reports.first_screen.compose import compose
from stagelift.reports.first_screen.plain import jargon
from stagelift.reports.fragments import Fragment, pairs, paragraph, section
from stagelift.reports.front.told import trial_values
from stagelift.reports.handover import hand_over, run_folder
from stagelift.reports.head import head, title_of
from stagelift.reports.made import made
from stagelift.reports.material import Material
from stagelift.reports.numbers.defined import write_defined
from stagelift.reports.periods import Period
from stagelift.reports.prose import stopped
from stagelift.reports.tiles import WEEKS, line_of, shown_value, tiles
from stagelift.reports.trials import Row, State
from stagelift.reports.wording import wording

if TYPE_CHECKING:
    from stagelift.reports.measures import Measure
    from stagelift.reports.source import Source

T = TypeVar("T")
PAGES = ("brief", "full")
LAST_YEAR = "last year"  # as `compare:` of a report says it
TILE_WORDS = 5  # of the first tile, before its line is drawn
FULL = "#full"  # where the run that publishes the page puts the full page's place


class Report:
    """One page in the making; `stagelift.open(".").report(NAME, …)` makes it.

    Args:
        source: The workspace.
        name: Id of the report, such as `weekly_journey`.
        period: The page's period, closed.
        language: Language of the page.
        page: `brief` (one A4) or `full`.
        tiles: Ids of the metrics in the tiles, in order.

    Attributes:
        compared: What its numbers are compared with; `last year` adds a table to a full page.
        audience: Who reads it, in the page's language; may be empty.

    Raises:
        ReportError: The language has no pages, the kind of page does not exist, a tile is not
            measured, or two
            numbers of the page contradict each other.
    """

    def __init__(
        self,
        source: Source,
        *,
        name: str,
        period: Period | str,
        language: str = "en",
        page: str = "brief",
        tiles: Sequence[str] = (),
    ) -> None:
        if page not in PAGES:
            message = f"page '{page}' does not exist. Allowed: {', '.join(PAGES)}"
            raise ReportError(message)
        self.name, self.page = name, page
        self.compared: Sequence[str] = ()
        when = Period.parse(period) if isinstance(period, str) else period
        self.source = source
        self.material = Material.read(
            source, period=when, language=language, tiles=tiles, every=page == "full"
        )
        self.language = self.material.language
        self.audience = ""
        self._answer: Answer | None = None
        self._drawn = False

    def compare_with(self, compare: Sequence[str]) -> None:
        """Holds the measures against what a report's `compare:` names, before any cell is shown.

        Args:
            compare: Such as `("last week", "last year", "target")`.
        """
        self.compared = tuple(compare)
        self.material.compare(self.source, self.compared)

    def __repr__(self) -> str:
        return f"Report({self.name!r}, {self.material.period.label}, {self.language}, {self.page})"

    @property
    def title(self) -> str:
        """The title of the page."""
        return title_of(self.material, self.name)

    @property
    def html_title(self) -> str:
        """The title of the browser's tab: title and period."""
        return f"{self.title} · {self.material.period.label}"

    def head(self) -> Fragment:
        """Period, title, question and the instant the data are read as of."""
        return head(self.material, self.name, self.audience)

    def answer(self) -> Fragment:
        """The one true sentence that matters most, its size, who decides, course and trust."""
        return self._compose().fragment

    def tiles(self) -> Fragment:
        """The measures with interval, normal range, line and target."""
        self._drawn = bool(self.material.shown)
        return tiles(self.material)

    def chart(self, name: str, metric: str = "") -> Fragment:
        """One chart; its numbers also stand in a table at the end of the page.

        Args:
            name: `stages`, `trend` or `nps`.
            metric: For `trend`, the id of the metric; by default the one the answer is about,
                else the first tile.

        Returns:
            The fragment.

        Raises:
            ReportError: No such chart or metric.
        """
        charts: dict[str, Callable[[], Fragment]] = {
            "stages": lambda: figures.stages(self.material),
            "trend": lambda: self._trend(metric),
            "nps": self._scores,
        }
        self._drawn = True
        return _chosen(name, charts, "chart")()

    def table(self, name: str) -> Fragment:
        """One table: `experiments`.

        Raises:
            ReportError: No such table.
        """
        known: dict[str, Callable[[], Fragment]] = {
            "experiments": lambda: tables.experiments(self.material)
        }
        return _chosen(name, known, "table")()

    def appendix(self) -> Fragment:
        """What stands behind the brief page: on the full page itself, else the link to it.

        Returns:
            On a full page one cohort's funnel, six periods and twelve months of each measure, the
            table of changes and the numbers restated.
        """
        later = self._later() + self._left_out()
        if self.page == "full":
            found = appendix(self.source, self.material)
            if LAST_YEAR not in self.compared:
                return Fragment(later + found.html)
            return Fragment(later + found.html + year_table(self.source, self.material).html)
        full = "full.link_segment" if self.material.segment else "full.link"
        link = f'<p class="more"><a href="{FULL}">{escape(self.material.say(full))}</a></p>'
        return Fragment(later + section(link, kind="more").html)

    def _left_out(self) -> str:
        """What the page of one segment has not; empty on the page of everyone."""
        material = self.material
        if not material.segment:
            return ""
        said = [material.say("segment.left", {"segment": material.segment})]
        if material.unsplit:
            said.append(material.say("segment.unsplit", {"metrics": ", ".join(material.unsplit)}))
        title = wording(self.language, "segment.title")
        return section(*map(paragraph, said), kind="note", heading=title).html

    def _later(self) -> str:
        """The lines of the answer there was no room for on the first screen."""
        rows = self._compose().later
        title = wording(self.language, "also.title")
        kind = "later" if self.page == "full" else "later more"  # on paper the full page has them
        return section(pairs(rows), kind=kind, heading=title).html if rows else ""

    def checks(self) -> Fragment:
        """Whether the numbers can be trusted: rows, maturity, health of experiments."""
        return tables.checks(self.material)

    def claim(self, template: str, holds: bool, **facts: str) -> Fragment:
        """A sentence that is published only when it is true.

        Args:
            template: Text with `{fact:format}` fields and no digit of its own.
            holds: Whether the facts support it.
            facts: Facts that fields of the template stand for.

        Returns:
            The fragment.

        Raises:
            ReportError: It is false, a field is no fact, or before the first chart it uses a word
                of statistics that has a plain one; nothing is published.
        """
        said = self.material.book.claim(template, holds, self._labels, **facts)
        return section(paragraph(self._plain(said)), kind="claim")

    def note(self, template: str, **facts: str) -> Fragment:
        """A sentence bound to facts.

        Args:
            template: Text with `{fact:format}` fields and no digit of its own.
            facts: Facts that fields of the template stand for.

        Returns:
            The fragment.

        Raises:
            ReportError: A digit is written by hand, a field is no fact, or before the first chart
                it uses a word of statistics that has a plain one.
        """
        said = self.material.book.say(template, self._labels, **facts)
        return section(paragraph(self._plain(said)), kind="note")

    def _plain(self, said: str) -> str:
        """A sentence written by hand; before the first chart in words its readers know."""
        found = () if self._drawn else jargon(said, self.language)
        if found:
            told = "; ".join(f"'{word}': say {plain!r}" for word, plain in found)
            raise stopped(f"{said!r} stands before the first chart. {told}")
        return said

    def compare(self, metric: str) -> Fragment:
        """A measure beside the week before, called news only outside its normal range.

        Args:
            metric: Id of the metric.

        Returns:
            The fragment.

        Raises:
            ReportError: No such metric.
        """
        measure = self._measure(metric)
        words = {"metric": measure.named}
        if measure.before is None or measure.value is None:
            return section(paragraph(self.material.say("compare.none", words)), kind="note")
        short = measure.usual is None or measure.usual.descriptive
        key = "compare.short" if short else "compare.news" if measure.outside else "compare.noise"
        key = "compare.holiday" if measure.festive else key
        said = self.material.say(key, words, now=measure.key, before=f"{measure.key}.before")
        return section(paragraph(said), kind="note")

    def decide(self, experiment: str) -> Fragment:
        """What is asked about one experiment: its state, and who decides by when.

        Args:
            experiment: Id of the experiment.

        Returns:
            The fragment.

        Raises:
            ReportError: No such experiment.
        """
        rows = {row.name: row for row in self.material.trials}
        row = _chosen(experiment, rows, "experiment")
        return section(paragraph(self._asked(row)), kind="note")

    def finish(self) -> Fragment:
        """How the report was made, with a table for every chart; hands the facts to the run.

        Returns:
            The fragment.
        """
        self._compose()
        found = made(self.material)
        check_consistency(self.material.book)
        folder = run_folder()
        if folder:
            self.write(folder)
        return found

    def write(self, folder: Path) -> None:
        """Writes `facts.json` and `page.json` into a folder.

        Args:
            folder: An existing folder.
        """
        rows = [fact.to_dict() for fact in self.material.book]
        hand_over(folder, rows, self.summary)
        more = alongside(self.source) if self.page == "full" else {}
        write_defined(folder, {**self.source.metrics, **more}, self.language)

    @property
    def summary(self) -> dict[str, Any]:
        """What an index says of the page: titles, headline, status, what waits and what runs."""
        answer = self._compose()
        return {
            "title": self.title,
            "html_title": self.html_title,
            "headline": answer.headline,
            "size": answer.size,
            "status": wording(self.language, f"status.{answer.tone}"),
            "tone": answer.tone,
            "language": self.language,
            "period": self.material.period.label,
            "page": self.page,
            "as_of": self.material.as_of.isoformat(),
            "zone": self.material.zone,
            "waiting": self._lines("waiting", "hidden"),
            "running": self._lines("running"),
            "trials": trial_values(self.material.trials, self._today),
            "line": self._line(),
        }

    @property
    def _today(self) -> date:
        """The local day the page rests on."""
        return self.material.as_of.astimezone(ZoneInfo(self.material.zone)).date()

    def _line(self) -> dict[str, Any] | None:
        """The first tile over the weeks, for the index."""
        if not self.material.shown:
            return None
        measure = self.material.shown[0]
        value = shown_value(self.material, measure)
        return {"label": measure.named, "value": value, "values": line_of(measure, WEEKS)}

    def _compose(self) -> Answer:
        if self._answer is None:
            room = MOST_WORDS - TILE_WORDS - word_count(str(self.head()))
            self._answer = compose(self.material, room)
        return self._answer

    def _asked(self, row: Row) -> str:
        state = tables.state_words(self.material, row)
        return self.material.say("ask", {"label": row.label, "question": state})

    def _lines(self, *states: State) -> list[str]:
        return [self._asked(row) for row in self.material.trials if row.state in states]

    @property
    def _labels(self) -> Mapping[str, str]:
        """Words a template may use: `NAME.label` of metrics and experiments."""
        measures = {f"{m.key}.label": m.label for m in self.material.measures}
        return measures | {f"{row.name}.label": row.label for row in self.material.trials}

    def _scores(self) -> Fragment:
        """NPS by stage: on a full page with who recommends, else its dots."""
        found = answers(self.source, self.material) if self.page == "full" else Fragment("")
        return found if found.html else figures.scores(self.material)

    def _trend(self, metric: str) -> Fragment:
        """The named measure over the weeks, else the answer's own, else the first tile."""
        if metric:
            return figures.over_time(self.material, self._measure(metric))
        if not self.material.shown:
            return Fragment("")
        about = self._compose().metric
        known = {m.key for m in self.material.measures}
        measure = self._measure(about) if about in known and about else self.material.shown[0]
        return figures.over_time(self.material, measure)

    def _measure(self, name: str) -> Measure:
        return _chosen(name, {m.key: m for m in self.material.measures}, "metric")


def _chosen(name: str, known: Mapping[str, T], what: str) -> T:
    try:
        return known[name]
    except KeyError:
        hint = did_you_mean(name, known) or f"Allowed: {', '.join(known)}"
        message = f"unknown {what} '{name}'. {hint}"
        raise ReportError(message) from None
