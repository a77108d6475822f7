"""Looking more than once: weekly looks as planned, and 28 looks at any time behind the gate."""

from __future__ import annotations

import math
from itertools import accumulate

import numpy as np

from calibration.draws import Values, lognormal, pairs_of
from calibration.figures import RUNS, Figure
from stagelift.statistics.adjustment import adjusted_effect
from stagelift.statistics.looks.boundaries import boundaries, equal_looks
from stagelift.statistics.looks.gate import LARGEST_SKEWNESS, LEAST_EVENTS
from stagelift.statistics.looks.sequence import asymptotic_sequence, sequence_critical
from stagelift.statistics.looks.stagewise import Path, stagewise
from stagelift.statistics.pairs import PairMoments
from stagelift.statistics.ratio import difference_of_ratios

LOOKS = 28
DAILY = 20  # units an arm and day where the functions themselves are called
STOPS = 2_000  # stage-wise intervals that are inverted
TINY = 1e-100  # stands for a variance of 0, which no look is read at
DRIFT = 2.8  # of the z at the planned end, as for 80 % power
Path3 = tuple[np.ndarray, np.ndarray, np.ndarray]  # effect, its se, its skewness, by run and look


def figures() -> tuple[Figure, ...]:
    """Weekly looks, then looks at any time."""
    return (*weekly(), *always())


def weekly() -> list[Figure]:
    """Four and twelve looks at shares, four at skewed values, an interval after the stop."""
    found = []
    for seed, (looks, n1, n0, rate) in enumerate(((4, 500, 500, 0.2), (12, 300, 100, 0.2))):
        rng = np.random.default_rng((20261127, seed))
        gap, se, _ = shares(rng, (RUNS, looks), n1, n0, rate)
        criticals = np.array(boundaries(equal_looks(looks)))
        crossed = (np.abs(gap) > criticals * se).any(axis=1)
        words = f"{looks} weekly looks at shares of 20%, {n1} and {n0} a week"
        found.append(Figure(method="group_sequential", where=words, alarms=float(crossed.mean())))
    rng = np.random.default_rng((20261127, 9))
    gap, se, _ = values(rng, (RUNS, 4), 400, 400, lognormal)
    crossed = (np.abs(gap) > np.array(boundaries(equal_looks(4))) * se).any(axis=1)
    words = "4 weekly looks at lognormal values, 400 and 400 a week"
    found.append(Figure(method="group_sequential", where=words, alarms=float(crossed.mean())))
    return [*found, stopped()]


def stopped() -> Figure:
    """The interval after the stop, over tests that stop at any of four looks."""
    rng = np.random.default_rng((20261127, 10))
    times = np.array(equal_looks(4))
    steps = rng.normal(0.0, math.sqrt(0.25), (STOPS, 4)).cumsum(axis=1)
    estimates = DRIFT + steps / times  # of the drift itself; its se is 1 / sqrt(time)
    criticals = np.array(boundaries(equal_looks(4)))
    inside = 0
    for path in estimates:
        beyond = np.abs(path) * np.sqrt(times) > criticals
        last = int(beyond.argmax()) if beyond.any() else 3
        way = Path(fractions=tuple(times[: last + 1].tolist()), criticals=tuple(criticals[:last]))
        found = stagewise(float(path[last]), float(1 / math.sqrt(times[last])), way)
        inside += found.low <= DRIFT <= found.high
    words = "4 weekly looks, after the stop, at 80% power"
    return Figure(method="stagewise", where=words, runs=STOPS, coverage=inside / STOPS)


def shares(rng: np.random.Generator, size: tuple[int, int], n1: int, n0: int, rate: float) -> Path3:
    """Effect, se and skewness of shares that grow by so many units a look."""
    looks = np.arange(1, size[1] + 1)
    k1, k0 = (rng.binomial(n, rate, size).cumsum(axis=1) for n in (n1, n0))
    m1, m0 = n1 * looks, n0 * looks
    p1, p0 = k1 / m1, k0 / m0
    squares = (p1 * (1 - p1) * m1, p0 * (1 - p0) * m0)
    thirds = ((p * (1 - p) * (1 - 2 * p) * m) for p, m in ((p1, m1), (p0, m0)))
    return moved(p1 - p0, squares, sum(thirds), (m1, m0))


