"""Effects of many tests, each drawn towards what all of them say is usual."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

from stagelift.statistics import checks
from stagelift.statistics.effects import checked_effects
from stagelift.statistics.numerics import np
from stagelift.statistics.programme.prior import (
    DEFAULT_SPREAD,
    LEAST_TESTS,
    Belief,
    learnt,
    stated,
)

if TYPE_CHECKING:
    from stagelift.statistics.numerics import Floats

Shape = Literal["normal", "t"]
TAILS = 4.0  # degrees of freedom of the heavy-tailed prior
STEPS = 60  # of Newton or halving; about six are taken
NEAR = 1e-9  # of a posterior's standard deviation: then a quantile is found
BELL = 1.0 / math.sqrt(2.0 * math.pi)
MANY = 1000


@dataclass(frozen=True, eq=False, slots=True)
class Together:
    """Effects after shrinking.

    Args:
        values: Posterior mean of each test's true effect.
        lows: Lower ends of the intervals.
        highs: Upper ends.
        centre: Mean of true effects, as believed.
        spread: Scale of true effects around it (their standard deviation for a bell).
        spread_low: Lower end of what is known of the spread; None when it is stated.
        spread_high: Upper end.
        shape: `normal` or `t`.
        source: `learnt` from the tests, or `stated` beforehand.
        level: Level of the intervals, 0–1.
        total: Sum of the true effects of the chosen tests; None without a choice.
        total_low: Lower end of its interval.
        total_high: Upper end.
        evidence: Log likelihood of the tests under the shape; None when stated.
    """

    values: Floats
    lows: Floats
    highs: Floats
    centre: float
    spread: float
    spread_low: float | None
    spread_high: float | None
    shape: Shape
    source: Literal["learnt", "stated"]
    level: float
    total: float | None = None
    total_low: float | None = None
    total_high: float | None = None
    evidence: float | None = None


def learn(
    effects: Sequence[float],
    errors: Sequence[float],
    *,
    shape: Shape = "normal",
    chosen: Sequence[bool] | None = None,
    level: float = 0.95,
    least: int = LEAST_TESTS,
) -> Together:
    """True effects by empirical Bayes; intervals and total know that the prior was fitted.

    Args:
        effects: One a test, on one scale; `least` at least.
        errors: Their standard errors, > 0.
        shape: Of true effects: `normal`, or `t` with 4 degrees of freedom, under which few tests
            have large effects and these are left nearly as they are.
        chosen: Which tests the total is of, such as those shipped.
        level: Level of the intervals, 0–1.
        least: Tests that must be there: 20, or fewer where they are groups of one test.

    Returns:
        The shrunk effects.

    Raises:
        ArgumentError: When an argument is not allowed or there are fewer tests.

    Reference:
        Efron 2010, Large-Scale Inference, chapter 1; Gelman et al. 2013, Bayesian Data Analysis,
        5.4; Azevedo, Deng, Montiel Olea, Rao & Weyl 2020, A/B testing with fat tails.

    Example:
        >>> effects = [0.02 * (place % 5 - 2) for place in range(40)]
        >>> found = learn(effects, [0.02] * 40)
        >>> round(effects[4], 2), found.values.round(3)[4].item(), round(found.spread, 3)
        (0.04, 0.02, 0.021)
    """
    y, s = checked_effects(effects, errors, of="test")
    checks.one_of("shape", shape, ("normal", "t"))
    checks.between("level", level, 0, 1)
    if y.size < least:
        raise checks.refused("effects", y.size, f"{least} tests at least must be there")
    belief = learnt(y, s, math.inf if shape == "normal" else TAILS)
    return _shrunk(y, s, belief, shape, chosen, level)


def believe(
    effects: Sequence[float],
    errors: Sequence[float],
    *,
    spread: float = DEFAULT_SPREAD,
    chosen: Sequence[bool] | None = None,
    level: float = 0.95,
) -> Together:
    """True effects under a weak prior that is stated, for programmes too small to learn from.

    Args:
        effects: One a test, on one scale; one at least.
        errors: Their standard errors, > 0.
        spread: Standard deviation of true effects around none, > 0.
        chosen: Which tests the total is of.
        level: Level of the intervals, 0–1.

    Returns:
        The shrunk effects.

    Raises:
        ArgumentError: When an argument is not allowed.

    Reference:
        Gelman et al. 2013, Bayesian Data Analysis, 2.5 (normal data with a normal prior).

    Example:
        >>> found = believe([0.39], [0.11])
        >>> found.values.round(3).tolist(), found.lows.round(3).tolist()
        ([0.176], [0.031])
    """
    y, s = checked_effects(effects, errors, of="test")
    checks.between("level", level, 0, 1)
    if not checks.finite("spread", spread) > 0.0:
        raise checks.refused("spread", spread, "it must be > 0")
    return _shrunk(y, s, stated(spread), "normal", chosen, level)


def _shrunk(
    y: Floats,
    s: Floats,
    belief: Belief,
    shape: Shape,
    chosen: Sequence[bool] | None,
    level: float,
) -> Together:
    """Each test's posterior, a mixture over the grid and the shape's components."""
    picked = None if chosen is None else np.asarray(chosen, dtype=bool)
    if picked is not None and picked.shape != y.shape:
        raise checks.refused("chosen", picked.shape, f"one a test must come, as effects {y.shape}")
    parts: dict[float, list[tuple[float, Floats, Floats, Floats]]] = {}
    sums = []
    for centre, spread, weight in zip(belief.centres, belief.spreads, belief.weights, strict=True):
        odds, means, variances = _posterior(y, s, float(centre), float(spread), belief)
        # thousands of tests know the spread so well that its points need no components of their own
        place = float(spread) if y.size < MANY else 0.0
        parts.setdefault(place, []).append((float(weight), odds, means, variances))
        if picked is not None:
            mean = (odds * means).sum(axis=1)
            own = (odds * (variances + means**2)).sum(axis=1) - mean**2
            sums.append((weight, mean[picked].sum(), own[picked].sum()))
    mixed = [_over_centres(each) for each in parts.values()]
    odds, means, variances = (np.concatenate(each, axis=1) for each in zip(*mixed, strict=True))
    low, high = ((1.0 - level) / 2.0, (1.0 + level) / 2.0)
    ends = _spread_ends(belief, low, high)
    total = _total(sums, high) if sums else (None, None, None)
    return Together(
        values=(odds * means).sum(axis=1),
        lows=_quantile(odds, means, variances, low),
        highs=_quantile(odds, means, variances, high),
        centre=float((belief.weights * belief.centres).sum()),
        spread=float((belief.weights * belief.spreads).sum()),
        spread_low=ends[0],
        spread_high=ends[1],
        shape=shape,
        source="stated" if belief.evidence is None else "learnt",
        level=level,
        total=total[0],
        total_low=total[1],
        total_high=total[2],
        evidence=belief.evidence,
    )


def _posterior(
    y: Floats, s: Floats, centre: float, spread: float, belief: Belief
) -> tuple[Floats, Floats, Floats]:
    """Odds, means and variances of the components, tests × components, at one point."""
    own = s[:, None] ** 2
    between = (spread * belief.scales[None, :]) ** 2
    both = own + between
    logs = np.log(belief.shares) - 0.5 * np.log(both) - 0.5 * (y[:, None] - centre) ** 2 / both
    odds = np.exp(logs - logs.max(axis=1, keepdims=True))
    odds /= odds.sum(axis=1, keepdims=True)
    kept = between / both
    return odds, centre + kept * (y[:, None] - centre), kept * own


def _over_centres(
    parts: list[tuple[float, Floats, Floats, Floats]],
) -> tuple[Floats, Floats, Floats]:
    """Components of one spread, the centres' differences taken into their variances."""
    odds = sum(weight * each for weight, each, _, _ in parts)
    safe = np.maximum(odds, 1e-300)
    means = sum(weight * each * mean for weight, each, mean, _ in parts) / safe
    squares = sum(weight * each * (v + mean**2) for weight, each, mean, v in parts) / safe
    return np.asarray(odds), means, np.maximum(squares - means**2, 0.0)


