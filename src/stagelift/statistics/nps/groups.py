"""More than two groups: is the net promoter score the same in all of them?"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal, get_args

from stagelift.statistics import checks
from stagelift.statistics.nps.scores import adjusted
from stagelift.statistics.numerics import np, special

if TYPE_CHECKING:
    from collections.abc import Sequence

    from stagelift.statistics.inference import Status
    from stagelift.statistics.moments import ScoreCounts

GroupsMethod = Literal["welch", "chi2"]


@dataclass(frozen=True, slots=True, kw_only=True)
class NpsOfGroups:
    """What the test of several scores says; several effects have no one interval.

    Args:
        statistic: F of `welch`, χ² of `chi2`; None when fewer than two groups answered.
        df: Degrees of freedom: groups that answered minus one; 0 when undefined.
        df_within: Degrees of freedom of the denominator of `welch`, None for `chi2`.
        p_value: The p-value of "all groups have the same score"; None when undefined.
        method: `welch` or `chi2`.
        status: `ok`, or `no_data` when fewer than two groups answered.
        note: Which groups gave no answer.
    """

    statistic: float | None
    df: int
    df_within: float | None = None
    p_value: float | None
    method: GroupsMethod
    status: Status = "ok"
    note: str = ""


def same_nps(groups: Sequence[ScoreCounts], *, method: GroupsMethod = "welch") -> NpsOfGroups:
    """The test that several independent groups have the same net promoter score.

    The squared distances of the groups' scores from their weighted mean are added, each over its
    variance; groups get half of the pseudo-answers of a single score, so that `chi2` of two groups
    is the square of the statistic of `difference_of_nps`. χ² takes the variances as known: with 10
    answers in each of six equal groups it errs in up to 9 % of cases at 5 %, Welch's F in at most
    5.3 % over 3 to 6 groups of 10 to 100 answers, so `welch` is the default.

    Args:
        groups: Answers by group, at least two; a group without answers is left out and named.
        method: `welch` (F with estimated variances) or `chi2`.

    Returns:
        The test; null with status `no_data` when fewer than two groups have answers.

    Raises:
        ArgumentError: When there are fewer than two groups, or the method is another word.

    Reference:
        Welch 1951, On the comparison of several mean values: an alternative approach; Cochran 1954,
        The combination of estimates from different experiments (χ² on weighted means).

    Example:
        >>> from stagelift.statistics.moments import ScoreCounts
        >>> def group(detractors, passives, promoters):
        ...     return ScoreCounts((detractors, 0, 0, 0, 0, 0, 0, passives, 0, 0, promoters))
        >>> found = same_nps([group(20, 30, 50), group(10, 30, 60), group(35, 30, 35)])
        >>> round(found.statistic, 3), round(found.p_value, 6)
        (10.66, 4e-05)
    """
    if len(groups) < 2:
        raise checks.refused("groups", len(groups), "there must be at least two")
    checks.one_of("method", method, get_args(GroupsMethod))
    known = [scores for scores in groups if scores.n]
    silent = [str(i) for i, scores in enumerate(groups) if not scores.n]
    note = f"no answers in groups {', '.join(silent)}" if silent else ""
    k = len(known)
    if k < 2:
        return NpsOfGroups(
            statistic=None, df=0, p_value=None, method=method, status="no_data", note=note
        )
    nets, variances = np.array([adjusted(scores, 0.5) for scores in known]).T
    weights = 1.0 / variances
    mean = (weights * nets).sum() / weights.sum()
    chi2 = float((weights * (nets - mean) ** 2).sum())
    if method == "chi2":
        p = float(special.chdtrc(k - 1, chi2))
        return NpsOfGroups(statistic=chi2, df=k - 1, p_value=p, method=method, note=note)
    # pseudo-answers count as answers in the precision of a variance, as they do in the variance
    sizes = np.array([scores.n for scores in known]) + 1.5
    lack = float(((1.0 - weights / weights.sum()) ** 2 / (sizes - 1.0)).sum()) / (k * k - 1.0)
    f = chi2 / (k - 1) / (1.0 + 2.0 * (k - 2) * lack)
    within = 1.0 / (3.0 * lack)
    return NpsOfGroups(
        statistic=f,
        df=k - 1,
        df_within=within,
        p_value=float(special.fdtrc(k - 1, within, f)),
        method=method,
        note=note,
    )
