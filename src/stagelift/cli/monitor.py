"""`stagelift monitor`: how every running experiment stands, fit for a scheduler."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from stagelift.cli.figures import verdict_text
from stagelift.cli.korean import translated
from stagelift.cli.options import json_option, language, open_workspace, workspace_options
from stagelift.cli.screen import Mark, columns, following, mark, print_json, say
from stagelift.cli.wording import said

if TYPE_CHECKING:
    from collections.abc import Mapping

    from stagelift.definitions.metric import Metric
    from stagelift.workspace.monitoring import Standing

UNHEALTHY = 4
SIGNS: dict[str, Mark] = {
    "ok": "ok",
    "amber": "attention",
    "red": "broken",
    "unreadable": "broken",
}


@click.command()
@json_option
@workspace_options
@click.pass_context
def monitor(ctx: click.Context, as_json: bool) -> None:
    """Show each running experiment: entered, mature, the last valid effect, health, next look.

    Ends with exit code 4 when one is not healthy, so that a scheduler notices.
    """
    with open_workspace() as workspace:
        found, metrics = workspace.monitor(), workspace.metrics
    if as_json:
        print_json([one.to_dict() for one in found])
    elif not found:
        say(said("monitor.none"))
        following("status")
    else:
        say(columns([heading(), *(row(one) for one in found)], indent=0))
        for one in found:
            say(f"{mark(SIGNS[one.health])} {one.experiment}: {told(one, metrics)}")
            if one.deviation:
                words = translated(one.deviation)
                said_so = said("status.deviates", name=one.experiment, deviation=words)
                say(f"{mark('attention')} {said_so}")
        following(f"readout {first_to_read(found)}")
    if any(one.health in {"red", "unreadable"} for one in found):
        ctx.exit(UNHEALTHY)


def told(one: Standing, metrics: Mapping[str, Metric]) -> str:
    """What an experiment says: its verdict, that it was never launched, or why it is not read.

    Args:
        one: Its standing.
        metrics: The metrics by id.

    Returns:
        One sentence.
    """
    if one.state == "planned" and one.health != "red":
        return said("monitor.planned")
    return verdict_text(one.readout, metrics) if one.readout else translated(one.sentence)


def heading() -> tuple[str, ...]:
    """The names of the columns."""
    keys = ("experiment", "day", "entered", "mature", "effect", "split", "guardrails", "next")
    return tuple(said(f"monitor.column.{key}") for key in keys)


def row(one: Standing) -> tuple[str, ...]:
    """One experiment's cells.

    Args:
        one: Its standing.

    Returns:
        Text, a dash where there is nothing to say.
    """
    from stagelift.formatting import default_spec, formatted, number

    effect = "–"
    if one.value is not None and one.low is not None and one.high is not None:
        spec = default_spec(one.unit, width=one.high - one.low, change=True)
        shown = [formatted(each, spec, language()) for each in (one.value, one.low, one.high)]
        effect = f"{shown[0]} [{shown[1]}, {shown[2]}]"
    guards = ", ".join(
        f"{name} {said(f'monitor.guardrail.{state}')}" for name, state in one.guardrails.items()
    )
    day = said("monitor.day", day=min(one.day, one.days), days=one.days)
    return (
        one.experiment,
        f"{day}, {said(f'life.state.{one.state}')}" if one.state else day,
        "–" if one.total is None else number(one.total),
        "–" if one.mature is None else number(one.mature),
        effect,
        "–" if one.split_p is None else f"p {formatted(one.split_p, '.2g')}",
        guards or "–",
        "–" if one.next_look is None else str(one.next_look),
    )


def first_to_read(found: tuple[Standing, ...]) -> str:
    """The experiment to look at first: a red one, one with a verdict, else the first."""
    order = {"unreadable": 0, "red": 0, "amber": 2, "ok": 2}

    def rank(one: Standing) -> int:
        decides = one.verdict in {"ship", "stop"} and one.state != "planned"
        return 1 if decides else order[one.health]

    return min(found, key=rank).experiment
