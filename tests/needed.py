"""What a test needs of the machine: without it a skip by name, in continuous integration a failure.

There the machine should have it; a variable says of one that cannot.
"""

from __future__ import annotations

import os
import shutil
import subprocess
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
REAL_DATA = "STAGELIFT_REAL_DATA"


def need(there: object, reason: str, *, without: str = "") -> None:
    """Goes on where a thing is there.

    Args:
        there: Whether it is; a path or a module's spec will do.
        reason: What is missing, and where it comes from.
        without: The variable that says to run without it.
    """
    if without and os.environ.get(without):
        pytest.skip(f"{without} is set")
    if there:
        return
    if os.environ.get("CI") == "true":
        pytest.fail(f"{reason}; set {without}=1 to run without it" if without else reason)
    pytest.skip(reason)


def program(*names: str) -> str | None:
    """The path of the first of some programs that is installed."""
    return next((found for name in names if (found := shutil.which(name))), None)


def chromium() -> str:
    """The path of an installed Chromium; nothing is ever downloaded."""
    found = program("chromium", "chromium-browser", "google-chrome")
    reason = "no Chromium on PATH (Debian: apt install chromium)"
    need(found, reason, without="STAGELIFT_NO_BROWSER")
    return str(found)


def checkout() -> None:
    """A git checkout: which files are tracked is not known of an unpacked archive."""
    there = (ROOT / ".git").exists() and program("git")
    need(there, "not a git checkout: which files are tracked is not known")


def real_data(file: str) -> Path:
    """The folder of real data beside the project, with this file in it.

    Nothing installs it, so no variable says that this failed: continuous integration has it beside
    the checkout, or fails.
    """
    folder = Path(os.environ.get(REAL_DATA) or ROOT.parent / "shared" / "data")
    reason = f"no real data in '{folder}'; name their folder in {REAL_DATA}"
    need((folder / file).is_file(), reason)
    return folder


def namespaces(of: str) -> str:
    """The path of `unshare`, where a namespace of its own may be made for a command.

    Args:
        of: `--net` or `--mount`.
    """
    found = program("unshare")
    tried = found and subprocess.run([found, of, "--map-root-user", "true"], check=False)
    there = tried and tried.returncode == 0
    need(there, f"'unshare {of}' is not permitted here", without="STAGELIFT_NO_NAMESPACES")
    return str(found)
