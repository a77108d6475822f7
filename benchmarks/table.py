"""The figures as a table for people and as values for programs."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from typing import Any

from benchmarks.contenders import Contender
from benchmarks.measuring import Summary
from benchmarks.worlds import World

WORDS = {"events": "raw events", "units": "finished rows, one a customer"}


@dataclass(frozen=True, slots=True)
class Row:
    """One contender's figures on one world.

    Args:
        world: `events` or `units`.
        rows: The world's size.
        contender: Who answered.
        seconds: Median time from the process's start to its end.
        cpu_seconds: Median processor time of all its threads.
        peak_mb: Median of its largest resident memory.
        times: Its time as a multiple of SQL by hand; a ratio of medians.
        cpu_times: The same of the processor time.
        bar: The most `times` may be, or None.
        runs: How many runs were counted.
    """

    world: str
    rows: int
    contender: str
    seconds: float
    cpu_seconds: float
    peak_mb: float
    times: float
    cpu_times: float
    bar: float | None
    runs: int

    def to_dict(self) -> dict[str, Any]:
        """The row as JSON-ready values, rounded to what a repetition would show again."""
        return {
            name: round(value, 3) if isinstance(value, float) else value
            for name, value in asdict(self).items()
        }


def row_of(world: World, contender: Contender, found: Summary, base: Summary) -> Row:
    """One contender's row.

    Args:
        world: What was read.
        contender: Who answered.
        found: Its medians.
        base: The medians of SQL by hand.

    Returns:
        The row.
    """
    return Row(
        world=world.name,
        rows=world.rows,
        contender=contender.name,
        seconds=found.seconds,
        cpu_seconds=found.cpu_seconds,
        peak_mb=found.peak_mb,
        times=found.seconds / base.seconds,
        cpu_times=found.cpu_seconds / base.cpu_seconds,
        bar=contender.bar,
        runs=found.runs,
    )


def as_table(world: World, rows: Sequence[Row]) -> str:
    """A world's figures as lines of text.

    Args:
        world: What was read.
        rows: One per contender.

    Returns:
        A heading, the columns' names, one line per contender.
    """
    runs = f"{rows[0].runs} run{'s' if rows[0].runs > 1 else ''} each, in turn"
    head = f"\n{world.rows:,} {WORDS[world.name]}; medians of {runs}"
    names = f"{'':31}{'seconds':>9}{'x':>7}{'CPU s':>9}{'x':>7}{'peak MB':>10}"
    return "\n".join((head, names, *map(as_line, rows)))


def as_line(row: Row) -> str:
    """One contender's line."""
    figures = (
        f"{row.contender:31}{row.seconds:9.2f}{row.times:7.2f}"
        f"{row.cpu_seconds:9.2f}{row.cpu_times:7.2f}{row.peak_mb:10,.0f}"
    )
    if row.bar is None:
        return figures
    return f"{figures}   bar {row.bar:g} x: {'met' if row.times <= row.bar else 'missed'}"
