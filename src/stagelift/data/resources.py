"""How much of the machine the embedded engine may use: memory, threads, and where it spills.

What does not fit into memory is written to a temporary folder and read back, so that a question
needs time rather than memory. The defaults suit a laptop that does other work; the environment
variables STAGELIFT_MEMORY (such as `4GB`), STAGELIFT_THREADS and STAGELIFT_SPILL (a folder) change
them for one machine, which a file in the workspace could not know.
"""

from __future__ import annotations

import os
import re
import tempfile
from collections.abc import Mapping
from pathlib import Path

from stagelift.errors import ArgumentError

MEMORY = "1GB"
MEMORY_OF_LARGE = "1500MB"  # with Python's part within 2 GB
LARGE_BYTES = 1_000_000_000  # of files, from which on the engine is given more
SIZE = re.compile(r"\d+(\.\d+)? ?(MB|GB|TB|MiB|GiB|TiB)", re.IGNORECASE)


def resources(
    environment: Mapping[str, str] | None = None, *, large: bool = False
) -> dict[str, str]:
    """The embedded engine's settings of memory, threads and spilling.

    Args:
        environment: Environment variables; those of this process by default.
        large: Whether the files it reads are larger than `LARGE_BYTES` together.

    Returns:
        DuckDB settings by name; `threads` only where it is set.

    Raises:
        ArgumentError: A variable that is no size, no number of threads or no folder.

    Example:
        >>> resources({"STAGELIFT_MEMORY": "4 GB", "STAGELIFT_SPILL": "."})["memory_limit"]
        '4GB'
    """
    known = os.environ if environment is None else environment
    found = {"memory_limit": _memory(known, large), "temp_directory": str(_spill(known))}
    threads = known.get("STAGELIFT_THREADS")
    if threads is None:
        return found
    if not threads.isdecimal() or int(threads) < 1:
        raise ArgumentError(f"STAGELIFT_THREADS: '{threads}' came; a whole number >= 1 is expected")
    return {**found, "threads": threads}


def _memory(environment: Mapping[str, str], large: bool) -> str:
    usual = MEMORY_OF_LARGE if large else MEMORY
    written = environment.get("STAGELIFT_MEMORY", usual).strip()
    if not SIZE.fullmatch(written):
        raise ArgumentError(f"STAGELIFT_MEMORY: '{written}' came; a size such as 4GB is expected")
    return written.replace(" ", "")


def _spill(environment: Mapping[str, str]) -> Path:
    """A folder of this process alone; the engine makes it when it needs it and removes it after."""
    parent = Path(environment.get("STAGELIFT_SPILL", tempfile.gettempdir()))
    if not parent.is_dir():
        raise ArgumentError(f"STAGELIFT_SPILL: no folder '{parent}'; make it, or name another")
    return parent / f"stagelift-spill-{os.getpid()}"
