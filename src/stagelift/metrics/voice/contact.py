"""The contact rate: which share of the customers in a stage asked for help."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import TYPE_CHECKING, ClassVar, Literal, Self

from pydantic import Field, model_validator

from stagelift.definitions import EventPattern
from stagelift.definitions.fields import Text
from stagelift.definitions.metric import Unit
from stagelift.metrics.fits import Misfit, kept_misfits
from stagelift.metrics.own_query import OwnQuery
from stagelift.metrics.share import guarded
from stagelift.metrics.tally import Tally
from stagelift.metrics.voice.cells import cell_estimates, occasions
from stagelift.metrics.voice.scale import NO_MOMENTS
from stagelift.metrics.voice.wait import first_time
from stagelift.statistics.proportions import proportion

if TYPE_CHECKING:
    from stagelift.data.contract import Contract
    from stagelift.data.query.contacts import PresenceCell
    from stagelift.definitions import Journey
    from stagelift.metrics.estimate import Estimate
    from stagelift.metrics.kpis import KpiRequest


class Contact(OwnQuery):
    """The share of the customers in a stage during a period who asked at least once.

    The base is every customer who stood in the stage at some time of the period, those who entered
    it before included, so that the rate is a share. Segments are those of customers' attributes.

    Args:
        event: The events that open an enquiry, written `contact`.
        topic: The column that says what it is about; `topics` breaks the rate down by it.

    Example:
        >>> Contact(name="enquiries", contact="enquiry_opened", topic="topic").better
        'down'
    """

    kind: ClassVar[str] = "contact"
    unit: ClassVar[Unit] = "share"
    adjustable: ClassVar[bool] = False

    event: EventPattern = Field(alias="contact")
    topic: Text | None = None
    better: Literal["up", "down"] = "down"

    @model_validator(mode="after")
    def _plain(self) -> Self:
        """Checks that no event is asked for at its second time."""
        first_time(self.event)
        return self

    def misfits(self, journey: Journey) -> Iterator[Misfit]:
        """A source of events that keeps the topic."""
        yield from kept_misfits(journey, "topic", self.topic)

    def barred(self) -> tuple[str, str] | None:
        """An experiment counts from assignment, not by the stage of a period."""
        return (
            f"'{self.name}' is a share of the customers in a stage during a period",
            "Write 'conversion: EVENT' with the event that opens an enquiry",
        )

    def kpis(
        self, contract: Contract, journey: Journey, request: KpiRequest
    ) -> tuple[Estimate, ...]:
        """The share with its Wilson interval in every cell."""
        from stagelift.data.query.contacts import (
            ContactQuestion,
            measure_presence,
            measure_topics,
        )

        plain = replace(request, segments=())
        where = occasions(journey, plain)
        asked = ContactQuestion(first_time(self.event), None, where)
        counted = measure_topics(contract, asked)
        many = {(c.period, c.stage, c.segment): c.customers for c in counted}

        def filled(blank: Estimate, cell: PresenceCell | None) -> Estimate:
            n = cell.customers if cell else 0
            # of a group whose customers change, some may have asked as another group's
            k = min(n, many.get((cell.period, cell.stage, cell.segment), 0)) if cell else 0
            found = guarded(proportion(k, n, level=blank.level), Tally(n, k, NO_MOMENTS, ()))
            return replace(blank.with_inference(found), unit="share", n=n, k=k)

        return cell_estimates(self, plain, where, measure_presence(contract, where), filled)
