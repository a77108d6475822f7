"""Effects at planned weekly looks: a group sequential test of each metric at the plan's looks."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from stagelift.experiments.look_path import LookPath
from stagelift.experiments.look_rule import NOT_READ, LookRule, opened_gate, shut, too_few
from stagelift.metrics.kind import WindowedMetric
from stagelift.statistics.inference import Inference
from stagelift.statistics.looks import Gate, GroupReading, GroupSequential, Look
from stagelift.statistics.looks.boundaries import LEAST_STEP


@dataclass(frozen=True, slots=True)
class Step:
    """What one look found before the rule for looking is applied.

    Args:
        effect: The effect as a single look would give it; its value and standard error are used.
        n: Mature units of both variants.
        gate: Whether its normal limits can be trusted.
    """

    effect: Inference
    n: int
    gate: Gate


@dataclass(frozen=True, slots=True)
class WeeklyReading:
    """What the looks so far allow to say of one comparison.

    Args:
        effect: The plain difference at the latest look (see `plain`), with the interval and p-value
            that hold over all looks: repeated while the test goes on, stage-wise at its end.
        critical: Critical value of the look, for the interval of a lift; None without one.
        unbiased: The median-unbiased estimate at the end of the test, else None.
    """

    effect: Inference
    critical: float | None = None
    unbiased: float | None = None


def steps_of(metric: WindowedMetric, rule: LookRule, effects: Sequence[Inference]) -> list[Step]:
    """The looks of a path with what each found.

    Args:
        metric: The metric.
        rule: The plan's rule for looking, with the metric's path.
        effects: The effect at each look as a single look would give it.

    Returns:
        One step for each look; the gate of one with fewer units than may be shown is shut.
    """
    found = []
    for (one, zero), effect in zip(rule.path.pairs if rule.path else (), effects, strict=True):
        opened, few = opened_gate(metric, one, zero), too_few(one, zero, rule)
        if few is not None:
            opened = replace(opened, ok=False, reason=few.note)
        found.append(Step(effect, one.n + zero.n, opened))
    return found


def weekly_reading(steps: Sequence[Step], rule: LookRule) -> WeeklyReading:
    """The effect at the latest of the looks taken.

    Args:
        steps: One step for each look of the metric so far, in order.
        rule: The plan's rule for looking, with the metric's path.

    Returns:
        The reading; `immature` before the first look, and without an interval where the latest
        look could not be read, which spends nothing.
    """
    path = rule.path
    if path is None or not steps:
        found = Inference(
            level=rule.confidence, method="none", status="immature", note=NOT_READ["weekly"]
        )
        return WeeklyReading(found)
    latest = steps[-1]
    if latest.effect.value is None:
        return WeeklyReading(latest.effect)
    read = read_plan(steps, path, rule)
    shown = dict(zip(path.numbers, steps, strict=True)).get(read.shown_look or 0)
    # fewer new units than make a look of their own leave the look before as it is
    if shown is None or latest.n - shown.n >= LEAST_STEP * rule.planned:
        why = read.rows[-1].note or read.shown.note
        return WeeklyReading(shut(latest.effect, why))
    unbiased = None if read.kind == "repeated" else read.shown.value
    if is_spent(read):
        found = undecided(read.shown, rule.null)
        return WeeklyReading(plain(found, latest.effect.value), None, unbiased)
    last_read = next(row for row in reversed(read.rows) if row.critical is not None)
    return WeeklyReading(plain(read.shown, latest.effect.value), last_read.critical, unbiased)


def read_plan(steps: Sequence[Step], path: LookPath, rule: LookRule) -> GroupReading:
    """What the group sequential plan of one comparison says of the looks of a path."""
    plan = GroupSequential(
        n_planned=rule.planned, looks=path.looks, level=rule.confidence, null=rule.null
    )
    looks = [
        Look(
            number=number,
            n_mature=step.n,
            effect=step.effect.value,
            se=step.effect.se,
            gate=step.gate.reason,
        )
        for number, step in zip(path.numbers, steps, strict=True)
    ]
    return plan.read(looks)


def is_spent(read: GroupReading) -> bool:
    """Whether units came after a test that ended without crossing, as when more come than planned.

    Such a test has no error left to spend, so what came later must not decide.
    """
    return read.kind == "stagewise_overrun" and read.verdict is None


def undecided(found: Inference, null: float) -> Inference:
    """The inference of a spent test: its interval reaches the effect that was tested against."""
    if found.low is None or found.high is None or found.p_value is None:
        return found
    return replace(
        found,
        low=min(found.low, null),
        high=max(found.high, null),
        p_value=max(found.p_value, 1.0 - found.level),
    )


def without_interval(found: Inference) -> Inference:
    """The lift beside an effect whose looks give a lift no interval: nothing but the reason."""
    status = "low_n" if found.status == "ok" else found.status
    return replace(shut(found, found.note), value=None, status=status)


def plain(found: Inference, value: float) -> Inference:
    """The plain difference under the interval of several looks.

    It agrees with the levels beside it. Where the last look jumped, the stage-wise interval may
    leave it out; then the median-unbiased estimate stays.
    """
    inside = found.low is not None and found.high is not None and found.low <= value <= found.high
    return replace(found, value=value) if inside else found
