"""Why a measure moved: how much by its segments' rates, how much by who they are, by which most."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any

from stagelift.data.query import Entrants
from stagelift.data.zones import from_us
from stagelift.frames import Tabular
from stagelift.journey.figures import round_significant
from stagelift.metrics.kind import unit_of
from stagelift.metrics.kpis import KpiRequest, Placement
from stagelift.metrics.privacy import MINIMUM
from stagelift.metrics.steps import Step, steps_of, unpaired_days
from stagelift.metrics.why.sums import Cell, Parts, Summed, Wanted, dimensions, left_out, sum_groups
from stagelift.statistics.decomposition import rate_and_mix
from stagelift.statistics.group_bootstrap import GroupBootstrap
from stagelift.statistics.inference import Inference
from stagelift.statistics.numerics import np

if TYPE_CHECKING:
    from stagelift.data.contract import Contract
    from stagelift.definitions import Journey
    from stagelift.definitions.fields import Label
    from stagelift.statistics.numerics import Floats

BEFORE, NOW = "before", "now"
STANDS_OUT = 2.0  # standard errors; a split below moved everywhere alike, as far as can be told
METHOD = "group_bootstrap"


@dataclass(frozen=True, slots=True)
class Mark:
    """Something that changed in or just before the period, as `changes.yaml` says.

    Args:
        on: The local day.
        what: Its words.
        stage: The stage it touches, or None for the whole journey.
    """

    on: date
    what: Label
    stage: str | None


@dataclass(frozen=True, slots=True)
class SplitPart:
    """One part of a split, and what it adds to the movement.

    Args:
        name: The segment or the attribute's value; `other` for those too small to show.
        n: Units now.
        n_before: Units before.
        rate_now: Its rate now; None without units.
        rate_before: Its rate before.
        weight_now: Its share of the denominator now, 0–1.
        weight_before: Its share before.
        rate: What the change of its rate adds.
        mix: What the change of its weight adds, against the mean of the whole.
        total: Both.
    """

    name: str
    n: int
    n_before: int
    rate_now: float | None
    rate_before: float | None
    weight_now: float
    weight_before: float
    rate: Inference
    mix: Inference
    total: Inference


@dataclass(frozen=True, slots=True)
class Split:
    """A movement taken apart in one way; several ways are never added.

    Args:
        by: Segment or attribute.
        rate: Sum of what the parts' rates add.
        mix: Sum of what their weights add.
        parts: The parts, the one that adds most first.
        simpson: Whether every part moved one way and the whole the other.
        stands_out: How many standard errors the mix, or the part that moved most unlike the others,
            lies from nothing.
    """

    by: str
    rate: Inference
    mix: Inference
    parts: tuple[SplitPart, ...]
    simpson: bool
    stands_out: float


@dataclass(frozen=True, slots=True)
class Movement(Tabular):
    """The movement of a metric between two periods.

    Args:
        metric: Id of the metric.
        stage: Where it is reported, or None.
        unit: `share`, `ratio`, or a currency.
        period: The later period.
        against: The earlier one.
        n: Units now.
        n_before: Units before.
        before: The earlier level.
        now: The later level.
        change: Later less earlier, with p-value.
        splits: Ways to take it apart, the one that stands out most first.
        marks: What changed in or just before the period.
        as_of: Instant of knowledge as text.
        status: `ok`, or why it is no result yet.
        notes: Days left out, and what is not known.
        waiting: Units whose window is still open.
        unsplit: Segments and attributes it could not be split by.
    """

    metric: str
    stage: str | None
    unit: str
    period: str
    against: str
    n: int
    n_before: int
    before: Inference
    now: Inference
    change: Inference
    splits: tuple[Split, ...]
    marks: tuple[Mark, ...]
    as_of: str
    status: str = "ok"
    notes: tuple[str, ...] = ()
    waiting: int = 0
    unsplit: tuple[str, ...] = ()

    @property
    def moved(self) -> bool:
        """Whether the change is more than chance explains at the intervals' level."""
        p_value = self.change.p_value
        return p_value is not None and p_value < 1 - self.change.level

    @property
    def telling(self) -> Split | None:
        """The split whose parts moved most unlike each other; None where all moved alike."""
        first = next(iter(self.splits), None)
        return first if first is not None and first.stands_out >= STANDS_OUT else None

    def split(self, by: str) -> Split:
        """One way to take it apart.

        Args:
            by: Segment or attribute.

        Returns:
            The split.

        Raises:
            KeyError: When it was not taken apart so.
        """
        return {one.by: one for one in self.splits}[by]

    def to_dicts(self) -> list[dict[str, Any]]:
        """The movement and its parts as JSON-ready rows.

        Returns:
            The whole first; then for each split its rate and mix, and both of each part.
        """
        rows = [self._row("change", self.change, n=self.n, n_before=self.n_before)]
        for split in self.splits:
            told = {"by": split.by, "simpson": split.simpson, "stands_out": split.stands_out}
            rows.append(self._row("rate", split.rate, **told))
            rows.append(self._row("mix", split.mix, **told))
            for part in split.parts:
                known: dict[str, Any] = {"by": split.by, "segment": part.name}
                known |= {"n": part.n, "n_before": part.n_before}
                known |= {"rate": part.rate_now, "rate_before": part.rate_before}
                known |= {"weight": part.weight_now, "weight_before": part.weight_before}
                rows.extend(
                    self._row(k, getattr(part, k), **known) for k in ("rate", "mix", "total")
                )
        return rows

    def _row(self, part: str, found: Inference, **known: Any) -> dict[str, Any]:
        names = ("value", "se", "low", "high", "p_value")
        row: dict[str, Any] = {"metric": self.metric, "measure": "change", "unit": self.unit}
        row |= {"stage": self.stage, "period": self.period, "against": self.against, "part": part}
        row |= dict.fromkeys(("by", "segment", "n", "n_before"))
        row |= {name: round_significant(getattr(found, name)) for name in names}
        row |= {"level": found.level, "method": found.method, "status": self.status}
        row |= {"note": found.note or "; ".join(self.notes), "as_of": self.as_of}
        for name, value in known.items():
            row[name] = round_significant(value) if isinstance(value, float) else value
        return row

    def text(self, language: str = "en") -> str:
        """The sentence first, then the parts.

        Args:
            language: `en` or `ko`.

        Returns:
            Lines.
        """
        from stagelift.metrics.why.movement_text import movement_text

        return movement_text(self, language)

    def __str__(self) -> str:
        return self.text()


