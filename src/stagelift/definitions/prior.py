"""What is believed of an effect before its test is run, for the Bayesian view."""

from __future__ import annotations

import re
from dataclasses import dataclass
from decimal import Decimal
from typing import ClassVar, Self

from stagelift.definitions.mistakes import Mistake, came
from stagelift.definitions.values import Parsed, parse_decimal


@dataclass(frozen=True, slots=True)
class Prior(Parsed):
    """A bell of true effects: two in three lie within the spread of the centre.

    Args:
        centre: The effect expected, of treatment against control.
        spread: Standard deviation around it, > 0: what makes the prior proper.
        unit: "%" (relative to the control), "pp" (points) or "" (the metric's own unit).

    Example:
        >>> str(Prior.parse("±10%")), str(Prior.parse("2% +- 5%"))
        ('0% ± 10%', '2% ± 5%')
    """

    centre: Decimal
    spread: Decimal
    unit: str
    example: ClassVar[str] = "0% ± 10%"

    @classmethod
    def parse(cls, text: str) -> Self:
        """A prior from a centre and a spread, or from a spread around no effect.

        Args:
            text: Such as "0% ± 10%", "+0.5pp ± 1pp" or "±10%"; "+-" and "+/-" stand for "±".

        Returns:
            The prior.

        Raises:
            Mistake: When it is not written so, its units differ, or its spread is not above 0.
        """
        said = re.sub(r"\+/?-", "±", text)
        one = r"([+-]?[\d.,]*\d)\s*(pp|%|)"
        found = re.fullmatch(rf"(?:{one}\s*)?±\s*{one}", said.strip())
        if not found:
            raise Mistake(
                f"{came(text)} is no prior; two true effects in three within ten per cent of none "
                f"are '{cls.example}'"
            )
        if found[1] is not None and found[2] != found[4]:
            raise Mistake(f"{came(text)} mixes units; centre and spread have the same one")
        spread = parse_decimal(found[3])
        if spread <= 0:
            raise Mistake(f"{came(text)} has no spread; it must be above 0", "Write '±10%'")
        return cls(parse_decimal(found[1] or "0"), spread, found[4])

    @property
    def scale(self) -> int:
        """What its numbers are divided by: 100 for shares, 1 for a metric's own unit."""
        return 1 if self.unit == "" else 100

    def __str__(self) -> str:
        return f"{self.centre}{self.unit} ± {self.spread}{self.unit}"
