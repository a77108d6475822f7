"""What the figures were measured on, without a name."""

from __future__ import annotations

import os
import platform
from importlib.metadata import version
from pathlib import Path

GIGABYTE = 1024**3


def machine() -> str:
    """The machine and the versions that decide its speed, in one line.

    Returns:
        Cores, memory, system, versions of Python, DuckDB and stagelift.
    """
    parts = [f"{os.cpu_count()} cores", memory(), platform.system()]
    parts.append(f"Python {platform.python_version()}")
    parts.extend(f"{name} {version(name)}" for name in ("duckdb", "stagelift"))
    return ", ".join(part for part in parts if part)


def memory() -> str:
    """The machine's memory, where the system tells it.

    Returns:
        Whole gigabytes in words, or nothing.
    """
    if not Path("/proc/meminfo").exists():
        return ""
    pages = os.sysconf("SC_PHYS_PAGES") * os.sysconf("SC_PAGE_SIZE")
    return f"{round(pages / GIGABYTE)} GB"
