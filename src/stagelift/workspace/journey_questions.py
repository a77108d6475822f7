"""What a workspace answers about the journey itself: who is where, what leaks, and why."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from stagelift.workspace.map_questions import MapQuestions
from stagelift.workspace.model_questions import ModelQuestions
from stagelift.workspace.segment_questions import SegmentQuestions
from stagelift.workspace.voice_questions import VoiceQuestions
from stagelift.workspace.where_questions import WhereQuestions
from stagelift.workspace.why_questions import WhyQuestions

if TYPE_CHECKING:
    from stagelift.metrics.messages.engagement import Engagement


class JourneyQuestions(
    ModelQuestions, WhereQuestions, WhyQuestions, SegmentQuestions, MapQuestions, VoiceQuestions
):
    """A workspace that is asked about its journey as a whole."""

    def messages(
        self,
        period: str = "last-week",
        *,
        by: str | Sequence[str] | None = None,
        within: str = "3 days",
    ) -> Engagement:
        """What became of the messages that set out in a period, and how customers took them.

        Args:
            period: `2026-W46`, `2026-11`, `2026-Q4`, `a..b`, or `last-week`.
            by: `stage` at sending, segment ids or customer attributes beside the total; `segment`
                means every segment.
            within: How long after delivery a reaction counts, such as `3 days`.

        Returns:
            Rates and the way to the customer by message and channel; messages whose window is
            still open are left out and counted.

        Raises:
            ArgumentError: When the period, a segment or the window is unknown.
            DataError: When no source tells of messages, or one cannot be read as defined.
        """
        from stagelift.metrics.messages.asking import message_question
        from stagelift.metrics.messages.engagement import engagement

        names = [by] if isinstance(by, str) else list(by or ())
        split = [name for name in names if name != "stage"]
        request = self._request((self.period(period),), split)
        staged = "stage" in names
        prices = self.contract.channel_prices
        asked = message_question(self.journey, request, within, prices=prices, staged=staged)
        return engagement(self.contract, self.journey, asked)
