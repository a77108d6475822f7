"""What a test is to show and how it is run: aim, arms, looks, adjustment and clusters."""

from __future__ import annotations

import math
from dataclasses import dataclass
from fractions import Fraction
from typing import Literal, get_args

from stagelift.statistics import checks
from stagelift.statistics.inference import Better
from stagelift.statistics.looks.cost import Looking, Rule
from stagelift.statistics.looks.spending import OBRIEN_FLEMING, Spending

AimKind = Literal["difference", "superiority", "non_inferiority", "equivalence"]
Correction = Literal["auto", "dunnett", "bonferroni", "none"]
COARSEST = 1000  # the largest denominator of a share; beyond it whole blocks of units are too big


@dataclass(frozen=True, slots=True)
class Aim:
    """What the interval must exclude for the test to succeed.

    Args:
        kind: `difference` (no effect at all), `superiority` (an effect up to the margin),
            `non_inferiority` (a worsening of the margin or more) or `equivalence` (both).
        margin: In the effect's unit: 0 for a difference, ≥ 0 for superiority, else > 0.
        better: Direction of the metric, `up` or `down`.

    Raises:
        ArgumentError: When the margin does not suit the kind, or a word is another one.

    Example:
        >>> Aim("non_inferiority", 0.003, "down").bound
        0.003
    """

    kind: AimKind = "difference"
    margin: float = 0.0
    better: Better = "up"

    def __post_init__(self) -> None:
        """Refuse a margin that does not suit the kind."""
        checks.one_of("kind", self.kind, get_args(AimKind))
        checks.one_of("better", self.better, get_args(Better))
        checks.finite("margin", self.margin)
        if self.kind == "difference" and self.margin != 0.0:
            raise checks.refused("margin", self.margin, "a difference has none; it must be 0")
        if self.margin < 0.0:
            raise checks.refused("margin", self.margin, "it must be ≥ 0")
        if self.kind in ("non_inferiority", "equivalence") and self.margin == 0.0:
            raise checks.refused("margin", self.margin, f"for {self.kind} it must be > 0")

    @property
    def sign(self) -> float:
        """1 where a rise is better, −1 where a fall is."""
        return 1.0 if self.better == "up" else -1.0

    @property
    def bound(self) -> float:
        """The effect to be excluded; for equivalence the one on the worse side."""
        worse = self.kind in ("non_inferiority", "equivalence")
        return (-self.margin if worse else self.margin) * self.sign


@dataclass(frozen=True, slots=True, kw_only=True)
class Clusters:
    """Units that are randomised together, such as households.

    Args:
        size: Mean number of units in a cluster, ≥ 1.
        correlation: Intra-cluster correlation of the metric, 0–1.
        size_cv: Standard deviation of the sizes over their mean, ≥ 0.

    Raises:
        ArgumentError: When a figure is outside its range.

    Reference:
        Eldridge, Ashby & Kerry 2006, Sample size for cluster randomized trials: effect of
        coefficient of variation of cluster size and analysis method; Donner, Birkett & Buck 1981.

    Example:
        >>> Clusters(size=5, correlation=0.05, size_cv=0.6).design_effect
        1.29
    """

    size: float
    correlation: float
    size_cv: float = 0.0

    def __post_init__(self) -> None:
        """Refuse clusters that are none."""
        if checks.finite("size", self.size) < 1.0:
            raise checks.refused("size", self.size, "it must be ≥ 1")
        if not 0.0 <= checks.finite("correlation", self.correlation) <= 1.0:
            raise checks.refused("correlation", self.correlation, "it must lie between 0 and 1")
        if checks.finite("size_cv", self.size_cv) < 0.0:
            raise checks.refused("size_cv", self.size_cv, "it must be ≥ 0")

    @property
    def design_effect(self) -> float:
        """How many times larger the variance is than with units drawn one by one."""
        return 1.0 + ((1.0 + self.size_cv**2) * self.size - 1.0) * self.correlation


