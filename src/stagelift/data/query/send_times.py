"""When the messages of a test would go out, and how many others had arrived by then."""

from __future__ import annotations

from dataclasses import dataclass

from sqlglot import exp

from stagelift.data import sql
from stagelift.data.contract import Contract
from stagelift.data.query.message_log import told_tables
from stagelift.data.query.population_specs import Assigned
from stagelift.data.query.populations import Ctes, read_from
from stagelift.data.query.receipts import tells_of_messages
from stagelift.data.query.source_tables import source_tables
from stagelift.data.query.specs import Measurement
from stagelift.data.query.unit_tables import unit_tables
from stagelift.data.zones import local_hour


@dataclass(frozen=True, slots=True)
class SendQuestion:
    """The messages that customers of the past would have been sent.

    Args:
        population: Who enters, and when.
        delays: Time from entry to the message by variant, µs.
        night: First hour of the night and the first after it, on the zone's wall clock.
        window: How long before a message others count, µs; 0 when they are not asked for.
        most: From how many others on a customer has had enough.
        zone: The journey's zone.
        as_of: Instant of knowledge, µs UTC.
    """

    population: Assigned
    delays: tuple[tuple[str, int], ...]
    night: tuple[int, int]
    window: int
    most: int
    zone: str
    as_of: int


@dataclass(frozen=True, slots=True)
class SendTimes:
    """What would have become of one variant's messages, sent to everybody who entered.

    Args:
        variant: Id of the variant.
        n: Customers.
        at_night: Those whose message would go out at night.
        pressed: Those to whom as many others as are allowed had been delivered by then; None when
            no source tells of messages, or it was not asked.
    """

    variant: str
    n: int
    at_night: int
    pressed: int | None


def plan_of(asked: SendQuestion) -> Measurement:
    """The measurement that finds the customers."""
    return Measurement(populations=(asked.population,), zone=asked.zone, as_of=asked.as_of)


def send_query(contract: Contract, asked: SendQuestion, *, told: bool) -> exp.Select:
    """One row a variant: customers, messages at night, customers who had enough by then.

    Args:
        contract: The contract tables.
        asked: The question.
        told: Whether other messages are counted.

    Returns:
        The statement.

    Raises:
        DataError: When a table that is needed is not mapped.
    """
    plan, delays = plan_of(asked), [delay for _, delay in asked.delays]
    tables: Ctes = [*source_tables(contract, plan), *unit_tables(plan)]
    span = (asked.population.start, asked.population.end + max(delays))
    if told:
        tables.extend(told_tables(contract, (span[0] - asked.window, span[1]), asked.as_of))
    parts: list[exp.Query] = [
        exp.select("customer", f"{number} AS place", f"anchor + {delay} AS due").from_("units")
        for number, delay in enumerate(delays)
    ]
    due = parts[0] if len(parts) == 1 else exp.union(*parts, distinct=False)
    tables.append(("due_messages", due))
    hour = local_hour(exp.column("due"), asked.zone, span)
    timed = exp.select("place", sql.alias_(hour, "hour")).from_("due_messages")
    first, after = asked.night
    counts = exp.select(
        "place",
        "COUNT(*) AS n",
        f"SUM(CASE WHEN hour >= {first} OR hour < {after} THEN 1 ELSE 0 END) AS at_night",
    ).from_(timed.subquery("timed", copy=False))
    tables.append(("night_counts", counts.group_by("place")))
    if not told:
        return read_from(exp.select("place", "n", "at_night").from_("night_counts"), tables)
    earlier = f"m.at >= d.due - {asked.window} AND m.at < d.due"
    enough = (
        exp.select("d.place AS place", "d.customer AS customer")
        .from_("due_messages AS d")
        .join("told_deliveries AS m", on=f"m.customer = d.customer AND {earlier}")
        .where("m.delivered = 1")
        .group_by("d.place", "d.customer")
        .having(f"COUNT(*) >= {asked.most}")
    )
    tables.append(("had_enough", enough))
    pressed = exp.select("place", "COUNT(*) AS pressed").from_("had_enough").group_by("place")
    tables.append(("pressed_counts", pressed))
    query = exp.select("c.place AS place", "c.n AS n", "c.at_night AS at_night")
    query = query.select("COALESCE(p.pressed, 0) AS pressed").from_("night_counts AS c")
    query = query.join("pressed_counts AS p", on="p.place = c.place", join_type="left")
    return read_from(query, tables)


def measure_sends(contract: Contract, asked: SendQuestion) -> tuple[SendTimes, ...]:
    """When the variants' messages would have gone out, from one query.

    Args:
        contract: The contract tables.
        asked: The question, of at least one variant.

    Returns:
        One row a variant, in order; variants of nobody have n 0.

    Raises:
        DataError: When a source cannot be read as defined.
        EngineError: When the engine refuses the query.
    """
    told = asked.window > 0 and (bool(contract.playing("messages")) or tells_of_messages(contract))
    given = contract.answer(
        ("send times", asked, told), lambda: send_query(contract, asked, told=told)
    )
    rows = {int(row["place"]): row for row in given.dicts()}
    none = {"n": 0, "at_night": 0, "pressed": 0}
    found = [(name, rows.get(place, none)) for place, (name, _) in enumerate(asked.delays)]
    return tuple(
        SendTimes(name, int(row["n"]), int(row["at_night"]), int(row["pressed"]) if told else None)
        for name, row in found
    )
