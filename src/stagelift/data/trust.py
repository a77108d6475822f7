"""What is known about the data themselves: how much, how late, how clean."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from stagelift.data.contract import Contract
from stagelift.data.counts import Counts
from stagelift.data.freshness import Freshness, freshness_of
from stagelift.data.identities import Joined
from stagelift.data.matching import Match, match_rates
from stagelift.data.zones import from_us

DATED = ("events", "surveys")
ROLES = ("events", "surveys", "assignments", "customers", "contracts", "units")


@dataclass(frozen=True, slots=True, kw_only=True)
class Trust:
    """Counts over the sources, to be read before any figure.

    Args:
        through: The instant the data are read as of, UTC.
        rows: Rows read.
        late: Rows that arrived more than six hours after their time.
        late_share: The same as a share of the rows kept, 0–1; None when arrival is not recorded.
        duplicates: Rows that repeated an event id.
        conflicts: Event ids whose copies differ; the first to arrive counts.
        rejected: Rows in quarantine by reason.
        sources: Counts by role.
        freshness: How long each source of events and surveys has been silent.
        joined: What became of the ids that `same_person` joins, such as devices.
        matches: Where ids are joined, the customers of each source that others know.
        began: The first visible instant of an event or an answer, UTC; None without any.
    """

    through: datetime
    rows: int
    late: int
    late_share: float | None
    duplicates: int
    conflicts: int
    rejected: Mapping[str, int]
    sources: Mapping[str, Counts]
    freshness: tuple[Freshness, ...] = ()
    joined: tuple[Joined, ...] = ()
    matches: tuple[Match, ...] = ()
    began: datetime | None = None

    @property
    def stale(self) -> tuple[Freshness, ...]:
        """The sources that have been silent for longer than is their habit."""
        return tuple(one for one in self.freshness if one.stale)


def trust_of(contract: Contract, as_of: datetime) -> Trust:
    """The trust in everything a journey reads.

    Args:
        contract: The contract tables.
        as_of: Their instant, UTC.

    Returns:
        Sums over the roles that are mapped.

    Raises:
        DataError: When a source cannot be read as defined.
    """
    counts = {role: contract.counts(role) for role in ROLES if contract.playing(role)}
    events = counts.get("events")
    rejected: dict[str, int] = {}
    for count in counts.values():
        for reason, rows in count.rejected.items():
            rejected[reason] = rejected.get(reason, 0) + rows
    joined = contract.joined()
    dated = events is not None and not events.not_point_in_time and events.kept > 0
    return Trust(
        through=as_of,
        rows=sum(count.rows for count in counts.values()),
        late=sum(count.late for count in counts.values()),
        late_share=events.late / events.kept if events is not None and dated else None,
        duplicates=sum(count.duplicates for count in counts.values()),
        conflicts=sum(count.conflicts for count in counts.values()),
        rejected=rejected,
        sources=counts,
        freshness=freshness_of(contract),
        joined=joined,
        matches=match_rates(contract) if joined else (),
        began=_began(contract, counts),
    )


def _began(contract: Contract, counts: Mapping[str, Counts]) -> datetime | None:
    """The first visible instant of what happens in a journey."""
    roles = [role for role in DATED if role in counts and counts[role].kept > 0]
    return min((from_us(contract.span(role)[0]) for role in roles), default=None)
