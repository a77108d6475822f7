"""The steps of a stage: how many of its entrants take each, and how far they get."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from stagelift.data.query.specs import DAY_US, PeriodWindow
from stagelift.data.query.stage_steps import StepQuestion, count_steps
from stagelift.data.zones import from_us
from stagelift.definitions import Journey
from stagelift.errors import ArgumentError
from stagelift.frames import Tabular
from stagelift.journey.quantity import Quantity
from stagelift.journey.rules import stage_terms, terms_of
from stagelift.statistics.disclosure import MINIMUM
from stagelift.statistics.proportions.share import proportion

if TYPE_CHECKING:
    from stagelift.data.contract import Contract


@dataclass(frozen=True, slots=True)
class StepRow:
    """One step of a stage.

    Args:
        step: Its id.
        reached: Entrants who took it, as a share of all entrants.
        onward: Of those who took the step before, the share who took this one then or later; None
            for the first step.
        furthest: Entrants for whom it is the last step of the list they took.
    """

    step: str
    reached: Quantity
    onward: Quantity | None
    furthest: int


@dataclass(frozen=True, slots=True)
class StageSteps(Tabular):
    """The steps of a stage among its entrants of a period.

    Args:
        stage: Id of the stage.
        period: Label of the period of entry.
        n: Entrants whose window has closed.
        immature: Entrants whose window is still open; they are in no number.
        rows: The steps in order.
        none: Entrants who took no step; with the `furthest` of all steps they add up to `n`.
        within: The window in days.
        as_of: Instant of knowledge as ISO text.
        zone: The zone in which it is printed.
        minimum_cell: Nothing is shown of fewer entrants.
    """

    stage: str
    period: str
    n: int
    immature: int
    rows: tuple[StepRow, ...]
    none: int
    within: float
    as_of: str
    zone: str = "UTC"
    minimum_cell: int = MINIMUM

    def __iter__(self) -> Iterator[StepRow]:
        return iter(self.rows)

    @property
    def small(self) -> bool:
        """Whether so few entered that nothing of them is shown."""
        return 0 < self.n < self.minimum_cell

    def to_dicts(self) -> list[dict[str, Any]]:
        """The steps as JSON-ready rows, `reached` and `onward` by `measure`.

        Returns:
            One dict a step and measure, with the names of a KPI's estimate, `step` and `furthest`;
            what small groups would tell is null.
        """
        found = []
        for row in self.rows:
            furthest = None if self.small else row.furthest
            for one in (row.reached, row.onward):
                if one is not None:
                    shown = self.shown(one).to_dict()
                    found.append({"step": row.step, "furthest": furthest, **shown})
        return found

    def shown(self, one: Quantity) -> Quantity:
        """A number as it may be shown.

        Args:
            one: The number.

        Returns:
            Itself, or without its numbers when it is about too few.
        """
        few = self.small or 0 < one.n < self.minimum_cell
        return one.hidden(f"fewer than {self.minimum_cell} customers") if few else one

    def text(self, language: str = "en") -> str:
        """The steps as people read them in a terminal.

        Args:
            language: `en` or `ko`.

        Returns:
            Lines.
        """
        from stagelift.journey.stages.text import steps_text

        return steps_text(self, language)

    def __str__(self) -> str:
        return self.text()


def stage_steps(
    contract: Contract, journey: Journey, name: str, period: PeriodWindow, within: int
) -> StageSteps:
    """The steps of a stage, from one query.

    Args:
        contract: The contract tables.
        journey: The journey.
        name: Id or alias of the stage.
        period: When the stage was entered.
        within: How long after the entry a step counts, µs.

    Returns:
        The steps with their shares.

    Raises:
        ArgumentError: When the stage is unknown, has no steps, or is opened by no event.
        DataError: A source that cannot be read.
        EngineError: The engine refused.
    """
    stage = journey.resolve(name)
    steps = journey.stages[stage].steps
    names = [found for found, _ in stage_terms(journey)]
    if not steps or stage not in names:
        having = [found for found, one in journey.stages.items() if one.steps]
        there = f"stages with steps are {', '.join(having)}" if having else "no stage has steps"
        raise ArgumentError(f"stage '{stage}' has no steps; {there}")
    asked = StepQuestion(
        stages=tuple(terms for _, terms in stage_terms(journey)),
        stage=names.index(stage) + 1,
        steps=tuple(terms_of(pattern) for pattern in steps.values()),
        period=period,
        within=within,
    )
    counts = count_steps(contract, asked)
    as_of = from_us(contract.as_of_us).isoformat()
    blank = Quantity(
        measure="reached",
        unit="share",
        stage=stage,
        period=period.label,
        as_of=as_of,
        n=counts.n,
    )
    rows = []
    for place, step in enumerate(steps):
        reached = share_of(blank, counts.reached[place])
        onward = None
        if place:
            base = replace(blank, measure="onward", against=[*steps][place - 1])
            base = replace(base, n=counts.reached[place - 1])
            onward = share_of(base, counts.onward[place - 1])
        rows.append(StepRow(step, reached, onward, counts.furthest[place]))
    return StageSteps(
        stage=stage,
        period=period.label,
        n=counts.n,
        immature=counts.immature,
        rows=tuple(rows),
        none=counts.n - sum(counts.furthest),
        within=within / DAY_US,
        as_of=as_of,
        zone=journey.zone,
    )


def share_of(blank: Quantity, k: int) -> Quantity:
    """A share with its Wilson interval.

    Args:
        blank: What it is about, with its n.
        k: Units with the event.

    Returns:
        The number; without units its status is `no_data`.
    """
    return blank.found(proportion(k, blank.n), k=k)
