"""What customers did inside a stage, step by step, before they left it."""

from __future__ import annotations

from dataclasses import dataclass

from sqlglot import exp

from stagelift.data.contract import Contract
from stagelift.data.query.event_table import entry_table, event_table
from stagelift.data.query.populations import Ctes, matches, read_from
from stagelift.data.query.specs import Measurement, PeriodWindow
from stagelift.data.query.value_specs import Flag, Term


@dataclass(frozen=True, slots=True)
class StepQuestion:
    """What is asked of the steps of a stage.

    Args:
        stages: The stages' enter terms in journey order.
        stage: Number of the stage, the first being 1.
        steps: The events of each step, in order.
        period: When the stage was entered; a customer's first entry in it counts.
        within: µs after the entry in which a step counts.
    """

    stages: tuple[tuple[Term, ...], ...]
    stage: int
    steps: tuple[tuple[Term, ...], ...]
    period: PeriodWindow
    within: int


@dataclass(frozen=True, slots=True)
class StepCounts:
    """Customers who entered the stage, by what they did in it.

    Args:
        n: Those whose window has closed.
        immature: Those whose window is still open; they are in no other number.
        reached: By step: who did it.
        onward: By step from the second: who did it at or after the step before.
        furthest: By step: for whom it is the last of the list that was done; who did none is in
            none of them.
    """

    n: int
    immature: int
    reached: tuple[int, ...]
    onward: tuple[int, ...]
    furthest: tuple[int, ...]


def step_query(contract: Contract, asked: StepQuestion) -> exp.Select:
    """The one query that counts the steps of a stage.

    A step counts within [entry, entry + window), and before the customer goes to another stage; the
    event that opened the stage counts as a step when it is one, even when the customer went on at
    the same instant.

    Args:
        contract: The contract tables.
        asked: The question.

    Returns:
        A statement of one row with n, immature, reached_1, furthest_1, onward_2 and so on.

    Raises:
        DataError: When the workspace has no events.
    """
    values = tuple((f"step {n}", Flag(terms, 0)) for n, terms in enumerate(asked.steps))
    plan = Measurement(
        stages=asked.stages, values=values, zone=contract.zone, as_of=contract.as_of_us
    )
    order = "PARTITION BY customer ORDER BY at, stage_no"
    spells = exp.select("customer", "stage_no", "at", f"LEAD(at) OVER ({order}) AS until")
    first = "ROW_NUMBER() OVER (PARTITION BY customer ORDER BY at) AS place"
    entered = exp.select("customer", "at", "until", first).from_("stays")
    entered = entered.where(
        f"stage_no = {asked.stage}", f"at >= {asked.period.start}", f"at < {asked.period.end}"
    )
    over = f"at + {asked.within}"
    units = exp.select(
        "customer",
        "at",
        f"CASE WHEN until < {over} THEN until ELSE {over} END AS until",
        f"CASE WHEN {over} <= {contract.as_of_us} THEN 1 ELSE 0 END AS mature",
    ).from_(entered.subquery("e", copy=False))
    tables: Ctes = [("events", event_table(contract, plan)), *entry_table(contract, plan)]
    tables += [("stays", spells.from_("entries")), ("units", units.where("place = 1"))]
    tables += [("done", done_steps(asked))]
    return read_from(step_sums(asked).from_("done"), tables)


def done_steps(asked: StepQuestion) -> exp.Select:
    """When each unit did each step first and last.

    Args:
        asked: The question.

    Returns:
        A query over `units` and `events` with mature, first_1, last_1, first_2 and so on.
    """
    query = exp.select("u.customer AS customer", "u.mature AS mature").from_("units AS u")
    for number, terms in enumerate(asked.steps, start=1):
        at = exp.Case().when(matches(terms), exp.column("at", "e"))
        query = query.select(exp.alias_(exp.Min(this=at), f"first_{number}"), copy=False)
        query = query.select(exp.alias_(exp.Max(this=at.copy()), f"last_{number}"), copy=False)
    inside = "e.at >= u.at AND (e.at < u.until OR e.at = u.at)"
    query = query.join("events AS e", on=f"e.customer = u.customer AND {inside}", join_type="left")
    return query.group_by("u.customer", "u.mature")


def step_sums(asked: StepQuestion) -> exp.Select:
    """The sums over units.

    Args:
        asked: The question.

    Returns:
        A selection without its table.
    """

    def sum_of(condition: str, name: str) -> str:
        return f"SUM(CASE WHEN mature = 1 AND {condition} THEN 1 ELSE 0 END) AS {name}"

    query = exp.select("SUM(mature) AS n", "SUM(1 - mature) AS immature")
    steps = range(1, len(asked.steps) + 1)
    for number in steps:
        query = query.select(sum_of(f"first_{number} IS NOT NULL", f"reached_{number}"), copy=False)
        later = [f"first_{n} IS NULL" for n in steps if n > number]
        furthest = " AND ".join([f"first_{number} IS NOT NULL", *later])
        query = query.select(sum_of(furthest, f"furthest_{number}"), copy=False)
        if number > 1:
            onward = f"last_{number} >= first_{number - 1}"
            query = query.select(sum_of(onward, f"onward_{number}"), copy=False)
    return query


def count_steps(contract: Contract, asked: StepQuestion) -> StepCounts:
    """The counts of the steps of a stage.

    Args:
        contract: The contract tables.
        asked: The question.

    Returns:
        The counts.

    Raises:
        DataError: When the workspace has no events.
        EngineError: The engine refused.
    """
    (row,) = contract.answer(asked, lambda: step_query(contract, asked)).dicts()
    steps = range(1, len(asked.steps) + 1)
    return StepCounts(
        n=int(row["n"] or 0),
        immature=int(row["immature"] or 0),
        reached=tuple(int(row[f"reached_{n}"] or 0) for n in steps),
        onward=tuple(int(row[f"onward_{n}"] or 0) for n in steps if n > 1),
        furthest=tuple(int(row[f"furthest_{n}"] or 0) for n in steps),
    )
