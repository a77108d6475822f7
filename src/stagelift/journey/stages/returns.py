"""Moves back to earlier stages: those the journey allows, and those nobody expected."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import asdict, dataclass, replace
from typing import TYPE_CHECKING, Any

from stagelift.data.query.moves import MoveQuestion, count_moves
from stagelift.data.query.specs import PeriodWindow
from stagelift.data.zones import from_us
from stagelift.definitions import Journey
from stagelift.frames import Tabular
from stagelift.journey.model import Move, move_of, numbered_stages
from stagelift.journey.spells import stage_rules
from stagelift.statistics.disclosure import MINIMUM, Partition, hide

if TYPE_CHECKING:
    from stagelift.data.contract import Contract


@dataclass(frozen=True, slots=True)
class StageMove:
    """Moves from one stage to another in a period.

    Args:
        start: Id of the stage left.
        stage: Id of the stage entered.
        kind: `advance`, `back`, `unexpected`, `left` or `came back`.
        k: How many moves; None where too few customers made them.
        n: All moves out of the stage left.
        value: Their share of these, 0–1.
        customers: By how many customers.
    """

    start: str
    stage: str
    kind: Move
    k: int | None
    n: int | None
    value: float | None
    customers: int | None


@dataclass(frozen=True, slots=True)
class Returns(Tabular):
    """The moves of a period, each called what the journey calls it.

    Args:
        period: Label of the period.
        moves: Moves in the order of the stages.
        said: Stages that say under `may_go_back_to` where their customers may return to; of the
            others every move back is expected.
        as_of: Instant of knowledge as ISO text.
        zone: The zone in which it is printed.
        minimum_cell: Moves of fewer customers are suppressed wherever they are shown.
    """

    period: str
    moves: tuple[StageMove, ...]
    said: tuple[str, ...]
    as_of: str
    zone: str = "UTC"
    minimum_cell: int = MINIMUM

    def __iter__(self) -> Iterator[StageMove]:
        return iter(self.moves)

    @property
    def unexpected(self) -> tuple[StageMove, ...]:
        """Moves back to stages the stage left does not name, the most frequent first."""
        found = [move for move in self.moves if move.kind == "unexpected"]
        return tuple(sorted(found, key=lambda move: -(move.k or 0)))

    @property
    def shown(self) -> tuple[StageMove, ...]:
        """The moves as they may be published."""
        sizes: dict[Any, int] = {(m.start, m.stage): m.customers or 0 for m in self.moves}
        # customers who moved both ways are in two cells, so only the moves add up
        counts: dict[Any, int] = {(m.start, m.stage): m.k or 0 for m in self.moves}
        starts = dict.fromkeys(m.start for m in self.moves)
        sums = []
        for start in starts:
            parts = tuple(key for key in counts if key[0] == start)
            counts[start] = sum(counts[part] for part in parts)
            sums.append(Partition(start, parts))
        few = [key for key, customers in sizes.items() if 0 < customers < self.minimum_cell]
        hidden = hide(counts, sums, self.minimum_cell, few)
        return tuple(self._shown(move, hidden) for move in self.moves)

    def _shown(self, move: StageMove, hidden: frozenset[Any]) -> StageMove:
        n = None if move.start in hidden else move.n
        if (move.start, move.stage) not in hidden:
            return replace(move, n=n)
        return replace(move, k=None, n=n, value=None, customers=None)

    def to_dicts(self) -> list[dict[str, Any]]:
        """The moves as JSON-ready rows; numbers of few customers are null.

        Returns:
            One dict a pair of stages, with `period` and `as_of`.
        """
        return [{**asdict(move), "period": self.period, "as_of": self.as_of} for move in self.shown]

    def text(self, language: str = "en") -> str:
        """The returns as people read them in a terminal.

        Args:
            language: `en` or `ko`.

        Returns:
            Lines.
        """
        from stagelift.journey.stages.text import returns_text

        return returns_text(self, language)

    def __str__(self) -> str:
        return self.text()


def returns(contract: Contract, journey: Journey, period: PeriodWindow) -> Returns:
    """The moves between stages in a period, from one query.

    Args:
        contract: The contract tables.
        journey: The journey.
        period: When the later stage was entered.

    Returns:
        The moves; everybody is counted, so nothing is estimated.

    Raises:
        DataError: A source that cannot be read.
        EngineError: The engine refused.
    """
    names = numbered_stages(journey)
    found = count_moves(contract, MoveQuestion(stage_rules(journey), period))
    out: dict[int, int] = {}
    for one in found:
        out[one.start] = out.get(one.start, 0) + one.moves
    moves = [
        StageMove(
            start=names[one.start - 1],
            stage=names[one.end - 1],
            kind=move_of(journey, names[one.start - 1], names[one.end - 1]),
            k=one.moves,
            n=out[one.start],
            value=one.moves / out[one.start],
            customers=one.customers,
        )
        for one in found
    ]
    said = tuple(name for name, stage in journey.stages.items() if stage.may_go_back_to)
    as_of = from_us(contract.as_of_us).isoformat()
    return Returns(period.label, tuple(moves), said, as_of, journey.zone)
