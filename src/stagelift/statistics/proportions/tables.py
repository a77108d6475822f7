"""Tests of independence in tables of counts, of any number of rows and columns: χ² and G."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from stagelift.statistics import checks
from stagelift.statistics.inference import Status
from stagelift.statistics.numerics import Floats, np, special

TableMethod = Literal["chi_square", "yates", "g"]
SMALL = 5.0  # expected units in a cell below which the χ² distribution is a rough guide only


@dataclass(frozen=True, slots=True, kw_only=True)
class TableTest:
    """What a test of independence says; there is no interval, because there is no one effect.

    Args:
        statistic: The statistic, ≥ 0; None when undefined.
        df: Its degrees of freedom; 0 when undefined.
        p_value: The p-value of "rows and columns are independent"; None when undefined.
        smallest_expected: The smallest count expected under independence; None when undefined.
        method: `chi_square`, `yates` or `g`.
        status: `ok`; `low_n` when a cell expects fewer than 5; `no_data` without units; or
            `degenerate` when all units are in one row or column.
        note: The reason, or what was left out.

    Example:
        >>> chi_square_test([[10, 20], [30, 40]]).df
        1
    """

    statistic: float | None
    df: int
    p_value: float | None
    smallest_expected: float | None
    method: TableMethod
    status: Status = "ok"
    note: str = ""


def chi_square_test(counts: Sequence[Sequence[int]], *, yates: bool = False) -> TableTest:
    """Pearson's χ² test of independence.

    Of two arms without the correction, the statistic is the square of `pooled_z` and the p-value
    that of the difference by `mee`; the correction makes the test conservative and is for those
    who must reproduce it.

    Args:
        counts: Units by row and column, whole numbers ≥ 0, shape (rows, columns), both ≥ 2.
        yates: Subtract one half from each deviation, or all of a smaller one; 2 × 2 tables only.

    Returns:
        The test, without the empty rows and columns, which the note counts.

    Raises:
        ArgumentError: When the counts are no table of whole numbers ≥ 0, or `yates` comes with a
            larger table.

    Reference:
        Pearson 1900; Yates 1934, Contingency tables involving small numbers and the χ² test.

    Example:
        >>> found = chi_square_test([[7, 33], [16, 64]])
        >>> round(found.statistic, 4), round(found.p_value, 4)
        (0.1076, 0.7429)
    """
    table, dropped, found = _prepared(counts, "yates" if yates else "chi_square")
    if yates and (len(counts), len(counts[0])) != (2, 2):
        shape = f"{len(counts)} × {len(counts[0])}"
        raise checks.refused("counts", shape, "Yates' correction is for a 2 × 2 table")
    if found is not None:
        return found
    expected = _expected(table)
    apart = np.abs(table - expected)
    apart = apart - np.minimum(apart, 0.5) if yates else apart
    statistic = float((apart * apart / expected).sum())
    return _judged(statistic, expected, "yates" if yates else "chi_square", dropped)


def g_test(counts: Sequence[Sequence[int]]) -> TableTest:
    """The likelihood-ratio (G) test of independence.

    Args:
        counts: Units by row and column, whole numbers ≥ 0, shape (rows, columns), both ≥ 2.

    Returns:
        The test, without the empty rows and columns, which the note counts.

    Raises:
        ArgumentError: When the counts are no table of whole numbers ≥ 0.

    Reference:
        Wilks 1935, The likelihood test of independence in contingency tables; Sokal & Rohlf 1981,
        Biometry, section 17.4.

    Example:
        >>> found = g_test([[7, 33], [16, 64]])
        >>> round(found.statistic, 4), round(found.p_value, 4)
        (0.1089, 0.7415)
    """
    table, dropped, found = _prepared(counts, "g")
    if found is not None:
        return found
    expected = _expected(table)
    statistic = 2.0 * float(special.xlogy(table, table / expected).sum())
    return _judged(max(statistic, 0.0), expected, "g", dropped)


def _prepared(
    counts: Sequence[Sequence[int]], method: TableMethod
) -> tuple[Floats, int, TableTest | None]:
    """The table without empty rows and columns, how many they were, and why nothing is left."""
    rows = [
        [checks.whole(f"counts[{i}][{j}]", count) for j, count in enumerate(row)]
        for i, row in enumerate(counts)
    ]
    if len(rows) < 2 or len(rows[0]) < 2 or len({len(row) for row in rows}) > 1:
        widths = [len(row) for row in rows]
        raise checks.refused("counts", widths, "it must be rows of one width, both at least 2")
    table = np.array(rows, dtype=float)
    kept = table[table.sum(axis=1) > 0][:, table.sum(axis=0) > 0]
    dropped = sum(table.shape) - sum(kept.shape)
    if kept.size == 0:
        return kept, dropped, _without(method, "no_data", "no units")
    if min(kept.shape) == 1:
        where = "row" if kept.shape[0] == 1 else "column"
        return kept, dropped, _without(method, "degenerate", f"all units are in one {where}")
    return kept, dropped, None


def _without(method: TableMethod, status: Status, note: str) -> TableTest:
    return TableTest(
        statistic=None,
        df=0,
        p_value=None,
        smallest_expected=None,
        method=method,
        status=status,
        note=note,
    )


def _expected(table: Floats) -> Floats:
    return np.asarray(np.outer(table.sum(axis=1), table.sum(axis=0)) / table.sum())


def _judged(statistic: float, expected: Floats, method: TableMethod, dropped: int) -> TableTest:
    df, least = (expected.shape[0] - 1) * (expected.shape[1] - 1), float(expected.min())
    notes = [f"{dropped} empty rows or columns are left out"] if dropped else []
    if least < SMALL:
        notes.append(f"a cell expects {least:.1f} units; the χ² distribution needs {SMALL:g}")
    return TableTest(
        statistic=statistic,
        df=df,
        p_value=float(special.chdtrc(df, statistic)),
        smallest_expected=least,
        method=method,
        status="low_n" if least < SMALL else "ok",
        note="; ".join(notes),
    )
