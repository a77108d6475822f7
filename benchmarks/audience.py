"""`python -m benchmarks.audience`: audience files of ten million customers beside a bare hash.

The bare run is what nobody can avoid: DuckDB hashes every customer and writes the same columns to
one CSV. Ours finds who qualifies from their events, leaves out whom it handed out before, writes a
file a variant, the record of assignment, a hash of every file, the manifest and the steps.
"""

from __future__ import annotations

import shutil
import sys
import tempfile
from datetime import UTC, datetime
from pathlib import Path

import click

from benchmarks.__main__ import rows_of
from benchmarks.machine import machine
from benchmarks.measuring import Run, Summary, run, summary

BAR = 2.0
OURS, BARE = "audience files", "bare hash and COPY"
START = datetime(2026, 1, 12, tzinfo=UTC)
JOURNEY = """\
journey: many
zone: UTC
currency: EUR
as_of: 2026-01-13 00:00
sources:
  log: {read: events.parquet, as: events, customer: customer, time: time, event: event}
stages:
  looking: visited
  buying: ordered
"""
TRIAL = """\
audience: everyone
primary: bought
enters: once, on 2026-01-12
looks: once
variants:
  a: {channel: email, send: 2 days after entry}
  b: {channel: push, send: 1 hour after entry}
"""
HAND_OUT = """
import sys
from pathlib import Path
import stagelift
from stagelift.data.zones import to_us
from stagelift.experiments.launching.files import hand_out
with stagelift.open(sys.argv[1]) as ws:
    trial = ws.experiments["trial"]
    given, folder = hand_out(
        ws.root, trial.definition, ws.journey, ws.contract, plan=trial.plan_in_force()
    )
    print(given.customers)
"""
COPY = """
import sys, duckdb
folder, threads = sys.argv[1], sys.argv[2]
with duckdb.connect() as local:
    local.execute("SET TimeZone = 'UTC'; SET preserve_insertion_order = false")
    local.execute(
        "COPY (SELECT customer, CASE WHEN substring(md5('trial:' || customer), 1, 8) < '80000000' "
        "THEN 'a' ELSE 'b' END AS variant, time AS assigned_at, time + INTERVAL 2 DAY AS send_at "
        f"FROM '{folder}/events.parquet') TO '{folder}/bare.csv' (FORMAT csv, HEADER)"
    )
"""


def world(folder: Path, customers: int) -> Path:
    """A workspace with one event a customer, before the day on which all enter.

    Args:
        folder: Where; it must not exist.
        customers: How many.

    Returns:
        The folder.
    """
    import duckdb

    (folder / "metrics").mkdir(parents=True)
    (folder / "experiments").mkdir()
    (folder / "journey.yaml").write_text(JOURNEY, encoding="utf-8")
    (folder / "metrics" / "bought.yaml").write_text(
        "conversion: ordered\nwithin: 7 days\n", "utf-8"
    )
    (folder / "experiments" / "trial.yaml").write_text(TRIAL, encoding="utf-8")
    with duckdb.connect() as local:
        local.execute("SET TimeZone = 'UTC'")
        local.execute(
            f"COPY (SELECT 'c' || lpad(CAST(range * 7919 % {customers} AS VARCHAR), 9, '0') AS "  # noqa: S608 - a number and the benchmark's own folder
            "customer, TIMESTAMPTZ '2026-01-01 00:00:00+00' + range % 86400 * INTERVAL 1 SECOND AS "
            f"time, 'visited' AS event FROM range({customers})) TO '{folder}/events.parquet'"
        )
    return folder


def handed(folder: Path) -> Run:
    """Audience files of everyone, nothing handed out before."""
    shutil.rmtree(folder / "out", ignore_errors=True)
    return run((sys.executable, "-c", HAND_OUT, str(folder)))


def bare(folder: Path) -> Run:
    """The hash and one COPY, without anything around it."""
    return run((sys.executable, "-c", COPY, str(folder), "0"))


def as_lines(found: dict[str, Summary]) -> str:
    """The medians as lines of text, ours as a multiple of the bare run."""
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


def assigning() -> float:
    """Microseconds of one call of `assign`, the least of five series."""
    import timeit
    from fractions import Fraction

    from stagelift.data.assign import assign

    names, shares = ("a", "b", "c"), (Fraction(1, 3),) * 3
    calls = 100_000
    series = timeit.repeat(
        lambda: assign("customer_123", "cart_reminder", names, shares), number=calls, repeat=5
    )
    return min(series) / calls * 1e6


@click.command()
@click.option("--customers", default="1e7", show_default=True, help="How many.")
@click.option("--runs", default=3, show_default=True, type=click.IntRange(1), help="Counted runs.")
def main(customers: str, runs: int) -> None:
    """Time of audience files beside a bare hash and COPY, and of one call of assign."""
    click.echo(machine())
    (count,) = rows_of(customers)
    finished: dict[str, list[Run]] = {BARE: [], OURS: []}
    with tempfile.TemporaryDirectory(prefix="benchmark-") as name:
        folder = world(Path(name) / "many", count)
        bare(folder)
        for _ in range(runs):
            finished[BARE].append(bare(folder))
            finished[OURS].append(handed(folder))
    click.echo(f"\n{count:,} customers; medians of {runs} runs each, in turn")
    click.echo(as_lines({each: summary(all_) for each, all_ in finished.items()}))
    click.echo(f"\nassign(): {assigning():.2f} µs a call (bar 3)")


if __name__ == "__main__":
    main()
