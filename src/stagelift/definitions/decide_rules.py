"""Rules of what an experiment's file says about deciding and about what was known before."""

from __future__ import annotations

from collections.abc import Iterator

from stagelift.definitions.definitions import Definitions
from stagelift.definitions.findings import Finding, Rule
from stagelift.definitions.holdback import Holdback
from stagelift.definitions.mistakes import Mistake
from stagelift.errors import did_you_mean


def a_holdback_keeps_a_variant(definitions: Definitions) -> Iterator[Finding]:
    """The variant kept after shipping is one of the experiment's, whatever else is wrong there."""
    for written in definitions.written.values():
        if written.kind != "experiment":
            continue
        decide, variants = (written.content.get(key) for key in ("decide", "variants"))
        kept = _kept(decide.get("after_ship")) if isinstance(decide, dict) else ""
        if not kept or not isinstance(variants, dict) or kept in variants:
            continue
        known = ", ".join(map(str, variants))
        hint = did_you_mean(kept, map(str, variants)) or f"Variants are {known}"
        yield Finding(written, ("decide", "after_ship"), f"unknown variant '{kept}'", hint)


def _kept(text: object) -> str:
    """The variant that a text keeps after shipping; empty where it names none."""
    try:
        return Holdback.parse(str(text)).variant or "" if text is not None else ""
    except Mistake:
        return ""  # the key itself says so


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
