"""Values that follow a unit through several events: paths, sessions, and things opened and closed.

Each names what it reads without SQL; a table of its own with one row per unit answers it inside the
one query over the events.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

if TYPE_CHECKING:
    from stagelift.data.query.population_specs import Actors, Entrants
    from stagelift.data.query.value_specs import Term

Order = Literal["closed", "strict", "open", "any_order", "furthest"]
Tries = Literal["one", "any", "totals"]
ORDERED: tuple[Order, ...] = ("closed", "strict")


class Derived:
    """What every such value says about itself."""

    __slots__ = ()

    @property
    def terms(self) -> tuple[Term, ...]:
        """The event terms it reads, each once."""
        raise NotImplementedError

    @property
    def share(self) -> bool:
        """Whether it is 0 or 1 for every unit."""
        return True

    @property
    def attributes(self) -> tuple[str, ...]:
        """The events' own columns it reads beside instant and name."""
        return ()

    @property
    def wished(self) -> tuple[str, ...]:
        """The events' own columns it reads where a source has them."""
        return ()


@dataclass(frozen=True, slots=True)
class Path:
    """The way of a unit through steps from each of its entries.

    Step k is reached at t_k, the first of its events in the window that the order allows after step
    k − 1; t_0 is the entry. `closed` asks t_k ≥ t_{k−1}, `strict` asks t_k > t_{k−1}. `open` asks
    nothing of the steps before, `any_order` all of them at any time in the window, and `furthest`
    one of step k or later. One happening never stands for two steps: an event whose kind stood for
    an earlier step counts at a later instant only, and the entry's own event never.

    Args:
        steps: The terms of each step, at least one.
        window: Length of the window in µs from the entry.
        of: The population whose entries begin the paths; None for the units of experiments.
        order: What the steps' order must be.
        tries: Which entries of a unit count: its first (`one`), or all of its period.
        excluding: Events that end a path when they lie between two steps.
        hold: The events' column whose value must be that of the entry; in an experiment that of
            the first step. None when nothing is held.
        tolerance: µs by which an event may lie before the step it follows.
        while_in_stage: Whether only events before the unit leaves the stage it entered count.
        own: Whether the event by which the unit entered may reach a step, too.
        first: Whether a step's term means the customer's own first such event, which units that
            had it before have not.
    """

    steps: tuple[tuple[Term, ...], ...]
    window: int
    of: Entrants | Actors | None = None
    order: Order = "closed"
    tries: Tries = "one"
    excluding: tuple[Term, ...] = ()
    hold: str | None = None
    tolerance: int = 0
    while_in_stage: bool = False
    own: bool = False
    first: bool = False


@dataclass(frozen=True, slots=True)
class StepReached(Derived):
    """1 for a unit that reaches a step of a path, else 0; of all entries a sum per unit instead.

    Args:
        path: The path.
        step: Number of the step, from 1.
        given: The step whose reachers are the base, 0 for every unit that entered.
        missed: Whether it is 1 for those who do not reach the step instead.
    """

    path: Path
    step: int
    given: int = 0
    missed: bool = False

    @property
    def window(self) -> int:
        """Length of the window in µs."""
        return self.path.window

    @property
    def terms(self) -> tuple[Term, ...]:
        """The terms of all steps, what ends a path, and how units of events enter."""
        path = self.path
        entered: tuple[Term, ...] = getattr(path.of, "terms", ())
        every = (term for step in path.steps for term in step)
        return tuple(dict.fromkeys((*every, *path.excluding, *entered)))

    @property
    def share(self) -> bool:
        """Whether a unit counts once."""
        return self.path.tries != "totals"

    @property
    def attributes(self) -> tuple[str, ...]:
        """What is held constant."""
        return () if self.path.hold is None else (self.path.hold,)


@dataclass(frozen=True, slots=True)
class StageExit(Derived):
    """1 for an entrant whose next stage, entered within the window, is one of some kind, else 0.

    Args:
        of: The entrants.
        window: Length of the window in µs from the entry.
        to: `next` is the stage after, `later` and `earlier` any stage on that side, `any` all.
    """

    of: Entrants
    window: int
    to: Literal["next", "later", "earlier", "any"] = "next"

    @property
    def terms(self) -> tuple[Term, ...]:
        """None: it reads the entries of stages."""
        return ()


