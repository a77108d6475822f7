"""What goes wrong with a server: sessions, rights, tables that change."""

from __future__ import annotations

import contextlib
import os
import signal
import socket
import threading
from collections.abc import Callable, Iterator
from pathlib import Path

import psycopg
import pytest

from cli.faults.shop import ENROL, KPI, NOTHING, WHOLE, Command, Shop
from stagelift.data.postgres import session
from stagelift.data.postgres.engine import PostgresEngine

VARIABLE = "STAGELIFT_TEST_FAULTS"


@contextlib.contextmanager
def shop_of_tables(
    shop: Path, run: Command, monkeypatch: pytest.MonkeyPatch, postgres_url: str
) -> Iterator[Shop]:
    """The shop as a table of a server, read by a role that may do nothing else."""
    text = (shop / "journey.yaml").read_text("utf-8").replace("data/events.csv", "dw.faults.app")
    text += f"connections:\n  dw: {{postgresql: ${VARIABLE}}}\n"
    (shop / "journey.yaml").write_text(text, encoding="utf-8")
    monkeypatch.setenv(VARIABLE, postgres_url.replace("tester@", "reader@"))
    with psycopg.connect(postgres_url, autocommit=True) as server:
        made = Shop(shop, run, monkeypatch, server, postgres_url)
        made.sql(
            "DROP SCHEMA IF EXISTS faults CASCADE",
            "DROP ROLE IF EXISTS reader",
            "CREATE SCHEMA faults",
            "CREATE ROLE reader LOGIN",
            "GRANT USAGE ON SCHEMA faults TO reader",
            "CREATE TABLE faults.app (who text, at timestamp, what text)",
            "GRANT SELECT ON faults.app TO reader",
        )
        with server.cursor().copy("COPY faults.app FROM STDIN (FORMAT csv, HEADER)") as copy:
            copy.write((shop / "data" / "events.csv").read_text("utf-8"))
        yield made
    for undone in made.later:
        undone()
    with psycopg.connect(postgres_url, autocommit=True) as server:
        server.execute("DROP SCHEMA faults CASCADE")
        server.execute("DROP ROLE reader")


class Wire:
    """A loopback port that forwards to the server until it is cut."""

    def __init__(self, port: int) -> None:
        self.to, self.ends = port, list[socket.socket]()
        self.listener = socket.create_server(("127.0.0.1", 0))
        self.port = self.listener.getsockname()[1]
        threading.Thread(target=self.serve, daemon=True).start()

    def serve(self) -> None:
        with contextlib.suppress(OSError):
            while True:
                here, _ = self.listener.accept()
                there = socket.create_connection(("127.0.0.1", self.to))
                self.ends += [here, there]
                for one, other in ((here, there), (there, here)):
                    threading.Thread(target=self.forward, args=(one, other), daemon=True).start()

    @staticmethod
    def forward(one: socket.socket, other: socket.socket) -> None:
        with contextlib.suppress(OSError):
            while found := one.recv(65536):
                other.sendall(found)

    def cut(self) -> None:
        for end in (self.listener, *self.ends):
            with contextlib.suppress(OSError):
                end.shutdown(socket.SHUT_RDWR)
            end.close()


def backend_ended(shop: Shop) -> tuple[int, str]:
    return shop.harmed(4, shop.terminate, *KPI)


def backend_ended_in_a_query(shop: Shop) -> tuple[int, str]:
    with shop.locked(shop.terminate):
        return shop.run(*KPI)


def backend_killed(shop: Shop) -> tuple[int, str]:
    """The server ends every session and recovers, as after any crash."""

    shop.sql("CHECKPOINT")  # the tests' server keeps nothing else over a crash

    def kill() -> None:
        for pid in shop.backends():
            os.kill(pid, signal.SIGKILL)

    return shop.harmed(4, kill, *KPI)


def ended_while_files_are_written(shop: Shop) -> tuple[int, str]:
    def ended() -> None:
        with shop.locked(shop.terminate):
            copy(*given)

    given: list[object] = []
    copy = PostgresEngine._copy_out
    shop.patched.setattr(PostgresEngine, "_copy_out", lambda *parts: (given.extend(parts), ended()))
    return shop.run(*ENROL)


def line_cut(shop: Shop) -> tuple[int, str]:
    wire = Wire(int(shop.url.rpartition(":")[2].partition("/")[0]))
    address = os.environ[VARIABLE].replace(f":{wire.to}/", f":{wire.port}/")
    shop.patched.setenv(VARIABLE, address)
    shop.patched.setattr(session, "AGAIN_SECONDS", 1.0)
    return shop.harmed(4, wire.cut, *KPI)


