"""The share of a cohort in each state at given ages, with those not followed so far censored."""

from __future__ import annotations

import math
from collections.abc import Sequence

from stagelift.statistics import checks
from stagelift.statistics.inference import Inference
from stagelift.statistics.numerics import Floats, np
from stagelift.statistics.proportions.limits import wilson_limits
from stagelift.statistics.quantiles import normal_critical

METHOD = "state_occupation"
PLAIN = "wilson"


def state_occupation(
    start: Sequence[int], steps: Sequence[Sequence[Sequence[int]]], *, level: float = 0.95
) -> tuple[tuple[Inference, ...], ...]:
    """The share of a cohort in each state at each age.

    The shares at one age are those at the age before, moved on by how those followed to both went
    from state to state (Aalen–Johansen on a grid). While everybody is followed they are the plain
    shares, with Wilson's interval. Censoring must not depend on the state, as that by the calendar
    does not; the process need not be Markov. Afterwards the interval is Wilson's with the number of
    customers at which a plain share would be as precise.

    Args:
        start: Customers by state at age 0, shape (states,).
        steps: For each age, customers followed from the age before to it, by state then (row) and
            state now (column), shape (ages, states, states).
        level: Confidence level, between 0 and 1.

    Returns:
        For each age one inference a state; null with `immature` from the age on that nobody, or
        nobody of a state that has a share, is followed to, and with `no_data` without customers.

    Raises:
        ArgumentError: When a shape does not fit, or more are followed than there were.

    Reference:
        Aalen & Johansen 1978, An empirical transition matrix for non-homogeneous Markov chains
        based on censored observations; Datta & Satten 2001, Validity of the Aalen–Johansen
        estimators of stage occupation probabilities when the model is non-Markov; Andersen, Borgan,
        Gill & Keiding 1993, Statistical models based on counting processes, section IV.4
        (variance).

    Example:
        >>> ((first, second),) = state_occupation([8, 0], [[[6, 2], [0, 0]]])
        >>> first.value, second.value, second.method
        (0.75, 0.25, 'wilson')
    """
    begun = np.asarray(start, dtype=float)
    moves = [np.asarray(step, dtype=float) for step in steps]
    shape = (begun.size, begun.size)
    for step in moves:
        if step.shape != shape:
            raise checks.refused("step", step.shape, f"its shape must be {shape}")
    n = float(begun.sum())
    if n == 0:
        nobody = Inference(level=level, method=PLAIN, status="no_data", note="nobody entered")
        return tuple(tuple(nobody for _ in start) for _ in steps)
    share, spread, before, whole = begun / n, _binomial(begun / n, n), begun, True
    found: list[tuple[Inference, ...]] = []
    for step in moves:
        followed = step.sum(axis=1)
        if (followed > before).any():
            raise checks.refused("followed", followed.tolist(), f"at most {before.tolist()} were")
        if not followed.sum() or ((share > 0) & (followed == 0)).any():
            break
        whole = whole and bool((followed == before).all())
        rates = step / np.maximum(followed, 1.0)[:, None]
        new = rates.T @ spread @ rates
        for state in range(begun.size):
            if followed[state]:
                new = new + share[state] ** 2 * _binomial(rates[state], followed[state])
        share, spread, before = share @ rates, new, step.sum(axis=0)
        reach = float(before.sum())
        pairs = zip(share.tolist(), spread.diagonal().tolist(), strict=True)
        found.append(
            tuple(_one(value, spare, n, reach, level, plain=whole) for value, spare in pairs)
        )
    late = Inference(
        level=level, method=METHOD, status="immature", note="not all states are followed so far"
    )
    return (*found, *(tuple(late for _ in start) for _ in range(len(moves) - len(found))))


def _binomial(shares: Floats, n: float) -> Floats:
    """The covariance of multinomial shares of n."""
    found: Floats = (np.diag(shares) - np.outer(shares, shares)) / n
    return found


def _one(
    value: float, variance: float, n: float, followed: float, level: float, *, plain: bool
) -> Inference:
    """One share with Wilson's limits at the number of customers that fits its variance."""
    value = float(min(max(value, 0.0), 1.0))
    inside = 0.0 < value < 1.0 and variance > 0.0
    worth = n if plain else followed
    if not plain and inside:
        worth = min(max(value * (1.0 - value) / variance, 1.0), n)
    low, high = wilson_limits(value * worth, worth, normal_critical(level))
    return Inference(
        value=value,
        se=math.sqrt(value * (1.0 - value) / worth),
        low=min(float(low), value),
        high=max(float(high), value),
        level=level,
        method=PLAIN if plain else METHOD,
    )
