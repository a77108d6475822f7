"""What is asked of messages, and the names of what can become of one, without SQL."""

from __future__ import annotations

from dataclasses import dataclass

from stagelift.data.query.segment_specs import Attribute, SegmentRule
from stagelift.data.query.specs import PeriodWindow
from stagelift.data.query.value_specs import Term

# What a message event is called, and what it says of its message.
KINDS = {
    "assigned": "assigned",
    "held": "held",
    "capped": "capped",
    "sent": "sent",
    "failed": "failed",
    "bounced": "failed",
    "soft_bounced": "failed",
    "fell_back": "fell_back",
    "delivered": "delivered",
    "opened": "opened",
    "opened_by_machine": "machine",
    "clicked": "clicked",
    "replied": "replied",
    "unsubscribed": "unsubscribed",
    "complained": "complained",
}
# Before delivery a message may stop at each of these; after it, a customer may react.
WAY = ("assigned", "held", "capped", "sent", "failed", "fell_back")
REACTIONS = ("opened", "machine", "clicked", "replied", "unsubscribed", "complained")
FLAGS = (*WAY, "by_fallback", "delivered", *REACTIONS)
# Numerator and denominator of each rate, as columns of one customer's sums.
RATES = {
    "delivered": ("arrived", "sent"),
    "opened": ("read", "delivered"),
    "machine_opened": ("machine", "delivered"),
    "clicked": ("clicked", "delivered"),
    "click_to_open": ("clicked", "read"),
    "replied": ("replied", "delivered"),
    "unsubscribed": ("unsubscribed", "delivered"),
    "complained": ("complained", "delivered"),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Split:
    """How customers are told apart at an instant.

    Args:
        stages: The stages' ids with their enter terms, in journey order; empty where stages do not
            matter.
        segments: Named segments reported beside the total.
        attributes: Customer attributes reported beside the total.
        as_of: Instant of knowledge, µs UTC.
    """

    stages: tuple[tuple[str, tuple[Term, ...]], ...] = ()
    segments: tuple[SegmentRule, ...] = ()
    attributes: tuple[Attribute, ...] = ()
    as_of: int


@dataclass(frozen=True, slots=True, kw_only=True)
class MessageQuestion(Split):
    """Everything one query over messages must answer, customers split at the instant of sending.

    Args:
        period: The messages that set out in it.
        window: How long after delivery a reaction counts, µs.
        prices: Price of one delivered message in micros by channel, where the journey says one.
        all_opens: Channels on which opens by machines count as opens.
    """

    period: PeriodWindow
    window: int
    prices: tuple[tuple[str, int], ...] = ()
    all_opens: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class TouchQuestion(Split):
    """Everything one query over touches by channel must answer, split at conversion.

    Args:
        period: Conversions in it; for reach and follow-ups, deliveries in it.
        terms: The event that converts, at the occurrence from which it counts.
        back: How long before a conversion a delivery counts as a touch of it, µs.
        variants: Message, experiment and variant of messages that no source ties to a variant.
    """

    period: PeriodWindow
    terms: tuple[Term, ...]
    back: int
    variants: tuple[tuple[str, str, str], ...] = ()
