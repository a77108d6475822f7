"""A place in a definition where a rule is broken."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from stagelift.definitions.definitions import Definitions, Written
from stagelift.definitions.translate import Path, dotted, known_part
from stagelift.errors import Issue


@dataclass(frozen=True, slots=True)
class Finding:
    """A place where a rule is broken.

    Args:
        written: The definition.
        path: Keys and list positions inside it.
        message: What came and what is allowed.
        hint: The cure, may be empty.
    """

    written: Written
    path: Path
    message: str
    hint: str = ""

    def issue(self) -> Issue:
        """The finding as users see it."""
        path = known_part(self.path, self.written.content)
        where = dotted((*self.written.at, *path))
        return Issue(self.written.locate(path), where, self.message, self.hint)


Rule = Callable[[Definitions], Iterator[Finding]]
