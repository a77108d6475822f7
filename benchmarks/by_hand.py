"""The hand-written side of a benchmark: one file of SQL run by DuckDB, its rows printed as JSON.

It imports nothing but DuckDB, as a script that somebody wrote for this one question would.
"""

from __future__ import annotations

import json
import sys
from pathlib import Path

import duckdb


def main(statement: str, folder: str) -> None:
    """Prints the statement's rows.

    Args:
        statement: A file of SQL that finds its data with `getvariable('folder')`.
        folder: The generated workspace.
    """
    with duckdb.connect() as connection:
        connection.execute("SET TimeZone = 'UTC'")
        connection.execute("SET VARIABLE folder = ?", [folder])
        cursor = connection.execute(Path(statement).read_text(encoding="utf-8"))
        names = [column[0] for column in cursor.description or ()]
        rows = [dict(zip(names, row, strict=True)) for row in cursor.fetchall()]
    json.dump(rows, sys.stdout, default=str)


if __name__ == "__main__":
    main(*sys.argv[1:3])
