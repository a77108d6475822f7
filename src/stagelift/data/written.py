"""Queries written down instead of run: `stagelift sql` prints what would have been asked."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, TypeVar

from sqlglot import exp

from stagelift.data.answers import Answer
from stagelift.data.contract import Contract
from stagelift.data.standing_alone import standing_alone

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterable, Mapping
    from pathlib import Path

    from stagelift.data.engine import ColumnType, Engine
    from stagelift.definitions.journey import Journey
    from stagelift.definitions.sources import Source

Query = TypeVar("Query", bound=exp.Expr)
# The questions whose queries are the measurement; others, such as a span, only help to write them.
WRITTEN = ("cells", "scores", "outcomes", "books", "engagement", "message events", "message log")
SAYS: Mapping[str, str] = {
    "events": "visible events of the kinds needed; the lines of one order are one event",
    "staged": "the events that open a stage",
    "entries": "the instants at which a customer's stage changed",
    "timed": "the same with the period they lie in",
    "customers": "attributes of customers",
    "assignments": "who was assigned what, as a table says",
    "known": "since when each customer is known",
    "candidates_0": "instants at which a customer can begin to meet the audience",
    "qualified_0": "instants at which the audience is met",
    "units_0": "the first such instant of each customer, with the variant the hash gives",
    "units": "who is counted, and from which instant the windows start",
    "unit_values": "what each unit did in its windows",
    "segmented": "the same with the segments it belongs to",
    "shifts": "constants near the means, taken off before squaring",
    "answers": "answers and invitations, visible and valid",
}


class WrittenEngine:
    """An engine whose temporary tables become named parts of the query that reads them.

    Args:
        engine: The engine that answers what must be known to write a query.
    """

    def __init__(self, engine: Engine) -> None:
        self.dialect = engine.dialect
        self._engine = engine
        self._tables: dict[str, exp.Select] = {}

    def whole(self, query: Query) -> Query:
        """A query with every table it reads written before it.

        Args:
            query: A query that may name tables `materialise` was asked for.

        Returns:
            A query that stands alone.
        """
        found = standing_alone(query, self._tables)
        with_ = found.args.get("with_")
        for part in [] if with_ is None else with_.expressions:
            if part.alias in SAYS and part.alias not in self._tables:
                part.add_comments([f" {SAYS[part.alias]} "])
        return found

    def run(self, query: exp.Expr) -> list[tuple[Any, ...]]:
        """The rows of a query, the tables it names written before it."""
        return self._engine.run(self.whole(query))

    def materialise(self, name: str, query: exp.Select) -> exp.Table:
        """A table that is written down and never made."""
        self._tables[name] = query
        return exp.table_(name, quoted=True)

    def describe(self, query: exp.Select) -> dict[str, ColumnType]:
        """The columns a query returns."""
        return self._engine.describe(query)

    def columns(self, source: Source) -> dict[str, ColumnType]:
        """The columns of a source."""
        return self._engine.columns(source)

    def state(self, source: Source) -> None:
        """None: nothing that is only written is kept."""

    def side_by_side(self, sources: Iterable[Source]) -> bool:
        """No: what is written is one query."""
        del sources
        return False

    def relation(self, source: Source) -> exp.Expr:
        """What stands in FROM for a source."""
        return self._engine.relation(source)

    def notes(self, source: Source, columns: Collection[str]) -> tuple[str, ...]:
        """What the engine says of a source."""
        return self._engine.notes(source, columns)

    def export(self, query: exp.Select, path: Path) -> None:
        """A query's rows in a file."""
        self._engine.export(self.whole(query), path)

    def register(self, name: str, frame: object) -> exp.Table:
        """A frame as a table."""
        return self._engine.register(name, frame)

    def epoch(self, value: exp.Expr, kind: ColumnType) -> exp.Expr:
        """A moment as µs since 1970-01-01."""
        return self._engine.epoch(value, kind)

    def close(self) -> None:
        """Nothing: the engine belongs to another."""


class WrittenContract(Contract):
    """Contract tables whose measurements are written down and answered by no row.

    Args:
        engine: Reads what must be known to write a query.
        journey: The journey.
        as_of_us: Instant of knowledge, µs.

    Attributes:
        queries: What was asked, in order.
    """

    def __init__(self, engine: Engine, journey: Journey, as_of_us: int) -> None:
        self._written = WrittenEngine(engine)
        super().__init__(self._written, journey, as_of_us)
        self.queries: list[exp.Select] = []

    def answer(self, question: object, build: Callable[[], exp.Select]) -> Answer:
        """No row for a measurement, whose query is kept; other questions are asked."""
        if not isinstance(question, tuple) or question[0] not in WRITTEN:
            return super().answer(question, build)
        query = build()
        self.queries.append(self._written.whole(query))
        return Answer(tuple(one.alias_or_name for one in query.expressions), ())
