"""The table of a readout: one row per metric and treatment, its meaning in the last cell."""

from __future__ import annotations

from stagelift.experiments.later import FAMILY
from stagelift.experiments.published import published
from stagelift.experiments.readout import Readout, inference_of
from stagelift.experiments.verdict import effect_words, level_spec
from stagelift.formatting import NARROW, formatted, number
from stagelift.metrics.estimate import Estimate

MARKS = {"primary": "*", "guardrail": "#", FAMILY: ">"}
TOLD = 0.05
LEAST_P = 0.001


def metric_rows(readout: Readout, later: frozenset[str] = frozenset()) -> list[tuple[str, ...]]:
    """One row per metric and treatment; a later stage only when its effect can be read.

    Args:
        readout: The readout.
        later: Metrics that cannot be read yet and are told of in a line of their own.

    Returns:
        A heading and rows as text: levels, difference, relative difference, customers, meaning.
    """
    readout = published(readout)
    levels = {(e.metric, e.variant): e for e in readout.estimates if e.measure == "level"}
    lifts = {(e.metric, e.variant): e for e in readout.estimates if e.measure == "lift"}
    effects = [e for e in readout.estimates if e.measure == "effect"]
    several = len({effect.variant for effect in effects}) > 1
    pair = ("control", "variant") if several or not effects else arm_names(effects[0])
    rows: list[tuple[str, ...]] = [("", *pair, "difference", "relative", "n", "")]
    for effect in effects:
        if effect.metric in later or (effect.family == FAMILY and effect.status != "ok"):
            continue
        mark = MARKS.get(effect.family or "", " ")
        rows.append(
            (
                f"{mark} {effect.metric}" + (f", {effect.variant}" if several else ""),
                level_text(levels[(effect.metric, effect.against)]),
                level_text(levels[(effect.metric, effect.variant)]),
                effect_words(inference_of(effect), effect.unit),
                lift_text(lifts[(effect.metric, effect.variant)]),
                "–" if effect.withheld else formatted(effect.n, ","),
                meaning(readout, effect),
            )
        )
    return rows


def arm_names(effect: Estimate) -> tuple[str, str]:
    """The control's and the variant's id, as the heading of their levels."""
    return effect.against or "control", effect.variant or "variant"


def lift_text(lift: Estimate) -> str:
    """A relative difference with its interval, as far as both are known."""
    if lift.value is None:
        return ""
    value = formatted(lift.value, "+.0%")
    if lift.low is None or lift.high is None:
        return value
    low, high = (formatted(end, "+.0p") for end in (lift.low, lift.high))
    return f"{value} ({low} to {high})"


def meaning(readout: Readout, effect: Estimate) -> str:
    """What a row means: how a guardrail stands, or whether a difference is told.

    Args:
        readout: The readout.
        effect: The row's effect.

    Returns:
        Such as "clear, limit 0.8 pp", "better" or "not told (Holm p 0.310)"; empty where the effect
        cannot be read.
    """
    reading = readout.guardrails.get((effect.variant or "", effect.metric))
    if reading is not None:
        state = {"cleared": "clear"}.get(reading.state, reading.state)
        limit = readout.limits.get(effect.metric, "").replace("pp", f"{NARROW}pp")
        return f"{state}, limit {limit}" if limit else state
    if effect.low is None or effect.high is None or effect.status != "ok":
        return ""
    if effect.family == "primary":
        told = effect.low > 0 or effect.high < 0
        return direction(readout, effect) if told else "not told apart"
    p = effect.adjusted_p_value
    if p is None:
        return ""
    holm = "Holm p under .001" if p < LEAST_P else f"Holm p {number(p, 3)}"
    return f"{direction(readout, effect)} ({holm})" if p < TOLD else f"not told ({holm})"


def direction(readout: Readout, effect: Estimate) -> str:
    """Whether a told difference is for the better."""
    up = (effect.value or 0.0) > 0
    return "better" if up != (effect.metric in readout.falling) else "worse"


def level_text(estimate: Estimate) -> str:
    """A level as text, or its status."""
    if estimate.value is None:
        return estimate.status
    return formatted(estimate.value, level_spec(estimate.unit))
