"""Our side: the same question as a workspace, and as one call."""

from __future__ import annotations

import json
import shutil
import sys
from pathlib import Path
from typing import Any

from benchmarks.worlds import TRIAL, UNITS_JOURNEY, make_units, write_definitions

READOUT = "stagelift readout"
METRICS = """\
metrics:
  order_week: {conversion: {column: ordered, before: spent_before}}
  second_week: {conversion: {column: returned, before: spent_before}}
  order_value: {sum: {column: spent, before: spent_before}}
  basket: {ratio: {column: spent}, per: {column: visits}}
"""
SIDES: dict[str, tuple[str, ...]] = {
    READOUT: (sys.executable, "-m", "stagelift", "-C", "FOLDER", "readout", "trial", "--json"),
}


def make_world(folder: Path, customers: int, *, seed: int) -> Path:
    """A workspace with one finished row per customer, three adjusted means and a ratio.

    Args:
        folder: An empty folder, or one this function filled before.
        customers: Number of rows, > 0.
        seed: Any integer; equal seeds give equal rows.

    Returns:
        The folder.
    """
    make_units(folder, customers, seed=seed)
    trial = TRIAL.format(
        secondary="second_week, order_value, basket", enters="enters: once, on 2026-03-09"
    )
    write_definitions(folder, UNITS_JOURNEY, METRICS, trial)
    return folder


def forget_kept(folder: Path) -> None:
    """Removes what stagelift keeps between runs, so that every run is the first."""
    shutil.rmtree(folder / ".stagelift", ignore_errors=True)


def answer_of(name: str, output: str) -> dict[str, tuple[float, float]]:
    """The effects a side printed, with half the length of each interval.

    Args:
        name: The side.
        output: What it printed.

    Returns:
        By metric.
    """
    told: Any = json.loads(output)
    if name != READOUT:
        return {metric: (value, half) for metric, (value, half) in told.items()}
    rows = [row for row in told["adjusted"] if row["measure"] == "effect"]
    rows += [
        row for row in told["estimates"] if row["measure"] == "effect" and row["metric"] == "basket"
    ]
    return {row["metric"]: (row["value"], (row["high"] - row["low"]) / 2) for row in rows}
