"""Units, effects and margins: they invert power, and meet printed figures."""

from __future__ import annotations

import math

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from statsmodels.stats import power as sm_power

from stagelift.errors import ArgumentError
from stagelift.statistics.design import (
    Aim,
    Clusters,
    Count,
    Promoters,
    Setting,
    Share,
    Value,
    mde,
    of_hazard,
    of_quantile,
    of_ranks,
    power,
    sample_size,
    smallest_margin,
)

KINDS = {
    "share": (Share(0.109), 0.01),
    "rare share": (Share(0.0035), 0.002),
    "mean": (Value(variance=9.0), 0.5),
    "small mean": (Value(variance=1.0), 2.0),
    "two variances": (Value(variance=1.0, treatment_variance=4.0), 0.4),
    "count": (Count(mean=1.0, variance=3.0), -0.1),
    "nps": (Promoters(promoters=0.5, detractors=0.2, response=0.25), 0.02),
    "quantile": (of_quantile(0.9, 0.05), 1.0),
    "ranks": (of_ranks(), 0.05),
    "hazard": (of_hazard(0.6), math.log(0.8)),
}
SETTINGS = {
    "plain": Setting(),
    "strict": Setting(level=0.99, power=0.95),
    "uneven": Setting(allocation=(9, 1)),
    "adjusted": Setting(variance_ratio=0.64),
    "weekly": Setting(looks="weekly"),
    "always": Setting(looks="always", fractions=(0.25, 0.5, 0.75, 1.0)),
    "arms": Setting(allocation=(2, 1, 1)),
    "clusters": Setting(clusters=Clusters(size=4.0, correlation=0.05, size_cv=0.5)),
    "superiority": Setting(aim=Aim("superiority", 0.001)),
}


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("name", SETTINGS)
def test_the_units_are_the_fewest_that_have_the_power(kind, name):
    (baseline, effect), setting = KINDS[kind], SETTINGS[name]
    if setting.aim.kind == "superiority":
        effect = abs(effect)
    found = sample_size(baseline, effect, setting)
    assert found.power >= setting.power
    if setting.clusters is None:
        blocks = found.n[0] // setting.parts[0]
        assert found.n == tuple(blocks * part for part in setting.parts)
        assert power(baseline, effect, found.n, setting).power == pytest.approx(found.power)
        less = tuple((blocks - 1) * part for part in setting.parts)
        if min(less) >= 2:
            assert power(baseline, effect, less, setting).power < setting.power
    else:
        size = setting.clusters.size
        assert found.n == tuple(math.ceil(c * size) for c in found.clusters)
        less = tuple(math.ceil((c - 1) * size) for c in found.clusters)
        if min(less) >= 2 * size:
            assert power(baseline, effect, less, setting).power < setting.power
    assert found.total == sum(found.n)


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("name", SETTINGS)
def test_the_smallest_effect_inverts_power_and_units(kind, name):
    (baseline, effect), setting = KINDS[kind], SETTINGS[name]
    better = "up" if effect > 0 or setting.aim.kind == "superiority" else "down"
    aim = Aim(setting.aim.kind, setting.aim.margin, better)
    setting = Setting(
        level=setting.level,
        power=setting.power,
        aim=aim,
        allocation=setting.allocation,
        looks=setting.looks,
        fractions=setting.fractions,
        variance_ratio=setting.variance_ratio,
        clusters=setting.clusters,
    )
    units = sample_size(baseline, abs(effect) * aim.sign, setting)
    found = mde(baseline, units.n, setting)
    assert math.copysign(1.0, found.effect) == aim.sign
    assert abs(found.effect) <= abs(effect) * (1 + 1e-9)  # no more than what it was planned for
    assert found.power == pytest.approx(setting.power, abs=1e-9)
    again = sample_size(baseline, found.effect, setting)
    assert again.total >= units.total - sum(setting.parts)


@settings(max_examples=60, deadline=None)
@given(
    rate=st.floats(0.01, 0.99),
    size=st.floats(0.05, 0.9),
    wanted=st.floats(0.3, 0.99),
    level=st.floats(0.6, 0.995),
)
def test_any_share_is_inverted(rate, size, wanted, level):
    setting = Setting(level=level, power=max(wanted, 1.01 - level))
    effect = size * (1.0 - rate)
    found = sample_size(Share(rate), effect, setting)
    assert found.power >= setting.power
    if found.n[0] > 2:
        less = tuple(n - 1 for n in found.n)
        assert power(Share(rate), effect, less, setting).power < setting.power


@pytest.mark.parametrize(
    ("baseline", "effect", "setting", "printed"),
    [
        # R, help of power.prop.test: n = 76.7; help of power.t.test: n = 22.02110 and, one-sided,
        # 17.84713
        (Share(0.5), 0.25, Setting(power=0.9), 77),
        (Value(variance=1.0), 1.0, Setting(power=0.9), 23),
        (Value(variance=1.0), 1.0, Setting(power=0.9, level=0.9), 18),
        # G*Power and Cohen 1988, table 2.4.1 (two-sided 5 %, 80 %): d = 0.2, 0.5, 0.8
        (Value(variance=1.0), 0.2, Setting(), 394),
        (Value(variance=1.0), 0.5, Setting(), 64),
        (Value(variance=1.0), 0.8, Setting(), 26),
        # PowerTOST, sampleN.TOST(CV = 0.3): 40 subjects of a crossover, as two groups of 20
        (
            Value(variance=math.log(1.09) / 2.0),
            math.log(0.95),
            Setting(level=0.9, aim=Aim("equivalence", math.log(1.25))),
            20,
        ),
    ],
)
def test_printed_units(baseline, effect, setting, printed):
    assert sample_size(baseline, effect, setting).n == (printed, printed)


