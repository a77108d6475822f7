"""An experiment at its look, and how a section's own figures may be read at that look."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta

from stagelift.data.query import Assigned, MappedAssignments
from stagelift.experiments.enrolment import Enrolment
from stagelift.experiments.judging import Judgement, View
from stagelift.experiments.look_rule import LookRule, is_closed, shut, too_few, unread
from stagelift.experiments.question import Question
from stagelift.experiments.reading import Examined, Found
from stagelift.experiments.readout import Readout
from stagelift.experiments.weekly import Step, WeeklyReading, weekly_reading
from stagelift.metrics.kind import WindowedMetric
from stagelift.statistics.looks import asymptotic_sequence, sequence_critical
from stagelift.statistics.numerics import special
from stagelift.statistics.quantiles import normal_critical

Single = Callable[[int | None], Step]
"""What a single look would give with the units assigned up to a local day, None for all."""


@dataclass(frozen=True, slots=True)
class Scene:
    """A healthy experiment at its look.

    Args:
        asked: The experiment.
        readout: Its readout.
        found: What the data say before any look is chosen.
        view: The experiment as the look sees it.
        judgement: The verdict and its evidence.
        enrolled: When units enter.
        units: Who they are.
    """

    asked: Question
    readout: Readout
    found: Found
    view: View
    judgement: Judgement
    enrolled: Enrolment
    units: Assigned | MappedAssignments

    @classmethod
    def of(cls, asked: Question, examined: Examined) -> Scene | None:
        """The scene of an examined experiment.

        Args:
            asked: The experiment.
            examined: Its readout with what it was made from.

        Returns:
            The scene; None while the health is red, and for a finished table of units.
        """
        found, view, judgement = examined.found, examined.view, examined.judgement
        if view is None or judgement is None or found.enrolled is None or found.units is None:
            return None
        return cls(asked, examined.readout, found, view, judgement, found.enrolled, found.units)

    @property
    def primary(self) -> WindowedMetric:
        """The metric that decides."""
        return self.asked.primary

    def last_day(self) -> int | None:
        """The last local day of assignment that counts at the look; None where all that are mature.

        Weekly plans count whole days, and before the first look none, which is day -1.
        """
        if self.readout.looks != "weekly":
            return None
        days = self.days()
        return days[-1] if days else -1

    def days(self) -> tuple[int, ...]:
        """The last local day of assignment at each look of a weekly plan at the primary metric."""
        path = self.view.arms.paths.get(self.primary.name)
        if path is None or self.found.calendar is None:
            return ()
        every = self.found.calendar.last_days(self.primary.window)
        known = (every[number - 1] for number in path.numbers)
        return tuple(day for day in known if day is not None)

    def rule(self, variant: str) -> LookRule:
        """The look rule by which a variant's effect on the primary metric is read."""
        return self.view.rule(self.primary, variant, self.view.level(self.primary))

    def readable(self, variant: str) -> bool:
        """Whether the primary metric's figures of a variant may be shown at this look."""
        rule = self.rule(variant)
        if rule.looks == "always":
            return True
        if rule.looks == "weekly":
            return bool(self.days())
        tallies = self.view.arms.tallies
        one, zero = (tallies[self.primary.name, name] for name in (variant, self.asked.control))
        return is_closed(one, zero, rule)

    def read(self, variant: str, single: Single) -> WeeklyReading:
        """What a section's own effect says at this look, by the plan's rule for looking.

        Args:
            variant: The variant compared with the control.
            single: The effect as a single look would give it; it rests on the primary's window.

        Returns:
            The effect with an interval and a p-value that hold over all looks, `immature` where no
            look is due, and the critical value of the look.
        """
        rule, now = self.rule(variant), single(self.last_day())
        tallies = self.view.arms.tallies
        treatment, control = (
            tallies[self.primary.name, name] for name in (variant, self.asked.control)
        )
        few = too_few(treatment, control, rule)
        if few is not None:
            return WeeklyReading(few)
        if rule.looks == "weekly":
            return weekly_reading([single(day) for day in self.days()], rule)
        effect = now.effect
        if effect.value is None or effect.se is None or not now.n:
            return WeeklyReading(effect)
        if rule.looks == "always":
            effect = asymptotic_sequence(
                effect.value,
                effect.se,
                n_mature=now.n,
                n_planned=rule.planned,
                level=rule.confidence,
            )
            critical = sequence_critical(now.n, rule.planned, rule.confidence)
        elif self.readable(variant):
            critical = normal_critical(rule.confidence)
        else:
            return WeeklyReading(unread(effect))
        opened = now.gate
        return WeeklyReading(effect if opened.ok else shut(effect, opened.reason), critical)

    def local_day(self, at: int) -> date:
        """The local day of an instant, µs UTC."""
        return self.asked.local_day(at)

    def closes(self, window: int) -> tuple[date, date]:
        """The local days by which the first and the last unit's window of a metric has closed.

        Args:
            window: Its length, µs.

        Returns:
            Two days; a window that closes within a day counts on the next one.
        """
        first = self.local_day(self.enrolled.start + window - 1) + timedelta(days=1)
        last = self.local_day(self.enrolled.last_entry + window - 1) + timedelta(days=1)
        return first, last


def look_level(critical: float | None) -> float | None:
    """The level of a single look's interval that is as wide as one of the plan's looks.

    It makes the limits of a curve, whose points have no test of their own, as wide as the effect's.

    Args:
        critical: The critical value of the look, or None.

    Returns:
        A level between 0 and 1, or None.

    Example:
        >>> round(look_level(1.959964), 4), round(look_level(2.9631), 4)
        (0.95, 0.997)
    """
    if critical is None or critical <= 0:
        return None
    return min(float(2.0 * special.ndtr(critical) - 1.0), 1.0 - 1e-12)
