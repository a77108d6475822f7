"""What an experiment says at one look."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from stagelift.experiments.health import Check
from stagelift.experiments.life.told import LifeLine
from stagelift.experiments.look_costs import LookCost
from stagelift.experiments.published import published
from stagelift.experiments.verdict import Verdict
from stagelift.experiments.worth import Worth
from stagelift.frames import frame
from stagelift.metrics.estimate import Estimate
from stagelift.metrics.privacy import MINIMUM
from stagelift.statistics.inference import Inference
from stagelift.statistics.margins import MarginReading

EXPLORATORY = "exploratory"


@dataclass(frozen=True, slots=True, kw_only=True)
class LookLine:
    """What one weekly look said of the variant that fared best then.

    Args:
        number: Its place in the plan, from 1.
        at: Its instant, UTC.
        variant: Id of the variant.
        n: Mature units of the variant and the control; None when one of them is too small to show.
        effect: The deciding effect on the primary metric, with the interval of that look.
    """

    number: int
    at: datetime
    variant: str
    n: int | None
    effect: Inference

    def to_dict(self) -> dict[str, Any]:
        """The look as JSON-ready values."""
        return {
            "look": self.number,
            "at": self.at.isoformat(),
            "variant": self.variant,
            "n": self.n,
            "value": self.effect.value,
            "low": self.effect.low,
            "high": self.effect.high,
            "method": self.effect.method,
            "status": self.effect.status,
            "note": self.effect.note,
        }


@dataclass(frozen=True, slots=True, kw_only=True)
class Readout:
    """What an experiment says at one look.

    Args:
        experiment: Id of the experiment.
        question: What it asks.
        primary: Id of the metric that decides.
        verdict: `ship`, `stop`, `continue` or `iterate`; None while its health is red.
        winner: The variant the verdict is about, or None.
        sentence: The verdict in one sentence, verdict word first.
        banner: `exploratory` without a frozen plan; a deviation from it; else empty.
        health: The checks.
        estimates: Levels, effects and lifts; none while the health is red.
        adjusted: Effects and lifts adjusted for the time before assignment, beside the raw ones.
        beside: What is shown of each variant beside the metrics: how many answered, and the score
            among them; part of no family and of no verdict.
        deciding: Which effect on the primary metric decides: `raw` or `pre_period`.
        guardrails: Reading by (variant, guardrail); none while the health is red.
        looks: The rule for looking.
        look: Number of this look, from 1; of weekly looks the one that decides or else the latest,
            0 before the first.
        assigned: Units by variant.
        planned_end: Local day of the final readout, None for a finished table of units.
        final: Whether every window has closed.
        as_of: Instant of knowledge, UTC.
        fingerprint: Of the plan.
        worth: What the winner is worth a month; None while the health is red, and where the
            journey gives the primary metric no worth.
        planned_units: Mature units planned over all arms, None without a frozen plan.
        planned_looks: How many weekly looks lead to the planned end, None for other rules.
        course: The weekly looks up to this one, in order; none for other rules.
        overrun: The deciding effect with those who had entered when a weekly look decided and were
            mature only later; the verdict does not change. None without any.
        looked_on: Local day of the weekly look that is read, None before the first.
        next_look: Local day of the next weekly look while the verdict is `continue`, else None.
        unbiased: The winner's effect on the primary metric that is as often too high as too low,
            once weekly looks have ended; the plain difference tends to be too high there.
        costs: What each rule for looking costs in customers; none while the health is red.
        is_launched: Whether a plan was frozen, or a table says who was assigned; else the units are
            those whom the hash would assign.
        life: What was done since the launch, in order: pauses, ramps, new splits, a stop.
        epochs: How many splits units entered under, 1 without a new one.
        falling: Metrics that are better low.
        limits: The margin of each guardrail as it was written.
        edited: Keys that the file says otherwise since the decision; what was decided is read.
    """

    experiment: str
    question: str
    primary: str
    verdict: Verdict | None
    winner: str | None
    sentence: str
    banner: str
    health: tuple[Check, ...]
    estimates: tuple[Estimate, ...]
    adjusted: tuple[Estimate, ...] = ()
    beside: tuple[Estimate, ...] = ()
    deciding: str = "raw"
    guardrails: Mapping[tuple[str, str], MarginReading]
    looks: str
    look: int
    assigned: Mapping[str, int]
    planned_end: date | None
    final: bool
    as_of: datetime
    fingerprint: str
    worth: Worth | None = None
    planned_units: int | None = None
    planned_looks: int | None = None
    course: tuple[LookLine, ...] = ()
    overrun: LookLine | None = None
    looked_on: date | None = None
    next_look: date | None = None
    unbiased: float | None = None
    costs: tuple[LookCost, ...] = ()
    is_launched: bool = True
    life: tuple[LifeLine, ...] = ()
    epochs: int = 1
    falling: frozenset[str] = frozenset()
    limits: Mapping[str, str] = field(default_factory=dict)
    edited: tuple[str, ...] = ()

    @property
    def looks_taken(self) -> tuple[datetime, ...]:
        """Instants of the weekly looks up to this one, UTC."""
        return tuple(line.at for line in self.course)

    @property
    def stopped(self) -> bool:
        """Whether weekly looks ended before their planned end."""
        return self.looks == "weekly" and not self.final and self.verdict in {"ship", "stop"}

    @property
    def reads_on(self) -> bool:
        """Whether what decides nothing is of a later look than the one that decided."""
        return any((e.look or 0) > self.look for e in self.estimates)

    @property
    def due(self) -> date | None:
        """Local day of the final readout that is still to come, None when none is."""
        return None if self.final or self.stopped else self.planned_end

    def estimate(self, metric: str, measure: str, variant: str | None = None) -> Estimate:
        """One estimate of the readout.

        Args:
            metric: Id of the metric.
            measure: `level`, `effect` or `lift`.
            variant: Id of the variant; the first that fits when left out.

        Returns:
            The estimate.

        Raises:
            KeyError: When the readout has none such, as while its health is red.
        """
        for found in self.estimates:
            if (found.metric, found.measure) == (metric, measure) and variant in (
                None,
                found.variant,
            ):
                return found
        raise KeyError(f"no {measure} of '{metric}' in the readout of '{self.experiment}'")

    def to_dict(self) -> dict[str, Any]:
        """The readout as JSON-ready values; figures of small groups are null.

        Returns:
            One dict; estimates as a list of dicts.
        """
        shown = published(self)
        return {
            "experiment": self.experiment,
            "question": self.question,
            "verdict": self.verdict,
            "variant": self.winner,
            "sentence": self.sentence,
            "banner": self.banner,
            "edited_since_decision": list(self.edited),
            "launched": self.is_launched,
            "looks": self.looks,
            "look": self.look,
            "planned_looks": self.planned_looks,
            "course": [line.to_dict() for line in self.course],
            "overrun": self.overrun and self.overrun.to_dict(),
            "looked_on": None if self.looked_on is None else self.looked_on.isoformat(),
            "next_look": None if self.next_look is None else self.next_look.isoformat(),
            "unbiased": self.unbiased,
            "costs": [cost.to_dict() for cost in self.costs],
            "life": [line.to_dict() for line in self.life],
            "epochs": self.epochs,
            "final": self.final,
            "planned_end": None if self.planned_end is None else self.planned_end.isoformat(),
            "as_of": self.as_of.isoformat(),
            "fingerprint": self.fingerprint,
            "assigned": {
                name: None if 0 < units < MINIMUM else units
                for name, units in self.assigned.items()
            },
            "health": [{"name": c.name, "status": c.status, "text": c.text} for c in self.health],
            "guardrails": [
                {
                    "variant": variant,
                    "metric": name,
                    "state": reading.state,
                    "margin": reading.margin,
                }
                for (variant, name), reading in self.guardrails.items()
            ],
            "worth": self.worth and self.worth.to_dict(),
            "deciding": self.deciding,
            "estimates": [estimate.to_dict() for estimate in shown.estimates],
            "adjusted": [estimate.to_dict() for estimate in shown.adjusted],
            "beside": [estimate.to_dict() for estimate in shown.beside],
        }

    def rows(self) -> list[dict[str, Any]]:
        """Every estimate as JSON-ready values: raw, adjusted and beside the metrics.

        Returns:
            One dict each, figures of small groups suppressed; none while the health is red.
        """
        shown = published(self)
        return [one.to_dict() for one in (*shown.estimates, *shown.adjusted, *shown.beside)]

    def to_frame(self) -> Any:
        """The estimates as a pandas frame, one row each, figures of small groups suppressed.

        Returns:
            A DataFrame with the columns of `Estimate`.

        Raises:
            MissingExtraError: When pandas is not installed (the extra `frames`).
        """
        shown = published(self)
        return frame([estimate.to_dict() for estimate in (*shown.estimates, *shown.beside)])

    def __str__(self) -> str:
        from stagelift.experiments.screen import readout_text

        return readout_text(self)


def inference_of(estimate: Estimate) -> Inference:
    """The inference an estimate carries."""
    return Inference(
        value=estimate.value,
        low=estimate.low,
        high=estimate.high,
        method=estimate.method,
        status=estimate.status,
        note=estimate.note,
    )
