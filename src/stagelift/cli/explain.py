"""`stagelift explain FACT`: where a published number comes from, and whether it still holds."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import datetime
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

import click

from stagelift.cli.options import json_option, language, open_workspace, workspace_options
from stagelift.cli.screen import columns, following, print_json, say
from stagelift.cli.wording import said
from stagelift.formatting import confidence, formatted, measure_spec

if TYPE_CHECKING:
    from stagelift.workspace import Workspace
    from stagelift.workspace.explaining import Explained

MOST_PERIODS = 4  # other periods named; more make the line longer than a screen is wide


@click.command()
@click.argument("fact")
@click.option(
    "--period",
    metavar="PERIOD",
    help="Which period's number; default: the newest period's, whichever page was made last.",
)
@json_option
@workspace_options
def explain(fact: str, period: str | None, as_json: bool) -> None:
    """Show where the published number FACT comes from: definition, method, who was left out.

    FACT is a name of the facts archive, such as first_order or cart_reminder.effect. The same
    question is asked again, as of the same instant.
    """
    with open_workspace() as workspace:
        found = workspace.explain(fact, period=period)
    if as_json:
        print_json(found.to_dict())
        return
    say("\n".join(lines_of(workspace, found)))
    following(_next(workspace, found.fact))


def _next(workspace: Workspace, fact: Mapping[str, Any]) -> str:
    """The command that prints the query behind the number."""
    experiment = str(fact["name"]).partition(".")[0]
    if fact["variant"] is not None and experiment in workspace.experiments:
        return f"sql {experiment}"
    if fact["metric"] in workspace.known_metrics:
        return f"sql {fact['metric']} --period {fact['period']}"
    whole = str(fact["metric"]).partition(".")[0]  # a part of a metric has no query of its own
    if whole in workspace.known_metrics:
        return f"sql {whole} --period {fact['period']}"
    return f"report list {fact['report']}"


def lines_of(workspace: Workspace, found: Explained) -> Iterator[str]:
    """An explanation as the console shows it.

    Args:
        workspace: Its workspace, for the zone.
        found: The explanation.

    Yields:
        Lines.
    """
    fact, zone = found.fact, ZoneInfo(workspace.journey.zone)
    yield f"{fact['name']}  {_value(fact)}"
    parts = (fact["stage"], fact["segment"], fact["variant"], fact["period"])
    where = " · ".join(str(part) for part in parts if part)
    yield f"  {said('explain.place', where=where, as_of=_local(fact['as_of'], zone))}"
    yield columns(list(_rows(found, zone)))


def _rows(found: Explained, zone: ZoneInfo) -> Iterator[tuple[str, str]]:
    """What is known of the number, each with its heading."""
    fact = found.fact
    run = said("explain.run", report=fact["report"], run=fact["run_id"])
    yield (said("explain.published"), run)
    others = [label for label in found.periods if label != str(fact["period"])]
    if others:
        shown = ", ".join(others[:MOST_PERIODS]) + (" …" if len(others) > MOST_PERIODS else "")
        yield (said("explain.periods"), said("explain.period", others=shown))
    told = str(fact["method"] or "–")
    if fact["level"] is not None:
        told = said("explain.level", method=told, level=confidence(fact["level"]))
    status = [str(fact["status"])] if fact["status"] else []
    note = [str(fact["note"])] if fact["note"] else []
    yield (said("explain.method"), "; ".join((told, *status, *note)))
    yield (said("explain.definition"), _definition(found))
    if found.again is not None and found.again["excluded"]:
        left = ", ".join(f"{count:,} {reason}" for reason, count in found.again["excluded"].items())
        yield (said("explain.left_out"), left)
    yield (said("explain.again"), _again(found))
    later = _value(fact)
    for one in reversed(found.published):
        if (told := _value(one)) != later:
            known = _local(one["as_of"], zone)
            earlier = said("explain.earlier", value=told, as_of=known, run=one["run_id"])
            yield (said("explain.before"), earlier)
        later = told


def _definition(found: Explained) -> str:
    """Where the metric is defined, and whether it is still what it was."""
    one, metric, then = found.definition, str(found.fact["metric"]), found.fact["fingerprint"]
    if one is None:
        key = "gone" if then else "none"
        return said(f"explain.{key}", metric=metric)
    place = str(one.place) if one.place else said("show.standard")
    if metric != one.name and "." in metric:
        place = said("explain.part", metric=one.name, place=place)
    if not then:
        return place
    if not found.redefined:
        return said("explain.same", place=place)
    return said("explain.redefined", place=place, then=then, now=one.fingerprint)


def _again(found: Explained) -> str:
    """Whether the data still give the number."""
    if found.again is None:
        return said("explain.again.none")
    if found.again["value"] == found.fact["value"]:
        return said("explain.again.same")
    return said("explain.again.other", value=_value(found.again))


def _value(fact: Mapping[str, Any]) -> str:
    """A number with its interval and what it rests on, in the unit's own format."""
    if fact["value"] is None:
        return "–"
    low, high = fact["low"], fact["high"]
    width = None if low is None or high is None else high - low
    known = fact["unit"] or "count"
    spec = measure_spec(known, str(fact["measure"]), width=width)
    text = formatted(fact["value"], spec, language())
    if low is not None and high is not None:
        ends = (formatted(end, spec, language()) for end in (low, high))
        text = f"{text} [{', '.join(ends)}]"
    counted = [said("explain.of", n=fact["n"])] if fact["n"] is not None else []
    counted += [said("explain.count", k=fact["k"])] if fact["k"] is not None else []
    return ", ".join((text, *counted))


def _local(instant: str, zone: ZoneInfo) -> str:
    return f"{datetime.fromisoformat(instant).astimezone(zone):%Y-%m-%d %H:%M}"
