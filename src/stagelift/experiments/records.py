"""The records of an experiment's life: the plan frozen before the first send, and the decision."""

from __future__ import annotations

import io
from collections.abc import Iterable, Mapping
from datetime import date, datetime
from pathlib import Path
from typing import Any, Literal, get_args

from stagelift.data.assign import METHOD, thresholds
from stagelift.definitions import Duration, Experiment, Journey, resolved
from stagelift.definitions.metric import Metric
from stagelift.errors import ArgumentError
from stagelift.experiments.deciding.decision import Prospect
from stagelift.experiments.plan import guardrails_of, looks_of, plan_fingerprint, windowed
from stagelift.experiments.readout import Readout
from stagelift.files import swap
from stagelift.git import git_state

Decision = Literal["ship", "stop", "iterate"]


def plan_path(root: Path, experiment: str) -> Path:
    """Where an experiment's frozen plan lies.

    Args:
        root: The workspace.
        experiment: Id of the experiment.

    Returns:
        The file beside the experiment's definition.
    """
    return root / "experiments" / f"{experiment}.plan.yaml"


def decision_path(root: Path, experiment: str) -> Path:
    """Where an experiment's decision lies.

    Args:
        root: The workspace.
        experiment: Id of the experiment.

    Returns:
        The file beside the experiment's definition.
    """
    return root / "experiments" / f"{experiment}.decision.yaml"


def freeze_plan(  # noqa: PLR0913 - a plan is what it was frozen from
    root: Path,
    experiment: Experiment,
    journey: Journey,
    metrics: Mapping[str, Metric],
    *,
    at: datetime,
    planned_units: int,
    planned_from: str,
) -> Path:
    """The plan of an experiment, written once before its first send and binding from then on.

    Args:
        root: The workspace.
        experiment: The experiment.
        journey: Its journey.
        metrics: The metrics by id.
        at: The instant of freezing, UTC.
        planned_units: Mature units planned over all arms, ≥ 1.
        planned_from: Where that number comes from, in words.

    Returns:
        The file written.

    Raises:
        ArgumentError: When a plan exists already, or no units are planned.
    """
    path = plan_path(root, experiment.name)
    if path.exists():
        raise ArgumentError(
            f"experiment '{experiment.name}' has a frozen plan already: {path.name}"
        )
    if planned_units < 1:
        raise ArgumentError(f"planned_units == {planned_units}, must be ≥ 1")
    commit, dirty = git_state(root)
    reason = "" if commit and not dirty else "uncommitted changes" if commit else "no git commit"
    margins = guardrails_of(experiment, journey)
    names = (experiment.primary, *experiment.secondary, *margins)
    audience = journey.segments.get(experiment.audience)
    shares = [variant.share for variant in experiment.variants.values()]
    ends = thresholds(shares)
    record = {
        "experiment": experiment.name,
        "fingerprint": plan_fingerprint(experiment, journey, metrics),
        "frozen_at": at.isoformat(),
        "commit": None if reason else commit,
        **({"commit_reason": reason} if reason else {}),
        "looks": looks_of(experiment, metrics),
        "confidence": experiment.confidence,
        "planned_units": planned_units,
        "planned_from": planned_from,
        "assignment": {
            "method": METHOD,
            "salt": experiment.salt,
            "thresholds": dict(zip(experiment.variants, ends, strict=True)),
        },
        "definition": resolved(experiment, defaults=True),
        "metrics": {name: resolved(metrics[name], defaults=True) for name in names},
        "windows": windows_of(metrics, names),
        "guardrails": {name: str(margin) for name, margin in margins.items()},
        "audience": audience and resolved(audience, defaults=True),
    }
    swap(path, as_yaml(record))
    return path


def windows_of(metrics: Mapping[str, Metric], names: Iterable[str]) -> dict[str, str]:
    """The windows of metrics, whether their files or their kinds say them.

    Args:
        metrics: The metrics by id.
        names: Ids of those wanted.

    Returns:
        Durations by id; a metric of a finished table has none.
    """
    found = {name: windowed(metrics, name).window for name in names}
    return {name: str(Duration(window)) for name, window in found.items() if window}


def record_decision(  # noqa: PLR0913 - a decision is its words
    root: Path,
    readout: Readout,
    decision: Decision,
    *,
    owner: str,
    on: date,
    reason: str | None = None,
    forecast: str | None = None,
    prospect: Prospect | None = None,
) -> Path:
    """The decision on an experiment with what it rested on.

    Args:
        root: The workspace.
        readout: The readout it rests on.
        decision: `ship`, `stop` or `iterate`.
        owner: Who decided.
        on: The local day.
        reason: Why; needed when the decision departs from the rule's verdict.
        forecast: What the next reports should show, in words.
        prospect: The variant, the effect expected of it and who is held back; by default the
            verdict's variant and nothing more.

    Returns:
        The file written; an earlier decision on the same experiment stays and is an error.

    Raises:
        ArgumentError: When a decision exists already, is none of the three, goes against the rule
            without a reason, or rests on a readout that is red.
    """
    path = decision_path(root, readout.experiment)
    if decision not in get_args(Decision):
        raise ArgumentError(f"decision '{decision}' came, one of ship, stop, iterate is expected")
    if path.exists():
        raise ArgumentError(f"experiment '{readout.experiment}' is decided already: {path.name}")
    if readout.verdict is None:
        raise ArgumentError(f"nothing can be decided: {readout.sentence}")
    against = decision != readout.verdict
    if against and not reason:
        raise ArgumentError(
            f"the rule says '{readout.verdict}' and '{decision}' came; "
            "deciding against it needs a reason"
        )
    told = prospect or Prospect(variant=readout.winner)
    if decision == "ship" and told.variant != readout.winner and not reason:
        raise ArgumentError(
            f"the rule speaks of '{readout.winner}' and '{told.variant}' came; "
            "deciding against it needs a reason"
        )
    effect = next(
        e for e in readout.estimates if e.measure == "effect" and e.variant == told.variant
    )
    record = {
        "experiment": readout.experiment,
        "decision": decision,
        "variant": told.variant,
        "owner": owner,
        "on": on.isoformat(),
        "verdict": readout.verdict,
        "sentence": readout.sentence,
        **({"reason": reason} if reason else {}),
        **({"forecast": forecast} if forecast else {}),
        "effect": {
            "metric": effect.metric,
            "value": effect.value,
            "low": effect.low,
            "high": effect.high,
        },
        **({"expected": told.forecast.to_dict()} if told.forecast else {}),
        **({"holdback": dict(told.holdback)} if told.holdback else {}),
        "plan": readout.fingerprint,
        "as_of": readout.as_of.isoformat(),
    }
    swap(path, as_yaml(record))
    return path


def as_yaml(record: Mapping[str, Any]) -> str:
    """A record as YAML text, keys in their order.

    Args:
        record: Plain values.

    Returns:
        The text.

    Example:
        >>> print(as_yaml({"decision": "ship"}), end="")
        decision: ship
    """
    from ruamel.yaml import YAML

    writer = YAML()
    writer.default_flow_style = False
    writer.allow_unicode = True
    writer.width = 100
    out = io.StringIO()
    writer.dump(dict(record), out)
    return out.getvalue()
