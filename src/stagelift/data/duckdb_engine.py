"""DuckDB, embedded: the default engine, for files and frames."""

from __future__ import annotations

import re
import threading
import weakref
from dataclasses import replace
from functools import cache, cached_property
from importlib.metadata import version
from pathlib import Path
from typing import TYPE_CHECKING, Any

from sqlglot import exp

from stagelift.data import sql
from stagelift.data.duckdb_files import files_having, read_files
from stagelift.data.encodings import refused
from stagelift.data.error_lines import error_lines
from stagelift.data.files import Files, file_states, find_files, lacking
from stagelift.data.intermediate import Intermediates
from stagelift.data.resources import LARGE_BYTES, resources
from stagelift.data.sql_engine import SqlEngine
from stagelift.data.whole_files import whole_file
from stagelift.definitions.presets import preset
from stagelift.errors import DataError, EngineError

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable

    import duckdb

    from stagelift.data.engine import ColumnType
    from stagelift.definitions.sources import Source

# nothing may be fetched over the network, and no session zone may take part
CONFIG = {"autoinstall_known_extensions": "false", "autoload_known_extensions": "false"}
SIDE_BY_SIDE_BYTES = 64 * 1024 * 1024  # of all files; of more, one question has the memory alone
UNWRITTEN = re.compile(
    r"""(write|writing|append)[^"]*file \\?"(?P<path>[^"\\]+)\\?": (?P<why>[^"]+)""", re.IGNORECASE
)
INTEGERS = ("TINYINT", "SMALLINT", "INTEGER", "BIGINT", "HUGEINT")
TYPES: dict[str, ColumnType] = {
    "VARCHAR": "text",
    "UUID": "text",
    "FLOAT": "float",
    "DOUBLE": "float",
    "DATE": "date",
    "BOOLEAN": "boolean",
    "JSON": "json",
    "TIMESTAMP WITH TIME ZONE": "timestamptz",
    **dict.fromkeys(("TIMESTAMP", "TIMESTAMP_NS", "TIMESTAMP_MS", "TIMESTAMP_S"), "timestamp"),
    **dict.fromkeys((*INTEGERS, *(f"U{name}" for name in INTEGERS)), "integer"),
}


