"""How often forecasts held: where targets would land, and what decisions expected."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import asdict, dataclass
from statistics import NormalDist
from typing import Any, Literal

from stagelift.errors import ArgumentError
from stagelift.reports.archive.selection import known_at, latest
from stagelift.reports.closed import is_over
from stagelift.reports.periods import Period
from stagelift.statistics.programme import score_forecast
from stagelift.statistics.proportions.limits import wilson_limits

Fact = Mapping[str, Any]
Kind = Literal["target", "decision"]
LEVEL = 0.95  # of the interval of the share that held
EXPECTED, SEEN, FORECAST = "expected", "seen", "forecast"


@dataclass(frozen=True, slots=True, kw_only=True)
class Forecasted:
    """One forecast beside what came.

    Args:
        kind: `target` (where it would land) or `decision` (what it would bring).
        name: The fact's name.
        metric: Id of the metric.
        unit: Its unit.
        period: The period the forecast is about.
        told: ISO instant whose knowledge the forecast rests on.
        value: The forecast.
        low: Lower end of its interval.
        high: Upper end.
        level: Level of that interval, 0–1.
        came: What came; None while it is not known.
        held: Whether what came lies in the interval, and of a decision whether both estimates
            agree; None while it is not known.
        run_id: The run that told it.
    """

    kind: Kind
    name: str
    metric: str
    unit: str
    period: str
    told: str
    value: float
    low: float | None
    high: float | None
    level: float | None
    came: float | None
    held: bool | None
    run_id: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Calibration:
    """Forecasts beside what came.

    Args:
        rows: Every forecast with an interval.
    """

    rows: tuple[Forecasted, ...]

    @property
    def known(self) -> tuple[Forecasted, ...]:
        """Those of which it is known what came."""
        return tuple(row for row in self.rows if row.held is not None)

    @property
    def held(self) -> int:
        """How many held."""
        return sum(bool(row.held) for row in self.known)

    @property
    def share(self) -> float | None:
        """The share that held, 0–1; None before anything came."""
        return self.held / len(self.known) if self.known else None

    @property
    def promised(self) -> float | None:
        """The share that should hold: the mean level of their intervals."""
        levels = [row.level for row in self.known if row.level is not None]
        return sum(levels) / len(levels) if levels else None

    @property
    def limits(self) -> tuple[float, float] | None:
        """The 95 % Wilson interval of the share that held; None before anything came."""
        if not self.known:
            return None
        z = NormalDist().inv_cdf((1 + LEVEL) / 2)
        low, high = wilson_limits(self.held, len(self.known), z)
        return float(low), float(high)

    def to_dict(self) -> dict[str, Any]:
        """JSON-ready values."""
        low, high = self.limits or (None, None)
        return {
            "n": len(self.known),
            "held": self.held,
            "share": self.share,
            "low": low,
            "high": high,
            "level": LEVEL,
            "method": "wilson",
            "status": "ok" if self.known else "no_data",
            "promised": self.promised,
            "forecasts": [asdict(row) for row in self.rows],
        }


def calibration(found: Collection[Fact], zone: str = "UTC") -> Calibration:
    """Every forecast of the archive beside what came.

    A target's forecast made again as of the same instant counts once; what came is the level told
    last for the very period it was made for, once that was over. What was told of a period that had
    ended by then is no forecast, whatever it was called. A decision's is the effect expected when
    it was taken; it held when the effect seen since differs from it by no more than chance in both
    explains, as its score says.

    Args:
        found: Facts in the order in which they were published.
        zone: IANA zone whose midnights end a period.

    Returns:
        The forecasts, in the order of their telling.
    """
    return Calibration(rows=(*_targets(found, zone), *_decisions(found)))


def _targets(found: Collection[Fact], zone: str) -> Iterable[Forecasted]:
    known = [
        fact
        for fact in found
        if fact["measure"] == "level" and fact["variant"] is None and fact["status"] == "ok"
    ]
    levels = {
        _about(fact, _span(str(fact["period"]))): fact["value"]
        for fact in sorted(known, key=known_at)
        if is_over(fact, zone)
    }
    told = {
        (_about(fact, _span(str(fact["period"]))), known_at(fact)): fact
        for fact in found
        if fact["measure"] == FORECAST and fact["low"] is not None and fact["value"] is not None
        if not is_over(fact, zone)
    }
    for (about, _), fact in told.items():
        came = levels.get(about)
        held = None if came is None else bool(fact["low"] <= came <= fact["high"])
        yield _row("target", fact, came, held)


def _decisions(found: Collection[Fact]) -> Iterable[Forecasted]:
    newest = latest([fact for fact in found if fact["measure"] in (EXPECTED, SEEN)])
    seen = {_decision(fact): fact for fact in newest if fact["measure"] == SEEN}
    for fact in newest:
        if fact["measure"] != EXPECTED or fact["value"] is None:
            continue
        came = seen.get(_decision(fact))
        held = None if came is None else _is_within(fact, came)
        yield _row("decision", fact, came["value"] if came else None, held)


def _is_within(expected: Fact, came: Fact) -> bool | None:
    """Whether two independent estimates of one effect agree; None where one cannot be told."""
    low, high = came["low"], came["high"]
    if came["value"] is None or low is None or high is None or not low < high:
        return None
    width = expected["low"] is not None and expected["high"] is not None
    ends = [expected[name if width else "value"] for name in ("value", "low", "high")]
    score = score_forecast(
        (ends[0], ends[1], ends[2]),
        (came["value"], low, high),
        level=came["level"] or LEVEL,
        forecast_level=expected["level"] or LEVEL,
    )
    return score.low <= 0.0 <= score.high


def _decision(fact: Fact) -> tuple[Any, ...]:
    return (str(fact["name"]).partition(".")[0], fact["metric"], fact["variant"])


def _row(kind: Kind, fact: Fact, came: float | None, held: bool | None) -> Forecasted:
    return Forecasted(
        kind=kind,
        name=str(fact["name"] or fact["metric"]),
        metric=fact["metric"],
        unit=fact["unit"] or "count",
        period=str(fact["period"]),
        told=str(fact["as_of"] or ""),
        value=fact["value"],
        low=fact["low"],
        high=fact["high"],
        level=fact["level"],
        came=came,
        held=held,
        run_id=fact["run_id"],
    )


def _about(fact: Fact, span: str) -> tuple[Any, ...]:
    return (fact["metric"], fact["stage"], fact["segment"], span)


def _span(label: str) -> str:
    """The days of a period, so that a week is the same under its number and its days."""
    try:
        period = Period.parse(label)
    except ArgumentError:
        return label
    return f"{period.first}..{period.last}"
