"""The looks taken at an experiment: one per plan and instant, however often it is read."""

from __future__ import annotations

import json
from datetime import datetime
from pathlib import Path

from filelock import FileLock

from stagelift.files import swap


def record_look(state: Path, experiment: str, plan: str, as_of: datetime) -> int:
    """The number of this look; reading the same instant again adds none.

    Args:
        state: The workspace's `.stagelift` folder.
        experiment: Id of the experiment.
        plan: Fingerprint of its plan.
        as_of: Instant of knowledge, UTC.

    Returns:
        Its place among the looks of this plan in order of time, from 1.
    """
    path = state / "looks" / f"{experiment}.json"
    path.parent.mkdir(parents=True, exist_ok=True)
    with FileLock(path.with_suffix(".lock")):
        taken: dict[str, list[str]] = json.loads(path.read_text("utf-8")) if path.exists() else {}
        instants = set(taken.get(plan, ()))
        if as_of.isoformat() not in instants:
            instants.add(as_of.isoformat())
            swap(path, json.dumps({**taken, plan: sorted(instants)}, indent=1, sort_keys=True))
    return sorted(instants).index(as_of.isoformat()) + 1
