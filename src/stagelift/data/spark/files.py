"""A source's files as Spark reads them: the files and columns that the embedded engine reads."""

from __future__ import annotations

from functools import reduce
from pathlib import PurePosixPath
from typing import TYPE_CHECKING, Any

from stagelift.data.json_files import FILE_PATH
from stagelift.errors import DataError

if TYPE_CHECKING:
    from collections.abc import Sequence

    from pyspark.sql import DataFrame, SparkSession

    from stagelift.data.files import Files
    from stagelift.definitions.sources import Source

REMOTE = "://"
SPECIAL = "[]{}*?\\"  # a path is taken letter for letter: the pattern was resolved before
FROM_FILE = "file://"
CSV: dict[str, Any] = {
    "quote": '"',
    "escape": '"',
    "multiLine": True,
    "mode": "FAILFAST",
    "encoding": "UTF-8",
    "header": True,
}


def is_remote(source: Source) -> bool:
    """Whether a source's files lie where only Spark reads them, such as `s3a://lake/app/*.parquet`.

    Args:
        source: Its definition.

    Returns:
        True for addresses with a scheme.
    """
    return REMOTE in str(source.read)


def view_of(source: str) -> str:
    """The temporary view over a source's files.

    Args:
        source: The source's name.

    Returns:
        The view's name, unquoted.

    Example:
        >>> view_of("orders")
        'files of orders'
    """
    return f"files of {source}"


def remote_frame(session: SparkSession, source: Source) -> DataFrame:
    """The rows of files that only Spark reads; text columns stay text.

    Args:
        session: The session.
        source: Its `read` is an address Spark knows.

    Returns:
        The frame.

    Raises:
        DataError: An ending that tells neither Parquet nor CSV.
    """
    read = str(source.read)
    ending = read.lower().removesuffix(".gz").rpartition(".")[2]
    if ending == "parquet" or read.endswith("/"):
        return session.read.option("mergeSchema", True).parquet(read)
    if ending in ("csv", "tsv", "txt"):
        # by default Spark reads every file by the header of the first, whatever its own says
        options = {**CSV, "sep": "," if ending == "csv" else "\t", "enforceSchema": False}
        return session.read.options(**options).csv(read)
    message = (
        f"source '{source.name}': Spark reads '{read}' as neither Parquet nor CSV;"
        " an address ends in .parquet, .csv, .tsv, .txt or, for a folder of Parquet files, in /"
    )
    raise DataError(message)


def local_frame(
    session: SparkSession, source: Source, files: Files, paths: tuple[tuple[str, str], ...]
) -> DataFrame:
    """The rows of files of this machine, in the order of their names.

    Args:
        session: The session.
        source: Its definition.
        files: The files its pattern names.
        paths: Columns taken from the files' paths: name and regular expression.

    Returns:
        The frame.

    Raises:
        DataError: A file Spark would leave out in silence.
    """
    hidden = [name for name in files.names if PurePosixPath(name).name.startswith(("_", "."))]
    if hidden and not files.converted:
        message = (
            f"source '{source.name}': Spark leaves out '{hidden[0]}' in silence, as all files that"
            " begin with _ or .; give it another name"
        )
        raise DataError(message)
    found = _parquet(session, files) if files.kind == "parquet" else _text(session, files)
    return _with_path_columns(found, files, paths)


def _escaped(path: str) -> str:
    return "".join(f"\\{letter}" if letter in SPECIAL else letter for letter in path)


def _parquet(session: SparkSession, files: Files) -> DataFrame:
    reader = session.read.option("mergeSchema", len(files.paths) > 1)
    return reader.parquet(*map(_escaped, files.paths))


def _text(session: SparkSession, files: Files) -> DataFrame:
    """All columns as text; files whose headers differ are read one by one and joined by name."""
    if files.header is not None:
        return _csv(session, files, files.paths, files.header)
    parts = [
        _csv(session, files, (path,), header)
        for path, header in zip(files.paths, files.headers, strict=True)
    ]
    return reduce(lambda one, other: one.unionByName(other, allowMissingColumns=True), parts)


def _csv(
    session: SparkSession, files: Files, paths: Sequence[str], header: Sequence[str]
) -> DataFrame:
    from pyspark.sql.types import StringType, StructField, StructType

    schema = StructType([StructField(name, StringType()) for name in header])
    reader = session.read.options(**CSV, sep=files.delimiter)
    return reader.csv([_escaped(path) for path in paths], schema=schema)


def _with_path_columns(
    found: DataFrame, files: Files, paths: tuple[tuple[str, str], ...]
) -> DataFrame:
    from pyspark.sql import functions

    if not paths and not files.converted:
        return found
    path, start = functions.col(f"`{FILE_PATH}`"), 0
    if not files.converted:
        path = functions.col("_metadata.file_path")
        start = len(FROM_FILE) + len(files.paths[0]) - len(files.names[0])
    below = functions.substring(path, start + 1, 2**31 - 1 - start)
    for name, pattern in paths:
        value = functions.nullif(functions.regexp_extract(below, pattern, 1), functions.lit(""))
        found = found.withColumn(name, value)
    return found.drop(FILE_PATH)
