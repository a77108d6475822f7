"""What the review is written from: the programme asked once, names, and the book of facts."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from typing import TYPE_CHECKING, Protocol
from zoneinfo import ZoneInfo

from stagelift.experiments.programme.together import relative
from stagelift.formatting import day, default_spec, unrounded
from stagelift.reports.programme.names import Names
from stagelift.reports.programme.wording import WORDING
from stagelift.reports.prose import Fact, FactBook
from stagelift.reports.wording import template
from stagelift.statistics.programme import calibration

if TYPE_CHECKING:
    from stagelift.definitions import Experiment, Journey
    from stagelift.definitions.metric import Metric
    from stagelift.experiments.deciding.outcome import Outcome
    from stagelift.experiments.programme.calendar import Slot
    from stagelift.experiments.programme.candidates import Candidate
    from stagelift.experiments.programme.ledger import Entry
    from stagelift.experiments.programme.record import Programme
    from stagelift.reports.fragments import Twin
    from stagelift.reports.periods import Period
    from stagelift.statistics.inference import Inference
    from stagelift.statistics.programme import Calibration

SMALL = 0.0995  # a relative change below ten per cent earns a decimal
Ends = tuple[float | None, float | None, float | None]


class Trial(Protocol):
    """What the review asks of an experiment."""

    @property
    def definition(self) -> Experiment:
        """Its definition."""
        ...


class Source(Protocol):
    """What the review asks of a workspace."""

    @property
    def journey(self) -> Journey:
        """The journey's definition."""
        ...

    @property
    def metrics(self) -> Mapping[str, Metric]:
        """The metrics by id."""
        ...

    @property
    def experiments(self) -> Mapping[str, Trial]:
        """The experiments by id."""
        ...

    @property
    def as_of(self) -> datetime:
        """Instant of knowledge, UTC."""
        ...

    def programme(self, *, plans: int = 3, until: date | None = None) -> Programme:
        """The experiments together."""
        ...


