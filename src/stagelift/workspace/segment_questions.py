"""What a workspace answers about its segments and about the lifecycle of customers."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from stagelift.errors import ArgumentError
from stagelift.workspace.measuring import Measuring

if TYPE_CHECKING:
    from datetime import datetime

    from stagelift.journey.lifecycle import Lifecycle
    from stagelift.journey.rfm.groups import RfmGroups
    from stagelift.journey.rfm.moves import RfmMoves
    from stagelift.journey.rfm.scale import RfmCutPoints
    from stagelift.journey.segments.overlap import SegmentOverlap
    from stagelift.journey.segments.personas import Personas
    from stagelift.journey.segments.sizes import SegmentSizes


class SegmentQuestions(Measuring):
    """A workspace that is asked who its customers are."""

    def segments(
        self, names: str | Sequence[str] = (), *, at: datetime | str | None = None
    ) -> SegmentSizes:
        """How many customers are in each segment, and in at least one of them.

        Args:
            names: Ids of segments; all of the journey when left out.
            at: What happened before this instant counts: `2026-11-01` (local midnight),
                `2026-11-01T06:00`, or a datetime; the workspace's own instant when left out.

        Returns:
            Sizes with their share of all known customers, coverage of every declared set and of
            all segments; numbers of fewer than ten customers are not in it.

        Raises:
            ArgumentError: When a segment is unknown, or the instant lies ahead.
            DataError: When a source cannot be read as defined.
        """
        from stagelift.journey.segments.sizes import segment_sizes

        return segment_sizes(
            self.contract, self.journey, self._segment_names(names), self._last_moment(at)
        )

    def overlap(
        self, names: str | Sequence[str] = (), *, at: datetime | str | None = None
    ) -> SegmentOverlap:
        """How many customers two segments share, for every two.

        Args:
            names: Ids of segments; all of the journey when left out.
            at: What happened before this instant counts; the workspace's own when left out.

        Returns:
            The share of each in the other, and of those in both among those in either (Jaccard).

        Raises:
            ArgumentError: When a segment is unknown, or the instant lies ahead.
            DataError: When a source cannot be read as defined.
        """
        from stagelift.journey.segments.overlap import segment_overlap

        wanted = self._segment_names(names)
        return segment_overlap(self.contract, self.journey, wanted, self._last_moment(at))

    def lifecycle(
        self,
        period: str = "last-week",
        *,
        event: str | None = None,
        within: str | None = None,
        by: str | Sequence[str] | None = None,
        history: int = 3,
    ) -> Lifecycle:
        """Who is new, retained, resurrected or dormant in a period and in those before it.

        Args:
            period: `2026-W46`, `2026-11`, `2026-Q4`, `a..b`, or `last-week`.
            event: Events that show activity, such as `visited | ordered`; those of the first
                metric of churn by silence when left out, else all that open a stage.
            within: How long an event keeps a customer active, such as `28 days`; the period
                itself when left out.
            by: Segment ids or customer attributes beside everyone, as they were when the period
                began.
            history: How many earlier periods come along, ≥ 0.

        Returns:
            The flows, which add up exactly, with shares and their intervals.

        Raises:
            ArgumentError: When the period, a segment or `within` is not allowed.
            DataError: When a source cannot be read as defined.
        """
        from stagelift.data.query.lifecycles import Lifecycles
        from stagelift.definitions import Duration, EventPattern, Mistake
        from stagelift.journey.lifecycle import lifecycle
        from stagelift.journey.rules import stage_terms, terms_of
        from stagelift.metrics.churn import Churn

        if history < 0:
            raise ArgumentError(f"history: {history} came; 0 or more is allowed")
        try:
            lasts = None if within is None else Duration.parse(within.strip()).microseconds
            terms = () if event is None else terms_of(EventPattern.parse(event))
        except Mistake as mistake:
            raise ArgumentError(f"lifecycle: {mistake}") from mistake
        churns = (one.events() for one in self.known_metrics.values() if isinstance(one, Churn))
        stages = ((event, 1) for _, found in stage_terms(self.journey) for event, _ in found)
        terms = terms or next(churns, ()) or tuple(dict.fromkeys(stages))
        wanted = self.period(period)
        request = self._request((*wanted.history(history + 1), wanted), by)
        asked = Lifecycles(terms, request.periods, lasts, request.segments, request.attributes)
        return lifecycle(self.contract, asked, self.journey.zone)

    def personas(
        self, names: str | Sequence[str] = (), *, at: datetime | str | None = None
    ) -> Personas:
        """Who the customers of segments are: their words, and what they answered about motives.

        Args:
            names: Ids of segments; all that have a `persona:` when left out.
            at: What happened before this instant counts; the workspace's own when left out.

        Returns:
            Words, size, and the share of each answer among those who answered, with the coverage.

        Raises:
            ArgumentError: When a segment is unknown or has no persona.
            DataError: When a source cannot be read as defined.
        """
        from stagelift.journey.segments.personas import segment_personas

        described = [n for n, one in self.journey.segments.items() if one.persona is not None]
        wanted = self._segment_names(names) if names else tuple(described)
        return segment_personas(self.contract, self.journey, wanted, self._last_moment(at))

    def rfm(
        self, *, at: datetime | str | None = None, by: str | Sequence[str] | None = None
    ) -> RfmGroups:
        """How many customers are in each group of recency, frequency and money.

        Args:
            at: What happened before this instant counts; the workspace's own when left out.
            by: Segment ids or customer attributes beside everyone, at that instant.

        Returns:
            The groups of the block `rfm`, scored by its fixed cut points.

        Raises:
            ArgumentError: When journey.yaml has no cut points, or the instant lies ahead.
            DataError: When a source cannot be read as defined.
        """
        from stagelift.journey.rfm.groups import rfm_groups

        segments, attributes = self._split(by)
        return rfm_groups(
            self.contract,
            self.journey,
            self._last_moment(at),
            segments=segments,
            attributes=attributes,
        )

    def rfm_moves(self, since: datetime | str, *, at: datetime | str | None = None) -> RfmMoves:
        """Who moved between groups of recency, frequency and money, by the same cut points.

        Args:
            since: The earlier instant, such as `2026-10-01`.
            at: The later one; the workspace's own when left out.

        Returns:
            The transition matrix.

        Raises:
            ArgumentError: When journey.yaml has no cut points, or the instants are not in order.
            DataError: When a source cannot be read as defined.
        """
        from stagelift.data.zones import to_us
        from stagelift.journey.rfm.moves import rfm_moves
        from stagelift.workspace.opening import instant_of

        earlier = to_us(instant_of(since, self.journey))
        return rfm_moves(self.contract, self.journey, earlier, self._last_moment(at))

    def rfm_cuts(
        self,
        event: str | None = None,
        *,
        within: str = "365 days",
        at: datetime | str | None = None,
    ) -> RfmCutPoints:
        """Cut points that part the customers of a reference day into fifths, to paste and keep.

        Args:
            event: Events that count; those of the block `rfm` when left out.
            within: How far they are looked back at, where an event is named.
            at: The reference instant; the workspace's own when left out.

        Returns:
            The cut points, and the block for journey.yaml (`.yaml`).

        Raises:
            ArgumentError: When no event is named anywhere, or an argument is not allowed.
            DataError: When a source cannot be read as defined.
        """
        from stagelift.definitions import Duration, EventPattern, Mistake
        from stagelift.definitions.rfm import Rfm
        from stagelift.journey.rfm.scale import rfm_cuts

        rfm = self.journey.rfm
        if event is not None:
            try:
                length = Duration.parse(within.strip())
                rfm = Rfm(did=EventPattern.parse(event), within=length)
            except Mistake as mistake:
                raise ArgumentError(f"rfm: {mistake}") from mistake
        if rfm is None:
            raise ArgumentError("rfm: name the events that count, such as 'ordered'")
        return rfm_cuts(self.contract, self.journey, rfm, self._last_moment(at))

    def _segment_names(self, names: str | Sequence[str]) -> tuple[str, ...]:
        """The segments asked for, sets spelt out; all of the journey's when none is."""
        asked = [names] if isinstance(names, str) else list(names)
        sets = self.journey.segment_sets
        found = [one for name in asked for one in sets.get(name, (name,))]
        return tuple(dict.fromkeys(found or self.journey.segments))

    def _last_moment(self, at: datetime | str | None) -> int | None:
        """An instant as µs; None where none was named."""
        from stagelift.data.zones import to_us
        from stagelift.workspace.opening import instant_of

        return None if at is None else to_us(instant_of(at, self.journey))
