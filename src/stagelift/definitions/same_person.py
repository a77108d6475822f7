"""The ids of one person: which column of a source leads to which other one.

`app.device_id: app.user_id` says that a device belongs to the user seen with it in the same row;
`braze.external_user_id: orders.member_no` says that both columns hold the same ids. From both
follows, for each source, which of its id columns is asked first, and which ids must be looked up.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

from stagelift.definitions.mistakes import Mistake, came

if TYPE_CHECKING:
    from stagelift.definitions.journey import Journey


ROW = "row"  # `customer: row`: there is no id to join


@dataclass(frozen=True, slots=True, order=True)
class IdColumn:
    """A column of a source that holds ids.

    Args:
        source: The source.
        column: A column, or an expression over columns, as in a mapping.
    """

    source: str
    column: str

    @classmethod
    def parse(cls, text: str) -> IdColumn:
        """An id column written SOURCE.COLUMN.

        Args:
            text: Such as "app.device_id".

        Returns:
            The column.

        Raises:
            Mistake: When there is no dot with a name on both sides.

        Example:
            >>> IdColumn.parse("app.device_id")
            IdColumn(source='app', column='device_id')
        """
        source, _, column = text.partition(".")
        if not source.strip() or not column.strip():
            raise Mistake(f"{came(text)} is not a column of a source; write 'app.device_id'")
        return cls(source.strip(), column.strip())

    def __str__(self) -> str:
        return f"{self.source}.{self.column}"


@dataclass(frozen=True, slots=True)
class Link:
    """Two id columns of one source: the weaker id belongs to the stronger one of the same row.

    Args:
        weaker: Such as a device's.
        stronger: Such as a member's.
    """

    weaker: IdColumn
    stronger: IdColumn


@dataclass(frozen=True)
class SamePerson:
    """What `same_person` says of a journey's sources.

    Args:
        links: Pairs within one source, weaker id first.
        alike: Pairs of columns of two sources that hold the same ids.
        customers: Source to the column its `customer` names.
    """

    links: tuple[Link, ...]
    alike: tuple[tuple[IdColumn, IdColumn], ...]
    customers: Mapping[str, IdColumn]

    @cached_property
    def columns(self) -> tuple[IdColumn, ...]:
        """Every id column that is named, and the customers of their sources."""
        named = [one for link in self.links for one in (link.weaker, link.stronger)]
        named += [one for pair in self.alike for one in pair]
        sources = dict.fromkeys(one.source for one in named)
        named += [self.customers[source] for source in sources if source in self.customers]
        return tuple(dict.fromkeys(named))

    @cached_property
    def _groups(self) -> dict[IdColumn, IdColumn]:
        """Each column with the one that stands for all columns of the same ids."""
        stands = {column: column for column in self.columns}
        for one, other in self.alike:
            old, new = stands[one], stands[other]
            stands = {column: new if found == old else found for column, found in stands.items()}
        return stands

    def ids(self, column: IdColumn) -> IdColumn:
        """The column that stands for all columns holding the same ids.

        Args:
            column: One of `columns`.

        Returns:
            One of `columns`.
        """
        return self._groups[column]

    @cached_property
    def depths(self) -> dict[IdColumn, int]:
        """How many steps lead from the ids of a group to customers; 0 for customers themselves.

        Raises:
            Mistake: When the steps lead in a circle.
        """
        found: dict[IdColumn, int] = {}

        def depth(group: IdColumn, passed: tuple[IdColumn, ...]) -> int:
            if group in passed:
                circle = " > ".join(str(one) for one in (*passed, group))
                raise Mistake(f"the ids lead in a circle: {circle}")
            if group not in found:
                further = {self.ids(one.stronger) for one in self.links_from(group)}
                found[group] = max((depth(one, (*passed, group)) + 1 for one in further), default=0)
            return found[group]

        for column in self.columns:
            depth(self.ids(column), ())
        return found

    def links_from(self, group: IdColumn) -> tuple[Link, ...]:
        """The links whose weaker ids are those of a group.

        Args:
            group: What `ids` gave.

        Returns:
            Links in the order written.
        """
        return tuple(link for link in self.links if self.ids(link.weaker) == group)

    @cached_property
    def groups(self) -> tuple[IdColumn, ...]:
        """The groups of ids that must be looked up, those nearest to customers first."""
        depths = self.depths
        return tuple(sorted((g for g in depths if depths[g]), key=lambda g: (depths[g], g)))

    def ladder(self, source: str) -> tuple[IdColumn, ...]:
        """The id columns of a source in the order they are asked; the first that is filled counts.

        Args:
            source: Name of a source.

        Returns:
            Columns, the strongest first; empty where the source's customers need no look-up.
        """
        own = [column for column in self.columns if column.source == source]
        customer = self.customers.get(source)
        linked = {one for link in self.links for one in (link.weaker, link.stronger)}
        linked |= {one for pair in self.alike for one in pair}
        apart = [one for one in own if one == customer and one not in linked]
        rest = sorted((one for one in own if one not in apart), key=self._rank)
        ladder = (*rest, *apart)
        if ladder == (customer,) and not self._rank(ladder[0]):
            return ()
        return ladder

    def _rank(self, column: IdColumn) -> int:
        return self.depths[self.ids(column)]


def same_person_of(journey: Journey) -> SamePerson | None:
    """What a journey says about the ids of one person.

    Args:
        journey: Its `same_person` and `sources`; pairs with a source it lacks are left out.

    Returns:
        The links, or None when it says nothing.

    Raises:
        Mistake: A side that names no column, or ids that lead in a circle.
    """
    pairs = tuple(_pairs(journey))
    if not pairs:
        return None
    customers = {
        name: IdColumn(name, source.columns["customer"])
        for name, source in journey.sources.items()
        if source.columns.get("customer", ROW) != ROW
    }
    alike = tuple((one, other) for one, other in pairs if one.source != other.source)
    links = [Link(one, other) for one, other in pairs if one.source == other.source]
    named = {end for link in links for end in (link.weaker, link.stronger)}
    weak = {link.weaker for link in links}
    for pair in alike:
        links += [
            link
            for place, end in enumerate(pair)
            if end not in named and (link := _implied(end, place, pair[1] in weak, customers))
        ]
    found = SamePerson(tuple(dict.fromkeys(links)), alike, customers)
    _ = found.depths  # refuses circles
    return found


def _implied(
    end: IdColumn, place: int, weak: bool, customers: Mapping[str, IdColumn]
) -> Link | None:
    """The link between one side of a pair of sources and the customers of its own source.

    The left side is the stronger of its source's ids, as a member's number among a sender's; where
    both sides are said to hold weaker ids, such as devices, it leads to the customers, as the
    right side always does.
    """
    own = customers.get(end.source)
    if own is None or own == end:
        return None
    return Link(own, end) if place == 0 and not weak else Link(end, own)


def _pairs(journey: Journey) -> Iterator[tuple[IdColumn, IdColumn]]:
    for written, other in journey.same_person.items():
        one, two = IdColumn.parse(written), IdColumn.parse(other)
        if one == two:
            raise Mistake(f"'{written}' is said to be the same as itself")
        if one.source in journey.sources and two.source in journey.sources:
            yield one, two
