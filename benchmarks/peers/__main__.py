"""`python -m benchmarks.peers`: three adjusted means and a ratio, by everyone, on the same file.

Each side is a whole process: it starts, reads Parquet with one row a customer, and ends. Answers
are compared before anything is counted; the sides then run in turn.
"""

from __future__ import annotations

import sys
import tempfile
from contextlib import ExitStack
from pathlib import Path
from statistics import median

import click

from benchmarks.__main__ import SEED, rows_of
from benchmarks.machine import machine
from benchmarks.measuring import Run, run, summary
from benchmarks.peers.environments import PEERS, interpreter, versions
from benchmarks.peers.ours import SIDES, answer_of, forget_kept, make_world

Answer = dict[str, tuple[float, float]]
CACHE = Path.home() / ".cache" / "stagelift-benchmarks"
FLOOR = "SQL by hand"
NEAR = 0.02  # of half an interval: libraries centre the covariate and count freedom in other ways
FASTEST, OVER_FLOOR, MEGABYTES = 0.7, 2.0, 150
FULL = 10_000_000  # the size at which sums by hand are the measure


@click.command()
@click.option("--units", default="1e6,1e7", show_default=True, help="Customers, one row each.")
@click.option("--runs", default=3, show_default=True, type=click.IntRange(1), help="Counted runs.")
@click.option("--keep", type=click.Path(path_type=Path), help="Folder that keeps the rows.")
@click.option("--cache", default=CACHE, type=click.Path(path_type=Path), help="Environments.")
def main(units: str, runs: int, keep: Path | None, cache: Path) -> None:
    """Seconds and memory of three adjusted means and a ratio, beside other libraries."""
    click.echo(machine())
    commands: dict[str, tuple[str, ...]] = dict(SIDES)
    for peer in PEERS:
        python = interpreter(peer, cache)
        if isinstance(python, str):
            click.echo(f"{peer.name}: left out, {python}")
            continue
        click.echo(f"{peer.name}: {versions(python, peer)}")
        script = Path(__file__).parent / "scripts" / f"{peer.script}.py"
        commands[peer.name] = (str(python), "-W", "ignore", str(script))
    with ExitStack() as stack:
        root = keep or Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="benchmark-")))
        for size in rows_of(units):
            folder = make_world(root / f"peers-{size}", size, seed=SEED)
            click.echo(f"\n{size:,} customers")
            measured(commands, folder, size, runs)


def measured(commands: dict[str, tuple[str, ...]], folder: Path, size: int, runs: int) -> None:
    """Prints everyone's medians, after a run in which all gave the same answer."""
    first = {name: fresh(name, command, folder) for name, command in commands.items()}
    refuse_differences({name: answer_of(name, found.output) for name, found in first.items()})
    finished: dict[str, list[Run]] = {name: [] for name in commands}
    for number in range(runs):
        # whoever comes first meets another cache and another clock than the next
        for name in list(commands) if number % 2 == 0 else reversed(list(commands)):
            finished[name].append(fresh(name, commands[name], folder))
    others = [name for name in commands if name not in SIDES and name != FLOOR]
    click.echo("| | seconds | processor s | × fastest library | × by hand | MB |")
    click.echo("|---|---|---|---|---|---|")
    for name, found in finished.items():
        told = summary(found)
        # ratios within a round: the machine does other work, and every side of a round meets it
        peers = ratio(
            found,
            [min(group, key=cpu) for group in zip(*(finished[o] for o in others), strict=True)],
        )
        hand = ratio(found, finished[FLOOR])
        click.echo(
            f"| {name} | {told.seconds:.2f} | {told.cpu_seconds:.2f} | {peers:.2f} | {hand:.2f} "
            f"| {told.peak_mb:.0f} |"
        )
        if name in SIDES:
            bars = [peers <= FASTEST, told.peak_mb <= MEGABYTES]
            bars += [hand <= OVER_FLOOR] if size >= FULL else []
            click.echo(f"{name}: {'meets' if all(bars) else 'misses'} its bars", err=True)


def cpu(found: Run) -> float:
    """A run's processor time."""
    return found.cpu_seconds


def ratio(ours: list[Run], theirs: list[Run]) -> float:
    """The median over rounds of one processor time as a multiple of another's."""
    return median(cpu(one) / cpu(other) for one, other in zip(ours, theirs, strict=True))


def fresh(name: str, command: tuple[str, ...], folder: Path) -> Run:
    """A run that finds nothing kept from an earlier one."""
    if name in SIDES:
        forget_kept(folder)
    return run(
        tuple(part.replace("FOLDER", str(folder)) for part in command)
        + (() if name in SIDES else (str(folder),))
    )


def refuse_differences(found: dict[str, Answer]) -> None:
    """Stops when two gave different answers: their times would say nothing.

    Args:
        found: By side, each metric's effect and half the length of its interval.

    Raises:
        ClickException: Names every figure that differs.
    """
    base = found[FLOOR]
    lines = [
        f"{name}, {metric}: {value:.6g} ± {half:.6g}, by hand {base[metric]}"
        for name, answer in found.items()
        for metric, (value, half) in answer.items()
        if max(abs(value - base[metric][0]), abs(half - base[metric][1])) > NEAR * base[metric][1]
    ]
    if lines:
        raise click.ClickException("the answers differ\n" + "\n".join(lines))


if __name__ == "__main__":
    main(standalone_mode=True, args=sys.argv[1:])
