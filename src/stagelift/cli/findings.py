"""What `check` finds by computing: wrong examples, empty audiences, events that never occur."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from typing import TYPE_CHECKING

from stagelift.errors import Issue, StageliftError

if TYPE_CHECKING:
    from stagelift.data.contract import Contract
    from stagelift.definitions import Definitions, Experiment, Journey


def example_mistakes(definitions: Definitions) -> Iterator[Issue]:
    """A mistake for every metric whose written example its definition does not give.

    Args:
        definitions: The workspace's definitions.

    Yields:
        Mistakes with the place of the example.
    """
    from stagelift.metrics.example import example_problem

    for name, metric in definitions.metrics.items():
        if metric.example is None:
            continue
        try:
            problem = example_problem(definitions.journey, metric)
        except StageliftError as error:
            problem = str(error)
        if problem:
            yield Issue(definitions.location("metric", name, "example"), "example", problem)


def empty_audiences(contract: Contract, definitions: Definitions) -> Iterator[str]:
    """A sentence for every experiment that has begun and has nobody in it.

    Args:
        contract: The contract tables of the sources that can be read.
        definitions: The workspace's definitions.

    Yields:
        File and line, and the audience.
    """
    from stagelift.data.query import mapped_summaries
    from stagelift.definitions import EVERYONE

    if not contract.readings("events"):
        return
    mapped = mapped_summaries(contract)
    for name, experiment in definitions.experiments.items():
        if experiment.is_draft:
            continue
        if experiment.audience not in {EVERYONE, *definitions.journey.segments}:
            continue  # said among the mistakes: misspelt, or a segment with a mistake of its own
        problem = audience_problem(contract, definitions.journey, experiment, mapped)
        if problem:
            place = definitions.location("experiment", name, "audience")
            yield f"{place}: audience: {problem}"


def audience_problem(
    contract: Contract, journey: Journey, experiment: Experiment, mapped: Collection[str]
) -> str:
    """What is wrong with the audience of an experiment that has begun.

    Args:
        contract: The contract tables of the sources that can be read.
        journey: The journey.
        experiment: An experiment that says when its units enter.
        mapped: Experiments the assignments table knows.

    Returns:
        Why it cannot be asked for, or that nobody is in it; empty when somebody is, and for an
        experiment that has not begun or is split elsewhere.
    """
    from stagelift.data.query import count_units
    from stagelift.experiments.enrolment import enrolment, population

    enrolled = enrolment(experiment, journey, 0)
    if enrolled.start >= contract.as_of_us or experiment.split_by != "stagelift":
        return ""
    try:
        units = count_units(contract, population(experiment, journey, enrolled, mapped))
    except StageliftError as error:
        return str(error)
    return "" if units else f"nobody has met '{experiment.audience}' since the run began"


def absent_events(rows: Mapping[str, int], definitions: Definitions) -> Iterator[str]:
    """A sentence for every event a definition names and the data do not hold.

    Args:
        rows: Events of the data with their rows, the most frequent first.
        definitions: What names events.

    Yields:
        File and line, the event, and the nearest name that does occur.
    """
    from stagelift.definitions.usage import uses_of_events
    from stagelift.starter.events import likely_event

    if not rows:
        return
    for event, uses in sorted(uses_of_events(definitions, implied=False).items()):
        if event not in rows:
            near = likely_event(event, rows)
            hint = f"; nearest '{near}' ({rows[near]:,})" if near else f"; there are {listed(rows)}"
            yield f"{uses[0].place}: '{event}': 0 rows{hint}"


def listed(rows: Mapping[str, int], most: int = 6) -> str:
    """The most frequent events with their rows.

    Args:
        rows: Event to rows, most frequent first.
        most: How many are named.

    Returns:
        Such as "'visited' (12), 'ordered' (3)".

    Example:
        >>> listed({"visited": 12, "ordered": 3}, most=1)
        "'visited' (12) …"
    """
    shown = [f"'{event}' ({count:,})" for event, count in list(rows.items())[:most]]
    return ", ".join(shown) + (" …" if len(rows) > most else "")
