"""Agreement of two ways of labelling the same things, beyond what chance gives: Cohen's kappa."""

from __future__ import annotations

import math
from collections.abc import Sequence

from stagelift.statistics import checks
from stagelift.statistics.inference import Inference
from stagelift.statistics.quantiles import normal_critical

METHOD = "cohen_kappa"


def kappa(table: Sequence[Sequence[int]], *, level: float = 0.95) -> Inference:
    """Cohen's kappa of a square table of counts with its large-sample interval.

    0 is what two who label at random with their own frequencies reach, 1 is full agreement.

    Args:
        table: Counts by first and second label, in the same order, at least two labels.
        level: Confidence level, between 0 and 1.

    Returns:
        Kappa, −1 to 1; null with `no_data` without counts, `not_identifiable` when both use one and
        the same label throughout, as chance alone then agrees fully.

    Raises:
        ArgumentError: When the table is not square, or a count is not allowed.

    Reference:
        Cohen 1960, A coefficient of agreement for nominal scales; Fleiss, Cohen & Everitt 1969,
        Large sample standard errors of kappa and weighted kappa.

    Example:
        >>> found = kappa([[20, 5], [10, 15]])
        >>> round(found.value, 6), round(found.low, 4), round(found.high, 4)
        (0.4, 0.1511, 0.6489)
    """
    z = normal_critical(level)
    size = len(table)
    if size < 2 or any(len(row) != size for row in table):
        raise checks.refused("table", tuple(map(tuple, table)), "it must be square, 2 × 2 or more")
    counts = [[checks.whole("table", count) for count in row] for row in table]
    n = sum(map(sum, counts))
    if n == 0:
        return Inference(level=level, method=METHOD, status="no_data", note="no pairs of labels")
    rows = [sum(row) / n for row in counts]
    columns = [sum(row[j] for row in counts) / n for j in range(size)]
    agreed = sum(counts[i][i] for i in range(size)) / n
    by_chance = math.fsum(rows[i] * columns[i] for i in range(size))
    if by_chance == 1.0:
        note = "both give every one the same label"
        return Inference(level=level, method=METHOD, status="not_identifiable", note=note)
    value = (agreed - by_chance) / (1.0 - by_chance)
    se = _error(counts, (rows, columns), value, by_chance)
    low, high = max(-1.0, value - z * se), min(1.0, value + z * se)
    if se == 0.0:
        note = "the labels agree throughout"
        return Inference(
            value=value, se=0.0, level=level, method=METHOD, status="degenerate", note=note
        )
    return Inference(value=value, se=se, low=low, high=high, level=level, method=METHOD)


def _error(
    counts: Sequence[Sequence[int]],
    margins: tuple[Sequence[float], Sequence[float]],
    value: float,
    by_chance: float,
) -> float:
    """The large-sample standard error of kappa, formula 13 of Fleiss, Cohen and Everitt."""
    rows, columns = margins
    n, size = sum(map(sum, counts)), len(rows)
    on = math.fsum(
        counts[i][i] / n * (1.0 - (rows[i] + columns[i]) * (1.0 - value)) ** 2 for i in range(size)
    )
    off = (1.0 - value) ** 2 * math.fsum(
        counts[i][j] / n * (columns[i] + rows[j]) ** 2
        for i in range(size)
        for j in range(size)
        if i != j
    )
    rest = (value - by_chance * (1.0 - value)) ** 2
    return math.sqrt(max(on + off - rest, 0.0) / n) / (1.0 - by_chance)
