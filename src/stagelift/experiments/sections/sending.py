"""What a message costs in customers it can no longer reach, against what it brings: send less?"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Literal

from stagelift.data.query.value_specs import Flag
from stagelift.experiments.judging import deciding_effect
from stagelift.experiments.sections.scene import Scene
from stagelift.experiments.volume import volume_of
from stagelift.experiments.worth import Range, Worth
from stagelift.journey.figures import round_significant
from stagelift.metrics.estimate import Estimate
from stagelift.metrics.kind import WindowedMetric

LEAVING = frozenset({"unsubscribed", "complained"})
Advice = Literal["pays", "send_less", "open"]


@dataclass(frozen=True, slots=True)
class Lost:
    """Reachable customers lost to one kind of leaving.

    Args:
        metric: Id of the metric.
        each: What one of them is worth, as the journey says; None when it does not.
        more: How many more a month leave with the variant than with the control.
        level: Level of the interval, 0–1; None when not known.
        method: The method of the effect's interval.
        n: Units of the variant and of the control.
    """

    metric: str
    each: float | None
    more: Range
    level: float | None = None
    method: str = ""
    n: int = 0

    def to_dict(self) -> dict[str, Any]:
        """The loss as JSON-ready values."""
        return {
            "metric": self.metric,
            "each": self.each,
            "more": plain(self.more),
            "level": self.level,
            "method": self.method,
            "n": self.n,
        }


@dataclass(frozen=True, slots=True)
class SendLess:
    """What a variant costs in reachable customers a month, against what it brings.

    Args:
        variant: Id of the variant.
        against: Id of the control; what only sends less is the control `none`.
        currency: ISO 4217 code.
        lost: By kind of leaving.
        brings: Money a month it brings, messages paid; None when it is not known.
        price: What one lost customer may be worth before the gain is gone: of the estimates, and
            in the worst case the intervals allow; None where nothing is lost or gained.
        net: Money a month less the lost customers at the journey's price; None without one.
        advice: `pays` when even the worst case is a gain, `send_less` when even the best is none,
            else `open`.
        level: Level of what it brings, 0–1; None when that is not known.
        method: The method of the interval of the effect it rests on.
        n: Units of the variant and of the control.
    """

    variant: str
    against: str
    currency: str
    lost: tuple[Lost, ...]
    brings: Range | None
    price: tuple[float | None, float | None]
    net: Range | None
    advice: Advice
    level: float | None = None
    method: str = ""
    n: int = 0

    def to_dict(self) -> dict[str, Any]:
        """The section as JSON-ready values."""
        return {
            "variant": self.variant,
            "against": self.against,
            "currency": self.currency,
            "lost": [one.to_dict() for one in self.lost],
            "brings": plain(self.brings),
            "break_even_price": round_significant(self.price[0]),
            "break_even_price_at_worst": round_significant(self.price[1]),
            "net": plain(self.net),
            "advice": self.advice,
            "level": self.level,
            "method": self.method,
            "n": self.n,
        }


def plain(found: Range | None) -> dict[str, float | None] | None:
    """A range as JSON-ready values."""
    return found and {name: round_significant(v) for name, v in found._asdict().items()}


def send_less(scene: Scene) -> SendLess | None:
    """Whether the messages of the variant the verdict is about pay for the customers they lose.

    Args:
        scene: The experiment at its look.

    Returns:
        The section; None without a readable metric of leaving, or where no month's volume is known.
    """
    worth, variant = scene.readout.worth, scene.judgement.evidence.variant
    volume = month_of(scene, worth)
    rules = scene.asked.journey.rules.worth
    found = []
    for metric in scene.asked.measured:
        effect = readable_effect(scene, metric, variant)
        if effect is None or volume is None or not leaves(metric):
            continue
        ends = (effect.value or 0.0, effect.low or 0.0, effect.high or 0.0)
        rule = rules.get(metric.name)
        each = None if rule is None else abs(float(rule.amount))
        one = Lost(
            metric=metric.name,
            each=each,
            more=Range(*(end * volume for end in ends)),
            level=effect.level,
            method=effect.method,
            n=effect.n,
        )
        found.append(one)
    if not found:
        return None
    brings = None if worth is None else worth.money
    return weighed(scene, variant, tuple(found), brings)


def month_of(scene: Scene, worth: Worth | None) -> float | None:
    """Customers who come to qualify in a month, None where all entered at once or none since."""
    if worth is not None and worth.volume is not None:
        return worth.volume
    if scene.enrolled.at_once or scene.asked.contract.as_of_us <= scene.enrolled.start:
        return None
    return volume_of(scene.asked, scene.found.arms, scene.enrolled) or None


def leaves(metric: WindowedMetric) -> bool:
    """Whether a metric counts customers who can no longer be reached: they left, or complained."""
    value = metric.value()
    return isinstance(value, Flag) and {event for event, _ in value.terms} <= LEAVING


def readable_effect(scene: Scene, metric: WindowedMetric, variant: str) -> Estimate | None:
    """The effect of a variant on a metric, None while it must not be read."""
    for found in scene.readout.estimates:
        key = (found.metric, found.measure, found.variant)
        if key == (metric.name, "effect", variant) and found.status == "ok":
            return found if found.low is not None and found.high is not None else None
    return None


def weighed(scene: Scene, variant: str, lost: tuple[Lost, ...], brings: Range | None) -> SendLess:
    """What is lost against what is brought, with the price at which they are even."""
    more, least, most = (sum(part) for part in zip(*(one.more for one in lost), strict=True))
    price: tuple[float | None, float | None] = (None, None)
    if brings is not None:
        price = (even(brings.value, more), even(max(brings.low, 0.0), most))
    prices = [one.each for one in lost]
    net = None
    if brings is not None and None not in prices:
        taken = [
            sum((one.each or 0.0) * one.more[place] for one in lost) for place in (0, 2, 1)
        ]  # the most that may be lost goes against the least that may be brought
        net = Range(*(gain - loss for gain, loss in zip(brings, taken, strict=True)))
    effect = None if brings is None else deciding_effect(scene.view, variant).absolute
    arms = (variant, scene.asked.control)
    tallies, primary = scene.view.arms.tallies, scene.primary.name
    return SendLess(
        variant=variant,
        against=scene.asked.control,
        currency=scene.asked.journey.currency,
        lost=lost,
        brings=brings,
        price=price,
        net=net,
        advice=advice_of(brings, net, (least, most)),
        level=None if effect is None else effect.level,
        method="" if effect is None else effect.method,
        n=0 if effect is None else sum(tallies[primary, arm].n for arm in arms),
    )


def even(money: float, customers: float) -> float | None:
    """The price of one customer at which a gain is gone; None where none is lost."""
    return money / customers if customers > 0 and money >= 0 else None


def advice_of(brings: Range | None, net: Range | None, lost: tuple[float, float]) -> Advice:
    """What the ranges allow to say, without a price only where one side is nothing.

    Example:
        >>> advice_of(Range(5.0, 1.0, 9.0), None, (-3.0, -1.0)), advice_of(None, None, (-1.0, 2.0))
        ('pays', 'open')
    """
    if net is not None:
        return "pays" if net.low > 0 else "send_less" if net.high < 0 else "open"
    if brings is None:
        return "open"
    if brings.low > 0 and lost[1] <= 0:
        return "pays"
    return "send_less" if brings.high <= 0 and lost[0] >= 0 else "open"
