"""What a workspace answers about causes of trouble: bottlenecks, leaks, and why a measure moved."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import timedelta
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from stagelift.errors import ArgumentError, did_you_mean
from stagelift.workspace.where_questions import WhereQuestions

if TYPE_CHECKING:
    from stagelift.metrics.alerts.alerts import Alerts
    from stagelift.metrics.kpis import KpiRequest, Placement
    from stagelift.metrics.why.bottlenecks import Bottlenecks
    from stagelift.metrics.why.end_to_end import EndToEnd
    from stagelift.metrics.why.leaks import Against, Leaks
    from stagelift.metrics.why.movement import Mark, Movement
    from stagelift.metrics.why.path import JourneyStep
    from stagelift.reports.periods import Period

LOOKED_BACK = 19  # weeks before the last: long windows and holidays leave some out
DAY, MONTH = timedelta(days=1), timedelta(days=28)
STAY = timedelta(days=14)  # how far ahead time in stage is seen beside a bottleneck
JUST_BEFORE = timedelta(days=7)  # a change so long before a period is still a mark


class WhyQuestions(WhereQuestions):
    """A workspace that is asked what holds its journey back."""

    def bottlenecks(
        self, period: str | None = None, *, by: str | Sequence[str] | None = None
    ) -> Bottlenecks:
        """The steps of the journey by what reaching each one's target would add at its end.

        A step's target is the journey's, else the best segment's rate, shrunk so that it is not
        luck. The share of bootstrap draws in which a step comes first says how sure the order is.

        Args:
            period: The period of entry; without one, each step's newest four whole weeks that are
                wholly known and no holiday weeks.
            by: Attributes among whose values a target is sought where the journey names none; all
                of the customers' when left out.

        Returns:
            The steps; `.leader` has the largest gain, in money where steps are worth any, and
            `.clear` says whether 80 % of draws agree.

        Raises:
            ArgumentError: When the period or an attribute is unknown, or the journey has no step.
            DataError: When a source cannot be read as defined.
        """
        from stagelift.metrics.why.bottlenecks import WEEKS, bottlenecks

        request = self._why_request(self._weeks(period), by)
        found = bottlenecks(
            self.contract,
            self.journey,
            self._steps(),
            replace(request, segments=()),
            newest=WEEKS if period is None else None,
        )
        return self._with_stays(replace(found, as_of=self._seen()), period)

    def leaks(
        self,
        period: str | None = None,
        *,
        by: str | Sequence[str] | None = None,
        against: Against = "past",
    ) -> Leaks:
        """Which segment loses how much a month at which step, the dearest first.

        Args:
            period: The week looked at; without one, each step's newest whole week that is wholly
                known and no holiday week.
            by: Segments or attributes; all attributes of the customers when left out.
            against: `past`, each segment's own eight ordinary weeks before; or `others`, everyone
                else in the same week.

        Returns:
            Segments at steps; `.found` are the leaks after a correction for looking at all.

        Raises:
            ArgumentError: When an argument is unknown or nothing is named to look at.
            DataError: When a source cannot be read as defined.
        """
        from stagelift.metrics.why.leaks import leaks

        weeks = self._weeks(None) if period is None else self._with_past(period)
        newest = None if period is None else len(weeks) - 1
        request = self._why_request(weeks, by)
        found = leaks(
            self.contract, self.journey, self._steps(), request, against=against, newest=newest
        )
        return replace(found, as_of=self._seen())

    def why(
        self,
        metric: str | None = None,
        period: str | None = None,
        *,
        against: str = "before",
        by: str | Sequence[str] | None = None,
        stage: str | None = None,
    ) -> Movement | EndToEnd:
        """Why a metric moved: how much by its segments' rates, how much by who they are.

        Args:
            metric: Id of a metric; without one, the journey from end to end, step by step.
            period: The later period; without one, the newest whole week that is wholly known and
                no holiday week.
            against: `before` (the period before; without a period, the ordinary week before),
                `last year`, or any earlier period.
            by: Segments or attributes to split by, each alone; all attributes of the customers when
                left out.
            stage: Where the metric is reported, when it is at several stages.

        Returns:
            The movement with its parts; its text says the answer first.

        Raises:
            ArgumentError: When an argument is unknown, or the metric is not one of units with a
                window.
            DataError: When a source cannot be read as defined.
        """
        from stagelift.metrics.why.end_to_end import end_to_end
        from stagelift.metrics.why.movement import movement

        steps = () if metric is not None else self._steps()
        placed = [self._placed(metric, stage)] if metric else [s.placement for s in steps]
        periods, aligned = self._two_periods(placed, period, against)
        request = self._why_request(periods, by)
        reported = placed[0].place.reported if metric else None
        marks = self._marks(periods[1], reported, everywhere=metric is None)
        if metric is None:
            through = end_to_end(self.contract, self.journey, steps, request, marks=marks)
            return replace(through, as_of=self._seen())
        (placement,) = placed
        found = movement(
            self.contract, self.journey, placement, request, aligned=aligned, marks=marks
        )
        return replace(found, as_of=self._seen())

    def alerts(
        self,
        metrics: Sequence[str] | None = None,
        *,
        every: str = "day",
        by: str | Sequence[str] | None = None,
    ) -> Alerts:
        """Which rates left the limits of their own past, and which begin to.

        Args:
            metrics: Ids of metrics; the workspace's own when left out, the standard ones where it
                has none.
            every: `day` judges the newest seven days whose entrants are all mature, weekday by
                weekday; `week` the newest such week.
            by: Segments or attributes that are watched beside the total.

        Returns:
            Every series with its limits; `.worse` are the alerts a scheduler should fail on.

        Raises:
            ArgumentError: When an argument is unknown.
            DataError: When a source cannot be read as defined.
        """
        from stagelift.data.query import PeriodWindow
        from stagelift.data.zones import to_us
        from stagelift.journey.holidays import holidays_unknown
        from stagelift.metrics.alerts.alerts import chosen, find_alerts, known_every
        from stagelift.metrics.alerts.series import first_day, spans_of
        from stagelift.metrics.kpis import KpiRequest

        kind, zone = known_every(every), self.journey.zone
        known = self.known_metrics
        names = metrics if metrics is not None else [*self.metrics] or None
        segments, attributes = self._split(by)
        as_of = to_us(self.as_of)
        first, today = first_day(self.contract, self.journey, as_of, kind)
        periods: tuple[PeriodWindow, ...] = spans_of(kind, first, today, zone)
        request = KpiRequest(periods, segments, self._of_customers(attributes), as_of)
        found = find_alerts(self.contract, self.journey, chosen(known, names), request, every=kind)
        note = holidays_unknown(self.journey.country, first, today)
        return replace(found, as_of=self._seen(), notes=(note,) if note else ())

    def _with_stays(self, found: Bottlenecks, period: str | None) -> Bottlenecks:
        """The steps with the mean time their entrants spend in the stage, seen to its horizon."""
        if period is None:
            last = self.as_of.astimezone(ZoneInfo(self.journey.zone)).date() - DAY - STAY
            period = f"{last - MONTH + DAY}..{last}"
        stays = self.time_in_stage(period, within=f"{STAY.days} days")
        days = {row.stage: row["mean_within"].value for row in stays.shown() if not row.segment}
        steps = tuple(replace(step, days=days.get(step.stage)) for step in found.steps)
        return replace(found, steps=steps, stays=(self.period(period).label, STAY.days))

    def _steps(self) -> tuple[JourneyStep, ...]:
        from stagelift.metrics.why.path import journey_steps

        return journey_steps(self.journey, self.known_metrics)

    def _weeks(self, period: str | None) -> tuple[Period, ...]:
        """One period, or the weeks among which each step finds its own."""
        if period is not None:
            return (self.period(period),)
        last = self.period("last-week")
        return (*last.history(LOOKED_BACK), last)

    def _with_past(self, period: str) -> tuple[Period, ...]:
        wanted = self.period(period)
        return (*wanted.history(LOOKED_BACK), wanted)

    def _why_request(self, periods: Sequence[Period], by: str | Sequence[str] | None) -> KpiRequest:
        """What is asked, split by all attributes of the customers when nothing is named."""
        if by is None:
            customers = [s for s in self.journey.sources.values() if s.role == "customers"]
            by = tuple(dict.fromkeys(name for source in customers for name in source.keep))
        request = self._request(periods, by)
        return replace(request, attributes=self._of_customers(request.attributes))

    def _placed(self, metric: str, stage: str | None) -> Placement:
        """A metric at the one place that is meant."""
        from stagelift.definitions.stages import ids_by_name
        from stagelift.metrics.kpis import placements
        from stagelift.workspace.located import check_places

        known = self.known_metrics
        if metric not in known:
            hint = did_you_mean(metric, known)
            raise ArgumentError(f"why: unknown metric '{metric}'. {hint}".rstrip())
        check_places(self.definitions, [known[metric]])
        found = placements(self.journey, [known[metric]])
        if not found:
            kind = known[metric].kind
            raise ArgumentError(
                f"why: '{metric}' ({kind}) has no units with a window; it cannot be taken apart"
            )
        places = [str(one.place.reported) for one in found]
        stage = ids_by_name(self.journey.stages).get(stage or "", stage)  # it may be an alias
        if stage is not None and stage not in places:
            hint = did_you_mean(stage, places)
            there = f"'{metric}' is not reported at '{stage}' but at {', '.join(places)}"
            raise ArgumentError(f"stage: {there}. {hint}" if hint else f"stage: {there}")
        if stage is None and len(found) > 1:
            raise ArgumentError(f"why: '{metric}' is at {', '.join(places)}; name one with stage")
        return next(one for one in found if stage is None or one.place.reported == stage)

    def _two_periods(
        self, placed: Sequence[Placement], period: str | None, against: str
    ) -> tuple[tuple[Period, Period], bool]:
        """The earlier and the later period, and whether days go by their place."""
        from stagelift.reports.periods import year_ago

        known = self._known_weeks(placed) if period is None else ()
        if period is None and len(known) < 2:
            raise ArgumentError(
                "why: fewer than two ordinary weeks are wholly known; name a period"
            )
        later = known[-1] if period is None else self.period(period)
        if against == "before":
            return ((known[-2] if period is None else later.previous(), later), False)
        if against == "last year":
            earlier, aligned = year_ago(later, self.journey.country)
            return ((earlier, later), aligned)
        earlier = self.period(against)
        if earlier.last >= later.first:
            raise ArgumentError(f"against: '{earlier}' does not end before '{later}' begins")
        return ((earlier, later), False)

    def _known_weeks(self, placed: Sequence[Placement]) -> tuple[Period, ...]:
        """The weeks that are wholly known for every one of some metrics, and ordinary."""
        from stagelift.metrics.why.weeks import known_weeks

        weeks = self._weeks(None)
        request = self._request(weeks, ())
        found = set(range(len(weeks)))
        for one in placed:
            found &= set(known_weeks(request.periods, one.metric, self.journey, request.as_of))
        return tuple(weeks[place] for place in sorted(found))

    def _marks(self, period: Period, stage: str | None, *, everywhere: bool) -> tuple[Mark, ...]:
        """What changed in the period or just before it, at a stage or anywhere."""
        from stagelift.metrics.why.movement import Mark
        from stagelift.reports.changes import around

        first, log = period.first - JUST_BEFORE, self.change_log
        if everywhere:
            found = [one for one in log if first <= one.on <= period.last]
        else:
            found = around(log, first, period.last, stage)
        return tuple(Mark(one.on, one.what, one.stage) for one in found)
