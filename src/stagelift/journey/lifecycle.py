"""The lifecycle of customers: new, retained, resurrected and dormant in each period.

Among customers ever active: active(t) = new + retained + resurrected, active(t − 1) = retained +
turned dormant, and dormant(t) = dormant(t − 1) − resurrected + turned dormant.
"""

from __future__ import annotations

from collections.abc import Hashable, Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from stagelift.data.query.lifecycles import Lifecycles, measure_lifecycles
from stagelift.errors import ArgumentError
from stagelift.frames import Tabular
from stagelift.journey.lifecycle_counts import (
    MEASURES,
    LifecycleCounts,
    counts_by_state,
    hidden_counts,
)
from stagelift.journey.segments.table import instant_words
from stagelift.journey.shares import FEW, share_fields
from stagelift.statistics.disclosure import MINIMUM
from stagelift.statistics.inference import Inference
from stagelift.statistics.proportions import proportion

if TYPE_CHECKING:
    from stagelift.data.contract import Contract
    from stagelift.statistics.inference import Status

QUICK = "quick_ratio"
DAY_US = 86_400_000_000


@dataclass(frozen=True, slots=True)
class LifecycleRow:
    """One measure of one period.

    Args:
        measure: `active`, `new`, `retained`, `resurrected`, `turned_dormant`, `dormant`, or
            `quick_ratio`: new and resurrected customers for each who turned dormant.
        segment: Segment id, `attribute=value`, or None for everyone.
        period: Its label.
        k: Customers; None when they are not shown.
        n: Customers they are a share of: those ever active, active in the period (new), active in
            the one before (retained, turned dormant), or dormant in it (resurrected).
        value: The share, 0–1, or the ratio.
        low: Lower end of its interval.
        high: Upper end.
        level: Level of the interval.
        method: How it was made.
        status: `ok`, or why there is no value.
        note: The reason in words.
    """

    measure: str
    segment: str | None
    period: str
    k: int | None = None
    n: int | None = None
    value: float | None = None
    low: float | None = None
    high: float | None = None
    level: float = 0.95
    method: str = "wilson"
    status: Status = "ok"
    note: str = ""


@dataclass(frozen=True, slots=True)
class Lifecycle(Tabular):
    """The lifecycle over some periods.

    Args:
        rows: Each measure by segment and period, oldest first.
        rule: Events that show activity.
        within_days: How long an event keeps a customer active; None for the period itself.
        since: When the data begin: whoever was active before that seems new.
        as_of: Instant of knowledge.
        minimum_cell: Customers of the smallest number shown.
    """

    rows: tuple[LifecycleRow, ...]
    rule: str
    within_days: float | None
    since: str
    as_of: str
    minimum_cell: int = MINIMUM

    @property
    def periods(self) -> tuple[str, ...]:
        """Labels, oldest first."""
        return tuple(dict.fromkeys(row.period for row in self.rows))

    @property
    def segments(self) -> tuple[str | None, ...]:
        """Segments, None (everyone) first."""
        return tuple(dict.fromkeys(row.segment for row in self.rows))

    def row(
        self, measure: str, period: str | None = None, segment: str | None = None
    ) -> LifecycleRow:
        """One row.

        Args:
            measure: Which.
            period: Label of the period; the latest when left out.
            segment: The segment; everyone when left out.

        Returns:
            The row.

        Raises:
            KeyError: When there is none.
        """
        wanted = (measure, period or self.periods[-1], segment)
        for one in self.rows:
            if (one.measure, one.period, one.segment) == wanted:
                return one
        raise KeyError(str(wanted))

    def to_dicts(self) -> list[dict[str, Any]]:
        """The rows as JSON-ready values; numbers that are not shown are null.

        Returns:
            One dict a row, with the rule.
        """
        more = {"rule": self.rule, "within_days": self.within_days, "as_of": self.as_of}
        names = LifecycleRow.__dataclass_fields__
        return [{**{name: getattr(one, name) for name in names}, **more} for one in self.rows]

    def text(self, language: str = "en") -> str:
        """The flows as a table, one line a period.

        Args:
            language: `en` or `ko`.

        Returns:
            Lines.
        """
        from stagelift.journey.lifecycle_text import lifecycle_text

        return lifecycle_text(self, language)

    def __str__(self) -> str:
        return self.text()


