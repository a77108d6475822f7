"""Where customers leak out of the journey: which segment, at which stage, at what price a month."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any, Literal, get_args

from stagelift.data.zones import from_us
from stagelift.errors import ArgumentError
from stagelift.frames import Tabular
from stagelift.journey.figures import round_significant
from stagelift.metrics.privacy import MINIMUM
from stagelift.metrics.why.path import JourneyStep
from stagelift.metrics.why.sums import LESS, Cell, Parts, Summed, Wanted, dimensions, sum_groups
from stagelift.metrics.why.weeks import known_weeks, weeks_of
from stagelift.statistics.group_bootstrap import GroupBootstrap, Statistic
from stagelift.statistics.inference import Inference
from stagelift.statistics.numerics import np
from stagelift.statistics.several.families import two_level

if TYPE_CHECKING:
    from stagelift.data.contract import Contract
    from stagelift.definitions import Journey
    from stagelift.metrics.kpis import KpiRequest
    from stagelift.statistics.numerics import Floats

Against = Literal["past", "others"]
NOW, PAST = "now", "past"
PAST_WEEKS = 8
MONTH_DAYS = 30
OPEN = "some entrants have not had their whole window yet; what is lost a month is of the others"
Q = 0.05  # share of false leaks among those found, averaged over the steps selected


@dataclass(frozen=True, slots=True)
class Leak:
    """A segment at a step, compared with its own past or with the others.

    Args:
        stage: The stage whose entrants are counted.
        reached: The stage they are to reach.
        metric: Id of the metric that measures the step.
        segment: `split=part`, or a segment's id.
        period: The weeks of now.
        against: `past` (the weeks before) or `others` (everyone else now).
        against_period: The weeks it is compared with.
        n: Entrants of the segment now.
        n_against: Entrants it is compared with.
        rate: The rate now, 0–1.
        rate_against: The rate it is compared with.
        change: Now less that, with its interval and p-value.
        lost: Conversions of this step lost a month, below 0 where some are gained.
        money: What they are worth through every step from here on, or without a value.
        adjusted_p_value: Within its step, by Benjamini and Hochberg.
        found: Whether it is a leak after both levels of the correction.
        selected: Whether its step is selected at the first level.
    """

    stage: str
    reached: str
    metric: str
    segment: str
    period: str
    against: Against
    against_period: str
    n: int
    n_against: int
    rate: float | None
    rate_against: float | None
    change: Inference
    lost: Inference
    money: Inference
    adjusted_p_value: float | None = None
    found: bool = False
    selected: bool = False

    @property
    def stake(self) -> float:
        """What it is ranked by: money where a step is worth some, else conversions."""
        known = self.money.value if self.money.value is not None else self.lost.value
        return known or 0.0

    def to_dict(self) -> dict[str, Any]:
        """The leak as a JSON-ready row; names as in `Estimate` for the change of its rate.

        Returns:
            One dict.
        """
        names = ("value", "se", "low", "high", "p_value")
        row: dict[str, Any] = {
            name: getattr(self, name)
            for name in ("metric", "stage", "reached", "segment", "period", "against")
        }
        row |= {"against_period": self.against_period, "measure": "change", "n": self.n}
        row |= {"n_against": self.n_against, "rate": round_significant(self.rate)}
        row["rate_against"] = round_significant(self.rate_against)
        row |= {name: round_significant(getattr(self.change, name)) for name in names}
        row |= {"level": self.change.level, "method": self.change.method}
        for name, found in (("lost", self.lost), ("money", self.money)):
            row |= {f"{name}_{x}": round_significant(getattr(found, x)) for x in names[:4]}
        row["adjusted_p_value"] = round_significant(self.adjusted_p_value)
        row |= {"leak": self.found, "status": self.change.status, "note": self.change.note}
        return row


@dataclass(frozen=True, slots=True)
class Leaks(Tabular):
    """Every segment at every step, the dearest leak first.

    Args:
        rows: Segments at steps, leaks found first, by what they cost.
        against: What each is compared with.
        as_of: Instant of knowledge as text.
        currency: ISO 4217 code of the money, empty without.
        level: Level of the intervals, 0–1.
        q: Share of false leaks tolerated.
    """

    rows: tuple[Leak, ...]
    against: Against
    as_of: str
    currency: str = ""
    level: float = 0.95
    q: float = Q

    @property
    def found(self) -> tuple[Leak, ...]:
        """The leaks: segments that lose, after the correction for looking at all of them."""
        return tuple(row for row in self.rows if row.found)

    def to_dicts(self) -> list[dict[str, Any]]:
        """All segments at all steps as JSON-ready rows.

        Returns:
            One dict each, leaks first.
        """
        return [{**row.to_dict(), "as_of": self.as_of} for row in self.rows]

    def text(self, language: str = "en") -> str:
        """The dearest leak first, then a line for each.

        Args:
            language: `en` or `ko`.

        Returns:
            Lines.
        """
        from stagelift.metrics.why.text import leaks_text

        return leaks_text(self, language)

    def __str__(self) -> str:
        return self.text()


@dataclass(frozen=True, eq=False, slots=True)
class _Watch:
    """One segment at one step, with the cells it is read from."""

    step: int
    segment: str
    now: Cell
    other: Cell


def leaks(
    contract: Contract,
    journey: Journey,
    steps: Sequence[JourneyStep],
    request: KpiRequest,
    *,
    against: Against = "past",
    newest: int | None = None,
) -> Leaks:
    """Every segment at every step against its own past or the others, from one query.

    Args:
        contract: The contract tables.
        journey: The journey.
        steps: Its steps.
        request: Weeks, oldest first, with the segments and attributes that are watched.
        against: `past` or `others`.
        newest: Index of the week that is `now`, the same for every step; None for each step's
            newest known ordinary week.

    Returns:
        The segments, leaks first.

    Raises:
        ArgumentError: When `against` is unknown, or nothing is watched.
        DataError: When a source cannot be read as defined.
        EngineError: When the engine refuses the query.
    """
    if against not in get_args(Against):
        raise ArgumentError(
            f"against: '{against}' came; allowed are {', '.join(get_args(Against))}"
        )
    if not request.segments and not request.attributes:
        raise ArgumentError("leaks are of segments: name some with by, or keep attributes")
    spans = [_spans(step, journey, request, newest) for step in steps]
    wanted = [
        Wanted(step.placement, slot, places)
        for step, span in zip(steps, spans, strict=True)
        for slot, places in zip((NOW, PAST), span, strict=True)
        if places
    ]
    summed = sum_groups(contract, journey, wanted, request)
    watched = _watched(steps, summed, request, against)
    rows = _rows(steps, spans, summed, watched, (request, journey, against))
    return Leaks(
        rows=_ranked(rows, len(steps), watched),
        against=against,
        as_of=from_us(request.as_of).isoformat(),
        currency=journey.currency or "",
        level=request.confidence,
    )


def _spans(
    step: JourneyStep, journey: Journey, request: KpiRequest, newest: int | None
) -> tuple[tuple[int, ...], tuple[int, ...]]:
    """The week of now and the weeks before it."""
    known = known_weeks(request.periods, step.placement.metric, journey, request.as_of)
    if newest is not None:
        return (newest,), tuple(place for place in known if place < newest)[-PAST_WEEKS:]
    return known[-1:], known[:-1][-PAST_WEEKS:]


def _watched(
    steps: Sequence[JourneyStep], summed: Summed, request: KpiRequest, against: Against
) -> list[_Watch]:
    found = []
    for number, step in enumerate(steps):
        key = step.placement.key
        for split, parts in dimensions(summed, step.placement, request, MINIMUM).items():
            named = any(split == rule.name for rule in request.segments)
            for name, cells in parts.items():
                if named and name != split:
                    continue  # everyone who is not in a named segment is nobody's segment
                now = (key, NOW, cells)
                other = (key, PAST, cells) if against == "past" else (key, NOW, _rest(cells))
                if summed.units(now) and summed.units(other):
                    found.append(_Watch(number, split if named else f"{split}={name}", now, other))
    return found


def _rest(parts: Parts) -> Parts:
    """Everyone but some segments."""
    return (None, *(f"{LESS}{part}" for part in parts))


def _rows(
    steps: Sequence[JourneyStep],
    spans: Sequence[tuple[tuple[int, ...], tuple[int, ...]]],
    summed: Summed,
    watched: Sequence[_Watch],
    asked: tuple[KpiRequest, Journey, Against],
) -> list[Leak]:
    request, journey, against = asked
    if not watched:
        return []
    every: list[Cell] = [(step.placement.key, NOW, (None,)) for step in steps]
    cells = [*every, *(one.now for one in watched), *(one.other for one in watched)]
    weeks = [[weeks_of(request.periods, places, journey.zone) for places in s] for s in spans]
    scale = np.array([MONTH_DAYS / max(now.days, 1) for now, _ in weeks])
    boot = GroupBootstrap(summed.group_sums(cells), _statistic(steps, watched, scale))
    rows = []
    for number, one in enumerate(watched):
        step, (now, past) = steps[one.step], weeks[one.step]
        change = boot.inference(number, level=request.confidence, null=0.0)
        if change.status == "ok" and summed.still_open(one.now):
            change = replace(change, status="immature", note=OPEN)
        lost, money = (
            boot.inference(number + len(watched) * shift, level=request.confidence)
            for shift in (1, 2)
        )
        rows.append(
            Leak(
                stage=step.start,
                reached=step.reached,
                metric=step.placement.metric.name,
                segment=one.segment,
                period=now.label,
                against=against,
                against_period=past.label if against == "past" else now.label,
                n=summed.units(one.now),
                n_against=summed.units(one.other),
                rate=_rate(summed, one.now),
                rate_against=_rate(summed, one.other),
                change=change,
                lost=lost,
                money=money,
            )
        )
    return rows


def _statistic(steps: Sequence[JourneyStep], watched: Sequence[_Watch], scale: Floats) -> Statistic:
    """Change, conversions lost a month and their money, of each segment at its step.

    One conversion of a step is worth what all that is worth money from there on brings, shared
    among the conversions of the step.
    """
    worth = np.array([step.worth or 0.0 for step in steps])
    count, many = len(steps), len(watched)
    place = np.array([one.step for one in watched])
    valued = (np.cumsum((worth > 0)[::-1])[::-1] > 0)[place]

    def found(totals: Floats) -> Floats:
        done = totals[:, :count, 0] * scale
        now, other = totals[:, count : count + many], totals[:, count + many :]
        change = now[:, :, 0] / now[:, :, 1] - other[:, :, 0] / other[:, :, 1]
        lost = -change * now[:, :, 1] * scale[place]
        each = np.cumsum((worth * done)[:, ::-1], axis=1)[:, ::-1] / done
        money = np.where(valued, lost * each[:, place], np.nan)
        return np.concatenate([change, lost, money], axis=1)

    return found


def _rate(summed: Summed, cell: Cell) -> float | None:
    _, top, bottom = summed.of(cell).sum(axis=0)
    return float(top / bottom) if bottom else None


def _ranked(rows: Sequence[Leak], count: int, watched: Sequence[_Watch]) -> tuple[Leak, ...]:
    """The rows with what the two levels of the correction say, leaks first, the dearest first."""
    families: list[list[int]] = [[] for _ in range(count)]
    for number, one in enumerate(watched):
        families[one.step].append(number)
    p_values = [[rows[number].change.p_value for number in family] for family in families]
    read = two_level(p_values, q=Q)
    found = list(rows)
    for family, verdict in zip(families, read.families, strict=True):
        for number, adjusted, hit in zip(family, verdict.tests, verdict.found, strict=True):
            row = rows[number]
            worse = (row.change.value or 0.0) < 0
            found[number] = replace(
                row, adjusted_p_value=adjusted, found=hit and worse, selected=verdict.selected
            )
    return tuple(sorted(found, key=lambda r: (not r.found, -r.stake, r.stage, r.segment)))
