"""`stagelift why`: why a measure moved, what holds the journey back, where customers leak out."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from stagelift.cli.compared import held_text, moved_text
from stagelift.cli.options import json_option, language, open_workspace, workspace_options
from stagelift.cli.screen import following, print_json, say
from stagelift.cli.wording import said
from stagelift.errors import ArgumentError

if TYPE_CHECKING:
    from stagelift.workspace import Workspace


def watched(workspace: Workspace, split: tuple[str, ...] | None) -> bool:
    """Whether leaks have a segment to be in: those asked for, or an attribute of the customers."""
    sources = workspace.journey.sources.values()
    return bool(split) or any(one.keep for one in sources if one.role == "customers")


@click.command()
@click.argument("metric", required=False)
@click.option("--period", help="The later period; the newest ordinary week that is wholly known.")
@click.option(
    "--against",
    default="before",
    show_default=True,
    metavar="PERIOD",
    help="'before', 'last-year' or an earlier period.",
)
@click.option(
    "--by",
    multiple=True,
    metavar="NAME",
    help="A segment, 'segment' for all, or an attribute; repeatable. All attributes by default.",
)
@click.option("--stage", metavar="STAGE", help="Where METRIC is reported, if at several stages.")
@json_option
@workspace_options
def why(
    metric: str | None,
    period: str | None,
    against: str,
    by: tuple[str, ...],
    stage: str | None,
    as_json: bool,
) -> None:
    """Say why METRIC moved: how much by its segments' rates, how much by who they are.

    Without METRIC: the journey end to end, its bottlenecks, and the segments it loses.
    """
    if stage and metric is None:
        raise ArgumentError("--stage: name a METRIC as well")
    split, other = by or None, "last year" if against == "last-year" else against
    with open_workspace() as workspace:
        moved = workspace.why(metric, period, against=other, by=split, stage=stage)
        texts = [moved_text(moved, workspace.journey.country)]
        if metric is not None:
            found = {"movement": moved.to_dicts()}
        else:
            held = workspace.bottlenecks(period, by=split)
            lost = workspace.leaks(period, by=split) if watched(workspace, split) else None
            found = {
                "movement": moved.to_dicts(),
                "bottlenecks": held.to_dicts(),
                "leaks": lost.to_dicts() if lost else [],
            }
            texts.append(held_text(held))
            texts.append(lost.text(language()) if lost else said("why.unsplit"))
    if as_json:
        print_json(found if metric is None else found["movement"])
        return
    say("\n\n".join(texts))
    following("why" if metric else "alert")
