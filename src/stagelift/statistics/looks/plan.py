"""Group sequential plans: weekly looks whose boundaries follow the information that came."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

from stagelift.statistics import checks
from stagelift.statistics.inference import Better
from stagelift.statistics.looks.boundaries import checked_fractions, equal_looks
from stagelift.statistics.looks.course import Course, Rules
from stagelift.statistics.looks.futility import Futility, futility_drift
from stagelift.statistics.looks.reading import GroupReading, Look, LookReading
from stagelift.statistics.looks.spending import OBRIEN_FLEMING, Spending


@dataclass(frozen=True, slots=True, kw_only=True)
class GroupSequential:
    """A plan to look several times at one metric and to err with 1 − level over all looks.

    Each metric that may decide, secondary and guardrail included, has its own plan at the same
    looks. Times of looks must not depend on effects.

    Args:
        n_planned: Mature units planned, both arms together; events for a log-rank test.
        looks: Looks planned, ≥ 1; the look with this number is the last.
        level: Confidence level over all looks, between 0 and 1, spent as two one-sided halves.
        spending: The spending function.
        null: The effect tested against; minus or plus the margin for a guardrail.
        fractions: Planned information fractions, rising to 1; None for equal steps. They serve the
            futility advice only: boundaries follow the fractions that come.
        futility: When to advise giving up, or None for no advice.
        better: The direction in which the metric improves, for the futility advice.

    Raises:
        ArgumentError: When an argument is not allowed.

    Reference:
        Lan & DeMets 1983, Discrete sequential boundaries for clinical trials; Jennison & Turnbull
        2000, chapter 7.

    Example:
        >>> plan = GroupSequential(n_planned=16_000, looks=4)
        >>> first = Look(number=1, n_mature=4000, effect=0.020, se=0.0090)
        >>> second = Look(number=2, n_mature=8000, effect=0.021, se=0.0064)
        >>> found = plan.read([first, second])
        >>> found.verdict, found.kind, round(found.shown.low, 4), round(found.shown.high, 4)
        ('up', 'stagewise', 0.0084, 0.0335)
    """

    n_planned: int
    looks: int
    level: float = 0.95
    spending: Spending = OBRIEN_FLEMING
    null: float = 0.0
    fractions: tuple[float, ...] | None = None
    futility: Futility | None = None
    better: Better = "up"

    def __post_init__(self) -> None:
        checks.between("n_planned", checks.whole("n_planned", self.n_planned), 0, math.inf)
        checks.between("level", self.level, 0, 1)
        checks.finite("null", self.null)
        checks.one_of("better", self.better, ("up", "down"))
        equal_looks(self.looks)
        if self.fractions is not None:
            times = checked_fractions(self.fractions)
            if times[-1] != 1.0:
                raise checks.refused("fractions", times[-1], "the last one must be 1")
            if len(times) != self.looks:
                raise checks.refused("fractions", len(times), f"{self.looks} looks need as many")
            object.__setattr__(self, "fractions", times)  # a list would have no hash

    def read(self, looks: Sequence[Look]) -> GroupReading:
        """What the looks so far say.

        A look spends nothing and decides nothing while its gate is shut, when no unit matured since
        the look before, when the estimated information 1/se² fell, or after the end. The last look
        spends all α left: the one with the plan's last number, one marked `last`, or the first with
        all planned units. Looks after the end add overrun: the verdict stands, and the estimate
        includes them as if they had come at the look that ended the test.

        Args:
            looks: All looks so far, in order.

        Returns:
            One row per look, the end if there was one, and what to show.

        Raises:
            ArgumentError: When a look comes before the first planned, numbers do not rise, or a
                figure is not allowed.

        Reference:
            Lan & DeMets 1983; Tsiatis, Rosner & Mehta 1984, Exact confidence intervals following a
            group sequential test; Jennison & Turnbull 1989, Interim analyses: the repeated
            confidence interval approach; Hampson & Jennison 2013, Group sequential tests for
            delayed responses.

        Example:
            >>> plan = GroupSequential(n_planned=16_000, looks=4)
            >>> found = plan.read([Look(number=1, n_mature=4000, effect=0.02, se=0.009)])
            >>> found.kind, found.verdict, round(found.rows[0].critical, 4)
            ('repeated', None, 4.3326)
        """
        _in_order(looks)
        rows, course = list[LookReading](), Course(self._rules())
        for look in looks:
            rows.append(course.taken(look))
        shown, kind, covered = course.shown(rows)
        return GroupReading(
            rows=tuple(rows),
            ended=course.ended,
            shown=shown,
            kind=kind,
            shown_look=covered,
            spent=2.0 * course.used,
            left=max(0.0, 1.0 - self.level - 2.0 * course.used),
        )

    def _rules(self) -> Rules:
        """What judging a look needs of the plan."""
        drift = None
        if self.futility is not None:
            drift = futility_drift(
                self.fractions or equal_looks(self.looks),
                level=self.level,
                spending=self.spending,
                futility=self.futility,
            )
        return Rules(
            n_planned=self.n_planned,
            looks=self.looks,
            level=self.level,
            spending=self.spending,
            null=self.null,
            side=1.0 if self.better == "up" else -1.0,
            futility=self.futility,
            drift=drift,
        )


def _in_order(looks: Sequence[Look]) -> None:
    """Refuses looks before the first planned and looks out of order."""
    before = 0
    for look in looks:
        number = checks.integer("number", look.number)
        if number < 1:
            raise checks.refused("number", number, "the first planned look is number 1")
        if number <= before:
            raise checks.refused("number", number, f"it must be above {before}, the look before")
        before = number
        checks.whole("n_mature", look.n_mature)
        if look.effect is not None:
            checks.finite("effect", look.effect)
        if look.se is not None and checks.finite("se", look.se) < 0.0:
            raise checks.refused("se", look.se, "it must be ≥ 0")
