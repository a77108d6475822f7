"""Several answers side by side: by weeks, by units, by looks rule, over a range of baselines."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from stagelift.statistics import checks
from stagelift.statistics.design.arguments import known
from stagelift.statistics.design.baselines import Baseline
from stagelift.statistics.design.chance import critical_values, exits
from stagelift.statistics.design.designs import Design, comparison, power
from stagelift.statistics.design.setting import Setting
from stagelift.statistics.design.sizes import mde, sample_size
from stagelift.statistics.design.weeks import Traffic, effect_after
from stagelift.statistics.looks.boundaries import equal_looks
from stagelift.statistics.looks.cost import Rule


@dataclass(frozen=True, slots=True, kw_only=True)
class WeekPoint:
    """What a test of so many weeks of entry sees.

    Args:
        weeks: Weeks of entry.
        units: Units assigned in them, all arms together.
        ready_days: Days from the first entry until the last unit is mature.
        effect: The smallest effect found with the power wanted; None when none is.
        note: Why there is none, or a condition worth printing.

    Example:
        >>> WeekPoint(weeks=2, units=24_000, ready_days=21, effect=0.012, note="").weeks
        2
    """

    weeks: int
    units: int
    ready_days: int
    effect: float | None
    note: str


@dataclass(frozen=True, slots=True, kw_only=True)
class LooksCost:
    """What one looks rule costs for the same effect.

    Args:
        rule: `once`, `weekly` or `always`.
        design: The design it needs.
        cost: Its units over those of a single look; 1.72 is 72 % more.
        power_at_once: Its power with the units a single look needs.
        expected_total: Mature units at the first crossing, or at the end without one, on average
            when the effect is the one planned for.

    Example:
        >>> from stagelift.statistics.design.baselines import Share
        >>> [round(found.cost, 2) for found in by_looks(Share(0.109), 0.01, weeks=4)]
        [1.0, 1.02, 1.72]
    """

    rule: Rule
    design: Design
    cost: float
    power_at_once: float
    expected_total: float


def by_weeks(
    baseline: Baseline | None,
    traffic: Traffic,
    weeks: Sequence[int],
    setting: Setting | None = None,
) -> tuple[WeekPoint, ...]:
    """The smallest effect found after several lengths of a test.

    Args:
        baseline: What is known of the metric; None is refused.
        traffic: Who enters, who can be reached, and when a unit is mature.
        weeks: Whole weeks of entry, each ≥ 1.
        setting: How the test is run; under `weekly` one look a week of entry.

    Returns:
        One point per length, in their order.

    Raises:
        ArgumentError: When an argument is not allowed.

    Example:
        >>> from stagelift.statistics.design.baselines import Share
        >>> cart = Traffic(per_week=12_000, window_days=7)
        >>> [round(point.effect, 4) for point in by_weeks(Share(0.109), cart, (1, 2, 4))]
        [0.0165, 0.0115, 0.0081]
    """
    found = []
    for length in weeks:
        design = effect_after(baseline, traffic, length, setting)
        found.append(
            WeekPoint(
                weeks=length,
                units=traffic.units(length),
                ready_days=traffic.ready_days(length),
                effect=design.effect,
                note=design.note,
            )
        )
    return tuple(found)


def by_units(
    baseline: Baseline | None,
    effect: float,
    totals: Sequence[int],
    setting: Setting | None = None,
) -> tuple[Design, ...]:
    """The power at several sizes of a test.

    Args:
        baseline: What is known of the metric; None is refused.
        effect: The effect assumed to be true, in the metric's unit.
        totals: Units of all arms together, divided by the allocation.
        setting: How the test is run.

    Returns:
        One design per size, in their order.

    Raises:
        ArgumentError: When an argument is not allowed.

    Example:
        >>> from stagelift.statistics.design.baselines import Share
        >>> found = by_units(Share(0.109), 0.01, (10_000, 20_000, 40_000))
        >>> [round(design.power, 3) for design in found]
        [0.349, 0.604, 0.882]
    """
    return tuple(power(baseline, effect, total, setting) for total in totals)


def by_looks(
    baseline: Baseline | None,
    effect: float,
    setting: Setting | None = None,
    *,
    weeks: int,
    fractions: tuple[float, ...] | None = None,
) -> tuple[LooksCost, ...]:
    """The units each looks rule needs for the same effect, and what it gives for a single look's.

    Args:
        baseline: What is known of the metric; None is refused.
        effect: The effect assumed to be true, in the metric's unit.
        setting: How the test is run; its own looks are replaced.
        weeks: Weekly looks of the `weekly` rule, ≥ 1.
        fractions: The share of the customers each of these looks has, as a traffic's `fractions`;
            even steps when left out.

    Returns:
        One entry each for `once`, `weekly` and `always`, in this order.

    Raises:
        ArgumentError: When an argument is not allowed.

    Reference:
        Jennison & Turnbull 2000, Group sequential methods, chapter 7; Waudby-Smith, Arbour, Sinha,
        Kennedy & Ramdas 2024, Time-uniform central limit theory and asymptotic confidence
        sequences.

    Example:
        >>> from stagelift.statistics.design.baselines import Share
        >>> found = by_looks(Share(0.109), 0.01, weeks=4)
        >>> [(one.design.total, round(one.power_at_once, 2)) for one in found]
        [(31710, 0.8), (32332, 0.79), (54552, 0.5)]
    """
    setting = setting or Setting()
    rules: dict[Rule, tuple[float, ...] | None]
    rules = {"once": None, "weekly": fractions or equal_looks(weeks), "always": None}
    settings = [replace(setting, looks=rule, fractions=at) for rule, at in rules.items()]
    designs = [sample_size(baseline, effect, each) for each in settings]
    single = designs[0]
    return tuple(
        LooksCost(
            rule=rule,
            design=design,
            cost=design.total / single.total,
            power_at_once=power(baseline, effect, single.n, each).power or 0.0,
            expected_total=_expected(known(baseline), effect, design, each),
        )
        for rule, design, each in zip(rules, designs, settings, strict=True)
    )


def over_range(
    baselines: Sequence[Baseline | None], n: int | Sequence[int], setting: Setting | None = None
) -> tuple[Design, ...]:
    """The smallest effect for every baseline of a stated range.

    Where the baseline was not measured, the plan states it with its source and range; the largest
    of these effects is the one to plan with.

    Args:
        baselines: The range: its ends, and as many points between as are wanted.
        n: Units per arm, control first; or all units, divided by the allocation.
        setting: How the test is run.

    Returns:
        One design per baseline, in their order.

    Raises:
        ArgumentError: When there is no baseline, one is None, or another argument is not allowed.

    Example:
        >>> from stagelift.statistics.design.baselines import Share
        >>> found = over_range([Share(0.05), Share(0.1), Share(0.15)], (16_000, 16_000))
        >>> [round(design.effect, 4) for design in found]
        [0.007, 0.0096, 0.0114]
    """
    if not baselines:
        raise checks.refused("baselines", (), "a range needs at least one baseline")
    return tuple(mde(baseline, n, setting) for baseline in baselines)


def _expected(baseline: Baseline, effect: float, design: Design, setting: Setting) -> float:
    """Mature units at the end of a test, on average."""
    found = comparison(baseline, effect, [float(m) for m in design.n], setting)
    times = setting.looking.times
    return exits(found, critical_values(setting), times).expected(times) * design.total
