"""Ids of one person joined: a device counts as the member seen with it, and only that member.

Pairs are learnt from good, visible rows alone, so that a report can be made again as of its
instant. A row's own stronger id always counts; a row that has a weaker one only takes the customer
it was seen with elsewhere. An id seen with two customers is joined to neither.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from itertools import count
from typing import TYPE_CHECKING

from sqlglot import exp

from stagelift.data import sql
from stagelift.data.mapping import resolve
from stagelift.data.reading import Rung, rung_name
from stagelift.data.steps import known_ids
from stagelift.definitions.mistakes import Mistake
from stagelift.definitions.same_person import same_person_of
from stagelift.definitions.sources import Source
from stagelift.errors import Issue

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from stagelift.data.engine import Engine
    from stagelift.data.mapping import Field
    from stagelift.data.reading import Reading
    from stagelift.definitions.journey import Journey
    from stagelift.definitions.same_person import IdColumn, SamePerson

ID, CUSTOMER, SEVERAL = "id", "customer", "several"
_numbers = count(1)


@dataclass(frozen=True, slots=True)
class Identities:
    """What `same_person` says, resolved against the columns the data have.

    Args:
        said: The links between columns.
        fields: Each id column as an expression over its source.
    """

    said: SamePerson
    fields: Mapping[IdColumn, Field]

    @property
    def has_text(self) -> bool:
        """Whether any of the ids is text, so that all must be."""
        return any(field.kind != "integer" for field in self.fields.values())

    def rungs(self, source: str) -> tuple[Rung, ...]:
        """The id columns of a source in the order they are asked, not yet looked up.

        Args:
            source: Name of the source.

        Returns:
            Rungs, the strongest id first; empty where the source's customers need no look-up.
        """
        return tuple(Rung(self.fields[column]) for column in self.said.ladder(source))


@dataclass(frozen=True, slots=True, kw_only=True)
class Joined:
    """What became of the ids of one kind, such as devices.

    Args:
        column: Where such ids stand, as written in `same_person`.
        ids: Different ids.
        joined: Those that belong to one customer.
        ambiguous: Those seen with several customers, which are joined to none.
    """

    column: str
    ids: int
    joined: int
    ambiguous: int

    @property
    def alone(self) -> int:
        """Ids never seen with a customer: each counts as a customer of its own."""
        return self.ids - self.joined - self.ambiguous


def identities_of(engine: Engine, journey: Journey) -> tuple[Identities | None, tuple[Issue, ...]]:
    """The ids of one person, as a journey writes them, over the columns its data have.

    Args:
        engine: The engine that reads the sources.
        journey: Its `same_person` and `sources`.

    Returns:
        The identities, None where nothing is said or with mistakes; and all mistakes found,
        without a location, their `where` starting with `same_person`.

    Raises:
        DataError: A source is missing, empty or unreadable.
    """
    if not journey.same_person:
        return None, ()
    try:
        said = same_person_of(journey)
    except Mistake:  # reported among the definitions
        return None, ()
    if said is None:
        return None, ()
    fields: dict[IdColumn, Field] = {}
    issues: list[Issue] = []
    complete = True  # a source whose mapping has other mistakes is not read at all
    for column in dict.fromkeys(one for s in journey.sources for one in said.ladder(s)):
        field, mistakes = _field(engine, journey.sources[column.source], column)
        if field is not None:
            fields[column] = field
        complete = complete and field is not None
        issues += [replace(one, where=_where(journey, column)) for one in mistakes]
    return (Identities(said, fields) if complete else None), tuple(issues)


def _field(
    engine: Engine, source: Source, column: IdColumn
) -> tuple[Field | None, tuple[Issue, ...]]:
    """An id column parsed as a mapping's `customer` is."""
    preset = source.preset if column.column == source.columns.get("customer") else None
    alone = Source(
        name=source.name,
        read=source.read,
        role=source.role if preset else "customers",
        columns={**(source.columns if preset else {}), "customer": column.column},
        preset=preset,
        zone=source.zone,
    )
    found, issues = resolve(engine, alone)
    ours = tuple(one for one in issues if one.where.endswith(".customer"))
    return (found.fields["customer"] if found and not ours else None), ours


def _where(journey: Journey, column: IdColumn) -> str:
    written = [key for key, other in journey.same_person.items() if str(column) in (key, other)]
    return f"same_person.{written[0]}" if written else f"sources.{column.source}.customer"


