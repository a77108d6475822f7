"""Fixtures every part of the suite may use."""

from __future__ import annotations

import json
import os
import shutil
import socket
import subprocess
import tempfile
import time
from collections.abc import Callable, Iterator
from importlib.util import find_spec
from pathlib import Path

import pytest

from needed import need

SERVER_FOLDERS = "usr/lib/postgresql/*/bin/initdb"  # where Debian and Ubuntu put it


def _server_folder() -> Path | None:
    on_path = shutil.which("initdb")
    found = sorted(Path("/").glob(SERVER_FOLDERS), key=lambda path: float(path.parts[-3]))
    if found:
        return found[-1].parent
    return Path(on_path).resolve().parent if on_path else None


def _server_user() -> str | None:
    """A user that may own the server: the server refuses to run as root."""
    import pwd  # Windows has none, and other tests run there

    if os.geteuid() != 0:
        return None
    for name in ("postgres", "nobody"):
        try:
            return pwd.getpwnam(name).pw_name
        except KeyError:
            continue
    pytest.fail("PostgreSQL cannot run as root and there is no user 'postgres' or 'nobody'")


def _as_user(user: str | None, command: list[str]) -> list[str]:
    if user is None:
        return command
    places = f"{os.environ.get('PATH', '')}:/usr/sbin:/sbin"  # not on every PATH
    return [shutil.which("runuser", path=places) or "runuser", "-u", user, "--", *command]


def _free_port() -> int:
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        return int(listener.getsockname()[1])


@pytest.fixture(scope="session")
def postgres_url() -> Iterator[str]:
    """The address of a throwaway PostgreSQL server on loopback, gone after the session."""
    binaries = _server_folder()
    reason = "no PostgreSQL server here (initdb was not found)"
    need(binaries, reason, without="STAGELIFT_NO_POSTGRES")
    user = _server_user()
    # not under pytest's own folder: that one is closed to other users
    folder = Path(tempfile.mkdtemp(prefix="stagelift-postgres-"))
    if user is not None:
        shutil.chown(folder, user)
    data, port = folder / "data", _free_port()
    control = str(binaries / "pg_ctl")
    options = (
        f"-c listen_addresses=127.0.0.1 -c port={port} -c unix_socket_directories="
        " -c fsync=off -c synchronous_commit=off -c full_page_writes=off"
    )
    setup = ["-D", str(data), "--locale=C.UTF-8", "--encoding=UTF8", "--auth=trust", "-U", "tester"]
    start = ["-D", str(data), "-l", str(folder / "log"), "-o", options, "-w", "-t", "60", "start"]
    try:
        for command in ([str(binaries / "initdb"), *setup], [control, *start]):
            _run(_as_user(user, command), cwd=folder)
        yield f"postgresql://tester@127.0.0.1:{port}/postgres"
    finally:
        if (data / "postmaster.pid").exists():
            stop = ["-D", str(data), "-m", "immediate", "-w", "stop"]
            _run(_as_user(user, [control, *stop]), cwd=folder)
        shutil.rmtree(folder, ignore_errors=True)


def _run(command: list[str], cwd: Path) -> None:
    began = time.monotonic()
    done = subprocess.run(  # its output goes to a file: a server that inherits a pipe keeps it open
        command, cwd=cwd, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, check=False, timeout=90
    )
    if done.returncode:
        waited = time.monotonic() - began
        pytest.fail(f"{command[-1]} failed after {waited:.0f} s: {done.stderr.decode()[-800:]}")


SPARK_SETTINGS = {
    # small tables: one task, no Java compiled for each question
    "spark.sql.shuffle.partitions": "1",
    # two thirds of the time went into planning again, and into what follows from every condition
    "spark.sql.adaptive.enabled": "false",
    "spark.sql.constraintPropagation.enabled": "false",
    "spark.sql.codegen.wholeStage": "false",
    "spark.sql.codegen.factoryMode": "NO_CODEGEN",
    "spark.driver.extraJavaOptions": "-XX:TieredStopAtLevel=1 -XX:+UseSerialGC",
    "spark.driver.memory": "1536m",
}


@pytest.fixture(scope="session")
def spark_address() -> object:
    """Where the one Spark of the session runs; started for the first question."""
    from stagelift.data.spark.session import Address

    for there, what in ((shutil.which("java"), "Java"), (find_spec("pyspark"), "pyspark")):
        need(there, f"no {what} here", without="STAGELIFT_NO_SPARK")
    return Address("lake", "local[2]", tuple(SPARK_SETTINGS.items()))


@pytest.fixture(scope="session")
def spark_line(spark_address: object) -> str:
    """The lines of journey.yaml that have Spark read the sources."""
    settings = json.dumps(SPARK_SETTINGS)
    return f'connections: {{lake: {{spark: "local[2]", settings: {settings}}}}}\nengine: lake'


@pytest.fixture(scope="session", params=["postgres", "spark"])
def move(request: pytest.FixtureRequest) -> Iterator[Callable[[Path], str]]:
    """Has another engine read a workspace, and gives the engine's dialect."""
    from engines.moved import VARIABLE, on_postgres, on_spark

    name = request.param
    with pytest.MonkeyPatch.context() as patch:
        if name == "postgres":
            url = request.getfixturevalue("postgres_url")
            patch.setenv(VARIABLE, url)
            yield lambda root: (on_postgres(root, url), name)[1]
        else:
            line = request.getfixturevalue("spark_line")
            yield lambda root: (on_spark(root, line), name)[1]
