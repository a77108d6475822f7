"""The ladder: how far each variant's messages came, per assigned customer.

Everyone assigned is in the denominator, those nobody sent to as well: a share among the delivered
would compare customers the message itself has chosen. The variants are watched equally long.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import PurePosixPath
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

from stagelift.data.query.deliveries import (
    DeliveryQuestion,
    DeliverySums,
    measure_deliveries,
    named_messages,
)
from stagelift.data.query.message_log import nothing_told
from stagelift.data.query.message_reports import measure_reported
from stagelift.data.query.message_specs import MessageQuestion
from stagelift.data.query.receipts import tells_of_messages
from stagelift.data.query.specs import PeriodWindow
from stagelift.data.zones import from_us
from stagelift.definitions import Experiment, Journey
from stagelift.errors import ArgumentError
from stagelift.experiments.health import Check, is_red
from stagelift.experiments.sending.rungs import (
    COST,
    RUNGS,
    Step,
    hidden,
    in_part,
    steps_of,
    untold_by,
)
from stagelift.frames import Tabular
from stagelift.metrics.privacy import MINIMUM
from stagelift.statistics.inference import Inference

if TYPE_CHECKING:
    from stagelift.data.contract import Contract
    from stagelift.data.query.population_specs import Population

DAY_US = 86_400_000_000
LATEST_US = 3 * DAY_US  # after its planned time; what comes later is another message of that name
WITHIN_US = 3 * DAY_US  # of delivery a reaction counts, as in the tables of messages
MICROS = 1_000_000


@dataclass(frozen=True, slots=True, kw_only=True)
class Ladder(Tabular):
    """How far the messages of an experiment came, per assigned customer.

    Args:
        experiment: Its id.
        as_of: Instant of knowledge as text, in the journey's zone.
        currency: Of the cost.
        span_days: Days after assignment within which a message counts.
        within_days: Days after delivery within which a reaction counts.
        control: The first variant.
        channels: Channel by variant.
        assigned: Customers by variant.
        mature: Of them those whose span and window have closed; the others are left out below.
        crossed: Of those, customers who got a message of another variant.
        messages: Messages that set out.
        unpriced: Delivered messages without a known cost.
        steps: Every rung of every variant, in the order of the ladder.
        red: Why figures are hidden, or empty.
    """

    experiment: str
    as_of: str
    currency: str
    span_days: float
    within_days: float
    control: str
    channels: Mapping[str, str]
    assigned: Mapping[str, int]
    mature: Mapping[str, int]
    crossed: Mapping[str, int]
    messages: Mapping[str, int]
    unpriced: Mapping[str, int]
    steps: tuple[Step, ...]
    red: str = ""

    def step(self, variant: str, rung: str) -> Step:
        """One rung of one variant.

        Raises:
            KeyError: When there is none.
        """
        for one in self.steps:
            if (one.variant, one.rung) == (variant, rung):
                return one
        raise KeyError(f"no rung '{rung}' of '{variant}'")

    def to_dicts(self) -> list[dict[str, Any]]:
        """One JSON-ready row a rung and variant; what is hidden is null."""
        head = {"experiment": self.experiment, "as_of": self.as_of}
        return [
            {
                **head,
                "variant": one.variant,
                "channel": self.channels[one.variant],
                "rung": one.rung,
                "assigned": count_of(self.assigned[one.variant]),
                "n": count_of(self.mature[one.variant]),
                "k": one.k,
                **fields(one.level, ""),
                **({} if one.effect is None else fields(one.effect, "difference_")),
            }
            for one in self.steps
        ]

    def __str__(self) -> str:
        from stagelift.experiments.sending.text import ladder_text

        return ladder_text(self, "en")


def count_of(count: int) -> int | None:
    """A count of customers as JSON tells it: null where it is below the minimum."""
    return None if 0 < count < MINIMUM else count


def fields(found: Inference, prefix: str) -> dict[str, Any]:
    """An inference as JSON-ready values under prefixed names."""
    names = ("value", "low", "high", "method", "status", "note")
    return {f"{prefix}{name}": getattr(found, name) for name in names}


def ladder_of(
    experiment: Experiment,
    journey: Journey,
    contract: Contract,
    population: Population,
    health: tuple[Check, ...],
) -> Ladder:
    """The ladder of an experiment as of the contract's instant.

    Args:
        experiment: The experiment.
        journey: Its journey.
        contract: The contract tables.
        population: Its units.
        health: Its checks; while one is red only what the sender did is shown, not what came of it.

    Returns:
        Every rung by variant, per assigned customer.

    Raises:
        ArgumentError: When no variant's messages are named.
        DataError: When no source tells of messages.
        EngineError: When the engine refuses a query.
    """
    if not contract.playing("messages") and not tells_of_messages(contract):
        raise nothing_told()
    question = question_of(experiment, contract, population)
    found = {one.variant: one for one in measure_deliveries(contract, question)}
    reported = measure_reported(contract)
    blank = DeliverySums(
        variant="",
        assigned=0,
        mature=0,
        reached=(),
        messages=0,
        crossed=0,
        cost=0,
        squares=0,
        unpriced=0,
    )
    sums = {name: found.get(name, replace(blank, variant=name)) for name in experiment.variants}
    red = next((check.text for check in health if check.status == "red"), "")
    seen = from_us(contract.as_of_us).astimezone(ZoneInfo(journey.zone))
    silences = {
        rung: in_part(rung, sums) | untold_by(rung, experiment, journey, question, reported)
        for rung in (*RUNGS, COST)
    }
    steps = tuple(
        step for rung in (*RUNGS, COST) for step in steps_of(rung, experiment, sums, silences[rung])
    )
    return Ladder(
        experiment=experiment.name,
        as_of=f"{seen:%Y-%m-%d %H:%M} {journey.zone}",
        currency=journey.currency,
        span_days=question.span / DAY_US,
        within_days=question.asked.window / DAY_US,
        control=experiment.control,
        channels={name: one.channel for name, one in experiment.variants.items()},
        assigned={name: one.assigned for name, one in sums.items()},
        mature={name: one.mature for name, one in sums.items()},
        crossed={name: one.crossed for name, one in sums.items()},
        messages={name: one.messages for name, one in sums.items()},
        unpriced={name: one.unpriced for name, one in sums.items()},
        steps=tuple(hidden(step, sums, experiment.control, red=is_red(health)) for step in steps),
        red=red,
    )


def question_of(
    experiment: Experiment, contract: Contract, population: Population
) -> DeliveryQuestion:
    """What is asked of the data: which messages are whose, and how long they are waited for.

    Args:
        experiment: The experiment.
        contract: The contract tables.
        population: Its units.

    Returns:
        The question.

    Raises:
        ArgumentError: When no variant's messages are named.
    """
    named: dict[str, set[str]] = {name: set() for name in experiment.variants}
    for name, variant in experiment.variants.items():
        if variant.message is not None:
            named[name].add(PurePosixPath(str(variant.message)).stem)
    for message, told in named_messages(contract, experiment.name):
        if told in named:
            named[told].add(message)
    if not any(named.values()):
        raise ArgumentError(
            f"experiment '{experiment.name}': no message is tied to a variant; name its file "
            "(message: messages/NAME.md), or map `experiment:` and `variant:` in the send log"
        )
    waits = [
        one.send.after.microseconds
        for one in experiment.variants.values()
        if one.send is not None and one.send.after is not None
    ]
    start = getattr(population, "start", 0)
    return DeliveryQuestion(
        population=population,
        messages=tuple((name, tuple(sorted(each))) for name, each in named.items()),
        asked=MessageQuestion(
            period=PeriodWindow("", start - MICROS, contract.as_of_us),
            window=WITHIN_US,
            prices=contract.channel_prices,
            as_of=contract.as_of_us,
        ),
        span=max(waits, default=0) + LATEST_US,
    )
