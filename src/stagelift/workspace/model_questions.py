"""What a workspace answers about its model of the journey: what the data hold of it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from stagelift.workspace.measuring import Measuring

if TYPE_CHECKING:
    from stagelift.journey.evidence.coverage import Coverage


class ModelQuestions(Measuring):
    """A workspace that is asked how well its journey fits the data."""

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
