"""Libraries that load while the process has to wait: for a kernel, a question, a line."""

from __future__ import annotations

import contextlib
import importlib
import threading
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable


def load_ahead(names: Iterable[str], *, language: str = "") -> None:
    """Modules load in a thread of their own; whoever imports one meanwhile waits for it.

    Args:
        names: Libraries alone: of modules that import one another, two threads could each wait for
            what the other has begun.
        language: Whose names of months and days, and forms of numbers, load after them; none by
            default.
    """
    threading.Thread(target=_load, args=(tuple(names), language), daemon=True).start()


def _load(names: tuple[str, ...], language: str) -> None:
    for name in names:
        with contextlib.suppress(Exception):  # whoever needs it says what is wrong, with its place
            importlib.import_module(name)
    if language:
        from babel import localedata

        localedata.load(language)
