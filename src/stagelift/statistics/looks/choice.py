"""Which rule for looking an enrolment asks for, and what it costs against the others."""

from __future__ import annotations

import math
from dataclasses import dataclass
from datetime import timedelta
from typing import Literal

from stagelift.statistics import checks
from stagelift.statistics.looks.boundaries import LEAST_STEP, MOST_LOOKS, equal_looks
from stagelift.statistics.looks.cost import ALWAYS_LOOKS, Rule, RuleCost, costs
from stagelift.statistics.looks.spending import OBRIEN_FLEMING, Spending

WEEK = timedelta(days=7)
DAY = timedelta(days=1)
MOST = 0.5  # "most units": more than half
MOST_DAILY = 56  # daily looks a cost is computed with; more change it by less than a hundredth

Reason = Literal["one_wave", "rolling_with_end", "no_end"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Choice:
    """The rule chosen, and the figures that chose it.

    Args:
        rule: `once`, `weekly` or `always`.
        reason: `one_wave` (most units mature within one look interval), `rolling_with_end`, or
            `no_end` (no planned end of enrolment).
        share: Share of units (0–1) that mature within one look interval; None without an end.
        fractions: Planned information fractions of weekly looks over the same enrolment, rising to
            1; None without an end.
        enrolment: From the first entry to the last, or None without an end.
        interval: From one look to the next.

    Example:
        >>> chosen_looks(None).reason
        'no_end'
    """

    rule: Rule
    reason: Reason
    share: float | None
    fractions: tuple[float, ...] | None
    enrolment: timedelta | None
    interval: timedelta

    @property
    def looks(self) -> int | None:
        """Looks planned: 1 when once, None when always."""
        if self.rule == "once":
            return 1
        return len(self.fractions) if self.rule == "weekly" and self.fractions else None

    def costs(
        self,
        n_once: float,
        *,
        power: float = 0.8,
        level: float = 0.95,
        spending: Spending = OBRIEN_FLEMING,
    ) -> tuple[RuleCost, ...]:
        """The three rules side by side for this enrolment.

        Args:
            n_once: Mature units that looking once needs, > 0.
            power: Power of looking once with them.
            level: Confidence level, between 0 and 1.
            spending: The spending function of weekly looks.

        Returns:
            One row per rule; `always` is read daily, on 56 days at most.

        Raises:
            ArgumentError: When an argument is not allowed.

        Example:
            >>> rolling = chosen_looks(timedelta(days=21))
            >>> [(row.rule, row.looks, row.n) for row in rolling.costs(10_000)]
            [('once', 1, 10000), ('weekly', 3, 10128), ('always', 21, 17347)]
        """
        days = ALWAYS_LOOKS if self.enrolment is None else math.ceil(self.enrolment / DAY)
        return costs(
            n_once,
            power=power,
            level=level,
            weekly=self.fractions,
            always=equal_looks(min(max(days, 1), MOST_DAILY)),
            spending=spending,
        )


def chosen_looks(enrolment: timedelta | None, *, interval: timedelta = WEEK) -> Choice:
    """The rule for looking that an enrolment asks for when the plan names none.

    Units mature as they entered, one window later, so the window delays all looks alike and does
    not enter. Entries are taken as even over the enrolment.

    Args:
        enrolment: From the first entry to the last; zero for one wave, None without a planned end.
        interval: From one look to the next, a week unless reports come at another pace.

    Returns:
        `once` when more than half of the units mature within one interval; `weekly` when they keep
        coming until a planned end; `always` without an end.

    Raises:
        ArgumentError: When a duration is not allowed, or more than 400 looks would be planned.

    Reference:
        Jennison & Turnbull 2000, chapter 7 (maximum information fixed in advance); Waudby-Smith,
        Arbour, Sinha, Kennedy & Ramdas 2024 (no end).

    Example:
        >>> found = chosen_looks(timedelta(days=28))
        >>> found.rule, found.looks, found.share
        ('weekly', 4, 0.25)
        >>> chosen_looks(timedelta(days=2)).rule, chosen_looks(None).rule
        ('once', 'always')
    """
    if interval <= timedelta(0):
        raise checks.refused("interval", interval, "it must be > 0")
    if enrolment is None:
        return Choice(
            rule="always",
            reason="no_end",
            share=None,
            fractions=None,
            enrolment=None,
            interval=interval,
        )
    if enrolment < timedelta(0):
        raise checks.refused("enrolment", enrolment, "it must be ≥ 0")
    if enrolment > MOST_LOOKS * interval:
        raise checks.refused("enrolment", enrolment, f"at most {MOST_LOOKS} looks can be planned")
    share = 1.0 if enrolment <= interval else interval / enrolment
    once = share > MOST
    return Choice(
        rule="once" if once else "weekly",
        reason="one_wave" if once else "rolling_with_end",
        share=share,
        fractions=_weekly(enrolment, interval),
        enrolment=enrolment,
        interval=interval,
    )


def _weekly(enrolment: timedelta, interval: timedelta) -> tuple[float, ...]:
    """Information fractions at whole intervals, the last when the last units mature."""
    if enrolment <= interval:
        return (1.0,)
    early = range(1, math.ceil(enrolment / interval))
    # a last whole interval within a hair of the end is the end
    kept = [time for number in early if (time := number * interval / enrolment) < 1.0 - LEAST_STEP]
    return (*kept, 1.0)
