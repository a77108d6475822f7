"""The odds ratio of two independent shares."""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import Literal, get_args

from stagelift.statistics import checks
from stagelift.statistics.exact import FARTHEST, Table, conditional_logs, conditional_weights
from stagelift.statistics.inference import Inference
from stagelift.statistics.numerics import Floats, np
from stagelift.statistics.proportions.sided import critical_of, kept, normal_tail
from stagelift.statistics.roots import root_between
from stagelift.statistics.score import TwoRates
from stagelift.statistics.sides import Alternative

OddsMethod = Literal["score", "woolf", "exact"]
RANGE = (0.0, math.inf)
ADDED = "0.5 added to each of the four counts, because one of them is 0"
ONE_SIDED = "a count is 0: the odds ratio is 0 or infinite, and the interval reaches there"
NO_VARIATION = "no unit, or every unit, has the event, so no odds ratio"
WIDEST = 700.0  # of the log odds ratio: beyond it no double holds the odds ratio


def odds_ratio(  # noqa: PLR0913 - two arms are four counts
    k1: int,
    n1: int,
    k0: int,
    n0: int,
    *,
    level: float = 0.95,
    method: OddsMethod = "score",
    alternative: Alternative = "two_sided",
) -> Inference:
    """The ratio of the odds of the event, treatment over control, with the p-value of ratio 1.

    Args:
        k1: Units with the event in the treatment arm.
        n1: Units in the treatment arm.
        k0: Units with the event in the control arm.
        n0: Units in the control arm.
        level: Confidence level, between 0 and 1; above .5 when one-sided.
        method: `score` (Miettinen–Nurminen); `woolf` (normal on the log; where a count is 0, 0.5 is
            added to all four, as the note says); or `exact` (Cornfield's limits from the
            conditional distribution given both margins, with the conditional estimate; the
            p-value is twice the smaller tail, so that it always agrees with the interval, unlike
            Fisher's own in `exact.fisher_p`).
        alternative: `two_sided`; `greater` or `less`, treatment compared with control: one limit at
            `level` (the other end is 0 or infinite) and the one-sided p-value.

    Returns:
        The odds ratio (1 is no effect), the delta-method standard error (None for `exact` and
        where a count is 0), and an interval dual to the p-value. An odds ratio that would be
        infinite is None with `not_identifiable` and its lower limit; without events, or with
        nothing else, only the reason; null with `no_data` when an arm is empty.

    Raises:
        ArgumentError: When a count, the level, the method or the alternative is not allowed.

    Reference:
        Miettinen & Nurminen 1985, Comparative analysis of two rates; Woolf 1955, On estimating the
        relation between blood group and disease; Haldane 1956 and Anscombe 1956 (the 0.5);
        Cornfield 1956, A statistical problem arising from retrospective studies.

    Example:
        >>> found = odds_ratio(7, 34, 1, 34, method="exact")
        >>> round(found.value, 3), round(found.low, 3), round(found.high, 1)
        (8.329, 0.973, 397.0)
    """
    k1, n1 = checks.events(k1, n1, arm="1")
    k0, n0 = checks.events(k0, n0, arm="0")
    z = critical_of(level, alternative)
    checks.one_of("method", method, get_args(OddsMethod))
    if not (n1 and n0):
        return Inference(level=level, method=method, status="no_data", note="no units in an arm")
    if k1 + k0 in (0, n1 + n0) and method != "woolf":
        return Inference(level=level, method=method, status="not_identifiable", note=NO_VARIATION)
    table = k1, n1, k0, n0
    if method == "woolf":
        return _woolf(table, z, level, alternative)
    if method == "exact":
        return _exact(table, level, alternative)
    rates = TwoRates(*table)
    low, high = kept(rates.odds_limits(z), alternative, RANGE)
    value = _plain(table)
    return Inference(
        value=value,
        se=value * _log_se(table) if value and 0 not in _cells(table) else None,
        low=low if value is None else min(low, value),
        high=high if value is None else max(high, value),
        level=level,
        method="score",
        p_value=float(normal_tail(rates.pooled_z(), alternative)),
        dual=True,
        status="not_identifiable" if value is None else "ok",
        note=ONE_SIDED if not value else "",
    )


