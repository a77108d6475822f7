"""How large segments are, and how many customers are in at least one of a set of them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from stagelift.frames import Tabular
from stagelift.journey.segments.counted import EVERY, Counted, counted
from stagelift.journey.segments.table import instant_words, label_of
from stagelift.statistics.proportions import proportion

if TYPE_CHECKING:
    from stagelift.data.contract import Contract
    from stagelift.definitions import Journey
    from stagelift.statistics.inference import Status


@dataclass(frozen=True, slots=True)
class SegmentSize:
    """The customers of one segment, of a set of segments, or of none of a set.

    Args:
        segment: Id of the segment; of a set, its name.
        of: `segment`; `covered` (in at least one of the set), `other` (in none) or, of a declared
            set, `several` (in more than one).
        k: Customers in it; None when they are too few to be shown.
        n: Customers known by the instant.
        value: Their share, 0–1.
        low: Lower end of its interval.
        high: Upper end.
        level: Level of the interval.
        method: How it was made.
        status: `ok`, or why there is no number.
        note: The reason in words.
        label: Words by language.
    """

    segment: str
    of: str
    k: int | None
    n: int
    value: float | None
    low: float | None
    high: float | None
    level: float = 0.95
    method: str = "wilson"
    status: Status = "ok"
    note: str = ""
    label: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class SegmentSizes(Tabular):
    """Sizes and coverage of segments at an instant.

    Args:
        rows: Each segment, then each set.
        sets: Segments of each set; those the journey declares are exclusive.
        partitions: Declared set → whether no customer is in two of its segments.
        n: Customers known by the instant: with an event, or a row in the customers table.
        at: The instant, what happened before it counts.
        as_of: Instant of knowledge.
        minimum_cell: Customers of the smallest number shown.
    """

    rows: tuple[SegmentSize, ...]
    sets: tuple[tuple[str, tuple[str, ...]], ...]
    partitions: tuple[tuple[str, bool], ...]
    n: int
    at: str
    as_of: str
    minimum_cell: int

    def row(self, segment: str, of: str = "segment") -> SegmentSize:
        """One row.

        Args:
            segment: Id of a segment or name of a set.
            of: What of it.

        Returns:
            The row.

        Raises:
            KeyError: When there is none.
        """
        for one in self.rows:
            if (one.segment, one.of) == (segment, of):
                return one
        raise KeyError(f"{segment} ({of})")

    def to_dicts(self) -> list[dict[str, Any]]:
        """The rows as JSON-ready values; numbers that are not shown are null.

        Returns:
            One dict a segment, and two or three a set.
        """
        return [self._dict(one) for one in self.rows]

    def _dict(self, one: SegmentSize) -> dict[str, Any]:
        fields = {name: getattr(one, name) for name in SegmentSize.__dataclass_fields__}
        inside = dict(self.sets).get(one.segment) if one.of != "segment" else None
        return {
            **fields,
            "label": dict(one.label),
            "segments": list(inside) if inside else None,
            "exclusive": dict(self.partitions).get(one.segment) if inside else None,
            "at": self.at,
            "as_of": self.as_of,
        }

    def text(self, language: str = "en") -> str:
        """The sizes as a table.

        Args:
            language: `en` or `ko`.

        Returns:
            Lines.
        """
        from stagelift.journey.segments.text import sizes_text

        return sizes_text(self, language)

    def __str__(self) -> str:
        return self.text()


def segment_sizes(
    contract: Contract, journey: Journey, names: tuple[str, ...], at: int | None = None
) -> SegmentSizes:
    """Sizes of segments, coverage of sets and of all segments together.

    Args:
        contract: The contract tables.
        journey: The journey.
        names: Ids of segments.
        at: What happened before this instant counts, µs UTC; the contract's own when left out.

    Returns:
        The sizes.

    Raises:
        ArgumentError: When a segment is unknown, or the instant lies ahead.
        DataError: When a table that is needed is not mapped.
    """
    found = counted(contract, journey, names, at)
    rows = [
        size_row(found, name, "segment", found.counts.sizes[place], ("in", place), journey)
        for place, name in enumerate(names)
    ]
    for number, (name, _) in enumerate(found.sets):
        counts = found.counts.sets[number]
        none = found.counts.known - counts.one - counts.several
        parts = {"covered": counts.one + counts.several, "other": none}
        parts |= {"several": counts.several} if name != EVERY else {}
        rows.extend(size_row(found, name, of, k, ("set", number)) for of, k in parts.items())
    partitions = tuple(
        (name, found.counts.sets[number].several == 0)
        for number, (name, _) in enumerate(found.sets)
        if name != EVERY or name in found.declared
    )
    return SegmentSizes(
        rows=tuple(rows),
        sets=tuple((name, tuple(names[place] for place in inside)) for name, inside in found.sets),
        partitions=partitions,
        n=found.counts.known,
        at=instant_words(found.at, found.zone),
        as_of=instant_words(found.as_of, found.zone),
        minimum_cell=found.minimum_cell,
    )


def size_row(
    found: Counted,
    name: str,
    of: str,
    count: int,
    cell: tuple[str, int],
    journey: Journey | None = None,
) -> SegmentSize:
    """One number of customers with its share, hidden where it must be.

    Args:
        found: The counts.
        name: Id of the segment or name of the set.
        of: What of it.
        count: The customers.
        cell: Its cell among those that may be hidden.
        journey: For the segment's words.

    Returns:
        The row.
    """
    label = label_of(journey, name) if journey is not None else ()
    known = found.counts.known
    if cell in found.hidden:
        small = 0 < count < found.minimum_cell
        note = (
            f"fewer than {found.minimum_cell} customers"
            if small
            else f"hidden: fewer than {found.minimum_cell} customers could be computed from it"
        )
        return SegmentSize(
            name, of, None, known, None, None, None, status="low_n", note=note, label=label
        )
    share = proportion(count, known)
    empty = of == "segment" and count == 0
    return SegmentSize(
        segment=name,
        of=of,
        k=count,
        n=known,
        value=share.value,
        low=share.low,
        high=share.high,
        status="no_data" if empty or not known else "ok",
        note="nobody is in it" if empty else "",
        label=label,
    )