class DuckDBEngine(SqlEngine):
    """Reads a workspace's files, and frames, in this process.

    Args:
        root: The workspace; file patterns are relative to it.
    """

    dialect = "duckdb"

    def __init__(self, root: Path) -> None:
        self._root = root
        self._owner = threading.get_ident()
        self._others = threading.local()  # cursors of the threads that ask beside the owner
        self._opening = threading.Lock()
        self._made = Intermediates(root)
        self._files: dict[str, Files] = {}
        self._frames: dict[str, object] = {}
        self._large = False  # whether the files read are too many bytes for the usual memory

    @cached_property
    def _connection(self) -> duckdb.DuckDBPyConnection:
        """Opened for the first question: where all answers are kept, none comes."""
        import duckdb

        opened = _in_utc(duckdb.connect(config={**CONFIG, **resources(large=self._large)}))
        weakref.finalize(self, opened.close)  # what it spilled goes even where nobody closes it
        return opened

    @property
    def _asked(self) -> duckdb.DuckDBPyConnection:
        """The connection of this thread: two statements of one would wait for each other."""
        with self._opening:
            whole = self._connection
        if threading.get_ident() == self._owner:
            return whole
        if not hasattr(self._others, "cursor"):
            self._others.cursor = _in_utc(whole.cursor())
        found: duckdb.DuckDBPyConnection = self._others.cursor
        return found

    def side_by_side(self, sources: Iterable[Source]) -> bool:
        """Whether two questions at a time fit: files of this machine, and not many bytes."""
        if self._frames:  # a frame is known to the connection it was given to
            return False
        states = (file_states(str(one.read), self._root) for one in sources)
        return sum(size for files in states for _, size, *_ in files) <= SIDE_BY_SIDE_BYTES

    def run(self, query: exp.Expr) -> list[tuple[Any, ...]]:
        """The rows of a query; a text file that is malformed or not UTF-8 is a DataError."""
        import duckdb

        try:
            text = query.sql(self.dialect, copy=False)  # used up: nobody asks the same again
            return self._asked.execute(text).fetchall()
        except duckdb.Error as error:
            raise self._translated(error) from error

    def _translated(self, error: duckdb.Error) -> DataError | EngineError:
        """A malformed file is a mistake in the data, all else one of the query."""
        import duckdb

        lines = error_lines(error)
        first = lines[0] if lines else "no message"
        if isinstance(error, duckdb.OutOfMemoryException):
            return EngineError(f"DuckDB: {first}. STAGELIFT_MEMORY=4GB gives it more")
        unwritten = UNWRITTEN.search(first)
        if unwritten:
            what = f"'{Path(unwritten['path']).name}' could not be written: {unwritten['why']}"
            return EngineError(f"DuckDB: {what}. Free some room; what was there stays")
        path = next((line[7:] for line in lines if line.startswith("file = ")), "")
        if not path:
            return self._with_path(first) or EngineError(f"DuckDB: {first}")
        name, path = self._file(path)
        if any("not utf-8" in line for line in lines):
            return refused(name, path)
        if "state machine" in first:
            why = "its lines end in several ways, or quotes stand amid a value; save it as CSV anew"
            return DataError(f"source '{name}': '{path}' is malformed: {why}")
        place = first.rsplit("CSV Error on ", maxsplit=1)[-1].lower().replace(": ", " ")
        detail = next((line for line in lines[2:] if not line.startswith("Possible")), "malformed")
        return DataError(f"source '{name}': '{path}', {place}: {detail}")

    def _with_path(self, said: str) -> DataError | None:
        """The error about a Parquet file whose ends are whole but whose inside is not."""
        for source, files in self._files.items():
            for path, name in zip(files.paths, files.names, strict=True):
                if files.kind == "parquet" and path in said:
                    return DataError(_unread(source, name, path))
        return None

    def _damaged_file(self, source: Source) -> str | None:
        """The first Parquet file that cannot be read alone: not every refusal names its file."""
        files = self._files.get(source.name)
        if files is None or files.kind != "parquet":
            return None
        for path, name in zip(files.paths, files.names, strict=True):
            one = read_files(replace(files, paths=(path,), names=(name,)), ())
            try:
                self.describe(exp.select("*").from_(one))
            except EngineError:
                return name
        return None

    def _file(self, path: str) -> tuple[str, str]:
        """The source a file belongs to, and the file's name in messages."""
        for name, files in self._files.items():
            if path in files.paths:
                return name, files.names[files.paths.index(path)]
        return "", path

    def relation_of(self, query: exp.Select) -> duckdb.DuckDBPyRelation:
        """A query as a DuckDB relation, for analysts who go on from it.

        Args:
            query: A SELECT.

        Returns:
            A relation that lives as long as the engine.

        Raises:
            EngineError: DuckDB refused the query.
        """
        import duckdb

        try:
            return self._connection.sql(query.sql(self.dialect))
        except duckdb.Error as error:
            raise self._translated(error) from error

    def describe(self, query: exp.Select) -> dict[str, ColumnType]:
        """The columns a query returns, without running it."""
        rows = self.run(exp.Describe(this=query.copy()))
        return {str(row[0]): _column_type(str(row[1])) for row in rows}

    def _unreadable(self, source: Source, error: EngineError) -> str:
        named = self._damaged_file(source)
        if named:
            return _damaged(source.name, named)
        return f"source '{source.name}': '{source.read}': {error}"

    def state(self, source: Source) -> tuple[object, ...] | None:
        """DuckDB's version and the files of a source, each with its bytes and time of change.

        None for a frame.
        """
        if source.name in self._frames:
            return None
        return (_version(), *file_states(str(source.read), self._root))

    def relation(self, source: Source) -> exp.Expr:
        """The files of a source, or the frame registered under its name."""
        if source.name in self._frames:
            return exp.to_table(source.name)
        path_columns = preset(source.preset).path_columns if source.preset else ()
        return read_files(self.files_of(source), path_columns)

    def files_of(self, source: Source) -> Files:
        """The files of a source, looked at once.

        Args:
            source: Its definition.

        Returns:
            The files as an engine reads them.

        Raises:
            DataError: No file, an empty or broken one, or text that cannot be decoded.
        """
        if source.name not in self._files:
            self._files[source.name] = find_files(source, self._root, self._made)
            self._weigh()
        return self._files[source.name]

    def _weigh(self) -> None:
        """Gives the engine more memory once the files it reads are large together."""
        paths = (path for files in self._files.values() for path in files.paths)
        if self._large or sum(Path(path).stat().st_size for path in paths) <= LARGE_BYTES:
            return
        self._large = True
        if "_connection" in vars(self):  # else it is opened with it
            memory = resources(large=True)["memory_limit"]
            self._asked.execute(f"SET memory_limit = '{memory}'")

    def notes(self, source: Source, columns: Collection[str]) -> tuple[str, ...]:
        """What is worth saying of a source's files: encodings, and columns some of them lack."""
        if source.name in self._frames:
            return ()
        files = self.files_of(source)
        if len(files.paths) < 2 or files.header is not None or files.converted:
            return files.notes
        if files.kind == "text":
            return (*files.notes, *lacking(source.name, files, columns, files.headers))
        having: dict[str, set[str]] = {path: set() for path in files.paths}
        for path, name in self.run(files_having(files, columns)):
            having[str(path)].add(str(name))
        found = tuple(map(tuple, having.values()))
        return (*files.notes, *lacking(source.name, files, columns, found))

    def _keep(self, name: str, query: exp.Select) -> None:
        """Fills a table of the embedded database, which every thread sees and `close` drops."""
        self.run(exp.Create(this=exp.table_(name, quoted=True), kind="TABLE", expression=query))

    def export(self, query: exp.Select, path: Path) -> None:
        """A query's rows in a file that appears whole or not at all."""
        with whole_file(path) as staged:
            self.run(_copy(query, staged))

    def register(self, name: str, frame: object) -> exp.Table:
        """A frame as a table; a source of its name reads it."""
        import duckdb

        try:
            self._connection.register(name, frame)
        except duckdb.Error as error:
            message = f"DuckDB cannot read the frame '{name}': {error}"
            raise EngineError(message) from error
        self._frames[name] = frame
        return exp.to_table(name)

    def _microseconds(self, moment: exp.Expr, kind: ColumnType) -> exp.Expr:
        del kind
        return exp.func("EPOCH_US", moment, dialect=self.dialect)

    def close(self) -> None:
        """Frees the connection and all temporary tables."""
        if "_connection" in self.__dict__:
            self._connection.close()
        self._made.close()


