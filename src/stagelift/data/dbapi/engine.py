"""Any database with a Python driver (PEP 249): it runs the query its dialect renders.

Only what PEP 249 promises is asked of a driver: `connect`, `cursor`, `execute`, `fetchall`, the
exceptions. Values are never pasted: the queries have none, and no parameter is passed, so a
driver's `paramstyle` plays no part. Nothing is made in the database, temporary tables neither.
"""

from __future__ import annotations

import importlib
from contextlib import suppress
from typing import TYPE_CHECKING, Any

from sqlglot import exp
from sqlglot.errors import SqlglotError

from stagelift.data import sql
from stagelift.data.dbapi.types import declared, key_of, kind_of, kinds_of_codes, types_of
from stagelift.data.dialects import text_of
from stagelift.data.error_lines import error_lines
from stagelift.data.portable import EPOCH
from stagelift.data.sql_engine import ServerEngine, plain_row
from stagelift.data.standing_alone import standing_alone
from stagelift.data.tables import table_of
from stagelift.data.whole_files import write_rows
from stagelift.errors import DataError, EngineError

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterator, Mapping
    from pathlib import Path
    from types import ModuleType

    from stagelift.data.engine import ColumnType
    from stagelift.definitions.sources import Source

ROWS_AT_A_TIME = 10_000


class DbApiEngine(ServerEngine):
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
        said = (error_lines(error) or [type(error).__name__])[0]
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
        """The rows of a query; asked once more where the connection was lost."""
        text = self._text(query)
        return [plain_row(row) for row in self._asked(lambda: self._fetched(text))]

    def _text(self, query: exp.Expr) -> str:
        return text_of(standing_alone(query, self._written), self.dialect)

    def describe(self, query: exp.Select) -> dict[str, ColumnType]:
        """The columns a query returns, typed by those of the tables it reads; it is not run."""
        try:
            return types_of(standing_alone(query, self._written), self._types, self.dialect)
        except SqlglotError as error:
            raise self._refused(error) from error

    def _read_columns(self, source: Source) -> dict[str, ColumnType]:
        """As the database's own `information_schema` has them."""
        table = self.relation(source)
        where = [exp.column("table_name").eq(sql.text(table.name))]
        if table.db:
            where.append(exp.column("table_schema").eq(sql.text(table.db)))
        asked = exp.select("column_name", "data_type").from_("information_schema.columns")
        rows = self.run(asked.where(*where).order_by("ordinal_position"))
        some = self.run(exp.select(sql.number(1)).from_(table.copy()).limit(1))
        if not rows or not some:
            lacks = "has columns but no row" if rows else "is not in information_schema.columns"
            raise DataError(f"source '{source.name}': '{source.read}' {lacks}")
        types = {str(name): declared(str(written), self.dialect) for name, written in rows}
        self._types[key_of(table)] = types
        return {name: kind_of(one) for name, one in types.items()}

    def state(self, source: Source) -> None:
        """None: a driver does not say whether a table has changed."""

    def relation(self, source: Source) -> exp.Table:
        """The table of a source, with schema and catalog before it where there are any."""
        return table_of(source, self._name, ("catalog", "schema"))

    def notes(self, source: Source, columns: Collection[str]) -> tuple[str, ...]:
        """Nothing: a table has one encoding and one set of columns."""
        del source, columns
        return ()

    def _keep(self, name: str, query: exp.Select) -> None:
        """Makes the query a part of each that reads it: no table is made."""
        self._written[name] = query

    def _types_of(self, query: exp.Select) -> dict[str, ColumnType]:
        told: dict[str, ColumnType] = self._asked(lambda: self._told_types(query))
        return told

    def _told_types(self, query: exp.Select) -> dict[str, ColumnType]:
        """The types of a query's columns: as declared, else as far as the driver tells them."""
        cursor = self._connection.cursor()
        cursor.execute(self._text(query.limit(0)))
        codes = [column[1] for column in cursor.description]
        cursor.close()
        told = {name: kind for name, kind in self.describe(query).items() if kind != "other"}
        names = [one.alias_or_name for one in query.selects]
        return {**kinds_of_codes(names, codes, self._driver), **told}

    def _copy_out(self, query: exp.Select, types: dict[str, ColumnType], path: Path) -> None:
        """The database makes text of the values: some drivers need a library for moments."""
        del types
        names = [one.alias_or_name for one in query.selects]
        texts = [sql.alias_(sql.cast(sql.column(n), sql.TEXT), n, quoted=True) for n in names]
        rows = exp.select(*texts).from_(query.subquery("rows"))
        self._asked(lambda: write_rows(names, self._read(rows), path))

    def _read(self, query: exp.Select) -> Iterator[Any]:
        """The rows of a query, some thousands at a time."""
        cursor = self._connection.cursor()
        cursor.execute(self._text(query))
        while rows := cursor.fetchmany(ROWS_AT_A_TIME):
            yield from rows
        cursor.close()

    def register(self, name: str, frame: object) -> exp.Table:
        """Refused: frames are not read by a driver."""
        what = f"the {type(frame).__name__} '{name}' cannot be read here; load it as a table"
        raise EngineError(f"{self._driver.__name__}, connection '{self._name}': {what}")

    def _microseconds(self, moment: exp.Expr, kind: ColumnType) -> exp.Expr:
        del kind
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
