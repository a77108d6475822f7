"""Which rates left the limits of their own past: how far, since when, and how many by chance."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import TYPE_CHECKING, Any, Literal, get_args

from stagelift.data.zones import from_us
from stagelift.errors import ArgumentError, did_you_mean
from stagelift.frames import Tabular
from stagelift.journey.figures import round_significant
from stagelift.metrics.alerts.series import JUDGED, Every, Series, all_series, watched_rates
from stagelift.metrics.privacy import MINIMUM
from stagelift.statistics.disclosure import Partition, hide
from stagelift.statistics.judged_span import CHANCE, JudgedSpan, judge_span
from stagelift.statistics.several.steps import benjamini_hochberg

if TYPE_CHECKING:
    from collections.abc import Hashable

    from stagelift.data.contract import Contract
    from stagelift.definitions import Journey
    from stagelift.definitions.metric import Metric
    from stagelift.metrics.kpis import KpiRequest

Kind = Literal["mature", "early"]
State = Literal["alert", "steady", "unknown"]
Q = 0.05  # share of false alerts among those of one run
RUNS = {"day": 91, "week": 13}  # looks in a quarter
METHOD = "laney_t"


@dataclass(frozen=True, slots=True)
class Alert:
    """One rate of one group, judged against its own past.

    Args:
        metric: Id of the metric.
        stage: Where it is reported, or None.
        segment: Whose it is, or None for everyone.
        kind: `mature`, or `early` for the newest entrants at a younger age than the window.
        age_days: Days of the early look; None for a mature one.
        first_day: First local day that is judged.
        last_day: Last local day that is judged.
        since: Of an alert, the first day of the newest level, or the first day judged.
        worse: Whether the rate moved in its bad direction.
        state: `alert`, `steady`, or `unknown` when it cannot be judged.
        span: What the series says.
        adjusted_p_value: Over all series of the run, by Benjamini and Hochberg.
    """

    metric: str
    stage: str | None
    segment: str | None
    kind: Kind
    age_days: int | None
    first_day: date | None
    last_day: date | None
    since: date | None
    worse: bool
    state: State
    span: JudgedSpan
    adjusted_p_value: float | None = None

    @property
    def mature(self) -> bool:
        """Whether every unit judged has had its whole window."""
        return self.kind == "mature"

    def to_dict(self) -> dict[str, Any]:
        """The series as a JSON-ready row; names as in `Estimate`.

        Returns:
            One dict; `value` is the rate judged, `low` and `high` are those of its change.
        """
        span, row = (
            self.span,
            {name: getattr(self, name) for name in ("metric", "stage", "segment")},
        )
        row |= {"state": self.state, "kind": self.kind, "mature": self.mature}
        row |= {"worse": self.worse if self.state == "alert" else None, "age_days": self.age_days}
        for name in ("first_day", "last_day", "since"):
            found: date | None = getattr(self, name)
            row[name] = found and found.isoformat()
        row |= {"n": span.n, "k": span.k}
        numbers = ("value", "usual", "change", "se", "low", "high", "least", "most", "p_value")
        row |= {name: round_significant(getattr(span, name)) for name in numbers}
        row["adjusted_p_value"] = round_significant(self.adjusted_p_value)
        row |= {"sigma_z": round_significant(span.sigma_z), "baseline": span.baseline}
        return row | {
            "level": span.level,
            "method": METHOD,
            "status": span.status,
            "note": span.note,
        }


@dataclass(frozen=True, slots=True)
class Alerts(Tabular):
    """Every series that is watched, those that left their limits first.

    Args:
        rows: One a rate, place, segment and kind.
        every: `day` or `week`.
        as_of: Instant of knowledge as text.
        unwatched: Metrics that are no rates of entrants.
        q: Level of the correction over series.
        notes: What is to be known beside, such as holidays that are not known.
    """

    rows: tuple[Alert, ...]
    every: Every
    as_of: str
    unwatched: tuple[str, ...] = ()
    q: float = Q
    notes: tuple[str, ...] = ()

    @property
    def alerts(self) -> tuple[Alert, ...]:
        """The series outside their limits, for the worse first."""
        return tuple(row for row in self.rows if row.state == "alert")

    @property
    def worse(self) -> tuple[Alert, ...]:
        """Those that moved in the bad direction: what makes a run unhealthy."""
        return tuple(row for row in self.alerts if row.worse)

    @property
    def judged(self) -> int:
        """Series that could be judged."""
        return sum(row.state != "unknown" for row in self.rows)

    @property
    def false_alarms(self) -> float:
        """Alarms to expect in a quarter when nothing changes, before the correction over series."""
        return self.judged * RUNS[self.every] * CHANCE

    def to_dicts(self) -> list[dict[str, Any]]:
        """All series as JSON-ready rows; numbers of too few units are null.

        Returns:
            One dict a series, alerts first.
        """
        return [
            {**row.to_dict(), "every": self.every, "as_of": self.as_of}
            | {"false_alarms_a_quarter": round_significant(self.false_alarms)}
            for row in self.rows
        ]

    def text(self, language: str = "en") -> str:
        """What to look at first, then the false alarms to expect.

        Args:
            language: `en` or `ko`.

        Returns:
            Lines.
        """
        from stagelift.metrics.alerts.text import alerts_text

        return alerts_text(self, language)

    def __str__(self) -> str:
        return self.text()


def find_alerts(
    contract: Contract,
    journey: Journey,
    metrics: Mapping[str, Metric],
    request: KpiRequest,
    *,
    every: Every = "day",
) -> Alerts:
    """Every rate of entrants against its own past, from one query.

    The newest seven days (or the newest week) whose entrants have all had their whole window are
    judged together; the early look judges newer entrants at a younger age, against earlier ones at
    the same age. A series alerts when it lies outside three sigmas' limits and stays so after the
    correction for looking at all series.

    Args:
        contract: The contract tables.
        journey: The journey.
        metrics: Metrics by id.
        request: Days or weeks as periods, with segments and attributes beside the total.
        every: What the periods are.

    Returns:
        The series, alerts first.

    Raises:
        DataError: When a source cannot be read as defined.
        EngineError: When the engine refuses the query.
    """
    watched = watched_rates(journey, metrics.values())
    series = all_series(contract, journey, watched, request, every)
    rows = _without_small([_judge(one, metrics, every) for one in _fresh(series)])
    seen = {one.original for one in watched}
    return Alerts(
        rows=_corrected(rows),
        every=every,
        as_of=from_us(request.as_of).isoformat(),
        unwatched=tuple(name for name in metrics if name not in seen),
    )


def _fresh(series: Sequence[Series]) -> list[Series]:
    """The series without early looks that see no newer day than the measure itself."""
    newest = {
        (one.watched.original, one.watched.placement.place.reported, one.segment): one.through
        for one in series
        if one.watched.age is None
    }
    found = []
    for one in series:
        own = newest[one.watched.original, one.watched.placement.place.reported, one.segment]
        later = one.through is not None and (own is None or one.through > own)
        if one.watched.age is None or later:
            found.append(one)
    return found


def _judge(series: Series, metrics: Mapping[str, Metric], every: Every) -> Alert:
    count = JUDGED[every]
    earlier, new = series.points[:-count], series.points[-count:]
    span = judge_span(earlier, new)
    days = series.days[-count:]
    since = days[0] if days else None
    if span.since is not None and since is not None:
        since = series.days[span.since]
    change = span.change or 0.0
    better = metrics[series.watched.original].better
    return Alert(
        metric=series.watched.original,
        stage=series.watched.placement.place.reported,
        segment=series.segment,
        kind="mature" if series.watched.age is None else "early",
        age_days=series.watched.age,
        first_day=days[0] if days else None,
        last_day=series.through,
        since=since,
        worse=change < 0 if better == "up" else change > 0,
        state="unknown" if span.p_value is None else "steady",
        span=span,
    )


def _without_small(rows: Sequence[Alert]) -> list[Alert]:
    """The rows without numbers of too few units, nor those from which they could be computed."""
    hidden: set[int] = set()
    tables: dict[Hashable, list[int]] = {}
    for place, row in enumerate(rows):
        tables.setdefault((row.metric, row.stage, row.kind), []).append(place)
    for places in tables.values():
        sizes: dict[Hashable, int] = {place: rows[place].span.n for place in places}
        whole = next(place for place in places if rows[place].segment is None)
        splits: dict[str, list[Hashable]] = {}
        for place in places:
            name, _, _ = (rows[place].segment or "").partition("=")
            if name:  # values of an attribute; a named segment with those who are not in it
                splits.setdefault(name, []).append(place)
        sums = [Partition(whole, tuple(parts)) for parts in splits.values()]
        hidden.update(p for p in hide(sizes, sums, MINIMUM) if isinstance(p, int))
    blank = JudgedSpan(
        status="low_n", note=f"fewer than {MINIMUM} units, or they could be computed"
    )
    return [
        replace(row, span=blank, state="unknown") if place in hidden else row
        for place, row in enumerate(rows)
    ]


def _corrected(rows: Sequence[Alert]) -> tuple[Alert, ...]:
    """The rows with p-values adjusted over all of them, alerts first and worse ones before."""
    adjusted = benjamini_hochberg([row.span.p_value for row in rows])
    found = []
    for row, p_value in zip(rows, adjusted, strict=True):
        hit = row.span.outside and p_value is not None and p_value <= Q
        state: State = "alert" if hit else row.state
        since = row.since if hit else None
        found.append(replace(row, adjusted_p_value=p_value, state=state, since=since))
    return tuple(sorted(found, key=_order))


def _order(row: Alert) -> tuple[Any, ...]:
    rank = {"alert": 0, "steady": 1, "unknown": 2}[row.state]
    p_value = 1.0 if row.span.p_value is None else row.span.p_value
    name = (row.metric, row.stage or "", row.segment or "", row.kind)
    return (rank, not row.worse if rank == 0 else False, p_value, *name)


def chosen(metrics: Mapping[str, Metric], names: Iterable[str] | None) -> dict[str, Metric]:
    """The metrics that are watched.

    Args:
        metrics: All of them by id.
        names: Those wanted, or None for all.

    Returns:
        Metrics by id.

    Raises:
        ArgumentError: When one is unknown.
    """
    if names is None:
        return dict(metrics)
    found = {}
    for name in names:
        if name not in metrics:
            hint = did_you_mean(name, metrics)
            raise ArgumentError(f"alerts: unknown metric '{name}'. {hint}".rstrip())
        found[name] = metrics[name]
    return found


def known_every(every: str) -> Every:
    """How often a series has a point.

    Args:
        every: What came.

    Returns:
        `day` or `week`.

    Raises:
        ArgumentError: When it is neither.

    Example:
        >>> known_every("week")
        'week'
    """
    for one in get_args(Every):
        if one == every:
            return "day" if every == "day" else "week"
    raise ArgumentError(f"every: '{every}' came; allowed are {', '.join(get_args(Every))}")
