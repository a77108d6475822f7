"""`python -m benchmarks.comparisons`: the import of the statistics, and many comparisons at once.

The whole chain of a default comparison: effect, interval, p-value, lift with its interval, Holm
over all. Beside it, in the same run, loops over what scipy and statsmodels offer for the same.
"""

from __future__ import annotations

import sys
import time
from collections.abc import Callable, Sequence
from contextlib import suppress
from typing import NamedTuple

import click
import numpy as np

from benchmarks.machine import machine
from benchmarks.measuring import run

SEED = 20261122
LOOPED = 500  # comparisons that a loop does; its time is scaled up to all
BAR_IMPORT = 3.0  # × `import numpy`, of which that is a part
BAR_SECONDS = 1.0  # for all comparisons of one kind
NUMPY = "import numpy"
SCORECARD = """
from stagelift.statistics.lift import lift
from stagelift.statistics.means import difference_of_means
from stagelift.statistics.moments import Moments
from stagelift.statistics.proportions import difference_of_proportions, lifts_of_proportions
from stagelift.statistics.several import holm
arms = Moments.from_counts(21307, 267), Moments.from_counts(21306, 122)
difference_of_means(*arms), lift(*arms)
holm([difference_of_proportions(267, 21307, 122, 21306).p_value])
"""


class Arms(NamedTuple):
    """Both arms of many comparisons: counts, and the moments of values.

    Args:
        k1: Units with the event in treatment.
        n1: Units in treatment.
        k0: Units with the event in control.
        n0: Units in control.
        means: Means of a value, treatment and control, shape (2, comparisons).
        squares: Its central sums of squares, same shape.
    """

    k1: np.ndarray
    n1: np.ndarray
    k0: np.ndarray
    n0: np.ndarray
    means: np.ndarray
    squares: np.ndarray


def arms(many: int) -> Arms:
    """Made-up arms of 500 to 50,000 units.

    Args:
        many: Number of comparisons.

    Returns:
        Their counts and moments.
    """
    rng = np.random.default_rng(SEED)
    n1, n0 = rng.integers(500, 50_000, (2, many))
    rate = rng.uniform(0.005, 0.5, many)
    means = rng.uniform(10.0, 12.0, (2, many))
    squares = rng.uniform(50.0, 200.0, (2, many)) * (np.stack([n1, n0]) - 1)
    return Arms(rng.binomial(n1, rate), n1, rng.binomial(n0, rate), n0, means, squares)


def seconds(command: str, runs: int) -> float:
    """The processor time of a fresh process that runs Python, without the process's own.

    Args:
        command: Python.
        runs: How many processes.

    Returns:
        Seconds: the least of all runs, to which other work on the machine has added least.
    """

    def least(code: str) -> float:
        return min(run((sys.executable, "-c", code)).cpu_seconds for _ in range(runs))

    return least(command) - least("pass")


def fastest(done: Callable[[Arms], object], drawn: Arms, runs: int) -> float:
    """The shortest time of several runs, of which other work on the machine has added least.

    Args:
        done: What is timed.
        drawn: The arms.
        runs: How many runs.

    Returns:
        Seconds.
    """
    found = []
    for _ in range(runs):
        began = time.perf_counter()
        done(drawn)
        found.append(time.perf_counter() - began)
    return min(found)


def our_shares(drawn: Arms) -> Sequence[float | None]:
    """Every share compared: columns of effects and of lifts, then Holm."""
    from stagelift.statistics.proportions import differences_of_proportions, lifts_of_proportions
    from stagelift.statistics.several import holm

    counts = drawn[:4]
    effects = differences_of_proportions(*counts)
    lifts_of_proportions(*counts)
    return holm(effects.p_value.tolist())


def our_means(drawn: Arms) -> Sequence[float | None]:
    """Every mean compared: columns of effects and of lifts, then Holm."""
    from stagelift.statistics.mean_columns import MomentsColumns, differences_of_means, lifts
    from stagelift.statistics.several import holm

    one, zero = (
        MomentsColumns(n, drawn.means[side], drawn.squares[side])
        for side, n in enumerate((drawn.n1, drawn.n0))
    )
    effects = differences_of_means(one, zero)
    lifts(one, zero)
    return holm(effects.p_value.tolist())


def their_shares(drawn: Arms) -> object:
    """A loop over statsmodels: the same interval and test, the ratio's interval, Holm."""
    from statsmodels.stats import multitest, proportion

    found = []
    for k1, n1, k0, n0 in zip(*(column.tolist() for column in drawn[:4]), strict=True):
        counts = (k1, n1, k0, n0)
        for compare in ("diff", "ratio"):
            with suppress(ValueError):  # it finds no limit in some tables
                proportion.confint_proportions_2indep(*counts, method="score", compare=compare)
        found.append(proportion.test_proportions_2indep(*counts, method="score").pvalue)
    return multitest.multipletests(found, method="holm")


def their_means(drawn: Arms) -> object:
    """A loop over scipy: Welch's test with its interval, without a lift, then statsmodels' Holm."""
    from scipy import stats
    from statsmodels.stats import multitest

    found = []
    for i in range(len(drawn.n1)):
        sides = [
            (drawn.means[a, i], np.sqrt(drawn.squares[a, i] / (n[i] - 1)), n[i])
            for a, n in enumerate((drawn.n1, drawn.n0))
        ]
        result = stats.ttest_ind_from_stats(*sides[0], *sides[1], equal_var=False)
        found.append(result.pvalue)
    return multitest.multipletests(found, method="holm")


@click.command()
@click.option("--comparisons", default=10_000, show_default=True, type=click.IntRange(1))
@click.option("--runs", default=5, show_default=True, type=click.IntRange(1))
def main(comparisons: int, runs: int) -> None:
    """Print what the statistics cost to import and to compute, as ratios."""
    click.echo(machine())
    numpy, ours = seconds(NUMPY, runs), seconds(SCORECARD, runs)
    click.echo(f"\n{'import numpy (processor time)':42}{numpy:8.2f} s")
    ratio = ours / numpy
    state = "met" if ratio <= BAR_IMPORT else "missed"
    click.echo(
        f"{'import and use the statistics':42}{ours:8.2f} s{ratio:8.2f} x"
        f"   bar {BAR_IMPORT:g} x: {state}"
    )
    drawn = arms(comparisons)
    few = Arms(*(column[..., :LOOPED] for column in drawn))
    click.echo(f"\n{comparisons:,} comparisons: effect, interval, p-value, lift, Holm")
    for name, mine, theirs, library in (
        ("shares, in columns", our_shares, their_shares, "statsmodels"),
        ("means, in columns", our_means, their_means, "scipy, no lift"),
    ):
        own = fastest(mine, drawn, runs)
        other = fastest(theirs, few, 1) * comparisons / len(few.n1)
        state = "met" if own <= BAR_SECONDS else "missed"
        click.echo(f"{name:42}{own:8.3f} s{'':10}   bar {BAR_SECONDS:g} s: {state}")
        click.echo(f"{'  a loop over ' + library:42}{other:8.3f} s{other / own:8.1f} x")


if __name__ == "__main__":
    main()
