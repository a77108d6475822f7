"""What became of a period's messages: the way to the customer, and the answers that came back."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

from stagelift.data.query.engagements import measure_engagement
from stagelift.data.query.message_reports import measure_reported, told_of
from stagelift.data.zones import from_us
from stagelift.frames import Tabular
from stagelift.metrics.messages.rates import Rate, rates_of, untold_rates
from stagelift.metrics.messages.response import with_response
from stagelift.metrics.privacy import MINIMUM, Partition, hide

if TYPE_CHECKING:
    from collections.abc import Hashable, Iterable

    from stagelift.data.contract import Contract
    from stagelift.data.query.engagements import EngagementCell
    from stagelift.data.query.message_reports import Reported
    from stagelift.data.query.message_specs import MessageQuestion
    from stagelift.definitions import Journey

MICROS = 1_000_000
Cell = tuple[str | None, ...]
TOLD_BY = {"by_fallback": "fell_back", "read": "opened"}  # a rung, and the flag that tells of it


@dataclass(frozen=True, slots=True, kw_only=True)
class Ladder:
    """How far the messages of one cell came.

    Args:
        channel: The channel, or None for all together.
        message: The message, or None for all of the channel.
        stage: Stage at sending, None for all, empty for customers in no stage yet.
        segment: Segment id, `attribute=value`, or None for everyone.
        customers: Customers with such a message.
        messages: Messages whose window is known.
        immature: Messages whose window is still open; counted nowhere else.
        rungs: Messages by what became of them; None where nothing tells of it.
        cost: Known cost in the journey's currency; None where no cost is known.
        unpriced: Delivered messages without a known cost.
        status: `ok`, or `low_n` where the cell is too small to be shown.
        note: The reason in words.
    """

    channel: str | None
    message: str | None
    stage: str | None
    segment: str | None
    customers: int
    messages: int
    immature: int
    rungs: tuple[tuple[str, int | None], ...]
    cost: float | None
    unpriced: int
    status: str = "ok"
    note: str = ""

    @property
    def cell(self) -> Cell:
        """Channel, message, stage and segment."""
        return (self.channel, self.message, self.stage, self.segment)

    def rung(self, name: str) -> int | None:
        """Messages of one rung; None where nothing tells of it."""
        return dict(self.rungs)[name]

    def to_dict(self) -> dict[str, Any]:
        """All fields as JSON-ready values, one key a rung."""
        row = {name: getattr(self, name) for name in self.__dataclass_fields__ if name != "rungs"}
        return row | dict(self.rungs)


@dataclass(frozen=True, slots=True, kw_only=True)
class Engagement(Tabular):
    """The messages of a period by message, channel, stage at sending and segment.

    Args:
        period: Label of the period.
        as_of: Instant of knowledge as text, in the journey's zone.
        within_days: How long after delivery a reaction counts, days.
        currency: Of the cost.
        rates: Every rate of every cell, totals first.
        ladders: Every cell's ladder.
        minimum_cell: Cells of fewer customers are suppressed wherever they are shown.
        notes: What is to be known of all of them: a word of `engagement_text.EN` and what fills it.
    """

    period: str
    as_of: str
    within_days: float
    currency: str
    rates: tuple[Rate, ...]
    ladders: tuple[Ladder, ...]
    minimum_cell: int = MINIMUM
    notes: tuple[tuple[str, str], ...] = ()

    def rate(self, rate: str, **cell: str | None) -> Rate | None:
        """One rate.

        Args:
            rate: Its name.
            cell: channel, message, stage and segment; those left out are None.

        Returns:
            The rate, or None when there is no such cell.
        """
        wanted = tuple(cell.get(name) for name in ("channel", "message", "stage", "segment"))
        return next((r for r in self.rates if r.rate == rate and r.cell == wanted), None)

    def ladder(self, **cell: str | None) -> Ladder | None:
        """One cell's ladder; arguments as in `rate`."""
        wanted = tuple(cell.get(name) for name in ("channel", "message", "stage", "segment"))
        return next((one for one in self.ladders if one.cell == wanted), None)

    @property
    def withheld(self) -> frozenset[Cell]:
        """The cells not shown: small ones, and those from which one could be computed."""
        return hidden_cells(self.ladders, self.minimum_cell)

    def shown_rates(self) -> tuple[Rate, ...]:
        """The rates with small cells suppressed."""
        hidden = hidden_rates(self.rates, self.withheld, self.minimum_cell)
        return tuple(
            suppressed(one) if (one.rate, one.cell) in hidden else one for one in self.rates
        )

    def shown_ladders(self) -> tuple[Ladder, ...]:
        """The ladders with small cells suppressed."""
        hidden = self.withheld
        few = {"status": "low_n", "note": "too few customers to show, here or in a part"}
        return tuple(
            replace(
                one,
                customers=0,
                messages=0,
                immature=0,
                rungs=tuple((name, None) for name, _ in one.rungs),
                cost=None,
                unpriced=0,
                **few,
            )
            if one.cell in hidden
            else one
            for one in self.ladders
        )

    def to_dicts(self) -> list[dict[str, Any]]:
        """The rates as JSON-ready rows; small cells are null."""
        head = {"period": self.period, "as_of": self.as_of, "within_days": self.within_days}
        return [head | one.to_dict() for one in self.shown_rates()]

    def ladder_dicts(self) -> list[dict[str, Any]]:
        """The ladders as JSON-ready rows; small cells are null."""
        head = {"period": self.period, "as_of": self.as_of}
        return [head | one.to_dict() for one in self.shown_ladders()]

    def __str__(self) -> str:
        from stagelift.metrics.messages.engagement_text import engagement_text

        return engagement_text(self)


