"""Results of one method for many comparisons at once, as frozen columns."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, cast

from stagelift.statistics import checks
from stagelift.statistics.inference import Inference, Status
from stagelift.statistics.numerics import Booleans, Floats, np

if TYPE_CHECKING:
    from collections.abc import Iterator

    from numpy.typing import NDArray


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class InferenceColumns:
    """The fields of `Inference` as arrays, one entry per comparison; arrays are read-only.

    Args:
        value: Point estimates in the quantity's own unit; NaN where undefined.
        se: Standard errors; NaN where undefined.
        low: Lower ends of the intervals; NaN where undefined.
        high: Upper ends; NaN where undefined.
        level: Confidence level of all intervals, 0–1.
        method: The method's name, one for all, or one per comparison.
        p_value: Two-sided p-values; NaN where undefined.
        dual: Whether interval and p-value invert the same statistic where both are defined; one
            for all, or one per comparison.
        status: `ok`, or why a result must not be read as one, per comparison.
        note: The reason in words, per comparison.

    Example:
        >>> one = np.array([0.5, math.nan])
        >>> found = InferenceColumns(
        ...     value=one, se=one, low=one, high=one, method="welch", p_value=one, dual=True,
        ...     status=np.array(["ok", "no_data"]), note=np.array(["", "no units in control"]),
        ... )
        >>> len(found), found[0].value, found[1].value, found[1].status
        (2, 0.5, None, 'no_data')
    """

    value: Floats
    se: Floats
    low: Floats
    high: Floats
    level: float = 0.95
    method: str | NDArray[np.str_]
    p_value: Floats
    dual: bool | Booleans
    status: NDArray[np.str_]
    note: NDArray[np.str_]

    def __post_init__(self) -> None:
        """Freeze the arrays, and refuse columns of different lengths."""
        for name in ("value", "se", "low", "high", "p_value", "status", "note", "method", "dual"):
            column = getattr(self, name)
            if isinstance(column, (str, bool)):
                continue
            if column.shape != (len(self.value),):
                allowed = f"its shape must be ({len(self.value)},), that of value"
                raise checks.refused(name, column.shape, allowed)
            frozen = column.view()
            frozen.flags.writeable = False
            object.__setattr__(self, name, frozen)

    def __len__(self) -> int:
        return len(self.value)

    def __getitem__(self, i: int) -> Inference:
        """The comparison at one place, as the scalar function gives it."""
        p_value = _known(self.p_value[i])
        return Inference(
            value=_known(self.value[i]),
            se=_known(self.se[i]),
            low=_known(self.low[i]),
            high=_known(self.high[i]),
            level=self.level,
            method=self.method if isinstance(self.method, str) else str(self.method[i]),
            p_value=p_value,
            dual=None if p_value is None else self._dual(i),
            status=cast("Status", str(self.status[i])),
            note=str(self.note[i]),
        )

    def _dual(self, i: int) -> bool:
        return self.dual if isinstance(self.dual, bool) else bool(self.dual[i])

    def __iter__(self) -> Iterator[Inference]:
        return (self[i] for i in range(len(self)))


def _known(value: Any) -> float | None:
    return None if math.isnan(value) else float(value)
