"""What customers ask about in each stage, how often, and where a topic gathers."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from stagelift.data.query.contacts import (
    ContactQuestion,
    TopicCell,
    measure_presence,
    measure_topics,
)
from stagelift.data.zones import from_us
from stagelift.formatting import formatted
from stagelift.frames import Tabular
from stagelift.journey.figures import round_significant
from stagelift.metrics.privacy import MINIMUM
from stagelift.metrics.voice import tables
from stagelift.metrics.voice.cells import occasions
from stagelift.metrics.voice.wait import first_time
from stagelift.statistics.disclosure import Partition, hide
from stagelift.statistics.proportions import proportion
from stagelift.statistics.proportions.risk_ratio import risk_ratio

if TYPE_CHECKING:
    from stagelift.data.contract import Contract
    from stagelift.definitions import Journey
    from stagelift.metrics.kpis import KpiRequest
    from stagelift.metrics.voice.contact import Contact
    from stagelift.statistics.inference import Inference

THOUSAND = 1000
COLUMNS = (
    *("stage", "topic", "enquiries", "share", "interval", "cumulative", "per 1,000", "interval"),
    *("times the others", "interval"),
)


@dataclass(frozen=True, slots=True)
class TopicRow:
    """One topic in one stage, of everyone or of one group.

    Args:
        stage: Stage id at the enquiry, or None for all stages together.
        segment: `attribute=value`, or None for everyone.
        topic: What was asked about.
        enquiries: How many.
        customers: Customers who asked about it.
        asking: Customers who asked about anything there.
        base: Customers who stood in the stage during the period.
        cumulative: The share of the stage's enquiries about this topic and the more frequent ones.
        times: The rate of the group over that of all other customers there; None for everyone.
        level: Level of the intervals, 0–1.
    """

    stage: str | None
    segment: str | None
    topic: str
    enquiries: int
    customers: int
    asking: int
    base: int
    cumulative: float
    times: Inference | None
    level: float

    @property
    def share(self) -> Inference:
        """The share of those who asked there that asked about it, by Wilson."""
        return proportion(self.customers, self.asking, level=self.level)

    @property
    def rate(self) -> Inference:
        """The share of those who stood there that asked about it, by Wilson."""
        return proportion(min(self.customers, self.base), self.base, level=self.level)

    @property
    def gathers(self) -> bool:
        """Whether the topic is at least twice as frequent in the group, interval and all."""
        return self.times is not None and self.times.low is not None and self.times.low >= 2.0


@dataclass(frozen=True, slots=True)
class Topics(Tabular):
    """Enquiries by topic in one period, most frequent first within a stage.

    Args:
        metric: Id of the metric.
        period: Its label.
        rows: All stages together, then each; groups after everyone.
        as_of: Instant of knowledge as ISO text.
        minimum_cell: Topics of fewer customers are withheld wherever they are shown.
    """

    metric: str
    period: str
    rows: tuple[TopicRow, ...]
    as_of: str
    minimum_cell: int = MINIMUM

    def of(self, stage: str | None = None, segment: str | None = None) -> tuple[TopicRow, ...]:
        """The topics of one stage, most frequent first.

        Args:
            stage: Stage id, None for all stages together.
            segment: A group, None for everyone.

        Returns:
            Rows; none where nobody asked.
        """
        return tuple(r for r in self.rows if (r.stage, r.segment) == (stage, segment))

    @property
    def gathered(self) -> tuple[TopicRow, ...]:
        """Groups in which a topic is at least twice as frequent as among the others there."""
        hidden = self.withheld
        return tuple(r for r in self.rows if r.gathers and r.stage and _key(r) not in hidden)

    @property
    def withheld(self) -> frozenset[Any]:
        """The cells that are not shown: of few customers, and those that would tell of one.

        Stages are shown before their sum: where the sum over all stages would tell of a small cell,
        all topics of all stages together are withheld.
        """
        sizes: dict[Any, int] = {_key(row): row.customers for row in self.rows}
        parts: dict[Any, list[Any]] = defaultdict(list)
        for stage, segment, topic in sizes:
            parts[(stage, segment, None), "topics"].append((stage, segment, topic))
            if segment is not None:
                attribute = segment.partition("=")[0]
                parts[(stage, None, topic), attribute].append((stage, segment, topic))
        for (whole, kind), cells in parts.items():
            if kind == "topics":  # the sum is not shown, but follows from a cumulative share
                sizes[whole] = sum(sizes[cell] for cell in cells)
        sums = [Partition(whole, tuple(c)) for (whole, _), c in parts.items() if whole in sizes]
        hidden: set[Any] = set(hide(sizes, sums, self.minimum_cell))
        by_topic: dict[Any, list[Any]] = defaultdict(list)
        for key in hidden:
            stage, segment, topic = key
            if stage is not None and topic is not None:
                by_topic[segment, topic].append(key)
        told = {
            segment
            for (segment, _), cells in by_topic.items()
            if len(cells) == 1 or sum(sizes[cell] for cell in cells) < self.minimum_cell
        }
        if told:  # groups of all stages add up to everyone in all stages
            hidden.update(key for key in sizes if key[0] is None)
        return frozenset(hidden)

    def to_dicts(self) -> list[dict[str, Any]]:
        """The rows as JSON-ready mappings; small ones carry no numbers.

        Returns:
            One dict a stage, group and topic: the share of askers under the names of an estimate,
            then the rate per 1,000 customers and how many times that of the others it is.
        """
        hidden = self.withheld
        found = []
        for row in self.rows:
            share, rate, times = row.share, row.rate, row.times
            told = {
                "metric": self.metric,
                "stage": row.stage,
                "segment": row.segment,
                "topic": row.topic,
                "period": self.period,
                "as_of": self.as_of,
                **{name: _round(one) for name, one in tables.ends(share).items()},
                "n": row.asking,
                "k": row.customers,
                "enquiries": row.enquiries,
                "cumulative": round_significant(row.cumulative),
                "base": row.base,
                **{
                    f"per_thousand{end}": _round(None if one is None else THOUSAND * one)
                    for end, one in (("", rate.value), ("_low", rate.low), ("_high", rate.high))
                },
                **{
                    f"times{end}": _round(getattr(times, name, None))
                    for end, name in (("", "value"), ("_low", "low"), ("_high", "high"))
                },
                "gathers": row.gathers,
            }
            if _key(row) in hidden:
                kept = ("metric", "stage", "segment", "topic", "period", "as_of", "level")
                small = row.customers < self.minimum_cell
                few = f"fewer than {self.minimum_cell} customers"
                note = few if small else f"hidden, or a cell of {few} could be computed from it"
                told = tables.without(told, note, kept)
            found.append(told)
        return found

    def cells(self) -> list[tuple[str, ...]]:
        """The rows as text under `COLUMNS`; of groups, only where a topic gathers.

        Returns:
            One row a stage and topic.
        """
        hidden = self.withheld
        found: list[tuple[str, ...]] = []
        for row in self.rows:
            if row.segment is not None and (not row.gathers or row.stage is None):
                continue
            place = " ".join(part for part in (row.stage or tables.EVERY, row.segment) if part)
            if _key(row) in hidden:
                small = row.customers < self.minimum_cell
                few = tables.few(self.minimum_cell) if small else tables.UNKNOWN
                found.append((place, row.topic, few, *[""] * 7))
                continue
            share, rate, times = row.share, row.rate, row.times
            found.append(
                (
                    place,
                    row.topic,
                    tables.whole(row.enquiries),
                    tables.shown(share.value, ".0%"),
                    tables.interval(share.low, share.high, ".0%"),
                    tables.shown(row.cumulative, ".0%"),
                    *_scaled(rate),
                    "" if times is None else tables.shown(times.value, ".1f"),
                    "" if times is None else tables.interval(times.low, times.high, ".1f"),
                )
            )
        return found

    def __str__(self) -> str:
        head = f"{self.metric}, {self.period}, as of {self.as_of}"
        return tables.text_table(head, COLUMNS, self.cells(), *self.words())

    def words(self) -> tuple[str, ...]:
        """How to read the table, and where topics gather."""
        how = (
            "Shares are of the customers who asked in the stage, rates of those who stood in it; "
            "a customer may ask about several."
        )
        return (how, *(gathered_words(row) for row in self.gathered))


def gathered_words(row: TopicRow) -> str:
    """Where a topic gathers, in a sentence.

    Args:
        row: A row of a group.

    Returns:
        The sentence.
    """
    times = row.times
    if times is None or times.value is None or times.low is None:
        return ""
    least = formatted(times.low, ".1f")
    return (
        f"{row.topic} gathers in {row.stage} among {row.segment}: "
        f"{formatted(times.value, '.1f')} times the rate of the others, at least {least}."
    )


def _key(row: TopicRow) -> tuple[str | None, str | None, str]:
    return row.stage, row.segment, row.topic


def _round(value: Any) -> Any:
    if not isinstance(value, float):
        return value
    return None if value in (float("inf"), float("-inf")) else round_significant(value)


def _scaled(rate: Inference) -> tuple[str, str]:
    """A rate and its interval per 1,000 customers."""
    if rate.value is None or rate.low is None or rate.high is None:
        return tables.UNKNOWN, ""
    low, high = THOUSAND * rate.low, THOUSAND * rate.high
    return formatted(THOUSAND * rate.value, ".1f"), tables.interval(low, high, ".1f")


def topics(contract: Contract, journey: Journey, metric: Contact, request: KpiRequest) -> Topics:
    """The enquiries of one period by topic, stage by stage.

    Args:
        contract: The contract tables.
        journey: The journey.
        metric: Which enquiries, and the column with their topic.
        request: One period, and the attributes by whose values it is split.

    Returns:
        Topics, most frequent first.

    Raises:
        DataError: When a table or a column that is needed is not mapped.
        EngineError: When the engine refuses a query.
    """
    where = occasions(journey, request)
    asked = ContactQuestion(first_time(metric.event), metric.topic or None, where)
    cells = measure_topics(contract, asked)
    there = {(c.stage, c.segment): c.customers for c in measure_presence(contract, where)}
    asking = {(c.stage, c.segment): c.customers for c in cells if c.topic is None}
    by_place: dict[tuple[str | None, str | None], list[TopicCell]] = defaultdict(list)
    for cell in cells:
        if cell.topic is not None:
            by_place[(cell.stage, cell.segment)].append(cell)
    of_all = {(c.stage, c.topic): c.customers for c in cells if c.segment is None}
    stages = [None, *(name for name, _ in where.stages)]
    segments = [None, *sorted({s for _, s in by_place if s is not None})]
    rows = []
    for segment in segments:
        for stage in stages:
            place = by_place[(stage, segment)]
            total, so_far = sum(cell.enquiries for cell in place), 0
            for cell in sorted(place, key=lambda c: (-c.enquiries, c.topic or "")):
                so_far += cell.enquiries
                topic = cell.topic or ""
                base = there.get((stage, segment), 0)
                others = of_all.get((stage, topic), 0) - cell.customers
                left = there.get((stage, None), 0) - base
                rows.append(
                    TopicRow(
                        stage=stage,
                        segment=segment,
                        topic=topic,
                        enquiries=cell.enquiries,
                        customers=cell.customers,
                        asking=asking.get((stage, segment), 0),
                        base=base,
                        cumulative=so_far / total,
                        times=None
                        if segment is None
                        else compared((cell.customers, base), (others, left), request.confidence),
                        level=request.confidence,
                    )
                )
    as_of = from_us(request.as_of).isoformat()
    return Topics(metric.name, request.periods[0].label, tuple(rows), as_of)


def compared(own: tuple[int, int], others: tuple[int, int], level: float) -> Inference | None:
    """The rate of a group over that of all others.

    Args:
        own: Customers with the topic and customers there, of the group.
        others: The same of all others.
        level: Level of the interval.

    Returns:
        The risk ratio with its score interval; None where it is about nobody.

    Example:
        >>> round(compared((30, 100), (10, 100), 0.95).value, 6)
        3.0
        >>> compared((1, 5), (0, 0), 0.95) is None
        True
    """
    (k1, n1), (k0, n0) = own, others
    if n1 < k1 or n0 < k0 or not n0 or not n1:
        return None
    return risk_ratio(k1, n1, k0, n0, level=level)