@dataclass(frozen=True, slots=True)
class Material:
    """Everything the review's sections are written from.

    Args:
        programme: The experiments together, up to the period's last day.
        names: What things are called.
        journey: The journey.
        period: The period reviewed.
        as_of: Instant of knowledge, UTC.
        book: The facts.
        twins: Tables that hold the charts' numbers, filled as charts are drawn.
    """

    programme: Programme
    names: Names
    journey: Journey
    period: Period
    as_of: datetime
    book: FactBook
    twins: list[Twin] = field(default_factory=list)

    @property
    def language(self) -> str:
        """Language of the page."""
        return self.names.language

    @property
    def local(self) -> datetime:
        """The instant of knowledge in the journey's zone."""
        return self.as_of.astimezone(ZoneInfo(self.journey.zone))

    @property
    def later(self) -> tuple[str, ...]:
        """The tests that are neither in the ledger nor open: decided after the period."""
        known = {one.experiment for one in self.programme.entries}
        told = (*self.programme.slots, *self.programme.unlaunched)
        known |= {one.experiment for one in told}
        return tuple(
            name
            for name, one in self.names.experiments.items()
            if name not in known and not one.is_draft
        )

    @property
    def red(self) -> frozenset[str]:
        """The experiments whose data are broken: no figure of theirs is shown."""
        return frozenset(one.experiment for one in self.programme.entries if one.status == "red")

    @property
    def new(self) -> tuple[Entry, ...]:
        """The entries decided, or ended, within the period."""
        return tuple(
            one
            for one in self.programme.entries
            if (when := closed(one)) is not None and self.period.first <= when <= self.period.last
        )

    @property
    def shipped_red(self) -> tuple[Entry, ...]:
        """The entries that were shipped, and whose data are broken now."""
        return tuple(
            one for one in self.programme.entries if one.status == "red" and one.decision == "ship"
        )

    @property
    def waiting(self) -> tuple[Entry | Slot, ...]:
        """The tests with a verdict that nobody decided; none that began after the period."""
        ended = (
            one
            for one in self.programme.entries
            if one.decision is None and one.verdict is not None
        )
        told = (
            one
            for one in self.programme.slots
            if one.state == "waiting" and one.first <= self.period.last
        )
        return (*ended, *told)

    @property
    def outcomes(self) -> tuple[Outcome, ...]:
        """What became of the decisions on tests whose data are sound."""
        return tuple(one for one in self.programme.outcomes if one.experiment not in self.red)

    @property
    def calibration(self) -> Calibration | None:
        """Whether forecasts of sound tests hold on the whole; None before any is scored."""
        return calibration([one.score for one in self.outcomes if one.score is not None])

    def say(self, key: str, words: Mapping[str, str] | None = None, /, **facts: str) -> str:
        """A sentence whose numbers are facts.

        Args:
            key: Name of the sentence.
            words: Names, dates and labels by field.
            facts: The fact a field stands for.

        Returns:
            The sentence.

        Raises:
            ReportError: There is no such sentence, or a field is neither a fact nor a word.
        """
        return self.book.say(template(WORDING, self.language, key), words, **facts)

    def count(self, name: str, value: float, *, unit: str = "count", form: str = "") -> str:
        """Records a number without an interval; returns its name."""
        if unit == "share" and not form:
            form = ".0%" if value == 0 or value >= SMALL else ".1%"
        fact = self._fact(name, name, (value, None, None), unit=unit)
        return self.book.record(replace(fact, form=form)).name

    def stated(self, name: str, value: float) -> str:
        """Records a share as a file gives it; returns its name."""
        return self.count(name, value, unit="share", form=unrounded(".0%", value))

    def share(self, name: str, found: Inference, k: int, n: int) -> str:
        """Records a share of things counted, with its interval; returns its name."""
        ends = (found.value, found.low, found.high)
        fact = self._fact(name, name, ends, unit="share", measure="level")
        fact = replace(fact, k=k, n=n, level=found.level, method=found.method, form=".0%")
        return self.book.record(fact).name

    def change(self, name: str, metric: str, log_ends: Ends, **fields: object) -> str:
        """Records log ratios as a relative change; returns its name.

        Args:
            name: Name of the fact.
            metric: Id of the metric it is about.
            log_ends: Value, lower and upper end as log ratios.
            fields: More of the fact, such as `method`.

        Returns:
            The name.
        """
        ends = tuple(None if end is None else relative(end) for end in log_ends)
        largest = abs(ends[0] or 0.0)
        fact = self._fact(name, metric, (ends[0], ends[1], ends[2]), unit="ratio", measure="lift")
        form = "+.1%" if largest < SMALL else "+.0%"
        return self.book.record(replace(fact, form=form, **fields)).name  # type: ignore[arg-type]  # fields of a Fact by name

    def expected(self, name: str, one: Candidate, value: float, *, unit: str, form: str) -> str:
        """Records what is reckoned of a test that could be next; returns its name."""
        measure = name.rpartition(".")[2]
        fact = self._fact(name, one.metric, (value, None, None), unit=unit, measure=measure)
        fact = replace(fact, stage=one.stage, variant=one.channel, against=one.control)
        return self.book.record(replace(fact, form=form, method="expected gain")).name

    def spread(self, name: str, ends: Ends) -> str:
        """Records how far true effects lie apart, with its interval; returns its name."""
        fact = self._fact(name, name, ends, unit="share", measure="spread")
        return self.book.record(replace(fact, form=".1%")).name

    def effect(self, name: str, metric: str, ends: Ends, unit: str, **fields: object) -> str:
        """Records a difference in a metric's unit; returns its name."""
        value, low, high = ends
        width = abs(value or 0.0) if low is None or high is None else high - low
        fact = self._fact(name, metric, ends, unit=unit, measure="effect")
        form = default_spec(unit or "share", width=width, change=True)
        if fields.get("method") == "stated":
            for end in ends:
                form = form if end is None else unrounded(form, end)
        return self.book.record(replace(fact, form=form, **fields)).name  # type: ignore[arg-type]  # fields of a Fact by name

    def ends(self, name: str) -> str:
        """The interval of a fact as text, empty without one."""
        fact = self.book[name]
        if fact.low is None or fact.high is None:
            return ""
        return self.say("interval", None, low=f"{name}.low", high=f"{name}.high")

    def date(self, text: str | None) -> str:
        """A day as a record keeps it, in words; empty without one."""
        return day(date.fromisoformat(text[:10]), self.language) if text else ""

    def _fact(
        self, name: str, metric: str, ends: Ends, *, unit: str, measure: str = "count"
    ) -> Fact:
        value, low, high = ends
        return Fact(
            name=name,
            metric=metric,
            measure=measure,
            period=self.period.label,
            value=value,
            low=low,
            high=high,
            unit=unit,
            as_of=self.as_of.isoformat(),
        )


def read_material(source: Source, period: Period, language: str, *, plans: int) -> Material:
    """Asks a workspace everything the review needs.

    Args:
        source: The workspace.
        period: The period reviewed, closed.
        language: Language of the page.
        plans: How many of the next tests get their weeks from the past.

    Returns:
        The material.

    Raises:
        ReportError: The language has no pages.
        DataError: When the events cannot be read.
    """
    template(WORDING, language, "title")  # an unknown language stops before anything is asked
    experiments = {name: trial.definition for name, trial in source.experiments.items()}
    return Material(
        programme=source.programme(plans=plans, until=period.last),
        names=Names(source.journey, source.metrics, experiments, language),
        journey=source.journey,
        period=period,
        as_of=source.as_of,
        book=FactBook(language),
    )


def closed(entry: Entry) -> date | None:
    """The local day a test was decided, else ended; None for a finished table nobody decided."""
    return date.fromisoformat(entry.on[:10]) if entry.on else entry.planned_end
