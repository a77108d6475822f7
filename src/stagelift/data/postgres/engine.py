"""PostgreSQL, for teams whose events live in a warehouse: only aggregates leave it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sqlglot import exp

from stagelift.data import sql
from stagelift.data.postgres.faults import NO_TABLES
from stagelift.data.postgres.session import Session
from stagelift.data.postgres.types import column_type
from stagelift.data.standing_alone import standing_alone
from stagelift.data.tables import columns_of, table_of, temporary_table
from stagelift.data.whole_files import whole_file
from stagelift.errors import DataError, EngineError

if TYPE_CHECKING:
    from collections.abc import Collection
    from pathlib import Path

    from psycopg import Connection

    from stagelift.data.engine import ColumnType
    from stagelift.definitions.sources import Source

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
        self._name = connection
        self._made: dict[str, exp.Select] = {}
        self._written: dict[str, exp.Select] = {}
        self._session = Session(address, connection, self._make_again)

    def run(self, query: exp.Expr) -> list[tuple[Any, ...]]:
        """The rows of a query; asked once more where the connection was lost.

        Args:
            query: A statement that only reads.

        Returns:
            Plain Python values; numerics without decimals as int.

        Raises:
            EngineError: PostgreSQL refused the query, or was lost and did not come back.
        """

        def rows(connection: Connection[Any]) -> list[tuple[Any, ...]]:
            with connection.cursor() as cursor:
                cursor.execute(self._whole(query))
                return cursor.fetchall() if cursor.description else []

        return self._session.ask(rows)

    def _whole(self, query: exp.Expr) -> bytes:
        """A query's text, tables that could not be made written before it.

        It is asked for by the work itself: a new connection may make fewer tables than the old one.
        """
        return _rendered(standing_alone(query, self._written) if self._written else query)

    def describe(self, query: exp.Select) -> dict[str, ColumnType]:
        """The columns a query returns, without its rows.

        Args:
            query: A SELECT.

        Returns:
            Type of each column by name, in order.

        Raises:
            EngineError: PostgreSQL refused the query.
        """
        empty = query.limit(0)

        def types(connection: Connection[Any]) -> dict[str, ColumnType]:
            with connection.cursor() as cursor:
                cursor.execute(self._whole(empty))
                return {one.name: column_type(one) for one in cursor.description or ()}

        return self._session.ask(types)

    def columns(self, source: Source) -> dict[str, ColumnType]:
        """The columns of a table.

        Args:
            source: Its definition.

        Returns:
            Type of each column by name, in order.

        Raises:
            DataError: The table is missing, empty or not readable.
        """
        try:
            return columns_of(self, source)
        except EngineError as error:
            message = f"source '{source.name}': cannot read '{source.read}': {error}"
            raise DataError(message) from error

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
        return table_of(source, self._name, ("schema",))

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
        """A table holding a query's rows: a temporary one, or a part of each query that reads it.

        A database that may only be read, such as a standby, takes no temporary table; the numbers
        are the same, and rows that several queries share are read for each.

        Args:
            name: A name not in use.
            query: What fills it.

        Returns:
            The table.

        Raises:
            EngineError: PostgreSQL refused.
        """
        if self._written or not self._session.ask(lambda opened: self._makes(opened, name, query)):
            self._written[name] = query
        else:
            self._made[name] = query
        return exp.table_(name, quoted=True)

    def _makes(self, connection: Connection[Any], name: str, query: exp.Select) -> bool:
        """Makes a temporary table; False where none may be made."""
        whole = standing_alone(query, self._written)
        table = temporary_table(exp.table_(name, quoted=True), whole)
        try:
            connection.execute(_rendered(table))
        except self._session.errors as error:
            if error.sqlstate not in NO_TABLES:
                raise
            return False
        return True

    def _make_again(self, connection: Connection[Any]) -> None:
        """The temporary tables of a connection that was lost, in their order."""
        lost: dict[str, exp.Select] = {}
        written = self._written
        for name, query in self._made.items():
            if not self._makes(connection, name, query):
                lost[name] = query
                self._written = {**lost, **written}  # those written later may read it
        for name in self._written:
            self._made.pop(name, None)

    def export(self, query: exp.Select, path: Path) -> None:
        """A query's rows in a file that appears whole or not at all.

        Args:
            query: What to write.
            path: Ending in `.parquet` or `.csv`.

        Raises:
            EngineError: PostgreSQL refused the query.
        """
        with whole_file(path) as staged:
            rows = staged.with_name("rows.csv")
            self._copy_out(query, rows)
            if path.suffix.lower() != ".csv":
                rows = parquet_of(rows, self.describe(query))
            rows.replace(staged)

    def _copy_out(self, query: exp.Select, path: Path) -> None:
        """The rows as CSV: values quoted, NULL not, so that empty text stays apart."""

        def write(connection: Connection[Any]) -> None:
            whole = self._whole(query)
            copy = b"COPY (%b) TO STDOUT (FORMAT csv, HEADER, FORCE_QUOTE *)" % whole
            with connection.cursor() as cursor, cursor.copy(copy) as rows, path.open("wb") as file:
                file.writelines(rows)

        self._session.ask(write)

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
        self._session.close()


def _rendered(query: exp.Expr) -> bytes:
    """The text of a query, as bytes: psycopg takes text only as a literal of the program."""
    return query.sql("postgres").encode()


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
