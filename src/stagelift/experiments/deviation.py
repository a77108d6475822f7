"""What departs from a frozen plan: the keys that changed since; whether a verdict rests on them."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from stagelift.definitions import Experiment, Journey, defaults_of, resolved
from stagelift.definitions.definition import NOT_IN_NUMBERS, Definition
from stagelift.definitions.metric import Metric
from stagelift.experiments.guardrails import guardrails_of
from stagelift.experiments.life.admission import Admission


def as_planned(experiment: Experiment, admission: Admission) -> Experiment:
    """The definition without what deeds changed since: a file that follows them is no deviation.

    Args:
        experiment: The experiment as it is written now.
        admission: Who is taken by the frozen plan and the deeds since.

    Returns:
        The same with the share of the traffic and the split that were frozen, where the file says
        those of now.
    """
    if not admission.deeds:
        return experiment
    change: dict[str, Any] = {}
    if experiment.traffic == admission.traffic_now:
        change["traffic"] = admission.traffic
    written = tuple((name, each.share) for name, each in experiment.variants.items())
    if written == admission.shares_now:
        change["variants"] = {
            name: experiment.variants[name].model_copy(update={"share": share})
            for name, share in admission.shares
        }
    return experiment.model_copy(update=change)


def changed_keys(
    experiment: Experiment,
    journey: Journey,
    metrics: Mapping[str, Metric],
    record: Mapping[str, Any],
) -> list[str]:
    """The keys whose value is no longer the one the plan froze.

    Args:
        experiment: The experiment as it is written now.
        journey: Its journey.
        metrics: The metrics by id.
        record: The frozen plan.

    Returns:
        Dotted keys such as `run` and `metrics.first_order.within`, sorted.
    """
    margins = {name: str(margin) for name, margin in guardrails_of(experiment, journey).items()}
    now, then = {"guardrails.": margins}, {"guardrails.": dict(record.get("guardrails") or {})}
    if record.get("journey"):
        now["journey."], then["journey."] = journey_values(journey), dict(record["journey"])

    def compare(prefix: str, written: Definition | None, frozen: Mapping[str, Any] | None) -> None:
        # what a plan leaves out had its default, as plans did that named no defaults
        unsaid = defaults_of(type(written)) if written and frozen else {}
        now[prefix] = resolved(written, defaults=True) if written else {}
        then[prefix] = {**unsaid, **(frozen or {})}

    compare("", experiment, record.get("definition"))
    compare("audience.", journey.segments.get(experiment.audience), record.get("audience"))
    gone = [f"metrics.{name}" for name in record.get("metrics", {}) if name not in metrics]
    for name, frozen in record.get("metrics", {}).items():
        if name in metrics:
            compare(f"metrics.{name}.", metrics[name], frozen)
    return sorted(gone) + sorted(
        f"{prefix}{key}"
        for prefix, written in now.items()
        for key in {*written, *then[prefix]} - NOT_IN_NUMBERS
        if as_read(written.get(key)) != as_read(then[prefix].get(key))
    )


def decides(key: str, experiment: Experiment, journey: Journey, record: Mapping[str, Any]) -> bool:
    """Whether a verdict rests on a key of the plan.

    Args:
        key: A key that changed, as `changed_keys` gives it.
        experiment: The experiment as it is written now.
        journey: Its journey.
        record: The frozen plan.

    Returns:
        False for the list of secondary metrics and the definitions of those: they decide nothing.
    """
    if not key.startswith("metrics."):
        return key != "secondary"
    frozen = record.get("definition") or {}
    margins = {*guardrails_of(experiment, journey), *(record.get("guardrails") or {})}
    name = key.removeprefix("metrics.").partition(".")[0]
    return name in {experiment.primary, frozen.get("primary"), *margins}


def journey_values(journey: Journey) -> dict[str, str]:
    """What of the journey decides an experiment's numbers beside its metrics and segments.

    Args:
        journey: The journey.

    Returns:
        Zone and holdout as text.
    """
    return {"zone": journey.zone, "holdout": str(journey.rules.holdout or 0)}


def as_read(value: object) -> str:
    """A plain value as a record gives it back, whose words are texts; without labels inside.

    Args:
        value: Texts, numbers, lists and mappings.

    Returns:
        One text; equal for equal values.

    Example:
        >>> as_read(True) == as_read("true"), as_read(["a"]) == as_read(("a",))
        (True, True)
    """
    if isinstance(value, Mapping):
        told = ((key, entry) for key, entry in value.items() if key not in NOT_IN_NUMBERS)
        return str({str(key): as_read(entry) for key, entry in told})
    if isinstance(value, list | tuple):
        return str([as_read(entry) for entry in value])
    return str(value).lower() if isinstance(value, bool) else str(value)
