"""What a workspace answers about messages and money: engagement, channels, value, delivery, lag."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import PurePosixPath
from typing import TYPE_CHECKING

from stagelift.workspace.measuring import Measuring

if TYPE_CHECKING:
    from stagelift.metrics.messages.engagement import Engagement
    from stagelift.metrics.messages.touches import Touches


class MessageQuestions(Measuring):
    """A workspace that is asked about its messages."""

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

    def touches(
        self,
        event: str,
        period: str = "last-week",
        *,
        by: str | Sequence[str] | None = None,
        within: str = "7 days",
    ) -> Touches:
        """How channels overlap, which of them converters depend on, and what follow-ups go with.

        Args:
            event: The event that converts, such as `ordered`.
            period: `2026-W46`, `2026-11`, `2026-Q4`, `a..b`, or `last-week`.
            by: Segment ids or customer attributes beside the total, as of the conversion.
            within: How long before a conversion a delivered message counts as its touch.

        Returns:
            Customers reached by each channel, pair and channel alone; converters by their only
            channel; later conversions by follow-ups; customers who got several variants of one
            experiment. All of it describes.

        Raises:
            ArgumentError: When the event, the period, a segment or the window is not allowed.
            DataError: When no source tells of messages, or one cannot be read as defined.
        """
        from stagelift.metrics.messages.asking import touch_question
        from stagelift.metrics.messages.touches import touches

        request = self._request((self.period(period),), by)
        asked = touch_question(request, event, within, self._message_variants())
        return touches(self.contract, self.journey, asked)

    def _message_variants(self) -> tuple[tuple[str, str, str], ...]:
        """Message, experiment and variant of messages whose file one variant alone names."""
        found: dict[str, list[tuple[str, str]]] = {}
        for name, trial in self.definitions.experiments.items():
            for variant, one in trial.variants.items():
                if one.message is not None:
                    stem = PurePosixPath(str(one.message)).stem
                    found.setdefault(stem, []).append((name, variant))
        return tuple((message, *each) for message, uses in sorted(found.items()) for each in uses)
