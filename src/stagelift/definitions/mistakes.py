"""Mistakes found while a definition is read, and how what came is said in a sentence."""

from __future__ import annotations

from collections.abc import Iterable


class Mistake(ValueError):  # noqa: N818 - the word users read; it never leaves this package
    """One mistake in one value; the reader adds file, line and key.

    Args:
        message: What came and what is allowed, without a final full stop.
        hint: The cure in one sentence; may be empty.
    """

    def __init__(self, message: str, hint: str = "") -> None:
        self.message = message
        self.hint = hint
        super().__init__(message)


def came(value: object) -> str:
    """What was written, as it stands inside a sentence.

    Args:
        value: Any value a YAML file or a Python twin may hold.

    Returns:
        The value in single quotes, or its shape in words when it is not one value.

    Example:
        >>> came("50 %"), came(None), came({"a": "b"})
        ("'50 %'", 'nothing', 'a mapping')
    """
    if value is None or value == "":
        return "nothing"
    if isinstance(value, dict):
        return "a mapping"
    if isinstance(value, list | tuple):
        return "a list"
    return f"'{value}'"


def listed(names: Iterable[str], word: str = "or") -> str:
    """Names in single quotes joined as in a sentence.

    Args:
        names: The names, in the order they are said.
        word: The last joint, "or" or "and".

    Returns:
        Text such as "'once' or 'always'"; empty for no names.

    Example:
        >>> listed(["email", "sms", "push"])
        "'email', 'sms' or 'push'"
    """
    quoted = [f"'{name}'" for name in names]
    if len(quoted) < 2:
        return "".join(quoted)
    return f"{', '.join(quoted[:-1])} {word} {quoted[-1]}"
