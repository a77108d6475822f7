"""One check of an experiment's health, and whether any hides the result."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Literal

Light = Literal["ok", "amber", "red"]


@dataclass(frozen=True, slots=True)
class Check:
    """One check of an experiment's health.

    Args:
        name: What is checked, such as `split` or `crossovers`.
        status: `ok`, `amber` (said) or `red` (hides the result).
        text: The figure, its threshold and, unless ok, what to do.
        figures: The numbers of the text by name, so that it can be said in another language.
        words: Names in the text by name, such as that of another experiment.
    """

    name: str
    status: Light
    text: str
    figures: tuple[tuple[str, float], ...] = ()
    words: tuple[tuple[str, str], ...] = ()


def is_red(checks: Iterable[Check]) -> bool:
    """Whether any check hides the result.

    Args:
        checks: The checks.

    Returns:
        True when one is red.

    Example:
        >>> is_red([Check("split", "ok", "fits"), Check("late", "amber", "1.4 % came late")])
        False
    """
    return any(check.status == "red" for check in checks)
