"""The workspace: one folder of definitions, its data, and every question one can ask of them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from functools import cached_property
from pathlib import Path
from types import TracebackType
from typing import TYPE_CHECKING, Any, Self
from zoneinfo import ZoneInfo

from stagelift.definitions import Definitions
from stagelift.definitions.metric import Metric
from stagelift.errors import ArgumentError, did_you_mean
from stagelift.workspace.named import Named
from stagelift.workspace.trial import Trial

if TYPE_CHECKING:
    from stagelift.data.contract import Contract
    from stagelift.data.engine import Engine
    from stagelift.data.query import Attribute
    from stagelift.data.trust import Trust
    from stagelift.experiments.counted import CountedExperiments
    from stagelift.metrics.cohorts import Cohorts
    from stagelift.metrics.kpi_changes import KpiChanges
    from stagelift.metrics.kpi_table import Kpis
    from stagelift.metrics.kpis import KpiRequest
    from stagelift.metrics.silence import SilenceWindow
    from stagelift.reports.changes import Change
    from stagelift.reports.experiment_report import ExperimentReport
    from stagelift.reports.periods import Period
    from stagelift.reports.report import Report
    from stagelift.reports.run import RunResult
    from stagelift.workspace.explaining import Explained
    from stagelift.workspace.tracing import Trace

STATE = ".stagelift"
LONGEST_TRIANGLE = 53  # a year of weeks, one value each in one query


class Workspace:
    """One folder of definitions with its data as of an instant.

    Args:
        definitions: Valid definitions.
        as_of: Instant of knowledge, UTC.

    Attributes:
        root: The folder.
        journey: The journey.
        metrics: Metrics by id.
        as_of: Instant of knowledge, UTC.
    """

    def __init__(self, definitions: Definitions, *, as_of: datetime) -> None:
        self.definitions = definitions
        self.root = definitions.root
        self.journey = definitions.journey
        self.metrics: Mapping[str, Metric] = Named("metric", definitions.metrics)
        self.as_of = as_of

    def __repr__(self) -> str:
        seen = f"{self.as_of:%Y-%m-%dT%H:%MZ}"
        return f"Workspace({str(self.root)!r}, journey={self.journey.name!r}, as_of={seen})"

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        self.close()

    def close(self) -> None:
        """Frees the engine; asking again opens it again."""
        if "contract" in self.__dict__:
            self.contract.engine.close()
            del self.__dict__["contract"]
        self.__dict__.pop("engine", None)

    @cached_property
    def engine(self) -> Engine:
        """The engine that answers queries; embedded DuckDB unless a source names a connection."""
        from stagelift.data.engine import open_engine

        return open_engine(self.journey, self.root)

    @cached_property
    def contract(self) -> Contract:
        """The contract tables as of the workspace's instant."""
        from stagelift.data.contract import Contract
        from stagelift.data.zones import to_us

        answers = self.state / "answers"
        return Contract(self.engine, self.journey, to_us(self.as_of), answers=answers)

    @property
    def state(self) -> Path:
        """The folder of what stagelift itself keeps: facts, runs, looks, quarantine."""
        return self.root / STATE

    @cached_property
    def experiments(self) -> Mapping[str, Trial]:
        """The experiments by id."""
        trials = {name: Trial(self, each) for name, each in self.definitions.experiments.items()}
        return Named("experiment", trials)

    @cached_property
    def change_log(self) -> tuple[Change, ...]:
        """What changed when, as `changes.yaml` says; oldest first."""
        from stagelift.reports.changes import read_changes

        return read_changes(self.root)

    @property
    def events(self) -> Any:
        """The visible, deduplicated events as a DuckDB relation.

        Raises:
            ArgumentError: When another engine holds the data.
        """
        from stagelift.data.duckdb_engine import DuckDBEngine

        if not isinstance(self.engine, DuckDBEngine):
            raise ArgumentError("events: a relation needs the embedded engine; use `stagelift sql`")
        query = self.contract.query("events", ("at", "event", "value", "channel", "message"))
        if query is None:
            raise ArgumentError("events: no source of the journey holds events")
        return self.engine.relation_of(query)

    def period(self, text: str) -> Period:
        """The period a text names, in the journey's zone as of the workspace's instant.

        Args:
            text: `2026-W46`, `2026-11`, `2026-Q4`, `a..b`, or `last-week`.

        Returns:
            The period.

        Raises:
            ArgumentError: When it names no period, or one that has not begun.
        """
        from stagelift.reports.periods import Period

        return Period.parse(text, as_of=self.as_of, zone=self.journey.zone)

    def kpis(
        self,
        period: str = "last-week",
        *,
        by: str | Sequence[str] | None = None,
        history: int = 0,
        metrics: Mapping[str, Metric] | None = None,
    ) -> Kpis:
        """The KPIs of a period by stage, and by segment when asked.

        Args:
            period: `2026-W46`, `2026-11`, `2026-Q4`, `a..b`, or `last-week`.
            by: Segment ids or customer attributes beside the total; `segment` means every segment,
                None the total alone.
            history: How many earlier periods of the same kind come along.
            metrics: Metrics by id instead of the workspace's, such as one with another window.

        Returns:
            The estimates; a windowed metric is `immature` while some entrants' windows are open.

        Raises:
            ArgumentError: When the period or a segment is unknown.
            DefinitionError: When a metric has no place in the journey, or no query can take in a
                segment.
            DataError: When a source cannot be read as defined.
        """
        from stagelift.journey.day_pairs import holiday_note
        from stagelift.metrics.contract_kpis import contract_kpis
        from stagelift.metrics.kpi_table import Kpis
        from stagelift.metrics.kpis import stage_kpis
        from stagelift.metrics.unit_kpis import unit_kpis
        from stagelift.workspace.located import check_places

        wanted = self.period(period)
        periods = (*wanted.history(history), wanted) if history else (wanted,)
        request = self._request(periods, by)
        asked = (self.metrics if metrics is None else metrics).values()
        check_places(self.definitions, asked)
        by_customer = replace(request, attributes=self._of_customers(request.attributes))
        found = (
            *stage_kpis(self.contract, self.journey, asked, by_customer),
            *contract_kpis(self.contract, self.journey, asked, by_customer),
        )
        units = unit_kpis(self.contract, self.journey, asked, request)
        order = {p.label: number for number, p in enumerate(periods)}
        past = [estimate for estimate in found if estimate.period != wanted.label]
        return Kpis(
            period=wanted.label,
            estimates=(*(e for e in found if e.period == wanted.label), *units),
            past=tuple(sorted(past, key=lambda estimate: order[estimate.period])),
            as_of=self._seen(),
            note=holiday_note(wanted.first, wanted.last, self.journey.country),
        )

    def _seen(self) -> str:
        """The instant of knowledge as text, in the journey's zone."""
        local = self.as_of.astimezone(ZoneInfo(self.journey.zone))
        return f"{local:%Y-%m-%d %H:%M} {self.journey.zone}"

    def cohorts(
        self,
        metric: str | None = None,
        *,
        event: str | None = None,
        unit: str = "week",
        periods: int = 8,
    ) -> Cohorts:
        """The cohort triangle: who came back in each week since they entered the first stage.

        Args:
            metric: A retention metric, whose event, stage and clock are taken.
            event: Or the events that show a return, such as `visited | ordered`; without either,
                those that open the first stage.
            unit: `week` or `month` (calendar months of entry, columns of 30 days).
            periods: How many closed entry periods, the newest being the last one.

        Returns:
            Cells by cohort and age; those not yet known are None with the reason.

        Raises:
            ArgumentError: When the metric, the unit or the number of periods is not allowed.
            DataError: When a source cannot be read as defined.
        """
        from stagelift.data.query import PeriodWindow
        from stagelift.metrics.cohorts import UNIT_DAYS, cohort_question, cohort_triangle

        metrics = {**self.definitions.standard, **self.metrics}
        if metric is not None and metric not in metrics:
            hint = did_you_mean(metric, metrics)
            raise ArgumentError(f"cohorts: unknown metric '{metric}'. {hint}".rstrip())
        if not 1 <= periods <= LONGEST_TRIANGLE:
            raise ArgumentError(f"periods: {periods} came; 1 to {LONGEST_TRIANGLE} are allowed")
        newest = self.period(f"last-{unit}" if unit in UNIT_DAYS else "last-week")
        windows = tuple(
            PeriodWindow(p.label, *p.instants(self.journey.zone))
            for p in (*newest.history(periods - 1), newest)
        )
        known = None if metric is None else metrics[metric]
        asked = cohort_question(self.journey, known, event, unit, windows)
        return cohort_triangle(self.contract, self.journey, asked)

    def silence_window(
        self,
        metric: str | None = None,
        *,
        event: str | None = None,
        horizon_days: int = 90,
        at_most: float = 0.10,
        days: Sequence[int] = (30, 60, 90),
    ) -> SilenceWindow:
        """How long a customer must be silent before few enough ever come back.

        Args:
            metric: A metric of churn by silence, whose events are taken; the first one when neither
                is named.
            event: Or the events that show activity, such as `visited | ordered`.
            horizon_days: How long after the window a customer may come back, > 0.
            at_most: Share of returns that is tolerated, between 0 and 1.
            days: Windows shown beside the one chosen, each > 0.

        Returns:
            The shortest window that keeps the share, and what others would mean; without one its
            status is `not_identifiable`.

        Raises:
            ArgumentError: When the metric is unknown or an argument is not allowed.
            DataError: When a source cannot be read as defined.
        """
        from stagelift.metrics import silence

        metrics = {**self.metrics, **self.definitions.standard}
        asked = silence.silence_question(
            metrics, metric, event, horizon_days=horizon_days, at_most=at_most, days=days
        )
        return silence.silence_window(self.contract, asked)

    def counted(self, source: str | None = None) -> CountedExperiments:
        """The experiments of a source of counts (`shape: counts`), n units and k events per arm.

        Args:
            source: Name of the source; it may be left out when there is one.

        Returns:
            All of them with the test of their splits; `.readout(EXPERIMENT)` reads one.

        Raises:
            ArgumentError: When there is no such source, or several and none is named.
            DefinitionError: When its mapping does not fit the data.
            DataError: When it cannot be read.
        """
        from stagelift.data.query.arm_counts import read_arms
        from stagelift.experiments.counted import CountedExperiments

        held = {n: one for n, one in self.journey.sources.items() if one.shape == "counts"}
        if source is None and len(held) == 1:
            source = next(iter(held))
        if source is None or source not in held:
            listed = f"there are {', '.join(held)}" if held else "say shape: counts on one"
            came = f"no source '{source}' of counts" if source else "name a source of counts"
            raise ArgumentError(f"counted: {came}; {listed}. {did_you_mean(source or '', held)}")
        return CountedExperiments(read_arms(self.engine, held[source]), self.as_of)

    def _keep_events(self) -> None:
        """Reads the events once for the many questions of a page, where the engine is embedded."""
        if self.engine.dialect == "duckdb" and self.contract.readings("events"):
            optional = [n for n in ("value", "order_id") if self.contract.maps("events", n)]
            self.contract.keep("events", ("at", "event", *optional))

    def _of_customers(self, attributes: tuple[Attribute, ...]) -> tuple[Attribute, ...]:
        """The attributes but those that only tables of units have: they split nothing else."""
        maps = self.contract.maps
        return tuple(
            a for a in attributes if maps("customers", a.name) or not maps("units", a.name)
        )

    def _request(self, periods: Sequence[Period], by: str | Sequence[str] | None) -> KpiRequest:
        """What is asked about some periods, split as `by` says."""
        from stagelift.data.query import PeriodWindow
        from stagelift.data.zones import to_us
        from stagelift.metrics.kpis import KpiRequest

        segments, attributes = self._split(by)
        return KpiRequest(
            periods=tuple(PeriodWindow(p.label, *p.instants(self.journey.zone)) for p in periods),
            segments=segments,
            attributes=attributes,
            as_of=to_us(self.as_of),
        )

    def _split(self, by: str | Sequence[str] | None) -> tuple[tuple[Any, ...], tuple[Any, ...]]:
        """Segment rules and attributes that `by` names."""
        from stagelift.data.query import Attribute
        from stagelift.workspace.located import segment_rules

        names = [by] if isinstance(by, str) else list(by or ())
        if "segment" in names:
            place = names.index("segment")
            names[place : place + 1] = self.journey.segments
        known = {name for source in self.journey.sources.values() for name in source.keep}
        segments = [name for name in names if name in self.journey.segments]
        attributes = [name for name in names if name not in self.journey.segments]
        for name in attributes:
            if name not in known:
                allowed = sorted({*self.journey.segments, *known})
                hint = did_you_mean(name, allowed)
                raise ArgumentError(f"by: unknown segment or attribute '{name}'. {hint}".rstrip())
        rules = segment_rules(self.definitions, segments)
        return rules, tuple(Attribute(name) for name in attributes)

    def kpi_changes(
        self, period: str = "last-week", *, history: int = 1, against: str = "before"
    ) -> KpiChanges:
        """The change of every windowed metric from an earlier period, shared customers as such.

        Entrants are compared on the same weekdays without holidays; the note says what was left
        out.

        Args:
            period: The latest period.
            history: How many earlier periods come along, ≥ 1.
            against: `before`, the period before; or `last year`, the same one of the year before,
                a week being aligned by feasts that move.

        Returns:
            Estimates with measure `change`, oldest period first within a metric; a change is no
            effect: nothing was held equal.

        Raises:
            ArgumentError: When the period or `against` is unknown or `history` is below 1.
            DataError: When a source cannot be read as defined.
        """
        from stagelift.metrics.changes import stage_changes
        from stagelift.metrics.kpi_changes import KpiChanges
        from stagelift.reports.periods import AGAINST, year_ago
        from stagelift.workspace.located import check_places

        if history < 1:
            raise ArgumentError(f"history == {history}, must be ≥ 1")
        if against not in AGAINST:
            raise ArgumentError(f"against: '{against}' came; allowed are {', '.join(AGAINST)}")
        wanted, aligned = self.period(period), False
        periods = wanted.history(history)
        if against == "last year":
            earlier, aligned = year_ago(wanted, self.journey.country)
            periods = (earlier,)
        request = self._request((*periods, wanted), ())
        metrics = self.metrics.values()
        check_places(self.definitions, metrics)
        found = stage_changes(self.contract, self.journey, metrics, request, aligned=aligned)
        return KpiChanges(found, self._seen())

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

    def sql(self, name: str, *, period: str = "last-week") -> str:
        """The query that answers a question, as commented SQL that stands alone.

        Args:
            name: Id of a metric or an experiment, or `kpis` for all metrics.
            period: The period of a metric.

        Returns:
            Statements in the engine's dialect, each ending in a semicolon.

        Raises:
            ArgumentError: An unknown name or period.
            DataError: When a source cannot be read as defined.
        """
        from stagelift.workspace.writing import written_sql

        return written_sql(self, name, self._request((self.period(period),), ()))

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

    def trust(self) -> Trust:
        """What is known about the data themselves: rows, late, duplicate and rejected ones.

        Returns:
            Counts over every source of events and surveys.

        Raises:
            DataError: When a source cannot be read as defined.
        """
        from stagelift.data.trust import trust_of

        return trust_of(self.contract, self.as_of)

    def report(
        self, name: str, *, period: str = "last-week", language: str = "en", page: str = "brief"
    ) -> Report:
        """A report in the making; its verbs are the cells of a notebook.

        Args:
            name: Id of the report, or of its notebook.
            period: The period it is about.
            language: `en`.
            page: `brief` or `full`.

        Returns:
            The report.

        Raises:
            PeriodNotClosedError: When the period has not closed.
            ArgumentError: When the period is unknown.
        """
        from stagelift.reports.report import Report

        wanted = self.period(period)
        wanted.check_closed(self.as_of, self.journey.zone)
        reports = self.definitions.reports.values()
        defined = next((found for found in reports if name in (found.name, found.notebook)), None)
        tiles = defined.tiles if defined else ()
        self._keep_events()
        made = Report(self, name=name, period=wanted, language=language, page=page, tiles=tiles)
        made.compared = defined.compare if defined else ()
        return made

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

    def run_report(
        self,
        name: str,
        *,
        period: str | None = None,
        experiment: str | None = None,
        language: str | None = None,
        page: str | None = None,
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

        wanted = Wanted(name, period, experiment, language, page)
        return run_groups(run_requests(self, wanted), workers=workers)
