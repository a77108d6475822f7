"""What stands in FROM for files: DuckDB's readers, and columns taken from the files' paths."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlglot import exp

from stagelift.data import sql
from stagelift.data.json_files import FILE_PATH

if TYPE_CHECKING:
    from collections.abc import Collection

    from stagelift.data.files import Files


def read_files(files: Files, path_columns: tuple[tuple[str, str], ...]) -> exp.Expr:
    """The rows of a source's files.

    Args:
        files: The files.
        path_columns: Columns taken from the files' paths: name and regular expression.

    Returns:
        A table function; a subquery where columns are taken from paths.
    """
    read = _read_parquet if files.kind == "parquet" else _read_text
    if not path_columns and not files.converted:
        return exp.Table(this=read(files))
    start = 0 if files.converted else len(files.paths[0]) - len(files.names[0])
    values = [
        exp.alias_(_in_path(pattern, start), name, quoted=True) for name, pattern in path_columns
    ]
    every = exp.Star(except_=[exp.to_identifier(FILE_PATH, quoted=True)])
    reader = exp.Table(this=read(files, named=True))
    return exp.select(every, *values).from_(reader, copy=False).subquery()


def files_having(files: Files, columns: Collection[str]) -> exp.Select:
    """The query for which Parquet files have which of some columns, from their footers alone.

    Args:
        files: Parquet files.
        columns: The columns asked for.

    Returns:
        A SELECT of file path and column.
    """
    schema = exp.Anonymous(this="PARQUET_SCHEMA", expressions=[_paths(files)])
    asked = exp.In(
        this=sql.column("name"), expressions=[sql.text(name) for name in sorted(columns)]
    )
    found = exp.select(sql.column("file_name"), sql.column("name")).distinct()
    return found.from_(exp.Table(this=schema), copy=False).where(asked)


def _literal_path(path: str) -> exp.Expr:
    """A path taken letter for letter: the pattern was resolved before."""
    return sql.text("".join(f"[{letter}]" if letter in "[*?" else letter for letter in path))


def _paths(files: Files) -> exp.Expr:
    return exp.Array(expressions=[_literal_path(path) for path in files.paths])


def _option(name: str, value: exp.Expr) -> exp.Expr:
    return exp.EQ(this=exp.column(name), expression=value)


def _in_path(pattern: str, start: int) -> exp.Expr:
    """The value a regular expression finds in a row's file path, from a place in it on."""
    path = exp.func("SUBSTRING", sql.column(FILE_PATH), sql.number(start + 1))
    group = exp.Anonymous(
        this="REGEXP_EXTRACT", expressions=[path, sql.text(pattern), sql.number(1)]
    )
    return exp.Nullif(this=group, expression=sql.text(""))


def _read_parquet(files: Files, *, named: bool = False) -> exp.Expr:
    options = [_option("union_by_name", exp.true())]
    if named:
        options.append(_option("hive_partitioning", exp.false()))
    if named and not files.converted:
        options.append(_option("filename", sql.text(FILE_PATH)))
    return exp.ReadParquet(expressions=[_paths(files), *options])


def _read_text(files: Files, *, named: bool = False) -> exp.Expr:
    """All columns as text: a sniffed type may take the session's zone in silence."""
    quoting = [_option(name, sql.text('"')) for name in ("quote", "escape")]
    options = [_option("header", exp.true()), _option("delim", sql.text(files.delimiter)), *quoting]
    if named:
        options.append(_option("filename", sql.text(FILE_PATH)))
    if files.header is None:
        options += [_option("all_varchar", exp.true()), _option("union_by_name", exp.true())]
    else:
        options += [_option("auto_detect", exp.false()), _option("columns", _text_columns(files))]
    return exp.ReadCSV(this=_paths(files), expressions=options)


def _text_columns(files: Files) -> exp.Expr:
    columns = [
        exp.PropertyEQ(this=exp.to_identifier(name, quoted=True), expression=sql.text("VARCHAR"))
        for name in files.header or ()
    ]
    return exp.Struct(expressions=columns)
