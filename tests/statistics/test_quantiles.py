"""Quantiles and p-values against scipy.stats."""

from __future__ import annotations

import math

import pytest
from scipy import stats

from stagelift.errors import ArgumentError
from stagelift.statistics.quantiles import normal_critical, normal_p, t_critical, t_p

LEVELS = [0.01, 0.5, 0.8, 0.95, 0.999, 1 - 1e-12]


@pytest.mark.parametrize("level", LEVELS)
def test_critical_values_equal_scipy(level):
    assert normal_critical(level) == pytest.approx(stats.norm.isf((1 - level) / 2), rel=1e-9)
    for df in (1, 2.5, 30, 36671.2, 1e9):
        assert t_critical(level, df) == pytest.approx(stats.t.isf((1 - level) / 2, df), rel=1e-9)


@pytest.mark.parametrize("statistic", [-8.5, -1.96, 0.0, 0.3, 5.3001, 30.0])
def test_p_values_equal_scipy(statistic):
    assert normal_p(statistic) == pytest.approx(2 * stats.norm.sf(abs(statistic)), rel=1e-9)
    for df in (1, 2.5, 30, 36671.2):
        assert t_p(statistic, df) == pytest.approx(2 * stats.t.sf(abs(statistic), df), rel=1e-9)


@pytest.mark.parametrize("level", [0, 1, -0.1, 95, math.nan, "0.95"])
def test_levels_outside_the_unit_interval_are_refused(level):
    with pytest.raises(ArgumentError, match=r"level is .*; it must be a number > 0 and < 1"):
        normal_critical(level)
    with pytest.raises(ArgumentError, match="level is"):
        t_critical(level, 3)
