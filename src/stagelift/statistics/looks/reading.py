"""What the looks of a group sequential plan say: one row per look, and what is shown."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from stagelift.statistics.inference import Inference

Direction = Literal["up", "down"]
Unread = Literal[
    "gate",
    "undefined",
    "same_information",
    "information_fell",
    "nothing_to_spend",
    "after_the_end",
]
Shown = Literal["stagewise", "stagewise_overrun", "repeated", "none"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Look:
    """One look at an experiment: its place in the calendar and what is known of one metric.

    Args:
        number: The look's place in the plan, 1 for the first planned; skipped ones leave gaps.
        n_mature: Mature units so far, both arms together; events for a log-rank test.
        effect: The estimate on those units, adjusted or not, or None when undefined.
        se: Its standard error in the same unit, or None.
        gate: Why the look may not be read, as `Gate.reason` says; empty when it may.
        last: Whether this is the final look though fewer were taken than planned: an end brought
            forward for a reason that is not the effect.

    Example:
        >>> Look(number=1, n_mature=4000, effect=0.01, se=0.008).last
        False
    """

    number: int
    n_mature: int
    effect: float | None
    se: float | None
    gate: str = ""
    last: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class LookReading:
    """What one look said.

    Args:
        look: The look.
        fraction: Mature units over those planned; above 1 when more came.
        z: (effect − null) / se, or None.
        unread: Why the look spent nothing and decided nothing; None for a look that was read.
        note: The same in words with its figures, or a condition of a look that was read.
        spent: α used up so far, both sides together.
        critical: The critical value of |z|, or None when unread.
        crossed: The side on which z crossed it, or None.
        futility: The bound for z below which giving up is advised (above, when lower is better), or
            None without such advice, when unread and at the last look.
        futile: Whether z lies beyond that bound; it binds nobody.
        last: Whether all α was spent here.
        repeated: effect ± critical · se, which holds at all looks together; None when unread. For a
            guardrail whose experiment stopped on another metric this is the interval to use.

    Example:
        >>> look = Look(number=1, n_mature=10, effect=0.0, se=1.0, gate="2.0 expected events")
        >>> row = LookReading(look=look, fraction=0.1, unread="gate", note=look.gate)
        >>> row.crossed, row.spent
        (None, 0.0)
    """

    look: Look
    fraction: float
    z: float | None = None
    unread: Unread | None = None
    note: str = ""
    spent: float = 0.0
    critical: float | None = None
    crossed: Direction | None = None
    futility: float | None = None
    futile: bool = False
    last: bool = False
    repeated: Inference | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class GroupReading:
    """What all looks so far say together.

    Args:
        rows: One per look given, in their order.
        ended: The row at which the test ended, by crossing or by its last look; None while it goes
            on. Its `crossed` is the verdict, which later looks do not change.
        shown: The estimate, interval and p-value to print.
        kind: What `shown` is: `stagewise` at the end (median-unbiased), `stagewise_overrun` when
            units that matured after the end are included, `repeated` while the test goes on, `none`
            before the first look that could be read.
        shown_look: Number of the look whose units `shown` covers, or None.
        spent: α used up, both sides together.
        left: α not used up yet.

    Example:
        >>> from stagelift.statistics.inference import Inference
        >>> nothing = Inference(method="none", status="immature")
        >>> GroupReading(rows=(), ended=None, shown=nothing, kind="none", left=0.05).verdict
    """

    rows: tuple[LookReading, ...]
    ended: LookReading | None
    shown: Inference
    kind: Shown
    shown_look: int | None = None
    spent: float = 0.0
    left: float = 0.0

    @property
    def verdict(self) -> Direction | None:
        """The side on which the test crossed, or None."""
        return None if self.ended is None else self.ended.crossed

    @property
    def futile(self) -> bool:
        """Whether the latest look that was read advises giving up."""
        read = [row for row in self.rows if row.unread is None]
        return bool(read) and read[-1].futile
