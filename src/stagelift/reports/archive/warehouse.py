"""The archive as a table of a warehouse: whole runs, each once, in one transaction."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from stagelift.data.engine import address_of
from stagelift.errors import DataError, ReportError, did_you_mean
from stagelift.reports import facts
from stagelift.reports.archive.selection import is_hidden

if TYPE_CHECKING:
    from stagelift.definitions.journey import Journey
    from stagelift.reports.archive.selection import Hidden

TYPES = {"VARCHAR": "TEXT", "DOUBLE": "DOUBLE PRECISION", "BIGINT": "BIGINT"}
COLUMNS: Mapping[str, str] = {**facts.COLUMNS, **facts.ORIGIN}
PART = 500  # rows of one INSERT: PostgreSQL takes 65,535 values at most
NUMBERS = ("value", "n", "k", "se", "low", "high", "details")  # what is hidden while it is red
HIDDEN, WHY = "hidden", "a health check has stopped the experiment"
FILE, FILE_TABLE = ".duckdb", "facts"


@dataclass(frozen=True, slots=True, kw_only=True)
class Table:
    """Where the facts go.

    Args:
        name: The table's name, with its schema where it has one.
        file: A DuckDB file; None for a PostgreSQL server.
        address: The server's address, never shown.
        shown: How it is named in what is said.
    """

    name: tuple[str, ...]
    file: Path | None = None
    address: str = ""
    shown: str = ""

    @property
    def quoted(self) -> str:
        """The name as SQL."""
        return ".".join('"' + part.replace('"', '""') + '"' for part in self.name)


def add_runs(
    table: Table, archive: Path, reports: Collection[str], hidden: Hidden | None = None
) -> tuple[str, ...]:
    """Every archived run of some reports is in the table, each once; all of them, or none.

    Numbers of an experiment whose health is red are not: its rows stay, with the reason instead of
    the numbers, also those that were brought while it was green. Once it is green again the numbers
    are there again.

    Args:
        table: Where they go; the table is made when it is missing, and one that an earlier version
            made gets the columns it lacks.
        archive: The archive's folder.
        reports: Ids of the reports.
        hidden: The experiments whose figures are hidden; None hides nothing.

    Returns:
        The ids of the runs that were added or written anew, oldest first.

    Raises:
        ReportError: The file or the server cannot be written.
    """
    rows = [row for row in facts.query(archive, ALL) if row["report"] in reports]
    if hidden is not None:
        rows = [withdrawn(row) if is_hidden(row, hidden) else row for row in rows]
    if not rows:
        return ()
    if table.file is not None:
        return _in_duckdb(table, table.file, rows)
    return _in_postgresql(table, rows)


def withdrawn(fact: Mapping[str, Any]) -> dict[str, Any]:
    """A fact of a red experiment as it may be told: what it is about, without its numbers.

    Args:
        fact: The fact.

    Returns:
        The same with nulls, the status `hidden` and the reason.
    """
    return {**fact, **dict.fromkeys(NUMBERS), "status": HIDDEN, "note": WHY}


ALL = "SELECT * FROM archive ORDER BY run_time, run_id, position"


def _create(table: Table, kinds: Mapping[str, str]) -> str:
    columns = ", ".join(f'"{name}" {kinds[kind]}' for name, kind in COLUMNS.items())
    return f"CREATE TABLE IF NOT EXISTS {table.quoted} ({columns})"


def _look(table: Table) -> str:
    """No row of the table, for the names of its columns."""
    return f"SELECT * FROM {table.quoted} LIMIT 0"  # noqa: S608 - our name


def _missing(
    table: Table, described: Iterable[Sequence[Any]] | None, kinds: Mapping[str, str]
) -> list[str]:
    """A statement for each column the table lacks; what a server calls them leads."""
    there = {str(column[0]).lower() for column in described or ()}
    return [
        f'ALTER TABLE {table.quoted} ADD COLUMN "{name}" {kinds[kind]}'
        for name, kind in COLUMNS.items()
        if name not in there
    ]


def _new(
    rows: Sequence[Mapping[str, Any]], known: Mapping[str, Collection[int]]
) -> tuple[list[Mapping[str, Any]], list[str]]:
    """The rows to add, and the runs to take out first: those that hide other rows than they did."""
    hides: dict[str, set[int]] = {str(row["run_id"]): set() for row in rows}
    for row in rows:
        if row["status"] == HIDDEN:
            hides[str(row["run_id"])].add(int(row["position"]))
    changed = [run for run, places in hides.items() if run in known and known[run] != places]
    return [row for row in rows if row["run_id"] not in known or row["run_id"] in changed], changed


def _known(table: Table) -> str:
    """The runs a table holds, with the rows of each that are withdrawn; one null for none."""
    return (
        f"SELECT DISTINCT run_id, CASE WHEN status = '{HIDDEN}' THEN position END "  # noqa: S608 - our names
        f"FROM {table.quoted}"
    )


def _by_run(rows: Iterable[tuple[Any, ...]]) -> dict[str, set[int]]:
    found: dict[str, set[int]] = {}
    for run, place in rows:
        found.setdefault(str(run), set()).update([] if place is None else [int(place)])
    return found


def _insert(table: Table, many: int, mark: str) -> str:
    names = ", ".join(f'"{name}"' for name in COLUMNS)
    marks = ", ".join([f"({', '.join([mark] * len(COLUMNS))})"] * many)
    return f"INSERT INTO {table.quoted} ({names}) VALUES {marks}"  # noqa: S608 - our names and marks


def _parts(rows: Sequence[Mapping[str, Any]]) -> list[Sequence[Mapping[str, Any]]]:
    return [rows[at : at + PART] for at in range(0, len(rows), PART)]


def _values(rows: Sequence[Mapping[str, Any]]) -> list[Any]:
    return [row.get(name) for row in rows for name in COLUMNS]


def _ids(rows: Sequence[Mapping[str, Any]]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(str(row["run_id"]) for row in rows))


def _in_duckdb(table: Table, file: Path, rows: Sequence[Mapping[str, Any]]) -> tuple[str, ...]:
    import duckdb
    from filelock import FileLock

    try:
        file.parent.mkdir(parents=True, exist_ok=True)
        with (
            FileLock(file.with_name(f".{file.name}.lock")),
            duckdb.connect(str(file)) as connection,
        ):
            connection.execute("BEGIN")
            own = {kind: kind for kind in TYPES}
            connection.execute(_create(table, own))
            described = connection.execute(_look(table)).description
            for statement in _missing(table, described, own):
                connection.execute(statement)
            known = _by_run(connection.execute(_known(table)).fetchall())
            new, changed = _new(rows, known)
            for run in changed:
                connection.execute(f"DELETE FROM {table.quoted} WHERE run_id = ?", [run])  # noqa: S608 - our name
            for part in _parts(new):
                connection.execute(_insert(table, len(part), "?"), _values(part))
            connection.execute("COMMIT")
    except (duckdb.Error, OSError) as error:
        raise ReportError(f"facts: '{table.shown}' cannot be written: {error}") from error
    return _ids(new)


def _in_postgresql(table: Table, rows: Sequence[Mapping[str, Any]]) -> tuple[str, ...]:
    try:
        import psycopg
    except ImportError as error:
        raise ReportError(
            "facts: PostgreSQL needs psycopg: pip install 'stagelift[postgresql]'"
        ) from error
    try:
        with psycopg.connect(table.address, connect_timeout=15) as connection:
            alone = "SELECT pg_advisory_xact_lock(hashtext(%s))"  # two at once wait for each other
            connection.execute(alone, [table.quoted])
            connection.execute(_create(table, TYPES).encode())
            described = connection.execute(_look(table).encode()).description
            for statement in _missing(table, described, TYPES):
                connection.execute(statement.encode())
            known = _by_run(connection.execute(_known(table).encode()).fetchall())
            new, changed = _new(rows, known)
            for run in changed:
                gone = f"DELETE FROM {table.quoted} WHERE run_id = %s"  # noqa: S608 - our name
                connection.execute(gone.encode(), [run])
            for part in _parts(new):
                connection.execute(_insert(table, len(part), "%s").encode(), _values(part))
    except psycopg.ProgrammingError as error:
        if error.sqlstate is None:  # its message quotes the address, password included
            raise ReportError(f"facts: the address of '{table.shown}' is none") from None
        raise ReportError(f"facts: '{table.shown}' cannot be written: {_first(error)}") from error
    except psycopg.Error as error:
        raise ReportError(f"facts: '{table.shown}' cannot be written: {_first(error)}") from error
    return _ids(new)


def _first(error: Exception) -> str:
    return str(error).strip().partition("\n")[0]


def table_of(said: str, journey: Journey, root: Path) -> Table:
    """The table that `facts:` of a report names.

    Args:
        said: A table of a connection, such as `dw.marts.facts`, or a DuckDB file.
        journey: Holds the connections by name.
        root: The workspace; a file is relative to it.

    Returns:
        The table.

    Raises:
        ReportError: It is neither, or the connection's address is not in the environment.

    Example:
        >>> from types import SimpleNamespace
        >>> shop = SimpleNamespace(connections={})
        >>> table_of("out/facts.duckdb", shop, Path("shop")).name
        ('facts',)
    """
    if said.endswith(FILE):
        return Table(name=(FILE_TABLE,), file=root / said, shown=said)
    connection, *name = said.split(".")
    if connection not in journey.connections or not name or not all(name) or len(name) > 2:
        known = ", ".join(f"{each}.schema.table" for each in journey.connections)
        hint = did_you_mean(connection, journey.connections)
        raise ReportError(
            f"facts: '{said}' is neither a DuckDB file (out/facts.duckdb) nor a table of a"
            f" connection{f' ({known})' if known else ''}. {hint}".rstrip()
        )
    try:
        address = address_of(connection, journey)
    except DataError as error:
        raise ReportError(f"facts: {error}") from error
    return Table(name=tuple(name), address=address, shown=said)
