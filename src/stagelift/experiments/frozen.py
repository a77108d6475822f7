"""The record of a frozen plan: whether it can be read, binds in time, and was edited by hand."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any

from stagelift.data.zones import to_us
from stagelift.definitions import Experiment, Journey
from stagelift.errors import ArgumentError
from stagelift.experiments.enrolment import run_of
from stagelift.experiments.life.admission import CHANGED
from stagelift.experiments.life.seal import edited

RECONCILED = "reconciled"  # the key of a record under which the sender's report stands


def check_readable(experiment: str, record: Mapping[str, Any]) -> None:
    """Refuses a plan whose file was edited into something no plan says.

    Args:
        experiment: Id of the experiment.
        record: Its plan as the file is read.

    Raises:
        ArgumentError: With file, key, what came and what is expected.
    """
    asked: tuple[tuple[str, str, Callable[[str], object]], ...] = (
        ("frozen_at", "an instant with its offset", instant_of),
        ("planned_units", "a whole number from 1", units_of),
        ("looks", "once, weekly or always", ("once", "weekly", "always").index),
        ("fingerprint", "12 hex digits", lambda text: int(text, 16)),
    )
    for key, expected, read in asked:
        value = record.get(key)
        try:
            read(str(value))
        except ValueError:
            came = "nothing" if value is None else f"'{value}'"
            raise ArgumentError(
                f"experiments/{experiment}.plan.yaml: {key}: {came} came, {expected} is expected; "
                "the plan was edited by hand: put back what was frozen"
            ) from None


def instant_of(text: str) -> datetime:
    """An instant with its offset.

    Raises:
        ValueError: When the text is none.
    """
    found = datetime.fromisoformat(text)
    if found.tzinfo is None:
        raise ValueError(text)
    return found


def units_of(text: str) -> int:
    """A number of units, at least one.

    Raises:
        ValueError: When the text is none.
    """
    if int(text) < 1:
        raise ValueError(text)
    return int(text)


def hand_edits(experiment: str, record: Mapping[str, Any]) -> tuple[str, ...]:
    """What was changed by hand in the record of an experiment.

    Args:
        experiment: Its id.
        record: The frozen plan with the deeds since.

    Returns:
        Sections of the plan's file, and the line of the file of deeds, such as
        `trial.plan.yaml:planned_units` and `trial.life.yaml:9`.
    """
    # what the sender reported is put beside the plan when it is read, and is no edit of its file
    frozen = {key: value for key, value in record.items() if key != RECONCILED}
    sections = tuple(f"{experiment}.plan.yaml:{key}" for key in edited(frozen))
    changed = str(record.get(CHANGED) or "").rpartition("/")[2]
    return (*sections, changed) if changed else sections


def frozen_by(record: Mapping[str, Any], as_of: datetime) -> bool:
    """Whether a plan was frozen at an instant already."""
    return datetime.fromisoformat(str(record["frozen_at"])) <= as_of


def frozen_in_time(
    experiment: Experiment, journey: Journey, record: Mapping[str, Any], as_of: datetime
) -> bool:
    """Whether a plan binds: it was frozen before the first unit could enter, and before `as_of`.

    Args:
        experiment: The experiment.
        journey: Its journey.
        record: The frozen plan.
        as_of: The instant of the readout.

    Returns:
        False for a plan written when results could be known already.
    """
    frozen = datetime.fromisoformat(str(record["frozen_at"]))
    first_entry = run_of(experiment).instants(journey.zone)[0]
    return frozen <= as_of and to_us(frozen) <= first_entry
