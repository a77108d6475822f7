"""What an effect on those who qualify is of everything the whole shop does: the global effect."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from stagelift.data.query.value_specs import EventTotal, Flag
from stagelift.data.zones import day_start_us
from stagelift.experiments.judging import deciding_effect
from stagelift.experiments.sections.scene import Scene
from stagelift.experiments.sections.waits import DAY_US, Waits
from stagelift.experiments.worth import Range
from stagelift.journey.figures import round_significant
from stagelift.metrics.privacy import MINIMUM

MICROS = 1_000_000


@dataclass(frozen=True, slots=True)
class WholeShop:
    """The effect of one variant as a share of the whole shop's total.

    Args:
        metric: Id of the primary metric.
        variant: Id of the variant.
        customers: Customers who qualified and were followed to the end, included those held out
            and those outside the traffic.
        gain: What they would all have added with the variant instead of the control, in customers
            with the event, events or money.
        total: What all customers together did over the same days.
        share: The gain over what the total would have been under the control, with the interval of
            the effect; the total is taken as known.
        level: Level of the intervals, 0–1; None when not known.
        method: The method of the effect's interval.
    """

    metric: str
    variant: str
    customers: float
    gain: Range
    total: float
    share: Range
    level: float | None = None
    method: str = ""

    def to_dict(self) -> dict[str, Any]:
        """The section as JSON-ready values."""
        return {
            "metric": self.metric,
            "variant": self.variant,
            "customers": round(self.customers),
            "gain": {name: round_significant(v) for name, v in self.gain._asdict().items()},
            "total": round_significant(self.total),
            "share": {name: round_significant(v) for name, v in self.share._asdict().items()},
            "level": self.level,
            "method": self.method,
        }


def of_whole_shop(scene: Scene, waits: Waits) -> WholeShop | None:
    """The effect of the variant the verdict is about, as a share of the whole shop's total.

    The local effect times the share of customers reached would be right only where those customers
    convert like all others; the absolute effect times their number over the total is always.

    Args:
        scene: The experiment at its look.
        waits: What the whole shop did over the same days.

    Returns:
        The share; None while no effect can be read, without a total, or after a pause or a ramp.

    Reference:
        Deng & Hu 2015, Diluted treatment effect estimation for trigger analysis in online
        controlled experiments.
    """
    variant = scene.judgement.evidence.variant
    effect = deciding_effect(scene.view, variant).absolute
    if effect.status != "ok" or effect.value is None or effect.low is None or effect.high is None:
        return None
    tallies = scene.view.arms.tallies
    sizes = {name: tallies[scene.primary.name, name].n for name in scene.asked.experiment.variants}
    total = shop_total(scene, waits)
    taken = share_taken(scene)
    if not taken:
        return None
    customers = sum(sizes.values()) / taken
    already = {
        name: deciding_effect(scene.view, name).absolute.value or 0.0
        for name in scene.asked.treatments
    }
    if min(sizes.values()) < MINIMUM or total < MINIMUM:
        return None

    def share(gain: float) -> float | None:
        others = sum(n * already[name] for name, n in sizes.items() if name in already)
        without = total - others + sizes[variant] * (already[variant] - gain)
        return gain * customers / without if without > 0 else None

    ends = (effect.value, effect.low, effect.high)
    shares = [share(each) for each in ends]
    known = [each for each in shares if each is not None]
    if len(known) < len(shares):
        return None
    gain = Range(*(each * customers for each in ends))
    return WholeShop(
        metric=scene.primary.name,
        variant=variant,
        customers=customers,
        gain=gain,
        total=total,
        share=Range(*known),
        level=effect.level,
        method=effect.method,
    )


def share_taken(scene: Scene) -> float | None:
    """The share of those who qualified on the counted days that entered the experiment.

    One draw says for good who is of a constant traffic. After a pause or a ramp some of those whom
    it left out enter later, so that times and shares of the traffic do not say how many did.

    Args:
        scene: The experiment at its look.

    Returns:
        The share of all customers not held out, times the traffic; None where that was not the
        same throughout, or no day counts.
    """
    start = scene.enrolled.start
    end = min(day_start_us(last_counted(scene) + 1, scene.asked.journey.zone), scene.enrolled.end)
    if end <= start:
        return None
    found = scene.asked.plan.admission.openings(start, end)
    open_to_all = float(1 - (scene.asked.journey.rules.holdout or Fraction(0)))
    if found is None:
        return open_to_all
    if len(found) != 1 or found[0].start > start:
        return None
    return open_to_all * float(found[0].high - found[0].low)


def last_counted(scene: Scene) -> int:
    """The last local day of assignment whose units count at the look, -1 without one."""
    last = scene.last_day()
    if last is not None:
        return last
    days = scene.view.arms.days
    return days[1] if days else -1


def shop_total(scene: Scene, waits: Waits) -> float:
    """What all customers did from the first entry until the last counted window closed.

    Args:
        scene: The experiment at its look.
        waits: The days of the whole shop.

    Returns:
        Customers with the event, each once; events; or the sum of their values.
    """
    value = scene.primary.assigned_value(scene.asked.journey)
    window = -(-waits.horizon // DAY_US)
    last = last_counted(scene)
    days = [one for one in waits.days if one.day <= last + window]
    if isinstance(value, Flag):
        return float(sum(one.customers for one in days))
    if isinstance(value, EventTotal):
        return sum(one.amount for one in days) / MICROS
    return float(sum(one.events for one in days))
