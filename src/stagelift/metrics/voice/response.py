"""The share of the invited who answer: what every score of those who did has to stand beside."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import TYPE_CHECKING, ClassVar

from pydantic import Field

from stagelift.definitions import Duration
from stagelift.definitions.fields import Text
from stagelift.definitions.metric import Unit
from stagelift.metrics.fits import Misfit, survey_misfits
from stagelift.metrics.own_query import OwnQuery
from stagelift.metrics.share import guarded
from stagelift.metrics.tally import Tally
from stagelift.metrics.voice.cells import cell_estimates, occasions, open_note
from stagelift.metrics.voice.scale import NO_MOMENTS
from stagelift.statistics.proportions import proportion

if TYPE_CHECKING:
    from stagelift.data.contract import Contract
    from stagelift.data.query.responses import InvitationCell
    from stagelift.definitions import Journey
    from stagelift.metrics.estimate import Estimate
    from stagelift.metrics.kpis import KpiRequest

FORTNIGHT = Duration.parse("14 days")


class Response(OwnQuery):
    """The share of invited customers who answer within the window, by the stage at invitation.

    A customer counts in the period of the invitation, once: as answering when any invitation of the
    period was answered in time. Invitations whose window is still open leave both counts.

    Args:
        source: Name of the surveys source.
        instrument: The question, where the source's rows hold several.
        within: Time to answer from the invitation, 14 days unless said.

    Example:
        >>> Response(name="answered", source="survey").time_to_answer
        1209600000000
    """

    kind: ClassVar[str] = "response"
    unit: ClassVar[Unit] = "share"
    adjustable: ClassVar[bool] = False

    source: Text = Field(alias="response")
    instrument: Text | None = None

    @property
    def time_to_answer(self) -> int:
        """The window in µs."""
        return (self.within or FORTNIGHT).microseconds

    def source_names(self) -> tuple[str, ...]:
        """The surveys source."""
        return (self.source,)

    def misfits(self, journey: Journey) -> Iterator[Misfit]:
        """A source of surveys that says when it invited and when it was answered."""
        times = ("invited", "answered")
        yield from survey_misfits(journey, self.kind, self.source, times, self.instrument)

    def barred(self) -> tuple[str, str] | None:
        """An experiment is about the assigned, of whom not all are invited."""
        return (
            f"'{self.name}' is a share of the invited, and an arm may change who is invited",
            "Name a score of the survey instead: who answered is shown beside it",
        )

    def kpis(
        self, contract: Contract, journey: Journey, request: KpiRequest
    ) -> tuple[Estimate, ...]:
        """The share with its Wilson interval in every cell."""
        from stagelift.data.query.responses import (
            InvitationCell,
            InvitationQuestion,
            measure_invitations,
        )

        where = occasions(journey, request)
        asked = InvitationQuestion(self.source, self.instrument, self.time_to_answer, where)
        cells = measure_invitations(contract, asked)

        def filled(blank: Estimate, cell: InvitationCell | None) -> Estimate:
            return response_estimate(blank, cell or InvitationCell(0, None, None, 0, 0, 0))

        return cell_estimates(self, request, where, cells, filled)


def response_estimate(blank: Estimate, cell: InvitationCell) -> Estimate:
    """The response rate of one cell.

    Args:
        blank: What it is about.
        cell: Who was invited and who answered.

    Returns:
        The estimate; `immature` while some invitations may still be answered.
    """
    n, k = cell.invited, cell.answered
    found = guarded(proportion(k, n, level=blank.level), Tally(n, k, NO_MOMENTS, ()))
    done = replace(blank.with_inference(found), unit="share", n=n, k=k)
    if not cell.open:
        return done
    excluded = (("immature", cell.open),)
    note = open_note(cell.open, "invitations may still be answered")
    return replace(done, status="immature", note=note, excluded=excluded)