@dataclass(frozen=True, slots=True, kw_only=True)
class Setting:
    """How a test is run, whatever its metric.

    Args:
        level: Confidence level of the interval that decides, between 0 and 1; either end of it is
            a one-sided limit at (1 − level) / 2.
        power: Chance wanted to succeed when the assumed effect is true, above (1 − level) / 2.
        aim: What the interval must exclude.
        allocation: One part per arm, control first: whole weights, fractions, or shares that sum
            to 1.
        correction: For several treatments: `dunnett`, `bonferroni`, `none`; `auto` is `dunnett`
            with one look and `bonferroni` otherwise (Holm's is no weaker at any step).
        looks: How often the result is read on the way to the planned units: `once`, `weekly`
            (group sequential) or `always` (asymptotic confidence sequence).
        fractions: Share of the planned units mature at each look, rising to 1; None for 4 equal
            steps when `weekly`, and for 28, every day of four weeks, when `always`.
        spending: The spending function of weekly looks.
        variance_ratio: Variance left by the pre-period adjustment, above 0 and at most 1.
        clusters: Units randomised together; None when each is drawn by itself.

    Raises:
        ArgumentError: When a value is outside its range or two do not go together.

    Example:
        >>> Setting(allocation=(0.9, 0.1)).parts
        (9, 1)
    """

    level: float = 0.95
    power: float = 0.8
    aim: Aim = Aim()
    allocation: tuple[int | float | Fraction, ...] = (1, 1)
    correction: Correction = "auto"
    looks: Rule = "once"
    fractions: tuple[float, ...] | None = None
    spending: Spending = OBRIEN_FLEMING
    variance_ratio: float = 1.0
    clusters: Clusters | None = None

    def __post_init__(self) -> None:
        """Refuse what cannot be run."""
        checks.between("level", self.level, 0, 1)
        checks.between("power", self.power, (1.0 - self.level) / 2.0, 1)
        checks.one_of("correction", self.correction, get_args(Correction))
        if not 0.0 < checks.finite("variance_ratio", self.variance_ratio) <= 1.0:
            allowed = "it must be > 0 and at most 1"
            raise checks.refused("variance_ratio", self.variance_ratio, allowed)
        object.__setattr__(self, "allocation", tuple(self.allocation))
        if self.fractions is not None:
            object.__setattr__(self, "fractions", tuple(self.fractions))
        # an allocation that cannot be divided, and looks that do not rise, are refused here
        _, _ = self.parts, self.looking
        if self.aim.kind == "equivalence" and self.looks != "once":
            allowed = "equivalence is planned for 'once': both bounds are excluded at one look"
            raise checks.refused("looks", self.looks, allowed)
        if self.correction == "dunnett" and self.looks != "once":
            allowed = "several looks go with 'bonferroni': Dunnett's value holds at one look"
            raise checks.refused("correction", self.correction, allowed)

    @property
    def parts(self) -> tuple[int, ...]:
        """The allocation in the smallest whole weights, control first."""
        if len(self.allocation) < 2:
            raise checks.refused("allocation", self.allocation, "it must have at least two arms")
        shares = []
        for place, part in enumerate(self.allocation):
            value = checks.between(f"allocation[{place}]", _number(part), 0, math.inf)
            exact = Fraction(part) if isinstance(part, (int, Fraction)) else Fraction(str(value))
            shares.append(exact.limit_denominator(COARSEST))
        total = math.fsum(float(part) for part in self.allocation)
        weights = all(isinstance(part, int) for part in self.allocation)
        if not weights and abs(total - 1.0) > 1e-9:
            raise checks.refused("allocation", self.allocation, "shares must sum to 1")
        whole = math.lcm(*(share.denominator for share in shares))
        counts = [int(share * whole) for share in shares]
        divisor = math.gcd(*counts)
        return tuple(count // divisor for count in counts)

    @property
    def looking(self) -> Looking:
        """The looks at one comparison; α is divided among comparisons but for Dunnett's value."""
        jointly = self.looks == "once" and self.correction in ("auto", "dunnett")
        family = 1 if jointly or self.correction == "none" else self.treatments
        level = 1.0 - (1.0 - self.level) / family
        return Looking(self.looks, level, self.fractions, self.spending)

    @property
    def treatments(self) -> int:
        """Arms beside the control."""
        return len(self.allocation) - 1


def _number(part: int | float | Fraction) -> float:
    return float(part) if isinstance(part, Fraction) else part


def variance_left(correlation: float, *, known: float = 1.0) -> float:
    """The share of the variance that a pre-period covariate leaves.

    Args:
        correlation: Correlation of the metric with its covariate, −1 to 1; with several covariates
            the square root of R².
        known: Share of units that have the covariate, 0–1; the others keep their variance.

    Returns:
        1 − known · correlation².

    Raises:
        ArgumentError: When an argument is outside its range, or nothing would be left.

    Reference:
        Deng, Xu, Kohavi & Walker 2013, Improving the sensitivity of online controlled experiments
        by utilizing pre-experiment data.

    Example:
        >>> variance_left(0.6), variance_left(0.5, known=0.5)
        (0.64, 0.875)
    """
    if not -1.0 <= checks.finite("correlation", correlation) <= 1.0:
        raise checks.refused("correlation", correlation, "it must lie between −1 and 1")
    if not 0.0 <= checks.finite("known", known) <= 1.0:
        raise checks.refused("known", known, "it must lie between 0 and 1")
    left = 1.0 - known * correlation**2
    if left <= 0.0:
        allowed = "a covariate that leaves no variance is the metric itself"
        raise checks.refused("correlation", correlation, allowed)
    return left
