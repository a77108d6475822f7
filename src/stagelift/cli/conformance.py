"""`stagelift conformance`: the statistics beside what others computed for the same inputs."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

import click

from stagelift.cli.options import json_option, workspace_options
from stagelift.cli.screen import columns, following, mark, print_json, say
from stagelift.cli.wording import said
from stagelift.errors import UnknownNameError, did_you_mean

if TYPE_CHECKING:
    from stagelift.statistics.conformance import Outcome, Topic

SHOWN_SOURCES = 3
FAILED = 1


@click.command()
@click.argument("topics", metavar="[TOPIC]...", nargs=-1)
@json_option
@workspace_options
@click.pass_context
def conformance(ctx: click.Context, topics: tuple[str, ...], *, as_json: bool) -> None:
    """Compute every case of the conformance set and compare it with its source.

    The expected values are those of printed tables and of other programs, never our own. TOPIC
    leaves out all other topics. Needs no workspace.
    """
    from stagelift.statistics.conformance import by_topic

    found = by_topic(_outcomes(topics))
    failed = any(topic.failed for topic in found)
    if as_json:
        print_json([to_dict(topic) for topic in found])
    else:
        say("\n".join(lines_of(found)))
        following("conformance --json" if failed else "check")
    ctx.exit(FAILED if failed else 0)


def _outcomes(topics: tuple[str, ...]) -> list[Outcome]:
    """The cases of the topics that are asked for, computed."""
    from stagelift.statistics.conformance import run
    from stagelift.statistics.conformance_files import read_cases

    cases = read_cases()
    known = dict.fromkeys(case.topic for case in cases)
    for topic in topics:
        if topic not in known:
            hint = did_you_mean(topic, known) or f"There are: {', '.join(known)}"
            raise UnknownNameError(f"unknown topic '{topic}'. {hint}")
    return [run(case) for case in cases if not topics or case.topic in topics]


def lines_of(topics: tuple[Topic, ...]) -> Iterator[str]:
    """The table as the console shows it.

    Args:
        topics: The outcomes in short.

    Yields:
        Lines: a row for each topic, their total, then what differs.
    """
    heads = ("topic", "cases", "passed", "failed", "sources")
    rows = [tuple(said(f"conformance.column.{name}") for name in heads)]
    for topic in topics:
        counts = (topic.cases, topic.passed, len(topic.failed))
        rows.append((topic.topic, *map(str, counts), sources_of(topic)))
    totals = [sum(topic.cases for topic in topics), sum(topic.passed for topic in topics)]
    totals.append(totals[0] - totals[1])
    rows.append((said("conformance.total"), *(f"{total:,}" for total in totals), ""))
    yield columns(rows, indent=0)
    failures = [outcome for topic in topics for outcome in topic.failed]
    if failures:
        yield ""
        yield said("conformance.failures")
    for outcome in failures:
        yield f"  {mark('broken')} {outcome.case.topic}: {outcome.case.name}"
        yield from (f"      {problem}" for problem in outcome.problems)


def sources_of(topic: Topic) -> str:
    """Who computed a topic's expected values, in one line.

    Args:
        topic: The topic.

    Returns:
        The first few, each up to its first comma, semicolon or colon.
    """
    heads = list(dict.fromkeys(re.split("[,;:]", source)[0].strip() for source in topic.sources))
    more = len(heads) - SHOWN_SOURCES
    shown = heads[:SHOWN_SOURCES] + ([said("conformance.sources.more", count=more)] * (more > 0))
    return "; ".join(shown)


def to_dict(topic: Topic) -> dict[str, Any]:
    """A topic as JSON.

    Args:
        topic: The outcomes in short.

    Returns:
        Counts, all sources, and each failed case with what differs.
    """
    return {
        "topic": topic.topic,
        "cases": topic.cases,
        "passed": topic.passed,
        "failed": [
            {"name": each.case.name, "function": each.case.function, "problems": each.problems}
            for each in topic.failed
        ],
        "sources": topic.sources,
    }
