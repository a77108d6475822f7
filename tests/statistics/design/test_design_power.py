"""Power against other implementations and printed figures."""

from __future__ import annotations

import math
from itertools import pairwise

import numpy as np
import pytest
from scipy import integrate, special, stats
from statsmodels.stats import power as sm_power
from statsmodels.stats import proportion as sm_proportion

from stagelift.errors import ArgumentError
from stagelift.statistics.design import (
    Aim,
    Clusters,
    Count,
    Promoters,
    Setting,
    Share,
    Value,
    of_hazard,
    power,
)
from stagelift.statistics.design.chance import Signal, at_last_look, t_value
from stagelift.statistics.design.estimated import noncentral_tail
from stagelift.statistics.quantiles import normal_critical

NORMAL = {"kind": "any effect", "student": False}


@pytest.mark.parametrize("rate", [0.003, 0.109, 0.5, 0.9])
@pytest.mark.parametrize("effect", [-0.002, 0.01, 0.05])
@pytest.mark.parametrize("units", [(500, 500), (9000, 1000), (1000, 4000)])
def test_proportions_agree_with_statsmodels(rate, effect, units):
    found = power(Share(rate), effect, units).power
    side = "larger" if effect > 0 else "smaller"
    expected = sm_proportion.power_proportions_2indep(
        effect,
        rate,
        units[1],
        ratio=units[0] / units[1],
        alpha=0.025,
        alternative=side,
        return_results=False,
    )
    assert found == pytest.approx(float(expected), abs=1e-9)


@pytest.mark.parametrize("n", [(2, 2), (5, 5), (20, 20), (400, 400), (10**6, 10**6)])
@pytest.mark.parametrize("size", [0.05, 0.5, 1.0])
def test_equal_means_agree_with_statsmodels(n, size):
    found = power(Value(variance=4.0), 2.0 * size, n).power
    expected = sm_power.TTestIndPower().power(size, n[0], 0.025, alternative="larger")
    assert found == pytest.approx(float(expected), abs=1e-9)


def test_unequal_means_take_welchs_degrees_of_freedom():
    n1, n0, v1, v0 = 12, 40, 9.0, 1.0
    found = power(Value(variance=v0, treatment_variance=v1), 1.5, (n0, n1)).power
    a, b = v1 / n1, v0 / n0
    df = (a + b) ** 2 / (a**2 / (n1 - 1) + b**2 / (n0 - 1))
    expected = stats.nct.sf(stats.t.ppf(0.975, df), df, 1.5 / math.sqrt(a + b))
    assert found == pytest.approx(float(expected), abs=1e-9)


@pytest.mark.parametrize(
    ("baseline", "effect", "units", "printed"),
    [
        # R, help of power.prop.test and power.t.test
        (Share(0.5), 0.25, (50, 50), 0.740),
        (Value(variance=1.0), 1.0, (20, 20), 0.8689528),
    ],
)
def test_printed_powers_of_r(baseline, effect, units, printed):
    digits = len(str(printed)) - 2
    assert power(baseline, effect, units).power == pytest.approx(printed, abs=0.5 * 10**-digits)


def test_normal_tests_agree_with_statsmodels():
    found = power(Value(variance=2.0, **NORMAL), 0.3, (200, 100)).power
    expected = sm_power.NormalIndPower().power(
        0.3 / math.sqrt(2.0), 100, 0.025, ratio=2.0, alternative="larger"
    )
    assert found == pytest.approx(float(expected), abs=1e-12)


@pytest.mark.parametrize("better", ["up", "down"])
@pytest.mark.parametrize("kind", ["non_inferiority", "superiority"])
def test_a_margin_of_means_moves_the_distance(kind, better):
    sign = 1.0 if better == "up" else -1.0
    bound = -0.4 if kind == "non_inferiority" else 0.4
    setting = Setting(level=0.9, aim=Aim(kind, 0.4, better))
    found = power(Value(variance=1.0), sign * 0.7, (30, 30), setting).power
    expected = sm_power.TTestIndPower().power(0.7 - bound, 30, 0.05, alternative="larger")
    assert found == pytest.approx(float(expected), abs=1e-9)


