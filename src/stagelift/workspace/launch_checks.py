"""What a launch must not run into, and the slice of a layer it takes."""

from __future__ import annotations

from fractions import Fraction
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

from sqlglot import exp

from stagelift.data.zones import from_us, to_us, zone_named
from stagelift.definitions import DateSpan, Once, fingerprint
from stagelift.errors import ArgumentError
from stagelift.experiments.enrolment import enrolment, run_of
from stagelift.experiments.launching.audience import audience
from stagelift.experiments.life.admission import admission_of
from stagelift.experiments.life.layers import Slice, free_place
from stagelift.experiments.planning.history import channels_of
from stagelift.metrics.kind import WindowedMetric
from stagelift.metrics.privacy import MINIMUM

if TYPE_CHECKING:
    from stagelift.definitions import Experiment
    from stagelift.workspace.trial import Trial
    from stagelift.workspace.workspace import Workspace


def slices(trial: Trial) -> tuple[Slice, ...]:
    """The slices that others hold of the experiment's layer at the same time.

    Args:
        trial: The experiment; it names a layer.

    Returns:
        Slices of launched experiments, neither decided nor stopped, whose days meet.
    """
    workspace, layer = trial.workspace, trial.definition.layer
    own = span_of(workspace, trial.definition)
    found = []
    for name, other in workspace.experiments.items():
        record = other.plan
        if name == trial.definition.name or record is None or other.decision is not None:
            continue
        admission = admission_of(other.definition, record, workspace.as_of)
        if admission.layer != layer or admission.stopped is not None:
            continue
        theirs = span_of(workspace, other.definition)
        if theirs[0] < own[1] and own[0] < theirs[1]:
            found.append(Slice(name, *admission.slice(admission.traffic_now)))
    return tuple(found)


def span_of(workspace: Workspace, experiment: Experiment) -> tuple[int, int]:
    """From the first entry of an experiment to the last of its windows that decide, µs UTC."""
    names = (experiment.primary, *experiment.guardrails, *workspace.journey.rules.guardrails)
    metrics = (workspace.metrics.get(name) for name in names)
    longest = max((m.window for m in metrics if isinstance(m, WindowedMetric)), default=0)
    run = enrolment(experiment, workspace.journey, longest)
    return run.start, run.final


def refuse_over(workspace: Workspace, experiment: Experiment) -> None:
    """Refuses to hand out variants of a test whose last window has closed.

    Raises:
        ArgumentError: Names the day on which it closed.
    """
    final = span_of(workspace, experiment)[1]
    if to_us(workspace.as_of) >= final:
        on = from_us(final).astimezone(ZoneInfo(workspace.journey.zone))
        raise ArgumentError(
            f"experiment '{experiment.name}': its last window closed on {on:%Y-%m-%d}; "
            "nobody is handed a variant any more"
        )


def slice_begins(trial: Trial) -> Fraction:
    """Where the slice of an experiment's layer begins that a launch takes; 0 without a layer.

    Raises:
        ArgumentError: When the layer has no room.
    """
    experiment = trial.definition
    if experiment.layer is None:
        return Fraction(0)
    return free_place(experiment.layer, experiment.traffic, slices(trial))


def check_launch(trial: Trial) -> None:
    """Refuses a launch whose plan would not bind, or whose draw another experiment made.

    Args:
        trial: The experiment.

    Raises:
        ArgumentError: A plan that exists, changed or not; a run that has begun; a salt that another
            experiment was launched with; an audience that no variant can reach.
    """
    experiment, workspace = trial.definition, trial.workspace
    name = experiment.name
    if trial.plan is not None:
        if trial.deviation:
            raise ArgumentError(
                f"experiment '{name}' is launched already and {trial.deviation}; put the "
                "definition back, or give the new one a file and a name of its own"
            )
        raise ArgumentError(
            f"experiment '{name}' is launched already; "
            f"`stagelift enrol {name}` hands out who is new"
        )
    span = run_of(experiment)
    if to_us(workspace.as_of) > span.instants(workspace.journey.zone)[0]:
        raise ArgumentError(
            f"experiment '{name}' began on {span.first}: a plan frozen after that would not bind; "
            "move `run:` ahead"
        )
    for other, record in workspace.definitions.plans.items():
        drawn = (record.get("assignment") or {}).get("salt")
        if other != name and drawn == experiment.salt:
            raise ArgumentError(
                f"experiment '{name}': the salt '{experiment.salt}' was used by '{other}' "
                f"(experiments/{other}.plan.yaml): the same customers would share their variants; "
                "write `salt:` with a word of its own"
            )


def check_size(experiment: Experiment, planned: int) -> None:
    """Refuses an audience so small that a variant could never show a figure.

    Args:
        experiment: The experiment.
        planned: Mature units planned over all variants.

    Raises:
        ArgumentError: When a variant would have fewer customers than may be shown.
    """
    name, least = min(
        ((name, variant.share) for name, variant in experiment.variants.items()),
        key=lambda pair: pair[1],
    )
    if planned * least < MINIMUM:
        raise ArgumentError(
            f"experiment '{experiment.name}' would have {planned} customers, "
            f"{float(planned * least):.3g} of them in '{name}': figures of fewer than {MINIMUM} "
            "are never shown; widen the audience, or lengthen `run:`"
        )


def check_reach(trial: Trial) -> None:
    """Refuses an experiment whose variants together reach nobody who qualifies.

    Args:
        trial: The experiment.

    Raises:
        ArgumentError: When it asks for reachability and, in a span of the same length up to now,
            nobody who qualified agreed to every variant's channel.
    """
    experiment, workspace = trial.definition, trial.workspace
    if experiment.reachable_by is None or experiment.split_by != "stagelift":
        return
    earlier, contract = before_now(workspace, experiment), workspace.contract

    def counting() -> exp.Select:
        reached = audience(earlier, workspace.journey, contract)
        return exp.select("COUNT(*)").from_(reached.subquery("reached", copy=False))

    ((count,),) = contract.answer(("reached", fingerprint(earlier)), counting).rows
    if not int(count):
        channels = " and ".join(channels_of(experiment))
        raise ArgumentError(
            f"experiment '{experiment.name}': nobody who qualifies agreed to {channels}, which "
            "`reachable_by: all variants` asks for; check `consent:` in journey.yaml, or choose "
            "channels that more agreed to"
        )


def before_now(workspace: Workspace, experiment: Experiment) -> Experiment:
    """The experiment as if its run had ended now, with all of its traffic."""
    today = workspace.as_of.astimezone(zone_named(workspace.journey.zone)).date()
    whole: dict[str, Any] = {"traffic": Fraction(1), "layer": None}
    if isinstance(experiment.enters, Once):
        return experiment.model_copy(update={**whole, "enters": Once(today)})
    run = run_of(experiment)
    past = DateSpan(today - (run.last - run.first), today)
    return experiment.model_copy(update={**whole, "run": past})
