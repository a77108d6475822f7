"""How long a silence must last before it means that a customer has left."""

from __future__ import annotations

import math
from collections.abc import Iterable
from dataclasses import dataclass, replace

import numpy as np

from stagelift.statistics import checks
from stagelift.statistics.inference import Inference
from stagelift.statistics.proportions import proportion
from stagelift.statistics.quantiles import normal_critical
from stagelift.statistics.survival.product_limit import product_limit

# Silences that must have reached a window before it may be chosen; of the many windows tried one
# is low by chance where few silences are left.
ENOUGH = 30
EXPECTED = 5  # and so many returns, and so many silences without one, at the share asked for


@dataclass(frozen=True, slots=True, eq=False)
class Silences:
    """Silences between two events of a customer, counted in whole days.

    Day d of a silence is followed when the data reach its end; a silence whose return lies in a
    day that the data do not wholly cover ends unseen before that day, like one that is still open.

    Args:
        followed: Silences that lasted d days and whose day d is wholly followed, shape
            (groups, days); a customer is in one group.
        returned: Of these, silences that ended within day d, same shape.

    Example:
        >>> found = Silences.from_counts([(0, 2, True, 3), (1, 5, False, 1)])
        >>> found.at_risk.tolist(), found.returned.sum(axis=0).tolist()
        ([4, 4, 4, 1, 1], [0, 0, 3, 0, 0])
    """

    followed: np.ndarray
    returned: np.ndarray

    @classmethod
    def from_counts(cls, counts: Iterable[tuple[int, int, bool, int]]) -> Silences:
        """Silences from grouped counts.

        Args:
            counts: (group ≥ 0, days, whether it ended by a return, how many). The days of a return
                are the whole days before it; those of another silence the days followed.

        Returns:
            The silences by group and day.

        Raises:
            ArgumentError: When a number is negative.
        """
        rows = [
            (checks.whole("group", group), checks.whole("days", days), ended, int(many))
            for group, days, ended, many in counts
        ]
        groups = 1 + max((row[0] for row in rows), default=0)
        span = max((days + ended for _, days, ended, _ in rows), default=0)
        lasted = np.zeros((groups, span + 1), dtype=np.int64)
        returned = np.zeros((groups, span + 1), dtype=np.int64)
        for group, days, ended, many in rows:
            # a return on day d was followed through day d, an open silence of d days up to it
            lasted[group, days + ended] += many
            returned[group, days] += many if ended else 0
        followed = lasted[:, ::-1].cumsum(axis=1)[:, ::-1]
        return cls(followed=followed[:, 1:], returned=returned[:, :span])

    @property
    def at_risk(self) -> np.ndarray:
        """Silences that lasted d days and whose day d is followed, shape (days,)."""
        found: np.ndarray = self.followed.sum(axis=0)
        return found

    @property
    def longest(self) -> int:
        """The number of days of silence about which anything is known."""
        return int(self.followed.shape[1])

    @property
    def lasting(self) -> np.ndarray:
        """The Kaplan–Meier share of silences that last d days or more, shape (days + 1,).

        Reference:
            Kaplan & Meier 1958, Nonparametric estimation from incomplete observations.
        """
        return np.concatenate([[1.0], product_limit(self.at_risk, self.returned.sum(axis=0))])


def return_risk(silences: Silences, window: int, horizon: int, *, level: float = 0.95) -> Inference:
    """The chance that a customer who was silent for a window comes back within a horizon.

    It is the share of customers called churned who were not gone: 1 − S(window + horizon) /
    S(window), with S by Kaplan–Meier, so that silences that are still open count as long as they
    are followed. The interval is that of the complementary log-log, its variance the one that
    allows for several silences of one customer.

    Args:
        silences: Silences by group of customers and day.
        window: Days of silence that have passed, ≥ 0.
        horizon: Days after them, ≥ 1.
        level: Confidence level, between 0 and 1.

    Returns:
        A share 0–1; null with `no_data` when no silence lasted so long, with `not_identifiable`
        when none is followed to the horizon's end.

    Raises:
        ArgumentError: When an argument is not allowed.

    Reference:
        Kaplan & Meier 1958, Nonparametric estimation from incomplete observations; Ying & Wei 1994,
        The Kaplan–Meier estimate for dependent failure time observations (the variance).

    Example:
        >>> gone = Silences.from_counts([(g, 40, False, 1) for g in range(50)])
        >>> mixed = Silences.from_counts([(g, 9 if g < 25 else 40, g < 25, 1) for g in range(50)])
        >>> return_risk(gone, 7, 28).value, return_risk(mixed, 7, 28).value
        (0.0, 0.5)
    """
    window, horizon = checks.whole("window", window), checks.whole("horizon", horizon)
    checks.between("horizon", horizon, 0, math.inf)
    z = normal_critical(level)
    blank = Inference(level=level, method="kaplan_meier")
    inside = slice(window, window + horizon)
    risk = silences.at_risk[inside]
    if not risk.size or not risk[0]:
        return replace(blank, status="no_data", note=f"no silence lasted {window} days")
    ended = silences.returned.sum(axis=0)[inside]
    everyone_back = bool((ended == risk).any())
    if risk.size < horizon and not everyone_back:
        note = f"no silence of {window} days is followed for {horizon} days more"
        return replace(blank, status="not_identifiable", note=note)
    stay = float(product_limit(risk, ended)[-1])
    if stay in (0.0, 1.0):
        few = int(risk[risk > 0].min())
        exact = proportion(0 if stay else few, few, level=level, method="clopper_pearson")
        return replace(exact, value=1.0 - stay, se=None)
    se = math.sqrt(_log_variance(silences, inside))
    turn = math.exp(z * se / abs(math.log(stay)))
    ends = 1.0 - stay ** (1.0 / turn), 1.0 - stay**turn
    return replace(blank, value=1.0 - stay, se=stay * se, low=ends[0], high=ends[1])


def _log_variance(silences: Silences, inside: slice) -> float:
    """The variance of log S over some days, customers of one group going together."""
    followed, ended = silences.followed[:, inside], silences.returned[:, inside]
    risk, back = followed.sum(axis=0), ended.sum(axis=0)
    pull = ((ended - back / risk * followed) / (risk - back)).sum(axis=1)
    groups = int((followed[:, 0] > 0).sum())
    small = groups / (groups - 1) if groups > 1 else 1.0
    return float((pull**2).sum()) * small


def smallest_window(silences: Silences, horizon: int, at_most: float) -> int | None:
    """The shortest silence after which at most a stated share comes back within a horizon.

    Args:
        silences: Silences by group of customers and day.
        horizon: Days after the window, ≥ 1.
        at_most: The share, between 0 and 1.

    Returns:
        Whole days ≥ 1 reached by at least 30 silences and by as many as make 5 returns expected;
        None when there is no such window in the data, however long.

    Raises:
        ArgumentError: When an argument is not allowed.

    Example:
        >>> rows = [(g, g % 20, g % 4 > 0, 1) for g in range(400)] + [(0, 90, False, 60)]
        >>> smallest_window(Silences.from_counts(rows), 28, 0.1)
        20
    """
    checks.between("horizon", checks.whole("horizon", horizon), 0, math.inf)
    checks.between("at_most", at_most, 0, 1)
    lasting, risk = silences.lasting, silences.at_risk
    enough = max(ENOUGH, EXPECTED / at_most, EXPECTED / (1.0 - at_most))
    for window in range(1, silences.longest - horizon + 1):
        if risk[window] < enough or not lasting[window]:
            return None
        if 1.0 - lasting[window + horizon] / lasting[window] <= at_most:
            return window
    return None