def test_an_effect_on_the_wrong_side_of_its_margin_rarely_succeeds():
    setting = Setting(aim=Aim("superiority", 0.02))
    at_margin = power(Share(0.1), 0.02, (5000, 5000), setting).power
    assert at_margin == pytest.approx(0.025, abs=1e-3)
    assert power(Share(0.1), 0.0, (5000, 5000), setting).power < 0.001


@pytest.mark.parametrize(("df_units", "effect"), [(4, 0.3), (20, -0.2), (200, 0.0)])
def test_equivalence_is_the_joint_chance_over_the_estimated_variance(df_units, effect):
    margin, variance = 1.2, 1.0
    setting = Setting(level=0.9, aim=Aim("equivalence", margin))
    found = power(Value(variance=variance), effect, (df_units, df_units), setting).power
    df, se = 2 * df_units - 2, math.sqrt(2.0 * variance / df_units)
    t = stats.t.ppf(0.95, df)

    def inside(s: float) -> float:
        high, low = (margin - effect) / se - t * s, (-margin - effect) / se + t * s
        chance = stats.norm.cdf(high) - stats.norm.cdf(low) if high > low else 0.0
        return chance * stats.chi.pdf(s * math.sqrt(df), df) * math.sqrt(df)

    meeting = margin / se / t
    expected = integrate.quad(inside, 0.0, meeting, epsabs=1e-12, limit=200)[0]
    assert found == pytest.approx(expected, abs=1e-9)


def test_equivalence_agrees_with_a_printed_figure_of_powertost():
    # PowerTOST, sampleN.TOST(CV = 0.3): 40 subjects of a 2×2 crossover, power 0.815845
    within = math.log(0.3**2 + 1.0)
    setting = Setting(level=0.9, aim=Aim("equivalence", math.log(1.25)))
    found = power(Value(variance=within / 2.0), math.log(0.95), (20, 20), setting).power
    assert found == pytest.approx(0.815845, abs=5e-7)


def test_equivalence_of_shares_agrees_with_a_normal_computation():
    setting = Setting(level=0.9, aim=Aim("equivalence", 0.02))
    found = power(Share(0.3), 0.005, (8000, 8000), setting).power
    share = Share(0.3)
    true = math.sqrt((0.305 * 0.695 + 0.21) / 8000)
    tested = [
        math.sqrt((s.null_treatment + s.null_control) / 8000)
        for s in (share.spread(0.005, bound, 0.5) for bound in (0.02, -0.02))
    ]
    z = stats.norm.ppf(0.95)
    high, low = 0.015 - z * tested[0], -0.025 + z * tested[1]
    expected = stats.norm.cdf(high / true) - stats.norm.cdf(low / true)
    assert found == pytest.approx(float(expected), abs=1e-12)


def test_nps_is_the_formula_of_two_variances():
    shop = Promoters(promoters=0.5, detractors=0.2, response=0.3)
    effect, n = 0.02, 6000
    v = [0.21 - (0.09 + x) ** 2 for x in (0.0, effect)]
    expected = stats.norm.cdf(effect / math.sqrt(sum(v) / n) - stats.norm.ppf(0.975))
    assert power(shop, effect, (n, n)).power == pytest.approx(float(expected))


def test_asking_respondents_only_counts_the_silent_units_too():
    asked = Promoters(promoters=0.5, detractors=0.2, response=0.25, base="respondents")
    everyone = Promoters(promoters=0.5, detractors=0.2)
    found = power(asked, 0.05, (8000, 8000)).power
    assert found == pytest.approx(power(everyone, 0.05, (2000, 2000)).power)


def test_a_count_is_a_mean_with_two_variances():
    found = power(Count(mean=1.0, variance=3.0), 0.2, (900, 900)).power
    expected = power(Value(variance=3.0, treatment_variance=3.6), 0.2, (900, 900)).power
    assert found == pytest.approx(expected, abs=1e-15)


