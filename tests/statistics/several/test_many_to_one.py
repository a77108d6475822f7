"""The largest of statistics that share one control, against tables and library integrals."""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import stats

from stagelift.errors import ArgumentError
from stagelift.statistics.several.many_to_one import any_beyond, shared_critical

EVEN = math.sqrt(0.5)
TWO_SIDED = {  # Dunnett 1964, 5 % points; by degrees of freedom, for 1 to 5 treatments
    5: (2.57, 3.03, 3.29, 3.48, 3.62),
    10: (2.23, 2.57, 2.76, 2.89, 2.99),
    20: (2.09, 2.38, 2.54, 2.65, 2.73),
    math.inf: (1.96, 2.21, 2.35, 2.44, 2.51),
}
ONE_SIDED = {  # Dunnett 1955, 5 % points
    5: (2.02, 2.44, 2.68, 2.85, 2.98),
    10: (1.81, 2.15, 2.34, 2.47, 2.56),
    20: (1.72, 2.03, 2.19, 2.30, 2.39),
    math.inf: (1.64, 1.92, 2.06, 2.16, 2.23),
}


@pytest.mark.parametrize(("table", "two_sided"), [(TWO_SIDED, True), (ONE_SIDED, False)])
def test_the_printed_tables(table, two_sided):
    for df, row in table.items():
        for k, printed in enumerate(row, 1):
            found = shared_critical(0.95, [EVEN] * k, df=df, two_sided=two_sided)
            assert found == pytest.approx(printed, abs=0.0051), (df, k)


@pytest.mark.parametrize("loadings", [(0.5, 0.9), (EVEN, EVEN), (0.1, 0.99), (0.0, 0.7)])
@pytest.mark.parametrize("c", [0.3, 1.5, 2.5])
def test_two_normal_comparisons_equal_the_bivariate_normal(loadings, c):
    rho = loadings[0] * loadings[1]
    law = stats.multivariate_normal(cov=[[1, rho], [rho, 1]])
    inside = law.cdf([c, c]) - law.cdf([-c, c]) - law.cdf([c, -c]) + law.cdf([-c, -c])
    assert any_beyond(c, loadings) == pytest.approx(1 - inside, abs=1e-8)
    assert any_beyond(c, loadings, two_sided=False) == pytest.approx(1 - law.cdf([c, c]), abs=1e-8)


@pytest.mark.parametrize(("df", "c"), [(1, 2.0), (4, 2.5), (30, 3.0), (500, 1.0), (1e6, 2.2)])
def test_three_comparisons_equal_integration_on_a_dense_grid(df, c):
    loadings = np.array([0.3, 0.6, 0.9])
    rest = np.sqrt(1 - loadings**2)
    law = stats.chi(df, scale=1 / math.sqrt(df))
    low, high = law.ppf([1e-10, 1 - 1e-10])
    nodes, weights = np.polynomial.legendre.leggauss(200)
    s, z = low + (high - low) * (nodes + 1) / 2, 9 * nodes
    limit, shift = (c * s)[:, None, None], z[:, None] * loadings
    inside = stats.norm.cdf((limit - shift) / rest) - stats.norm.cdf((-limit - shift) / rest)
    given_scale = inside.prod(axis=2) @ (9 * weights * stats.norm.pdf(z))
    whole = given_scale @ (weights * (high - low) / 2 * law.pdf(s))
    assert any_beyond(c, loadings, df=df) == pytest.approx(1 - whole, abs=2e-9)


def test_the_multivariate_t_of_scipy_within_its_noise():
    loadings = np.array([0.5, 0.7, 0.8, 0.6])
    shape = np.outer(loadings, loadings)
    np.fill_diagonal(shape, 1.0)
    law = stats.multivariate_t(shape=shape, df=7, seed=1)
    inside = law.cdf(np.full(4, 2.4), lower_limit=np.full(4, -2.4), maxpts=400_000)
    assert any_beyond(2.4, loadings, df=7) == pytest.approx(1 - inside, abs=1e-4)


