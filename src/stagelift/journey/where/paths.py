"""The ways customers take through the stages, and the returns nobody planned for."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Hashable, Iterator
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Any

from stagelift.data.contract import Contract
from stagelift.data.query.cohort_paths import PathCount, PathQuestion, measure_paths
from stagelift.data.query.moves import MoveQuestion, count_moves
from stagelift.data.zones import from_us
from stagelift.definitions import Journey
from stagelift.frames import Tabular
from stagelift.journey.model import Move, move_of, numbered_stages
from stagelift.journey.quantity import Quantity
from stagelift.journey.suppression import few_units, hidden_segments
from stagelift.statistics.disclosure import MINIMUM, Partition, hide
from stagelift.statistics.proportions.share import proportion

OTHER = "other"
MOST = 10  # ways told apart
Way = tuple[str | None, tuple[tuple[int, ...], bool] | None]
"""Segment, and the stages of a way with whether more followed."""

STEP, MORE = " > ", "…"


@dataclass(frozen=True, slots=True)
class Path:
    """Customers who went the same way.

    Args:
        stages: Ids of the stages in order; empty for all ways too few customers went.
        more: Whether further stages followed.
        share: Their share of the cohort, `k` of `n` customers.
        reached: The share of them that reached the goal in time.
    """

    stages: tuple[str, ...]
    more: bool
    share: Quantity
    reached: Quantity

    @property
    def name(self) -> str:
        """The way as text."""
        if not self.stages:
            return OTHER
        return STEP.join((*self.stages, *([MORE] if self.more else [])))


@dataclass(frozen=True, slots=True)
class Moved:
    """Moves from one stage to another in a period.

    Args:
        start: Id of the stage left.
        end: Id of the stage entered.
        kind: `advance`, `back`, `unexpected`, `left` or `came back`.
        moves: How many.
        customers: By how many customers.
    """

    start: str
    end: str
    kind: Move
    moves: int
    customers: int


@dataclass(frozen=True)
class Paths(Tabular):
    """The ways a cohort takes, and every move of the period.

    Args:
        rows: By segment, the ways most customers went first; ties in the order of their names.
        moves: All moves made in the period, by anybody.
        goal: Id of the stage that is meant to be reached.
        of: Id of the stage whose first entry begins a way; None for the first entry into any.
        within_days: For how long each customer is followed.
        immature: Customers of the cohort left out, as their time is not over.
        period: Label of the period of entry and of the moves.
        as_of: Instant of knowledge as ISO text, UTC.
        zone: The zone in which it is printed.
        minimum_cell: Ways fewer customers went are told together.
    """

    rows: tuple[Path, ...]
    moves: tuple[Moved, ...]
    goal: str
    of: str | None
    within_days: float
    immature: int
    period: str
    as_of: str
    zone: str = "UTC"
    minimum_cell: int = MINIMUM

    def __iter__(self) -> Iterator[Path]:
        return iter(self.rows)

    @property
    def unexpected(self) -> tuple[Moved, ...]:
        """The returns to stages that `may_go_back_to` does not name."""
        return tuple(move for move in self.moves if move.kind == "unexpected")

    @cached_property
    def shown(self) -> tuple[Path, ...]:
        """The rows as they may be published: segments that are too small without their numbers."""
        sizes = {(self.period, row.share.segment): row.share.n for row in self.rows}
        hidden = hidden_segments(sizes, self.minimum_cell)
        found: list[Path] = []
        for row in self.rows:
            if (self.period, row.share.segment) not in hidden:
                found.append(row)
            elif not any(one.share.segment == row.share.segment for one in found):
                note = few_units(row.share.n, self.minimum_cell, "customers")
                found.append(Path((), False, row.share.hidden(note), row.reached.hidden(note)))
        return tuple(found)

    def to_dicts(self) -> list[dict[str, Any]]:
        """Every way as a JSON-ready row; ways too few customers went are told together.

        Returns:
            One dict per segment and way: `path`, `stages`, `more`, the share of the cohort, and the
            share that reached the goal with its interval as `reached_…`.
        """
        found = []
        for row in self.shown:
            reached = row.reached
            goal = {
                f"reached_{name}": getattr(reached, name) for name in ("value", "k", "low", "high")
            }
            about = {"path": row.name, "stages": list(row.stages), "more": row.more}
            found.append({**about, **row.share.to_dict(), "goal": self.goal, **goal})
        return found

    def text(self, language: str = "en") -> str:
        """The ways as people read them.

        Args:
            language: `en` or `ko`.

        Returns:
            Lines.
        """
        from stagelift.journey.where.cohort_text import paths_text

        return paths_text(self, language)

    def __str__(self) -> str:
        return self.text()


def paths(
    contract: Contract,
    journey: Journey,
    asked: PathQuestion,
    *,
    most: int = MOST,
    level: float = 0.95,
) -> Paths:
    """The ways a cohort takes, from one query, and all moves of the period, from another.

    Args:
        contract: The contract tables.
        journey: The journey.
        asked: The question.
        most: How many ways are told apart in each segment, ≥ 1; the others are told together.
        level: Confidence level of the intervals, 0–1.

    Returns:
        The ways by segment, most frequent first.

    Raises:
        DataError: When a table that is needed is not mapped.
        EngineError: When the engine refuses a query.
    """
    names, cohort = numbered_stages(journey), asked.cohort
    as_of = from_us(contract.as_of_us).isoformat()
    counts = measure_paths(contract, asked)
    by_segment: dict[str | None, list[PathCount]] = defaultdict(list)
    for count in counts:
        if count.stages:
            by_segment[count.segment].append(count)
    named = [rule.name for rule in cohort.segments]
    seen = {count.segment for count in counts if count.segment is not None}
    segments = (None, *named, *sorted(seen - set(named)))
    told = told_apart(by_segment, names, most)
    rows: list[Path] = []
    for segment in segments:
        blank = Quantity(
            measure="path",
            unit="share",
            segment=segment,
            period=cohort.period.label,
            as_of=as_of,
            n=sum(count.customers for count in by_segment[segment]),
            level=level,
        )
        rows.extend(top_paths(by_segment[segment], names, blank, told))
    moved = count_moves(contract, MoveQuestion(cohort.rules, cohort.period))
    pairs = ((names[move.start - 1], names[move.end - 1], move) for move in moved)
    return Paths(
        rows=tuple(rows),
        moves=tuple(
            Moved(start, end, move_of(journey, start, end), move.moves, move.customers)
            for start, end, move in pairs
        ),
        goal=names[asked.goal - 1],
        of=None if cohort.stage is None else names[cohort.stage - 1],
        within_days=asked.within / 86_400_000_000,
        immature=sum(c.customers for c in counts if not c.stages and c.segment is None),
        period=cohort.period.label,
        as_of=as_of,
        zone=contract.zone,
    )


def in_order(counts: list[PathCount], names: tuple[str, ...]) -> list[PathCount]:
    """Ways by how many customers went, most first; ties in the order of their names."""

    def key(count: PathCount) -> tuple[int, tuple[str, ...], bool]:
        return (-count.customers, tuple(names[stage - 1] for stage in count.stages), count.more)

    return sorted(counts, key=key)


def told_apart(
    by_segment: dict[str | None, list[PathCount]], names: tuple[str, ...], most: int
) -> frozenset[Way]:
    """The ways that are told apart in each segment.

    These are the most frequent ones with enough customers, less those from which the customers of a
    rarer way could be computed: within a segment, or from the values of an attribute, which add up
    to everyone's, or from a named segment, for those who are not in it.

    Args:
        by_segment: Customers by way, of everyone and of each segment.
        names: Ids of the stages by number.
        most: How many ways a segment may show.

    Returns:
        Pairs of segment and way.
    """
    chosen: set[Way] = set()
    for segment, counts in by_segment.items():
        ranked = in_order([c for c in counts if c.customers >= MINIMUM], names)[:most]
        chosen.update((segment, (count.stages, count.more)) for count in ranked)
    ways = {way for _, way in chosen}
    sizes: dict[Hashable, int] = {}
    sums: list[Partition] = []
    for segment, counts in by_segment.items():
        cells = {(segment, (c.stages, c.more)): c.customers for c in counts}
        told = {key: n for key, n in cells.items() if key[1] in ways}
        # the rarest ways are only ever seen together, and enough customers may be
        rest = {(segment, OTHER): sum(cells.values()) - sum(told.values())}
        sizes[segment, None] = sum(cells.values())
        sizes.update(told.items())
        sizes.update(rest.items())
        sums.append(Partition((segment, None), (*told, *rest)))
    for split in {name.partition("=")[0] for name in by_segment if name}:
        mine = [name for name in by_segment if name and name.partition("=")[0] == split]
        for way in ways:
            parts = tuple((name, way) for name in mine if (name, way) in sizes)
            sums.append(Partition((None, way), parts))
    untold = [
        key for key in sizes if isinstance(key, tuple) and key[1] in ways and key not in chosen
    ]
    hidden = hide(sizes, sums, MINIMUM, untold)
    return frozenset(chosen - hidden)


def top_paths(
    counts: list[PathCount], names: tuple[str, ...], blank: Quantity, told: frozenset[Way]
) -> list[Path]:
    """The ways of one segment: those told apart, and all others together.

    Args:
        counts: Customers by way.
        names: Ids of the stages by number.
        blank: What the shares are about.
        told: The ways told apart.

    Returns:
        Ways with their shares, `other` last.
    """
    rows, rest = [], []
    for count in in_order(counts, names):
        if (blank.segment, (count.stages, count.more)) in told:
            stages = tuple(names[stage - 1] for stage in count.stages)
            rows.append(_path(stages, count.more, (count.customers, count.reached), blank))
        else:
            rest.append(count)
    if rest:
        together = (sum(c.customers for c in rest), sum(c.reached for c in rest))
        rows.append(_path((), False, together, blank))
    return rows


def _path(stages: tuple[str, ...], more: bool, counted: tuple[int, int], blank: Quantity) -> Path:
    customers, reached = counted
    share = proportion(customers, blank.n, level=blank.level)
    goal = proportion(reached, customers, level=blank.level)
    return Path(
        stages=stages,
        more=more,
        share=blank.found(share, k=customers),
        reached=replace(blank, measure="reached", n=customers).found(goal, k=reached),
    )
