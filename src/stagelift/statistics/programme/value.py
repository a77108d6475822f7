"""What a test is worth before it is run: shipping only what clears the bar."""

from __future__ import annotations

import math

from stagelift.statistics import checks
from stagelift.statistics.programme.winners import BAR


def expected_gain(
    centre: float, spread: float, error: float, *, clears: float = BAR
) -> tuple[float, float]:
    """The effect a test is expected to bring, counting nothing when it does not win.

    Args:
        centre: Mean of the true effects believed in.
        spread: Their standard deviation, > 0.
        error: Standard error the test will have, > 0.
        clears: How many standard errors above 0 an estimate is shipped.

    Returns:
        The expected true effect of what is shipped, and the chance to ship.

    Raises:
        ArgumentError: When a number is not finite, or spread or error is not above 0.

    Reference:
        Azevedo, Deng, Montiel Olea, Rao & Weyl 2020, A/B testing with fat tails (the production
        function of a test).

    Example:
        >>> gain, chance = expected_gain(0.0, 0.10, 0.03)
        >>> round(gain, 4), round(chance, 3)
        (0.0326, 0.287)
    """
    from scipy.special import ndtr

    checks.finite("centre", centre)
    checks.finite("clears", clears)
    for name, size in (("spread", spread), ("error", error)):
        if not checks.finite(name, size) > 0.0:
            raise checks.refused(name, size, "it must be > 0")
    both = math.hypot(spread, error)
    away = (centre - clears * error) / both
    density = math.exp(-0.5 * away**2) / math.sqrt(2.0 * math.pi)
    chance = float(ndtr(away))
    return centre * chance + spread**2 / both * density, chance