@dataclass(frozen=True, slots=True)
class Sessions:
    """A customer's events cut into sessions: where the source names none, by a gap in time.

    Args:
        terms: The events that are interactions.
        gap: A new session begins when nothing came for this many µs; midnight cuts nothing.
    """

    terms: tuple[Term, ...]
    gap: int


@dataclass(frozen=True, slots=True)
class SessionShare(Derived):
    """Sessions of a kind among the sessions a unit begins; of each unit both numbers.

    A unit's sessions are those that begin in its period, from its anchor; in an experiment those
    that begin within the window from assignment.

    Args:
        sessions: How events make sessions.
        window: Length in µs of the time in which an experiment's unit begins sessions.
        ends_with: Count the sessions with one of these events in their last instant, among those
            that have one; none counts bounces: sessions of one interaction, among all.
    """

    sessions: Sessions
    window: int
    ends_with: tuple[Term, ...] = ()

    @property
    def terms(self) -> tuple[Term, ...]:
        """The interactions."""
        return self.sessions.terms

    @property
    def share(self) -> bool:
        """A ratio of two numbers."""
        return False

    @property
    def wished(self) -> tuple[str, ...]:
        """The column that names sessions."""
        return ("session",)


@dataclass(frozen=True, slots=True)
class Revisit(Derived):
    """1 for a unit with a second session, or on a second local day, within the window, else 0.

    A session counts when any of it lies in the window.

    Args:
        sessions: How events make sessions.
        window: Length of the window in µs from the anchor.
        by_day: Whether local days are counted instead of sessions.
    """

    sessions: Sessions
    window: int
    by_day: bool = False

    @property
    def terms(self) -> tuple[Term, ...]:
        """The interactions."""
        return self.sessions.terms

    @property
    def wished(self) -> tuple[str, ...]:
        """The column that names sessions."""
        return ("session",)


@dataclass(frozen=True, slots=True)
class Things(Derived):
    """Carts, coupons and the like: opened by an event, closed by another one; per unit two numbers.

    A thing is what one customer's events say under one value of `key`, from the first event that
    opens it. Without a key an opening begins a thing when nothing came before it, when the event
    before it closed one, or when `due` has passed since the event before it. Closing events of
    things never opened do not count. A thing is closed in time when it is closed before it is due.

    Args:
        opens: Events that open a thing.
        closes: Events that close it.
        window: Length in µs of the time in which an experiment's unit opens things; of a KPI the
            period is that time.
        due: µs after the opening by which it must be closed, or None when only `expires` says.
        count: `closed`: closed in time, among all; `open`: not closed in time, among all; `late`:
            closed within `grace` after it was due, among those not closed in time.
        key: The events' column that names the thing, or None.
        keyless: Whether things without a key are followed where no source has that column.
        grace: Length of the time after it was due in µs.
        expires: Events of the same key from whose instant on it cannot be closed in time.
        where: Values of the opening event's own columns, any of which must match, by column.
    """

    opens: tuple[Term, ...]
    closes: tuple[Term, ...]
    window: int
    due: int | None
    count: Literal["closed", "open", "late"] = "closed"
    key: str | None = None
    keyless: bool = False
    grace: int = 0
    expires: tuple[Term, ...] = ()
    where: tuple[tuple[str, tuple[str, ...]], ...] = ()

    @property
    def terms(self) -> tuple[Term, ...]:
        """What opens, closes and ends a thing."""
        return tuple(dict.fromkeys((*self.opens, *self.closes, *self.expires)))

    @property
    def share(self) -> bool:
        """A ratio of two numbers."""
        return False

    @property
    def attributes(self) -> tuple[str, ...]:
        """The key and the columns that choose among the openings."""
        named = () if self.key is None or self.keyless else (self.key,)
        return tuple(dict.fromkeys((*named, *(name for name, _ in self.where))))

    @property
    def wished(self) -> tuple[str, ...]:
        """The key, where it may be missing."""
        return (self.key,) if self.key is not None and self.keyless else ()


DerivedValue = StepReached | StageExit | SessionShare | Revisit | Things
