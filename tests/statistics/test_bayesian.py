"""The Bayesian view: against draws, closed forms and numerical integration."""

from __future__ import annotations

import math

import numpy as np
import pytest
from scipy import integrate, special, stats

from stagelift.errors import ArgumentError
from stagelift.statistics.bayesian import EffectPrior, Worth, conclude_shares, conclude_values

CASES = [
    ((130, 1000), (100, 1000), EffectPrior("log_ratio", 0.0, 0.1)),
    ((3, 40), (0, 35), EffectPrior("log_ratio", 0.1, 0.5)),
    ((598, 4350), (469, 4483), EffectPrior("difference", 0.0, 0.02)),
    ((30, 1000), (60, 1000), EffectPrior("difference", 0.0, 0.2)),
]


def drawn(treated, control, prior, worth, draws=200_000):
    """Importance sampling: the control's share from its posterior, the effect from the prior."""
    rng = np.random.default_rng(4)
    p0 = rng.beta(control[0] + 1, control[1] - control[0] + 1, draws)
    whole = {"log_ratio": (np.full(draws, -np.inf), -np.log(p0)), "difference": (-p0, 1.0 - p0)}
    ends = whole[prior.scale]
    cut = [(end - prior.centre) / prior.spread for end in ends]
    effect = stats.truncnorm.rvs(*cut, prior.centre, prior.spread, draws, random_state=rng)
    p1 = p0 * np.exp(effect) if prior.scale == "log_ratio" else p0 + effect
    p1 = np.clip(p1, 1e-12, 1 - 1e-12)
    logs = stats.binom.logpmf(treated[0], treated[1], p1)
    weights = np.exp(logs - logs.max())
    weights /= weights.sum()
    gain = p1 - p0
    return {
        "value": (weights * gain).sum(),
        "better": weights[gain > 0].sum(),
        "beats": weights[gain > worth].sum(),
        "loss_if_shipped": (weights * np.maximum(-gain, 0)).sum(),
        "loss_if_kept": (weights * np.maximum(gain, 0)).sum(),
    }, 1 / (weights**2).sum()


@pytest.mark.parametrize(("treated", "control", "prior"), CASES)
def test_shares_are_those_of_draws(treated, control, prior):
    found = conclude_shares(treated, control, prior, worth=Worth(0.01))
    told, size = drawn(treated, control, prior, 0.01)
    sd = (found.high - found.low) / 4
    for name in ("value", "loss_if_shipped", "loss_if_kept"):
        assert getattr(found, name) == pytest.approx(told[name], abs=4 * sd / math.sqrt(size))
    for name in ("better", "beats"):
        assert getattr(found, name) == pytest.approx(told[name], abs=2.5 / math.sqrt(size))


def test_a_wide_prior_leaves_two_independent_shares():
    """A difference believed to be anything: the closed form of two Beta(k + 1, n − k + 1)."""
    treated, control = (52, 400), (40, 410)
    found = conclude_shares(treated, control, EffectPrior("difference", 0.0, 50.0))
    # uniform on the treatment's share as well, but for the cut, which is the same everywhere
    a1, b1, a0, b0 = 53, 349, 41, 371
    closed = sum(
        math.exp(
            special.betaln(a0 + i, b0 + b1)
            - math.log(b1 + i)
            - special.betaln(1 + i, b1)
            - special.betaln(a0, b0)
        )
        for i in range(a1)
    )
    assert found.better == pytest.approx(closed, abs=2e-4)
    assert found.value == pytest.approx(a1 / (a1 + b1) - a0 / (a0 + b0), abs=1e-5)


def test_a_sharp_prior_is_kept_whatever_came():
    found = conclude_shares((300, 1000), (100, 1000), EffectPrior("difference", 0.0, 1e-4))
    assert abs(found.value) < 1e-3


def test_turning_the_direction_turns_what_is_better():
    up = conclude_shares((30, 500), (20, 500), CASES[0][2], worth=Worth(0.1, relative=True))
    down = conclude_shares((30, 500), (20, 500), CASES[0][2], better="down")
    assert up.better + down.better == pytest.approx(1.0)
    assert (up.value, up.loss_if_kept) == pytest.approx((down.value, down.loss_if_shipped))
    assert up.loss_if_kept - up.loss_if_shipped == pytest.approx(up.value)
    assert 0.0 < up.beats < up.better


def test_no_event_at_all_is_no_obstacle():
    found = conclude_shares((0, 50), (0, 60), EffectPrior("log_ratio", 0.0, 0.1))
    assert 0.4 < found.better < 0.6
    assert found.low < 0.0 < found.high


def test_values_are_those_of_integration():
    prior = EffectPrior("difference", 20.0, 80.0)
    found = conclude_values((150.0, 100.0), prior, worth=Worth(50.0))

    def density(d):
        return stats.norm.pdf(d, 20, 80) * stats.norm.pdf(150, d, 100)

    whole = integrate.quad(density, -900, 1100, points=[0, 50])[0]

    def expected(amount, low=-900.0, high=1100.0):
        return integrate.quad(lambda d: amount(d) * density(d), low, high)[0] / whole

    assert found.value == pytest.approx(expected(lambda d: d), rel=1e-8)
    assert found.better == pytest.approx(expected(lambda _: 1.0, low=0.0), rel=1e-8)
    assert found.beats == pytest.approx(expected(lambda _: 1.0, low=50.0), rel=1e-8)
    assert found.loss_if_shipped == pytest.approx(expected(lambda d: -d, high=0.0), rel=1e-6)
    assert found.loss_if_kept == pytest.approx(expected(lambda d: d, low=0.0), rel=1e-8)


def test_a_prior_on_the_ratio_is_read_at_the_controls_level():
    """A log-normal ratio has mean exp(c + s²/2) and its own standard deviation."""
    ratio = stats.lognorm(s=0.1, scale=math.exp(0.05))
    same = EffectPrior("difference", 4000 * (ratio.mean() - 1), 4000 * ratio.std())
    one = conclude_values((300.0, 150.0), EffectPrior("log_ratio", 0.05, 0.1), control=4000.0)
    assert one.value == pytest.approx(conclude_values((300.0, 150.0), same).value, rel=1e-12)
    down = conclude_values(
        (300.0, 150.0), same, better="down", worth=Worth(0.1, relative=True), control=4000.0
    )
    assert down.better < 0.1
    assert down.beats < down.better


@pytest.mark.parametrize(
    ("call", "words"),
    [
        (lambda: EffectPrior("log_ratio", 0.0, 0.0), "spread"),
        (lambda: EffectPrior("odds", 0.0, 1.0), "scale"),
        (lambda: EffectPrior("difference", math.nan, 1.0), "centre"),
        (lambda: conclude_shares((5, 4), (1, 4), CASES[0][2]), "treated"),
        (lambda: conclude_values((1.0, 0.0), CASES[2][2]), "must be > 0"),
        (lambda: conclude_values((1.0, 1.0), CASES[0][2]), "control"),
        (lambda: conclude_values((1.0, 1.0), CASES[0][2], control=0.0), "other than 0"),
    ],
)
def test_what_is_not_allowed_is_refused(call, words):
    with pytest.raises(ArgumentError, match=words):
        call()
