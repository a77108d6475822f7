"""Running and planned tests side by side, and where they meet the same customers."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import combinations
from typing import TYPE_CHECKING, Any, Literal

if TYPE_CHECKING:
    from stagelift.metrics.estimate import Estimate

State = Literal["running", "maturing", "planned", "waiting", "hidden"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Slot:
    """One test that has not ended.

    Args:
        experiment: Its id.
        first: First local day of entry.
        last: Last local day of entry.
        end: Local day of its final readout.
        state: `planned` before its first day or while nothing was launched, `running`, `maturing`
            once nobody enters any more, `waiting` for a decision once a look has given a verdict,
            or `hidden` while its data are broken.
        audience: Id of its audience.
        stage: Stage whose customers it is about, or None.
        owner: Who runs it.
        frozen: Whether its plan is frozen.
        verdict: What the rule says where a decision waits, else None.
        effect: The effect a waiting decision rests on; None while none waits.
    """

    experiment: str
    first: date
    last: date
    end: date
    state: State
    audience: str
    stage: str | None
    owner: str
    frozen: bool
    verdict: str | None = None
    effect: Estimate | None = None

    def to_dict(self) -> dict[str, Any]:
        """The slot as JSON-ready values."""
        named = {name: getattr(self, name) for name in self.__dataclass_fields__}
        named["effect"] = self.effect and self.effect.to_dict()
        return {**named, **{name: named[name].isoformat() for name in ("first", "last", "end")}}


@dataclass(frozen=True, slots=True, kw_only=True)
class Overlap:
    """Two tests whose days meet.

    Args:
        one: Id of the first.
        other: Id of the second.
        first: First day they share, from entry to the last window's end.
        last: Last day.
        same_audience: Whether both name the same audience.
        common: Share of the first one's customers so far that are in both; None when not counted.
    """

    one: str
    other: str
    first: date
    last: date
    same_audience: bool
    common: float | None

    def to_dict(self) -> dict[str, Any]:
        """The overlap as JSON-ready values."""
        named = {name: getattr(self, name) for name in self.__dataclass_fields__}
        return {**named, "first": self.first.isoformat(), "last": self.last.isoformat()}


def state_on(today: date, first: date, last: date) -> State:
    """What a test that has not ended does on a day.

    Args:
        today: The local day.
        first: First day of entry.
        last: Last day of entry.

    Returns:
        Its state.

    Example:
        >>> state_on(date(2026, 11, 16), date(2026, 11, 9), date(2026, 11, 9))
        'maturing'
    """
    if today < first:
        return "planned"
    return "running" if today <= last else "maturing"


def overlaps(
    slots: Sequence[Slot], common: Callable[[str, str], float | None]
) -> tuple[Overlap, ...]:
    """The pairs of tests whose days meet.

    Args:
        slots: Tests that have not ended.
        common: Share of the first one's customers that are in both, by ids; None when unknown.

    Returns:
        One a pair, in the slots' order.
    """
    found = []
    for one, other in combinations(slots, 2):
        first, last = max(one.first, other.first), min(one.end, other.end)
        if first <= last:
            found.append(
                Overlap(
                    one=one.experiment,
                    other=other.experiment,
                    first=first,
                    last=last,
                    same_audience=one.audience == other.audience,
                    common=common(one.experiment, other.experiment),
                )
            )
    return tuple(found)