def _in_utc(connection: duckdb.DuckDBPyConnection) -> duckdb.DuckDBPyConnection:
    return connection.execute("SET TimeZone = 'UTC'")


@cache
def _version() -> str:
    """DuckDB's version, from its metadata: to find an answer that is kept, none is loaded."""
    return version("duckdb")


def _unread(source: str, name: str, path: str) -> str:
    if Path(path).exists():
        return _damaged(source, name)
    what = f"'{name}' went away while it was read; run the command again when it is back"
    return f"source '{source}': {what}"


def _damaged(source: str, name: str) -> str:
    what = f"'{name}' is damaged and cannot be read as Parquet; copy it again"
    return f"source '{source}': {what}"


def _copy(query: exp.Select, path: Path) -> exp.Copy:
    form = "csv" if path.suffix.lower() == ".csv" else "parquet"
    parameter = exp.CopyParameter(this=exp.var("format"), expression=exp.var(form))
    return exp.Copy(
        this=query.subquery(),
        kind=False,
        credentials=exp.Credentials(),
        files=[sql.text(str(path))],
        params=[parameter],
    )


def _column_type(name: str) -> ColumnType:
    if name.startswith("DECIMAL"):
        return "integer" if name.endswith(",0)") else "decimal"
    if name.startswith("ENUM"):
        return "text"
    if name.startswith(("STRUCT(", "MAP(VARCHAR")):
        return _nested_type(name)
    return TYPES.get(name, "other")


def _nested_type(name: str) -> ColumnType:
    if not name.endswith("]"):
        return "structure"
    return "pairs" if name.startswith('STRUCT("key" VARCHAR, "value" ') else "other"
