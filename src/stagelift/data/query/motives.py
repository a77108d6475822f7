"""What customers of segments answered to one question of a survey, counted by answer."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from sqlglot import exp

from stagelift.data import sql
from stagelift.data.query.memberships import flag_tables, known_units
from stagelift.data.query.populations import Ctes, read_from
from stagelift.data.query.segment_specs import SegmentRule

if TYPE_CHECKING:
    from stagelift.data.contract import Contract

OTHER = "other"


@dataclass(frozen=True, slots=True)
class Motives:
    """Which question, and of whom.

    Args:
        source: Name of the surveys source, or None for all of them.
        instrument: The question, or None for all answers.
        answers: The texts of answers that are counted each for itself; every other text is
            `other`, so that nobody's own words are read. Scores are counted each for itself.
        rules: The segments.
        at: The last instant that counts, µs UTC.
    """

    source: str | None
    instrument: str | None
    answers: tuple[str, ...]
    rules: tuple[SegmentRule, ...]
    at: int


@dataclass(frozen=True, slots=True)
class AnswerCount:
    """Customers of one segment with one answer.

    Args:
        segment: Id of the segment.
        answer: The answer, a score as text; None for who gave none.
        customers: How many.
    """

    segment: str
    answer: str | None
    customers: int


def motive_query(contract: Contract, asked: Motives) -> exp.Select:
    """The query that counts the latest answer of each customer.

    Args:
        contract: The contract tables.
        asked: The question.

    Returns:
        A statement with answer and s0, s1 …

    Raises:
        DataError: When no source holds surveys.
    """
    has = {name: contract.maps("surveys", name) for name in ("comment", "instrument")}
    optional = [name for name, there in has.items() if there]
    columns = ("score", "invited", "answered", *optional)
    rows = contract.required("surveys", columns, source=asked.source)
    score: exp.Expr = sql.cast(exp.column("score"), sql.TEXT)
    if has["comment"]:
        said = exp.column("comment").isin(*asked.answers) if asked.answers else exp.false()
        text = exp.Case().when(said, exp.column("comment"))
        other = text.when(exp.condition("comment IS NOT NULL"), sql.text(OTHER))
        score = exp.func("COALESCE", score, other)
    answers = exp.select("customer", sql.alias_(score, "answer"))
    answers = answers.select("COALESCE(answered, invited) AS at")
    answers = answers.from_(rows.subquery("contract", copy=False))
    if asked.instrument is not None:
        same = exp.column("instrument").eq(asked.instrument) if has["instrument"] else exp.false()
        answers = answers.where(same)
    latest = exp.select(
        "customer",
        "answer",
        'ROW_NUMBER() OVER (PARTITION BY customer ORDER BY at DESC, answer COLLATE "C") AS place',
    ).from_("answers")
    latest = latest.where("answer IS NOT NULL", exp.column("at") <= asked.at)
    tables: Ctes = [("units", known_units(contract, asked.at))]
    tables += flag_tables(contract, asked.rules, ("customer", "anchor"))
    tables += [("answers", answers), ("latest", latest)]
    query = exp.select("l.answer AS answer")
    query = query.select(*(f"SUM(m.f{number}) AS s{number}" for number in range(len(asked.rules))))
    query = query.from_("members AS m").join(
        "latest AS l", on="l.customer = m.customer AND l.place = 1", join_type="left"
    )
    return read_from(query.group_by("l.answer"), tables)


def measure_motives(contract: Contract, asked: Motives) -> tuple[AnswerCount, ...]:
    """How many customers of each segment gave which answer last.

    Args:
        contract: The contract tables.
        asked: The question.

    Returns:
        Counts by segment and answer, in a fixed order.

    Raises:
        DataError: When no source holds surveys.
        EngineError: When the engine refuses the query.
    """
    found = contract.answer(("motives", asked), lambda: motive_query(contract, asked))
    counts = [
        AnswerCount(rule.name, row["answer"], int(row[f"s{number}"] or 0))
        for row in found.dicts()
        for number, rule in enumerate(asked.rules)
    ]
    return tuple(sorted(counts, key=lambda one: (one.segment, one.answer or "")))
