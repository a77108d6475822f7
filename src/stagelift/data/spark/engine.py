"""Spark, for a lake or a warehouse of tables: only aggregates leave it."""

from __future__ import annotations

import tempfile
from contextlib import contextmanager
from functools import cached_property
from importlib.metadata import version
from pathlib import Path
from typing import TYPE_CHECKING, Any

from sqlglot import exp

from stagelift.data import sql
from stagelift.data.duckdb_engine import DuckDBEngine
from stagelift.data.engine import FILE_ENDINGS
from stagelift.data.files import file_states
from stagelift.data.spark.faults import cause, first_line
from stagelift.data.spark.files import is_remote, local_frame, remote_frame, view_of
from stagelift.data.spark.parts import shared_parts
from stagelift.data.spark.rendering import rendered
from stagelift.data.spark.session import open_session
from stagelift.data.sql_engine import ServerEngine, plain_row
from stagelift.data.tables import table_of
from stagelift.data.whole_files import write_rows
from stagelift.definitions.presets import preset
from stagelift.errors import EngineError

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator

    from pyspark.sql import DataFrame, SparkSession

    from stagelift.data.engine import ColumnType
    from stagelift.data.spark.session import Address
    from stagelift.definitions.sources import Source

TYPES: dict[str, ColumnType] = {
    **dict.fromkeys(("tinyint", "smallint", "int", "bigint"), "integer"),
    **dict.fromkeys(("float", "double"), "float"),
    "timestamp": "timestamptz",  # an instant, whatever the session's zone
    "timestamp_ntz": "timestamp",
    "date": "date",
    "boolean": "boolean",
}
OFFSET_FORM = "yyyy-MM-dd HH:mm:ss.SSSSSSxxx"
LOST = "the session was lost; run the command again"