class People:
    """The customers that the ids of a contract's sources stand for, looked up once.

    Args:
        identities: Which column leads to which.
        readings: The sources, their rungs not yet looked up.
        engine: Keeps the pairs.
        as_of_us: Only rows known before this instant teach a pair, µs.
    """

    def __init__(
        self,
        identities: Identities,
        readings: Sequence[Reading],
        engine: Engine,
        as_of_us: int,
    ) -> None:
        self._identities = identities
        self._readings = {reading.name: reading for reading in readings}
        self._engine = engine
        self._as_of_us = as_of_us
        self._tables: dict[IdColumn, exp.Table] = {}
        for group in identities.said.groups:  # those nearest to customers first
            name = f"people {next(_numbers)}"
            self._tables[group] = engine.materialise(name, self._pairs(group))

    def reading(self, reading: Reading) -> Reading:
        """A source whose customers are the joined ones.

        Args:
            reading: One of the sources.

        Returns:
            The reading with its rungs looked up; the same one where none needs to be.
        """
        said = self._identities.said
        ladder = said.ladder(reading.name)
        rungs = tuple(
            replace(rung, people=self._tables.get(said.ids(column)))
            for rung, column in zip(reading.rungs, ladder, strict=True)
        )
        return replace(reading, rungs=rungs)

    def joined(self) -> tuple[Joined, ...]:
        """What became of the ids that were looked up, by one query each.

        Returns:
            One entry per kind of id, under every name it is written with.

        Raises:
            EngineError: The engine refused.
        """
        said = self._identities.said
        found = []
        for group, table in self._tables.items():
            known = sql.case([(sql.not_null(sql.column(CUSTOMER)), sql.number(1))], sql.number(0))
            sums = (known, sql.column(SEVERAL))
            chosen = [exp.Count(this=exp.Star()), *(exp.Sum(this=one) for one in sums)]
            ((ids, joined, several),) = self._engine.run(exp.select(*chosen).from_(table.copy()))
            names = [str(column) for column in said.columns if said.ids(column) == group]
            found.append(
                Joined(
                    column=", ".join(names),
                    ids=int(ids),
                    joined=int(joined or 0),
                    ambiguous=int(several or 0),
                )
            )
        return tuple(found)

    def _pairs(self, group: IdColumn) -> exp.Select:
        """Each id of a group once, with its customer where it has exactly one."""
        parts = [part for name in self._readings for part in self._pairs_in(group, name)]
        every = parts[0] if len(parts) == 1 else exp.union(*parts, distinct=False)
        first = exp.Min(this=sql.column(CUSTOMER))
        last = exp.Max(this=sql.column(CUSTOMER))
        several = exp.NEQ(this=first, expression=last)
        one = exp.EQ(this=first.copy(), expression=last.copy())
        return (
            exp.select(
                sql.column(ID),
                exp.alias_(sql.case([(one, first.copy())]), CUSTOMER, quoted=True),
                exp.alias_(
                    sql.case([(several, sql.number(1))], sql.number(0)), SEVERAL, quoted=True
                ),
            )
            .from_(every.subquery("pairs", copy=False))
            .where(sql.not_null(sql.column(ID)))
            .group_by(sql.column(ID))
        )

    def _pairs_in(self, group: IdColumn, source: str) -> list[exp.Select]:
        """The pairs a source teaches about a group; ids alone where it has no stronger one."""
        said = self._identities.said
        ladder = said.ladder(source)
        held = [column for column in ladder if said.ids(column) == group]
        links = [link for link in said.links_from(group) if link.weaker.source == source]
        found = [
            self._learnt(source, ladder.index(link.weaker), ladder.index(link.stronger))
            for link in links
        ]
        linked = {link.weaker for link in links}
        found += [self._learnt(source, ladder.index(c), None) for c in held if c not in linked]
        return found

    def _learnt(self, source: str, weaker: int, stronger: int | None) -> exp.Select:
        reading = self._readings[source]
        rows = known_ids(reading, self._as_of_us)
        held = sql.column(rung_name(weaker), "known")
        customer: exp.Expr = sql.cast(exp.null(), sql.TEXT if reading.text_ids else sql.BIGINT)
        people: exp.Table | None = None
        if stronger is not None:
            customer = sql.column(rung_name(stronger), "known")
            group = self._identities.said.ids(self._identities.said.ladder(source)[stronger])
            people = self._tables.get(group)
        query = exp.select().distinct().from_(rows.subquery("known", copy=False), copy=False)
        if people is not None:
            found = sql.column(CUSTOMER, "further")
            same = exp.EQ(this=customer, expression=sql.column(ID, "further"))
            further = exp.alias_(people.copy(), "further", table=True, quoted=True)
            query = query.join(further, on=same, join_type="left")
            customer = exp.func("COALESCE", found, customer.copy())
        return query.select(
            exp.alias_(held, ID, quoted=True), exp.alias_(customer, CUSTOMER, quoted=True)
        )
