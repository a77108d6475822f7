"""The plan of an experiment as a page: question, rule, customers, weeks, what would stop it."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

import click

from stagelift.cli.options import LANGUAGE
from stagelift.cli.plan import (
    check_lines,
    guard_lines,
    length_rows,
    length_words,
    points,
    rules_line,
    shown,
    state_of,
    today_line,
    traffic_lines,
    worth_lines,
)
from stagelift.cli.wording import said

if TYPE_CHECKING:
    from stagelift.experiments.planning.outlook import Outlook
    from stagelift.workspace.trial import Trial
    from stagelift.workspace.workspace import Workspace

SITE = "site"


def publish_plan(workspace: Workspace, trial: Trial, found: Outlook) -> tuple[str, ...]:
    """Writes the plan as pages of the site, one in each language of the journey.

    Args:
        workspace: The workspace.
        trial: The experiment.
        found: What it can show.

    Returns:
        Their paths below the workspace, each replaced in one step.
    """
    from stagelift import files
    from stagelift.reports.front.plans import FOLDER
    from stagelift.reports.index import build_index
    from stagelift.reports.publish import public_path
    from stagelift.reports.wording import WORDING

    languages = [name for name in workspace.journey.languages if name in WORDING] or ["en"]
    context, written = click.get_current_context(), []
    asked = context.meta.get(LANGUAGE)
    for language in languages:
        context.meta[LANGUAGE] = language
        other = {"language": language} if language != "en" else {}
        path = f"{SITE}/{public_path(FOLDER, trial.definition.name, other)}"
        files.swap(workspace.root / path, plan_page(trial, found, language))
        written.append(path)
    context.meta[LANGUAGE] = asked
    build_index(workspace.root, workspace.root / SITE)
    return tuple(written)


def plan_page(trial: Trial, found: Outlook, language: str) -> str:
    """The plan as one self-contained page; text from definitions stays text.

    Args:
        trial: The experiment.
        found: What it can show.
        language: Language of the page.

    Returns:
        The page.
    """
    from stagelift.reports.fragments import Twin, pairs, paragraph, section, span
    from stagelift.reports.measures import words
    from stagelift.reports.page import wrap

    definition = trial.definition
    label = words(definition.label, definition.name, language)
    title = said("plan.page.title", experiment=label)
    state = state_of(definition.is_draft, trial.plan)
    top = section(
        paragraph(state, "eyebrow"),
        f"<h1>{span(title, 'title')}</h1>",
        paragraph(definition.question.strip()) if definition.question else "",
        kind="head",
    )
    rows = length_rows(found)
    table = Twin(said("plan.length"), rows[0], tuple(rows[1:])).html if rows else ""
    body = [section(pairs(_answers(trial, found, language)), kind="answer decision")]
    body += [section(table, kind="table")] if table else []
    body.append(section(pairs(_grounds(found)), kind="checks", heading=said("plan.page.grounds")))
    return wrap(title, "".join(part.html for part in (top, *body)), language)


def _answers(trial: Trial, found: Outlook, language: str) -> Iterator[tuple[str, str]]:
    """What decides, how long it takes, what it is worth, what would stop it, who decides."""
    from stagelift.formatting import day

    definition = trial.definition
    told = {"metric": found.primary, "looks": found.looks}
    yield said("plan.page.rule"), said("plan.page.rule.said", **told)
    yield said("plan.length"), "; ".join(length_words(found))
    if found.gain is not None:
        yield said("plan.worth"), "; ".join(worth_lines(found))
    names = ", ".join(f"{one.metric} {points(one.margin)}" for one in found.guardrails)
    stop = said("plan.page.stop.guards", guardrails=names) if names else ""
    yield said("plan.page.stop"), "; ".join(filter(None, (stop, said("plan.page.stop.health"))))
    decide = definition.decide
    owner = (decide.owner if decide else None) or definition.owner or said("plan.page.nobody")
    by = f", {day(decide.by, language, weekday=True)}" if decide and decide.by else ""
    yield said("plan.page.decides"), f"{owner}{by}"
    for kind, fields in found.warnings:
        yield said("plan.page.warning"), said(f"plan.warning.{kind}", **shown(found, fields))


def _grounds(found: Outlook) -> Iterator[tuple[str, str]]:
    """What the plan rests on: who enters, the level today, chances, checks on the past."""
    yield said("plan.traffic"), "; ".join(traffic_lines(found))
    yield said("plan.today"), today_line(found)
    if found.costs:
        yield said("plan.rules"), rules_line(found)
    for key, lines in (("guardrails", guard_lines(found)), ("check", check_lines(found))):
        if told := "; ".join(lines):
            yield said(f"plan.{key}"), told
