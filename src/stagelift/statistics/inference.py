"""The frozen result of one statistical method: value, interval, p-value and its conditions."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

Status = Literal[
    "ok", "low_n", "low_coverage", "no_data", "immature", "degenerate", "not_identifiable"
]
Better = Literal["up", "down"]  # the direction in which a metric improves


@dataclass(frozen=True, slots=True, kw_only=True)
class Inference:
    """What one method says about one quantity.

    Args:
        value: Point estimate in the quantity's own unit (shares 0–1), or None when undefined.
        se: Standard error in the same unit, or None.
        low: Lower end of the interval, or None.
        high: Upper end of the interval, or None.
        level: Confidence level of the interval, 0–1.
        method: The method's name as printed beside the interval.
        p_value: Two-sided p-value of "no difference", always-valid for a sequence; None for levels.
        dual: Whether interval and p-value invert the same statistic, so that they always agree.
        status: `ok`, or why the result must not be read as one.
        note: The reason in words when the status is not `ok`, or a condition worth printing.
    """

    value: float | None = None
    se: float | None = None
    low: float | None = None
    high: float | None = None
    level: float = 0.95
    method: str
    p_value: float | None = None
    dual: bool | None = None
    status: Status = "ok"
    note: str = ""
