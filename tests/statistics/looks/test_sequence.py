"""The asymptotic confidence sequence, two-sided and one-sided."""

from __future__ import annotations

import math

import numpy as np
import pytest
from scipy import integrate, stats

from stagelift.errors import ArgumentError
from stagelift.statistics.looks import (
    asymptotic_sequence,
    one_sided_critical,
    one_sided_sequence,
    sequence_critical,
    tuning,
)
from stagelift.statistics.margins import margin_state
from stagelift.statistics.means import difference_of_means
from stagelift.statistics.moments import Moments
from stagelift.statistics.proportions import difference_of_proportions


def test_the_width_follows_the_published_formula():
    # with ρ² = η/n and σ² = n·se² this is σ·sqrt(2(nρ² + 1)/(n²ρ²)·ln(sqrt(nρ² + 1)/α))
    n, se, alpha = 8000, 0.005, 0.05
    rho2 = tuning(n, 16000, 0.95) / n
    published = (
        math.sqrt(n)
        * se
        * math.sqrt(
            2 * (n * rho2 + 1) / (n * rho2) ** 2 * rho2 * math.log(math.sqrt(n * rho2 + 1) / alpha)
        )
    )
    found = asymptotic_sequence(0.02, se, n_mature=n, n_planned=16000)
    assert found.high - 0.02 == pytest.approx(published, rel=1e-12)
    assert 0.02 - found.low == pytest.approx(published, rel=1e-12)


def test_the_tuning_constant_at_95_percent():
    assert tuning(500, 1000, 0.95) == pytest.approx(8.78 / 2, abs=0.003)
    assert tuning(1000, 1000, 0.05) > 0


@pytest.mark.parametrize("level", [0.8, 0.95, 0.99])
def test_the_sequence_is_narrowest_near_the_planned_size(level):
    widths = {n: sequence_critical(n, 1000, level) / math.sqrt(n) for n in range(100, 3000, 100)}
    at_plan = sequence_critical(1000, 1000, level)
    best = min(
        math.sqrt((1 + eta) / eta * (math.log1p(eta) - 2 * math.log(1 - level)))
        for eta in np.linspace(0.5, 50, 2000)
    )
    assert at_plan <= 1.002 * best
    assert widths[100] > widths[1000] > widths[2900]


@pytest.mark.parametrize("level", [0.8, 0.95, 0.99])
def test_interval_and_always_valid_p_agree(level):
    for effect in np.linspace(-0.03, 0.03, 61):
        found = asymptotic_sequence(effect, 0.005, n_mature=4000, n_planned=9000, level=level)
        assert found.dual is True
        assert (found.p_value < 1 - level) == (not found.low <= 0 <= found.high)


def test_no_effect_has_p_one():
    assert asymptotic_sequence(0.0, 1.0, n_mature=10, n_planned=10).p_value == 1.0


def test_it_serves_proportions_means_and_guardrails():
    shares = difference_of_proportions(500, 5000, 400, 5000)
    values = difference_of_means(Moments.from_counts(5000, 500), Moments.from_counts(5000, 400))
    for effect in (shares, values):
        found = asymptotic_sequence(effect.value, effect.se, n_mature=10_000, n_planned=10_000)
        assert found.low < effect.low < effect.high < found.high
        assert found.low == pytest.approx(0.02 - 3.0354 * effect.se, abs=1e-6)
        assert margin_state(found, margin=0.0, better="up").state == "cleared"
        assert margin_state(found, margin=0.0, better="down").state == "breached"
        assert margin_state(found, margin=0.03, better="down").state == "open"


def test_without_variation_there_is_no_interval():
    found = asymptotic_sequence(0.0, 0.0, n_mature=10, n_planned=10)
    assert (found.low, found.p_value, found.status) == (None, None, "degenerate")


