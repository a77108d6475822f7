"""The steps of the one colour in which a stronger value is darker; no hue is told apart."""

from __future__ import annotations

SHADES = 6  # more cannot be told apart


def shade(value: float, low: float, high: float) -> int:
    """The step of the colour for a value, 1 (faint) to 6 (strong).

    Args:
        value: The value, low ≤ value ≤ high.
        low: Smallest value.
        high: Largest.

    Returns:
        The step; the middle one when all values are equal.

    Example:
        >>> shade(0.0, 0.0, 1.0), shade(0.5, 0.0, 1.0), shade(1.0, 0.0, 1.0), shade(2.0, 2.0, 2.0)
        (1, 4, 6, 3)
    """
    if high <= low:
        return SHADES // 2
    return min(SHADES, 1 + int((value - low) / (high - low) * SHADES))
