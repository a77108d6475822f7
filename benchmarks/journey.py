"""`python -m benchmarks.journey`: all KPIs of 26 weeks by segment beside one aggregation by hand.

Five stages, twelve KPIs, six segments and 26 weekly cohorts of ten million events. The yardstick is
one pass over the same file with the same visibility and dedupe; it answers far less.
"""

from __future__ import annotations

import sys
import tempfile
from pathlib import Path

import click

from benchmarks.contenders import BY_HAND, HERE, forget
from benchmarks.machine import machine
from benchmarks.measuring import Run, Summary, run, summary
from benchmarks.worlds import SQL, make_journey

SEED = 20260302
TIMES, MEGABYTES = 4.0, 1_500
KPIS = "12 KPIs, 26 weeks, 6 segments"
SCRIPT = """
import sys
import stagelift
with stagelift.open(sys.argv[1]) as workspace:
    found = workspace.kpis("2026-W27", by="segment", history=25)
print(len(found.estimates) + len(found.past))
"""


def as_lines(found: dict[str, Summary]) -> str:
    """The medians as lines of text, each as a multiple of the aggregation by hand.

    Args:
        found: Medians by name; the aggregation among them.

    Returns:
        A heading and one line each.
    """
    base = found[BY_HAND]
    lines = [f"{'':32}{'seconds':>9}{'x':>7}{'CPU s':>9}{'x':>7}{'peak MB':>10}"]
    for name, one in found.items():
        times = one.seconds / base.seconds
        met = times <= TIMES and one.peak_mb <= MEGABYTES
        bar = f"   bar {TIMES:g} x, {MEGABYTES:,} MB: {'met' if met else 'missed'}"
        lines.append(
            f"{name:32}{one.seconds:9.2f}{times:7.2f}{one.cpu_seconds:9.2f}"
            f"{one.cpu_seconds / base.cpu_seconds:7.2f}{one.peak_mb:10,.0f}"
            f"{'' if name == BY_HAND else bar}"
        )
    return "\n".join(lines)


@click.command()
@click.option("--events", default=10_000_000, show_default=True, type=click.IntRange(1000))
@click.option("--runs", default=3, show_default=True, type=click.IntRange(1), help="Counted runs.")
@click.option("--keep", type=click.Path(path_type=Path), help="Folder that keeps the events.")
def main(events: int, runs: int, keep: Path | None) -> None:
    """Time and memory of the journey's KPIs, as whole processes, in turn."""
    click.echo(machine())
    finished: dict[str, list[Run]] = {KPIS: [], BY_HAND: []}
    with tempfile.TemporaryDirectory(prefix="benchmark-") as name:
        world = make_journey(keep or Path(name), events, seed=SEED)
        by_hand = (sys.executable, str(HERE / "by_hand.py"), str(SQL / "journey_by_hand.sql"))
        run((*by_hand, str(world.folder)))  # the first reads the files from the disk
        for _ in range(runs):
            forget(world)
            finished[KPIS].append(run((sys.executable, "-c", SCRIPT, str(world.folder))))
            finished[BY_HAND].append(run((*by_hand, str(world.folder))))
    click.echo(f"\n{events:,} raw events; medians of {runs} runs each, in turn")
    click.echo(as_lines({name: summary(each) for name, each in finished.items()}))


if __name__ == "__main__":
    main()
