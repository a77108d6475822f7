"""What several variants against one control cost: wider intervals, adjusted p-values."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import TYPE_CHECKING

from stagelift.experiments.life.epochs import moments_in
from stagelift.statistics.several import holm
from stagelift.statistics.several.dunnett import dunnett_level, dunnett_p

if TYPE_CHECKING:
    from stagelift.definitions import Experiment
    from stagelift.experiments.arms import Arms
    from stagelift.experiments.question import Question
    from stagelift.metrics.kind import WindowedMetric
    from stagelift.statistics.moments import Moments


def chosen_correction(experiment: Experiment, looks: str | None = None) -> str:
    """How the comparisons of several variants with the control are corrected.

    Args:
        experiment: The experiment.
        looks: The plan's rule for looking; the definition's when left out.

    Returns:
        The definition's word, else `dunnett` for a single look, which knows how the comparisons
        share their control, and `bonferroni` for several.
    """
    if experiment.correction is not None:
        return experiment.correction
    return "dunnett" if (looks or experiment.chosen_looks) == "once" else "bonferroni"


def interval_level(asked: Question, arms: Arms, metric: WindowedMetric) -> float:
    """The level of each interval of one metric, so that all variants' hold together.

    Args:
        asked: The experiment.
        arms: Its units.
        metric: The metric.

    Returns:
        The plan's confidence for a single comparison, a higher level for several.

    Reference:
        Dunnett 1955, A multiple comparison procedure for comparing several treatments with a
        control; the correlations are those of the arms' own variances and sizes.
    """
    shared = loadings(asked, arms, metric) if asked.correction == "dunnett" else []
    known = [each for each in shared if each is not None]
    if len(known) < len(asked.treatments):
        return asked.confidence
    return dunnett_level(asked.experiment.confidence, known)


def adjusted_over_variants(
    asked: Question, arms: Arms, metric: WindowedMetric, p_values: Sequence[float | None]
) -> tuple[float | None, ...]:
    """The p-values of one metric's variants as one family.

    Args:
        asked: The experiment.
        arms: Its units.
        metric: The metric.
        p_values: One per treatment, None for a test that could not be done.

    Returns:
        Adjusted p-values; by Dunnett where the intervals are, else by Holm.
    """
    if asked.correction == "dunnett":
        shared = loadings(asked, arms, metric)
        if None not in shared:
            return dunnett_p(p_values, shared)
    return holm(p_values)


def loadings(asked: Question, arms: Arms, metric: WindowedMetric) -> list[float | None]:
    """The root of the control's share of each comparison's variance, None where it is not known."""
    control, *treatments = (
        variance(moments_in(metric, arms.tallies[metric.name, name]))
        for name in (asked.control, *asked.treatments)
    )
    return [
        None
        if control is None or each is None or not control + each
        else math.sqrt(control / (control + each))
        for each in treatments
    ]


def variance(m: Moments) -> float | None:
    """The variance of a mean, None with fewer than two units."""
    return None if m.n < 2 else m.m2 / (m.n - 1) / m.n
