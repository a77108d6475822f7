"""What a plan is asked for, checked."""

from __future__ import annotations

from collections.abc import Sequence

from stagelift.statistics import checks
from stagelift.statistics.design.baselines import Baseline
from stagelift.statistics.design.setting import Setting

UNKNOWN = (
    "the metric's baseline is not known. Measure it in a shadow enrolment (the same audience rule, "
    "nothing sent), or state it in the plan with its source and range"
)


def known(baseline: Baseline | None) -> Baseline:
    """A baseline that is known, or an error that says what to supply.

    Args:
        baseline: What is known of the metric, or None.

    Returns:
        The baseline.

    Raises:
        ArgumentError: When it is None.

    Example:
        >>> known(None)
        Traceback (most recent call last):
        stagelift.errors.ArgumentError: baseline is None; the metric's baseline is not known. \
Measure it in a shadow enrolment (the same audience rule, nothing sent), or state it in the plan \
with its source and range
    """
    if baseline is None:
        raise checks.refused("baseline", None, UNKNOWN)
    return baseline


def checked_effect(baseline: Baseline, effect: float, setting: Setting) -> float:
    """An effect the metric can have, and that is one.

    Args:
        baseline: What is known of the metric.
        effect: The effect, in the metric's unit.
        setting: How the test is run; its margin must be possible, too.

    Returns:
        The effect as a float.

    Raises:
        ArgumentError: When it is no difference, or it or the margin is outside the metric's range.

    Example:
        >>> from stagelift.statistics.design.baselines import Share
        >>> checked_effect(Share(0.1), 0.02, Setting())
        0.02
    """
    effect = checks.finite("effect", effect)
    least, largest = baseline.effects
    if not least <= effect <= largest:
        allowed = f"from this baseline it must lie between {least:g} and {largest:g}"
        raise checks.refused("effect", effect, allowed)
    aim = setting.aim
    if aim.kind == "difference" and effect == 0.0:
        raise checks.refused("effect", effect, "no sample shows a difference that is not there")
    bounds = [aim.bound] if aim.kind != "equivalence" else [-aim.margin, aim.margin]
    for bound in bounds:
        if not least < bound < largest:
            allowed = f"the bound {bound:g} must lie inside {least:g} to {largest:g}"
            raise checks.refused("margin", aim.margin, allowed)
    return effect


def arms(n: int | Sequence[int], setting: Setting) -> tuple[int, ...]:
    """Units per arm, enough of them to be tested.

    Args:
        n: Units per arm, control first; or all units, divided by the allocation and rounded down.
        setting: How the test is run.

    Returns:
        Units per arm, control first.

    Raises:
        ArgumentError: When they do not fit the arms, or one has fewer than two units or clusters.

    Example:
        >>> arms(1001, Setting(allocation=(9, 1)))
        (900, 100)
    """
    if isinstance(n, Sequence):
        units = tuple(checks.whole(f"n[{place}]", m) for place, m in enumerate(n))
        if len(units) != setting.treatments + 1:
            bound = f"it must have one entry per arm, {setting.treatments + 1}"
            raise checks.refused("n", units, bound)
    else:
        total = checks.whole("n", n)
        units = tuple(total * part // sum(setting.parts) for part in setting.parts)
    if min(units) < 2:
        raise checks.refused("n", n, "every arm needs at least two units")
    clusters = setting.clusters
    if clusters is not None and min(units) < 2.0 * clusters.size:
        raise checks.refused("n", n, f"every arm needs two clusters of {clusters.size:g} units")
    return units
