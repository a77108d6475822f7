"""What the tests chosen for looking good bring in total, without the luck that chose them."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from stagelift.statistics import checks
from stagelift.statistics.effects import checked_effects
from stagelift.statistics.numerics import np

if TYPE_CHECKING:
    from stagelift.statistics.numerics import Floats

DRAWS = 2_000
BLOCK = 200_000  # effects drawn at a time, for thousands of tests
SEED = 20180819
BAR = 1.959963984540054  # standard errors to the end of a 95 % interval


@dataclass(frozen=True, slots=True)
class WinnersTotal:
    """The total of the winners.

    Args:
        winners: How many tests won.
        naive: Sum of their estimates, too high on average.
        bias: How much too high, estimated over all tests, those that did not win too.
        value: The corrected total.
        low: Lower end of its interval.
        high: Upper end.
        level: Level of the interval, 0–1.
    """

    winners: int
    naive: float
    bias: float
    value: float
    low: float
    high: float
    level: float


def winners_total(
    effects: Sequence[float],
    errors: Sequence[float],
    *,
    clears: float = BAR,
    level: float = 0.95,
) -> WinnersTotal:
    """The total effect of the tests that cleared a bar, corrected for having been chosen by it.

    Each test adds to the bias how likely it stands at the bar, whether it cleared it or not. It
    presumes one look at a fixed size; the total of tests that stopped early is off by half. The
    plug-in leaves some of the bias, most where true effects stand near the bar.

    Args:
        effects: One a test that was read, on one scale, positive where better.
        errors: Their standard errors, > 0.
        clears: How many standard errors above 0 an estimate wins.
        level: Level of the interval, by a parametric bootstrap of 2,000 draws, 0–1.

    Returns:
        The total.

    Raises:
        ArgumentError: When an argument is not allowed.

    Reference:
        Lee & Shen 2018, Winner's curse: bias estimation for total effects of features in online
        controlled experiments.

    Example:
        >>> found = winners_total([0.05, 0.01, -0.02, 0.045], [0.02] * 4)
        >>> found.winners, round(found.naive, 3), round(found.value, 3)
        (2, 0.095, 0.078)
    """
    y, s = checked_effects(effects, errors, of="test")
    checks.finite("clears", clears)
    checks.between("level", level, 0, 1)
    won = y > clears * s
    naive = float(y[won].sum())
    bias = float(_bias(y[None, :], s, clears)[0])
    rng = np.random.default_rng(SEED)
    wrong = []
    rows = max(BLOCK // y.size, 1)
    for done in range(0, DRAWS, rows):
        drawn = y + s * rng.standard_normal((min(rows, DRAWS - done), y.size))
        again = drawn > clears * s
        told = np.where(again, drawn, 0.0).sum(axis=1) - _bias(drawn, s, clears)
        wrong.append(told - np.where(again, y, 0.0).sum(axis=1))
    ends = np.quantile(np.concatenate(wrong), [(1.0 + level) / 2.0, (1.0 - level) / 2.0])
    value = naive - bias
    return WinnersTotal(
        winners=int(won.sum()),
        naive=naive,
        bias=bias,
        value=value,
        low=value - float(ends[0]),
        high=value - float(ends[1]),
        level=level,
    )


def _bias(y: Floats, s: Floats, clears: float) -> Floats:
    """Σ σ φ((cσ − y) / σ) by row."""
    away = clears - y / s
    found: Floats = (s * np.exp(-0.5 * away**2)).sum(axis=1) / math.sqrt(2.0 * math.pi)
    return found
