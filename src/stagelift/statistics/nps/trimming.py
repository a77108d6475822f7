"""What the effect on respondents' scores can be when the arms do not answer equally often."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

from stagelift.statistics import checks
from stagelift.statistics.inference import Inference
from stagelift.statistics.nps.assigned import silent_units
from stagelift.statistics.nps.scores import POINTS, difference_of_nps
from stagelift.statistics.numerics import Booleans, Floats, np, special
from stagelift.statistics.proportions import difference_of_proportions
from stagelift.statistics.quantiles import normal_critical
from stagelift.statistics.roots import crossing
from stagelift.statistics.sides import upper_quantile

if TYPE_CHECKING:
    from stagelift.statistics.moments import ScoreCounts

Arm = Literal["treatment", "control"]
METHOD = "lee_imbens_manski"
FEW = 20  # respondents in an arm below which the normal limits of the bounds are not trusted
MONOTONE = "if the treatment moves nobody from answering to silence, or nobody the other way"


@dataclass(frozen=True, slots=True, kw_only=True)
class RespondentBounds:
    """The effect among those who answer in either arm: between two bounds, not a point.

    Args:
        response: The difference of the response rates, treatment minus control; read it first.
        respondents: The difference among respondents, as if answering were random; no randomised
            comparison unless nobody's answering depends on the arm.
        interval: An interval for the effect itself, in points: `value` is None, because the data
            do not say which point between the bounds it is.
        trimmed: The arm that answers more often, whose excess is trimmed; None at equal rates.
        trimmed_share: Share of that arm's respondents that is trimmed, 0–1.
        lower: Lower bound in points: the excess are the highest scores (of treatment).
        upper: Upper bound in points: the excess are the lowest scores.
        lower_se: Standard error of the lower bound in points.
        upper_se: Standard error of the upper bound in points.
    """

    response: Inference
    respondents: Inference
    interval: Inference
    trimmed: Arm | None = None
    trimmed_share: float | None = None
    lower: float | None = None
    upper: float | None = None
    lower_se: float | None = None
    upper_se: float | None = None


def respondent_bounds(
    answers1: ScoreCounts,
    assigned1: int,
    answers0: ScoreCounts,
    assigned0: int,
    *,
    level: float = 0.95,
) -> RespondentBounds:
    """Lee's bounds of the NPS effect on always-respondents, with Imbens and Manski's interval.

    Always-respondents would answer in either arm. Under monotonicity (the treatment moves answering
    in one direction only) the arm with fewer answers consists of them; the other holds an excess as
    well, the share 1 − lower rate / higher rate. Taking the excess for its most favourable, or its
    least favourable, respondents gives the bounds; of answers that are cut through, a part is
    taken. Simulated at the worst case, with 30 to 400 respondents an arm and response rates 0 to 10
    points apart, the interval holds the truth in 92 % of tests with the fewest and 94 to 99 % from
    100 respondents on.

    Args:
        answers1: Answers in the treatment arm.
        assigned1: Units assigned to treatment.
        answers0: Answers in the control arm.
        assigned0: Units assigned to control.
        level: Confidence level, between 0 and 1.

    Returns:
        Bounds, their standard errors and the interval, in points; `low_n` below 20 respondents in
        an arm, `degenerate` when no answer varies, `no_data` without answers in an arm.

    Raises:
        ArgumentError: When an argument is not allowed.

    Reference:
        Lee 2009, Training, wages, and sample selection: estimating sharp bounds on treatment
        effects (propositions 1a and 3); Imbens & Manski 2004, Confidence intervals for partially
        identified parameters; Stoye 2009, More on confidence intervals for partially identified
        parameters (valid, because the bounds are ordered by construction).

    Example:
        >>> from stagelift.statistics.moments import ScoreCounts
        >>> more = ScoreCounts((0, 0, 0, 0, 0, 0, 60, 90, 0, 0, 150))
        >>> fewer = ScoreCounts((0, 0, 0, 0, 0, 0, 60, 90, 0, 0, 90))
        >>> found = respondent_bounds(more, 1000, fewer, 1000)
        >>> found.trimmed, round(found.trimmed_share, 3)
        ('treatment', 0.2)
        >>> round(found.lower, 2), round(found.upper, 2)
        (0.0, 50.0)
        >>> round(found.interval.low, 2), round(found.interval.high, 2)
        (-16.39, 62.73)
    """
    silent_units(answers1, assigned1, arm="1")
    silent_units(answers0, assigned0, arm="0")
    n1, n0 = answers1.n, answers0.n
    response = difference_of_proportions(n1, assigned1, n0, assigned0, level=level)
    respondents = difference_of_nps(answers1, answers0, level=level)
    if not (n1 and n0):
        note = f"no answers in {'treatment' if n0 else 'control' if n1 else 'either arm'}"
        nothing = Inference(level=level, method=METHOD, status="no_data", note=note)
        return RespondentBounds(response=response, respondents=respondents, interval=nothing)
    # counts over both arms' units, so that the sign of the difference of rates is exact
    weight1, weight0 = n1 * assigned0, n0 * assigned1
    arm1, arm0 = (answers1, assigned1), (answers0, assigned0)
    if weight1 >= weight0:
        low, high = _bounds(arm1, arm0)
    else:  # the same with the arms' parts exchanged
        high, low = ((-bound, se) for bound, se in _bounds(arm0, arm1))
    return RespondentBounds(
        response=response,
        respondents=respondents,
        trimmed=None if weight1 == weight0 else "treatment" if weight1 > weight0 else "control",
        trimmed_share=1.0 - min(weight1, weight0) / max(weight1, weight0),
        lower=POINTS * low[0],
        upper=POINTS * high[0],
        lower_se=POINTS * low[1],
        upper_se=POINTS * high[1],
        interval=_interval(low, high, min(n1, n0), level),
    )


def imbens_manski_critical(level: float, width: float) -> float:
    """The critical value of an interval for a parameter between two estimated bounds.

    Args:
        level: Confidence level, between 0 and 1.
        width: Distance of the bounds over the larger of their standard errors, ≥ 0.

    Returns:
        The two-sided normal quantile at width 0, falling to the one-sided one as the bounds part.

    Raises:
        ArgumentError: When an argument is not allowed.

    Reference:
        Imbens & Manski 2004, Confidence intervals for partially identified parameters.

    Example:
        >>> round(imbens_manski_critical(0.95, 0.0), 3), round(imbens_manski_critical(0.95, 9.0), 3)
        (1.96, 1.645)
    """
    near, far = upper_quantile(level), normal_critical(level)
    if checks.finite("width", width) < 0:
        raise checks.refused("width", width, "it must be ≥ 0")

    def inside(c: Floats) -> Booleans:
        return np.asarray(special.ndtr(c + width) - special.ndtr(-c) < level)

    return float(crossing(inside, np.array([near]), np.array([far]))[0])


Group = tuple["ScoreCounts", int]  # answers and units assigned
Bound = tuple[float, float]  # in shares, with its standard error


def _shares(answers: ScoreCounts) -> Floats:
    """Shares of detractors, passives and promoters."""
    return np.array([answers.detractors, answers.passives, answers.promoters]) / answers.n


def _bounds(more: Group, less: Group) -> tuple[Bound, Bound]:
    """Bounds of the score of the arm with more answers, trimmed, minus the other's."""
    (answers, assigned), (others, other_assigned) = more, less
    net = (others.promoters - others.detractors) / others.n
    own = ((others.promoters + others.detractors) / others.n - net * net) / others.n
    keep = min(1.0, others.n * assigned / (other_assigned * answers.n))
    # the variance of log(keep): both response rates are estimated
    rates = 1.0 / answers.n - 1.0 / assigned + 1.0 / others.n - 1.0 / other_assigned
    shares = _shares(answers)
    low, low_variance = _lowest(shares, keep, answers.n, rates)
    high, high_variance = _lowest(shares[::-1], keep, answers.n, rates)
    return (
        (low - net, math.sqrt(low_variance + own)),
        (-high - net, math.sqrt(high_variance + own)),
    )


