"""Times and shares of many tables at once, such as those of the draws of a bootstrap."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

from stagelift.statistics import checks
from stagelift.statistics.numerics import Floats, np
from stagelift.statistics.survival.product_limit import ROUNDING


@dataclass(frozen=True, slots=True)
class SurvivalNumbers:
    """What is read off every table: times by which shares have ended, and the state at a horizon.

    Counts are those of `EventTable` without late entry, as measures: exits by cause, then the
    censored. They may be fractions, as weights of draws make them.

    Args:
        times: Distinct times ≥ 0, increasing, shape (times,).
        shares: Shares that have ended whose times are asked.
        horizon: τ, in the unit of the times, > 0.

    Reference:
        Kaplan & Meier 1958, Nonparametric estimation from incomplete observations; Aalen & Johansen
        1978, An empirical transition matrix for non-homogeneous Markov chains.

    Example:
        >>> numbers = SurvivalNumbers((1.0, 2.0, 4.0), (0.5,), 4.0)
        >>> counts = np.array([[[1, 0, 0], [0, 1, 0], [0, 0, 2]]])
        >>> numbers(counts).tolist()
        [[2.0, 2.75, 0.5, 0.25, 0.25]]
    """

    times: tuple[float, ...]
    shares: Sequence[float]
    horizon: float

    def __call__(self, totals: Floats) -> Floats:
        """The numbers of each table.

        Args:
            totals: Counts, shape (tables, times, causes + 1), the censored last.

        Returns:
            Shape (tables, numbers): the time of each share (NaN where it is not reached), the mean
            time up to the horizon, the share still there then, and the share left for each cause;
            the last ones NaN where nobody is followed so far.

        Raises:
            ArgumentError: When the shape does not fit or the horizon is not > 0.
        """
        checks.between("horizon", self.horizon, 0, math.inf)
        if totals.ndim != 3 or totals.shape[1] != len(self.times):
            raise checks.refused("totals", totals.shape, f"{len(self.times)} times are needed")
        times = np.asarray(self.times, dtype=float)
        exits, leaving = totals[:, :, :-1], totals[:, :, :-1].sum(axis=2)
        ended = leaving + totals[:, :, -1]
        risk = ended[:, ::-1].cumsum(axis=1)[:, ::-1]
        shares = np.where(risk > 0, leaving / np.where(risk > 0, risk, 1.0), 0.0)
        survival = (1.0 - shares).cumprod(axis=1)
        before = np.concatenate([np.ones((len(totals), 1)), survival[:, :-1]], axis=1)
        columns = [self._time(times, survival, share) for share in self.shares]
        kept = times <= self.horizon
        known = self._known(times, risk, survival)
        widths = np.diff(np.append(np.minimum(times, self.horizon), self.horizon))
        first = min(float(times[0]), self.horizon) if times.size else self.horizon
        mean = first + (survival * widths).sum(axis=1)
        there = np.where(kept, survival, np.inf).min(axis=1, initial=1.0)
        columns += [np.where(known, mean, np.nan), np.where(known, there, np.nan)]
        falls = before / np.where(risk > 0, risk, 1.0) * kept
        for cause in range(exits.shape[2]):
            share = (falls * exits[:, :, cause]).sum(axis=1)
            columns.append(np.where(known, share, np.nan))
        return np.stack(columns, axis=1)

    def _time(self, times: Floats, survival: Floats, share: float) -> Floats:
        reached = survival <= 1.0 - share + ROUNDING
        first = np.argmax(reached, axis=1) if times.size else np.zeros(len(survival), dtype=int)
        found = times[first] if times.size else np.full(len(survival), np.nan)
        return np.where(reached.any(axis=1), found, np.nan)

    def _known(self, times: Floats, risk: Floats, survival: Floats) -> Floats:
        """Whether anybody is followed up to the horizon, or all have left before it."""
        followed = (risk * (times >= self.horizon)).sum(axis=1) > 0
        emptied = (survival <= ROUNDING).any(axis=1)
        known: Floats = (risk[:, :1].sum(axis=1) > 0) & (followed | emptied)
        return known