@pytest.mark.parametrize(
    ("options", "text"),
    [
        ({"se": -1.0}, "se is -1.0; it must be ≥ 0"),
        ({"se": math.nan}, "se is nan"),
        ({"effect": math.inf}, "effect is inf"),
        ({"n_mature": 0}, "n_mature is 0; it must be a number > 0"),
        ({"n_planned": 2.5}, "n_planned is 2.5; it must be a whole number"),
        ({"level": 1.0}, "level is 1.0"),
    ],
)
def test_impossible_arguments_are_refused(options, text):
    given = {"effect": 0.1, "se": 0.1, "n_mature": 10, "n_planned": 20} | options
    effect, se = given.pop("effect"), given.pop("se")
    with pytest.raises(ArgumentError) as caught:
        asymptotic_sequence(effect, se, **given)
    assert text in str(caught.value)


@pytest.mark.parametrize("level", [0.6, 0.9, 0.975, 0.9999])
@pytest.mark.parametrize("fraction", [0.01, 0.5, 1.0, 7.0])
def test_the_one_sided_limit_is_where_the_mixture_reaches_its_bound(fraction, level):
    eta = tuning(int(fraction * 1000), 1000, 2 * level - 1)
    z = one_sided_critical(fraction, level)
    # with V = 1 and ρ² = η: the mean of exp(λz − λ²/2) over a half-normal λ
    scale = math.sqrt(eta)
    mixture, _ = integrate.quad(
        lambda rate: math.exp(rate * z - rate * rate / 2) * 2 * stats.norm.pdf(rate, scale=scale),
        0,
        z + 12,
    )
    assert mixture == pytest.approx(1 / (1 - level), rel=1e-8)


@pytest.mark.parametrize("fraction", [0.05, 1.0, 3.0])
def test_one_side_alone_reaches_less_far_than_both_at_its_level(fraction):
    n = int(1000 * fraction)
    for level in (0.9, 0.95, 0.99):
        half = sequence_critical(n, 1000, 2 * level - 1)  # its two-sided mate, without a proof
        assert half < one_sided_critical(fraction, level) < sequence_critical(n, 1000, level)


@pytest.mark.parametrize("level", [0.8, 0.95, 0.975])
def test_the_one_sided_limit_and_its_p_value_agree(level):
    options = {"n_mature": 4000, "n_planned": 9000, "level": level}
    for effect in np.linspace(-0.03, 0.03, 61):
        lower = one_sided_sequence(effect, 0.005, side="lower", **options)
        upper = one_sided_sequence(-effect, 0.005, side="upper", **options)
        assert (lower.p_value < 1 - level) == (lower.low > 0)
        assert (lower.high, upper.low, lower.dual) == (None, None, True)
        assert (upper.high, upper.p_value) == (pytest.approx(-lower.low), lower.p_value)


def test_a_far_effect_on_the_other_side_has_p_one():
    found = one_sided_sequence(-5.0, 0.01, side="lower", n_mature=10, n_planned=10)
    assert found.p_value == 1.0
    none = one_sided_sequence(0.0, 0.0, side="lower", n_mature=10, n_planned=10)
    assert (none.low, none.p_value, none.status) == (None, None, "degenerate")


@pytest.mark.parametrize(
    ("options", "text"),
    [
        ({"side": "left"}, "side is 'left'; allowed: lower, upper"),
        ({"level": 0.5}, "level is 0.5; it must be a number > 0.5 and < 1"),
        ({"se": -1.0}, "se is -1.0; it must be ≥ 0"),
        ({"effect": math.nan}, "effect is nan"),
        ({"n_mature": 0}, "n_mature is 0"),
    ],
)
def test_impossible_one_sided_arguments_are_refused(options, text):
    given = {"effect": 0.1, "se": 0.1, "side": "lower", "n_mature": 10, "n_planned": 20} | options
    with pytest.raises(ArgumentError) as caught:
        one_sided_sequence(**given)
    assert text in str(caught.value)
