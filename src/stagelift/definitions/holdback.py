"""The holdback after shipping: customers who keep the earlier variant for a while."""

from __future__ import annotations

import re
from dataclasses import dataclass
from fractions import Fraction
from typing import ClassVar, Self

from stagelift.definitions.mistakes import Mistake, came
from stagelift.definitions.values import Duration, Parsed, parse_share

LEAST_HOLDBACK = Fraction(1, 20)  # smaller ones are too few to score a forecast by
MOST_HOLDBACK = Fraction(1, 2)
WEEK_DAYS = 7


@dataclass(frozen=True, slots=True)
class Holdback(Parsed):
    """Customers who keep the earlier variant for a while after another one is shipped.

    Args:
        share: Exact share of the new entrants who keep it, above 0 and at most one half.
        variant: Id of the variant kept; empty for the control.
        lasts: How long new entrants are drawn.

    Example:
        >>> str(Holdback.parse("keep 5% on email_day2 for 4 weeks"))
        'keep 5% on email_day2 for 4 weeks'
    """

    share: Fraction
    variant: str
    lasts: Duration
    example: ClassVar[str] = "keep 5% on email_day2 for 4 weeks"

    @classmethod
    def parse(cls, text: str) -> Self:
        """A holdback from a share, the variant kept and a time.

        Args:
            text: Such as "keep 5% on email_day2 for 4 weeks"; without "on …" the control is kept.

        Returns:
            The holdback.

        Raises:
            Mistake: When it is not written so, more than half is kept, or it lasts no whole days.
        """
        found = re.fullmatch(r"keep\s+(\S+)(?:\s+on\s+(\S+))?\s+for\s+(.+)", text)
        if not found:
            raise Mistake(f"{came(text)} is not a holdback; write '{cls.example}'")
        share, lasts = parse_share(found[1]), Duration.parse(found[3])
        if not 0 < share <= MOST_HOLDBACK:
            raise Mistake(f"'{found[1]}' came; more than 0% and at most 50% can be kept")
        if lasts.days != int(lasts.days):
            raise Mistake(f"'{found[3]}' came; a holdback lasts whole days or weeks")
        return cls(share, found[2] or "", lasts)

    @property
    def days(self) -> int:
        """Whole local days on which new entrants are drawn."""
        return int(self.lasts.days)

    @property
    def scores(self) -> bool:
        """Whether enough are kept to score a forecast by."""
        return self.share >= LEAST_HOLDBACK

    def __str__(self) -> str:
        where = f" on {self.variant}" if self.variant else ""
        return f"keep {share_text(self.share)}{where} for {weeks_text(self.lasts)}"


def share_text(share: Fraction) -> str:
    """A share as people write it.

    Args:
        share: Exact share.

    Returns:
        Per cent where they are a short decimal, else the fraction.

    Example:
        >>> share_text(Fraction(1, 20)), share_text(Fraction(1, 3))
        ('5%', '1/3')
    """
    per_cent = share * 100
    short = float(per_cent * 10000).is_integer() and per_cent.denominator <= 10000
    return f"{float(per_cent):g}%" if short else str(share)


def weeks_text(lasts: Duration) -> str:
    """A duration in weeks where it is whole weeks.

    Args:
        lasts: The duration.

    Returns:
        Such as "4 weeks" or "10 days".

    Example:
        >>> weeks_text(Duration.parse("28 days")), weeks_text(Duration.parse("10 days"))
        ('4 weeks', '10 days')
    """
    weeks, rest = divmod(lasts.days, WEEK_DAYS)
    if rest:
        return str(lasts)
    return f"{int(weeks)} week{'' if weeks == 1 else 's'}"
