"""The sample ratio by segment and over epochs, and the share that an arm's size allows."""

from __future__ import annotations

import math

import numpy as np
import pytest
from scipy import optimize, stats

from stagelift.errors import ArgumentError
from stagelift.statistics.srm import CONCENTRATION, planned_shares, sample_ratio
from stagelift.statistics.srm.limits import share_limits
from stagelift.statistics.srm.segments import epoch_ratios, segment_ratios

HALF, NINE = planned_shares((1, 1)), planned_shares((9, 1))


def test_each_test_has_its_part_of_alpha():
    found = segment_ratios((500, 500), {"a": (250, 250), "b": (250, 250), "c": (0, 0)}, HALF)
    assert found.alpha_each == pytest.approx(0.001 / 4)
    assert not found.blocks()
    assert found.broken == ()
    assert dict(found.segments)["a"] == sample_ratio((250, 250), HALF)
    assert dict(found.segments)["c"].status == "no_data"


def test_faults_that_cancel_overall_are_found_by_segment():
    found = segment_ratios((2000, 2000), {"app": (1200, 800), "web": (800, 1200)}, HALF)
    assert not found.overall.blocks()
    assert found.broken == ("app", "web")
    assert found.blocks()


def test_a_fault_overall_blocks_without_any_segment():
    found = segment_ratios((1300, 700), {}, HALF)
    assert found.alpha_each == 0.001
    assert found.blocks()


def test_a_segment_is_read_at_its_part_of_alpha_only():
    counts = (1060, 840)
    p = sample_ratio(counts, HALF).sequential_p
    names = {f"s{i}": (0, 0) for i in range(9)}
    alone = segment_ratios((2000, 2000), {"app": counts}, HALF, alpha=p * 2.01)
    among = segment_ratios((2000, 2000), {"app": counts, **names}, HALF, alpha=p * 2.01)
    assert alone.broken == ("app",)
    assert among.broken == ()


@pytest.mark.parametrize(
    ("segments", "alpha", "text"),
    [
        ({"a": (501, 0)}, 0.001, r"segments\['a'\] is \(501, 0\); a segment has at most"),
        ({"a": (1, 2, 3)}, 0.001, "need one entry per arm"),
        ({}, 1.0, "alpha is 1.0"),
    ],
)
def test_impossible_segments_are_refused(segments, alpha, text):
    with pytest.raises(ArgumentError, match=text):
        segment_ratios((500, 500), segments, HALF, alpha=alpha)


def test_one_epoch_is_the_plain_test():
    found, plain = epoch_ratios([((1200, 900), HALF)]), sample_ratio((1200, 900), HALF)
    assert (found.p_value, found.sequential_p) == pytest.approx((plain.p_value, plain.sequential_p))


def test_epochs_multiply_their_evidence():
    epochs = [((560, 440), HALF), ((870, 130), NINE), ((0, 0), HALF)]
    found = epoch_ratios(epochs, concentration=50)
    log, chi2 = 0.0, 0.0
    for counts, shares in epochs[:2]:
        p = np.array([float(s) for s in shares])
        log += stats.dirichlet_multinomial(50 * p, 1000).logpmf(counts)
        log -= stats.multinomial(1000, p).logpmf(counts)
        chi2 += stats.chisquare(counts, 1000 * p).statistic
    assert found.sequential_p == pytest.approx(math.exp(-log), rel=1e-9)
    assert found.p_value == pytest.approx(stats.chi2.sf(chi2, 2), rel=1e-9)


def test_pooled_epochs_would_cry_wolf():
    epochs = [((5000, 5000), HALF), ((9000, 1000), NINE)]
    assert epoch_ratios(epochs).sequential_p == 1.0
    assert sample_ratio((14_000, 6000), HALF).blocks()


def test_epochs_without_units_and_none_at_all():
    found = epoch_ratios([((0, 0), HALF)])
    assert (found.p_value, found.sequential_p, found.status) == (None, None, "no_data")
    with pytest.raises(ArgumentError, match="at least one"):
        epoch_ratios([])
    with pytest.raises(ArgumentError, match="concentration is 0"):
        epoch_ratios([((1, 1), HALF)], concentration=0)


@pytest.mark.parametrize(
    ("k", "n", "share"), [(5100, 10_000, 0.5), (3, 40, 0.2), (0, 9, 0.5), (7, 7, 0.9)]
)
def test_limits_are_where_the_evidence_reaches_one_over_alpha(k, n, share):
    found = share_limits(k, n, share, level=0.95)
    mixed = stats.betabinom(n, CONCENTRATION * share, CONCENTRATION * (1 - share)).logpmf(k)

    def excess(theta):
        return mixed - stats.binom(n, theta).logpmf(k) - math.log(20)

    for limit, end in ((found.low, 1e-12), (found.high, 1 - 1e-12)):
        if limit not in (0.0, 1.0):
            assert limit == pytest.approx(optimize.brentq(excess, *sorted((k / n, end))), abs=1e-8)
    assert found.low <= k / n <= found.high


def test_the_check_and_the_limits_agree():
    for k in range(4600, 5401, 20):
        found = share_limits(k, 10_000, 0.5)
        assert found.p_value == pytest.approx(sample_ratio((k, 10_000 - k), HALF).sequential_p)
        assert (found.p_value < 0.001) == (not found.low <= 0.5 <= found.high)


def test_limits_without_units_and_of_impossible_arguments():
    assert share_limits(0, 0, 0.5).status == "no_data"
    assert share_limits(0, 5, 0.5).low == 0.0
    assert share_limits(5, 5, 0.5).high == 1.0
    with pytest.raises(ArgumentError, match="k is 6"):
        share_limits(6, 5, 0.5)
    with pytest.raises(ArgumentError, match="share is 1"):
        share_limits(1, 5, 1)
    with pytest.raises(ArgumentError, match="level is nan"):
        share_limits(1, 5, 0.5, level=math.nan)
    with pytest.raises(ArgumentError, match="concentration is -1"):
        share_limits(1, 5, 0.5, concentration=-1)
