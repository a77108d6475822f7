"""Why the whole journey moved: which step's rate moved the share that comes through, end to end."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from stagelift.data.zones import from_us
from stagelift.frames import Tabular
from stagelift.journey.figures import round_significant
from stagelift.metrics.privacy import MINIMUM
from stagelift.metrics.steps import steps_of
from stagelift.metrics.why.movement import (
    BEFORE,
    METHOD,
    NOW,
    STANDS_OUT,
    Mark,
    Split,
    split_of,
    two_slots,
)
from stagelift.metrics.why.path import JourneyStep
from stagelift.metrics.why.sums import Cell, Summed, dimensions, sum_groups
from stagelift.statistics.decomposition import steps_of_product
from stagelift.statistics.group_bootstrap import GroupBootstrap
from stagelift.statistics.inference import Inference
from stagelift.statistics.numerics import np

if TYPE_CHECKING:
    from stagelift.data.contract import Contract
    from stagelift.definitions import Journey
    from stagelift.metrics.kpis import KpiRequest
    from stagelift.statistics.numerics import Floats


@dataclass(frozen=True, slots=True)
class StepMovement:
    """What one step adds to the movement from the journey's beginning to its end.

    Args:
        stage: The stage whose entrants are counted.
        reached: The stage they are to reach.
        metric: Id of the metric that measures the step.
        n: Entrants now, mature.
        n_before: Entrants before.
        rate: The step's rate now, 0–1.
        rate_before: Its rate before.
        log_change: Change of the rate's logarithm; the steps' add up to that of the product.
        part: The same in the product's own unit, with p-value; the steps' add up too.
        split: The way its own movement falls into rate and mix that stands out most, or None.
        waiting: Entrants whose window is still open.
    """

    stage: str
    reached: str
    metric: str
    n: int
    n_before: int
    rate: float | None
    rate_before: float | None
    log_change: Inference
    part: Inference
    split: Split | None
    waiting: int

    @property
    def telling(self) -> Split | None:
        """The split, when its parts moved unlike each other."""
        return self.split if self.split and self.split.stands_out >= STANDS_OUT else None


@dataclass(frozen=True, slots=True)
class EndToEnd(Tabular):
    """The product of the step rates in two periods.

    Args:
        steps: In journey order.
        period: The later period.
        against: The earlier one.
        before: The product before.
        now: The product now.
        change: Now less before, with p-value.
        marks: What changed in or just before the period.
        as_of: Instant of knowledge as text.
        status: `ok`, or why it is no result yet.
        notes: Days left out, and what is not known.
    """

    steps: tuple[StepMovement, ...]
    period: str
    against: str
    before: Inference
    now: Inference
    change: Inference
    marks: tuple[Mark, ...]
    as_of: str
    status: str = "ok"
    notes: tuple[str, ...] = ()

    @property
    def moved(self) -> bool:
        """Whether the change is more than chance explains at the intervals' level."""
        p_value = self.change.p_value
        return p_value is not None and p_value < 1 - self.change.level

    @property
    def waiting(self) -> int:
        """Entrants of any step whose window is still open."""
        return sum(step.waiting for step in self.steps)

    @property
    def unsplit(self) -> tuple[str, ...]:
        """Nothing: a step that cannot be split has no split."""
        return ()

    @property
    def most(self) -> StepMovement | None:
        """The step that adds most to the movement, whichever way it went."""
        known = [step for step in self.steps if step.part.value is not None]
        return max(known, key=lambda step: abs(step.part.value or 0.0), default=None)

    def to_dicts(self) -> list[dict[str, Any]]:
        """The product first, then each step, and its rate and mix.

        Returns:
            JSON-ready rows.
        """
        rows = [
            self._row("change", self.change, rate=self.now.value, rate_before=self.before.value)
        ]
        for step in self.steps:
            known = {"stage": step.stage, "reached": step.reached, "metric": step.metric}
            counts = {"n": step.n, "n_before": step.n_before}
            told: dict[str, Any] = {**known, **counts, "rate": step.rate}
            told |= {"rate_before": step.rate_before, "log_change": step.log_change.value}
            rows.append(self._row("step", step.part, **told))
            if step.split is not None:
                own = {**known, "by": step.split.by}
                rows.append(self._row("rate", step.split.rate, **own))
                rows.append(self._row("mix", step.split.mix, **own))
        return rows

    def _row(self, part: str, found: Inference, **known: Any) -> dict[str, Any]:
        blank = ("metric", "stage", "reached", "by", "n", "n_before", "rate", "rate_before")
        row: dict[str, Any] = dict.fromkeys((*blank, "log_change"))
        row |= {"measure": "change", "unit": "share", "period": self.period}
        row |= {"against": self.against, "part": part}
        for name in ("value", "se", "low", "high", "p_value"):
            row[name] = round_significant(getattr(found, name))
        row |= {"level": found.level, "method": found.method, "status": self.status}
        row |= {"note": found.note or "; ".join(self.notes), "as_of": self.as_of}
        for name, value in known.items():
            row[name] = round_significant(value) if isinstance(value, float) else value
        return row

    def text(self, language: str = "en") -> str:
        """The sentence first, then a line a step.

        Args:
            language: `en` or `ko`.

        Returns:
            Lines.
        """
        from stagelift.metrics.why.movement_text import end_to_end_text

        return end_to_end_text(self, language)

    def __str__(self) -> str:
        return self.text()


