"""In which stage and segment a dated row of a customer lies."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol

from sqlglot import exp

from stagelift.data import sql
from stagelift.data.query.attributes import in_force
from stagelift.data.query.populations import compared, matches, window_count, window_holds
from stagelift.data.query.segment_specs import Attribute, SegmentRule
from stagelift.data.query.specs import PeriodWindow
from stagelift.data.query.value_specs import Term
from stagelift.data.query.written_segments import written_holds, written_join


class Placing(Protocol):
    """What is needed to say in which stage and segment a dated row lies."""

    @property
    def stages(self) -> tuple[tuple[str, tuple[Term, ...]], ...]:
        """The stages' ids with their enter terms, in journey order."""

    @property
    def periods(self) -> tuple[PeriodWindow, ...]:
        """Reporting periods, oldest first."""

    @property
    def segments(self) -> tuple[SegmentRule, ...]:
        """Named segments reported beside the total."""

    @property
    def attributes(self) -> tuple[Attribute, ...]:
        """Customer attributes reported beside the total."""

    @property
    def as_of(self) -> int:
        """Instant of knowledge, µs UTC."""


def stage_names(plan: Placing) -> exp.Case:
    """The id of a stage from its number.

    Args:
        plan: What is measured.

    Returns:
        A CASE over `n.stage_no`.
    """
    case = exp.Case()
    for number, (name, _) in enumerate(plan.stages, start=1):
        case = case.when(exp.column("stage_no", "n").eq(number), exp.Literal.string(name))
    return case


def placed(plan: Placing, rows: str, kept: Sequence[str], at: str, *, staged: bool) -> exp.Select:
    """The rows of some period with the stage whose event came last before them.

    Args:
        plan: What is measured.
        rows: Their table, with customer, period_no and id_no.
        kept: Their columns.
        at: The column with the instant at which the stage is asked.
        staged: Whether they tell the stage themselves, in a column `stage`.

    Returns:
        A query over the table (and `entries`) with the columns and the stage.
    """
    if staged:
        own = exp.select(*map(sql.column, kept), "stage").from_(rows)
        return own.where("period_no IS NOT NULL")
    ranked = (
        exp.select(
            *(sql.column(name, "s") for name in kept),
            sql.alias_(stage_names(plan), "stage"),
            "ROW_NUMBER() OVER (PARTITION BY s.id_no ORDER BY n.at DESC, n.stage_no DESC) AS place",
        )
        .from_(f"{rows} AS s")
        .join("entries AS n", on=f"n.customer = s.customer AND n.at <= s.{at}", join_type="left")
        .where("s.period_no IS NOT NULL")
    )
    last = exp.select(*map(sql.column, kept), "stage").from_(ranked.subquery("r", copy=False))
    return last.where("place = 1")


def member_table(plan: Placing, at: str = "p.invited") -> exp.Select:
    """The placed rows with one column per segment and attribute.

    Args:
        plan: What is measured.
        at: The column with the instant at which segments are evaluated.

    Returns:
        A query over `placed`.
    """
    query = exp.select("p.*").from_("placed AS p")
    for number, rule in enumerate(plan.segments):
        held: list[exp.Expr] = []
        for window in rule.windows:
            looked = (
                exp.select(window_count(window, at=at))
                .from_("events AS e")
                .where("e.customer = p.customer", f"e.at <= {at}", matches(window.terms))
            )
            held.append(window_holds(window, looked.subquery()))
        held.extend(compared(comparison) for comparison in rule.attributes)
        held.extend(written_holds(number, rule))
        case = exp.Case().when(sql.and_(*held), exp.Literal.string(rule.name))
        query = query.select(sql.alias_(case, f"g{number}"), copy=False)
    for number, attribute in enumerate(plan.attributes, start=len(plan.segments)):
        named = exp.cast(exp.column(attribute.name, "a", quoted=True), "TEXT")
        query = query.select(
            sql.alias_(exp.func("COALESCE", named, exp.Literal.string("unknown")), f"g{number}")
        )
    if needed_attributes(plan):
        query = query.join("customers AS a", on=in_force("p", at), join_type="left", copy=False)
    return written_join(query, plan.segments, "p", at)


def needed_attributes(plan: Placing) -> tuple[str, ...]:
    """The customer attributes that segments and splits read, sorted.

    Args:
        plan: What is measured.

    Returns:
        Attribute names.
    """
    names = {comparison.attribute for rule in plan.segments for comparison in rule.attributes}
    return tuple(sorted(names | {attribute.name for attribute in plan.attributes}))