def suppressed(rate: Rate) -> Rate:
    """A rate of too few customers, or one that would give such a rate away."""
    nothing: dict[str, Any] = dict.fromkeys(
        ("value", "k", "se", "low", "high", "p_value", "adjusted_p_value", "found")
    )
    why = "too few customers to show, here or in a part"
    return replace(rate, **nothing, n=0, messages=0, status="low_n", note=why, excluded=())


def hidden_cells(ladders: Iterable[Ladder], minimum: int) -> frozenset[Cell]:
    """The cells that must not be published.

    Args:
        ladders: All cells that are published together.
        minimum: Customers of the smallest published cell.

    Returns:
        Channel, message, stage and segment of each.
    """
    rows = tuple(ladders)
    customers: dict[Hashable, int] = {one.cell: one.customers for one in rows}
    messages: dict[Hashable, int] = {one.cell: one.messages for one in rows}
    within, across = message_sums(customers), channel_sums(customers)
    found: frozenset[Hashable] = frozenset()
    while True:
        # a customer of several messages is in several cells, so that only messages add up there
        more = hide(customers, within, minimum, found)
        more |= hide(messages, [*within, *across], minimum, more)
        if more == found:
            return frozenset(key for key in found if isinstance(key, tuple))
        found = more


def hidden_rates(
    rates: Iterable[Rate], cells: frozenset[Cell], minimum: int
) -> frozenset[tuple[str, Cell]]:
    """The rates that must not be published: of hidden cells, of few customers, or telling of few.

    Args:
        rates: All that are published together.
        cells: The cells that are hidden.
        minimum: Customers of the smallest published rate.

    Returns:
        Name of the rate and cell of each.
    """
    sizes: dict[str, dict[Hashable, int]] = defaultdict(dict)
    for one in rates:
        sizes[one.rate][one.cell] = one.n
    return frozenset(
        (rate, cell)
        for rate, known in sizes.items()
        for cell in hide(known, message_sums(known), minimum, [c for c in cells if c in known])
        if isinstance(cell, tuple)
    )


def channel_sums(cells: Iterable[Hashable]) -> list[Partition]:
    """The messages of a channel are the channel's, and those of all channels are everything."""
    parts: dict[Cell, list[Hashable]] = defaultdict(list)
    known = {cell for cell in cells if isinstance(cell, tuple)}
    for channel, message, stage, segment in sorted(known, key=str):
        if channel is None or stage is not None or segment is not None:
            continue
        whole: Cell = (None if message is None else channel, None, None, None)
        parts[whole].append((channel, message, None, None))
    return [Partition(whole, tuple(each)) for whole, each in parts.items() if whole in known]


