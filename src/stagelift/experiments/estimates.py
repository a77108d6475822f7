"""The estimates of a readout: levels, effects and lifts per metric and variant."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Literal

from stagelift.definitions import fingerprint
from stagelift.experiments.arms import Arms
from stagelift.experiments.correction import adjusted_over_variants
from stagelift.experiments.life.epochs import level_in
from stagelift.experiments.look_rule import Effect, unread
from stagelift.experiments.question import Question
from stagelift.experiments.readout import Readout
from stagelift.metrics.estimate import Estimate
from stagelift.metrics.kind import WindowedMetric, unit_of
from stagelift.metrics.privacy import MINIMUM
from stagelift.metrics.tally import Tally
from stagelift.statistics.inference import Inference
from stagelift.statistics.several import holm


def blank_arm(asked: Question, metric: WindowedMetric, variant: str, blank: Readout) -> Estimate:
    """An estimate of one metric in one variant that carries no figures yet."""
    span = asked.experiment.run or asked.experiment.enters
    return Estimate(
        metric=metric.name,
        unit=unit_of(metric, asked.journey),
        stage=metric.stage,
        variant=variant,
        period=str(span),
        as_of=blank.as_of,
        value=None,
        n=0,
        method="",
        looks=blank.looks,
        look=blank.look,
        family=asked.family_of(metric.name),
        fingerprint=fingerprint(metric),
    )


def level_estimates(asked: Question, arms: Arms, blank: Readout) -> tuple[Estimate, ...]:
    """The level of every metric in every variant; its interval is one of a single look."""
    return tuple(
        level_estimate(
            at_look(arms, metric, blank_arm(asked, metric, variant, blank)),
            metric,
            arms.tallies[(metric.name, variant)],
            readable=readable(asked, arms, metric, blank),
        )
        for metric in (*asked.measured, *asked.later)
        for variant in asked.experiment.variants
    )


def at_look(arms: Arms, metric: WindowedMetric, blank: Estimate) -> Estimate:
    """The estimate with the number of the weekly look its metric is read at.

    What decides stays at the look that decided; the other metrics go on to the latest.

    Args:
        arms: The units as looks see them.
        metric: The metric.
        blank: The estimate, with the look that decides.

    Returns:
        The estimate; unchanged where looks are not weekly.
    """
    path = arms.paths.get(metric.name)
    if blank.looks != "weekly" or path is None or not path.numbers:
        return blank
    return replace(blank, look=path.numbers[-1])


def readable(asked: Question, arms: Arms, metric: WindowedMetric, blank: Readout) -> bool:
    """Whether the levels of a metric may be shown: two side by side are a look at the effect.

    Args:
        asked: The experiment.
        arms: Its units.
        metric: The metric.
        blank: The readout so far.

    Returns:
        True at any time, from the metric's first weekly look on, or when every window has closed.
    """
    if blank.looks == "always":
        return True
    if blank.looks == "weekly":
        return bool(arms.paths[metric.name].numbers)
    waiting = any(arms.tallies[(metric.name, name)].immature for name in asked.experiment.variants)
    return blank.final and not waiting


def level_estimate(
    blank: Estimate, metric: WindowedMetric, sums: Tally, *, readable: bool
) -> Estimate:
    """The level of one metric in one variant, without figures while it must not be read."""
    found = level_in(metric, sums, confidence=blank.level)
    return replace(
        blank.with_inference(found if readable else unread(found, blank.looks or "once")),
        n=sums.n,
        k=sums.k if readable and not sums.epochs else None,
        excluded=sums.excluded,
    )


def effect_estimates(
    asked: Question, arms: Arms, effects: Mapping[tuple[str, str], Effect], blank: Readout
) -> tuple[Estimate, ...]:
    """Effect and lift of every metric in every treatment, families with Holm's p-value."""
    adjusted = adjusted_p_values(asked, arms, effects)
    found: list[Estimate] = []
    for metric in (*asked.measured, *asked.later):
        for variant in asked.treatments:
            base = compared_arms(asked, arms, metric, variant, blank)
            few = small_arm(arms, metric, variant, asked.control)
            effect = effects[(metric.name, variant)]
            pairs: tuple[tuple[Literal["effect", "lift"], Inference], ...] = (
                ("effect", effect.absolute),
                ("lift", effect.relative),
            )
            for measure, found_one in pairs:
                estimate = replace(base.with_inference(found_one), measure=measure)
                if measure == "lift":
                    estimate = replace(estimate, unit="ratio")
                else:
                    p = adjusted.get((metric.name, variant))
                    estimate = replace(estimate, adjusted_p_value=p)
                found.append(estimate.without_figures(few) if few else estimate)
    return tuple(found)


def pre_period_estimates(
    asked: Question, arms: Arms, effects: Mapping[tuple[str, str], Effect], blank: Readout
) -> tuple[Estimate, ...]:
    """Effect and lift adjusted for the time before assignment, where a metric has a covariate."""
    found: list[Estimate] = []
    for metric in asked.measured:
        for variant in asked.treatments:
            effect = effects.get((metric.name, variant))
            if effect is None:
                continue
            few = small_arm(arms, metric, variant, asked.control)
            base = compared_arms(asked, arms, metric, variant, blank)
            base = replace(base, adjustment="pre_period")
            lift = replace(base.with_inference(effect.relative), measure="lift")
            both = (
                replace(base.with_inference(effect.absolute), measure="effect"),
                replace(lift, unit="ratio"),
            )
            found += [one.without_figures(few) if few else one for one in both]
    return tuple(found)


def compared_arms(
    asked: Question, arms: Arms, metric: WindowedMetric, variant: str, blank: Readout
) -> Estimate:
    """An estimate of a variant beside the control that carries their units and no figures yet."""
    n = sum(arms.tallies[(metric.name, name)].n for name in (variant, asked.control))
    base = at_look(arms, metric, blank_arm(asked, metric, variant, blank))
    return replace(base, against=asked.control, n=n)


def small_arm(arms: Arms, metric: WindowedMetric, *names: str) -> str:
    """Why a comparison tells nothing, not even the units of both together; empty where it may.

    Args:
        arms: Units by variant.
        metric: The metric.
        names: The variants that are compared.

    Returns:
        The reason where one has some units but fewer than the minimum: the other's are shown, and
        its own would be the difference.
    """
    sizes = [arms.tallies[(metric.name, name)].n for name in names]
    few = any(0 < size < MINIMUM for size in sizes)
    return f"fewer than {MINIMUM} units in a variant" if few else ""


def adjusted_p_values(
    asked: Question, arms: Arms, effects: Mapping[tuple[str, str], Effect]
) -> dict[tuple[str, str], float | None]:
    """The p-values corrected within their family, by (metric, variant).

    Args:
        asked: The experiment.
        arms: Its units.
        effects: Effects by (metric, variant).

    Returns:
        The primary's over the variants; the secondaries' of all variants by Holm as one family, the
        later stages' as another; None where there is none. A single primary needs no correction.
    """
    found: dict[tuple[str, str], float | None] = {}
    for names in (asked.experiment.secondary, tuple(metric.name for metric in asked.later)):
        keys = [(name, variant) for name in names for variant in asked.treatments]
        p_values = holm([effects[key].absolute.p_value for key in keys])
        found.update(zip(keys, p_values, strict=True))
    if len(asked.treatments) > 1 and asked.correction != "none":
        keys = [(asked.primary.name, variant) for variant in asked.treatments]
        own = [effects[key].absolute.p_value for key in keys]
        p_values = adjusted_over_variants(asked, arms, asked.primary, own)
        found.update(zip(keys, p_values, strict=True))
    return found