def _quantile(odds: Floats, means: Floats, variances: Floats, at: float) -> Floats:
    """The quantile of each test's mixture of bells: Newton's steps, halving where one leaves."""
    from scipy.special import ndtr, ndtri

    wide = np.sqrt(np.maximum(variances, 1e-24))
    low, high = (means - 12.0 * wide).min(axis=1), (means + 12.0 * wide).max(axis=1)
    mean = (odds * means).sum(axis=1)
    spread = np.sqrt(np.maximum((odds * (wide**2 + means**2)).sum(axis=1) - mean**2, 1e-24))
    found: Floats = np.clip(mean + float(ndtri(at)) * spread, low, high)
    open_ = np.arange(found.size)
    for _ in range(STEPS):
        here, bells = found[open_], wide[open_]
        z = (here[:, None] - means[open_]) / bells
        gap = (odds[open_] * ndtr(z)).sum(axis=1) - at
        height = (odds[open_] / bells * np.exp(-0.5 * z * z)).sum(axis=1) * BELL
        low[open_] = np.where(gap < 0.0, here, low[open_])
        high[open_] = np.where(gap < 0.0, high[open_], here)
        step = here - gap / np.maximum(height, 1e-300)
        inside = (step > low[open_]) & (step < high[open_])
        found[open_] = np.where(inside, step, (low[open_] + high[open_]) / 2.0)
        open_ = open_[np.abs(found[open_] - here) > NEAR * spread[open_]]
        if not open_.size:
            break
    return found


def _spread_ends(belief: Belief, low: float, high: float) -> tuple[float | None, float | None]:
    """The interval of the spread; none when it was stated."""
    if belief.evidence is None:
        return None, None
    order = np.argsort(belief.spreads, kind="stable")
    reached = np.cumsum(belief.weights[order])
    spreads = belief.spreads[order]
    last = spreads.size - 1
    ends = (spreads[min(int(np.searchsorted(reached, at)), last)] for at in (low, high))
    found = tuple(float(end) for end in ends)
    return found[0], found[1]


def _total(sums: list[tuple[float, float, float]], high: float) -> tuple[float, float, float]:
    """The sum over the chosen tests: their own errors, and what is unknown of the prior."""
    from scipy.special import ndtri

    weights, means, variances = (np.array(each, dtype=float) for each in zip(*sums, strict=True))
    mean = float((weights * means).sum())
    variance = float((weights * (variances + means**2)).sum()) - mean**2
    half = float(ndtri(high)) * math.sqrt(max(variance, 0.0))
    return mean, mean - half, mean + half
