"""An environment for each library, so that none shares what it is measured with."""

from __future__ import annotations

import shutil
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

import click

MINUTES = 10
NEWER = ("python3.13", "python3.12")


@dataclass(frozen=True, slots=True)
class Peer:
    """A library and the script that asks it.

    Args:
        name: What the table calls it.
        script: Name of its script, without ending.
        packages: What is installed; none for what runs beside stagelift itself.
        shown: The packages whose versions are printed.
        newer: Whether it needs Python 3.12.
    """

    name: str
    script: str
    packages: tuple[str, ...] = ()
    shown: tuple[str, ...] = ("duckdb",)
    newer: bool = False


PEERS = (
    Peer("SQL by hand", "floor"),
    Peer(
        "tea-tasting on DuckDB",
        "tea_tasting_duckdb",
        ("tea-tasting>=2", "duckdb"),
        ("tea-tasting", "duckdb"),
        newer=True,
    ),
    Peer("gbstats on DuckDB sums", "gbstats_duckdb", ("gbstats", "duckdb"), ("gbstats", "duckdb")),
    Peer(
        "spotify-confidence on DuckDB sums",
        "spotify_confidence_duckdb",
        ("spotify-confidence", "duckdb"),
        ("spotify-confidence", "duckdb"),
    ),
)


def interpreter(peer: Peer, cache: Path) -> Path | str:
    """The Python that runs a peer, its environment made where there is none yet.

    Args:
        peer: The peer.
        cache: Folder that keeps environments between runs.

    Returns:
        Path of the Python, or in words why there is none.
    """
    if not peer.packages:
        return Path(sys.executable)
    home = cache / peer.script
    python = home / "bin" / "python"
    if (home / "installed").exists():
        return python
    base = newer_python() if peer.newer else sys.executable
    if base is None:
        return "it needs Python 3.12 or newer, and none is installed"
    click.echo(f"installing {peer.name}", err=True)
    shutil.rmtree(home, ignore_errors=True)
    steps = (
        (base, "-m", "venv", str(home)),
        (str(python), "-m", "pip", "install", "-q", "--disable-pip-version-check", *peer.packages),
    )
    for step in steps:
        why = failed(step)
        if why:
            return why
    (home / "installed").touch()
    return python


def newer_python() -> str | None:
    """A Python of 3.12 or newer, None where there is none."""
    if sys.version_info >= (3, 12):
        return sys.executable
    for name in NEWER:
        found = shutil.which(name)
        if found and not failed(
            (found, "-c", "import sys, venv; assert sys.version_info >= (3, 12)")
        ):
            return found
    return None


def failed(step: tuple[str, ...]) -> str:
    """Why a step failed, in one line; empty when it did not."""
    try:
        done = subprocess.run(  # noqa: S603 - fixed commands of this file
            step, capture_output=True, text=True, timeout=60 * MINUTES, check=False
        )
    except (OSError, subprocess.TimeoutExpired) as error:
        return f"{step[0]}: {type(error).__name__}"
    if done.returncode == 0:
        return ""
    said = [line for line in done.stderr.splitlines() if not line.startswith("WARNING")]
    return said[-1] if said else f"exit {done.returncode}"


def versions(python: Path, peer: Peer) -> str:
    """The versions of what is measured, such as `gbstats 0.8.0, duckdb 2.0.0, Python 3.11.7`."""
    code = (
        "import sys, platform; from importlib.metadata import version; "
        "print(', '.join(f'{n} {version(n)}' for n in sys.argv[1:]), 'Python', "
        "platform.python_version(), sep=', ')"
    )
    done = subprocess.run(  # noqa: S603 - as above
        (str(python), "-c", code, *peer.shown), capture_output=True, text=True, check=True
    )
    return done.stdout.strip().replace("Python, ", "Python ")
