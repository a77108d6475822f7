"""What a simulation found of one method in one situation, its bars, and the table of all."""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Literal

Region = Literal["inside", "border", "outside"]
RUNS = 20_000  # of a default in each of its cells
EXACT = 0  # runs of a figure that was computed over the whole sample space
LEAST_COVERAGE = 0.93
BORDER_COVERAGE = 0.92
BORDER_ALARMS = 0.015  # more than promised, where a method is still read
MEAN_COVERAGE = 0.005  # how far the mean over a method's cells may be from the level
BEGIN, END = "<!-- calibration: made by the simulations -->", "<!-- end of the simulations -->"
HEAD = (
    "| method | situation | runs | coverage | false alarms | allowed |\n|---|---|---|---|---|---|"
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Figure:
    """Coverage and rate of false alarms of one method in one situation.

    Args:
        method: The method's name as printed beside its interval, or that of the rule.
        where: The situation in words.
        runs: Simulated comparisons; `EXACT` when all possible ones were weighed.
        coverage: Share of intervals that contain the truth (of a sequence: at every look); None
            where there is no interval.
        lowest: Lowest coverage over the situation's truths; None when there is one truth.
        alarms: Share of true nulls that were rejected (of a sequence: at any look).
        level: The error rate that is promised.
        conservative: Whether the method may keep fewer errors than promised; said in the table.
        region: `inside`: the bars of a default hold; `border`: read, with the stated cost;
            `outside`: no promise is made, and the figure shows why.
    """

    method: str
    where: str
    runs: int = RUNS
    coverage: float | None = None
    lowest: float | None = None
    alarms: float | None = None
    level: float = 0.05
    conservative: bool = False
    region: Region = "inside"

    @property
    def error(self) -> float:
        """The standard error of an error rate at the level; of a simulation for exact figures."""
        return math.sqrt(self.level * (1 - self.level) / (self.runs or RUNS))

    @property
    def problems(self) -> tuple[str, ...]:
        """Which bars are missed, in words; none outside the region."""
        if self.region == "outside":
            return ()
        found = []
        allowed = self.level + (BORDER_ALARMS if self.region == "border" else 2 * self.error)
        if self.alarms is not None and self.alarms > allowed:
            found.append(f"false alarms {self.alarms:.4f}, promised {self.level:g}")
        least = min(x for x in (self.coverage, self.lowest, 1.0) if x is not None)
        bar = BORDER_COVERAGE if self.region == "border" else LEAST_COVERAGE
        if self.level == 0.05 and least < bar:
            found.append(f"coverage {least:.4f}, at least {bar:g} is asked")
        return tuple(f"{self.method}, {self.where}: {text}" for text in found)

    @property
    def row(self) -> str:
        """The figure as a row of the table."""
        coverage = "" if self.coverage is None else f"{self.coverage:.3f}"
        if self.lowest is not None:
            coverage += f" (lowest {self.lowest:.3f})"
        digits = 3 if self.level >= 0.01 else 5
        alarms = "" if self.alarms is None else f"{self.alarms:.{digits}f}"
        runs = f"{self.runs:,}" if self.runs else "exact"
        notes = f"{self.level:g}" + (", conservative" if self.conservative else "")
        if self.region != "inside":
            top = f"{self.level + BORDER_ALARMS:g} at its border"
            notes = top if self.region == "border" else "outside"
        return f"| `{self.method}` | {self.where} | {runs} | {coverage} | {alarms} | {notes} |"


def off_centre(figures: Iterable[Figure]) -> tuple[str, ...]:
    """Methods whose mean coverage over their region is not that of their level.

    Args:
        figures: Figures of any methods.

    Returns:
        One text for each; a conservative method may only cover too much.
    """
    groups: dict[str, list[Figure]] = {}
    for figure in figures:
        if figure.region == "inside" and figure.coverage is not None:
            groups.setdefault(figure.method, []).append(figure)
    found = []
    for method, group in groups.items():
        gap = sum((f.coverage or 0.0) - (1 - f.level) for f in group) / len(group)
        free = any(f.conservative for f in group)
        if gap < -MEAN_COVERAGE or (gap > MEAN_COVERAGE and not free):
            found.append(f"{method}: mean coverage is {gap:+.4f} from its level")
    return tuple(found)


def table(figures: Sequence[Figure]) -> str:
    """All figures as Markdown between the marks that stand in the page.

    Args:
        figures: Figures in the order of the page.

    Returns:
        Marks, heading, rows.
    """
    return "\n".join([BEGIN, HEAD, *(figure.row for figure in figures), END])
