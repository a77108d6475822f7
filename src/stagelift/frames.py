"""Results as pandas frames, for those who have pandas: the extra `frames`."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

from stagelift.errors import MissingExtraError

if TYPE_CHECKING:
    from pandas import DataFrame

EXTRA = "frames"


class Tabular(ABC):
    """A result that is rows: what `to_dicts` says of them, `to_frame` says as a pandas frame.

    Example:
        >>> class Rates(Tabular):
        ...     def to_dicts(self):
        ...         return [{"metric": "churn", "value": 0.25}, {"metric": "nps", "value": None}]
        >>> Rates().to_frame()["metric"].tolist()
        ['churn', 'nps']
    """

    __slots__ = ()

    @abstractmethod
    def to_dicts(self) -> list[dict[str, Any]]:
        """The rows as JSON-ready mappings; what is withheld is null."""

    def to_frame(self) -> DataFrame:
        """The rows of `to_dicts` as a pandas frame, in their order.

        Returns:
            A DataFrame with the columns of `to_dicts`; what is withheld there is missing here.

        Raises:
            MissingExtraError: When pandas is not installed (the extra `frames`).
        """
        return frame(self.to_dicts())


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
