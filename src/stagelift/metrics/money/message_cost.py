"""What messages cost: per entrant of a stage, or per event they are meant to bring."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated, Any, ClassVar, Literal

from pydantic import Field

from stagelift.data.query.ledger_specs import Entry, Ledger
from stagelift.data.query.value_specs import Term
from stagelift.definitions import Duration, Journey
from stagelift.definitions.fields import one_of
from stagelift.definitions.metric import Metric, Unit
from stagelift.metrics.money.amounts import MoneyPerUnit, OneEvent, every_stage
from stagelift.metrics.placement import Place
from stagelift.metrics.quotient import RatioMetric

WEEK = Duration.parse("7 days")
MESSAGES = (Entry("messages"),)


class MessageCost(MoneyPerUnit):
    """What the messages delivered to a unit within the window cost, per entrant of each stage.

    A send log's own cost governs; else a delivered message costs what `channels:` says of its
    channel, and nothing where it says nothing.

    Args:
        of: `messages`.
        within: Length of the window, 7 days unless said.

    Example:
        >>> MessageCost(name="cost", cost="messages").better
        'down'
    """

    kind: ClassVar[str] = "cost"

    of: Annotated[Literal["messages"], one_of("messages")] = Field(alias="cost")
    better: Annotated[Literal["up", "down"], one_of("up", "down")] = "down"
    within: Duration | None = WEEK

    @classmethod
    def chosen(cls, written: Mapping[str, Any]) -> type[Metric]:
        """Cost per unit, or with `per:` cost per event."""
        return CostPerEvent if "per" in written else cls

    def value(self) -> Ledger:
        """The cost of the messages."""
        return Ledger((self.within or WEEK).microseconds, MESSAGES)

    def events(self) -> tuple[Term, ...]:
        """None: every delivered message is meant."""
        return ()

    def places(self, journey: Journey) -> tuple[Place, ...]:
        """The entrants of every stage, or of the one `from:` names."""
        return every_stage(self, journey)


class CostPerEvent(RatioMetric):
    """What messages cost per event of the same units in the same window: cost per conversion.

    Both sides are of everyone who entered the stage, so that customers who would have come anyway
    are in the denominator: it is what was spent per event, not what one more event costs.

    Args:
        of: `messages`.
        per: The event, such as `ordered`.
        within: Length of both windows, 7 days unless said.

    Example:
        >>> CostPerEvent(name="cpo", cost="messages", per="ordered").events()
        (('ordered', 1),)
    """

    kind: ClassVar[str] = "cost"
    unit: ClassVar[Unit] = "value"

    of: Annotated[Literal["messages"], one_of("messages")] = Field(alias="cost")
    per: OneEvent
    better: Annotated[Literal["up", "down"], one_of("up", "down")] = "down"
    within: Duration | None = WEEK

    def value(self) -> Ledger:
        """Cost of messages, and the events."""
        window = (self.within or WEEK).microseconds
        return Ledger(window, MESSAGES, (Entry("count", self.per.events[0]),))

    def events(self) -> tuple[Term, ...]:
        """The event that divides."""
        return ((self.per.events[0], 1),)
