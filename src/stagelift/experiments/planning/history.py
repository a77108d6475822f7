"""The same audience in the weeks before: who would have entered, and what became of them."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Hashable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from fractions import Fraction

from stagelift.data.contract import Contract
from stagelift.data.query import (
    Assigned,
    Cell,
    Comparison,
    Measurement,
    Outcome,
    SegmentRule,
    Value,
    measure,
)
from stagelift.data.query.openings import Opening
from stagelift.data.query.reach import YES
from stagelift.data.zones import day_number, day_start_us, from_us, zone_named
from stagelift.definitions import EVERYONE, Experiment, Journey, Once
from stagelift.errors import ArgumentError
from stagelift.experiments.arms import units_in
from stagelift.experiments.enrolment import run_of
from stagelift.experiments.volume import MONTH_DAYS, monthly_volume
from stagelift.journey.rules import audience_rule
from stagelift.metrics.kind import WindowedMetric
from stagelift.metrics.privacy import Partition, hide
from stagelift.metrics.tally import Tally, tally

WEEKS = 8  # two months say how weeks differ, and are near enough to be like the next ones
WEEK_DAYS = 7
DAY_US = 86_400_000_000
GRACE_US = 6 * 3_600_000_000
EPOCH = date(1970, 1, 1)
FORMS = (str.lower, str.capitalize, str.upper)
AGREED = tuple(dict.fromkeys(form(word) for word in YES for form in FORMS))
REACHABLE = "reachable"


@dataclass(frozen=True, slots=True, kw_only=True)
class History:
    """An enrolment of the past by the experiment's own rule.

    Args:
        first: First local day of entry.
        last: Last local day of entry; every window that decides has closed since.
        entered: Customers who entered, by week, oldest first; of a test that enters once, one
            figure: those who would enter now.
        consenting: Customers who agreed to each variant's channel, by channel; None where no
            source says.
        reachable: Customers who agreed to every variant's channel, None where no source says.
        tallies: What became of them, by metric.
        cells: The same by metric as the engine gave it, one a local day.
        month: Customers who come to qualify in thirty days, as of late; None where nobody knows.
    """

    first: date
    last: date
    entered: tuple[int, ...]
    consenting: dict[str, int | None]
    reachable: int | None
    tallies: dict[str, Tally]
    cells: dict[str, tuple[Cell, ...]]
    month: float | None = None

    @property
    def total(self) -> int:
        """Customers who entered."""
        return sum(self.entered)

    @property
    def shown_weeks(self) -> list[int | None]:
        """Customers who entered by week, None where too few did, or where they would follow.

        All of them together are told beside the weeks.
        """
        sizes: dict[Hashable, int] = dict(enumerate(self.entered))
        hidden = hide({**sizes, "all": self.total}, [Partition("all", tuple(sizes))])
        return [None if week in hidden else count for week, count in enumerate(self.entered)]

    @property
    def accepting(self) -> int | None:
        """Customers who agreed to one of the variants' channels at least; None where not known."""
        known = [count for count in self.consenting.values() if count is not None]
        if not known or len(known) < len(self.consenting) or len(known) > 2:
            return None
        both = self.reachable if len(known) == 2 and self.reachable is not None else 0
        return sum(known) - both

    @property
    def share_reachable(self) -> float:
        """Share of them every variant can reach; 1 where no source says."""
        return 1.0 if self.reachable is None or not self.total else self.reachable / self.total


