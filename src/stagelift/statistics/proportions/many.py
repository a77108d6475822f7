"""Many comparisons of two shares at once: columns of counts in, frozen columns of results out.

Row by row the numbers are those of the scalar functions, to the last bit.
"""

from __future__ import annotations

from typing import Any, get_args

from stagelift.statistics import checks
from stagelift.statistics.columns import InferenceColumns
from stagelift.statistics.numerics import Booleans, Floats, np
from stagelift.statistics.proportions.difference import (
    BOSCHLOO_CELLS,
    DUAL,
    EXACT,
    FLAT,
    SMALL,
    DifferenceMethod,
    compared,
    expected,
)
from stagelift.statistics.proportions.lifts import NO_CONTROL_EVENT, lift_parts
from stagelift.statistics.proportions.sided import normal_tail
from stagelift.statistics.quantiles import normal_critical

Counts = Any  # a sequence or an array of whole numbers, or one whole number for every row
Columns = tuple[Floats, Floats, Floats, Floats]


def differences_of_proportions(
    k1: Counts,
    n1: Counts,
    k0: Counts,
    n0: Counts,
    *,
    level: float = 0.95,
    method: DifferenceMethod = "auto",
) -> InferenceColumns:
    """Differences of two independent shares, treatment minus control, row by row.

    Args:
        k1: Units with the event in the treatment arms; whole numbers of any array, one per row, or
            one for all rows (as all counts).
        n1: Units in the treatment arms.
        k0: Units with the event in the control arms.
        n0: Units in the control arms.
        level: Confidence level of all intervals, between 0 and 1.
        method: As in `difference_of_proportions`; `auto` chooses for each row. Exact p-values are
            computed once for each different table.

    Returns:
        Columns of what `difference_of_proportions` gives for each row.

    Raises:
        ArgumentError: When a count (its row is named), the level or the method is not allowed.

    Reference:
        Miettinen & Nurminen 1985, Comparative analysis of two rates; the others as in
        `difference_of_proportions`.

    Example:
        >>> found = differences_of_proportions([56, 3], [70, 20], [48, 0], [80, 0])
        >>> found.method.tolist(), found.status.tolist()
        (['score', 'score'], ['ok', 'no_data'])
        >>> round(found[0].low, 4), round(found[0].high, 4)
        (0.0528, 0.3382)
    """
    table = columns_of(k1, n1, k0, n0)
    z = normal_critical(level)
    checks.one_of("method", method, get_args(DifferenceMethod))
    filled = (table[1] > 0) & (table[3] > 0)
    methods = _methods(table, filled, method)
    value, se, low, high, p_value = (np.full(filled.shape, np.nan) for _ in range(5))
    for name in np.unique(methods[filled]):
        rows = np.flatnonzero(filled & (methods == name))
        some = _rows(table, rows)
        own_value, own_se, limits, statistic = compared(some, z, str(name))
        value[rows], se[rows], low[rows], high[rows] = own_value, own_se, *limits
        exact = EXACT.get(str(name))
        p_value[rows] = _each(some, exact) if exact else normal_tail(statistic, "two_sided")
    flat = filled & (methods == "wald") & (se == 0.0)
    for column in (low, high, p_value):
        column[flat] = np.nan
    note, status = _empty(table), np.where(filled, "ok", "no_data")
    return InferenceColumns(
        value=value,
        se=se,
        low=low,
        high=high,
        level=level,
        method=methods,
        p_value=p_value,
        dual=np.isin(methods, DUAL),
        status=np.where(flat, "degenerate", status),
        note=np.where(flat, FLAT, note),
    )


