"""Spending functions: how much of α may have been used up by a share of the information."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Literal, get_args

from stagelift.statistics import checks
from stagelift.statistics.numerics import special

SpendingName = Literal["obrien_fleming", "pocock", "power", "hwang_shih_decani"]


@dataclass(frozen=True, slots=True)
class Spending:
    """A spending function: its family, and its parameter where it has one.

    Args:
        name: `obrien_fleming` (little early, nearly all at the end; the default), `pocock` (about
            the same critical value at every look), `power` (α·t^ρ) or `hwang_shih_decani`.
        parameter: ρ > 0 for `power`, any finite γ for `hwang_shih_decani`; None for the others.

    Raises:
        ArgumentError: When the name is unknown, or the parameter is missing or not allowed.

    Example:
        >>> Spending("power", 3.0).spent(0.5, 0.025)
        0.003125
    """

    name: SpendingName = "obrien_fleming"
    parameter: float | None = None

    def __post_init__(self) -> None:
        checks.one_of("spending", self.name, get_args(SpendingName))
        if self.name == "power":
            checks.between("parameter", _given(self), 0, math.inf)
        elif self.name == "hwang_shih_decani":
            checks.finite("parameter", _given(self))
        elif self.parameter is not None:
            raise checks.refused("parameter", self.parameter, f"'{self.name}' has none")

    def spent(self, fraction: float, alpha: float) -> float:
        """The error that may have been used up at an information fraction.

        Args:
            fraction: Information so far over that planned, ≥ 0; from 1 on all is spent.
            alpha: The error to spend on one side, between 0 and 1.

        Returns:
            From 0 at fraction 0 to `alpha` at fraction 1.

        Raises:
            ArgumentError: When an argument is not allowed.

        Reference:
            Lan & DeMets 1983, Discrete sequential boundaries for clinical trials (α₁* is
            `obrien_fleming`, α₂* `pocock`); Kim & DeMets 1987, Design and analysis of group
            sequential tests based on the type I error spending rate function (`power`); Hwang,
            Shih & DeCani 1990, Group sequential designs using a family of type I error
            probability spending functions.

        Example:
            >>> round(Spending().spent(0.5, 0.025), 6), Spending().spent(1.0, 0.025)
            (0.001525, 0.025)
        """
        checks.between("alpha", alpha, 0, 1)
        if checks.finite("fraction", fraction) < 0.0:
            raise checks.refused("fraction", fraction, "it must be ≥ 0")
        if fraction in (0.0, 1.0) or fraction > 1.0:
            return 0.0 if fraction == 0.0 else float(alpha)
        if self.name == "obrien_fleming":
            return 2.0 * float(
                special.ndtr(float(special.ndtri(alpha / 2.0)) / math.sqrt(fraction))
            )
        if self.name == "pocock":
            return alpha * math.log1p((math.e - 1.0) * fraction)
        rate = _given(self)
        if self.name == "power":
            return float(alpha * fraction**rate)
        return alpha * _hwang_shih_decani(fraction, rate)


def _hwang_shih_decani(fraction: float, rate: float) -> float:
    """The share spent, (1 − e^(−γt)) / (1 − e^(−γ)), with e to no positive power: it overflows."""
    if rate == 0.0:
        return fraction
    size = abs(rate)
    share = math.expm1(-size * fraction) / math.expm1(-size)
    return share if rate > 0.0 else math.exp(-size * (1.0 - fraction)) * share


def _given(spending: Spending) -> float:
    """The parameter of a family that needs one."""
    if spending.parameter is None:
        raise checks.refused("parameter", None, f"'{spending.name}' needs one")
    return spending.parameter


OBRIEN_FLEMING = Spending()
POCOCK = Spending("pocock")
