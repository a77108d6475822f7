"""How much each channel is needed: who is reached by it alone, who converted after it alone."""

from __future__ import annotations

from collections.abc import Hashable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

from stagelift.data.query.contaminations import MixedCount, measure_mixed
from stagelift.data.query.touches import TouchCount, measure_touches
from stagelift.data.zones import from_us
from stagelift.journey.figures import LOW_EXPECTED, LOW_N, round_significant
from stagelift.metrics.cohorts import words
from stagelift.metrics.privacy import MINIMUM, Partition, hide
from stagelift.statistics.proportions import proportion

if TYPE_CHECKING:
    from stagelift.data.contract import Contract
    from stagelift.data.query.message_specs import TouchQuestion
    from stagelift.definitions import Journey

DAY_US = 86_400_000_000


@dataclass(frozen=True, slots=True, kw_only=True)
class Share:
    """A share of customers in one row.

    Args:
        table: `only` (converters whose only touch was the channel), `touched` (converters with a
            touch on it), `follow_ups` (converted later) or `mixed` (got several variants).
        channel: The channel; `""` for no touch, `"*"` for several; None in other tables.
        segment: Segment id, `attribute=value`, or None for everyone.
        follow_ups: Touches after the first one, counted up to 3; None in other tables.
        gap: `<1`, `1–3` or `3+` days between the first touch and the second; empty without one.
        experiment: Id of the experiment in `mixed`.
        value: The share, 0–1; None when nobody is in the denominator or too few.
        n: Customers in the denominator.
        k: Of them, those with it.
        low: Lower end of the interval.
        high: Upper end.
        level: Confidence level, 0–1.
        method: The method's name.
        status: `ok`, or why it must not be read as a result.
        note: The reason in words.
    """

    table: str
    channel: str | None = None
    segment: str | None = None
    follow_ups: int | None = None
    gap: str | None = None
    experiment: str | None = None
    value: float | None
    n: int
    k: int | None
    low: float | None = None
    high: float | None = None
    level: float = 0.95
    method: str = "wilson"
    status: str = "ok"
    note: str = ""

    def to_dict(self) -> dict[str, Any]:
        """All fields as JSON-ready values."""
        return {name: getattr(self, name) for name in self.__dataclass_fields__}


@dataclass(frozen=True, slots=True)
class Reach:
    """Customers whom two channels both reached; one of them twice is the channel's own reach.

    Args:
        one: A channel.
        other: A channel.
        n: Customers reached by both; None where they are too few to show.
        alone: Customers whom nothing else reached, on the diagonal; None elsewhere and where few.
    """

    one: str
    other: str
    n: int | None
    alone: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Touches:
    """How channels overlap, depend on each other and follow up in a period.

    Args:
        period: Its label.
        as_of: Instant of knowledge as text, in the journey's zone.
        event: The event that converts.
        back_days: How long before a conversion a delivery counts as a touch of it, days.
        reached: Customers whom any channel reached; None where a small number would follow.
        reach: Pairs of channels.
        shares: Every share, small cells suppressed.
    """

    period: str
    as_of: str
    event: str
    back_days: float
    reached: int | None
    reach: tuple[Reach, ...]
    shares: tuple[Share, ...]

    def only(self, channel: str, segment: str | None = None) -> Share | None:
        """The share of converters whose only touch was a channel: what removing it puts at stake.

        Args:
            channel: The channel, `""` for no touch, `"*"` for several channels.
            segment: A segment, or None for everyone.

        Returns:
            The share, or None when no converter is in the row.
        """
        wanted = ("only", channel, segment)
        return next((s for s in self.shares if (s.table, s.channel, s.segment) == wanted), None)

    def to_dicts(self) -> list[dict[str, Any]]:
        """The shares as JSON-ready rows."""
        head = {"period": self.period, "as_of": self.as_of, "event": self.event}
        return [head | one.to_dict() for one in self.shares]

    def reach_dicts(self) -> list[dict[str, Any]]:
        """The overlap of channels as JSON-ready rows."""
        return [{n: getattr(one, n) for n in Reach.__dataclass_fields__} for one in self.reach]

    def __str__(self) -> str:
        from stagelift.metrics.messages.touches_text import touches_text

        return touches_text(self)


def touches(contract: Contract, journey: Journey, asked: TouchQuestion) -> Touches:
    """How channels overlap, depend on each other and follow up.

    Args:
        contract: The contract tables as of the question's instant.
        journey: For its zone.
        asked: Period, converting event, how long back.

    Returns:
        Reach, dependency, follow-ups and mixed variants.

    Raises:
        DataError: When no source tells of messages.
        EngineError: When the engine refuses a query.
    """
    counts = measure_touches(contract, asked)
    reached, reach = reaches(counts)
    seen = from_us(asked.as_of).astimezone(ZoneInfo(journey.zone))
    return Touches(
        period=asked.period.label,
        as_of=f"{seen:%Y-%m-%d %H:%M} {journey.zone}",
        event=words(asked.terms),
        back_days=asked.back / DAY_US,
        reached=reached,
        reach=reach,
        shares=(
            *dependency(counts),
            *follow_ups(counts),
            *(mixed(one) for one in measure_mixed(contract, asked)),
        ),
    )


