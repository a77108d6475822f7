"""PostgreSQL, for teams whose events live in a warehouse: only aggregates leave it."""

from __future__ import annotations

import tempfile
from pathlib import Path
from typing import TYPE_CHECKING, Any

from sqlglot import exp

from stagelift.data import sql
from stagelift.data.duckdb_engine import temporary_table
from stagelift.data.postgres.types import column_type, read_integers
from stagelift.errors import DataError, EngineError

if TYPE_CHECKING:
    from collections.abc import Collection

    from stagelift.data.engine import ColumnType
    from stagelift.definitions.sources import Source

CONNECT_SECONDS = 15
PARQUET_TYPES: dict[ColumnType, str] = {
    "integer": "BIGINT",
    "decimal": "DECIMAL(38, 10)",
    "float": "DOUBLE",
    "timestamp": "TIMESTAMP",
    "timestamptz": "TIMESTAMPTZ",
    "date": "DATE",
    "boolean": "BOOLEAN",
}


class PostgresEngine:
    """Reads the tables of one PostgreSQL connection.

    Args:
        address: A `postgresql://` address; it may hold a password and is never shown.
        connection: The connection's name in journey.yaml, for messages.
    """

    dialect = "postgres"

    def __init__(self, address: str, connection: str) -> None:
        try:
            import psycopg
        except ImportError as error:
            message = "PostgreSQL needs psycopg: pip install 'stagelift[postgresql]'"
            raise EngineError(message) from error
        self._errors = psycopg.Error
        self._name = connection
        try:
            self._connection = psycopg.connect(
                address,
                autocommit=True,
                connect_timeout=CONNECT_SECONDS,
                options="-c TimeZone=UTC",
            )
        except psycopg.ProgrammingError:  # its message quotes the address, password included
            message = f"connection '{connection}': its address is not a postgresql:// address"
            raise EngineError(message) from None
        except psycopg.Error as error:
            message = f"connection '{connection}': {_first_line(error)}"
            raise EngineError(message) from error
        read_integers(self._connection)

    def run(self, query: exp.Expr) -> list[tuple[Any, ...]]:
        """The rows of a query.

        Args:
            query: Any statement.

        Returns:
            Plain Python values; numerics without decimals as int.

        Raises:
            EngineError: PostgreSQL refused the query, or the connection was lost.
        """
        try:
            with self._connection.cursor() as cursor:
                cursor.execute(_rendered(query))
                return cursor.fetchall() if cursor.description else []
        except self._errors as error:
            raise self._refused(error) from error

    def _refused(self, error: Exception) -> EngineError:
        return EngineError(f"PostgreSQL, connection '{self._name}': {_first_line(error)}")

    def describe(self, query: exp.Select) -> dict[str, ColumnType]:
        """The columns a query returns, without its rows.

        Args:
            query: A SELECT.

        Returns:
            Type of each column by name, in order.

        Raises:
            EngineError: PostgreSQL refused the query.
        """
        try:
            with self._connection.cursor() as cursor:
                cursor.execute(_rendered(query.limit(0)))
                return {one.name: column_type(one) for one in cursor.description or ()}
        except self._errors as error:
            raise self._refused(error) from error

    def columns(self, source: Source) -> dict[str, ColumnType]:
        """The columns of a table.

        Args:
            source: Its definition.

        Returns:
            Type of each column by name, in order.

        Raises:
            DataError: The table is missing, empty or not readable.
        """
        relation = self.relation(source)
        try:
            found = self.describe(exp.select("*").from_(relation))
            some = self.run(exp.select(sql.number(1)).from_(relation.copy()).limit(1))
        except EngineError as error:
            message = f"source '{source.name}': cannot read '{source.read}': {error}"
            raise DataError(message) from error
        if not some:
            message = f"source '{source.name}': '{source.read}' has columns but no row"
            raise DataError(message)
        return found

    def state(self, source: Source) -> None:
        """A server does not say whether a table has changed.

        Args:
            source: Its definition.

        Returns:
            None.
        """

    def relation(self, source: Source) -> exp.Expr:
        """The table of a source.

        Args:
            source: Its `read` is `connection.table` or `connection.schema.table`.

        Returns:
            The table.

        Raises:
            DataError: Another number of parts.
        """
        parts = str(source.read).split(".")[1:]
        if len(parts) not in (1, 2):
            message = (
                f"source '{source.name}': '{source.read}' must be"
                f" {self._name}.table or {self._name}.schema.table"
            )
            raise DataError(message)
        return exp.table_(parts[-1], db=parts[0] if len(parts) > 1 else None, quoted=True)

    def notes(self, source: Source, columns: Collection[str]) -> tuple[str, ...]:
        """Nothing: a table has one encoding and one set of columns.

        Args:
            source: Its definition.
            columns: The columns that are read.

        Returns:
            No sentence.
        """
        del source, columns
        return ()

    def materialise(self, name: str, query: exp.Select) -> exp.Table:
        """A temporary table holding a query's rows.

        Args:
            name: A name not in use.
            query: What fills it.

        Returns:
            The table.

        Raises:
            EngineError: PostgreSQL refused.
        """
        table = exp.table_(name, quoted=True)
        self.run(temporary_table(table, query))
        return table

    def export(self, query: exp.Select, path: Path) -> None:
        """A query's rows in a file that appears whole or not at all.

        Args:
            query: What to write.
            path: Ending in `.parquet` or `.csv`.

        Raises:
            EngineError: PostgreSQL refused the query.
        """
        path.parent.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryDirectory(dir=path.parent, prefix=".writing-") as folder:
            staged = Path(folder) / "rows.csv"
            self._copy_out(query, staged)
            if path.suffix.lower() != ".csv":
                staged = parquet_of(staged, self.describe(query))
            staged.replace(path)

    def _copy_out(self, query: exp.Select, path: Path) -> None:
        """The rows as CSV: values quoted, NULL not, so that empty text stays apart."""
        copy = b"COPY (%b) TO STDOUT (FORMAT csv, HEADER, FORCE_QUOTE *)" % _rendered(query)
        try:
            cursor = self._connection.cursor()
            with cursor, cursor.copy(copy) as rows, path.open("wb") as file:
                file.writelines(rows)
        except self._errors as error:
            raise self._refused(error) from error

    def register(self, name: str, frame: object) -> exp.Table:
        """Frames are not read by a server.

        Args:
            name: The frame's name.
            frame: The frame.

        Raises:
            EngineError: Always; it says what to do instead.
        """
        message = f"PostgreSQL cannot read the {type(frame).__name__} '{name}'; load it as a table"
        raise EngineError(message)

    def epoch(self, value: exp.Expr, kind: ColumnType) -> exp.Expr:
        """A moment as µs since 1970-01-01; NULL for ±infinity.

        Args:
            value: A timestamp or date expression.
            kind: Its type.

        Returns:
            A BIGINT expression.
        """
        moment = value.copy() if kind == "timestamptz" else sql.cast(value, "timestamp")
        to = "timestamptz" if kind == "timestamptz" else "timestamp"
        ends = [sql.cast(sql.text(end), to) for end in ("-infinity", "infinity")]
        above = exp.GT(this=moment, expression=ends[0])
        below = exp.LT(this=moment.copy(), expression=ends[1])
        seconds = exp.Extract(this=exp.var("EPOCH"), expression=moment.copy())
        whole = sql.cast(exp.Mul(this=seconds, expression=sql.number(1_000_000)), sql.BIGINT)
        return sql.case([(exp.and_(above, below), whole)])

    def close(self) -> None:
        """Frees the connection and all temporary tables."""
        self._connection.close()


def _rendered(query: exp.Expr) -> bytes:
    """The text of a query, as bytes: psycopg takes text only as a literal of the program."""
    return query.sql("postgres").encode()


def _first_line(error: Exception) -> str:
    return next((line.strip() for line in str(error).splitlines() if line.strip()), "no message")


def parquet_of(rows: Path, types: dict[str, ColumnType]) -> Path:
    """A CSV file of quoted values as Parquet, typed as the server typed its columns.

    Args:
        rows: The file; NULL is nothing, empty text is quoted.
        types: Type of each column by name, in order.

    Returns:
        The Parquet file beside it.
    """
    import duckdb

    columns = {name: PARQUET_TYPES.get(kind, "VARCHAR") for name, kind in types.items()}
    path = rows.with_suffix(".parquet")
    with duckdb.connect() as connection:
        relation = connection.read_csv(
            str(rows),
            columns=columns,
            header=True,
            delimiter=",",
            quotechar='"',
            escapechar='"',
            allow_quoted_nulls=False,
        )
        relation.write_parquet(str(path))
    return path
