"""Effects at planned weekly looks: a group sequential test of each metric at the plan's looks."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from stagelift.experiments.look_rule import NOT_READ, LookRule, shut
from stagelift.statistics.inference import Inference
from stagelift.statistics.looks import Gate, GroupSequential, Look


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
        critical: Critical value of the look, for the interval of a lift; None without an interval.
        unbiased: The median-unbiased estimate at the end of the test, else None.
    """

    effect: Inference
    critical: float | None = None
    unbiased: float | None = None


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
    plan = GroupSequential(
        n_planned=rule.planned, looks=path.looks, level=rule.confidence, null=rule.null
    )
    read = plan.read(
        [
            Look(
                number=number,
                n_mature=step.n,
                effect=step.effect.value,
                se=step.effect.se,
                gate=step.gate.reason,
            )
            for number, step in zip(path.numbers, steps, strict=True)
        ]
    )
    shown = dict(zip(path.numbers, steps, strict=True)).get(read.shown_look or 0)
    if shown is None or shown.n != latest.n:
        why = read.rows[-1].note or read.shown.note
        return WeeklyReading(shut(latest.effect, why))
    last_read = next(row for row in reversed(read.rows) if row.critical is not None)
    unbiased = None if read.kind == "repeated" else read.shown.value
    return WeeklyReading(plain(read.shown, latest.effect.value), last_read.critical, unbiased)


def plain(found: Inference, value: float) -> Inference:
    """The plain difference under the interval of several looks.

    It agrees with the levels beside it. Where the last look jumped, the stage-wise interval may
    leave it out; then the median-unbiased estimate stays.
    """
    inside = found.low is not None and found.high is not None and found.low <= value <= found.high
    return replace(found, value=value) if inside else found
