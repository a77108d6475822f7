"""What else happens to the same customers: other tests, changes, other messages, the night."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from stagelift.data.contract import Contract
from stagelift.data.query import count_common
from stagelift.data.query.send_times import SendQuestion, SendTimes, measure_sends
from stagelift.data.zones import day_start_us
from stagelift.definitions import DateSpan, Experiment, Journey, Once
from stagelift.experiments.enrolment import run_of
from stagelift.experiments.planning.history import History, everybody

DAY_US = 86_400_000_000
NIGHT = (21, 8)  # Korea asks for a consent of its own between these hours, and others dislike them
AWAKE = ("none", "email", "in_app", "web")  # channels the night's rule does not speak of
CROWDED = 3  # tests and changes at one stage in one run: what moved it can no longer be told
NIGHT_SHARE, PRESSED_SHARE = 0.05, 0.05  # below these a warning would be noise
PERIODS = {"day": DAY_US, "week": 7 * DAY_US, "month": 30 * DAY_US}

Warned = tuple[str, dict[str, Any]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Surroundings:
    """What is planned and what happens around a test.

    Args:
        others: Undecided experiments by id.
        stages: Stage whose customers each experiment's primary metric counts, by id.
        changes: Day, words and stage of what is changed, as `changes.yaml` says; no stage: all.
    """

    others: Mapping[str, Experiment]
    stages: Mapping[str, str | None]
    changes: Sequence[tuple[date, str, str | None]] = ()


ALONE = Surroundings(others={}, stages={})


def conflicts(
    experiment: Experiment,
    journey: Journey,
    contract: Contract,
    found: History,
    around: Surroundings,
) -> Iterator[Warned]:
    """What may disturb a test, with figures.

    Args:
        experiment: The experiment.
        journey: Its journey.
        contract: The contract tables.
        found: Its history.
        around: Other tests and changes.

    Yields:
        Kinds and their fields.
    """
    yield from shared_customers(experiment, journey, contract, found, around.others)
    yield from same_layer(experiment, around.others)
    yield from at_the_stage(experiment, around)
    yield from at_send(experiment, journey, contract, found)


def meets(one: Experiment, other: Experiment) -> bool:
    """Whether customers enter two experiments on a common day."""
    if one.is_draft or other.is_draft:
        return False
    first, second = run_of(one), run_of(other)
    return first.first <= second.last and second.first <= first.last


def shared_customers(
    experiment: Experiment,
    journey: Journey,
    contract: Contract,
    found: History,
    others: Mapping[str, Experiment],
) -> Iterator[Warned]:
    """The experiments that run in the same days on the same customers, from the history's days.

    Yields:
        `common` with the other's id and the share of this one's customers it takes; none for
        experiments of one layer, which no customer enters two of.
    """
    if experiment.is_draft or not found.cells or not found.total:
        return
    start = day_start_us(found.first, journey.zone)
    end = day_start_us(found.last + timedelta(days=1), journey.zone)
    for name, other in others.items():
        apart = experiment.layer is not None and experiment.layer == other.layer
        if apart or not meets(experiment, other):
            continue
        both = [everybody(each, journey, start, end) for each in (experiment, other)]
        share = count_common(contract, *both) / found.total
        if share > 0:
            yield "common", {"other": name, "share": min(share, 1.0)}


def same_layer(experiment: Experiment, others: Mapping[str, Experiment]) -> Iterator[Warned]:
    """The experiments whose customers this one cannot have, because they share a layer."""
    for name, other in others.items():
        shared = experiment.layer is not None and other.layer == experiment.layer
        if shared and meets(experiment, other):
            yield "layer", {"other": name, "layer": other.layer, "share": float(other.traffic)}


def at_the_stage(experiment: Experiment, around: Surroundings) -> Iterator[Warned]:
    """Other tests at the same stage, and when all that changes there is too much to tell apart."""
    stage = around.stages.get(experiment.name)
    if stage is None or experiment.is_draft:
        return
    tests = [
        name
        for name, other in around.others.items()
        if around.stages.get(name) == stage and meets(experiment, other)
    ]
    if tests:
        yield "same_stage", {"others": ", ".join(tests), "count": len(tests), "stage": stage}
    run = run_of(experiment)
    changes = [what for on, what, at in around.changes if touches(on, at, stage, run)]
    if len(tests) + len(changes) + 1 >= CROWDED:
        told = {"count": len(tests) + len(changes) + 1, "stage": stage}
        yield "crowded", {**told, "what": "; ".join((*tests, *changes))}


def touches(on: date, at: str | None, stage: str, run: DateSpan) -> bool:
    """Whether a change falls into a run at its stage, or at all stages."""
    return run.first <= on <= run.last and at in (None, stage)


def at_send(
    experiment: Experiment, journey: Journey, contract: Contract, found: History
) -> Iterator[Warned]:
    """Messages that would go out at night, and customers who have had enough by then.

    Yields:
        `night` and `pressure` with the variant and the share of its customers.
    """
    delays = tuple(
        (name, variant.send.after.microseconds if variant.send.after else 0)
        for name, variant in experiment.variants.items()
        if variant.send is not None and variant.channel != "none"
    )
    if not delays or not found.cells or not found.total:
        return
    most, window = allowed(journey.rules.at_most)
    for one in send_times(experiment, journey, contract, found, delays, (most, window)):
        channel = experiment.variants[one.variant].channel
        night = one.at_night / one.n if one.n else 0.0
        if channel not in AWAKE and night >= NIGHT_SHARE:
            yield "night", {"variant": one.variant, "share": night, "channel": channel}
        pressed = (one.pressed or 0) / one.n if one.n else 0.0
        if pressed >= PRESSED_SHARE:
            rule = journey.rules.at_most or ""
            yield "pressure", {"variant": one.variant, "share": pressed, "rule": rule}


def send_times(
    experiment: Experiment,
    journey: Journey,
    contract: Contract,
    found: History,
    delays: tuple[tuple[str, int], ...],
    cap: tuple[int, int],
) -> tuple[SendTimes, ...]:
    """When the messages would have gone out to the customers of the history."""
    zone = journey.zone
    end = day_start_us(found.last + timedelta(days=1), zone)
    once = isinstance(experiment.enters, Once)
    start = end - 1 if once else day_start_us(found.first, zone)
    if once:  # the last instant of the past stands for the first of the day of entry
        delays = tuple((name, delay + 1) for name, delay in delays)
    most, window = cap
    return measure_sends(
        contract,
        SendQuestion(
            population=everybody(experiment, journey, start, end),
            delays=delays,
            night=NIGHT,
            window=window,
            most=most,
            zone=zone,
            as_of=contract.as_of_us,
        ),
    )


def allowed(rule: str | None) -> tuple[int, int]:
    """A cap on messages as their number and the time it holds for.

    Args:
        rule: Such as "3 ads a week", or None.

    Returns:
        Number, and µs; zeros without a rule.

    Example:
        >>> allowed("3 ads a week"), allowed(None)
        ((3, 604800000000), (0, 0))
    """
    found = re.fullmatch(r"(\d+) \w+ an? (day|week|month)", rule or "")
    return (int(found[1]), PERIODS[found[2]]) if found else (0, 0)
