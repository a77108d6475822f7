"""The end of a process: what must be done is done, but no object is freed one by one.

Queries and models are hundreds of thousands of objects. To free each of them when a command is over
takes up to 0.4 s, for which whoever typed it would wait; the system frees the memory at once.
"""

from __future__ import annotations

import atexit
import contextlib
import os
import sys
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable


def leaving_at_once(work: Callable[[], object]) -> None:
    """Does the work of a process, which ends as soon as its exit handlers have run.

    Args:
        work: All that the process is there for; what it raises ends the process as ever.
    """
    code = 1

    def leave() -> None:
        for stream in (sys.stdout, sys.stderr):
            with contextlib.suppress(OSError, ValueError):  # nobody reads it any more
                stream.flush()
        os._exit(code)

    atexit.register(leave)  # the first to be registered is the last to be called
    try:
        work()
    except SystemExit as end:
        code = end.code if isinstance(end.code, int) else int(end.code is not None)
        raise
    code = 0
