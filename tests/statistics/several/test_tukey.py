"""All pairs of arms: Tukey and Kramer, Games and Howell."""

from __future__ import annotations

import math

import numpy as np
import pytest
from scipy import stats

from stagelift.errors import ArgumentError
from stagelift.statistics.means import difference_of_means
from stagelift.statistics.moments import Moments
from stagelift.statistics.several.tukey import tukey

# the sample of scipy's own page: hours of relief from three drugs
DRUGS = [
    [24.5, 23.5, 26.4, 27.1, 29.9],
    [28.4, 34.2, 29.5, 32.2, 30.1, 33.0],
    [26.1, 28.3, 24.3, 26.2],
]


def moments(values) -> Moments:
    x = np.asarray(values, dtype=float)
    return Moments(len(x), float(x.mean()), float(((x - x.mean()) ** 2).sum()), 0.0)


ARMS = [moments(x) for x in DRUGS]


@pytest.mark.parametrize(
    ("variances", "equal", "level"), [("equal", True, 0.9), ("unequal", False, 0.99)]
)
def test_equals_scipy(variances, equal, level):
    theirs = stats.tukey_hsd(*DRUGS, equal_var=equal)
    limits = theirs.confidence_interval(level)
    for one in tukey(ARMS, level=level, variances=variances):
        at = (one.arm, one.against)
        assert one.effect.value == pytest.approx(theirs.statistic[at], rel=1e-12)
        assert one.effect.p_value == pytest.approx(theirs.pvalue[at], rel=1e-9)
        assert one.effect.low == pytest.approx(limits.low[at], rel=1e-9)
        assert one.effect.high == pytest.approx(limits.high[at], rel=1e-9)
        assert one.effect.dual
        assert (one.effect.p_value < 1 - level) == (not one.effect.low <= 0 <= one.effect.high)


def test_the_printed_studentized_range():
    # q(.95; 3 arms, 10 df) is 3.88 in every table; se of a difference is √(2/n) · s
    arms = [Moments(5, x, 4.0, 0.0) for x in (0.0, 0.0, 0.0)] + []
    arms = [Moments(n, 0.0, 1.0, 0.0) for n in (4, 4, 5)]
    half = [one.effect.high / one.effect.se for one in tukey(arms, variances="equal")]
    assert half == pytest.approx([3.88 / math.sqrt(2)] * 3, abs=0.004)


def test_two_arms_are_the_plain_test():
    (one,) = tukey(ARMS[:2])
    plain = difference_of_means(ARMS[1], ARMS[0])
    assert (one.arm, one.against) == (1, 0)
    assert (one.effect.low, one.effect.p_value) == pytest.approx((plain.low, plain.p_value))
    (pooled,) = tukey(ARMS[:2], variances="equal")
    student = stats.ttest_ind(DRUGS[1], DRUGS[0])
    assert pooled.effect.p_value == pytest.approx(student.pvalue, rel=1e-12)


def test_a_tail_beyond_the_librarys_reach_is_held():
    far = [Moments(5000, x, 5000.0, 0.0) for x in (0.0, 0.0, 0.4)]
    for one in tukey(far)[1:]:
        alone = difference_of_means(far[one.arm], far[one.against]).p_value
        assert 0.0 < alone <= one.effect.p_value <= 3 * alone < 1e-60


def test_arms_without_data_do_not_count():
    found = tukey([*ARMS[:2], Moments(0, 0.0, 0.0, 0.0), Moments(1, 4.0, 0.0, 0.0)])
    states = {(one.arm, one.against): one.effect.status for one in found}
    assert states[1, 0] == "ok"
    assert states[2, 0] == states[3, 2] == "no_data"
    assert states[3, 1] == "low_n"
    assert found[0].effect.p_value == tukey(ARMS[:2])[0].effect.p_value


def test_nothing_that_varies_is_degenerate():
    same = Moments(4, 1.0, 0.0, 0.0)
    for variances in ("equal", "unequal"):
        (one,) = tukey([same, same], variances=variances)
        assert (one.effect.status, one.effect.low) == ("degenerate", None)


@pytest.mark.parametrize(
    ("change", "text"),
    [
        ({"level": 0}, "level is 0"),
        ({"variances": "pooled"}, "variances is 'pooled'"),
        ({"arms": ARMS[:1]}, "arms is 1; there must be at least two"),
    ],
)
def test_impossible_arguments_are_refused(change, text):
    with pytest.raises(ArgumentError, match=text):
        tukey(**{"arms": ARMS, **change})
