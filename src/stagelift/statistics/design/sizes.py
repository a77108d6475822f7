"""How many units a test needs, and the smallest effect or margin a given number allows."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from dataclasses import replace

from stagelift.statistics import checks
from stagelift.statistics.design.arguments import checked_effect, known
from stagelift.statistics.design.baselines import Baseline
from stagelift.statistics.design.chance import critical_values, signal
from stagelift.statistics.design.designs import Design, chance_of, described, power
from stagelift.statistics.design.search import MOST_UNITS, PRECISION, nearest, smallest
from stagelift.statistics.design.setting import Setting
from stagelift.statistics.looks.cost import needed_drift
from stagelift.statistics.numerics import special
from stagelift.statistics.roots import root_between

MANY = 1000.0  # blocks at which a first guess is taken
NARROW = 1e-3  # how far all looks may differ from the last one alone, relative


def sample_size(baseline: Baseline | None, effect: float, setting: Setting | None = None) -> Design:
    """The fewest units with which a test finds an effect with the power wanted.

    The number grows in blocks of the allocation (9 and 1 for 90/10), so that the shares stay exact;
    one block less falls below the power.

    Args:
        baseline: What is known of the metric; None is refused.
        effect: The effect assumed to be true, in the metric's unit, beyond the bound to be
            excluded: 0 for the guardrail of a harmless message.
        setting: How the test is run, with the power wanted; default 80 % at 95 %, one look.

    Returns:
        The design. Units are assigned and mature ones; with clusters whole clusters.

    Raises:
        ArgumentError: When the baseline is None, the effect is impossible or not beyond the bound,
            or more than 10¹² units would be needed.

    Reference:
        Fleiss, Levin & Paik 2003, chapter 4; Farrington & Manning 1990 (margins of proportions);
        Chow, Shao & Wang 2008, chapters 3 and 4; Jennison & Turnbull 2000 (looks).

    Example:
        >>> from stagelift.statistics.design.baselines import Share
        >>> found = sample_size(Share(0.109), 0.01)
        >>> found.n, round(found.power, 4)
        ((15855, 15855), 0.8)
    """
    baseline, setting = known(baseline), setting or Setting()
    effect = checked_effect(baseline, effect, setting)
    _reachable(effect, setting)
    least = _least_blocks(setting)

    def enough(blocks: int) -> bool:
        units = _units(blocks, setting)
        return chance_of(baseline, effect, units, setting) >= setting.power

    blocks = smallest(enough, max(least, _first_guess(baseline, effect, setting)), least)
    units = tuple(math.ceil(m - 1e-9) for m in _units(blocks, setting))
    chance = chance_of(baseline, effect, _units(blocks, setting), setting)
    found = described(baseline, effect, units, chance, setting)
    if setting.clusters is None:
        return found
    return replace(found, clusters=tuple(part * blocks for part in setting.parts))


def mde(
    baseline: Baseline | None, n: int | Sequence[int], setting: Setting | None = None
) -> Design:
    """The smallest effect a test of given size finds with the power wanted.

    Args:
        baseline: What is known of the metric; None is refused.
        n: Units per arm, control first; or all units, divided by the allocation.
        setting: How the test is run; the effect is sought on the better side (`aim.better`).

    Returns:
        The design with the effect, signed; without one and `low_n` when even the largest effect
        the metric can have would be missed too often. With a margin the effect is the true one
        that suffices, which for non-inferiority may be a worsening.

    Raises:
        ArgumentError: When the baseline is None, the units too few, or the aim is equivalence,
            which has no smallest effect (`smallest_margin` has the answer).

    Reference:
        Bloom 1995, Minimum detectable effects: a simple way to report the statistical power of
        experimental designs.

    Example:
        >>> from stagelift.statistics.design.baselines import Share
        >>> round(mde(Share(0.109), (16_000, 16_000)).effect, 5)
        0.00995
    """
    baseline, setting = known(baseline), setting or Setting()
    aim = setting.aim
    if aim.kind == "equivalence":
        allowed = "equivalence has no smallest effect; ask for its smallest margin"
        raise checks.refused("aim", aim.kind, allowed)
    limit = baseline.effects[1] if aim.better == "up" else baseline.effects[0]
    start = power(baseline, _any_effect(limit, aim.sign), n, setting)  # checks n and the margin
    units = [float(m) for m in start.n]

    def at(distance: float) -> float:
        return limit if distance >= abs(limit - aim.bound) else aim.bound + aim.sign * distance

    def chance(distance: float, single: bool) -> float:
        return chance_of(baseline, at(distance), units, setting, single=single)

    distance = _solved(chance, abs(limit - aim.bound), setting)
    if distance is None:
        note = f"even an effect of {limit:+g} would be found with less than {setting.power:.0%}"
        return replace(start, effect=None, power=None, status="low_n", note=note)
    found = chance(distance, False)
    return described(baseline, at(distance), start.n, found, setting)


def smallest_margin(
    baseline: Baseline | None,
    n: int | Sequence[int],
    setting: Setting,
    *,
    effect: float = 0.0,
) -> float | None:
    """The smallest margin that a test of given size clears with the power wanted.

    Args:
        baseline: What is known of the metric; None is refused.
        n: Units per arm, control first; or all units, divided by the allocation.
        setting: How the test is run; its aim must be non-inferiority or equivalence, whose own
            margin is not used.
        effect: The effect assumed to be true; 0 for a harmless message.

    Returns:
        The margin, > 0; None when not even the largest one the metric allows would be cleared.

    Raises:
        ArgumentError: When an argument is not allowed.

    Example:
        >>> from stagelift.statistics.design.baselines import Share
        >>> from stagelift.statistics.design.setting import Aim
        >>> setting = Setting(aim=Aim("non_inferiority", 0.003, "down"))
        >>> round(smallest_margin(Share(0.0035), (12_000, 12_000), setting), 5)
        0.0022
    """
    baseline, aim = known(baseline), setting.aim
    if aim.kind not in ("non_inferiority", "equivalence"):
        allowed = "only non-inferiority and equivalence have a margin to be cleared"
        raise checks.refused("aim", aim.kind, allowed)
    least, largest = baseline.effects
    limit = min(-least, largest) if aim.kind == "equivalence" else None
    if limit is None:
        limit = largest if aim.better == "down" else -least
    units = power(baseline, effect, n, _with_margin(setting, min(aim.margin, limit / 2.0))).n
    sizes = [float(m) for m in units]

    def chance(margin: float, single: bool) -> float:
        return chance_of(baseline, effect, sizes, _with_margin(setting, margin), single=single)

    return _solved(chance, limit * (1.0 - 1e-9), setting)


def _solved(
    chance: Callable[[float, bool], float], farthest: float, setting: Setting
) -> float | None:
    """The distance at which a chance reaches the power: by the last look alone, then by all."""
    wanted = _single_power(setting)
    guess = nearest(lambda distance: chance(distance, True) >= wanted, 0.0, farthest, 1.0)
    if len(setting.looking.times) == 1 or (guess is None and math.isinf(farthest)):
        return guess

    def excess(distance: float) -> float:
        return chance(distance, False) - setting.power

    if math.isfinite(farthest) and excess(farthest) < 0.0:
        return None
    low = high = farthest if guess is None else guess
    step = NARROW
    while excess(low) >= 0.0:
        low, step = low / (1.0 + step), 2.0 * step
    step = NARROW
    while excess(high) < 0.0:
        high, step = min(high * (1.0 + step), farthest), 2.0 * step
    return root_between(excess, low, high, xtol=PRECISION * high)


def _with_margin(setting: Setting, margin: float) -> Setting:
    return replace(setting, aim=replace(setting.aim, margin=margin))


def _reachable(effect: float, setting: Setting) -> None:
    """Refuse an effect that no number of units separates from the bound."""
    aim = setting.aim
    if aim.kind == "equivalence" and abs(effect) >= aim.margin:
        raise checks.refused("effect", effect, f"it must lie within ±{aim.margin:g}, the margin")
    if aim.kind in ("superiority", "non_inferiority") and aim.sign * (effect - aim.bound) <= 0.0:
        side = "above" if aim.better == "up" else "below"
        raise checks.refused("effect", effect, f"it must lie {side} the bound {aim.bound:g}")


def _units(blocks: int, setting: Setting) -> list[float]:
    size = 1.0 if setting.clusters is None else setting.clusters.size
    return [blocks * part * size for part in setting.parts]


def _least_blocks(setting: Setting) -> int:
    """The fewest blocks that leave two units, or two clusters, in every arm."""
    return math.ceil(2 / min(setting.parts))


def _single_power(setting: Setting) -> float:
    """The power of the last look alone that goes with the power wanted over all looks."""
    if len(setting.looking.times) == 1:
        return setting.power
    drift = needed_drift(setting.looking, setting.power)
    return float(special.ndtr(drift - critical_values(setting)[-1]))


def _first_guess(baseline: Baseline, effect: float, setting: Setting) -> int:
    """The blocks that normal quantiles would need."""
    aim, parts = setting.aim, _units(1, setting)
    bound = aim.bound
    if aim.kind == "equivalence":
        bound = math.copysign(aim.margin, effect or 1.0)
    pair = (MANY * min(parts[1:]), MANY * parts[0])  # so that clusters leave degrees of freedom
    found = signal(baseline, effect, bound, 1.0, pair, setting)
    wanted = critical_values(setting)[-1] * found.scale
    wanted += float(special.ndtri(_single_power(setting)))
    guess = MANY * (wanted / found.distance) ** 2
    return math.ceil(min(guess, float(MOST_UNITS)))


def _any_effect(limit: float, sign: float) -> float:
    """An effect the metric can have on the better side."""
    return limit / 2.0 if math.isfinite(limit) else sign
