"""Which step holds the journey back: what raising each to its target would add at the end."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any

from stagelift.data.zones import from_us
from stagelift.frames import Tabular
from stagelift.metrics.privacy import MINIMUM
from stagelift.metrics.why.bottleneck import Bottleneck
from stagelift.metrics.why.path import JourneyStep
from stagelift.metrics.why.sums import Cell, Summed, Wanted, dimensions, sum_groups
from stagelift.metrics.why.weeks import Weeks, known_weeks, weeks_of
from stagelift.statistics.group_bootstrap import GroupBootstrap
from stagelift.statistics.inference import Inference
from stagelift.statistics.numerics import np
from stagelift.statistics.shrinkage import shrink_shares

if TYPE_CHECKING:
    from stagelift.data.contract import Contract
    from stagelift.definitions import Journey
    from stagelift.metrics.kpis import KpiRequest
    from stagelift.statistics.numerics import Floats

NOW = "now"
WEEKS = 4  # a month of weeks: enough to know a rate, young enough to be about today
MONTH_DAYS = 30
CLEAR = 0.80  # share of recounts in which one step must be first
METHOD = "group_bootstrap"
KINDS = ("rate", "gain", "money", "lost", "target")


@dataclass(frozen=True, slots=True)
class Bottlenecks(Tabular):
    """The steps of the journey by what each would add at its end.

    Args:
        steps: In journey order.
        as_of: Instant of knowledge as text.
        currency: ISO 4217 code of the money, empty without.
        level: Level of the intervals, 0–1.
        stays: Period of entry and horizon in days of the time in stage, or None.
    """

    steps: tuple[Bottleneck, ...]
    as_of: str
    currency: str = ""
    level: float = 0.95
    stays: tuple[str, int] | None = None

    @property
    def leader(self) -> Bottleneck | None:
        """The step with the largest gain: in money where any is worth some, else in customers.

        None when every step stands at its target.
        """
        return self.by_money or self.by_customers

    @property
    def first(self) -> float:
        """Share of recounts in which the leader is first by what it leads by, 0–1."""
        if self.by_money is not None:
            return self.by_money.first_by_money or 0.0
        return (self.leader and self.leader.first) or 0.0

    @property
    def clear(self) -> bool:
        """Whether one step is first in at least 80 % of the recounts."""
        return self.first >= CLEAR

    @property
    def by_customers(self) -> Bottleneck | None:
        """The step with the largest gain in customers who come through; None without a gain."""
        known = [s for s in self.steps if s.gain.value is not None and s.gain.value > 0]
        return max(known, key=lambda s: s.gain.value or 0.0, default=None)

    @property
    def clear_by_customers(self) -> bool:
        """Whether the step that leads by customers is first in at least 80 % of the recounts."""
        most = self.by_customers
        return most is not None and (most.first or 0.0) >= CLEAR

    @property
    def by_money(self) -> Bottleneck | None:
        """The step with the largest gain in money; None when no step is worth any."""
        known = [s for s in self.steps if s.money.value is not None and s.money.value > 0]
        return max(known, key=lambda s: s.money.value or 0.0, default=None)

    def to_dicts(self) -> list[dict[str, Any]]:
        """The steps as JSON-ready rows.

        Returns:
            One dict a step, with whether it is the clear bottleneck.
        """
        leader = self.leader if self.clear else None
        return [
            {**step.to_dict(), "bottleneck": step is leader, "as_of": self.as_of}
            for step in self.steps
        ]

    def text(self, language: str = "en") -> str:
        """The answer first, then the table.

        Args:
            language: `en` or `ko`.

        Returns:
            Lines.
        """
        from stagelift.metrics.why.text import bottlenecks_text

        return bottlenecks_text(self, language)

    def __str__(self) -> str:
        return self.text()


@dataclass(frozen=True, eq=False, slots=True)
class Path:
    """The steps with the weeks they rest on and the segments their targets come from.

    Args:
        steps: The steps.
        weeks: By step.
        parts: By step, the cells of the segments whose best shrunk rate is its target, with their
            names; empty where the journey names a target.
    """

    steps: tuple[JourneyStep, ...]
    weeks: tuple[Weeks, ...]
    parts: tuple[tuple[tuple[str, Cell], ...], ...] = field(default=())

    @property
    def cells(self) -> list[Cell]:
        """Everyone at each step, then the segments."""
        every: list[Cell] = [(step.placement.key, NOW, (None,)) for step in self.steps]
        return every + [cell for parts in self.parts for _, cell in parts]


def bottlenecks(
    contract: Contract,
    journey: Journey,
    steps: Sequence[JourneyStep],
    request: KpiRequest,
    *,
    newest: int | None = WEEKS,
) -> Bottlenecks:
    """The steps by what each would add at the journey's end, from one query.

    Raising one step's rate from r to t multiplies what arrives at the end by t / r, others equal:
    the steps' own entrants are taken as a steady flow. It is a reckoning, not an effect.

    Args:
        contract: The contract tables.
        journey: The journey.
        steps: Its steps.
        request: Periods, oldest first, and the attributes among whose values a target is sought.
        newest: How many known ordinary weeks each step rests on; None for all periods asked.

    Returns:
        The steps.

    Raises:
        DataError: When a source cannot be read as defined.
        EngineError: When the engine refuses the query.
    """
    weeks = tuple(
        weeks_of(request.periods, _places(step, journey, request, newest), journey.zone)
        for step in steps
    )
    wanted = [
        Wanted(step.placement, NOW, one.places) for step, one in zip(steps, weeks, strict=True)
    ]
    summed = sum_groups(contract, journey, wanted, request)
    parts = tuple(() if s.target is not None else _parts(summed, s, request) for s in steps)
    path = Path(tuple(steps), weeks, parts)
    boot = GroupBootstrap(summed.group_sums(path.cells), _statistic(summed, path))
    return Bottlenecks(
        steps=_rows(path, summed, boot, request.confidence),
        as_of=from_us(request.as_of).isoformat(),
        currency=journey.currency or "",
        level=request.confidence,
    )


def _places(
    step: JourneyStep, journey: Journey, request: KpiRequest, newest: int | None
) -> tuple[int, ...]:
    if newest is None:
        return tuple(range(len(request.periods)))
    metric = step.placement.metric
    return known_weeks(request.periods, metric, journey, request.as_of)[-newest:]


def _parts(summed: Summed, step: JourneyStep, request: KpiRequest) -> tuple[tuple[str, Cell], ...]:
    """The values of every attribute, each attribute being shrunk by itself."""
    key = step.placement.key
    found = dimensions(summed, step.placement, request, MINIMUM)
    return tuple(
        (f"{split}={name}", (key, NOW, segments))
        for split, parts in found.items()
        for name, segments in parts.items()
    )


def _statistic(summed: Summed, path: Path) -> Any:
    """Rate, gain, money, lost and target of every step from the totals of a draw."""
    count = len(path.steps)
    scale = np.array([MONTH_DAYS / max(one.days, 1) for one in path.weeks])
    worth = np.array([step.worth or 0.0 for step in path.steps])
    valued = np.cumsum((worth > 0)[::-1])[::-1] > 0
    fixed = [_best(summed, path, number) for number in range(count)]

    def found(totals: Floats) -> Floats:
        top, bottom = totals[:, :count, 0], totals[:, :count, 1]
        rate, done = top / bottom, top * scale
        target = np.stack([each(totals, rate) for each in fixed], axis=1)
        more = target / rate - 1.0
        onward = np.cumsum((worth * done)[:, ::-1], axis=1)[:, ::-1]
        money = np.where(valued, more * onward, np.nan)
        gain = more * done[:, -1:]
        return np.concatenate([rate, gain, money, (bottom - top) * scale, target], axis=1)

    return found


def _best(summed: Summed, path: Path, number: int) -> Any:
    """The target of one step as a function of a draw: fixed, or the best segment, shrunk.

    Which segment is the best and how far it is shrunk is settled by the data, not by each draw: a
    draw's noise would pass for differences between segments.
    """
    goal, found = path.steps[number].target, _source(path, summed, number)
    if goal is not None or found is None:
        fixed = np.nan if goal is None else goal
        return lambda totals, rate: np.full(rate.shape[0], fixed)
    place, factor = found
    first = len(path.steps) + sum(len(one) for one in path.parts[:number])

    def best(totals: Floats, rate: Floats) -> Floats:
        own = totals[:, first + place, 0] / totals[:, first + place, 1]
        centre = rate[:, number]
        shrunk: Floats = centre + factor * np.where(np.isnan(own), 0.0, own - centre)
        return shrunk

    return best


def _splits(parts: Sequence[tuple[str, Cell]]) -> dict[str, list[int]]:
    found: dict[str, list[int]] = {}
    for place, (name, _) in enumerate(parts):
        found.setdefault(name.partition("=")[0], []).append(place)
    return found


def _rows(path: Path, summed: Summed, boot: GroupBootstrap, level: float) -> tuple[Bottleneck, ...]:
    count = len(path.steps)
    place = {kind: number * count for number, kind in enumerate(KINDS)}
    shares = {}
    for kind in ("gain", "money"):
        known = [n for n in range(count) if not np.isnan(boot.values[place[kind] + n])]
        first = boot.first(place[kind] + n for n in known)
        shares[kind] = dict(zip(known, first, strict=True))
    rows = []
    for number in range(count):
        row = _row(path, summed, boot, number, level)
        firsts = shares["gain"].get(number), shares["money"].get(number)
        rows.append(replace(row, first=firsts[0], first_by_money=firsts[1]))
    return tuple(rows)


def _row(path: Path, summed: Summed, boot: GroupBootstrap, number: int, level: float) -> Bottleneck:
    step, count = path.steps[number], len(path.steps)
    cell: Cell = (step.placement.key, NOW, (None,))
    n, k, _ = (round(float(x)) for x in summed.of(cell).sum(axis=0))
    few = 0 < n < MINIMUM
    blank = Inference(level=level, method=METHOD, status="low_n" if few else "no_data")
    numbers: Mapping[str, Inference] = {
        kind: blank if few or not n else boot.inference(place * count + number, level=level)
        for place, kind in enumerate(KINDS)
    }
    rate, gain = numbers["rate"], numbers["gain"]
    status = gain.status if gain.value is None else rate.status
    note = f"fewer than {MINIMUM} entrants" if few else _why_none(step, n, gain, rate)
    waiting = summed.waiting.get((step.placement.key, NOW, None), 0)
    if waiting and status == "ok":
        status = "immature"
        note = f"{waiting} of {n + waiting} entrants have not had their whole window yet"
    return Bottleneck(
        stage=step.start,
        reached=step.reached,
        metric=step.placement.metric.name,
        period=path.weeks[number].label,
        n=0 if few else n,
        k=0 if few else k,
        rate=rate,
        target=numbers["target"].value,
        target_from=_said(path, summed, number),
        gain=gain,
        money=_money(numbers["money"]),
        lost=numbers["lost"],
        first=None,
        first_by_money=None,
        status=status,
        note=note,
    )


def _money(found: Inference) -> Inference:
    if found.value is not None:
        return found
    note = "no step from here on is worth money (journey.yaml rules: worth)"
    return replace(found, status="no_data", note=note)


def _why_none(step: JourneyStep, n: int, gain: Inference, rate: Inference) -> str:
    if not n:
        return "no week of it is wholly known"
    if gain.value is None and rate.value:
        return f"no target: write '{step.placement.metric.name}' under targets, or name a split"
    return gain.note if gain.value is None else rate.note


def _source(path: Path, summed: Summed, number: int) -> tuple[int, float] | None:
    """The part with the best shrunk rate and what it keeps of its distance; None without parts."""
    parts = path.parts[number]
    found: list[tuple[float, int, float]] = []
    for places in _splits(parts).values():
        counts = [summed.of(parts[p][1])[:, 1:].sum(axis=0) for p in places]
        known = [(round(float(k)), round(float(n))) for k, n in counts]
        if sum(n for _, n in known):
            shrunk = shrink_shares(known)
            top = int(np.argmax(shrunk.shares))
            found.append((float(shrunk.shares[top]), places[top], float(shrunk.factors[top])))
    return max(found)[1:] if found else None


def _said(path: Path, summed: Summed, number: int) -> str:
    """Where a step's target comes from, as a word."""
    if path.steps[number].target is not None:
        return "target"
    found = _source(path, summed, number)
    if found is None:
        return ""
    place, factor = found
    return path.parts[number][place][0] if factor else "all alike"
