"""Whether the arms were alike before anybody was assigned."""

from __future__ import annotations

from collections.abc import Iterable

from stagelift.experiments.arms import Arms
from stagelift.experiments.health.check import Check
from stagelift.experiments.health.split import p_text, small
from stagelift.metrics.kind import WindowedMetric
from stagelift.metrics.tally import Tally
from stagelift.statistics.clusters import clustered_difference
from stagelift.statistics.epochs import weighed
from stagelift.statistics.means import difference_of_means
from stagelift.statistics.moments import Moments

BEFORE_ALPHA = 0.001


LEAST = 2  # units known before, for a spread


def before_check(
    arms: Arms, metrics: Iterable[WindowedMetric], treatments: tuple[str, ...], control: str
) -> Check | None:
    """Whether each metric's value in the time before assignment differs between the arms.

    Args:
        arms: The units, with the same metric before assignment as covariate.
        metrics: Metrics that decide or are shown.
        treatments: Variants compared with the control.
        control: The control.

    Returns:
        Amber below .001 divided by the number of tests; None where nothing was measured before.
    """
    tests: list[tuple[float, str]] = []
    for metric in metrics:
        for variant in treatments:
            p = difference_before(
                arms.tallies[metric.name, variant], arms.tallies[metric.name, control]
            )
            if p is not None:
                tests.append((p, metric.name))
    if not tests:
        return None
    limit = BEFORE_ALPHA / len(tests)
    p, name = min(tests)
    figures = (("p", p), ("limit", limit), ("tests", float(len(tests))))
    words = (("metric", name),)
    if p < limit:
        text = (
            f"{name} differed before assignment, p {p_text(p)} (limit {small(limit)}); "
            "decide by the adjusted effect and look for the cause"
        )
        return Check("before", "amber", text, figures, words)
    text = f"alike before assignment, least p {p_text(p)} (limit {small(limit)})"
    return Check("before", "ok", text, figures, words)


def difference_before(treatment: Tally, control: Tally) -> float | None:
    """The p-value of the difference in the time before, None where it was not measured.

    Args:
        treatment: Units of the variant.
        control: Units of the control.

    Returns:
        Welch's p-value over customers, CR2's over households where these were randomised.
    """
    if treatment.clusters is not None and control.clusters is not None:
        arms = treatment.clusters.second(), control.clusters.second()
        return clustered_difference(*arms).p_value if treatment.cubes is None else None
    if not treatment.strata or not control.strata:
        return None
    one, zero = before_moments(treatment), before_moments(control)
    return difference_of_means(one, zero).p_value


def before_moments(units: Tally) -> Moments:
    """Moments of the time before, of units that entered under several splits each by its weight."""
    parts = [(weight, part.pair) for weight, part in units.epochs] or [(1.0, units.pair)]
    found = [Moments(pair.n, pair.mean_y, pair.m2_y, 0.0) for _, pair in parts]
    if len(found) == 1 or min(each.n for each in found) < LEAST:
        return Moments(units.pair.n, units.pair.mean_y, units.pair.m2_y, 0.0)
    return weighed(found, [weight for weight, _ in parts])
