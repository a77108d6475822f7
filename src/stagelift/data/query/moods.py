"""The mood of texts: scores or labels per text, averaged per customer, and how many have one."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from sqlglot import exp

from stagelift.data import casts, sql
from stagelift.data.query.occasion_specs import Dated, Occasions
from stagelift.data.query.occasion_sums import total
from stagelift.data.query.occasions import occasion_cells, occasion_tables
from stagelift.data.query.populations import read_from
from stagelift.data.union import shared_kind

if TYPE_CHECKING:
    from stagelift.data.contract import Contract
    from stagelift.data.engine import ColumnType

UNIT = 10_000  # a customer's mean mood is held in ten-thousandths, so that squares stay whole
NEUTRAL = 200_000  # micros: a mood nearer to 0 says neither good nor bad
HUNDRED = casts.MICROS // UNIT


@dataclass(frozen=True, slots=True)
class MoodQuestion:
    """Which texts, and where their mood stands.

    Args:
        source: Name of a source of events or surveys.
        mood: The column with a score in [−1, 1], or with a label.
        where: In which cells texts are counted.
        events: Names of the events that carry texts; every event of the source when empty.
        text: The column that is filled where there is a text, or None when every row has one.
        labels: What each label counts as, in micros; labels are compared without case.
        by_hand: A column with labels given by people, or None.
    """

    source: str
    mood: str
    where: Occasions
    events: tuple[str, ...] = ()
    text: str | None = None
    labels: tuple[tuple[str, int], ...] = ()
    by_hand: str | None = None


@dataclass(frozen=True, slots=True)
class MoodCell:
    """The texts of one cell; a customer's mood is the mean of the customer's texts.

    Args:
        period: Index into the periods.
        stage: Stage id when the text was written, or None for all stages together.
        segment: Segment, or None for everyone.
        customers: Customers with a scored text.
        s1: Σ of their moods, in ten-thousandths.
        s2: Σ of their squares.
        negative: Customers whose mood is below 0.
        texts: Texts.
        scored: Texts with a score.
        off_scale: Texts whose score lies outside [−1, 1], or is none of the labels.
    """

    period: int
    stage: str | None
    segment: str | None
    customers: int
    s1: int
    s2: int
    negative: int
    texts: int
    scored: int
    off_scale: int


def micros_of(column: str, kind: ColumnType, labels: tuple[tuple[str, int], ...]) -> exp.Expr:
    """A mood in micros: of a number its own, of a label what it counts as, else NULL.

    Args:
        column: The column.
        kind: Its type.
        labels: What each label counts as.

    Returns:
        A BIGINT expression.
    """
    if kind != "text":
        return casts.micros(sql.column(column), kind).value
    plain = exp.Lower(this=exp.Trim(this=sql.column(column)))
    branches = [
        (exp.EQ(this=plain.copy(), expression=sql.text(word.lower())), sql.number(value))
        for word, value in labels
    ]
    number = casts.micros(sql.column(column), "text").value
    return sql.case(branches, number) if branches else number


def mood_rows(contract: Contract, asked: MoodQuestion) -> Dated:
    """The texts with their mood.

    Args:
        contract: The contract tables.
        asked: Which ones.

    Returns:
        Rows with mood (micros, NULL without one) and off (1 when a value is no mood), and by hand
        (the same in micros) where that is asked for.

    Raises:
        DataError: When there is no such source, or it lacks a column.
    """
    roles = [role for role in ("events", "surveys") if contract.readings(role, asked.source)]
    role = roles[0] if roles else "events"
    readings = contract.readings(role, asked.source)
    surveyed = role == "surveys"
    staged = surveyed and any(one.has("stage") for one in readings)
    named = [name for name in (asked.text, asked.by_hand) if name is not None]
    times = ("invited", "answered") if surveyed else ("at", "event")
    own = [*(["stage"] if staged else []), *asked.where.split]
    columns = tuple(dict.fromkeys((*times, asked.mood, *named, *own)))
    rows = contract.required(role, columns, source=asked.source)
    found = shared_kind(asked.mood, readings)
    value = micros_of(asked.mood, found, asked.labels)
    written = sql.not_(casts.blank(sql.column(asked.mood), found))
    inside = exp.and_(value.copy() >= -casts.MICROS, value.copy() <= casts.MICROS)
    good = sql.case([(inside, value.copy())])
    off = sql.case([(exp.and_(written, sql.is_null(exp.paren(good.copy()))), sql.number(1))])
    hand = None
    if asked.by_hand is not None:
        hand = micros_of(asked.by_hand, shared_kind(asked.by_hand, readings), asked.labels)
    query = exp.select(
        "customer",
        "COALESCE(answered, invited) AS at" if surveyed else "at",
        sql.alias_(good, "mood_"),
        sql.alias_(exp.func("COALESCE", off, sql.number(0)), "off_"),
        *([sql.alias_(hand, "hand_")] if hand is not None else []),
        *map(sql.column, own),
    ).from_(rows.subquery("texts", copy=False))
    if asked.events and not surveyed:
        query = query.where(sql.column("event").isin(*sorted(set(asked.events))))
    if asked.text is not None:
        kind = shared_kind(asked.text, readings)
        query = query.where(sql.not_(casts.blank(sql.column(asked.text), kind)))
    more = ("hand_",) if hand is not None else ()
    return Dated(query, ("mood_", "off_", *more), staged=staged)


def measure_moods(contract: Contract, asked: MoodQuestion) -> tuple[MoodCell, ...]:
    """The mood of texts per customer, in a fixed order.

    Args:
        contract: The contract tables.
        asked: Which texts.

    Returns:
        Cells by period, stage and segment.

    Raises:
        DataError: When there is no such source, or it lacks a column.
        EngineError: When the engine refuses the query.
    """
    one = (
        total("mood_", "s"),
        "COUNT(mood_) AS c",
        "COUNT(*) AS t",
        total("off_", "off_"),
    )
    # the mean of a customer's texts, to the nearest ten-thousandth, exact on every engine
    above = f"s + c * {casts.MICROS}"
    mean = f"CAST(FLOOR(CAST({above} AS DOUBLE) / (c * {HUNDRED}) + 0.5) AS BIGINT) - {UNIT}"
    held = f"CASE WHEN c > 0 THEN {mean} ELSE 0 END"
    added = (
        total("CASE WHEN c > 0 THEN 1 ELSE 0 END", "customers"),
        total(held, "s1"),
        total(f"({held}) * ({held})", "s2"),
        total(f"CASE WHEN {held} < 0 THEN 1 ELSE 0 END", "negative"),
        *(total(what, name) for what, name in (("t", "texts"), ("c", "scored"))),
        total("off_", "off_scale"),
    )

    def rows(where: Occasions) -> Dated:
        return mood_rows(contract, replace(asked, where=where))

    found = occasion_cells(contract, ("moods", asked), asked.where, rows, (one, added, 0))
    return tuple(MoodCell(c.period, c.stage, c.segment, **c.sums) for c in found)


def count_labels(contract: Contract, asked: MoodQuestion) -> dict[tuple[int, int], int]:
    """How often scores and labels given by hand say negative, neutral or positive together.

    Args:
        contract: The contract tables.
        asked: Which texts, with the column of labels given by hand.

    Returns:
        Texts of the periods by (score's, hand's) label: −1, 0 or 1.

    Raises:
        DataError: When there is no such source, or it lacks a column.
        EngineError: When the engine refuses the query.
    """

    def side(column: str) -> str:
        below = f"CASE WHEN {column} < -{NEUTRAL} THEN -1 WHEN {column} > {NEUTRAL} THEN 1"
        return f"{below} ELSE 0 END"

    def build() -> exp.Select:
        tables = occasion_tables(contract, asked.where, mood_rows(contract, asked))
        both = exp.select(f"{side('mood_')} AS scored_", f"{side('hand_')} AS by_hand_")
        both = both.from_("members").where("mood_ IS NOT NULL", "hand_ IS NOT NULL")
        query = exp.select("scored_", "by_hand_", "COUNT(*) AS texts").from_("both_")
        return read_from(query.group_by("scored_", "by_hand_"), [*tables, ("both_", both)])

    rows = contract.answer(("moods by hand", asked), build).rows
    return {(int(one), int(other)): int(texts) for one, other, texts in rows}
