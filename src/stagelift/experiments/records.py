"""The records of an experiment's life: the plan frozen before the first send, and the decision."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from fractions import Fraction
from pathlib import Path
from typing import Any, Literal, get_args

from stagelift.data.assign import HOLDOUT_SALT, METHOD, thresholds
from stagelift.definitions import Duration, Experiment, Journey, fingerprint, resolved
from stagelift.definitions.metric import Metric
from stagelift.errors import ArgumentError
from stagelift.experiments.deciding.decision import Prospect
from stagelift.experiments.deviation import journey_values
from stagelift.experiments.guardrails import guardrails_of
from stagelift.experiments.life.admission import admission_of
from stagelift.experiments.life.seal import sealed
from stagelift.experiments.plain_yaml import as_yaml
from stagelift.experiments.plan import looks_of, plan_fingerprint, windowed
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


@dataclass(frozen=True, slots=True, kw_only=True)
class Freeze:
    """The circumstances under which a plan is frozen.

    Args:
        at: The instant, UTC.
        planned_units: Mature units planned over all arms, ≥ 1.
        planned_from: Where that number comes from, in words.
        low: Where the experiment's slice of its layer begins, 0–1.
        who: Who froze it, or empty.
    """

    at: datetime
    planned_units: int
    planned_from: str
    low: Fraction = Fraction(0)
    who: str = ""


def freeze_plan(
    root: Path,
    experiment: Experiment,
    journey: Journey,
    metrics: Mapping[str, Metric],
    frozen: Freeze,
) -> Path:
    """The plan of an experiment, written once before its first send and binding from then on.

    Args:
        root: The workspace.
        experiment: The experiment.
        journey: Its journey.
        metrics: The metrics by id.
        frozen: When, by whom and for how many units.

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
    if frozen.planned_units < 1:
        raise ArgumentError(f"planned_units == {frozen.planned_units}, must be ≥ 1")
    commit, dirty = git_state(root)
    reason = "" if commit and not dirty else "uncommitted changes" if commit else "no git commit"
    margins = guardrails_of(experiment, journey)
    names = tuple(dict.fromkeys((experiment.primary, *experiment.secondary, *margins)))
    audience = journey.segments.get(experiment.audience)
    record = {
        "experiment": experiment.name,
        "fingerprint": plan_fingerprint(experiment, journey, metrics),
        "frozen_at": frozen.at.isoformat(),
        **({"frozen_by": frozen.who} if frozen.who else {}),
        "commit": None if reason else commit,
        **({"commit_reason": reason} if reason else {}),
        "looks": looks_of(experiment, metrics),
        "confidence": experiment.confidence,
        "planned_units": frozen.planned_units,
        "planned_from": frozen.planned_from,
        "assignment": assignment_of(experiment, journey, frozen),
        **layer_of(experiment, frozen.low),
        "definition": resolved(experiment, defaults=True),
        "metrics": {name: resolved(metrics[name], defaults=True) for name in names},
        "versions": versions_of(journey, metrics, names),
        "windows": windows_of(metrics, names),
        **caps_of(metrics, names),
        "guardrails": {name: str(margin) for name, margin in margins.items()},
        "audience": audience and resolved(audience, defaults=True),
        "journey": journey_values(journey),
    }
    swap(path, as_yaml(sealed(record)))
    return path


def assignment_of(experiment: Experiment, journey: Journey, frozen: Freeze) -> dict[str, Any]:
    """How the hash draws: salts, thresholds of the variants, of the traffic and of the holdout.

    Args:
        experiment: The experiment.
        journey: Its journey.
        frozen: When it is frozen, and where the experiment's slice of its layer begins.

    Returns:
        Plain values; thresholds are hex digits, empty for "all that is left".
    """
    shares = [variant.share for variant in experiment.variants.values()]
    found: dict[str, Any] = {
        "method": METHOD,
        "salt": experiment.salt,
        "thresholds": dict(zip(experiment.variants, thresholds(shares), strict=True)),
    }
    if experiment.traffic < 1 or experiment.layer is not None:
        admission = admission_of(experiment, None, frozen.at)
        low, high = frozen.low, frozen.low + experiment.traffic
        first, last, _ = thresholds((low, experiment.traffic, 1 - high))
        found["traffic"] = {"salt": admission.draw, "from": first if low else None, "to": last}
    if journey.rules.holdout:
        end = thresholds((journey.rules.holdout, 1 - journey.rules.holdout))[0]
        found["holdout"] = {"salt": HOLDOUT_SALT, "to": end}
    return found


def layer_of(experiment: Experiment, low: Fraction) -> dict[str, Any]:
    """The slice of its layer that an experiment holds, nothing without a layer."""
    if experiment.layer is None:
        return {}
    return {"layer": {"name": experiment.layer, "low": str(low), "share": str(experiment.traffic)}}


def versions_of(
    journey: Journey, metrics: Mapping[str, Metric], names: Iterable[str]
) -> dict[str, str]:
    """The fingerprints of the journey and of every metric at the launch, by name.

    Args:
        journey: The journey; the name of its stages' version stands beside its fingerprint.
        metrics: The metrics by id.
        names: Ids of those wanted.

    Returns:
        12 hex digits each.
    """
    named = f" ({journey.version})" if journey.version else ""
    found = {f"journey {journey.name}": f"{fingerprint(journey)}{named}"}
    return {**found, **{name: fingerprint(metrics[name]) for name in names}}


def caps_of(metrics: Mapping[str, Metric], names: Iterable[str]) -> dict[str, dict[str, str]]:
    """The largest value one customer can have in each metric that caps them, nothing without one.

    Args:
        metrics: The metrics by id.
        names: Ids of those wanted.

    Returns:
        `caps`, in each metric's own unit.
    """
    found = {name: getattr(metrics[name], "cap", None) for name in names}
    known = {name: str(cap) for name, cap in found.items() if cap is not None}
    return {"caps": known} if known else {}


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
