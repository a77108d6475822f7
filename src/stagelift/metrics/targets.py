"""Where each target stands by its interval, and where the measure lands by the target's day."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import TYPE_CHECKING, Any, Literal

from stagelift.console import aligned
from stagelift.formatting import confidence, default_spec, formatted, number, unrounded
from stagelift.frames import Tabular
from stagelift.journey.day_pairs import unusual
from stagelift.journey.figures import round_significant
from stagelift.metrics.privacy import key_of, withheld
from stagelift.statistics.forecast import landing
from stagelift.statistics.inference import Inference

if TYPE_CHECKING:
    from stagelift.definitions import Journey
    from stagelift.definitions.amounts import Grain, Target
    from stagelift.definitions.metric import Metric
    from stagelift.metrics.estimate import Estimate
    from stagelift.metrics.kpi_table import Kpis

Standing = Literal["above", "below", "inconclusive", "unknown"]
Course = Literal["reaches", "misses", "open", "unknown"]
POINTS = 13  # periods a forecast rests on at most: a quarter of weeks, so that old habits fade
HISTORY = 20  # periods asked for: long windows leave the latest out, holidays some more
ENDS: Mapping[str, tuple[float | None, float | None]] = {
    "share": (0.0, 1.0),
    "points": (-100.0, 100.0),
}
Days = tuple[date, date]


@dataclass(frozen=True, slots=True)
class TargetStatus:
    """One target and its measure.

    Args:
        name: The target's key: a metric, or `METRIC.STAGE`.
        metric: Id of the metric.
        stage: Where it is reported, or None for the whole journey.
        better: `up` or `down`.
        target: The value to reach, in the metric's unit, shares 0–1.
        by: The last day.
        benchmark: What others reach, or None.
        now: The newest period that is wholly known, or None.
        standing: `above` or `below` the target when the whole interval is, else `inconclusive`;
            `unknown` without an interval. Of several periods judged, what most of them are.
        landing: The forecast for the target's day.
        lands: First and last day of the period that is forecast, or None.
        days: First and last day of the newest period, or None.
        course: `reaches` or `misses` when the whole interval of the forecast does, else `open`.
        hidden: Whether the number comes from too few units to be shown.
        judged: The standings of the periods inside the one asked about, oldest first; empty where
            it holds one of them or none, and the newest is judged.
    """

    name: str
    metric: str
    stage: str | None
    better: str
    target: float
    by: date
    benchmark: float | None
    now: Estimate | None
    standing: Standing
    landing: Inference
    lands: Days | None
    days: Days | None
    course: Course
    hidden: bool = False
    judged: tuple[Standing, ...] = ()

    @property
    def on_target(self) -> bool | None:
        """Whether the whole interval is on the good side; None when that cannot be told."""
        if self.standing not in ("above", "below"):
            return None
        return self.standing == ("below" if self.better == "down" else "above")

    @property
    def met(self) -> int:
        """How many of the periods judged are on the good side with their whole interval."""
        return self.judged.count("below" if self.better == "down" else "above")

    @property
    def unit(self) -> str:
        """The measure's unit; empty without one."""
        return "" if self.now is None else self.now.unit

    def to_dict(self) -> dict[str, Any]:
        """The target as a JSON-ready row; numbers of small cells are null.

        Returns:
            One dict.
        """
        now = None if self.hidden else self.now
        ahead = Inference(method=self.landing.method) if self.hidden else self.landing
        return {
            "target_of": self.name,
            "metric": self.metric,
            "stage": self.stage,
            "better": self.better,
            "target": self.target,
            "by": self.by.isoformat(),
            "benchmark": self.benchmark,
            "unit": self.unit,
            "period": now and now.period,
            "value": now and now.value,
            "low": now and now.low,
            "high": now and now.high,
            "n": now and now.n,
            "level": now and now.level,
            "method": now and now.method,
            "standing": "unknown" if self.hidden else self.standing,
            "judged": len(self.judged) or 1,
            "judged_above": None if self.hidden else self.judged.count("above"),
            "judged_below": None if self.hidden else self.judged.count("below"),
            "on_target": None if self.hidden else self.on_target,
            "landing": round_significant(ahead.value),
            "landing_low": round_significant(ahead.low),
            "landing_high": round_significant(ahead.high),
            "landing_method": ahead.method,
            "landing_status": self.landing.status,
            "landing_note": self.landing.note,
            "landing_period": self.lands and "..".join(day.isoformat() for day in self.lands),
            "course": "unknown" if self.hidden else self.course,
        }


