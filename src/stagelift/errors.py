"""Every error stagelift raises on purpose, with the exit code of its command.

StageliftError                  1
├── DefinitionError (ValueError)    2   mistakes in YAML files or their Python twins, all at once
├── ArgumentError (ValueError)      2   a bad argument of a command, function or notebook
│   └── UnknownNameError (KeyError) 2   a name that nothing has, with the nearest one
├── PeriodNotClosedError            3   the period has not ended, or its data may still arrive
├── DataError (ValueError)          1   a source that cannot be read as its definition says
├── EngineError (RuntimeError)      1   the engine refused or lost a query
├── MissingExtraError (ImportError) 1   a library that comes with an extra is not installed
└── ReportError (RuntimeError)      1   a report that was stopped before publication
"""

from __future__ import annotations

import difflib
from collections.abc import Iterable
from dataclasses import dataclass
from typing import ClassVar, Self


@dataclass(frozen=True, slots=True, order=True)
class Location:
    """A place in a definition file: path relative to the workspace, 1-based line."""

    file: str
    line: int

    def __str__(self) -> str:
        return f"{self.file}:{self.line}"


@dataclass(frozen=True, slots=True)
class Issue:
    """One mistake: where it stands, what it is, and what would cure it.

    Args:
        location: File and line, or None for an object made in Python.
        where: Dotted path of the key, such as `variants.push_1h.share`; empty for the whole file.
        message: What came and what is allowed, without a final full stop.
        hint: The cure in one sentence, such as "Did you mean 'first_order'?"; may be empty.
    """

    location: Location | None
    where: str
    message: str
    hint: str = ""

    def __str__(self) -> str:
        place = f"{self.location}: " if self.location else ""
        key = f"{self.where}: " if self.where else ""
        hint = f". {self.hint}" if self.hint else ""
        return f"{place}{key}{self.message}{hint}"


def nearest(name: str, known: Iterable[str]) -> str | None:
    """The known name closest to the one that came, or None when none is close.

    Args:
        name: What was written.
        known: The names that exist.

    Returns:
        The only name that begins with it, such as a column that was renamed; else the nearest by
        similarity of letters (ratio ≥ 0.6).

    Example:
        >>> nearest("frist_order", ["first_order", "churn"])
        'first_order'
        >>> nearest("paid", ["pad", "paid_amount"])
        'paid_amount'
    """
    names = sorted(known)
    longer = [one for one in names if len(name) > 2 and one.startswith(name)]
    if len(longer) == 1:
        return longer[0]
    found = difflib.get_close_matches(name, names, n=1, cutoff=0.6)
    return found[0] if found else None


def did_you_mean(name: str, known: Iterable[str]) -> str:
    """A hint sentence naming the nearest known name, empty when none is near.

    Args:
        name: What was written.
        known: The names that exist.

    Returns:
        "Did you mean '…'?" or an empty string.

    Example:
        >>> did_you_mean("pusch", ["push", "sms"])
        "Did you mean 'push'?"
    """
    near = nearest(name, known)
    return f"Did you mean '{near}'?" if near else ""


class StageliftError(Exception):
    """The base of every error raised on purpose; carries the exit code of the command line."""

    exit_code: ClassVar[int] = 1


class DefinitionError(StageliftError, ValueError):
    """Mistakes in definitions: all that were found, not the first."""

    exit_code: ClassVar[int] = 2

    def __init__(self, issues: Iterable[Issue]) -> None:
        self.issues = tuple(issues)
        super().__init__("\n".join(str(issue) for issue in self.issues))

    def __reduce__(self) -> tuple[type[Self], tuple[object, ...]]:
        return type(self), (self.issues,)  # what was raised in another process arrives whole


class ArgumentError(StageliftError, ValueError):
    """A bad argument: names the argument, what came and what is allowed."""

    exit_code: ClassVar[int] = 2


class UnknownNameError(ArgumentError, KeyError):
    """A name that nothing has: names the nearest, and is a KeyError to whoever catches one."""

    def __str__(self) -> str:
        return str(self.args[0])  # KeyError would show its quotes


class PeriodNotClosedError(StageliftError):
    """The period asked for has not ended yet, or its grace has not passed."""

    exit_code: ClassVar[int] = 3


class DataError(StageliftError, ValueError):
    """A source that cannot be read as its definition says."""


class EngineError(StageliftError, RuntimeError):
    """The engine refused a query, or was lost."""


class MissingExtraError(StageliftError, ImportError):
    """A library is needed that comes with an extra; the message is the command that installs it.

    Args:
        needs: What needs which library, without a full stop.
        extra: Name of the extra.
    """

    def __init__(self, needs: str, extra: str) -> None:
        super().__init__(f"{needs}. Install it with: pip install 'stagelift[{extra}]'")
        self.needs, self.extra = needs, extra

    def __reduce__(self) -> tuple[type[Self], tuple[object, ...]]:
        return type(self), (self.needs, self.extra)


class ReportError(StageliftError, RuntimeError):
    """A report stopped before publication; the last good page stays."""
