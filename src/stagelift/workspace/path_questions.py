"""What a workspace answers about the ways customers take."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from stagelift.errors import ArgumentError, did_you_mean
from stagelift.workspace.measuring import Measuring

if TYPE_CHECKING:
    from stagelift.metrics.paths.funnel import Funnel


class PathQuestions(Measuring):
    """A workspace that is asked how far customers come."""

    def funnel(
        self, metric: str, period: str = "last-week", *, by: str | Sequence[str] | None = None
    ) -> Funnel:
        """A conversion of several steps taken apart: who reaches each step, and who is lost there.

        Args:
            metric: Id of a conversion written as a list of steps.
            period: The period of entry, such as `2026-W46`.
            by: Segment ids or customer attributes beside the total.

        Returns:
            Steps with their shares of the step before and of all, each with its interval.

        Raises:
            ArgumentError: When the metric is unknown or no conversion of several steps.
            DataError: When a source cannot be read as defined.
        """
        from stagelift.metrics.paths.funnel import funnel

        known = self.known_metrics
        if metric not in known:
            hint = did_you_mean(metric, known)
            raise ArgumentError(f"funnel: unknown metric '{metric}'. {hint}".rstrip())
        request = self._request((self.period(period),), by)
        return funnel(self.contract, self.journey, known[metric], request, self._seen())
