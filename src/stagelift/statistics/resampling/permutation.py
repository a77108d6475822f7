"""The permutation test from counts: every unit with its value could have been in either arm."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING, get_args

from stagelift.statistics import checks
from stagelift.statistics.numerics import np
from stagelift.statistics.resampling.draws import CHUNK, SEED
from stagelift.statistics.resampling.tables import ValueTable
from stagelift.statistics.sides import Alternative

if TYPE_CHECKING:
    from stagelift.statistics.inference import Status
    from stagelift.statistics.numerics import Floats

PERMUTATIONS = 1_999
LARGEST = 1_000_000_000  # units above which NumPy draws no multivariate hypergeometric counts


@dataclass(frozen=True, slots=True, kw_only=True)
class PermutationTest:
    """What the permutation test says.

    Args:
        statistic: The studentized difference of the data; None when undefined.
        p_value: Share of assignments at least as far from no difference, the data among them.
        permutations: How many assignments were drawn.
        method: `permutation`.
        status: `ok`, `no_data`, or `degenerate` when all units have the same value.
        note: The reason in words.
    """

    statistic: float | None
    p_value: float | None
    permutations: int
    method: str = "permutation"
    status: Status = "ok"
    note: str = ""


def permutation_test(
    one: ValueTable,
    zero: ValueTable,
    *,
    alternative: Alternative = "two_sided",
    permutations: int = PERMUTATIONS,
    seed: int = SEED,
) -> PermutationTest:
    """The test that no unit's value depends on its arm, by drawing who is treated anew.

    How many units of each value are treated is multivariate hypergeometric. The difference is
    studentized, so that with many units the test also holds for equal means and unequal spreads.

    Args:
        one: Treatment.
        zero: Control.
        alternative: `two_sided`, `greater` (treatment is higher) or `less`.
        permutations: How many assignments are drawn, ≥ 1; the data are counted as one more.
        seed: Their seed.

    Returns:
        The test; its p-value is never below 1 / (permutations + 1).

    Raises:
        ArgumentError: When an argument is not allowed, or both arms have over 10⁹ units.

    Reference:
        Fisher 1935, The design of experiments; Chung & Romano 2013, Exact and asymptotically robust
        permutation tests; Phipson & Smyth 2010, Permutation p-values should never be zero.

    Example:
        >>> push, mail = ValueTable.of([0, 1], [60, 40]), ValueTable.of([0, 1], [80, 20])
        >>> found = permutation_test(push, mail)
        >>> round(found.statistic, 2), round(found.p_value, 3)
        (3.16, 0.004)
    """
    checks.one_of("alternative", alternative, get_args(Alternative))
    if permutations < 1:
        raise checks.refused("permutations", permutations, "it must be ≥ 1")
    if one.n + zero.n > LARGEST:
        raise checks.refused("units", one.n + zero.n, f"they must be ≤ {LARGEST:,}")
    if not one.n or not zero.n:
        which = "either arm" if not one.n + zero.n else "treatment" if not one.n else "control"
        return _none(permutations, "no_data", f"no units in {which}")
    rows, first, together = _side_by_side(one, zero)
    features = np.column_stack([rows, rows[:, 0] ** 2, rows[:, 0] * rows[:, 1], rows[:, 1] ** 2])
    total = together @ features
    seen = float(_studentized(first[None] @ features, total)[0])
    if not math.isfinite(seen):
        return _none(permutations, "degenerate", "nothing varies, or nothing to divide by")
    drawn = _drawn(together, features, one.n, permutations, seed)
    others = _studentized(drawn, total)
    beyond = {
        "two_sided": np.abs(others) >= abs(seen) * (1 - 1e-12),
        "greater": others >= seen - 1e-12 * abs(seen),
        "less": others <= seen + 1e-12 * abs(seen),
    }[alternative]
    # an assignment under which nothing can be compared is no evidence against the null
    count = int((beyond | ~np.isfinite(others)).sum())
    p_value = (count + 1) / (permutations + 1)
    return PermutationTest(statistic=seen, p_value=p_value, permutations=permutations)


def _none(permutations: int, status: Status, note: str) -> PermutationTest:
    """A test without a figure."""
    return PermutationTest(
        statistic=None, p_value=None, permutations=permutations, status=status, note=note
    )


def _side_by_side(one: ValueTable, zero: ValueTable) -> tuple[Floats, Floats, Floats]:
    """The distinct rows of both arms, treatment's counts of each and those of both."""
    every = np.concatenate([one.rows, zero.rows])
    rows, places = np.unique(every, axis=0, return_inverse=True)
    first = np.bincount(places.ravel()[: one.counts.size], weights=one.counts, minlength=len(rows))
    held = np.concatenate([one.counts, zero.counts])
    together = np.bincount(places.ravel(), weights=held, minlength=len(rows))
    found: tuple[Floats, Floats, Floats] = (
        rows,
        np.asarray(first, float),
        np.asarray(together, float),
    )
    return found


def _drawn(
    together: Floats, features: Floats, treated: int, permutations: int, seed: int
) -> Floats:
    """The five sums of treatment under each assignment, some assignments at a time."""
    random = np.random.default_rng(seed)
    units = together.astype(np.int64)
    some = max(1, CHUNK // units.size)
    parts = [
        random.multivariate_hypergeometric(
            units, treated, size=min(some, permutations - start), method="marginals"
        )
        @ features
        for start in range(0, permutations, some)
    ]
    return np.concatenate(parts)


def _studentized(first: Floats, total: Floats) -> Floats:
    """The difference over its standard error, of the five sums of treatment and of everyone."""

    def level(sums: Floats) -> tuple[Floats, Floats]:
        x, y, xx, xy, yy = sums.T
        value = x / y
        return value, (xx - 2 * value * xy + value**2 * yy) / y**2

    with np.errstate(divide="ignore", invalid="ignore"):
        (value1, variance1), (value0, variance0) = level(first), level(total - first)
        found: Floats = (value1 - value0) / np.sqrt(np.maximum(variance1 + variance0, 0.0))
    return found
