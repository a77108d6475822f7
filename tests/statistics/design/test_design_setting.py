"""How a test is run: what goes together, and what is refused."""

from __future__ import annotations

import math
from fractions import Fraction

import pytest

from stagelift.errors import ArgumentError
from stagelift.statistics.design import Aim, Clusters, Setting, Share, power, variance_left
from stagelift.statistics.design.chance import critical_values
from stagelift.statistics.quantiles import normal_critical


@pytest.mark.parametrize(
    ("allocation", "parts"),
    [
        ((1, 1), (1, 1)),
        ((2, 4), (1, 2)),
        ((0.5, 0.5), (1, 1)),
        ((0.9, 0.1), (9, 1)),
        ((Fraction(1, 3), Fraction(2, 3)), (1, 2)),
        ((1 / 3, 1 / 3, 1 / 3), (1, 1, 1)),
        ((0.335, 0.665), (67, 133)),
    ],
)
def test_an_allocation_becomes_whole_parts(allocation, parts):
    assert Setting(allocation=allocation).parts == parts


@pytest.mark.parametrize(
    ("aim", "bound"),
    [
        (Aim(), 0.0),
        (Aim("superiority", 0.01), 0.01),
        (Aim("superiority", 0.01, "down"), -0.01),
        (Aim("non_inferiority", 0.01), -0.01),
        (Aim("non_inferiority", 0.01, "down"), 0.01),
        (Aim("equivalence", 0.01), -0.01),
    ],
)
def test_the_bound_to_be_excluded(aim, bound):
    assert aim.bound == bound


def test_unequal_clusters_cost_more_than_equal_ones():
    assert Clusters(size=1.0, correlation=0.3).design_effect == 1.0
    assert Clusters(size=20.0, correlation=0.05).design_effect == pytest.approx(1.95)
    sizes = [10.0, 20.0, 30.0]  # Kish: Σm²/Σm in place of m
    cv = math.sqrt(sum((m - 20.0) ** 2 for m in sizes) / 3.0) / 20.0
    weighted = sum(m * m for m in sizes) / sum(sizes)
    found = Clusters(size=20.0, correlation=0.05, size_cv=cv).design_effect
    assert found == pytest.approx(1.0 + (weighted - 1.0) * 0.05)


def test_several_looks_divide_alpha_among_treatments_and_one_look_shares_it():
    three = (1, 1, 1)
    alone = normal_critical(0.95)
    joint = critical_values(Setting(allocation=three))[0]
    split = critical_values(Setting(allocation=three, correction="bonferroni"))[0]
    assert alone < joint < split
    assert split == pytest.approx(normal_critical(0.975))
    assert critical_values(Setting(allocation=three, correction="none")) == (alone,)
    weekly = critical_values(Setting(allocation=three, looks="weekly"))
    assert weekly == critical_values(Setting(level=0.975, looks="weekly"))


@pytest.mark.parametrize(
    ("arms", "printed"), [(2, 1.96), (3, 2.21), (4, 2.35), (5, 2.44), (6, 2.51)]
)
def test_the_shared_value_is_dunnetts(arms, printed):
    # Dunnett 1964, table of two-sided 5 % points, infinite degrees of freedom
    assert critical_values(Setting(allocation=(1,) * arms))[0] == pytest.approx(printed, abs=5e-3)


def test_what_a_covariate_leaves():
    assert variance_left(0.0) == 1.0
    assert variance_left(-0.5) == 0.75
    assert variance_left(1.0, known=0.5) == 0.5


@pytest.mark.parametrize(
    ("call", "text"),
    [
        (lambda: Setting(level=1.0), "level is 1.0"),
        (lambda: Setting(power=0.02), "power is 0.02; it must be a number > 0.025"),
        (lambda: Setting(power=1.0), "power is 1.0"),
        (lambda: Setting(power=math.nan), "power is nan"),
        (lambda: Setting(allocation=(1,)), "at least two arms"),
        (lambda: Setting(allocation=(0.5, 0.4)), "shares must sum to 1"),
        (lambda: Setting(allocation=(1, 0)), "allocation[1] is 0"),
        (lambda: Setting(allocation=(1, -1)), "allocation[1] is -1"),
        (lambda: Setting(allocation=(0.5, math.inf)), "allocation[1] is inf"),
        (lambda: Setting(variance_ratio=0.0), "variance_ratio is 0.0"),
        (lambda: Setting(variance_ratio=1.5), "variance_ratio is 1.5"),
        (lambda: Setting(looks="daily"), "allowed: once, weekly, always"),
        (lambda: Setting(looks="weekly", fractions=(0.5, 0.9)), "the last one must be 1"),
        (lambda: Setting(looks="weekly", fractions=(0.5, 0.4, 1.0)), "fraction 2 is 0.4"),
        (lambda: Setting(correction="tukey"), "allowed: auto, dunnett, bonferroni, none"),
        (lambda: Setting(correction="dunnett", looks="weekly"), "go with 'bonferroni'"),
        (lambda: Setting(aim=Aim("equivalence", 0.1), looks="always"), "planned for 'once'"),
        (lambda: Aim("difference", 0.1), "a difference has none"),
        (lambda: Aim("non_inferiority"), "for non_inferiority it must be > 0"),
        (lambda: Aim("superiority", -0.1), "it must be ≥ 0"),
        (lambda: Aim("equivalence", math.nan), "margin is nan"),
        (lambda: Aim("better"), "allowed: difference, superiority"),
        (lambda: Aim(better="higher"), "allowed: up, down"),
        (lambda: Clusters(size=0.5, correlation=0.1), "size is 0.5"),
        (lambda: Clusters(size=2.0, correlation=1.1), "correlation is 1.1"),
        (lambda: Clusters(size=2.0, correlation=0.1, size_cv=-1.0), "size_cv is -1.0"),
        (lambda: variance_left(1.0), "leaves no variance"),
        (lambda: variance_left(1.2), "correlation is 1.2"),
        (lambda: variance_left(0.2, known=2.0), "known is 2.0"),
    ],
)
def test_what_cannot_be_run_is_refused(call, text):
    with pytest.raises(ArgumentError) as found:
        call()
    assert text in str(found.value)


def test_a_setting_from_lists_is_still_a_value():
    found = Setting(allocation=[1, 1], looks="weekly", fractions=[0.5, 1.0])
    assert hash(found) == hash(Setting(looks="weekly", fractions=(0.5, 1.0)))
    assert power(Share(0.1), 0.1, 400, found).times == (0.5, 1.0)
