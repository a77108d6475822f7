"""Results as pandas frames, for those who have pandas: the extra `frames`."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

from stagelift.errors import MissingExtraError

if TYPE_CHECKING:
    from pandas import DataFrame

EXTRA = "frames"


def frame(rows: Sequence[Mapping[str, Any]]) -> DataFrame:
    """The rows as a pandas frame, one column for each key of the first row.

    Args:
        rows: JSON-ready rows with the same keys, such as those of `to_dicts()`.

    Returns:
        A DataFrame with one row each, in their order.

    Raises:
        MissingExtraError: When pandas is not installed.

    Example:
        >>> frame([{"metric": "churn", "value": 0.25}]).shape
        (1, 2)
    """
    try:
        from pandas import DataFrame
    except ModuleNotFoundError as error:
        raise MissingExtraError("to_frame() needs pandas, to_dicts() does not", EXTRA) from error
    return DataFrame([dict(row) for row in rows])