def _cells(table: Table) -> Table:
    k1, n1, k0, n0 = table
    return k1, n1 - k1, k0, n0 - k0


def _plain(table: Table) -> float | None:
    """The odds ratio as it stands, None when it is infinite."""
    k1, m1, k0, m0 = _cells(table)
    return k1 * m0 / (m1 * k0) if m1 * k0 else None


def _log_se(table: Table, added: float = 0.0) -> float:
    return math.sqrt(sum(1.0 / (count + added) for count in _cells(table)))


def _woolf(table: Table, z: float, level: float, alternative: Alternative) -> Inference:
    added = 0.5 if 0 in _cells(table) else 0.0
    k1, m1, k0, m0 = (count + added for count in _cells(table))
    value, se = k1 * m0 / (m1 * k0), _log_se(table, added)
    limits = value * math.exp(-z * se), value * math.exp(z * se)
    low, high = kept(limits, alternative, RANGE)
    return Inference(
        value=value,
        se=value * se,
        low=low,
        high=high,
        level=level,
        method="woolf",
        p_value=float(normal_tail(math.log(value) / se, alternative)),
        dual=True,
        note=ADDED if added else "",
    )


def _exact(table: Table, level: float, alternative: Alternative) -> Inference:
    k1, n1, k0, n0 = table
    law = _Conditional(table)
    least, most = max(0, k1 + k0 - n0), min(k1 + k0, n1)
    tail = (1.0 - level) / 2.0 if alternative == "two_sided" else 1.0 - level
    low = law.odds_where(lambda tilted: law.above(tilted) - tail) if k1 > least else 0.0
    high = law.odds_where(lambda tilted: tail - law.below(tilted)) if k1 < most else math.inf
    value = law.odds_where(law.mean_excess) if least < k1 < most else 0.0
    low, high = kept((low, high), alternative, RANGE)
    x, weights = conditional_weights(k1 + k0, n1, n0)
    above, below = float(weights[x >= k1].sum()), float(weights[x <= k1].sum())
    p_value = {"greater": above, "less": below}.get(alternative, 2.0 * min(above, below))
    infinite = k1 == most
    return Inference(
        value=None if infinite else value,
        low=low,
        high=high,
        level=level,
        method="exact",
        p_value=min(1.0, p_value),
        dual=True,
        status="not_identifiable" if infinite else "ok",
        note=ONE_SIDED if infinite or k1 == least else "",
    )


class _Conditional:
    """The distribution of the events in arm 1 given all events, tilted by an odds ratio.

    It is kept around the events seen, however unlikely these are without an effect: the odds ratios
    sought are those under which they are not.
    """

    def __init__(self, table: Table) -> None:
        k1, n1, k0, n0 = table
        spread = 1.0 / sum(1.0 / (count + 1.0) for count in _cells(table))
        reach = FARTHEST[0] * math.sqrt(spread) + FARTHEST[1]
        first, last = max(0, k1 + k0 - n0, k1 - reach), min(k1 + k0, n1, k1 + reach)
        self.x, self.seen = np.arange(math.ceil(first), math.floor(last) + 1, dtype=float), k1
        self.logs = conditional_logs(self.x, k1 + k0, n1, n0)

    def above(self, weights: Floats) -> float:
        """The probability of the events seen or more."""
        return float(weights[self.x >= self.seen].sum())

    def below(self, weights: Floats) -> float:
        """The probability of the events seen or fewer."""
        return float(weights[self.x <= self.seen].sum())

    def mean_excess(self, weights: Floats) -> float:
        """The expected events over those seen, which is 0 at the conditional estimate."""
        return float(((self.x - self.seen) * weights).sum())

    def odds_where(self, rising: Callable[[Floats], float]) -> float:
        """The odds ratio at which a function of the tilted probabilities, rising with it, is 0."""

        def at(log_odds: float) -> float:
            logs = self.logs + (self.x - self.seen) * log_odds
            weights = np.exp(logs - logs.max())
            return rising(np.asarray(weights / weights.sum()))

        return math.exp(root_between(at, -WIDEST, WIDEST, xtol=1e-13, rtol=1e-14))