def message_sums(cells: Iterable[Hashable]) -> list[Partition]:
    """The sums that hold among one message's cells: its stages, and the values of an attribute."""
    parts: dict[tuple[Cell, str], list[Hashable]] = defaultdict(list)
    known = [cell for cell in cells if isinstance(cell, tuple)]
    for channel, message, stage, segment in known:
        if stage is not None:
            parts[((channel, message, None, segment), "stage")].append(
                (channel, message, stage, segment)
            )
        if segment:  # a named one with those who are not in it
            attribute = segment.partition("=")[0]
            parts[((channel, message, stage, None), attribute)].append(
                (channel, message, stage, segment)
            )
    return [Partition(whole, tuple(each)) for (whole, _), each in parts.items() if whole in known]


def engagement(contract: Contract, journey: Journey, asked: MessageQuestion) -> Engagement:
    """What became of the messages that set out in a period.

    Args:
        contract: The contract tables as of the question's instant.
        journey: What it says of channels.
        asked: Period, window, segments.

    Returns:
        Rates and ladders of every cell.

    Raises:
        DataError: When no source tells of messages.
        EngineError: When the engine refuses a query.
    """
    reported = measure_reported(contract)
    seen = from_us(asked.as_of).astimezone(ZoneInfo(journey.zone))
    cells = in_order(measure_engagement(contract, asked), tuple(name for name, _ in asked.stages))
    rates = [
        rate
        for cell in cells
        for rate in rates_of(cell, untold_rates(journey, cell.channel, cell.message, reported))
    ]
    return Engagement(
        period=asked.period.label,
        as_of=f"{seen:%Y-%m-%d %H:%M} {journey.zone}",
        within_days=asked.window / 86_400_000_000,
        currency=journey.currency,
        rates=with_response(rates, MINIMUM),
        ladders=tuple(ladder_of(cell, reported) for cell in cells),
        notes=notes(contract, journey, cells, reported),
    )


def in_order(
    cells: Iterable[EngagementCell], stages: tuple[str, ...]
) -> tuple[EngagementCell, ...]:
    """The cells with stages in the journey's order, those without one last."""
    order: dict[str | None, int] = {None: -1}
    order.update((name, place) for place, name in enumerate(stages))

    def key(cell: EngagementCell) -> tuple[str, str, int, str]:
        place = order.get(cell.stage, len(stages))
        return (cell.channel or "", cell.message or "", place, cell.segment or "")

    return tuple(sorted(cells, key=key))


def ladder_of(cell: EngagementCell, reported: tuple[Reported, ...]) -> Ladder:
    """A cell's ladder; what nothing tells of is None, not 0."""
    told = told_of(reported, cell.channel, cell.message)
    told_anywhere = told_of(reported, None, cell.message)
    rungs = tuple(
        (
            name,
            count
            if count or TOLD_BY.get(name, name) in shared(name, told, told_anywhere)
            else None,
        )
        for name, count in cell.ladder
    )
    delivered = dict(cell.ladder)["delivered"]
    known = cell.unpriced < delivered or cell.cost
    return Ladder(
        channel=cell.channel,
        message=cell.message,
        stage=cell.stage,
        segment=cell.segment,
        customers=cell.customers,
        messages=cell.messages,
        immature=cell.immature,
        rungs=rungs,
        cost=cell.cost / MICROS if known else None,
        unpriced=cell.unpriced,
    )


def shared(name: str, told: frozenset[str], told_anywhere: frozenset[str]) -> frozenset[str]:
    """Where a rung may be told: a fallback arrives on another channel than it left."""
    return told_anywhere if name == "by_fallback" else told


def notes(
    contract: Contract,
    journey: Journey,
    cells: Iterable[EngagementCell],
    reported: tuple[Reported, ...],
) -> tuple[tuple[str, str], ...]:
    """What is to be known of all numbers: machines, unknown channels, which source governs."""
    found = []
    if not any(one.kind == "machine" for one in reported):
        found.append(("note.machines", ""))
    used = {cell.channel for cell in cells if cell.channel is not None}
    strange = sorted(used - set(journey.channel_names))
    if strange:
        found.append(("note.channels", ", ".join(f"'{name}'" for name in strange)))
    logs = contract.playing("messages")
    if logs and contract.playing("events"):
        found.append(("note.governs", ", ".join(f"'{name}'" for name in logs)))
    return tuple(found)
