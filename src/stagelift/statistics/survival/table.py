"""The aggregate of time to an exit: how many left, were censored or entered late at each time."""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from stagelift.statistics import checks
from stagelift.statistics.numerics import Floats, np

if TYPE_CHECKING:
    from numpy.typing import ArrayLike, NDArray

    Counts = NDArray[np.int64]
else:
    Counts = Floats

LARGEST = 2.0**53  # above it a float no longer holds every whole number


@dataclass(frozen=True, slots=True, init=False, eq=False)
class EventTable:
    """Grouped counts of time to an exit, by cause, with censoring and late entry; they merge.

    A spell is observed over (entry, end]. At equal times exits come before censoring, so a unit
    censored at t is at risk at t; who enters late at t is at risk after t only. Units observed from
    the start are at risk at 0 already, so that a spell of no length with an exit counts as an exit
    at 0.

    Args:
        times: Distinct times ≥ 0 in any unit, increasing, shape (times,).
        events: Exits at each time, shape (times,) for one cause and (causes, times) for several.
        censored: Spells whose observation ended at each time without an exit; default none.
        entered: Spells that came under observation late, at each time > 0; default none. Who was
            observed from the start is not counted here.
        causes: Names of the causes, in the order of `events`.
        exits: Exits of any cause at each time, from the others.
        at_risk: Spells under observation just before each time, from the others.

    Raises:
        ArgumentError: When a shape does not fit, a time is negative, not finite or out of order, a
            count is no whole number ≥ 0, or more leave at a time than are at risk.

    Reference:
        Andersen, Borgan, Gill & Keiding 1993, Statistical models based on counting processes,
        chapter III (right-censored and left-truncated observation as one at-risk process).

    Example:
        >>> table = EventTable([1, 3, 4], [2, 0, 1], censored=[0, 1, 0])
        >>> table.n, table.at_risk.tolist()
        (4, [4, 2, 1])
    """

    times: Floats
    events: Counts
    censored: Counts
    entered: Counts
    causes: tuple[str, ...]
    exits: Counts = field(repr=False)
    at_risk: Counts = field(repr=False)

    def __init__(
        self,
        times: ArrayLike,
        events: ArrayLike,
        censored: ArrayLike | None = None,
        entered: ArrayLike | None = None,
        causes: Sequence[str] = ("event",),
    ) -> None:
        names = _names(causes)
        clock = _clock(times)
        shape = (len(names), clock.size)
        exits = _counts("events", events, shape, flat=len(names) == 1)
        ends, late = (
            _counts(name, np.zeros(clock.size) if given is None else given, (clock.size,))
            for name, given in (("censored", censored), ("entered", entered))
        )
        leaving = exits.sum(axis=0)
        ended = leaving + ends
        # all who are observed to leave, less those who came late, were there from the start
        gone = np.concatenate([[0], (ended - late).cumsum()[:-1]])[: clock.size]
        risk = ended.sum() - late.sum() - gone
        columns = (clock, exits, ends, late, names, leaving, risk)
        for name, value in zip(self.__slots__, columns, strict=True):
            object.__setattr__(self, name, value)
        for derived in (leaving, risk):
            derived.setflags(write=False)
        self._refuse_the_impossible(ended)

    @classmethod
    def from_spells(
        cls,
        spells: Iterable[tuple[float, float, str | None, int]],
        *,
        causes: Sequence[str] = ("event",),
    ) -> EventTable:
        """A table from spells counted by entry, end and cause.

        Args:
            spells: (entry ≥ 0, end ≥ entry, cause or None when censored, how many). An entry of 0
                is observed from the start; a later one must end after it was entered, as nobody
                who leaves at once could have been observed.
            causes: Names of the causes.

        Returns:
            The counts at each distinct time.

        Raises:
            ArgumentError: When a time, a cause or a count is not allowed.

        Example:
            >>> table = EventTable.from_spells([(0, 0, "event", 1), (0, 5, None, 3)])
            >>> table.times.tolist(), table.events.tolist(), table.censored.tolist()
            ([0.0, 5.0], [[1, 0]], [0, 3])
        """
        names = _names(causes)
        exits: dict[float, list[int]] = {}
        for begun, ended, cause, how_many in spells:
            entry, end = _span(begun, ended)
            place = (
                len(names) if cause is None else names.index(checks.one_of("cause", cause, names))
            )
            many = checks.whole("how many", how_many)
            exits.setdefault(end, [0] * (len(names) + 2))[place] += many
            if entry > 0.0:
                exits.setdefault(entry, [0] * (len(names) + 2))[-1] += many
        times = sorted(exits)
        rows = [exits[time] for time in times]
        columns = [list(column) for column in zip(*rows, strict=True)] or [[]] * (len(names) + 2)
        return cls(times, columns[:-2], columns[-2], columns[-1], names)

    @property
    def n(self) -> int:
        """Spells observed."""
        return int(self.events.sum() + self.censored.sum())

    @property
    def started(self) -> int:
        """Spells observed from the start, at risk at 0."""
        return self.n - int(self.entered.sum())

    def at_risk_at(self, times: Floats) -> Counts:
        """Spells under observation just before given times.

        Args:
            times: Times, shape (any,).

        Returns:
            Counts of the same shape; 0 after the last time.

        Example:
            >>> EventTable([1, 3], [1, 1]).at_risk_at(np.array([0.0, 1.0, 2.0, 9.0])).tolist()
            [2, 2, 1, 0]
        """
        risk = np.append(self.at_risk, 0)
        found: Counts = risk[np.searchsorted(self.times, times, side="left")]
        return found

    def of(self, cause: str) -> EventTable:
        """The table in which one cause is the exit and every other one censors.

        It serves cause-specific rates and their log-rank test. 1 − Kaplan–Meier of it is not the
        share that leaves for this cause: `cumulative_incidence` is.

        Args:
            cause: One of `causes`.

        Returns:
            A table with that cause alone.

        Raises:
            ArgumentError: When there is no such cause.

        Example:
            >>> both = EventTable([1, 2], [[1, 0], [1, 2]], causes=("advance", "drop"))
            >>> both.of("drop").censored.tolist()
            [1, 0]
        """
        place = self.causes.index(checks.one_of("cause", cause, self.causes))
        kept = self.events[place]
        others = self.censored + self.exits - kept
        return EventTable(self.times, kept, others, self.entered, (cause,))

    def after(self, start: float) -> EventTable:
        """The spells still observed beyond a time, timed from it.

        What is estimated from it holds for spells that lasted beyond `start`: it is how late entry
        is read where nobody is at risk in the beginning.

        Args:
            start: A time ≥ 0.

        Returns:
            A table whose time 0 is `start`, with those who had entered by then observed from it.

        Raises:
            ArgumentError: When `start` is negative or not finite.

        Example:
            >>> late = EventTable([2, 3, 5], [0, 1, 1], entered=[2, 0, 0])
            >>> late.started, late.after(2).started, late.after(2).times.tolist()
            (0, 2, [1.0, 3.0])
        """
        start = instant("start", start)
        kept = self.times > start
        return EventTable(
            self.times[kept] - start,
            self.events[:, kept],
            self.censored[kept],
            self.entered[kept],
            self.causes,
        )

    def __add__(self, other: EventTable) -> EventTable:
        """Counts of both sets of spells together; the causes must be the same."""
        if self.causes != other.causes:
            raise checks.refused("causes", other.causes, f"they must be {self.causes!r} in both")
        times = np.union1d(self.times, other.times)
        size = len(self.causes) + 2
        total = np.zeros((size, times.size), dtype=np.int64)
        for table in (self, other):
            rows = np.vstack([table.events, table.censored, table.entered])
            total[:, np.searchsorted(times, table.times)] += rows
        return EventTable(times, total[:-2], total[-2], total[-1], self.causes)

    def __eq__(self, other: object) -> bool:
        """Whether both count the same."""
        if not isinstance(other, EventTable):
            return NotImplemented
        return self._key() == other._key()

    def __hash__(self) -> int:
        """Equal tables have equal hashes."""
        return hash(self._key())

    def _key(self) -> tuple[object, ...]:
        columns = (self.times, self.events, self.censored, self.entered)
        return (self.causes, *(column.tobytes() for column in columns))

    def _refuse_the_impossible(self, ended: Counts) -> None:
        if self.times.size and self.times[0] == 0.0 and self.entered[0]:
            allowed = "who is observed from the start is not counted as late"
            raise checks.refused("entered at time 0", int(self.entered[0]), allowed)
        wrong = np.flatnonzero(ended > self.at_risk)
        if wrong.size:
            place = int(wrong[0])
            allowed = f"only {max(int(self.at_risk[place]), 0)} are at risk then"
            name = f"leaving at time {self.times[place]:g}"
            raise checks.refused(name, int(ended[place]), allowed)


