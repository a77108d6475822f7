"""From units to weeks: who enters, who can be reached, and when the last window closes."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass, replace

from stagelift.statistics import checks
from stagelift.statistics.design.arguments import known
from stagelift.statistics.design.baselines import Baseline
from stagelift.statistics.design.designs import Design, power
from stagelift.statistics.design.setting import Setting
from stagelift.statistics.design.sizes import mde, sample_size
from stagelift.statistics.inference import Status
from stagelift.statistics.looks.boundaries import LEAST_STEP

MOST_WEEKS = 104  # two years; a test that needs more is not run


@dataclass(frozen=True, slots=True, kw_only=True)
class Traffic:
    """How many units enter, how many of them can be used, and how long each takes to mature.

    Args:
        per_week: Units that enter the stage for the first time, per week, ≥ 0: one figure, or one
            per week, the last of which goes on. Fewer are new each week where people come back.
        reachable: Share of them with address and consent for every variant's channel, 0–1.
        enrolled: Share of the reachable that the test takes, 0–1.
        window_days: Days from assignment until a unit's value is known, ≥ 0.
        lateness_days: Days to wait for late events after that, ≥ 0.

    Raises:
        ArgumentError: When a figure is outside its range.

    Example:
        >>> cart = Traffic(per_week=15_800, reachable=0.76, window_days=7, lateness_days=0.25)
        >>> cart.units(2), cart.ready_days(2)
        (24016, 22)
    """

    per_week: float | tuple[float, ...]
    reachable: float = 1.0
    enrolled: float = 1.0
    window_days: float = 0.0
    lateness_days: float = 0.0

    def __post_init__(self) -> None:
        """Refuse figures that are none."""
        weeks = self.per_week if isinstance(self.per_week, Sequence) else (self.per_week,)
        object.__setattr__(self, "per_week", tuple(weeks))
        if not weeks:
            raise checks.refused("per_week", weeks, "it must have at least one week")
        named = [(f"per_week[{place}]", week) for place, week in enumerate(weeks)]
        named += [(name, getattr(self, name)) for name in ("window_days", "lateness_days")]
        for name, value in named:
            if checks.finite(name, value) < 0.0:
                raise checks.refused(name, value, "it must be ≥ 0")
        for name in ("reachable", "enrolled"):
            if not 0.0 <= checks.finite(name, getattr(self, name)) <= 1.0:
                raise checks.refused(name, getattr(self, name), "it must lie between 0 and 1")

    def units(self, weeks: int) -> int:
        """Units assigned after whole weeks of entry.

        Args:
            weeks: Weeks of entry, ≥ 0.

        Returns:
            Reachable units the test took, rounded down.
        """
        entered = self.per_week if isinstance(self.per_week, tuple) else (self.per_week,)
        weeks = checks.whole("weeks", weeks)
        total = math.fsum(entered[:weeks]) + max(weeks - len(entered), 0) * entered[-1]
        # the product of shares may fall short of a whole number by a rounding
        return math.floor(total * self.reachable * self.enrolled * (1.0 + 1e-12))

    def ready_days(self, weeks: int) -> int:
        """Whole days from the first entry until the last unit is mature.

        Args:
            weeks: Weeks of entry, ≥ 1.

        Returns:
            Days, the last one complete.
        """
        return math.ceil(7 * checks.whole("weeks", weeks) + self.window_days + self.lateness_days)

    def fractions(self, weeks: int) -> tuple[float, ...]:
        """The weekly looks at a test of so many weeks of entry.

        One look follows each week of entry, once its units are mature; a week in which hardly
        anybody entered (less than 0.01 % of all) has none.

        Args:
            weeks: Weeks of entry, ≥ 1.

        Returns:
            Share of all units that is mature at each look.
        """
        total = self.units(checks.whole("weeks", weeks))
        if total == 0:
            return (1.0,)
        found = [1.0]
        for week in range(weeks - 1, 0, -1):
            share = self.units(week) / total
            if LEAST_STEP < share < found[-1] - LEAST_STEP:
                found.append(share)
        return tuple(reversed(found))


@dataclass(frozen=True, slots=True, kw_only=True)
class Schedule:
    """A design in time.

    Args:
        weeks: Whole weeks of entry, at least 1; None when two years do not suffice.
        units: Units those weeks bring, at least as many as the design needs.
        ready_days: Days from the first entry until the last unit is mature.
        design: The design with all units those weeks bring, and its power.
        needed: The fewest units that would do, weeks left aside, under the same looks.
        status: `ok`, or `low_n` when two years do not suffice.
        note: The reason in words.

    Example:
        >>> from stagelift.statistics.design.baselines import Share
        >>> found = schedule(Share(0.109), 0.01, Traffic(per_week=12_000, window_days=7))
        >>> found.weeks, found.units, found.ready_days
        (3, 36000, 28)
    """

    weeks: int | None
    units: int
    ready_days: int | None
    design: Design | None
    needed: int | None
    status: Status = "ok"
    note: str = ""


def for_weeks(setting: Setting, traffic: Traffic, weeks: int) -> Setting:
    """A setting whose weekly looks are those of so many weeks of entry.

    Args:
        setting: How the test is run.
        traffic: Who enters.
        weeks: Weeks of entry, ≥ 1.

    Returns:
        The setting itself unless its rule is `weekly`.

    Example:
        >>> for_weeks(Setting(looks="weekly"), Traffic(per_week=100), 2).looking.times
        (0.5, 1.0)
    """
    if setting.looks != "weekly":
        return setting
    return replace(setting, fractions=traffic.fractions(weeks))


def schedule(
    baseline: Baseline | None,
    effect: float,
    traffic: Traffic,
    setting: Setting | None = None,
    *,
    least_weeks: int = 1,
) -> Schedule:
    """How many whole weeks of entry a test needs to find an effect with the power wanted.

    Args:
        baseline: What is known of the metric; None is refused.
        effect: The effect assumed to be true, in the metric's unit.
        traffic: Who enters, who can be reached, and when a unit is mature.
        setting: How the test is run. Under `weekly` the looks are one a week of entry, whatever
            their number in the setting.
        least_weeks: The fewest weeks allowed, ≥ 1: at least seven days of cohorts.

    Returns:
        The schedule; without weeks and `low_n` when the traffic would need more than two years.

    Raises:
        ArgumentError: When an argument is not allowed.

    Reference:
        Kohavi, Tang & Xu 2020, Trustworthy online controlled experiments, chapter 2 (whole weeks).

    Example:
        >>> from stagelift.statistics.design.baselines import Share
        >>> cart = Traffic(per_week=12_000, window_days=7)
        >>> found = schedule(Share(0.109), 0.01, cart, Setting(looks="weekly"))
        >>> found.weeks, found.needed, round(found.design.power, 3)
        (3, 32116, 0.843)
    """
    baseline, setting = known(baseline), setting or Setting()
    if checks.whole("least_weeks", least_weeks) == 0:
        raise checks.refused("least_weeks", least_weeks, "it must be ≥ 1")
    least = sample_size(baseline, effect, _fewest(setting))
    weeks: int | None = _first_week(traffic, least.total, least_weeks)
    while weeks is not None and weeks <= MOST_WEEKS:
        run = for_weeks(setting, traffic, weeks)
        design = power(baseline, effect, traffic.units(weeks), run)
        if design.power is not None and design.power >= setting.power:
            return Schedule(
                weeks=weeks,
                units=traffic.units(weeks),
                ready_days=traffic.ready_days(weeks),
                design=design,
                needed=sample_size(baseline, effect, run).total,
            )
        weeks += 1
    units = traffic.units(MOST_WEEKS)
    note = f"{least.total:,} units are needed; two years of this traffic bring {units:,}"
    return Schedule(
        weeks=None,
        units=units,
        ready_days=None,
        design=None,
        needed=least.total,
        status="low_n",
        note=note,
    )


def effect_after(
    baseline: Baseline | None, traffic: Traffic, weeks: int, setting: Setting | None = None
) -> Design:
    """The smallest effect a test of so many weeks of entry finds with the power wanted.

    Args:
        baseline: What is known of the metric; None is refused.
        traffic: Who enters, and who can be reached.
        weeks: Whole weeks of entry, ≥ 1.
        setting: How the test is run; weekly looks as in `schedule`.

    Returns:
        The design as of `mde`; without an effect and `low_n` when too few units enter.

    Raises:
        ArgumentError: When an argument is not allowed.

    Example:
        >>> from stagelift.statistics.design.baselines import Share
        >>> cart = Traffic(per_week=12_000, window_days=7)
        >>> [round(effect_after(Share(0.109), cart, week).effect, 4) for week in (1, 2, 4)]
        [0.0165, 0.0115, 0.0081]
    """
    baseline, setting = known(baseline), setting or Setting()
    if checks.whole("weeks", weeks) == 0:
        raise checks.refused("weeks", weeks, "it must be ≥ 1")
    return mde(baseline, traffic.units(weeks), for_weeks(setting, traffic, weeks))


def _fewest(setting: Setting) -> Setting:
    """A setting that needs no more units: weekly looks need no fewer than a single one."""
    if setting.looks != "weekly":
        return setting
    return replace(setting, fractions=(1.0,))


def _first_week(traffic: Traffic, units: int, least: int) -> int | None:
    """The first week by which so many units entered, or None within two years."""
    if traffic.units(MOST_WEEKS) < units:
        return None
    low, high = least, MOST_WEEKS
    while low < high:
        middle = (low + high) // 2
        low, high = (low, middle) if traffic.units(middle) >= units else (middle + 1, high)
    return low
