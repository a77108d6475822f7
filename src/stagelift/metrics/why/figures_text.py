"""Numbers of bottlenecks, leaks and movements as words."""

from __future__ import annotations

from typing import TYPE_CHECKING

from stagelift.formatting import confidence, formatted, money, unrounded
from stagelift.metrics.why.wording import say

if TYPE_CHECKING:
    from stagelift.metrics.why.bottleneck import Bottleneck
    from stagelift.statistics.inference import Inference

UNKNOWN = "–"


def shown(found: Inference, spec: str, language: str) -> str:
    """A value with its interval, or a dash.

    Args:
        found: The inference.
        spec: Format of its numbers.
        language: Language of the text.

    Returns:
        Such as "+42 [+10, +73]".
    """
    if found.value is None:
        return UNKNOWN
    return f"{formatted(found.value, spec, language)} {ends(found, spec, language)}".rstrip()


def ends(found: Inference, spec: str, language: str) -> str:
    """An interval in brackets; empty without one."""
    if found.low is None or found.high is None:
        return ""
    low, high = (formatted(end, spec, language) for end in (found.low, found.high))
    return f"[{low}, {high}]"


def money_words(found: Inference, currency: str, language: str) -> str:
    """An amount with its interval; a dash where nothing is worth money."""
    if found.value is None or not currency:
        return UNKNOWN
    return f"{money(found.value, currency, language)} {money_ends(found, currency, language)}"


def money_ends(found: Inference, currency: str, language: str) -> str:
    """An interval of money in brackets; empty without one."""
    if found.low is None or found.high is None:
        return ""
    low, high = (money(end, currency, language) for end in (found.low, found.high))
    return f"[{low}, {high}]"


def percent(value: float | None, digits: int = 1) -> str:
    """A share as text, a dash without one."""
    return UNKNOWN if value is None else formatted(value, f".{digits}%")


def target_text(step: Bottleneck, language: str) -> str:
    """The rate a step is to reach: the journey's own target as it was written; a dash for none."""
    if step.target is None:
        return UNKNOWN
    spec = ".1%" if step.target_from != "target" else unrounded(".1%", step.target)
    return formatted(step.target, spec, language)


def step_words(start: str, reached: str, language: str) -> str:
    """A step by the stages it leads from and to."""
    return say(language, "step", start=start, reached=reached)


def foot(as_of: str, level: float, language: str) -> str:
    """The last line: the instant of knowledge and the level of the intervals."""
    return say(language, "foot", as_of=as_of, level=confidence(level))
