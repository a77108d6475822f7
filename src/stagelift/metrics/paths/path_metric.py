"""What conversions with rules of their own share: how a path is followed from an entry."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field, model_validator

from stagelift.data.query import Actors, Entrants, Path, StepReached, Term
from stagelift.data.query.derived import ORDERED, Order, Tries
from stagelift.data.query.population_specs import Population
from stagelift.definitions import Duration, EventPattern, Journey, Mistake
from stagelift.definitions.fields import Text, YesNo, one_of
from stagelift.journey.rules import terms_of
from stagelift.metrics.kind import WindowedMetric
from stagelift.metrics.paths.steps import StepsField, Tolerance
from stagelift.metrics.placement import AnyEntry, Entry, Place

WEEK = Duration.parse("7 days")
ORDERS = ("closed", "strict", "open", "any_order", "furthest")
ENTRIES = ("first_in_period", "first_ever", "any", "totals")


class PathMetric(WindowedMetric):
    """A metric that follows each unit from its entry through one or several steps.

    Of several steps without `from:` the first is the entry: whoever did it in the period. With
    `from:` the stage's entrants are the base and all steps follow.

    Args:
        event: The event, or a list of steps.
        first: Count only a customer's first such event; a KPI leaves out entrants who had it.
        within: Length of the window from the entry to the last step, 7 days unless said.
        entry: `first_in_period`, `first_ever`; `any`: a customer counts once and converts from any
            entry of the period; `totals`: every entry counts, the customer staying the unit.
        order: `closed`: each step at or after the one before; `strict`: after it; `open`: each step
            alone; `any_order`: all steps in any order; `furthest`: this step or a later one.
        excluding: Events that end the way when they come between two steps: the customer stays in
            the denominator and leaves the numerator.
        hold: A column of the events whose value must be that of the entry at every step.
        tie_tolerance: How far an event may lie before the step it follows, 0 unless said.
        in_stage: Whether only events before the customer leaves the stage entered count.
    """

    event: StepsField = Field(alias="conversion")
    first: YesNo = False
    within: Duration | None = WEEK
    entry: Annotated[AnyEntry, one_of(*ENTRIES)] = "first_in_period"
    order: Annotated[Order, one_of(*ORDERS)] = "closed"
    excluding: EventPattern | None = None
    hold: Text | None = None
    tie_tolerance: Tolerance = Tolerance(0)
    in_stage: YesNo = False

    @model_validator(mode="after")
    def _fits(self) -> PathMetric:
        """Refuses rules that contradict one another."""
        steps = self.event.patterns
        if self.order not in ORDERED and len(steps) == 1:
            raise Mistake(f"order: {self.order} came for one event", "List the steps")
        if self.order not in ORDERED and self.excluding is not None:
            raise Mistake(
                f"'excluding' came with order: {self.order}, where no step follows another",
                "Write order: closed or strict",
            )
        if self.order == "strict" and self.tie_tolerance.microseconds:
            raise Mistake("'tie_tolerance' came with order: strict", "Write order: closed")
        names = [name for pattern in steps for name in pattern.events]
        if self.order not in ORDERED and len(set(names)) < len(names):
            raise Mistake(
                f"an event stands in two steps, which order: {self.order} cannot tell apart",
                "Write order: closed or strict",
            )
        if self.first and len(steps) > 1:
            raise Mistake("'first' came with several steps", "Write entry: first_ever")
        if self.in_stage and len(steps) > 1 and self.from_ is None:
            raise Mistake("'in_stage' came with steps of no stage", "Say from: STAGE")
        return self

    @property
    def entry_mode(self) -> Entry:
        """Which of a unit's entries is its anchor."""
        return "first_ever" if self.entry == "first_ever" else "first_in_period"

    @property
    def enters_by_event(self) -> bool:
        """Whether the first step is the entry."""
        return len(self.event.patterns) > 1 and self.from_ is None

    def event_names(self) -> tuple[str, ...]:
        """Names of the events of all steps and of what ends a path, sorted."""
        found = {name for pattern in self.event.patterns for name in pattern.events}
        return tuple(sorted(found.union(self.excluding.events if self.excluding else ())))

    def events(self) -> tuple[Term, ...]:
        """The terms of the last step."""
        return self.event.terms[-1]

    def path(self, population: Population | None) -> Path:
        """The path of one population's units.

        Args:
            population: Whose entries begin it; None for the assigned of an experiment.

        Returns:
            The path; by event, the steps after the first.
        """
        of = population if isinstance(population, Entrants | Actors) else None
        steps = self.event.terms[1:] if isinstance(of, Actors) else self.event.terms
        tries: Tries = "one"
        if of is not None and self.entry in ("any", "totals"):
            tries = "any" if self.entry == "any" else "totals"
        return Path(
            steps=steps,
            window=(self.within or WEEK).microseconds,
            of=of,
            order=self.order,
            tries=tries,
            excluding=terms_of(self.excluding) if self.excluding else (),
            hold=self.hold,
            tolerance=self.tie_tolerance.microseconds,
            while_in_stage=self.in_stage and of is not None,
            first=self.first,
        )

    def value(self) -> StepReached:
        """Whether a unit reaches the last step."""
        path = self.path(None)
        return StepReached(path, len(path.steps))

    def value_at(self, place: Place) -> StepReached:
        """Whether a unit of one place reaches the last step."""
        path = self.path(place.population)
        return StepReached(path, len(path.steps))

    def places(self, journey: Journey) -> tuple[Place, ...]:
        """The stage's entrants; of steps without `from:`, whoever did the first of them."""
        if not self.enters_by_event:
            return super().places(journey)
        event, occurrence = self.events()[0]
        units = Actors(self.event.terms[0], self.entry_mode)
        return (Place(units, self.stage or journey.stage_of(event, occurrence)),)

    def barred(self) -> tuple[str, str] | None:
        """An experiment has the assigned instead of entries: what asks for an entry has none."""
        if self.entry == "totals":
            return "it counts entries, and the assigned enter once", "Leave 'entry' out"
        if self.in_stage:
            return "it follows the entrants of a stage", "Leave 'in_stage' out"
        if self.hold is not None and len(self.event.patterns) == 1:
            return f"an assignment has no '{self.hold}' to hold", "List two steps or more"
        return None
