"""Changes between periods: paired, partly paired and independent, against sums over the units."""

from __future__ import annotations

import math

import numpy as np
import pytest
from samples import moments, pairs
from scipy import stats

from stagelift.errors import ArgumentError
from stagelift.statistics.changes import (
    SharedEvents,
    SharedProducts,
    change_of_means,
    change_of_proportions,
    change_of_ratios,
)
from stagelift.statistics.means import difference_of_means
from stagelift.statistics.moments import Moments, ScoreCounts
from stagelift.statistics.paired import mcnemar_p, paired_score_limits
from stagelift.statistics.pairs import PairMoments
from stagelift.statistics.proportions import difference_of_proportions, newcombe_limits
from stagelift.statistics.ratio import difference_of_ratios

EMPTY = Moments(0, 0.0, 0.0, 0.0)
NO_PAIRS = PairMoments(0, 0.0, 0.0, 0.0, 0.0, 0.0)
NOBODY = SharedEvents(0, 0, 0, 0)
NOTHING = SharedProducts(0, 0.0, 0.0, 0.0, 0.0)
CLOSE = 1e-9
Z = float(stats.norm.ppf(0.975))


class Panel:
    """Customers with a later and an earlier value; some are in one period only."""

    def __init__(self, both: int, later: int, earlier: int, seed: int = 1) -> None:
        rng = np.random.default_rng(seed)
        n = both + later + earlier
        self.now, self.before = np.arange(n) < both + later, np.ones(n, dtype=bool)
        self.before[both : both + later] = False
        level = rng.gamma(3.0, 2.0, n)
        self.y1, self.y0 = (1.0 + rng.poisson(level / 4) for _ in range(2))
        self.x1, self.x0 = (level * rng.gamma(5.0, 1.0, n) * y for y in (self.y1, self.y0))

    @property
    def shared(self) -> np.ndarray:
        return self.now & self.before

    def clustered_variance(self, one: np.ndarray, zero: np.ndarray) -> float:
        """Σ over customers of what each adds to the change, n / (n − 1) in each period."""
        n1, n0 = self.now.sum(), self.before.sum()
        a = np.where(self.now, one - one[self.now].mean(), 0.0) / math.sqrt(n1 * (n1 - 1))
        b = np.where(self.before, zero - zero[self.before].mean(), 0.0) / math.sqrt(n0 * (n0 - 1))
        return float(((a - b) ** 2).sum())

    def means(self):
        both = pairs(self.x1[self.shared], self.x0[self.shared])
        return moments(self.x1[self.now]), moments(self.x0[self.before]), both

    def ratios(self):
        x1, y1, x0, y0 = (v[self.shared] for v in (self.x1, self.y1, self.x0, self.y0))
        sums = (float(a @ b) for a, b in ((x1, x0), (x1, y0), (y1, x0), (y1, y0)))
        later = pairs(self.x1[self.now], self.y1[self.now])
        earlier = pairs(self.x0[self.before], self.y0[self.before])
        return later, earlier, SharedProducts(int(self.shared.sum()), *sums)

    def events(self, threshold: float):
        one, zero = self.x1 > threshold, self.x0 > threshold
        now, before, shared = self.now, self.before, self.shared
        counts = [(one & now).sum(), now.sum(), (zero & before).sum(), before.sum()]
        inner = [shared.sum(), (one & shared).sum(), (zero & shared).sum()]
        both = (one & zero & shared).sum()
        return (*map(int, counts), SharedEvents(*map(int, inner), int(both)))


def test_all_shared_is_the_paired_t():
    panel = Panel(60, 0, 0)
    found, expected = change_of_means(*panel.means()), stats.ttest_rel(panel.x1, panel.x0)
    limits = expected.confidence_interval(0.95)
    assert found.p_value == pytest.approx(expected.pvalue, rel=CLOSE)
    assert (found.low, found.high) == pytest.approx((limits.low, limits.high), rel=CLOSE)
    assert (found.method, found.dual) == ("paired_t", True)


def test_none_shared_is_welch():
    panel = Panel(0, 50, 40)
    later, earlier, both = panel.means()
    found = change_of_means(later, earlier, both)
    expected = stats.ttest_ind(panel.x1[panel.now], panel.x0[panel.before], equal_var=False)
    assert found.p_value == pytest.approx(expected.pvalue, rel=CLOSE)
    assert found == difference_of_means(later, earlier)


@pytest.mark.parametrize("sizes", [(60, 0, 0), (50, 20, 35), (1, 30, 20), (30, 40, 0)])
def test_part_shared_sums_over_customers(sizes):
    panel = Panel(*sizes, seed=2)
    later, earlier, both = panel.means()
    found = change_of_means(later, earlier, both)
    variance = panel.clustered_variance(panel.x1, panel.x0)
    assert found.value == pytest.approx(later.mean - earlier.mean)
    assert found.se**2 == pytest.approx(variance, rel=CLOSE)
    n, alone = sizes[0], sizes[1] + sizes[2]
    welch = stats.ttest_ind(panel.x1[panel.now], panel.x0[panel.before], equal_var=False).df
    df = n - 1 + (welch - n + 1) / (alone + 2 * n) * alone
    assert found.p_value == pytest.approx(
        2 * stats.t.sf(abs(found.value) / found.se, df), rel=CLOSE
    )
    assert found.method == ("partly_paired_t" if alone else "paired_t")


