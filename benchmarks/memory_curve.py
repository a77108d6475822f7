"""`python -m benchmarks.memory_curve`: one command's memory and what it spills, from start to end.

By default the readout of four metrics over 100,000,000 raw events of 10,000,000 customers. The
curve tells what a largest value cannot: whether memory grows with the data or stays where the
settings hold it while the rest goes to the temporary folder and back.
"""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from statistics import median

import click

from benchmarks.contenders import forget
from benchmarks.machine import machine
from benchmarks.worlds import World, make_events

SEED = 20260302
MEGABYTE = 1_000_000
TICKS = os.sysconf("SC_CLK_TCK")
BAR, TIMES = 2_000, 12.0  # MB of resident memory; processor time of ten times the events


@dataclass(frozen=True, slots=True)
class Point:
    """A process at one moment.

    Args:
        seconds: Since it started.
        cpu_seconds: Processor time of its threads so far.
        resident_mb: Its resident memory.
        spilled_mb: Size of what lies in its temporary folder.
    """

    seconds: float
    cpu_seconds: float
    resident_mb: float
    spilled_mb: float


def watched(command: Sequence[str], spill: Path, *, every: float) -> tuple[Point, ...]:
    """A command run to its end and looked at now and then.

    Args:
        command: Program and arguments.
        spill: The folder that STAGELIFT_SPILL names for it.
        every: Seconds between two looks, > 0.

    Returns:
        Points in order of time; the last one has the largest resident memory of the whole run.

    Raises:
        RuntimeError: It ended with an error.
    """
    start, found = time.monotonic(), []
    environment = {**os.environ, "STAGELIFT_SPILL": str(spill)}
    with tempfile.TemporaryFile() as said:
        # the command is this folder's own, with paths it made
        process = subprocess.Popen(  # noqa: S603 - our own command
            command, env=environment, stdout=subprocess.DEVNULL, stderr=said
        )
        while True:
            number, status, usage = os.wait4(process.pid, os.WNOHANG)
            now = time.monotonic() - start
            if number:
                break
            found.append(point(process.pid, now, spill))
            time.sleep(every)
        process.returncode = os.waitstatus_to_exitcode(status)
        if process.returncode:
            said.seek(0)
            raise RuntimeError(said.read().decode(errors="replace"))
    spent = usage.ru_utime + usage.ru_stime
    return (*found, Point(now, spent, usage.ru_maxrss * 1024 / MEGABYTE, 0.0))


def point(process: int, seconds: float, spill: Path) -> Point:
    """What the system tells of a process now.

    Args:
        process: Its number.
        seconds: Since it started.
        spill: Its temporary folder.

    Returns:
        Its figures; 0 of a process that has ended.
    """
    try:
        told = Path(f"/proc/{process}/stat").read_text(encoding="utf-8")
        pages = int(Path(f"/proc/{process}/statm").read_text(encoding="utf-8").split()[1])
    except (FileNotFoundError, ProcessLookupError):
        return Point(seconds, 0.0, 0.0, 0.0)
    fields = told.rpartition(")")[2].split()
    spent = (int(fields[11]) + int(fields[12])) / TICKS
    resident = pages * os.sysconf("SC_PAGE_SIZE") / MEGABYTE
    return Point(seconds, spent, resident, size_of(spill) / MEGABYTE)


def size_of(folder: Path) -> int:
    """Bytes of all files in a folder; those that go away meanwhile do not count."""
    total = 0
    for path in folder.rglob("*"):
        try:
            total += path.stat().st_size if path.is_file() else 0
        except FileNotFoundError:
            continue
    return total


