"""Curves of spells that are alike within a customer: limits widened by what a bootstrap finds."""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import cached_property

from stagelift.statistics import checks
from stagelift.statistics.group_bootstrap import DRAWS, SEED, GroupSums, group_weights
from stagelift.statistics.inference import Inference
from stagelift.statistics.numerics import Floats, np
from stagelift.statistics.quantiles import normal_critical, normal_p
from stagelift.statistics.survival.competing import cumulative_incidence
from stagelift.statistics.survival.curve import Curve
from stagelift.statistics.survival.product_limit import kaplan_meier, log_log_limits
from stagelift.statistics.survival.table import EventTable

CLUSTERED = "clustered"  # what is added to a method's name
FEWEST_GROUPS = 30


@dataclass(frozen=True, eq=False)
class ClusteredSpells:
    """Counts of spells per group of customers, and what they say of the curves of all spells.

    The groups may be counted on a coarser grid of times than the spells themselves: only ratios of
    variances are taken from them, which hardly depend on it.

    Args:
        groups: Cells are the times, increasing; measures are exits by cause, then the censored.
        causes: Names of the causes.
        draws: How many draws of groups.
        seed: Their seed.

    Raises:
        ArgumentError: When the number of causes does not fit the measures.

    Reference:
        Kish 1965, Survey sampling (the design effect); Davison & Hinkley 1997, Bootstrap methods
        and their application, section 3.8 (clustered data).

    Example:
        >>> twice = [(group, float(group % 4 + 1), (2.0, 0.0)) for group in range(400)]
        >>> groups = GroupSums.of(twice, [1.0, 2.0, 3.0, 4.0])
        >>> spells = ClusteredSpells(groups, ("event",), draws=200)
        >>> curve = kaplan_meier(EventTable([1, 2, 3, 4], [200, 200, 200, 200]))
        >>> wide = spells.widened(curve).at(2)  # each spell counted twice: the variance doubles
        >>> bool(1.7 < (wide.se / curve.at(2).se) ** 2 < 2.3)
        True
    """

    groups: GroupSums
    causes: tuple[str, ...]
    draws: int = DRAWS
    seed: int = SEED

    def __post_init__(self) -> None:
        if self.groups.sums.shape[2] != len(self.causes) + 1:
            allowed = f"{len(self.causes)} causes and the censored are needed"
            raise checks.refused("measures", self.groups.sums.shape[2], allowed)

    @cached_property
    def _drawn(self) -> Floats:
        """The totals of each draw, shape (draws, times, measures)."""
        size, times, width = self.groups.sums.shape
        weights = group_weights(size, self.draws, self.seed)
        found: Floats = (weights @ self.groups.sums.reshape(size, -1)).reshape(-1, times, width)
        return found

    def widened(self, curve: Curve, cause: str | None = None) -> Curve:
        """A curve of the spells with limits that know of the customers.

        Args:
            curve: Kaplan–Meier of all spells, or the incidence of one cause.
            cause: The cause, for an incidence.

        Returns:
            The same shares, their standard errors multiplied by the root of the design effect at
            each time. Where none or all have left, the exact limits stay as they are.

        Raises:
            ArgumentError: When there is no such cause.
        """
        if not self._times.size:
            return curve
        effects = self._effects(cause)
        place = np.searchsorted(self._times, curve.times, side="right") - 1
        se = curve.se * np.sqrt(effects[np.maximum(place, 0)])
        inside = (curve.value > 0.0) & (curve.value < 1.0)
        error = np.where(inside, se / np.where(inside, curve.value, 1.0), 0.0)
        low, high = log_log_limits(curve.value, error, normal_critical(curve.level))
        return replace(
            curve,
            se=se,
            low=np.where(inside, low, curve.low),
            high=np.where(inside, high, curve.high),
            method=f"{curve.method}_{CLUSTERED}",
            start=replace(curve.start, method=f"{curve.start.method}_{CLUSTERED}"),
        )

    def _effects(self, cause: str | None) -> Floats:
        """The variance over the draws divided by that of independent spells, at each time."""
        totals = self.groups.totals
        table = EventTable(self._times, totals[:, :-1].T, totals[:, -1], None, self.causes)
        curve = kaplan_meier(table) if cause is None else cumulative_incidence(table, cause)
        place = None if cause is None else self.causes.index(cause)
        drawn = curves(self._drawn, place)[:, : curve.times.size]
        found = np.ones(len(self.groups.cells))
        plain, known = curve.se**2, np.nan_to_num(curve.se) > 0.0
        spread = drawn.var(axis=0, ddof=1)
        found[: curve.times.size][known] = spread[known] / plain[known]
        return found

    def mean(self, found: Inference, horizon: float) -> Inference:
        """A mean time up to a horizon with an interval that knows of the customers.

        Args:
            found: The restricted mean of all spells.
            horizon: τ, in the unit of the times, > 0.

        Returns:
            The same value with the bootstrap's standard error, its limits kept within 0 and τ.
        """
        return self._normal(found, means(self._drawn, self._times, horizon), (0.0, horizon))

    def mean_gap(self, other: ClusteredSpells, found: Inference, horizon: float) -> Inference:
        """A difference of two mean times when customers may have spells on both sides.

        Args:
            other: The spells compared with, in the same groups of customers.
            found: The difference as if all spells were independent.
            horizon: τ, > 0.

        Returns:
            The same value with the standard error over draws of customers, who bring the spells of
            both sides, interval and p-value of one normal statistic (dual).
        """
        drawn = means(self._drawn, self._times, horizon)
        against = means(other._drawn, other._times, horizon)
        return self._normal(found, drawn - against, None)

    @cached_property
    def _times(self) -> Floats:
        return np.asarray(self.groups.cells, dtype=float)

    def _normal(
        self, found: Inference, drawn: Floats, bounds: tuple[float, float] | None
    ) -> Inference:
        method = f"{found.method}_{CLUSTERED}"
        se = float(drawn.std(ddof=1))
        if found.value is None or se <= 0.0:
            return replace(found, low=None, high=None, p_value=None, method=method)
        half = normal_critical(found.level) * se
        low, high = found.value - half, found.value + half
        if bounds is not None:
            low, high = max(low, bounds[0]), min(high, bounds[1])
        plain = replace(found, se=se, low=low, high=high, method=method)
        if bounds is None:
            plain = replace(plain, p_value=normal_p(found.value / se), dual=True)
        if self.groups.filled < FEWEST_GROUPS:
            note = f"customers in {self.groups.filled} groups; {FEWEST_GROUPS} make an interval"
            return replace(plain, status="low_n", note=note)
        return plain


