"""Net promoters per assigned unit: what an experiment compares, because all are in it."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from stagelift.statistics import checks
from stagelift.statistics.means import difference_of_means
from stagelift.statistics.moments import FIRST_PASSIVE, ScoreCounts
from stagelift.statistics.nps.scores import POINTS, NpsMethod, nps

if TYPE_CHECKING:
    from stagelift.statistics.inference import Inference


def silent_units(answers: ScoreCounts, assigned: int, *, arm: str = "") -> int:
    """Units that were assigned and gave no answer.

    Args:
        answers: Counts of the answers.
        assigned: Units assigned, at least the answers.
        arm: Suffix of the argument's name in the error, such as "1".

    Returns:
        The difference, ≥ 0.

    Raises:
        ArgumentError: When `assigned` is no whole number, or fewer than answered.

    Example:
        >>> silent_units(ScoreCounts((0,) * 10 + (3,)), 10)
        7
    """
    name = f"assigned{arm}"
    if checks.whole(name, assigned) < answers.n:
        raise checks.refused(name, assigned, f"it must be ≥ the answers, which are {answers.n}")
    return assigned - answers.n


def nps_per_assigned(
    answers: ScoreCounts,
    assigned: int,
    *,
    level: float = 0.95,
    method: NpsMethod = "adjusted_wald",
) -> Inference:
    """Net promoters per hundred assigned units: +1 a promoter, −1 a detractor, 0 who is silent.

    Silence counts as a passive answer does, so the interval is that of a score.

    Args:
        answers: Counts of the answers, 0 to 10.
        assigned: Units assigned, at least the answers.
        level: Confidence level, between 0 and 1.
        method: `adjusted_wald` or `score`, as of `nps`.

    Returns:
        Points, −100 to 100, with interval; null with status `no_data` without units.

    Raises:
        ArgumentError: When an argument is not allowed.

    Reference:
        Rocks 2016, Interval estimation for the "Net Promoter Score"; Tango 1998.

    Example:
        >>> found = nps_per_assigned(ScoreCounts((2, 0, 0, 0, 0, 0, 0, 0, 0, 0, 8)), 100)
        >>> found.value, round(found.low, 2), round(found.high, 2)
        (6.0, -0.53, 12.18)
    """
    silent = silent_units(answers, assigned)
    counts = list(answers.counts)
    counts[FIRST_PASSIVE] += silent
    found = nps(ScoreCounts(tuple(counts)), level=level, method=method)
    return replace(found, note="no units") if found.status == "no_data" else found


def difference_per_assigned(
    answers1: ScoreCounts,
    assigned1: int,
    answers0: ScoreCounts,
    assigned0: int,
    *,
    level: float = 0.95,
) -> Inference:
    """The difference of net promoters per hundred assigned units, by Welch's t.

    A message that changes only who answers moves this by as many net promoters as it brings out,
    and not by their share among fewer; what respondents think is bounded by `trimming`.

    Args:
        answers1: Answers in the treatment arm.
        assigned1: Units assigned to treatment.
        answers0: Answers in the control arm.
        assigned0: Units assigned to control.
        level: Confidence level, between 0 and 1.

    Returns:
        The effect in points with interval and p-value of one statistic (dual); null, or without an
        interval, with a reason as `difference_of_means` says.

    Raises:
        ArgumentError: When an argument is not allowed.

    Reference:
        Welch 1947, The generalization of "Student's" problem when several different population
        variances are involved.

    Example:
        >>> more = ScoreCounts((2, 0, 0, 0, 0, 0, 0, 0, 0, 0, 18))
        >>> fewer = ScoreCounts((2, 0, 0, 0, 0, 0, 0, 0, 0, 0, 8))
        >>> found = difference_per_assigned(more, 200, fewer, 200)
        >>> found.value, round(found.p_value, 4)
        (5.0, 0.0627)
    """
    silent1 = silent_units(answers1, assigned1, arm="1")
    silent0 = silent_units(answers0, assigned0, arm="0")
    found = difference_of_means(
        answers1.moments(silent=silent1), answers0.moments(silent=silent0), level=level
    )
    return replace(
        found,
        value=None if found.value is None else POINTS * found.value,
        se=None if found.se is None else POINTS * found.se,
        low=None if found.low is None else POINTS * found.low,
        high=None if found.high is None else POINTS * found.high,
    )
