"""`stagelift segments`: how large segments are, how they overlap, and what their customers do."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Protocol

import click

from stagelift.cli.options import json_option, language, open_workspace, workspace_options
from stagelift.cli.screen import following, print_json, say
from stagelift.errors import ArgumentError

if TYPE_CHECKING:
    from stagelift.workspace import Workspace

VIEWS = ("overlap", "personas", "lifecycle", "rfm")


class Shown(Protocol):
    """A result that can be printed in either language, and as JSON."""

    def to_dicts(self) -> list[dict[str, Any]]:
        """Its rows."""

    def text(self, language: str = "en") -> str:
        """Its words."""


@click.command()
@click.argument("names", nargs=-1, metavar="[SEGMENT]...")
@click.option("--overlap", is_flag=True, help="The customers two segments share, for every two.")
@click.option("--personas", is_flag=True, help="Who they are: words, and motives from a survey.")
@click.option(
    "--lifecycle", is_flag=True, help="New, retained, resurrected and dormant customers by period."
)
@click.option(
    "--rfm",
    is_flag=True,
    help="Groups by recency, frequency and money; without cut points, those of today to paste.",
)
@click.option(
    "--at",
    metavar="INSTANT",
    help="What happened before it counts: 2026-11-01 (local midnight); else all that is known.",
)
@click.option("--since", metavar="INSTANT", help="With --rfm: who moved since then.")
@click.option("--period", help="With --lifecycle: the latest period; else last-week.")
@click.option(
    "--history",
    type=click.IntRange(0),
    help="With --lifecycle: how many earlier periods come along; else 3.",
)
@click.option(
    "--event",
    metavar="EVENTS",
    help="With --lifecycle: what shows activity. With --rfm: what counts.",
)
@click.option(
    "--within",
    metavar="DURATION",
    help="With --lifecycle: how long an event keeps a customer active. With --rfm: the look-back.",
)
@click.option(
    "--by",
    multiple=True,
    metavar="NAME",
    help="With --lifecycle or --rfm: a segment, 'segment', or an attribute; repeatable.",
)
@json_option
@workspace_options
def segments(names: tuple[str, ...], *, as_json: bool, **asked: Any) -> None:
    """Count the customers of each SEGMENT, or of all: sizes, and how many are in at least one.

    Numbers of fewer than ten customers, and those from which one could be computed, are not shown.
    """
    chosen = [view for view in VIEWS if asked[view]]
    if len(chosen) > 1:
        raise ArgumentError(f"--{chosen[0]}: leave it out, or --{chosen[1]}")
    view = chosen[0] if chosen else "sizes"
    refuse_others(view, names, asked)
    with open_workspace() as workspace:
        found = answer(workspace, view, names, asked)
    if as_json:
        print_json(found.to_dicts())
        return
    say(found.text(language()))
    following("segments --overlap" if view == "sizes" else "segments")


def refuse_others(view: str, names: tuple[str, ...], asked: dict[str, Any]) -> None:
    """Stops at options that mean nothing in a view.

    Args:
        view: What is shown.
        names: The segments named.
        asked: Option → value.

    Raises:
        ArgumentError: Names the option and where it belongs.
    """
    meant = {
        "since": ("rfm",),
        "period": ("lifecycle",),
        "history": ("lifecycle",),
        "event": ("lifecycle", "rfm"),
        "within": ("lifecycle", "rfm"),
        "by": ("lifecycle", "rfm"),
        "at": ("sizes", "overlap", "personas", "rfm"),
    }
    for option, views in meant.items():
        if asked[option] not in (None, ()) and view not in views:
            belongs = " or ".join(f"--{one}" for one in views if one != "sizes")
            raise ArgumentError(f"--{option}: it belongs to {belongs}")
    if names and view in ("lifecycle", "rfm"):
        raise ArgumentError(f"--{view}: name segments with --by, as in --by {names[0]}")


def answer(workspace: Workspace, view: str, names: tuple[str, ...], asked: dict[str, Any]) -> Shown:
    """What the workspace answers.

    Args:
        workspace: An open workspace.
        view: What is shown.
        names: The segments named.
        asked: Option → value.

    Returns:
        The result.
    """
    at = asked["at"]
    if view == "lifecycle":
        history = asked["history"]
        return workspace.lifecycle(
            asked["period"] or "last-week",
            event=asked["event"],
            within=asked["within"],
            by=asked["by"],
            history=3 if history is None else history,
        )
    if view == "rfm":
        return rfm_answer(workspace, asked)
    if view == "overlap":
        return workspace.overlap(names, at=at)
    if view == "personas":
        return workspace.personas(names, at=at)
    return workspace.segments(names, at=at)


def rfm_answer(workspace: Workspace, asked: dict[str, Any]) -> Shown:
    """Groups, moves, or cut points where there are none yet or other events are named.

    Args:
        workspace: An open workspace.
        asked: Option → value.

    Returns:
        The result.

    Raises:
        ArgumentError: When options do not go together.
    """
    at, block = asked["at"], workspace.journey.rfm
    if asked["event"] or block is None or not block.has_cuts:
        if asked["since"] or asked["by"]:
            raise ArgumentError("--rfm: fix cut points first; leave --since and --by out")
        within = asked["within"] or "365 days"
        return workspace.rfm_cuts(asked["event"], within=within, at=at)
    if asked["within"]:
        raise ArgumentError("--within: it goes with --event; the block 'rfm' has its own")
    if asked["since"]:
        if asked["by"]:
            raise ArgumentError("--since: moves are of everyone; leave --by out")
        return workspace.rfm_moves(asked["since"], at=at)
    return workspace.rfm(at=at, by=asked["by"])
