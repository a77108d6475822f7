"""Where a workspace begins: the folder with its journey."""

from __future__ import annotations

from pathlib import Path

from stagelift.errors import ArgumentError

JOURNEY_FILE = "journey.yaml"
RECORDS = (".plan", ".decision", ".life", ".void")  # of an experiment, beside its file


def find_root(start: Path) -> Path:
    """The nearest folder, from a start upwards, that holds a journey.

    Args:
        start: A folder inside the workspace.

    Returns:
        The folder with `journey.yaml`.

    Raises:
        ArgumentError: When neither the folder nor a parent holds one.
    """
    here = start.resolve()
    for folder in (here, *here.parents):
        if (folder / JOURNEY_FILE).is_file():
            return folder
    raise ArgumentError(
        f"no {JOURNEY_FILE} in '{start}' or above it. Go to a workspace, or name it with -C"
    )
