"""Which customers are in two segments at once."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import combinations
from typing import TYPE_CHECKING, Any

from stagelift.frames import Tabular
from stagelift.journey.segments.counted import Counted, counted
from stagelift.journey.segments.table import instant_words, label_of
from stagelift.statistics.proportions import proportion

if TYPE_CHECKING:
    from stagelift.data.contract import Contract
    from stagelift.definitions import Journey
    from stagelift.statistics.inference import Inference, Status


@dataclass(frozen=True, slots=True)
class OverlapPair:
    """Two segments and the customers in both.

    Args:
        first: Id of one segment.
        second: Id of the other.
        k: Customers in both; None when they are not shown.
        first_n: Customers of the first.
        second_n: Customers of the second.
        of_first: Share of the first who are in the second too, 0–1, with its interval.
        of_second: Share of the second who are in the first too.
        jaccard: Share of those in either who are in both.
        status: `ok`, or why there are no numbers.
        note: The reason in words.
    """

    first: str
    second: str
    k: int | None
    first_n: int | None
    second_n: int | None
    of_first: Inference | None
    of_second: Inference | None
    jaccard: Inference | None
    status: Status = "ok"
    note: str = ""


@dataclass(frozen=True, slots=True)
class SegmentOverlap(Tabular):
    """How segments overlap at an instant.

    Args:
        segments: Their ids.
        labels: Words of each, by language.
        sizes: Customers of each, None where not shown.
        pairs: Every pair, the earlier segment first.
        n: Customers known by the instant.
        at: The instant, what happened before it counts.
        as_of: Instant of knowledge.
        minimum_cell: Customers of the smallest number shown.
    """

    segments: tuple[str, ...]
    labels: tuple[tuple[tuple[str, str], ...], ...]
    sizes: tuple[int | None, ...]
    pairs: tuple[OverlapPair, ...]
    n: int
    at: str
    as_of: str
    minimum_cell: int

    def pair(self, first: str, second: str) -> OverlapPair:
        """One pair, in either order.

        Args:
            first: Id of a segment.
            second: Id of another.

        Returns:
            The pair as it is kept.

        Raises:
            KeyError: When they are no pair.
        """
        for one in self.pairs:
            if {one.first, one.second} == {first, second}:
                return one
        raise KeyError(f"{first}, {second}")

    def share(self, row: str, column: str) -> float | None:
        """The share of one segment's customers who are in another.

        Args:
            row: Whose customers.
            column: The other segment.

        Returns:
            0–1; None where it is not shown; 1 of a segment in itself.
        """
        if row == column:
            return 1.0
        pair = self.pair(row, column)
        found = pair.of_first if pair.first == row else pair.of_second
        return None if found is None else found.value

    def to_dicts(self) -> list[dict[str, Any]]:
        """The pairs as JSON-ready rows; numbers that are not shown are null.

        Returns:
            One dict a pair with its three shares and their intervals.
        """
        return [self._dict(pair) for pair in self.pairs]

    def _dict(self, pair: OverlapPair) -> dict[str, Any]:
        row: dict[str, Any] = {
            name: getattr(pair, name) for name in ("first", "second", "k", "first_n", "second_n")
        }
        for name in ("of_first", "of_second", "jaccard"):
            found: Inference | None = getattr(pair, name)
            row[name] = found and found.value
            row[f"{name}_low"] = found and found.low
            row[f"{name}_high"] = found and found.high
        more = {"level": 0.95, "method": "wilson", "status": pair.status, "note": pair.note}
        return {**row, **more, "at": self.at, "as_of": self.as_of}

    def text(self, language: str = "en") -> str:
        """The overlap as a matrix: the share of each row's customers who are in the column.

        Args:
            language: `en` or `ko`.

        Returns:
            Lines.
        """
        from stagelift.journey.segments.text import overlap_text

        return overlap_text(self, language)

    def __str__(self) -> str:
        return self.text()


def segment_overlap(
    contract: Contract, journey: Journey, names: tuple[str, ...], at: int | None = None
) -> SegmentOverlap:
    """The customers in two segments, for every two.

    Args:
        contract: The contract tables.
        journey: The journey.
        names: Ids of segments.
        at: What happened before this instant counts, µs UTC; the contract's own when left out.

    Returns:
        The overlap.

    Raises:
        ArgumentError: When a segment is unknown, or the instant lies ahead.
        DataError: When a table that is needed is not mapped.
    """
    found = counted(contract, journey, names, at)
    sizes = found.counts.sizes
    return SegmentOverlap(
        segments=names,
        labels=tuple(label_of(journey, name) for name in names),
        sizes=tuple(
            None if ("in", place) in found.hidden else size for place, size in enumerate(sizes)
        ),
        pairs=tuple(pair_of(found, a, b) for a, b in combinations(range(len(names)), 2)),
        n=found.counts.known,
        at=instant_words(found.at, found.zone),
        as_of=instant_words(found.as_of, found.zone),
        minimum_cell=found.minimum_cell,
    )


def pair_of(found: Counted, a: int, b: int) -> OverlapPair:
    """Two segments, with what of them may be shown.

    Args:
        found: The counts.
        a: Place of the first.
        b: Place of the second.

    Returns:
        The pair; without shares where one of its three numbers is hidden.
    """
    sizes, both = found.counts.sizes, found.both(a, b)
    hidden = [key in found.hidden for key in (("in", a), ("in", b), ("both", a, b))]
    first_n, second_n = (None if hidden[n] else sizes[p] for n, p in enumerate((a, b)))
    names = (found.names[a], found.names[b])
    if any(hidden):
        note = f"hidden: fewer than {found.minimum_cell} customers, or they would follow from it"
        shown = None if hidden[2] else both
        return OverlapPair(
            *names, shown, first_n, second_n, None, None, None, status="low_n", note=note
        )
    either = sizes[a] + sizes[b] - both
    return OverlapPair(
        *names,
        k=both,
        first_n=first_n,
        second_n=second_n,
        of_first=proportion(both, sizes[a]),
        of_second=proportion(both, sizes[b]),
        jaccard=proportion(both, either),
        status="ok" if either else "no_data",
        note="" if either else "nobody is in either",
    )
