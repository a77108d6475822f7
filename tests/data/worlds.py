"""Small tables on any engine: Parquet and CSV files for DuckDB, tables for PostgreSQL."""

from __future__ import annotations

import csv
from datetime import UTC, datetime
from pathlib import Path

import duckdb

from stagelift.data.contract import Contract
from stagelift.data.engine import Engine, open_engine
from stagelift.data.spark.engine import SparkEngine
from stagelift.data.zones import to_us
from stagelift.definitions import Journey

AS_OF = datetime(2026, 11, 1, tzinfo=UTC)
VARIABLE = "STAGELIFT_TEST_URL"


def us(text: str) -> int:
    """An instant written as ISO text with an offset, in µs."""
    return to_us(datetime.fromisoformat(text))


class World:
    """Tables by name, whatever the engine; closes what it opened."""

    def __init__(self, folder: Path, url: str | None, *, spark: str | None = None) -> None:
        self.folder, self.url = folder, url
        self.spark = spark  # where Spark reads the files that are written
        self.opened: list[Engine] = []
        self.reads: dict[str, str] = {}
        self._server = None
        if url is not None:
            import psycopg

            self._server = psycopg.connect(url, autocommit=True)

    def text(self, name: str, header: list[str], rows: list[list[str]]) -> None:
        """A table whose columns are all text, as a CSV file is read; '' is missing."""
        if self._server is not None:
            columns = dict.fromkeys(header, "text")
            return self.typed(name, columns, [[cell or None for cell in row] for row in rows])
        with (self.folder / f"{name}.csv").open("w", newline="", encoding="utf-8") as file:
            csv.writer(file).writerows([header, *rows])
        self.reads[name] = f"{name}.csv"
        return None

    def typed(self, name: str, columns: dict[str, str], rows: list[list[object]]) -> None:
        """A table with types; cells are text that both engines cast, or None."""
        declared = ", ".join(f'"{column}" {kind}' for column, kind in columns.items())
        if self._server is None:
            with duckdb.connect() as connection:
                connection.execute("SET TimeZone = 'UTC'")
                connection.execute(f"CREATE TABLE t ({declared})")
                if rows:
                    marks = ", ".join("?" * len(columns))
                    connection.executemany(f"INSERT INTO t VALUES ({marks})", rows)
                path = self.folder / f"{name}.parquet"
                connection.execute(f"COPY t TO '{path}' (FORMAT parquet)")
            self.reads[name] = f"{name}.parquet"
            return
        self._server.execute("SET TimeZone = 'UTC'")
        self._server.execute(f'DROP TABLE IF EXISTS "{name}"')
        self._server.execute(f'CREATE TABLE "{name}" ({declared})')
        for row in rows:
            marks = ", ".join(f"CAST(%s AS {kind})" for kind in columns.values())
            cells = [None if cell is None else str(cell) for cell in row]
            self._server.execute(f'INSERT INTO "{name}" VALUES ({marks})', cells)
        self.reads[name] = f"dw.{name}"

    def raw(self, engine: Engine, text: str) -> list[tuple[object, ...]]:
        """The rows of a query as a person would type it, by the engine's own driver."""
        if self._server is not None:
            return list(self._server.execute(text).fetchall())
        assert isinstance(engine, SparkEngine)
        return [tuple(row) for row in engine._session.sql(text).collect()]

    def journey(self, sources: dict[str, dict[str, object]], zone: str = "Asia/Seoul") -> Journey:
        """A journey over these tables; a source reads the table of its name."""
        filled = {name: {"read": self.reads[name], **source} for name, source in sources.items()}
        connections = {} if self.url is None else {"dw": {"postgresql": f"${VARIABLE}"}}
        if self.spark is not None:
            connections = {"lake": {"spark": self.spark}}
        return Journey(
            zone=zone,
            connections=connections,
            engine=next(iter(connections)) if self.spark is not None else None,
            sources=filled,
            stages={"seen": "visited"},
        )

    def engine(self, journey: Journey) -> Engine:
        """The journey's engine, closed with the world."""
        self.opened.append(open_engine(journey, self.folder))
        return self.opened[-1]

    def contract(self, sources: dict[str, dict[str, object]], as_of: datetime = AS_OF) -> Contract:
        """The contract tables over these sources."""
        journey = self.journey(sources)
        return Contract(self.engine(journey), journey, to_us(as_of))

    def close(self) -> None:
        """Closes every engine and the server's connection."""
        for engine in self.opened:
            engine.close()
        if self._server is not None:
            self._server.close()


def rows_of(contract: Contract, role: str, columns: list[str]) -> list[tuple[object, ...]]:
    """A contract table's rows, sorted as text so that engines compare."""
    return sorted(contract.engine.run(contract.required(role, columns)), key=repr)
