"""`python -m benchmarks.experiments`: what more metrics, more experiments and a rehearsal cost.

Raw events of one source; every pair of commands reads the same files, each as a process of its own
that finds nothing kept, in turn. The bars are multiples within the same run.
"""

from __future__ import annotations

import sys
import tempfile
from dataclasses import dataclass
from pathlib import Path

import click

from benchmarks.contenders import forget
from benchmarks.machine import machine
from benchmarks.measuring import Run, Summary, run, summary
from benchmarks.worlds import MANY_METRICS, SEGMENTS, World, ask_programme, make_programme

SEED = 20260302
TESTS = tuple(f"test_{number:02d}" for number in range(50))
PRIMARY, FEW = "order_week", ("order_value", "second_week", "return_rate")
MANY = tuple(
    name
    for line in MANY_METRICS.splitlines()[1:]
    if (name := line.partition(":")[0].strip()) != PRIMARY
)
QUALIFY = "{did: cart_added, but_not: ordered, within: 3 days}"
# the rehearsal itself, on the history of the readout's own primary metric
REHEARSAL = """
import sys
import stagelift
from stagelift.experiments.planning.rehearsal import rehearse
from stagelift.metrics.tally import Tally
from stagelift.statistics.moments import Moments
with stagelift.open(sys.argv[1]) as workspace:
    metric = workspace.metrics["order_week"]
    customers, buyers = 1_000_000, 650_000
    history = Tally(customers, buyers, Moments.from_counts(customers, buyers), ())
    print(rehearse(metric, history, 0.95).alarms)
"""


@dataclass(frozen=True, slots=True)
class Pair:
    """Two commands that are compared.

    Args:
        name: What is asked.
        more: The command that does more, and what it is called.
        less: The one it is compared with.
        bar: The most its time may be, as a multiple; None for a figure without a bar.
    """

    name: str
    more: tuple[str, World, tuple[str, ...]]
    less: tuple[str, World, tuple[str, ...]]
    bar: float | None


def pairs(events: World) -> tuple[Pair, ...]:
    """What is compared, over the events of one programme.

    Args:
        events: What `make_programme` made.

    Returns:
        Metrics and segments of a readout, experiments of a monitor by table and by hash, and the
        rehearsal.
    """
    four, twenty = (ask_programme(events, f"{len(m) + 1}", ("trial",), m) for m in (FEW, MANY))
    split = ask_programme(events, "split", ("trial",), FEW, segments=SEGMENTS)
    one, ten, fifty = (
        ask_programme(events, f"{len(t)}_mapped", t, FEW) for t in (TESTS[:1], TESTS[:10], TESTS)
    )
    drawn, all_drawn = (
        ask_programme(events, f"{len(t)}_drawn", t, FEW, audience=QUALIFY)
        for t in (TESTS[:1], TESTS)
    )
    look, watch = ("readout", "trial", "--json"), ("monitor", "--json")
    script = (sys.executable, "-c", REHEARSAL, str(four.folder))
    return (
        Pair(
            "20 metrics over five kinds of events",
            ("20 metrics", twenty, command(twenty, *look)),
            ("4 metrics", four, command(four, *look)),
            2.5,
        ),
        Pair(
            "six segments, four by attribute and two by events",
            ("6 segments", split, command(split, *look)),
            ("no segment", four, command(four, *look)),
            1.3,
        ),
        Pair(
            "10 running experiments, assigned by a table",
            ("10 experiments", ten, command(ten, *watch)),
            ("1 experiment", one, command(one, *watch)),
            2.0,
        ),
        Pair(
            "50 running experiments, assigned by a table",
            ("50 experiments", fifty, command(fifty, *watch)),
            ("1 experiment", one, command(one, *watch)),
            3.0,
        ),
        Pair(
            "50 running experiments on one audience, drawn by hash",
            ("50 experiments", all_drawn, command(all_drawn, *watch)),
            ("1 experiment", drawn, command(drawn, *watch)),
            None,
        ),
        Pair(
            "500 splits of the past",
            ("500 splits", four, script),
            ("1 readout", four, command(four, *look)),
            30.0,
        ),
    )


def command(world: World, *words: str) -> tuple[str, ...]:
    """A stagelift command in a workspace."""
    return (sys.executable, "-m", "stagelift", "-C", str(world.folder), *words)


def measured(pair: Pair, runs: int) -> dict[str, Summary]:
    """Medians of both commands, run in turn.

    Args:
        pair: The commands.
        runs: How often each is run, > 0.

    Returns:
        The larger first.
    """
    finished: dict[str, list[Run]] = {pair.more[0]: [], pair.less[0]: []}
    for _ in range(runs):
        for name, world, words in (pair.less, pair.more):
            forget(world)
            finished[name].append(run(words))
    return {name: summary(each) for name, each in finished.items()}


def as_lines(pair: Pair, found: dict[str, Summary]) -> str:
    """The medians as lines of text.

    Args:
        pair: What was compared.
        found: Medians by name, the larger first.

    Returns:
        A heading, one line each, and whether the bar is met, by processor time.
    """
    more, less = found.values()
    times = more.cpu_seconds / less.cpu_seconds
    lines = [f"{pair.name:56}{'seconds':>9}{'CPU s':>9}{'x':>7}{'peak MB':>10}"]
    for name, one in found.items():
        share = one.cpu_seconds / less.cpu_seconds
        lines.append(
            f"  {name:54}{one.seconds:9.2f}{one.cpu_seconds:9.2f}{share:7.2f}{one.peak_mb:10,.0f}"
        )
    if pair.bar is not None:
        lines.append(f"  bar {pair.bar:g} x: {'met' if times <= pair.bar else 'missed'}")
    return "\n".join(lines)


@click.command()
@click.option("--events", default=10_000_000, show_default=True, type=click.IntRange(1000))
@click.option("--runs", default=3, show_default=True, type=click.IntRange(1), help="Counted runs.")
@click.option("--only", default="", help="Part of the name of what is compared.")
@click.option("--keep", type=click.Path(path_type=Path), help="Folder that keeps the events.")
def main(events: int, runs: int, only: str, keep: Path | None) -> None:
    """Time and memory of reading experiments, as whole processes, as multiples of reading less."""
    click.echo(machine())
    with tempfile.TemporaryDirectory(prefix="benchmark-") as name:
        world = make_programme(keep or Path(name), events, seed=SEED, tests=len(TESTS))
        click.echo(f"\n{events:,} raw events; medians of {runs} runs each, in turn")
        for pair in pairs(world):
            if only in pair.name:
                click.echo(as_lines(pair, measured(pair, runs)))


if __name__ == "__main__":
    main()
