"""What a database says against a query, line by line."""

from __future__ import annotations


def error_lines(error: BaseException) -> list[str]:
    r"""The lines of what an error says that are not empty.

    Args:
        error: Any error.

    Returns:
        The lines, without the spaces around them; none where it says nothing.

    Example:
        >>> error_lines(ValueError("\n no such thing\n\nLINE 1: ..."))
        ['no such thing', 'LINE 1: ...']
    """
    return [line.strip() for line in str(error).splitlines() if line.strip()]
