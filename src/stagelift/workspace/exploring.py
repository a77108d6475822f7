"""Exploring an experiment of a workspace, and what its programme teaches beforehand."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

from stagelift.errors import ArgumentError, DefinitionError
from stagelift.experiments.exploring.bayes import BayesianView, Learnt, bayesian_view
from stagelift.experiments.exploring.cube import Explored, ResponseCube
from stagelift.experiments.exploring.exploring import explored
from stagelift.experiments.programme.together import on_one_scale
from stagelift.experiments.question import Question
from stagelift.experiments.reading import Examined, examined
from stagelift.statistics.programme import LEAST_TESTS
from stagelift.workspace.remembering import compared_elsewhere

if TYPE_CHECKING:
    from stagelift.experiments.exploring.exploration import Exploration
    from stagelift.workspace.trial_questions import TrialQuestions
    from stagelift.workspace.workspace import Workspace


def explore(
    trial: TrialQuestions, *, by: str | Iterable[str] | None, metric: str | None, q: float
) -> Exploration:
    """The effects of an experiment by stage at entry, group and channel.

    Args:
        trial: The experiment.
        by: Ways to split; None for all that are defined.
        metric: Id of the metric; None for the primary one.
        q: Share of false findings allowed among the cells that stand out.

    Returns:
        The exploration.

    Raises:
        ArgumentError: An unknown metric or way to split.
        DataError: When a source cannot be read as defined.
    """
    asked, seen = looked(trial)
    return explored(asked, seen, by=by, metric=metric, q=q)


def bayes(trial: TrialQuestions, *, metric: str | None) -> BayesianView:
    """What is believed of an experiment's effects under a proper prior.

    Args:
        trial: The experiment.
        metric: Id of a metric of the plan; None for the primary one.

    Returns:
        The view.

    Raises:
        ArgumentError: A metric the plan does not name.
        DataError: When a source cannot be read as defined.
    """
    asked, seen = looked(trial)

    def learnt() -> Learnt | None:
        return programme_prior(trial.workspace, trial.definition.name)

    return bayesian_view(asked, seen, metric=metric, learnt=learnt)


def responses(workspace: Workspace, *, by: str | Iterable[str] | None) -> ResponseCube:
    """The cells of every experiment of a workspace that has begun, whatever it found.

    Args:
        workspace: The workspace.
        by: Ways to split; None for all that are defined.

    Returns:
        The cube; experiments that cannot be read are named with the reason.

    Raises:
        ArgumentError: An unknown way to split.
        DataError: When a source cannot be read as defined.
    """
    tests, unread = [], []
    if any(source.shape != "counts" for source in workspace.journey.sources.values()):
        workspace.contract.read_once()
    for name, trial in workspace.experiments.items():
        if trial.definition.is_draft or trial.begins is not None:
            continue
        try:
            asked, seen = looked(trial)
        except (ArgumentError, DefinitionError) as error:
            unread.append((name, str(error)))
            continue
        readout = seen.readout
        tests.append(
            Explored(
                exploration=explored(asked, seen, by=by),
                verdict=readout.verdict,
                winner=readout.winner,
                early=readout.stopped or not readout.final,
                fixed=readout.looks == "once",
            )
        )
    return ResponseCube(tests=tuple(tests), unread=tuple(unread))


def looked(trial: TrialQuestions) -> tuple[Question, Examined]:
    """An experiment with its readout at the workspace's instant.

    Args:
        trial: The experiment.

    Returns:
        The question, and the readout with what it was made from.
    """
    ws, look = trial.workspace, trial.readout().look  # which keeps the look, as any reading does
    plan = trial.plan_in_force()
    asked = Question(trial.definition, ws.journey, ws.known_metrics, plan, ws.contract)
    return asked, examined(asked, look=look)


def programme_prior(workspace: Workspace, experiment: str) -> Learnt | None:
    """What the programme's other tests say of effects.

    Args:
        workspace: The workspace.
        experiment: Id of the experiment that is left out.

    Returns:
        Centre and spread as log ratios; None with fewer than 20 comparable treatments.
    """
    if sum(len(t.definition.variants) - 1 for t in workspace.experiments.values()) <= LEAST_TESTS:
        return None  # not enough even if all of them have ended
    scale = on_one_scale(compared_elsewhere(workspace, experiment), totals=False)
    if scale.bell is None or not scale.learnt:
        return None
    return Learnt(scale.bell.centre, scale.bell.spread, len(scale.rows))