def _lowest(shares: Floats, keep: float, n: int, rates: float) -> tuple[float, float]:
    """The mean of the lowest `keep` of the answers −1, 0 and 1, and its variance.

    With q the highest value kept, the mean is q − E(q − Y)⁺ / keep; q itself does not move for
    small changes, so the variance is that of the two estimates in the fraction.
    """
    values = np.array([-1.0, 0.0, 1.0])
    q = values[min(2, int(np.searchsorted(np.cumsum(shares), keep - 1e-12)))]
    below = np.maximum(q - values, 0.0)
    mean = float(shares @ below)
    spread = max(float(shares @ below**2) - mean * mean, 0.0)
    return float(q) - mean / keep, (spread / n + mean * mean * rates) / keep**2


def _interval(low: Bound, high: Bound, answers: int, level: float) -> Inference:
    """Imbens and Manski's interval in points, or why there is none."""
    widest = max(low[1], high[1])
    if widest == 0.0:
        note = "no answer varies within an arm"
        return Inference(level=level, method=METHOD, status="degenerate", note=note)
    c = imbens_manski_critical(level, max(0.0, high[0] - low[0]) / widest)
    few = answers < FEW
    return Inference(
        low=POINTS * max(-2.0, low[0] - c * low[1]),
        high=POINTS * min(2.0, high[0] + c * high[1]),
        level=level,
        method=METHOD,
        status="low_n" if few else "ok",
        note=f"{answers} answers in an arm; {FEW} are needed" if few else MONOTONE,
    )
