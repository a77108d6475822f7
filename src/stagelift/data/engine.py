"""What the package asks of an engine, and the choice of one.

Operations: run, describe, columns, relation, notes, state, side_by_side, materialise, export,
register, epoch and close.
Expressions are built by sqlglot and rendered in the engine's dialect; nothing is pasted.
"""

from __future__ import annotations

import glob
import os
from typing import TYPE_CHECKING, Any, Literal, Protocol

from stagelift.errors import DataError, did_you_mean

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Set
    from pathlib import Path

    from sqlglot import exp

    from stagelift.data.spark.session import Address
    from stagelift.definitions.journey import Journey
    from stagelift.definitions.sources import Source

ColumnType = Literal[
    "text",
    "integer",
    "decimal",
    "float",
    "timestamp",
    "timestamptz",
    "date",
    "boolean",
    "json",
    "structure",
    "pairs",
    "other",
]
TEXT_ENDINGS = (".csv", ".tsv", ".txt", ".json", ".jsonl", ".ndjson")
FILE_ENDINGS = (
    ".parquet",
    *TEXT_ENDINGS,
    *(f"{ending}.gz" for ending in TEXT_ENDINGS),
    ".avro",
    ".xlsx",
)


SPARK = "spark"  # `engine: spark`, where no connection has this name
SPARK_HERE = "local[*]"


class Engine(Protocol):
    """A database that answers queries; the same numbers on every one.

    Attributes:
        dialect: sqlglot's name of the dialect, such as `duckdb`.
    """

    dialect: str

    def run(self, query: exp.Expr) -> list[tuple[Any, ...]]:
        """The rows of a query; never retried.

        Args:
            query: Any statement.

        Returns:
            Plain Python values.

        Raises:
            EngineError: The engine refused the query or was lost.
            DataError: A file could not be read as its definition says.
        """
        ...

    def describe(self, query: exp.Select) -> dict[str, ColumnType]:
        """The columns a query returns, without running it.

        Args:
            query: A SELECT.

        Returns:
            Type of each column by name, in order.

        Raises:
            EngineError: The engine refused the query.
        """
        ...

    def columns(self, source: Source) -> dict[str, ColumnType]:
        """The columns of a source.

        Args:
            source: Its definition.

        Returns:
            Type of each column by name, in order.

        Raises:
            DataError: The source is missing, empty or unreadable.
        """
        ...

    def state(self, source: Source) -> tuple[object, ...] | None:
        """What tells the rows a source holds now from those it held before.

        Args:
            source: Its definition.

        Returns:
            Plain values; None when that cannot be known without reading the rows.
        """
        ...

    def side_by_side(self, sources: Iterable[Source]) -> bool:
        """Whether two threads may ask at a time.

        Args:
            sources: What they read.

        Returns:
            False where one question waits for the other anyway, or both take too much memory.
        """
        ...

    def relation(self, source: Source) -> exp.Expr:
        """What stands in FROM for a source.

        Args:
            source: Its definition.

        Returns:
            A table or table function.

        Raises:
            DataError: The source is missing or empty.
        """
        ...

    def notes(self, source: Source, columns: Collection[str]) -> tuple[str, ...]:
        """What is worth saying about where a source is read from: encodings, files that differ.

        Args:
            source: Its definition.
            columns: The source's columns that are read.

        Returns:
            Sentences, possibly none.

        Raises:
            DataError: A file that cannot be read.
        """
        ...

    def materialise(self, name: str, query: exp.Select) -> exp.Table:
        """A temporary table holding a query's rows, dropped by `close`.

        Args:
            name: A name not in use.
            query: What fills it.

        Returns:
            The table.

        Raises:
            EngineError: The engine refused.
        """
        ...

    def export(self, query: exp.Select, path: Path) -> None:
        """A query's rows in a file that appears whole or not at all.

        Args:
            query: What to write.
            path: Ending in `.parquet` or `.csv`.

        Raises:
            EngineError: The engine refused the query.
        """
        ...

    def register(self, name: str, frame: object) -> exp.Table:
        """A pandas, Polars or Arrow frame as a table.

        Args:
            name: A name not in use.
            frame: The frame; it must live as long as the engine.

        Returns:
            The table.

        Raises:
            EngineError: The engine cannot read frames.
        """
        ...

    def epoch(self, value: exp.Expr, kind: ColumnType) -> exp.Expr:
        """A moment as µs since 1970-01-01: of UTC, or of the wall clock when it has no offset.

        Args:
            value: A timestamp or date expression.
            kind: Its type.

        Returns:
            A BIGINT expression.
        """
        ...

    def close(self) -> None:
        """Frees the connection and all temporary tables."""
        ...


