"""A small shop as a report sees it: real definitions and estimates, numbers made by formulas."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

from stagelift.data.identities import Joined
from stagelift.data.matching import Match
from stagelift.definitions import Experiment, Journey, Metric
from stagelift.experiments.deciding.outcome import Outcome
from stagelift.experiments.worth import Worth
from stagelift.metrics.conversion import Conversion
from stagelift.metrics.estimate import Estimate
from stagelift.reports.changes import Change
from stagelift.reports.periods import Period
from stagelift.statistics.proportions import difference_of_proportions, proportion

AS_OF = datetime(2026, 11, 15, 21, tzinfo=UTC)  # Monday 16 Nov 06:00 in Seoul
PERIOD = "2026-W46"
WEEKS = [p.label for p in Period.parse(PERIOD).history(26)] + [PERIOD]

JOURNEY = Journey(
    name="shop",
    zone="Asia/Seoul",  # and no country: its weeks have no holidays unless a test gives it one
    currency="KRW",
    languages=["ko"],
    data="data/events.parquet",
    stages={
        "awareness": {"enter": "visited", "label": {"en": "Awareness", "ko": "인지"}},
        "consideration": {"enter": "cart_added", "label": {"en": "Consideration", "ko": "고려"}},
        "purchase": {"enter": "ordered", "label": {"en": "Purchase", "ko": "구매"}},
        "retention": {"enter": "ordered x2", "label": {"en": "Retention", "ko": "유지"}},
        "advocacy": {"enter": "review_written", "label": {"en": "Advocacy", "ko": "추천"}},
    },
    targets={
        "first_order": "12% by 2026-12-31",
        "cart_added": "38% by 2026-12-31",
        "repeat_order": "25% by 2026-12-31",
        "nps": "40 by 2026-12-31",
    },
)


def _rate(name: str, step: tuple[str, str], days: int, label: dict[str, str]) -> Metric:
    start, event = step
    fields = {"name": name, "event": event, "from": start, "within": f"{days} days"}
    return Conversion.model_validate({**fields, "label": label, "owner": "김하늘"})


METRICS: dict[str, Metric] = {
    "first_order": _rate(
        "first_order", ("consideration", "ordered"), 7, {"en": "First order", "ko": "첫 구매"}
    ),
    "cart_added": _rate(
        "cart_added", ("awareness", "cart_added"), 7, {"en": "Cart added", "ko": "장바구니 담기"}
    ),
    "repeat_order": _rate(
        "repeat_order", ("purchase", "ordered x2"), 30, {"en": "Second order", "ko": "재구매"}
    ),
    "review": _rate(
        "review", ("retention", "review_written"), 14, {"en": "Review written", "ko": "후기 작성"}
    ),
    "nps": Metric(name="nps", label={"en": "NPS", "ko": "순추천지수(NPS)"}),
}
RATES = {  # stage, centre, entrants a week, window in days
    "first_order": ("purchase", 0.109, 6_100, 7),
    "cart_added": ("consideration", 0.372, 16_300, 7),
    "repeat_order": ("retention", 0.262, 660, 30),
    "review": ("advocacy", 0.118, 640, 14),
}


def share(metric: str, period: str, k: int, n: int, **fields: Any) -> Estimate:
    blank = Estimate(
        metric=metric,
        unit="share",
        period=period,
        as_of=AS_OF,
        value=None,
        n=n,
        k=k,
        method="",
        **fields,
    )
    return blank.with_inference(proportion(k, n))


def points(metric: str, period: str, value: float, n: int, **fields: Any) -> Estimate:
    half = 1.96 * 78 / math.sqrt(n)
    return Estimate(
        metric=metric,
        unit="points",
        period=period,
        as_of=AS_OF,
        value=value,
        n=n,
        low=value - half,
        high=value + half,
        method="adjusted Wald",
        **fields,
    )


def weekly(metric: str) -> list[Estimate]:
    """27 weeks of one rate, the last not wholly followed."""
    stage, centre, entrants, days = RATES[metric]
    through = date(2026, 11, 15) - timedelta(days=days)
    found = []
    for i, period in enumerate(WEEKS):
        n = entrants + int(entrants * 0.05 * math.sin(i))
        k = round(n * centre * (1 + 0.03 * math.sin(2.1 * i)))
        fields = {"stage": stage, "matured_through": through.isoformat()}
        estimate = share(metric, period, k, n, **fields)
        if Period.parse(period).last > through:
            estimate = Estimate(**{**_fields(estimate), "status": "immature"})
        found.append(estimate)
    return found


def scores() -> list[Estimate]:
    found = []
    for i, period in enumerate(WEEKS):
        found.append(points("nps", period, 36 + 3 * math.sin(1.7 * i), 212))
        for j, stage in enumerate(JOURNEY.stages):
            value = (31, 38, 47, 52, 8)[j] + 4 * math.sin(i + j)
            found.append(points("nps", period, value, (60, 44, 52, 38, 8)[j], stage=stage))
    return found


def _fields(estimate: Estimate) -> dict[str, Any]:
    return {name: getattr(estimate, name) for name in Estimate.__dataclass_fields__}


@dataclass(frozen=True)
class Check:
    name: str
    status: str
    text: str
    figures: tuple[tuple[str, float], ...] = ()


@dataclass
class Kpis:
    lines: dict[str, list[Estimate]]
    period: str = PERIOD

    @property
    def estimates(self) -> tuple[Estimate, ...]:
        return tuple(e for line in self.lines.values() for e in line if e.period == self.period)

    def series(self, metric: str, *, segment: str | None = None) -> tuple[Estimate, ...]:
        return tuple(e for e in self.lines.get(metric, ()) if e.segment == segment)


@dataclass
class Readout:
    verdict: str | None
    sentence: str = ""
    banner: str = ""
    winner: str | None = None
    health: tuple[Check, ...] = ()
    estimates: tuple[Estimate, ...] = ()
    planned_end: date | None = None
    is_launched: bool = True
    worth: Worth | None = None
    assigned: Mapping[str, int] = field(default_factory=dict)


@dataclass
class Trial:
    definition: Experiment
    found: Readout
    decision: Mapping[str, Any] | None = None

    became: Outcome | None = None

    def readout(self, *, around: bool = True) -> Readout:
        return self.found

    def outcome(self) -> Outcome | None:
        return self.became


@dataclass
class Silent:
    source: str
    silent: int
    usual: int | None = 0


@dataclass
class Trust:
    through: datetime = AS_OF
    began: datetime | None = None
    stale: tuple[Silent, ...] = ()
    joined: tuple[Joined, ...] = ()
    matches: tuple[Match, ...] = ()
    rows: int = 412_338
    late_share: float | None = 0.0031
    duplicates: int = 1_204
    rejected: Mapping[str, int] = field(
        default_factory=lambda: {"time not readable": 37, "score out of range": 5}
    )


def experiment(name: str, label: str, **fields: Any) -> Experiment:
    settings = {
        "audience": "everyone",
        "primary": "first_order",
        "variants": {"email_day2": "email", "push_1h": "push"},
        "owner": "김하늘",
        "run": "2026-10-19..2026-11-08",
        "decide": {"by": "2026-11-25", "owner": "박지훈"},
    }
    return Experiment(name=name, label=label, **{**settings, **fields})


def outcome(
    metric: str, control: tuple[int, int], treatment: tuple[int, int], names: Sequence[str]
) -> tuple[Estimate, ...]:
    """Both levels and the effect of a 0/1 metric."""
    period = "2026-10-19..2026-11-08"
    levels = [
        share(metric, period, k, n, variant=name)
        for name, (k, n) in zip(names, (control, treatment), strict=True)
    ]
    (k0, n0), (k1, n1) = control, treatment
    blank = Estimate(
        metric=metric,
        measure="effect",
        unit="share",
        variant=names[1],
        against=names[0],
        period=period,
        as_of=AS_OF,
        value=None,
        n=n0 + n1,
        method="",
    )
    return (*levels, blank.with_inference(difference_of_proportions(k1, n1, k0, n0)))


def trials() -> dict[str, Trial]:
    arms = ("email_day2", "push_1h")
    shipped = Readout(
        "ship",
        winner="push_1h",
        estimates=outcome("first_order", (1962, 18_000), (2142, 18_010), arms),
    )
    open_ = Readout(
        "continue",
        estimates=outcome("review", (290, 2400), (301, 2395), arms),
        planned_end=date(2026, 11, 30),
    )
    stopped = Readout(
        "iterate", estimates=outcome("cart_added", (4020, 10_900), (4033, 10_910), arms)
    )
    return {
        "cart_reminder": Trial(experiment("cart_reminder", "Cart reminder"), shipped),
        "winback_call": Trial(experiment("winback_call", "Win-back call", primary="review"), open_),
        "evening_push": Trial(
            experiment("evening_push", "Evening push", primary="cart_added"),
            stopped,
            {"decision": "stop", "on": "2026-08-13", "owner": "박지훈"},
        ),
    }


@dataclass
class Shop:
    """A workspace as a report sees it."""

    journey: Journey = JOURNEY
    metrics: dict[str, Metric] = field(default_factory=lambda: dict(METRICS))
    experiments: dict[str, Trial] = field(default_factory=trials)
    lines: dict[str, list[Estimate]] = field(
        default_factory=lambda: {**{name: weekly(name) for name in RATES}, "nps": scores()}
    )
    counts: Trust = field(default_factory=Trust)

    change_log: tuple[Change, ...] = ()

    def kpis(self, *, period: str, history: int, **asked: Any) -> Kpis:
        del history, asked
        return Kpis(self.lines, period if period in WEEKS else PERIOD)

    state: Path = Path("no-such-folder")

    def kpi_changes(self, period: str, *, history: int) -> tuple[Estimate, ...]:
        del period, history
        return ()

    @property
    def side_by_side(self):
        return True  # what it holds is read, not asked

    def trust(self) -> Trust:
        return self.counts
