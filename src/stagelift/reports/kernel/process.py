"""What runs in a kernel's process that loads before it is told its run."""

from __future__ import annotations

import contextlib
import gc
import importlib
import json
import os
import sys
from typing import TYPE_CHECKING, Any, cast

from stagelift.leaving import leaving_at_once
from stagelift.reports.kernel.ahead import load_ahead

if TYPE_CHECKING:
    from collections.abc import Iterator

# What every notebook of a report loads in its first cell, whatever it goes on to ask.
NEEDED = (
    "stagelift.metrics.registry",
    "stagelift.metrics.standard",
    "stagelift.workspace.workspace",
    "stagelift.reports.report",
)
# What the first question to the data needs.
ASKING = ("duckdb", "numpy", "sqlglot.dialects.duckdb")


def main() -> None:
    """Loads, waits for one line on standard input, and is the kernel it describes."""
    leaving_at_once(_kernel)


def _kernel() -> None:
    # a page's queries and models are looked through for cycles after every 700 new objects else
    gc.set_threshold(200_000, 20, 100)
    from ipykernel.kernelapp import IPKernelApp

    with contextlib.suppress(Exception):  # a cell that needs it says what is wrong, with its place
        for name in NEEDED:
            importlib.import_module(name)
    line = sys.stdin.readline()
    if not line:  # nobody needs a kernel any more
        return
    told = json.loads(line)
    _move_to(told["root"], told["log"], told["environment"])
    app = cast("Any", IPKernelApp).instance()
    with _without("debugpy"):  # it takes longer to load than the rest of a kernel; nobody steps
        app.initialize(["-f", told["connection"]])
    load_ahead(ASKING)  # while the process that started the run waits for a silent kernel
    app.start()


@contextlib.contextmanager
def _without(module: str) -> Iterator[None]:
    """Within the block, a module that is not loaded yet is as if it were not installed."""
    if module in sys.modules:
        yield
        return
    absent: dict[str, Any] = cast("Any", sys.modules)
    absent[module] = None
    try:
        yield
    finally:
        del absent[module]


def _move_to(root: str, log: str, environment: dict[str, str]) -> None:
    """The directory, the environment and the log that a kernel started for the run would have."""
    os.environ.clear()
    os.environ.update(environment)
    os.chdir(root)
    nothing = os.open(os.devnull, os.O_RDONLY)
    written = os.open(log, os.O_WRONLY | os.O_APPEND | os.O_CREAT, 0o644)
    for descriptor, stream in ((nothing, 0), (written, 1), (written, 2)):
        os.dup2(descriptor, stream)
