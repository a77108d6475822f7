"""Two opinions of the same customers: whether those who score one high score the other high."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from sqlglot import exp

from stagelift.data import sql
from stagelift.data.query.moods import MoodQuestion, mood_rows
from stagelift.data.query.occasion_sums import total
from stagelift.data.query.populations import read_from

if TYPE_CHECKING:
    from stagelift.data.contract import Contract
    from stagelift.data.query.populations import Ctes

HUNDREDTH = 10_000  # of a mood, in micros


@dataclass(frozen=True, slots=True)
class Scores:
    """The answers to one question.

    Args:
        source: Name of the surveys source.
        instrument: The question, or None for every row of the source.
        scale: The first and the last score that can be given.
    """

    source: str | None
    instrument: str | None
    scale: tuple[int, int]


@dataclass(frozen=True, slots=True)
class SharedOpinions:
    """Sums over the customers of whom both opinions are known.

    Args:
        n: Customers.
        x: Σ of the first.
        y: Σ of the second.
        xx: Σ of the first's squares.
        yy: Σ of the second's squares.
        xy: Σ of their products.
    """

    n: int
    x: int
    y: int
    xx: int
    yy: int
    xy: int


def opinion(contract: Contract, asked: Scores | MoodQuestion) -> exp.Select:
    """One whole number a customer: the mean of all answers or moods, in hundredths.

    Args:
        contract: The contract tables.
        asked: Which opinions.

    Returns:
        A query with customer and opinion.

    Raises:
        DataError: When a table or a column that is needed is not mapped.
    """
    if isinstance(asked, MoodQuestion):
        moods = mood_rows(contract, asked).query
        value = f"FLOOR(CAST(SUM(mood_) AS DOUBLE) / (COUNT(mood_) * {HUNDREDTH}) + 0.5)"
        found = exp.select("customer", f"CAST({value} AS BIGINT) AS opinion")
        return (
            found.from_(moods.subquery("o", copy=False))
            .where("mood_ IS NOT NULL")
            .group_by("customer")
        )
    named = ("instrument",) if asked.instrument is not None else ()
    rows = contract.required("surveys", ("score", *named), source=asked.source)
    value = "FLOOR(CAST(SUM(score) AS DOUBLE) * 100 / COUNT(score) + 0.5)"
    query = exp.select("customer", f"CAST({value} AS BIGINT) AS opinion")
    query = query.from_(rows.subquery("o", copy=False))
    query = query.where(f"score BETWEEN {asked.scale[0]} AND {asked.scale[1]}")
    if asked.instrument is not None:
        query = query.where(sql.column("instrument").eq(sql.text(asked.instrument)))
    return query.group_by("customer")


def measure_shared(
    contract: Contract, one: Scores | MoodQuestion, other: Scores | MoodQuestion
) -> SharedOpinions:
    """The sums over the customers of whom both opinions are known, over all time.

    Args:
        contract: The contract tables.
        one: The first opinion.
        other: The second.

    Returns:
        Their sums.

    Raises:
        DataError: When a table or a column that is needed is not mapped.
        EngineError: When the engine refuses the query.
    """

    def build() -> exp.Select:
        query = (
            exp.select(
                "COUNT(*) AS n",
                total("a.opinion", "x"),
                total("b.opinion", "y"),
                total("a.opinion * a.opinion", "xx"),
                total("b.opinion * b.opinion", "yy"),
                total("a.opinion * b.opinion", "xy"),
            )
            .from_("one AS a")
            .join("other AS b", on="a.customer = b.customer")
        )
        tables: Ctes = [("one", opinion(contract, one)), ("other", opinion(contract, other))]
        return read_from(query, tables)

    (row,) = contract.answer(("opinions", one, other), build).rows
    return SharedOpinions(*(int(value or 0) for value in row))
