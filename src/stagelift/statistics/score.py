"""The score method for two independent proportions: restricted rates, statistics and limits.

All functions take scalars or arrays of counts and vectorise over them. Both families test the same
hypothesis when the difference is 0 and the ratio is 1, with the same statistic, so their intervals
always agree on whether the two rates differ.
"""

from __future__ import annotations

from stagelift.statistics.numerics import Booleans, Floats, np
from stagelift.statistics.roots import crossing


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
        Nurminen 1985, Comparative analysis of two rates; the closed form of the restricted maximum
        likelihood as in Farrington & Manning 1990.

    Example:
        >>> low, high = TwoRates(7, 34, 1, 34).difference_limits(1.959964)
        >>> round(float(low), 4), round(float(high), 4)
        (0.027, 0.3453)
    """

    __slots__ = ("factor", "k0", "k1", "n0", "n1", "p0", "p1")

    def __init__(
        self,
        k1: float | Floats,
        n1: float | Floats,
        k0: float | Floats,
        n0: float | Floats,
        *,
        unbiased: bool = True,
    ) -> None:
        """Keep the counts as arrays and their rates."""
        self.k1, self.n1, self.k0, self.n0 = (np.asarray(x, dtype=float) for x in (k1, n1, k0, n0))
        self.p1, self.p0 = self.k1 / self.n1, self.k0 / self.n0
        total = self.n1 + self.n0
        self.factor = total / (total - 1.0) if unbiased else np.ones_like(total)

    def _variance(self, rate1: Floats, rate0: Floats, weight: Floats | float = 1.0) -> Floats:
        own = rate1 * (1.0 - rate1) / self.n1 + weight * rate0 * (1.0 - rate0) / self.n0
        return np.asarray(own * self.factor)

    def pooled_z(self) -> Floats:
        """The statistic of equal rates; 0 when no unit, or every unit, has the event.

        Returns:
            (p1 − p0) / sqrt(variance at the pooled rate), with the factor of this object.
        """
        pooled = (self.k1 + self.k0) / (self.n1 + self.n0)
        variance = self._variance(pooled, pooled)
        gap = self.p1 - self.p0
        return np.asarray(
            np.divide(gap, np.sqrt(variance), out=np.zeros_like(gap), where=variance > 0)
        )

    def restricted_rates(self, delta: Floats) -> tuple[Floats, Floats]:
        """The most likely rates of both arms whose difference is `delta`.

        Args:
            delta: The difference p1 − p0, strictly between −1 and 1.

        Returns:
            The restricted rates of arm 1 and arm 0.
        """
        theta = self.n0 / self.n1
        a = 1.0 + theta
        b = -(a + self.p1 + theta * self.p0 + delta * (theta + 2.0))
        c = delta * (delta + 2.0 * self.p1 + theta + 1.0) + self.p1 + theta * self.p0
        d = -self.p1 * delta * (1.0 + delta)
        shift = b / (3.0 * a)
        v = shift**3 - b * c / (6.0 * a**2) + d / (2.0 * a)
        u = np.copysign(np.sqrt(np.maximum(shift**2 - c / (3.0 * a), 0.0)), v)
        cosine = np.divide(v, u**3, out=np.ones_like(v), where=u != 0)
        angle = (np.pi + np.arccos(np.clip(cosine, -1.0, 1.0))) / 3.0
        rate1 = 2.0 * u * np.cos(angle) - shift
        rate1 = np.clip(rate1, np.maximum(0.0, delta), np.minimum(1.0, 1.0 + delta))
        return rate1, np.clip(rate1 - delta, 0.0, 1.0)

    def difference_limits(self, critical: float) -> tuple[Floats, Floats]:
        """The differences that the score test does not reject: −critical ≤ z(δ) ≤ critical.

        Args:
            critical: Two-sided critical value, such as 1.96.

        Returns:
            Lower and upper limits of p1 − p0, within −1 to 1.
        """
        gap = self.p1 - self.p0

        def inside(delta: Floats) -> Booleans:
            variance = self._variance(*self.restricted_rates(delta))
            return np.asarray(np.abs(gap - delta) <= critical * np.sqrt(variance))

        ends = np.stack([-np.ones_like(gap), np.ones_like(gap)])
        low, high = crossing(inside, np.stack([gap, gap]), ends)
        return low, high

    def restricted_rates_of_ratio(self, ratio: Floats) -> tuple[Floats, Floats]:
        """The most likely rates of both arms whose ratio p1 / p0 is `ratio`.

        Args:
            ratio: The ratio of the rates, > 0.

        Returns:
            The restricted rates of arm 1 and arm 0.
        """
        a = (self.n1 + self.n0) * ratio
        b = self.n1 * ratio + self.k1 + self.n0 + self.k0 * ratio
        c = self.k1 + self.k0
        root = np.sqrt(np.maximum(b * b - 4.0 * a * c, 0.0))
        rate0 = np.clip(2.0 * c / (b + root), 0.0, 1.0)  # this form does not cancel at small ratios
        return np.clip(ratio * rate0, 0.0, 1.0), rate0

    def ratio_limits(self, critical: float) -> tuple[Floats, Floats]:
        """The ratios p1 / p0 that the score test does not reject.

        Args:
            critical: Two-sided critical value, such as 1.96.

        Returns:
            Lower and upper limits of the ratio; the upper one is infinite where k0 is 0.
        """
        both = self.p1 + self.p0
        # searched as s = ratio / (1 + ratio), which maps 0…∞ on 0…1 and centres on equality
        start = np.divide(self.p1, both, out=np.full_like(both, 0.5), where=both > 0)

        def inside(s: Floats) -> Booleans:
            ratio = s / (1.0 - s)
            variance = self._variance(*self.restricted_rates_of_ratio(ratio), ratio**2)
            return np.asarray(np.abs(self.p1 - ratio * self.p0) <= critical * np.sqrt(variance))

        ends = np.stack([np.zeros_like(start), np.ones_like(start)])
        with np.errstate(divide="ignore", invalid="ignore"):  # an infinite ratio is meant
            s = crossing(inside, np.stack([start, start]), ends)
            low, high = s / (1.0 - s)
        return low, high