@pytest.mark.parametrize("sizes", [(60, 0, 0), (80, 40, 55), (0, 60, 70)])
def test_ratios_sum_over_customers(sizes):
    panel = Panel(*sizes, seed=3)
    later, earlier, shared = panel.ratios()
    r1, r0 = later.mean_x / later.mean_y, earlier.mean_x / earlier.mean_y
    one, zero = (
        (panel.x1 - r1 * panel.y1) / later.mean_y,
        (panel.x0 - r0 * panel.y0) / earlier.mean_y,
    )
    found = change_of_ratios(later, earlier, shared)
    assert found.value == pytest.approx(r1 - r0)
    assert found.se**2 == pytest.approx(panel.clustered_variance(one, zero), rel=CLOSE)
    assert (found.method, found.dual, found.status) == ("delta", True, "ok")


def test_a_ratio_with_a_denominator_of_one_changes_as_a_mean():
    panel = Panel(50, 20, 35, seed=4)
    panel.y1[:], panel.y0[:] = 1.0, 1.0
    by_ratio, by_mean = change_of_ratios(*panel.ratios()), change_of_means(*panel.means())
    for name in ("value", "se", "low", "high", "p_value"):
        assert getattr(by_ratio, name) == pytest.approx(getattr(by_mean, name), rel=CLOSE)


def test_ratios_without_overlap_differ_as_independent_ones():
    later, earlier, _ = Panel(0, 60, 70, seed=5).ratios()
    assert change_of_ratios(later, earlier, NOTHING) == difference_of_ratios(later, earlier)


def test_all_shared_shares_take_mcnemar_and_tango():
    shared = SharedEvents(n=100, later=40, earlier=30, both=25)
    found = change_of_proportions(40, 100, 30, 100, shared)
    assert (shared.gained, shared.lost) == (15, 5)
    assert found.p_value == mcnemar_p(15, 5)
    limits = paired_score_limits(100, 15, 5, Z)
    assert (found.low, found.high) == pytest.approx(limits, rel=1e-12)  # Z is scipy's quantile
    assert found.se == pytest.approx(math.sqrt(15 + 5 - 10**2 / 100) / 100)
    assert (found.method, found.dual, found.status) == ("mcnemar", False, "ok")


def test_shares_without_overlap_are_independent():
    found = change_of_proportions(40, 100, 30, 110, NOBODY)
    assert found == difference_of_proportions(40, 100, 30, 110)


@pytest.mark.parametrize("sizes", [(150, 60, 80), (30, 200, 220), (150, 90, 0)])
def test_part_shared_shares_sum_over_customers(sizes):
    panel, threshold = Panel(*sizes, seed=6), 70.0
    k1, n1, k0, n0, shared = panel.events(threshold)
    found = change_of_proportions(k1, n1, k0, n0, shared)
    one, zero = (np.asarray(x > threshold, dtype=float) for x in (panel.x1, panel.x0))

    def variance(centre1: float, centre0: float) -> float:
        a = np.where(panel.now, one - centre1, 0.0) / n1
        b = np.where(panel.before, zero - centre0, 0.0) / n0
        return float(((a - b) ** 2).sum())

    pooled = (k1 + k0) / (n1 + n0)
    z = (k1 / n1 - k0 / n0) / math.sqrt(variance(pooled, pooled))
    assert found.p_value == pytest.approx(2 * stats.norm.sf(abs(z)), rel=CLOSE)
    assert found.se**2 == pytest.approx(variance(k1 / n1, k0 / n0), rel=CLOSE)
    assert found.low < found.value < found.high
    assert (found.method, found.dual, found.status) == ("correlated_z", False, "ok")
    # they recur and keep their habits: the change is better known than by independent samples
    low, high = newcombe_limits(k1, n1, k0, n0, Z)
    assert found.high - found.low < high - low


def test_uncorrelated_shared_units_leave_newcombe_as_it_is():
    shared = SharedEvents(n=50, later=20, earlier=15, both=6)  # 6 = 50 · 0.4 · 0.3
    found = change_of_proportions(40, 100, 30, 100, shared)
    assert (found.low, found.high) == pytest.approx(newcombe_limits(40, 100, 30, 100, Z), rel=CLOSE)


@pytest.mark.parametrize(
    ("k1", "k0", "shared"),
    [(0, 0, SharedEvents(10, 0, 0, 0)), (40, 50, SharedEvents(10, 10, 10, 10))],
)
def test_shares_at_the_end_of_the_scale_keep_an_interval(k1, k0, shared):
    found = change_of_proportions(k1, 40, k0, 50, shared)
    assert (found.value, found.se, found.p_value) == (0.0, 0.0, 1.0)
    assert -1 < found.low < 0 < found.high < 1
    assert found.status == "low_n"
    assert found.note == "an expected count is 0.0; 5 are needed when periods share units"


