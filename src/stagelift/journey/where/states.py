"""The states a customer can be in at an instant, and counts of customers by them."""

from __future__ import annotations

from collections.abc import Hashable, Iterable
from dataclasses import asdict, dataclass, replace
from typing import Any

from stagelift.data.query.standings import NOWHERE, UNKNOWN
from stagelift.definitions import Journey
from stagelift.journey.figures import round_significant
from stagelift.journey.model import numbered_stages
from stagelift.statistics.disclosure import MINIMUM, Partition, hide
from stagelift.statistics.inference import Status
from stagelift.statistics.proportions.share import proportion

NOT_ENTERED = "not_entered"  # known by an event, but in no stage yet
NOT_KNOWN = "not_known"  # without any event yet
CENSUS = "census"
Cell = tuple[str | None, str | None, str | None, str | None]
"""Segment, channel, state at the earlier instant and state at the later one; None for all."""


def state_names(journey: Journey) -> dict[int, str]:
    """The states by the numbers queries give them.

    Args:
        journey: The journey.

    Returns:
        Number to id: the stages, the state of having left, `not_entered` and `not_known`.

    Example:
        >>> state_names(Journey(zone="UTC", sources={}, stages={"look": "visited"}))
        {-1: 'not_known', 0: 'not_entered', 1: 'look'}
    """
    stages = enumerate(numbered_stages(journey), start=1)
    return {UNKNOWN: NOT_KNOWN, NOWHERE: NOT_ENTERED, **dict(stages)}


@dataclass(frozen=True, slots=True, kw_only=True)
class Share:
    """Customers in one state, of all of a group.

    Args:
        stage: Id of the state; None for the whole group.
        start: Id of the state at the earlier instant, or None.
        segment: Id of the segment, `attribute=value`, or None for everyone.
        channel: The channel, or None for all.
        k: Customers in the state.
        n: Customers of the group.
        value: Their share, 0–1; None without any.
        low: Lower end of its interval; None where everyone was counted.
        high: Upper end.
        level: Confidence level, 0–1.
        method: `census` where nothing is estimated, else the interval's method.
        status: `ok`, or why there is no number.
        note: The reason in words.
    """

    stage: str | None
    start: str | None = None
    segment: str | None = None
    channel: str | None = None
    k: int | None
    n: int | None
    value: float | None
    low: float | None = None
    high: float | None = None
    level: float = 0.95
    method: str = CENSUS
    status: Status = "ok"
    note: str = ""

    @property
    def cell(self) -> Cell:
        """What it is about, as a key."""
        return (self.segment, self.channel, self.start, self.stage)

    @property
    def group(self) -> Cell:
        """The cell of the whole group it is a share of, as a key."""
        return (self.segment, self.channel, self.start, None)

    def to_dict(self) -> dict[str, Any]:
        """All fields as JSON-ready values."""
        return asdict(self)


def share_of(cell: Cell, k: int, n: int, *, sample: bool, level: float = 0.95) -> Share:
    """A share of a group's customers.

    Args:
        cell: What it is about.
        k: Customers in the state.
        n: Customers of the group.
        sample: Whether the customers stand for more like them; then the share has an interval.
        level: Confidence level, 0–1.

    Returns:
        The share; without a group, null with status `no_data`.

    Example:
        >>> share_of((None, None, None, "look"), 3, 4, sample=False).value
        0.75
    """
    segment, channel, start, stage = cell
    found = proportion(k, n, level=level)
    ends = (found.low, found.high) if sample else (None, None)
    return Share(
        stage=stage,
        start=start,
        segment=segment,
        channel=channel,
        k=k,
        n=n,
        value=round_significant(found.value),
        low=ends[0],
        high=ends[1],
        level=level,
        method=found.method if sample else CENSUS,
        status=found.status,
        note=found.note,
    )


def suppressed(shares: Iterable[Share], minimum: int = MINIMUM) -> tuple[Share, ...]:
    """The shares as they may be published: small cells, and those that give them away, are empty.

    Args:
        shares: All that is published together.
        minimum: Customers of the smallest shown cell.

    Returns:
        The same shares in the same order.
    """
    rows = tuple(shares)
    sizes: dict[Hashable, int] = {share.cell: share.k or 0 for share in rows}
    hidden = hide(sizes, _sums(sizes), minimum)
    found = []
    for share in rows:
        if share.cell in hidden:
            found.append(_hidden(share, minimum))
        elif share.group in hidden:  # its n is that of a hidden cell
            found.append(_without_group(share))
        else:
            found.append(share)
    return tuple(found)


def _hidden(share: Share, minimum: int) -> Share:
    few = 0 < (share.k or 0) < minimum
    note = (
        f"fewer than {minimum} customers"
        if few
        else (f"hidden, or a cell of fewer than {minimum} customers could be computed from it")
    )
    return Share(
        stage=share.stage,
        start=share.start,
        segment=share.segment,
        channel=share.channel,
        k=None,
        n=None,
        value=None,
        level=share.level,
        method=share.method,
        status="low_n",
        note=note,
    )


def _without_group(share: Share) -> Share:
    """A share of a group whose number is hidden: its customers without their share.

    A share of nobody is none of any group, and tells no number.
    """
    value = share.value if share.k == 0 else None
    return replace(share, n=None, value=value, low=None, high=None)


def _sums(cells: Iterable[Hashable]) -> list[Partition]:
    """Which cells add up to which: states, channels, the values of one attribute.

    A named segment adds up to everyone with those who are not in it.
    """
    parts: dict[tuple[Hashable, str], list[Hashable]] = {}
    known = set(cells)
    for cell in sorted(known, key=str):
        if not isinstance(cell, tuple):
            continue
        segment, channel, start, stage = cell
        for name, whole in (
            ("stage", (segment, channel, start, None) if stage else None),
            ("start", (segment, channel, None, stage) if start else None),
            ("channel", (segment, None, start, stage) if channel else None),
            (
                str(segment).partition("=")[0],
                (None, channel, start, stage) if segment else None,
            ),
        ):
            if whole in known:
                parts.setdefault((whole, name), []).append(cell)
    return [Partition(whole, tuple(found)) for (whole, _), found in parts.items()]