def movement(
    contract: Contract,
    journey: Journey,
    placement: Placement,
    request: KpiRequest,
    *,
    aligned: bool = False,
    marks: Sequence[Mark] = (),
) -> Movement:
    """The movement of one metric from the first to the second period, from one query.

    Customers of both periods are drawn together. Entrants are compared on the same weekdays, days
    with a holiday on one side being left out.

    Args:
        contract: The contract tables.
        journey: The journey.
        placement: The metric at its place.
        request: Two periods, oldest first, with the segments and attributes to split by.
        aligned: Whether days go by their place instead of their weekday, because a feast decided
            the earlier period.
        marks: What changed in or just before the period.

    Returns:
        The movement.

    Raises:
        DataError: When a source cannot be read as defined.
        EngineError: When the engine refuses the query.
    """
    (step,) = steps_of(request.periods, journey, aligned=aligned)
    summed = sum_groups(contract, journey, two_slots(placement, step, request, journey), request)
    key = placement.key
    found = dimensions(summed, placement, request, MINIMUM)
    whole = _whole(summed, key, request.confidence)
    sizes = [summed.units((key, slot, (None,))) for slot in (NOW, BEFORE)]
    few = any(size < MINIMUM for size in sizes)
    splits = [] if few else [split_of(summed, key, *one, request) for one in found.items()]
    entrants = isinstance(placement.place.population, Entrants)
    waiting = sum(summed.waiting.get((key, slot, None), 0) for slot in (NOW, BEFORE))
    note = step.note if entrants else step.unknown
    blank = Inference(level=request.confidence, method=METHOD, status="low_n")
    now, before, change = (blank,) * 3 if few else whole
    return Movement(
        metric=placement.metric.name,
        stage=placement.place.reported,
        unit=unit_of(placement.metric, journey),
        period=step.later,
        against=step.earlier,
        n=0 if few else sizes[0],
        n_before=0 if few else sizes[1],
        before=before,
        now=now,
        change=change,
        splits=tuple(sorted(splits, key=lambda one: (-one.stands_out, one.by))),
        marks=tuple(marks),
        as_of=from_us(request.as_of).isoformat(),
        status=_status(few, waiting, change),
        notes=(note,) if note else (),
        waiting=waiting,
        unsplit=left_out(found, request),
    )


