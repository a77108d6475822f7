"""What is done to a launched experiment of a workspace, and what a launch must not run into."""

from __future__ import annotations

import getpass
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from fractions import Fraction
from typing import TYPE_CHECKING, Any

from sqlglot import exp

from stagelift.data.zones import to_us, zone_named
from stagelift.definitions import DateSpan, Life, LifeEntry, Once, fingerprint
from stagelift.errors import ArgumentError
from stagelift.experiments.enrolment import enrolment, run_of
from stagelift.experiments.launching.audience import audience
from stagelift.experiments.launching.handed import HandOut
from stagelift.experiments.life import deeds
from stagelift.experiments.life.admission import admission_of
from stagelift.experiments.life.layers import Slice, free_place, room_above
from stagelift.experiments.life.record import add_entry, life_path
from stagelift.experiments.planning.history import channels_of
from stagelift.git import git_user
from stagelift.metrics.kind import WindowedMetric
from stagelift.metrics.privacy import MINIMUM

if TYPE_CHECKING:
    from stagelift.definitions import Experiment
    from stagelift.workspace.trial import Trial
    from stagelift.workspace.workspace import Workspace

BACKDATED = timedelta(hours=1)  # an `as_of` this far back is the past, not a slow machine


def check_now(workspace: Workspace, what: str) -> None:
    """Refuses to record something as of a past instant.

    Args:
        workspace: The workspace.
        what: What would be recorded, such as `a plan is frozen`.

    Raises:
        ArgumentError: When the workspace is seen as of the past; sample data, whose journey names
            its instant, may.
    """
    if workspace.journey.as_of is None and datetime.now(UTC) - workspace.as_of > BACKDATED:
        raise ArgumentError(
            f"{what} now, not as of {workspace.as_of:%Y-%m-%d %H:%M} UTC; open the workspace "
            "without as_of"
        )


def who_acts(workspace: Workspace, named: str | None) -> str:
    """Who does something: the one named, git's user, or the login.

    Args:
        workspace: The workspace.
        named: The name given, or None.

    Returns:
        A name.

    Raises:
        ArgumentError: When nobody is known.
    """
    if named and named.strip():
        return named.strip()
    try:
        found = git_user(workspace.root) or getpass.getuser()
    except (OSError, KeyError, ImportError):  # no account of that number
        found = ""
    if not found:
        raise ArgumentError("nobody is known to do this; say who: --owner")
    return found


def situation(trial: Trial, who: str | None, why: str | None) -> deeds.Situation:
    """An experiment at the moment something is to be done to it.

    Args:
        trial: The experiment.
        who: Who acts, or None for git's user.
        why: Why, or None.

    Returns:
        What the deed is checked against.

    Raises:
        ArgumentError: When it was not launched, nobody is known to act, or the workspace is seen
            as of the past.
    """
    workspace, experiment, record = trial.workspace, trial.definition, trial.plan
    check_now(workspace, "it is recorded")
    if record is None:
        raise ArgumentError(f"experiment '{experiment.name}' has no frozen plan; launch it first")
    plan = trial.plan_in_force()
    run = enrolment(experiment, workspace.journey, 0)
    given = trial.handed_out()
    return deeds.Situation(
        experiment=experiment.name,
        admission=plan.admission,
        plan=str(record["fingerprint"]),
        now=workspace.as_of,
        zone=workspace.journey.zone,
        start=run.start,
        end=run.end,
        at_once=isinstance(experiment.enters, Once),
        households=experiment.of_households,
        handed=datetime.fromisoformat(given[-1].as_of) if given else None,
        decided=trial.decision is not None,
        deviation=trial.deviation,
        who=who_acts(workspace, who),
        why=(why or "").strip(),
    )


def recorded(trial: Trial, entry: LifeEntry, before: Callable[[], None] | None = None) -> LifeEntry:
    """An entry in the experiment's file of deeds; the workspace knows it at once.

    Args:
        trial: The experiment.
        entry: What is done.
        before: What must have happened when the entry is written.

    Returns:
        The entry with its mark.

    Raises:
        ArgumentError: When somebody else added one in the meantime.
    """
    workspace, name = trial.workspace, trial.definition.name
    lives = workspace.definitions.lives
    life = lives.get(name, Life())
    path, lock = life_path(workspace.root, name), workspace.state / "life.lock"
    done = add_entry(path, lock, life, entry, before=before)
    lives[name] = Life((*life.entries, done), life.changed)
    return done


