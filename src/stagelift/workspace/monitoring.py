"""How every running experiment stands: one line each, the events read once for all of them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass, replace
from datetime import date
from functools import partial
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

from stagelift.data.query.together import read_together
from stagelift.data.zones import to_us
from stagelift.errors import ArgumentError, DefinitionError
from stagelift.experiments.enrolment import run_of
from stagelift.experiments.health import has_small
from stagelift.experiments.published import published
from stagelift.metrics.privacy import MINIMUM

if TYPE_CHECKING:
    from stagelift.definitions import DateSpan
    from stagelift.experiments.readout import Readout
    from stagelift.workspace.trial import Trial
    from stagelift.workspace.workspace import Workspace


@dataclass(frozen=True, slots=True, kw_only=True)
class Standing:
    """One running experiment at an instant.

    Args:
        experiment: Its id.
        first: First local day of entry.
        last: Last local day of entry.
        day: Day of the run, from 1; beyond the last one while windows are still open.
        days: Days of the run.
        entered: Units by variant, mature or not.
        mature: Mature units of the primary metric, over all variants; None where those of one are
            too few to be told, since the readout tells the others'.
        verdict: What the rule says; None while the health is red or nothing can be read.
        sentence: The readout's sentence, or why it cannot be read.
        value: Effect on the primary metric at the last valid look, None while there is none.
        low: Lower limit of its interval.
        high: Upper limit.
        unit: The metric's unit.
        health: `ok`, `amber`, `red`, or `unreadable`.
        split_p: p-value of the test of the split, None where it was not tested.
        guardrails: Reading by guardrail: `cleared`, `breached` or `open`, the worst variant's.
        next_look: Local day of the next look, None when none is to come.
        readout: What all this is taken from; None where it cannot be read.
        state: `planned` while nothing was launched, `paused` or `stopped`; empty while it takes
            customers.
        traffic: Share of the traffic it takes, 0–1.
        deviation: What departs from its frozen plan, or empty.
    """

    experiment: str
    first: date
    last: date
    day: int
    days: int
    entered: Mapping[str, int]
    mature: int | None
    verdict: str | None
    sentence: str
    value: float | None
    low: float | None
    high: float | None
    unit: str
    health: str
    split_p: float | None
    guardrails: Mapping[str, str]
    next_look: date | None
    readout: Readout | None = None
    state: str = ""
    traffic: float = 1.0
    deviation: str = ""

    def to_dict(self) -> dict[str, Any]:
        """The standing as JSON-ready values; the size of a small variant is null."""
        told = asdict(replace(self, readout=None))
        del told["readout"]
        told["entered"] = {
            name: None if 0 < units < MINIMUM else units for name, units in self.entered.items()
        }
        days = {name: str(getattr(self, name)) for name in ("first", "last")}
        return {**told, **days, "next_look": self.next_look and str(self.next_look)}

    @property
    def total(self) -> int | None:
        """Units of all variants; None where it would tell a small one's beside the others."""
        return None if has_small(self.entered.values()) else sum(self.entered.values())


WORST = ("breached", "open", "cleared")


def monitored(workspace: Workspace) -> tuple[Standing, ...]:
    """Every experiment that has begun and is not decided.

    Args:
        workspace: The workspace.

    Returns:
        One standing each, in the order of the definitions; one that cannot be read says why.

    Raises:
        DataError: When a source cannot be read as defined.
    """
    zone = workspace.journey.zone
    today = workspace.as_of.astimezone(ZoneInfo(zone)).date()
    begun = [
        (name, trial, run_of(trial.definition))
        for name, trial in workspace.experiments.items()
        if not trial.definition.is_draft and trial.decision is None
    ]
    begun = [one for one in begun if one[2].instants(zone)[0] <= to_us(workspace.as_of)]
    if len(begun) > 1:
        workspace.contract.read_once()
    readers = [partial(standing_of, trial, run, today) for _, trial, run in begun]
    return tuple(read_together(workspace.contract, readers))


def standing_of(trial: Trial, run: DateSpan, today: date) -> Standing:
    """How one experiment stands.

    Args:
        trial: The experiment.
        run: Its days of entry.
        today: The local day.

    Returns:
        Its standing; one that cannot be read says why.

    Raises:
        DataError: When a source cannot be read as defined.
    """
    known = {
        "experiment": trial.definition.name,
        "first": run.first,
        "last": run.last,
        "day": (today - run.first).days + 1,
        "days": (run.last - run.first).days + 1,
    }
    try:
        known |= registered_state(trial)
        return standing(known, trial.readout(around=False))
    except (ArgumentError, DefinitionError) as error:
        return unreadable(known, str(error))


def registered_state(trial: Trial) -> dict[str, Any]:
    """What was done to an experiment, and what departs from its plan."""
    plan = trial.plan_in_force()
    admission = plan.admission
    return {
        "state": "stopped" if admission.stopped else "paused" if admission.paused else "",
        "traffic": float(admission.traffic_now),
        "deviation": trial.deviation,
    }


def standing(known: Mapping[str, Any], readout: Readout) -> Standing:
    """The standing a readout gives.

    Args:
        known: Id and days.
        readout: The readout.

    Returns:
        The standing; without figures while the health is red.
    """
    effects = [
        e for e in readout.estimates if e.metric == readout.primary and e.measure == "effect"
    ]
    won = [effect for effect in effects if effect.variant == readout.winner]
    chosen = next(iter((*won, *effects)), None)
    told = published(readout).estimates
    levels = [e for e in told if e.metric == readout.primary and e.measure == "level"]
    statuses = {check.status for check in readout.health}
    split = next((dict(check.figures) for check in readout.health if check.name == "split"), {})
    readings: dict[str, str] = {}
    for (_, guardrail), reading in readout.guardrails.items():
        worst = min(readings.get(guardrail, "cleared"), reading.state, key=WORST.index)
        readings[guardrail] = worst
    state = known["state"] if readout.is_launched else "planned"
    return Standing(
        **{**known, "state": state},
        entered=dict(readout.assigned),
        mature=None if any(e.withheld for e in levels) else sum(e.n for e in levels),
        verdict=readout.verdict,
        sentence=readout.sentence,
        value=chosen.value if chosen else None,
        low=chosen.low if chosen else None,
        high=chosen.high if chosen else None,
        unit=chosen.unit if chosen else "",
        health="red" if "red" in statuses else "amber" if "amber" in statuses else "ok",
        split_p=split.get("p"),
        guardrails=readings,
        next_look=readout.next_look or readout.due,
        readout=readout,
    )


def unreadable(known: Mapping[str, Any], why: str) -> Standing:
    """The standing of an experiment whose definition cannot be read on these data."""
    return Standing(
        **known,
        entered={},
        mature=0,
        verdict=None,
        sentence=why,
        value=None,
        low=None,
        high=None,
        unit="",
        health="unreadable",
        split_p=None,
        guardrails={},
        next_look=None,
    )
