"""The power of a test of given size, and the frozen value every solver returns."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

from stagelift.statistics.design.arguments import arms, checked_effect, known
from stagelift.statistics.design.baselines import Baseline, Share
from stagelift.statistics.design.chance import (
    Signal,
    at_last_look,
    critical_values,
    inside,
    signal,
    success,
)
from stagelift.statistics.design.setting import Setting
from stagelift.statistics.inference import Status
from stagelift.statistics.looks.cost import Rule
from stagelift.statistics.looks.gate import LEAST_EVENTS

METHODS = {"once": "", "weekly": "group sequential", "always": "confidence sequence"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Design:
    """A test that could be run: how many units, for which effect, with what chance.

    Args:
        n: Assigned units per arm, control first; mature ones, so immature units come on top.
        total: All of them together.
        effect: The effect it is for, in the metric's unit; None when no effect fits.
        power: Chance to succeed when that effect is true, for the treatment with the fewest units.
        level: Confidence level of the interval that decides.
        looks: How often the result is read: `once`, `weekly` or `always`.
        times: Share of the planned units mature at each look assumed.
        critical: Critical value of z at the planned units, for each comparison.
        clusters: Clusters per arm, or None without clusters.
        method: The test planned for, as printed.
        status: `ok`, or why the design must not be used.
        note: The reason in words, or a condition worth printing.

    Example:
        >>> from stagelift.statistics.design.baselines import Share
        >>> power(Share(0.109), 0.01, (16_000, 16_000)).n
        (16000, 16000)
    """

    n: tuple[int, ...]
    total: int
    effect: float | None
    power: float | None
    level: float
    looks: Rule
    times: tuple[float, ...]
    critical: float
    clusters: tuple[int, ...] | None = None
    method: str
    status: Status = "ok"
    note: str = ""


def power(
    baseline: Baseline | None, effect: float, n: int | Sequence[int], setting: Setting | None = None
) -> Design:
    """The chance that a test of given size succeeds when an effect is true.

    Args:
        baseline: What is known of the metric; None is refused.
        effect: The effect assumed to be true, in the metric's unit: not 0 for a difference, and
            0 for a harmless message's guardrail.
        n: Units per arm, control first; or all units, divided by the allocation.
        setting: How the test is run; default one look at 95 % with two equal arms.

    Returns:
        The design with its power: the chance that the interval excludes the bound on the side of
        the effect. With several treatments, of the one with the fewest units.

    Raises:
        ArgumentError: When the baseline is None, the effect impossible, or the units too few.

    Reference:
        Chow, Shao & Wang 2008, Sample size calculations in clinical research, chapters 3 and 4;
        the variances by kind as their classes say.

    Example:
        >>> from stagelift.statistics.design.values import Value
        >>> round(power(Value(variance=1.0), 1.0, (20, 20)).power, 5)
        0.86895
    """
    baseline, setting = known(baseline), setting or Setting()
    units = arms(n, setting)
    effect = checked_effect(baseline, effect, setting)
    chance = chance_of(baseline, effect, [float(m) for m in units], setting)
    return described(baseline, effect, units, chance, setting)


def chance_of(
    baseline: Baseline,
    effect: float,
    units: Sequence[float],
    setting: Setting,
    *,
    single: bool = False,
) -> float:
    """The power of the treatment with the fewest units, without a description.

    Args:
        baseline: What is known of the metric.
        effect: The effect assumed, already checked.
        units: Units per arm, control first; decimals are allowed.
        setting: How the test is run.
        single: Whether to count the last look alone.

    Returns:
        The chance, 0–1.

    Example:
        >>> from stagelift.statistics.design.values import Value
        >>> round(chance_of(Value(variance=1.0), 1.0, [20.0, 20.0], Setting()), 5)
        0.86895
    """
    criticals = critical_values(setting)
    if setting.aim.kind == "equivalence":
        ends = [
            comparison(baseline, effect, units, setting, worse=worse) for worse in (True, False)
        ]
        return inside(ends[0], ends[1], criticals[-1])
    found = comparison(baseline, effect, units, setting)
    if single:
        return at_last_look(found, criticals[-1])
    return success(found, criticals, setting.looking.times)


def comparison(
    baseline: Baseline,
    effect: float,
    units: Sequence[float],
    setting: Setting,
    *,
    worse: bool = True,
) -> Signal:
    """The signal of the treatment with the fewest units.

    Args:
        baseline: What is known of the metric.
        effect: The effect assumed, already checked.
        units: Units per arm, control first.
        setting: How the test is run.
        worse: For equivalence, whether towards the bound on the worse side or the other.

    Returns:
        Its distance from the bound to be excluded.

    Example:
        >>> from stagelift.statistics.design.values import Value
        >>> round(comparison(Value(variance=1.0), 1.0, [20.0, 20.0], Setting()).distance, 4)
        3.1623
    """
    aim, pair = setting.aim, (min(units[1:]), units[0])
    bound = aim.bound if worse else -aim.bound
    side = aim.sign if worse else -aim.sign
    if aim.kind == "difference":
        side = math.copysign(1.0, effect)
    return signal(baseline, effect, bound, side, pair, setting)


def described(
    baseline: Baseline, effect: float, units: tuple[int, ...], chance: float, setting: Setting
) -> Design:
    """A design with what is worth saying about it.

    Args:
        baseline: What is known of the metric.
        effect: The effect it is for.
        units: Units per arm, control first.
        chance: Its power.
        setting: How the test is run.

    Returns:
        The design.

    Example:
        >>> from stagelift.statistics.design.baselines import Share
        >>> described(Share(0.01), 0.02, (400, 400), 0.5, Setting()).note
        '8 expected events in the smallest arm; below 25 the power is only rough, and no look \
before the last one decides'
    """
    clusters = setting.clusters
    counted = None if clusters is None else tuple(math.ceil(m / clusters.size) for m in units)
    rule = METHODS[setting.looks]
    return Design(
        n=units,
        total=sum(units),
        effect=effect,
        power=chance,
        level=setting.level,
        looks=setting.looks,
        times=setting.looking.times,
        critical=critical_values(setting)[-1],
        clusters=counted,
        method=f"{baseline.kind}, {rule}" if rule else baseline.kind,
        note=_few_events(baseline, effect, units),
    )


def _few_events(baseline: Baseline, effect: float, units: tuple[int, ...]) -> str:
    """Why a share's power is rough, or nothing."""
    if not isinstance(baseline, Share):
        return ""
    share = sum(units[1:]) / sum(units)
    pooled = baseline.rate + share * effect
    events = min(units) * min(pooled, 1.0 - pooled)
    if events >= LEAST_EVENTS:
        return ""
    return (
        f"{events:.3g} expected events in the smallest arm; below {LEAST_EVENTS:g} the power is "
        "only rough, and no look before the last one decides"
    )
