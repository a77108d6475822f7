"""The score method for two independent proportions: restricted rates, statistics and limits.

All functions take scalars or arrays of counts, vectorise over them, and give the same numbers for
both. The three families test the same hypothesis when the difference is 0 and the ratio or odds
ratio is 1, with the same statistic, so their intervals always agree on whether the rates differ.
"""

from __future__ import annotations

import math
from typing import Any

from stagelift.statistics import multipliers
from stagelift.statistics.numerics import Floats, np

Number = Any  # a float when the counts are single numbers, else an array of floats


class TwoRates:
    """Counts of two independent arms, 1 (treatment) and 0 (control), with their score statistics.

    Args:
        k1: Units with the event in arm 1.
        n1: Units in arm 1, > 0.
        k0: Units with the event in arm 0.
        n0: Units in arm 0, > 0.
        unbiased: Multiply the restricted variance by N/(N − 1) (Miettinen & Nurminen) or not (Mee).

    Reference:
        Mee 1984, Confidence bounds for the difference between two probabilities; Miettinen &
        Nurminen 1985, Comparative analysis of two rates.

    Example:
        >>> low, high = TwoRates(7, 34, 1, 34).difference_limits(1.959964)
        >>> round(float(low), 4), round(float(high), 4)
        (0.027, 0.3453)
    """

    __slots__ = ("_most", "_sqrt", "factor", "k0", "k1", "n0", "n1", "p0", "p1")

    def __init__(
        self,
        k1: float | Floats,
        n1: float | Floats,
        k0: float | Floats,
        n0: float | Floats,
        *,
        unbiased: bool = True,
    ) -> None:
        """Keep the counts as floats, or as arrays of them, and their rates."""
        counts: Any
        if isinstance(k1, (int, float)):
            counts = float(k1), float(n1), float(k0), float(n0)
            self._sqrt: Any = math.sqrt
            self._most: Any = max
        else:
            counts = (np.asarray(x, dtype=float) for x in np.broadcast_arrays(k1, n1, k0, n0))
            self._sqrt, self._most = np.sqrt, np.maximum
        self.k1, self.n1, self.k0, self.n0 = counts
        self.p1, self.p0 = self.k1 / self.n1, self.k0 / self.n0
        total = self.n1 + self.n0
        self.factor = total / (total - 1.0) if unbiased else total / total

    def _variance(self, rate1: Number, rate0: Number, weight: Number = 1.0) -> Number:
        own = rate1 * (1.0 - rate1) / self.n1 + weight * rate0 * (1.0 - rate0) / self.n0
        return own * self.factor

    def pooled_z(self) -> Number:
        """The statistic of equal rates; 0 when no unit, or every unit, has the event.

        Returns:
            (p1 − p0) / sqrt(variance at the pooled rate), with the factor of this object.
        """
        pooled = (self.k1 + self.k0) / (self.n1 + self.n0)
        return self._z(self.p1 - self.p0, self._variance(pooled, pooled))

    def difference_z(self, delta: float) -> Number:
        """The statistic of a given difference, with the variance restricted to it.

        Args:
            delta: The difference p1 − p0 to be tested, strictly between −1 and 1.

        Returns:
            (p1 − p0 − delta) / sqrt(variance at the restricted rates).

        Reference:
            Farrington & Manning 1990, Test statistics and sample size formulae for comparative
            binomial trials with null hypothesis of non-zero risk difference or non-unity relative
            risk; Miettinen & Nurminen 1985 with N/(N − 1).
        """
        return self._z(self.p1 - self.p0 - delta, self._variance(*self.restricted_rates(delta)))

    def ratio_z(self, ratio: float) -> Number:
        """The statistic of a given ratio, with the variance restricted to it.

        Args:
            ratio: The ratio p1 / p0 to be tested, > 0.

        Returns:
            (p1 − ratio · p0) / sqrt(variance at the restricted rates).

        Reference:
            Koopman 1984, Confidence intervals for the ratio of two binomial proportions;
            Farrington & Manning 1990.
        """
        variance = self._variance(*self.restricted_rates_of_ratio(ratio), ratio * ratio)
        return self._z(self.p1 - ratio * self.p0, variance)

    def _z(self, gap: Number, variance: Number) -> Number:
        variance = self._most(variance, 0.0)  # where rates are 0 or 1 rounding may leave −1e-33
        return gap * (variance > 0.0) / self._sqrt(variance + (variance == 0.0))

    def restricted_rates(self, delta: Number) -> tuple[Number, Number]:
        """The most likely rates of both arms whose difference is `delta`.

        Args:
            delta: The difference p1 − p0, strictly between −1 and 1.

        Returns:
            The restricted rates of arm 1 and arm 0.
        """
        fall = self.p1 - self.p0 - delta
        if isinstance(fall, float):
            if fall < 0.0:
                _, rate0, others1 = multipliers.multiplier_of(
                    self.k0, self.n0, self.k1, self.n1, -fall
                )
                return 1.0 - others1, rate0
            _, rate1, others0 = multipliers.multiplier_of(self.k1, self.n1, self.k0, self.n0, fall)
            return rate1, 1.0 - others0
        down = fall >= 0.0
        pairs = (self.k1, self.k0), (self.n1, self.n0), (self.k0, self.k1), (self.n0, self.n1)
        k1, n1, k0, n0 = (np.where(down, first, second) for first, second in pairs)
        _, upper, others = multipliers.multiplier_of(k1, n1, k0, n0, np.abs(fall))
        lower = 1.0 - others
        return np.where(down, upper, lower), np.where(down, lower, upper)

    def difference_limits(self, critical: float) -> tuple[Number, Number]:
        """The differences that the score test does not reject: −critical ≤ z(δ) ≤ critical.

        Args:
            critical: Two-sided critical value, such as 1.96.

        Returns:
            Lower and upper limits of p1 − p0, within −1 to 1.
        """
        target = critical * critical * self.factor
        low = multipliers.difference_low(self.k1, self.n1, self.k0, self.n0, target)
        return low, -multipliers.difference_low(self.k0, self.n0, self.k1, self.n1, target)

    def restricted_rates_of_ratio(self, ratio: Number) -> tuple[Number, Number]:
        """The most likely rates of both arms whose ratio p1 / p0 is `ratio`.

        Args:
            ratio: The ratio of the rates, > 0.

        Returns:
            The restricted rates of arm 1 and arm 0.
        """
        a = (self.n1 + self.n0) * ratio
        b = self.n1 * ratio + self.k1 + self.n0 + self.k0 * ratio
        c = self.k1 + self.k0
        root = self._sqrt(self._most(b * b - 4.0 * a * c, 0.0))
        rate0 = 2.0 * c / (b + root)  # this form does not cancel at small ratios
        rate0 = -self._most(-rate0, -1.0)  # rounding must not put a rate above 1
        return -self._most(-ratio * rate0, -1.0), rate0

    def ratio_limits(self, critical: float) -> tuple[Number, Number]:
        """The ratios p1 / p0 that the score test does not reject.

        Args:
            critical: Two-sided critical value, such as 1.96.

        Returns:
            Lower and upper limits of the ratio; the upper one is infinite where k0 is 0.
        """
        target = critical * critical * self.factor
        low = multipliers.ratio_low(self.k1, self.n1, self.k0, self.n0, target)
        back = multipliers.ratio_low(self.k0, self.n0, self.k1, self.n1, target)
        return low, _inverse(back)

    def odds_limits(self, critical: float) -> tuple[Number, Number]:
        """The odds ratios p1 (1 − p0) / (p0 (1 − p1)) that the score test does not reject.

        Args:
            critical: Two-sided critical value, such as 1.96.

        Returns:
            Lower and upper limits of the odds ratio; the upper one is infinite where k0 is 0 or
            every unit of arm 1 has the event.
        """
        target = critical * critical * self.factor
        low = multipliers.odds_low(self.k1, self.n1, self.k0, self.n0, target)
        back = multipliers.odds_low(self.k0, self.n0, self.k1, self.n1, target)
        return low, _inverse(back)


def _inverse(limit: Number) -> Number:
    """The upper limit of a ratio from the lower limit of its inverse; infinite at 0."""
    if isinstance(limit, float):
        return 1.0 / limit if limit else math.inf
    return np.divide(1.0, limit, out=np.full_like(limit, math.inf), where=limit > 0.0)
