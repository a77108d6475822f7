"""How stages are left: for which stage, and how many are lost before the next one."""

from __future__ import annotations

from itertools import pairwise
from typing import Annotated, Any, ClassVar, Literal

from pydantic import Field, PlainSerializer, PlainValidator

from stagelift.data.query import Entrants, Flag, Path, StageExit, StepReached, Term, Value
from stagelift.definitions import Duration, EventPattern, Journey
from stagelift.definitions.fields import one_of
from stagelift.errors import ArgumentError
from stagelift.journey.rules import stage_terms, terms_of
from stagelift.metrics.placement import Place, entrants_of, stage_names
from stagelift.metrics.share import ShareMetric

WEEK = Duration.parse("7 days")
NEXT = "next_stage"
Exit = Literal["next", "later", "earlier", "any"]
EXITS = ("next", "later", "earlier", "any")


class StageExitRate(ShareMetric):
    """The share of a stage's entrants who leave it within the window for another stage.

    `next` is the stage-exit conversion: those whose first move leads to the stage after. With
    `later` and `earlier` it is any stage on that side; who moves nowhere is in none of them.

    Args:
        to: `next`, `later`, `earlier` or `any`.
        within: Length of the window from the entry, 7 days unless said.

    Example:
        >>> StageExitRate(name="moved_on", to="next", within="14 days").window // 86_400_000_000
        14
    """

    kind: ClassVar[str] = "stage_exit"
    adjustable: ClassVar[bool] = False

    to: Annotated[Exit, one_of(*EXITS)] = Field(alias="stage_exit")
    within: Duration | None = WEEK

    def value(self) -> Value:
        """A flag per unit of the first stage; each place has its own."""
        return StageExit(Entrants(1), (self.within or WEEK).microseconds, self.to)

    def value_at(self, place: Place) -> Value:
        """A flag per unit: where it went first."""
        if not isinstance(place.population, Entrants):
            raise ArgumentError(f"metric '{self.name}' follows the entrants of a stage")
        return StageExit(place.population, (self.within or WEEK).microseconds, self.to)

    def events(self) -> tuple[Term, ...]:
        """None of its own."""
        return ()

    def barred(self) -> tuple[str, str] | None:
        """The assigned of an experiment entered no stage."""
        return "it follows the entrants of a stage", "Use the standard metric 'advanced'"

    def places(self, journey: Journey) -> tuple[Place, ...]:
        """The entrants of every stage that can be left so, reported at that stage."""
        stages = stage_names(journey)
        left = {"next": stages[:-1], "later": stages[:-1], "earlier": stages[1:]}
        names = [self.from_] if self.from_ else left.get(self.to, stages)
        return tuple(
            Place(entrants_of(journey, self.name, name, self.entry_mode), self.stage or name)
            for name in names
        )


def _target(value: object) -> EventPattern | None:
    return None if value in (None, NEXT) else EventPattern.accept(value)


def _written(target: EventPattern | None) -> Any:
    return NEXT if target is None else str(target)


class DropOff(ShareMetric):
    """The share of units that do not reach what comes next within the window: the drop-off.

    It is one less the conversion of the same units, so both have one meaning of arriving. It is not
    churn, which asks who is active no more, nor a bounce, which asks about one session.

    Args:
        target: The event that would be the arrival, or `next_stage`: at every stage, the events
            that open the stage after.
        within: Length of the window from the entry, 7 days unless said.

    Example:
        >>> DropOff(name="lost", target="ordered", within="14 days").value().missed
        True
    """

    kind: ClassVar[str] = "drop_off"
    adjustable: ClassVar[bool] = False

    target: Annotated[EventPattern | None, PlainValidator(_target), PlainSerializer(_written)] = (
        Field(alias="drop_off")
    )
    within: Duration | None = WEEK
    better: Literal["up", "down"] = "down"

    def value(self) -> Value:
        """A flag per unit: the event did not come."""
        if self.target is None:
            return Flag((), (self.within or WEEK).microseconds)
        return self._missed(terms_of(self.target), None)

    def value_at(self, place: Place) -> Value:
        """A flag per unit of one place."""
        of = place.population if isinstance(place.population, Entrants) else None
        return self._missed(place.terms or self.events(), of)

    def _missed(self, terms: tuple[Term, ...], of: Entrants | None) -> StepReached:
        path = Path((terms,), (self.within or WEEK).microseconds, of)
        return StepReached(path, 1, missed=True)

    def events(self) -> tuple[Term, ...]:
        """The arrival's terms; none of its own when it is the next stage."""
        return () if self.target is None else terms_of(self.target)

    def barred(self) -> tuple[str, str] | None:
        """The assigned stand in several stages, and each has another next one."""
        if self.target is not None:
            return None
        return "the assigned stand in several stages", "Write the event instead of next_stage"

    def places(self, journey: Journey) -> tuple[Place, ...]:
        """Where an event is missed, as a conversion; for the next stage, every stage but the last.

        A drop-off is reported at the stage that is not left, unless `stage:` says otherwise.
        """
        if self.target is not None:
            return super().places(journey)
        return tuple(
            Place(entrants_of(journey, self.name, stage, self.entry_mode), stage, terms)
            for (stage, _), (_, terms) in pairwise(stage_terms(journey))
            if self.from_ in (None, stage)
        )
