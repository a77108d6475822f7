"""What a workspace answers about its journey on one map, and the two questions only the map has."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, cast

from stagelift.workspace.measuring import Measuring

if TYPE_CHECKING:
    from datetime import datetime

    from stagelift.data.query.hours import Asked, HoursQuestion
    from stagelift.experiments.programme.learning import GridCell
    from stagelift.metrics.channel_use import ChannelUse
    from stagelift.metrics.hours import Hours
    from stagelift.metrics.unanswered import Unanswered
    from stagelift.reports.map import JourneyMap
    from stagelift.reports.map.report import MapReport
    from stagelift.workspace.workspace import Workspace


class MapQuestions(Measuring):
    """A workspace that draws its map."""

    def hours(self, period: str = "last-week", *, actions: bool = False) -> Hours:
        """When messages are answered, or customers act, by local weekday, hour and part of the day.

        Args:
            period: The period whose end is the end; 13 weeks up to it are counted.
            actions: Whether the events that open stages are asked about, instead of messages.

        Returns:
            Shares with intervals that know customers as clusters; public holidays stand apart,
            cells of fewer than 10 customers carry no numbers.

        Raises:
            ArgumentError: When the period is unknown.
            DataError: When no source holds events, or none tells of messages.
        """
        from stagelift.journey.rules import stage_terms
        from stagelift.metrics import hours

        opening = (event for _, terms in stage_terms(self.journey) for event, _ in terms)
        events = tuple(dict.fromkeys(opening)) if actions else ()
        asked = self._hours_asked(period, "actions" if actions else "answers", events)
        return hours.measure(self.contract, asked, self.journey.country)

    def unanswered(self, period: str = "last-week") -> Unanswered:
        """Why messages were not answered, as far as the sources tell, by part of the day.

        Args:
            period: The period whose end is the end; 13 weeks up to it are counted, as in `hours`.

        Returns:
            Of the unanswered messages of each channel, the share of each reason with its interval:
            stopped by a limit or a failure, with what the send log says of it, not opened, opened
            without a click, opted out. Cells of fewer than 10 customers carry no numbers.

        Raises:
            ArgumentError: When the period is unknown.
            DataError: When no source tells of messages.
        """
        from stagelift.metrics.unanswered import unanswered

        return unanswered(self.contract, self.journey, self._hours_asked(period, "answers"))

    def _hours_asked(
        self, period: str, asked: Asked, events: tuple[str, ...] = ()
    ) -> HoursQuestion:
        from stagelift.data.zones import to_us
        from stagelift.definitions import DateSpan
        from stagelift.metrics.hours import hours_question

        wanted = self.period(period)
        days = DateSpan(wanted.first, wanted.last)
        return hours_question(self.journey, asked, days, to_us(self.as_of), events)

    def channel_use(self) -> ChannelUse:
        """Which channels each stage was written to on, never tried ones, and who agreed to them.

        Returns:
            A cell a stage and channel; small counts carry no numbers where they are shown.

        Raises:
            DataError: When no source holds events.
        """
        from stagelift.data.zones import to_us
        from stagelift.metrics.channel_use import channel_use, pairs_of_experiments
        from stagelift.metrics.kpis import placements
        from stagelift.metrics.placement import stage_names

        stages = stage_names(self.journey)
        experiments = self.definitions.experiments.values()
        tested = pairs_of_experiments(
            (
                [
                    stages[number - 1]
                    for placed in placements(self.journey, [self.metrics[one.primary]])
                    if (number := getattr(placed.place.population, "stage", 0))
                ],
                [variant.channel for variant in one.variants.values() if variant.channel],
            )
            for one in experiments
            if one.primary in self.metrics and not one.is_draft
        )
        return channel_use(self.contract, self.journey, to_us(self.as_of), tested)

    def stage_channels(self) -> tuple[GridCell, ...]:
        """What tests taught of each channel at each stage, or whom a test there would reach.

        Returns:
            A cell a stage and channel, effects shrunk by all tests together.

        Raises:
            DataError: When no source holds events.
        """
        from stagelift.workspace.learning import stage_channels

        return stage_channels(cast("Workspace", self))

    def map(
        self,
        as_of: datetime | str | None = None,
        period: str | None = None,
        language: str | None = None,
    ) -> JourneyMap:
        """The measured map: the journey now, against its targets, by hour, and what is open.

        Args:
            as_of: Another instant of knowledge, as `open` takes it; the workspace's own when left
                out.
            period: The period its KPIs are about; last week when left out.
            language: `en` or `ko`; the journey's first that pages are written in when left out.

        Returns:
            Sections with text, records and drawings; those without data say so.

        Raises:
            ArgumentError: When the instant, the period or the language is unknown.
            DataError: When the events cannot be read.
        """
        from stagelift.reports.map import journey_map
        from stagelift.reports.map.wording import WORDING

        spoken = (name for name in self.journey.languages if name in WORDING)
        asked: Any = self
        if as_of is not None:
            from stagelift.workspace.opening import instant_of

            asked = type(self)(self.definitions, as_of=instant_of(as_of, self.journey))
        asked._keep_events()
        return journey_map(
            asked, period=period or "last-week", language=language or next(spoken, "en")
        )

    def map_report(self, *, period: str = "last-week", language: str = "en") -> MapReport:
        """The measured map in the making; its verbs are the cells of a notebook.

        Args:
            period: The period its KPIs are about; it must be closed.
            language: `en` or `ko`.

        Returns:
            The report.

        Raises:
            PeriodNotClosedError: When the period has not closed.
            ArgumentError: When the period or the language is unknown.
            DataError: When the events cannot be read.
        """
        from stagelift.reports.map.report import MapReport

        wanted = self.period(period)
        wanted.check_closed(self.as_of, self.journey.zone)
        found = self.map(period=wanted.label, language=language)
        return MapReport(found, as_of=self.as_of, zone=self.journey.zone, metrics=self.metrics)
