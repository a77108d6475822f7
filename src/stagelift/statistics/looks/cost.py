"""What each rule for looking costs in units, against looking once."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Literal, get_args

from stagelift.statistics import checks
from stagelift.statistics.looks.boundaries import (
    boundaries,
    checked_fractions,
    equal_looks,
    exit_probabilities,
    grids,
)
from stagelift.statistics.looks.integration import crossing_up
from stagelift.statistics.looks.sequence import critical_at
from stagelift.statistics.looks.spending import OBRIEN_FLEMING, Spending
from stagelift.statistics.numerics import special
from stagelift.statistics.quantiles import normal_critical

Rule = Literal["once", "weekly", "always"]
WEEKLY_LOOKS = 4  # a month of whole-week looks
ALWAYS_LOOKS = 28  # a month of daily looks


@dataclass(frozen=True, slots=True)
class Looking:
    """A rule for looking, with all that its cost depends on.

    Args:
        rule: `once`, `weekly` (group sequential) or `always` (asymptotic confidence sequence).
        level: Confidence level over all looks together, between 0 and 1; two-sided.
        fractions: Information fractions of the looks, rising to 1; None for equal steps: 4 when
            `weekly`, 28 when `always`, the end when `once`.
        spending: The spending function of weekly looks.

    Raises:
        ArgumentError: When an argument is not allowed.

    Example:
        >>> Looking("weekly").times
        (0.25, 0.5, 0.75, 1.0)
    """

    rule: Rule
    level: float = 0.95
    fractions: tuple[float, ...] | None = None
    spending: Spending = OBRIEN_FLEMING

    def __post_init__(self) -> None:
        checks.one_of("rule", self.rule, get_args(Rule))
        checks.between("level", self.level, 0, 1)
        if self.fractions is not None:
            times = checked_fractions(self.fractions)
            if times[-1] != 1.0:
                raise checks.refused("fractions", times[-1], "the last one must be 1")
            object.__setattr__(self, "fractions", times)  # a list would have no hash

    @property
    def times(self) -> tuple[float, ...]:
        """Information fractions of the looks."""
        if self.rule == "once":
            return (1.0,)
        default = equal_looks(WEEKLY_LOOKS if self.rule == "weekly" else ALWAYS_LOOKS)
        return default if self.fractions is None else self.fractions

    @property
    def criticals(self) -> tuple[float, ...]:
        """The critical value of z at each look; the plan is where a sequence is narrowest."""
        if self.rule == "once":
            return (normal_critical(self.level),)
        if self.rule == "weekly":
            return boundaries(self.times, level=self.level, spending=self.spending)
        return tuple(critical_at(time, self.level) for time in self.times)


def power_at(looking: Looking, drift: float) -> float:
    """The chance that a rule finds an effect by its planned end.

    Args:
        looking: The rule.
        drift: The effect over its standard error with all planned units; its sign is ignored.

    Returns:
        The chance to cross the critical value on the effect's side at any look.

    Raises:
        ArgumentError: When the drift is not finite.

    Reference:
        Jennison & Turnbull 2000, chapter 19; Armitage, McPherson & Rowe 1969.

    Example:
        >>> at_80_percent = needed_drift(Looking("once"))
        >>> [round(power_at(Looking(rule), at_80_percent), 2) for rule in ("once", "weekly")]
        [0.8, 0.79]
        >>> round(power_at(Looking("always"), at_80_percent), 2)
        0.5
    """
    size = abs(checks.finite("drift", drift))
    return exit_probabilities(looking.times, looking.criticals, drift=size).crossing_up


@lru_cache(maxsize=256)
def needed_drift(looking: Looking, power: float = 0.8) -> float:
    """The effect, in standard errors at the planned end, that a rule finds with a given power.

    The minimum detectable effect is this times the standard error with all planned units; the
    units needed are those whose standard error is the effect divided by this.

    Args:
        looking: The rule.
        power: Chance to find the effect, above (1 − level)/2 and below 1.

    Returns:
        The drift, > 0; z(1 − α/2) + z(power) when looking once.

    Raises:
        ArgumentError: When the power is not allowed.

    Reference:
        Jennison & Turnbull 2000, sections 2.3 and 7.2.

    Example:
        >>> [round(needed_drift(Looking(rule)), 3) for rule in ("once", "weekly", "always")]
        [2.802, 2.829, 3.675]
    """
    checks.between("power", power, (1.0 - looking.level) / 2.0, 1)
    at_once = normal_critical(looking.level) + float(special.ndtri(power))
    if looking.rule == "once":
        return at_once
    times, criticals = looking.times, looking.criticals
    before = grids(times, [(-bound, bound) for bound in criticals])
    chance = crossing_up(before, times, criticals)
    # the last look alone has this power there, so all looks together have more
    low, high = 0.0, criticals[-1] + abs(float(special.ndtri(power)))
    while high - low > 1e-12 * high:
        middle = (low + high) / 2.0
        low, high = (low, middle) if chance(middle) >= power else (middle, high)
    return high


def inflation(looking: Looking, power: float = 0.8) -> float:
    """How many times the units of looking once a rule needs for the same power.

    Args:
        looking: The rule.
        power: Chance to find the effect, above (1 − level)/2 and below 1.

    Returns:
        The ratio of units at the planned end, 1 for `once`.

    Raises:
        ArgumentError: When the power is not allowed.

    Reference:
        Jennison & Turnbull 2000, tables 2.2 and 2.4 (R for Pocock and O'Brien–Fleming tests).

    Example:
        >>> [round(inflation(Looking(rule)), 3) for rule in ("once", "weekly", "always")]
        [1.0, 1.02, 1.72]
    """
    once = Looking("once", looking.level)
    return (needed_drift(looking, power) / needed_drift(once, power)) ** 2


def needed_n(looking: Looking, n_once: float, *, power: float = 0.8) -> int:
    """Units a rule needs where looking once needs a given number, for the same effect and power.

    Args:
        looking: The rule.
        n_once: Mature units, all arms together or per arm, that looking once needs; > 0.
        power: Chance to find the effect, above (1 − level)/2 and below 1.

    Returns:
        Mature units at the planned end, counted as `n_once` counts them, rounded up.

    Raises:
        ArgumentError: When an argument is not allowed.

    Reference:
        Jennison & Turnbull 2000, section 2.3.

    Example:
        >>> [needed_n(Looking(rule), 10_000) for rule in ("once", "weekly", "always")]
        [10000, 10197, 17203]
    """
    units = checks.between("n_once", n_once, 0, math.inf) * inflation(looking, power)
    return math.ceil(units * (1.0 - 1e-12))  # 10,000 × 1 is not 10,001


@dataclass(frozen=True, slots=True, kw_only=True)
class RuleCost:
    """What one rule costs against looking once.

    Args:
        rule: `once`, `weekly` or `always`.
        looks: Number of looks the figures assume.
        inflation: Units needed over those of looking once, for the same power.
        n: Units needed, counted as the units given are.
        power: Power at the units that looking once needs.
        expected_n: Units mature at the first crossing, or at the end without one, on average when
            the effect is the one planned for.

    Example:
        >>> costs(1000)[0].n
        1000
    """

    rule: Rule
    looks: int
    inflation: float
    n: int
    power: float
    expected_n: float


def costs(
    n_once: float,
    *,
    power: float = 0.8,
    level: float = 0.95,
    weekly: Sequence[float] | None = None,
    always: Sequence[float] | None = None,
    spending: Spending = OBRIEN_FLEMING,
) -> tuple[RuleCost, ...]:
    """The three rules side by side: units needed, power and expected units.

    Args:
        n_once: Mature units that looking once needs, > 0.
        power: Power of looking once with them.
        level: Confidence level, between 0 and 1.
        weekly: Information fractions of weekly looks; default 4 equal steps.
        always: Information fractions at which `always` is read; default 28 equal steps.
        spending: The spending function of weekly looks.

    Returns:
        One row per rule: once, weekly, always.

    Raises:
        ArgumentError: When an argument is not allowed.

    Reference:
        Jennison & Turnbull 2000, chapters 2 and 7; Waudby-Smith, Arbour, Sinha, Kennedy & Ramdas
        2024.

    Example:
        >>> for row in costs(10_000):
        ...     print(f"{row.rule:6} {row.n:6} {row.power:.2f} {row.expected_n:7.0f}")
        once    10000 0.80   10000
        weekly  10197 0.79    8388
        always  17203 0.50   10999
    """
    rules = (
        Looking("once", level),
        Looking("weekly", level, None if weekly is None else tuple(weekly), spending),
        Looking("always", level, None if always is None else tuple(always)),
    )
    return tuple(_cost(rule, n_once, power) for rule in rules)


def _cost(looking: Looking, n_once: float, power: float) -> RuleCost:
    n, drift = needed_n(looking, n_once, power=power), needed_drift(looking, power)
    ends = exit_probabilities(looking.times, looking.criticals, drift=drift)
    at_once = needed_drift(Looking("once", looking.level), power)
    return RuleCost(
        rule=looking.rule,
        looks=len(looking.times),
        inflation=inflation(looking, power),
        n=n,
        power=power_at(looking, at_once),
        expected_n=ends.expected(looking.times) * n,
    )
