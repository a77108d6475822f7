"""Money per unit as a ledger: what came in, what goods cost, what was refunded, what was sent."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

from stagelift.data.query.derived import Derived

if TYPE_CHECKING:
    from stagelift.data.query.value_specs import Term

Amount = Literal["value", "cost", "messages", "count"]


@dataclass(frozen=True, slots=True)
class Entry:
    """One kind of line in a ledger.

    Args:
        amount: `value` or `cost` of an event, the cost of delivered `messages`, or `count`: 1 for
            each event.
        event: The event; empty for messages.
        sign: 1 where it is added, −1 where it is taken off.
    """

    amount: Amount
    event: str = ""
    sign: int = 1


@dataclass(frozen=True, slots=True)
class Ledger(Derived):
    """The lines of a unit within the window from its anchor, added up; of a ratio both sides.

    A unit with an event whose cost is asked for and not known has no known sum: it is left out.

    Args:
        window: Length of the window in µs.
        top: Lines of the sum, or of the numerator.
        per: Lines of the denominator; without any, each unit counts as 1.
        own_entry: Whether the event that let the unit into its stage counts.
    """

    window: int
    top: tuple[Entry, ...]
    per: tuple[Entry, ...] = ()
    own_entry: bool = False

    @property
    def terms(self) -> tuple[Term, ...]:
        """None: the ledger reads its own rows, for their costs."""
        return ()

    @property
    def share(self) -> bool:
        """Two sums of money or counts."""
        return False

    @property
    def lines(self) -> tuple[Entry, ...]:
        """The lines of both sides."""
        return (*self.top, *self.per)

    @property
    def events(self) -> tuple[str, ...]:
        """The events it reads, sorted."""
        return tuple(sorted({line.event for line in self.lines if line.event}))
