"""`stagelift silence`: how long a silence must last before it means that a customer has left."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

import click

from stagelift.cli.korean import translated
from stagelift.cli.options import json_option, language, open_workspace, workspace_options
from stagelift.cli.screen import following, print_json, say

if TYPE_CHECKING:
    from stagelift.metrics.silence import SilenceWindow
    from stagelift.workspace import Workspace


@click.command()
@click.argument("metric", required=False)
@click.option("--event", metavar="EVENTS", help="Instead of a metric, such as 'visited | ordered'.")
@click.option(
    "--horizon",
    default="90 days",
    show_default=True,
    help="How long after the silence a customer may still come back, in whole days or weeks.",
)
@click.option(
    "--at-most", default="10%", show_default=True, help="Share of returns that is tolerated."
)
@click.option(
    "--days",
    multiple=True,
    type=click.IntRange(1),
    default=(30, 60, 90),
    show_default=True,
    help="Windows shown beside the one chosen; repeatable.",
)
@json_option
@workspace_options
def silence(metric: str | None, *, as_json: bool, **asked: Any) -> None:
    """Choose the window of the churn metric METRIC from how long customers were silent.

    A window is too short when many of the customers it calls churned come back.
    """
    with open_workspace() as workspace:
        found = workspace.silence_window(
            metric,
            event=asked["event"],
            horizon_days=horizon_days(asked["horizon"]),
            at_most=tolerated(asked["at_most"]),
            days=asked["days"],
        )
    if as_json:
        print_json(found.to_dicts())
        return
    rows = tuple(replace(row, note=translated(row.note)) for row in found.rows)
    say(replace(found, rows=rows).text(language()))
    line = to_write(workspace, found)
    if line:
        say(line)
    following("kpi")


def horizon_days(text: str) -> int:
    """Whole days of a horizon.

    Args:
        text: Such as "90 days" or "12 weeks".

    Returns:
        Its days.

    Raises:
        ArgumentError: When it is no duration, or not of whole days.

    Example:
        >>> horizon_days("12 weeks")
        84
    """
    from stagelift.definitions import Duration, Mistake
    from stagelift.errors import ArgumentError

    try:
        days, rest = divmod(Duration.parse(text.strip()).microseconds, 86_400_000_000)
    except Mistake as mistake:
        raise ArgumentError(f"--horizon: {mistake}") from mistake
    if rest:
        raise ArgumentError(f"--horizon: '{text}' came; whole days such as '90 days' are allowed")
    return days


def tolerated(text: str) -> float:
    """A share of one.

    Args:
        text: Such as "10%" or "1/3".

    Returns:
        The share.

    Raises:
        ArgumentError: When it is none.

    Example:
        >>> tolerated("10%")
        0.1
    """
    from stagelift.definitions import Mistake
    from stagelift.definitions.values import parse_share
    from stagelift.errors import ArgumentError

    try:
        return float(parse_share(text.strip()))
    except Mistake as mistake:
        raise ArgumentError(f"--at-most: {mistake}") from mistake


def to_write(workspace: Workspace, found: SilenceWindow) -> str:
    """What to write where, when the metric's own window is not the one chosen.

    Args:
        workspace: The workspace.
        found: The window.

    Returns:
        A line; empty when there is nothing to write.
    """
    name = found.asked.metric
    if found.days is None or found.days == found.asked.own_days or name is None:
        return ""
    from stagelift.metrics.silence_text import advice

    place = workspace.definitions.location("metric", name, "silent_for")
    return advice(found, str(place or ""), language())