def test_schoenfelds_events():
    # with every event seen, units are events: 4(z + z)² / ln² 0.7 = 246.8, and 65.3 at 0.5
    assert sample_size(of_hazard(1.0), math.log(0.7)).total == 248
    assert sample_size(of_hazard(1.0), math.log(0.5)).total == 66


def test_noethers_units():
    # N = (z + z)² / (3 (p − ½)²) for equal arms
    wanted = (1.959963985 + 0.841621234) ** 2 / (3 * 0.1**2)
    assert sample_size(of_ranks(), 0.1).total == 2 * math.ceil(wanted / 2)


def test_nps_by_its_formula():
    shop, effect = Promoters(promoters=0.4, detractors=0.3), 0.05
    variances = 2 * 0.7 - 0.1**2 - 0.15**2
    n = (1.959963985 + 0.841621234) ** 2 * variances / effect**2
    assert sample_size(shop, effect).n[0] == math.ceil(n)


def test_unequal_arms_of_means_as_statsmodels():
    found = sample_size(Value(variance=1.0), 0.5, Setting(allocation=(3, 1)))
    n1 = sm_power.TTestIndPower().solve_power(0.5, power=0.8, alpha=0.05, ratio=3)
    assert abs(found.n[1] - n1) <= 3  # Welch has fewer degrees of freedom than the pooled t


def test_a_guardrail_needs_what_a_difference_of_its_margin_needs():
    # with means the distance from 0 to a margin is that of an effect of the margin's size
    value = Value(variance=4.0)
    guard = sample_size(value, 0.0, Setting(aim=Aim("non_inferiority", 0.3, "down")))
    assert guard.n == sample_size(value, 0.3).n


def test_the_smallest_margin_is_cleared_with_the_power_wanted():
    for kind, better in (
        ("non_inferiority", "up"),
        ("non_inferiority", "down"),
        ("equivalence", "up"),
    ):
        setting = Setting(aim=Aim(kind, 0.01, better))
        margin = smallest_margin(Share(0.05), (9000, 9000), setting)
        at = Setting(aim=Aim(kind, margin, better))
        assert power(Share(0.05), 0.0, (9000, 9000), at).power == pytest.approx(0.8, abs=1e-9)


def test_no_margin_is_found_for_too_few_units():
    setting = Setting(aim=Aim("non_inferiority", 0.001, "up"))
    assert smallest_margin(Share(0.02), (20, 20), setting) is None


def test_an_effect_that_cannot_be_found_is_null_with_its_reason():
    found = mde(Share(0.9), (30, 30))
    assert (found.effect, found.power, found.status) == (None, None, "low_n")
    assert found.note == "even an effect of +0.1 would be found with less than 80%"
    weekly = mde(Share(0.9), (70, 70), Setting(looks="always"))
    assert (weekly.effect, weekly.status) == (None, "low_n")


def test_the_smallest_effect_downwards_is_negative():
    found = mde(Share(0.1), (5000, 5000), Setting(aim=Aim(better="down")))
    assert -0.1 < found.effect < 0.0


@pytest.mark.parametrize(
    ("call", "text"),
    [
        (lambda: sample_size(None, 0.1), "state it in the plan with its source and range"),
        (lambda: mde(None, 100), "baseline is None"),
        (lambda: smallest_margin(None, 100, Setting()), "baseline is None"),
        (lambda: sample_size(Share(0.1), 0.0), "no sample shows a difference"),
        (
            lambda: sample_size(Share(0.1), 0.01, Setting(aim=Aim("superiority", 0.02))),
            "effect is 0.01; it must lie above the bound 0.02",
        ),
        (
            lambda: sample_size(
                Share(0.1), 0.03, Setting(aim=Aim("non_inferiority", 0.02, "down"))
            ),
            "it must lie below the bound 0.02",
        ),
        (
            lambda: sample_size(Share(0.1), 0.02, Setting(aim=Aim("equivalence", 0.02))),
            "it must lie within ±0.02",
        ),
        (lambda: sample_size(Value(variance=1e20), 1e-3), "more than 10¹² units"),
        (
            lambda: mde(Share(0.1), 100, Setting(aim=Aim("equivalence", 0.02))),
            "equivalence has no smallest effect",
        ),
        (lambda: smallest_margin(Share(0.1), 100, Setting()), "only non-inferiority"),
        (lambda: mde(Share(0.1), (1, 1)), "at least two units"),
    ],
)
def test_what_cannot_be_planned_is_refused(call, text):
    with pytest.raises(ArgumentError) as found:
        call()
    assert text in str(found.value)
