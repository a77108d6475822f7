"""`python -m benchmarks.reports`: ten weekly reports, one after the other and two at a time."""

from __future__ import annotations

import json
import shutil
import sys
import tempfile
from pathlib import Path

import click

from benchmarks.machine import machine
from benchmarks.measuring import Run, run, summary
from benchmarks.weekly_report import shop

WEEKS = tuple(f"2026-W{week}" for week in range(42, 47))
LANGUAGES = ("en", "ko")  # five weeks in two languages: ten
BAR = 0.75
SCRIPT = """
import json, sys
import stagelift
from stagelift.reports.parallel import run_groups
from stagelift.workspace.runs import Wanted, run_requests
folder, workers, weeks = sys.argv[1], int(sys.argv[2]), json.loads(sys.argv[3])
if __name__ == "__main__":
    with stagelift.open(folder) as opened:
        groups = [group for week in weeks
                  for group in run_requests(opened, Wanted("weekly", period=week, page="brief"))]
    assert len(run_groups(groups, workers=workers)) == len(groups) == 2 * len(weeks)
"""


def reports(folder: Path, workers: int) -> Run:
    """Ten brief pages made again, with what was kept of the engine's answers.

    Args:
        folder: The shop; its answers are kept.
        workers: Reports at a time.

    Returns:
        The finished process.
    """
    shutil.rmtree(folder / "site", ignore_errors=True)
    script = folder / "ten.py"  # a file: spawned processes import what they are started from
    script.write_text(SCRIPT, encoding="utf-8")
    return run((sys.executable, str(script), str(folder), str(workers), json.dumps(WEEKS)))


@click.command()
@click.option("--runs", default=3, show_default=True, type=click.IntRange(1), help="Counted runs.")
def main(runs: int) -> None:
    """Time of ten weekly reports of the demo with two at a time, of one after the other."""
    click.echo(machine())
    with tempfile.TemporaryDirectory(prefix="benchmark-") as name:
        folder = shop(Path(name) / "shop")
        reports(folder, 2)  # the first asks the engine
        found: dict[int, list[Run]] = {1: [], 2: []}
        for _ in range(runs):
            for workers, finished in found.items():
                finished.append(reports(folder, workers))
    serial, parallel = (summary(each).seconds for each in found.values())
    share = parallel / serial
    click.echo(f"\n{len(WEEKS) * len(LANGUAGES)} reports; medians of {runs} runs each, in turn")
    click.echo(f"one after the other {serial:.1f} s, two at a time {parallel:.1f} s")
    click.echo(f"{share:.2f} of it   bar {BAR:g}: {'met' if share <= BAR else 'missed'}")


if __name__ == "__main__":
    main()
