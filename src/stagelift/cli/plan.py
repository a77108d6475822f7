"""`stagelift plan NAME`: what a test can show, and how long it takes, before it is launched."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import TYPE_CHECKING, Any

import click

from stagelift.cli.launch import trial_of
from stagelift.cli.options import json_option, language, open_workspace, workspace_options
from stagelift.cli.screen import columns, following, mark, print_json, say
from stagelift.cli.wording import said
from stagelift.console import padded, width
from stagelift.reports.plan import text

if TYPE_CHECKING:
    from stagelift.experiments.planning.outlook import Outlook


@click.command()
@click.argument("name")
@click.option("--publish", is_flag=True, help="Write it as a page of the site, in each language.")
@json_option
@workspace_options
def plan(name: str, publish: bool, as_json: bool) -> None:
    """Say what the experiment NAME can show: customers, weeks, money, guardrails, warnings.

    The same audience rule is applied to the weeks before; nothing is frozen or sent.
    """
    with open_workspace() as workspace:
        trial = trial_of(workspace, name)
        found = trial.outlook()
        state = text.state_of(trial.definition.is_draft, trial.plan, language())
        pages = trial.publish_plan(found) if publish else ()
        asked = trial.definition.question
    if as_json:
        print_json(found.to_dict())
        return
    found = replace(found, question=asked.text(language())) if asked else found
    say("\n".join(plan_lines(found, state, trial.plan)))
    for page in pages:
        say(said("plan.published", path=page.relative_to(workspace.root).as_posix()))
    following(next_of(name, draft=trial.definition.is_draft, frozen=trial.plan is not None))


def next_of(name: str, *, draft: bool, frozen: bool) -> str:
    """The command that follows a plan: read a frozen one, launch one that has its days."""
    if frozen:
        return f"readout {name}"
    return "check" if draft else f"launch {name}"


def plan_lines(
    found: Outlook, state: str, frozen: Mapping[str, Any] | None = None
) -> Iterator[str]:
    """The outlook as lines: a word before each, its sentences after it.

    Args:
        found: The outlook.
        state: Whether the plan is frozen, in words.
        frozen: The frozen plan, or None.

    Yields:
        Lines.
    """
    yield f"{found.experiment}  ({state})"
    if found.question:
        yield found.question
    spoken = language()
    parts = {
        "traffic": text.traffic_lines(found, spoken),
        "today": (text.today_line(found, spoken),),
        "length": length_lines(found, frozen),
        "rules": (text.rules_line(found, spoken),) if found.costs else (),
        "worth": worth_lines(found),
        "guardrails": text.guard_lines(found, spoken),
        "check": text.check_lines(found, spoken),
    }
    heads = {key: said(f"plan.{key}") for key in parts}
    wide = max(map(width, heads.values())) + 2
    for key, lines in parts.items():
        for place, line in enumerate(lines):
            head = heads[key] if place == 0 else ""
            yield f"{padded(head, wide)}{line}"
    for kind, fields in found.warnings:
        warning = said(f"plan.warning.{kind}", **text.shown(found, fields, spoken))
        yield f"{mark('attention')} {warning}{text.hint(kind, spoken)}"
    count = len(found.warnings)
    yield said("plan.ready", count=count) if count else said("plan.ready.none")


def length_lines(found: Outlook, frozen: Mapping[str, Any] | None) -> Iterator[str]:
    """The smallest effect seen by weeks, what the effect worth having needs, what is registered."""
    if rows := text.length_rows(found, language()):
        yield from columns(rows, indent=0).splitlines()
    yield from text.length_words(found, language(), frozen)


def worth_lines(found: Outlook) -> Iterator[str]:
    """What finding the effect worth having brings, and what to write where a cost is missing."""
    lines = list(text.worth_lines(found, language()))
    if lines and found.gain is not None and found.gain.free:
        lines[-1] += text.hint("free", language())
    yield from lines
