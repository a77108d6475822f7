"""How long customers wait, as a distribution: those who still wait are censored."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from stagelift.data.query.waits import WaitCount, count_waits
from stagelift.data.zones import from_us
from stagelift.formatting import formatted
from stagelift.journey.figures import round_significant
from stagelift.metrics.estimate import Estimate
from stagelift.metrics.privacy import MINIMUM, key_of, reason, withheld
from stagelift.metrics.voice import tables
from stagelift.metrics.voice.by_stage import ByStage
from stagelift.statistics.survival import EventTable, quantile_time, restricted_mean

if TYPE_CHECKING:
    from stagelift.data.contract import Contract
    from stagelift.definitions import Journey
    from stagelift.metrics.kpis import KpiRequest
    from stagelift.metrics.voice.wait import Wait
    from stagelift.statistics.inference import Inference

MINUTES = 60
HOUR_US = 3_600_000_000
NINE_IN_TEN = 0.9
LONGEST = 3  # promises: the horizon of the mean
COLUMNS = ("stage", "waits", "open", "median", "interval", "90 %", "mean", "kept", "interval", "")


@dataclass(frozen=True, slots=True)
class WaitRow:
    """The waits that began in one stage; times in hours.

    Args:
        stage: Stage id at the beginning, or None for all stages together.
        segment: Segment, or None for everyone.
        kept: The share that kept the promise, as `kpi` shows it.
        waits: How many began.
        open: How many have not ended.
        median: By when half have ended.
        ninety: By when nine in ten have.
        mean: The mean up to the horizon.
    """

    stage: str | None
    segment: str | None
    kept: Estimate
    waits: int
    open: int
    median: Inference
    ninety: Inference
    mean: Inference


@dataclass(frozen=True, slots=True)
class Waits(ByStage[WaitRow]):
    """How long customers waited in one period.

    Args:
        metric: Id of the metric.
        period: Label of the period in which the waits began.
        promise_hours: The promise.
        horizon_hours: Up to where the mean is taken, three promises.
        rows: All stages together, then each; segments after everyone.
        as_of: Instant of knowledge as ISO text.
        minimum_cell: Rows of fewer waits are withheld wherever they are shown.
    """

    metric: str
    period: str
    promise_hours: float
    horizon_hours: float
    rows: tuple[WaitRow, ...]
    as_of: str
    minimum_cell: int = MINIMUM

    def to_dicts(self) -> list[dict[str, Any]]:
        """The rows as JSON-ready mappings; small ones carry no numbers.

        Returns:
            One dict a row: the estimate of the share kept, then waits, open and the times in hours.
        """
        hidden = withheld((row.kept for row in self.rows), self.minimum_cell)
        found = []
        for row in self.rows:
            told = row.kept.to_dict() | {
                "promise_hours": self.promise_hours,
                "horizon_hours": self.horizon_hours,
                "waits": row.waits,
                "open": row.open,
            }
            for name, one in (("median", row.median), ("ninety", row.ninety), ("mean", row.mean)):
                told |= {
                    f"{name}_hours": round_significant(one.value),
                    f"{name}_low": round_significant(one.low),
                    f"{name}_high": round_significant(one.high),
                    f"{name}_note": one.note,
                }
            if key_of(row.kept) in hidden or 0 < row.waits < self.minimum_cell:
                told = tables.without(told, reason(row.kept, self.minimum_cell))
            found.append(told)
        return found

    def cells(self) -> list[tuple[str, ...]]:
        """The rows as text under `COLUMNS`.

        Returns:
            One row a stage and segment.
        """
        found: list[tuple[str, ...]] = []
        for row, told in zip(self.rows, self.to_dicts(), strict=True):
            place = " ".join(part for part in (row.stage or tables.EVERY, row.segment) if part)
            if told["waits"] is None:
                few = tables.few(self.minimum_cell)
                shown = few if row.waits < self.minimum_cell else tables.UNKNOWN
                found.append((place, shown, *[""] * 7, f"low_n: {told['note']}"))
                continue
            found.append(
                (
                    place,
                    tables.whole(row.waits),
                    tables.whole(row.open),
                    hours(row.median.value),
                    tables.interval(row.median.low, row.median.high, ",.1f"),
                    hours(row.ninety.value),
                    hours(row.mean.value),
                    tables.shown(told["value"], ".1%"),
                    tables.interval(told["low"], told["high"], ".1%"),
                    "" if told["status"] == "ok" else f"{told['status']}: {told['note']}",
                )
            )
        return found

    def __str__(self) -> str:
        head = (
            f"{self.metric}, {self.period}, as of {self.as_of}: hours from the beginning, "
            f"promise {hours(self.promise_hours)}"
        )
        return tables.text_table(head, COLUMNS, self.cells(), self.method_words())

    def method_words(self) -> str:
        """How the times are found, in a sentence."""
        return (
            "Times by Kaplan–Meier, open waits censored; the mean is up to "
            f"{hours(self.horizon_hours)} hours; a wait younger than the promise is not yet kept "
            "or broken."
        )


def hours(value: float | None) -> str:
    """Hours as text with one decimal.

    Example:
        >>> hours(25.26), hours(None)
        ('25.3', '–')
    """
    return tables.UNKNOWN if value is None else formatted(value, ",.1f")


def waits(contract: Contract, journey: Journey, metric: Wait, request: KpiRequest) -> Waits:
    """How long the waits of one period lasted, stage by stage.

    Args:
        contract: The contract tables.
        journey: The journey.
        metric: The metric that says what is waited for.
        request: One period, with its segments.

    Returns:
        Medians, means and the share that kept the promise.

    Raises:
        DataError: When a table or a column that is needed is not mapped.
        EngineError: When the engine refuses a query.
    """
    asked = metric.question(journey, request)
    counted: dict[tuple[str | None, str | None], list[WaitCount]] = defaultdict(list)
    for one in count_waits(contract, asked):
        counted[(one.stage, one.segment)].append(one)
    promise = asked.promise / HOUR_US
    found = [
        wait_row(estimate, counted[(estimate.stage, estimate.segment)], LONGEST * promise)
        for estimate in metric.kpis(contract, journey, request)
    ]
    return Waits(
        metric=metric.name,
        period=request.periods[0].label,
        promise_hours=promise,
        horizon_hours=LONGEST * promise,
        rows=tuple(found),
        as_of=from_us(request.as_of).isoformat(),
    )


def wait_row(kept: Estimate, counts: list[WaitCount], horizon: float) -> WaitRow:
    """One row from its counts.

    Args:
        kept: The share that kept the promise.
        counts: Waits by length.
        horizon: Hours up to which the mean is taken.

    Returns:
        The row.
    """
    table = EventTable.from_spells(
        (0, one.minutes / MINUTES, "event" if one.ended else None, one.waits) for one in counts
    )
    return WaitRow(
        stage=kept.stage,
        segment=kept.segment,
        kept=kept,
        waits=sum(one.waits for one in counts),
        open=sum(one.waits for one in counts if not one.ended),
        median=quantile_time(table, level=kept.level),
        ninety=quantile_time(table, NINE_IN_TEN, level=kept.level),
        mean=restricted_mean(table, horizon, level=kept.level),
    )