def history(
    experiment: Experiment,
    journey: Journey,
    metrics: Sequence[WindowedMetric],
    contract: Contract,
    *,
    lookback: int = 0,
) -> History:
    """What the experiment's rule would have enrolled in the whole weeks before it, measured.

    Args:
        experiment: The experiment.
        journey: Its journey.
        metrics: What is measured of the customers, the primary first.
        contract: The contract tables as of the plan.
        lookback: Length in µs of the time before entry that gives each value its covariate.

    Returns:
        The history of eight whole weeks, fewer where the data begin later.

    Raises:
        ArgumentError: A metric of outcome columns, whose source has no past; or less than one whole
            week whose windows have closed.
        DataError: When a source cannot be read as defined.
        EngineError: When the engine refuses the query.
    """
    at_once = isinstance(experiment.enters, Once)
    first, end = past_weeks(experiment, journey, metrics, contract)
    zone = journey.zone
    start = day_start_us(end, zone) - 1 if at_once else day_start_us(first, zone)
    channels = channels_of(experiment)
    asked = {channel: contract.maps("customers", f"consent_{channel}") for channel in channels}
    plan = Measurement(
        populations=(everybody(experiment, journey, start, day_start_us(end, zone)),),
        values=tuple((one.name, value_of(one, journey)) for one in metrics),
        segments=tuple(consent_rules([name for name, known in asked.items() if known])),
        zone=zone,
        as_of=contract.as_of_us,
        lookback=lookback,
    )
    cells = measure(contract, plan)
    totals = [cell for cell in cells if cell.segment is None]
    units = units_by_segment(cells, metrics[0].name)
    entered = weeks_of(totals, metrics[0].name, first, end, at_once=at_once)
    first = end - (1 if at_once else WEEK_DAYS * len(entered))
    reach = units.get(REACHABLE, 0) if any(asked.values()) else None
    if reach == 0 and experiment.reachable_by is not None and totals:
        raise ArgumentError(
            f"experiment '{experiment.name}': nobody in its audience agreed to all of "
            f"{', '.join(channels)}, so reachable_by leaves nobody; choose channels people share"
        )
    return History(
        first=EPOCH + timedelta(days=first),
        last=EPOCH + timedelta(days=end - 1),
        entered=entered,
        consenting={name: units.get(name, 0) if known else None for name, known in asked.items()},
        reachable=reach,
        tallies={
            one.name: tally((c for c in totals if c.value == one.name), binary=one.binary)
            for one in metrics
        },
        cells={one.name: tuple(c for c in totals if c.value == one.name) for one in metrics},
        month=None if at_once else latest_month(experiment, journey, metrics[0], contract),
    )


def latest_month(
    experiment: Experiment, journey: Journey, metric: WindowedMetric, contract: Contract
) -> float | None:
    """The customers who came to qualify in the last thirty days, whatever became of them since.

    Args:
        experiment: The experiment; once it has begun, only what was before its run counts.
        journey: Its journey.
        metric: The primary metric.
        contract: The contract tables.

    Returns:
        Customers in thirty days, of fewer days where the data begin later; None without a day.

    Raises:
        DataError: When a source cannot be read as defined.
        EngineError: When the engine refuses the query.
    """
    zone = journey.zone
    end = local_day(known_until(experiment, journey, contract), zone)
    begun = local_day(contract.span("events")[0], zone) + 1
    days = day_start_us(max(begun, end - MONTH_DAYS - 1), zone), day_start_us(end, zone)
    if days[0] >= days[1]:
        return None
    plan = Measurement(
        populations=(everybody(experiment, journey, *days),),
        values=((metric.name, value_of(metric, journey)),),
        zone=zone,
        as_of=contract.as_of_us,
    )
    holdout = journey.rules.holdout or Fraction(0)
    return monthly_volume(measure(contract, plan), (Opening(*days),), zone=zone, holdout=holdout)


def known_until(experiment: Experiment, journey: Journey, contract: Contract) -> int:
    """The instant up to which there is a past, µs UTC: now, or the begin of the run before it."""
    now = contract.as_of_us
    return now if experiment.is_draft else min(now, run_of(experiment).instants(journey.zone)[0])