def no_server(shop: Shop) -> tuple[int, str]:
    shop.patched.setenv(VARIABLE, "postgresql://reader:secret@127.0.0.1:1/postgres")
    return shop.run(*KPI)


def time_out(shop: Shop) -> tuple[int, str]:
    shop.sql("ALTER ROLE reader SET statement_timeout = '200ms'")
    with shop.locked():
        return shop.run(*KPI)


def lock_time_out(shop: Shop) -> tuple[int, str]:
    shop.sql("ALTER ROLE reader SET lock_timeout = '200ms'")
    with shop.locked():
        return shop.run(*KPI)


def cancelled(shop: Shop) -> tuple[int, str]:
    with shop.locked(lambda: [shop.sql(f"SELECT pg_cancel_backend({p})") for p in shop.backends()]):
        return shop.run(*KPI)


def revoked_while_files_are_written(shop: Shop) -> tuple[int, str]:
    copy = PostgresEngine._copy_out

    def revoked(*parts: object) -> None:
        shop.sql("REVOKE SELECT ON faults.app FROM reader")
        copy(*parts)

    shop.patched.setattr(PostgresEngine, "_copy_out", revoked)
    return shop.run(*ENROL)


def no_temporary_tables(shop: Shop) -> tuple[int, str]:
    shop.later.append(lambda: granted(shop.url))
    shop.sql("REVOKE TEMPORARY ON DATABASE postgres FROM PUBLIC")
    return shop.run(*KPI)


def granted(url: str) -> None:
    with psycopg.connect(url, autocommit=True) as server:
        server.execute("GRANT TEMPORARY ON DATABASE postgres TO PUBLIC")


def after(*statements: str) -> Callable[[Shop], tuple[int, str]]:
    """A run after statements of another session."""

    def run(shop: Shop) -> tuple[int, str]:
        shop.sql(*statements)
        return shop.run(*KPI)

    return run


def during(number: int, *statements: str) -> Callable[[Shop], tuple[int, str]]:
    """A run with statements of another session before its query of that number."""
    return lambda shop: shop.harmed(number, lambda: shop.sql(*statements), *KPI)


RENAME = "ALTER TABLE faults.app RENAME what TO what_happened"
TO_TEXT = "ALTER TABLE faults.app ALTER at TYPE text"
TO_BOOLEAN = "ALTER TABLE faults.app ALTER at TYPE boolean USING at IS NOT NULL"
READ_ONLY = "ALTER ROLE reader SET default_transaction_read_only = on"
REVOKE = "REVOKE SELECT ON faults.app FROM reader"
FULL = "ALTER ROLE reader CONNECTION LIMIT 0"
SERVER = {
    "its session is ended (`pg_terminate_backend`)": (backend_ended, 0, WHOLE),
    "its session is ended in the middle of a query": (backend_ended_in_a_query, 0, WHOLE),
    "its process is killed (SIGKILL): the server recovers": (backend_killed, 0, WHOLE),
    "its session is ended while audience files are written": (
        ended_while_files_are_written,
        0,
        WHOLE,
    ),
    "the line is cut and stays so": (line_cut, 1, NOTHING),
    "no server at the address": (no_server, 1, NOTHING),
    "`statement_timeout`": (time_out, 1, NOTHING),
    "`lock_timeout`": (lock_time_out, 1, NOTHING),
    "somebody cancels the query": (cancelled, 1, NOTHING),
    "no more connections": (after(FULL), 1, NOTHING),
    "`REVOKE SELECT` between two runs": (after(REVOKE), 1, NOTHING),
    "`REVOKE SELECT` while audience files are written": (
        revoked_while_files_are_written,
        1,
        NOTHING,
    ),
    "a read-only database (`default_transaction_read_only`)": (after(READ_ONLY), 0, WHOLE),
    "no temporary tables (`REVOKE TEMPORARY`)": (no_temporary_tables, 0, WHOLE),
    "the table is gone": (after("DROP TABLE faults.app"), 1, NOTHING),
    "a column is renamed between two runs": (after(RENAME), 2, NOTHING),
    "a column is renamed during a run": (during(4, RENAME), 1, NOTHING),
    "a column takes another type, which fits": (after(TO_TEXT), 0, WHOLE),
    "a column takes a type that does not fit": (after(TO_BOOLEAN), 2, NOTHING),
    "a column takes another type during a run": (during(4, TO_BOOLEAN), 1, NOTHING),
}