def _names(causes: Sequence[str]) -> tuple[str, ...]:
    names = tuple(causes)
    if isinstance(causes, str) or not names or len(set(names)) < len(names):
        raise checks.refused("causes", causes, "they must be distinct names, at least one")
    return names


def _clock(times: ArrayLike) -> Floats:
    """Times as a read-only array; −0 becomes 0, so that equal tables have equal bytes."""
    clock = _numbers("times", times) + 0.0
    if clock.ndim != 1:
        raise checks.refused("times", clock.shape, "they must be one row of numbers")
    if not np.isfinite(clock).all():
        raise checks.refused("times", float(clock[~np.isfinite(clock)][0]), "each must be finite")
    if clock.size and clock[0] < 0.0:
        raise checks.refused("times[0]", float(clock[0]), "it must be ≥ 0")
    wrong = np.flatnonzero(np.diff(clock) <= 0.0)
    if wrong.size:
        place = int(wrong[0]) + 1
        allowed = f"it must be > the time before it, {clock[place - 1]:g}"
        raise checks.refused(f"times[{place}]", float(clock[place]), allowed)
    clock.setflags(write=False)
    return clock


def _counts(name: str, given: ArrayLike, shape: tuple[int, ...], *, flat: bool = False) -> Counts:
    raw = _numbers(name, given)
    if raw.shape == shape[1:] and flat:
        raw = raw.reshape(shape)
    if raw.size == 0 and 0 in shape:
        raw = raw.reshape(shape)
    if raw.shape != shape:
        raise checks.refused(name, raw.shape, f"its shape must be {shape}")
    wrong = raw[~((raw >= 0.0) & (raw < LARGEST) & (raw == np.floor(raw)))]
    if wrong.size:
        raise checks.refused(name, float(wrong[0]), "each must be a whole number ≥ 0")
    found: Counts = raw.astype(np.int64)
    found.setflags(write=False)
    return found


def _numbers(name: str, given: ArrayLike) -> Floats:
    try:
        return np.array(given, dtype=float)
    except (TypeError, ValueError):
        raise checks.refused(name, given, "it must hold numbers, rows of one length") from None


def _span(entry: float, end: float) -> tuple[float, float]:
    entry, end = checks.finite("entry", entry), checks.finite("end", end)
    if entry < 0.0:
        raise checks.refused("entry", entry, "it must be ≥ 0")
    if end < entry or (end == entry > 0.0):
        bound = f"it must be ≥ {entry:g}" if entry == 0.0 else f"it must be > the entry, {entry:g}"
        raise checks.refused("end", end, bound)
    return entry, end


def instant(name: str, value: float) -> float:
    """A checked time to look at: finite and ≥ 0.

    Args:
        name: The argument's name.
        value: What came.

    Returns:
        The value as a float.

    Raises:
        ArgumentError: When it is negative, infinite or not a number.

    Example:
        >>> instant("at", 30)
        30.0
    """
    if not (isinstance(value, (int, float)) and math.isfinite(value) and value >= 0.0):
        raise checks.refused(name, value, "it must be a finite number ≥ 0")
    return float(value)
