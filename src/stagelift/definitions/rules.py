"""Rules that hold between definitions; each finds every place where it is broken."""

from __future__ import annotations

from stagelift.definitions.definitions import Definitions
from stagelift.errors import Issue


def broken_rules(definitions: Definitions) -> tuple[Issue, ...]:
    return ()
