"""Reconciliations kept in the workspace's state: the latest one is part of the health.

Counts only, never an id. As every state, a comparison made later does not change an older readout.
"""

from __future__ import annotations

import json
from datetime import datetime
from pathlib import Path
from typing import Any

from filelock import FileLock

from stagelift.errors import ArgumentError
from stagelift.experiments.health.manifest import Reconciled
from stagelift.experiments.sending.reconciliation import Arm, Reconciliation
from stagelift.files import swap


def keep(state: Path, found: Reconciliation) -> Path:
    """A reconciliation added to those of its experiment; the same again adds none.

    Args:
        state: The workspace's `.stagelift` folder.
        found: The reconciliation.

    Returns:
        The file.
    """
    path = file_of(state, found.experiment)
    path.parent.mkdir(parents=True, exist_ok=True)
    with FileLock(path.with_suffix(".lock")):
        known = [one for one in read(path) if one != found]
        told = [entry(one) for one in (*known, found)]
        swap(path, json.dumps(told, indent=1, ensure_ascii=False))
    return path


def latest(state: Path, experiment: str, until: datetime) -> Reconciliation | None:
    """The last reconciliation of an experiment made up to an instant.

    Args:
        state: The workspace's `.stagelift` folder.
        experiment: Its id.
        until: Instant of knowledge.

    Returns:
        The reconciliation; None without one.

    Raises:
        ArgumentError: A file that cannot be read.
    """
    found = [one for one in read(file_of(state, experiment)) if made(one) <= until]
    # of two at one instant the one made last counts
    return sorted(found, key=made)[-1] if found else None


def latest_counts(state: Path, experiment: str, until: datetime) -> Reconciled | None:
    """The counts by which the health judges the sender; None without a reconciliation.

    Args:
        state: The workspace's `.stagelift` folder.
        experiment: Its id.
        until: Instant of knowledge.

    Returns:
        The counts of the last reconciliation up to then.

    Raises:
        ArgumentError: A file that cannot be read.
    """
    found = latest(state, experiment, until)
    return None if found is None else found.counts


def made(one: Reconciliation) -> datetime:
    """The instant of a reconciliation."""
    return datetime.fromisoformat(one.as_of)


def file_of(state: Path, experiment: str) -> Path:
    """Where the reconciliations of an experiment are kept."""
    return state / "reconciled" / f"{experiment}.json"


def read(path: Path) -> tuple[Reconciliation, ...]:
    """The reconciliations of a file in the order they were made; none without a file."""
    if not path.exists():
        return ()
    try:
        return tuple(reconciliation_of(one) for one in json.loads(path.read_text("utf-8")))
    except (ValueError, TypeError, KeyError) as error:
        raise ArgumentError(f"{path}: no reconciliations: {error}; remove the file") from error


def entry(one: Reconciliation) -> dict[str, Any]:
    """A reconciliation as it is kept."""
    told = one.to_dict()
    return {name: told[name] for name in one.__dataclass_fields__}


def reconciliation_of(kept: dict[str, Any]) -> Reconciliation:
    """A reconciliation from what was kept."""
    listed = {name: tuple(kept[name]) for name in ("files", "marks", "notes")}
    arms = tuple(Arm(**arm) for arm in kept["arms"])
    return Reconciliation(**{**kept, **listed, "arms": arms})
