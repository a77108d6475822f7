"""Aggregates that merge: central moments of per-unit values, and counts of 0–10 scores.

n counts the units behind the mean and nothing else, so a missing value has to be decided about
before: it is dropped (the unit leaves n too, and is counted apart) or it is zero (the unit stays).
The metric decides, never the estimator. A customer without an order has spent 0; a column of
finished rows that holds no value says nothing, and its unit is left out as `missing`. Engines send
sums that follow from it; `from_values` asks when values come one by one.
"""

from __future__ import annotations

import math
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Literal, get_args

from stagelift.statistics import checks

SCORES = 11  # a likelihood-to-recommend answer is a whole number from 0 to 10
FIRST_PROMOTER = 9
FIRST_PASSIVE = 7
LARGEST = 1e100  # of raw values: third powers of larger ones leave the range of doubles
Nulls = Literal["refuse", "drop", "zero"]


@dataclass(frozen=True, slots=True)
class Moments:
    """Count, mean and central sums of per-unit values; all that the inference sees of a metric.

    Args:
        n: Units, ≥ 0.
        mean: Mean of the values in their own unit; 0.0 when n is 0, and never shown then.
        m2: Σ(x − mean)², ≥ 0.
        m3: Σ(x − mean)³, only used by the skewness gate.

    Raises:
        ArgumentError: When n is no whole number ≥ 0, a moment is not finite, or m2 < 0.

    Reference:
        Chan, Golub & LeVeque 1983, Algorithms for computing the sample variance; the third moment
        as in Pébay 2008, Formulas for robust, one-pass parallel computation of covariances and
        arbitrary-order statistical moments.

    Example:
        >>> Moments.from_counts(4, 1) + Moments.from_counts(0, 0)
        Moments(n=4, mean=0.25, m2=0.75, m3=0.375)
    """

    n: int
    mean: float
    m2: float
    m3: float

    def __post_init__(self) -> None:
        """Refuse what no set of values can have."""
        checks.whole("n", self.n)
        for name in ("mean", "m2", "m3"):
            checks.finite(name, getattr(self, name))
        if self.m2 < 0:
            raise checks.refused("m2", self.m2, "a sum of squares must be ≥ 0")

    @classmethod
    def from_counts(cls, n: int, k: int) -> Moments:
        """Moments of n values of which k are one and the others zero, in closed form.

        Args:
            n: Units.
            k: Units with the event, 0 ≤ k ≤ n.

        Returns:
            Their moments.

        Raises:
            ArgumentError: When a count is no whole number ≥ 0, or k > n.

        Example:
            >>> Moments.from_counts(10, 5)
            Moments(n=10, mean=0.5, m2=2.5, m3=0.0)
        """
        k, n = checks.events(k, n)
        if n == 0:
            return cls(0, 0.0, 0.0, 0.0)
        return cls(n, k / n, k * (n - k) / n, k * (n - k) * (n - 2 * k) / n**2)

    @classmethod
    def from_sums(
        cls, n: int, s1: int, s2: int, s3: float, *, shift: int = 0, scale: int = 1_000_000
    ) -> Moments:
        """Moments from power sums of fixed-point values, exact until the last division.

        A value x is held as the integer X = x · scale. Sums in double would lose the variance of
        values far from zero; Python's integers do not.

        Args:
            n: Units.
            s1: Σ(X − shift), a whole number.
            s2: Σ(X − shift)², a whole number.
            s3: Σ(X − shift)³; a float is enough, it only feeds the skewness gate.
            shift: What was taken off every X, in fixed-point units.
            scale: Fixed-point units per unit of the value, > 0.

        Returns:
            The moments in the value's own unit.

        Raises:
            ArgumentError: When the sums cannot come from n values.

        Example:
            >>> Moments.from_sums(2, 4_000_000, 10_000_000_000_000, 28e18)
            Moments(n=2, mean=2.0, m2=2.0, m3=0.0)
        """
        n, s2, scale = checks.whole("n", n), checks.whole("s2", s2), checks.whole("scale", scale)
        if scale == 0:
            raise checks.refused("scale", scale, "it must be ≥ 1")
        s1, shift = checks.integer("s1", s1), checks.integer("shift", shift)
        third = s3 if isinstance(s3, int) else round(checks.finite("s3", s3))
        if n == 0:
            if s1 or s2:
                raise checks.refused("s1, s2", (s1, s2), "without units both must be 0")
            return cls(0, 0.0, 0.0, 0.0)
        squares = n * s2 - s1 * s1
        if squares < 0:
            raise checks.refused("s2", s2, f"it must be ≥ s1²/n, which is {s1 * s1 / n:g}")
        cubes = n * n * third - 3 * n * s1 * s2 + 2 * s1**3
        m3 = cubes / (n * n * scale**3) if squares else 0.0
        return cls(n, (n * shift + s1) / (n * scale), squares / (n * scale**2), m3)

    @classmethod
    def from_values(cls, values: Iterable[float | None], *, nulls: Nulls = "refuse") -> Moments:
        """Moments of values that come one by one, with what a missing one means said aloud.

        Args:
            values: One value per unit; None and NaN are missing.
            nulls: `refuse` (an error says how many are missing), `drop` (their units leave n) or
                `zero` (their units stay, with the value 0).

        Returns:
            The moments; sums are exact and the centre's rounding is corrected for, so that an
            offset of 1e12 costs the variance nothing the values themselves have not lost.

        Raises:
            ArgumentError: When a value is no number within ±1e100, or is missing and may not be.

        Reference:
            Chan, Golub & LeVeque 1983, Algorithms for computing the sample variance, section 3
            (the corrected two-pass algorithm).

        Example:
            >>> Moments.from_values([1.0, None, 3.0], nulls="drop")
            Moments(n=2, mean=2.0, m2=2.0, m3=0.0)
            >>> Moments.from_values([1.0, None, 2.0], nulls="zero").mean
            1.0
        """
        checks.one_of("nulls", nulls, get_args(Nulls))
        known, missing = [], 0
        for i, value in enumerate(values):
            if value is None or value != value:  # noqa: PLR0124 - only NaN differs from itself
                missing += 1
            else:
                known.append(checks.between(f"values[{i}]", value, -LARGEST, LARGEST))
        if missing and nulls == "refuse":
            allowed = "say whether they are dropped (nulls='drop') or 0 (nulls='zero')"
            raise checks.refused("values", f"{missing} of them missing", allowed)
        return _of_numbers(known + [0.0] * missing if nulls == "zero" else known)

    def __add__(self, other: Moments) -> Moments:
        """Moments of both sets of units together; the empty moments change nothing."""
        if self.n == 0:
            return other
        if other.n == 0:
            return self
        a, b, n = self.n, other.n, self.n + other.n
        gap = other.mean - self.mean
        # the mean from weights, not as mean + gap·b/n: so that a + b equals b + a to the last bit
        mean = (a * self.mean + b * other.mean) / n
        m2 = self.m2 + other.m2 + gap * gap * (a * b / n)
        m3 = (
            self.m3
            + other.m3
            + gap * gap * gap * (a * b * (a - b) / n**2)
            + 3.0 * gap * (a * other.m2 - b * self.m2) / n
        )
        return Moments(n, mean, m2, m3)

    @property
    def variance(self) -> float | None:
        """Sample variance with n − 1, None below two units."""
        return self.m2 / (self.n - 1) if self.n > 1 else None

    @property
    def se(self) -> float | None:
        """Standard error of the mean, None below two units."""
        return math.sqrt(self.m2 / (self.n - 1) / self.n) if self.n > 1 else None

    @property
    def skewness(self) -> float | None:
        """Skewness of the values, m3/n over (m2/n)^1.5; None when they do not vary."""
        if self.n == 0 or self.m2 == 0.0:
            return None
        spread = self.m2 / self.n
        # divided one after the other: spread^1.5 alone may underflow to zero for tiny units
        return self.m3 / self.n / spread / math.sqrt(spread)


