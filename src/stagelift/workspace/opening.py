"""Opening a workspace: the folder, its definitions, the instant it is seen at."""

from __future__ import annotations

import json
import os
from collections.abc import Collection
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Protocol
from zoneinfo import ZoneInfo

from stagelift.errors import ArgumentError

if TYPE_CHECKING:
    from stagelift.workspace.workspace import Workspace


RUN_DIR, RUN_FILE = "STAGELIFT_RUN_DIR", "run.json"  # what tells a kernel of its run


class Dated(Protocol):
    """What is read as of an instant: a journey, or its outline."""

    @property
    def zone(self) -> str:
        """IANA zone whose local days count."""
        ...

    @property
    def as_of(self) -> datetime | None:
        """The instant its data are read as of, UTC; None for now."""
        ...


def open_workspace(
    path: str | Path = ".",
    *,
    as_of: datetime | str | None = None,
    reports: Collection[str] | None = None,
) -> Workspace:
    """The workspace a folder lies in, with every definition valid.

    Args:
        path: A folder; the nearest parent with `journey.yaml` is the workspace.
        as_of: Instant of knowledge; text without an offset is wall time of the journey's zone.
            Default: the journey's `as_of`, else now.
        reports: Ids of the reports that matter; one beside them whose file has mistakes is left
            out. Default: in a run of a report that one, else all.

    Returns:
        The workspace; it opens its engine when data are first asked for.

    Raises:
        DefinitionError: Every mistake of every definition file.
        ArgumentError: When there is no workspace, or `as_of` is no instant.
    """
    from stagelift.definitions import find_root, load_workspace
    from stagelift.metrics.registry import KINDS
    from stagelift.metrics.standard import standard_metrics
    from stagelift.workspace.workspace import Workspace

    root = find_root(Path(path))
    asked = _of_this_run() if reports is None else reports
    definitions = load_workspace(root, kinds=KINDS, standard=standard_metrics, reports=asked)
    at = instant_of(as_of, definitions.journey)
    return Workspace(definitions, as_of=at, as_of_is_given=as_of is not None)


def _of_this_run() -> tuple[str, ...] | None:
    """The report whose notebook this process runs; None outside a run, so that all are checked."""
    folder = os.environ.get(RUN_DIR)
    told = Path(folder) / RUN_FILE if folder else None
    if told is None or not told.is_file():
        return None
    return (str(json.loads(told.read_text(encoding="utf-8"))["report"]),)


def instant_of(as_of: datetime | str | None, journey: Dated) -> datetime:
    """The instant of knowledge, UTC.

    Args:
        as_of: An aware datetime, ISO text (wall time of the journey's zone unless it carries an
            offset), or None.
        journey: Its zone and its own `as_of`.

    Returns:
        An aware datetime in UTC.

    Raises:
        ArgumentError: When the text is no instant, or the datetime is naive.
    """
    if as_of is None:
        return journey.as_of or datetime.now(UTC)
    if isinstance(as_of, str):
        try:
            found = datetime.fromisoformat(as_of)
        except ValueError:
            raise ArgumentError(
                f"as_of: '{as_of}' is no instant; write '2026-11-16 06:00' (local wall time)"
            ) from None
        local = found if found.tzinfo else found.replace(tzinfo=ZoneInfo(journey.zone))
        return local.astimezone(UTC)
    if as_of.tzinfo is None:
        raise ArgumentError("as_of: a datetime without an offset came; give it a tzinfo")
    return as_of.astimezone(UTC)
