"""What a workspace answers about where customers are: time in stage, who is where, moves, paths."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Literal

from stagelift.errors import ArgumentError
from stagelift.workspace.measuring import Measuring

if TYPE_CHECKING:
    from stagelift.data.query.specs import PeriodWindow
    from stagelift.journey.stays.time_in_stage import TimeInStage
    from stagelift.reports.periods import Period

DAY_US = 86_400_000_000
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
