"""What goes wrong with an engine: what is asked again, what is said, and what is left behind."""

from __future__ import annotations

import contextlib
import os
import re
import resource
import shutil
import signal
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

import duckdb
import psycopg
import pytest
from click.testing import Result
from sqlglot import exp

from stagelift.cli.app import error_text
from stagelift.data.duckdb_engine import DuckDBEngine
from stagelift.data.postgres import session
from stagelift.data.postgres.engine import PostgresEngine
from stagelift.data.spark.engine import SparkEngine
from stagelift.data.spark.session import Address
from stagelift.definitions import Source
from stagelift.errors import StageliftError

pytestmark = pytest.mark.engine
PAGE = Path(__file__).parents[2] / "docs" / "engine_failures.md"
BEGIN, END = "<!-- engine failures: begin -->", "<!-- engine failures: end -->"
HEADER = "| engine | what goes wrong | what the command says | exit code | what is left |\n"
HEADER += "|---|---|---|--:|---|"
VARIABLE = "STAGELIFT_TEST_FAULTS"
KPI = ("kpi", "--period", "2026-W45", "--json")
LAUNCH = ("launch", "reminder", "--as-of", "2026-11-01")
ENROL = ("enrol", "reminder", "--as-of", "2026-11-02 06:00")
SAME = "(the same numbers)"
NOTHING, WHOLE = "nothing was written", "all of it"
FINISHED = "nothing was written; the next one writes all and sweeps up"
NOBODY = 65534
KILLED = """
import os, signal, sys
from stagelift import cli
from stagelift.data.duckdb_engine import DuckDBEngine
export = DuckDBEngine.export
def killed(engine, query, path):
    export(engine, query, path)
    os.kill(os.getpid(), signal.SIGKILL)
DuckDBEngine.export = killed
cli.main(sys.argv[1:])
"""
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


@pytest.fixture
def files(shop: Path, run: Command, monkeypatch: pytest.MonkeyPatch) -> Shop:
    """The shop as a Parquet file."""
    csv = shop / "data" / "events.csv"
    with duckdb.connect() as connection:
        path = shop / "data" / "events.parquet"
        rows = f"""SELECT who, CAST("at" AS TIMESTAMP) AS "at", what FROM read_csv('{csv}')"""
        connection.execute(f"COPY ({rows}) TO '{path}' (FORMAT parquet)")
    csv.unlink()
    text = (shop / "journey.yaml").read_text("utf-8").replace("events.csv", "*.parquet")
    (shop / "journey.yaml").write_text(text, encoding="utf-8")
    return Shop(shop, run, monkeypatch)