def _status(few: bool, waiting: int, change: Inference) -> str:
    if few:
        return "low_n"
    return "immature" if waiting and change.status == "ok" else change.status


def two_slots(
    placement: Placement, step: Step, request: KpiRequest, journey: Journey
) -> tuple[Wanted, Wanted]:
    """The units of both periods on the days that are compared.

    Args:
        placement: A metric at its place.
        step: The two periods.
        request: Their instants.
        journey: For its zone.

    Returns:
        Those of the earlier period, and those of the later one.
    """
    later, earlier = unpaired_days(step, request.periods, journey.zone)
    if not isinstance(placement.place.population, Entrants):
        later = earlier = ()
    return (
        Wanted(placement, BEFORE, (step.number - 1,), earlier),
        Wanted(placement, NOW, (step.number,), later),
    )


def _whole(summed: Summed, key: str, level: float) -> tuple[Inference, Inference, Inference]:
    cells: list[Cell] = [(key, NOW, (None,)), (key, BEFORE, (None,))]

    def statistic(totals: Floats) -> Floats:
        rates = totals[:, :, 0] / totals[:, :, 1]
        return np.concatenate([rates, rates[:, :1] - rates[:, 1:]], axis=1)

    boot = GroupBootstrap(summed.group_sums(cells), statistic)
    now, before = (boot.inference(number, level=level) for number in (0, 1))
    return now, before, boot.inference(2, level=level, null=0.0)


def split_of(
    summed: Summed, key: str, by: str, parts: dict[str, Parts], request: KpiRequest
) -> Split:
    """A movement taken apart in one way, both periods drawn together.

    Args:
        summed: Sums of the slots `before` and `now`.
        key: The placement's key.
        by: Segment or attribute.
        parts: Its parts by name.
        request: For the level of the intervals.

    Returns:
        The split.
    """
    names, count = tuple(parts), len(parts)
    cells: list[Cell] = [(key, slot, parts[name]) for slot in (BEFORE, NOW) for name in names]
    sums = summed.group_sums(cells)

    def statistic(totals: Floats) -> Floats:
        old, new = totals[:, :count], totals[:, count:]
        taken = rate_and_mix((old[..., 0], old[..., 1]), (new[..., 0], new[..., 1]))
        whole = [taken.rate.sum(axis=1), taken.mix.sum(axis=1)]
        weight = taken.weights.mean(axis=0)
        unlike = taken.rate - weight * whole[0][:, None]
        return np.concatenate(
            [np.stack(whole, axis=1), taken.rate, taken.mix, taken.rate + taken.mix, unlike], axis=1
        )

    boot = GroupBootstrap(sums, statistic)
    read = [
        boot.inference(number, level=request.confidence, null=0.0)
        for number in range(2 + 4 * count)
    ]
    old, new = sums.totals[:count], sums.totals[count:]
    exact = rate_and_mix((old[:, 0], old[:, 1]), (new[:, 0], new[:, 1]))
    found = [
        SplitPart(
            name=name,
            n=summed.units(cells[count + place]),
            n_before=summed.units(cells[place]),
            rate_now=_number(exact.rates[1][place]),
            rate_before=_number(exact.rates[0][place]),
            weight_now=float(exact.weights[1][place]),
            weight_before=float(exact.weights[0][place]),
            rate=read[2 + place],
            mix=read[2 + count + place],
            total=read[2 + 2 * count + place],
        )
        for place, name in enumerate(names)
    ]
    found.sort(key=lambda part: (-abs(part.total.value or 0.0), part.name))
    tests = [read[1], *read[2 + 3 * count :]]
    return Split(by, read[0], read[1], tuple(found), bool(exact.simpson), _stands_out(tests))


def _stands_out(tests: Sequence[Inference]) -> float:
    """The largest distance from nothing in standard errors."""
    return max((abs(t.value) / t.se for t in tests if t.value is not None and t.se), default=0.0)


def _number(value: float) -> float | None:
    return None if np.isnan(value) else float(value)
