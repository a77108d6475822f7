"""What became of many experiments under one rule for looking, its bar, and the table of all."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

Looks = Literal["once", "weekly", "always"]
RULES: tuple[Looks, ...] = ("once", "weekly", "always")
LEVEL = 0.025  # (1 − confidence) / 2: to ship is one-sided
BEGIN, END = "<!-- verdicts: made by the simulations -->", "<!-- end of the verdicts -->"
HEAD = """\
| looks | what is true | experiments | shipped | at most | stopped |
|---|---|---|---|---|---|"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """What became of many experiments that must not ship.

    Args:
        looks: Their rule for looking.
        where: What is true of them, in words.
        runs: Experiments simulated.
        shipped: How many shipped.
        stopped: How many stopped.
    """

    looks: Looks
    where: str
    runs: int
    shipped: int
    stopped: int

    @property
    def allowed(self) -> float:
        """The largest share that may ship: the level and two errors of the simulation."""
        return LEVEL + 2 * math.sqrt(LEVEL * (1 - LEVEL) / self.runs)

    @property
    def problem(self) -> str:
        """What is wrong, in words; empty when the rule keeps its promise."""
        share = self.shipped / self.runs
        if share <= self.allowed:
            return ""
        return f"{self.looks}, {self.where}: {share:.4f} shipped, at most {self.allowed:.4f}"

    @property
    def row(self) -> str:
        """The outcome as a row of the table."""
        shares = (self.shipped / self.runs, self.allowed, self.stopped / self.runs)
        told = " | ".join(f"{100 * share:.2f} %" for share in shares)
        return f"| `{self.looks}` | {self.where} | {self.runs:,} | {told} |"


def table(outcomes: Sequence[Outcome]) -> str:
    """All outcomes as Markdown between the marks that stand in the page.

    Args:
        outcomes: Outcomes in the order of the page.

    Returns:
        Marks, heading, rows.
    """
    return "\n".join([BEGIN, HEAD, *(outcome.row for outcome in outcomes), END])
