"""Hashes of ids and addresses in audience files: SHA-256, with a salt where files stay among few.

A hash without a salt protects nobody whose id can be guessed: whoever has a list of ids hashes them
all and compares. A salt only you know makes that impossible; advertising networks, which must
compare, take none.
"""

from __future__ import annotations

import os

from stagelift.data.quoting import literal
from stagelift.errors import ArgumentError

LEAST = 8  # letters of a salt


def salt_of(variable: str) -> str:
    """A salt, from the environment.

    Args:
        variable: The variable's name, written `$NAME`.

    Returns:
        The salt; it is never written anywhere.

    Raises:
        ArgumentError: It is not set, or too short to keep anybody from guessing it.
    """
    name = variable.removeprefix("$")
    found = os.environ.get(name, "")
    if not found:
        raise ArgumentError(f"rules.hash_ids: the environment variable {name} is not set")
    if len(found) < LEAST:
        raise ArgumentError(f"rules.hash_ids: the salt in {name} has fewer than {LEAST} letters")
    return found


def hashed(value: str, salt: str = "") -> str:
    """SQL for the SHA-256 hash of a text's UTF-8 bytes, in lower-case hex.

    Args:
        value: SQL of the text.
        salt: What stands before it with a colon between; nothing where it is empty.

    Returns:
        SQL of text, NULL where the text is.

    Example:
        >>> hashed("id"), hashed("id", "s3cret-salt")
        ('sha256(id)', "sha256('s3cret-salt:' || id)")
    """
    return f"sha256({literal(salt + ':')} || {value})" if salt else f"sha256({value})"