def lifecycle(contract: Contract, asked: Lifecycles, zone: str) -> Lifecycle:
    """The lifecycle of customers over some periods, from one query.

    Args:
        contract: The contract tables.
        asked: Events, periods (at least two) and segments.
        zone: The journey's zone, for words.

    Returns:
        The flows; a period that is not over is `immature`, and one whose predecessor lies before
        the data is `not_identifiable`.

    Raises:
        ArgumentError: When an event keeps customers active for less than a period.
        DataError: When a table that is needed is not mapped.
    """
    longest = max(period.end - period.start for period in asked.periods)
    if asked.within is not None and asked.within < longest:
        raise ArgumentError(
            f"within: {asked.within / DAY_US:g} days came; at least the length of a period "
            f"({longest / DAY_US:g} days) is needed, so that who is active in it counts"
        )
    counts = counts_by_state(measure_lifecycles(contract, asked))
    named = [None, *(rule.name for rule in asked.segments)]
    values = sorted({name for _, name in counts if name is not None} - set(named))
    for number in range(1, len(asked.periods)):
        for segment in (*named, *values):
            counts.setdefault((number, segment), LifecycleCounts())
    hidden = hidden_counts(counts)
    began = contract.span("events")[0]
    rows: list[LifecycleRow] = []
    for segment in (*named, *values):
        for number in range(1, len(asked.periods)):
            label = asked.periods[number].label
            state = _state(asked, number, began, contract.as_of_us)
            own = counts[(number, segment)]
            rows.extend(rows_of(own, (segment, label, number), hidden, state))
    return Lifecycle(
        rows=tuple(rows),
        rule=" | ".join(event if n == 1 else f"{event} x{n}" for event, n in asked.terms),
        within_days=None if asked.within is None else asked.within / DAY_US,
        since=instant_words(began, zone),
        as_of=instant_words(contract.as_of_us, zone),
    )


def _state(asked: Lifecycles, number: int, began: int, as_of: int) -> tuple[Status, str]:
    """Whether a period can be read."""
    if asked.periods[number].end > as_of:
        return "immature", "the period is not over"
    if asked.opens(number - 1) <= began - DAY_US:  # data begin at some hour of their first day
        return "not_identifiable", "the period before it is not wholly in the data"
    return "ok", ""


def rows_of(
    own: LifecycleCounts,
    place: tuple[str | None, str, int],
    hidden: frozenset[Hashable],
    state: tuple[Status, str],
) -> Iterator[LifecycleRow]:
    """The measures of one period.

    Args:
        own: Its counts.
        place: Segment, label and index of the period.
        hidden: Counts that are not shown.
        state: Whether the period can be read, and why not.

    Yields:
        Rows.
    """
    segment, label, number = place
    status, note = state
    for measure, base in MEASURES.items():
        k, n = getattr(own, measure), getattr(own, base)
        if status != "ok":
            yield LifecycleRow(measure, segment, label, status=status, note=note)
        elif {(measure, number, segment), (base, number, segment)} & hidden:
            yield LifecycleRow(measure, segment, label, status="low_n", note=FEW)
        else:
            yield LifecycleRow(measure, segment, label, **share_fields(k, n))
    flows = {(name, number, segment) for name in ("new", "resurrected", "turned_dormant")}
    if status != "ok":
        yield LifecycleRow(QUICK, segment, label, status=status, note=note)
    elif flows & hidden:
        yield LifecycleRow(QUICK, segment, label, status="low_n", note=FEW)
    else:
        gained, lost = own.new + own.resurrected, own.turned_dormant
        ratio = quick_ratio(gained, lost)
        yield LifecycleRow(
            measure=QUICK,
            segment=segment,
            period=label,
            k=gained,
            n=lost,
            value=ratio.value,
            low=ratio.low,
            high=ratio.high,
            method=ratio.method,
            status=ratio.status,
            note=ratio.note,
        )


def quick_ratio(gained: int, lost: int, *, level: float = 0.95) -> Inference:
    """New and resurrected customers for each who turned dormant.

    Given how many moved at all, those gained are a binomial share p of them, and the ratio is
    p / (1 − p): the ends of Wilson's interval are carried over.

    Args:
        gained: New and resurrected customers.
        lost: Customers who turned dormant.
        level: Confidence level, 0–1.

    Returns:
        The ratio; None without a customer who turned dormant, its upper end None when unbounded.

    Example:
        >>> found = quick_ratio(300, 200)
        >>> found.value, round(found.low, 3), round(found.high, 3)
        (1.5, 1.255, 1.793)
    """
    share = proportion(gained, gained + lost, level=level)
    if not lost:
        note = "nobody turned dormant"
        return Inference(level=level, method="wilson odds", status="no_data", note=note)
    low, high = share.low or 0.0, share.high or 0.0
    return Inference(
        value=gained / lost,
        low=low / (1 - low),
        high=None if high >= 1 else high / (1 - high),
        level=level,
        method="wilson odds",
    )
