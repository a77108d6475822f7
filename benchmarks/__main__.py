"""`python -m benchmarks`: makes the worlds, runs both sides in turn, prints ratios of medians.

Beside stagelift and SQL by hand stand pairs of stagelift's own commands: more metrics, segments and
experiments, as multiples of fewer.
"""

from __future__ import annotations

import json
import tempfile
from collections.abc import Callable, Sequence
from contextlib import ExitStack
from pathlib import Path

import click

from benchmarks import experiments
from benchmarks.answers import differences
from benchmarks.contenders import Contender, contenders, forget
from benchmarks.machine import machine
from benchmarks.measuring import Run, run, summary
from benchmarks.table import Row, as_table, row_of
from benchmarks.worlds import World, make_events, make_programme, make_units

SEED = 20260302


def rows_of(text: str | None) -> tuple[int, ...]:
    """Numbers of rows, as people write them.

    Args:
        text: Such as `1e6,1e7`; empty or None for none.

    Returns:
        Whole numbers > 0.

    Raises:
        BadParameter: A part is no whole number > 0.

    Example:
        >>> rows_of("1e6, 20000")
        (1000000, 20000)
    """
    found = []
    for part in filter(None, (part.strip() for part in (text or "").split(","))):
        try:
            number = float(part)
        except ValueError:
            number = 0.0
        if number < 1 or number != int(number):
            raise click.BadParameter(f"'{part}' came, a number of rows such as 1e6 is expected")
        found.append(int(number))
    return tuple(found)


@click.command()
@click.option("--events", default="1e7", help="Raw events, such as 1e6,1e7; '' leaves them out.")
@click.option("--units", default="1e6,1e7", help="Finished rows, one a customer; '' for none.")
@click.option("--runs", default=5, show_default=True, type=click.IntRange(1), help="Counted runs.")
@click.option(
    "--pairs", default=1, show_default=True, help="Counted runs of more beside fewer; 0 for none."
)
@click.option("--keep", type=click.Path(path_type=Path), help="Folder that keeps the worlds.")
@click.option("--json", "to", type=click.Path(path_type=Path), help="File for the figures.")
def main(
    events: str, units: str, runs: int, pairs: int, keep: Path | None, to: Path | None
) -> None:
    """Time and memory of stagelift's readout of four metrics beside SQL written by hand.

    Both sides run in turn, each as a process of its own, after one run that is not counted (but
    with --runs 1) and whose answers must be equal.
    """
    click.echo(machine())
    found: list[Row] = []
    with ExitStack() as stack:
        root = keep or Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="benchmark-")))
        kinds: tuple[tuple[str, Callable[..., World]], ...] = (
            (events, make_events),
            (units, make_units),
        )
        for sizes, make in kinds:
            for size in rows_of(sizes):
                world = make(root / f"{make.__name__[5:]}-{size}", size, seed=SEED)
                table = measured(world, runs)
                click.echo(as_table(world, table))
                found.extend(table)
        if pairs:
            for size in rows_of(events):
                more_beside_fewer(root / f"programme-{size}", size, pairs)
    if to is not None:
        figures = {"machine": machine(), "rows": [row.to_dict() for row in found]}
        to.parent.mkdir(parents=True, exist_ok=True)
        to.write_text(json.dumps(figures, indent=1) + "\n", encoding="utf-8")


def measured(world: World, runs: int) -> tuple[Row, ...]:
    """Every contender's medians, after a run in which all gave the same answer.

    Args:
        world: A generated workspace.
        runs: How many runs are counted, > 0; of one, the run that compares the answers is it.

    Returns:
        One row per contender, as multiples of SQL by hand.

    Raises:
        ClickException: The answers differ.
    """
    everyone = contenders(world)
    first = tuple(fresh(one, world) for one in everyone)
    refuse_differences(world, everyone, first)
    finished: dict[str, list[Run]] = {
        one.name: [found] if runs == 1 else [] for one, found in zip(everyone, first, strict=True)
    }
    for number in range(runs if runs > 1 else 0):
        # whoever comes first meets another cache and another clock than the next
        for one in everyone if number % 2 == 0 else reversed(everyone):
            finished[one.name].append(fresh(one, world))
    medians = {name: summary(each) for name, each in finished.items()}
    base = medians[everyone[1].name]
    return tuple(row_of(world, one, medians[one.name], base) for one in everyone)


def more_beside_fewer(folder: Path, events: int, runs: int) -> None:
    """Prints what more metrics, segments and experiments cost as multiples of fewer.

    Args:
        folder: Where the programme's events go.
        events: Number of raw events.
        runs: How often each command is run, > 0.
    """
    world = make_programme(folder, events, seed=SEED, tests=len(experiments.TESTS))
    click.echo(f"\n{events:,} raw events; medians of {runs} runs each, in turn")
    for pair in experiments.pairs(world):
        if pair.bar is not None:
            click.echo(experiments.as_lines(pair, experiments.measured(pair, runs)))


def fresh(contender: Contender, world: World) -> Run:
    """A run that finds nothing kept from an earlier one."""
    forget(world)
    return run(contender.command)


def refuse_differences(world: World, everyone: Sequence[Contender], runs: Sequence[Run]) -> None:
    """Stops when two contenders gave different answers: their times would say nothing.

    Args:
        world: What was read.
        everyone: The contenders; the first one has every figure.
        runs: A run of each.

    Raises:
        ClickException: Names every figure that differs.
    """
    found = [one.figures(each.output) for one, each in zip(everyone, runs, strict=True)]
    lines = [
        f"{world.name}, {one.name}: {line}"
        for one, figures in zip(everyone[1:], found[1:], strict=True)
        for line in differences(found[0], figures)
    ]
    if lines:
        raise click.ClickException("the answers differ\n" + "\n".join(lines))


if __name__ == "__main__":
    main()