def curves(totals: Floats, cause: int | None) -> Floats:
    """Kaplan–Meier, or the incidence of a cause, of many tables at once.

    Args:
        totals: Counts or weights, shape (tables, times, causes + 1), the censored last.
        cause: The cause's place, or None for the share still there.

    Returns:
        Shares after each time, shape (tables, times).

    Example:
        >>> curves(np.array([[[1, 0], [1, 2.0]]]), None).round(4).tolist()
        [[0.75, 0.5]]
    """
    leaving = totals[:, :, :-1].sum(axis=2)
    ended = leaving + totals[:, :, -1]
    risk = np.maximum(ended[:, ::-1].cumsum(axis=1)[:, ::-1], 1e-12)
    survival: Floats = (1.0 - leaving / risk).cumprod(axis=1)
    if cause is None:
        return survival
    before = np.concatenate([np.ones((len(totals), 1)), survival[:, :-1]], axis=1)
    found: Floats = (before * totals[:, :, cause] / risk).cumsum(axis=1)
    return found


def means(totals: Floats, times: Floats, horizon: float) -> Floats:
    """Mean times up to a horizon of many tables at once.

    Args:
        totals: Counts or weights, shape (tables, times, causes + 1), the censored last.
        times: Increasing, shape (times,).
        horizon: τ > 0.

    Returns:
        Shape (tables,).

    Example:
        >>> means(np.array([[[1, 0], [1, 0], [0, 2.0]]]), np.array([1.0, 2.0, 4.0]), 4.0).tolist()
        [2.75]
    """
    kept = times < horizon
    knots = np.concatenate([[0.0], times[kept], [horizon]])
    heights = curves(totals, None)[:, kept]
    whole = np.concatenate([np.ones((len(totals), 1)), heights], axis=1)
    found: Floats = (whole * np.diff(knots)).sum(axis=1)
    return found
