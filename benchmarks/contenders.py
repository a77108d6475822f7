"""Who answers the question of a world: stagelift's command, and SQL written by hand."""

from __future__ import annotations

import shutil
import sys
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from benchmarks.answers import Figures, figures_of_events, figures_of_readout, figures_of_units
from benchmarks.worlds import SQL, World

HERE = Path(__file__).parent
READOUT = "stagelift readout"
BY_HAND = "SQL by hand"
FULL_SIZE = (
    10_000_000  # the bars are set for this size: below it, starting the process is most of it
)


@dataclass(frozen=True, slots=True)
class Contender:
    """One way to answer, as a whole process.

    Args:
        name: What the table calls it.
        command: Program and arguments.
        figures: Reads the figures from what it prints.
        bar: The most its time may be, as a multiple of SQL by hand; None for no bar.
    """

    name: str
    command: tuple[str, ...]
    figures: Callable[[str], Figures]
    bar: float | None = None


def contenders(world: World) -> tuple[Contender, ...]:
    """Everyone who answers the question of a world; all others are compared with SQL by hand.

    Args:
        world: A generated workspace.

    Returns:
        stagelift first, then SQL by hand.
    """
    if world.name == "units":
        return (
            readout(world, bar=2.0),
            by_hand(world, BY_HAND, "units_by_hand.sql", figures_of_units),
        )
    return (
        readout(world, bar=1.3),
        by_hand(world, BY_HAND, "events_by_hand.sql", figures_of_events),
        by_hand(world, f"{BY_HAND}, nothing before", "events_by_hand_lean.sql", figures_of_events),
    )


def readout(world: World, *, bar: float) -> Contender:
    """The command an analyst types."""
    program = (sys.executable, "-m", "stagelift")
    command = (*program, "-C", str(world.folder), "readout", "trial", "--json")
    return Contender(READOUT, command, figures_of_readout, bar if world.rows >= FULL_SIZE else None)


def by_hand(
    world: World, name: str, statement: str, figures: Callable[[str], Figures]
) -> Contender:
    """A script with one statement."""
    script = (sys.executable, str(HERE / "by_hand.py"), str(SQL / statement))
    return Contender(name, (*script, str(world.folder)), figures)


def forget(world: World) -> None:
    """Removes what stagelift keeps between runs, so that every run is the first.

    Args:
        world: A generated workspace.
    """
    shutil.rmtree(world.folder / ".stagelift", ignore_errors=True)
