"""Ranks from counts: the probability of a better answer, and the Mann–Whitney test, with ties."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal, get_args

from stagelift.statistics import checks
from stagelift.statistics.inference import Inference
from stagelift.statistics.numerics import Booleans, Floats, np, special
from stagelift.statistics.ordinal.tables import empty_arm, two_arms
from stagelift.statistics.quantiles import normal_critical, normal_p, t_critical, t_p
from stagelift.statistics.roots import crossing
from stagelift.statistics.sides import Alternative, upper_tail

if TYPE_CHECKING:
    from collections.abc import Sequence

    from stagelift.statistics.inference import Status

BetterMethod = Literal["brunner_munzel", "logit", "newcombe"]
RankMethod = Literal["auto", "exact", "normal"]
EXACT_PAIRS = 2_500  # n1·n0 up to which all assignments of the answers are counted


def probability_of_better(
    counts1: Sequence[int],
    counts0: Sequence[int],
    *,
    level: float = 0.95,
    method: BetterMethod = "brunner_munzel",
) -> Inference:
    """The probability that a treated unit answers better than a control unit; a tie counts half.

    ½ is no difference. Unlike the Mann–Whitney test, none of the methods takes the arms to have
    equal spread.

    Args:
        counts1: Answers of treatment by category, worst first, at least two categories.
        counts0: Answers of control by the same categories.
        level: Confidence level, between 0 and 1.
        method: `brunner_munzel` (t with estimated variances), `logit` (the same on the logit scale,
            for probabilities near 0 or 1), or `newcombe` (inverts a score test with a variance
            that is right for continuous answers and wide for ties; defined in every table).

    Returns:
        P(X1 > X0) + ½ P(X1 = X0), 0–1, with interval and the p-value of ½ by one statistic (dual).
        Null with `no_data` when an arm is empty; without an interval, except `newcombe`, when an
        arm has one answer (`low_n`) or the ranks of no answer vary (`degenerate`).

    Raises:
        ArgumentError: When an argument is not allowed.

    Reference:
        Brunner & Munzel 2000, The nonparametric Behrens–Fisher problem: asymptotic theory and a
        small-sample approximation; Newcombe 2006, Confidence intervals for an effect size measure
        based on the Mann–Whitney statistic, part 2 (method 5).

    Example:
        >>> found = probability_of_better((2, 5, 8, 15), (6, 9, 8, 7))
        >>> round(found.value, 4), round(found.low, 4), round(found.high, 4)
        (0.6756, 0.5412, 0.8099)
        >>> round(found.p_value, 4)
        0.0113
    """
    checks.between("level", level, 0, 1)
    checks.one_of("method", method, get_args(BetterMethod))
    treatment, control = two_arms(counts1, counts0)
    reason = empty_arm(treatment, control)
    if reason:
        return Inference(level=level, method=method, status="no_data", note=reason)
    places1 = _places(control)
    value = float(treatment @ places1) / float(treatment.sum())
    if method == "newcombe":
        return _newcombe(value, int(treatment.sum()), int(control.sum()), level)
    parts = (_spread(treatment, places1), _spread(control, _places(treatment)))
    if parts[0] is None or parts[1] is None:
        note = "an arm with one answer has no spread"
        return Inference(value=value, level=level, method=method, status="low_n", note=note)
    variance = parts[0] + parts[1]
    if variance == 0.0:
        note = "no answer of one arm lies among those of the other"
        return Inference(
            value=value, se=0.0, level=level, method=method, status="degenerate", note=note
        )
    one, other = treatment.sum() - 1.0, control.sum() - 1.0
    df = float(variance**2 / (parts[0] ** 2 / one + parts[1] ** 2 / other))
    return _studentized(value, math.sqrt(variance), df, level, method)


@dataclass(frozen=True, slots=True, kw_only=True)
class RankTest:
    """What the Mann–Whitney test says.

    Args:
        u: Pairs of a treated and a control unit in which the treated one answers better, ties half;
            None when an arm is empty.
        p_value: The p-value of "both arms answer alike"; None when an arm is empty.
        method: `exact` or `normal`.
        status: `ok`, `no_data`, or `degenerate` when all answers are the same (p is 1).
        note: The reason in words.
    """

    u: float | None
    p_value: float | None
    method: Literal["exact", "normal"]
    status: Status = "ok"
    note: str = ""


def mann_whitney(
    counts1: Sequence[int],
    counts0: Sequence[int],
    *,
    alternative: Alternative = "two_sided",
    method: RankMethod = "auto",
    continuity: bool = True,
) -> RankTest:
    """The Mann–Whitney (Wilcoxon rank-sum) test that two arms answer alike, ties included.

    It has no interval of its own: for how much better, `probability_of_better`, whose p-value does
    not take the arms to be alike in all but place.

    Args:
        counts1: Answers of treatment by category, worst first, at least two categories.
        counts0: Answers of control by the same categories.
        alternative: `two_sided`, or `greater` (treatment answers better) or `less`.
        method: `exact` counts every way to assign the answers seen to the arms, up to 2,500 pairs;
            `normal` has the variance with ties; `auto` is exact where that is allowed.
        continuity: Whether the normal statistic is moved half a pair towards no difference.

    Returns:
        U with its p-value; null with status `no_data` when an arm is empty.

    Raises:
        ArgumentError: When an argument is not allowed, or `exact` is asked of too many pairs.

    Reference:
        Mann & Whitney 1947, On a test of whether one of two random variables is stochastically
        larger than the other; Lehmann 1975, Nonparametrics, section 1.4 (ties).

    Example:
        >>> found = mann_whitney((2, 5, 8, 15), (6, 9, 8, 7))
        >>> found.u, round(found.p_value, 4), found.method
        (608.0, 0.0152, 'exact')
    """
    checks.one_of("alternative", alternative, get_args(Alternative))
    checks.one_of("method", method, get_args(RankMethod))
    treatment, control = two_arms(counts1, counts0)
    pairs = int(treatment.sum() * control.sum())
    if method == "exact" and pairs > EXACT_PAIRS:
        allowed = f"{pairs:,} pairs are too many to count, at most {EXACT_PAIRS:,}; take 'normal'"
        raise checks.refused("method", method, allowed)
    chosen: Literal["exact", "normal"] = (
        "normal" if method == "normal" or pairs > EXACT_PAIRS else "exact"
    )
    reason = empty_arm(treatment, control)
    if reason:
        return RankTest(u=None, p_value=None, method=chosen, status="no_data", note=reason)
    u = float(treatment @ _places(control)) * float(control.sum())
    together = treatment + control
    if (together > 0).sum() == 1:
        note = "all answers are the same"
        return RankTest(u=u, p_value=1.0, method=chosen, status="degenerate", note=note)
    if chosen == "exact":
        p = _exact_p(u, treatment, control, alternative)
    else:
        p = _normal_p(u - pairs / 2.0, _variance(together, pairs), alternative, continuity)
    return RankTest(u=u, p_value=p, method=chosen)


def _places(other: Floats) -> Floats:
    """For an answer in each category, the share of the other arm below it, ties half."""
    return np.asarray((np.cumsum(other) - other / 2.0) / other.sum())


def _spread(own: Floats, places: Floats) -> float | None:
    """The variance of the mean place of one arm's answers, None for a single answer."""
    n = float(own.sum())
    if n < 2.0:
        return None
    mean = float(own @ places) / n
    return float(own @ (places - mean) ** 2) / (n - 1.0) / n