@pytest.mark.parametrize("df", [1, 3, 50, math.inf])
@pytest.mark.parametrize("c", [0.1, 2.0, 6.0])
def test_the_two_ends_of_correlation(df, c):
    alone = any_beyond(c, [0.3], df=df)
    own = stats.norm.sf(c) if df == math.inf else stats.t.sf(c, df)
    assert alone == pytest.approx(2 * own, rel=1e-12)
    assert any_beyond(c, [1.0, 1.0, 1.0], df=df) == pytest.approx(alone, rel=1e-8)
    if df == math.inf:
        assert any_beyond(c, [0.0] * 3) == pytest.approx(-math.expm1(3 * math.log1p(-alone)))


@settings(max_examples=25, deadline=None)
@given(
    loadings=st.lists(st.floats(0, 1), min_size=1, max_size=5),
    c=st.floats(0.01, 30),
    df=st.sampled_from([1.0, 2.5, 12.0, 4000.0, math.inf]),
    two_sided=st.booleans(),
)
def test_between_one_comparison_and_bonferroni(loadings, c, df, two_sided):
    found = any_beyond(c, loadings, df=df, two_sided=two_sided)
    alone = any_beyond(c, loadings[:1], df=df, two_sided=two_sided)
    assert alone <= found <= min(1.0, len(loadings) * alone) * (1 + 1e-12)
    more = any_beyond(c * 1.1, loadings, df=df, two_sided=two_sided)
    assert more <= found + 1e-9


@settings(max_examples=12, deadline=None)
@given(
    loadings=st.lists(st.floats(0, 1), min_size=1, max_size=4),
    level=st.sampled_from([0.5, 0.8, 0.95, 0.999]),
    df=st.sampled_from([2.0, 15.0, math.inf]),
    two_sided=st.booleans(),
)
def test_critical_value_and_probability_are_inverse(loadings, level, df, two_sided):
    c = shared_critical(level, loadings, df=df, two_sided=two_sided)
    again = any_beyond(c, loadings, df=df, two_sided=two_sided)
    assert again == pytest.approx(1 - level, rel=1e-7)


def test_one_comparison_is_the_plain_quantile():
    assert shared_critical(0.95, [0.4]) == pytest.approx(stats.norm.ppf(0.975), abs=1e-12)
    one_sided = shared_critical(0.95, [0.4], df=9, two_sided=False)
    assert one_sided == pytest.approx(stats.t.ppf(0.95, 9), abs=1e-12)


def test_a_huge_statistic_with_the_ends_of_correlation():
    for df in (1.0, 8.0, math.inf):
        assert 0.0 <= any_beyond(1e17, [0.0, 1.0, 0.5], df=df) < 1e-15


def test_below_zero_everything_is_beyond():
    assert any_beyond(-0.5, [0.5, 0.5]) == 1.0
    assert any_beyond(-3.0, [0.5, 0.5], two_sided=False) == pytest.approx(
        1 - stats.multivariate_normal(cov=[[1, 0.25], [0.25, 1]]).cdf([-3, -3]), abs=1e-8
    )


@pytest.mark.parametrize(
    ("loadings", "df", "text"),
    [
        ([], 5, "at least one comparison"),
        ([0.5, 1.1], 5, r"loadings\[1\] is 1.1"),
        ([math.nan], 5, r"loadings\[0\] is nan"),
        ([0.5], 0, "df is 0"),
        ([0.5], math.nan, "df is nan"),
    ],
)
def test_impossible_arguments_are_refused(loadings, df, text):
    with pytest.raises(ArgumentError, match=text):
        any_beyond(1.0, loadings, df=df)
    with pytest.raises(ArgumentError, match=text):
        shared_critical(0.95, loadings, df=df)
    with pytest.raises(ArgumentError, match="critical is inf"):
        any_beyond(math.inf, [0.5])
