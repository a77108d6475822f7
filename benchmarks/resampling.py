"""`python -m benchmarks.resampling`: bootstraps of a million rows beside scipy, in one run.

Both sides begin with the same Parquet file and give a difference of means with its standard error
and 95 % interval from 1,000 draws. Processor time of all threads, medians; ratios within a run.
"""

from __future__ import annotations

import tempfile
import time
from collections.abc import Callable, Mapping
from pathlib import Path
from statistics import median
from typing import TYPE_CHECKING, Any

import click
import duckdb

from benchmarks.machine import machine

if TYPE_CHECKING:
    from stagelift.statistics.inference import Inference

DRAWS = 1_000
CELLS = 50_000  # distinct values over both arms
NEAR = 0.5  # of a standard error: four times what chance leaves between two ends of 1,000 draws
Figures = tuple[float, float, float, float]
BARS = {"exact": 0.4, "groups": 0.05}
ROWS = """
SELECT range AS customer, range % 2 = 1 AS treated,
  CAST(floor(-ln(1 - hash(range) / 18446744073709551616.0) * 4000) AS INTEGER) % {values}
    + CASE WHEN range % 2 = 1 THEN 20 ELSE 0 END AS value
FROM range({rows})
"""


def rows_drawn(path: str) -> Figures:
    """The bootstrap of scipy: of the rows themselves."""
    import numpy as np
    from scipy import stats

    table = duckdb.sql(f"SELECT treated, value FROM '{path}'").fetchnumpy()  # noqa: S608 - own file
    arms = [table["value"][table["treated"] == arm].astype(float) for arm in (True, False)]

    def difference(one: Any, zero: Any, axis: int = -1) -> Any:
        return np.mean(one, axis=axis) - np.mean(zero, axis=axis)

    found = stats.bootstrap(
        arms,
        difference,
        n_resamples=DRAWS,
        batch=10,
        method="percentile",
        vectorized=True,
        rng=np.random.default_rng(1),
    )
    ends = found.confidence_interval
    value = float(difference(*arms))
    return value, float(found.standard_error), float(ends.low), float(ends.high)


def values_drawn(path: str) -> Figures:
    """Exact draws from how many rows have each value."""
    from stagelift.statistics.resampling import ValueTable, bootstrap_effect, draw_tables

    counted = f"SELECT treated, value, count(*) FROM '{path}' GROUP BY ALL ORDER BY ALL"  # noqa: S608 - own file
    rows = duckdb.sql(counted).fetchall()
    arms = [
        ValueTable.of(*zip(*((value, n) for arm, value, n in rows if arm is wanted), strict=True))
        for wanted in (True, False)
    ]
    drawn = draw_tables(arms[0], arms[1], draws=DRAWS)
    return figures(bootstrap_effect(drawn, interval="percentile"))


def groups_drawn(path: str) -> Figures:
    """Draws of 1,000 hashed groups of customers."""
    from sqlglot import exp

    from stagelift.data.query.hashed_groups import sums_by_group
    from stagelift.statistics.group_bootstrap import GroupSums
    from stagelift.statistics.resampling import bootstrap_effect, draw_groups

    sums: Mapping[str, exp.Expr] = {
        "value": exp.Sum(this=exp.column("value")),
        "n": exp.Count(this=exp.Star()),
    }
    query = sums_by_group("units", ("treated",), sums).sql("duckdb")
    rows = duckdb.sql(f"WITH units AS (FROM '{path}') {query}").fetchall()
    found = GroupSums.of(((group, arm, (x, n)) for group, arm, x, n in rows), (True, False))
    return figures(bootstrap_effect(draw_groups(found, draws=DRAWS), interval="percentile"))


def figures(found: Inference) -> Figures:
    """What is compared of an inference."""
    return tuple(float(getattr(found, name)) for name in ("value", "se", "low", "high"))  # type: ignore[return-value]  # four names


def timed(answer: Callable[[str], Figures], path: str) -> tuple[float, Figures]:
    """Processor seconds of all threads, and the answer."""
    start = time.process_time()
    found = answer(path)
    return time.process_time() - start, found


@click.command()
@click.option("--rows", default=1_000_000, show_default=True, type=click.IntRange(1_000))
@click.option("--runs", default=3, show_default=True, type=click.IntRange(1))
def main(rows: int, runs: int) -> None:
    """Processor time of 1,000 draws: exact, of hashed groups, and of rows by scipy."""
    click.echo(machine())
    sides = {"scipy": rows_drawn, "exact": values_drawn, "groups": groups_drawn}
    with tempfile.TemporaryDirectory(prefix="benchmark-") as folder:
        path = str(Path(folder) / "rows.parquet")
        duckdb.sql(f"COPY ({ROWS.format(rows=rows, values=CELLS // 2)}) TO '{path}'")
        for answer in sides.values():  # imports, and the file's first reading
            if answer is not rows_drawn:
                answer(path)
        runs_of = [{name: timed(side, path) for name, side in sides.items()} for _ in range(runs)]
    refuse_differences({name: answer for name, (_, answer) in runs_of[0].items()})
    for name in sides:
        seconds = [found[name][0] for found in runs_of]
        ratio = median(found[name][0] / found["scipy"][0] for found in runs_of)
        bar = f"  bar {BARS[name]:g}" if name in BARS else ""
        click.echo(f"{name:8} {median(seconds):8.2f} processor s  {ratio:6.3f} x scipy{bar}")


def refuse_differences(found: Mapping[str, Figures]) -> None:
    """Stops when an answer is not scipy's, as far as chance allows."""
    theirs = found["scipy"]
    for name, ours in found.items():
        if abs(ours[0] - theirs[0]) > 1e-9 * abs(theirs[0]) or any(
            abs(one - other) > NEAR * theirs[1]
            for one, other in zip(ours[1:], theirs[1:], strict=True)
        ):
            raise click.ClickException(f"the answers differ: {name} {ours}, scipy {theirs}")


if __name__ == "__main__":
    main()
