"""What stands beside a score in an experiment: how many answered, and the score among them.

Who answers may depend on the variant, so the scores of those who answered are no randomised
comparison: they are levels with their number, without a difference. How many answered is one.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace

from stagelift.experiments.arms import Arms
from stagelift.experiments.estimates import (
    at_look,
    blank_arm,
    compared_arms,
    level_estimate,
    readable,
)
from stagelift.experiments.look_rule import Effect, unread
from stagelift.experiments.question import BESIDE, Question
from stagelift.experiments.readout import Readout
from stagelift.metrics.estimate import Estimate
from stagelift.metrics.kind import WindowedMetric
from stagelift.metrics.scored import ScoreMetric

RESPONDENTS = ".respondents"


def beside_estimates(
    asked: Question, arms: Arms, effects: Mapping[tuple[str, str], Effect], blank: Readout
) -> tuple[Estimate, ...]:
    """The answering shares with their differences, and the scores of those who answered.

    Args:
        asked: The experiment.
        arms: Its units.
        effects: Effects by (metric, variant), the shares' among them.
        blank: The readout so far.

    Returns:
        Estimates of metrics named after the score's: `NAME.answered` by variant and as effects,
        `NAME.respondents` by variant; none without a score.
    """
    found: list[Estimate] = []
    for metric in asked.measured:
        shown = readable(asked, arms, metric, blank)
        for share in metric.beside():
            found.extend(shares(asked, arms, effects, blank, share))
            if isinstance(metric, ScoreMetric):
                found.extend(respondents(asked, arms, blank, (metric, share), shown=shown))
    return tuple(found)


def shares(
    asked: Question,
    arms: Arms,
    effects: Mapping[tuple[str, str], Effect],
    blank: Readout,
    share: WindowedMetric,
) -> Iterator[Estimate]:
    """The share that answered in every variant, and its difference from the control's."""
    for variant in asked.experiment.variants:
        sums = arms.tallies[(share.name, variant)]
        empty = at_look(arms, share, blank_arm(asked, share, variant, blank))
        shown = readable(asked, arms, share, blank)
        yield level_estimate(empty, share, sums, readable=shown)
    for variant in asked.treatments:
        base = compared_arms(asked, arms, share, variant, blank)
        effect = effects[(share.name, variant)].absolute
        yield replace(base.with_inference(effect), measure="effect")


def respondents(
    asked: Question,
    arms: Arms,
    blank: Readout,
    pair: tuple[ScoreMetric, WindowedMetric],
    *,
    shown: bool,
) -> Iterator[Estimate]:
    """The score among those who answered in every variant, with how many they are."""
    metric, share = pair
    for variant in asked.experiment.variants:
        answered = arms.tallies[(share.name, variant)]
        empty = at_look(arms, metric, blank_arm(asked, metric, variant, blank))
        found = metric.among_answered(
            arms.tallies[(metric.name, variant)], answered, confidence=empty.level
        )
        yield replace(
            empty.with_inference(found if shown else unread(found, blank.looks)),
            metric=f"{metric.name}{RESPONDENTS}",
            segment="answered",
            family=BESIDE,
            n=(answered.k or 0) if shown else 0,
        )
