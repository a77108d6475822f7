"""The workspace: one folder of definitions, its data, and every question one can ask of them."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from functools import cached_property
from pathlib import Path
from types import MappingProxyType, TracebackType
from typing import TYPE_CHECKING, Any, Self
from zoneinfo import ZoneInfo

from stagelift.definitions import Definitions, Experiment, Journey, find_root, load_workspace
from stagelift.definitions import Report as ReportDefinition
from stagelift.definitions.metric import Metric
from stagelift.errors import ArgumentError, did_you_mean

if TYPE_CHECKING:
    from stagelift.data.contract import Contract
    from stagelift.data.engine import Engine
    from stagelift.data.trust import Trust
    from stagelift.experiments.readout import Readout
    from stagelift.experiments.records import Decision
    from stagelift.metrics.cohorts import Cohorts
    from stagelift.metrics.estimate import Estimate
    from stagelift.metrics.kpi_table import Kpis
    from stagelift.metrics.kpis import KpiRequest
    from stagelift.reports.changes import Change
    from stagelift.reports.experiment_report import ExperimentReport
    from stagelift.reports.periods import Period
    from stagelift.reports.report import Report
    from stagelift.reports.run import RunResult

STATE = ".stagelift"
SITE = "site"
LONGEST_TRIANGLE = 53  # a year of weeks, one value each in one query


def open_workspace(path: str | Path = ".", *, as_of: datetime | str | None = None) -> Workspace:
    """The workspace a folder lies in, with every definition valid.

    Args:
        path: A folder; the nearest parent with `journey.yaml` is the workspace.
        as_of: Instant of knowledge; text without an offset is wall time of the journey's zone.
            Default: the journey's `as_of`, else now.

    Returns:
        The workspace; it opens its engine when data are first asked for.

    Raises:
        DefinitionError: Every mistake of every definition file.
        ArgumentError: When there is no workspace, or `as_of` is no instant.
    """
    from stagelift.metrics.registry import KINDS
    from stagelift.metrics.standard import standard_metrics

    root = find_root(Path(path))
    definitions = load_workspace(root, kinds=KINDS, standard=standard_metrics)
    return Workspace(definitions, as_of=instant_of(as_of, definitions.journey))


def instant_of(as_of: datetime | str | None, journey: Journey) -> datetime:
    """The instant of knowledge, UTC.

    Args:
        as_of: An aware datetime, ISO text (wall time of the journey's zone unless it carries an
            offset), or None.
        journey: Its zone and its own `as_of`.

    Returns:
        An aware datetime in UTC.

    Raises:
        ArgumentError: When the text is no instant, or the datetime is naive.
    """
    if as_of is None:
        return journey.as_of or datetime.now(UTC)
    if isinstance(as_of, str):
        try:
            found = datetime.fromisoformat(as_of)
        except ValueError:
            raise ArgumentError(
                f"as_of: '{as_of}' is no instant; write '2026-11-16 06:00' (local wall time)"
            ) from None
        local = found if found.tzinfo else found.replace(tzinfo=ZoneInfo(journey.zone))
        return local.astimezone(UTC)
    if as_of.tzinfo is None:
        raise ArgumentError("as_of: a datetime without an offset came; give it a tzinfo")
    return as_of.astimezone(UTC)


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
        self.metrics: Mapping[str, Metric] = MappingProxyType(definitions.metrics)
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

        return Contract(self.engine, self.journey, to_us(self.as_of))

    @property
    def state(self) -> Path:
        """The folder of what stagelift itself keeps: facts, runs, looks, quarantine."""
        return self.root / STATE

    @cached_property
    def experiments(self) -> Mapping[str, Trial]:
        """The experiments by id."""
        return MappingProxyType(
            {name: Trial(self, found) for name, found in self.definitions.experiments.items()}
        )

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
        by: str | Sequence[str] = (),
        history: int = 0,
        metrics: Mapping[str, Metric] | None = None,
    ) -> Kpis:
        """The KPIs of a period by stage, and by segment when asked.

        Args:
            period: `2026-W46`, `2026-11`, `2026-Q4`, `a..b`, or `last-week`.
            by: Segment ids or customer attributes beside the total; `segment` means every segment.
            history: How many earlier periods of the same kind come along.
            metrics: Metrics by id instead of the workspace's, such as one with another window.

        Returns:
            The estimates; a windowed metric is `immature` while some entrants' windows are open.

        Raises:
            ArgumentError: When the period or a segment is unknown.
            DataError: When a source cannot be read as defined.
        """
        from stagelift.metrics.contract_kpis import contract_kpis
        from stagelift.metrics.kpi_table import Kpis
        from stagelift.metrics.kpis import stage_kpis
        from stagelift.metrics.unit_kpis import unit_kpis

        wanted = self.period(period)
        periods = (*wanted.history(history), wanted) if history else (wanted,)
        request = self._request(periods, by)
        asked = (self.metrics if metrics is None else metrics).values()
        found = (
            *stage_kpis(self.contract, self.journey, asked, request),
            *contract_kpis(self.contract, self.journey, asked, request),
        )
        units = unit_kpis(self.contract, self.journey, asked, request)
        order = {p.label: number for number, p in enumerate(periods)}
        past = [estimate for estimate in found if estimate.period != wanted.label]
        local = self.as_of.astimezone(ZoneInfo(self.journey.zone))
        return Kpis(
            period=wanted.label,
            estimates=(*(e for e in found if e.period == wanted.label), *units),
            past=tuple(sorted(past, key=lambda estimate: order[estimate.period])),
            as_of=f"{local:%Y-%m-%d %H:%M} {self.journey.zone}",
        )

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

    def _keep_events(self) -> None:
        """Reads the events once for the many questions of a page, where the engine is embedded."""
        if self.engine.dialect == "duckdb" and self.contract.readings("events"):
            optional = [n for n in ("value", "order_id") if self.contract.maps("events", n)]
            self.contract.keep("events", ("at", "event", *optional))

    def _request(self, periods: Sequence[Period], by: str | Sequence[str]) -> KpiRequest:
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

    def _split(self, by: str | Sequence[str]) -> tuple[tuple[Any, ...], tuple[Any, ...]]:
        """Segment rules and attributes that `by` names."""
        from stagelift.data.query import Attribute
        from stagelift.journey.rules import segment_named

        names = [by] if isinstance(by, str) else list(by)
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
        rules = tuple(segment_named(self.journey, name) for name in segments)
        return rules, tuple(Attribute(name) for name in attributes)

    def kpi_changes(self, period: str = "last-week", *, history: int = 1) -> tuple[Estimate, ...]:
        """The change of every windowed metric from the period before, shared customers as such.

        Args:
            period: The latest period.
            history: How many earlier periods come along, ≥ 1.

        Returns:
            Estimates with measure `change`, oldest period first within a metric; a change is no
            effect: nothing was held equal.

        Raises:
            ArgumentError: When the period is unknown or `history` is below 1.
            DataError: When a source cannot be read as defined.
        """
        from stagelift.metrics.changes import stage_changes

        if history < 1:
            raise ArgumentError(f"history == {history}, must be ≥ 1")
        wanted = self.period(period)
        request = self._request((*wanted.history(history), wanted), ())
        return stage_changes(self.contract, self.journey, self.metrics.values(), request)

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
        return Report(self, name=name, period=wanted, language=language, page=page, tiles=tiles)

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
    ) -> tuple[RunResult, ...]:
        """A report executed in a kernel of its own and published.

        A notebook that declares `experiment` is about one experiment: it runs once for each that
        has begun and is undecided or has no page yet.

        Args:
            name: Id of a report in `reports/`.
            period: The period it is about; it must be closed. Default: last week.
            experiment: The one experiment it is about.
            language: Language of the page; default: every language the report asks for that pages
                are written in.
            page: `brief` or `full`; default: what the report says, a brief page with the full one
                it links to.

        Returns:
            One run per subject, page and language.

        Raises:
            ArgumentError: When the report, its notebook or a parameter is unknown.
            PeriodNotClosedError: When the period has not closed.
            ReportError: When the run failed; the last good page stays.
        """
        from stagelift.reports.notebooks import declared_names, find_notebook
        from stagelift.reports.run import run_report

        defined = self._report_named(name)
        notebook = find_notebook(self.root, defined.notebook)
        of_experiments = "experiment" in declared_names(notebook)
        if of_experiments and (period or page):
            raise ArgumentError(
                f"report '{name}' is about experiments; it takes neither a period nor a page"
            )
        if experiment is not None and not of_experiments:
            raise ArgumentError(f"report '{name}' is about a period, not about an experiment")
        shared = {} if self.as_of == self.journey.as_of else {"as_of": self.as_of.isoformat()}
        jobs = (
            self._readouts(defined, experiment, language)
            if of_experiments
            else self._period_pages(defined, period or "last-week", language, page)
        )
        return tuple(
            run_report(
                self.root,
                notebook,
                report=defined.name,
                parameters={**job, **shared},
                site=self.root / SITE,
            )
            for job in jobs
        )

    def _period_pages(
        self, defined: ReportDefinition, period: str, language: str | None, page: str | None
    ) -> list[dict[str, str]]:
        """The parameters of a report about a period, by language; a full page before its brief."""
        from stagelift.reports.wording import WORDING

        wanted = self.period(period)
        wanted.check_closed(self.as_of, self.journey.zone)
        languages = (language,) if language else self._page_languages(defined, WORDING)
        pages = (page,) if page else ("full", "brief") if defined.page == "brief" else ("full",)
        return [
            {"period": wanted.label, "page": kind, "language": each}
            for each in languages
            for kind in pages
        ]

    def _readouts(
        self, defined: ReportDefinition, experiment: str | None, language: str | None
    ) -> list[dict[str, str]]:
        """The parameters of a report about experiments, by experiment and language."""
        from stagelift.reports.wording_readout import READOUT_WORDING

        if experiment is not None and experiment not in self.experiments:
            hint = did_you_mean(experiment, self.experiments)
            known = ", ".join(self.experiments) or "none"
            raise ArgumentError(
                f"unknown experiment '{experiment}'. {hint or f'There are: {known}'}"
            )
        names = [experiment] if experiment else self._due(defined)
        languages = (language,) if language else self._page_languages(defined, READOUT_WORDING)
        return [{"experiment": name, "language": each} for name in names for each in languages]

    def _due(self, defined: ReportDefinition) -> list[str]:
        """The experiments that have begun and are undecided, or have no page yet."""
        from stagelift.data.zones import to_us
        from stagelift.experiments.enrolment import run_of

        now, zone, pages = to_us(self.as_of), self.journey.zone, self.root / SITE / defined.name
        return [
            name
            for name, trial in self.experiments.items()
            if run_of(trial.definition).instants(zone)[0] < now
            and (trial.decision is None or not any(pages.glob(f"{name}*")))
        ]

    def _report_named(self, name: str) -> ReportDefinition:
        """The definition of a report."""
        reports = self.definitions.reports
        if name not in reports:
            allowed = ", ".join(sorted(reports)) or "none; write reports/weekly.yaml"
            hint = did_you_mean(name, reports)
            raise ArgumentError(f"unknown report '{name}'; there are {allowed}. {hint}".rstrip())
        return reports[name]

    def _page_languages(
        self, defined: ReportDefinition, written: Collection[str]
    ) -> tuple[str, ...]:
        """The languages a report's pages are made in, of those they are written in."""
        asked = defined.languages or self.journey.languages
        return tuple(language for language in asked if language in written) or ("en",)


