"""The events found: who uses them, which the company causes itself, and which stage they reach."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from stagelift.data.query.evidence import (
    EventRows,
    FirstContacts,
    NamedStage,
    StageEntries,
    read_events,
    read_first_contacts,
    read_named_stages,
    read_stage_entries,
)
from stagelift.data.query.message_specs import KINDS
from stagelift.data.query.receipts import tells_of_messages
from stagelift.data.zones import from_us
from stagelift.definitions.usage import Use, uses_of_events
from stagelift.frames import Tabular
from stagelift.journey.model import numbered_stages
from stagelift.journey.rules import stage_terms
from stagelift.statistics.disclosure import MINIMUM, Partition, hide

if TYPE_CHECKING:
    from collections.abc import Hashable

    from stagelift.data.contract import Contract
    from stagelift.definitions import Definitions, Journey

# Words by which sending tools report what they did themselves; what customers do with a message
# (opened, clicked, replied, unsubscribed, complained) is theirs.
SENDERS_WORDS = frozenset(
    (
        *("assigned", "queued", "scheduled", "sent", "send", "message_sent", "email_sent"),
        *("delivered", "delivery", "held", "capped", "suppressed", "fell_back", "failed"),
        *("bounced", "bounce", "hard_bounce", "soft_bounce", "dropped", "deferred", "processed"),
    )
)


@dataclass(frozen=True, slots=True)
class EventUse:
    """One event of the data.

    Args:
        event: Its name.
        n: Rows.
        share: Of all rows, 0–1.
        customers: Customers with one.
        used_by: Definitions that name it; none for an event no definition uses.
        internal: Whether the company causes it itself.
        priced: Rows with a value above 0.
    """

    event: str
    n: int
    share: float
    customers: int
    used_by: tuple[Use, ...]
    internal: bool
    priced: int = 0


@dataclass(frozen=True, slots=True)
class StageEvidence:
    """What one stage rests on.

    Args:
        stage: Its id.
        n: Rows of the events that open it; None for the state of having left, which none opens.
        internal: Rows of those the company causes itself.
        entries: How often it was entered.
        customers: By how many customers.
        owner: Who answers for it, or None.
        part: Part of the journey, or None where no stage says.
    """

    stage: str
    n: int | None
    internal: int
    entries: int
    customers: int
    owner: str | None
    part: str | None


@dataclass(frozen=True, slots=True)
class Coverage(Tabular):
    """What the definitions make of the events found.

    Args:
        events: Every event of the data, the most frequent first.
        stages: Every stage in order.
        contacts: Who was seen before a stage, or in none.
        as_of: Instant of knowledge as ISO text.
        strange: Stages that surveys name and the journey has not.
        zone: The zone in which it is printed.
        minimum_cell: Numbers of fewer customers are suppressed wherever they are shown.
    """

    events: tuple[EventUse, ...]
    stages: tuple[StageEvidence, ...]
    contacts: FirstContacts
    as_of: str
    strange: tuple[NamedStage, ...] = ()
    zone: str = "UTC"
    minimum_cell: int = MINIMUM

    @property
    def n(self) -> int:
        """Rows of all events."""
        return sum(one.n for one in self.events)

    @property
    def unused(self) -> tuple[EventUse, ...]:
        """Events no definition names, the most frequent first."""
        return tuple(one for one in self.events if not one.used_by)

    @property
    def unused_share(self) -> float | None:
        """Their rows as a share of all, 0–1; None without rows."""
        return sum(one.n for one in self.unused) / self.n if self.n else None

    @property
    def internal_share(self) -> float | None:
        """Of the rows that open stages, the share the company causes itself; None without rows."""
        rows = sum(one.n or 0 for one in self.stages)
        return sum(one.internal for one in self.stages) / rows if rows else None

    @property
    def hidden(self) -> frozenset[Hashable]:
        """Events whose rows are not told: so few that they tell how few customers had one.

        All rows together are told, so the next fewest are hidden as well where those follow.
        """
        sizes: dict[Hashable, int] = {one.event: one.n for one in self.events}
        small = [one.event for one in self.events if self.shown(one.n) is None]
        every = {**sizes, None: self.n}
        return hide(every, [Partition(None, tuple(sizes))], self.minimum_cell, small)

    def to_dicts(self) -> list[dict[str, Any]]:
        """The events as JSON-ready rows; numbers of few customers, or rows, are null.

        Returns:
            Keys `event`, `n`, `share`, `customers`, `used_by`, `internal` and `as_of`.
        """
        hidden = self.hidden
        return [
            {
                "event": one.event,
                "n": None if one.event in hidden else one.n,
                "share": None if one.event in hidden else one.share,
                "customers": self.shown(one.customers),
                "used_by": [use.text for use in one.used_by],
                "internal": one.internal,
                "as_of": self.as_of,
            }
            for one in self.events
        ]

    def stage_dicts(self) -> list[dict[str, Any]]:
        """The stages as JSON-ready rows; numbers of few customers are null.

        Returns:
            Keys `stage`, `n`, `internal`, `entries`, `customers`, `owner`, `part` and `as_of`.
        """
        rows = []
        for one in self.stages:
            few = self.shown(one.customers) is None
            row = {name: getattr(one, name) for name in StageEvidence.__dataclass_fields__}
            if few:
                row.update(entries=None, customers=None)
            if one.n is not None and self.shown(one.n) is None:  # fewer rows than ten customers
                row.update(n=None, internal=None)
            rows.append({**row, "as_of": self.as_of})
        return rows

    def shown(self, customers: int) -> int | None:
        """A number of customers as it may be shown.

        Args:
            customers: The number.

        Returns:
            Itself, or None when it is above 0 and below the minimum.
        """
        return None if 0 < customers < self.minimum_cell else customers

    def text(self, language: str = "en") -> str:
        """The coverage as people read it in a terminal.

        Args:
            language: `en` or `ko`.

        Returns:
            Lines: stages, events, and what no definition uses.
        """
        from stagelift.journey.evidence.coverage_text import coverage_text

        return coverage_text(self, language)

    def __str__(self) -> str:
        return self.text()


def coverage(contract: Contract, definitions: Definitions) -> Coverage:
    """The coverage of the events by the definitions, from three queries.

    Args:
        contract: The contract tables.
        definitions: The workspace's definitions.

    Returns:
        Events, stages and first contacts; empty where no source holds events.

    Raises:
        DataError: A source that cannot be read.
        EngineError: The engine refused.
    """
    journey = definitions.journey
    rows = read_events(contract)
    inside = internal_events(journey, (row.event for row in rows))
    stages = tuple(terms for _, terms in stage_terms(journey))
    entered = read_stage_entries(contract, stages) if rows and stages else ()
    contacts = FirstContacts(0, 0, 0)
    if rows and stages:
        opening = tuple(sorted({event for terms in stages for event, nth in terms if nth == 1}))
        contacts = read_first_contacts(contract, opening, tuple(sorted(inside)))
    return Coverage(
        events=tuple(_event_uses(rows, _uses(contract, definitions), inside)),
        stages=tuple(_stages(journey, rows, entered, inside)),
        contacts=contacts,
        as_of=from_us(contract.as_of_us).isoformat(),
        strange=tuple(
            one for one in read_named_stages(contract) if one.stage not in journey.stages
        ),
        zone=journey.zone,
    )


def internal_events(journey: Journey, found: Iterable[str]) -> frozenset[str]:
    """The events the company causes itself.

    Args:
        journey: Lists them under `internal`; an empty list says there are none.
        found: Events of the data.

    Returns:
        Those listed; where nothing is, those found that have a name by which sending tools report
        their own acts.

    Example:
        >>> from stagelift.definitions import Journey
        >>> journey = Journey(zone="UTC", sources={}, stages={"look": "visited"})
        >>> sorted(internal_events(journey, ["visited", "delivered", "opened"]))
        ['delivered']
    """
    if journey.internal is not None:
        return frozenset(journey.internal)
    return frozenset(event for event in found if event.lower() in SENDERS_WORDS)


def _uses(contract: Contract, definitions: Definitions) -> dict[str, tuple[Use, ...]]:
    """Who uses which event: definitions, and the questions about messages where there are any."""
    found = uses_of_events(definitions)
    if not tells_of_messages(contract):
        return found
    reading = Use("messages", "messages", "")
    return {**found, **{word: (*found.get(word, ()), reading) for word in KINDS}}


def _event_uses(
    rows: tuple[EventRows, ...], uses: dict[str, tuple[Use, ...]], internal: frozenset[str]
) -> Iterable[EventUse]:
    total = sum(row.n for row in rows)
    for row in rows:
        share, used = row.n / total, uses.get(row.event, ())
        inside = row.event in internal
        yield EventUse(row.event, row.n, share, row.customers, used, inside, row.priced)


def _stages(
    journey: Journey,
    rows: tuple[EventRows, ...],
    entered: tuple[StageEntries, ...],
    internal: frozenset[str],
) -> Iterable[StageEvidence]:
    found = {row.event: row.n for row in rows}
    by_number = {one.stage: one for one in entered}
    for number, name in enumerate(numbered_stages(journey), start=1):
        stage = journey.stages[name]
        events = stage.enter.events if stage.enter else ()
        entries = by_number.get(number, StageEntries(number, 0, 0))
        yield StageEvidence(
            stage=name,
            n=sum(found.get(event, 0) for event in events) if events else None,
            internal=sum(found.get(event, 0) for event in events if event in internal),
            entries=entries.entries,
            customers=entries.customers,
            owner=stage.owner,
            part=journey.part_of(name),
        )