def reaches(counts: tuple[TouchCount, ...]) -> tuple[int | None, tuple[Reach, ...]]:
    """Customers reached at all, and the pairs of channels with the customers both reached.

    Args:
        counts: Rows of `all`, `reach` and `alone`.

    Returns:
        The numbers, None where they are of too few customers, or such a number would follow.
    """
    pairs = {(one.one, one.other): one.n for one in counts if one.table == "reach"}
    names = sorted({one for pair in pairs for one in pair})
    cells: dict[Hashable, int] = dict(pairs.items())
    cells |= {(name, ""): 0 for name in names}
    cells |= {(one.one, ""): one.n for one in counts if one.table == "alone"}
    cells[None] = sum(one.n for one in counts if one.table == "all")
    hidden = hide(cells, reach_sums(names, pairs))

    def shown(cell: Hashable) -> int | None:
        return None if cell in hidden else cells[cell]

    reach = (
        Reach(one, other, shown((one, other)), shown((one, "")) if one == other else None)
        for one, other in pairs
    )
    return shown(None), tuple(reach)


def reach_sums(names: Sequence[str], pairs: Mapping[tuple[str, str], int]) -> Iterator[Partition]:
    """What the overlap of channels tells of customers nobody shows.

    A channel's customers are those of it alone and those of each pair, where no three channels can
    meet; else those alone and others. All are those of one channel and others, and those of each
    pair of channels are some of either's.

    Args:
        names: The channels.
        pairs: Customers by pair of channels, in alphabetical order; the channel twice for its own.

    Yields:
        Sums by the cells of `reaches`.
    """
    met = [pair for pair in pairs if pair[0] != pair[1]]
    three = any(
        (a, b) in met and (b, c) in met and (a, c) in met for a, b, c in combinations(names, 3)
    )
    alone: tuple[Hashable, ...] = tuple((name, "") for name in names)
    yield Partition(None, alone if three else (*alone, *met))
    for name in names:
        mine = tuple(pair for pair in met if name in pair)
        yield Partition(None, ((name, name),))
        yield Partition((name, name), ((name, ""),) if three else ((name, ""), *mine))
        for pair in mine:
            yield Partition((name, name), (pair,))


def dependency(counts: tuple[TouchCount, ...]) -> tuple[Share, ...]:
    """Shares of converters by their only channel, and by each channel that touched them.

    Args:
        counts: Rows of `conversions` and `touched`.

    Returns:
        Shares by segment; of segments with too few converters none is shown, nor of one from which
        such a segment could be computed.
    """
    alone = [one for one in counts if one.table == "conversions"]
    sizes: dict[Hashable, int] = {}
    for one in alone:
        sizes[one.segment] = sizes.get(one.segment, 0) + one.n
    hidden = hide(sizes, segment_sums(sizes))
    found = [share_of("only", one, sizes[one.segment], one.segment in hidden) for one in alone]
    touched = [one for one in counts if one.table == "touched"]
    found += [
        share_of("touched", one, sizes[one.segment], one.segment in hidden) for one in touched
    ]
    return tuple(found)


def segment_sums(sizes: dict[Hashable, int]) -> list[Partition]:
    """The values of one attribute, or a named segment and those not in it, are everyone."""
    parts: dict[str, list[Hashable]] = {}
    for segment in sizes:
        if isinstance(segment, str):
            parts.setdefault(segment.partition("=")[0], []).append(segment)
    return [Partition(None, tuple(each)) for each in parts.values()]


def share_of(table: str, one: TouchCount, n: int, hidden: bool) -> Share:
    """One channel's share of the converters of a segment."""
    return counted(one.n, n, hidden, table=table, channel=one.one, segment=one.segment)


def follow_ups(counts: tuple[TouchCount, ...]) -> tuple[Share, ...]:
    """Shares that converted later, by follow-ups and by the gap to the first of them."""
    gaps = {"": "", "0": "<1", "1": "1–3", "2": "3+"}
    rows = [one for one in counts if one.table == "follow_ups"]
    return tuple(
        counted(
            one.k,
            one.n,
            0 < one.n < MINIMUM,
            table="follow_ups",
            follow_ups=int(one.one),
            gap=gaps[one.other],
        )
        for one in rows
    )


def mixed(one: MixedCount) -> Share:
    """The share of an experiment's reached customers who got several variants."""
    hidden = 0 < one.n < MINIMUM
    across = f"{one.across:,} of them on several channels" if one.mixed and not hidden else ""
    return counted(one.mixed, one.n, hidden, table="mixed", experiment=one.experiment, note=across)


def counted(k: int, n: int, hidden: bool, *, note: str = "", **where: Any) -> Share:
    """A share of customers with its Wilson interval, or nothing where they are too few to show."""
    if hidden:
        few = "too few customers to show, here or in a part"
        return Share(value=None, n=0, k=None, status="low_n", note=few, **where)
    found = proportion(k, n)
    low = n < LOW_N or min(k, n - k) < LOW_EXPECTED
    return Share(
        value=round_significant(found.value),
        n=n,
        k=k,
        low=round_significant(found.low),
        high=round_significant(found.high),
        status="low_n" if low and found.status == "ok" else found.status,
        note=note or (f"{n:,} customers, {k:,} with it" if low else ""),
        **where,
    )
