"""The looks taken at an experiment: one per plan and instant, however often it is read."""

from __future__ import annotations

import json
from datetime import datetime
from pathlib import Path

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
    path = looks_file(state, experiment)
    path.parent.mkdir(parents=True, exist_ok=True)
    from filelock import FileLock  # only who writes waits for its import

    with FileLock(path.with_suffix(".lock")):
        taken = read_looks(path)
        instants = set(taken.get(plan, ()))
        if as_of.isoformat() not in instants:
            instants.add(as_of.isoformat())
            swap(path, json.dumps({**taken, plan: sorted(instants)}, indent=1, sort_keys=True))
    return sorted(instants).index(as_of.isoformat()) + 1


def looks_taken(state: Path, experiment: str, plan: str, until: datetime) -> tuple[datetime, ...]:
    """The looks taken at a plan, up to an instant.

    Args:
        state: The workspace's `.stagelift` folder.
        experiment: Id of the experiment.
        plan: Fingerprint of its plan.
        until: Instant of knowledge, UTC; later looks are left out, so that an old page stays as
            it was.

    Returns:
        Instants of knowledge in order, UTC.
    """
    found = read_looks(looks_file(state, experiment)).get(plan, ())
    return tuple(at for at in sorted(map(datetime.fromisoformat, found)) if at <= until)


def looks_file(state: Path, experiment: str) -> Path:
    """Where the looks of an experiment are kept."""
    return state / "looks" / f"{experiment}.json"


def read_looks(path: Path) -> dict[str, list[str]]:
    """Instants as ISO text by plan; nothing when no look was taken."""
    if not path.exists():
        return {}
    found: dict[str, list[str]] = json.loads(path.read_text("utf-8"))
    return found
