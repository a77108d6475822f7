"""One rate of one message, channel, stage and segment, with its interval and its conditions."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from stagelift.data.query.message_reports import told_of
from stagelift.data.query.message_specs import RATES
from stagelift.journey.figures import LOW_EXPECTED, LOW_N, round_significant
from stagelift.statistics.clustered import clustered_share
from stagelift.statistics.inference import Inference, Status
from stagelift.statistics.pairs import PairMoments
from stagelift.statistics.proportions import proportion

if TYPE_CHECKING:
    from stagelift.data.query.engagements import EngagementCell, RateSums
    from stagelift.data.query.message_reports import Reported
    from stagelift.definitions import Journey

CLOSED_CHANNELS = ("sms", "call_centre", "post")  # nothing on them can tell that one was read
# What must have been told on a channel for its rate to be a number.
NEEDS = {
    "delivered": ("sent", "delivered"),
    "opened": ("delivered",),
    "machine_opened": ("delivered", "machine"),
    "clicked": ("delivered", "clicked"),
    "click_to_open": ("delivered", "clicked"),
    "replied": ("delivered", "replied"),
    "unsubscribed": ("delivered", "unsubscribed"),
    "complained": ("delivered", "complained"),
}
NEED_WORDS = {
    "sent": "sendings are",
    "delivered": "deliveries are",
    "machine": "opens by machines are",
    "clicked": "clicks are",
    "replied": "replies are",
    "unsubscribed": "opting out is",
    "complained": "complaints are",
}
OF_OPENS = ("opened", "click_to_open", "machine_opened")


@dataclass(frozen=True, slots=True, kw_only=True)
class Rate:
    """One rate and everything needed to read it.

    Args:
        rate: `delivered` (of the sent), `opened` (by people), `machine_opened`, `clicked`,
            `replied`, `unsubscribed`, `complained` (each of the delivered) or `click_to_open`.
        channel: The channel, or None for all together.
        message: The message, or None for all of the channel.
        stage: Stage at sending, None for all, empty for customers in no stage yet.
        segment: Segment id, `attribute=value`, or None for everyone.
        unit: `customer` for one message: the share of customers; `message` for a total: messages
            per message, the customer being the cluster.
        value: The rate, 0–1; None when undefined.
        n: Customers in the denominator.
        k: Customers with it, for one message; messages with it, for a total.
        messages: Messages in the denominator.
        se: Standard error.
        low: Lower end of the interval.
        high: Upper end.
        level: Confidence level, 0–1.
        method: The method's name.
        status: `ok`, or why it must not be read as a result.
        note: The reason in words.
        excluded: Messages left out, as (reason, count) pairs.
        p_value: Against the other customers of the same message; only in the response table.
        adjusted_p_value: After two-level correction over stages and their cells.
        found: Whether the cell differs at the family's level; None where it was not asked.
    """

    rate: str
    channel: str | None
    message: str | None
    stage: str | None
    segment: str | None
    unit: str
    value: float | None
    n: int
    k: int | None
    messages: int
    se: float | None = None
    low: float | None = None
    high: float | None = None
    level: float = 0.95
    method: str
    status: Status = "ok"
    note: str = ""
    excluded: tuple[tuple[str, int], ...] = ()
    p_value: float | None = None
    adjusted_p_value: float | None = None
    found: bool | None = None

    def __post_init__(self) -> None:
        for name in ("value", "se", "low", "high", "p_value", "adjusted_p_value"):
            object.__setattr__(self, name, round_significant(getattr(self, name)))

    @property
    def cell(self) -> tuple[str | None, ...]:
        """Channel, message, stage and segment."""
        return (self.channel, self.message, self.stage, self.segment)

    def to_dict(self) -> dict[str, Any]:
        """All fields as JSON-ready values, `excluded` as a mapping."""
        row = {name: getattr(self, name) for name in self.__dataclass_fields__}
        return row | {"excluded": dict(self.excluded)}


def rates_of(
    cell: EngagementCell, untold: Mapping[str, str], *, confidence: float = 0.95
) -> tuple[Rate, ...]:
    """Every rate of a cell.

    Args:
        cell: Its sums.
        untold: By rate, why it cannot be known on the cell's channel; rates left out can.
        confidence: Level of the intervals, 0–1.

    Returns:
        One entry a rate in the order of `RATES`.
    """
    found = []
    for name, sums in cell.rates:
        inference = inferred(cell, sums, untold.get(name, ""), confidence)
        whole = cell.message is None
        found.append(
            Rate(
                rate=name,
                channel=cell.channel,
                message=cell.message,
                stage=cell.stage,
                segment=cell.segment,
                unit="message" if whole else "customer",
                value=inference.value,
                n=sums.n,
                k=None if untold.get(name) else sums.x if whole else sums.k,
                messages=sums.y,
                se=inference.se,
                low=inference.low,
                high=inference.high,
                level=inference.level,
                method=inference.method,
                status=inference.status,
                note=inference.note,
                excluded=(("immature", cell.immature),) if cell.immature else (),
            )
        )
    return tuple(found)


def inferred(cell: EngagementCell, sums: RateSums, why: str, confidence: float) -> Inference:
    """A rate with its interval: of customers for one message, of sums by customer for a total."""
    whole = cell.message is None
    method = "clustered_wilson" if whole else "wilson"
    if why:
        return Inference(level=confidence, method=method, status="no_data", note=why)
    if not sums.y:
        return Inference(level=confidence, method=method, status="no_data", note=nothing(cell))
    if whole:
        found = clustered_share(pair_of(sums), level=confidence)
    else:
        found = proportion(sums.k, sums.n, level=confidence)
    few = sums.n < LOW_N or min(sums.k, sums.n - sums.k) < LOW_EXPECTED
    if found.status == "ok" and few:
        return replace(found, status="low_n", note=f"{sums.n:,} customers, {sums.k:,} with it")
    if found.status == "ok" and cell.immature:
        all_ = cell.messages + cell.immature
        note = f"{cell.immature:,} of {all_:,} messages have not had their whole window yet"
        return replace(found, status="immature", note=note)
    return found


def nothing(cell: EngagementCell) -> str:
    """Why a denominator is empty."""
    if cell.immature and not cell.messages:
        return f"{cell.immature:,} messages have not had their whole window yet"
    return "nothing was delivered"


def pair_of(sums: RateSums) -> PairMoments:
    """Moments of numerator and denominator per customer.

    Args:
        sums: A rate's sums over customers.

    Returns:
        Moments over the customers with a denominator.

    Example:
        >>> from stagelift.data.query.engagements import RateSums
        >>> pair_of(RateSums(n=2, k=1, x=1, y=3, xx=1, yy=5, xy=2)).mean_y
        1.5
    """
    each = (sums.x, sums.y, sums.xx, sums.yy, sums.xy)
    return PairMoments.from_sums(sums.n, *each, scale=1)


def untold_rates(
    journey: Journey,
    channel: str | None,
    message: str | None,
    reported: tuple[Reported, ...],
) -> dict[str, str]:
    """The rates that cannot be known on a channel, with the reason: silence is not 0.

    Args:
        journey: What it says of its channels.
        channel: A channel, or None for all of them together.
        message: A message, or None for all of the channel.
        reported: What tools have ever told.

    Returns:
        Rate to reason.
    """
    told = told_of(reported, channel, message)
    where = f"on {channel}" if channel else "on any channel"
    found = {}
    for rate in RATES:
        missing = [kind for kind in NEEDS[rate] if kind not in told]
        if missing:
            found[rate] = f"{NEED_WORDS[missing[0]]} not reported {where}"
    closed = no_opens(journey, channel, told_of(reported, channel, None))
    return found | (dict.fromkeys(OF_OPENS, closed) if closed else {})


def no_opens(journey: Journey, channel: str | None, told: frozenset[str]) -> str:
    """Why a channel tells no opens; empty where it does."""
    if channel is None:
        return "channels that tell no opens are among them"
    defined = journey.channels.get(channel)
    setting = defined.opens if defined else None
    if setting == "none" or (setting is None and channel in CLOSED_CHANNELS):
        return f"{channel} tells no opens"
    if setting is None and not told & {"opened", "machine"}:
        return f"no open was ever reported on {channel}"
    return ""
