"""Names and texts inside SQL that is put together as text, for a local DuckDB.

Questions to an engine are built by sqlglot (`stagelift.data.sql`); these two serve the statements
DuckDB alone reads, such as `COPY … TO`, which take no parameters.
"""

from __future__ import annotations


def quoted(name: str) -> str:
    """A column's name as an SQL identifier.

    Args:
        name: Any text.

    Example:
        >>> print(quoted('the "best" day'))
        "the ""best"" day"
    """
    return '"' + name.replace('"', '""') + '"'


def literal(value: str) -> str:
    """A text as an SQL literal.

    Args:
        value: Any text.

    Example:
        >>> print(literal("Kim's"))
        'Kim''s'
    """
    return "'" + value.replace("'", "''") + "'"
