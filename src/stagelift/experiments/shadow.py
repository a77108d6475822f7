"""A shadow enrolment: how many units met the audience before the run began."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import replace

from stagelift.data.contract import Contract
from stagelift.data.query import count_units
from stagelift.definitions import Experiment, Journey, Once
from stagelift.errors import ArgumentError
from stagelift.experiments.enrolment import enrolment, population


def shadow_units(experiment: Experiment, journey: Journey, contract: Contract) -> tuple[int, str]:
    """The units a run of the same length would have enrolled up to now.

    Args:
        experiment: The experiment, before its run.
        journey: Its journey.
        contract: The contract tables as of the freeze.

    Returns:
        The number of units and where it comes from, in words.

    Raises:
        ArgumentError: When nobody met the audience, so that the plan must state a number.
    """
    enrolled = enrolment(experiment, journey, 0)
    length = enrolled.end - enrolled.start
    # the last instant that is known stands for the one instant of entry
    at_once = isinstance(experiment.enters, Once)
    start = contract.as_of_us - (1 if at_once else length)
    none: Collection[str] = ()
    earlier = replace(enrolled, start=start, end=start + length)
    found = count_units(contract, population(experiment, journey, earlier, none))
    if not found:
        raise ArgumentError(
            f"nobody met the audience of '{experiment.name}' before its run; give planned_units"
        )
    words = (
        "units that met the audience at the freeze"
        if at_once
        else (
            f"units that met the audience in the {length // 86_400_000_000} days before the freeze"
        )
    )
    return found, words
