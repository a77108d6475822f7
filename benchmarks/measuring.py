"""Time and memory of whole processes, as the operating system accounts for them."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from statistics import median

UNCOMPILED = "PYTHONDONTWRITEBYTECODE"
MEGABYTE = 1024 if sys.platform != "darwin" else 1024 * 1024  # ru_maxrss is in kilobytes on Linux


@dataclass(frozen=True, slots=True)
class Run:
    """One finished process.

    Args:
        seconds: From its start to its end.
        cpu_seconds: Processor time of all its threads, in user and system mode.
        peak_mb: Largest resident memory.
        output: What it printed.
    """

    seconds: float
    cpu_seconds: float
    peak_mb: float
    output: str


@dataclass(frozen=True, slots=True)
class Summary:
    """The medians of several runs of one command.

    Args:
        seconds: From start to end.
        cpu_seconds: Processor time.
        peak_mb: Largest resident memory.
        runs: How many were counted.
    """

    seconds: float
    cpu_seconds: float
    peak_mb: float
    runs: int


def run(command: Sequence[str]) -> Run:
    """A command run to its end, started by a process that holds next to nothing.

    A process begins with the memory of the one that started it as its peak, so a large parent would
    be measured in its place.

    Args:
        command: Program and arguments.

    Returns:
        Its time, memory and output.

    Raises:
        RuntimeError: It ended with an error; what it said is in the message.
    """
    with tempfile.TemporaryDirectory(prefix="measured-") as folder:
        figures = Path(folder) / "figures.json"
        launcher = (sys.executable, "-I", "-S", __file__, str(figures), *command)
        done = subprocess.run(  # noqa: S603 - this folder's own commands, with paths it made
            launcher, check=False, capture_output=True, text=True
        )
        if done.returncode:
            raise RuntimeError(f"{' '.join(command)}: exit {done.returncode}\n{done.stderr}")
        found = json.loads(figures.read_text(encoding="utf-8"))
    return Run(output=done.stdout, **found)


def launch(figures: str, command: Sequence[str]) -> int:
    """Runs a command as the launcher's child and writes its figures.

    Args:
        figures: The file to write.
        command: Program and arguments.

    Returns:
        The command's exit code.
    """
    start = time.perf_counter()
    # an installed package is compiled once; a checkout whose environment forbids that is not slower
    environment = {name: v for name, v in os.environ.items() if name != UNCOMPILED}
    process = subprocess.Popen(command, env=environment)  # noqa: S603 - as above
    _, status, usage = os.wait4(process.pid, 0)
    found = {
        "seconds": time.perf_counter() - start,
        "cpu_seconds": usage.ru_utime + usage.ru_stime,
        "peak_mb": usage.ru_maxrss / MEGABYTE,
    }
    process.returncode = os.waitstatus_to_exitcode(status)
    Path(figures).write_text(json.dumps(found), encoding="utf-8")
    return process.returncode


def summary(runs: Sequence[Run]) -> Summary:
    """The medians of several runs.

    Args:
        runs: At least one.

    Returns:
        Medians of each figure.

    Example:
        >>> summary([Run(1.0, 2.0, 50.0, ""), Run(3.0, 2.0, 70.0, "")]).seconds
        2.0
    """
    return Summary(
        seconds=median(one.seconds for one in runs),
        cpu_seconds=median(one.cpu_seconds for one in runs),
        peak_mb=median(one.peak_mb for one in runs),
        runs=len(runs),
    )


if __name__ == "__main__":
    sys.exit(launch(sys.argv[1], sys.argv[2:]))
