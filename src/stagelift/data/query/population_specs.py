"""Whose values are asked and from when on, as frozen values without SQL."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from typing import Literal

from stagelift.data.query.openings import Epoch, Opening
from stagelift.data.query.segment_specs import SegmentRule
from stagelift.data.query.value_specs import Term


@dataclass(frozen=True, slots=True)
class Entrants:
    """The customers who enter a stage.

    Args:
        stage: 1-based number of the stage in its journey.
        entry: Which of a customer's entries is the anchor: the first in the period, or the first
            ever when it lies in one.
    """

    stage: int
    entry: Literal["first_in_period", "first_ever"] = "first_in_period"


@dataclass(frozen=True, slots=True)
class Actors:
    """The customers who do something, whatever stage they are in.

    Args:
        terms: The events.
        entry: Which of a customer's events is the anchor: the first in the period, or the first
            ever when it lies in one.
    """

    terms: tuple[Term, ...]
    entry: Literal["first_in_period", "first_ever"] = "first_in_period"


@dataclass(frozen=True, slots=True)
class Alive:
    """The customers active at the start of each period, followed to its end.

    An event at t shows activity in [t, t + window), so a customer is active at an instant with one
    in the window that ends with it. The unit's anchor lies one window before the end of the period,
    so that an `absent` flag says who is active no more.

    Args:
        terms: Events that show activity.
        within: Length of the window in µs.
    """

    terms: tuple[Term, ...]
    within: int


@dataclass(frozen=True, slots=True)
class Assigned:
    """The customers an experiment assigns by hash.

    Args:
        experiment: The experiment's id.
        audience: The segment that qualifies, or None for everyone.
        start: First instant of enrolment, µs UTC.
        end: First instant after it.
        at_once: Whether all who qualify at `start` enter then, instead of as they qualify.
        salt: Salt of the hash.
        variants: Variant ids in order with their shares.
        holdout: Share of customers kept out of every experiment.
        openings: When units are taken and which part of them, in order of time; None takes
            everyone from `start` to `end`.
        draw: Salt of the draw that says which part.
        epochs: Later splits in order of time; `variants` is the first.
        household: Whether whole households are randomised, by the hash of their id.
    """

    experiment: str
    audience: SegmentRule | None
    start: int
    end: int
    at_once: bool
    salt: str
    variants: tuple[tuple[str, Fraction], ...]
    holdout: Fraction = Fraction(0)
    openings: tuple[Opening, ...] | None = None
    draw: str = ""
    epochs: tuple[Epoch, ...] = ()
    household: bool = False


@dataclass(frozen=True, slots=True)
class MappedAssignments:
    """The customers a mapped assignments table names; their first assignment governs.

    Args:
        experiment: The experiment's id in the table.
        start: First instant of enrolment, µs UTC.
        end: First instant after it.
        household: Whether whole households were randomised.
    """

    experiment: str
    start: int
    end: int
    household: bool = False


Population = Entrants | Actors | Alive | Assigned | MappedAssignments
