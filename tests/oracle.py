"""The same rules in plain Python over raw rows: slow, obvious, and without SQL."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

Event = tuple[str, int, str, int | None]  # customer, µs, name, micros
Term = tuple[str, int]


@dataclass(frozen=True)
class Rule:
    """A segment: (terms, within, at least, since[, unless followed by]), and attribute tests."""

    counts: tuple[tuple[object, ...], ...] = ()
    where: tuple[tuple[str, tuple[str, ...]], ...] = ()


@dataclass
class Log:
    """A customer's events in order, each with its number among those of its kind."""

    events: Iterable[Event]
    attributes: Mapping[str, Mapping[str, str]] = field(default_factory=dict)

    def __post_init__(self):
        self.of = defaultdict(list)
        for customer, at, name, value in sorted(self.events, key=lambda event: event[:3]):
            seen = sum(1 for row in self.of[customer] if row[1] == name)
            self.of[customer].append((at, name, value, seen + 1))

    def hits(
        self,
        customer: str,
        terms: Sequence[Term],
        entered: tuple[int, Sequence[Term]] | None = None,
    ) -> list[tuple[int, int | None]]:
        """(at, value) of the events that are one of the terms, without the event of an entry."""
        return [
            (at, value)
            for at, name, value, number in self.of[customer]
            if any(name == event and number >= least for event, least in terms)
            and not (entered and at == entered[0] and self.opens(name, number, entered[1]))
        ]

    @staticmethod
    def opens(name: str, number: int, stages: Sequence[Sequence[Term]]) -> bool:
        """Whether an event opens the first of these stages rather than one of the others."""
        fitting = [
            (least, -stage)
            for stage, terms in enumerate(stages)
            for event, least in terms
            if event == name and number >= least
        ]
        return bool(fitting) and max(fitting)[1] == 0

    def entries(self, stages: Sequence[Sequence[Term]]) -> dict[str, list[tuple[int, int]]]:
        """(at, stage) by customer: the instants at which the stage of the last event changes."""
        found = {}
        for customer, rows in self.of.items():
            moves = []
            for at, name, _, number in rows:
                fitting = [
                    (least, stage)
                    for stage, terms in enumerate(stages)
                    for event, least in terms
                    if event == name and number >= least
                ]
                if fitting:
                    moves.append((at, max(fitting)[1]))
            moves.sort()
            found[customer] = [
                move
                for place, move in enumerate(moves)
                if not place or moves[place - 1][1] != move[1]
            ]
        return found

    def holds(self, rule: Rule, customer: str, at: int) -> bool:
        for terms, within, least, since, *unless in rule.counts:
            inside = [
                when
                for when, _ in self.hits(customer, terms)
                if when <= at
                and (within is None or when > at - within)
                and (since is None or when >= since)
            ]
            count = len(inside)
            ends = (
                [when for when, _ in self.hits(customer, *unless) if when <= at] if unless else ()
            )
            if inside and ends and max(ends) >= max(inside):
                count = 0
            if (count < least) if least else count:
                return False
        kept = self.attributes.get(customer, {})
        return all(kept.get(name) in values for name, values in rule.where)

    def flag(
        self, customer: str, terms: Sequence[Term], anchor: int, window: int, *, stages=()
    ) -> bool:
        found = self.hits(customer, terms, (anchor, stages))
        return any(anchor <= at < anchor + window for at, _ in found)

    def before(self, customer: str, terms: Sequence[Term], anchor: int) -> bool:
        return any(at < anchor for at, _ in self.hits(customer, terms))

    def total(self, customer: str, event: str, anchor: int, window: int, *, stages=()) -> int:
        return sum(
            value or 0
            for at, value in self.hits(customer, [(event, 1)], (anchor, stages))
            if anchor <= at < anchor + window
        )

    def entrants(
        self, stages: Sequence[Sequence[Term]], stage: int, span: tuple[int, int], mode: str
    ) -> list[tuple[str, int]]:
        """(customer, anchor) of the entries of one stage that count in a period."""
        units = []
        for customer, moves in self.entries(stages).items():
            instants = [at for at, entered in moves if entered == stage]
            if mode == "first_ever":
                instants = instants[:1]
            instants = [at for at in instants if span[0] <= at < span[1]]
            units += [(customer, at) for at in (instants if mode == "any" else instants[:1])]
        return units

    def qualifies(self, rule: Rule | None, start: int, end: int) -> dict[str, int]:
        """The first instant in [start, end) at which each known customer meets the rule."""
        found = {}
        for customer, rows in self.of.items():
            points = {start, *(at for at, *_ in rows)}
            for _, within, *_ in rule.counts if rule else ():
                points |= {at + within for at, *_ in rows} if within else set()
            known = min(at for at, *_ in rows)
            for at in sorted(points):
                if (
                    start <= at < end
                    and known <= at
                    and (rule is None or self.holds(rule, customer, at))
                ):
                    found[customer] = at
                    break
        return found
