"""Time and memory of whole processes, as the operating system accounts for them."""

from __future__ import annotations

import os
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial
from statistics import median

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
    """A command run to its end.

    Args:
        command: Program and arguments.

    Returns:
        Its time, memory and output.

    Raises:
        RuntimeError: It ended with an error; what it said is in the message.
    """
    text = partial(tempfile.TemporaryFile, "w+", encoding="utf-8")
    with text() as printed, text() as said:
        start = time.perf_counter()
        # the commands are this folder's own, with paths it made
        process = subprocess.Popen(command, stdout=printed, stderr=said)  # noqa: S603
        _, status, usage = os.wait4(process.pid, 0)
        seconds = time.perf_counter() - start
        process.returncode = os.waitstatus_to_exitcode(status)
        printed.seek(0)
        said.seek(0)
        if process.returncode:
            raise RuntimeError(f"{' '.join(command)}: exit {process.returncode}\n{said.read()}")
        return Run(seconds, processor_seconds(usage), usage.ru_maxrss / MEGABYTE, printed.read())


def processor_seconds(usage: resource.struct_rusage) -> float:
    """User and system time together."""
    return usage.ru_utime + usage.ru_stime


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
