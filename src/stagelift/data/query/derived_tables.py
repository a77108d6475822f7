"""The tables and columns of values that follow a unit through several events."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlglot import exp

from stagelift.data.query.derived import (
    Derived,
    DerivedValue,
    Path,
    Revisit,
    SessionShare,
    StageExit,
    StepReached,
    Things,
)
from stagelift.data.query.event_needs import columns_wished
from stagelift.data.query.ledger_specs import Ledger
from stagelift.data.query.ledgers import ledger_columns, ledger_tables
from stagelift.data.query.paths import exit_table, move_table, path_tables
from stagelift.data.query.populations import Ctes
from stagelift.data.query.specs import Measurement
from stagelift.data.query.sums import exp_sql
from stagelift.data.query.things import thing_tables
from stagelift.data.query.visits import revisit_table, session_tables, share_table, until

if TYPE_CHECKING:
    from stagelift.data.contract import Contract
    from stagelift.data.query.values import Clock

UNIT = ("population", "period_no", "customer", "anchor")
MICROS = 1_000_000
NEVER = 9_000_000_000_000_000_000  # later than any instant


def derived_values(plan: Measurement) -> list[tuple[int, DerivedValue | Ledger]]:
    """The values of a measurement that follow units through several events.

    Args:
        plan: What is measured.

    Returns:
        Pairs of the value's place and the value.
    """
    return [(n, value) for n, (_, value) in enumerate(plan.values) if isinstance(value, Derived)]


def paths_of(plan: Measurement) -> tuple[Path, ...]:
    """The paths of a measurement, each once: the steps of one path share its tables.

    Args:
        plan: What is measured.

    Returns:
        Paths in the order of the values.
    """
    steps = (value for _, value in derived_values(plan) if isinstance(value, StepReached))
    return tuple(dict.fromkeys(value.path for value in steps))


def derived_tables(contract: Contract, plan: Measurement, clock: Clock) -> Ctes:
    """The tables of all such values; they read `units`, `events` and the entries of stages.

    Args:
        contract: The contract tables as of the plan's instant.
        plan: What is measured.
        clock: The journey's local days.

    Returns:
        Tables: `path_N` by path, `derived_N` by value.
    """
    found = derived_values(plan)
    tables: Ctes = []
    leaves = (value.path.while_in_stage for _, value in found if isinstance(value, StepReached))
    if any(leaves) or any(isinstance(value, StageExit) for _, value in found):
        tables.append(("moves", move_table()))
    for place, path in enumerate(paths_of(plan)):
        tables.extend(path_tables(place, path, plan))
    known = columns_wished(contract, plan)
    named = "session" in known
    for number, value in found:
        if isinstance(value, SessionShare):
            tables.extend(session_tables(number, value, named=named))
            tables.append((f"derived_{number}", share_table(number, value, plan, clock.as_of)))
        elif isinstance(value, Revisit):
            tables.extend(session_tables(number, value, named=named))
            tables.append((f"derived_{number}", revisit_table(number, value, clock)))
        elif isinstance(value, StageExit):
            tables.append((f"derived_{number}", exit_table(value, plan)))
        elif isinstance(value, Things):
            keyed = value.key is not None and (not value.keyless or value.key in known)
            tables.extend(thing_tables(number, value, plan, keyed=keyed))
    ledgers = [(number, value) for number, value in found if isinstance(value, Ledger)]
    tables.extend(ledger_tables(contract, plan, ledgers))
    return tables


def derived_join(query: exp.Select, plan: Measurement) -> exp.Select:
    """A query over units `u` with the table of each such value joined as `d` and its number.

    Args:
        query: It reads `units AS u`.
        plan: What is measured.

    Returns:
        The same query.
    """
    paths = paths_of(plan)
    for number, value in derived_values(plan):
        name = f"derived_{number}"
        if isinstance(value, StepReached):
            name = f"path_{paths.index(value.path)}"
        same = " AND ".join(f"d{number}.{key} = u.{key}" for key in UNIT)
        query = query.join(f"{name} AS d{number}", on=same, join_type="left", copy=False)
    return query


def derived_columns(number: int, value: DerivedValue | Ledger, plan: Measurement) -> list[exp.Expr]:
    """The columns of one unit that such a value gives.

    Args:
        number: The value's place in the measurement.
        value: The value.
        plan: What is measured.

    Returns:
        Aggregates over the one joined row: v; w where it has two numbers; b, whether the unit is
        in the base; l, the instant from which the value is final.
    """
    if isinstance(value, Ledger):
        return [exp_sql(column) for column in ledger_columns(number, value)]
    if isinstance(value, StepReached):
        found = step_columns(number, value)
    elif isinstance(value, StageExit):
        found = (f"COALESCE(MAX(d{number}.hit), 0)", None, "1", f"u.anchor + {value.window}")
    elif isinstance(value, Revisit):
        again = f"CASE WHEN COALESCE(MAX(d{number}.visits), 0) >= 2 THEN 1 ELSE 0 END"
        gap = 0 if value.by_day else value.sessions.gap
        found = (again, None, "1", f"u.anchor + {value.window + gap}")
    elif isinstance(value, SessionShare):
        top, bottom = (f"COALESCE(MAX(d{number}.{side}), 0)" for side in ("top", "bottom"))
        closes = f"{until(plan, value.window)} + {value.sessions.gap}"
        found = (top, bottom, f"CASE WHEN {bottom} > 0 THEN 1 ELSE 0 END", closes)
    else:
        found = thing_columns(number, value, plan)
    first, second, base, closes = found
    scale = "" if value.share else f" * {MICROS}"
    columns = [exp_sql(f"CAST(({first}){scale} AS BIGINT) AS v{number}")]
    if second is not None:
        columns.append(exp_sql(f"CAST(({second}){scale} AS BIGINT) AS w{number}"))
    # the assigned of an experiment all count, except where a step is asked of those at another
    given = isinstance(value, StepReached) and value.given > 0
    kept = base if given else f"CASE WHEN u.period_no < 0 THEN 1 ELSE {base} END"
    return [*columns, exp_sql(f"{kept} AS b{number}"), exp_sql(f"{closes} AS l{number}")]


Columns = tuple[str, str | None, str, str]


def step_columns(number: int, value: StepReached) -> Columns:
    """What a step of a path gives per unit.

    Args:
        number: The value's place in the measurement.
        value: The step.

    Returns:
        The value, the number of entries where all count, whether the unit is in the base, and when
        the window of its last entry closes.
    """
    path, step = value.path, value.step

    def whole(column: str) -> str:
        return f"COALESCE(MAX(d{number}.{column}), 0)"

    closes = f"COALESCE(MAX(d{number}.last), u.anchor) + {path.window}"
    if path.tries == "totals":
        return whole(f"s{step}"), whole(f"s{value.given}"), "1", closes
    # open steps may be reached without the one before: the rate is of those who did both
    both = path.order == "open" and value.given == step - 1 and step > 1
    hit = whole(f"both{step}" if both else f"r{step}")
    base = whole(f"r{value.given}") if value.given else "1"
    if value.missed:
        hit = f"1 - {hit}"
    if path.first:
        hit, base = f"CASE WHEN {whole('had')} = 1 THEN 0 ELSE {hit} END", f"1 - {whole('had')}"
    return hit, None, base, closes


def thing_columns(number: int, value: Things, plan: Measurement) -> Columns:
    """What the things of a unit give: both numbers, whether it has any, and when all are over.

    Args:
        number: The value's place in the measurement.
        value: What is counted.
        plan: What is measured.

    Returns:
        Four expressions.
    """
    top, bottom, waits = (f"COALESCE(MAX(d{number}.{c}), 0)" for c in ("top", "bottom", "waits"))
    any_thing = f"CASE WHEN {bottom} + {waits} > 0 THEN 1 ELSE 0 END"
    if value.due is not None:
        closes = f"{until(plan, value.window)} + {value.due + value.grace}"
    else:
        closes = f"CASE WHEN {bottom} = 0 AND {waits} > 0 THEN {NEVER} ELSE 0 END"
    return top, bottom, any_thing, closes
