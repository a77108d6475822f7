"""Effects of several tests or groups with their standard errors, as arrays."""

from __future__ import annotations

from typing import TYPE_CHECKING

from stagelift.statistics import checks
from stagelift.statistics.numerics import np

if TYPE_CHECKING:
    from collections.abc import Sequence

    from stagelift.statistics.numerics import Floats


def checked_effects(
    effects: Sequence[float], errors: Sequence[float], *, of: str
) -> tuple[Floats, Floats]:
    """Effects and their standard errors, checked.

    Args:
        effects: One effect a test or group, in one unit; one at least.
        errors: Their standard errors, > 0.
        of: What each is the effect of, for the error: `test` or `group`.

    Returns:
        Two arrays of one shape, (effects,).

    Raises:
        ArgumentError: When there is none, the lengths differ, a number is not finite, or an error
            is not above 0.

    Example:
        >>> y, s = checked_effects([0.1, -0.2], [0.05, 0.1], of="test")
        >>> y.tolist(), s.tolist()
        ([0.1, -0.2], [0.05, 0.1])
    """
    y, s = np.asarray(effects, dtype=float), np.asarray(errors, dtype=float)
    if y.ndim != 1 or y.shape != s.shape or not y.size:
        raise checks.refused("errors", s.shape, f"one a {of} must come, as effects {y.shape}")
    if not (np.isfinite(y).all() and np.isfinite(s).all() and (s > 0.0).all()):
        raise checks.refused("errors", "one of them", "all must be finite and errors > 0")
    return y, s