@pytest.fixture
def tables(
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


def events(shop: Shop) -> Path:
    return shop.root / "data" / "events.parquet"


def removed(shop: Shop) -> tuple[int, str]:
    events(shop).unlink()
    return shop.run(*KPI)


def removed_during_a_run(shop: Shop) -> tuple[int, str]:
    return shop.harmed(3, events(shop).unlink, *KPI)


def half_copied(shop: Shop) -> tuple[int, str]:
    whole = events(shop).read_bytes()
    events(shop).write_bytes(whole[: len(whole) // 2])
    return shop.run(*KPI)


def as_nobody(shop: Shop, *words: str) -> tuple[int, str]:
    """A command of a user who owns nothing here."""
    if os.geteuid() != 0:  # whoever is not root needs no other user
        return shop.run(*words)
    opened = [parent for parent in shop.root.parents if parent.stat().st_mode & 0o005 != 0o005]
    modes = [(parent, parent.stat().st_mode) for parent in (*opened, shop.root)]
    for parent, mode in modes:
        parent.chmod(mode | 0o055)
    os.seteuid(NOBODY)
    try:
        return shop.run(*words)
    finally:
        os.seteuid(0)
        for parent, mode in modes:
            parent.chmod(mode)


def forbidden_file(shop: Shop) -> tuple[int, str]:
    events(shop).chmod(0)
    return as_nobody(shop, *KPI)


def read_only_workspace(shop: Shop) -> tuple[int, str]:
    folders = [shop.root, *(path for path in shop.root.rglob("*") if path.is_dir())]
    for folder in folders:
        folder.chmod(0o555)
    try:
        return as_nobody(shop, *KPI)
    finally:
        for folder in folders:
            folder.chmod(0o755)


def other(shop: Shop, select: str) -> tuple[int, str]:
    """A run after the file was written anew with other columns."""
    path = events(shop)
    with duckdb.connect() as connection:
        connection.execute(f"CREATE TABLE rows AS SELECT {select} FROM '{path}'")
        connection.execute(f"COPY rows TO '{path}' (FORMAT parquet)")
    return shop.run(*KPI)


def renamed_column(shop: Shop) -> tuple[int, str]:
    return other(shop, 'who, "at", what AS what_happened')


def type_that_does_not_fit(shop: Shop) -> tuple[int, str]:
    return other(shop, 'who, "at" IS NOT NULL AS "at", what')


def type_that_fits(shop: Shop) -> tuple[int, str]:
    return other(shop, 'who, CAST("at" AS VARCHAR) AS "at", what')


def two_types(shop: Shop) -> tuple[int, str]:
    with duckdb.connect() as connection:
        path = shop.root / "data" / "more.parquet"
        rows = """SELECT 'z1' AS who, 'soon' AS "at", 'visited' AS what"""
        connection.execute(f"COPY ({rows}) TO '{path}' (FORMAT parquet)")
    return shop.run(*KPI)


def no_memory(shop: Shop) -> tuple[int, str]:
    shop.patched.setenv("STAGELIFT_MEMORY", "1MB")
    return shop.run(*KPI)


def interrupted(shop: Shop) -> tuple[int, str]:
    def stop() -> None:
        raise KeyboardInterrupt

    return shop.harmed(3, stop, *ENROL)


def no_room(shop: Shop) -> tuple[int, str]:
    """No file may grow beyond a hundred bytes while the audience is written."""
    export = DuckDBEngine.export

    def limited(*parts: object) -> None:
        before = resource.getrlimit(resource.RLIMIT_FSIZE)
        heard = signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
        resource.setrlimit(resource.RLIMIT_FSIZE, (100, before[1]))
        try:
            export(*parts)
        finally:
            resource.setrlimit(resource.RLIMIT_FSIZE, before)
            signal.signal(signal.SIGXFSZ, heard)

    shop.patched.setattr(DuckDBEngine, "export", limited)
    return shop.run(*ENROL)


def killed_while_files_are_written(shop: Shop) -> tuple[int, str]:
    command = [sys.executable, "-c", KILLED, "-C", str(shop.root), *ENROL]
    done = subprocess.run(command, check=False, capture_output=True, text=True, timeout=60)
    return 128 - done.returncode, done.stdout + done.stderr  # as a shell counts it


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
        ended_while_files_are_written, 0, WHOLE,
    ),
    "the line is cut and stays so": (line_cut, 1, NOTHING),
    "no server at the address": (no_server, 1, NOTHING),
    "`statement_timeout`": (time_out, 1, NOTHING),
    "`lock_timeout`": (lock_time_out, 1, NOTHING),
    "somebody cancels the query": (cancelled, 1, NOTHING),
    "no more connections": (after(FULL), 1, NOTHING),
    "`REVOKE SELECT` between two runs": (after(REVOKE), 1, NOTHING),
    "`REVOKE SELECT` while audience files are written": (
        revoked_while_files_are_written, 1, NOTHING,
    ),
    "a read-only database (`default_transaction_read_only`)": (after(READ_ONLY), 0, WHOLE),
    "no temporary tables (`REVOKE TEMPORARY`)": (no_temporary_tables, 0, WHOLE),
    "the table is gone": (after("DROP TABLE faults.app"), 1, NOTHING),
    "a column is renamed between two runs": (after(RENAME), 2, NOTHING),
    "a column is renamed during a run": (during(4, RENAME), 1, NOTHING),
    "a column takes another type, which fits": (after(TO_TEXT), 0, WHOLE),
    "a column takes a type that does not fit": (after(TO_BOOLEAN), 2, NOTHING),
    "a column takes another type during a run": (during(4, TO_BOOLEAN), 1, NOTHING),
}  # fmt: skip
LOCAL = {
    "a file is gone": (removed, 1, NOTHING),
    "a file goes during a run": (removed_during_a_run, 1, NOTHING),
    "a file is half copied": (half_copied, 1, NOTHING),
    "a file may not be read": (forbidden_file, 1, NOTHING),
    "the workspace may not be written": (read_only_workspace, 0, WHOLE),
    "a column is renamed between two runs": (renamed_column, 2, NOTHING),
    "a column takes another type, which fits": (type_that_fits, 0, WHOLE),
    "a column takes a type that does not fit": (type_that_does_not_fit, 2, NOTHING),
    "one of several files has another type": (two_types, 0, WHOLE),
    "too little memory": (no_memory, 1, NOTHING),
    "Ctrl-C": (interrupted, 1, NOTHING),
    "a full disk while audience files are written": (no_room, 1, NOTHING),
    "a kill while audience files are written": (killed_while_files_are_written, 137, NOTHING),
}  # fmt: skip
FOUND: dict[tuple[str, str], str] = {}
LOST = """
import os, signal, sys
from pathlib import Path
from sqlglot import exp
from stagelift.cli.app import error_text
from stagelift.data.spark.engine import SparkEngine
from stagelift.data.spark.session import Address
from stagelift.errors import EngineError
engine = SparkEngine(Address("lake", "local[1]", (("spark.driver.memory", "1g"),)), Path.cwd())
engine.run(exp.select("1"))
gateway = engine._session.sparkContext._gateway
os.kill(gateway.proc.pid, signal.SIGKILL)
try:
    engine.run(exp.select("1"))
except EngineError as error:
    print(error_text(error))
    sys.exit(error.exit_code)
"""


@dataclass
class Lake:
    """A table and a file that Spark reads."""

    engine: SparkEngine
    root: Path

    def sql(self, statement: str) -> None:
        self.engine._session.sql(statement)

    def source(self, read: str) -> Source:
        return Source(name="orders", read=read, role="customers", columns={"customer": "id"})

    def asked(self, read: str, column: str = "n") -> list[tuple[object, ...]]:
        self.engine.columns(self.source(read))
        relation = self.engine.relation(self.source(read))
        return self.engine.run(exp.select(exp.Sum(this=exp.column(column))).from_(relation))


@pytest.fixture
def lake(spark_address: Address, tmp_path: Path) -> Iterator[Lake]:
    made = Lake(SparkEngine(spark_address, tmp_path), tmp_path)
    with duckdb.connect() as connection:
        for name in "ab":
            path = tmp_path / f"{name}.parquet"
            connection.execute(f"COPY (SELECT 'k' AS id, 1 AS n) TO '{path}' (FORMAT parquet)")
    made.sql("CREATE TABLE faulty USING parquet AS SELECT 'k' AS id, 1 AS n")
    yield made
    made.sql("DROP TABLE IF EXISTS faulty")
    made.engine.close()


def table_gone(lake: Lake) -> None:
    assert lake.asked("lake.faulty") == [(1,)]
    lake.sql("DROP TABLE faulty")
    lake.asked("lake.faulty")


def column_gone(lake: Lake) -> None:
    assert lake.asked("lake.faulty") == [(1,)]
    lake.sql("DROP TABLE faulty")
    lake.sql("CREATE TABLE faulty USING parquet AS SELECT 'k' AS id, 1 AS number")
    lake.asked("lake.faulty")


def another_type(lake: Lake) -> None:
    assert lake.asked("lake.faulty") == [(1,)]
    lake.sql("DROP TABLE faulty")
    lake.sql("CREATE TABLE faulty USING parquet AS SELECT 'k' AS id, 'soon' AS n")
    lake.asked("lake.faulty")


def lake_file_gone(lake: Lake) -> None:
    relation = lake.engine.relation(lake.source("*.parquet"))
    (lake.root / "b.parquet").unlink()
    lake.engine.run(exp.select("SUM(n)").from_(relation))


def merged_types(lake: Lake) -> None:
    with duckdb.connect() as connection:
        path = lake.root / "c.parquet"
        connection.execute(f"COPY (SELECT 'k' AS id, 'soon' AS n) TO '{path}' (FORMAT parquet)")
    lake.asked("*.parquet")


KILL = "its Java process is killed (SIGKILL)"
SPARK = {
    "the table is gone": table_gone,
    "a column is renamed": column_gone,
    "a column takes a type that does not fit": another_type,
    "one of several files has another type": merged_types,
    "a file goes during a run": lake_file_gone,
}


def said_of(words: str, root: Path, expected: str) -> str:
    """What a command said, without places and numbers of this one run."""
    if words == expected:
        return SAME
    lines = [line.strip() for line in words.splitlines() if not line.startswith("Next: ")]
    text = " ".join(dict.fromkeys(filter(None, lines)))
    text = text.replace(f"{root}/", "").replace("|", "\\|")
    text = re.sub(r"port \d+", "port PORT", text)
    text = re.sub(r"[\d.]+ KiB", "SIZE", text)
    return text or "(nothing: it was killed)"


def tried(shop: Shop, engine: str, name: str, case: tuple[object, int, str]) -> None:
    fails, code, left = case
    hands_out = "audience files" in name or name == "Ctrl-C"
    code_before, expected = shop.run(*(LAUNCH if hands_out else KPI))
    assert code_before == 0, expected
    shutil.rmtree(shop.root / ".stagelift" / "answers", ignore_errors=True)  # or no engine is asked
    found, words = fails(shop)
    shop.patched.undo()
    assert "secret" not in words
    assert "Traceback" not in words
    assert found == code, words
    said = said_of(words, shop.root, expected)
    assert (left == WHOLE) == (code == 0)
    if hands_out and left == WHOLE:
        said = "(the same files)"
        files = [path.read_text("utf-8") for path in shop.root.glob("out/reminder/2*/*.csv")]
        assert sum(len(text.splitlines()) - 1 for text in files) == 200
    elif left == WHOLE:
        assert said == SAME
    else:
        assert list(shop.root.glob("out/reminder/[!.]*")) == []
    if code == 137:  # the next one hands everybody out and leaves nothing of the killed one
        assert list(shop.root.glob("out/reminder/.writing-*"))
        assert shop.run(*ENROL)[0] == 0
        assert not list(shop.root.glob("out/reminder/.writing-*"))
        left = FINISHED
    FOUND[engine, name] = f"| {engine} | {name} | {said} | {code} | {left} |"


@pytest.mark.parametrize("name", SERVER)
def test_a_fault_of_a_server(tables, name):
    tried(tables, "PostgreSQL", name, SERVER[name])


@pytest.mark.parametrize("name", LOCAL)
def test_a_fault_of_files(files, name):
    tried(files, "DuckDB", name, LOCAL[name])


@pytest.mark.parametrize("name", SPARK)
def test_a_fault_of_spark(lake, name):
    with pytest.raises(StageliftError) as caught:
        SPARK[name](lake)
    said = said_of(error_text(caught.value), lake.root, "")
    assert "\n" not in said
    FOUND["Spark", name] = f"| Spark | {name} | {said} | {caught.value.exit_code} | {NOTHING} |"
    assert lake.engine.run(exp.select("1")) == [(1,)]  # the session lives on


@pytest.mark.skipif(
    os.environ.get("STAGELIFT_WHOLE_SPARK") != "1",
    reason="a second Spark, to be killed, is started with STAGELIFT_WHOLE_SPARK=1",
)
def test_a_killed_spark(tmp_path, spark_address):
    command = [sys.executable, "-c", LOST]
    done = subprocess.run(
        command,
        check=False,
        capture_output=True,
        text=True,
        timeout=120,
        cwd=tmp_path,
        start_new_session=True,
    )
    assert done.returncode == 1, done.stderr
    said = said_of(done.stdout, tmp_path, "")
    FOUND["Spark", KILL] = f"| Spark | {KILL} | {said} | 1 | {NOTHING} |"


def test_the_documentation_shows_these_faults():
    expected = [
        *(("DuckDB", name) for name in LOCAL),
        *(("PostgreSQL", name) for name in SERVER),
        *(("Spark", name) for name in SPARK),
    ]
    if ("Spark", KILL) in FOUND:
        expected.append(("Spark", KILL))
    if set(FOUND) != set(expected):
        pytest.skip("only some of the faults were tried")
    text = PAGE.read_text("utf-8")
    killed = [line for line in text.splitlines() if line.startswith(f"| Spark | {KILL}")]
    rows = [FOUND[key] for key in expected]
    rows += killed if ("Spark", KILL) not in FOUND else []
    shown = "\n".join([BEGIN, HEADER, *rows, END])
    if os.environ.get("STAGELIFT_UPDATE_DOCS"):
        PAGE.write_text(text.partition(BEGIN)[0] + shown + text.partition(END)[2], "utf-8")
        text = PAGE.read_text("utf-8")
    assert shown in text
