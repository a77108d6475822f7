"""The home screen: what runs, what is due, what is broken, and the next command."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

import click

from stagelift.cli import options
from stagelift.cli.check import CONNECT
from stagelift.cli.counted import only_counts
from stagelift.cli.decided import forecasts_due, last_decision
from stagelift.cli.korean import issue_text, translated
from stagelift.cli.screen import columns, following, mark, say
from stagelift.cli.standing import (
    TOLD,
    Line,
    departures,
    experiment_lines,
    known_by,
    mapped_experiments,
    told_states,
)
from stagelift.cli.wording import EN, said
from stagelift.errors import ArgumentError, Issue

if TYPE_CHECKING:
    from stagelift.definitions import Definitions

SHOWN_ISSUES = 3
KOREAN_WEEKDAYS = "월화수목금토일"
SHOP_SOURCES = frozenset({"app", "orders", "receipts", "survey"})


def home() -> None:
    """Prints the home screen, or how to begin where there is no workspace."""
    try:
        root = options.root()
    except ArgumentError:
        begin()
        return
    from stagelift.definitions import read_workspace
    from stagelift.metrics.registry import KINDS
    from stagelift.metrics.standard import standard_metrics
    from stagelift.workspace import instant_of
    from stagelift.workspace.report_mistakes import report_mistakes

    definitions, issues = read_workspace(root, kinds=KINDS, standard=standard_metrics)
    issues = (*issues, *report_mistakes(definitions))
    now = instant_of(options.as_of(), definitions.journey)
    zone = definitions.journey.zone
    local = moment(now.astimezone(ZoneInfo(zone)))
    say(f"{definitions.journey.name} · {local} {zone}")
    if options.as_of() is not None:
        definitions = known_by(definitions, now)
    mapped, told = mapped_experiments(definitions, now), told_states(root, now)
    lines = tuple(experiment_lines(definitions, now, mapped, told))
    due = tuple(due_lines(definitions, now, lines))
    connected = bool(definitions.journey.sources)
    if not connected and not issues:
        say(said("home.data.none"))
    show("experiments", lines)
    for name, deviation in departures(definitions, now):
        words = said("status.deviates", name=name, deviation=translated(deviation))
        say(f"  {mark('attention')} {words}")
    if connected:
        show("due", due)
        last = last_decision(definitions)
        if last is not None:
            say(last)
    broken = tuple(missing_sources(definitions))
    show_broken(issues, broken)
    if connected or issues:
        following(next_command(definitions, issues, broken, due, lines))
    else:
        following(CONNECT)


def begin() -> None:
    """Prints how to begin where there is no workspace."""
    folder = click.get_current_context().meta.get(options.DIRECTORY, Path.cwd())
    say(said("home.none", folder=folder))
    say(said("home.begin"))
    ways = (("stagelift init shop", "own"), ("stagelift demo", "demo"))
    say(columns((command, said(f"home.begin.{way}")) for command, way in ways))
    following("init shop")


def moment(local: datetime) -> str:
    """A local instant as people of the output's language write it.

    Args:
        local: A datetime in the journey's zone.

    Returns:
        Such as "Mon 16 Nov 2026 06:00" or "2026-11-16 (월) 06:00".
    """
    if options.language() == "ko":
        return f"{local:%Y-%m-%d} ({KOREAN_WEEKDAYS[local.weekday()]}) {local:%H:%M}"
    return f"{local:%a %d %b %Y %H:%M}"


def due_lines(
    definitions: Definitions, now: datetime, experiments: tuple[Line, ...]
) -> Iterator[Line]:
    """Reports that owe pages, decisions whose day has come, forecasts that can be read.

    Args:
        definitions: The workspace's definitions.
        now: The instant it is asked at.
        experiments: Experiments with their states; what was never launched owes no decision.

    Yields:
        One line per thing due.
    """
    from stagelift.workspace import Workspace
    from stagelift.workspace.due import due

    given = options.as_of() is not None
    with Workspace(definitions, as_of=now, as_of_is_given=given) as workspace:
        reports = definitions.reports  # those of a week before those of a month or a quarter
        for name in sorted(reports, key=lambda each: reports[each].last_period != "last-week"):
            try:
                owed = due(workspace, [name])
            except ArgumentError:
                continue  # no rhythm, or no notebook: `report run` says what is wrong with it
            subjects = tuple(dict.fromkeys(each.subject for each in owed))
            if len(subjects) > 1:
                state = said("home.reports", count=len(subjects), first=subjects[0])
                yield Line(name, state, f"stagelift report due {name}")
            elif subjects:
                about = "experiment" if subjects[0] in definitions.experiments else "period"
                command = f"stagelift report run {name} --{about} {subjects[0]}"
                yield Line(name, said("home.report", period=subjects[0]), command)
    today = now.astimezone(ZoneInfo(definitions.journey.zone)).date()
    planned = {line.name for line in experiments if line.state == "planned"}
    for name, experiment in definitions.experiments.items():
        by = experiment.decide.by if experiment.decide else None
        if by and by <= today and name not in planned | {*definitions.decisions}:
            yield Line(name, said("home.decision", day=by), f"stagelift readout {name}")
    yield from forecasts_due(definitions, today)


def missing_sources(definitions: Definitions) -> Iterator[Line]:
    """Sources whose files are not there.

    Args:
        definitions: The workspace's definitions.

    Yields:
        One line per source read from files of which none exists.
    """
    journey = definitions.journey
    for name, source in journey.sources.items():
        if source.read.split(".")[0] in journey.connections:
            continue
        path = Path(source.read)
        found = (
            [path] if path.is_absolute() and path.exists() else definitions.root.glob(source.read)
        )
        if not path.is_absolute() and not any(found):
            yield Line(name, said("home.source.missing"), source.read)


def show(block: str, lines: tuple[Line, ...]) -> None:
    """Prints one block of the screen.

    Args:
        block: `experiments` or `due`.
        lines: What stands in it.
    """
    say(said(f"home.{block}" if lines else f"home.{block}.none"))
    if lines:
        say(columns((line.name, state_words(line.state), line.detail) for line in lines))


def state_words(state: str) -> str:
    """A state in the language of the output; other words are in it already."""
    return said(f"state.{state}") if f"state.{state}" in EN else state


def show_broken(issues: tuple[Issue, ...], missing: tuple[Line, ...]) -> None:
    """Prints what is broken: the first mistakes and the sources without files.

    Args:
        issues: Mistakes in the definitions.
        missing: Sources without files.
    """
    if not issues and not missing:
        say(said("home.broken.none", mark=mark("ok")))
        return
    say(said("home.broken"))
    for issue in issues[:SHOWN_ISSUES]:
        say(f"  {mark('broken')} {issue_text(issue)}")
    if len(issues) > SHOWN_ISSUES:
        say(f"  {said('home.broken.more', count=len(issues) - SHOWN_ISSUES)}")
    if missing:
        rows = (
            (mark("broken"), said("home.source", name=line.name), line.state, line.detail)
            for line in missing
        )
        say(columns(rows))


def next_command(
    definitions: Definitions,
    issues: tuple[Issue, ...],
    missing: tuple[Line, ...],
    due: tuple[Line, ...],
    experiments: tuple[Line, ...],
) -> str:
    """The command that helps most now: mend, get data, publish what is due, read out, look.

    Args:
        definitions: The workspace's definitions.
        issues: Mistakes in the definitions.
        missing: Sources without files.
        due: What is due.
        experiments: Experiments with their states.

    Returns:
        Words after `stagelift`.
    """
    if issues:
        return "check"
    if missing:
        return "demo" if is_demo(definitions) else "check"
    if due:
        return due[0].detail.removeprefix("stagelift ")
    asked = (*TOLD.values(), "ready for its readout", "running")
    waiting = [line for line in experiments if line.state in asked]
    if waiting:
        return f"readout {waiting[0].name}"
    return "readout" if only_counts(definitions) else "kpi"


def is_demo(definitions: Definitions) -> bool:
    """Whether a workspace is the demo shop, not a shop of somebody's own that is called so.

    Args:
        definitions: The workspace's definitions.

    Returns:
        True when journey and sources are the demo's.
    """
    journey = definitions.journey
    return journey.name == "shop" and set(journey.sources) >= SHOP_SOURCES
