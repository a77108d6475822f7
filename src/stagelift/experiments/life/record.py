"""The file of what was done to an experiment: entries are added at its end, never changed."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from stagelift.definitions import Life, LifeEntry
from stagelift.definitions.life import entry_values
from stagelift.definitions.yaml_file import read_yaml
from stagelift.errors import ArgumentError
from stagelift.experiments.plain_yaml import as_yaml
from stagelift.files import swap


def life_path(root: Path, experiment: str) -> Path:
    """Where it is kept what was done to an experiment.

    Args:
        root: The workspace.
        experiment: Id of the experiment.

    Returns:
        The file beside the experiment's definition.
    """
    return root / "experiments" / f"{experiment}.life.yaml"


def add_entry(
    path: Path,
    lock: Path,
    life: Life,
    entry: LifeEntry,
    *,
    before: Callable[[], None] | None = None,
) -> LifeEntry:
    """An entry at the end of the file, sealed to the one before; what stands there stays.

    Args:
        path: The file; it is made for the first entry.
        lock: A file that two commands at a time wait at.
        life: What was done so far, as it was read.
        entry: What is done now.
        before: What must have happened when the entry is written, such as a file put away.

    Returns:
        The entry with its mark.

    Raises:
        ArgumentError: When somebody else added one since it was read, or one was done later.
    """
    lock.parent.mkdir(parents=True, exist_ok=True)
    from filelock import FileLock  # only who writes waits for its import

    with FileLock(lock):
        text = path.read_text(encoding="utf-8") if path.exists() else ""
        entries = read_yaml(path, path.name).content.get("entries") or () if text else ()
        marks = [str(one.get("mark")) for one in entries if isinstance(one, dict)]
        if marks != [one.mark for one in life.entries]:
            raise ArgumentError(f"{path.name} has changed since it was read; run the command again")
        if life.entries and entry.at < life.entries[-1].at:
            raise ArgumentError(
                f"{path.name} holds something done later, at {life.entries[-1].at:%Y-%m-%d %H:%M} "
                "UTC; entries are added in the order of time"
            )
        done = entry.sealed(life.mark)
        if before is not None:
            before()
        head = text if text else as_yaml({"experiment": path.name.removesuffix(".life.yaml")})
        lines = as_yaml({"entries": [entry_values(done)]})
        swap(path, _joined(head, lines if not text else lines.partition("\n")[2]))
    return done


def _joined(head: str, tail: str) -> str:
    return f"{head.rstrip()}\n{tail}"