def values(
    rng: np.random.Generator, size: tuple[int, int], n1: int, n0: int, draw: Values
) -> Path3:
    """The same of values, from running sums of powers."""
    looks = np.arange(1, size[1] + 1)
    means, squares, thirds = [], [], []
    for n in (n1, n0):
        sums = np.zeros((3, *size))
        for block in range(0, size[0], 250):
            x = draw(rng, (min(250, size[0] - block) * size[1], n))
            rows = slice(block, block + x.shape[0] // size[1])
            for power in range(3):
                of_day = (x ** (power + 1)).sum(axis=1)
                sums[power, rows] = of_day.reshape(-1, size[1]).cumsum(axis=1)
        m = n * looks
        mean, raw2, raw3 = sums / m
        means.append(mean)
        squares.append(m * (raw2 - mean**2))
        thirds.append(m * (raw3 - 3 * mean * raw2 + 2 * mean**3))
    return moved(means[0] - means[1], tuple(squares), sum(thirds), (n1 * looks, n0 * looks))


def moved(gap, squares, third, sizes) -> Path3:
    """The effect with its unpooled se and the skewness from pooled moments."""
    (s1, s0), (m1, m0) = squares, sizes
    se = np.sqrt(np.maximum(s1 / (m1 * (m1 - 1.0)) + s0 / (m0 * (m0 - 1.0)), TINY))
    n = m1 + m0
    spread = np.maximum((s1 + s0) / n * (1 / m1 + 1 / m0), TINY)
    skew = np.abs(third / n * (1.0 / m1**2 - 1.0 / m0**2)) / spread**1.5
    return gap, se, skew


def always() -> list[Figure]:
    """28 daily looks; what is not read yet cannot alarm."""
    found = [naive()]
    situations = (
        (150, 150, 0.05, "5%, 150 and 150 a day"),
        (150, 150, 0.3, "30%, 150 and 150 a day"),
        (270, 30, 0.05, "5%, 90/10 of 300 a day"),
        (900, 100, 0.01, "1%, 90/10 of 1,000 a day"),
    )
    for seed, (n1, n0, rate, words) in enumerate(situations):
        rng = np.random.default_rng((20261128, seed))
        gap, se, skew = shares(rng, (RUNS, LOOKS), n1, n0, rate)
        looks = np.arange(1, LOOKS + 1)
        events = min(n1, n0) * looks * rate
        ready = (skew < LARGEST_SKEWNESS) & (events >= LEAST_EVENTS)
        found.append(of(read(gap, se, ready, n1 + n0), f"28 daily looks at {words}"))
    for seed, (n1, n0, words) in enumerate(
        ((20, 20, "lognormal values, 20 and 20 a day"), (45, 5, "lognormal values, 90/10 of 50"))
    ):
        rng = np.random.default_rng((20261129, seed))
        gap, se, skew = values(rng, (RUNS, LOOKS), n1, n0, lognormal)
        alarms = read(gap, se, skew < LARGEST_SKEWNESS, n1 + n0)
        found.append(of(alarms, f"28 daily looks at {words}"))
    return [*found, *along()]


def naive() -> Figure:
    """The fixed 95 % interval, looked at every day."""
    gap, se, _ = shares(np.random.default_rng(20261204), (RUNS, LOOKS), 150, 150, 0.3)
    alarms = float((np.abs(gap) > 1.96 * se).any(axis=1).mean())
    words = "28 daily looks by the interval meant for one, 30%, 150 and 150 a day"
    return Figure(method="pooled_z", where=words, alarms=alarms, region="outside")


def along() -> list[Figure]:
    """Adjusted and ratio effects by the functions themselves, day by day."""
    rng = np.random.default_rng(20261130)
    wrong = {"adjusted effects, ρ .9": 0, "baskets, 3 in 10 buy": 0}
    shape = (STOPS, 2, LOOKS, DAILY)
    before = rng.standard_normal(shape)
    value = 0.9 * before + math.sqrt(1 - 0.81) * rng.standard_normal(shape)
    orders = (rng.random(shape) < 0.3) * (1.0 + rng.poisson(0.3, shape))
    amounts = orders * rng.standard_gamma(2.0, shape) * 10.0
    for words, x, y in zip(wrong, (value, amounts), (before, orders), strict=True):
        cells = pairs_of(x.reshape(-1, DAILY), y.reshape(-1, DAILY))
        for run in range(STOPS):
            arms = [cells[(2 * run + arm) * LOOKS : (2 * run + arm + 1) * LOOKS] for arm in (0, 1)]
            wrong[words] += any(missed(words, *way) for way in enumerate_looks(*arms))
    return [
        of(count / STOPS, f"28 daily looks at {words}, {DAILY} and {DAILY} a day", STOPS)
        for words, count in wrong.items()
    ]


def enumerate_looks(one: list[PairMoments], zero: list[PairMoments]):
    """Both arms as they grow."""
    grown = accumulate(one), accumulate(zero)
    return enumerate(zip(*grown, strict=True), start=1)


def missed(words: str, look: int, arms: tuple[PairMoments, PairMoments]) -> bool:
    """Whether the sequence excludes no effect at this look, where the effect has a value."""
    if words.startswith("adjusted"):
        effect = adjusted_effect((arms[0],), (arms[1],))
    else:
        effect = difference_of_ratios(*arms)
    if effect.status != "ok":
        return False
    found = asymptotic_sequence(
        effect.value, effect.se, n_mature=2 * DAILY * look, n_planned=2 * DAILY * LOOKS
    )
    return not found.low <= 0.0 <= found.high


def read(gap: np.ndarray, se: np.ndarray, ready: np.ndarray, per_look: int) -> float:
    """Share of runs in which any look that may be read excludes the truth, 0."""
    planned = per_look * LOOKS
    criticals = np.array(
        [sequence_critical(per_look * look, planned, 0.95) for look in range(1, LOOKS + 1)]
    )
    return float(((np.abs(gap) > criticals * se) & ready).any(axis=1).mean())


def of(alarms: float, words: str, runs: int = RUNS) -> Figure:
    """Any alarm is an interval that misses the truth at some look, and the other way round."""
    return Figure(
        method="asymptotic_sequence",
        where=words,
        runs=runs,
        coverage=1.0 - alarms,
        alarms=alarms,
        conservative=True,
    )
