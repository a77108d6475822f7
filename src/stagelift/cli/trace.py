"""`stagelift trace CUSTOMER`: one customer's timeline, and what each rule says of it."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

import click

from stagelift.cli.options import json_option, open_workspace, workspace_options
from stagelift.cli.screen import columns, following, mark, print_json, say
from stagelift.cli.wording import said

if TYPE_CHECKING:
    from stagelift.workspace import Workspace
    from stagelift.workspace.tracing import Moment, Part, Trace

NEWEST = 40  # moments shown unless all are asked for


@click.command()
@click.argument("customer")
@click.option("--all", "whole", is_flag=True, help=f"Every row, not the newest {NEWEST}.")
@json_option
@workspace_options
def trace(customer: str, whole: bool, as_json: bool) -> None:
    """Show what CUSTOMER did, and why each segment and experiment holds or does not.

    The rows of this one customer leave the engine; nothing is kept or published.
    """
    with open_workspace() as workspace:
        found = workspace.trace(customer)
    if as_json:
        print_json(found.to_dict())
        return
    say("\n".join(lines_of(workspace, found, whole=whole)))
    following("kpi")


def lines_of(workspace: Workspace, found: Trace, *, whole: bool) -> Iterator[str]:
    """A trace as the console shows it.

    Args:
        workspace: Its workspace, for the zone.
        found: The trace.
        whole: Whether every moment is shown.

    Yields:
        Lines.
    """
    zone = ZoneInfo(workspace.journey.zone)
    as_of = f"{found.as_of.astimezone(zone):%Y-%m-%d %H:%M}"
    yield said("trace.head", customer=found.customer, as_of=as_of, zone=zone.key)
    stage = said("trace.stage", stage=found.stage) if found.stage else said("trace.stage.none")
    told = [f"{name} {value}" for name, value in found.attributes.items() if value is not None]
    yield " · ".join((stage, *told))
    moments = found.moments if whole else found.moments[-NEWEST:]
    yield ""
    yield said("trace.timeline", shown=len(moments), all=len(found.moments))
    yield columns([_moment(one, zone) for one in moments])
    if len(moments) < len(found.moments):
        yield f"  {said('trace.more', count=len(found.moments) - len(moments))}"
    if found.segments:
        yield ""
        yield said("trace.segments")
        yield columns([_segment(name, held) for name, held in found.segments.items()])
    if found.parts:
        yield ""
        yield said("trace.experiments")
        yield columns([_part(part, zone) for part in found.parts])


def _moment(one: Moment, zone: ZoneInfo) -> tuple[str, str, str]:
    """A moment as day and time, what happened, and what else the row says."""
    at = _local(one.at, zone)
    if one.kind == "event":
        more = ", ".join(f"{name} {_plain(value)}" for name, value in one.details.items())
        return (at, one.name, more)
    words: dict[str, Any] = {"name": one.name, **one.details}
    if one.kind == "answered" and words["score"] is None:
        words["score"] = said("trace.no_score")
    return (at, said(f"trace.kind.{one.kind}", **words), "")


def _segment(name: str, held: bool | None) -> tuple[str, str]:
    if held is None:
        return (name, said("trace.sql"))
    return (name, f"{mark('ok')} {said('trace.yes')}" if held else f"- {said('trace.no')}")


def _part(part: Part, zone: ZoneInfo) -> tuple[str, str]:
    """An experiment with the customer's variant and values, or why it has none."""
    if part.since is None:
        return (part.experiment, said(f"trace.not.{part.reason}"))
    since = said("trace.since", variant=part.variant, since=_local(part.since, zone))
    crossed = part.hashed is not None and part.hashed != part.variant
    told = [said("trace.crossed", hashed=part.hashed)] if crossed else []
    for name, value in part.values.items():
        shown = said("trace.open", metric=name)
        if value is not None:
            shown = said("trace.value", metric=name, value=_plain(value))
        told.append(shown)
    return (part.experiment, "; ".join((since, *told)))


def _local(at: datetime, zone: ZoneInfo) -> str:
    return f"{at.astimezone(zone):%Y-%m-%d %H:%M:%S}"


def _plain(value: object) -> str:
    return f"{value:,.10g}" if isinstance(value, float) else str(value)