def test_swapping_the_periods_turns_the_change_round():
    panel = Panel(50, 20, 35, seed=7)
    k1, n1, k0, n0, s = panel.events(70.0)
    there = change_of_proportions(k1, n1, k0, n0, s)
    back = change_of_proportions(k0, n0, k1, n1, SharedEvents(s.n, s.earlier, s.later, s.both))
    assert (there.low, there.high) == pytest.approx((-back.high, -back.low), rel=CLOSE)
    assert there.p_value == pytest.approx(back.p_value, rel=CLOSE)


def test_a_change_of_nps_of_the_same_customers():
    # nine of ten stay promoters, one detractor becomes a promoter
    promoters, mixed = ScoreCounts((0,) * 10 + (10,)), ScoreCounts((1,) + (0,) * 9 + (9,))
    both = pairs([1.0] * 10, [-1.0] + [1.0] * 9)
    found = change_of_means(promoters.moments(), mixed.moments(), both)
    assert found.value == pytest.approx(0.2)
    assert found.se == pytest.approx(np.std([2.0] + [0.0] * 9, ddof=1) / math.sqrt(10))


def test_pairs_that_all_moved_alike_have_no_spread():
    x = np.array([1.0, 4.0, 6.0, 9.0])
    found = change_of_means(moments(x + 0.3), moments(x), pairs(x + 0.3, x))
    assert (found.status, found.value, found.se) == ("degenerate", pytest.approx(0.3), 0.0)
    assert found.note == "all units moved alike"


SOME = Panel(50, 20, 35, seed=8)
FEW = pairs([10.0] + [0.0] * 30, [1.0] + [0.0] * 30)
ZERO = PairMoments(9, 1.0, 0.0, 1.0, 0.0, 0.0)


@pytest.mark.parametrize(
    ("found", "status", "value", "note"),
    [
        (
            change_of_means(EMPTY, moments([1, 2]), NO_PAIRS),
            "no_data",
            None,
            "no units in the later period",
        ),
        (
            change_of_means(moments([3.0]), moments([1.0]), pairs([3.0], [1.0])),
            "low_n",
            2.0,
            "a period with one unit has no spread",
        ),
        (
            change_of_proportions(0, 0, 1, 9, NOBODY),
            "no_data",
            None,
            "no units in the later period",
        ),
        (
            change_of_ratios(ZERO, FEW, NOTHING),
            "no_data",
            None,
            "the denominator sums to 0 in the later period",
        ),
        (
            change_of_ratios(FEW, NO_PAIRS, NOTHING),
            "no_data",
            None,
            "no units in the earlier period",
        ),
        (
            change_of_ratios(pairs([12.0], [1.0]), FEW, NOTHING),
            "low_n",
            2.0,
            "one unit has no spread in the later period",
        ),
    ],
)
def test_the_cases_without_an_interval_say_why(found, status, value, note):
    assert (found.status, found.value, found.note) == (status, value, note)
    assert (found.low, found.high, found.p_value) == (None, None, None)


@pytest.mark.parametrize(
    ("call", "text"),
    [
        (lambda: SharedEvents(5, 3, 4, 1), "both is 1; among 5 units it must lie between 2 and 3"),
        (lambda: SharedEvents(5, 6, 4, 4), "both is 4"),
        (lambda: SharedEvents(5, -1, 4, 0), "later is -1"),
        (lambda: SharedProducts(-1, 0.0, 0.0, 0.0, 0.0), "n is -1"),
        (lambda: SharedProducts(1, math.nan, 0.0, 0.0, 0.0), "xx is nan"),
        (
            lambda: change_of_proportions(3, 9, 3, 20, SharedEvents(10, 3, 2, 1)),
            "they must be among the later period's 9 units, 3 with the event",
        ),
        (
            lambda: change_of_proportions(3, 20, 1, 20, SharedEvents(10, 3, 2, 1)),
            "they must be among the earlier period's 20 units, 1 with the event",
        ),
        (
            lambda: change_of_proportions(19, 20, 5, 20, SharedEvents(10, 3, 2, 1)),
            "they must be among the later period's 20 units, 19 with the event",
        ),
        (
            lambda: change_of_means(moments([1, 2]), moments([1, 2]), pairs([1, 2, 3], [1, 2, 4])),
            "shared.n is 3; a period has no more than 2 units",
        ),
        (lambda: change_of_means(*SOME.means(), level=1.5), "level is 1.5"),
        (lambda: change_of_ratios(FEW, ZERO, NOTHING, level=1.5), "level is 1.5"),
        (lambda: change_of_proportions(1, 2, 1, 2, NOBODY, level=0), "level is 0"),
    ],
)
def test_impossible_arguments_are_refused(call, text):
    with pytest.raises(ArgumentError) as caught:
        call()
    assert text in str(caught.value)
