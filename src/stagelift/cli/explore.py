"""`stagelift readout NAME --explore`: for whom, at which stage and when a message worked."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from stagelift.cli.korean import translated
from stagelift.cli.options import language
from stagelift.cli.screen import following, print_json, say
from stagelift.errors import ArgumentError, DataError, DefinitionError
from stagelift.reports.korean_sentences import in_korean

if TYPE_CHECKING:
    from stagelift.experiments.exploring.bayes import BayesianView
    from stagelift.experiments.exploring.exploration import Exploration
    from stagelift.workspace.trial import Trial
    from stagelift.workspace.workspace import Workspace


def show_explored(trial: Trial, by: Sequence[str], metric: str | None, *, as_json: bool) -> None:
    """Prints an exploration, and below that of the primary metric the Bayesian view.

    Args:
        trial: The experiment.
        by: Ways to split, each with a table of its own; none for a line each of all there are.
        metric: Id of the metric; None for the primary one.
        as_json: Whether JSON is asked for.
    """
    from stagelift.experiments.exploring.text import exploration_text

    found = trial.explore(by or None, metric=metric)
    believed = trial.bayes() if metric is None else None  # of the metric that decides
    if as_json:
        told = None if believed is None else believed.to_dict()
        print_json({"exploring": found.to_dict(), "bayes": told})
        return
    say(exploration_text(translated_exploration(found), language(), tables=bool(by)))
    if believed is not None:
        say(translated_view(believed).text(language()))
    following(f"readout {trial.definition.name}")


def show_responses(workspace: Workspace, by: Sequence[str], *, as_json: bool) -> None:
    """Prints who answered what at which stage, over all tests.

    Args:
        workspace: The workspace.
        by: Ways to split; none for all there are.
        as_json: Whether JSON is asked for.
    """
    found = workspace.responses(by or None)
    if as_json:
        print_json(found.to_dict())
        return
    tests = tuple(
        replace(test, exploration=translated_exploration(test.exploration)) for test in found.tests
    )
    unread = tuple((name, translated(why)) for name, why in found.unread)
    say(replace(found, tests=tests, unread=unread).text(language()))
    following("programme")


def exploring_line(trial: Trial) -> str:
    """The line of a readout that explores; what keeps it from being read does not stop a readout.

    Args:
        trial: The experiment.

    Returns:
        One line; empty while nothing may be shown.
    """
    from stagelift.experiments.exploring.wording import say

    try:
        found = trial.explore()
    except (ArgumentError, DefinitionError, DataError) as error:
        return say(language(), "shut", why=translated(str(error)))
    return "" if found.shut else found.line(language())


def translated_exploration(found: Exploration) -> Exploration:
    """An exploration whose reasons are in the language of the output."""
    if language() != "ko":
        return found
    rows = tuple(
        replace(row, estimate=replace(row.estimate, note=in_korean(row.estimate.note)))
        for row in found.rows
    )
    return replace(found, shut=in_korean(found.shut), rows=rows)


def translated_view(view: BayesianView) -> BayesianView:
    """A Bayesian view whose reasons are in the language of the output."""
    if language() != "ko":
        return view
    rows = tuple(replace(row, note=in_korean(row.note)) for row in view.rows)
    return replace(view, shut=in_korean(view.shut), rows=rows)
