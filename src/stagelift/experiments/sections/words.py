"""Lengths of time, p-values and intervals of a readout's sections as words."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from stagelift.experiments.sections.wording import say
from stagelift.formatting import formatted, number

if TYPE_CHECKING:
    from stagelift.statistics.inference import Inference

LEAST_P = 0.001
UNITS = (
    ("days", timedelta(days=1).total_seconds(), 3, 2),
    ("hours", timedelta(hours=1).total_seconds(), 3, 1),
    ("minutes", timedelta(minutes=1).total_seconds(), 0, 1),
)


def duration_words(
    seconds: float, horizon: float, language: str, *, signed: bool = False, bare: bool = False
) -> str:
    """A length of time in the unit its horizon asks for.

    Args:
        seconds: The length, s.
        horizon: The longest it can be, s.
        language: `en` or `ko`.
        signed: Whether a positive one carries its sign.
        bare: Whether its unit is left out.

    Returns:
        Such as "6.42 days".

    Example:
        >>> duration_words(90_000, 604_800, "en"), duration_words(90, 3_600, "ko", signed=True)
        ('1.04 days', '+1.5분')
    """
    name, length, digits = duration_unit(horizon)
    text = number(seconds / length, digits, signed=signed)
    return text if bare else say(language, name, n=text)


def duration_unit(horizon: float) -> tuple[str, float, int]:
    """The unit in which times up to a horizon are told: its name, seconds in it, and decimals.

    Example:
        >>> duration_unit(604_800), duration_unit(7_200)
        (('days', 86400.0, 2), ('minutes', 60.0, 1))
    """
    name, length, _, digits = next(u for u in UNITS if horizon >= u[1] * u[2])
    return name, length, digits


def window_words(seconds: float, language: str) -> str:
    """A whole window, such as "7 days"."""
    name, length, _, _ = next(u for u in UNITS if seconds >= u[1] * u[2])
    size = seconds / length
    return say(language, name, n=number(size, 0 if size == int(size) else 1))


def p_words(p: float | None, language: str, digits: int = 3) -> str:
    """A p-value after a comma; empty without one."""
    if p is None:
        return ""
    if p < LEAST_P:
        return say(language, "p.least")
    return say(language, "p", p=number(p, digits))


def ranged(found: Inference, spec: str, language: str, scale: float = 1.0) -> str:
    """A value with its interval; the reason where there is none."""
    if found.value is None:
        return found.note or found.status
    value = formatted(found.value, spec, language)
    if found.low is None or found.high is None:
        return say(language, "open", value=value)
    bare = spec.replace("pp", "p").replace("%", "p")
    ends = {
        name: formatted(end * scale, bare, language)
        for name, end in (("low", found.low), ("high", found.high))
    }
    return say(language, "range", value=value, **ends)


def few(language: str) -> str:
    """What stands in the place of a figure of too few customers."""
    return say(language, "few")