def test_log_rank_power_counts_events():
    n, seen, ratio = 1000, 0.4, 0.7
    found = power(of_hazard(seen), math.log(ratio), (n, n)).power
    drift = -math.log(ratio) * math.sqrt(2 * n * seen / 4)
    assert found == pytest.approx(float(stats.norm.cdf(drift - stats.norm.ppf(0.975))))


def test_clusters_inflate_the_variance_and_cost_degrees_of_freedom():
    clusters = Clusters(size=10.0, correlation=0.1)
    found = power(Value(variance=1.0), 0.5, (100, 100), Setting(clusters=clusters))
    assert found.clusters == (10, 10)
    df, distance = 18, 0.5 / math.sqrt(1.9 * 2 / 100)
    expected = stats.nct.sf(stats.t.ppf(0.975, df), df, distance)
    assert found.power == pytest.approx(float(expected), abs=1e-9)


def test_adjustment_is_worth_units():
    adjusted = power(Share(0.1), 0.02, (1000, 1000), Setting(variance_ratio=0.5)).power
    assert adjusted == pytest.approx(power(Share(0.1), 0.02, (2000, 2000)).power, abs=1e-12)


def test_the_looks_lose_what_they_should():
    # planned so that one look has 80 %: O'Brien–Fleming with 4 looks .79, any time .45–.50
    units = (15_855, 15_855)
    weekly = power(Share(0.109), 0.01, units, Setting(looks="weekly")).power
    always = power(Share(0.109), 0.01, units, Setting(looks="always")).power
    assert weekly == pytest.approx(0.79, abs=5e-3)
    assert 0.45 <= always <= 0.505
    one_of_one = Setting(looks="weekly", fractions=(1.0,))
    assert power(Share(0.109), 0.01, units, one_of_one).power == pytest.approx(0.8, abs=1e-3)


def test_few_units_with_looks_keep_the_chance_of_a_single_look():
    one = power(Value(variance=1.0), 1.0, (20, 20)).power
    weekly = power(Value(variance=1.0), 1.0, (20, 20), Setting(looks="weekly")).power
    assert weekly < one < weekly + 0.02
    huge = power(Value(variance=1.0), 50.0, (20, 20), Setting(looks="weekly"))
    assert huge.power == 1.0


@pytest.mark.parametrize("looks", ["once", "weekly", "always"])
def test_power_grows_with_effect_and_units_and_falls_with_level(looks):
    def chance(effect: float, n: int, level: float) -> float:
        return power(Share(0.1), effect, (n, n), Setting(level=level, looks=looks)).power

    effects = [chance(x, 3000, 0.95) for x in (0.002, 0.01, 0.02, 0.04, 0.2, 0.9)]
    sizes = [chance(0.02, n, 0.95) for n in (50, 500, 3000, 9000, 10**7)]
    levels = [chance(0.02, 3000, level) for level in (0.99, 0.95, 0.9, 0.5)]
    for row in (effects, sizes, levels):
        assert all(a <= b for a, b in pairwise(row)), row
        assert all(0.0 <= value <= 1.0 for value in row)


def test_swapping_arms_and_sign_changes_nothing():
    one = power(Share(0.1), 0.02, (4000, 2000)).power
    assert power(Share(0.12), -0.02, (2000, 4000)).power == pytest.approx(one, abs=1e-14)
    mirrored = power(Share(0.9), -0.02, (4000, 2000)).power
    assert mirrored == pytest.approx(one, abs=1e-12)


def test_units_are_divided_by_the_allocation():
    found = power(Share(0.1), 0.02, 10_001, Setting(allocation=(0.9, 0.1)))
    assert (found.n, found.total) == ((9000, 1000), 10_000)