def as_table(points: Sequence[Point], rows: int = 12) -> str:
    """The curve as lines of text: of each stretch of time the largest memory and the most spilled.

    Args:
        points: What `watched` found, at least two.
        rows: Into how many stretches of equal processor time it is cut.

    Returns:
        A heading, one line a stretch, and the largest of all.
    """
    *curve, end = points
    lines = [f"{'processor s':>12}{'seconds':>10}{'resident MB':>13}{'spilled MB':>12}"]
    for number in range(rows):
        first, last = (end.cpu_seconds * (number + part) / rows for part in (0, 1))
        some = [one for one in curve if first <= one.cpu_seconds < last]
        if some:
            lines.append(
                f"{some[-1].cpu_seconds:12.0f}{some[-1].seconds:10.0f}"
                f"{max(one.resident_mb for one in some):13,.0f}"
                f"{max(one.spilled_mb for one in some):12,.0f}"
            )
    lines.append(f"{end.cpu_seconds:12.0f}{end.seconds:10.0f}{end.resident_mb:13,.0f}  at most")
    return "\n".join(lines)


@click.command()
@click.option("--events", default=100_000_000, show_default=True, type=click.IntRange(1000))
@click.option("--keep", type=click.Path(path_type=Path), help="Folder that keeps the events.")
@click.option("--than", default=10_000_000, show_default=True, help="Fewer events; 0 for none.")
@click.option("--runs", default=3, show_default=True, type=click.IntRange(1), help="Of fewer.")
@click.option("--every", default=0.5, show_default=True, help="Seconds between two looks.")
@click.option("--csv", "to", type=click.Path(path_type=Path), help="File for every point.")
def main(
    events: int, keep: Path | None, than: int, runs: int, every: float, to: Path | None
) -> None:
    """Resident memory and spilled bytes of a readout of raw events, over its time."""
    click.echo(machine())
    with tempfile.TemporaryDirectory(prefix="benchmark-") as name:
        root = keep or Path(name)
        fewer = [readout_watched(root, than, every)[-1] for _ in range(runs if than else 0)]
        points = readout_watched(root, events, every)
    end = points[-1]
    click.echo(f"\n{events:,} raw events, readout of four metrics")
    click.echo(as_table(points))
    click.echo(f"bar {BAR:,} MB: {'met' if end.resident_mb <= BAR else 'missed'}")
    if fewer:
        click.echo(compared(end, fewer, than))
    if to is not None:
        write_csv(points, to)


def compared(end: Point, fewer: Sequence[Point], than: int) -> str:
    """What a run took beside short ones, of which one alone may be a tenth off.

    Args:
        end: The last point of the run.
        fewer: The last points of the short ones, at least one.
        than: How many events they read.

    Returns:
        A sentence with the ratio to their median and whether the bar is met.
    """
    usual = median(one.cpu_seconds for one in fewer)
    each = ", ".join(f"{one.cpu_seconds:.1f}" for one in fewer)
    times = end.cpu_seconds / usual
    verdict = "met" if times <= TIMES else "missed"
    said = f"{times:.1f} x the {usual:.1f} processor s of {than:,} events (runs: {each})"
    return f"{said}; bar {TIMES:g} x: {verdict}"


def readout_watched(root: Path, events: int, every: float) -> tuple[Point, ...]:
    """The readout of a world of raw events, watched.

    Args:
        root: Where the world is made, or was.
        events: Number of raw events.
        every: Seconds between two looks.

    Returns:
        As `watched` gives them.
    """
    folder = root / f"events-{events}"
    made = (folder / "journey.yaml").exists()
    world = World("events", folder, events) if made else make_events(folder, events, seed=SEED)
    spill = root / "spill"
    spill.mkdir(exist_ok=True)
    forget(world)
    program = (sys.executable, "-m", "stagelift", "-C", str(folder))
    return watched((*program, "readout", "trial", "--json"), spill, every=every)


def write_csv(points: Sequence[Point], to: Path) -> None:
    """Every point as a line of a file.

    Args:
        points: In order of time.
        to: The file.
    """
    lines = (
        f"{p.seconds:.1f},{p.cpu_seconds:.1f},{p.resident_mb:.0f},{p.spilled_mb:.0f}\n"
        for p in points
    )
    to.write_text("seconds,cpu_seconds,resident_mb,spilled_mb\n" + "".join(lines), "utf-8")


if __name__ == "__main__":
    main()
