"""What the sender did with an experiment's customers: the ladder, and its report reconciled."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from stagelift.experiments.health.manifest import Reconciled
    from stagelift.experiments.sending.ladder import Ladder
    from stagelift.experiments.sending.reconciliation import Reconciliation
    from stagelift.experiments.sending.report import Named
    from stagelift.workspace.trial_questions import TrialQuestions


def ladder(trial: TrialQuestions) -> Ladder:
    """How far each variant's messages came, per assigned customer.

    Args:
        trial: The experiment.

    Returns:
        Every rung by variant; outcomes are hidden while the experiment's health is red.

    Raises:
        ArgumentError: When no message is tied to a variant.
        DataError: When no source tells of messages.
    """
    from stagelift.data.query import mapped_summaries
    from stagelift.experiments.enrolment import enrolment, population
    from stagelift.experiments.sending.ladder import ladder_of

    ws, experiment = trial.workspace, trial.definition
    mapped = mapped_summaries(ws.contract)
    enrolled = enrolment(experiment, ws.journey, 0, mapped=experiment.name in mapped)
    admission = trial.plan_in_force().admission
    units = population(experiment, ws.journey, enrolled, mapped, admission)
    return ladder_of(experiment, ws.journey, ws.contract, units, trial.readout().health)


def reconcile(trial: TrialQuestions, files: Sequence[Path], named: Named) -> Reconciliation:
    """The sender's report against what was handed out, kept for the experiment's health.

    Args:
        trial: The experiment.
        files: The report's files.
        named: Which columns mean what, where it is said.

    Returns:
        Missing, extra, in the wrong variant and twice, by variant.

    Raises:
        ArgumentError: Nothing was handed out, or an unknown variant.
        DataError: A report that cannot be read as it was meant.
    """
    from stagelift.data.zones import to_us
    from stagelift.experiments.sending.kept import keep
    from stagelift.experiments.sending.reconciliation import reconciled

    ws = trial.workspace
    found = reconciled(ws.root, trial.definition, files, named, to_us(ws.as_of))
    keep(ws.state, found)
    return found


def reconciled_counts(trial: TrialQuestions) -> Reconciled | None:
    """What the last reconciliation up to the workspace's instant counted; None without one."""
    from stagelift.experiments.sending.kept import latest_counts

    ws = trial.workspace
    return latest_counts(ws.state, trial.definition.name, ws.as_of)
