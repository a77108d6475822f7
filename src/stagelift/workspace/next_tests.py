"""What a workspace should test next, with the weeks its own past says that takes."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import TYPE_CHECKING

from stagelift.errors import ArgumentError, DataError, DefinitionError
from stagelift.experiments.programme.candidates import Belief, Candidate, candidates
from stagelift.experiments.programme.drafting import content_of, drafted
from stagelift.experiments.programme.learning import grid
from stagelift.experiments.programme.record import Programme
from stagelift.experiments.programme.together import OneScale
from stagelift.experiments.worth import cost_of
from stagelift.statistics.programme import DEFAULT_SPREAD

if TYPE_CHECKING:
    from stagelift.metrics.channel_use import ChannelUse
    from stagelift.workspace.remembering import Placed
    from stagelift.workspace.workspace import Workspace

PLANNED = 3  # candidates whose weeks are reckoned from the workspace's own past
UNWRITTEN = "weeks are reckoned once its files are in place: stagelift plan"


def with_next(
    workspace: Workspace,
    found: Programme,
    placed: tuple[Placed, ...],
    tested: list[tuple[str, str]],
    plans: int,
) -> Programme:
    """The programme with never-tried cells and what to test next."""
    try:
        use, held = workspace.channel_use(), workspace.bottlenecks()
    except (ArgumentError, DataError, DefinitionError) as error:
        return replace(found, notes=(*found.notes, str(error)))
    belief = belief_of(found.scale)
    costs = {name: cost_of(workspace.journey, name) or 0.0 for name in workspace.journey.channels}
    ranked = candidates(held, use, tested, belief, costs)
    drafts = [
        drafted(
            one,
            workspace.journey,
            workspace.metrics,
            [(each.stage, each.definition) for each in placed if each.stage is not None],
            belief.spread,
        )
        for one in ranked
    ]
    return replace(
        found,
        candidates=(*with_weeks(workspace, drafts[:plans]), *drafts[plans:]),
        never=never_of(use),
        grid=grid(found.lessons, use),
    )


def never_of(use: ChannelUse) -> tuple[tuple[str, str], ...]:
    """The cells no message was ever sent in."""
    return tuple((cell.stage, cell.channel) for cell in use.never)


def belief_of(scale: OneScale) -> Belief:
    """What the programme teaches of the next test; the stated prior while it is too small."""
    if scale.bell is None or not scale.learnt:
        return Belief(centre=0.0, spread=DEFAULT_SPREAD)
    return Belief(centre=scale.bell.centre, spread=max(scale.bell.spread, 0.01))


def with_weeks(workspace: Workspace, drafts: list[Candidate]) -> Iterator[Candidate]:
    """Candidates with their weeks; those of one audience, metric and effect are reckoned once."""
    known: dict[tuple[str, str, str], Candidate] = {}
    for one in drafts:
        key = (one.audience, one.metric, one.wanted)
        first = known.get(key) or known.setdefault(key, scheduled(workspace, one))
        yield replace(one, weeks=first.weeks, units=first.units, note=first.note)


def scheduled(workspace: Workspace, one: Candidate) -> Candidate:
    """A candidate with the weeks and customers the past says it needs."""
    from stagelift.definitions import Experiment
    from stagelift.experiments.planning.outlook import outlook

    journey, metrics = workspace.journey, workspace.metrics
    if one.audience not in journey.segments or one.metric not in metrics:
        return replace(one, note=UNWRITTEN)
    experiment = Experiment.model_validate({"name": one.name, **content_of(one, journey.languages)})
    try:
        told = outlook(experiment, journey, metrics, workspace.contract)
    except (ArgumentError, DataError, DefinitionError) as error:
        return replace(one, note=str(error))
    plan = told.schedule
    if plan is None:
        return replace(one, note="the metric did not vary in the weeks before")
    note = "" if plan.weeks is not None else "two years of this traffic do not suffice"
    return replace(one, weeks=plan.weeks, units=plan.needed, note=note)
