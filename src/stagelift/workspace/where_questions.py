"""What a workspace answers about where customers are: time in stage, who is where, moves, paths."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import TYPE_CHECKING, Literal
from zoneinfo import ZoneInfo

from stagelift.errors import ArgumentError
from stagelift.workspace.measuring import Measuring

if TYPE_CHECKING:
    from stagelift.data.query.cohort_paths import Cohort
    from stagelift.data.query.specs import PeriodWindow
    from stagelift.data.query.standings import Channel
    from stagelift.journey.stays.time_in_stage import TimeInStage
    from stagelift.journey.where.occupation import Occupation
    from stagelift.journey.where.paths import Paths
    from stagelift.journey.where.snapshot import Snapshot, Transitions
    from stagelift.reports.periods import Period

DAY_US = 86_400_000_000
LONGEST_PATH = 12  # stages told of a way
CHANNELS = ("channel", "first_channel", "last_channel")
HORIZONS = (90, 60, 30, 14, 7, 3, 1)
"""Days looked ahead where none are named: the longest that everybody of the period has behind."""


class WhereQuestions(Measuring):
    """A workspace that is asked where its customers are."""

    def time_in_stage(
        self,
        period: str = "last-month",
        *,
        by: str | Sequence[str] | None = None,
        within: str | None = None,
        spells: Literal["first", "first_ever", "all"] = "first",
        against: str | None = None,
        since: str | None = None,
    ) -> TimeInStage:
        """How long customers who entered a stage in a period stayed, and how they left it.

        Args:
            period: When they entered: `2026-W46`, `2026-11`, `2026-Q4`, `a..b`, `last-month`.
            by: Segment ids or customer attributes beside the total, as at the entry; `segment`
                means every segment.
            within: How far ahead everybody is looked at, such as `30 days`; the longest of 90, 60,
                30, 14, 7, 3 and 1 days that lie between the end of the period and the data's
                instant when left out.
            spells: `first`: a customer's first stay in the stage within the period; `first_ever`:
                the first of all, where it lies in the period; `all`: every stay, with intervals
                from a bootstrap of customers.
            against: An earlier period to compare with, or `before` for the one just before.
            since: First local day from which the data are whole, such as `2026-06-01`: stays
                entered before it are left out and counted.

        Returns:
            Quartiles, mean time up to the horizon and the shares that went each way, by stage.

        Raises:
            ArgumentError: When a period, a segment, the duration or the day is unknown.
            DataError: When a source cannot be read as defined.
        """
        from stagelift.data.query.stays import StayMeasurement
        from stagelift.journey.spells import stage_rules
        from stagelift.journey.stays.time_in_stage import StayQuestion, time_in_stage

        if spells not in ("first", "first_ever", "all"):
            raise ArgumentError(f"spells: '{spells}' came; allowed are first, first_ever, all")
        wanted = self.period(period)
        segments, attributes = self._split(by)
        plan = StayMeasurement(
            rules=stage_rules(self.journey),
            periods=(*self._earlier(wanted, against), self._window(wanted)),
            segments=segments,
            attributes=attributes,
            which=spells,
            since=self._first_instant(since),
            grouped=spells == "all",
        )
        horizon = self._horizon(wanted, within)
        return time_in_stage(self.contract, self.journey, StayQuestion(plan, horizon))

    def who(
        self,
        at: datetime | str | None = None,
        *,
        by: str | Sequence[str] | None = None,
        sample: bool = False,
    ) -> Snapshot:
        """How many customers are in each stage at an instant, as known now.

        Args:
            at: The instant, in the journey's zone unless it carries an offset, or how long ago,
                such as `30 days`; the workspace's own instant when left out. What happened before
                it counts.
            by: Segment ids or customer attributes beside the total, as at the instant; `segment`
                means every segment. `last_channel` (or `channel`) and `first_channel` split every
                cell by the channel of a customer's last or first event that names one.
            sample: Whether the customers stand for more like them, so that shares have intervals;
                else everyone is counted and nothing is estimated.

        Returns:
            Customers and their share by stage, those in no stage yet included.

        Raises:
            ArgumentError: When the instant, a segment or an attribute is unknown.
            DataError: When a source cannot be read as defined.
        """
        from stagelift.data.query.standings import StandingQuestion
        from stagelift.journey.spells import stage_rules
        from stagelift.journey.where.snapshot import snapshot

        names, channel = split_channel(by)
        segments, attributes = self._split(names)
        asked = StandingQuestion(
            rules=stage_rules(self.journey),
            at=self._instant("at", at),
            segments=segments,
            attributes=attributes,
            channel=channel,
        )
        return snapshot(self.contract, self.journey, asked, sample=sample)

    def transitions(
        self,
        start: datetime | str,
        end: datetime | str | None = None,
        *,
        by: str | Sequence[str] | None = None,
    ) -> Transitions:
        """Where customers of each stage went between two instants.

        Args:
            start: The earlier instant, or how long before the later one, such as `30 days`.
            end: The later instant; the workspace's own when left out.
            by: Segment ids or customer attributes beside the total, as at the earlier instant;
                of customers not known then, at their first event.

        Returns:
            A table of stage by stage with those in no stage and those not known yet; its totals are
            the snapshots at the two instants.

        Raises:
            ArgumentError: When an instant, a segment or an attribute is unknown, or the earlier
                instant is not before the later.
            DataError: When a source cannot be read as defined.
        """
        from stagelift.data.query.standings import StandingQuestion
        from stagelift.journey.spells import stage_rules
        from stagelift.journey.where.snapshot import transitions

        last = self._instant("end", end)
        first = self._instant("start", start, ago_from=last)
        if first >= last:
            raise ArgumentError("start: it must lie before the end")
        segments, attributes = self._split(by)
        asked = StandingQuestion(stage_rules(self.journey), last, first, segments, attributes)
        return transitions(self.contract, self.journey, asked)

    def occupation(
        self,
        period: str = "last-month",
        *,
        stage: str | None = None,
        days: Sequence[int] = (1, 7, 14, 30, 60, 90),
        by: str | Sequence[str] | None = None,
    ) -> Occupation:
        """The share of a period's entrants in each stage, so many days after they entered.

        Args:
            period: When they entered first: `2026-W46`, `2026-11`, `2026-Q4`, `a..b`, `last-month`.
            stage: The stage they entered; the first stage of each customer, whichever, when left
                out.
            days: Ages in days of 24 hours, each > 0.
            by: Segment ids or customer attributes beside the total, as at the entry.

        Returns:
            Shares by stage and age; ages nobody is followed to are `immature`.

        Raises:
            ArgumentError: When the period, the stage, an age or a segment is not allowed.
            DataError: When a source cannot be read as defined.
        """
        from stagelift.data.query.cohort_paths import DayQuestion
        from stagelift.journey.where.occupation import occupation

        ages = tuple(sorted(set(days)))
        if not ages or ages[0] < 1:
            raise ArgumentError(f"days: {list(days)} came; whole days from 1 on are allowed")
        asked = DayQuestion(self._cohort(period, stage, by), ages)
        return occupation(self.contract, self.journey, asked)

    def paths(
        self,
        period: str = "last-month",
        *,
        stage: str | None = None,
        by: str | Sequence[str] | None = None,
        length: int = 5,
        within: str | None = None,
        goal: str | None = None,
    ) -> Paths:
        """The ways a period's entrants took through the stages, and the returns nobody planned for.

        Args:
            period: When they entered first: `2026-W46`, `2026-11`, `2026-Q4`, `a..b`, `last-month`.
            stage: The stage that begins a way; the first stage of each customer when left out.
            by: Segment ids or customer attributes beside the total, as at the entry.
            length: How many stages of a way are told, 1 to 12; repeats of a stage are one.
            within: For how long each customer is followed, such as `30 days`; as in
                `time_in_stage` when left out.
            goal: The stage that is meant to be reached; the last that events open when left out.

        Returns:
            The ten most frequent ways with their share and the share that reached the goal, the
            others together; customers whose time is not over are left out and counted.

        Raises:
            ArgumentError: When an argument is not allowed.
            DataError: When a source cannot be read as defined.
        """
        from stagelift.data.query.cohort_paths import PathQuestion
        from stagelift.journey.where.paths import paths

        if not 1 <= length <= LONGEST_PATH:
            raise ArgumentError(f"length: {length} came; 1 to {LONGEST_PATH} are allowed")
        cohort = self._cohort(period, stage, by)
        minutes = self._horizon(self.period(period), within)
        number = len(cohort.rules.stages) if goal is None else self._stage_no(goal)
        asked = PathQuestion(cohort, length, minutes * 60_000_000, number)
        return paths(self.contract, self.journey, asked)

    def _cohort(self, period: str, stage: str | None, by: str | Sequence[str] | None) -> Cohort:
        from stagelift.data.query.cohort_paths import Cohort
        from stagelift.journey.spells import stage_rules

        segments, attributes = self._split(by)
        number = None if stage is None else self._stage_no(stage)
        window = self._window(self.period(period))
        return Cohort(stage_rules(self.journey), window, number, segments, attributes)

    def _stage_no(self, name: str) -> int:
        """The number of the stage that goes by a name."""
        from stagelift.journey.model import numbered_stages

        return numbered_stages(self.journey).index(self.journey.resolve(name)) + 1

    def _instant(self, name: str, at: datetime | str | None, *, ago_from: int | None = None) -> int:
        """An instant people name, µs: not after the workspace's own."""
        from stagelift.data.zones import to_us

        now = to_us(self.as_of)
        if at is None:
            return now
        found = instant_of(name, at, now if ago_from is None else ago_from, self.journey.zone)
        if found > now:
            seen = f"{self.as_of.astimezone(ZoneInfo(self.journey.zone)):%Y-%m-%d %H:%M}"
            raise ArgumentError(f"{name}: '{at}' lies after {seen}, as of which the data are read")
        return found

    def _window(self, period: Period) -> PeriodWindow:
        from stagelift.data.query.specs import PeriodWindow

        return PeriodWindow(period.label, *period.instants(self.journey.zone))

    def _earlier(self, period: Period, against: str | None) -> tuple[PeriodWindow, ...]:
        """The period it is compared with, if any."""
        if against is None:
            return ()
        other = period.history(1)[0] if against == "before" else self.period(against)
        if other.last >= period.first:
            raise ArgumentError(
                f"against: {other.label} came; a period that ends before {period.label} begins "
                "is allowed"
            )
        return (self._window(other),)

    def _first_instant(self, since: str | None) -> int:
        """The first instant of a local day, µs; 0 where no day is named."""
        if since is None:
            return 0
        from stagelift.reports.periods import Period

        return Period.parse(f"{since}..{since}").instants(self.journey.zone)[0]

    def _horizon(self, period: Period, within: str | None) -> int:
        """How far ahead everybody is looked at, in minutes."""
        from stagelift.data.zones import to_us

        if within is not None:
            return minutes_of("within", within)
        behind = to_us(self.as_of) - period.instants(self.journey.zone)[1]
        days = next((days for days in HORIZONS if days * DAY_US <= behind), HORIZONS[-1])
        return days * 1_440


