"""What the plan's rule for looking costs in customers, beside the other rules."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, get_args

from stagelift.experiments.arms import Arms
from stagelift.experiments.calendar import LookCalendar
from stagelift.experiments.life.epochs import level_in
from stagelift.experiments.question import Question, absolute
from stagelift.statistics.inference import Inference

if TYPE_CHECKING:
    from stagelift.statistics.looks.cost import Rule

POWER = 0.8
MOST_LOOKS = 60  # at any time: once a day, but no more than this; beyond, the cost hardly moves


@dataclass(frozen=True, slots=True, kw_only=True)
class LookCost:
    """What one rule for looking costs.

    Args:
        rule: `once`, `weekly` or `always`.
        chosen: Whether the plan follows it.
        looks: How often it reads, up to the planned end.
        times: Customers it needs, as a multiple of those that one look at the end needs.
        customers: Customers over all variants with which it finds the effect worth having four
            times in five; None while the metric's spread is not known, or nothing is worth having.
        wanted: The effect worth having as the plan writes it, empty when it names none.
    """

    rule: Rule
    chosen: bool
    looks: int
    times: float
    customers: int | None
    wanted: str = ""

    def to_dict(self) -> dict[str, Any]:
        """The cost as JSON-ready values."""
        return {name: getattr(self, name) for name in self.__slots__} | {"power": POWER}


def look_costs(
    asked: Question, arms: Arms, effect: Inference, variant: str, calendar: LookCalendar | None
) -> tuple[LookCost, ...]:
    """The three rules side by side, for the plan's primary metric.

    Args:
        asked: The experiment.
        arms: Its units.
        effect: The effect on the primary metric that decides, for its standard error.
        variant: The variant it is of.
        calendar: The looks of the plan, None for a finished table of units.

    Returns:
        One cost for each rule; none for a finished table, which can be read only once.
    """
    if calendar is None:
        return ()
    from stagelift.statistics.looks import equal_looks
    from stagelift.statistics.looks.cost import Looking, Rule, inflation

    fractions = planned_fractions(calendar, asked.primary.window)
    days = min(max(len(calendar.day_ends), 1), MOST_LOOKS)
    ways = {
        "once": Looking("once", asked.confidence),
        "weekly": Looking("weekly", asked.confidence, fractions),
        "always": Looking("always", asked.confidence, equal_looks(days)),
    }
    margin = asked.experiment.worth_having
    once = customers_at_once(asked, arms, effect, variant)
    found = []
    for rule in get_args(Rule):
        times = inflation(ways[rule], POWER)
        found.append(
            LookCost(
                rule=rule,
                chosen=rule == asked.plan.looks,
                looks=len(ways[rule].times),
                times=times,
                customers=None if once is None else round(once * times),
                wanted="" if margin is None else str(margin),
            )
        )
    return tuple(found)


def planned_fractions(calendar: LookCalendar, window: int) -> tuple[float, ...]:
    """The share of the days of entry that is final at each look, when customers come evenly.

    Args:
        calendar: The looks of the plan.
        window: Window of the primary metric, µs.

    Returns:
        Rising shares, the last one 1.
    """
    first, last = calendar.day_ends[0][0], calendar.day_ends[-1][0]
    days = dict.fromkeys(day for day in calendar.last_days(window) if day is not None)
    return tuple((day - first + 1) / (last - first + 1) for day in days)


def customers_at_once(asked: Question, arms: Arms, effect: Inference, variant: str) -> float | None:
    """The customers over all variants that one look at the end needs for the effect worth having.

    The variance of a difference falls as one over the number of units, so its standard error now
    says what it will be, for raw and adjusted effects alike.

    Args:
        asked: The experiment.
        arms: Its units.
        effect: The effect on the primary metric that decides.
        variant: The variant it is of.

    Returns:
        Customers, or None when the standard error or the effect worth having is not known.
    """
    margin, primary = asked.experiment.worth_having, asked.primary.name
    tallies = [arms.tallies[primary, name] for name in (asked.control, variant)]
    if margin is None or not effect.se or min(each.n for each in tallies) == 0:
        return None
    wanted = abs(absolute(margin))
    if margin.unit == "%":
        control = level_in(asked.primary, tallies[0], confidence=asked.confidence)
        wanted *= abs(control.value or 0.0)
    if wanted == 0.0:
        return None
    shares = asked.experiment.variants
    pair = float(shares[variant].share + shares[asked.control].share)
    from stagelift.statistics.looks.cost import Looking, needed_drift

    needed = needed_drift(Looking("once", asked.confidence), POWER)
    return sum(each.n for each in tallies) / pair * (needed * effect.se / wanted) ** 2
