"""What is done to a launched experiment of a workspace."""

from __future__ import annotations

import getpass
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from fractions import Fraction
from typing import TYPE_CHECKING

from stagelift.definitions import Life, LifeEntry, Once
from stagelift.errors import ArgumentError
from stagelift.experiments.enrolment import enrolment
from stagelift.experiments.launching.handed import HandOut
from stagelift.experiments.life import deeds
from stagelift.experiments.life.layers import room_above
from stagelift.experiments.life.record import add_entry, life_path
from stagelift.git import git_user
from stagelift.workspace.launch_checks import slices

if TYPE_CHECKING:
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
