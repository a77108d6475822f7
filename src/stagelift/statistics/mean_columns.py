"""Welch's difference and Fieller's lift for thousands of comparisons at once.

The numbers are those of `means.difference_of_means` and `lift.lift`, row by row; rows in which
these are undefined are given to them, so that status and note are theirs too.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import get_args

from stagelift.statistics import checks
from stagelift.statistics.columns import InferenceColumns
from stagelift.statistics.inference import Better, Inference
from stagelift.statistics.lift import lift, noted
from stagelift.statistics.means import difference_of_means
from stagelift.statistics.moments import Moments
from stagelift.statistics.numerics import Booleans, Floats, np
from stagelift.statistics.quantiles import t_critical, t_p

EDGE = 1e-12
TINY = 1e-150  # of the other mean: its square would underflow


@dataclass(frozen=True, slots=True, eq=False)
class MomentsColumns:
    """Moments of many sets of units as arrays of one length; arrays are read-only copies.

    Args:
        n: Units per row, whole numbers ≥ 0.
        mean: Means in the values' own unit.
        m2: Σ(x − mean)² per row, ≥ 0.

    Raises:
        ArgumentError: When shapes differ, a number is not finite, or n or m2 is impossible.

    Example:
        >>> found = MomentsColumns.of([Moments(4, 2.5, 5.0, 0.0), Moments(2, 1.0, 2.0, 0.0)])
        >>> len(found), found.mean.tolist()
        (2, [2.5, 1.0])
    """

    n: Floats
    mean: Floats
    m2: Floats

    def __post_init__(self) -> None:
        """Freeze the arrays, and refuse what no set of values can have."""
        for name in ("n", "mean", "m2"):
            column = np.array(getattr(self, name), dtype=float)
            if column.ndim != 1 or column.shape != np.shape(self.n):
                raise checks.refused(name, column.shape, f"its shape must be {np.shape(self.n)}")
            wrong = ~np.isfinite(column)
            if name != "mean":
                wrong |= column < 0.0
            if name == "n":
                wrong |= column != np.floor(column)
            if wrong.any():
                i = int(np.flatnonzero(wrong)[0])
                allowed = {"n": "a whole number ≥ 0", "mean": "finite", "m2": "finite and ≥ 0"}
                raise checks.refused(
                    f"{name}[{i}]", float(column[i]), f"it must be {allowed[name]}"
                )
            column.flags.writeable = False
            object.__setattr__(self, name, column)

    @classmethod
    def of(cls, rows: Sequence[Moments]) -> MomentsColumns:
        """Columns from moments one by one.

        Args:
            rows: Moments.

        Returns:
            The same as arrays.
        """
        columns = ([getattr(m, name) for m in rows] for name in ("n", "mean", "m2"))
        return cls(*(np.array(column, dtype=float) for column in columns))

    def __len__(self) -> int:
        return len(self.n)

    def __getitem__(self, i: int) -> Moments:
        """The moments at one place; their third moment, which nothing here uses, is 0."""
        return Moments(int(self.n[i]), float(self.mean[i]), float(self.m2[i]), 0.0)

    @property
    def se(self) -> Floats:
        """Standard errors of the means, NaN below two units."""
        with np.errstate(divide="ignore", invalid="ignore"):
            return np.where(self.n > 1, np.sqrt(self.m2 / (self.n - 1) / self.n), np.nan)


def differences_of_means(
    m1: MomentsColumns, m0: MomentsColumns, *, level: float = 0.95
) -> InferenceColumns:
    """The differences of means of many comparisons, treatment minus control, by Welch's t.

    Args:
        m1: Moments of the treatment arms.
        m0: Moments of the control arms, row by row those to compare with.
        level: Confidence level, between 0 and 1.

    Returns:
        Row by row what `difference_of_means` gives, NaN where it is None.

    Raises:
        ArgumentError: When the columns differ in length, or the level is not allowed.

    Reference:
        Welch 1947, The generalization of "Student's" problem when several different population
        variances are involved.

    Example:
        >>> sent = MomentsColumns.of([Moments(400, 11.0, 1600.0, 0.0), Moments(1, 3.0, 0.0, 0.0)])
        >>> none = MomentsColumns.of([Moments(400, 10.0, 1600.0, 0.0), Moments(9, 2.0, 8.0, 0.0)])
        >>> found = differences_of_means(sent, none)
        >>> found.value.tolist(), found.status.tolist()
        ([1.0, 1.0], ['ok', 'low_n'])
    """
    ok = _comparable(m1, m0, level)
    gap, se, critical, p_value = _welch(m1, m0, ok, level)
    half = critical * se

    def scalar(i: int) -> Inference:
        return difference_of_means(m1[i], m0[i], level=level)

    columns = {"value": gap, "se": se, "low": gap - half, "high": gap + half, "p_value": p_value}
    return _filled(ok, columns, np.full(int(ok.sum()), ""), scalar, ("welch", level))


def lifts(
    m1: MomentsColumns, m0: MomentsColumns, *, level: float = 0.95, better: Better = "up"
) -> InferenceColumns:
    """The lifts of means of many comparisons by Fieller.

    Args:
        m1: Moments of the treatment arms.
        m0: Moments of the control arms, row by row those to compare with.
        level: Confidence level, between 0 and 1.
        better: Direction of the metric, `up` or `down`; it only words the note of a negative
            control mean.

    Returns:
        Row by row what `lift` gives, NaN where it is None.

    Raises:
        ArgumentError: When the columns differ in length, or an argument is not allowed.

    Reference:
        Fieller 1954, Some problems in interval estimation.

    Example:
        >>> sent = MomentsColumns.of([Moments(400, 11.0, 1600.0, 0.0), Moments(9, 3.0, 80.0, 0.0)])
        >>> none = MomentsColumns.of([Moments(400, 10.0, 1600.0, 0.0), Moments(9, 0.1, 8.0, 0.0)])
        >>> found = lifts(sent, none)
        >>> found.value.round(3).tolist(), found.status.tolist()
        ([0.1, nan], ['ok', 'not_identifiable'])
    """
    checks.one_of("better", better, get_args(Better))
    ok = _comparable(m1, m0, level)
    _, _, critical, p_value = _welch(m1, m0, ok, level)
    # what lies on the edge of bounded goes to the scalar form, which knows all edges
    size, other = np.abs(m0.mean[ok]), np.maximum(np.abs(m1.mean[ok]), m1.se[ok])
    bounded = (size > critical * m0.se[ok] * (1.0 + EDGE)) & (size > other * TINY)
    ok[ok] = bounded
    columns = _fieller(m1, m0, ok, critical[bounded])
    columns["p_value"] = p_value[bounded]
    blank = Inference(method="fieller")
    note = np.where(m0.mean[ok] < 0.0, noted(blank, -1.0, better).note, "")

    def scalar(i: int) -> Inference:
        return lift(m1[i], m0[i], level=level, better=better)

    return _filled(ok, columns, note, scalar, ("fieller", level))


def _comparable(m1: MomentsColumns, m0: MomentsColumns, level: float) -> Booleans:
    """Rows in which both arms have two units and some value varies."""
    checks.between("level", level, 0, 1)
    if len(m1) != len(m0):
        raise checks.refused("m1", len(m1), f"it must have as many rows as m0, {len(m0)}")
    found: Booleans = (m1.n > 1) & (m0.n > 1)
    found &= np.hypot(np.where(found, m1.se, 0.0), np.where(found, m0.se, 0.0)) > 0.0
    return found


def _welch(
    m1: MomentsColumns, m0: MomentsColumns, ok: Booleans, level: float
) -> tuple[Floats, Floats, Floats, Floats]:
    """Difference, standard error, critical value and p-value of the rows that have them."""
    se1, se0, gap = m1.se[ok], m0.se[ok], m1.mean[ok] - m0.mean[ok]
    se: Floats = np.hypot(se1, se0)
    share = (se1 / se) ** 2
    df = 1.0 / (share**2 / (m1.n[ok] - 1.0) + (1.0 - share) ** 2 / (m0.n[ok] - 1.0))
    # one by one, as the scalar form does it: both give the same to the last digit
    critical = np.array([t_critical(level, freedom) for freedom in df.tolist()], dtype=np.float64)
    p_value = [t_p(t, freedom) for t, freedom in zip((gap / se).tolist(), df.tolist(), strict=True)]
    return gap, se, critical, np.array(p_value, dtype=np.float64)


def _fieller(
    m1: MomentsColumns, m0: MomentsColumns, ok: Booleans, critical: Floats
) -> dict[str, Floats]:
    """Value, se and limits where the set is an interval, in the order of `fieller_set`."""
    mean1, mean0, se1, se0 = m1.mean[ok], m0.mean[ok], m1.se[ok], m0.se[ok]
    largest = np.maximum(np.maximum(np.abs(mean1), np.abs(mean0)), np.maximum(se1, se0))
    shift = -np.frexp(largest)[1]
    mean1, mean0, se1, se0 = (np.ldexp(x, shift) for x in (mean1, mean0, se1, se0))
    a, gap = mean0**2 - (critical * se0) ** 2, mean1 - mean0
    half_b = gap * mean0 + critical**2 * se0**2
    constant = gap**2 - critical**2 * (se1**2 + se0**2)
    inner = critical**2 * ((mean1 * se0) ** 2 + se1**2 * a)
    far = half_b + np.copysign(np.sqrt(inner), half_b)
    sign, size = np.copysign(1.0, mean0), np.abs(mean0)
    near = np.divide(constant, far, out=np.zeros_like(far), where=far != 0.0)
    ends = sign * (far / a), sign * near
    value, se = gap / size, np.hypot(se1, mean1 / mean0 * se0) / size
    return {"value": value, "se": se, "low": np.minimum(*ends), "high": np.maximum(*ends)}


def _filled(
    ok: Booleans,
    columns: dict[str, Floats],
    note: np.typing.NDArray[np.str_],
    scalar: Callable[[int], Inference],
    method: tuple[str, float],
) -> InferenceColumns:
    """Columns of all rows: those computed at once, and the others one by one."""
    size = len(ok)
    whole = {name: np.full(size, np.nan) for name in columns}
    for name, column in columns.items():
        whole[name][ok] = column
    notes, status = np.full(size, "", dtype=object), np.full(size, "ok", dtype=object)
    notes[ok] = note
    for i in np.flatnonzero(~ok):
        row = scalar(int(i))
        status[i], notes[i] = row.status, row.note
        for name in columns:
            value = getattr(row, name)
            whole[name][i] = np.nan if value is None else value
    return InferenceColumns(
        **whole,
        level=method[1],
        method=method[0],
        dual=True,
        status=status.astype(str),
        note=notes.astype(str),
    )
