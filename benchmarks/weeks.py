"""`python -m benchmarks.weeks`: a new week of the demo shop beside a run that keeps nothing.

Both give the KPIs of 26 weeks by stage as of the same Monday. The incremental run finds what the
run of the Monday before left behind; that run is not counted. What is timed is the processor time
of the engine's statements, all its threads. Then the same with the app's events in one file a week,
of which the new one comes between the two Mondays, and last twelve KPIs by six segments of a larger
journey.
"""

from __future__ import annotations

import json
import shutil
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from statistics import median

import click
import duckdb

from benchmarks.machine import machine
from benchmarks.measuring import run
from benchmarks.weekly_report import shop
from benchmarks.worlds import make_journey

BAR = 0.2
ZONE, LAST_WEEK = "Asia/Seoul", "2026-11-09"
METRICS = ("first_order", "order_value", "cart_added", "repeat_order", "review", "order_again")
EVENTS, SEED = 2_000_000, 20260302
SCRIPT = """
import json, resource, sys
from datetime import datetime
from stagelift.data.duckdb_engine import DuckDBEngine
import stagelift
spent, statement = [], DuckDBEngine.run
def cpu():
    used = resource.getrusage(resource.RUSAGE_SELF)
    return used.ru_utime + used.ru_stime
def timed(engine, query):
    began = cpu()
    try:
        return statement(engine, query)
    finally:
        spent.append(cpu() - began)
DuckDBEngine.run = timed
folder, as_of, period, history, by, *names = sys.argv[1:]
with stagelift.open(folder, as_of=datetime.fromisoformat(as_of)) as ws:
    wanted = {name: ws.metrics[name] for name in names or ws.metrics}
    began = cpu()
    found = ws.kpis(period, by=by or None, history=int(history), metrics=wanted)
    print(json.dumps([sum(spent), cpu() - began, repr((found.past, found.estimates))]))
"""


@dataclass(frozen=True)
class Asked:
    """What is asked of two Mondays.

    Args:
        title: How the line is named.
        folder: The workspace.
        mondays: Instant of knowledge, period, and how many periods before it, of both.
        by: "segment", or nothing.
        metrics: Ids; none for all.
        later: Files that come between the two.
    """

    title: str
    folder: Path
    mondays: tuple[tuple[str, str, int], tuple[str, str, int]] = (
        ("2026-11-09T06:00+09:00", "2026-W45", 24),
        ("2026-11-16T06:00+09:00", "2026-W46", 25),
    )
    by: str = ""
    metrics: tuple[str, ...] = ()
    later: tuple[Path, ...] = ()


def week(asked: Asked, monday: tuple[str, str, int]) -> tuple[float, float, str]:
    """The KPIs of a Monday, in a process of their own.

    Args:
        asked: What is asked.
        monday: One of its two.

    Returns:
        Processor seconds of the engine and of the whole measurement, and the estimates as text.
    """
    words = (str(asked.folder), *map(str, monday), asked.by, *asked.metrics)
    done = run((sys.executable, "-c", SCRIPT, *words))
    # a slow statement draws its progress beside the answer
    (told,) = (one for one in done.output.splitlines() if one.startswith("["))
    engine, whole, estimates = json.loads(told)
    return float(engine), float(whole), str(estimates)


def split_by_week(folder: Path) -> tuple[Path, ...]:
    """Writes the app's events as one file a week.

    Args:
        folder: The shop.

    Returns:
        The files of the last week and after, which come between the two Mondays.
    """
    days = folder / "data" / "app"
    with duckdb.connect() as connection:
        whole = connection.read_parquet(f"{days}/*.parquet")
        old = list(days.glob("*.parquet"))
        week = f"strftime(date_trunc('week', ts AT TIME ZONE '{ZONE}'), '%Y-%m-%d')"
        week = f"COALESCE({week}, '0')"  # of broken rows
        weeks = whole.aggregate(f"{week} AS week").order("week").fetchall()
        for (name,) in weeks:
            whole.filter(f"{week} = '{name}'").write_parquet(str(days / f"week-{name}.parquet"))
    for path in old:
        path.unlink()
    return tuple(days / f"week-{name}.parquet" for (name,) in weeks if name >= LAST_WEEK)


@contextmanager
def away(paths: tuple[Path, ...]) -> Iterator[None]:
    """Within the block, some files are not there yet.

    Args:
        paths: The files.
    """
    hidden = [path.replace(path.with_suffix(".later")) for path in paths]
    try:
        yield
    finally:
        for path in hidden:
            path.replace(path.with_suffix(".parquet"))


@click.command()
@click.option("--runs", default=3, show_default=True, type=click.IntRange(1), help="Counted runs.")
def main(runs: int) -> None:
    """A new week beside a full run, on 26 weeks of the demo shop and of a larger journey."""
    click.echo(machine())
    click.echo(
        f"{'medians of ' + str(runs):24}{'full CPU s':>12}{'new week':>10}{'x':>7}{'all x':>7}"
    )
    with tempfile.TemporaryDirectory(prefix="benchmark-") as name:
        folder = shop(Path(name) / "shop")
        click.echo(compared(Asked("six metrics", folder, metrics=METRICS), runs))
        click.echo(compared(Asked("all metrics", folder), runs))
        new = split_by_week(folder)
        click.echo(compared(Asked("all, a file a week", folder, later=new), runs))
        larger = make_journey(Path(name) / "journey", EVENTS, seed=SEED).folder
        mondays = (
            ("2026-06-29T06:00+09:00", "2026-W26", 24),
            ("2026-07-06T06:00+09:00", "2026-W27", 25),
        )
        click.echo(compared(Asked("twelve by segment", larger, mondays, "segment"), runs))


def compared(asked: Asked, runs: int) -> str:
    """One line of the table: a new week beside a run that finds nothing.

    Args:
        asked: What is asked.
        runs: How many of each.

    Returns:
        What `line` gives.

    Raises:
        click.ClickException: The two differ in some digit.
    """
    before, now = asked.mondays
    full, new = [], []
    for _ in range(runs):
        shutil.rmtree(asked.folder / ".stagelift", ignore_errors=True)
        with away(asked.later):
            week(asked, before)
        new.append(week(asked, now))
        shutil.rmtree(asked.folder / ".stagelift", ignore_errors=True)
        full.append(week(asked, now))
    if {one[2] for one in new} != {one[2] for one in full}:
        raise click.ClickException(f"{asked.title}: the new week differs from the full run")
    return line(asked.title, full, new)


def line(
    title: str, full: list[tuple[float, float, str]], new: list[tuple[float, float, str]]
) -> str:
    """One line of the table.

    Args:
        title: What was asked.
        full: Runs that found nothing.
        new: Runs that found the week before.

    Returns:
        Engine seconds of both, their ratio, and that of the whole measurement.
    """
    engine = median(one[0] for one in full), median(one[0] for one in new)
    whole = median(one[1] for one in new) / median(one[1] for one in full)
    share = engine[1] / engine[0]
    verdict = f"   bar {BAR:g}: {'met' if share <= BAR else 'missed'}"
    return f"{title:24}{engine[0]:12.2f}{engine[1]:10.2f}{share:7.2f}{whole:7.2f}{verdict}"


if __name__ == "__main__":
    main()