def open_engine(journey: Journey, root: Path) -> Engine:
    """The engine that reads a journey's sources.

    Args:
        journey: Its definition; `sources` and `connections` decide.
        root: The workspace; file patterns are relative to it.

    Returns:
        DuckDB for files, PostgreSQL when the sources name a connection to it, a driver's database
        likewise, Spark when they name one to it or the journey says `engine:`; Spark reads files,
        too.

    Raises:
        DataError: Sources on more than one engine, a connection of another kind, or an address that
            is not in the environment.
        EngineError: The server does not answer.
    """
    used = {source.name: connection_of(source, journey) for source in journey.sources.values()}
    names = set(used.values())
    spark = _spark_of(journey, names)
    if spark is not None and names <= {None, spark.name}:
        from stagelift.data.spark.engine import SparkEngine

        return SparkEngine(spark, root)
    if names <= {None}:
        from stagelift.data.duckdb_engine import DuckDBEngine

        return DuckDBEngine(root)
    if len(names) > 1 or journey.engine is not None:
        places = ", ".join(f"'{name}' in {used[name] or 'files'}" for name in used)
        message = f"the sources of one journey must lie in one place; found {places}"
        raise DataError(message)
    (name,) = names
    named = journey.connections[str(name)]
    if named.driver is not None:
        from stagelift.data.dbapi.engine import DbApiEngine

        told = {key: _setting(str(name), value) for key, value in named.settings.items()}
        return DbApiEngine(str(name), named.driver, str(named.dialect), told)
    from stagelift.data.postgres.engine import PostgresEngine

    return PostgresEngine(_address(str(name), journey), connection=str(name))


def connection_of(source: Source, journey: Journey) -> str | None:
    """The connection a source is read through.

    Args:
        source: Its definition.
        journey: Holds the connections by name.

    Returns:
        The connection's name, or None for files.

    Raises:
        DataError: `read` is neither a file pattern nor starts with a connection.

    Example:
        >>> from types import SimpleNamespace as Stub
        >>> shop = Stub(connections={"dw": None})
        >>> connection_of(Stub(name="orders", read="dw.mart.orders"), shop)
        'dw'
    """
    read = str(source.read)
    if read.lower().endswith(FILE_ENDINGS) or "/" in read or glob.has_magic(read):
        return None
    first, dot, _ = str(source.read).partition(".")
    if dot and first in journey.connections:
        return first
    hint = did_you_mean(first, journey.connections)
    raise DataError(
        f"source '{source.name}': '{source.read}' is neither a file pattern"
        f" ({', '.join(FILE_ENDINGS)}) nor a table of a connection. {hint}".rstrip()
    )


def address_of(name: str, journey: Journey) -> str:
    """The address of a PostgreSQL connection, from the environment.

    Args:
        name: Its name in journey.yaml.
        journey: Holds the connections by name.

    Returns:
        The address; it may hold a password.

    Raises:
        DataError: Another kind of connection, or its variable is not set.
    """
    return _address(name, journey)


def _address(name: str, journey: Journey) -> str:
    connection = journey.connections[name]
    url = getattr(connection, "postgresql", None)
    if not url:
        message = (
            f"connection '{name}': only `postgresql: $VARIABLE`, `spark:` and `driver:` are read"
        )
        raise DataError(message)
    return _from_environment(name, str(url))


def _spark_of(journey: Journey, names: Set[str | None]) -> Address | None:
    """The Spark that reads a journey: the one its `engine` names, else the one its sources name."""
    if not journey.engine and not names - {None}:
        return None  # files alone need no Spark, so nothing of it is loaded
    from stagelift.data.spark.session import Address

    if journey.engine == SPARK and SPARK not in journey.connections:
        return Address(SPARK, SPARK_HERE)
    asked = {journey.engine} if journey.engine else names
    for name in asked:
        connection = journey.connections.get(name or "")
        if connection is None or connection.spark is None:
            continue
        settings = connection.settings.items()
        told = tuple((key, _from_environment(str(name), value)) for key, value in settings)
        return Address(str(name), _from_environment(str(name), connection.spark), told)
    return None


def _setting(name: str, written: str) -> str | int | bool:
    """What a driver is told: numbers and yes or no as such, what the environment holds as text."""
    if written.startswith("$"):
        return _from_environment(name, written)
    if written.lower() in ("true", "false"):
        return written.lower() == "true"
    return int(written) if written.isdecimal() else written


def _from_environment(name: str, written: str) -> str:
    """A value of a connection: as it is written, or that of the environment variable it names."""
    if not written.startswith("$"):
        return written
    variable = written.removeprefix("$").strip("{}")
    found = os.environ.get(variable)
    if not found:
        message = f"connection '{name}': the environment variable {variable} is not set"
        raise DataError(message)
    return found
