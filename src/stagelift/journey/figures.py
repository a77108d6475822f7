"""The figures of a number: equal on every engine, marked where they are of few, or kept back."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from stagelift.statistics.inference import Inference

DIGITS = 12  # sums in floating point differ between engines beyond this many digits
LOW_N = 30  # units below which a number is marked
LOW_EXPECTED = 5  # the same of units with, and without, the event of a share

REAL = ("value", "se", "low", "high", "p_value", "adjusted_p_value")


def round_significant(value: float | None) -> float | None:
    """A number rounded to 12 significant digits, so that equal data give equal facts.

    Args:
        value: Any finite number, or None.

    Returns:
        The rounded number, or None.

    Example:
        >>> round_significant(0.1 + 0.2)
        0.3
    """
    return None if value is None else float(f"{value:.{DIGITS}g}")


def round_figures(told: object) -> None:
    """Rounds the figures of a frozen result while it is being made.

    Args:
        told: A result with the fields of `REAL`.
    """
    for name in REAL:
        object.__setattr__(told, name, round_significant(getattr(told, name)))


def figures_of(found: Inference) -> dict[str, Any]:
    """What an estimate takes over from a statistical method.

    Args:
        found: What the method found.

    Returns:
        Value, interval with its level and method, p-value, status and note by name.

    Example:
        >>> figures_of(Inference(method="wilson", status="no_data", note="nobody entered"))["note"]
        'nobody entered'
    """
    names = ("value", "se", "low", "high", "level", "method", "p_value", "status", "note")
    return {name: getattr(found, name) for name in names}


def kept_back(note: str) -> dict[str, Any]:
    """What an estimate says in place of figures that must not be told.

    Args:
        note: Why they are not.

    Returns:
        No figure, nobody counted, status `low_n` and the note by name.

    Example:
        >>> kept_back("fewer than 10 customers")["status"]
        'low_n'
    """
    return {**dict.fromkeys(REAL), "n": 0, "k": None, "status": "low_n", "note": note}


def marked(found: Inference, n: int, units: str = "units") -> Inference:
    """A finding with status `low_n` where it rests on fewer than 30 units.

    Args:
        found: What a method found.
        n: Units it rests on.
        units: What they are called, such as `answers`.

    Returns:
        The same finding where they are enough, or where it is marked for another reason.

    Example:
        >>> marked(Inference(value=8.5, method="t"), 12, "answers").note
        '12 answers'
    """
    if found.status != "ok" or n >= LOW_N:
        return found
    return replace(found, status="low_n", note=f"{n} {units}")
