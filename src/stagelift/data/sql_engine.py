"""What engines that are asked in SQL do alike; what the methods take and give, `Engine` says."""

from __future__ import annotations

from abc import abstractmethod
from decimal import Decimal
from typing import TYPE_CHECKING, Any, ClassVar

from sqlglot import exp

from stagelift.data import sql
from stagelift.data.engine import Engine
from stagelift.data.tables import columns_of
from stagelift.data.whole_files import parquet_of, whole_file
from stagelift.errors import DataError, EngineError

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

    from stagelift.data.engine import ColumnType
    from stagelift.definitions.sources import Source


class SqlEngine(Engine):
    """An engine that is asked in SQL, here or elsewhere.

    Attributes:
        naive_as: The type a moment without an offset is cast to before it is counted.
    """

    naive_as: ClassVar[str] = "timestamp"

    def columns(self, source: Source) -> dict[str, ColumnType]:
        """The columns of a source that has rows."""
        try:
            return self._read_columns(source)
        except EngineError as error:
            raise DataError(self._unreadable(source, error)) from error

    def _read_columns(self, source: Source) -> dict[str, ColumnType]:
        return columns_of(self, source)

    def _unreadable(self, source: Source, error: EngineError) -> str:
        return f"source '{source.name}': cannot read '{source.read}': {error}"

    def side_by_side(self, sources: Iterable[Source]) -> bool:
        """Not unless an engine says so: a connection answers one question after the other."""
        del sources
        return False

    def materialise(self, name: str, query: exp.Select) -> exp.Table:
        """A table holding a query's rows."""
        self._keep(name, query)
        return exp.table_(name, quoted=True)

    @abstractmethod
    def _keep(self, name: str, query: exp.Select) -> None:
        """Makes the table, or writes down what it would hold."""

    def epoch(self, value: exp.Expr, kind: ColumnType) -> exp.Expr:
        """A moment as µs since 1970-01-01: of UTC, or of the wall clock when it has no offset."""
        moment = value.copy() if kind == "timestamptz" else sql.cast(value, self.naive_as)
        return self._microseconds(moment, kind)

    @abstractmethod
    def _microseconds(self, moment: exp.Expr, kind: ColumnType) -> exp.Expr:
        """A moment, cast where it had no offset, as µs since 1970-01-01."""


class ServerEngine(SqlEngine):
    """An engine outside this process, which gives the rows of a file as text."""

    def export(self, query: exp.Select, path: Path) -> None:
        """A query's rows in a file that appears whole or not at all."""
        types = self._types_of(query)
        with whole_file(path) as staged:
            rows = staged.with_name("rows.csv")
            self._copy_out(query, types, rows)
            if path.suffix.lower() != ".csv":
                rows = parquet_of(rows, types)
            rows.replace(staged)

    def _types_of(self, query: exp.Select) -> dict[str, ColumnType]:
        """The types of the columns that are written, in order."""
        return self.describe(query)

    @abstractmethod
    def _copy_out(self, query: exp.Select, types: dict[str, ColumnType], path: Path) -> None:
        """The rows as CSV: values quoted, NULL not, so that empty text stays apart."""


def plain_row(row: Iterable[object]) -> tuple[Any, ...]:
    """A row with whole decimals as int, as engines that know integers give sums.

    Args:
        row: What a driver gave.

    Returns:
        Its values.

    Example:
        >>> plain_row((Decimal("12"), Decimal("1.50"), "12", None))
        (12, Decimal('1.50'), '12', None)
    """
    return tuple(map(_plain, row))


def _plain(value: object) -> object:
    if isinstance(value, Decimal) and value.as_tuple().exponent == 0:
        return int(value)
    return value