@dataclass(frozen=True, slots=True)
class Trial:
    """One experiment of a workspace.

    Args:
        workspace: The workspace.
        definition: What was defined.
    """

    workspace: Workspace
    definition: Experiment

    @property
    def plan(self) -> Mapping[str, Any] | None:
        """The frozen plan, or None."""
        return self.workspace.definitions.plans.get(self.definition.name)

    @property
    def decision(self) -> Mapping[str, Any] | None:
        """The recorded decision, or None."""
        return self.workspace.definitions.decisions.get(self.definition.name)

    def readout(self) -> Readout:
        """What the experiment says as of the workspace's instant.

        Returns:
            The readout; without verdict and figures while its health is red.

        Raises:
            ArgumentError: When the definition cannot be read on these data.
            DataError: When a source cannot be read as defined.
        """
        from stagelift.experiments.looks import record_look
        from stagelift.experiments.plan import plan_of
        from stagelift.experiments.reading import read_out

        ws = self.workspace
        mark = plan_of(self.definition, ws.journey, ws.metrics, self.plan).fingerprint
        look = record_look(ws.state, self.definition.name, mark, ws.as_of)
        return read_out(self.definition, ws.journey, ws.metrics, ws.contract, self.plan, look=look)

    def looks(self) -> tuple[datetime, ...]:
        """The instants at which the plan was read, up to the workspace's instant, UTC."""
        from stagelift.experiments.looks import looks_taken
        from stagelift.experiments.plan import plan_of

        ws = self.workspace
        mark = plan_of(self.definition, ws.journey, ws.metrics, self.plan).fingerprint
        return looks_taken(ws.state, self.definition.name, mark, ws.as_of)

    def freeze_plan(self, *, planned_units: int | None = None) -> Path:
        """The plan, frozen at the workspace's instant and binding from then on.

        Args:
            planned_units: Mature units planned over all arms. Default: as many as met the audience
                in a span of the same length before the run.

        Returns:
            The file written.

        Raises:
            ArgumentError: When a plan exists, or nobody met the audience before and no number is
                given.
        """
        from stagelift.experiments.records import freeze_plan
        from stagelift.experiments.shadow import shadow_units

        ws = self.workspace
        source = "given"
        if planned_units is None:
            planned_units, source = shadow_units(self.definition, ws.journey, ws.contract)
        return freeze_plan(
            ws.root,
            self.definition,
            ws.journey,
            ws.metrics,
            at=ws.as_of,
            planned_units=planned_units,
            planned_from=source,
        )

    def record_decision(
        self,
        decision: Decision,
        *,
        owner: str,
        reason: str | None = None,
        forecast: str | None = None,
    ) -> Path:
        """The decision on what the experiment says now, kept beside its definition.

        Args:
            decision: `ship`, `stop` or `iterate`.
            owner: Who decided.
            reason: Why; needed against the rule's verdict.
            forecast: What the next reports should show.

        Returns:
            The file written.

        Raises:
            ArgumentError: When it is decided already, or needs a reason.
        """
        from stagelift.experiments.records import record_decision

        return record_decision(
            self.workspace.root,
            self.readout(),
            decision,
            owner=owner,
            on=self._today(),
            reason=reason,
            forecast=forecast,
        )

    def _today(self) -> date:

        return self.workspace.as_of.astimezone(ZoneInfo(self.workspace.journey.zone)).date()
