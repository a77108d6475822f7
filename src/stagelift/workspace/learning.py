"""What a workspace's tests taught, by stage and channel, without the rest of its programme."""

from __future__ import annotations

from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from stagelift.experiments.programme.learning import GridCell, grid, lessons
from stagelift.experiments.programme.together import on_one_scale
from stagelift.workspace.remembering import entry, has_ended, is_open, placed_trials, treatments

if TYPE_CHECKING:
    from stagelift.workspace.workspace import Workspace


def stage_channels(workspace: Workspace) -> tuple[GridCell, ...]:
    """Every stage and channel: what tests taught of it, or whom a test there would reach.

    Args:
        workspace: The workspace.

    Returns:
        One cell a stage and channel, effects shrunk by all tests together; a test whose health is
        red teaches nothing.

    Raises:
        DataError: When no source holds events, or one cannot be read as defined.
    """
    today = workspace.as_of.astimezone(ZoneInfo(workspace.journey.zone)).date()
    placed = tuple(placed_trials(workspace))
    entries = [entry(one) for one in placed if has_ended(one, today)]
    found = [compared for one in entries for compared in one.compared]
    still_open = [
        (one.stage, variant.channel, one.definition.name)
        for one in placed
        if one.stage is not None and is_open(one, today)
        for variant in treatments(one)
    ]
    taught = lessons(found, on_one_scale(found).rows, still_open)
    return grid(taught, workspace.channel_use())
