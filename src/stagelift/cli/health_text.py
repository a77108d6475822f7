"""The checks of an experiment's health on a Korean screen, in the words of the page."""

from __future__ import annotations

from typing import TYPE_CHECKING

from stagelift.cli.korean import in_korean

if TYPE_CHECKING:
    from stagelift.experiments.health import Check


def korean_check(check: Check) -> str:
    """What a check says and asks for, in Korean.

    Args:
        check: The check.

    Returns:
        Its name, its figure with the threshold and, unless it is ok, what to do.
    """
    from stagelift.reports.wording_health import key_of
    from stagelift.reports.wording_readout import READOUT_WORDING

    known = READOUT_WORDING["ko"]
    key = key_of(check, known)
    fields = {**dict(check.figures), **dict(check.words)}
    if key is None:
        return in_korean(check.text)
    try:
        said = f"{known[f'check.{check.name}']}: {known[key].format(**fields)}"
    except KeyError:  # a sentence that needs what only a page knows
        return in_korean(check.text)
    todo = None if check.status == "ok" else key_of(check, known, "todo")
    return f"{said}. {known[todo]}" if todo is not None else said
