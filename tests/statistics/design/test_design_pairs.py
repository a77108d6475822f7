"""Paired designs, exact power and the searches."""

from __future__ import annotations

import math

import numpy as np
import pytest
from scipy import stats
from statsmodels.stats import power as sm_power

from stagelift.errors import ArgumentError
from stagelift.statistics.design import (
    Aim,
    PairedMean,
    PairedShare,
    Setting,
    Share,
    exact_power,
    pairs_mde,
    pairs_needed,
    pairs_power,
    power,
)
from stagelift.statistics.design.search import nearest, smallest
from stagelift.statistics.proportions import difference_of_proportions
from stagelift.statistics.score import TwoRates


@pytest.mark.parametrize("size", [0.2, 0.5, 1.0])
@pytest.mark.parametrize("pairs", [3, 34, 500])
def test_paired_means_agree_with_statsmodels(size, pairs):
    expected = sm_power.TTestPower().power(size, pairs, 0.025, alternative="larger")
    assert pairs_power(PairedMean(4.0), -2.0 * size, pairs) == pytest.approx(expected, abs=1e-9)


def test_mcnemar_by_its_formula():
    both, effect, pairs = 0.3, 0.1, 200
    z = stats.norm.ppf(0.975)
    inner = (effect * math.sqrt(pairs) - z * math.sqrt(both)) / math.sqrt(both - effect**2)
    found = pairs_power(PairedShare(both), effect, pairs)
    assert found == pytest.approx(float(stats.norm.cdf(inner)), abs=1e-12)


@pytest.mark.parametrize("baseline", [PairedMean(1.0), PairedShare(0.3), PairedShare(1.0)])
@pytest.mark.parametrize("effect", [0.1, -0.2])
def test_pairs_are_the_fewest_and_invert(baseline, effect):
    pairs = pairs_needed(baseline, effect)
    assert pairs_power(baseline, effect, pairs) >= 0.8 > pairs_power(baseline, effect, pairs - 1)
    found = pairs_mde(baseline, pairs)
    assert found <= abs(effect)
    assert pairs_power(baseline, found, pairs) == pytest.approx(0.8, abs=1e-9)


def test_pairs_too_few_for_any_effect_have_none():
    assert pairs_mde(PairedShare(0.1), 5) is None


@pytest.mark.parametrize(
    ("aim", "effect"),
    [
        (Aim(), 0.3),
        (Aim(), -0.25),
        (Aim("non_inferiority", 0.2), 0.0),
        (Aim("non_inferiority", 0.2, "down"), 0.05),
        (Aim("superiority", 0.05), 0.3),
        (Aim("equivalence", 0.3), 0.0),
    ],
)
def test_exact_power_adds_up_every_table(aim, effect):
    n0, n1, rate, z = 31, 24, 0.4, stats.norm.ppf(0.95)
    found = exact_power(Share(rate), effect, (n0, n1), Setting(level=0.9, aim=aim))
    k1, k0 = np.meshgrid(np.arange(n1 + 1.0), np.arange(n0 + 1.0))
    tables = TwoRates(k1, n1 + 0.0, k0, n0 + 0.0)
    sign = math.copysign(1.0, effect) if aim.kind == "difference" else aim.sign
    at = tables.pooled_z() if aim.bound == 0.0 else tables.difference_z(aim.bound)
    passed = sign * at > z
    if aim.kind == "equivalence":
        passed &= -sign * tables.difference_z(-aim.bound) > z
    chance = stats.binom.pmf(k1, n1, rate + effect) * stats.binom.pmf(k0, n0, rate)
    assert found == pytest.approx(float(chance[passed].sum()), abs=1e-12)


def test_exact_power_is_that_of_the_test_we_report():
    n0, n1, rate, effect = 40, 40, 0.3, 0.3
    chance = 0.0
    for k1 in range(n1 + 1):
        for k0 in range(n0 + 1):
            found = difference_of_proportions(k1, n1, k0, n0, method="score")
            if found.value > 0 and found.p_value < 0.05:
                chance += stats.binom.pmf(k1, n1, rate + effect) * stats.binom.pmf(k0, n0, rate)
    assert exact_power(Share(rate), effect, (n0, n1)) == pytest.approx(chance, abs=1e-9)


@pytest.mark.parametrize(
    ("rate", "effect", "n"),
    [(0.109, 0.01, 15_855), (0.0035, 0.002, 17_000), (0.01, 0.01, 2_400), (0.5, 0.2, 97)],
)
def test_the_normal_power_is_near_the_exact_one(rate, effect, n):
    exact = exact_power(Share(rate), effect, (n, n))
    assert power(Share(rate), effect, (n, n)).power == pytest.approx(exact, abs=0.01)


def test_exact_power_at_the_ends():
    assert exact_power(Share(0.5), 0.5, (20, 20)) > 0.99
    assert exact_power(Share(0.001), 0.001, (1, 1)) == 0.0


def test_searches():
    for start in (1, 7, 50, 51, 52, 400, 10**6):
        assert smallest(lambda n: n >= 51, start, 1) == 51
    assert smallest(lambda n: n >= 1, 900, 3) == 3
    assert nearest(lambda x: x <= -2.5, 0.0, -math.inf, -1.0) == pytest.approx(-2.5, abs=1e-10)
    assert nearest(lambda x: x >= 0.25, 0.0, 1.0, 1.0) == pytest.approx(0.25, abs=1e-12)
    assert nearest(lambda x: x >= 2.0, 0.0, 1.0, 1.0) is None
    assert nearest(lambda x: False, 0.0, math.inf, 1.0) is None
    assert nearest(lambda x: x >= 1.0, 0.0, 1.0, 1.0) == 1.0
    tiny = nearest(lambda x: x >= 3e-40, 0.0, math.inf, 1.0)
    assert tiny == pytest.approx(3e-40, rel=1e-9)
    assert nearest(lambda x: x > 0.0, 0.0, math.inf, 1.0) == 5e-324  # the smallest double ends it


@pytest.mark.parametrize(
    ("call", "text"),
    [
        (lambda: PairedShare(0.0), "discordant is 0.0"),
        (lambda: PairedShare(1.1), "discordant is 1.1"),
        (lambda: PairedMean(0.0), "variance is 0.0"),
        (lambda: pairs_power(PairedMean(1.0), 0.0, 10), "effect is 0.0"),
        (lambda: pairs_power(PairedMean(1.0), 0.1, 1), "pairs is 1; there must be at least two"),
        (lambda: pairs_power(PairedShare(0.2), 0.3, 10), "at most 0.2"),
        (lambda: pairs_power(PairedShare(1.0), 1.0, 10), "nothing varies"),
        (lambda: pairs_needed(PairedMean(1.0), 0.1, power=0.01), "power is 0.01"),
        (lambda: pairs_mde(PairedMean(1.0), 10, level=1.0), "level is 1.0"),
        (lambda: pairs_mde(PairedMean(1.0), 0), "pairs is 0"),
        (lambda: exact_power(Share(0.1), 0.0, (9, 9)), "no sample shows"),
        (lambda: exact_power(Share(0.1), 0.1, (0, 9)), "at least one unit"),
    ],
)
def test_what_cannot_be_paired_is_refused(call, text):
    with pytest.raises(ArgumentError) as found:
        call()
    assert text in str(found.value)
