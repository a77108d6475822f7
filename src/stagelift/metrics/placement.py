"""Where a metric is measured: whose entry starts the window, and at which stage it is reported."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from stagelift.data.query import Entrants, Term
from stagelift.data.query.population_specs import Population
from stagelift.definitions import Journey
from stagelift.definitions.stages import ids_by_name
from stagelift.errors import ArgumentError
from stagelift.journey.rules import stage_terms

Entry = Literal["first_in_period", "first_ever"]
AnyEntry = Literal["first_in_period", "first_ever", "any", "totals"]


@dataclass(frozen=True, slots=True)
class Place:
    """One place where a metric is measured.

    Args:
        population: Whose members are the units.
        reported: Id of the stage where it is reported, or None for the whole journey.
        terms: The events asked there, of a metric that asks for others at each place.
    """

    population: Population
    reported: str | None
    terms: tuple[Term, ...] = ()


def stage_names(journey: Journey) -> list[str]:
    """The stages that events open, in journey order.

    Args:
        journey: The journey.

    Returns:
        Stage ids.
    """
    return [name for name, _ in stage_terms(journey)]


def entrants_of(journey: Journey, metric: str, stage: str, entry: Entry) -> Entrants:
    """The entrants of a stage.

    Args:
        journey: The journey.
        metric: Id of the metric that asks, for the error.
        stage: Id of the stage.
        entry: Which entries count.

    Returns:
        The population.

    Raises:
        ArgumentError: When no event opens the stage.
    """
    stages = stage_names(journey)
    stage = ids_by_name(journey.stages).get(stage, stage)  # a twin may name an alias
    if stage not in stages:
        raise ArgumentError(
            f"metric '{metric}': no event opens the stage '{stage}', so nobody enters it; "
            f"from takes one of {', '.join(stages)}"
        )
    return Entrants(stages.index(stage) + 1, entry)


def stage_before(stages: list[str], stage: str) -> str | None:
    """The stage before another one, of those that events open.

    Args:
        stages: Stage ids in journey order.
        stage: One of them.

    Returns:
        The id before it, or None for the first.

    Example:
        >>> stage_before(["consideration", "purchase"], "purchase")
        'consideration'
    """
    place = stages.index(stage)
    return stages[place - 1] if place else None