@dataclass(frozen=True, slots=True)
class Targets(Tabular):
    """Every target of the journey as of an instant.

    Args:
        rows: One a target and stage, in the journey's order.
        as_of: Instant of knowledge as text, in the journey's zone.
        level: Level of the intervals, 0–1.
        notes: What is to be known about them, such as holidays.
    """

    rows: tuple[TargetStatus, ...]
    as_of: str
    level: float = 0.95
    notes: tuple[str, ...] = ()

    def to_dicts(self) -> list[dict[str, Any]]:
        """The targets as JSON-ready rows.

        Returns:
            One dict a target.
        """
        return [row.to_dict() | {"as_of": self.as_of} for row in self.rows]

    def __str__(self) -> str:
        if not self.rows:
            return "No targets: write some under 'targets:' in journey.yaml."
        head = ("target of", "target", "by", "now", "interval", "n", "period", "standing", "lands")
        rows = [head, *(_cells(row) for row in self.rows)]
        said = (
            f"As of {self.as_of}, intervals at {confidence(self.level)}; landing by linear trend."
        )
        return "\n".join([*aligned(rows), said, *self.notes])


def _cells(row: TargetStatus) -> tuple[str, ...]:
    spec = default_spec(row.unit) if row.unit else ".3f"
    aim = (row.name, formatted(row.target, unrounded(spec, row.target)), row.by.isoformat())
    if row.now is None or row.now.value is None or row.hidden:
        return (*aim, "", "", "", "", "unknown", "")
    low, high = row.now.low, row.now.high
    ends = "" if low is None or high is None else f"[{span(low, high, spec)}]"
    ahead = row.landing
    lands = row.landing.note
    if ahead.value is not None and ahead.low is not None and ahead.high is not None:
        lands = f"{formatted(ahead.value, spec)} [{span(ahead.low, ahead.high, spec)}]"
    value = formatted(row.now.value, spec)
    return (*aim, value, ends, number(row.now.n), row.now.period, row.standing, lands)


def span(low: float, high: float, spec: str, language: str = "en") -> str:
    """Two ends of an interval as text.

    Args:
        low: Lower end.
        high: Upper end.
        spec: Format of both.
        language: Language of the words in it.

    Returns:
        Such as "7.3%, 8.8%".

    Example:
        >>> span(0.073, 0.088, ".1%")
        '7.3%, 8.8%'
    """
    return ", ".join(formatted(end, spec, language) for end in (low, high))


def targets_of(
    journey: Journey,
    metrics: Mapping[str, Metric],
    kpis: Mapping[Grain, Kpis],
    days: Mapping[str, Days],
    inside: Days | None = None,
) -> Targets:
    """Where each target stands and lands, from KPIs that are measured already.

    A month counts each customer's first entry in it, a week those of a week: rates of the two
    differ, so a target is judged on periods of its own kind alone. A month holds several weeks, and
    is judged by what most of them are: one unlike the others decides nothing.

    Args:
        journey: With its targets and its country's holidays.
        metrics: Metrics by id, for their direction and window.
        kpis: The newest period and those before it, by their kind: week, month or quarter.
        days: First and last local day of each period, by its label.
        inside: First and last local day of the period asked about.

    Returns:
        One row a target and stage; a metric that is not measured has standing `unknown`.
    """
    hidden = {kind: withheld((*found.past, *found.estimates)) for kind, found in kpis.items()}
    rows: list[TargetStatus] = []
    for name, target in journey.targets.items():
        metric, _, stage = name.partition(".")
        asked = (name, target, metrics[metric])
        lines = _lines(kpis[target.every], metric, stage or None)
        unseen = hidden[target.every]
        for line in lines:
            found = _status(journey, asked, line, days, unseen)
            usual = [e for e in _ordinary(journey, line, days) if key_of(e) not in unseen]
            rows.append(found if inside is None else _by_most(found, usual, days, inside))
    level = next((e.level for found in kpis.values() for e in found.estimates), 0.95)
    as_of = next((found.as_of for found in kpis.values()), "")
    return Targets(tuple(rows), as_of, level)


def _lines(kpis: Kpis, metric: str, stage: str | None) -> list[tuple[Estimate, ...]]:
    """The series a target is about: of its stage, of the whole journey, else of each stage."""
    series = kpis.series(metric)
    stages = list(dict.fromkeys(estimate.stage for estimate in series))
    wanted = [stage] if stage else [None] if None in stages else stages
    found = [tuple(e for e in series if e.stage == one) for one in wanted]
    return found or [()]


