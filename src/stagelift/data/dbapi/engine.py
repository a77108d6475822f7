"""Any database with a Python driver (PEP 249): it runs the query its dialect renders.

Only what PEP 249 promises is asked of a driver: `connect`, `cursor`, `execute`, `fetchall`, the
exceptions. Values are never pasted: the queries have none, and no parameter is passed, so a
driver's `paramstyle` plays no part. Nothing is made in the database, temporary tables neither.
"""

from __future__ import annotations

import importlib
import tempfile
from contextlib import suppress
from decimal import Decimal
from pathlib import Path
from typing import TYPE_CHECKING, Any

from sqlglot import exp
from sqlglot.errors import SqlglotError

from stagelift.data import sql
from stagelift.data.dbapi.types import declared, key_of, kind_of, kinds_of_codes, types_of
from stagelift.data.dialects import text_of
from stagelift.data.portable import EPOCH
from stagelift.data.postgres.engine import parquet_of
from stagelift.data.standing_alone import standing_alone
from stagelift.errors import DataError, EngineError

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Mapping
    from types import ModuleType

    from stagelift.data.engine import ColumnType
    from stagelift.definitions.sources import Source

ROWS_AT_A_TIME = 10_000


class DbApiEngine:
    """Reads the tables of one connection through the driver a team names.

    Args:
        name: The connection's name in journey.yaml, for messages.
        driver: The driver's module, such as `snowflake.connector`.
        dialect: One of the dialects queries are written in.
        settings: What its `connect` takes, secrets already read from the environment.

    Raises:
        EngineError: The module is not installed or no driver, or the database does not answer.
    """

    def __init__(self, name: str, driver: str, dialect: str, settings: Mapping[str, Any]) -> None:
        self.dialect = dialect
        self._name, self._settings = name, dict(settings)
        self._driver = _driver(name, driver)
        self._errors: type[Exception] = self._driver.Error
        self._written: dict[str, exp.Select] = {}
        self._types: dict[str, dict[str, exp.DataType]] = {}
        self._connection = self._connected()

    def _connected(self) -> Any:
        try:
            return self._driver.connect(**self._settings)
        except (self._errors, TypeError) as error:
            raise self._refused(error) from error

    def _refused(self, error: BaseException) -> EngineError:
        """One line of what the driver says, without what journey.yaml keeps secret."""
        lines = (line.strip() for line in str(error).splitlines())
        said = next((line for line in lines if line), type(error).__name__)
        for value in self._settings.values():
            if isinstance(value, str) and len(value) > 3:
                said = said.replace(value, "…")
        return EngineError(f"{self._driver.__name__}, connection '{self._name}': {said}")

    def _fetched(self, text: str) -> list[Any]:
        cursor = self._connection.cursor()
        try:
            cursor.execute(text)
            return list(cursor.fetchall()) if cursor.description else []
        finally:
            with suppress(self._errors):
                cursor.close()

    def _asked(self, work: Callable[[], Any]) -> Any:
        """What work gives; done once more on a new connection where the old one answers nothing."""
        try:
            return work()
        except self._errors as error:
            if self._answers():
                raise self._refused(error) from error
            with suppress(self._errors):
                self._connection.close()
        self._connection = self._connected()
        try:
            return work()
        except self._errors as error:
            raise self._refused(error) from error

    def _answers(self) -> bool:
        """Whether the connection lives; a transaction that failed is ended first."""
        try:
            with suppress(AttributeError):
                self._connection.rollback()
        except self._errors:  # some have no transaction to end
            pass
        try:
            return bool(self._fetched("SELECT 1"))
        except self._errors:
            return False

    def run(self, query: exp.Expr) -> list[tuple[Any, ...]]:
        """The rows of a query; asked once more where the connection was lost.

        Args:
            query: A statement that only reads.

        Returns:
            Plain Python values; decimals without places as int.

        Raises:
            EngineError: The database refused the query, or was lost and did not come back.
        """
        text = self._text(query)
        return [tuple(map(_plain, row)) for row in self._asked(lambda: self._fetched(text))]

    def _text(self, query: exp.Expr) -> str:
        return text_of(standing_alone(query, self._written), self.dialect)

    def describe(self, query: exp.Select) -> dict[str, ColumnType]:
        """The columns a query returns, typed by the types of the tables it reads; it is not run.

        Args:
            query: A SELECT over tables that `columns` was asked for.

        Returns:
            Type of each column by name, in order; `other` where none can be told.

        Raises:
            EngineError: The query cannot be typed.
        """
        try:
            return types_of(standing_alone(query, self._written), self._types, self.dialect)
        except SqlglotError as error:
            raise self._refused(error) from error

    def columns(self, source: Source) -> dict[str, ColumnType]:
        """The columns of a table, as the database's own `information_schema` has them.

        Args:
            source: Its definition.

        Returns:
            Type of each column by name, in order.

        Raises:
            DataError: The table is missing, empty or not readable.
        """
        table = self.relation(source)
        where = [exp.column("table_name").eq(sql.text(table.name))]
        if table.db:
            where.append(exp.column("table_schema").eq(sql.text(table.db)))
        asked = exp.select("column_name", "data_type").from_("information_schema.columns")
        try:
            rows = self.run(asked.where(*where).order_by("ordinal_position"))
            some = self.run(exp.select(sql.number(1)).from_(table.copy()).limit(1))
        except EngineError as error:
            message = f"source '{source.name}': cannot read '{source.read}': {error}"
            raise DataError(message) from error
        if not rows or not some:
            lacks = "has columns but no row" if rows else "is not in information_schema.columns"
            raise DataError(f"source '{source.name}': '{source.read}' {lacks}")
        types = {str(name): declared(str(written), self.dialect) for name, written in rows}
        self._types[key_of(table)] = types
        return {name: kind_of(one) for name, one in types.items()}

    def state(self, source: Source) -> None:
        """A driver does not say whether a table has changed.

        Args:
            source: Its definition.

        Returns:
            None.
        """

    def relation(self, source: Source) -> exp.Table:
        """The table of a source.

        Args:
            source: Its `read` is `connection.table`, with schema and catalog before the table
                where there are any.

        Returns:
            The table.

        Raises:
            DataError: Another number of parts.
        """
        parts = str(source.read).split(".")[1:]
        if not 1 <= len(parts) <= 3:
            message = (
                f"source '{source.name}': '{source.read}' must be {self._name}.table,"
                f" {self._name}.schema.table or {self._name}.catalog.schema.table"
            )
            raise DataError(message)
        table, schema, catalog = (*reversed(parts), None, None)[:3]
        return exp.table_(table, db=schema, catalog=catalog, quoted=True)

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
        """A table that becomes a part of each query that reads it: none is made.

        Args:
            name: A name not in use.
            query: Its rows.

        Returns:
            The table.
        """
        self._written[name] = query
        return exp.table_(name, quoted=True)

    def export(self, query: exp.Select, path: Path) -> None:
        """A query's rows in a file that appears whole or not at all.

        Args:
            query: What to write.
            path: Ending in `.parquet` or `.csv`.

        Raises:
            EngineError: The database refused the query.
        """
        types = self._asked(lambda: self._types_of(query))
        path.parent.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryDirectory(dir=path.parent, prefix=".writing-") as folder:
            staged = Path(folder) / "rows.csv"
            self._asked(lambda: self._write(query, staged))
            if path.suffix.lower() != ".csv":
                staged = parquet_of(staged, types)
            staged.replace(path)

    def _types_of(self, query: exp.Select) -> dict[str, ColumnType]:
        """The types of a query's columns: as declared, else as far as the driver tells them."""
        cursor = self._connection.cursor()
        cursor.execute(self._text(query.limit(0)))
        codes = [column[1] for column in cursor.description]
        cursor.close()
        told = {name: kind for name, kind in self.describe(query).items() if kind != "other"}
        names = [one.alias_or_name for one in query.selects]
        return {**kinds_of_codes(names, codes, self._driver), **told}

    def _write(self, query: exp.Select, path: Path) -> None:
        """The rows as CSV: values quoted, NULL not, so that empty text stays apart.

        The database makes text of them: some drivers need another library for moments.
        """
        names = [one.alias_or_name for one in query.selects]
        texts = [sql.alias_(sql.cast(sql.column(n), sql.TEXT), n, quoted=True) for n in names]
        cursor = self._connection.cursor()
        cursor.execute(self._text(exp.select(*texts).from_(query.subquery("rows"))))
        with path.open("w", encoding="utf-8", newline="") as file:
            file.write(",".join(names) + "\n")
            while rows := cursor.fetchmany(ROWS_AT_A_TIME):
                file.writelines(",".join(map(_quoted, row)) + "\n" for row in rows)
        cursor.close()

    def register(self, name: str, frame: object) -> exp.Table:
        """Frames are not read by a driver.

        Args:
            name: The frame's name.
            frame: The frame.

        Raises:
            EngineError: Always; it says what to do instead.
        """
        what = f"the {type(frame).__name__} '{name}' cannot be read here; load it as a table"
        raise EngineError(f"{self._driver.__name__}, connection '{self._name}': {what}")

    def epoch(self, value: exp.Expr, kind: ColumnType) -> exp.Expr:
        """A moment as µs since 1970-01-01.

        Args:
            value: A timestamp or date expression.
            kind: Its type.

        Returns:
            A BIGINT expression.
        """
        moment = value.copy() if kind == "timestamptz" else sql.cast(value, "timestamp")
        text = EPOCH[self.dialect].format(at=moment.sql(self.dialect))
        found: exp.Expr = exp.maybe_parse(text, dialect=self.dialect)
        return found

    def close(self) -> None:
        """Frees the connection."""
        with suppress(self._errors):
            self._connection.close()


def _driver(name: str, module: str) -> ModuleType:
    """The driver's module; refused where it is not what PEP 249 describes."""
    try:
        found = importlib.import_module(module)
    except ImportError as error:
        message = f"connection '{name}': the driver '{module}' is not installed here ({error})"
        raise EngineError(message) from error
    lacking = [one for one in ("connect", "Error", "apilevel") if not hasattr(found, one)]
    if lacking:
        raise EngineError(
            f"connection '{name}': '{module}' is no driver (PEP 249): it has no {lacking[0]}"
        )
    return found


def _plain(value: object) -> object:
    """Whole decimals as int, as other engines give sums."""
    if isinstance(value, Decimal) and value.as_tuple().exponent == 0:
        return int(value)
    return value


def _quoted(value: object) -> str:
    """A value of a CSV file, NULL as nothing."""
    if value is None:
        return ""
    doubled = str(value).replace('"', '""')
    return f'"{doubled}"'
