"""Recency, frequency and money of customers at an instant: cut points, scores and moves."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from sqlglot import exp

from stagelift.data import sql
from stagelift.data.query.event_table import event_table
from stagelift.data.query.memberships import flag_tables, split_counts, split_rows
from stagelift.data.query.populations import Ctes, matches, read_from
from stagelift.data.query.segment_specs import Attribute, EventWindow, SegmentRule
from stagelift.data.query.specs import Measurement
from stagelift.data.query.value_specs import Term

if TYPE_CHECKING:
    from stagelift.data.contract import Contract

DAY_US = 86_400_000_000
MICROS = 1_000_000
STEPS = 5
SCORES = ("recency", "frequency", "money")
NOT_SCORED = 0  # of who did nothing in the look-back, and of money without cut points


@dataclass(frozen=True, slots=True)
class RfmScale:
    """What is scored, and the fixed cut points.

    Args:
        terms: Events that count.
        within: How far they are looked back at, µs.
        recency: Most days since the last one, for the scores 5, 4, 3 and 2; empty before the cut
            points are known.
        frequency: Fewest of them, for the scores 2 to 5.
        money: Least sum of their values in micros, for the scores 2 to 5; empty where money is
            not scored.
    """

    terms: tuple[Term, ...]
    within: int
    recency: tuple[int, ...] = ()
    frequency: tuple[int, ...] = ()
    money: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class RfmCuts:
    """Cut points of the customers at one instant.

    Args:
        n: Customers with an event in the look-back.
        recency: Days for the scores 5, 4, 3 and 2; None for a score nobody has.
        frequency: Numbers for the scores 2 to 5; one above the largest for a score nobody has.
        money: Micros for the scores 2 to 5, likewise; empty without values.
    """

    n: int
    recency: tuple[int | None, ...]
    frequency: tuple[int, ...]
    money: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class RfmCell:
    """Customers of the same scores, at one instant or at two.

    Args:
        segment: Segment id, `attribute=value`, or None for everyone.
        scores: r, f and m, 1–5 each; 0 of who is not scored.
        earlier: The scores at the earlier instant, None where one instant is asked.
        customers: How many.
    """

    segment: str | None
    scores: tuple[int, int, int]
    earlier: tuple[int, int, int] | None
    customers: int


def totals(scale: RfmScale, at: int, *, summed: bool) -> exp.Select:
    """Recency, frequency and money of every customer with an event in the look-back.

    Args:
        scale: What is looked at.
        at: The last instant that counts, µs UTC.
        summed: Whether the events' values are asked for.

    Returns:
        A query with customer, days (whole days since the last event), often, and amount in micros.
    """
    since = sql.divide_whole(sql.paren(exp.condition(f"{at} - MAX(e.at)")), DAY_US)
    amount = "CAST(COALESCE(SUM(e.value), 0) AS BIGINT)" if summed else "CAST(0 AS BIGINT)"
    inside = sql.and_(matches(scale.terms), f"e.at <= {at} AND e.at > {at - scale.within}")
    return (
        exp.select("e.customer AS customer", sql.alias_(since, "days"))
        .select("COUNT(*) AS often", f"{amount} AS amount")
        .from_("acts AS e")
        .where(inside)
        .group_by("e.customer")
    )


def event_rows(contract: Contract, scale: RfmScale, *, summed: bool) -> exp.Select:
    """The events that are scored, one row an order.

    Args:
        contract: The contract tables.
        scale: What is looked at.
        summed: Whether their values are asked for.

    Returns:
        A query with customer, at, event and what else the scale needs.

    Raises:
        DataError: When no source holds events.
    """
    rule = SegmentRule("rfm", (EventWindow(scale.terms, None, 1, summed=summed),))
    plan = Measurement(segments=(rule,), as_of=contract.as_of_us)
    return event_table(contract, plan)


def cut_query(contract: Contract, scale: RfmScale, at: int) -> exp.Select:
    """The query that finds cut points; one row.

    The score of a value is 1 + ⌊5 × share strictly below⌋, so the cut point of score s + 1 is the
    smallest value with a share of at least s/5 strictly below; equal values have equal scores.

    Args:
        contract: The contract tables.
        scale: What is looked at.
        at: The last instant that counts, µs UTC.

    Returns:
        A statement with n, d1 … d4, o1 … o4, a1 … a4, and the largest o5 and a5.

    Raises:
        DataError: When no source holds events.
    """
    summed = contract.maps("events", "value")
    ranked = exp.select(
        "days",
        "often",
        "amount",
        "RANK() OVER (ORDER BY days DESC) - 1 AS longer",  # of recency, more days are less
        "RANK() OVER (ORDER BY often) - 1 AS rarer",
        "RANK() OVER (ORDER BY amount) - 1 AS smaller",
        "COUNT(*) OVER () AS n",
    ).from_("totals")
    query = exp.select("COUNT(*) AS n", "MAX(often) AS o5", "MAX(amount) AS a5")
    for name, value, below, best in (
        ("d", "days", "longer", "MAX"),
        ("o", "often", "rarer", "MIN"),
        ("a", "amount", "smaller", "MIN"),
    ):
        for step in range(1, STEPS):
            reached = f"{below} * {STEPS} >= n * {step}"
            query = query.select(f"{best}(CASE WHEN {reached} THEN {value} END) AS {name}{step}")
    tables: Ctes = [
        ("acts", event_rows(contract, scale, summed=summed)),
        ("totals", totals(scale, at, summed=summed)),
        ("ranked", ranked),
    ]
    return read_from(query.from_("ranked"), tables)


def measure_cuts(contract: Contract, scale: RfmScale, at: int) -> RfmCuts:
    """Cut points of the customers at one instant.

    Args:
        contract: The contract tables.
        scale: What is looked at.
        at: The last instant that counts, µs UTC.

    Returns:
        The cut points.

    Raises:
        DataError: When no source holds events.
        EngineError: When the engine refuses the query.
    """
    question = ("rfm cuts", scale, at)
    (row,) = contract.answer(question, lambda: cut_query(contract, scale, at)).dicts()

    def reached(name: str) -> tuple[int | None, ...]:
        found = (row[f"{name}{step}"] for step in range(1, STEPS))
        return tuple(None if value is None else int(value) for value in found)

    def risen(name: str, beyond: int) -> tuple[int, ...]:
        above = int(row[f"{name}{STEPS}"] or 0) + beyond
        return tuple(above if value is None else value for value in reached(name))

    money = risen("a", MICROS) if contract.maps("events", "value") else ()
    return RfmCuts(int(row["n"]), tuple(reversed(reached("d"))), risen("o", 1), money)


def score_table(scale: RfmScale, source: str) -> exp.Select:
    """The scores of every customer with an event in the look-back.

    Args:
        scale: The cut points.
        source: The table of totals.

    Returns:
        A query with customer, recency, frequency and money.
    """
    recency = " ".join(
        f"WHEN days <= {cut} THEN {STEPS - place}" for place, cut in enumerate(scale.recency)
    )
    columns = [f"CASE {recency} ELSE 1 END AS recency"]
    for name, value, cuts in (
        ("frequency", "often", scale.frequency),
        ("money", "amount", scale.money),
    ):
        steps = " ".join(
            f"WHEN {value} >= {cut} THEN {STEPS - place}"
            for place, cut in enumerate(reversed(cuts))
        )
        columns.append(f"CASE {steps} ELSE 1 END AS {name}" if cuts else f"{NOT_SCORED} AS {name}")
    return exp.select("customer", *columns).from_(source)


@dataclass(frozen=True, slots=True)
class RfmQuestion:
    """Whose scores are counted, and when.

    Args:
        scale: The cut points.
        at: One last instant that counts, or an earlier and a later one, µs UTC.
        segments: Segments beside everyone, as of the first instant.
        attributes: Attributes beside everyone.
    """

    scale: RfmScale
    at: tuple[int, ...]
    segments: tuple[SegmentRule, ...] = ()
    attributes: tuple[Attribute, ...] = ()

    @property
    def columns(self) -> tuple[str, ...]:
        """The columns of the scores, three for each instant."""
        return tuple(f"{name}_{n}" for n in range(len(self.at)) for name in SCORES)


def score_query(contract: Contract, asked: RfmQuestion) -> exp.Select:
    """The query that counts customers by their scores at one or two instants.

    Args:
        contract: The contract tables.
        asked: Whose, and when.

    Returns:
        A statement with the scores, n, s0 … and the attributes.

    Raises:
        DataError: When a table that is needed is not mapped.
    """
    summed = bool(asked.scale.money)
    tables: Ctes = [("acts", event_rows(contract, asked.scale, summed=summed))]
    for place, instant in enumerate(asked.at):
        tables.append((f"totals_{place}", totals(asked.scale, instant, summed=summed)))
        tables.append((f"scores_{place}", score_table(asked.scale, f"totals_{place}")))
    sides = [f"t{n}" for n in range(len(asked.at))]
    customer = f"COALESCE({', '.join(f'{side}.customer' for side in sides)})"
    units = exp.select(f"{customer} AS customer", f"{asked.at[0]} AS anchor")
    for place, side in enumerate(sides):
        scores = (f"COALESCE({side}.{n}, {NOT_SCORED}) AS {n}_{place}" for n in SCORES)
        units = units.select(*scores)
    units = units.from_("scores_0 AS t0")
    if len(asked.at) > 1:
        same = "t1.customer = t0.customer"
        units = units.join("scores_1 AS t1", on=same, join_type="full")
    tables.append(("units", units))
    keys = ("customer", "anchor", *asked.columns)
    tables += flag_tables(contract, asked.segments, keys, attributes=asked.attributes)
    return read_from(split_counts(asked.columns, asked.segments, asked.attributes), tables)


def measure_rfm(contract: Contract, asked: RfmQuestion) -> tuple[RfmCell, ...]:
    """Customers by their scores at one or two instants, in a fixed order.

    Args:
        contract: The contract tables.
        asked: Whose, and when.

    Returns:
        Cells; who did nothing in the look-back of any instant is in none.

    Raises:
        DataError: When a table that is needed is not mapped.
        EngineError: When the engine refuses the query.
    """
    found = contract.answer(("rfm", asked), lambda: score_query(contract, asked))
    cells = []
    for row in found.dicts():
        scores = [int(row[name]) for name in asked.columns]
        r, f, m = scores[-3:]
        before = (scores[0], scores[1], scores[2]) if len(asked.at) > 1 else None
        for segment, customers in split_rows(row, asked.segments, asked.attributes):
            if customers:
                cells.append(RfmCell(segment, (r, f, m), before, customers))
    return tuple(sorted(cells, key=lambda c: (c.segment or "", c.earlier or (), c.scores)))
