"""The corner shop on an engine that is about to fail, and what a fault leaves."""

from __future__ import annotations

import contextlib
import threading
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

import psycopg
import pytest
from click.testing import Result

from stagelift.data.duckdb_engine import DuckDBEngine
from stagelift.data.postgres.engine import PostgresEngine

KPI = ("kpi", "--period", "2026-W45", "--json")
LAUNCH = ("launch", "reminder", "--as-of", "2026-11-01")
ENROL = ("enrol", "reminder", "--as-of", "2026-11-02 06:00")
NOTHING, WHOLE = "nothing was written", "all of it"

Command = Callable[..., Result]


@dataclass
class Shop:
    """The corner shop on one engine, its commands, and ways to do harm to the engine."""

    root: Path
    command: Command
    patched: pytest.MonkeyPatch
    server: psycopg.Connection | None = None
    url: str = ""
    later: list[Callable[[], object]] = field(default_factory=list)

    def run(self, *words: str) -> tuple[int, str]:
        found = self.command(self.root, *words)
        assert found.exception is None or isinstance(found.exception, SystemExit), found.exception
        return found.exit_code, found.output + found.stderr

    def sql(self, *statements: str) -> None:
        assert self.server is not None
        for statement in statements:
            self.server.execute(statement)

    def harmed(self, number: int, harm: Callable[[], object], *words: str) -> tuple[int, str]:
        """A command during which harm is done before the engine's query of that number."""
        kind = DuckDBEngine if self.server is None else PostgresEngine
        run, asked = kind.run, []

        def harmful(engine: object, query: object) -> object:
            asked.append(query)
            if len(asked) == number:
                harm()
            return run(engine, query)

        self.patched.setattr(kind, "run", harmful)
        found = self.run(*words)
        self.patched.setattr(kind, "run", run)
        assert len(asked) >= number
        return found

    def backends(self) -> list[int]:
        """The server's processes that serve this shop."""
        assert self.server is not None
        rows = self.server.execute(
            "SELECT pid FROM pg_stat_activity WHERE usename = 'reader'"
        ).fetchall()
        return [pid for (pid,) in rows]

    def terminate(self) -> None:
        for pid in self.backends():
            self.sql(f"SELECT pg_terminate_backend({pid})")

    @contextlib.contextmanager
    def locked(self, then: Callable[[], object] | None = None) -> Iterator[None]:
        """The table locked by another session; once somebody waits for it, a deed, then free."""
        ended = threading.Event()
        with psycopg.connect(self.url) as other:
            other.execute("LOCK TABLE faults.app IN ACCESS EXCLUSIVE MODE")

            def watch() -> None:
                while then is not None and not ended.is_set():
                    waiting = self.server.execute(
                        "SELECT 1 FROM pg_stat_activity WHERE usename = 'reader'"
                        " AND wait_event_type = 'Lock'"
                    ).fetchone()
                    if waiting:
                        then()
                        other.rollback()
                        return
                    time.sleep(0.01)

            watcher = threading.Thread(target=watch)
            watcher.start()
            yield
            ended.set()
            watcher.join()
