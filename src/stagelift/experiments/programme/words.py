"""Numbers and verdicts of the programme as words."""

from __future__ import annotations

from stagelift.experiments.programme.together import relative
from stagelift.experiments.programme.wording import say
from stagelift.formatting import formatted

UNKNOWN = "–"
CHOSEN = ("ship", "stop", "iterate")
SHOWN = 12  # shrunk effects and candidates in a table; all of them are in `to_dict`


def percent(value: float | None, digits: int = 0) -> str:
    """A share as text, a dash without one."""
    return UNKNOWN if value is None else formatted(value, f".{digits}%")


def change(log: float | None) -> str:
    """A log ratio as a relative change, a dash without one.

    Args:
        log: The log ratio.

    Returns:
        Such as "+10%".

    Example:
        >>> change(0.0953)
        '+10%'
    """
    if log is None:
        return UNKNOWN
    size = relative(log)
    return formatted(size, "+.1%" if abs(size) < 0.0995 else "+.0%")


def between(value: float | None, low: float | None, high: float | None) -> str:
    """Log ratios as a relative change with its interval."""
    if value is None or low is None or high is None:
        return UNKNOWN
    return f"{change(value)} [{change(low)}, {change(high)}]"


def heading(language: str, *names: str) -> tuple[str, ...]:
    """The names of columns."""
    return tuple(say(language, f"head.{name}") for name in names)


def verdict_words(said: str | None, language: str, otherwise: str = "") -> str:
    """What the rule says, or what was decided, in words."""
    if said is None:
        return say(language, otherwise) if otherwise else UNKNOWN
    known = (*CHOSEN, "continue")
    return say(language, f"chosen.{said}") if said in known else said
