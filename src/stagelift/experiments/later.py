"""The stages after the audience's: does the message change who reaches them from assignment on?

Every assigned unit is in the denominator. A step from the stage before is never compared between
variants: who is in that stage is already an outcome of the message.
"""

from __future__ import annotations

from stagelift.definitions import EVERYONE, Duration, Experiment, Journey, Segment
from stagelift.journey.rules import stage_terms, terms_of
from stagelift.metrics.conversion import Conversion
from stagelift.metrics.kind import WindowedMetric

FAMILY = "later stages"
PREFIX = "reach_"


def later_stages(
    experiment: Experiment, journey: Journey, primary: WindowedMetric
) -> tuple[Conversion, ...]:
    """One conversion from assignment for each stage after the one the audience stands in.

    Args:
        experiment: The experiment.
        journey: Its journey.
        primary: The metric that decides; its window is the day by which a stage is reached.

    Returns:
        Conversions named `reach_STAGE`, in journey order, but for a stage whose events are the
        primary's own; none when the audience's stage is not known or is the last one.
    """
    names = [name for name, _ in stage_terms(journey)]
    start = audience_stage(experiment, journey, primary)
    if start not in names or primary.window == 0:
        return ()
    within = Duration(primary.window)
    found = []
    for name in names[names.index(start) + 1 :]:
        stage = journey.stages[name]
        if stage.enter is not None and terms_of(stage.enter) == primary.events():
            continue  # the primary metric says it already
        metric = Conversion(
            name=f"{PREFIX}{name}", event=stage.enter, within=within, label=stage.label, stage=name
        )
        found.append(metric)
    return tuple(found)


def audience_stage(experiment: Experiment, journey: Journey, primary: WindowedMetric) -> str | None:
    """The stage the audience stands in: the last one its required event opens.

    Args:
        experiment: The experiment.
        journey: Its journey.
        primary: The metric that decides.

    Returns:
        Id of the stage; where the audience requires no event that opens a stage, the one the
        primary metric starts from; None when neither says.
    """
    opened: list[str | None] = []
    if experiment.audience != EVERYONE and experiment.audience in journey.segments:
        patterns = Segment.patterns(journey.segments[experiment.audience].did)
        terms = [term for pattern in patterns for term in pattern.terms]
        opened = [journey.stage_of(term.event, term.occurrence) for term in terms]
    known = [name for name in journey.stages if name in opened]
    return known[-1] if known else primary.from_
