"""Rules of what an experiment's file says about deciding and about what was known before."""

from __future__ import annotations

from collections.abc import Iterator

from stagelift.definitions.definitions import Definitions
from stagelift.definitions.findings import Finding, Rule
from stagelift.errors import did_you_mean


def a_holdback_keeps_a_variant(definitions: Definitions) -> Iterator[Finding]:
    """The variant kept after shipping is one of the experiment's."""
    for name, experiment in definitions.experiments.items():
        kept = experiment.decide.after_ship if experiment.decide else None
        if kept is None or not kept.variant or kept.variant in experiment.variants:
            continue
        written = definitions.written["experiment", name]
        known = ", ".join(experiment.variants)
        hint = did_you_mean(kept.variant, experiment.variants) or f"Variants are {known}"
        yield Finding(written, ("decide", "after_ship"), f"unknown variant '{kept.variant}'", hint)


def a_baseline_is_in_the_metrics_unit(definitions: Definitions) -> Iterator[Finding]:
    """A stated share is in per cent, and a stated number says how customers differ."""
    for name, experiment in definitions.experiments.items():
        stated, metric = experiment.baseline, definitions.metrics.get(experiment.primary)
        if stated is None or metric is None:
            continue
        written = definitions.written["experiment", name]
        share = metric.measured_in == "share"
        if share and max(stated.levels) >= 1:
            hint = f"Write '{stated.low}%'" if not stated.unit else ""
            message = f"'{stated}' came; the share '{metric.name}' lies below 100%"
            yield Finding(written, ("baseline",), message, hint)
        elif not share and stated.sd is None:
            message = f"'{metric.name}' is no share: how much customers differ is needed too"
            hint = f"Write '{stated.low}, sd 12000 from \"{stated.source}\"'"
            yield Finding(written, ("baseline",), message, hint)


DECIDE_RULES: tuple[Rule, ...] = (a_holdback_keeps_a_variant, a_baseline_is_in_the_metrics_unit)