@dataclass(frozen=True, slots=True)
class Deeds:
    """What may be done to a launched experiment; each deed is recorded beside its definition.

    Args:
        trial: The experiment.
    """

    trial: Trial

    def pause(self, *, reason: str | None = None, owner: str | None = None) -> LifeEntry:
        """Nobody new is taken from now on, until a resume.

        Args:
            reason: Why; kept.
            owner: Who does it; git's user by default.

        Returns:
            What was recorded.

        Raises:
            ArgumentError: When it takes nobody as it is, or was not launched.
        """
        return recorded(self.trial, deeds.pause(situation(self.trial, owner, reason)))

    def resume(self, *, reason: str | None = None, owner: str | None = None) -> LifeEntry:
        """Whoever qualifies is taken again, from now on.

        Args:
            reason: Why; kept.
            owner: Who does it; git's user by default.

        Returns:
            What was recorded.

        Raises:
            ArgumentError: When it is not paused, or departs from its plan.
        """
        return recorded(self.trial, deeds.resume(situation(self.trial, owner, reason)))

    def ramp(
        self, traffic: Fraction, *, reason: str | None = None, owner: str | None = None
    ) -> LifeEntry:
        """More of those who qualify are taken from now on; the split stays.

        Args:
            traffic: Share of the traffic, above that of now, up to 1.
            reason: Why; kept.
            owner: Who does it; git's user by default.

        Returns:
            What was recorded.

        Raises:
            ArgumentError: A share that is not larger, or has no room in its layer.
        """
        asked = situation(self.trial, owner, reason)
        room = Fraction(1)
        if asked.admission.layer is not None:
            room = room_above(asked.admission.low, slices(self.trial))
        return recorded(self.trial, deeds.ramp(asked, traffic, room))

    def split(
        self, shares: Mapping[str, Fraction], *, reason: str | None = None, owner: str | None = None
    ) -> LifeEntry:
        """A new epoch: who enters from the next local day on is split otherwise.

        Args:
            shares: Share of every variant, summing to 1.
            reason: Why; kept.
            owner: Who does it; git's user by default.

        Returns:
            What was recorded.

        Raises:
            ArgumentError: Shares that do not sum to 1, other variants, or nobody left to enter.
        """
        return recorded(self.trial, deeds.split(situation(self.trial, owner, reason), shares))

    def stop(self, *, reason: str, owner: str | None = None) -> LifeEntry:
        """Nobody new is taken any more; those enrolled are followed to the end of their windows.

        Args:
            reason: Why; kept.
            owner: Who does it; git's user by default.

        Returns:
            What was recorded.

        Raises:
            ArgumentError: Without a reason, or when it takes nobody any more.
        """
        return recorded(self.trial, deeds.stop(situation(self.trial, owner, reason)))

    def void(
        self, *, reason: str, owner: str | None = None, nothing_delivered: bool = False
    ) -> LifeEntry:
        """The launch is taken back, so that the name may be launched again; nothing is deleted.

        Args:
            reason: Why; kept.
            owner: Who takes it back; git's user by default.
            nothing_delivered: Whether the owner vouches that no message was delivered, where the
                data cannot tell.

        Returns:
            What was recorded, with where the plan was put.

        Raises:
            ArgumentError: When a message was delivered, or may have been.
        """
        from stagelift.workspace.voiding import voided

        asked = situation(self.trial, owner, reason)
        return voided(self.trial, asked, nothing_delivered=nothing_delivered)


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


def nobody(trial: Trial) -> HandOut:
    """What a closed experiment hands out: nobody, with how many were before."""
    plan = trial.plan or {}
    return HandOut(
        experiment=trial.definition.name,
        plan=str(plan.get("fingerprint", "")),
        as_of=trial.workspace.as_of.isoformat(),
        sender="",
        files=(),
        before=sum(one.customers for one in trial.handed_out()),
    )