def past_weeks(
    experiment: Experiment,
    journey: Journey,
    metrics: Sequence[WindowedMetric],
    contract: Contract,
) -> tuple[int, int]:
    """The whole weeks of entry before a test whose windows have closed.

    Args:
        experiment: The experiment; once it has begun, only what was before its run counts.
        journey: Its journey.
        metrics: What is measured.
        contract: The contract tables.

    Returns:
        First day and the first day after, as day numbers; at most eight weeks.

    Raises:
        ArgumentError: When there is no such week.
    """
    zone = journey.zone
    closed = (
        known_until(experiment, journey, contract) - max(one.window for one in metrics) - GRACE_US
    )
    end = local_day(closed, zone)
    begun = local_day(contract.span("events")[0], zone) + 1
    weeks = min(WEEKS, (end - begun) // WEEK_DAYS)
    if weeks < 1:
        days = WEEK_DAYS + -(-(max(one.window for one in metrics) + GRACE_US) // DAY_US)
        ready = EPOCH + timedelta(days=begun + days)
        raise ArgumentError(
            f"experiment '{experiment.name}': no whole week before it whose windows have closed; "
            f"a shadow enrolment comes first, which sends nothing: plan again from {ready} on, or "
            'state what is known: baseline: 8%..12% from "where it is known from"'
        )
    return end - weeks * WEEK_DAYS, end


def local_day(at: int, zone: str) -> int:
    """The local day of an instant, days since 1970-01-01."""
    return day_number(from_us(at).astimezone(zone_named(zone)).date())


def everybody(experiment: Experiment, journey: Journey, start: int, end: int) -> Assigned:
    """The customers the rule qualifies in a span, whoever splits them and whatever reaches them."""
    everyone = experiment.audience == EVERYONE
    return Assigned(
        experiment=experiment.name,
        audience=None if everyone else audience_rule(journey, experiment.audience),
        start=start,
        end=end,
        at_once=isinstance(experiment.enters, Once),
        salt=experiment.salt,
        variants=tuple((name, variant.share) for name, variant in experiment.variants.items()),
        holdout=journey.rules.holdout or Fraction(0),
        household=experiment.of_households,
    )


def value_of(metric: WindowedMetric, journey: Journey) -> Value:
    """What is measured per customer.

    Raises:
        ArgumentError: When it stands in a source of finished rows, which have no past.
    """
    value = metric.assigned_value(journey)
    if isinstance(value, Outcome):
        raise ArgumentError(
            f"metric '{metric.name}' reads an outcome column: finished rows have no weeks before "
            'them; state what is known: baseline: 8%..12% from "where it is known from"'
        )
    return value


def channels_of(experiment: Experiment) -> tuple[str, ...]:
    """The channels the variants send on, each once."""
    used = dict.fromkeys(variant.channel for variant in experiment.variants.values())
    return tuple(name for name in used if name != "none")


def consent_rules(channels: Sequence[str]) -> Iterable[SegmentRule]:
    """One rule for each channel's consent, and one for all of them together."""
    agreed = [Comparison(f"consent_{name}", "=", AGREED) for name in channels]
    for name, rule in zip(channels, agreed, strict=True):
        yield SegmentRule(name, attributes=(rule,))
    if agreed:
        yield SegmentRule(REACHABLE, attributes=tuple(agreed))


def units_by_segment(cells: Iterable[Cell], metric: str) -> dict[str, int]:
    """Customers by segment, as one metric counts them."""
    found: dict[str, int] = defaultdict(int)
    for cell in cells:
        if cell.value == metric and cell.segment is not None:
            found[cell.segment] += units_in(cell)
    return dict(found)


def weeks_of(
    cells: Iterable[Cell], metric: str, first: int, end: int, *, at_once: bool
) -> tuple[int, ...]:
    """Customers who entered by week, oldest first; one figure where all enter at once."""
    weeks = [0] * (1 if at_once else (end - first) // WEEK_DAYS)
    for cell in cells:
        if cell.value == metric:
            weeks[0 if at_once else (cell.day - first) // WEEK_DAYS] += units_in(cell)
    # nobody could qualify yet: what came before the first customer is no history
    begun = next((place for place, count in enumerate(weeks) if count), len(weeks) - 1)
    return tuple(weeks[begun:])
