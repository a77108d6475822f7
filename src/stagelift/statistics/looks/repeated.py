"""Repeated confidence intervals: what a look that did not cross may show."""

from __future__ import annotations

import math
from collections.abc import Sequence

from stagelift.statistics import checks
from stagelift.statistics.inference import Inference
from stagelift.statistics.looks.boundaries import boundaries
from stagelift.statistics.looks.spending import OBRIEN_FLEMING, Spending
from stagelift.statistics.numerics import special
from stagelift.statistics.roots import root_between

REPEATED = "repeated"
LEAST_P = 1e-15


def repeated_interval(
    effect: float,
    se: float,
    critical: float,
    *,
    level: float = 0.95,
    p_value: float | None = None,
) -> Inference:
    """An interval that holds at all planned looks together, whether the test stops or not.

    Args:
        effect: The estimate on the mature units of this look.
        se: Its standard error, > 0.
        critical: This look's critical value, as `boundaries` gives it for the same level, > 0.
        level: Confidence level over all looks, between 0 and 1.
        p_value: The repeated p-value, where it is wanted.

    Returns:
        effect ± critical · se; it leaves out the effect tested against exactly when the
        look crosses.

    Raises:
        ArgumentError: When an argument is not allowed.

    Reference:
        Jennison & Turnbull 1989, Interim analyses: the repeated confidence interval approach;
        Jennison & Turnbull 2000, chapter 9.

    Example:
        >>> found = repeated_interval(0.02, 0.008, 2.9631)
        >>> round(found.low, 4), round(found.high, 4), found.method
        (-0.0037, 0.0437, 'repeated')
    """
    effect = checks.finite("effect", effect)
    se = checks.between("se", se, 0, math.inf)
    half = checks.between("critical", critical, 0, math.inf) * se
    return Inference(
        value=effect,
        se=se,
        low=effect - half,
        high=effect + half,
        level=checks.between("level", level, 0, 1),
        method=REPEATED,
        p_value=p_value,
        dual=None if p_value is None else True,
    )


def repeated_p(
    z: float,
    fractions: Sequence[float],
    *,
    spending: Spending = OBRIEN_FLEMING,
    last: bool = False,
) -> float:
    """The smallest α at which a look would cross: the p-value of the repeated interval.

    Args:
        z: The statistic at the look.
        fractions: Information fractions of the looks so far, rising.
        spending: The spending function.
        last: Whether this is the final look.

    Returns:
        The p-value, 1 where no α would let the look cross; it holds at every look, at the price of
        being large early on.

    Raises:
        ArgumentError: When an argument is not allowed.

    Reference:
        Jennison & Turnbull 2000, chapter 9.

    Example:
        >>> round(repeated_p(2.0141, [0.25, 0.5, 0.75, 1.0], last=True), 4)
        0.05
    """
    size = abs(checks.finite("z", z))

    def beyond(score: float) -> float:
        level = 1.0 - 2.0 * float(special.ndtr(-score))
        return boundaries(fractions, level=level, spending=spending, last=last)[-1] - size

    # scores −Φ⁻¹(α/2) from α near 1 to the smallest: the critical value is nearly linear in them
    low, high = 1e-6, -float(special.ndtri(LEAST_P / 2.0))
    if beyond(low) >= 0.0:
        return 1.0
    if beyond(high) <= 0.0:
        return LEAST_P
    return 2.0 * float(special.ndtr(-root_between(beyond, low, high, xtol=1e-10)))
