"""What goes wrong with Spark: tables and files that change, a process that dies."""

from __future__ import annotations

import contextlib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import duckdb
from sqlglot import exp

from stagelift.data.spark.engine import SparkEngine
from stagelift.data.spark.session import Address
from stagelift.definitions import Source

LOST = """
import os, signal, sys
from pathlib import Path
from sqlglot import exp
from stagelift.cli.app import error_text
from stagelift.data.spark.engine import SparkEngine
from stagelift.data.spark.session import Address
from stagelift.errors import EngineError
engine = SparkEngine(Address("lake", "local[1]", (("spark.driver.memory", "1g"),)), Path.cwd())
engine.run(exp.select("1"))
gateway = engine._session.sparkContext._gateway
os.kill(gateway.proc.pid, signal.SIGKILL)
try:
    engine.run(exp.select("1"))
except EngineError as error:
    print(error_text(error))
    sys.exit(error.exit_code)
"""


@dataclass
class Lake:
    """A table and a file that Spark reads."""

    engine: SparkEngine
    root: Path

    def sql(self, statement: str) -> None:
        self.engine._session.sql(statement)

    def source(self, read: str) -> Source:
        return Source(name="orders", read=read, role="customers", columns={"customer": "id"})

    def asked(self, read: str, column: str = "n") -> list[tuple[object, ...]]:
        self.engine.columns(self.source(read))
        relation = self.engine.relation(self.source(read))
        return self.engine.run(exp.select(exp.Sum(this=exp.column(column))).from_(relation))


@contextlib.contextmanager
def opened_lake(spark_address: Address, tmp_path: Path) -> Iterator[Lake]:
    made = Lake(SparkEngine(spark_address, tmp_path), tmp_path)
    with duckdb.connect() as connection:
        for name in "ab":
            path = tmp_path / f"{name}.parquet"
            connection.execute(f"COPY (SELECT 'k' AS id, 1 AS n) TO '{path}' (FORMAT parquet)")
    made.sql("CREATE TABLE faulty USING parquet AS SELECT 'k' AS id, 1 AS n")
    yield made
    made.sql("DROP TABLE IF EXISTS faulty")
    made.engine.close()


def table_gone(lake: Lake) -> None:
    assert lake.asked("lake.faulty") == [(1,)]
    lake.sql("DROP TABLE faulty")
    lake.asked("lake.faulty")


def column_gone(lake: Lake) -> None:
    assert lake.asked("lake.faulty") == [(1,)]
    lake.sql("DROP TABLE faulty")
    lake.sql("CREATE TABLE faulty USING parquet AS SELECT 'k' AS id, 1 AS number")
    lake.asked("lake.faulty")


def another_type(lake: Lake) -> None:
    assert lake.asked("lake.faulty") == [(1,)]
    lake.sql("DROP TABLE faulty")
    lake.sql("CREATE TABLE faulty USING parquet AS SELECT 'k' AS id, 'soon' AS n")
    lake.asked("lake.faulty")


def lake_file_gone(lake: Lake) -> None:
    relation = lake.engine.relation(lake.source("*.parquet"))
    (lake.root / "b.parquet").unlink()
    lake.engine.run(exp.select("SUM(n)").from_(relation))


def merged_types(lake: Lake) -> None:
    with duckdb.connect() as connection:
        path = lake.root / "c.parquet"
        connection.execute(f"COPY (SELECT 'k' AS id, 'soon' AS n) TO '{path}' (FORMAT parquet)")
    lake.asked("*.parquet")


KILL = "its Java process is killed (SIGKILL)"
SPARK = {
    "the table is gone": table_gone,
    "a column is renamed": column_gone,
    "a column takes a type that does not fit": another_type,
    "one of several files has another type": merged_types,
    "a file goes during a run": lake_file_gone,
}
