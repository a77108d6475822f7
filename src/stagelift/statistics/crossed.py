"""Two experiments on the same customers: are their splits independent, do their effects meet?"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from stagelift.statistics import checks
from stagelift.statistics.moments import Moments
from stagelift.statistics.numerics import np, special


@dataclass(frozen=True, slots=True)
class Homogeneity:
    """Whether several figures could be one.

    Args:
        p_value: p-value of "all are alike"; None where nothing can be compared.
        df: Degrees of freedom, 0 then.
    """

    p_value: float | None
    df: int


def independence(table: Sequence[Sequence[int]]) -> Homogeneity:
    """Pearson's test that two splits of the same units are independent.

    Args:
        table: Units by variant of the one (rows) and of the other (columns), counts ≥ 0.

    Returns:
        The p-value; None where fewer than two rows or columns have units, or a count of less than
        five is expected somewhere.

    Raises:
        ArgumentError: When a count is no whole number ≥ 0, or the rows differ in length.

    Reference:
        Pearson 1900; Cochran 1954, Some methods for strengthening the common χ² tests (the five).

    Example:
        >>> found = independence([[60, 40], [40, 60]])
        >>> round(found.p_value, 5), found.df
        (0.00468, 1)
    """
    sizes = {len(row) for row in table}
    if not table:
        return Homogeneity(None, 0)
    if len(sizes) > 1:
        raise checks.refused("table", sorted(sizes), "every row needs as many columns")
    rows = [
        [checks.whole(f"table[{i}][{j}]", c) for j, c in enumerate(r)] for i, r in enumerate(table)
    ]
    seen = np.array(rows, dtype=float).reshape(len(rows), -1)
    seen = seen[seen.sum(axis=1) > 0][:, seen.sum(axis=0) > 0] if seen.size else seen
    if min(seen.shape) < 2:
        return Homogeneity(None, 0)
    expected = seen.sum(axis=1, keepdims=True) * seen.sum(axis=0, keepdims=True) / seen.sum()
    if expected.min() < 5:
        return Homogeneity(None, 0)
    df = (seen.shape[0] - 1) * (seen.shape[1] - 1)
    return Homogeneity(float(special.chdtrc(df, ((seen - expected) ** 2 / expected).sum())), df)


def interaction(strata: Mapping[str, tuple[Moments, Moments]]) -> Homogeneity:
    """Whether an effect is the same in every arm of another experiment.

    Args:
        strata: By arm of the other experiment, moments of the treatment and of the control.

    Returns:
        The p-value of Cochran's Q over the differences of means; None with fewer than two arms in
        which both sides vary.

    Reference:
        Cochran 1954, The combination of estimates from different experiments.

    Example:
        >>> one, two = Moments.from_counts(1000, 100), Moments.from_counts(1000, 150)
        >>> found = interaction({"a": (two, one), "b": (one, two)})
        >>> found.p_value < 0.001, found.df
        (True, 1)
    """
    gaps = [
        (one.mean - zero.mean, one.se**2 + zero.se**2)
        for one, zero in strata.values()
        if one.se and zero.se
    ]
    if len(gaps) < 2:
        return Homogeneity(None, 0)
    weight = math.fsum(1.0 / variance for _, variance in gaps)
    centre = math.fsum(gap / variance for gap, variance in gaps) / weight
    q = math.fsum((gap - centre) ** 2 / variance for gap, variance in gaps)
    return Homogeneity(float(special.chdtrc(len(gaps) - 1, q)), len(gaps) - 1)
