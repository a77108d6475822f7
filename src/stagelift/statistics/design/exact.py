"""The power of the score test without the normal approximation, for small counts."""

from __future__ import annotations

import math

from stagelift.statistics import checks
from stagelift.statistics.design.arguments import checked_effect
from stagelift.statistics.design.baselines import Share
from stagelift.statistics.design.setting import Setting
from stagelift.statistics.numerics import Floats, np, special
from stagelift.statistics.quantiles import normal_critical
from stagelift.statistics.score import TwoRates

NEGLIGIBLE = 1e-16  # probability of a count that is left out


def exact_power(
    baseline: Share, effect: float, units: tuple[int, int], setting: Setting | None = None
) -> float:
    """The chance that the score test excludes the bound, summed over all tables.

    It rises and falls a little from one n to the next, as counts are whole; planning takes the
    smooth normal power, and this figure shows how far it is off when events are few.

    Args:
        baseline: The control's rate.
        effect: The effect assumed to be true, a share.
        units: Units of the control and of the treatment, each ≥ 1.
        setting: How the test is run: level and aim are used. One look, one treatment.

    Returns:
        The chance, 0–1, on the effect's side; for equivalence the chance to exclude both bounds.

    Raises:
        ArgumentError: When an argument is not allowed.

    Reference:
        Miettinen & Nurminen 1985, Comparative analysis of two rates; Farrington & Manning 1990.

    Example:
        >>> round(exact_power(Share(0.01), 0.02, (400, 400)), 3)
        0.527
    """
    setting = setting or Setting()
    effect = checked_effect(baseline, effect, setting)
    n0, n1 = (checks.whole(f"units[{place}]", n) for place, n in enumerate(units))
    if min(n0, n1) < 1:
        raise checks.refused("units", units, "every arm needs at least one unit")
    critical, aim = normal_critical(setting.level), setting.aim
    rate1 = min(max(baseline.rate + effect, 0.0), 1.0)
    k0, chance0 = _counts(n0, baseline.rate)
    sign = math.copysign(1.0, effect) if aim.kind == "difference" else aim.sign
    bounds = [(aim.bound, sign)]
    if aim.kind == "equivalence":
        bounds.append((-aim.bound, -sign))
    low, high = np.zeros_like(k0), np.full_like(k0, float(n1))
    for bound, side in bounds:
        first, last = _success(k0, n0, n1, (bound, side, critical))
        low, high = np.maximum(low, first), np.minimum(high, last)
    within = special.bdtr(high, n1, rate1) - np.where(
        low > 0.0, special.bdtr(np.maximum(low - 1.0, 0.0), n1, rate1), 0.0
    )
    return float(np.sum(chance0 * np.where(low <= high, within, 0.0)))


def _counts(n: int, rate: float) -> tuple[Floats, Floats]:
    """The counts of a binomial that are worth adding, and their probabilities."""
    spread = 9.0 * math.sqrt(n * rate * (1.0 - rate)) + 40.0
    k = np.arange(max(0, math.floor(n * rate - spread)), min(n, math.ceil(n * rate + spread)) + 1.0)
    logs = special.gammaln(n + 1.0) - special.gammaln(k + 1.0) - special.gammaln(n - k + 1.0)
    chance = np.exp(logs + special.xlogy(k, rate) + special.xlog1py(n - k, -rate))
    kept = chance > NEGLIGIBLE
    return k[kept], chance[kept]


def _success(
    k0: Floats, n0: int, n1: int, test: tuple[float, float, float]
) -> tuple[Floats, Floats]:
    """The first and last count of the treatment with which the test excludes a bound.

    The statistic rises with the treatment's count, so that one end is 0 or all, and the other is
    found by halving.
    """
    bound, side, critical = test

    def passed(k1: Floats) -> Floats:
        z = TwoRates(k1, float(n1), k0, float(n0))
        found = z.pooled_z() if bound == 0.0 else z.difference_z(bound)
        return np.asarray(side * np.asarray(found) > critical)

    # `out` fails and `hold` passes; both start one beyond the range
    out = np.full_like(k0, -1.0 if side > 0.0 else n1 + 1.0)
    hold = np.full_like(k0, n1 + 1.0 if side > 0.0 else -1.0)
    while np.any(np.abs(hold - out) > 1.0):
        middle = np.floor((hold + out) / 2.0)
        ok = passed(np.clip(middle, 0.0, n1))
        hold, out = np.where(ok, middle, hold), np.where(ok, out, middle)
    if side > 0.0:
        return hold, np.full_like(k0, float(n1))
    return np.zeros_like(k0), hold
