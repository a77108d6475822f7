"""Many samples at once, as the moments that the methods take."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import numpy as np

from stagelift.statistics.moments import Moments
from stagelift.statistics.pairs import PairMoments

Values = Callable[[np.random.Generator, tuple[int, int]], np.ndarray]
AT_ONCE = 2_000_000  # values held in memory


def normal(rng: np.random.Generator, size: tuple[int, int]) -> np.ndarray:
    return rng.normal(10.0, 2.0, size)


def gamma(rng: np.random.Generator, size: tuple[int, int]) -> np.ndarray:
    """Mean 4, skewness 1."""
    return rng.standard_gamma(4.0, size)


def lognormal(rng: np.random.Generator, size: tuple[int, int]) -> np.ndarray:
    """Mean exp(½), skewness 6.2."""
    return np.exp(rng.standard_normal(size))


def spending(rng: np.random.Generator, size: tuple[int, int]) -> np.ndarray:
    """One in ten buys, for a lognormal amount: mean exp(.18)/10."""
    return (rng.random(size) < 0.1) * np.exp(0.6 * rng.standard_normal(size))


def blocks(runs: int, n: int) -> Iterator[int]:
    """How many samples of n are drawn at once, block by block."""
    at_once = max(1, AT_ONCE // n)
    for begin in range(0, runs, at_once):
        yield min(at_once, runs - begin)


def samples(rng: np.random.Generator, runs: int, n: int, values: Values) -> list[Moments]:
    """Moments of that many samples of n values."""
    found = []
    for many in blocks(runs, n):
        found += moments_of(values(rng, (many, n)))
    return found


def moments_of(x: np.ndarray) -> list[Moments]:
    """Moments of each row."""
    means = x.mean(axis=1)
    apart = x - means[:, None]
    squares = apart * apart
    m2 = squares.sum(axis=1)
    m3 = np.einsum("ij,ij->i", squares, apart)
    rows = zip(means.tolist(), m2.tolist(), m3.tolist(), strict=True)
    return [Moments(x.shape[1], *row) for row in rows]


def pairs_of(x: np.ndarray, y: np.ndarray) -> list[PairMoments]:
    """Pair moments of each row."""
    mx, my = x.mean(axis=1), y.mean(axis=1)
    a, b = x - mx[:, None], y - my[:, None]
    sums = (np.einsum("ij,ij->i", u, v) for u, v in ((a, a), (b, b), (a, b)))
    columns = (mx, my, *sums)
    rows = zip(*(column.tolist() for column in columns), strict=True)
    return [PairMoments(x.shape[1], *row) for row in rows]


def scaled(m: Moments, factor: float) -> Moments:
    """Moments of values that were all multiplied."""
    return Moments(m.n, m.mean * factor, m.m2 * factor**2, m.m3 * factor**3)