def end_to_end(
    contract: Contract,
    journey: Journey,
    steps: Sequence[JourneyStep],
    request: KpiRequest,
    *,
    marks: Sequence[Mark] = (),
) -> EndToEnd:
    """The movement of the product of the step rates, from one query.

    Each step has its own entrants: the product is what would come through if every stage's entrants
    of the period went on as they did. ln P = Σ ln p, so each step's share of the movement is exact.

    Args:
        contract: The contract tables.
        journey: The journey.
        steps: Its steps.
        request: Two periods, oldest first, with the segments and attributes to split by.
        marks: What changed in or just before the period.

    Returns:
        The movement by step.

    Raises:
        DataError: When a source cannot be read as defined.
        EngineError: When the engine refuses the query.
    """
    (pair,) = steps_of(request.periods, journey)
    wanted = [one for s in steps for one in two_slots(s.placement, pair, request, journey)]
    summed = sum_groups(contract, journey, wanted, request)
    keys = [step.placement.key for step in steps]
    cells: list[Cell] = [(key, slot, (None,)) for slot in (BEFORE, NOW) for key in keys]
    few = any(summed.units(cell) < MINIMUM for cell in cells)
    boot = GroupBootstrap(summed.group_sums(cells), _product)
    rows = tuple(
        _step(boot, summed, step, number, (request, few)) for number, step in enumerate(steps)
    )
    waiting = sum(row.waiting for row in rows)
    blank = Inference(level=request.confidence, method=METHOD, status="low_n")
    now, before, change = (
        blank if few else boot.inference(number, level=request.confidence, null=null)
        for number, null in ((0, None), (1, None), (2, 0.0))
    )
    status = "low_n" if few else "immature" if waiting else change.status
    return EndToEnd(
        steps=rows,
        period=pair.later,
        against=pair.earlier,
        before=before,
        now=now,
        change=change,
        marks=tuple(marks),
        as_of=from_us(request.as_of).isoformat(),
        status=status,
        notes=(pair.note,) if pair.note else (),
    )


def _product(totals: Floats) -> Floats:
    """Product now, product before, their difference; then each step's logarithm and part."""
    rates = totals[..., 0] / totals[..., 1]
    count = rates.shape[1] // 2
    old, new = rates[:, :count], rates[:, count:]
    logs, parts = steps_of_product(old, new)
    whole = np.stack([new.prod(axis=1), old.prod(axis=1)], axis=1)
    return np.concatenate([whole, whole[:, :1] - whole[:, 1:], logs, parts], axis=1)


def _step(
    boot: GroupBootstrap,
    summed: Summed,
    step: JourneyStep,
    number: int,
    asked: tuple[KpiRequest, bool],
) -> StepMovement:
    request, few = asked
    key, count = step.placement.key, len(boot.sums.cells) // 2
    blank = Inference(level=request.confidence, method=METHOD, status="low_n")
    log, part = (
        blank if few else boot.inference(place + number, level=request.confidence, null=0.0)
        for place in (3, 3 + count)
    )
    splits = [
        split_of(summed, key, *one, request)
        for one in dimensions(summed, step.placement, request, MINIMUM).items()
    ]
    best = max(splits, key=lambda one: one.stands_out, default=None)
    now, before = (summed.units((key, slot, (None,))) for slot in (NOW, BEFORE))
    small = any(0 < n < MINIMUM for n in (now, before))
    rates = [None if small else _rate(summed, (key, slot, (None,))) for slot in (NOW, BEFORE)]
    return StepMovement(
        stage=step.start,
        reached=step.reached,
        metric=step.placement.metric.name,
        n=0 if small else now,
        n_before=0 if small else before,
        rate=rates[0],
        rate_before=rates[1],
        log_change=log,
        part=part,
        split=None if small else best,
        waiting=sum(summed.waiting.get((key, slot, None), 0) for slot in (NOW, BEFORE)),
    )


def _rate(summed: Summed, cell: Cell) -> float | None:
    _, top, bottom = summed.of(cell).sum(axis=0)
    return float(top / bottom) if bottom else None
