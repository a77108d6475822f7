"""PostgreSQL, for teams whose events live in a warehouse: only aggregates leave it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sqlglot import exp

from stagelift.data import sql
from stagelift.data.postgres.faults import NO_TABLES
from stagelift.data.postgres.session import Session
from stagelift.data.postgres.types import column_type
from stagelift.data.sql_engine import ServerEngine
from stagelift.data.standing_alone import standing_alone
from stagelift.data.tables import table_of, temporary_table
from stagelift.errors import EngineError

if TYPE_CHECKING:
    from collections.abc import Collection
    from pathlib import Path

    from psycopg import Connection

    from stagelift.data.engine import ColumnType
    from stagelift.definitions.sources import Source


class PostgresEngine(ServerEngine):
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
        """The rows of a query; asked once more where the connection was lost."""

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
        """The columns a query returns, without its rows."""
        empty = query.limit(0)

        def types(connection: Connection[Any]) -> dict[str, ColumnType]:
            with connection.cursor() as cursor:
                cursor.execute(self._whole(empty))
                return {one.name: column_type(one) for one in cursor.description or ()}

        return self._session.ask(types)

    def state(self, source: Source) -> None:
        """None: a server does not say whether a table has changed."""

    def relation(self, source: Source) -> exp.Expr:
        """The table of a source, read as `connection.table` or `connection.schema.table`."""
        return table_of(source, self._name, ("schema",))

    def notes(self, source: Source, columns: Collection[str]) -> tuple[str, ...]:
        """Nothing: a table has one encoding and one set of columns."""
        del source, columns
        return ()

    def _keep(self, name: str, query: exp.Select) -> None:
        """Makes a temporary table, or makes the query a part of each that reads it.

        A database that may only be read, such as a standby, takes no temporary table; the numbers
        are the same, and rows that several queries share are read for each.
        """
        if self._written or not self._session.ask(lambda opened: self._makes(opened, name, query)):
            self._written[name] = query
        else:
            self._made[name] = query

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

    def _copy_out(self, query: exp.Select, types: dict[str, ColumnType], path: Path) -> None:
        del types  # the server quotes each value itself

        def write(connection: Connection[Any]) -> None:
            whole = self._whole(query)
            copy = b"COPY (%b) TO STDOUT (FORMAT csv, HEADER, FORCE_QUOTE *)" % whole
            with connection.cursor() as cursor, cursor.copy(copy) as rows, path.open("wb") as file:
                file.writelines(rows)

        self._session.ask(write)

    def register(self, name: str, frame: object) -> exp.Table:
        """Refused: frames are not read by a server."""
        message = f"PostgreSQL cannot read the {type(frame).__name__} '{name}'; load it as a table"
        raise EngineError(message)

    def _microseconds(self, moment: exp.Expr, kind: ColumnType) -> exp.Expr:
        """NULL for ±infinity."""
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
