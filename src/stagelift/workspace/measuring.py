"""What a workspace measures of everyone: KPIs, changes, cohorts, silences, the data themselves."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

from stagelift.definitions.metric import Metric
from stagelift.errors import ArgumentError, did_you_mean
from stagelift.workspace.opened import Opened

if TYPE_CHECKING:
    from datetime import date, datetime

    from stagelift.data.lateness import Arrived
    from stagelift.data.query import Attribute
    from stagelift.data.trust import Trust
    from stagelift.experiments.counted import CountedExperiments
    from stagelift.metrics.cohorts import Cohorts
    from stagelift.metrics.kpi_changes import KpiChanges
    from stagelift.metrics.kpi_table import Kpis
    from stagelift.metrics.kpis import KpiRequest
    from stagelift.metrics.silence import SilenceWindow
    from stagelift.reports.periods import Period

LONGEST_TRIANGLE = 53  # a year of weeks, one value each in one query


class Measuring(Opened):
    """A workspace that answers with aggregates."""

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
        from stagelift.definitions.versions import version_note
        from stagelift.journey.day_pairs import holiday_note
        from stagelift.metrics.contract_kpis import contract_kpis
        from stagelift.metrics.kpi_table import Kpis
        from stagelift.metrics.kpis import stage_kpis
        from stagelift.metrics.quarantined import rejected_rows
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
        rejected = rejected_rows(self.contract, self.journey, asked)
        units = unit_kpis(self.contract, self.journey, asked, request)
        holidays = holiday_note(wanted.first, wanted.last, self.journey.country)
        since = version_note(self.journey, asked, wanted.first)
        order = {p.label: number for number, p in enumerate(periods)}
        past = [estimate for estimate in found if estimate.period != wanted.label]
        return Kpis(
            period=wanted.label,
            estimates=(*rejected.noted(e for e in found if e.period == wanted.label), *units),
            past=tuple(sorted(past, key=lambda estimate: order[estimate.period])),
            as_of=self._seen(),
            note=f"{holidays} {since}".strip(),
            owners=tuple((n, one.owner) for n, one in self.journey.stages.items() if one.owner),
            rejected=rejected.every,
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

        metrics = self.known_metrics
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

        asked = silence.silence_question(
            self.known_metrics, metric, event, horizon_days=horizon_days, at_most=at_most, days=days
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
            hint = did_you_mean(source or "", held)
            raise ArgumentError(f"counted: {came}; {listed}" + (f". {hint}" if hint else ""))
        return CountedExperiments(read_arms(self.engine, held[source]), self.as_of)

    def _keep_events(self) -> None:
        """Reads the events once for the many questions of a page, where an engine can keep them."""
        if self.engine.dialect in {"duckdb", "spark"}:
            self.contract.keep("events", ("at", "event"), optional=("value", "order_id"))

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
        sets = self.journey.segment_sets
        names = list(dict.fromkeys(one for name in names for one in sets.get(name, (name,))))
        known = {name for source in self.journey.sources.values() for name in source.keep}
        segments = [name for name in names if name in self.journey.segments]
        attributes = [name for name in names if name not in self.journey.segments]
        for name in attributes:
            if name not in known:
                allowed = sorted({*self.journey.segments, *sets, *known})
                hint = did_you_mean(name, allowed)
                raise ArgumentError(f"by: unknown segment or attribute '{name}'. {hint}".rstrip())
        rules = segment_rules(self.definitions, segments)
        return rules, tuple(Attribute(name) for name in attributes)

    def kpi_changes(
        self,
        period: str = "last-week",
        *,
        history: int = 1,
        against: str = "before",
        metrics: Mapping[str, Metric] | None = None,
    ) -> KpiChanges:
        """The change of every windowed metric from an earlier period, shared customers as such.

        Entrants are compared on the same weekdays without holidays; the note says what was left
        out.

        Args:
            period: The latest period.
            history: How many earlier periods come along, ≥ 1.
            against: `before`, the period before; or `last year`, the same one of the year before,
                a week being aligned by feasts that move.
            metrics: Metrics by id instead of the workspace's.

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
        asked = (self.metrics if metrics is None else metrics).values()
        check_places(self.definitions, asked)
        found = stage_changes(self.contract, self.journey, asked, request, aligned=aligned)
        return KpiChanges(found, self._seen())

    def arrived(self, before: datetime, first: date) -> tuple[Arrived, ...]:
        """The rows that came after an instant about the days before it: why numbers are restated.

        Args:
            before: The instant.
            first: The first local day such rows may be about.

        Returns:
            Rows by source, most first; sources that do not say when a row arrived are left out.

        Raises:
            DataError: When a source cannot be read as defined.
        """
        from stagelift.data.lateness import arrived
        from stagelift.data.zones import day_start_us, to_us

        start = day_start_us(first, self.journey.zone)
        return arrived(self.contract, before_us=to_us(before), start_us=start)

    @property
    def side_by_side(self) -> bool:
        """Whether two threads may ask at a time; each gets the numbers it would get alone."""
        return self.contract.side_by_side

    def trust(self) -> Trust:
        """What is known about the data themselves: rows, late, duplicate and rejected ones.

        Returns:
            Counts over every source of events and surveys.

        Raises:
            DataError: When a source cannot be read as defined.
        """
        from stagelift.data.trust import trust_of

        return trust_of(self.contract, self.as_of)
