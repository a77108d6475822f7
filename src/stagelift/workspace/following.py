"""A decision of a workspace, made and followed: what is expected, who is held back, what came."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, datetime, time
from pathlib import Path
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

from stagelift.errors import ArgumentError, DataError, DefinitionError

if TYPE_CHECKING:
    from stagelift.definitions import Experiment
    from stagelift.experiments.deciding.decision import Prospect
    from stagelift.experiments.deciding.outcome import Outcome
    from stagelift.experiments.records import Decision
    from stagelift.workspace.trial import Trial
    from stagelift.workspace.trial_questions import TrialQuestions


@dataclass(frozen=True, slots=True, kw_only=True)
class Decided:
    """A decision made.

    Args:
        path: Its file.
        seen: The effect it rests on, in the primary metric's unit, or None.
        prospect: What is expected of it, and who is held back.
    """

    path: Path
    seen: float | None
    prospect: Prospect

    def to_dict(self) -> dict[str, Any]:
        """The decision as JSON-ready values."""
        told = self.prospect
        return {
            "file": self.path.name,
            "variant": told.variant,
            "seen": self.seen,
            "expected": None if told.forecast is None else told.forecast.to_dict(),
            "holdback": None if told.holdback is None else dict(told.holdback),
            "within": told.within,
        }


def decide(  # noqa: PLR0913 - a decision is its words
    trial: Trial,
    decision: Decision,
    *,
    owner: str,
    on: date | None = None,
    reason: str | None = None,
    forecast: str | None = None,
    variant: str | None = None,
) -> Decided:
    """The decision on what an experiment says now, kept beside its definition.

    Args:
        trial: The experiment.
        decision: `ship`, `stop` or `iterate`.
        owner: Who decided.
        on: The local day; today by default.
        reason: Why; needed against the rule's verdict.
        forecast: An effect such as "+0.8pp [+0.2, +1.4]", or words; by default a shipped variant's
            shrunk effect is expected.
        variant: The variant shipped; by default the one the verdict is about.

    Returns:
        The file written, what the test saw, and what is expected of the decision.

    Raises:
        ArgumentError: When it is decided already, needs a reason, or does not fit the experiment.
    """
    from stagelift.experiments.deciding.decision import Deciding, day_of, prospect_of
    from stagelift.experiments.programme.ledger import best_effect
    from stagelift.experiments.records import record_decision
    from stagelift.workspace.remembering import compared_elsewhere

    ws, readout = trial.workspace, trial.readout()
    asked = Deciding(
        experiment=trial.definition,
        journey=ws.journey,
        metrics=ws.metrics,
        readout=readout,
        others=compared_elsewhere(ws, trial.definition.name) if decision == "ship" else (),
        today=ws.as_of.astimezone(ZoneInfo(ws.journey.zone)).date(),
        admission=trial.plan_in_force().admission,
    )
    day = day_of(asked, on)
    prospect = None
    if readout.verdict is not None:  # without one the record says why nothing can be decided
        prospect = prospect_of(asked, decision, variant=variant, words=forecast, on=day)
    path = record_decision(
        ws.root,
        readout,
        decision,
        owner=owner,
        on=day,
        reason=reason,
        forecast=forecast,
        prospect=prospect,
    )
    if prospect is None:
        raise ArgumentError(f"experiment '{readout.experiment}' has no verdict")
    effect = best_effect(readout, prospect.variant, "up")
    return Decided(path=path, seen=None if effect is None else effect.value, prospect=prospect)


def as_it_was_decided(trial: Trial) -> Trial:
    """An experiment with what was decided on, where its file was changed after the decision.

    Args:
        trial: The experiment as its file says.

    Returns:
        The same with the frozen definition and the keys that changed; itself where none did.
    """
    from stagelift.experiments.as_decided import as_decided
    from stagelift.experiments.life.admission import registered

    ws, name = trial.workspace, trial.definition.name
    plan, decision = ws.definitions.plans.get(name), trial.decision
    if plan is None or decision is None:
        return trial
    record = registered(plan, ws.definitions.lives.get(name))
    found, edited = as_decided(
        trial.definition, ws.journey, ws.metrics, record, decision, as_of=ws.as_of
    )
    return replace(trial, definition=found, edited=edited)


def holdback(trial: TrialQuestions) -> Experiment | None:
    """The holdback of a shipped experiment, None where nobody is held back."""
    from stagelift.experiments.deciding.holdback import holdback_of

    return holdback_of(trial.definition, trial.decision)


def outcome(trial: TrialQuestions) -> Outcome | None:
    """What became of the decision on an experiment.

    Args:
        trial: The experiment.

    Returns:
        The forecast beside the customers held back; None while nothing is decided.

    Raises:
        ArgumentError: A decision's file edited by hand into something that cannot be read.
    """
    from stagelift.experiments.deciding.decision import followed_days
    from stagelift.experiments.deciding.forecast import forecast_of
    from stagelift.experiments.deciding.outcome import (
        blank_outcome,
        by_holdback,
        by_holdout,
        unfit_holdout,
    )
    from stagelift.experiments.plan import windowed
    from stagelift.experiments.reading import read_out

    record, ws = trial.decision, trial.workspace
    if record is None:
        return None
    forecast, experiment = forecast_of(record), trial.definition
    unfit = unfit_holdout(experiment, ws.journey)
    blank = blank_outcome(experiment.name, record, forecast, unfit=unfit)
    if forecast is None or blank.standing != "open":
        return blank
    if forecast.check_by is not None and ws.as_of < _start_of(forecast.check_by, ws.journey.zone):
        return blank
    try:
        metric = windowed(ws.metrics, forecast.metric)
        drawn = holdback(trial)
        if forecast.scored_by == "holdback" and drawn is not None:
            found = read_out(drawn, ws.journey, ws.metrics, ws.contract, None)
            kept = float(drawn.variants[drawn.control].share)
            return by_holdback(blank, found, metric.better, kept)
        days = followed_days(date.fromisoformat(blank.on), forecast.days)
        return by_holdout(blank, experiment, ws.journey, metric, ws.contract, days)
    except (ArgumentError, DataError, DefinitionError) as error:
        return replace(blank, standing="unread", note=str(error))


def drawn_after(trial: TrialQuestions) -> Experiment:
    """Who still enters after a decision: those drawn for the holdback of a shipped variant.

    Args:
        trial: A decided experiment.

    Returns:
        The holdback as an experiment.

    Raises:
        ArgumentError: When nobody is drawn any more: it was not shipped, or without a holdback.
    """
    record, drawn = trial.decision or {}, holdback(trial)
    if drawn is not None:
        return drawn
    chosen, told = record.get("decision"), ""
    if chosen == "ship":
        told = f"is shipped without a holdback: everybody new gets '{record.get('variant')}'"
    told = told or f"is decided ({chosen})"
    raise ArgumentError(f"experiment '{trial.definition.name}' {told}; nobody is drawn any more")


def _start_of(day: date, zone: str) -> datetime:
    return datetime.combine(day, time(), ZoneInfo(zone))