def _studentized(value: float, se: float, df: float, level: float, method: str) -> Inference:
    """The t interval of a probability, on its own or on the logit scale, within 0–1."""
    half = t_critical(level, df) * se
    if method == "brunner_munzel":
        low, high, statistic = value - half, value + half, (value - 0.5) / se
    else:
        scale = value * (1.0 - value)  # > 0: ranks that vary lie strictly between
        logit = math.log(value / (1.0 - value))
        low, high = (float(special.expit(logit + side * half / scale)) for side in (-1.0, 1.0))
        statistic = logit * scale / se
    return Inference(
        value=value,
        se=se,
        low=max(0.0, low),
        high=min(1.0, high),
        level=level,
        method=method,
        p_value=t_p(statistic, df),
        dual=True,
    )


def _newcombe(value: float, n1: int, n0: int, level: float) -> Inference:
    """The probabilities that a score test with Newcombe's variance does not reject."""
    z = normal_critical(level)
    half = (n1 + n0) / 2.0 - 1.0

    def variance(p: Floats) -> Floats:
        inner = 1.0 + half * ((1.0 - p) / (2.0 - p) + p / (1.0 + p))
        return np.asarray(p * (1.0 - p) * inner / (n1 * n0))

    def inside(p: Floats) -> Booleans:
        return np.asarray((value - p) ** 2 <= z * z * variance(p))

    low, high = crossing(inside, np.full(2, value), np.array([0.0, 1.0]))
    return Inference(
        value=value,
        se=math.sqrt(float(variance(np.array(value)))),
        low=float(low),
        high=float(high),
        level=level,
        method="newcombe",
        p_value=normal_p((value - 0.5) / math.sqrt(float(variance(np.array(0.5))))),
        dual=True,
    )


def _variance(together: Floats, pairs: int) -> float:
    """The variance of U given the categories' totals."""
    n = float(together.sum())
    ties = float((together**3 - together).sum()) / (n * (n - 1.0))
    return pairs / 12.0 * (n + 1.0 - ties)


def _normal_p(apart: float, variance: float, alternative: Alternative, continuity: bool) -> float:
    """The p-value of U's distance from its mean."""
    shift = 0.5 if continuity else 0.0
    if alternative == "two_sided":
        return min(1.0, 2.0 * upper_tail((abs(apart) - shift) / math.sqrt(variance)))
    toward = apart if alternative == "greater" else -apart
    return upper_tail((toward - shift) / math.sqrt(variance))


def _exact_p(u: float, treatment: Floats, control: Floats, alternative: Alternative) -> float:
    """The p-value over all assignments of the answers to the arms, each equally likely.

    A table by treated units so far and twice their rank sum grows category by category.
    """
    together = (treatment + control).astype(int)
    together = together[together > 0]
    n1 = int(treatment.sum())
    # twice the midrank of each category, so that halves are whole
    ranks = (2 * np.cumsum(together) - together + 1).astype(int)
    ways = np.zeros((n1 + 1, int(np.max(ranks)) * n1 + 1))
    ways[0, 0] = 1.0
    for total, rank in zip(together, ranks, strict=True):
        grown = np.zeros_like(ways)
        for x in range(min(int(total), n1) + 1):
            choose = float(special.binom(total, x))
            width = ways.shape[1] - x * rank
            if width > 0:
                grown[x:, x * rank :] += choose * ways[: n1 + 1 - x, :width]
        ways = grown
    chances = ways[n1] / ways[n1].sum()
    at = round(2.0 * u) + n1 * (n1 + 1)  # twice the rank sum is twice U plus that of the first n1
    higher, lower = float(chances[at:].sum()), float(chances[: at + 1].sum())
    tails = {"greater": higher, "less": lower, "two_sided": 2.0 * min(higher, lower)}
    return min(1.0, tails[alternative])