def lifts_of_proportions(
    k1: Counts, n1: Counts, k0: Counts, n0: Counts, *, level: float = 0.95
) -> InferenceColumns:
    """Lifts of a share, p1 / p0 − 1, with the score interval of the ratio, row by row.

    Args:
        k1: Units with the event in the treatment arms; whole numbers of any array, one per row, or
            one for all rows (as all counts).
        n1: Units in the treatment arms.
        k0: Units with the event in the control arms.
        n0: Units in the control arms.
        level: Confidence level of all intervals, between 0 and 1.

    Returns:
        Columns of what `lift_of_proportions` gives for each row.

    Raises:
        ArgumentError: When a count (its row is named) or the level is not allowed.

    Reference:
        Koopman 1984, Confidence intervals for the ratio of two binomial proportions; Miettinen &
        Nurminen 1985, Comparative analysis of two rates.

    Example:
        >>> found = lifts_of_proportions([267, 5], 21307, [122, 0], 21306)
        >>> found.value.round(3).tolist(), found.status.tolist()
        ([1.188, nan], ['ok', 'not_identifiable'])
    """
    table = columns_of(k1, n1, k0, n0)
    z = normal_critical(level)
    filled = (table[1] > 0) & (table[3] > 0)
    done = filled & (table[2] > 0)
    value, se, low, high, p_value = (np.full(filled.shape, np.nan) for _ in range(5))
    some = _rows(table, done)
    value[done], se[done], (low[done], high[done]), statistic = lift_parts(*some, z=z)
    p_value[done] = normal_tail(statistic, "two_sided")
    methods = _methods(table, done, "auto")
    for name, p_of in EXACT.items():
        rows = np.flatnonzero(done & (methods == name))
        if rows.size:
            p_value[rows] = _each(_rows(table, rows), p_of)
    unrelated = np.where(done, "", NO_CONTROL_EVENT)
    return InferenceColumns(
        value=value,
        se=se,
        low=low,
        high=high,
        level=level,
        method="score",
        p_value=p_value,
        dual=methods == "score",
        status=np.where(done, "ok", np.where(filled, "not_identifiable", "no_data")),
        note=np.where(filled, unrelated, "no units in an arm"),
    )


def columns_of(k1: Counts, n1: Counts, k0: Counts, n0: Counts) -> Columns:
    """Checked counts as columns of floats of one length.

    Args:
        k1: Units with the event in arm 1: whole numbers, one per row, or one for all rows.
        n1: Units in arm 1.
        k0: Units with the event in arm 0.
        n0: Units in arm 0.

    Returns:
        Four arrays of shape (rows,).

    Raises:
        ArgumentError: When a count is no whole number ≥ 0, more than the units, or lengths differ.

    Example:
        >>> [column.tolist() for column in columns_of([1, 2], 4, [0, 1], [5, 6])]
        [[1.0, 2.0], [4.0, 4.0], [0.0, 1.0], [5.0, 6.0]]
    """
    given = {"k1": k1, "n1": n1, "k0": k0, "n0": n0}
    arrays = {name: np.atleast_1d(np.asarray(counts)) for name, counts in given.items()}
    rows = max(len(counts) for counts in arrays.values())
    for name, counts in arrays.items():
        if counts.ndim != 1 or len(counts) not in (1, rows):
            allowed = f"its shape must be ({rows},), one count per row"
            raise checks.refused(name, counts.shape, allowed)
        if counts.dtype.kind not in "iu":
            raise checks.refused(name, str(counts.dtype), "it must be an array of whole numbers")
        _refuse(name, counts, counts < 0, "it must be ≥ 0")
    full = {name: np.broadcast_to(counts, rows) for name, counts in arrays.items()}
    for k, n in (("k1", "n1"), ("k0", "n0")):
        _refuse(k, full[k], full[k] > full[n], f"it must be ≤ {n} of the same row")
    found = {name: np.asarray(counts, dtype=float) for name, counts in full.items()}
    return found["k1"], found["n1"], found["k0"], found["n0"]


def _refuse(name: str, counts: Any, wrong: Booleans, allowed: str) -> None:
    if wrong.any():
        row = int(wrong.argmax())
        raise checks.refused(f"{name}[{row}]", int(counts[row]), allowed)


def _methods(table: Columns, filled: Booleans, method: DifferenceMethod) -> Any:
    """The method of each row, as `chosen` names it."""
    if method != "auto":
        return np.full(filled.shape, method)
    small = filled & (expected(*table) < SMALL)
    few = table[1] * table[3] <= BOSCHLOO_CELLS
    return np.where(small, np.where(few, "boschloo", "fisher_midp"), "score")


def _rows(table: Columns, rows: Any) -> Columns:
    k1, n1, k0, n0 = table
    return k1[rows], n1[rows], k0[rows], n0[rows]


def _each(table: Columns, p_of: Any) -> Floats:
    """Exact p-values, computed once for each different table."""
    different, places = np.unique(np.stack(table), axis=1, return_inverse=True)
    found = [p_of(*(int(count) for count in column)) for column in different.T]
    return np.asarray(np.array(found)[places.reshape(-1)])


def _empty(table: Columns) -> Any:
    none1, none0 = table[1] == 0, table[3] == 0
    either = np.where(none1, "no units in treatment", np.where(none0, "no units in control", ""))
    return np.where(none1 & none0, "no units in either arm", either)