def test_several_treatments_have_the_power_of_the_smallest():
    setting = Setting(allocation=(2, 1, 3), correction="none")
    found = power(Value(variance=1.0), 0.2, (400, 200, 600), setting).power
    assert found == pytest.approx(power(Value(variance=1.0), 0.2, (400, 200)).power)


def test_few_events_are_said():
    assert "4.4 expected events" in power(Share(0.01), 0.002, (400, 400)).note
    assert "expected events" in power(Share(0.99), -0.002, (400, 400)).note
    assert power(Share(0.1), 0.002, (400, 400)).note == ""


@pytest.mark.parametrize("df", [1.0, 1.5, 3.0, 29.0, 31.0, 100.0, 2686.0, 1e4, 1e6, 1e9])
@pytest.mark.parametrize("level", [0.5, 0.95, 0.999])
def test_the_chance_of_a_t_test_is_a_number_everywhere(df, level):
    critical = normal_critical(level)
    distances = [*np.linspace(-60.0, 60.0, 241), 1e3, 1e6, 1e12]
    found = [at_last_look(Signal(float(x), 1.0, df), critical) for x in distances]
    assert all(a <= b + 1e-9 for a, b in pairwise(found))
    assert found[0] >= 0.0
    assert found[-1] <= 1.0


@pytest.mark.parametrize("df", [1.0, 2.5, 38.0, 1000.0, 1e6, 1e9])
@pytest.mark.parametrize("level", [0.5, 0.95, 0.999])
def test_the_noncentral_t_is_the_same_by_integration(df, level):
    bar = t_value(normal_critical(level), df)
    for distance in (-1.0, 0.0, 0.7, 2.8, 5.0, 12.0):
        expected = 1.0 - float(special.nctdtr(df, distance, bar))
        # scipy's own figure is a few 1e-9 off at a thousand million degrees of freedom
        tolerance = 1e-9 if df <= 1e6 else 1e-8
        assert noncentral_tail(df, distance, bar) == pytest.approx(expected, abs=tolerance)


def test_results_are_plain_numbers():
    found = power(Share(0.1), 0.02, (4000, 4000), Setting(looks="weekly"))
    assert type(found.power) is float
    assert type(found.critical) is float
    assert all(type(n) is int for n in found.n)
    assert not isinstance(found.effect, np.floating)


@pytest.mark.parametrize(
    ("call", "text"),
    [
        (lambda: power(None, 0.1, 100), "baseline is None; the metric's baseline is not known"),
        (lambda: power(None, 0.1, 100), "shadow enrolment"),
        (lambda: power(Share(0.1), 0.0, 100), "no sample shows a difference that is not there"),
        (lambda: power(Share(0.1), 0.95, 100), "it must lie between -0.1 and 0.9"),
        (lambda: power(Share(0.1), math.nan, 100), "effect is nan"),
        (lambda: power(Share(0.1), 0.1, 3), "every arm needs at least two units"),
        (lambda: power(Share(0.1), 0.1, (10, 1)), "every arm needs at least two units"),
        (lambda: power(Share(0.1), 0.1, -4), "n is -4; it must be ≥ 0"),
        (lambda: power(Share(0.1), 0.1, (10, 10.5)), "n[1] is 10.5"),
        (lambda: power(Share(0.1), 0.1, (10, 10, 10)), "one entry per arm, 2"),
        (
            lambda: power(
                Share(0.1), 0.1, (30, 30), Setting(clusters=Clusters(size=20, correlation=0.1))
            ),
            "two clusters of 20 units",
        ),
        (
            lambda: power(Share(0.1), 0.0, 100, Setting(aim=Aim("non_inferiority", 0.2))),
            "margin is 0.2; the bound -0.2 must lie inside -0.1 to 0.9",
        ),
        (
            lambda: power(Share(0.1), 0.0, 100, Setting(aim=Aim("equivalence", 0.2))),
            "margin is 0.2",
        ),
    ],
)
def test_what_has_no_power_is_refused(call, text):
    with pytest.raises(ArgumentError) as found:
        call()
    assert text in str(found.value)
