"""What Spark says when something fails, in one line."""

from __future__ import annotations

import re

from sqlglot import exp
from sqlglot.errors import SqlglotError

from stagelift.data.error_lines import error_lines

STRUCTURE = re.compile(r'"(STRUCT<.*?>)"')


def cause(error: Exception) -> Exception:
    """What Java says, without the traces of both languages.

    Args:
        error: Any error of Spark.

    Returns:
        An error with Java's message, or the one that came.
    """
    java = getattr(error, "java_exception", None)
    return error if java is None else RuntimeError(java.getMessage() or java.toString())


def first_line(error: BaseException) -> str:
    r"""The first line of what an error says, without its class and code.

    A line that ends in a colon only announces what the next ones say; so they are told, too, or,
    where they are two lists of columns that do not fit together, the columns that differ.

    Args:
        error: Any error of Spark.

    Returns:
        One line, "no message" where there is none.

    Example:
        >>> first_line(ValueError("[NOT_FOUND] The table `t` cannot be found. SQLSTATE: 42P01;"))
        'The table `t` cannot be found.'
        >>> first_line(ValueError("[NO_WAY] Cannot do:\nfirst,\nsecond. SQLSTATE: 42\nat Java"))
        'Cannot do: first, second.'
        >>> one, other = '"STRUCT<id: INT, n: INT>"', '"STRUCT<id: INT, n: STRING>"'
        >>> first_line(ValueError(f"Failed merging schemas:\nInitial:\n{one}\nOther:\n{other}"))
        "Failed merging schemas: column 'n' is INT in one file and STRING in another"
    """
    first, *others = error_lines(error) or ["no message"]
    found = first.partition("] ")[2] or first if first.startswith("[") else first
    if found.endswith(":") and others:
        whole, ended, _ = " ".join(others).partition(" SQLSTATE:")
        found = f"{found} {_columns_apart(whole) or (whole if ended else others[0])}"
    return found.partition(" SQLSTATE:")[0]


def _columns_apart(said: str) -> str:
    """The columns that differ between the two structures an error names; empty where none does."""
    try:
        one, other = map(_kinds, STRUCTURE.findall(said))
    except (SqlglotError, ValueError):  # others than two, or of a type only Spark knows
        return ""
    return "; ".join(
        f"column '{name}' is {kind} in one file and {other[name]} in another"
        for name, kind in one.items()
        if other.get(name, kind) != kind
    )


def _kinds(written: str) -> dict[str, str]:
    """The types of a structure's columns, as Spark writes them."""
    structure = exp.DataType.build(written, dialect="spark")
    columns = [part for part in structure.expressions if isinstance(part, exp.ColumnDef)]
    return {column.name: column.args["kind"].sql("spark") for column in columns}
