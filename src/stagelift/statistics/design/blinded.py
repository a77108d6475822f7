"""Planning again on the way, from figures that do not tell the arms apart.

The sum over both arms shows no effect, so that reading it is no look and costs no error. Only the
nuisance figure is replaced: the rate or the variance; effect, level and power stay as planned.
"""

from __future__ import annotations

import math
from dataclasses import replace

from stagelift.statistics import checks
from stagelift.statistics.design.arguments import known
from stagelift.statistics.design.baselines import Baseline, Share
from stagelift.statistics.design.designs import Design, power
from stagelift.statistics.design.setting import Setting
from stagelift.statistics.design.sizes import sample_size
from stagelift.statistics.design.values import Value
from stagelift.statistics.moments import Moments


def blinded_share(k: int, n: int, effect: float, setting: Setting | None = None) -> Share:
    """The control's rate that the rate of all arms together implies under the planned effect.

    Args:
        k: Units with the event, all arms together.
        n: Mature units, all arms together.
        effect: The effect planned for, a share; every treatment is assumed to have it.
        setting: How the test is run, for its allocation.

    Returns:
        The baseline at p − w·effect, w being the treatments' share of all units.

    Raises:
        ArgumentError: When a count is not allowed, or no rate fits.

    Reference:
        Gould 1992, Interim analyses for monitoring clinical trials that do not materially affect
        the type I error rate.

    Example:
        >>> round(blinded_share(1_140, 10_000, 0.01).rate, 6)
        0.109
    """
    k, n = checks.events(k, n)
    if n == 0:
        raise checks.refused("n", n, "without mature units there is no rate")
    rate = k / n - _treated(setting or Setting()) * checks.finite("effect", effect)
    if not 0.0 < rate < 1.0:
        allowed = f"with an effect of {effect:g} the control's rate would be {rate:g}"
        raise checks.refused("k", k, allowed)
    return Share(rate)


def blinded_mean(m: Moments, effect: float, setting: Setting | None = None) -> Value:
    """The variance within arms that all arms together imply under the planned effect.

    Args:
        m: Moments of the value per mature unit, all arms together.
        effect: The effect planned for, in the value's unit; every treatment is assumed to have it.
        setting: How the test is run, for its allocation.

    Returns:
        The baseline with s² − w(1 − w)·effect²·n/(n − 1).

    Raises:
        ArgumentError: When there are fewer than two units, or no variance would be left.

    Reference:
        Gould & Shih 1992, Sample size re-estimation without unblinding for normally distributed
        outcomes with unknown variance; Kieser & Friede 2003, Simple procedures for blinded sample
        size adjustment that do not affect the type I error rate.

    Example:
        >>> blinded_mean(Moments(n=101, mean=5.0, m2=425.25, m3=0.0), 1.0).variance
        4.0
    """
    if m.variance is None:
        raise checks.refused("n", m.n, "a variance needs at least two units")
    share = _treated(setting or Setting())
    between = share * (1.0 - share) * checks.finite("effect", effect) ** 2 * m.n / (m.n - 1.0)
    left = m.variance - between
    if left <= 0.0:
        allowed = f"an effect of {effect:g} alone would give a variance of {between:g}"
        raise checks.refused("m2", m.m2, allowed)
    return Value(variance=left)


def planned_again(
    planned: Design, baseline: Baseline | None, setting: Setting, *, most: float = 2.0
) -> Design:
    """The design of a running test after its blinded figure is known.

    Args:
        planned: The design the test was launched with.
        baseline: What all arms together showed, from `blinded_share` or `blinded_mean`.
        setting: How the test is run, as planned.
        most: The most units allowed, as a multiple of those planned, ≥ 1 and fixed in the plan.

    Returns:
        A design with at least the planned units: never fewer, so that a figure that is low by
        chance does not shorten the test. When the multiple binds its note says so, and its power
        is what remains.

    Raises:
        ArgumentError: When the planned design has no effect, or an argument is not allowed.

    Reference:
        Wittes & Brittain 1990, The role of internal pilot studies in increasing the efficiency of
        clinical trials (never below the plan); Friede & Kieser 2006, Sample size recalculation in
        internal pilot study designs: a review.

    Example:
        >>> setting = Setting()
        >>> planned = sample_size(Value(variance=4.0), 0.5, setting)
        >>> found = planned_again(planned, Value(variance=5.0), setting)
        >>> planned.n, found.n, found.note
        ((253, 253), (315, 315), '506 units were planned; 630 are needed with the variance seen')
    """
    if planned.effect is None:
        raise checks.refused("planned", planned.status, "it must be a design with an effect")
    if checks.finite("most", most) < 1.0:
        raise checks.refused("most", most, "it must be ≥ 1")
    baseline = known(baseline)
    needed = sample_size(baseline, planned.effect, setting)
    if needed.total <= planned.total:
        found = power(baseline, planned.effect, planned.n, setting)
        return replace(found, note=f"{needed.total:,} units would do; the planned ones stay")
    text = f"{planned.total:,} units were planned; {needed.total:,} are needed"
    if needed.total <= most * planned.total:
        return replace(needed, note=f"{text} with the variance seen")
    blocks = math.floor(most * planned.total / sum(setting.parts))
    units = tuple(blocks * part for part in setting.parts)
    found = power(baseline, planned.effect, units, setting)
    return replace(found, note=f"{text}, and {sum(units):,} are allowed")


def _treated(setting: Setting) -> float:
    """The treatments' share of all units."""
    return 1.0 - setting.parts[0] / sum(setting.parts)
