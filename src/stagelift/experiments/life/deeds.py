"""What may be done to a launched experiment, and the entry that records it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from fractions import Fraction
from typing import Any

from stagelift.data.zones import day_number, day_start_us, from_us, to_us, zone_named
from stagelift.definitions import LifeEntry
from stagelift.definitions.holdback import share_text
from stagelift.errors import ArgumentError, did_you_mean
from stagelift.experiments.life.admission import Admission


@dataclass(frozen=True, slots=True, kw_only=True)
class Situation:
    """An experiment at the moment something is to be done to it.

    Args:
        experiment: Its id.
        admission: Who is taken so far.
        plan: Fingerprint of the frozen plan.
        now: The instant, UTC.
        zone: IANA name of the journey's zone.
        start: First instant of the run, µs UTC.
        end: First instant from which nobody enters by the plan, µs UTC.
        at_once: Whether everybody enters at the first instant.
        households: Whether whole households are randomised.
        handed: As of when customers were last handed out, None when none were.
        decided: Whether a decision is recorded.
        deviation: What departs from the frozen plan, or empty.
        who: Who acts.
        why: Why, or empty.
    """

    experiment: str
    admission: Admission
    plan: str
    now: datetime
    zone: str
    start: int
    end: int
    at_once: bool
    households: bool
    handed: datetime | None
    decided: bool
    deviation: str
    who: str
    why: str

    @property
    def named(self) -> str:
        """How sentences begin."""
        return f"experiment '{self.experiment}'"

    @property
    def sent_until(self) -> datetime:
        """Up to when customers were given to a sender: the last hand-out, else now."""
        return min(self.handed, self.now) if self.handed is not None else self.now

    def entry(self, what: str, since: datetime, **more: Any) -> LifeEntry:
        """The entry of a deed.

        Args:
            what: The deed.
            since: From when it holds, UTC.
            more: What else it says.

        Returns:
            The entry, not sealed yet.
        """
        return LifeEntry(
            what=what,
            at=self.now,
            since=since,
            who=self.who,
            why=self.why or None,
            plan=self.plan,
            **more,
        )


def check_open(asked: Situation) -> None:
    """Refuses whatever is done to an experiment that takes nobody any more.

    Args:
        asked: The experiment.

    Raises:
        ArgumentError: When it is decided, stopped, or its enrolment is over.
    """
    if asked.decided:
        raise ArgumentError(f"{asked.named} is decided; nothing can be changed any more")
    stop = asked.admission.stopped
    if stop is not None:
        raise ArgumentError(
            f"{asked.named} was stopped on {local_day(stop.at, asked.zone)}; "
            "a stopped experiment is not opened again"
        )
    if to_us(asked.now) >= asked.end:
        last = local_day(from_us(asked.end - 1), asked.zone)
        raise ArgumentError(
            f"{asked.named} takes nobody any more since its enrolment ended on {last}"
        )


def check_kept(asked: Situation) -> None:
    """Refuses to let more in under a plan that is not the one that was frozen.

    Args:
        asked: The experiment.

    Raises:
        ArgumentError: When something departs from the frozen plan.
    """
    if asked.deviation:
        raise ArgumentError(
            f"{asked.named} {asked.deviation}; put it back first (pause and stop stay possible)"
        )


def pause(asked: Situation) -> LifeEntry:
    """Nobody new is taken until a resume.

    Args:
        asked: The experiment.

    Returns:
        The entry; it holds from the last hand-out, after which nobody was given to a sender.

    Raises:
        ArgumentError: When it is paused already, or takes nobody any more.
    """
    check_open(asked)
    paused = asked.admission.paused
    if paused is not None:
        raise ArgumentError(
            f"{asked.named} is paused already, since {local_day(paused.at, asked.zone)}"
        )
    return asked.entry("pause", asked.sent_until)


def resume(asked: Situation) -> LifeEntry:
    """Whoever qualifies is taken again, from now on.

    Args:
        asked: The experiment.

    Returns:
        The entry.

    Raises:
        ArgumentError: When it is not paused, takes nobody any more, or departs from its plan.
    """
    check_open(asked)
    check_kept(asked)
    if asked.admission.paused is None:
        raise ArgumentError(f"{asked.named} is not paused")
    return asked.entry("resume", asked.now)


def ramp(asked: Situation, traffic: Fraction, room: Fraction = Fraction(1)) -> LifeEntry:
    """More of those who qualify are taken from now on; nobody enrolled changes variant.

    Args:
        asked: The experiment.
        traffic: Share of the traffic from now on.
        room: The largest share its layer has room for.

    Returns:
        The entry.

    Raises:
        ArgumentError: A share that is not larger, has no room in its layer, or comes after everyone
            has entered.
    """
    check_open(asked)
    check_kept(asked)
    check_entering(asked, "a larger share would add nobody")
    now = asked.admission.traffic_now
    if traffic <= now:
        same = "is the share already" if traffic == now else "would lower it"
        raise ArgumentError(
            f"ramp: {share_text(traffic)} {same}: {asked.named} takes {share_text(now)} of the "
            "traffic, and a share is only raised; pause or stop it instead"
        )
    if traffic > room:
        raise ArgumentError(
            f"ramp: layer '{asked.admission.layer}' has room for {share_text(room)}, and "
            f"{share_text(traffic)} came"
        )
    return asked.entry("ramp", asked.now, traffic=traffic)


def split(asked: Situation, shares: Mapping[str, Fraction]) -> LifeEntry:
    """A new epoch: who enters from the next local day on is split otherwise.

    Args:
        asked: The experiment.
        shares: Share of every variant, summing to 1.

    Returns:
        The entry; days of entry belong to one epoch each, so that effects are read within them.

    Raises:
        ArgumentError: Other variants, shares that do not sum to 1, the split of now, or one that
            comes after everyone has entered.
    """
    check_open(asked)
    check_kept(asked)
    check_entering(asked, "a new split would reach nobody")
    if asked.households:
        raise ArgumentError(
            f"split: {asked.named} randomises households, whose members may enter before and after "
            "a new split; give the new one a file and a name of its own"
        )
    names = tuple(name for name, _ in asked.admission.shares)
    for name in shares:
        if name not in names:
            hint = did_you_mean(name, names) or f"There are: {', '.join(names)}"
            raise ArgumentError(f"split: unknown variant '{name}'. {hint}")
    lacking = [name for name in names if not shares.get(name)]
    if lacking:
        raise ArgumentError(
            f"split: '{lacking[0]}' has no share; every variant needs one above 0, so that each "
            "epoch compares all of them"
        )
    total = sum(shares.values(), Fraction())
    if total != 1:
        raise ArgumentError(f"split: the shares sum to {float(total):.6g}, not to 1")
    wanted = tuple((name, shares[name]) for name in names)
    if wanted == asked.admission.shares_now:
        raise ArgumentError(f"split: {asked.named} is split so already")
    start = next_day(asked.now, asked.zone)
    due = asked.admission.epochs
    if due and due[-1].start >= start:
        raise ArgumentError(
            f"split: {asked.named} has a new split from {local_day(from_us(start), asked.zone)} on "
            "already"
        )
    if start >= asked.end:
        raise ArgumentError(f"split: the enrolment of {asked.named} ends today")
    return asked.entry("split", from_us(start), shares=dict(wanted))


def stop(asked: Situation) -> LifeEntry:
    """Nobody new is taken any more; those enrolled are followed to the end of their windows.

    Args:
        asked: The experiment.

    Returns:
        The entry; it holds from the last hand-out, after which nobody was given to a sender.

    Raises:
        ArgumentError: Without a reason, or when it takes nobody any more.
    """
    check_open(asked)
    if not asked.why:
        raise ArgumentError("stop: a reason is needed; it stands in the record: --reason")
    paused = asked.admission.paused
    since = asked.sent_until if paused is None else min(paused.since, asked.sent_until)
    return asked.entry("stop", since)


def check_entering(asked: Situation, why: str) -> None:
    """Refuses what only matters to those who have not entered, once everybody has."""
    if asked.at_once and to_us(asked.now) >= asked.start:
        day = local_day(from_us(asked.start), asked.zone)
        raise ArgumentError(f"{asked.named}: everybody entered on {day}, so {why}")


def next_day(now: datetime, zone: str) -> int:
    """The first instant of the next local day, µs UTC."""
    return day_start_us(day_number(now.astimezone(zone_named(zone)).date()) + 1, zone)


def local_day(at: datetime, zone: str) -> str:
    """The local day of an instant as text."""
    return at.astimezone(zone_named(zone)).date().isoformat()
