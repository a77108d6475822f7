"""Distinct covariate values with HC2 errors against the regression on every unit."""

from __future__ import annotations

import math

import numpy as np
import pytest
import statsmodels.api as sm

from stagelift.errors import ArgumentError
from stagelift.statistics.adjustment.compressed import (
    FITTED,
    CovariateCell,
    compressed_effect,
    compressed_means,
    compressed_moments,
)
from stagelift.statistics.adjustment.covariates import CovariateMoments
from stagelift.statistics.adjustment.lin import lin_effect
from stagelift.statistics.moments import Moments

NAMES = ("spend", "orders", "member")


def sample(n: int = 300, seed: int = 1):
    rng = np.random.default_rng(seed)
    t = rng.random(n) < 0.4
    c = np.column_stack([np.minimum(rng.poisson(1.5, n), 4), rng.random(n) < 0.3]).astype(float)
    x = 2 + t + c @ [1.5, -1.0] + t * c[:, 0] * 0.5 + rng.normal(0, 1 + c[:, 0], n)
    return t, x, c


def cells(x, c) -> list[CovariateCell]:
    found = []
    for at in np.unique(c, axis=0):
        here = x[(c == at).all(axis=1)]
        m2 = float(((here - here.mean()) ** 2).sum())
        found.append(CovariateCell(tuple(at), Moments(here.size, float(here.mean()), m2, 0.0)))
    return found


def of(x, c) -> CovariateMoments:
    return CovariateMoments.of_units(dict(zip(NAMES, [x, *c.T], strict=True)))


def test_the_standard_error_is_hc2_of_the_fully_interacted_regression():
    t, x, c = sample()
    centred = c - c.mean(axis=0)
    columns = np.column_stack([np.ones_like(x), t, centred, t[:, None] * centred])
    fitted = sm.OLS(x, columns).fit(cov_type="HC2")
    found = compressed_effect(cells(x[t], c[t]), cells(x[~t], c[~t]), NAMES, drawn=False)
    assert (found.value, found.se) == pytest.approx((fitted.params[1], fitted.bse[1]), rel=1e-9)
    assert (found.method, found.dual) == ("lin_hc2", True)


def test_drawn_units_add_the_variance_of_the_predicted_effect():
    t, x, c = sample(seed=2)
    given = cells(x[t], c[t]), cells(x[~t], c[~t]), NAMES
    fixed, drawn = (compressed_means(*given, drawn=d) for d in (False, True))
    slopes = [
        np.linalg.lstsq(np.column_stack([np.ones(a.sum()), c[a]]), x[a])[0][1:] for a in (t, ~t)
    ]
    more = np.var(c @ (slopes[0] - slopes[1]), ddof=1) / len(x)
    assert drawn.se**2 - fixed.se**2 == pytest.approx(more, rel=1e-9)
    lin = lin_effect([of(x[t], c[t])], [of(x[~t], c[~t])])
    assert drawn.mean1 - drawn.mean0 == pytest.approx(lin.value, rel=1e-9)
    assert drawn.se == pytest.approx(lin.se, rel=0.1)
    assert fixed.covariance == 0.0


def test_cells_hold_the_moments_of_all_units_also_in_pieces():
    _, x, c = sample(seed=3)
    whole, units = compressed_moments(cells(x, c), NAMES), of(x, c)
    assert whole.means == pytest.approx(units.means, rel=1e-12)
    assert np.array(whole.products) == pytest.approx(np.array(units.products), rel=1e-9)
    pieces = cells(x[:100], c[:100]) + cells(x[100:], c[100:])
    assert np.array(compressed_moments(pieces, NAMES).products) == pytest.approx(
        np.array(whole.products), rel=1e-9
    )


def test_without_covariates_it_is_welch_s_standard_error():
    one, zero = Moments(12, 3.0, 44.0, 0.0), Moments(7, 2.0, 9.0, 0.0)
    found = compressed_means([CovariateCell((), one)], [CovariateCell((), zero)], ("spend",))
    # HC2 of a mean divides by n − 1, as the sample variance does
    assert found.se == pytest.approx(math.hypot(one.se, zero.se), rel=1e-12)
    assert found.variance_ratio == pytest.approx(1.0)


def test_a_constant_covariate_is_dropped_and_empty_cells_count_nothing():
    t, x, c = sample(seed=4)
    c[:, 1] = 1.0
    found = compressed_effect(cells(x[t], c[t]), cells(x[~t], c[~t]), NAMES)
    assert found.note == "dropped in both arms: 'member' (constant in an arm)"
    nobody = CovariateCell((77.0, 1.0), Moments(0, 0.0, 0.0, 0.0))
    same = compressed_effect([*cells(x[t], c[t]), nobody], cells(x[~t], c[~t]), NAMES)
    assert (same.value, same.se) == pytest.approx((found.value, found.se))


def test_a_unit_fitted_exactly_leaves_the_variance_unknown():
    two = [CovariateCell((float(at),), Moments(n, 1.0, 0.0, 0.0)) for at, n in ((0, 5), (1, 1))]
    full = [CovariateCell((float(at),), Moments(5, 1.0 + at, 4.0, 0.0)) for at in (0, 1)]
    found = compressed_effect(two, full, NAMES[:2])
    assert (found.status, found.value, found.note) == ("low_n", None, FITTED)


def test_few_units_are_as_in_a_difference_of_means():
    nobody, one = (CovariateCell((0.0,), Moments(n, 0.0, 0.0, 0.0)) for n in (0, 1))
    assert compressed_effect([nobody], [one], NAMES[:2]).status == "no_data"
    assert compressed_effect([one], [one], NAMES[:2]).status == "low_n"


@pytest.mark.parametrize(
    ("call", "text"),
    [
        (lambda: CovariateCell((math.nan,), Moments(1, 1.0, 0.0, 0.0)), "at[0] is nan"),
        (lambda: compressed_moments([], NAMES), "there must be at least one"),
        (
            lambda: compressed_moments([CovariateCell((), Moments(1, 1.0, 0.0, 0.0))], NAMES),
            "cells[0].at is (); it must have 2 covariates",
        ),
        (lambda: compressed_effect([], [], NAMES, level=7.0), "level is 7.0"),
    ],
)
def test_impossible_arguments_are_refused(call, text):
    with pytest.raises(ArgumentError) as caught:
        call()
    assert text in str(caught.value)
