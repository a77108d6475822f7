"""The looks of one group sequential plan as they are taken, in order."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass, replace

from stagelift.statistics.inference import Inference, Status
from stagelift.statistics.looks.boundaries import LEAST_STEP
from stagelift.statistics.looks.futility import Futility, futility_bounds
from stagelift.statistics.looks.integration import Grid, carried, start, upper_bound
from stagelift.statistics.looks.reading import Look, LookReading, Shown, Unread
from stagelift.statistics.looks.repeated import repeated_interval, repeated_p
from stagelift.statistics.looks.spending import Spending
from stagelift.statistics.looks.stagewise import Path, stagewise, stagewise_overrun


@dataclass(frozen=True, slots=True, kw_only=True)
class Rules:
    """What judging a look needs of its plan.

    Args:
        n_planned: Mature units planned.
        looks: Looks planned.
        level: Confidence level over all looks.
        spending: The spending function of α.
        null: The effect tested against.
        side: 1.0 when more is better, −1.0 when less is.
        futility: When to advise giving up, or None.
        drift: The drift the futility advice was planned with, or None.

    Example:
        >>> rules = Rules(n_planned=100, looks=4, level=0.95, spending=Spending(), null=0.0)
        >>> rules.side
        1.0
    """

    n_planned: int
    looks: int
    level: float
    spending: Spending
    null: float
    side: float = 1.0
    futility: Futility | None = None
    drift: float | None = None


@dataclass(frozen=True, slots=True)
class _Read:
    """A look that was read, with what the next ones need of it."""

    row: LookReading
    effect: float
    se: float
    z: float
    fraction: float
    critical: float
    used: float  # one-sided error used up, this look included
    before: Grid  # the process before it


class Course:
    """The looks of one plan as they are taken.

    Args:
        rules: What judging a look needs of the plan.

    Example:
        >>> rules = Rules(n_planned=100, looks=4, level=0.95, spending=Spending(), null=0.0)
        >>> row = Course(rules).taken(Look(number=1, n_mature=25, effect=0.1, se=0.2))
        >>> round(row.critical, 4), row.crossed
        (4.3326, None)
    """

    def __init__(self, rules: Rules) -> None:
        self.rules = rules
        self.alpha = (1.0 - rules.level) / 2.0
        self.read: list[_Read] = []  # looks whose bounds count
        self.ended: LookReading | None = None

    @property
    def used(self) -> float:
        """One-sided error used up."""
        return self.read[-1].used if self.read else 0.0

    def taken(self, look: Look) -> LookReading:
        """The row of the next look.

        Args:
            look: The look.

        Returns:
            What it said; the course remembers it.
        """
        rules, fraction = self.rules, look.n_mature / self.rules.n_planned
        last = look.last or look.number >= rules.looks or fraction >= 1.0
        blank = LookReading(look=look, fraction=fraction, spent=2.0 * self.used)
        unread, note = self._unread(look, fraction, last)
        if unread is not None:
            return replace(blank, unread=unread, note=note)
        if last:
            self._give_way(fraction)
        used, before = self.used, self._before(fraction)
        total = max(used, self.alpha if last else rules.spending.spent(fraction, self.alpha))
        critical = upper_bound(before, fraction, total - used)
        if math.isinf(critical):
            note = f"{look.n_mature} of {rules.n_planned} planned units are too few to spend α on"
            return replace(blank, unread="nothing_to_spend", note=note)
        effect, se = look.effect or 0.0, look.se or math.nan
        z = (effect - rules.null) / se
        row = replace(
            blank,
            z=z,
            critical=critical,
            crossed=None if abs(z) < critical else "up" if z > 0.0 else "down",
            last=last,
            note=note,
            spent=2.0 * total,
            repeated=repeated_interval(effect, se, critical, level=rules.level),
        )
        row = row if last else self._advised(row, z, critical)
        self.read.append(_Read(row, effect, se, z, fraction, critical, total, before))
        if last or row.crossed is not None:
            self.ended = row
        return row

    def _unread(self, look: Look, fraction: float, last: bool) -> tuple[Unread | None, str]:
        """Why a look spends nothing; or None, with what is to be said of it all the same."""
        if self.ended is not None:
            return "after_the_end", f"the test ended at look {self.ended.look.number}"
        if look.gate:
            return "gate", look.gate
        if look.effect is None or not look.se or fraction < LEAST_STEP:
            return "undefined", "no effect with a standard error yet"
        return self._information(look, fraction, last) if self.read else (None, "")

    def _information(self, look: Look, fraction: float, last: bool) -> tuple[Unread | None, str]:
        """Whether there is more information than at the look before; the last look goes on."""
        before = self.read[-1]
        then, se = before.row.look, look.se or math.nan
        reason: Unread | None = None
        note = ""
        if fraction < before.fraction + LEAST_STEP:
            reason = "same_information"
            note = f"{look.n_mature} mature units, {then.n_mature} at look {then.number}"
        elif se > before.se:
            reason = "information_fell"
            note = (
                f"the standard error rose from {before.se:.4g} at look {then.number} to {se:.4g}:"
                " the estimated information fell"
            )
        return None if last else reason, note

    def _give_way(self, fraction: float) -> None:
        """A last look without new units takes the place, and the α, of looks it repeats."""
        while self.read and fraction < self.read[-1].fraction + LEAST_STEP:
            self.read.pop()

    def _before(self, fraction: float) -> Grid:
        """The process before a look at this fraction, having gone on so far."""
        if not self.read:
            return start()
        then = self.read[-1]
        bounds = (-then.critical, then.critical)
        return carried(then.before, then.fraction, bounds, fraction - then.fraction)

    def _advised(self, row: LookReading, z: float, critical: float) -> LookReading:
        """The row with the advice to give up, where the plan asks for it."""
        rules = self.rules
        if rules.drift is None:
            return row
        times = [*(read.fraction for read in self.read), row.fraction]
        criticals = [*(read.critical for read in self.read), critical]
        bound = futility_bounds(times, criticals, rules.drift, futility=rules.futility)[-1]
        if math.isinf(bound):
            return row
        return replace(row, futility=rules.side * bound, futile=rules.side * z < bound)

    def shown(self, rows: Sequence[LookReading]) -> tuple[Inference, Shown, int | None]:
        """The inference to print, what it is, and the look whose units it covers.

        Args:
            rows: The rows of all looks so far.

        Returns:
            The inference, its kind, and the look's number.
        """
        if not self.read:
            return _nothing(rows, self.rules.level), "none", None
        end = self.read[-1]
        number = end.row.look.number
        if self.ended is None:
            return self._repeated(end), "repeated", number
        later = _overrun(rows, end)
        options = {"level": self.rules.level, "null": self.rules.null}
        if later is None:
            path = self._path(end.fraction)
            return stagewise(end.effect, end.se, path, **options), "stagewise", number
        effect, se, row = later
        found = stagewise_overrun(effect, se, self._path(row.fraction), **options)
        more = row.look.n_mature - end.row.look.n_mature
        note = f"{more} units matured after look {number}, which crossed its bound"
        found = replace(found, note=f"{note}; its verdict stands")
        return found, "stagewise_overrun", row.look.number

    def _path(self, fraction: float) -> Path:
        """The looks before the end, then the end at a fraction."""
        passed = self.read[:-1]
        return Path(
            fractions=(*(before.fraction for before in passed), fraction),
            criticals=tuple(before.critical for before in passed),
        )

    def _repeated(self, read: _Read) -> Inference:
        times = [each.fraction for each in self.read]
        return repeated_interval(
            read.effect,
            read.se,
            read.critical,
            level=self.rules.level,
            p_value=repeated_p(read.z, times, spending=self.rules.spending),
        )


def _nothing(rows: Sequence[LookReading], level: float) -> Inference:
    """What is shown before the first look that could be read."""
    shut = bool(rows) and rows[-1].unread in ("gate", "nothing_to_spend")
    status: Status = "low_n" if shut else "immature"
    note = rows[-1].note if rows else "no look was taken yet"
    return Inference(level=level, method="none", status=status, note=note)


def _overrun(rows: Sequence[LookReading], end: _Read) -> tuple[float, float, LookReading] | None:
    """The latest look after the end that has more units than the end had."""
    for row in reversed(rows):
        look = row.look
        known = look.effect is not None and look.se and not look.gate
        if row.unread == "after_the_end" and known and row.fraction >= end.fraction + LEAST_STEP:
            return look.effect or 0.0, look.se or math.nan, row
    return None
