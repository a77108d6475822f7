"""What PostgreSQL says when something fails: which faults pass, and what to do about the others.

Codes are those of PostgreSQL's documentation, appendix A (error codes).
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from stagelift.data.error_lines import error_lines

if TYPE_CHECKING:
    from psycopg import Error

CONNECTION, ENDED = "08", "57P"  # classes: the connection failed; the server ends or begins
PASSING = ("40001", "40P01")  # a standby's replay or a deadlock took the query's rows away
CANCELLED, DENIED, READ_ONLY = "57014", "42501", "25006"
MISSING = ("42P01", "42703", "3F000")
NO_TABLES = (READ_ONLY, DENIED)  # a temporary table may not be made
TIME_OUT, LOCK_TIME_OUT = "statement timeout", "55P03"
CURES = {
    DENIED: "Ask its owner for: GRANT SELECT ON … TO {role}",
    LOCK_TIME_OUT: "Another session holds the table; run the command again when it is free",
    "53100": "The server's disk is full; free some, or ask for a shorter period",
    "53200": "The server has no memory for it; raise its work_mem, or ask for a shorter period",
    **dict.fromkeys(
        ("22007", "22008", "22P02", "42804", "42846", "42883"),
        "A column has another type than before; run stagelift check",
    ),
    **dict.fromkeys(MISSING, "The tables changed, or a name is wrong; run stagelift check"),
}
# what a server says that lets nobody in; it gives no code then
REFUSALS = {
    "too many connections": "Run the command again when others have ended",
    "too many clients": "Run the command again when others have ended",
    "password": "Check the user and the password of its address",
    "no pg_hba.conf entry": "The server does not let this user in from here; ask whoever runs it",
    "does not exist": "Check the database and the user of its address",
}
ELSE = "Check that the server runs, and the host and the port of its address"


def has_passed(error: Error, *, closed: bool) -> bool:
    """Whether a query that only reads may be asked again after an error.

    Args:
        error: What psycopg raised.
        closed: Whether its connection is closed by now.

    Returns:
        True when the connection was lost, or when the server itself says that the next attempt may
        succeed; never for a time-out, whose next attempt would take as long.
    """
    code = error.sqlstate or ""
    return closed or code in PASSING or code.startswith((CONNECTION, ENDED))


def cure_of(error: Error, role: str, allowed: str = "") -> str:
    """What to do about an error, in one sentence.

    Args:
        error: What psycopg raised.
        role: The role that asked.
        allowed: The time the server allows a statement, as it writes it.

    Returns:
        A sentence without a full stop; empty where nothing general is known.
    """
    if error.sqlstate == CANCELLED and TIME_OUT in str(error):
        return (
            f"The server allows {allowed or 'less time'}; ask for a shorter period, or raise it: "
            f"ALTER ROLE {role} SET statement_timeout"
        )
    if error.sqlstate == CANCELLED:
        return "Somebody ended the query on the server; run the command again"
    return CURES.get(error.sqlstate or "", "").format(role=role)


def refusal_cure(said: str) -> str:
    """What to do where a server lets nobody in.

    Args:
        said: What it, or the network, says.

    Returns:
        A sentence without a full stop.

    Example:
        >>> refusal_cure('FATAL:  too many connections for role "reader"')
        'Run the command again when others have ended'
    """
    return next((cure for words, cure in REFUSALS.items() if words in said), ELSE)


def first_line(error: BaseException) -> str:
    r"""The first line of what an error says.

    Args:
        error: Any error.

    Returns:
        One line, "no message" where there is none.

    Example:
        >>> first_line(ValueError("no such thing\nLINE 1: ..."))
        'no such thing'
    """
    return (error_lines(error) or ["no message"])[0]