def _of_numbers(values: list[float]) -> Moments:
    n = len(values)
    if n == 0 or min(values) == max(values):
        return Moments(n, values[0] if n else 0.0, 0.0, 0.0)
    centre = math.fsum(values) / n  # may round; what it misses by is the mean of the deviations
    deviations = [value - centre for value in values]
    off = math.fsum(deviations) / n
    s2, s3 = (math.fsum(d**power for d in deviations) for power in (2, 3))
    m2, m3 = s2 - n * off * off, s3 - 3.0 * off * s2 + 2.0 * n * off**3
    return Moments(n, centre + off, max(m2, 0.0), m3)


@dataclass(frozen=True, slots=True)
class ScoreCounts:
    """How many customers gave each score from 0 to 10.

    Args:
        counts: Eleven whole numbers ≥ 0, the number of answers 0, 1, …, 10.

    Raises:
        ArgumentError: When there are not eleven, or one is no whole number ≥ 0.

    Reference:
        Reichheld 2003, The one number you need to grow (9–10 promote, 7–8 passive, 0–6 detract).

    Example:
        >>> scores = ScoreCounts((0, 0, 0, 0, 0, 0, 1, 1, 1, 1, 1))
        >>> scores.promoters, scores.passives, scores.detractors
        (2, 2, 1)
    """

    counts: tuple[int, ...]

    def __post_init__(self) -> None:
        """Refuse what no set of answers can have."""
        if len(self.counts) != SCORES:
            raise checks.refused("counts", self.counts, "scores 0 to 10 need 11 entries")
        checked = tuple(checks.whole(f"counts[{i}]", c) for i, c in enumerate(self.counts))
        object.__setattr__(self, "counts", checked)

    def __add__(self, other: ScoreCounts) -> ScoreCounts:
        """Counts of both sets of answers together."""
        return ScoreCounts(tuple(a + b for a, b in zip(self.counts, other.counts, strict=True)))

    @property
    def n(self) -> int:
        """Answers."""
        return sum(self.counts)

    @property
    def promoters(self) -> int:
        """Answers 9 and 10."""
        return sum(self.counts[FIRST_PROMOTER:])

    @property
    def passives(self) -> int:
        """Answers 7 and 8."""
        return sum(self.counts[FIRST_PASSIVE:FIRST_PROMOTER])

    @property
    def detractors(self) -> int:
        """Answers 0 to 6."""
        return sum(self.counts[:FIRST_PASSIVE])

    def moments(self, *, silent: int = 0) -> Moments:
        """Moments of +1 for a promoter, 0 for a passive and −1 for a detractor.

        Args:
            silent: Units that gave no answer; each counts as 0, so that the mean is net promoters
                per assigned unit. Default: answers alone.

        Returns:
            Moments whose mean is the NPS as a share, −1 to 1.

        Raises:
            ArgumentError: When `silent` is no whole number ≥ 0.

        Example:
            >>> answers = ScoreCounts((0, 0, 0, 0, 0, 0, 1, 0, 0, 0, 3))
            >>> answers.moments().mean, answers.moments(silent=16).mean
            (0.5, 0.1)
        """
        n = self.n + checks.whole("silent", silent)
        balance, extremes = self.promoters - self.detractors, self.n - self.passives
        # the third powers of −1, 0, 1 are the values themselves
        return Moments.from_sums(n, balance, extremes, balance, scale=1)
