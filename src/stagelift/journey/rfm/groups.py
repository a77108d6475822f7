"""How many customers are in each RFM group at an instant."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Hashable, Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from stagelift.data.query.rfms import RfmQuestion, measure_rfm
from stagelift.frames import Tabular
from stagelift.journey.instant import known_instant
from stagelift.journey.rfm.scale import fixed_rfm, scale_of
from stagelift.journey.segments.table import instant_words
from stagelift.journey.shares import FEW, share_fields
from stagelift.statistics.disclosure import MINIMUM, Partition, hide

if TYPE_CHECKING:
    from stagelift.data.contract import Contract
    from stagelift.data.query import Attribute, SegmentRule
    from stagelift.definitions import Journey
    from stagelift.definitions.rfm import Rfm
    from stagelift.statistics.inference import Status

NONE = "none"  # nothing done in the look-back
OTHER = "other"  # scores that no group names


@dataclass(frozen=True, slots=True)
class RfmRow:
    """The customers of one group.

    Args:
        group: Id of the group; `other` for scores without one.
        segment: Segment id, `attribute=value`, or None for everyone.
        k: Customers; None when they are not shown.
        n: Customers who are scored.
        value: Their share, 0–1.
        low: Lower end of its interval.
        high: Upper end.
        level: Level of the interval.
        method: How it was made.
        status: `ok`, or why there is no number.
        note: The reason in words.
        label: Words of the group by language.
    """

    group: str
    segment: str | None
    k: int | None = None
    n: int | None = None
    value: float | None = None
    low: float | None = None
    high: float | None = None
    level: float = 0.95
    method: str = "wilson"
    status: Status = "ok"
    note: str = ""
    label: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class RfmGroups(Tabular):
    """Customers by RFM group.

    Args:
        rows: Every group by segment.
        event: Events that are scored.
        within_days: How far they are looked back at.
        at: The instant, what happened before it counts.
        as_of: Instant of knowledge.
        minimum_cell: Customers of the smallest number shown.
    """

    rows: tuple[RfmRow, ...]
    event: str
    within_days: float
    at: str
    as_of: str
    minimum_cell: int = MINIMUM

    def row(self, group: str, segment: str | None = None) -> RfmRow:
        """One group.

        Args:
            group: Its id.
            segment: The segment; everyone when left out.

        Returns:
            The row.

        Raises:
            KeyError: When there is none.
        """
        for one in self.rows:
            if (one.group, one.segment) == (group, segment):
                return one
        raise KeyError(f"{group} ({segment})")

    def to_dicts(self) -> list[dict[str, Any]]:
        """The groups as JSON-ready rows; numbers that are not shown are null.

        Returns:
            One dict a group and segment.
        """
        names = RfmRow.__dataclass_fields__
        more = {"event": self.event, "within_days": self.within_days}
        when = {"at": self.at, "as_of": self.as_of}
        return [
            {**{n: getattr(one, n) for n in names}, "label": dict(one.label), **more, **when}
            for one in self.rows
        ]

    def text(self, language: str = "en") -> str:
        """The groups as a table.

        Args:
            language: `en` or `ko`.

        Returns:
            Lines.
        """
        from stagelift.journey.rfm.text import groups_text

        return groups_text(self, language)

    def __str__(self) -> str:
        return self.text()


def rfm_groups(
    contract: Contract,
    journey: Journey,
    at: int | None = None,
    *,
    segments: tuple[SegmentRule, ...] = (),
    attributes: tuple[Attribute, ...] = (),
) -> RfmGroups:
    """Customers by RFM group at an instant, from one query.

    Args:
        contract: The contract tables.
        journey: With the block `rfm` and its cut points.
        at: What happened before this instant counts, µs UTC; the contract's own when left out.
        segments: Segments beside everyone.
        attributes: Attributes beside everyone.

    Returns:
        The groups.

    Raises:
        ArgumentError: When there are no cut points, or the instant lies ahead.
        DataError: When a table that is needed is not mapped.
    """
    rfm = fixed_rfm(journey)
    instant = known_instant(contract, at)
    asked = RfmQuestion(scale_of(rfm), (instant - 1,), segments, attributes)
    counts: dict[tuple[str | None, str], int] = defaultdict(int)
    for cell in measure_rfm(contract, asked):
        counts[(cell.segment, group_of(rfm, cell.scores))] += cell.customers
    named = [None, *(rule.name for rule in segments)]
    values = sorted({name for name, _ in counts if name is not None} - set(named))
    groups = listed(rfm, (group for _, group in counts))
    whole = {name: sum(counts[(name, group)] for group in groups) for name in (*named, *values)}
    hidden = _hidden_groups(counts, whole, groups)
    rows = [
        _row(rfm, (group, name), (counts[(name, group)], whole[name]), hidden)
        for name in (*named, *values)
        for group in groups
    ]
    return RfmGroups(
        rows=tuple(rows),
        event=str(rfm.did),
        within_days=rfm.within.days,
        at=instant_words(instant, journey.zone),
        as_of=instant_words(contract.as_of_us, journey.zone),
    )


def group_of(rfm: Rfm, scores: tuple[int, int, int]) -> str:
    """The group of some scores.

    Args:
        rfm: The block of journey.yaml.
        scores: r, f and m; a money of 0 is not scored and is in every range.

    Returns:
        Its id; `other` without one, `none` for who did nothing in the look-back.
    """
    r, f, m = scores
    if not r:
        return NONE
    found = (name for name, one in rfm.groups.items() if one.holds(r, f, m or one.m.low))
    return next(found, OTHER)


def listed(rfm: Rfm, seen: Iterable[str]) -> tuple[str, ...]:
    """The groups in their order, then those that only the data show.

    Args:
        rfm: The block of journey.yaml.
        seen: Groups that customers are in.

    Returns:
        Ids of groups.
    """
    more = set(seen) - set(rfm.groups)
    return (*rfm.groups, *(name for name in (OTHER, NONE) if name in more))


def _hidden_groups(
    counts: dict[tuple[str | None, str], int],
    whole: dict[str | None, int],
    groups: tuple[str, ...],
) -> frozenset[Hashable]:
    """The cells that tell about too few customers, by themselves or by subtraction."""
    cells: dict[Hashable, int] = {("whole", name): many for name, many in whole.items()}
    sums: list[Partition] = []
    for name in whole:
        cells |= {(name, group): counts[(name, group)] for group in groups}
        sums.append(Partition(("whole", name), tuple((name, group) for group in groups)))
        if name is not None and "=" not in name:
            for group in groups:
                out = ("not", name, group)
                cells[out] = counts[(None, group)] - counts[(name, group)]
                sums.append(Partition((None, group), ((name, group), out)))
    parts: dict[str, list[str]] = defaultdict(list)
    for name in whole:
        if name is not None and "=" in name:
            parts[name.partition("=")[0]].append(name)
    sums.extend(
        Partition((None, group), tuple((value, group) for value in values))
        for values in parts.values()
        for group in groups
    )
    return hide(cells, sums)


def _row(
    rfm: Rfm,
    place: tuple[str, str | None],
    counted: tuple[int, int],
    hidden: frozenset[Hashable],
) -> RfmRow:
    (group, segment), (k, n) = place, counted
    found = rfm.groups.get(group)
    label = found.label.texts if found is not None and found.label is not None else ()
    if {(segment, group), ("whole", segment)} & hidden:
        return RfmRow(group, segment, status="low_n", note=FEW, label=label)
    return RfmRow(group, segment, label=label, **share_fields(k, n))
