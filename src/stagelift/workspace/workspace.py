"""The workspace: one folder of definitions, its data, and every question one can ask of them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import date, datetime
from functools import cached_property
from typing import TYPE_CHECKING

from stagelift.workspace.journey_questions import JourneyQuestions
from stagelift.workspace.named import Named, check_segment
from stagelift.workspace.trial import Trial

if TYPE_CHECKING:
    from pathlib import Path

    from stagelift.data.plans import EnginePlan
    from stagelift.experiments.exploring.cube import ResponseCube
    from stagelift.experiments.programme.record import Programme
    from stagelift.experiments.readout import Readout
    from stagelift.metrics.kpi_table import Kpis
    from stagelift.reports.experiment_report import ExperimentReport
    from stagelift.reports.programme.report import ProgrammeReport
    from stagelift.reports.report import Report
    from stagelift.reports.run import RunResult
    from stagelift.reports.segment import OfSegment
    from stagelift.reports.sending.deliver import Parcel
    from stagelift.reports.source import Source
    from stagelift.workspace.explaining import Explained
    from stagelift.workspace.monitoring import Standing
    from stagelift.workspace.tracing import Trace


class Workspace(JourneyQuestions):
    """One folder of definitions with its data, its experiments and its reports.

    Args:
        definitions: Valid definitions.
        as_of: Instant of knowledge, UTC.
        as_of_is_given: Whether somebody named the instant; else it is the journey's own, or when
            the workspace was opened.

    Attributes:
        root: The folder.
        journey: The journey.
        metrics: Metrics by id.
        as_of: Instant of knowledge, UTC.
        as_of_is_given: Whether somebody named it.
    """

    @cached_property
    def experiments(self) -> Mapping[str, Trial]:
        """The experiments by id."""
        trials = {name: Trial(self, each) for name, each in self.definitions.experiments.items()}
        if self.definitions.decisions:
            from stagelift.workspace.following import as_it_was_decided

            trials = {name: as_it_was_decided(trial) for name, trial in trials.items()}
        return Named("experiment", trials)

    @property
    def whole(self) -> Workspace:
        """This workspace: nothing of it is left out, as it is of an outlined one."""
        return self

    def monitor(self) -> tuple[Standing, ...]:
        """How every experiment that has begun and is not decided stands.

        Returns:
            One standing each; the events are read once for all of them.

        Raises:
            DataError: When a source cannot be read as defined.
        """
        from stagelift.workspace.monitoring import monitored

        return monitored(self)

    def programme(self, *, plans: int = 3, until: date | None = None) -> Programme:
        """The experiments together: the ledger, what they taught, what runs, and what to run next.

        Args:
            plans: How many candidates get their weeks from the workspace's past, ≥ 0.
            until: Tests decided or ended after this local day are left out of the ledger.

        Returns:
            Tests that found nothing too, effects shrunk on one scale, learning by stage and
            channel, forecasts beside later KPIs, the calendar, and files to copy.

        Raises:
            DataError: When a source cannot be read as defined.
        """
        from stagelift.workspace.remembering import programme

        return programme(self, plans=plans, until=until)

    def programme_report(
        self, *, period: str = "last-month", language: str = "en"
    ) -> ProgrammeReport:
        """The programme review in the making; its verbs are the cells of a notebook.

        Args:
            period: The period reviewed; it must be closed. Tests decided later are left out.
            language: `en` or `ko`.

        Returns:
            The report.

        Raises:
            PeriodNotClosedError: When the period has not closed.
            ArgumentError: When the period is unknown.
            ReportError: When the language is unknown.
            DataError: When a source cannot be read as defined.
        """
        from stagelift.reports.programme.report import ProgrammeReport

        wanted = self.period(period)
        wanted.check_closed(self.as_of, self.journey.zone)
        return ProgrammeReport(self, period=wanted, language=language)

    def responses(self, by: str | Iterable[str] | None = None) -> ResponseCube:
        """Who answered which channel at which stage, in every test that has begun, null ones too.

        Args:
            by: Ids of segments, sets of segments or attributes, `weekday`, `hour` or
                `weekday_hour` of entry; None for all that is defined.

        Returns:
            Each test's cells; they decide nothing, and are left out while a test may not be read.

        Raises:
            ArgumentError: An unknown way to split.
            DataError: When a source cannot be read as defined.
        """
        from stagelift.workspace.exploring import responses

        return responses(self, by=by)

    def explain(self, fact: str, *, period: str | None = None) -> Explained:
        """A published number: its definition, what was left out, what it was before.

        Args:
            fact: Its name, such as `first_order` or `cart_reminder.effect`.
            period: Which period's; default: the one published last.

        Returns:
            The explanation.

        Raises:
            ArgumentError: Nothing was published under the name, or not for the period.
            DataError: When a source cannot be read as defined.
        """
        from stagelift.workspace.explaining import explain

        return explain(self, fact, period)

    def seen(self, as_of: datetime) -> Workspace:
        """The same workspace as of another instant.

        Args:
            as_of: Instant of knowledge, with its zone.

        Returns:
            A workspace with an engine of its own.
        """
        return Workspace(self.definitions, as_of=as_of)

    def sql(self, name: str, *, period: str = "last-week", dialect: str | None = None) -> str:
        """The query that answers a question, as commented SQL that stands alone.

        Args:
            name: Id of a metric or an experiment, `kpis` for all metrics, or `messages`.
            period: The period of a metric or of messages.
            dialect: One statement for duckdb, postgres, spark, bigquery, snowflake or redshift over
                tables called like the sources, whose result `readout_from` and `kpis_from` finish;
                None: the engine's own statements, over the files.

        Returns:
            Statements, each ending in a semicolon.

        Raises:
            ArgumentError: An unknown name, period or dialect.
            DataError: When a source cannot be read as defined.
        """
        if dialect is not None:
            from stagelift.workspace.bringing import brought_sql

            return brought_sql(self, name, dialect, period=period)
        from stagelift.workspace.writing import written_sql

        return written_sql(self, name, self._request((self.period(period),), ()))

    def engine_plans(
        self, name: str, *, period: str = "last-week"
    ) -> tuple[tuple[str, EnginePlan], ...]:
        """How the engine goes about the queries of a question, and what it tells of their cost.

        Args:
            name: Id of a metric or an experiment, `kpis` for all metrics, or `messages`.
            period: The period of a metric or of messages.

        Returns:
            What each query is about, and its plan; DuckDB ran it, a server only planned it.

        Raises:
            ArgumentError: An unknown name or period.
            DataError: When a source cannot be read as defined.
            EngineError: The engine refused.
        """
        from stagelift.workspace.writing import engine_plans

        return engine_plans(self, name, self._request((self.period(period),), ()))

    def readout_from(self, file: str | Path, experiment: str) -> Readout:
        """The readout of an experiment from the result of a query that ran elsewhere.

        Args:
            file: What the query of `sql(experiment, dialect=…)` gave, as CSV or Parquet.
            experiment: Id of the experiment.

        Returns:
            The readout as of the query's instant, without the checks that look around it.

        Raises:
            DataError: A result that is incomplete, about something else, or of older definitions.
        """
        from stagelift.workspace.bringing import readout_of

        return readout_of(self, experiment, file)

    def kpis_from(self, file: str | Path, period: str | None = None) -> Kpis:
        """The KPIs of a period from the result of a query that ran elsewhere.

        Args:
            file: What the query of `sql("kpis", dialect=…)` gave, as CSV or Parquet.
            period: The period wanted; None takes the result's own.

        Returns:
            The KPIs as of the query's instant.

        Raises:
            DataError: A result that is incomplete, about something else, or of older definitions.
        """
        from stagelift.workspace.bringing import kpis_of

        return kpis_of(self, period, file)

    def trace(self, customer: str | int) -> Trace:
        """One customer: what happened when, and what each rule says of it.

        Args:
            customer: The id, letter for letter.

        Returns:
            The trace; the engine is asked for this one customer's rows only.

        Raises:
            ArgumentError: When no source knows the customer.
            DataError: When a source cannot be read as defined.
        """
        from stagelift.workspace.tracing import trace

        return trace(self, str(customer))

    def report(
        self,
        name: str,
        *,
        period: str = "last-week",
        language: str = "en",
        page: str = "brief",
        segment: str = "",
    ) -> Report:
        """A report in the making; its verbs are the cells of a notebook.

        Args:
            name: Id of the report, or of its notebook.
            period: The period it is about.
            language: `en`.
            page: `brief` or `full`.
            segment: Id of a segment, whose customers all of it is about; empty for everyone.

        Returns:
            The report.

        Raises:
            PeriodNotClosedError: When the period has not closed.
            ArgumentError: When the period or the segment is unknown.
        """
        from stagelift.reports.report import Report

        wanted = self.period(period)
        wanted.check_closed(self.as_of, self.journey.zone)
        source: Source = self._of_segment(segment) if segment else self
        reports = self.definitions.reports.values()
        known = [found for found in reports if name in (found.name, found.notebook)]
        known.sort(key=lambda found: found.parameters.get("segment", "") != segment)
        defined = known[0] if known else None
        tiles = defined.tiles if defined else ()
        self._keep_events()
        title = defined.notebook if defined else name
        made = Report(source, name=title, period=wanted, language=language, page=page, tiles=tiles)
        made.compare_with(defined.compare if defined else ())
        if defined and defined.audience:
            made.audience = defined.audience.text(language)
        return made

    def _of_segment(self, segment: str) -> OfSegment:
        """The workspace as the page of one segment sees it."""
        from stagelift.reports.segment import OfSegment

        check_segment(segment, self.segment_ids)
        return OfSegment(self, segment)

    def experiment_report(self, name: str, *, language: str = "en") -> ExperimentReport:
        """The readout of an experiment in the making; its verbs are the cells of a notebook.

        Args:
            name: Id of the experiment.
            language: `en` or `ko`.

        Returns:
            The report.

        Raises:
            ReportError: When the experiment or the language is unknown.
        """
        from stagelift.reports.experiment_report import ExperimentReport

        return ExperimentReport(self, name, language=language)

    def parcel(self, name: str, subject: str | None = None) -> Parcel:
        """What there is to send of a report; `stagelift.reports.sending.deliver` sends it.

        Args:
            name: Id of a report in `reports/`.
            subject: Label of a period or id of an experiment; default: the one published last.

        Returns:
            The published pages and whom they go to.

        Raises:
            ArgumentError: The report is unknown, names nobody, or has no page.
        """
        from stagelift.reports.sending.deliver import parcel
        from stagelift.workspace.archiving import hidden
        from stagelift.workspace.runs import report_named

        defined = report_named(self.reports, name)
        language = (defined.languages or self.journey.languages or ("en",))[0]
        found = parcel(
            self.root,
            defined.name,
            subject,
            language=language,
            send=defined.send,
            journey=self.journey,
        )
        return replace(found, hidden=hidden(self))

    def run_report(  # noqa: PLR0913 - the parameters of a run are the options of its command
        self,
        name: str,
        *,
        period: str | None = None,
        experiment: str | None = None,
        language: str | None = None,
        page: str | None = None,
        pdf: bool | None = None,
        workers: int = 1,
    ) -> tuple[RunResult, ...]:
        """A report executed in a kernel of its own and published.

        A notebook that declares `experiment` is about one experiment: it runs once for each that
        has begun and is undecided or has no page yet.

        Args:
            name: Id of a report in `reports/`.
            period: The period it is about; it must be closed. Default: last week, or the last
                month or quarter of a report that is due every month or quarter.
            experiment: The one experiment it is about.
            language: Language of the page; default: every language the report asks for that pages
                are written in.
            page: `brief` or `full`; default: what the report says, a brief page with the full one
                it links to.
            pdf: Whether the pages are printed too; default: what the report says.
            workers: Runs at a time, each in a process of its own, ≥ 1.

        Returns:
            One run per subject, page and language.

        Raises:
            ArgumentError: When the report, its notebook or a parameter is unknown.
            PeriodNotClosedError: When the period has not closed.
            ReportError: When the run failed; the last good page stays.
        """
        from stagelift.reports.parallel import run_groups
        from stagelift.workspace.runs import Wanted, run_requests

        wanted = Wanted(name, period, experiment, language, page, pdf)
        return run_groups(run_requests(self, wanted), workers=workers)