def minutes_of(name: str, text: str) -> int:
    """The whole minutes of a duration people write.

    Args:
        name: The argument's name, for the error.
        text: Such as "30 days".

    Returns:
        Minutes, > 0.

    Raises:
        ArgumentError: When it is no duration.

    Example:
        >>> minutes_of("within", "2 hours")
        120
    """
    from stagelift.definitions import Duration, Mistake

    try:
        minutes = Duration.parse(text.strip()).microseconds // 60_000_000
    except Mistake as mistake:
        raise ArgumentError(f"{name}: {mistake}") from mistake
    if minutes < 1:
        raise ArgumentError(f"{name}: '{text}' came; a minute or more is allowed")
    return minutes


def instant_of(name: str, at: datetime | str, now: int, zone: str) -> int:
    """The instant of a text or a moment.

    Args:
        name: The argument's name, for the error.
        at: ISO text (wall time of the zone unless it carries an offset), a duration such as
            "30 days" back from now, or a datetime with an offset.
        now: The instant durations go back from, µs.
        zone: IANA name.

    Returns:
        µs since 1970-01-01 UTC.

    Raises:
        ArgumentError: When it is no instant.

    Example:
        >>> instant_of("at", "1970-01-02", 0, "UTC") == instant_of("at", "1 day", 2 * DAY_US, "UTC")
        True
    """
    from stagelift.data.zones import to_us
    from stagelift.definitions import Duration, Mistake

    if isinstance(at, datetime):
        if at.tzinfo is None:
            raise ArgumentError(f"{name}: a datetime without an offset came; give it a tzinfo")
        return to_us(at)
    try:
        found = datetime.fromisoformat(at.strip())
    except ValueError:
        try:
            return now - Duration.parse(at.strip()).microseconds
        except Mistake:
            raise ArgumentError(
                f"{name}: '{at}' is no instant; write '2026-11-16 06:00' (local wall time), "
                "or how long ago, as in '30 days'"
            ) from None
    return to_us(found if found.tzinfo else found.replace(tzinfo=ZoneInfo(zone)))


def split_channel(by: str | Sequence[str] | None) -> tuple[list[str], Channel | None]:
    """Segments and attributes, and the channel by which cells are split.

    Args:
        by: What was asked.

    Returns:
        The names but that of a channel, and which channel.

    Raises:
        ArgumentError: When both channels are asked.

    Example:
        >>> split_channel(["gender", "channel"])
        (['gender'], 'last_channel')
    """
    names = [by] if isinstance(by, str) else list(by or ())
    if "first_channel" in names and {"channel", "last_channel"} & set(names):
        raise ArgumentError("by: name first_channel or last_channel, not both")
    channel: Channel | None = None
    if {"channel", "last_channel"} & set(names):
        channel = "last_channel"
    elif "first_channel" in names:
        channel = "first_channel"
    return [name for name in names if name not in CHANNELS], channel
