"""Time to convert: the mean of min(T, τ) over everyone assigned, and the share converted by then.

Never the mean time among those who converted: who they are is an outcome of the message.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import partial
from typing import Any

from stagelift.experiments.sections.scene import Scene, look_level
from stagelift.experiments.sections.waits import SCALE, Waits
from stagelift.experiments.weekly import Step
from stagelift.journey.figures import round_significant
from stagelift.metrics.privacy import MINIMUM
from stagelift.statistics.inference import Inference
from stagelift.statistics.looks import expected_events, gate
from stagelift.statistics.means import difference_of_means, mean
from stagelift.statistics.survival import (
    EventTable,
    kaplan_meier,
    log_rank,
    peto_hazard_ratio,
)

POINTS = 14  # evenly apart on a published curve; more would tell of fewer customers each
SECOND_US = SCALE


@dataclass(frozen=True, slots=True)
class CurvePoint:
    """The share of everyone assigned who had converted by a time.

    Args:
        after: Time since assignment, seconds.
        share: 1 − Kaplan–Meier, or None where too few converted to be shown.
        low: Lower pointwise limit, as wide as the look allows.
        high: Upper pointwise limit.
    """

    after: float
    share: float | None
    low: float | None
    high: float | None


@dataclass(frozen=True, slots=True)
class ArmTime:
    """How soon one variant converts.

    Args:
        variant: Id of the variant.
        n: Customers followed to τ; None when they are too few to be shown.
        mean: Mean of min(T, τ), seconds.
        curve: The share converted over time.
    """

    variant: str
    n: int | None
    mean: Inference
    curve: tuple[CurvePoint, ...]


@dataclass(frozen=True, slots=True)
class TimeEffect:
    """How much sooner a variant converts than the control.

    Args:
        variant: Id of the variant.
        against: Id of the control.
        effect: Difference of the means of min(T, τ), seconds; below 0 is sooner.
        rates: The ratio of conversion rates over time that the log-rank test implies, with its p.
    """

    variant: str
    against: str
    effect: Inference
    rates: Inference


@dataclass(frozen=True, slots=True)
class TimeToConvert:
    """How soon customers convert, over everyone assigned.

    Args:
        metric: Id of the primary metric, whose event is waited for.
        horizon: τ in seconds: the metric's window, which the plan froze.
        arms: One per variant, the control first.
        effects: One per treatment.
    """

    metric: str
    horizon: float
    arms: tuple[ArmTime, ...]
    effects: tuple[TimeEffect, ...]

    def to_dict(self) -> dict[str, Any]:
        """The section as JSON-ready values, times in seconds."""
        return {
            "metric": self.metric,
            "horizon_seconds": self.horizon,
            "arms": [
                {
                    "variant": arm.variant,
                    "n": arm.n,
                    "mean_seconds": told(arm.mean),
                    "curve": [
                        {"seconds": p.after, "share": p.share, "low": p.low, "high": p.high}
                        for p in arm.curve
                    ],
                }
                for arm in self.arms
            ],
            "effects": [
                {
                    "variant": one.variant,
                    "against": one.against,
                    "seconds": told(one.effect),
                    "log_rank": told(one.rates),
                }
                for one in self.effects
            ],
        }


def told(found: Inference) -> dict[str, Any]:
    """An inference as JSON-ready values, rounded so that engines agree.

    Args:
        found: What a method said.

    Returns:
        Value, interval, level, p-value, method, status and note.
    """
    numbers = {
        name: round_significant(getattr(found, name))
        for name in ("value", "low", "high", "level", "p_value")
    }
    return {**numbers, "method": found.method, "status": found.status, "note": found.note}


def time_to_convert(scene: Scene, waits: Waits) -> TimeToConvert | None:
    """How soon customers convert, as far as the plan's look allows to say.

    Args:
        scene: The experiment at its look.
        waits: The waiting times of its units.

    Returns:
        The section; None for a metric that waits for no event, and while nothing may be read.

    Reference:
        Royston & Parmar 2013, Restricted mean survival time; over all assigned and with τ fixed in
        advance it is a mean like any other.
    """
    control = scene.asked.control
    if not waits.cells or not all(scene.readable(each) for each in scene.asked.treatments):
        return None
    effects, level = [], scene.asked.confidence
    for variant in scene.asked.treatments:
        pair = (variant, control)
        mean_gap = scene.read(variant, partial(gap_at, waits, pair, level))
        rates = scene.read(variant, partial(rates_at, waits, pair, level))
        effects.append(TimeEffect(variant, control, mean_gap.effect, as_ratio(rates.effect)))
        wide = look_level(mean_gap.critical) or level
    names = tuple(scene.asked.experiment.variants)
    marks = curve_marks([waits.table(name, scene.last_day()) for name in names], waits)
    arms = tuple(arm_time(scene, waits, name, wide, marks) for name in names)
    return TimeToConvert(scene.primary.name, waits.horizon / SECOND_US, arms, tuple(effects))


def gap_at(waits: Waits, pair: tuple[str, str], level: float, day: int | None) -> Step:
    """The difference of mean times with the units assigned up to a day, as one look gives it."""
    one, zero = (waits.moments(name, day) for name in pair)
    return Step(difference_of_means(one, zero, level=level), one.n + zero.n, gate(one, zero))


def rates_at(waits: Waits, pair: tuple[str, str], level: float, day: int | None) -> Step:
    """The log of the ratio of rates with the units assigned up to a day, as one look gives it.

    Its standard error is 1/√V of the log-rank test, so the looks of a plan read the test itself.
    """
    tables = [waits.table(name, day) for name in pair]
    test = log_rank(tables)
    counts = [(int(table.events.sum()), table.n) for table in tables]
    events = expected_events(*counts[0], *counts[1])
    moments = [waits.moments(name, day) for name in pair]
    opened = gate(moments[0], moments[1], expected_events=events)
    ratio = peto_hazard_ratio(test, level=level)
    if ratio.value is None or test.variance is None or ratio.low is None or ratio.high is None:
        return Step(ratio, sum(n for _, n in counts), opened)
    log = replace(
        ratio,
        value=math.log(ratio.value),
        se=1.0 / math.sqrt(test.variance),
        low=math.log(ratio.low),
        high=math.log(ratio.high),
        method="log_rank",
    )
    return Step(log, sum(n for _, n in counts), opened)


def as_ratio(found: Inference) -> Inference:
    """A log ratio as a ratio, its p-value kept."""
    value, low, high = (
        None if each is None else math.exp(each) for each in (found.value, found.low, found.high)
    )
    return replace(found, value=value, low=low, high=high, se=None)


def curve_marks(tables: Sequence[EventTable], waits: Waits) -> tuple[int, ...]:
    """The steps at which curves are published: evenly apart, and closer before the first of them.

    A message works within hours, so half of the first time, half of that and so on are told too,
    wherever that tells of no few customers in any variant.

    Args:
        tables: The times to the event in each variant; none is censored before the horizon.
        waits: Their steps and horizon.

    Returns:
        Numbers of steps, rising; the last is the horizon.
    """
    steps = waits.horizon // waits.step
    every = max(1, -(-steps // POINTS))
    marks = {*range(every, steps + 1, every), steps}
    known = [table for table in tables if table.n >= MINIMUM]
    after, mark = every, every // 2
    while mark and known:
        counts = [[int(t.events[:, t.times <= end].sum()) for end in (mark, after)] for t in known]
        told = [count for by, then in counts for count in (by, then - by)]
        if not any(0 < count < MINIMUM for count in told):
            marks.add(mark)
            after = mark
        mark //= 2
    return tuple(sorted(marks))


def arm_time(
    scene: Scene, waits: Waits, variant: str, level: float, marks: Sequence[int]
) -> ArmTime:
    """Mean time and curve of one variant at the look."""
    day = scene.last_day()
    moments = waits.moments(variant, day)
    if 0 < moments.n < MINIMUM:
        few = Inference(method="none", status="low_n", note=f"fewer than {MINIMUM} customers")
        return ArmTime(variant, None, few, ())
    curve = kaplan_meier(waits.table(variant, day), level=level)
    found = [curve.at(mark) for mark in marks]
    shares = [0.0 if each.value is None else 1.0 - each.value for each in found]
    keep = shown_points([round(share * moments.n) for share in shares])
    points = []
    for mark, each, share, is_shown in zip(marks, found, shares, keep, strict=True):
        after = mark * waits.step / SECOND_US
        if not is_shown:
            points.append(CurvePoint(after, None, None, None))
            continue
        low, high = (None if end is None else 1.0 - end for end in (each.high, each.low))
        points.append(CurvePoint(after, share, low, high))
    return ArmTime(variant, moments.n, mean(moments, level=level), tuple(points))


def shown_points(counts: Sequence[int]) -> tuple[bool, ...]:
    """Which points of a rising curve may be shown: between two, too few customers are never told.

    The last one, which is the level shown elsewhere, stays; those just before it give way.

    Args:
        counts: Customers who had converted by each point, rising.

    Returns:
        One for each point.

    Example:
        >>> shown_points([40, 45, 60, 63])
        (True, False, False, True)
    """
    shown: list[int] = []
    for place, count in enumerate(counts):
        before = counts[shown[-1]] if shown else 0
        if not 0 < count - before < MINIMUM:
            shown.append(place)
    last = len(counts) - 1
    while shown and shown[-1] != last and 0 < counts[last] - counts[shown[-1]] < MINIMUM:
        shown.pop()
    return tuple(place in shown or place == last for place in range(len(counts)))
