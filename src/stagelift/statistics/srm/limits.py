"""The share of units that an arm's size still allows, at any number of looks."""

from __future__ import annotations

import math

from stagelift.statistics import checks
from stagelift.statistics.inference import Inference
from stagelift.statistics.numerics import Booleans, Floats, np, special
from stagelift.statistics.roots import crossing
from stagelift.statistics.srm.ratio import CONCENTRATION


def share_limits(
    k: int,
    n: int,
    share: float,
    *,
    level: float = 0.999,
    concentration: float = CONCENTRATION,
) -> Inference:
    """The share at which units really enter one arm, with limits that hold at every look.

    How far off a broken assignment is, when `sample_ratio` blocks. The limits are the shares whose
    evidence against them, a beta-binomial centred on the planned share, is below 1/(1 − level); the
    p-value is that of the planned share by the same evidence.

    Args:
        k: Units in the arm, 0 ≤ k ≤ n.
        n: Units in all arms.
        share: The planned share, between 0 and 1.
        level: Confidence level over all looks, between 0 and 1; .999 fits the check at .001.
        concentration: Weight of the planned share in the alternative, > 0.

    Returns:
        The arm's share (0–1) with its limits and the p-value of the planned share, dual to whether
        the limits contain it; null with status `no_data` without units.

    Raises:
        ArgumentError: When an argument is not allowed.

    Reference:
        Lindon & Malek 2022, Anytime-valid inference for multinomial count data; Robbins 1970,
        Statistical methods related to the law of the iterated logarithm.

    Example:
        >>> found = share_limits(5100, 10_000, 0.5)
        >>> found.value, round(found.low, 3), round(found.high, 3)
        (0.51, 0.49, 0.53)
    """
    k, n = checks.events(k, n)
    checks.between("share", share, 0, 1)
    tail = 1.0 - checks.between("level", level, 0, 1)
    checks.between("concentration", concentration, 0, math.inf)
    method = "beta_binomial_sequence"
    if n == 0:
        return Inference(level=level, method=method, status="no_data", note="no units")
    a, b = concentration * share, concentration * (1.0 - share)
    mixed = float(special.betaln(a + k, b + n - k) - special.betaln(a, b))

    def evidence(shares: Floats) -> Floats:
        return np.asarray(mixed - special.xlogy(k, shares) - special.xlog1py(n - k, -shares))

    def inside(shares: Floats) -> Booleans:
        return np.asarray(evidence(shares) < -math.log(tail))

    low, high = crossing(inside, np.full(2, k / n), np.array([0.0, 1.0]))
    return Inference(
        value=k / n,
        se=math.sqrt(k * (n - k) / n) / n,
        low=float(low),
        high=float(high),
        level=level,
        method=method,
        p_value=math.exp(min(0.0, -float(evidence(np.array(share))))),
        dual=True,
    )
