"""The effect by days since assignment on one balanced cohort: is it new only, or does it last?"""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial
from typing import Any

from stagelift.experiments.sections.converting import told
from stagelift.experiments.sections.scene import Scene, look_level
from stagelift.experiments.sections.waits import DAY_US, Waits
from stagelift.experiments.weekly import Step
from stagelift.metrics.privacy import MINIMUM
from stagelift.statistics.by_age import effect_by_age, effect_trend, trend_moments
from stagelift.statistics.inference import Inference
from stagelift.statistics.looks import expected_events, gate

FEWEST = 3  # days below which a trend says little
SHOWN = 7  # groups of days at most, so that few are too small to be shown


@dataclass(frozen=True, slots=True)
class AgeEffects:
    """The effect of one variant by days since assignment.

    Args:
        variant: Id of the variant.
        against: Id of the control.
        n: Customers of both, all followed through every day.
        spans: First and last day since assignment of each group of days, from 1.
        parts: The effect in each group of days; they add up to the whole. Without figures where
            too few converted to be shown.
        trend: Change of the effect from one day to the next.
    """

    variant: str
    against: str
    n: int
    spans: tuple[tuple[int, int], ...]
    parts: tuple[Inference, ...]
    trend: Inference


@dataclass(frozen=True, slots=True)
class EffectByAge:
    """The effect on the primary metric by days since assignment.

    Args:
        metric: Id of the primary metric.
        effects: One per treatment.
    """

    metric: str
    effects: tuple[AgeEffects, ...]

    def to_dict(self) -> dict[str, Any]:
        """The section as JSON-ready values, effects in shares."""
        return {
            "metric": self.metric,
            "effects": [
                {
                    "variant": one.variant,
                    "against": one.against,
                    "n": one.n,
                    "days": [
                        {"first": first, "last": last, **told(part)}
                        for (first, last), part in zip(one.spans, one.parts, strict=True)
                    ],
                    "trend": told(one.trend),
                }
                for one in self.effects
            ],
        }


def effect_by_days(scene: Scene, waits: Waits) -> EffectByAge | None:
    """The effect by days since assignment, as far as the plan's look allows to say.

    Every counted customer has been followed through the whole window, so no day is about other
    customers than the next: an effect that only looks new because late entrants are young cannot
    arise.

    Args:
        scene: The experiment at its look.
        waits: The waiting times of its units.

    Returns:
        The section; None for a metric that waits for no event, a window of under three days or one
        that ends within a day, and while nothing may be read.
    """
    ages, control = waits.horizon // DAY_US, scene.asked.control
    readable = all(scene.readable(each) for each in scene.asked.treatments)
    if not waits.cells or ages < FEWEST or ends_within_a_day(waits) or not readable:
        return None
    level = scene.asked.confidence
    found = []
    for variant in scene.asked.treatments:
        pair = (variant, control)
        read = scene.read(variant, partial(trend_at, waits, pair, (ages, level)))
        wide = look_level(read.critical) or level
        (one, n1), (zero, n0) = (waits.by_age(name, scene.last_day(), ages) for name in pair)
        if min(n1, n0) < MINIMUM:
            return None
        spans = spans_of(ages)
        grouped = [[sum(each[a - 1 : b]) for a, b in spans] for each in (one, zero)]
        parts = tuple(
            hidden() if few(a, b) else each
            for a, b, each in zip(
                *grouped, effect_by_age(grouped[0], n1, grouped[1], n0, level=wide), strict=True
            )
        )
        found.append(AgeEffects(variant, control, n1 + n0, spans, parts, read.effect))
    return EffectByAge(scene.primary.name, tuple(found))


def ends_within_a_day(waits: Waits) -> bool:
    """Whether the last of several days would be shorter than the others, itself a trend."""
    long_enough = bool(waits.cells) and waits.horizon >= FEWEST * DAY_US
    return long_enough and waits.horizon % DAY_US != 0


def spans_of(ages: int) -> tuple[tuple[int, int], ...]:
    """Days since assignment in groups of equal length, the last perhaps shorter.

    Args:
        ages: Number of days, ≥ 1.

    Returns:
        First and last day of each group, from 1; at most seven.

    Example:
        >>> spans_of(3), spans_of(30)[-2:]
        (((1, 1), (2, 2), (3, 3)), ((21, 25), (26, 30)))
    """
    size = -(-ages // SHOWN)
    return tuple((first, min(first + size - 1, ages)) for first in range(1, ages + 1, size))


def few(one: int, zero: int) -> bool:
    """Whether a day's difference would tell about fewer customers than may be shown."""
    return 0 < one < MINIMUM or 0 < zero < MINIMUM


def hidden() -> Inference:
    """A day that is not shown."""
    note = f"fewer than {MINIMUM} customers converted in it"
    return Inference(method="none", status="low_n", note=note)


def trend_at(
    waits: Waits, pair: tuple[str, str], shape: tuple[int, float], day: int | None
) -> Step:
    """The trend with the units assigned up to a day, as one look gives it."""
    ages, level = shape
    (one, n1), (zero, n0) = (waits.by_age(name, day, ages) for name in pair)
    moments = (trend_moments(one, n1), trend_moments(zero, n0))
    opened = gate(*moments, expected_events=expected_events(sum(one), n1, sum(zero), n0))
    return Step(effect_trend(one, n1, zero, n0, level=level), n1 + n0, opened)
