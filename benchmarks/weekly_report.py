"""`python -m benchmarks.weekly_report`: the weekly page beside a papermill run that does nothing.

The bare run is what nobody can avoid: a process that starts a kernel and imports pandas in it.
"""

from __future__ import annotations

import shutil
import sys
import tempfile
from pathlib import Path

import click

from benchmarks.machine import machine
from benchmarks.measuring import Run, Summary, run, summary
from stagelift.demo.world import make

ROOT = Path(__file__).parents[1]
DEFINITIONS = ("journey.yaml", "metrics", "experiments", "reports", "messages", "changes.yaml")
PERIOD = "2026-W46"
BAR = 2.5
FIRST, AGAIN, BARE = "first page of a week", "next page of it", "bare papermill run"
SCRIPT = """
import sys, nbformat, papermill
book = nbformat.v4.new_notebook(cells=[nbformat.v4.new_code_cell("import pandas")])
nbformat.write(book, sys.argv[1])
papermill.execute_notebook(sys.argv[1], sys.argv[1], kernel_name="python3", progress_bar=False)
"""


def shop(folder: Path) -> Path:
    """The demo shop with its data, made in an empty folder.

    Args:
        folder: Where; it must not exist.

    Returns:
        The folder.
    """
    folder.mkdir(parents=True)
    for name in DEFINITIONS:
        found = ROOT / name
        (shutil.copytree if found.is_dir() else shutil.copy)(found, folder / name)
    make(folder)
    return folder


def page(folder: Path, *, kept: bool) -> Run:
    """The weekly page made and published, with or without what an earlier page left behind.

    Args:
        folder: The shop.
        kept: Whether the aggregates of an earlier page are found.

    Returns:
        The finished process.
    """
    if not kept:
        shutil.rmtree(folder / ".stagelift", ignore_errors=True)
    what = ("report", "run", "weekly", "--period", PERIOD, "--language", "en", "--page", "brief")
    return run((sys.executable, "-m", "stagelift", "-C", str(folder), *what))


def bare(folder: Path) -> Run:
    """A papermill run of one cell.

    Args:
        folder: Where its notebook stands.

    Returns:
        The finished process.
    """
    return run((sys.executable, "-c", SCRIPT, str(folder / "bare.ipynb")))


def as_lines(found: dict[str, Summary]) -> str:
    """The medians as lines of text, each as a multiple of the bare run.

    Args:
        found: Medians by name; the bare run among them.

    Returns:
        A heading and one line each.
    """
    base = found[BARE]
    lines = [f"{'':24}{'seconds':>9}{'x':>7}{'CPU s':>9}{'x':>7}{'peak MB':>10}"]
    for name, one in found.items():
        times = one.seconds / base.seconds
        verdict = "" if name == BARE else f"   bar {BAR:g} x: {'met' if times <= BAR else 'missed'}"
        lines.append(
            f"{name:24}{one.seconds:9.2f}{times:7.2f}{one.cpu_seconds:9.2f}"
            f"{one.cpu_seconds / base.cpu_seconds:7.2f}{one.peak_mb:10,.0f}{verdict}"
        )
    return "\n".join(lines)


@click.command()
@click.option("--runs", default=5, show_default=True, type=click.IntRange(1), help="Counted runs.")
def main(runs: int) -> None:
    """Time of the demo's weekly page, command to published file, beside a bare papermill run."""
    click.echo(machine())
    finished: dict[str, list[Run]] = {BARE: [], FIRST: [], AGAIN: []}
    with tempfile.TemporaryDirectory(prefix="benchmark-") as name:
        folder = shop(Path(name) / "shop")
        bare(Path(name)), page(folder, kept=False)  # the first of each reads files from the disk
        for _ in range(runs):
            finished[BARE].append(bare(Path(name)))
            finished[FIRST].append(page(folder, kept=False))
            finished[AGAIN].append(page(folder, kept=True))
    click.echo(f"\nweekly page; medians of {runs} runs each, in turn")
    click.echo(as_lines({name: summary(each) for name, each in finished.items()}))


if __name__ == "__main__":
    main()
