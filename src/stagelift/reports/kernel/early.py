"""A kernel's process that begins to load while the process that wants it still does.

papermill and what it needs take about as long to load as a kernel does with what every report
needs. One after the other, whoever waits for a page waits for both. A process begun early loads in
its own time; it takes one run, as any kernel does, and ends unused when there is none.
"""

from __future__ import annotations

import contextlib
import json
import os
import subprocess
import sys
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from pathlib import Path

# Nothing of the directory it is begun in is found by its imports; a kernel's own come later. Where
# Python leaves that directory out itself (PYTHONSAFEPATH), the first place is its own library.
PROGRAM = """import sys
if sys.path[:1] == [""]:
    sys.path.pop(0)
from stagelift.reports.kernel.process import main
main()
"""
FIXED = {"PYTHONHASHSEED": "0"}  # sets keep their order, so that equal data give equal pages
POSSIBLE = os.name == "posix"  # elsewhere a kernel is given handles when it is started
PARENT = "JPY_PARENT_PID"  # a kernel whose parent is gone ends itself

_waiting: list[subprocess.Popen[bytes]] = []  # begun and not yet taken: one at most


@contextlib.contextmanager
def begun_early() -> Iterator[None]:
    """A kernel's process loads from now on; the first run in the block takes it."""
    if not _waiting and POSSIBLE:
        _waiting.append(_begin())
    try:
        yield
    finally:
        while _waiting:
            _end(_waiting.pop())


def take(
    connection: str, *, root: Path, environment: Mapping[str, str], log: str
) -> subprocess.Popen[bytes] | None:
    """The process that was begun, as the kernel of a run.

    Args:
        connection: The connection file; it must be there.
        root: The kernel's working directory.
        environment: Its whole environment.
        log: The file that takes what it prints.

    Returns:
        The process; None when none was begun, or it has ended.
    """
    if not _waiting:
        return None
    process = _waiting.pop()
    whole = {**environment, PARENT: str(os.getpid())}
    told = {"connection": connection, "root": str(root), "log": log, "environment": whole}
    if process.stdin is None or process.poll() is not None:
        _end(process)
        return None
    try:
        with process.stdin as line:  # closed once told: a kernel is not fed any other way
            line.write(json.dumps(told).encode() + b"\n")
    except OSError:  # it ended in this moment; a kernel is started as if there had been none
        _end(process)
        return None
    return process


def _begin() -> subprocess.Popen[bytes]:
    """The process, loading."""
    return subprocess.Popen(  # noqa: S603 - this interpreter and a text of this module
        [sys.executable, "-c", PROGRAM],
        stdin=subprocess.PIPE,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        env={**os.environ, **FIXED, PARENT: str(os.getpid())},
        start_new_session=True,  # as kernels are: what is typed at the terminal is not theirs
    )


def _end(process: subprocess.Popen[bytes]) -> None:
    """A process that no run took is gone."""
    process.kill()
    process.wait()
    if process.stdin is not None:
        with contextlib.suppress(OSError):
            process.stdin.close()
