"""The checks as lines of text: what is not ok first, one a line, then all that is."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from stagelift.experiments.health.check import Check

WIDTH = 100


def trust_lines(
    checks: Sequence[Check],
    *,
    sign: Callable[[str], str] = str,
    words: Callable[[Check], str] = lambda check: check.text,
) -> list[str]:
    """The checks, those that hide or warn one a line, the others side by side.

    Args:
        checks: The checks.
        sign: How a status is shown.
        words: What a check says.

    Returns:
        Lines of about a hundred characters.

    Example:
        >>> trust_lines([Check("split", "ok", "fits"), Check("late", "amber", "2 % came late")])
        ['amber 2 % came late', 'ok fits']
    """
    rank = {"red": 0, "amber": 1, "ok": 2}
    ranked = sorted(checks, key=lambda check: rank[check.status])
    lines: list[str] = []
    open_line = False
    for check in ranked:
        said = f"{sign(check.status)} {words(check)}"
        if open_line and check.status == "ok" and len(lines[-1]) + len(said) + 3 <= WIDTH:
            lines[-1] = f"{lines[-1]}   {said}"
        else:
            lines.append(said)
        open_line = check.status == "ok"
    return lines
