"""Which customers are in which segments at an instant: counts of one, of two, and of sets of them.

`flag_tables` turns units with an instant into units with one flag a segment; any question that is
split by segments can read it.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations
from typing import TYPE_CHECKING, Any

from sqlglot import exp

from stagelift.data import sql
from stagelift.data.query.attributes import customer_table, in_force
from stagelift.data.query.event_table import event_table
from stagelift.data.query.populations import (
    Ctes,
    compared,
    matches,
    read_from,
    window_count,
    window_holds,
)
from stagelift.data.query.segment_specs import Attribute, SegmentRule
from stagelift.data.query.specs import Measurement
from stagelift.data.query.written_segments import written_holds, written_join, written_tables

if TYPE_CHECKING:
    from stagelift.data.contract import Contract


@dataclass(frozen=True, slots=True)
class Memberships:
    """What is asked of the segments at an instant.

    Args:
        rules: The segments, at least one.
        sets: Named sets of segments, as indices into `rules`.
        at: The last instant that counts, µs UTC.
    """

    rules: tuple[SegmentRule, ...]
    sets: tuple[tuple[str, tuple[int, ...]], ...]
    at: int


@dataclass(frozen=True, slots=True)
class SetCount:
    """How the customers fall into a set of segments.

    Args:
        one: Customers in exactly one of them.
        several: Customers in more than one.
    """

    one: int
    several: int


@dataclass(frozen=True, slots=True)
class MemberCounts:
    """The answer.

    Args:
        known: Customers known by the instant: with an event, or a row in the customers table.
        sizes: Customers of each segment.
        both: Customers of two segments by their indices, the smaller first.
        sets: Of each set, in the order asked.
    """

    known: int
    sizes: tuple[int, ...]
    both: tuple[tuple[tuple[int, int], int], ...]
    sets: tuple[SetCount, ...]


def flag_tables(
    contract: Contract,
    rules: tuple[SegmentRule, ...],
    keys: tuple[str, ...],
    *,
    units: str = "units",
    attributes: tuple[Attribute, ...] = (),
) -> Ctes:
    """Tables after which `members` says of each unit in which segments it is.

    Args:
        contract: The contract tables.
        rules: The segments.
        keys: The columns of the units, `customer` and `anchor` (the instant, µs) among them; they
            tell one unit from another.
        units: Name of the table of units.
        attributes: Attributes by whose values units are split, too.

    Returns:
        Tables ending in `members`: the keys, f0, f1 … (1 for a member, else 0), and a0, a1 … (the
        attribute's value as text, `unknown` without one).

    Raises:
        DataError: When a table that is needed is not mapped.
    """
    tables: Ctes = []
    named = [f"u.{key} AS {key}" for key in keys]
    counted = exp.select(*named).from_(f"{units} AS u")
    if any(rule.windows for rule in rules):
        tables.append(("segment_events", event_table(contract, _plan(contract, rules))))
        terms = [term for rule in rules for window in rule.windows for term in window.reads]
        same = sql.and_("e.customer = u.customer", "e.at <= u.anchor", matches(terms))
        counted = counted.join("segment_events AS e", on=same, join_type="left", copy=False)
        counted = counted.group_by(*(f"u.{key}" for key in keys), copy=False)
    for number, rule in enumerate(rules):
        for place, window in enumerate(rule.windows):
            count = window_count(window, at="u.anchor")
            counted = counted.select(sql.alias_(count, f"c{number}_{place}"), copy=False)
    tables.append(("counted", counted))
    members = exp.select(*(f"x.{key} AS {key}" for key in keys)).from_("counted AS x")
    names = {one.attribute for rule in rules for one in rule.attributes}
    names |= {attribute.name for attribute in attributes}
    if names:
        tables.append(("customers", customer_table(contract, sorted(names))))
        members = members.join("customers AS a", on=in_force("x", "x.anchor"), join_type="left")
    tables.extend(written_tables(contract, rules))
    members = written_join(members, rules, "x", "x.anchor")
    for number, rule in enumerate(rules):
        flag = sql.either(rule_holds(number, rule), sql.number(1), sql.number(0))
        members = members.select(sql.alias_(flag, f"f{number}"), copy=False)
    for number, attribute in enumerate(attributes):
        value = sql.cast(exp.column(attribute.name, "a", quoted=True), sql.TEXT)
        told = exp.func("COALESCE", value, sql.text("unknown"))
        members = members.select(sql.alias_(told, f"a{number}"), copy=False)
    tables.append(("members", members))
    return tables


def split_counts(
    keys: Sequence[str], rules: Sequence[SegmentRule], attributes: Sequence[Attribute]
) -> exp.Select:
    """The units of `members` counted by some of their columns, for everyone and by segment.

    Args:
        keys: Columns to count by.
        rules: The segments of `flag_tables`.
        attributes: Its attributes.

    Returns:
        A query with the keys, n, s0, s1 … and the attributes with their marks; `split_rows` reads
        its rows.
    """
    splits = [f"a{number}" for number in range(len(attributes))]
    query = exp.select(*keys, "COUNT(*) AS n")
    query = query.select(*(f"SUM(f{number}) AS s{number}" for number in range(len(rules))))
    query = query.select(*splits, *(f"GROUPING({split}) AS {split}_all" for split in splits))
    query = query.from_("members")
    if not splits:
        return query.group_by(*keys)
    whole = ", ".join(keys)
    sets = ", ".join([f"({whole})", *(f"({whole}, {split})" for split in splits)])
    return query.group_by(f"GROUPING SETS ({sets})")


def split_rows(
    row: Mapping[str, Any], rules: Sequence[SegmentRule], attributes: Sequence[Attribute]
) -> Iterator[tuple[str | None, int]]:
    """Who is counted in one row of `split_counts`, and how many they are.

    Args:
        row: Column name to value.
        rules: The segments.
        attributes: The attributes.

    Yields:
        None (everyone) and every segment, or `attribute=value`, each with its units.
    """
    for number, attribute in enumerate(attributes):
        if int(row[f"a{number}_all"]) == 0:
            yield f"{attribute.name}={row[f'a{number}']}", int(row["n"])
            return
    yield None, int(row["n"])
    for number, rule in enumerate(rules):
        yield rule.name, int(row[f"s{number}"] or 0)


def rule_holds(number: int, rule: SegmentRule) -> exp.Expr:
    """The condition that a unit `x` is in a segment.

    Args:
        number: The segment's place.
        rule: The segment.

    Returns:
        A boolean expression over the counts of `x`, the attributes `a` and the members `w`.
    """
    held = [
        window_holds(window, exp.column(f"c{number}_{place}", "x"))
        for place, window in enumerate(rule.windows)
    ]
    held.extend(compared(comparison) for comparison in rule.attributes)
    held.extend(written_holds(number, rule))
    return sql.and_(*held)


def _plan(contract: Contract, rules: tuple[SegmentRule, ...]) -> Measurement:
    """A measurement that needs the events of the rules and nothing else."""
    return Measurement(segments=rules, as_of=contract.as_of_us)


def known_units(contract: Contract, at: int) -> exp.Select:
    """Everyone known by an instant, with that instant.

    Args:
        contract: The contract tables.
        at: The last instant that counts, µs UTC.

    Returns:
        A query with customer and anchor, one row a customer.

    Raises:
        DataError: When a source cannot be read.
    """
    parts: list[exp.Query] = []
    if contract.playing("events"):
        rows = contract.required("events", ("at",)).subquery("contract", copy=False)
        parts.append(exp.select("customer").from_(rows).where(exp.column("at") <= at))
    if contract.playing("customers"):
        people = customer_table(contract, ()).subquery("people", copy=False)
        parts.append(exp.select("customer").from_(people).where(exp.column("held_from") <= at))
    if not parts:
        contract.required("events", ("at",))  # says what is missing
    every = parts[0] if len(parts) == 1 else exp.union(*parts, distinct=False)
    known = exp.select("customer", sql.alias_(sql.number(at), "anchor")).distinct()
    return known.from_(every.subquery("every", copy=False))


def membership_query(contract: Contract, asked: Memberships) -> exp.Select:
    """The one query that counts members; one row.

    Args:
        contract: The contract tables.
        asked: Segments, sets and the instant.

    Returns:
        A statement with n, n0, n1 …, b0_1 … for pairs, and o0, m0 … for sets.

    Raises:
        DataError: When a table that is needed is not mapped.
    """
    tables: Ctes = [("units", known_units(contract, asked.at))]
    tables.extend(flag_tables(contract, asked.rules, ("customer", "anchor")))
    places = range(len(asked.rules))
    query = exp.select("COUNT(*) AS n")
    query = query.select(*(f"SUM(f{place}) AS n{place}" for place in places))
    query = query.select(*(f"SUM(f{a} * f{b}) AS b{a}_{b}" for a, b in combinations(places, 2)))
    for number, (_, inside) in enumerate(asked.sets):
        in_set = " + ".join(f"f{place}" for place in inside)
        query = query.select(
            f"SUM(CASE WHEN {in_set} = 1 THEN 1 ELSE 0 END) AS o{number}",
            f"SUM(CASE WHEN {in_set} > 1 THEN 1 ELSE 0 END) AS m{number}",
        )
    return read_from(query.from_("members"), tables)


def measure_memberships(contract: Contract, asked: Memberships) -> MemberCounts:
    """How many customers are in each segment, in both of two, and in sets of them.

    Args:
        contract: The contract tables.
        asked: Segments, sets and the instant.

    Returns:
        Counts.

    Raises:
        DataError: When a table that is needed is not mapped.
        EngineError: When the engine refuses the query.
    """
    found = contract.answer(("members", asked), lambda: membership_query(contract, asked))
    (row,) = found.dicts()
    places = range(len(asked.rules))
    return MemberCounts(
        known=int(row["n"]),
        sizes=tuple(int(row[f"n{place}"] or 0) for place in places),
        both=tuple(((a, b), int(row[f"b{a}_{b}"] or 0)) for a, b in combinations(places, 2)),
        sets=tuple(
            SetCount(int(row[f"o{number}"] or 0), int(row[f"m{number}"] or 0))
            for number in range(len(asked.sets))
        ),
    )