class SparkEngine(ServerEngine):
    """Reads tables, and files, through one Spark session, opened for the first question.

    Args:
        address: Where the session runs.
        root: The workspace; file patterns are relative to it.

    Attributes:
        address: Where the session runs.
    """

    dialect = "spark"
    naive_as = "timestamptz"  # as if of UTC, the session's zone

    def __init__(self, address: Address, root: Path) -> None:
        self.address = address
        self._root = root
        self._local = DuckDBEngine(root)  # looks at local files as the embedded engine does
        self._views: dict[str, str] = {}
        self._made: list[str] = []
        self._folder: tempfile.TemporaryDirectory[str] | None = None

    @cached_property
    def _session(self) -> SparkSession:
        """Opened for the first question: where all answers are kept, none comes."""
        return open_session(self.address)

    @contextmanager
    def _asked(self) -> Iterator[None]:
        """Turns what Spark has against a query into one line."""
        from py4j.protocol import Py4JError, Py4JJavaError
        from pyspark.errors import PySparkException

        try:
            yield
        except Py4JJavaError as error:
            raise self._refused(first_line(cause(error))) from error
        except PySparkException as error:
            raise self._refused(first_line(error)) from error
        except (Py4JError, OSError) as error:  # the Java process is gone
            raise self._refused(LOST) from error

    def _refused(self, why: str) -> EngineError:
        return EngineError(f"Spark, connection '{self.address.name}': {why}")

    def run(self, query: exp.Expr) -> list[tuple[Any, ...]]:
        """The rows of a query; parts read in several places are computed once."""
        with self._planned(query) as planned:
            return [plain_row(row) for row in planned.collect()]

    @contextmanager
    def _planned(self, query: exp.Expr) -> Iterator[DataFrame]:
        """The frame of a query; parts it reads in several places are computed once, before it."""
        session = self._session
        parts, rest = shared_parts(query)
        with self._asked():
            try:
                for name, part in parts:
                    self._hold(name, session.sql(rendered(part)))
                yield session.sql(rendered(rest))
            finally:
                for name, _ in parts:
                    session.catalog.dropTempView(name)

    def _hold(self, name: str, frame: DataFrame) -> None:
        """Computes a frame and keeps its rows under a name: to read it, nothing is planned anew."""
        frame.localCheckpoint().createTempView(rendered(exp.table_(name, quoted=True)))

    def describe(self, query: exp.Select) -> dict[str, ColumnType]:
        """The columns a query returns, without running it."""
        session = self._session
        with self._asked():
            types = session.sql(rendered(query)).dtypes
        return {name: column_type(kind) for name, kind in types}

    def state(self, source: Source) -> tuple[object, ...] | None:
        """Spark's version and the local files of a source, each with its bytes and time of change.

        None for tables and frames, of which Spark does not say whether they changed.
        """
        if self._is_table(source) or is_remote(source) or source.name in self._views:
            return None
        return (f"spark {version('pyspark')}", *file_states(str(source.read), self._root))

    def _is_table(self, source: Source) -> bool:
        read = str(source.read)
        named = read.startswith(f"{self.address.name}.") and "/" not in read
        return named and not read.lower().endswith(FILE_ENDINGS)

    def relation(self, source: Source) -> exp.Expr:
        """The table of a source, or a temporary view over its files or its frame."""
        if source.name not in self._views and self._is_table(source):
            return table_of(source, self.address.name, ("catalog", "schema"))
        if source.name not in self._views:
            name = view_of(source.name)
            session = self._session
            with self._asked():
                self._frame(session, source).createOrReplaceTempView(f"`{name}`")
            self._views[source.name] = name
        return exp.table_(self._views[source.name], quoted=True)

    def _frame(self, session: SparkSession, source: Source) -> DataFrame:
        if is_remote(source):
            return remote_frame(session, source)
        paths = preset(source.preset).path_columns if source.preset else ()
        return local_frame(session, source, self._local.files_of(source), paths)

    def notes(self, source: Source, columns: Collection[str]) -> tuple[str, ...]:
        """What is worth saying about a source's local files."""
        if self._is_table(source) or is_remote(source):
            return ()
        return self._local.notes(source, columns)

    def _keep(self, name: str, query: exp.Select) -> None:
        """Keeps the rows in the executors' memory, or on their disks."""
        with self._planned(query) as planned:
            self._hold(name, planned)
        self._made.append(name)

    def _copy_out(self, query: exp.Select, types: dict[str, ColumnType], path: Path) -> None:
        texts = [
            exp.alias_(_text_of(name, kind), name, quoted=True) for name, kind in types.items()
        ]
        rows = exp.select(*texts).from_(query.subquery("rows"))
        with self._planned(rows) as planned:
            write_rows(types, planned.toLocalIterator(prefetchPartitions=True), path)

    def register(self, name: str, frame: object) -> exp.Table:
        """A frame as a table, by way of a file; refused where Spark runs on other machines."""
        if not self.address.is_local:
            what = f"the {type(frame).__name__} '{name}' lies on this machine, Spark elsewhere"
            raise self._refused(f"{what}; load it as a table")
        if self._folder is None:
            self._folder = tempfile.TemporaryDirectory(prefix="stagelift-frames-")
        path = Path(self._folder.name) / f"{len(self._views)}.parquet"
        self._local.export(exp.select("*").from_(self._local.register(name, frame)), path)
        session = self._session
        with self._asked():
            session.read.parquet(str(path)).createOrReplaceTempView(f"`{name}`")
        self._views[name] = name
        return exp.table_(name, quoted=True)

    def _microseconds(self, moment: exp.Expr, kind: ColumnType) -> exp.Expr:
        del kind
        return exp.Anonymous(this="UNIX_MICROS", expressions=[moment])

    def close(self) -> None:
        """Frees the temporary tables; Spark itself ends with the process."""
        if "_session" in self.__dict__:
            with self._asked():
                for name in (*self._made, *self._views.values()):
                    self._session.catalog.dropTempView(name)
        self._made.clear()
        self._views.clear()
        self._local.close()
        if self._folder is not None:
            self._folder.cleanup()


def column_type(name: str) -> ColumnType:
    """The contract's word for one of Spark's types.

    Args:
        name: As Spark writes it, such as `decimal(12,2)`.

    Returns:
        The word; a decimal without places is an integer, nested values are `other`.

    Example:
        >>> column_type("decimal(12,0)"), column_type("timestamp"), column_type("map<string,int>")
        ('integer', 'timestamptz', 'other')
    """
    if name.startswith("decimal("):
        return "integer" if name.endswith(",0)") else "decimal"
    if name.startswith(("string", "varchar(", "char(")):
        return "text"
    return TYPES.get(name, "other")


def _text_of(name: str, kind: ColumnType) -> exp.Expr:
    """A column as text that keeps it whole."""
    value = sql.column(name)
    if kind == "timestamptz":
        return exp.Anonymous(this="DATE_FORMAT", expressions=[value, sql.text(OFFSET_FORM)])
    return sql.cast(value, sql.TEXT)
