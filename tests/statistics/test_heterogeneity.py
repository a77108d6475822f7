"""Effects of groups: against other implementations, and against integration over two unknowns."""

from __future__ import annotations

import math

import numpy as np
import pytest
from scipy import special, stats

from stagelift.errors import ArgumentError
from stagelift.statistics.heterogeneity import interaction, paule_mandel, shrink_effects

EFFECTS = [0.012, 0.041, -0.020, 0.055, 0.018, 0.030, 0.002]
PLACES = (2, 3, 4)  # far below, far above, and near the others
ERRORS = [0.010, 0.020, 0.015, 0.030, 0.008, 0.012, 0.025]


def test_interaction_is_the_weighted_sum_of_squares():
    found = interaction(EFFECTS, ERRORS)
    w = [1 / s**2 for s in ERRORS]
    common = sum(a * y for a, y in zip(w, EFFECTS, strict=True)) / sum(w)
    q = sum(a * (y - common) ** 2 for a, y in zip(w, EFFECTS, strict=True))
    assert found.statistic == pytest.approx(q, rel=1e-12)
    assert found.common == pytest.approx(common, rel=1e-12)
    assert found.p_value == pytest.approx(stats.chi2.sf(q, 6), rel=1e-10)


def test_two_groups_are_a_z_test_of_their_difference():
    found = interaction([0.03, 0.01], [0.004, 0.006])
    z = 0.02 / math.hypot(0.004, 0.006)
    assert found.p_value == pytest.approx(2 * stats.norm.sf(z), rel=1e-12)


def test_between_groups_as_statsmodels_iterates():
    from statsmodels.stats.meta_analysis import combine_effects

    squares = np.array(ERRORS) ** 2
    # it gives up and says 0 once rounding takes it past the root, so it may not be asked for more
    told = combine_effects(np.array(EFFECTS), squares, method_re="iterated", atol=1e-9)
    assert paule_mandel(EFFECTS, ERRORS) == pytest.approx(told.tau2, rel=1e-6)
    # the definition itself: the distances are as large as their degrees of freedom
    tau2 = paule_mandel(EFFECTS, ERRORS)
    assert interaction(EFFECTS, [math.hypot(s, math.sqrt(tau2)) for s in ERRORS]).statistic == (
        pytest.approx(6.0, rel=1e-9)
    )


def test_groups_alike_do_not_differ():
    assert paule_mandel([0.1] * 6, [0.02] * 6) == 0.0
    assert interaction([0.1] * 6, [0.02] * 6).p_value == 1.0


def posterior(effects, errors):
    """Mean and quantiles of each true effect by brute force over centre and spread."""
    y, s = np.array(effects), np.array(errors)
    centres = np.linspace(-0.1, 0.15, 81)[:, None, None]
    spreads = np.linspace(0.0, 0.15, 151)[None, :, None]
    v = s**2 + spreads**2
    logs = (-0.5 * np.log(v) - 0.5 * (y - centres) ** 2 / v).sum(axis=2)
    weights = np.exp(logs - logs.max())
    weights /= weights.sum()
    kept = spreads**2 / v
    mean, sd = centres + kept * (y - centres), np.sqrt(kept * s**2) + 1e-12
    found = []
    for place in PLACES:
        m, d = mean[..., place], np.broadcast_to(sd[..., place], mean.shape[:2])
        ends = []
        for at in (0.025, 0.975):
            low, high = -0.3, 0.4
            for _ in range(20):
                middle = (low + high) / 2
                below = (weights * special.ndtr((middle - m) / d)).sum()
                low, high = (middle, high) if below < at else (low, middle)
            ends.append(low)
        found.append(((weights * m).sum(), *ends))
    return found


def test_shrunk_effects_are_those_of_full_integration():
    found = shrink_effects(EFFECTS, ERRORS)
    for place, (mean, low, high) in zip(PLACES, posterior(EFFECTS, ERRORS), strict=True):
        # the grid of the fast method is coarse: it is right to a thirtieth of an error
        near = ERRORS[place] / 30
        assert found.values[place] == pytest.approx(mean, abs=near)
        assert found.lows[place] == pytest.approx(low, abs=2 * near)
        assert found.highs[place] == pytest.approx(high, abs=2 * near)
    assert found.spread == pytest.approx(math.sqrt(paule_mandel(EFFECTS, ERRORS)))
    assert found.spread_low < found.spread < found.spread_high


def test_shrinking_moves_towards_the_others_and_keeps_units():
    found = shrink_effects(EFFECTS, ERRORS)
    assert all(
        abs(shrunk - found.centre) < abs(seen - found.centre) + 1e-9
        for shrunk, seen in zip(found.values, EFFECTS, strict=True)
    )
    money = shrink_effects([1e5 * y for y in EFFECTS], [1e5 * s for s in ERRORS])
    assert money.values == pytest.approx([1e5 * value for value in found.values], rel=1e-6)
    turned = shrink_effects([-y for y in EFFECTS], ERRORS)
    assert turned.lows == pytest.approx([-high for high in found.highs], rel=1e-6, abs=1e-9)


@pytest.mark.parametrize(
    ("call", "words"),
    [
        (lambda: interaction([0.1], [0.1]), "two groups"),
        (lambda: paule_mandel([0.1], [0.1]), "two groups"),
        (lambda: interaction([0.1, 0.2], [0.1, 0.0]), "errors > 0"),
        (lambda: interaction([0.1, math.nan], [0.1, 0.1]), "finite"),
        (lambda: interaction([0.1, 0.2], [0.1]), "one a group"),
        (lambda: shrink_effects([0.1] * 5, [0.1] * 5), "6 groups"),
    ],
)
def test_what_cannot_be_compared_is_refused(call, words):
    with pytest.raises(ArgumentError, match=words):
        call()
