"""Metrics that no common query answers: each asks its own question of its own rows."""

from __future__ import annotations

from abc import abstractmethod
from typing import TYPE_CHECKING

from stagelift.definitions.metric import Metric

if TYPE_CHECKING:
    from stagelift.data.contract import Contract
    from stagelift.definitions import Journey
    from stagelift.metrics.estimate import Estimate
    from stagelift.metrics.kpis import KpiRequest


class OwnQuery(Metric):
    """A metric whose units are neither stage entrants nor assigned: invitations, tickets, texts."""

    @abstractmethod
    def kpis(
        self, contract: Contract, journey: Journey, request: KpiRequest
    ) -> tuple[Estimate, ...]:
        """The metric over all stages and by stage, from one query over its rows.

        Args:
            contract: The contract tables as of the request's instant.
            journey: The journey.
            request: Periods, segments and confidence.

        Returns:
            Estimates by stage, period and segment.

        Raises:
            DataError: When a table or a column that is needed is not mapped.
            EngineError: When the engine refuses the query.
        """
