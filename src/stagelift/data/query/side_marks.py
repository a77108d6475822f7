"""The marks of dated rows beside the events of a measurement: money, messages, answers."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from sqlglot import exp

from stagelift.data import sql
from stagelift.data.answers import Answer
from stagelift.data.contract import Contract
from stagelift.data.kept.marks import DayMarks, mark_query, marks_answer, ordinary_offset
from stagelift.data.query.ledger_specs import Ledger
from stagelift.data.query.ledgers import message_costs, money_tables
from stagelift.data.query.populations import Ctes, read_from
from stagelift.data.query.side_tables import answer_rows
from stagelift.data.query.specs import Measurement, PeriodWindow
from stagelift.data.query.value_specs import ContractEnd, LatestScore, Value

ROWS = "rows"  # what rows are called that are no events
MONEY = ("customer", "at", "event", "value", "cost", "no_cost")
MESSAGES = ("customer", "at", "cost")
ANSWERS = ("customer", "at", "kind")


def row_marks(
    contract: Contract,
    question: object,
    zone: str,
    columns: Sequence[str],
    tables: Callable[[], Ctes],
) -> DayMarks:
    """The marks of the days of any dated rows.

    Args:
        contract: The contract tables; it keeps answers.
        question: Which rows; its `repr` is stable.
        zone: The zone whose days are marked.
        columns: What is read of them, `at` among it; rows without `event` are called `rows`.
        tables: Makes them: they are the last table.

    Returns:
        Marks as of the contract's instant; one query, kept. Rows without an instant have none.

    Raises:
        DataError: A source that cannot be read.
        EngineError: The engine refused the query.
    """
    offset = ordinary_offset(zone)

    def ask() -> Answer:
        found = tables()
        rows = exp.select(*map(sql.column, columns)).from_(exp.to_table(found[-1][0]))
        if "event" not in columns:
            rows = rows.select(sql.alias_(sql.text(ROWS), "event"), copy=False)
        rows = rows.where(sql.not_null(sql.column("at")), copy=False)
        query = read_from(mark_query(rows, columns, offset), found)
        return marks_answer(contract.engine.run(query))

    return DayMarks(contract.answered(("row marks", question, offset), ask).rows, offset)


class SideMarks:
    """The marks of what the values of a measurement read beside its events.

    Args:
        contract: The contract tables; it keeps answers.
        plan: What is measured.

    Example:
        >>> from stagelift.data.query.value_specs import Flag
        >>> plan = Measurement(as_of=0)
        >>> SideMarks(None, plan).of(Flag((("ordered", 1),), 7), PeriodWindow("", 0, 9))
        ()
    """

    def __init__(self, contract: Contract, plan: Measurement) -> None:
        """Looks up what all ledgers of the measurement read together."""
        self._contract, self._plan = contract, plan
        self._ledgers = [value for _, value in plan.values if isinstance(value, Ledger)]
        self._found: dict[object, DayMarks] = {}

    def of(self, value: Value, period: PeriodWindow) -> tuple[str, ...]:
        """The marks of the rows that decide a value in a period, events aside.

        Args:
            value: The value.
            period: The period in which its units enter.

        Returns:
            Marks; none for a value that reads events alone.

        Raises:
            DataError: A source that cannot be read.
            EngineError: The engine refused a query.
        """
        start, end = period.start, period.end + value.window
        if isinstance(value, ContractEnd):
            return (self._contract.table_mark("contracts"),)
        if isinstance(value, LatestScore):
            return (self._answers(value).of(None, start, end),)
        if not isinstance(value, Ledger):
            return ()
        found = []
        if value.events:
            found.append(self._money().of(value.events, start, end))
        if any(line.amount == "messages" for line in value.lines):
            found.append(self._messages().of(None, start, end))
        return tuple(found)

    def _money(self) -> DayMarks:
        lines = [line for ledger in self._ledgers for line in ledger.lines]
        names = tuple(sorted({line.event for line in lines if line.event}))
        costed = any(line.amount == "cost" for line in lines)
        asked = ("money", names, costed)
        return self._marks(asked, MONEY, lambda: money_tables(self._contract, lines))

    def _messages(self) -> DayMarks:
        def tables() -> Ctes:
            return message_costs(self._contract, self._plan.as_of)

        return self._marks(("messages",), MESSAGES, tables)

    def _answers(self, value: LatestScore) -> DayMarks:
        asked = ("answers", value.source, value.instrument, value.scale, value.good)
        return self._marks(
            asked, ANSWERS, lambda: [("answers", answer_rows(self._contract, value))]
        )

    def _marks(
        self, asked: tuple[object, ...], columns: tuple[str, ...], tables: Callable[[], Ctes]
    ) -> DayMarks:
        if asked not in self._found:
            found = row_marks(self._contract, asked, self._plan.zone, columns, tables)
            self._found[asked] = found
        return self._found[asked]
