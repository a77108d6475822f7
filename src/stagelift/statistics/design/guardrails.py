"""Guardrails in the plan: their power, and the units that all goals together need."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from stagelift.statistics import checks
from stagelift.statistics.design.baselines import Baseline
from stagelift.statistics.design.designs import Design, power
from stagelift.statistics.design.setting import Aim, Setting
from stagelift.statistics.design.sizes import sample_size
from stagelift.statistics.inference import Better


@dataclass(frozen=True, slots=True, kw_only=True)
class Guard:
    """A guardrail as the planner sees it.

    Args:
        baseline: What is known of its metric.
        margin: The worsening allowed, > 0, in the metric's unit.
        better: Direction of the metric, `up` or `down`.
        variance_ratio: Variance left by its own pre-period adjustment, above 0 and at most 1.

    Example:
        >>> from stagelift.statistics.design.baselines import Share
        >>> Guard(baseline=Share(0.0035), margin=0.003, better="down").margin
        0.003
    """

    baseline: Baseline | None
    margin: float
    better: Better = "down"
    variance_ratio: float = 1.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Together:
    """What a primary metric and its guardrails need together.

    Args:
        n: Units per arm, control first: the most that any of them needs.
        total: All of them.
        each_power: The power planned for each goal, so that all are met with the power wanted.
        primary: The primary's design at its own need.
        guardrails: The guardrails' designs at their own needs, in their order.
        chances: The chance of each guardrail to be cleared with n units if harmless.
        deciding: The goal that needs most units: 0 for the primary, k for the k-th guardrail.

    Example:
        >>> from stagelift.statistics.design.baselines import Share
        >>> guard = Guard(baseline=Share(0.0035), margin=0.003)
        >>> together(Share(0.109), 0.01, [guard]).deciding
        0
    """

    n: tuple[int, ...]
    total: int
    each_power: float
    primary: Design
    guardrails: tuple[Design, ...]
    chances: tuple[float, ...]
    deciding: int


def each_power(wanted: float, guardrails: int) -> float:
    """The power each of m guardrails and the primary needs, so that all succeed as often as wanted.

    Args:
        wanted: Chance wanted that a good and harmless message ships, between 0 and 1.
        guardrails: Number of guardrails m, ≥ 0.

    Returns:
        1 − β / (m + 1), with β = 1 − wanted.

    Raises:
        ArgumentError: When an argument is not allowed.

    Reference:
        Schultzberg, Ankargren & Frånberg 2024, Risk-aware product decisions in A/B tests with
        multiple metrics.

    Example:
        >>> round(each_power(0.8, 3), 10)
        0.95
    """
    checks.between("wanted", wanted, 0, 1)
    return 1.0 - (1.0 - wanted) / (checks.whole("guardrails", guardrails) + 1)


def chance_to_clear(
    guard: Guard, n: int | Sequence[int], setting: Setting | None = None, *, effect: float = 0.0
) -> float:
    """The chance that a guardrail is cleared: its interval ends inside the margin.

    Args:
        guard: The guardrail.
        n: Units per arm, control first; or all units, divided by the allocation.
        setting: How the test is run; its aim is not used.
        effect: The effect that is true; 0 for a harmless message.

    Returns:
        The chance, 0–1. Its level is not divided among guardrails: all must be cleared.

    Raises:
        ArgumentError: When an argument is not allowed.

    Reference:
        Farrington & Manning 1990 (proportions); Schultzberg, Ankargren & Frånberg 2024.

    Example:
        >>> from stagelift.statistics.design.baselines import Share
        >>> guard = Guard(baseline=Share(0.0035), margin=0.003, better="down")
        >>> round(chance_to_clear(guard, (16_000, 16_000)), 3)
        0.993
    """
    found = power(guard.baseline, effect, n, _guarded(guard, setting or Setting()))
    return found.power or 0.0


def together(
    baseline: Baseline | None,
    effect: float,
    guardrails: Sequence[Guard],
    setting: Setting | None = None,
) -> Together:
    """The units with which a good and harmless message ships as often as wanted.

    Args:
        baseline: What is known of the primary metric; None is refused.
        effect: The primary's effect assumed to be true, in its unit.
        guardrails: The guardrails, each assumed unharmed; none is allowed.
        setting: How the test is run; its power is the chance wanted that all goals are met.

    Returns:
        The most units any goal needs at the divided power. Bonferroni's inequality makes the chance
        at least the one wanted, however the metrics depend on each other.

    Raises:
        ArgumentError: When an argument is not allowed.

    Reference:
        Schultzberg, Ankargren & Frånberg 2024, Risk-aware product decisions in A/B tests with
        multiple metrics.

    Example:
        >>> from stagelift.statistics.design.baselines import Share
        >>> guards = [Guard(baseline=Share(rate), margin=0.003) for rate in (0.0035, 0.01)]
        >>> found = together(Share(0.109), 0.01, guards)
        >>> found.n, round(found.each_power, 4), [round(c, 3) for c in found.chances]
        ((26672, 26672), 0.9333, [1.0, 0.933])
    """
    setting = setting or Setting()
    run = replace(setting, power=each_power(setting.power, len(guardrails)))
    designs = [sample_size(baseline, effect, run)]
    designs += [sample_size(guard.baseline, 0.0, _guarded(guard, run)) for guard in guardrails]
    deciding = max(range(len(designs)), key=lambda place: designs[place].total)
    n = designs[deciding].n
    return Together(
        n=n,
        total=sum(n),
        each_power=run.power,
        primary=designs[0],
        guardrails=tuple(designs[1:]),
        chances=tuple(chance_to_clear(guard, n, setting) for guard in guardrails),
        deciding=deciding,
    )


def _guarded(guard: Guard, setting: Setting) -> Setting:
    """The setting of a guardrail: non-inferiority by its margin."""
    if not checks.finite("margin", guard.margin) > 0.0:
        raise checks.refused(
            "margin", guard.margin, "a guardrail's margin must be > 0 to be cleared"
        )
    aim = Aim("non_inferiority", guard.margin, guard.better)
    return replace(setting, aim=aim, variance_ratio=guard.variance_ratio)
