"""One connection to PostgreSQL, opened again where it was lost: nothing but reading is asked."""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import TYPE_CHECKING, Any, TypeVar

from stagelift.data.postgres.faults import (
    CANCELLED,
    cure_of,
    first_line,
    has_passed,
    refusal_cure,
)
from stagelift.data.postgres.types import read_integers
from stagelift.errors import EngineError

if TYPE_CHECKING:
    from psycopg import Connection, Error

Found = TypeVar("Found")
AGAIN_SECONDS = 10.0  # a server that restarts is back within seconds
FIRST_PAUSE = 0.1
# a dead network is noticed within a minute and a half, a server that is busy for hours is not cut
SETTLED = {
    "connect_timeout": 15,
    "keepalives_idle": 30,
    "keepalives_interval": 15,
    "keepalives_count": 4,
}
ZONE = "-c TimeZone=UTC"


class Session:
    """A connection and what is done where it fails.

    Work is given as a function of the connection, and must only read or make temporary tables: it
    may be done twice.

    Args:
        address: A `postgresql://` address; it may hold a password and is never shown.
        name: The connection's name in journey.yaml, for messages.
        made_again: Makes on a new connection what was lost with the old one.

    Raises:
        EngineError: psycopg is not installed, the address is none, or no server answers.
    """

    def __init__(
        self, address: str, name: str, made_again: Callable[[Connection[Any]], None]
    ) -> None:
        try:
            import psycopg
        except ImportError as error:
            message = "PostgreSQL needs psycopg: pip install 'stagelift[postgresql]'"
            raise EngineError(message) from error
        self.errors: type[Error] = psycopg.Error
        self._address, self._name, self._made_again = address, name, made_again
        try:
            self._connection = self._connected()
        except psycopg.ProgrammingError:  # its message quotes the address, password included
            message = f"connection '{name}': its address is not a postgresql:// address"
            raise EngineError(message) from None
        except psycopg.Error as error:
            said = first_line(error)
            cure = refusal_cure(said)
            raise EngineError(f"connection '{name}': {said}. {cure}") from error

    def _connected(self) -> Connection[Any]:
        import psycopg
        from psycopg.conninfo import conninfo_to_dict, make_conninfo

        given = conninfo_to_dict(self._address)
        options = f"{given.get('options') or ''} {ZONE}".strip()
        settled = {name: value for name, value in SETTLED.items() if name not in given}
        whole = make_conninfo(self._address, options=options, **settled)
        # prepared statements would be refused after a table's columns changed
        opened = psycopg.connect(whole, autocommit=True, prepare_threshold=None)
        read_integers(opened)
        return opened

    def ask(self, work: Callable[[Connection[Any]], Found]) -> Found:
        """What work gives; it is done once more where the connection was lost.

        Args:
            work: Reads, or makes temporary tables, on the connection it is given.

        Returns:
            What it returns.

        Raises:
            EngineError: PostgreSQL refused, or the server was lost and did not come back.
        """
        try:
            return work(self._connection)
        except self.errors as error:
            if not has_passed(error, closed=self._connection.closed):
                raise self._refused(error) from error
            lost = error
        if self._connection.closed:
            self._open_again(lost)
        try:
            return work(self._connection)
        except self.errors as error:
            if has_passed(error, closed=self._connection.closed):
                raise self._gone(error, "and again when it was asked anew") from error
            raise self._refused(error) from error

    def _open_again(self, lost: Error) -> None:
        """A new connection in place of the lost one; a server that restarts is waited for."""
        until, pause = time.monotonic() + AGAIN_SECONDS, FIRST_PAUSE
        while True:
            opened: Connection[Any] | None = None
            try:
                opened = self._connection = self._connected()
                self._made_again(opened)
            except self.errors as error:
                if opened is not None:  # without its tables it is of no use
                    refused = self._unmade(error, opened)
                    opened.close()
                    if refused is not None:
                        raise refused from error
                if time.monotonic() + pause > until:
                    waited = f"and no other was given within {AGAIN_SECONDS:g} s"
                    raise self._gone(lost, waited) from error
                time.sleep(pause)
                pause *= 2
            else:
                return

    def _unmade(self, error: Error, opened: Connection[Any]) -> EngineError | None:
        """What to say of tables a new connection does not make; None where it may be tried anew."""
        return None if has_passed(error, closed=opened.closed) else self._refused(error)

    def _gone(self, error: Error, then: str) -> EngineError:
        return EngineError(
            f"PostgreSQL, connection '{self._name}': the connection was lost "
            f"({first_line(error)}), {then}. "
            "Nothing was written; run the command again when the server answers"
        )

    def _refused(self, error: Error) -> EngineError:
        allowed = self._allowed() if error.sqlstate == CANCELLED else ""
        said = f"PostgreSQL, connection '{self._name}': {first_line(error)}"
        cure = cure_of(error, self._connection.info.user, allowed)
        return EngineError(f"{said}. {cure}" if cure else said)

    def _allowed(self) -> str:
        """How long the server lets a statement run, as it writes it."""
        try:
            found = self._connection.execute("SHOW statement_timeout").fetchone()
        except self.errors:
            return ""
        return str(found[0]) if found else ""

    def close(self) -> None:
        """Frees the connection."""
        self._connection.close()
