"""The plan of an experiment as a page: question, rule, customers, weeks, what would stop it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

from stagelift import files
from stagelift.formatting import day, margin
from stagelift.reports.fragments import Twin, pairs, paragraph, section, span
from stagelift.reports.front.plans import FOLDER
from stagelift.reports.index import build_index
from stagelift.reports.measures import words
from stagelift.reports.page import wrap
from stagelift.reports.plan import text
from stagelift.reports.plan.wording import say
from stagelift.reports.publish import public_path

if TYPE_CHECKING:
    from stagelift.definitions.experiment import Experiment
    from stagelift.experiments.planning.outlook import Outlook

SITE = "site"


def publish_plan(root: Path, definition: Experiment, pages: Mapping[str, str]) -> tuple[Path, ...]:
    """Puts the pages of a plan on the site, each in one step, and the site's front page after them.

    Args:
        root: The workspace's folder.
        definition: The experiment.
        pages: Language → page, as `plan_page` makes it.

    Returns:
        Their files.

    Raises:
        OSError: A file cannot be written.
    """
    written = []
    for language, page in pages.items():
        other = {"language": language} if language != "en" else {}
        path = root / SITE / public_path(FOLDER, definition.name, other)
        files.swap(path, page)
        written.append(path)
    build_index(root, root / SITE)
    return tuple(written)


def plan_page(
    definition: Experiment,
    found: Outlook,
    language: str,
    *,
    frozen: Mapping[str, Any] | None = None,
) -> str:
    """The plan as one self-contained page; text from definitions stays text.

    Args:
        definition: The experiment.
        found: What it can show, with the labels of what it names.
        language: Language of the page.
        frozen: The frozen plan, or None.

    Returns:
        The page.
    """
    label = words(definition.label, definition.name, language)
    title = say(language, "plan.page.title", experiment=label)
    state = text.state_of(definition.is_draft, frozen, language)
    top = section(
        paragraph(state, "eyebrow"),
        f"<h1>{span(title, 'title')}</h1>",
        paragraph(definition.question.text(language).strip()) if definition.question else "",
        kind="head",
    )
    rows = text.length_rows(found, language)
    table = Twin(say(language, "plan.length"), rows[0], tuple(rows[1:])).html if rows else ""
    body = [section(pairs(_answers(definition, found, language, frozen)), kind="answer decision")]
    body += [section(table, kind="table")] if table else []
    grounds = say(language, "plan.page.grounds")
    body.append(section(pairs(_grounds(found, language)), kind="checks", heading=grounds))
    return wrap(title, "".join(part.html for part in (top, *body)), language)


def _answers(
    definition: Experiment, found: Outlook, language: str, frozen: Mapping[str, Any] | None
) -> Iterator[tuple[str, str]]:
    """What decides, how long it takes, what it is worth, what would stop it, who decides."""
    told = {"metric": found.primary, "looks": say(language, f"plan.look.{found.looks}")}
    yield say(language, "plan.page.rule"), say(language, "plan.page.rule.said", **told)
    yield say(language, "plan.length"), "; ".join(text.length_words(found, language, frozen))
    if found.gain is not None:
        yield say(language, "plan.worth"), "; ".join(text.worth_lines(found, language))
    names = ", ".join(
        f"{one.metric} {margin(one.margin, one.unit, language)}" for one in found.guardrails
    )
    stops = [say(language, "plan.page.stop.guards", guardrails=names)] if names else []
    stops.append(say(language, "plan.page.stop.health"))
    yield say(language, "plan.page.stop"), "; ".join(stops)
    decide, nobody = definition.decide, say(language, "plan.page.nobody")
    owner = (decide.owner if decide else None) or definition.owner or nobody
    by = f", {day(decide.by, language, weekday=True)}" if decide and decide.by else ""
    yield say(language, "plan.page.decides"), f"{owner}{by}"
    for kind, fields in found.warnings:
        told = text.shown(found, fields, language)
        yield say(language, "plan.page.warning"), say(language, f"plan.warning.{kind}", **told)


def _grounds(found: Outlook, language: str) -> Iterator[tuple[str, str]]:
    """What the plan rests on: who enters, the level today, chances, checks on the past."""
    yield say(language, "plan.traffic"), "; ".join(text.traffic_lines(found, language))
    yield say(language, "plan.today"), text.today_line(found, language)
    if found.costs:
        yield say(language, "plan.rules"), text.rules_line(found, language)
    guards, checks = text.guard_lines(found, language), text.check_lines(found, language)
    for key, lines in (("guardrails", guards), ("check", checks)):
        if told := "; ".join(lines):
            yield say(language, f"plan.{key}"), told
