"""Spark's session: started once a process, quiet, in UTC, with rules that keep numbers equal."""

from __future__ import annotations

import atexit
import os
import shutil
import tempfile
import warnings
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

from stagelift.data.resources import resources
from stagelift.data.spark.faults import cause, first_line
from stagelift.errors import EngineError, MissingExtraError

if TYPE_CHECKING:
    from collections.abc import Mapping
    from typing import IO

    from pyspark.sql import SparkSession

LOCAL = "local"
CONNECT = "sc://"
# what decides numbers, whatever the cluster's own defaults are: no cast or sum fails in silence,
# wide decimals keep their digits, and no local zone takes part
NUMBERS = {
    "spark.sql.ansi.enabled": "true",
    "spark.sql.session.timeZone": "UTC",
    "spark.sql.decimalOperations.allowPrecisionLoss": "true",
    "spark.sql.caseSensitive": "false",
}
JAVA = "Spark needs Java 17 or newer, and there is none here"
JAVA_CURE = "install it (Debian, Ubuntu: apt install default-jre-headless) or set JAVA_HOME"


@dataclass(frozen=True, slots=True)
class Address:
    """Where a session runs.

    Args:
        name: The connection's name in journey.yaml, for messages.
        master: `local[*]`, `spark://host:port`, `yarn`, `k8s://…`, or `sc://host` for Spark
            Connect.
        settings: Spark's own settings by name.
    """

    name: str
    master: str
    settings: tuple[tuple[str, str], ...] = ()

    @property
    def is_local(self) -> bool:
        """Whether the session runs in this machine alone."""
        return self.master.startswith(LOCAL)

    @property
    def is_connect(self) -> bool:
        """Whether the session is a Spark Connect server's."""
        return self.master.startswith(CONNECT)


def open_session(address: Address) -> SparkSession:
    """A session of its own on the one Spark of this process, which is started for the first.

    A Spark that runs already in this process, such as a notebook's, is used; its settings stay.

    Args:
        address: Where it runs.

    Returns:
        The session: its settings and temporary views are its own.

    Raises:
        MissingExtraError: pyspark is not installed.
        EngineError: No Java, or no Spark answers at the address.
    """
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # of versions of pandas, which is not used here
        found = _connected(address) if address.is_connect else _started(address)
        for key, value in NUMBERS.items():
            found.conf.set(key, value)
    return found


def _started(address: Address) -> SparkSession:
    try:
        from pyspark.sql import SparkSession
    except ImportError as error:
        what = f"connection '{address.name}': Spark needs pyspark"
        raise MissingExtraError(what, "spark") from error

    running = SparkSession.getActiveSession()
    if running is None:
        _start(address)
        running = SparkSession.builder.getOrCreate()
    return running.newSession()


def _start(address: Address) -> None:
    """Starts the Java process and its context, what both say kept from the terminal."""
    from py4j.protocol import Py4JError
    from pyspark import SparkConf, SparkContext
    from pyspark.errors import PySparkException
    from pyspark.java_gateway import launch_gateway

    if SparkContext._active_spark_context is not None:
        return
    _require_java()
    conf = SparkConf().setMaster(address.master).setAppName("stagelift")
    conf.setAll(list({**_defaults(address), **dict(address.settings)}.items()))
    said = tempfile.TemporaryFile()  # noqa: SIM115 - the Java process writes to it until it ends
    try:
        gateway = launch_gateway(conf, {"stdout": said, "stderr": said})
        SparkContext(conf=conf, gateway=gateway)
    except (PySparkException, Py4JError, OSError, ValueError) as error:
        why = _last_words(said) or first_line(cause(error))
        message = f"connection '{address.name}': Spark at {address.master} did not start: {why}"
        raise EngineError(message) from error


def _connected(address: Address) -> SparkSession:
    try:
        from pyspark.sql.connect.session import SparkSession
    except ImportError as error:
        what = f"connection '{address.name}': Spark Connect needs more of pyspark"
        raise MissingExtraError(what, "spark-connect") from error
    from pyspark.errors import PySparkException

    try:
        return SparkSession.builder.remote(address.master).getOrCreate()
    except (PySparkException, OSError) as error:
        raise EngineError(f"connection '{address.name}': {first_line(error)}") from error


def _require_java() -> None:
    home = os.environ.get("JAVA_HOME")
    if home and not (Path(home) / "bin" / "java").exists():
        raise EngineError(f"{JAVA}: JAVA_HOME is '{home}', where no bin/java is; {JAVA_CURE}")
    if not home and "PYSPARK_GATEWAY_PORT" not in os.environ and shutil.which("java") is None:
        raise EngineError(f"{JAVA}; {JAVA_CURE}")


def _defaults(address: Address) -> Mapping[str, str]:
    """Settings that journey.yaml may change: a local Spark opens no port to others and no page."""
    found = {"spark.ui.showConsoleProgress": "false", "spark.log.level": "ERROR"}
    if not address.is_local:
        return found
    limits = resources()
    if "STAGELIFT_MEMORY" in os.environ:
        found["spark.driver.memory"] = _java_size(limits["memory_limit"])
    return {
        **found,
        "spark.driver.host": "127.0.0.1",
        "spark.driver.bindAddress": "127.0.0.1",
        "spark.ui.enabled": "false",
        "spark.sql.shuffle.partitions": str(max(2, os.cpu_count() or 2)),
        "spark.sql.warehouse.dir": _warehouse(),
    }


@cache
def _warehouse() -> str:
    """Where Spark keeps its own tables; it would make the folder wherever the command was run."""
    folder = Path(tempfile.gettempdir()) / f"stagelift-spark-{os.getpid()}"
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    return str(folder)


def _java_size(written: str) -> str:
    """A size such as `1.5GB` in mebibytes, as Java takes it."""
    number = float(written.rstrip("BbIiMmGgTt"))
    unit = written.lstrip("0123456789.")[:1].upper()
    return f"{round(number * {'M': 1, 'G': 1024, 'T': 1024**2}[unit])}m"


def _last_words(said: IO[Any]) -> str:
    """What a Java process that did not start said of the reason."""
    said.seek(0)
    lines = said.read().decode(errors="replace").splitlines()
    told = [line.strip() for line in lines if "Exception" in line or "rror" in line]
    return told[0] if told else ""
