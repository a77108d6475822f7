"""What lies around one experiment of a workspace: the other tests, their salts and their lifts."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from stagelift.experiments.health.around import Around
    from stagelift.workspace.trial_questions import TrialQuestions


def around_of(trial: TrialQuestions) -> Around:
    """The tests of the workspace beside one of them.

    Args:
        trial: The experiment.

    Returns:
        Tests with days of entry, salts of plans without a definition, and lifts decided on.
    """
    from stagelift.experiments.health.around import Around, Neighbour

    ws, own = trial.workspace, trial.definition.name
    others = {name: each for name, each in ws.experiments.items() if name != own}
    plans = ws.definitions.plans
    return Around(
        neighbours=tuple(
            Neighbour(each.definition, each.plan)
            for each in others.values()
            if not each.definition.is_draft
        ),
        salts={name: salt_of(plan) for name, plan in plans.items() if name not in ws.experiments},
        lifts=tuple(lifts_of(ws.definitions.decisions.values())),
    )


def salt_of(plan: Mapping[str, Any]) -> str:
    """The salt a frozen plan split by."""
    definition = plan.get("definition") or {}
    return str(plan.get("salt") or definition.get("salt") or plan.get("experiment") or "")


def lifts_of(decisions: Any) -> Iterator[float]:
    """The lifts that decisions were taken on, where they were recorded."""
    for decision in decisions:
        lift = (decision.get("effect") or {}).get("lift")
        if isinstance(lift, int | float):
            yield float(lift)
