"""What a variant is worth in money a month: effect × volume × worth of one, less its messages."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any, Literal, NamedTuple

from stagelift.definitions import Journey, Once
from stagelift.definitions.journey import NO_CHANNEL
from stagelift.experiments.arms import Arms
from stagelift.experiments.enrolment import Enrolment
from stagelift.experiments.question import Question
from stagelift.experiments.verdict import benefit
from stagelift.experiments.volume import MONTH_DAYS, volume_of
from stagelift.metrics.kind import WindowedMetric
from stagelift.statistics.inference import Inference

Unknown = Literal["", "no_effect", "one_wave", "no_days", "first_day"]
REASONS: dict[Unknown, str] = {
    "no_effect": "no effect can be read yet",
    "one_wave": "everybody entered at once, so no month's volume is known",
    "no_days": "the data do not say on which days the units entered",
    "first_day": "nobody has entered after the first day, on which those enter who already "
    "qualified",
}


class Range(NamedTuple):
    """A number with the ends of its interval."""

    value: float
    low: float
    high: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Worth:
    """What a variant is worth over one month, for everyone who qualifies.

    Args:
        metric: Id of the metric whose gain is worth money.
        variant: The variant spoken of.
        currency: ISO 4217 code.
        each: Money that one more of the metric is worth.
        cost: Cost of the variant's message less the control's, per assigned customer.
        free: Channels without a known cost, counted as free.
        volume: Customers who come to qualify in a month, None when it is not known.
        more: Gain of the metric a month with its interval, None when it is not known.
        money: The same in money, net of messages, None when it is not known.
        reason: Why they are not known; empty otherwise.
    """

    metric: str
    variant: str
    currency: str
    each: float
    cost: float
    free: tuple[str, ...] = ()
    volume: float | None = None
    more: Range | None = None
    money: Range | None = None
    reason: Unknown = ""

    def to_dict(self) -> dict[str, Any]:
        """The worth as JSON-ready values.

        Returns:
            One dict; ranges as dicts of value, low and high.
        """
        return {
            "metric": self.metric,
            "variant": self.variant,
            "currency": self.currency,
            "each": self.each,
            "cost": self.cost,
            "free": list(self.free),
            "month_days": MONTH_DAYS,
            "volume": self.volume,
            "more": self.more and self.more._asdict(),
            "money": self.money and self.money._asdict(),
            "note": REASONS.get(self.reason, ""),
        }


def worth_of(
    asked: Question, arms: Arms, enrolled: Enrolment | None, effect: Inference, variant: str
) -> Worth | None:
    """What one variant is worth a month on the primary metric.

    Args:
        asked: The experiment.
        arms: Its units.
        enrolled: When units enter, None for a finished table of units.
        effect: The effect on the primary metric, valid at this look.
        variant: The variant.

    Returns:
        The worth, without figures and with the reason when they are not known; None when the
        journey does not say what the primary metric is worth.
    """
    journey, metric = asked.journey, asked.primary
    rule = journey.rules.worth.get(metric.name)
    if rule is None:
        return None
    variants = asked.experiment.variants
    channels = (variants[variant].channel, variants[asked.control].channel)
    costs = [cost_of(journey, channel) for channel in channels]
    given = Worth(
        metric=metric.name,
        variant=variant,
        currency=rule.currency or journey.currency,
        each=float(rule.amount),
        cost=(costs[0] or 0.0) - (costs[1] or 0.0),
        free=tuple(
            dict.fromkeys(c for c, cost in zip(channels, costs, strict=True) if cost is None)
        ),
    )
    reason = unknown(asked, enrolled, effect)
    if reason or enrolled is None:
        return with_figures(given, metric, effect, None, reason)
    volume = volume_of(asked, arms, enrolled)
    return with_figures(given, metric, effect, volume, "" if volume else "first_day")


def unknown(asked: Question, enrolled: Enrolment | None, effect: Inference) -> Unknown:
    """Why the worth of a variant is not known, or an empty text."""
    if enrolled is None or asked.contract.as_of_us <= enrolled.start:
        return "no_days"
    if isinstance(asked.experiment.enters, Once):
        return "one_wave"
    readable = effect.status == "ok" and None not in (effect.value, effect.low, effect.high)
    return "" if readable else "no_effect"


def with_figures(
    given: Worth, metric: WindowedMetric, effect: Inference, volume: float | None, reason: Unknown
) -> Worth:
    """The worth with its figures.

    Args:
        given: The worth without them.
        metric: The primary metric.
        effect: The effect, readable when a volume is given.
        volume: Customers who come to qualify in a month, None or 0 where it is not known.
        reason: Why there are no figures.

    Returns:
        The worth; interval of the effect's own level, the volume taken as known.
    """
    if not volume or effect.value is None or effect.low is None or effect.high is None:
        return replace(given, reason=reason)
    gains = [benefit(each, metric) for each in (effect.value, effect.low, effect.high)]
    if metric.measured_in == "points":  # a hundred points are one more net promoter a customer
        gains = [each / 100 for each in gains]
    value, low, high = gains[0], min(gains[1:]), max(gains[1:])
    more = Range(value * volume, low * volume, high * volume)
    paid = given.cost * volume
    money = Range(*(each * given.each - paid for each in more))
    return replace(given, volume=volume, more=more, money=money)


def cost_of(journey: Journey, channel: str) -> float | None:
    """The cost of one message on a channel.

    Args:
        journey: The journey.
        channel: Id of the channel; `none` sends nothing and costs nothing.

    Returns:
        Money in the journey's currency, None when the journey does not say.
    """
    if channel == NO_CHANNEL:
        return 0.0
    found = journey.channels.get(channel)
    return None if found is None or found.cost is None else float(found.cost)
