"""Files of rows that appear whole or not at all, whichever engine writes them."""

from __future__ import annotations

import tempfile
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from stagelift.data.engine import ColumnType

PARQUET_TYPES: dict[ColumnType, str] = {
    "integer": "BIGINT",
    "decimal": "DECIMAL(38, 10)",
    "float": "DOUBLE",
    "timestamp": "TIMESTAMP",
    "timestamptz": "TIMESTAMPTZ",
    "date": "DATE",
    "boolean": "BOOLEAN",
}


@contextmanager
def whole_file(path: Path) -> Iterator[Path]:
    """A place to write a file to, which takes its own place once the block has ended well.

    Args:
        path: Where the file shall be; its folder is made.

    Yields:
        A path of the same name in a folder beside it.

    Example:
        >>> from tempfile import mkdtemp
        >>> path = Path(mkdtemp()) / "made" / "rows.csv"
        >>> with whole_file(path) as staged:
        ...     _ = staged.write_text("n", encoding="utf-8")
        >>> path.read_text(encoding="utf-8"), [one.name for one in path.parent.iterdir()]
        ('n', ['rows.csv'])
    """
    path.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=path.parent, prefix=".writing-") as folder:
        staged = Path(folder) / path.name
        yield staged
        staged.replace(path)


def write_rows(names: Iterable[str], rows: Iterable[Iterable[object]], path: Path) -> None:
    """Rows as CSV: values quoted, NULL not, so that empty text stays apart.

    Args:
        names: The columns.
        rows: Their values, as text or as what `str` makes the same text of.
        path: The file to write.

    Example:
        >>> from tempfile import mkdtemp
        >>> path = Path(mkdtemp()) / "rows.csv"
        >>> write_rows(("id", "said"), [("1", 'a "b" c'), ("2", ""), ("3", None)], path)
        >>> print(path.read_text(encoding="utf-8"), end="")
        id,said
        "1","a ""b"" c"
        "2",""
        "3",
    """
    with path.open("w", encoding="utf-8", newline="") as file:
        file.write(",".join(names) + "\n")
        file.writelines(",".join(map(_quoted, row)) + "\n" for row in rows)


def _quoted(value: object) -> str:
    """A value of a CSV file, NULL as nothing."""
    if value is None:
        return ""
    doubled = str(value).replace('"', '""')
    return f'"{doubled}"'


def parquet_of(rows: Path, types: dict[str, ColumnType]) -> Path:
    """A CSV file of quoted values as Parquet, typed as the engine typed its columns.

    Args:
        rows: The file; NULL is nothing, empty text is quoted.
        types: Type of each column by name, in order.

    Returns:
        The Parquet file beside it.
    """
    import duckdb

    columns = {name: PARQUET_TYPES.get(kind, "VARCHAR") for name, kind in types.items()}
    path = rows.with_suffix(".parquet")
    with duckdb.connect() as connection:
        relation = connection.read_csv(
            str(rows),
            columns=columns,
            header=True,
            delimiter=",",
            quotechar='"',
            escapechar='"',
            allow_quoted_nulls=False,
        )
        relation.write_parquet(str(path))
    return path
