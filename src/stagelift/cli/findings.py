"""What `check` finds by computing: examples that do not hold, audiences with nobody in them."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from stagelift.errors import Issue, StageliftError

if TYPE_CHECKING:
    from stagelift.data.contract import Contract
    from stagelift.definitions import Definitions


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
    from stagelift.data.query import count_units, mapped_summaries
    from stagelift.definitions import Once
    from stagelift.experiments.enrolment import enrolment, population

    if not contract.readings("events"):
        return
    mapped = mapped_summaries(contract)
    for name, experiment in definitions.experiments.items():
        if experiment.run is None and not isinstance(experiment.enters, Once):
            continue  # a draft: it says no run yet
        enrolled = enrolment(experiment, definitions.journey, 0)
        if enrolled.start >= contract.as_of_us or experiment.split_by != "stagelift":
            continue
        units = population(experiment, definitions.journey, enrolled, mapped)
        if not count_units(contract, units):
            place = definitions.location("experiment", name, "audience")
            yield f"{place}: audience: nobody has met '{experiment.audience}' since the run began"
