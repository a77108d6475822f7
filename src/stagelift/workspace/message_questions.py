"""What a workspace answers about messages and money: engagement, channels, value, delivery, lag."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import PurePosixPath
from typing import TYPE_CHECKING

from stagelift.workspace.measuring import Measuring

if TYPE_CHECKING:
    from stagelift.journey.lag import Lags
    from stagelift.metrics.kpi_table import Kpis
    from stagelift.metrics.messages.engagement import Engagement
    from stagelift.metrics.messages.touches import Touches
    from stagelift.metrics.money.fulfilment import Fulfilment


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

    def fulfilment(
        self,
        period: str = "last-week",
        *,
        ordered: str = "ordered",
        delivered: str = "parcel_delivered",
        refunded: str = "refunded",
        promised: str = "3 days",
        refund_within: str = "30 days",
    ) -> Fulfilment:
        """How long a period's orders took to arrive, how many in time, how much was given back.

        Args:
            period: `2026-W46`, `2026-11`, `2026-Q4`, `a..b`, or `last-week`.
            ordered: The event of an order; orders are told apart by their number.
            delivered: The event of its delivery.
            refunded: The event of a refund, its value the money given back.
            promised: Within what time delivery is promised.
            refund_within: How long after the order a refund counts.

        Returns:
            Shares with intervals, customers being the unit; orders on their way are censored, not
            left out.

        Raises:
            ArgumentError: When the period or a duration is not allowed.
            DataError: When no source of events maps the order number.
        """
        from stagelift.data.query.fulfilments import OrderQuestion
        from stagelift.metrics.messages.asking import microseconds
        from stagelift.metrics.money.fulfilment import fulfilment

        request = self._request((self.period(period),), ())
        asked = OrderQuestion(
            period=request.periods[-1],
            ordered=ordered,
            delivered=delivered,
            refunded=refunded,
            promised=microseconds("promised", promised),
            refund_window=microseconds("refund_within", refund_within),
            as_of=request.as_of,
        )
        return fulfilment(self.contract, self.journey, asked)

    def realised_value(
        self,
        period: str,
        *,
        metric: str | None = None,
        horizons: Sequence[int] = (30, 60, 90, 180),
        by: str | Sequence[str] | None = None,
    ) -> Kpis:
        """What customers who entered in a period have brought by each horizon, observed.

        Args:
            period: The period of their first entry.
            metric: A metric of kind `realised_value`; the first one when left out.
            horizons: Days after entry.
            by: Segment ids or customer attributes beside the total.

        Returns:
            One metric a horizon; null where nobody's horizon has passed, and `immature` where that
            is so for some.

        Raises:
            ArgumentError: When there is no such metric, or a horizon is below 1.
            DataError: When a source cannot be read as defined.
        """
        from stagelift.metrics.money.realised_value import by_horizon

        metrics = by_horizon(self.metrics, metric, horizons)
        return self.kpis(period, by=by, metrics=metrics)

    def lag(self) -> Lags:
        """How long rows take until they are known, source by source, and when each last delivered.

        Returns:
            Half and 95 % of the rows by the time they took, the share later than the grace period,
            the newest day; a source that does not say when rows arrived says so.

        Raises:
            DataError: When a source cannot be read as defined.
        """
        from stagelift.journey.lag import lags

        return lags(self.contract)

    def _message_variants(self) -> tuple[tuple[str, str, str], ...]:
        """Message, experiment and variant of messages whose file one variant alone names."""
        found: dict[str, list[tuple[str, str]]] = {}
        for name, trial in self.definitions.experiments.items():
            for variant, one in trial.variants.items():
                if one.message is not None:
                    stem = PurePosixPath(str(one.message)).stem
                    found.setdefault(stem, []).append((name, variant))
        return tuple((message, *each) for message, uses in sorted(found.items()) for each in uses)
