"""Weekly looks at simulated tests: errors, coverage and bias at the planned looks."""

from __future__ import annotations

import math

import numpy as np
import pytest
from scipy import optimize

from stagelift.statistics.looks import POCOCK, GroupSequential, Look, Spending, equal_looks
from stagelift.statistics.looks.boundaries import boundaries, grids
from stagelift.statistics.looks.integration import crossing_up
from stagelift.statistics.looks.sequence import one_sided_critical
from stagelift.statistics.proportions import difference_of_proportions

RUNS = 1000
WEEKS = equal_looks(4)


def looks_of(rng, rates, units):
    """Cumulative looks at two shares, units of one arm arriving unevenly."""
    k1, k0 = (np.cumsum([rng.binomial(n, rate) for n in units]) for rate in rates)
    found = []
    for number, (n, a, b) in enumerate(zip(np.cumsum(units), k1, k0, strict=True), start=1):
        effect = difference_of_proportions(int(a), int(n), int(b), int(n), method="pooled_z")
        found.append(
            Look(number=number, n_mature=int(2 * n), effect=effect.value, se=effect.se or 0.0)
        )
    return found


@pytest.mark.slow
@pytest.mark.parametrize("lift", [0.0, 0.02, 0.03])
def test_weekly_looks_err_and_cover_as_they_say(lift):
    rng = np.random.default_rng(int(1000 * lift) + 3)
    units = (800, 1500, 900, 1200)
    plan = GroupSequential(n_planned=9600, looks=4, spending=POCOCK)
    crossed = covered = above = overrun = repeated = 0
    for _ in range(RUNS):
        looks = looks_of(rng, (0.12 + lift, 0.12), units)
        all_units = plan.read(looks)
        ended = plan.read(looks[: all_units.ended.look.number])
        found, final = ended.shown, all_units.shown
        crossed += ended.verdict is not None
        covered += found.low <= lift <= found.high
        above += found.value > lift
        overrun += final.low <= lift <= final.high
        intervals = [row.repeated for row in ended.rows]
        repeated += all(each.low <= lift <= each.high for each in intervals)
    error = math.sqrt(0.05 * 0.95 / RUNS)
    assert covered / RUNS == pytest.approx(0.95, abs=3 * error)
    assert above / RUNS == pytest.approx(0.5, abs=3 * 0.5 / math.sqrt(RUNS))
    assert 0.94 - 3 * error <= overrun / RUNS <= 0.98 + 3 * error  # Pocock's; as the docstring says
    assert repeated / RUNS >= 0.95 - 3 * error
    if lift == 0.0:
        assert crossed / RUNS == pytest.approx(0.05, abs=3 * error)


def accepted(place, now, bounds, drift):
    """The z with all units at which a 95 % interval after look `place` holds the drift."""
    times = (*WEEKS[:place], now)
    before = grids(times, [(-b, b) for b in bounds[:place]] + [(0.0, 0.0)], 37.0)

    def chance(z):
        return crossing_up(before, times, (*bounds[:place], z))(drift)

    def edge(wanted):
        if chance(-30.0) < wanted:  # earlier looks alone decide, on either side
            return -math.inf
        if chance(60.0) > wanted:
            return math.inf
        return optimize.brentq(lambda z: chance(z) - wanted, -30.0, 60.0)

    return edge(0.975), edge(0.025)


@pytest.mark.slow
@pytest.mark.parametrize(
    ("family", "least", "most"), [(Spending(), 0.948, 0.968), (POCOCK, 0.940, 0.979)]
)
@pytest.mark.parametrize("more", [0.05, 0.5])
@pytest.mark.parametrize("drift", [0.0, 1.5, 2.83, 4.5])
def test_intervals_with_units_after_the_end_cover_as_their_docstring_says(
    family, least, most, more, drift
):
    rng, runs = np.random.default_rng(13), 100_000
    bounds = boundaries(WEEKS, spending=family)
    b = np.cumsum(rng.normal(drift / 4, 0.5, size=(runs, 4)), axis=1)
    crossed = np.abs(b / np.sqrt(WEEKS)) >= bounds
    ended = np.where(crossed.any(axis=1), crossed.argmax(axis=1), 3)
    later = b[np.arange(runs), ended] + rng.normal(drift * more, math.sqrt(more), size=runs)
    covered = 0
    for place, time in enumerate(WEEKS):
        z = later[ended == place] / math.sqrt(time + more)
        low, high = accepted(place, time + more, bounds, drift)
        covered += int(((z >= low) & (z <= high)).sum())
    assert least <= covered / runs <= most


@pytest.mark.slow
@pytest.mark.parametrize("family", [Spending(), POCOCK, Spending("power", 2.0)], ids=str)
def test_the_level_holds_over_28_looks(family):
    rng = np.random.default_rng(11)
    times = np.array(equal_looks(28))
    bounds = np.array(boundaries(times.tolist(), spending=family))
    b = np.cumsum(rng.normal(0.0, math.sqrt(1 / 28), size=(200_000, 28)), axis=1)
    errors = (np.abs(b / np.sqrt(times)) >= bounds).any(axis=1).mean()
    assert errors == pytest.approx(0.05, abs=0.0015)


@pytest.mark.slow
def test_one_end_of_the_sequence_misses_at_most_its_share_of_tests():
    rng = np.random.default_rng(12)
    n = 4000  # to four times the planned units, a look at every unit
    v = np.arange(1, n + 1)
    criticals = np.array([one_sided_critical(t / 1000, 0.95) for t in v])
    misses = 0
    for _ in range(4000):
        z = np.cumsum(rng.normal(size=n)) / np.sqrt(v)
        misses += bool((z >= criticals).any())
    assert 0.015 < misses / 4000 <= 0.05
