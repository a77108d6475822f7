"""The definition a decision rests on: what was frozen, whatever its file came to say afterwards."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from pydantic import ValidationError

from stagelift.definitions import Experiment, Journey
from stagelift.definitions.metric import Metric
from stagelift.errors import ArgumentError
from stagelift.experiments.deviation import as_planned, changed_keys
from stagelift.experiments.frozen import check_readable, frozen_by, hand_edits
from stagelift.experiments.life.admission import admission_of


def as_decided(
    experiment: Experiment,
    journey: Journey,
    metrics: Mapping[str, Metric],
    record: Mapping[str, Any] | None,
    decision: Mapping[str, Any] | None,
    *,
    as_of: datetime,
) -> tuple[Experiment, tuple[str, ...]]:
    """An experiment as it was when it was decided, and what its file says otherwise since.

    A decision could be recorded on the plan as it was frozen alone: where a verdict rests on what
    was changed there is none. So what its file says otherwise was written after the decision.

    Args:
        experiment: The experiment as it is written now.
        journey: Its journey.
        metrics: The metrics by id.
        record: The frozen plan with what was done since, or None.
        decision: The decision, or None.
        as_of: The instant of knowledge.

    Returns:
        The definition with the plan's values under the keys that changed, its words as they are
        now; and these keys, sorted. The definition as it is and none without a decision on this
        very plan, and where the plan's own file was edited: then nothing says what was frozen.
    """
    if record is None or decision is None or decision.get("plan") != record.get("fingerprint"):
        return experiment, ()
    try:
        check_readable(experiment.name, record)
        frozen = Experiment.model_validate(
            {"name": experiment.name, **(record.get("definition") or {})}
        )
    except (ArgumentError, ValidationError):
        return experiment, ()
    if hand_edits(experiment.name, record) or not frozen_by(record, as_of):
        return experiment, ()
    planned = as_planned(experiment, admission_of(frozen, record, as_of))
    changed = [key for key in changed_keys(planned, journey, metrics, record) if "." not in key]
    if not changed:
        return experiment, ()
    fields = {info.alias or name: name for name, info in Experiment.model_fields.items()}
    values = {fields[key]: getattr(frozen, fields[key]) for key in changed if key in fields}
    if "variants" in values:
        values["variants"] = {
            name: variant.model_copy(update={"label": experiment.variants[name].label})
            if name in experiment.variants
            else variant
            for name, variant in frozen.variants.items()
        }
    return experiment.model_copy(update=values), tuple(changed)


def edited_words(keys: tuple[str, ...]) -> str:
    """What is said of a decided experiment whose file was changed; empty where it was not.

    Example:
        >>> edited_words(("primary", "run"))
        'was changed in its file after the decision: primary, run; what was decided is shown'
    """
    if not keys:
        return ""
    named = ", ".join(keys)
    return f"was changed in its file after the decision: {named}; what was decided is shown"
