"""`stagelift stages`: what the stages rest on, their steps, returns, parts and earlier versions."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import click

from stagelift.cli.options import json_option, language, open_workspace, workspace_options
from stagelift.cli.screen import following, print_json, say
from stagelift.errors import ArgumentError

if TYPE_CHECKING:
    from collections.abc import Callable

    from stagelift.journey.evidence.coverage import Coverage
    from stagelift.journey.stages.crosswalk import Crosswalk
    from stagelift.journey.stages.parts import Parts
    from stagelift.journey.stages.returns import Returns
    from stagelift.journey.stages.steps import StageSteps
    from stagelift.workspace import Workspace

    Found = Coverage | Crosswalk | Parts | Returns | StageSteps

# Which options go with which view; without a view, what the stages rest on.
TAKES = {
    "coverage": (),
    "stage": ("period", "within"),
    "returns": ("period",),
    "parts": ("at",),
    "was": ("at",),
}


@click.command()
@click.argument("stage", required=False)
@click.option("--returns", is_flag=True, help="Moves between stages: on, back, unexpected, left.")
@click.option("--parts", is_flag=True, help="Customers before, during and after the purchase.")
@click.option("--was", metavar="VERSION", help="An earlier version of the stages beside today's.")
@click.option("--period", help="With STAGE or --returns: when it was entered; else last-week.")
@click.option("--within", metavar="DURATION", help="With STAGE: how long steps count; else 7 days.")
@click.option(
    "--at",
    metavar="INSTANT",
    help="With --parts or --was: 2026-11-01 (local midnight); else all that is known.",
)
@json_option
@workspace_options
def stages(*, as_json: bool, **asked: Any) -> None:
    """Show what each stage rests on and who uses which event; with STAGE, the steps inside it.

    STAGE is an id or an alias. Numbers of fewer than ten customers are not shown.
    """
    chosen = [view for view in ("stage", "returns", "parts", "was") if asked[view]]
    if len(chosen) > 1:
        first, second = (name if name == "stage" else f"--{name}" for name in chosen[:2])
        raise ArgumentError(f"{second}: leave it out, or {first.replace('stage', 'STAGE')}")
    view = chosen[0] if chosen else "coverage"
    for name in ("period", "within", "at"):
        if asked[name] is not None and name not in TAKES[view]:
            views = [one for one, taken in TAKES.items() if name in taken]
            named = ("STAGE" if one == "stage" else f"--{one}" for one in views)
            raise ArgumentError(f"--{name}: it goes with {' or '.join(named)}")
    with open_workspace() as workspace:
        found = ANSWERS[view](workspace, asked)
    if as_json:
        print_json(found.to_dicts())
        return
    say(found.text(language()))
    following("stages --returns" if view == "coverage" else "stages")


def given(asked: dict[str, Any], *names: str) -> dict[str, Any]:
    """The options that were written, for a call whose own defaults hold for the others.

    Args:
        asked: Options by name.
        names: Which of them.

    Returns:
        Name to value.

    Example:
        >>> given({"period": None, "within": "3 days"}, "period", "within")
        {'within': '3 days'}
    """
    return {name: asked[name] for name in names if asked[name] is not None}


ANSWERS: dict[str, Callable[[Workspace, dict[str, Any]], Found]] = {
    "coverage": lambda ws, asked: ws.coverage(),
    "stage": lambda ws, asked: ws.steps(asked["stage"], **given(asked, "period", "within")),
    "returns": lambda ws, asked: ws.returns(**given(asked, "period")),
    "parts": lambda ws, asked: ws.parts(**given(asked, "at")),
    "was": lambda ws, asked: ws.crosswalk(asked["was"], **given(asked, "at")),
}
