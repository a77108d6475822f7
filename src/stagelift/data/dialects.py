"""The text of a query as an engine runs it, whichever engine that is."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from sqlglot import exp


def text_of(query: exp.Expr, dialect: str, *, pretty: bool = False) -> str:
    """A query in the words of a dialect.

    What sqlglot alone writes for Spark, Spark refuses or answers with other numbers: it is written
    as the Spark engine runs it.

    Args:
        query: Any statement; not changed.
        dialect: sqlglot's name of the dialect, such as `spark`.
        pretty: Whether lines are broken for a reader.

    Returns:
        One statement without a semicolon.

    Example:
        >>> from stagelift.data import sql
        >>> from sqlglot import exp
        >>> by_bytes = exp.Collate(this=sql.column("a"), expression=exp.to_identifier("C"))
        >>> [text_of(by_bytes, dialect) for dialect in ("postgres", "spark")]
        ['"a" COLLATE C', '`a`']
    """
    if dialect == "spark":
        from stagelift.data.spark.rendering import rendered

        return rendered(query, pretty=pretty)
    return query.sql(dialect, pretty=pretty)
