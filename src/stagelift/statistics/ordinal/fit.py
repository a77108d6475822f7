"""Maximum likelihood of ordered logit for two arms from counts: Newton's steps."""

from __future__ import annotations

import math

from stagelift.statistics.numerics import Floats, np, special

STEPS = 100
NEAR = 1e-8  # gain in log-likelihood below which rounding hides whether a step was one upwards
CLOSE = 1e-18  # the gain at which the maximum is reached: ratios are right to nine digits
HALVINGS = 40
LONGEST = 4.0  # of one step: beyond it probabilities round to 0 or 1 and say nothing of the way


def fitted(arms: Floats, *, beta: float | None = None) -> tuple[Floats, float, float, float]:
    """The thresholds and the log-odds ratio under which the counts are most likely.

    The log-likelihood is concave, so Newton's steps, halved where they would leave the thresholds'
    order or lower the likelihood, end at its one maximum.

    Args:
        arms: Answers by arm (control, treatment) and category, shape (2, categories ≥ 2), each
            category chosen by somebody.
        beta: The log-odds ratio when it is held fixed; None to estimate it, which needs answers of
            each arm below one of the other.

    Returns:
        Thresholds, shape (categories − 1,); log-odds ratio; log-likelihood; and the standard error
        of the log-odds ratio from the observed information (0 when fixed).

    Reference:
        McCullagh 1980, Regression models for ordinal data.

    Example:
        >>> thresholds, beta, _, se = fitted(np.array([[6.0, 9, 8, 7], [2, 5, 8, 15]]))
        >>> round(beta, 4), round(se, 4)
        (1.1968, 0.4892)
    """
    share = np.cumsum(arms.sum(axis=0))[:-1] / arms.sum()
    start = np.asarray(np.log(share) - np.log1p(-share))
    free = beta is None
    # a fixed ratio moves the pooled thresholds between both arms' own
    moved = 0.0 if beta is None else beta * arms[1].sum() / arms.sum()
    at: Floats = np.append(start + moved, beta or 0.0).astype(float)
    size = len(at) if free else len(at) - 1
    value = _log_likelihood(at, arms)
    information = np.eye(size)
    for _ in range(STEPS):
        slope, information = _derivatives(at, arms)
        slope, information = slope[:size], information[:size, :size]
        step: Floats = np.linalg.solve(information, slope).astype(float)
        gain = float(slope @ step)
        if gain < CLOSE:
            break
        step = np.append(step, np.zeros(len(at) - size))
        if gain < NEAR * (1.0 + 1e-6 * abs(value)):  # and as the likelihood's own rounding
            at = at + step
            value = _log_likelihood(at, arms)
        else:
            longest = float(np.abs(step).max())
            at, value = _advanced(at, step * min(1.0, LONGEST / longest), value, arms)
    se = math.sqrt(float(np.linalg.inv(information)[-1, -1])) if free else 0.0
    return at[:-1], float(at[-1]), value, se


def saturated(arms: Floats) -> float:
    """The log-likelihood when every arm has shares of its own.

    Args:
        arms: Answers by arm and category, shape (2, categories), no arm empty.

    Returns:
        Σ count · log(share within the arm), 0 at most.

    Example:
        >>> round(saturated(np.array([[1.0, 1.0], [2.0, 0.0]])), 4)
        -1.3863
    """
    return float(special.xlogy(arms, arms / arms.sum(axis=1, keepdims=True)).sum())


def _advanced(at: Floats, step: Floats, value: float, arms: Floats) -> tuple[Floats, float]:
    """The point after a step, halved until it is no worse; the point itself when none is."""
    for _ in range(HALVINGS):
        there = at + step
        if np.all(np.diff(there[:-1]) > 0.0):
            found = _log_likelihood(there, arms)
            if found >= value:
                return there, found
        step = step / 2.0
    return at, value


def _cells(at: Floats) -> tuple[Floats, Floats]:
    """The cuts' places on the logit scale and the categories' probabilities, by arm."""
    cuts = np.stack([at[:-1], at[:-1] - at[-1]])
    below = np.pad(special.expit(cuts), ((0, 0), (1, 1)), constant_values=((0, 0), (0.0, 1.0)))
    above = np.pad(special.expit(-cuts), ((0, 0), (1, 1)), constant_values=((0, 0), (1.0, 0.0)))
    # from the nearer end of the scale, so that a difference of two numbers near one is none
    lower = below[:, 1:] < 0.5
    return cuts, np.where(lower, np.diff(below, axis=1), -np.diff(above, axis=1))


def _log_likelihood(at: Floats, arms: Floats) -> float:
    return float(special.xlogy(arms, np.maximum(_cells(at)[1], 1e-300)).sum())


def _derivatives(at: Floats, arms: Floats) -> tuple[Floats, Floats]:
    """The slope of the log-likelihood and the observed information, thresholds first."""
    cuts, cell = _cells(at)
    cell = np.maximum(cell, 1e-300)
    dense = special.expit(cuts) * special.expit(-cuts)  # the logistic density at each cut
    bent = -dense * np.tanh(cuts / 2.0)
    left, right = arms[:, :-1] / cell[:, :-1], arms[:, 1:] / cell[:, 1:]
    slopes = dense * (left - right)  # by arm and cut
    own = dense**2 * (left / cell[:, :-1] + right / cell[:, 1:]) - bent * (left - right)
    beside = -dense[:, :-1] * dense[:, 1:] * arms[:, 1:-1] / cell[:, 1:-1] ** 2
    slope = np.append(slopes.sum(axis=0), -slopes[1].sum())
    size = len(at) - 1
    information = np.zeros((size + 1, size + 1))
    inner = [np.diag(o) + np.diag(b, 1) + np.diag(b, -1) for o, b in zip(own, beside, strict=True)]
    information[:size, :size] = inner[0] + inner[1]
    information[:size, size] = information[size, :size] = -inner[1].sum(axis=0)
    information[size, size] = inner[1].sum()
    return slope, information
