"""How long customers were silent between two events, and how each silence ended."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from sqlglot import exp

from stagelift.data import sql
from stagelift.data.assign import hash_prefix_sql
from stagelift.data.contract import Contract
from stagelift.data.query.event_table import event_table
from stagelift.data.query.populations import Ctes, matches, read_from
from stagelift.data.query.specs import DAY_US, Measurement
from stagelift.data.query.value_specs import Flag, Term

SALT = "silence"  # a draw of its own: groups must not line up with any experiment's arms
GROUP_DIGITS = 2  # 256 groups: rows stay few, and a variance from them is known to about 9 %
Ending = Literal["returned", "unseen", "open"]


@dataclass(frozen=True, slots=True)
class SilenceCount:
    """Silences of one group of customers that lasted equally long and ended alike.

    Args:
        group: 0–255, by a hash of the customer.
        ending: `returned` within a day that is wholly followed, `unseen` when the return lies in a
            day the data do not cover to its end, `open` when there is no return yet.
        days: Whole days of 24 hours before the return, or days followed.
        silences: How many.
    """

    group: int
    ending: Ending
    days: int
    silences: int


def silence_query(contract: Contract, terms: tuple[Term, ...]) -> exp.Select:
    """The one query that counts silences; each event of a customer begins one.

    Silences are followed to the last visible event of the data, whoever's it is: after that the
    data are silent, not the customers.

    Args:
        contract: The contract tables.
        terms: Events that end a silence.

    Returns:
        A statement with the group's hash, ending, days and silences.

    Raises:
        DataError: When the workspace has no events.
    """
    until = contract.span("events")[1]
    plan = Measurement(values=(("event", Flag(terms, 0)),), as_of=contract.as_of_us)
    following = "LEAD(at) OVER (PARTITION BY customer ORDER BY at) AS next_at"
    pairs = exp.select("customer", "at", following).from_("events AS e").where(matches(terms))
    group = exp.Substring(
        this=hash_prefix_sql(exp.column("customer"), SALT),
        start=sql.number(1),
        length=sql.number(GROUP_DIGITS),
    )
    gap = exp.Sub(this=exp.column("next_at"), expression=exp.column("at"))
    rest = exp.Sub(this=sql.number(until), expression=exp.column("at"))
    days = exp.select(
        sql.alias_(group, "grp"),
        "next_at",
        sql.alias_(sql.divide_whole(gap, DAY_US), "gap"),
        sql.alias_(sql.divide_whole(rest, DAY_US), "followed"),
    ).from_("pairs")
    back = exp.condition("gap < followed")
    ending = exp.Case().when("next_at IS NULL", sql.text("open")).when(back, sql.text("returned"))
    ended = exp.select(
        "grp",
        sql.alias_(ending.else_(sql.text("unseen")), "ending"),
        sql.alias_(exp.Case().when(back.copy(), "gap").else_("followed"), "days"),
    ).from_("days")
    query = exp.select("grp", "ending", "days", "COUNT(*) AS silences").from_("ended")
    events = event_table(contract, plan)
    tables: Ctes = [("events", events), ("pairs", pairs), ("days", days), ("ended", ended)]
    return read_from(query, tables).group_by("grp", "ending", "days")


def measure_silences(contract: Contract, terms: tuple[Term, ...]) -> tuple[SilenceCount, ...]:
    """Silences between events, in a fixed order; no customer leaves the engine.

    Args:
        contract: The contract tables.
        terms: Events that end a silence.

    Returns:
        Counts by group, ending and days.

    Raises:
        DataError: When the workspace has no events.
        EngineError: When the engine refuses the query.
    """
    found = (
        SilenceCount(int(str(group), 16), ending, int(days), int(silences))
        for group, ending, days, silences in contract.engine.run(silence_query(contract, terms))
    )
    return tuple(sorted(found, key=lambda one: (one.group, one.ending, one.days)))
