"""The rungs of the ladder: each variant's share or cost with its interval, beside the control's."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from stagelift.data.query.message_reports import Reported, told_of
from stagelift.metrics.messages.rates import no_opens
from stagelift.metrics.privacy import MINIMUM
from stagelift.statistics.inference import Inference
from stagelift.statistics.means import difference_of_means, mean
from stagelift.statistics.moments import Moments
from stagelift.statistics.proportions import difference_of_proportions, proportion

if TYPE_CHECKING:
    from stagelift.data.query.deliveries import DeliveryQuestion, DeliverySums
    from stagelift.definitions import Experiment, Journey

CONFIDENCE = 0.95
WAY = ("sent", "held", "capped", "failed", "fell_back")  # what the sender did; shown on red too
OUTCOMES = (
    *("delivered", "by_fallback", "read", "machine", "clicked", "replied"),
    *("unsubscribed", "complained"),
)
RUNGS = (*WAY, *OUTCOMES)
COST = "cost"
TOLD_BY = {"by_fallback": "fell_back", "read": "opened"}  # a rung, and the flag that tells of it
HIDDEN = "hidden while the experiment's health is red"
PARTLY = "told of for a part of the messages only"
FEW = "too few customers to show"


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """One rung of one variant, or its cost.

    Args:
        variant: The variant.
        rung: One of `RUNGS`, or `cost` per assigned customer.
        k: Customers who reached it; None where nothing tells of it, and for the cost.
        level: The share of those assigned, or the mean cost, with its interval.
        effect: The difference from the control, with its interval; None for the control itself.
    """

    variant: str
    rung: str
    k: int | None
    level: Inference
    effect: Inference | None = None


def untold_by(
    rung: str,
    experiment: Experiment,
    journey: Journey,
    question: DeliveryQuestion,
    reported: tuple[Reported, ...],
) -> dict[str, str]:
    """By variant why a rung cannot be known; silence is not 0.

    Args:
        rung: The rung.
        experiment: The experiment.
        journey: What it says of its channels.
        question: Which messages are whose.
        reported: What tools have ever told.

    Returns:
        Variant to reason, for those where nothing tells of it.
    """
    found = {}
    messages = dict(question.messages)
    for name, variant in experiment.variants.items():
        if variant.channel == "none" or rung == COST:
            continue
        told: set[str] = set()
        for message in messages[name]:
            where = None if rung == "by_fallback" else variant.channel
            told |= told_of(reported, where, message)
        if TOLD_BY.get(rung, rung) not in told:
            found[name] = f"nothing on {variant.channel} tells of it"
        elif rung in ("read", "machine"):
            closed = no_opens(journey, variant.channel, told_of(reported, variant.channel, None))
            found |= {name: closed} if closed else {}
    return found


def in_part(rung: str, sums: Mapping[str, DeliverySums]) -> dict[str, str]:
    """By variant why a rung of the way is known of a part only: fewer were sent than delivered.

    A send log of one week beside receipts of six says what was sent in that week alone.
    """
    if rung not in WAY:
        return {}
    reached = {name: dict(one.reached) for name, one in sums.items()}
    return {
        name: PARTLY
        for name, found in reached.items()
        if found.get("sent", 0) < found.get("delivered", 0)
    }


def steps_of(
    rung: str,
    experiment: Experiment,
    sums: Mapping[str, DeliverySums],
    untold: Mapping[str, str],
) -> tuple[Step, ...]:
    """One rung of every variant, each beside the control's."""
    if rung == COST:
        return cost_steps(experiment, sums)
    counts = {name: dict(one.reached).get(rung, 0) for name, one in sums.items()}
    control, found = experiment.control, []
    for name, one in sums.items():
        why = untold.get(name, "")
        if why:
            level = Inference(level=CONFIDENCE, method="wilson", status="no_data", note=why)
        else:
            level = proportion(counts[name], one.mature, level=CONFIDENCE)
        effect = None
        if name != control:
            lacking = why or untold.get(control, "")
            base = sums[control]
            effect = (
                Inference(level=CONFIDENCE, method="score", status="no_data", note=lacking)
                if lacking
                else difference_of_proportions(
                    counts[name], one.mature, counts[control], base.mature, level=CONFIDENCE
                )
            )
        count = None if why else counts[name]
        found.append(Step(variant=name, rung=rung, k=count, level=level, effect=effect))
    return tuple(found)


def cost_steps(experiment: Experiment, sums: Mapping[str, DeliverySums]) -> tuple[Step, ...]:
    """What the messages cost per assigned customer."""
    moments = {name: cost_moments(one) for name, one in sums.items()}
    unknown = {
        name: f"{one.unpriced:,} delivered messages have no known cost; give it under channels"
        for name, one in sums.items()
        if one.unpriced
    }
    control, found = experiment.control, []
    for name, each in moments.items():
        why = unknown.get(name, "")
        level = mean(each, level=CONFIDENCE)
        if why:
            level = Inference(level=CONFIDENCE, method="t", status="no_data", note=why)
        effect = None
        if name != control:
            lacking = why or unknown.get(control, "")
            effect = (
                Inference(level=CONFIDENCE, method="welch", status="no_data", note=lacking)
                if lacking
                else difference_of_means(each, moments[control], level=CONFIDENCE)
            )
        found.append(Step(variant=name, rung=COST, k=None, level=level, effect=effect))
    return tuple(found)


def cost_moments(one: DeliverySums) -> Moments:
    """Moments of the cost per unit; its third moment is not asked for."""
    if not one.mature:
        return Moments(n=0, mean=0.0, m2=0.0, m3=0.0)
    return Moments.from_sums(one.mature, one.cost, one.squares, 0.0)


def is_few(one: DeliverySums) -> bool:
    """Whether a variant has fewer customers than may be shown: assigned, or followed long enough.

    Args:
        one: Its counts.

    Returns:
        True when some, but too few.
    """
    return any(0 < size < MINIMUM for size in (one.assigned, one.mature))


def hidden(step: Step, sums: Mapping[str, DeliverySums], control: str, *, red: bool) -> Step:
    """A rung as it may be shown.

    Args:
        step: The rung.
        sums: Counts by variant.
        control: The variant the others are compared with.
        red: Whether the experiment's health is red.

    Returns:
        Nothing of few customers, nor a difference from them; no outcome while the health is red.
    """
    if is_few(sums[step.variant]):
        return without(step, FEW)
    if step.effect is not None and is_few(sums[control]):  # it would give the control's away
        step = replace(step, effect=blank_of(step.effect, FEW))
    if red and step.rung not in WAY:
        return without(step, HIDDEN)
    if red and step.effect is not None:
        return replace(step, effect=blank_of(step.effect, HIDDEN))
    return step


def without(step: Step, why: str) -> Step:
    """A rung without its figures."""
    effect = None if step.effect is None else blank_of(step.effect, why)
    return replace(step, k=None, level=blank_of(step.level, why), effect=effect)


def blank_of(found: Inference, why: str) -> Inference:
    """An inference without figures, with the reason."""
    return Inference(level=found.level, method=found.method, status="no_data", note=why)
