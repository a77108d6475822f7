"""The checks of an experiment's health on a Korean screen."""

from __future__ import annotations

from typing import TYPE_CHECKING

from stagelift.reports.korean_sentences import in_korean

if TYPE_CHECKING:
    from stagelift.experiments.health import Check


def korean_check(check: Check) -> str:
    """What a check says and asks for, in Korean and with the same figures.

    Args:
        check: The check.

    Returns:
        Its figure with the threshold and, unless it is ok, what to do.

    Example:
        >>> from stagelift.experiments.health import Check
        >>> text = "2.4% of the events came more than 6 hours late (limit 1%)"
        >>> korean_check(Check("late", "amber", f"{text}; read again when they are in"))
        '6시간 넘게 늦은 이벤트 2.4%(한도 1%). 다 들어온 뒤 다시 읽으세요'
    """
    return ". ".join(in_korean(part) for part in check.text.split("; "))
