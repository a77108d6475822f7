"""Tails and quantiles of the standard library against scipy.special."""

from __future__ import annotations

import math
import subprocess
import sys

import pytest
from scipy import special

from stagelift.statistics.tails import (
    MANY,
    NEAR,
    chi_square_above,
    normal_below,
    normal_quantile,
    t_below,
    t_quantile,
)

FREEDOM = (MANY, 3_000.5, 36671.2, 1e5, 1.3e6, 1e9, 1e12)
PROBABILITIES = (1e-300, 1e-20, 1e-9, 1e-6, 0.005, 0.025, 0.4, 0.5, 0.975, 1.0 - 1e-12)


@pytest.mark.parametrize("z", [-37.0, -8.5, -1.96, -0.01, 0.0, 0.3, 5.3, 12.0])
def test_tails_equal_scipy_far_out_too(z):
    assert normal_below(z) == pytest.approx(float(special.ndtr(z)), rel=1e-12)
    for df in (1.0, 2.5, 30.0, MANY - 1, *FREEDOM):
        assert t_below(z, df) == pytest.approx(float(special.stdtr(df, z)), rel=1e-10)


@pytest.mark.parametrize("probability", PROBABILITIES)
def test_quantiles_equal_scipy(probability):
    own = normal_quantile(probability)
    assert own == pytest.approx(float(special.ndtri(probability)), rel=1e-13, abs=1e-16)
    for df in (1.0, 2.5, 30.0, MANY - 1, *FREEDOM):
        expected = float(special.stdtrit(df, probability))
        assert t_quantile(df, probability) == pytest.approx(expected, rel=1e-12, abs=1e-16)


def test_the_expansion_meets_scipy_where_it_ends():
    for df in FREEDOM[:3]:
        edge = normal_below(-math.sqrt(NEAR * df))
        for probability in (edge * 0.999, edge * 1.001):
            expected = float(special.stdtrit(df, probability))
            assert t_quantile(df, probability) == pytest.approx(expected, rel=1e-12)
        for t in (0.999 * math.sqrt(NEAR * df), 1.001 * math.sqrt(NEAR * df)):
            assert t_below(-t, df) == pytest.approx(float(special.stdtr(df, -t)), rel=1e-10)


@pytest.mark.parametrize("df", [1, 2, 3, 7])
@pytest.mark.parametrize("statistic", [0.0, 0.4, 3.84, 40.0, 900.0])
def test_chi_square_equals_scipy(df, statistic):
    expected = float(special.chdtrc(df, statistic))
    assert chi_square_above(df, statistic) == pytest.approx(expected, rel=1e-11)


def test_ends_and_what_is_no_number_are_as_scipy_has_them():
    assert (normal_quantile(0.0), normal_quantile(1.0)) == (-math.inf, math.inf)
    assert (t_below(-math.inf, 1e6), t_below(math.inf, 1e6)) == (0.0, 1.0)
    assert math.isnan(t_below(math.nan, 1e6))
    assert math.isnan(normal_below(math.nan))
    assert t_below(-1.96, math.inf) == pytest.approx(normal_below(-1.96), rel=1e-12)
    assert t_quantile(math.inf, 0.025) == pytest.approx(normal_quantile(0.025), rel=1e-12)


def test_a_comparison_of_large_arms_loads_neither_scipy_nor_numpy():
    code = (
        "import sys\n"
        "from fractions import Fraction\n"
        "from stagelift.statistics.srm import sample_ratio\n"
        "from stagelift.statistics.quantiles import normal_critical, normal_p, t_critical, t_p\n"
        "t_critical(0.95, 2e6), t_p(3.1, 2e6), normal_critical(0.95), normal_p(3.1)\n"
        "sample_ratio((5000, 4900), (Fraction(1, 2), Fraction(1, 2)))\n"
        "print([name for name in ('scipy', 'numpy') if name in sys.modules])"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"