def _status(
    journey: Journey,
    asked: tuple[str, Target, Metric],
    line: Sequence[Estimate],
    days: Mapping[str, Days],
    hidden: Collection[object],
) -> TargetStatus:
    name, target, metric = asked
    known = [e for e in line if e.mature]
    now = known[-1] if known else None
    stage = line[-1].stage if line else name.partition(".")[2] or None
    ordinary = [e for e in _ordinary(journey, line, days) if key_of(e) not in hidden]
    window = metric.within.days if metric.within else 0
    ahead, lands = landing_of(ordinary, window, target.by, days)
    return TargetStatus(
        name=name,
        metric=metric.name,
        stage=stage,
        better=metric.better,
        target=target.level,
        by=target.by,
        benchmark=target.benchmark_level,
        now=now,
        standing=standing_of(now, target.level),
        landing=ahead,
        lands=lands,
        days=None if now is None else days.get(now.period),
        course=course_of(ahead, target.level, metric.better),
        hidden=now is not None and key_of(now) in hidden,
    )


def _ordinary(
    journey: Journey, line: Sequence[Estimate], days: Mapping[str, Days]
) -> list[Estimate]:
    """The periods of a line that are wholly known and no holiday weeks."""
    known = (e for e in line if e.mature and e.in_line)
    return [e for e in known if not unusual(*days[e.period], journey.country)]


def _by_most(
    row: TargetStatus, known: Sequence[Estimate], days: Mapping[str, Days], inside: Days
) -> TargetStatus:
    """A target that is judged by what most of the periods inside another one are."""
    first, last = inside
    judged = [standing_of(e, row.target) for e in known if first <= days[e.period][1] <= last]
    if len(judged) < 2:
        return row
    sides: tuple[Standing, ...] = ("above", "below")
    most = (one for one in sides if 2 * judged.count(one) > len(judged))
    return replace(row, standing=next(most, "inconclusive"), judged=tuple(judged))


def standing_of(now: Estimate | None, target: float) -> Standing:
    """Whether the whole interval lies above or below a target.

    Args:
        now: The measure; None when it is not known.
        target: The value to reach, in its unit.

    Returns:
        `above` (the target included), `below`, `inconclusive`, or `unknown` without an interval.
    """
    if now is None or now.low is None or now.high is None:
        return "unknown"
    if now.low >= target:
        return "above"
    return "below" if now.high < target else "inconclusive"


def course_of(ahead: Inference, target: float, better: str) -> Course:
    """Whether a forecast lands on a target.

    Args:
        ahead: The forecast with its interval.
        target: The value to reach, in its unit.
        better: `up` or `down`.

    Returns:
        `reaches` or `misses` when the whole interval does, else `open`; `unknown` without one.

    Example:
        >>> course_of(Inference(value=0.11, low=0.10, high=0.12, method=""), 0.10, "up")
        'reaches'
    """
    if ahead.low is None or ahead.high is None:
        return "unknown"
    if better == "down":
        reaches, misses = ahead.high <= target, ahead.low > target
    else:
        reaches, misses = ahead.low >= target, ahead.high < target
    return "reaches" if reaches else "misses" if misses else "open"


def landing_of(
    known: Sequence[Estimate], window_days: float, by: date, days: Mapping[str, Days]
) -> tuple[Inference, Days | None]:
    """The forecast for the last period that is wholly known by a target's day.

    Args:
        known: The measure's ordinary periods of one length, oldest first; the last 13 count.
        window_days: Days every unit is followed, 0 without a window.
        by: The target's last day.
        days: First and last local day of each period, by its label.

    Returns:
        The forecast, and the first and last day of the period it is for; None without one.
    """
    known = known[-POINTS:]
    if not known:
        return landing((), (), 0), None
    first, last = days[known[-1].period]
    length = (last - first).days + 1
    ahead = ((by - last).days - int(window_days)) // length
    if ahead < 1:
        note = "the target's day has come, or only periods known already end before it"
        return Inference(method="linear_trend", status="not_identifiable", note=note), None
    start = days[known[0].period][0]
    times = [round((days[e.period][0] - start).days / length) for e in known]
    values = [e.value for e in known if e.value is not None]
    ends = ENDS.get(known[-1].unit, (None, None))
    found = landing(times, values, times[-1] + ahead, level=known[-1].level, ends=ends)
    shift = timedelta(days=ahead * length)
    return found, (first + shift, last + shift)
