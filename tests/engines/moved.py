"""A workspace of files, read by another engine: the one line of journey.yaml that says so."""

from __future__ import annotations

import re
import shutil
from pathlib import Path

import duckdb

import stagelift

VARIABLE = "STAGELIFT_TEST_PG"


def on_spark(root: Path, line: str) -> None:
    """Has Spark read a workspace's files.

    Args:
        root: The workspace; what it answered before is forgotten.
        line: What is put before the rest of journey.yaml.
    """
    _rewritten(root, lambda text: f"{line}\n{text}")


def on_postgres(root: Path, url: str) -> None:
    """Has a server read a workspace's sources: each is a table with the types of its files.

    Args:
        root: The workspace, whose sources are Parquet and CSV; its answers are forgotten.
        url: The server, which `$STAGELIFT_TEST_PG` must hold when the workspace is opened.
    """
    import psycopg

    schema = re.sub(r"\W", "_", root.name)
    with stagelift.open(root) as ws:
        reads = {name: str(one.read) for name, one in ws.journey.sources.items()}
    with duckdb.connect() as files, psycopg.connect(url) as server:
        files.execute("SET TimeZone = 'UTC'")
        server.execute(f'DROP SCHEMA IF EXISTS "{schema}" CASCADE')
        server.execute(f'CREATE SCHEMA "{schema}"')
        for name, read in reads.items():
            _load(files, server, root / read, f'"{schema}"."{name}"')
        server.execute("ANALYZE")

    def said(text: str) -> str:
        for name, read in reads.items():
            text, count = re.subn(
                rf"read: {re.escape(read)}(?=[\s,])", f"read: dw.{schema}.{name}", text
            )
            assert count == 1, read
        return f"connections: {{dw: {{postgresql: ${VARIABLE}}}}}\n{text}"

    _rewritten(root, said)


def _load(files, server, path: Path, table: str) -> None:
    """The rows of files as a table of a server: in their order, text files as text."""
    text = ".csv" in path.name
    reader, options = ("read_csv", ", all_varchar = true") if text else ("read_parquet", "")
    source = f"FROM {reader}('{path}'{options})"
    columns = ", ".join(
        f'"{name}" {kind.replace("VARCHAR", "TEXT").replace("DOUBLE", "FLOAT8")}'
        for name, kind, *_ in files.execute(f"DESCRIBE {source}").fetchall()
    )
    server.execute(f"CREATE TABLE {table} ({columns})")
    rows = path.parent / "rows.copy"
    files.execute(f"COPY ({source}) TO '{rows}' (FORMAT csv, HEADER false)")
    with server.cursor().copy(f"COPY {table} FROM STDIN (FORMAT csv)") as copy:
        copy.write(rows.read_bytes())
    rows.unlink()


def _rewritten(root: Path, change) -> None:
    journey = root / "journey.yaml"
    journey.write_text(change(journey.read_text(encoding="utf-8")), encoding="utf-8")
    shutil.rmtree(root / ".stagelift", ignore_errors=True)
