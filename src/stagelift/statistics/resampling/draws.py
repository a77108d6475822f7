"""Draws with replacement from counts: the exact bootstrap of units, and that of hashed groups."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

from stagelift.statistics import checks
from stagelift.statistics.group_bootstrap import GroupSums, group_weights
from stagelift.statistics.numerics import np
from stagelift.statistics.resampling.tables import ValueTable

if TYPE_CHECKING:
    from stagelift.statistics.numerics import Floats

DRAWS = 1_999  # so that 5 % of (draws + 1) is a whole number, as is 1 %
SEED = 20_261_116  # any fixed number: the same data give the same interval
CHUNK = 2_000_000  # weights held at a time: 16 MB
ARMS = 2
ONE, ZERO = slice(0, 2), slice(2, 4)  # treatment and control among the four sums


@dataclass(frozen=True, eq=False)
class Drawn:
    """The sums of two arms: of the data, and of each draw from them.

    Four sums stand side by side: both numbers of treatment, then both of control.

    Args:
        method: `multinomial` for draws of units, `groups` for draws of groups of customers.
        totals: Sums of the data, shape (4,).
        spread: Σ of products of what was drawn — units or groups — of the data, shape (4, 4).
        drawn: Sums of each draw, shape (draws, 4).
        spreads: Σ of products of each draw, shape (draws, 4, 4).
        left_out: Sums of the data without each thing drawn, shape (distinct, 4).
        held: How many things are alike in each place of `left_out`, shape (distinct,).
        strata: Places of `left_out` that were drawn apart, in order: of each arm, or all groups.
        filled: Units of the smaller arm, or groups with a row in both.
    """

    method: Literal["multinomial", "groups"]
    totals: Floats
    spread: Floats
    drawn: Floats
    spreads: Floats
    left_out: Floats
    held: Floats
    strata: tuple[int, ...]
    filled: int


def draw_tables(
    one: ValueTable, zero: ValueTable, *, draws: int = DRAWS, seed: int = SEED
) -> Drawn:
    """As many units as each arm has, drawn from it with replacement, in every draw.

    How often each distinct value is drawn is multinomial, so nothing is approximated: the sums have
    the distribution that drawing row by row gives.

    Args:
        one: Treatment.
        zero: Control.
        draws: How many draws, ≥ 1.
        seed: Their seed.

    Returns:
        The sums; without draws where an arm is empty.

    Raises:
        ArgumentError: When the number of draws is too small.

    Reference:
        Efron 1979, Bootstrap methods: another look at the jackknife; Efron & Tibshirani 1993, An
        introduction to the bootstrap, section 20.2 (multinomial weights).

    Example:
        >>> arm = ValueTable.of([0, 1], [60, 40])
        >>> found = draw_tables(arm, arm, draws=3)
        >>> found.totals.tolist(), found.drawn[:, 1].tolist()
        ([40.0, 100.0, 40.0, 100.0], [100.0, 100.0, 100.0])
    """
    if draws < 1:
        raise checks.refused("draws", draws, "it must be ≥ 1")
    tables = (one, zero)
    count = draws if one.n and zero.n else 0
    random = np.random.default_rng(seed)
    drawn, spreads, spread = np.zeros((count, 4)), np.zeros((count, 4, 4)), np.zeros((4, 4))
    for place, table in zip((ONE, ZERO), tables, strict=True):
        features = _features(table.rows)
        spread[place, place] = _products(table.counts @ features)
        if count:
            sums = _sums_drawn(table, features, count, random)
            drawn[:, place], spreads[:, place, place] = sums[:, :ARMS], _products(sums)
    left = [np.zeros((table.counts.size, 4)) for table in tables]
    totals = np.concatenate([table.totals for table in tables])
    for place, table, without in zip((ONE, ZERO), tables, left, strict=True):
        without[:] = totals
        without[:, place] -= table.rows
    return Drawn(
        method="multinomial",
        totals=totals,
        spread=spread,
        drawn=drawn,
        spreads=spreads,
        left_out=np.concatenate(left),
        held=np.concatenate([table.counts for table in tables]),
        strata=tuple(table.counts.size for table in tables),
        filled=min(one.n, zero.n),
    )


def _features(rows: Floats) -> Floats:
    """Both numbers with their squares and product: what every draw sums, shape (rows, 5)."""
    x, y = rows[:, 0], rows[:, 1]
    return np.column_stack([x, y, x * x, x * y, y * y])


def _products(sums: Floats) -> Floats:
    """The 2 × 2 sums of products among five sums; of several draws at once, one each."""
    named = sums[..., 2:][..., [0, 1, 1, 2]]
    found: Floats = named.reshape(*sums.shape[:-1], ARMS, ARMS)
    return found


def _sums_drawn(
    table: ValueTable, features: Floats, draws: int, random: np.random.Generator
) -> Floats:
    """The five sums of each draw from one arm, some draws at a time."""
    some = max(1, CHUNK // table.counts.size)
    parts = [
        multinomial(table.counts, min(some, draws - start), random) @ features
        for start in range(0, draws, some)
    ]
    return np.concatenate(parts)


def multinomial(counts: Floats, draws: int, random: np.random.Generator) -> Floats:
    """How often each value is drawn, in draws of as many units as there are.

    Counts that are Poisson are multinomial given their sum. Units too many are taken away at
    random and missing ones drawn, which leaves them multinomial with the sum that is wanted: half
    the time of drawing one value after the other.

    Args:
        counts: Units with each value, shape (distinct,).
        draws: How many draws.
        random: Where chance comes from.

    Returns:
        Shape (draws, distinct), each row with the sum of `counts`.

    Reference:
        Devroye 1986, Non-uniform random variate generation, section XI.1.4 (multinomial).

    Example:
        >>> found = multinomial(np.array([3.0, 1.0]), 5, np.random.default_rng(1))
        >>> found.sum(axis=1).tolist()
        [4.0, 4.0, 4.0, 4.0, 4.0]
    """
    drawn = random.poisson(counts, size=(draws, counts.size)).astype(float)
    n, ends = int(counts.sum()), np.cumsum(counts)
    for place, total in enumerate(drawn.sum(axis=1).astype(int)):
        if total < n:
            units = random.integers(0, n, size=n - total)
            drawn[place] += _per_value(ends, units, counts.size)
        elif total > n:
            units = random.choice(total, total - n, replace=False, shuffle=False)
            drawn[place] -= _per_value(np.cumsum(drawn[place]), units, counts.size)
    return drawn


def _per_value(ends: Floats, units: Floats, size: int) -> Floats:
    """How many of some numbered units have each value; value k holds those before its end."""
    places = np.searchsorted(ends, units, side="right")
    found: Floats = np.asarray(np.bincount(places, minlength=size), dtype=float)
    return found


def draw_groups(sums: GroupSums, *, draws: int = DRAWS, seed: int = SEED) -> Drawn:
    """As many hashed groups of customers as there are, drawn with replacement, in every draw.

    A group holds customers of both arms, and all rows of each of them.

    Args:
        sums: Sums by group of two cells, treatment first: both numbers of each.
        draws: How many draws, ≥ 1.
        seed: Their seed.

    Returns:
        The sums.

    Raises:
        ArgumentError: When there are not two cells with two numbers, or a number is too small.

    Reference:
        Davison & Hinkley 1997, Bootstrap methods and their application, section 3.8.

    Example:
        >>> rows = [(group, arm, (group % 2, 2)) for group in range(100) for arm in "ab"]
        >>> found = draw_groups(GroupSums.of(rows, ["a", "b"], groups=100), draws=3)
        >>> found.totals.tolist(), found.filled
        ([50.0, 200.0, 50.0, 200.0], 100)
    """
    groups, cells, width = sums.sums.shape
    if (cells, width) != (ARMS, ARMS):
        raise checks.refused("sums", (cells, width), "there must be two cells with two numbers")
    flat = sums.sums.reshape(groups, 4)
    weights = group_weights(groups, draws, seed)
    products = (flat[:, :, None] * flat[:, None, :]).reshape(groups, 16)
    totals = flat.sum(axis=0)
    return Drawn(
        method="groups",
        totals=totals,
        spread=products.sum(axis=0).reshape(4, 4),
        drawn=weights @ flat,
        spreads=(weights @ products).reshape(draws, 4, 4),
        left_out=totals - flat,
        held=np.ones(groups),
        strata=(groups,),
        filled=int(np.all(np.any(sums.sums != 0, axis=2), axis=1).sum()),
    )
