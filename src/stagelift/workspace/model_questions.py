"""What a workspace answers about its model of the journey: what the data hold of it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from stagelift.errors import ArgumentError
from stagelift.workspace.where_questions import WhereQuestions

if TYPE_CHECKING:
    from datetime import datetime

    from stagelift.journey.evidence.coverage import Coverage
    from stagelift.journey.stages.crosswalk import Crosswalk
    from stagelift.journey.stages.parts import Parts
    from stagelift.journey.stages.returns import Returns
    from stagelift.journey.stages.steps import StageSteps


class ModelQuestions(WhereQuestions):
    """A workspace that is asked about its stages: how they fit the data, steps, returns, parts."""

    def coverage(self) -> Coverage:
        """What the definitions make of the events found.

        Returns:
            Every event with its rows, customers and the stages, segments and metrics that use it;
            every stage with its evidence, its owner and who ever entered it.

        Raises:
            DataError: When a source cannot be read as defined.
        """
        from stagelift.journey.evidence.coverage import coverage

        return coverage(self.contract, self.definitions)

    def steps(self, stage: str, period: str = "last-week", *, within: str = "7 days") -> StageSteps:
        """The steps of a stage: how many of its entrants take each, and how far they get.

        Args:
            stage: Id or alias of a stage with `steps`.
            period: When they entered it: `2026-W46`, `2026-11`, `2026-Q4`, `a..b`, `last-week`; a
                customer's first entry in it counts.
            within: How long after the entry a step counts, and only before the customer goes to
                another stage.

        Returns:
            Shares with intervals by step; who got how far adds up to the stage. Entrants whose
            window is still open are left out and counted.

        Raises:
            ArgumentError: When the stage, the period or the window is unknown, or it has no steps.
            DataError: When a source cannot be read as defined.
        """
        from stagelift.definitions import Duration, Mistake
        from stagelift.journey.stages.steps import stage_steps

        try:
            length = Duration.parse(within).microseconds
        except Mistake as mistake:
            raise ArgumentError(f"within: {mistake.message}. {mistake.hint}".rstrip()) from None
        wanted = self._window(self.period(period))
        return stage_steps(self.contract, self.journey, stage, wanted, length)

    def returns(self, period: str = "last-week") -> Returns:
        """The moves between stages in a period: on, back, back unexpectedly, left, come back.

        Args:
            period: When the later stage was entered.

        Returns:
            Moves by pair of stages; a move back is unexpected where the stage left names other
            stages under `may_go_back_to`.

        Raises:
            ArgumentError: When the period is unknown.
            DataError: When a source cannot be read as defined.
        """
        from stagelift.journey.stages.returns import returns

        return returns(self.contract, self.journey, self._window(self.period(period)))

    def parts(self, at: datetime | str | None = None) -> Parts:
        """How many customers are before, during and after the purchase at an instant.

        Args:
            at: The instant, as `who` takes it; the workspace's own when left out.

        Returns:
            Customers by part; the parts add up to the stages.

        Raises:
            ArgumentError: When no stage says its part, or the instant is unknown.
            DataError: When a source cannot be read as defined.
        """
        from stagelift.journey.stages.parts import parts_of_snapshot, rolled_up

        rolled_up(self.journey, {})  # says what is missing before the data are asked
        return parts_of_snapshot(self.journey, self.who(at))

    def crosswalk(self, version: str | None = None, at: datetime | str | None = None) -> Crosswalk:
        """An earlier version of the journey beside today's: the same customers, placed by both.

        Args:
            version: Name of the earlier version; the last one when left out.
            at: The instant, as `who` takes it; the workspace's own when left out.

        Returns:
            Customers by their stage under both, and how many are where the crosswalk says.

        Raises:
            ArgumentError: When there is no such version, or a stage of it is in no crosswalk.
            DataError: When a source cannot be read as defined.
        """
        from stagelift.journey.stages.crosswalk import crosswalk

        return crosswalk(self.contract, self.journey, version, self._instant("at", at))
