"""Guardrails in the plan, and planning again without unblinding."""

from __future__ import annotations

import math

import numpy as np
import pytest

from stagelift.errors import ArgumentError
from stagelift.statistics.design import (
    Aim,
    Guard,
    Setting,
    Share,
    Value,
    blinded_mean,
    blinded_share,
    chance_to_clear,
    each_power,
    mde,
    planned_again,
    power,
    sample_size,
    together,
)
from stagelift.statistics.moments import Moments

UNSUBSCRIBED = Guard(baseline=Share(0.0035), margin=0.003, better="down")
RETURNED = Guard(baseline=Share(0.08), margin=0.01, better="down")


def test_the_risk_is_divided_among_all_goals():
    assert each_power(0.8, 0) == pytest.approx(0.8)
    assert each_power(0.8, 4) == pytest.approx(0.96)


def test_a_harmless_guardrail_clears_as_non_inferiority_does():
    found = chance_to_clear(RETURNED, (9000, 9000))
    setting = Setting(aim=Aim("non_inferiority", 0.01, "down"))
    assert found == power(Share(0.08), 0.0, (9000, 9000), setting).power
    harmful = chance_to_clear(RETURNED, (9000, 9000), effect=0.005)
    assert harmful < found
    assert chance_to_clear(RETURNED, (90_000, 90_000)) > 0.999


def test_together_the_hungriest_goal_decides():
    setting = Setting(power=0.8)
    found = together(Share(0.109), 0.01, [UNSUBSCRIBED, RETURNED], setting)
    needs = [found.primary.total, *(design.total for design in found.guardrails)]
    assert found.total == max(needs) == needs[found.deciding]
    assert found.each_power == pytest.approx(1 - 0.2 / 3)
    assert min(found.chances) >= found.each_power - 1e-12
    primary = power(Share(0.109), 0.01, found.n).power
    # all goals are met with the chance wanted, whatever their dependence
    assert 1 - (1 - primary) - sum(1 - chance for chance in found.chances) >= 0.8


def test_without_guardrails_the_primary_is_planned_alone():
    found = together(Share(0.109), 0.01, [])
    assert (found.n, found.chances) == (sample_size(Share(0.109), 0.01).n, ())


def test_a_guardrail_may_have_its_own_adjustment():
    guard = Guard(baseline=Value(variance=4.0), margin=0.1, variance_ratio=0.5)
    plain = Guard(baseline=Value(variance=2.0), margin=0.1)
    assert chance_to_clear(guard, (5000, 5000)) == pytest.approx(
        chance_to_clear(plain, (5000, 5000)), abs=1e-12
    )


def test_the_blinded_rate_gives_the_control_its_own():
    assert blinded_share(1_200, 10_000, 0.02).rate == pytest.approx(0.11)
    assert blinded_share(1_200, 10_000, 0.02, Setting(allocation=(9, 1))).rate == pytest.approx(
        0.118
    )


def test_the_blinded_variance_leaves_the_effect_out():
    rng = np.random.default_rng(3)
    control, treated = rng.normal(5, 2, 4000), rng.normal(6, 2, 4000)
    values = np.concatenate([control, treated])
    m2 = float(((values - values.mean()) ** 2).sum())
    found = blinded_mean(Moments(8000, float(values.mean()), m2, 0.0), 1.0)
    within = (control.var(ddof=1) + treated.var(ddof=1)) / 2
    assert found.variance == pytest.approx(within, rel=0.02)
    exact = values.var(ddof=1) - 0.25 * 8000 / 7999
    assert found.variance == pytest.approx(exact)


def test_a_test_planned_again_is_never_shorter_and_never_beyond_its_bound():
    setting = Setting()
    planned = sample_size(Value(variance=4.0), 0.5, setting)
    same = planned_again(planned, Value(variance=3.0), setting)
    assert same.n == planned.n
    assert same.power > planned.power
    assert same.note.endswith("units would do; the planned ones stay")
    more = planned_again(planned, Value(variance=5.0), setting)
    assert more.n == sample_size(Value(variance=5.0), 0.5, setting).n
    bound = planned_again(planned, Value(variance=12.0), setting, most=1.5)
    assert bound.total == 758  # 1.5 × 506, in whole blocks
    assert bound.power < 0.8
    assert bound.note.endswith("758 are allowed")


@pytest.mark.parametrize(
    ("call", "text"),
    [
        (lambda: each_power(1.0, 1), "wanted is 1.0"),
        (lambda: each_power(0.8, -1), "guardrails is -1"),
        (lambda: chance_to_clear(Guard(baseline=None, margin=0.1), 100), "baseline is None"),
        (lambda: chance_to_clear(Guard(baseline=Share(0.1), margin=0.0), 100), "margin is 0.0"),
        (
            lambda: chance_to_clear(Guard(baseline=Share(0.1), margin=math.nan), 100),
            "margin is nan",
        ),
        (lambda: together(None, 0.01, []), "baseline is None"),
        (lambda: blinded_share(5, 0, 0.01), "k is 5; it must be ≤ n"),
        (lambda: blinded_share(0, 0, 0.01), "without mature units"),
        (lambda: blinded_share(1, 1000, 0.01), "the control's rate would be -0.004"),
        (lambda: blinded_mean(Moments(1, 0.0, 0.0, 0.0), 0.1), "at least two units"),
        (lambda: blinded_mean(Moments(9, 0.0, 1.0, 0.0), 4.0), "would give a variance of 4.5"),
        (
            lambda: planned_again(sample_size(Share(0.1), 0.1), None, Setting()),
            "baseline is None",
        ),
        (
            lambda: planned_again(mde(Share(0.9), (30, 30)), Share(0.2), Setting()),
            "planned is 'low_n'; it must be a design with an effect",
        ),
        (
            lambda: planned_again(sample_size(Share(0.1), 0.1), Share(0.2), Setting(), most=0.5),
            "most is 0.5",
        ),
    ],
)
def test_what_makes_no_sense_is_refused(call, text):
    with pytest.raises(ArgumentError) as found:
        call()
    assert text in str(found.value)
