"""Who moved between RFM groups from one instant to another."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Hashable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from stagelift.data.query.rfms import RfmQuestion, measure_rfm
from stagelift.errors import ArgumentError
from stagelift.frames import Tabular
from stagelift.journey.instant import known_instant
from stagelift.journey.rfm.groups import NONE, group_of, listed
from stagelift.journey.rfm.scale import fixed_rfm, scale_of
from stagelift.journey.segments.table import instant_words
from stagelift.journey.shares import ShownShare, shown_fields
from stagelift.statistics.disclosure import MINIMUM, Partition, hide

if TYPE_CHECKING:
    from stagelift.data.contract import Contract
    from stagelift.definitions import Journey


@dataclass(frozen=True, slots=True)
class RfmMove(ShownShare):
    """Customers who were in one group and are in another, or still in the same.

    They are a share of the group at the earlier instant.

    Args:
        before: Group at the earlier instant; `none` without an event in the look-back.
        after: Group at the later instant.
    """

    before: str
    after: str


@dataclass(frozen=True, slots=True)
class RfmMoves(Tabular):
    """The transition matrix of RFM groups between two instants.

    Args:
        rows: Every move, the groups in their order.
        groups: The groups; `none` last.
        before: Customers of each group at the earlier instant, None where not shown.
        after: The same at the later instant.
        since: The earlier instant.
        at: The later one.
        as_of: Instant of knowledge.
        minimum_cell: Customers of the smallest number shown.
    """

    rows: tuple[RfmMove, ...]
    groups: tuple[str, ...]
    before: tuple[int | None, ...]
    after: tuple[int | None, ...]
    since: str
    at: str
    as_of: str
    minimum_cell: int = MINIMUM

    def move(self, before: str, after: str) -> RfmMove:
        """One move.

        Args:
            before: Group at the earlier instant.
            after: Group at the later instant.

        Returns:
            The move.

        Raises:
            KeyError: When there is no such group.
        """
        for one in self.rows:
            if (one.before, one.after) == (before, after):
                return one
        raise KeyError(f"{before} -> {after}")

    def to_dicts(self) -> list[dict[str, Any]]:
        """The moves as JSON-ready rows; numbers that are not shown are null.

        Returns:
            One dict a pair of groups.
        """
        more = {"level": 0.95, "method": "wilson", "since": self.since}
        when = {"at": self.at, "as_of": self.as_of}
        return [
            {"before": one.before, "after": one.after, **one.figures, **more, **when}
            for one in self.rows
        ]

    def text(self, language: str = "en") -> str:
        """The matrix of shares, rows the earlier groups.

        Args:
            language: `en` or `ko`.

        Returns:
            Lines.
        """
        from stagelift.journey.rfm.text import moves_text

        return moves_text(self, language)

    def __str__(self) -> str:
        return self.text()


def rfm_moves(contract: Contract, journey: Journey, since: int, at: int | None = None) -> RfmMoves:
    """Who moved between RFM groups from one instant to another, from one query.

    Args:
        contract: The contract tables.
        journey: With the block `rfm` and its cut points, the same at both instants.
        since: The earlier instant, µs UTC.
        at: The later one; the contract's own when left out.

    Returns:
        The transition matrix.

    Raises:
        ArgumentError: When there are no cut points, or the instants are not in order.
        DataError: When a table that is needed is not mapped.
    """
    rfm, later = fixed_rfm(journey), known_instant(contract, at)
    if since >= later:
        raise ArgumentError("since: the earlier instant does not lie before the later one")
    counts: dict[tuple[str, str], int] = defaultdict(int)
    for cell in measure_rfm(contract, RfmQuestion(scale_of(rfm), (since - 1, later - 1))):
        pair = (group_of(rfm, cell.earlier or (0, 0, 0)), group_of(rfm, cell.scores))
        counts[pair] += cell.customers
    groups = listed(rfm, {NONE, *(group for pair in counts for group in pair)})
    cells: dict[Hashable, int] = {(a, b): counts[(a, b)] for a in groups for b in groups}
    sums = []
    for one in groups:
        row, column = tuple((one, b) for b in groups), tuple((a, one) for a in groups)
        cells |= {("before", one): sum(counts[pair] for pair in row)}
        cells |= {("after", one): sum(counts[pair] for pair in column)}
        sums += [Partition(("before", one), row), Partition(("after", one), column)]
    hidden = hide(cells, sums)

    def shown(side: str) -> tuple[int | None, ...]:
        return tuple(None if (side, g) in hidden else cells[(side, g)] for g in groups)

    rows = tuple(_move(a, b, cells, hidden) for a in groups for b in groups)
    return RfmMoves(
        rows=rows,
        groups=groups,
        before=shown("before"),
        after=shown("after"),
        since=instant_words(since, journey.zone),
        at=instant_words(later, journey.zone),
        as_of=instant_words(contract.as_of_us, journey.zone),
    )


def _move(
    before: str, after: str, cells: dict[Hashable, int], hidden: frozenset[Hashable]
) -> RfmMove:
    k, n = cells[(before, after)], cells[("before", before)]
    if {(before, after), ("before", before)} & hidden:
        return RfmMove(before, after, status="low_n")
    return RfmMove(before, after, **shown_fields(k, n))
